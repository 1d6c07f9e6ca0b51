"""The mixture of camps and compromises: parts by hand, and numbers found again in what they made."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.groupdecision.mixture import EVEN, PRIOR, PRIOR_SD, Mixture, camps, distribution, fit
from backchannel.theory.predictive import POINTS, log_score

PLAIN = Mixture(0.7, 0.2, 1.0, 20.0, 0.5)


def test_the_parts_by_hand():
    found = distribution(camps([[20.0, 80.0, 50.0]], [[1.0, 1.0, 2.0]]), Mixture(0.7, 0.2, 2.0, 10.0, 0.25))[0]
    inside = (POINTS >= 20) & (POINTS <= 80)
    bell = np.where(inside, np.exp(-0.5 * ((POINTS - 50) / 10) ** 2), 0.0)
    tens = np.where(POINTS % 10 == 0, bell, 0.0)
    between = 0.75 * bell / bell.sum() + 0.25 * tens / tens.sum()
    at = np.zeros(101)
    at[[20, 50, 80]] = 1 / 6, 4 / 6, 1 / 6
    assert found == pytest.approx((1 - EVEN) * (0.2 * at + 0.8 * between) + EVEN / 101, abs=1e-12)


def board(actors=5):
    place = st.one_of(st.just(float("nan")), st.floats(0, 100))
    row = st.lists(place, min_size=actors, max_size=actors).filter(lambda r: not np.isnan(r).all())
    return st.tuples(row, st.lists(st.floats(0, 10), min_size=actors, max_size=actors))


@given(board())
def test_a_distribution_on_any_board(one):
    positions, weights = one
    found = camps([positions], [weights])
    assert found.share.sum() == pytest.approx(1.0)
    assert found.low[0] <= found.centre[0] <= found.high[0]
    chance = distribution(found, PLAIN)
    assert chance.sum() == pytest.approx(1.0)
    assert (chance >= EVEN / 101 - 1e-15).all()


@given(board())
def test_turning_the_scale_round_turns_the_distribution_round(one):
    positions, weights = np.rint(one[0]), np.array(one[1])
    there = distribution(camps([positions], [weights]), PLAIN)
    back = distribution(camps([100.0 - positions], [weights]), PLAIN)
    assert back[0, ::-1] == pytest.approx(there[0], abs=1e-9)


def test_who_has_no_position_does_not_count():
    with_one = camps([[10.0, 60.0, np.nan]], [[1.0, 1.0, 50.0]])
    without = camps([[10.0, 60.0]], [[1.0, 1.0]])
    assert distribution(with_one, PLAIN) == pytest.approx(distribution(without, PLAIN))
    assert camps([[10.0, 60.0]], [[0.0, 0.0]]).centre.tolist() == [35.0]


def test_numbers_are_found_again():
    rng = np.random.default_rng(1)
    positions = rng.choice(np.arange(0, 101, 5.0), (1500, 6))
    positions[::2] = np.where(rng.random((750, 6)) < 0.5, 0.0, 100.0)
    board = camps(positions, rng.random((1500, 6)))
    true = Mixture(0.8, 0.3, 1.5, 15.0, 0.4)
    drawn = [rng.choice(101, p=row / row.sum()) for row in distribution(board, true)]
    found = fit(board, drawn)
    assert (found.two, found.more, found.tens) == pytest.approx((0.8, 0.3, 0.4), abs=0.1)
    assert (found.power, found.spread) == pytest.approx((1.5, 15.0), rel=0.2)


def test_without_decisions_the_priors_stand():
    nobody = camps([[0.0, 100.0]], [[1.0, 1.0]]).of([False])
    assert fit(nobody, []).spread == pytest.approx(np.exp(3.3))


def test_what_is_refused():
    with pytest.raises(ValueError, match="at least one on each issue"):
        camps([[np.nan, np.nan]], [[1.0, 1.0]])
    with pytest.raises(ValueError, match="positions"):
        camps([[101.0]], [[1.0]])
    with pytest.raises(ValueError, match="weights"):
        camps([[1.0]], [[-1.0]])
    with pytest.raises(ValueError, match="expected as many"):
        fit(camps([[1.0]], [[1.0]]), [1.0, 2.0])


def test_no_other_numbers_are_likelier_given_the_priors():
    """What is maximised is the chance that `distribution` gives, times the priors, reckoned apart."""
    rng = np.random.default_rng(2)
    board = camps(rng.choice(np.arange(0, 101, 10.0), (60, 4)), rng.random((60, 4)))
    y = rng.choice(np.arange(0, 101, 5.0), 60)

    def likely(m):
        free = [np.log(m.two / (1 - m.two)), np.log(m.more / (1 - m.more)), np.log(m.power), np.log(m.spread)]
        free.append(np.log(m.tens / (1 - m.tens)))
        return log_score(distribution(board, m), y).sum() - 0.5 * (((np.array(free) - PRIOR) / PRIOR_SD) ** 2).sum()

    found = fit(board, y)
    for name in ("two", "more", "power", "spread", "tens"):
        for factor in (0.97, 1.03):
            assert likely(replace(found, **{name: getattr(found, name) * factor})) < likely(found)
