# ruff: noqa: SIM300 - Z is no constant

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from backchannel.theory.acceptance import honoured, loss, surplus
from backchannel.theory.bargaining import (
    MasterRange,
    fearon_range,
    fearon_risk_offer,
    master_two_party_range,
    powell_threshold,
)
from backchannel.theory.contest import contest_success

unit = st.floats(0.0, 1.0)
cost = st.floats(0.0, 0.5)

GENEVA = {"p": 0.6, "c_R": 0.1, "c_O": 0.15, "theta_R": 0.8, "theta_O": 0.8, "a_R": 0.3, "a_O": 0.3}
GENEVA_ROWS = [
    # changed, y_R_min, x_O_min and Z as printed, and as fractions
    ({"theta_R": 1.0, "theta_O": 1.0, "omega": 0.0}, (0.500, 0.250, 0.250), (0.5, 0.25)),
    ({"omega": 1.0}, (0.727273, 0.500000, -0.227273), (0.8 / 1.1, 0.55 / 1.1)),
    ({"omega": 0.1}, (0.638554, 0.337349, 0.024096), (0.53 / 0.83, 0.28 / 0.83)),
    ({"omega": 1.0, "h_R": 0.1}, (0.636364, 0.5, -0.136364), (0.7 / 1.1, 0.55 / 1.1)),
    ({"omega": 0.1, "h_R": 0.1}, (0.518072, 0.337349, 0.144578), (0.43 / 0.83, 0.28 / 0.83)),
    ({"theta_R": 1.0, "theta_O": 1.0, "omega": 1.0}, (0.615385, 0.423077, -0.038462), (0.8 / 1.3, 0.55 / 1.3)),
]

two_parties = st.fixed_dictionaries(
    {
        "p": st.floats(0.1, 0.9),
        "c_R": cost,
        "c_O": cost,
        "r_R": st.floats(0.0, 0.2),
        "r_O": st.floats(0.0, 0.2),
        "f_R": st.floats(-0.5, 0.3),
        "f_O": st.floats(-0.5, 0.3),
        "h_R": st.floats(-0.2, 0.3),
        "h_O": st.floats(-0.2, 0.3),
        "a_R": st.floats(0.05, 0.5),
        "a_O": st.floats(0.05, 0.5),
        "omega": st.floats(0.05, 1.0),
        "tau_R": st.floats(0.2, 0.9),
        "tau_O": st.floats(0.2, 0.9),
        "G": st.floats(0.0, 0.9),
        "xi": st.floats(0.0, 0.3),
    }
)


def printed(side: str, found: MasterRange, s: dict[str, float]) -> float:
    w, theta = (found.w_R, found.theta_R) if side == "R" else (found.w_O, found.theta_O)
    a, f, h, omega = s[f"a_{side}"], s[f"f_{side}"], s[f"h_{side}"], s["omega"]
    return (w + omega * a - h - (1 - theta) * f) / (theta + omega * a)


# Fearon 1995


@given(unit, cost, cost)
def test_fearon_range_is_the_printed_interval(p, c_A, c_B):
    found = fearon_range(p, c_A, c_B)
    assert found.lower == pytest.approx(p - c_A, abs=1e-9)
    assert found.upper == pytest.approx(p + c_B, abs=1e-9)
    assert found.width == pytest.approx(c_A + c_B, abs=1e-9)
    assert found.lower_clipped == pytest.approx(max(p - c_A, 0), abs=1e-9)
    assert found.upper_clipped == pytest.approx(min(p + c_B, 1), abs=1e-9)
    assert found.width_clipped == pytest.approx(found.upper_clipped - found.lower_clipped, abs=1e-12)


def test_fearon_range_that_sticks_out_of_the_pie_is_also_given_clipped():
    found = fearon_range(0.95, 0.1, 0.2)
    assert found.upper == pytest.approx(1.15, abs=1e-9)
    assert found.upper_clipped == 1.0
    assert found.width_clipped == pytest.approx(0.15, abs=1e-9)


@pytest.mark.parametrize("wrong", [(1.1, 0.1, 0.1), (0.5, -0.1, 0.1), (0.5, 0.1, -0.1)])
def test_fearon_range_refuses_what_is_no_war(wrong):
    with pytest.raises(ValueError, match="expected"):
        fearon_range(*wrong)


