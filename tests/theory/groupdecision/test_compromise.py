"""The compromise and the Nash solution with a reference point: closed forms, search, limits."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.theory.groupdecision.compromise import compromise, nash_with_reference

unit = st.floats(0.0, 1.0)
several = st.integers(1, 6)
board = several.flatmap(
    lambda n: st.tuples(
        *(st.lists(one, min_size=n, max_size=n) for one in (unit, st.floats(0.05, 1), st.floats(0.1, 5)))
    )
)


def test_two_who_want_more_than_the_reference():
    """x^2 (1 - x)(2 - x) is greatest at (9 - sqrt 17)/8."""
    assert float(nash_with_reference([0.5, 1.0], 1.0, 1.0, 0.0)) == pytest.approx((9 - 17**0.5) / 8, abs=1e-9)


def test_linear_losses_share_what_is_left_by_capability():
    """Both at 1 gain x; one at 0.4 that must not lose stops at 0.8: x (0.8 - x) for equals beyond its ideal."""
    assert float(nash_with_reference([1.0, 0.4], 1.0, 1.0, 0.0, power=1)) == pytest.approx(0.4, abs=1e-9)
    strong = float(nash_with_reference([1.0, 0.4], 1.0, [3.0, 1.0], 0.0, power=1))
    assert strong == pytest.approx(0.6, abs=1e-9)  # 3/x = 1/(0.8 - x)
    level = float(nash_with_reference([0.1, 0.7], 1.0, 1.0, 0.8, power=1, cost=1.0))
    assert level == pytest.approx(0.7, abs=1e-9)  # between them gains are level at .8, so the nearer end is best


@given(board, unit, st.sampled_from([1, 2]), st.sampled_from([0.0, 0.3, 2.0]))
@settings(max_examples=60)
def test_no_point_has_a_greater_product(drawn, reference, power, cost):
    x, s, c = map(np.array, drawn)
    found = float(nash_with_reference(x, s, c, reference, power=power, cost=cost))

    def product(point):
        gain = s * (abs(reference - x) ** power - abs(point - x) ** power) + cost
        return -np.inf if gain.min() < -1e-12 else float((c * np.log(np.maximum(gain, 1e-300))).sum())

    best = max(product(point) for point in [*np.linspace(0, 1, 401), *x, reference])
    mine = product(found)
    assert mine >= best - 1e-6 * max(1, abs(best)) or best < -500  # -500: nobody can gain, the reference stays
    if best < -500:
        assert abs(found - reference) < 1e-6
    assert min(*x, reference) - 1e-9 <= found <= max(*x, reference) + 1e-9


@settings(max_examples=30)
@given(board)
def test_the_compromise_is_the_limit(drawn):
    x, s, c = map(np.array, drawn)
    assert float(compromise(x, s, c)) == pytest.approx(float((s * c * x).sum() / (s * c).sum()), abs=1e-12)
    assert float(nash_with_reference(x, s, c, 0.3, cost=1e7)) == pytest.approx(float(compromise(x, s, c)), abs=1e-5)


@settings(max_examples=40)
@given(board)
def test_who_stand_on_both_sides_of_the_reference_keep_it(drawn):
    x, s, c = map(np.array, drawn)
    if x.min() < 0.5 < x.max():
        assert float(nash_with_reference(x, s, c, 0.5)) == pytest.approx(0.5, abs=1e-9)


def test_who_has_no_say():
    assert float(nash_with_reference([0.5, 1.0, 0.0], [1.0, 1.0, 0.0], 1.0, 0.0)) == pytest.approx(0.609612, abs=1e-6)
    assert np.isnan(nash_with_reference([0.5, 1.0], [0.0, 1.0], [1.0, 0.0], 0.2))
    assert np.isnan(nash_with_reference([0.5, 1.0], 1.0, 1.0, np.nan))
    assert np.isnan(compromise([0.5, 1.0], [0.0, 0.0], 1.0))
    batch = nash_with_reference([[0.5, 1.0], [0.2, 0.3]], 1.0, 1.0, [0.0, np.nan])
    assert batch[0] == pytest.approx(0.609612, abs=1e-6)
    assert np.isnan(batch[1])


GOOD: dict[str, Any] = {"x": [0.5], "salience": 1.0, "capability": 1.0, "reference": 0.0}


def test_bad_input():
    for change, words in (
        ({"power": 3}, "power is 3; expected 1 or 2"),
        ({"cost": -1.0}, "cost has a value outside"),
        ({"reference": 1.5}, "reference has a value outside"),
        ({"x": [2.0]}, "x has a value outside"),
    ):
        with pytest.raises(ValueError, match=words):
            nash_with_reference(**{**GOOD, **change})
