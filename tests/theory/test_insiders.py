import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from backchannel.theory.exit import exit_guarantee_threshold
from backchannel.theory.insiders import cascade_tipping, selectorate_private_goods

unit = st.floats(0.0, 1.0)


@given(unit, st.floats(0.01, 1.0), st.integers(0, 40))
def test_the_cascade_is_the_map_repeated(s_0, gamma, t):
    assume(abs(s_0 - gamma) > 1e-9)
    F = 0.0
    for _ in range(t):
        F = min(1.0, max(0.0, 1.0 - s_0 / gamma * (1.0 - F)))
    found = cascade_tipping(s_0, gamma, t)
    assert found.F_t == pytest.approx(F, abs=1e-9)
    assert found.F_limit == (1.0 if gamma > s_0 else 0.0)


@pytest.mark.parametrize(("gamma", "limit"), [(0.0, 0.0), (0.69, 0.0), (0.7, 0.0), (0.7 + 1e-6, 1.0), (1.0, 1.0)])
def test_it_tips_at_the_chance_to_survive(gamma, limit):
    assert cascade_tipping(0.7, gamma, 5).F_limit == limit
    assert cascade_tipping(0.7, gamma, 0).F_t == 0.0
    if limit:
        assert cascade_tipping(0.7, gamma, 10**8).F_t == pytest.approx(1.0, abs=1e-9)


def test_insiders_one_by_one():
    # ten thousand insiders with V_post/V_in evenly spread, each against the threshold of its own exit, K = 0
    worth = (np.arange(10_000) + 0.5) / 10_000
    s_0, gamma, gone = 0.5, 0.8, 0.0
    for t in range(1, 7):
        gone = float(np.mean(gamma * worth >= s_0 * (1 - gone)))
        assert cascade_tipping(s_0, gamma, t).F_t == pytest.approx(gone, abs=3e-4)
    # and the threshold is the one of exit_guarantee_threshold
    assert exit_guarantee_threshold(0.5, 1.0, 0.8, 0.0, 0.0).gamma_star == pytest.approx(0.5 / 0.8, abs=1e-9)


def test_the_printed_price_of_loyalty():
    assert selectorate_private_goods(1.0, 10, 50, 0.9) == pytest.approx(0.1 / 0.82, abs=1e-9)


@given(st.floats(0.1, 5.0), st.floats(1.0, 100.0), st.floats(1.0, 5.0), st.floats(0.0, 0.99))
def test_a_member_is_paid_just_enough_to_stay(R, W, more, delta):
    S = W * more

    def stays(z):  # per member: loyal for ever, or the challenger's all once and then a place by lot
        return z / W / (1 - delta) - (R / W + delta / (1 - delta) * (W / S) * z / W)

    z = selectorate_private_goods(R, W, S, delta)
    assert z == pytest.approx(brentq(stays, 0.0, 2 * R, xtol=1e-14), abs=1e-9)
    assert 0.0 <= z <= R
    assert selectorate_private_goods(R, W / 2, S, delta) <= z + 1e-12  # the loyalty norm


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: selectorate_private_goods(1.0, 51, 50, 0.9), "W is 51 and S 50"),
        (lambda: selectorate_private_goods(1.0, 0, 50, 0.9), "W .* > 0"),
        (lambda: selectorate_private_goods(1.0, 10, 50, 1.0), "delta"),
        (lambda: cascade_tipping(0.5, 1.1, 1), "gamma"),
        (lambda: cascade_tipping(0.5, 0.5, -1), "t has"),
    ],
)
def test_refuses_what_is_out_of_range(call, says):
    with pytest.raises(ValueError, match=says):
        call()
