from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.analyses.attribution import coalitions, paired_error, shapley


@st.composite
def games(draw):
    """A random function on the sets of up to five changes, with two quantities."""
    n = draw(st.integers(1, 5))
    number = st.floats(-100, 100, allow_nan=False)
    return n, {s: np.array([draw(number), draw(number)]) for s in coalitions(n)}


@given(games())
def test_the_parts_sum_to_the_whole(game):
    n, value = game
    whole = value[frozenset(range(n))] - value[frozenset()]
    np.testing.assert_allclose(shapley(value.__getitem__, n).sum(axis=0), whole, atol=1e-12 * 1000, rtol=1e-12)


@given(games())
def test_a_part_is_the_mean_over_all_orders(game):
    n, value = game
    expected = np.zeros((n, 2))
    orders = list(permutations(range(n)))
    for order in orders:
        for at, change in enumerate(order):
            expected[change] += value[frozenset(order[: at + 1])] - value[frozenset(order[:at])]
    np.testing.assert_allclose(shapley(value.__getitem__, n), expected / len(orders), atol=1e-9)


@given(games(), st.data())
def test_a_change_that_does_nothing_gets_nothing(game, data):
    n, value = game
    idle = data.draw(st.integers(0, n))

    def wider(taken):  # one more change than in the game, numbered `idle`, that is never looked at
        return value[frozenset(c - (c > idle) for c in taken if c != idle)]

    parts = shapley(wider, n + 1)
    assert np.abs(parts[idle]).max() < 1e-12 * 1000
    np.testing.assert_allclose(np.delete(parts, idle, axis=0), shapley(value.__getitem__, n), atol=1e-9)


@given(st.integers(2, 5), st.lists(st.floats(-10, 10), min_size=6, max_size=6))
def test_changes_that_do_the_same_get_the_same(n, by_size):
    parts = shapley(lambda taken: np.array([by_size[len(taken)]]), n)
    np.testing.assert_allclose(parts, np.broadcast_to(parts[0], parts.shape), atol=1e-12 * 10)


@given(games(), games())
def test_the_parts_of_a_sum_are_the_sums_of_the_parts(one, other):
    n = min(one[0], other[0])
    a, b = ({s: v[s] for s in coalitions(n)} for v in (one[1], other[1]))
    both = shapley(lambda s: a[s] + b[s], n)
    np.testing.assert_allclose(both, shapley(a.__getitem__, n) + shapley(b.__getitem__, n), atol=1e-9)


def test_a_pure_interaction_is_shared_evenly():
    parts = shapley(lambda taken: np.array([8.0 if len(taken) == 2 else 0.0]), 2)
    assert parts.tolist() == [[4.0], [4.0]]


def test_every_set_is_asked_for_once():
    asked: list[frozenset[int]] = []

    def value(taken):
        asked.append(taken)
        return np.zeros(1)

    shapley(value, 4)
    assert sorted(asked, key=sorted) == sorted(coalitions(4), key=sorted)


def test_paired_error_is_that_of_the_mean_of_differences():
    rng = np.random.default_rng(5)
    differences = rng.normal(size=(300, 400))
    errors = paired_error(differences)
    assert errors.mean() == pytest.approx(1 / np.sqrt(400), rel=0.02)
    assert differences.mean(axis=1).std() == pytest.approx(1 / np.sqrt(400), rel=0.15)
