"""The spine: the neutral settings and signs that everything above it relies on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.acceptance import honoured, lasting, loss, surplus

unit = st.floats(0.0, 1.0)
real = st.floats(-2.0, 2.0)
amount = st.floats(0.0, 2.0)

TERMS = ("T", "phi", "u", "w", "D", "ell", "m_b", "h", "omega", "a", "d", "credit", "m_a", "Omega")
RANGES = (unit, unit, unit, real, real, amount, amount, real, amount, amount, unit, real, amount, amount)
terms = st.tuples(*RANGES)


def of(**changed: float) -> float:
    neutral = dict.fromkeys(TERMS, 0.0) | {"T": 1.0, "phi": 1.0, "m_b": 1.0, "m_a": 1.0}
    assert changed.keys() <= neutral.keys()
    return surplus(*(neutral | changed).values())


@given(unit, unit, unit, st.booleans())
def test_loss_is_a_bounded_symmetric_distance(x, y, z, quadratic):
    assert loss(x, x, quadratic) == 0.0
    assert loss(x, y, quadratic) == loss(y, x, quadratic)
    assert 0.0 <= loss(x, y, quadratic) <= 1.0
    assert loss(x, y, True) == loss(x, y, False) * loss(x, y, False)
    assert loss(x, z, False) <= loss(x, y, False) + loss(y, z, False) + 1e-12


@given(st.integers(0, len(TERMS) - 1), terms, st.floats(-1.0, 2.0))
def test_surplus_is_affine_in_each_argument_alone(place, values, at):
    def moved(value: float) -> float:
        return surplus(*[*values[:place], value, *values[place + 1 :]])

    straight = moved(0.0) + at * (moved(1.0) - moved(0.0))
    assert moved(at) == pytest.approx(straight, abs=1e-9)


@given(terms)
def test_surplus_is_the_sum_of_its_printed_terms(values):
    t = dict(zip(TERMS, values, strict=True))
    g = t["phi"] * t["u"] + (1 - t["phi"]) * (t["w"] + t["D"])
    betrayal = (1 - t["T"]) * t["phi"] * t["ell"] * t["m_b"]
    audience = t["omega"] * t["a"] * t["d"] * t["m_a"]
    printed = t["T"] * (g - t["w"]) - betrayal + t["h"] + t["credit"] - audience - t["Omega"]
    assert surplus(*values) == pytest.approx(printed, abs=1e-9)


@given(unit, real, real, amount, unit, real, amount, unit, unit)
def test_a_level_that_ends_no_fighting_is_judged_against_the_war_it_leaves_running(T, w, D, ell, u, h, a, d, omega):
    assert of(T=T, phi=0.0, u=u, w=w, D=D, ell=ell, h=h, omega=omega, a=a, d=d) == pytest.approx(
        T * D + h - omega * a * d, abs=1e-9
    )


@given(unit, unit, unit, real, real, amount, real, amount, unit, unit)
def test_betrayal_as_a_loss_is_the_older_form_with_f_scaled_by_the_level(T, phi, u, w, D, ell, h, a, d, omega):
    f = w - phi * ell
    older = T * (phi * u + (1 - phi) * (w + D)) + (1 - T) * f + h - omega * a * d - w
    assert of(T=T, phi=phi, u=u, w=w, D=D, ell=ell, h=h, omega=omega, a=a, d=d) == pytest.approx(older, abs=1e-9)


@given(unit, real, amount, amount, unit)
def test_neutral_settings_remove_their_mechanism(u, w, ell, m, d):
    fearon = u - w
    assert of(u=u, w=w, ell=ell, m_b=m) == pytest.approx(fearon, abs=1e-12)  # T = 1: nobody is betrayed
    assert of(u=u, w=w, a=m, d=d, omega=0.0) == pytest.approx(fearon, abs=1e-12)  # nobody watches
    assert of(u=u, w=w, omega=1.0, d=d) == pytest.approx(fearon, abs=1e-12)  # nobody minds
    assert of(u=u, w=w, D=m) == pytest.approx(fearon, abs=1e-12)  # phi = 1: the war is over


@given(terms, st.floats(0.01, 0.5))
def test_each_term_moves_acceptance_the_way_it_says(values, step):
    t = dict(zip(TERMS, values, strict=True))

    def gain(name: str) -> float:
        return surplus(*(t | {name: t[name] + step}).values()) - surplus(*values)

    assert gain("h") > 0
    assert gain("Omega") < 0
    assert gain("u") >= 0
    assert gain("ell") <= 0
    assert gain("d") <= 0
    assert gain("credit") > 0


@given(unit, unit)
def test_enforcement_counts_only_where_trust_fails(tau, G):
    assert honoured(tau, G) == pytest.approx(1 - (1 - tau) * (1 - G), abs=1e-12)
    assert tau - 1e-12 <= honoured(tau, G) <= 1 + 1e-12
    assert honoured(1.0, G) == 1.0
    assert honoured(tau, 0.0) == tau


@given(unit, st.floats(0.0, 0.99))
def test_a_lasting_flow_is_the_sum_of_its_discounted_rounds(rate, delta):
    rounds = sum((delta * (1 - rate)) ** t for t in range(4000))
    assert lasting(rate, delta) == pytest.approx((1 - delta) * rounds, abs=1e-9)
    assert lasting(0.0, delta) == 1.0
