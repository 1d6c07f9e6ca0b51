# ruff: noqa: N803 - symbols keep the case they have in the theory pages

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from backchannel.theory.spoilers import kydd_walter_window, war_dependent_group

unit = st.floats(0.0, 1.0)
inner = st.floats(0.02, 0.98)
rate = st.floats(0.05, 1.0)


def odds(p):
    return p / (1 - p)


def test_the_printed_window():
    found = kydd_walter_window(0.8, 0.3, 0.4, 0.5)
    assert (found.window_lower, found.window_upper) == pytest.approx((0.4, 0.7), abs=1e-9)
    assert found.posterior_after_attack == pytest.approx(2 / 9, abs=1e-9)
    assert found.spoiling_succeeds
    assert not kydd_walter_window(0.8, 0.3, 0.4, 0.7).spoiling_succeeds  # the upper end is outside
    assert kydd_walter_window(0.8, 0.3, 0.4, 0.4).spoiling_succeeds


@given(inner, inner, inner, inner)
def test_the_window_is_where_trust_crosses_the_cutoff(sT, sU, cutoff, tau):
    assume(sU <= sT)
    found = kydd_walter_window(sT, sU, cutoff, tau)
    L = (1 - sT) / (1 - sU)
    assert odds(found.window_upper) == pytest.approx(odds(cutoff) / L, rel=1e-9)
    assert odds(found.posterior_after_attack) == pytest.approx(odds(tau) * L, rel=1e-9)
    assert odds(found.posterior_after_prevented_attack) == pytest.approx(odds(tau) * sT / sU, rel=1e-9)
    assume(min(abs(tau - cutoff), abs(tau - found.window_upper), abs(found.posterior_after_attack - cutoff)) > 1e-9)
    assert found.spoiling_succeeds == (tau >= cutoff > found.posterior_after_attack)


@given(unit, st.floats(0.0, 0.99), unit, unit)
def test_an_attack_never_raises_trust_and_beliefs_average_out(sT, sU, cutoff, tau):
    assume(sU <= sT)
    found = kydd_walter_window(sT, sU, cutoff, tau)
    assert found.posterior_after_attack <= tau + 1e-12 <= found.posterior_after_prevented_attack + 2e-12
    stopped = tau * sT + (1 - tau) * sU
    mean = stopped * found.posterior_after_prevented_attack + (1 - stopped) * found.posterior_after_attack
    assert mean == pytest.approx(tau, abs=1e-9)


@given(inner, inner, inner, st.floats(0.001, 0.01))
def test_the_window_widens_with_the_strength_of_the_trustworthy(sT, sU, cutoff, more):
    assume(sU <= sT)
    here = kydd_walter_window(sT, sU, cutoff, 0.5)
    assert kydd_walter_window(sT + more, sU, cutoff, 0.5).window_upper > here.window_upper


@given(st.floats(0.0, 0.99), unit, unit)
def test_alike_moderates_leave_no_window(s, cutoff, tau):
    found = kydd_walter_window(s, s, cutoff, tau)
    assert found.window_upper == pytest.approx(cutoff, abs=1e-12)
    assert not found.spoiling_succeeds


def test_moderates_who_stop_everything():
    found = kydd_walter_window(1.0, 0.5, 0.4, 0.9)
    assert (found.L, found.window_upper, found.posterior_after_attack) == (0.0, 1.0, 0.0)
    certain = kydd_walter_window(1.0, 0.5, 0.4, 1.0)
    assert certain.posterior_after_attack == 1.0  # it cannot happen
    assert not certain.spoiling_succeeds


@pytest.mark.parametrize(
    ("wrong", "says"), [((0.3, 0.8, 0.4, 0.5), "sU is 0.8 and sT 0.3; expected sU <= sT"), ((1.0, 1.0, 0.4, 0.5), "sU")]
)
def test_refuses_moderates_the_wrong_way_round(wrong, says):
    with pytest.raises(ValueError, match=says):
        kydd_walter_window(*wrong)


