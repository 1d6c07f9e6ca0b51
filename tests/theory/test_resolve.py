import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import uniform

from backchannel.theory.resolve import kurizaki_reduced, muthoo_revocable_commitment, war_of_attrition_audience

cost = st.floats(0.0, 2.0)
PRINTED = {"M": 1.0, "M_prime": 0.2, "v": 0.1, "W": 1.0, "a_D": 0.4, "a_C": 0.1, "lam": 0.1}


def divided(k, demand):
    """Net utilities after both demands, at the division with the largest product, by search on a fine grid."""
    x = np.linspace(0.0, 1.0, 20001)
    u_1 = x - k[0] * np.maximum(demand[0] - x, 0.0)
    u_2 = 1 - x - k[1] * np.maximum(demand[1] - (1 - x), 0.0)
    best = np.argmax(np.where((u_1 > 0) & (u_2 > 0), u_1 * u_2, -1.0))
    return u_1[best], u_2[best]


def test_the_printed_numbers():
    assert muthoo_revocable_commitment(0.6, 0.2).x_1 == pytest.approx(1.6 / 2.8, abs=1e-9)
    found = war_of_attrition_audience([0.3, 0.6], 1.0, 5.0)
    assert pytest.approx((0.75, 0.6), abs=1e-9) == (found.F_1, found.F_2)
    threat = kurizaki_reduced(**PRINTED)
    got = threat.public_q, threat.public_threshold, threat.private_q, threat.private_threshold
    assert got == pytest.approx((0.25, 0.5, 0.175, 0.14), abs=1e-9)
    assert (threat.public_yields, threat.private_yields) == (False, True)


@pytest.mark.parametrize("k", [(0.6, 0.2), (0.0, 0.0), (1.5, 0.1), (0.3, 2.0)])
def test_no_other_demand_pays(k):
    x = muthoo_revocable_commitment(*k)
    assert divided(k, (x.x_1, x.x_2)) == pytest.approx((x.x_1, x.x_2), abs=1e-4)
    for other in np.linspace(0.0, 1.0, 41):
        assert divided(k, (other, x.x_2))[0] <= x.x_1 + 1e-4
        assert divided(k, (x.x_1, other))[1] <= x.x_2 + 1e-4


@given(cost, cost, st.floats(0.01, 1.0))
def test_a_demand_that_costs_more_to_take_back_gets_more(k1, k2, more):
    here = muthoo_revocable_commitment(k1, k2)
    assert muthoo_revocable_commitment(k1 + more, k2).x_1 > here.x_1
    assert here.x_1 + here.x_2 == pytest.approx(1.0, abs=1e-12)
    assert muthoo_revocable_commitment(k1, k1).x_1 == 0.5


@given(
    st.tuples(st.floats(0.05, 2.0), st.floats(0.05, 2.0)),
    st.tuples(st.floats(0.2, 3.0), st.floats(0.2, 3.0)),
    st.floats(0.01, 20.0),
)
def test_each_side_concedes_so_that_the_other_does_not_care_when_it_does(a, v, t):
    found = war_of_attrition_audience(a, v, t)
    for mine, theirs in ((0, 1), (1, 0)):
        hazard = lambda s, i=mine, j=theirs: getattr(war_of_attrition_audience(a, v, s), f"hazard_{j + 1}")  # noqa: E731
        gone = lambda s, j=theirs: getattr(war_of_attrition_audience(a, v, s), f"F_{j + 1}")  # noqa: E731
        # what I expect if I give way at t: the prize if the other went first, else the cost
        won = quad(lambda s: v[mine] * hazard(s) * (1 - gone(s)), 0.0, t, epsabs=1e-12)[0]  # noqa: B023
        assert won - (1 - gone(t)) * a[mine] * t == pytest.approx(0.0, abs=1e-9)
        integral = quad(hazard, 0.0, t, epsabs=1e-12)[0]
        assert getattr(found, f"F_{theirs + 1}") == pytest.approx(1 - np.exp(-integral), abs=1e-9)


def test_nobody_gives_way_at_time_0_and_the_stronger_audience_gives_way_less():
    start = war_of_attrition_audience([0.3, 0.6], [1.0, 2.0], 0.0)
    assert (start.F_1, start.F_2) == (0.0, 0.0)
    for t in (0.1, 1.0, 10.0):
        found = war_of_attrition_audience([0.3, 0.6], 1.0, t)
        assert found.F_2 < found.F_1


@given(
    st.floats(0.1, 2.0), st.floats(0.0, 2.0), cost, st.floats(0.1, 2.0), cost, st.floats(0.0, 3.0), st.floats(0.0, 1.0)
)
def test_a_challenger_fights_when_its_gain_beats_backing_down(M, M_prime, v, W, a_D, a_C, lam):
    found = kurizaki_reduced(M, M_prime, v, W, a_D, a_C, lam)
    for track, omega in (("public", 1.0), ("private", lam)):
        q = uniform(-M, M + M_prime).sf(-omega * a_C)
        assert getattr(found, f"{track}_q") == pytest.approx(q, abs=1e-9)
        gain = q * W - (v + omega * a_D)
        if abs(gain) > 1e-9:
            assert getattr(found, f"{track}_yields") == (gain > 0)


def test_without_shame_in_yielding_public_is_at_least_as_good():
    both = kurizaki_reduced(**(PRINTED | {"a_D": 0.0}))
    assert both.public_yields  # with the printed numbers both tracks work
    assert both.private_yields
    only = kurizaki_reduced(**(PRINTED | {"a_D": 0.0, "v": 0.2}))  # v/W between the two q
    assert (only.public_yields, only.private_yields) == (True, False)


def test_a_leak_for_certain_is_public():
    found = kurizaki_reduced(**(PRINTED | {"lam": 1.0}))
    assert (found.private_q, found.private_threshold) == (found.public_q, found.public_threshold)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: muthoo_revocable_commitment(-0.1, 0.0), "k1"),
        (lambda: war_of_attrition_audience([0.3, 0.6, 0.1], 1.0, 1.0), "a has length 3; expected 2"),
        (lambda: war_of_attrition_audience(0.3, 0.0, 1.0), "v .* > 0"),
        (lambda: kurizaki_reduced(**(PRINTED | {"M": 0.0, "M_prime": 0.0})), "both 0"),
        (lambda: kurizaki_reduced(**(PRINTED | {"W": 0.0})), "W .* > 0"),
    ],
)
def test_refuses_what_is_out_of_range(call, says):
    with pytest.raises(ValueError, match=says):
        call()