@given(st.floats(0.0, 1.0), cost, st.floats(0.05, 1.0))
def test_risk_offer_is_the_best_demand_by_search(p, c_A, cbar):
    def expected(x: float) -> float:
        war = min(max((x - p) / cbar, 0.0), 1.0)
        return float(x * (1 - war) + war * (p - c_A))

    found = fearon_risk_offer(p, c_A, cbar)
    best = max(expected(float(x)) for x in np.linspace(p, min(1.0, p + cbar), 501))
    assert p <= found.x_star <= 1.0
    assert found.payoff_A == pytest.approx(expected(found.x_star), abs=1e-9)
    assert found.payoff_A >= best - 1e-9


@given(st.floats(0.0, 0.4), cost, st.floats(0.05, 1.0))
def test_risk_offer_below_the_cap_has_the_printed_chance_of_war(p, c_A, cbar):
    assume(p + (cbar - c_A) / 2 <= 1)
    found = fearon_risk_offer(p, c_A, cbar)
    assert found.war_probability == pytest.approx(max(0.0, (1 - c_A / cbar) / 2), abs=1e-9)


def test_risk_offer_is_capped_at_the_whole_pie():
    found = fearon_risk_offer(0.9, 0.1, 0.6)
    assert found.x_star == 1.0
    assert found.war_probability == pytest.approx(0.1 / 0.6, abs=1e-9)
    with pytest.raises(ValueError, match="cbar"):
        fearon_risk_offer(0.5, 0.1, 0.0)


# Powell 2006


def test_the_printed_shift():
    found = powell_threshold(p=0.6, c_A=0.1, delta=0.9, D=0.2)
    assert found.D_star == pytest.approx(0.5 / 9, abs=1e-9)
    assert found.G_needed == pytest.approx(1 - 0.5 / 9 / 0.2, abs=1e-9)
    assert (round(found.D_star, 6), round(found.G_needed, 4)) == (0.055556, 0.7222)
    assert found.war
    assert found.D_star_not_above_p


@given(unit, cost, st.floats(0.05, 0.99), unit)
def test_war_now_iff_it_beats_everything_for_a_period_and_a_worse_war_after(p, c_A, delta, part):
    D = part * p
    found = powell_threshold(p, c_A, delta, D)
    assert found.D_star == pytest.approx((1 - delta) * (1 - p + c_A) / delta, abs=1e-9)
    gain = (p - c_A) - ((1 - delta) + delta * (p - D - c_A))
    assume(abs(gain) > 1e-9)
    assert found.war == (gain > 0)
    assert 0.0 <= found.G_needed <= 1.0
    if found.war:
        tamed = powell_threshold(p, c_A, delta, (1 - found.G_needed) * D)
        assert tamed.D_star == pytest.approx((1 - found.G_needed) * D, abs=1e-9)
        assert not tamed.war


def test_impatience_means_never():
    found = powell_threshold(p=0.1, c_A=0.1, delta=0.2, D=0.1)
    assert not found.D_star_not_above_p
    assert not found.war
    assert found.G_needed == 0.0


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"D": 0.7}, "D must"), ({"D": -0.1}, "D must"), ({"delta": 0}, "delta"), ({"delta": 1}, "delta")],
)
def test_powell_refuses_what_cannot_be(changed, says):
    with pytest.raises(ValueError, match=says):
        powell_threshold(**({"p": 0.6, "c_A": 0.1, "delta": 0.9, "D": 0.2} | changed))


# The master range


@pytest.mark.parametrize(("changed", "as_printed", "exactly"), GENEVA_ROWS)
def test_geneva_toy(changed, as_printed, exactly):
    found = master_two_party_range(**(GENEVA | changed))
    y, x = exactly
    assert (found.y_R_min, found.x_O_min, found.Z) == pytest.approx(as_printed, abs=1e-6)
    assert (found.y_R_min, found.x_O_min, found.Z) == pytest.approx((y, x, 1 - y - x), abs=1e-9)
    assert (found.w_R, found.w_O) == pytest.approx((0.5, 0.25), abs=1e-9)
    assert found.Z_nonnegative == found.deal_exists_in_unit_interval == (as_printed[2] > 0)
    assert (found.feasible_lower <= found.feasible_upper) == found.deal_exists_in_unit_interval


