import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backchannel.theory.acceptance import honoured, lasting, surplus
from backchannel.theory.implementation import breakage, clock_weight, clock_weights, guarantee_threshold

unit = st.floats(0.0, 1.0)
below_one = st.floats(0.0, 0.95)


def test_the_printed_guarantee():
    found = guarantee_threshold(w=0.5, f=0.0, u=0.7, tau=0.5)
    assert found.theta_star == pytest.approx(5 / 7, abs=1e-9)
    assert found.G_star_ignoring_xi == pytest.approx(3 / 7, abs=1e-9)
    assert (round(found.theta_star, 6), round(found.G_star_with_xi, 6)) == (0.714286, 0.428571)
    assert found.status == "needed"


@given(st.floats(-0.5, 1.0), st.floats(-1.0, 0.5), st.floats(0.0, 1.0), below_one, below_one)
def test_thresholds_are_the_printed_formulas(w, f, u, tau, xi):
    assume(u - f > 0.05)
    found = guarantee_threshold(w, f, u, tau, xi)
    theta = (w - f) / (u - f)
    assert found.theta_star == pytest.approx(theta, abs=1e-9)
    assert found.G_star_ignoring_xi == pytest.approx((theta - tau) / (1 - tau), abs=1e-9)
    assert found.G_star_with_xi == pytest.approx((theta / (1 - xi) - tau) / (1 - tau), rel=1e-9, abs=1e-9)


@given(st.floats(0.1, 0.9), st.floats(-0.5, 0.0), below_one, below_one, unit, unit)
def test_the_text_is_acceptable_exactly_from_the_threshold_on(w, f, tau, xi, u, G):
    assume(u - f > 0.05)
    found = guarantee_threshold(w, f, u, tau, xi)
    assume(abs(G - found.G_star_with_xi) > 1e-9)
    T = honoured(tau, G) * (1 - xi)
    S = surplus(T, 1.0, u, w, 0.0, w - f, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    assert (S > 0) == (found.G_star_with_xi < G)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, "needed"),
        ({"tau": 0.8}, "not needed"),
        ({"tau": 5 / 7}, "not needed"),  # trust at the threshold: enforcement is irrelevant
        ({"tau": 0.8, "xi": 0.2}, "needed"),  # .64 is below it again
        ({"xi": 0.3}, "impossible"),
        ({"u": 0.5}, "needed"),  # exactly 1: full enforcement just suffices
        ({"u": 0.4}, "impossible"),
        ({"w": -0.1}, "not needed"),
    ],
)
def test_status(changed, status):
    assert guarantee_threshold(**({"w": 0.5, "f": 0.0, "u": 0.7, "tau": 0.5, "xi": 0.0} | changed)).status == status


@pytest.mark.parametrize(
    ("changed", "says"), [({"u": 0.0}, "u must be above f"), ({"tau": 1.0}, "tau"), ({"xi": 1.0}, "xi")]
)
def test_no_threshold_where_trust_or_enforcement_decide_nothing(changed, says):
    with pytest.raises(ValueError, match=says):
        guarantee_threshold(**({"w": 0.5, "f": 0.0, "u": 0.7, "tau": 0.5} | changed))


def test_printed_truce():
    hold = 1 - float(breakage([1.0, 1.0], [0.1, 0.2], 1.0))
    assert hold == pytest.approx(0.72, abs=1e-9)
    assert hold**4 == pytest.approx(0.268739, abs=5e-7)


@given(st.lists(st.tuples(unit, unit), max_size=5), unit, unit)
def test_breakage_is_a_chance_that_another_attacker_never_lowers(groups, nu, more):
    attack, effect = [a for a, _ in groups], [e for _, e in groups]
    chi = float(breakage(attack, effect, nu))
    held = 1.0
    for a, e in groups:
        held *= 1 - a * e * nu
    assert chi == pytest.approx(1 - held, abs=1e-12)
    assert -1e-12 <= chi <= 1.0
    assert float(breakage([*attack, more], [*effect, more], nu)) >= chi - 1e-12


def test_breakage_at_neutral_and_by_level():
    assert float(breakage([], [], 1.0)) == 0.0
    assert float(breakage([1.0], [1.0], 0.0)) == 0.0
    levels = breakage([0.5, 0.5], [0.2, 0.4], [0.5, 1.0])
    assert levels == pytest.approx([1 - 0.95 * 0.9, 1 - 0.9 * 0.8])


@pytest.mark.parametrize("wrong", [([1.1], [0.1], 1.0), ([0.1], [-0.1], 1.0), ([0.1], [0.1], 1.1), (0.1, 0.1, 0.1)])
def test_breakage_refuses_what_is_no_chance(wrong):
    with pytest.raises(ValueError, match="expected"):
        breakage(*wrong)


@given(unit, st.floats(0.0, 0.99))
def test_neutral_weights_are_one(chi, delta):
    assert [float(m) for m in clock_weights(None, None, chi, delta)] == [1.0, 1.0]
    assert float(clock_weight(chi, chi, delta)) == pytest.approx(1.0, abs=1e-12)


@given(unit, unit, st.floats(0.0, 0.99))
def test_weights_are_the_ratio_of_two_lasting_flows(f, chi, delta):
    m_b, m_a = clock_weights(f, None, chi, delta)
    assert float(m_b) == pytest.approx(lasting(f, delta) / lasting(chi, delta), rel=1e-12)
    assert float(m_b) == pytest.approx((1 - delta * (1 - chi)) / (1 - delta * (1 - f)), rel=1e-9)
    assert float(m_a) == 1.0


@given(st.floats(0.0, 0.9), st.floats(0.0, 0.9), st.floats(0.1, 0.99))
def test_costs_forgotten_sooner_weigh_less_and_shorter_deals_make_them_weigh_more(f, chi, delta):
    here = float(clock_weight(f, chi, delta))
    assert float(clock_weight(f + 0.1, chi, delta)) < here
    assert float(clock_weight(f, chi + 0.1, delta)) > here


def test_weights_keep_the_shape_of_actors_and_levels():
    m_b, m_a = clock_weights(0.04, None, np.zeros((3, 2)), 0.95)
    assert m_b.shape == m_a.shape == (3, 2)
    with pytest.raises(ValueError, match="delta"):
        clock_weight(0.04, 0.0, 1.0)
