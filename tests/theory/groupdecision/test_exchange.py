"""Votes traded: a closed form, and what must hold of every trade."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.theory.groupdecision.compromise import compromise
from backchannel.theory.groupdecision.exchange import exchange


def drawn(draws=50, actors=6, issues=3, seed=4):
    rng = np.random.default_rng(seed)
    shape = (draws, actors, issues)
    return rng.uniform(0, 1, shape), rng.uniform(0.05, 1, shape), rng.uniform(0.5, 4, (draws, actors))


def utility(x, s, outcome):
    """Utility [draw, actor] of outcomes [draw, issue]."""
    return -(s * np.abs(outcome[:, None, :] - x)).sum(axis=2)


def test_two_who_care_for_different_issues_get_what_they_care_for():
    """Ideals (0, 0) and (1, 1), saliences (.8, .2) and (.2, .8): outcomes (.2, .8) become (0, 1)."""
    found = exchange([[0, 0], [1, 1]], [[0.8, 0.2], [0.2, 0.8]], [1, 1])
    assert found.before[0] == pytest.approx([0.2, 0.8], abs=1e-12)
    assert found.outcome[0] == pytest.approx([0, 1], abs=1e-12)
    assert found.gains[0] == pytest.approx([0.12, 0.12], abs=1e-12)  # .8 x .2 won, .2 x .2 lost
    assert found.deals[0].tolist() == [[0, 1, 1, 0]]


def test_the_weaker_mover_sets_the_rate():
    """j all the way moves issue 0 by .15; equal gain asks (.2 + .6)/(.8 + .4) of i's move for it."""
    x, s, c = [[0.0, 0.0], [1.0, 1.0]], [[0.8, 0.2], [0.4, 0.6]], [3.0, 0.5]
    found = exchange(x, s, c)
    before = np.array([0.4 * 0.5 / (2.4 + 0.2), 0.6 * 0.5 / (0.6 + 0.3)])
    assert found.before[0] == pytest.approx(before, abs=1e-12)
    moved = found.outcome[0] - before
    rate = (0.2 + 0.6) / (0.8 + 0.4)  # shift of issue 0 for a shift of issue 1
    assert -moved[0] == pytest.approx(min(before[0], rate * (1 - before[1])), abs=1e-12)
    assert moved[1] == pytest.approx(-moved[0] / rate, abs=1e-12)
    assert found.gains[0, 0] == pytest.approx(found.gains[0, 1], abs=1e-12)


@settings(max_examples=40)
@given(st.integers(0, 1000), st.integers(2, 6), st.integers(1, 4))
def test_what_holds_of_every_trade(seed, actors, issues):
    x, s, c = drawn(4, actors, issues, seed)
    found = exchange(x, s, c)
    plain = compromise(np.swapaxes(x, 1, 2), np.swapaxes(s, 1, 2), c[:, None, :])
    assert found.before == pytest.approx(plain, abs=1e-12)
    votes = compromise(np.swapaxes(found.votes, 1, 2), np.swapaxes(s, 1, 2), c[:, None, :])
    assert votes == pytest.approx(found.outcome, abs=1e-9)
    change = utility(x, s, found.outcome) - utility(x, s, found.before)
    assert (found.gains + found.externalities) == pytest.approx(change, abs=1e-9)
    assert (found.gains >= 0).all()
    assert found.gains.sum(axis=1) == pytest.approx(np.where(found.count > 0, found.gains.sum(axis=1), 0))
    assert (found.outcome >= x.min(axis=1) - 1e-9).all()
    assert (found.outcome <= x.max(axis=1) + 1e-9).all()
    assert (found.votes >= x.min(axis=1, keepdims=True) - 1e-9).all()
    for draw in range(4):
        gave = [(d[0], d[2]) for d in found.deals[draw][: found.count[draw]].tolist()]
        gave += [(d[1], d[3]) for d in found.deals[draw][: found.count[draw]].tolist()]
        assert len(set(gave)) == len(gave)  # nobody gives twice on an issue
        assert (found.deals[draw][found.count[draw] :] == -1).all()
    if issues == 1:
        assert found.count.tolist() == [0] * 4


def test_order_unit_and_draws():
    x, s, c = drawn()
    found = exchange(x, s, c)
    assert found.count.min() > 0
    assert (found.externalities < -1e-6).any()
    assert (found.externalities > 1e-6).any()
    order = np.array([5, 2, 0, 1, 4, 3])
    other = exchange(x[:, order][:, :, ::-1], s[:, order][:, :, ::-1], 7 * c[:, order])
    assert np.abs(other.outcome[:, ::-1] - found.outcome).max() < 1e-9
    assert np.abs(exchange(1 - x, s, c).outcome + found.outcome - 1).max() < 1e-9
    assert (exchange(x[3], s[3], c[3]).outcome[0] == found.outcome[3]).all()


def test_who_weighs_nothing():
    found = exchange([[0.0, 0.0], [1.0, 1.0], [0.5, 0.1]], [[0.8, 0.0], [0.2, 0.0], [0.0, 0.0]], [1, 1, 0])
    assert found.count[0] == 0
    assert found.outcome[0, 0] == pytest.approx(0.2)
    assert np.isnan(found.outcome[0, 1])