@pytest.mark.parametrize(("changed", "_printed", "exactly"), GENEVA_ROWS)
def test_geneva_toy_by_the_spine_alone(changed, _printed, exactly):
    s = {"h_R": 0.0} | GENEVA | changed

    def at(y: float, ideal: float, w: float, h: float) -> float:
        u, d = 1 - loss(y, ideal, False), loss(y, ideal, False)
        return surplus(s["theta_R"], 1.0, u, w, 0.0, w, 1.0, h, s["omega"], 0.3, d, 0.0, 1.0, 0.0)

    y, x = exactly
    assert at(y, 1.0, 0.5, s["h_R"]) == pytest.approx(0.0, abs=1e-9)
    assert at(1 - x, 0.0, 0.25, 0.0) == pytest.approx(0.0, abs=1e-9)
    assert at(y + 0.01, 1.0, 0.5, s["h_R"]) > 0 > at(y - 0.01, 1.0, 0.5, s["h_R"])
    assert at(1 - x - 0.01, 0.0, 0.25, 0.0) > 0 > at(1 - x + 0.01, 0.0, 0.25, 0.0)


def test_the_article_s_thesis_in_three_numbers():
    table = master_two_party_range(**GENEVA, omega=1.0)
    corridor = master_two_party_range(**GENEVA, omega=0.1)
    guaranteed = master_two_party_range(**GENEVA, omega=0.1, h_R=0.1)
    assert table.Z < 0 < corridor.Z < guaranteed.Z


@given(two_parties)
def test_least_shares_are_the_printed_formula(s):
    found = master_two_party_range(**s)
    assert found.theta_R == pytest.approx((s["tau_R"] + (1 - s["tau_R"]) * s["G"]) * (1 - s["xi"]), abs=1e-9)
    assert found.w_R == pytest.approx(s["p"] - s["c_R"] + s["r_R"], abs=1e-9)
    assert found.w_O == pytest.approx(1 - s["p"] - s["c_O"] + s["r_O"], abs=1e-9)
    assert found.y_R_min == pytest.approx(printed("R", found, s), abs=1e-9)
    assert found.x_O_min == pytest.approx(printed("O", found, s), abs=1e-9)
    assert found.Z == pytest.approx(1 - printed("R", found, s) - printed("O", found, s), abs=1e-9)


@given(two_parties)
def test_a_division_exists_exactly_where_the_spine_has_one(s):
    """Search the pie for a division both accept; both surpluses are piecewise affine, so the best is found exactly."""
    found = master_two_party_range(**s)

    def worst(y: float) -> float:
        def side(ideal: float, theta: float, w: float, f: float, h: float, a: float) -> float:
            d = loss(y, ideal, False)
            return surplus(theta, 1.0, 1 - d, w, 0.0, w - f, 1.0, h, s["omega"], a, d, 0.0, 1.0, 0.0)

        return min(
            side(1.0, found.theta_R, found.w_R, s["f_R"], s["h_R"], s["a_R"]),
            side(0.0, found.theta_O, found.w_O, s["f_O"], s["h_O"], s["a_O"]),
        )

    inner = minimize_scalar(lambda y: -worst(y), bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-9}).x
    best = max(worst(0.0), worst(1.0), worst(float(inner)))
    assume(abs(best) > 1e-6)
    assert found.deal_exists_in_unit_interval == (best > 0)
    assert (found.feasible_lower <= found.feasible_upper) == (best > 0)


@given(unit, cost, cost)
def test_neutral_settings_are_fearon_s(p, c_R, c_O):
    master, fearon = master_two_party_range(p, c_R, c_O), fearon_range(p, c_R, c_O)
    assert master.Z == pytest.approx(c_R + c_O, abs=1e-9)
    assert master.y_R_min == pytest.approx(fearon.lower, abs=1e-9)
    assert 1 - master.x_O_min == pytest.approx(fearon.upper, abs=1e-9)
    assert master.theta_R == master.theta_O == 1.0
    assert master.Z_nonnegative
    assert master.deal_exists_in_unit_interval


def test_rounding_does_not_lose_the_deal_of_a_war_that_costs_nothing():
    found = master_two_party_range(p=0.41, c_R=0.03, r_R=0.03, c_O=0.0)
    assert -1e-15 < found.Z < 0
    assert found.Z_nonnegative
    assert found.deal_exists_in_unit_interval
    assert found.feasible_lower <= found.feasible_upper