def end(m, alpha, v0, beta, kappa, g, stop=1e3):
    """Size that a group of size m comes to, by integrating; ``stop`` when it has grown beyond all bounds."""

    def beyond(t, y):
        return y[0] - stop

    beyond.terminal = True  # type: ignore[attr-defined]
    flow = solve_ivp(
        lambda t, y: y * (alpha * (v0 + kappa * y) - beta) - g * y * y, (0.0, 2000.0), [m], events=beyond, rtol=1e-9,
        atol=1e-12, method="LSODA",
    )  # fmt: skip
    return flow.y[0, -1]


@pytest.mark.parametrize(
    ("given_", "case", "m_star", "threshold"),
    [
        ((0.5, 1.0, 0.3, 0.2, 0.4), "settles", 2 / 3, None),
        ((0.5, 0.4, 0.3, 0.2, 0.4), "extinct", 0.0, None),
        ((0.5, 0.4, 0.3, 1.0, 0.4), "survival threshold", 0.0, 1.0),
        ((0.5, 1.0, 0.3, 1.0, 0.4), "unbounded", None, 0.0),
        ((0.5, 0.6, 0.3, 1.0, 0.4), "unbounded", None, 0.0),
        ((0.5, 1.0, 0.3, 0.8, 0.4), "unbounded", None, 0.0),
        ((0.5, 0.4, 0.3, 0.8, 0.4), "extinct", 0.0, None),
        ((0.5, 0.6, 0.3, 0.8, 0.4), "any size", None, None),
        ((0.5, 0.6, 0.3, 0.2, 0.4), "extinct", 0.0, None),
    ],
)
def test_every_case(given_, case, m_star, threshold):
    found = war_dependent_group(*given_)
    assert found.case == case
    assert found.m_star == pytest.approx(m_star, abs=1e-9)
    assert found.threshold == pytest.approx(threshold, abs=1e-9)


@given(rate, rate, rate, rate, rate)
def test_where_a_small_and_a_large_group_end_up(alpha, v0, beta, kappa, g):
    found = war_dependent_group(alpha, v0, beta, kappa, g)
    growth, brake = alpha * v0 - beta, g - alpha * kappa
    assume(min(abs(growth), abs(brake)) > 0.02)

    def speed(m):
        return m * (alpha * (v0 + kappa * m) - beta) - g * m * m

    if found.case == "settles":
        assert found.m_star is not None
        assert growth > 0 < brake
        assert speed(found.m_star) == pytest.approx(0.0, abs=1e-9)
        assert speed(0.9 * found.m_star) > 0 > speed(1.1 * found.m_star)
    elif found.case == "extinct":
        assert all(speed(m) < 0 for m in np.geomspace(1e-3, 1e3, 13))
    elif found.case == "unbounded":
        assert all(speed(m) > 0 for m in np.geomspace(1e-3, 1e3, 13))
    else:
        assert found.threshold is not None
        assert speed(0.9 * found.threshold) < 0 < speed(1.1 * found.threshold)


def test_the_ends_by_integration():
    assert end(0.1, 0.5, 1.0, 0.3, 0.2, 0.4) == pytest.approx(2 / 3, abs=1e-6)
    assert end(0.1, 0.5, 0.4, 0.3, 0.2, 0.4) == pytest.approx(0.0, abs=1e-6)
    assert end(0.9, 0.5, 0.4, 0.3, 1.0, 0.4) == pytest.approx(0.0, abs=1e-6)
    assert end(1.1, 0.5, 0.4, 0.3, 1.0, 0.4) >= 999.0


def test_less_violence_makes_a_smaller_group():
    found = [war_dependent_group(0.5, v0, 0.3, 0.2, 0.4).m_star for v0 in (1.0, 0.9, 0.7, 0.6, 0.5)]
    sizes = [size for size in found if size is not None]
    assert len(sizes) == 5
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[2] > sizes[-1] == 0.0
