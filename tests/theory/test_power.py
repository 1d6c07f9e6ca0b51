from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backchannel.theory.power import shapley_shubik_banzhaf, swings, whole

votes = st.lists(st.integers(0, 9), min_size=1, max_size=7).flatmap(
    lambda w: st.tuples(st.just(w), st.integers(1, max(sum(w), 1)), st.integers(0, len(w)))
)


def wins(members, weights, quota, least):
    return sum(weights[i] for i in members) >= quota and len(members) >= least


def listed(weights, quota, least):
    """Swings of each voter by size, every coalition looked at."""
    n = len(weights)
    found = [[0] * n for _ in weights]
    for i in range(n):
        others = [j for j in range(n) if j != i]
        for k in range(n):
            for members in combinations(others, k):
                if wins((*members, i), weights, quota, least) and not wins(members, weights, quota, least):
                    found[i][k] += 1
    return found


@given(votes)
def test_counting_is_listing(vote):
    assert swings(*vote) == listed(*vote)


@settings(max_examples=30)
@given(votes)
def test_shapley_shubik_is_who_decides_over_all_orders(vote):
    weights, quota, least = vote
    assume(len(weights) <= 5)
    assume(wins(range(len(weights)), *vote))
    decides = [0] * len(weights)
    for order in permutations(range(len(weights))):
        decides[next(i for place, i in enumerate(order) if wins(order[: place + 1], *vote))] += 1
    found = shapley_shubik_banzhaf(weights, quota, least)
    exact = [float(Fraction(d, factorial(len(weights)))) for d in decides]
    assert list(found.shapley_shubik) == exact
    assert sum(found.shapley_shubik) == pytest.approx(1.0, abs=1e-12)
    assert sum(found.banzhaf_normalised) == pytest.approx(1.0, abs=1e-12)
    totals = [sum(by_size) for by_size in listed(*vote)]
    assert list(found.banzhaf_absolute) == [total / 2 ** (len(weights) - 1) for total in totals]


def test_the_printed_power():
    found = shapley_shubik_banzhaf([50, 49, 1], 51)
    assert found.shapley_shubik == (2 / 3, 1 / 6, 1 / 6)
    assert found.banzhaf_absolute == (0.75, 0.25, 0.25)
    assert found.banzhaf_normalised == (0.6, 0.2, 0.2)


def test_the_security_council():
    # five permanent members of weight 7, ten others of 1, quota 39 (Shapley & Shubik 1954, in today's size)
    found = shapley_shubik_banzhaf([7] * 5 + [1] * 10, 39)
    assert found.shapley_shubik[0] == pytest.approx(float(Fraction(421, 2145)), abs=1e-15)
    assert found.shapley_shubik[-1] == pytest.approx(float(Fraction(4, 2145)), abs=1e-15)
    assert found.banzhaf_absolute[0] == 848 / 2**14


def test_thirty_voters_are_counted_exactly():
    weights = [3 * i + 1 for i in range(30)]
    counted = swings(weights, sum(weights) // 2 + 1)
    total = sum(counted[i][k] * factorial(k) * factorial(29 - k) for i in range(30) for k in range(30))
    assert total == factorial(30)  # somebody decides in every order: no digit is lost
    alike = shapley_shubik_banzhaf([1.0] * 30, 16)
    assert set(alike.shapley_shubik) == {1 / 30}


def test_a_least_number_of_members_is_a_second_hurdle():
    assert shapley_shubik_banzhaf([98, 1, 1], 51, 2).shapley_shubik == (2 / 3, 1 / 6, 1 / 6)
    assert shapley_shubik_banzhaf([98, 1, 1], 51).shapley_shubik == (1.0, 0.0, 0.0)
    assert shapley_shubik_banzhaf([98, 1, 1], 0, 2).shapley_shubik == (1 / 3, 1 / 3, 1 / 3)


def test_weights_are_taken_as_written():
    tenths = shapley_shubik_banzhaf([0.1, 0.2, 0.3], 0.3)  # .1 + .2 reaches .3, though not in floats
    assert tenths == shapley_shubik_banzhaf([1, 2, 3], 3)
    assert whole([0.0, 0.5, 1e3], 0.75) == ([0, 1, 2000], 2)


def test_more_weight_is_no_less_power():
    power = [shapley_shubik_banzhaf([w, 4, 3, 2, 1], 8).shapley_shubik[0] for w in range(9)]
    assert power == sorted(power)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (([1, 2], 4), "no voter is ever decisive with quota 4"),
        (([1, 2], 0), "no voter is ever decisive"),
        (([0, 0], 1), "no voter is ever decisive"),
        (([1, 2], 2, 3), "min_members is 3; expected between 0 and 2"),
        (([1, -2], 2), "weights has a value"),
        (([2.0**i for i in range(30)], 20), "too many digits"),
    ],
)
def test_refuses_what_is_no_vote(wrong, says):
    with pytest.raises(ValueError, match=says):
        shapley_shubik_banzhaf(*wrong)