@given(two_parties)
def test_nothing_seen_nothing_public(s):
    private = master_two_party_range(**(s | {"omega": 0.0}))
    careless = master_two_party_range(**(s | {"omega": 1.0, "a_R": 0.0, "a_O": 0.0}))
    assert private == careless


SIGNS = [
    ("omega", -1),
    ("a_R", -1),
    ("a_O", -1),
    ("theta_R", 1),
    ("theta_O", 1),
    ("tau_R", 1),
    ("tau_O", 1),
    ("G", 1),
    ("xi", -1),
    ("h_R", 1),
    ("h_O", 1),
    ("c_R", 1),
    ("c_O", 1),
    ("r_R", -1),
    ("r_O", -1),
]


@pytest.mark.parametrize(("name", "sign"), SIGNS)
@given(s=two_parties)
def test_signs_under_their_conditions(name, sign, s):
    """theta + (1 - theta) f + h > w: a whole kept pie beats war. y_min > f: so does the least share, betrayal."""
    found = master_two_party_range(**s)
    for side, theta, w, least in (
        ("R", found.theta_R, found.w_R, found.y_R_min),
        ("O", found.theta_O, found.w_O, found.x_O_min),
    ):
        assume(theta + (1 - theta) * s[f"f_{side}"] + s[f"h_{side}"] > w + 0.01)
        assume(least > s[f"f_{side}"] + 0.01)
    if name.startswith("theta"):
        kept = {key: value for key, value in s.items() if key not in ("tau_R", "tau_O", "G", "xi")}
        s = kept | {"theta_R": found.theta_R, "theta_O": found.theta_O}
    step = 1e-3
    moved = master_two_party_range(**(s | {name: s[name] + step}))
    assert sign * (moved.Z - found.Z) > 0


def test_the_conditions_of_the_signs_are_needed():
    lost_anyway = {"p": 0.9, "c_R": 0.0, "c_O": 0.0, "theta_R": 0.5, "theta_O": 1.0, "a_R": 0.3}
    shut, seen = (master_two_party_range(**lost_anyway, omega=omega) for omega in (0.1, 1.0))
    assert shut.theta_R < shut.w_R
    assert seen.Z > shut.Z  # publicity helps where even the whole pie does not beat war

    rather_betrayed = {"p": 0.5, "c_R": 0.1, "c_O": 0.1, "f_R": 0.9, "theta_O": 1.0}
    assert (
        master_two_party_range(**rather_betrayed, theta_R=0.9).Z
        < master_two_party_range(**rather_betrayed, theta_R=0.5).Z
    )


@given(two_parties, st.floats(-0.1, 0.1))
def test_power_moves_the_split_and_not_the_range_where_denominators_are_equal(s, dp):
    alike = s | {"tau_O": s["tau_R"], "a_O": s["a_R"]}
    before, after = master_two_party_range(**alike), master_two_party_range(**(alike | {"p": s["p"] + dp}))
    denominator = before.theta_R + s["omega"] * s["a_R"]
    assert after.Z == pytest.approx(before.Z, abs=1e-9)
    assert after.y_R_min - before.y_R_min == pytest.approx(dp / denominator, abs=1e-9)
    assert after.x_O_min - before.x_O_min == pytest.approx(-dp / denominator, abs=1e-9)


def test_power_moves_the_range_where_they_are_not():
    uneven = GENEVA | {"a_O": 0.1}
    before, after = master_two_party_range(**uneven), master_two_party_range(**(uneven | {"p": 0.7}))
    assert after.Z - before.Z == pytest.approx(0.1 / 0.9 - 0.1 / 1.1, abs=1e-9)


def test_a_backer_that_shifts_power_moves_the_split_and_one_that_pays_for_the_war_shrinks_the_range():
    helped = contest_success(1.0, 1.0, b_A=0.5)
    assert helped == pytest.approx(0.6, abs=1e-9)
    alone, backed = (master_two_party_range(**(GENEVA | {"p": p})) for p in (0.5, helped))
    assert backed.y_R_min - alone.y_R_min == pytest.approx(0.1 / 1.1, abs=1e-9)
    assert backed.Z == pytest.approx(alone.Z, abs=1e-9)

    c_0, sigma, b = 0.1, 0.4, 0.5
    paid = master_two_party_range(**(GENEVA | {"c_R": c_0 * (1 - sigma * b)}))
    assert paid.Z - master_two_party_range(**GENEVA).Z == pytest.approx(-c_0 * sigma * b / 1.1, abs=1e-9)


def test_an_indivisible_post_makes_the_split_matter():
    most_for_the_regime = 0.6
    backed, cut = (master_two_party_range(**(GENEVA | {"omega": 0.1, "p": p})) for p in (0.6, 0.55))
    assert cut.Z == pytest.approx(backed.Z, abs=1e-9)
    assert cut.y_R_min <= most_for_the_regime < backed.y_R_min


def test_mutual_optimism_of_two_points_uses_up_the_corridor():
    """The toy's corridor is .02 wide before division by .83; beliefs that sum to 1.02 take exactly that."""
    corridor = master_two_party_range(**GENEVA, omega=0.1)
    R, O = (master_two_party_range(**(GENEVA | {"p": p}), omega=0.1) for p in (0.61, 0.59))  # noqa: E741
    assert 1 - R.y_R_min - O.x_O_min == pytest.approx(0.0, abs=1e-9)
    assert corridor.Z == pytest.approx(0.02 / 0.83, abs=1e-9)


def test_a_positive_range_may_hold_no_division_of_the_pie():
    found = master_two_party_range(p=0.9, c_R=0.0, c_O=0.5, r_R=0.3)
    assert found.Z == pytest.approx(0.2, abs=1e-9)
    assert found.y_R_min > 1
    assert found.Z_nonnegative
    assert not found.deal_exists_in_unit_interval
    assert found.feasible_lower > found.feasible_upper

    mirrored = master_two_party_range(p=0.1, c_R=0.5, c_O=0.0, r_O=0.3)
    assert mirrored.Z == pytest.approx(0.2, abs=1e-9)
    assert mirrored.x_O_min > 1
    assert mirrored.Z_nonnegative
    assert not mirrored.deal_exists_in_unit_interval
    assert mirrored.feasible_lower > mirrored.feasible_upper


def test_the_feasible_range_stays_in_the_pie():
    found = master_two_party_range(p=0.5, c_R=0.6, c_O=0.7)
    assert (found.y_R_min, found.x_O_min) == pytest.approx((-0.1, -0.2), abs=1e-9)
    assert (found.feasible_lower, found.feasible_upper) == (0.0, 1.0)


def test_trust_enforcement_and_breakage_or_theta():
    parts = {"tau_R": 0.3, "tau_O": 0.5, "G": 0.4, "xi": 0.1}
    whole = {"theta_R": honoured(0.3, 0.4) * 0.9, "theta_O": honoured(0.5, 0.4) * 0.9}
    assert master_two_party_range(0.6, 0.1, 0.15, **parts) == master_two_party_range(0.6, 0.1, 0.15, **whole)
    mixed = master_two_party_range(0.6, 0.1, 0.15, theta_R=0.5, tau_O=0.5, G=0.4)
    assert (mixed.theta_R, mixed.theta_O) == pytest.approx((0.5, 0.7), abs=1e-12)


@pytest.mark.parametrize(
    ("given_too", "says"),
    [
        ({"theta_R": 0.8, "tau_R": 0.5}, "theta_R and tau_R are both given"),
        ({"theta_O": 0.8, "tau_O": 0.5}, "theta_O and tau_O are both given"),
        ({"theta_R": 0.8, "theta_O": 0.8, "G": 0.3}, "nothing to do"),
        ({"theta_R": 0.8, "theta_O": 0.8, "xi": 0.0}, "nothing to do"),
        ({"theta_R": 0.0}, "no least share"),
        ({"tau_O": 0.0}, "no least share"),
    ],
)
def test_contradictions_and_indifference_are_errors(given_too, says):
    with pytest.raises(ValueError, match=says):
        master_two_party_range(0.6, 0.1, 0.15, **given_too)


def test_outputs_are_plain_python_even_from_numpy_inputs():
    found = master_two_party_range(*np.array([0.6, 0.1, 0.15]))
    assert {type(value) for value in vars(found).values()} == {float, bool}
    assert math.isfinite(found.Z)
