import json
import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.catalogue import CATALOGUE, Form, Parameter, checked, evaluate

# Every name, its parameters and its outputs, as agreed: an answer keeps its keys.
NAMES = {
    "fearon_range": ("p c_A c_B", "lower upper width lower_clipped upper_clipped width_clipped"),
    "fearon_risk_offer": ("p c_A cbar", "x_star war_probability payoff_A"),
    "master_two_party_range": (
        "p c_R c_O r_R r_O theta_R theta_O f_R f_O h_R h_O a_R a_O omega tau_R tau_O G xi",
        "theta_R theta_O w_R w_O y_R_min x_O_min Z Z_nonnegative feasible_lower feasible_upper "
        "deal_exists_in_unit_interval",
    ),
    "rubinstein": ("d1 d2", "share_first share_second"),
    "rubinstein_limit": ("r1 r2", "share_first"),
    "random_proposer_unanimity": ("rho d", "v proposer_keeps"),
    "random_proposer_with_disagreement_flow": ("rho d d0", "v"),
    "baron_ferejohn_closed_rule": ("n d", "proposer partner n_partners ex_ante"),
    "bargaining_solutions_curved_frontier": ("k d alpha w", "ideal nash kalai_smorodinsky egalitarian"),
    "bargaining_solutions_linear_frontier": ("c d alpha w", "ideal nash kalai_smorodinsky egalitarian"),
    "nash_linear_pie_n": ("d alpha", "u"),
    "veto_player_probability": ("n two_rho", "P"),
    "muthoo_revocable_commitment": ("k1 k2", "x_1 x_2"),
    "war_of_attrition_audience": ("a v t", "F_1 F_2 hazard_1 hazard_2"),
    "powell_threshold": ("p c_A delta D", "D_star war G_needed D_star_not_above_p"),
    "guarantee_threshold": ("w f u tau xi", "theta_star G_star_ignoring_xi G_star_with_xi status"),
    "kydd_walter_window": (
        "sT sU tau_star tau",
        "L window_lower window_upper posterior_after_attack posterior_after_prevented_attack spoiling_succeeds",
    ),
    "war_dependent_group": ("alpha v0 beta kappa g", "m_star case threshold"),
    "exit_guarantee_threshold": (
        "s_w V_in V_post K_lose K_exit",
        "gamma_star status d_ds_w d_dV_post d_dK_lose d_dK_exit",
    ),
    "cascade_tipping": ("s_0 gamma t", "F_t F_limit"),
    "two_backer_fj_gap": ("alpha w D_0 t target_gap", "rho D_inf D_t time_to_target"),
    "friedkin_johnsen": ("W A_diag x0", "fixed_point x_after_3_rounds"),
    "kamenica_gentzkow": ("mu0 mu_star", "P_act"),
    "credibility_cliff": ("mu0 mu_star c", "c_star P_act"),
    "attendance_posterior": ("prior alpha_H alpha_L", "posterior_attend posterior_refuse"),
    "mutual_information_bits": ("prior alpha_H alpha_L", "MI"),
    "two_stage_clock_continuous": ("a b t", "F hazard"),
    "two_stage_clock_discrete": ("a b n", "F"),
    "brier_decomposition": ("f o", "brier REL RES UNC"),
    "logit_pool": ("p a weights", "pool"),
    "contest_success": ("m_A m_B b_A b_B m", "p"),
    "selectorate_private_goods": ("R W S delta", "z"),
    "kurizaki_reduced": (
        "M M_prime v W a_D a_C lam",
        "public_q public_threshold public_yields private_q private_threshold private_yields",
    ),
    "status_salience": ("eta Rec keep s_0", "s_L"),
    "truce_hold": ("e phi T", "hold hold_T"),
    "kaplan_meier": ("time event", "survival_at_event_times exponential_rate"),
    "channel_learning": ("var_0 n h", "var_n"),
    "convergence_and_masking": ("xa0 xb0 xa xb pia pib", "CI masking"),
    "shapley_shubik_banzhaf": ("weights quota min_members", "shapley_shubik banzhaf_absolute banzhaf_normalised"),
}
AS_PUBLISHED = {
    "fearon_range",
    "rubinstein",
    "rubinstein_limit",
    "baron_ferejohn_closed_rule",
    "bargaining_solutions_curved_frontier",
    "bargaining_solutions_linear_frontier",
    "nash_linear_pie_n",
    "kamenica_gentzkow",
    "friedkin_johnsen",
    "two_backer_fj_gap",
    "shapley_shubik_banzhaf",
    "kaplan_meier",
    "brier_decomposition",
    "logit_pool",
}
FORMS = list(CATALOGUE.values())
TOY = {"p": 0.6, "c_A": 0.1, "c_B": 0.15}


def test_the_names():
    assert set(CATALOGUE) == set(NAMES)
    assert len(NAMES) == 39


@pytest.mark.parametrize("name", NAMES)
def test_names_of_parameters_and_outputs(name):
    parameters, outputs = (names.split() for names in NAMES[name])
    form = CATALOGUE[name]
    assert form.name == name
    assert [parameter.name for parameter in form.parameters] == parameters
    assert list(form.outputs) == outputs
    assert list(evaluate(name, dict(form.example))) == outputs


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_entry_says_what_it_is(form: Form):
    assert form.title
    assert form.equation
    assert "(19" in form.source or "(20" in form.source
    assert form.caveats.endswith(".")
    assert {p.name for p in form.parameters} | set(form.outputs) == {symbol for symbol, _, _ in form.symbols}
    assert all(meaning and span for _, meaning, span in form.symbols)
    assert form.function.__doc__


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_answers_are_plain_python_and_json(form: Form):
    answer = evaluate(form.name, dict(form.example))
    assert {type(value) for value in answer.values()} <= {float, int, bool, str, list, type(None)}
    assert {type(each) for value in answer.values() if isinstance(value, list) for each in value} <= {float}
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_defaults_are_those_of_the_function(form: Form):
    example = dict(form.example)
    stated = {p.name: p.default for p in form.parameters if not p.required and p.default is not None}
    assert evaluate(form.name, {**stated, **example}) == evaluate(form.name, example)


def test_what_is_reduced_or_derived_says_so():
    for name in set(NAMES) - AS_PUBLISHED:
        said = CATALOGUE[name].source + CATALOGUE[name].caveats
        assert "this project" in said or "reduced form" in said, name


def test_the_readme_example():
    assert evaluate("fearon_range", TOY)["width"] == pytest.approx(0.25, abs=1e-9)
    corridor = evaluate(
        "master_two_party_range",
        {"p": 0.6, "c_R": 0.1, "c_O": 0.15, "theta_R": 0.8, "theta_O": 0.8, "a_R": 0.3, "a_O": 0.3, "omega": 0.1},
    )
    assert corridor["Z"] == pytest.approx(0.02 / 0.83, abs=1e-9)


@pytest.mark.parametrize("number", [1, 1.0, np.float64(1), np.int64(1), Fraction(1)])
def test_any_real_number_will_do(number):
    assert evaluate("contest_success", {"m_A": number, "m_B": number}) == {"p": 0.5}


@pytest.mark.parametrize("n", [3, 3.0, np.int64(3)])
def test_a_whole_number_may_come_as_a_float(n):
    assert evaluate("veto_player_probability", {"n": n, "two_rho": 0.5}) == {"P": 0.5}


@pytest.mark.parametrize(
    ("name", "changed", "says"),
    [
        ("fearon_range", {"c_a": 0.1}, "fearon_range does not take 'c_a'; did you mean 'c_A'?"),
        ("fearon_range", {"zzz": 1}, "fearon_range does not take 'zzz'; known: p, c_A, c_B"),
        ("fearon_range", {"p": "0.6"}, "fearon_range: 'p' is '0.6'; expected a number in [0, 1]"),
        ("fearon_range", {"p": True}, "fearon_range: 'p' is True; expected a number in [0, 1]"),
        ("fearon_range", {"p": None}, "fearon_range: 'p' is None; expected a number in [0, 1]"),
        ("fearon_range", {"p": [0.6]}, "fearon_range: 'p' is [0.6]; expected a number in [0, 1]"),
        ("fearon_range", {"p": 1 + 1j}, "fearon_range: 'p' is (1+1j); expected a number in [0, 1]"),
        ("fearon_range", {"p": math.nan}, "fearon_range: 'p' is nan; expected a number in [0, 1]"),
        ("fearon_range", {"c_A": math.inf}, "fearon_range: 'c_A' is inf; expected a number >= 0"),
        ("fearon_range", {"p": 1.2}, "fearon_range: 'p' is 1.2; expected a number in [0, 1]"),
        ("fearon_range", {"c_A": -0.1}, "fearon_range: 'c_A' is -0.1; expected a number >= 0"),
        ("fearon_risk_offer", {"cbar": 0}, "fearon_risk_offer: 'cbar' is 0; expected a number > 0"),
        ("powell_threshold", {"delta": 1}, "powell_threshold: 'delta' is 1; expected a number in (0, 1)"),
        ("powell_threshold", {"D": 0.7}, "powell_threshold: D must be between 0 and p: a chance cannot fall below 0"),
        ("guarantee_threshold", {"tau": 1}, "guarantee_threshold: 'tau' is 1; expected a number in [0, 1)"),
        (
            "guarantee_threshold",
            {"u": math.inf},
            "guarantee_threshold: 'u' is inf; expected any finite number",
        ),
        ("veto_player_probability", {"n": 2.5}, "veto_player_probability: 'n' is 2.5; expected a whole number >= 1"),
        ("veto_player_probability", {"n": 0}, "veto_player_probability: 'n' is 0; expected a number >= 1"),
    ],
)
def test_one_line_says_what_is_wrong(name, changed, says):
    with pytest.raises(ValueError, match=r"expected|does not take|must") as error:
        evaluate(name, dict(CATALOGUE[name].example) | changed)
    assert str(error.value).startswith(says)
    assert "\n" not in str(error.value)


def test_a_missing_parameter_says_what_it_is():
    with pytest.raises(ValueError, match=r"^fearon_range needs 'c_B': cost of war to B, in shares of the pie, >= 0$"):
        evaluate("fearon_range", {"p": 0.6, "c_A": 0.1})


def test_everything_wrong_is_said_at_once():
    with pytest.raises(ValueError, match="needs") as error:
        evaluate("fearon_range", {"p": 2, "c_a": 0.1, "c_B": "x"})
    assert len(str(error.value).splitlines()) == 4


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("fearon_rnage", "did you mean 'fearon_range'?"),
        ("Contest_Success", "did you mean 'contest_success'?"),
        ("xyz", "known: fearon_range"),
    ],
)
def test_an_unknown_form(name, says):
    with pytest.raises(ValueError, match="no closed form is named") as error:
        evaluate(name, {})
    assert says in str(error.value)


def test_an_answer_beyond_floats_is_an_error():
    with pytest.raises(ValueError, match="not finite"):
        evaluate("master_two_party_range", {"p": 0.5, "c_R": 0.1, "c_O": 0.1, "a_R": 1e308, "omega": 1e308})


@pytest.mark.parametrize(
    ("name", "changed", "says"),
    [
        ("random_proposer_unanimity", {"rho": [0.5, 0.6]}, "random_proposer_unanimity: rho sums to 1.1; expected 1"),
        ("random_proposer_unanimity", {"d": [0.9]}, "random_proposer_unanimity: d has length 1; expected 3"),
        (
            "random_proposer_unanimity",
            {"d": [0.9, 1, 0.9]},
            "random_proposer_unanimity: 'd[1]' is 1; expected a number",
        ),
        ("random_proposer_unanimity", {"rho": 0.5}, "random_proposer_unanimity: 'rho' is 0.5; expected a list, each"),
        (
            "war_of_attrition_audience",
            {"v": "x"},
            "war_of_attrition_audience: 'v' is 'x'; expected a list or one number",
        ),
        (
            "friedkin_johnsen",
            {"W": [[1, 0], [1]]},
            "friedkin_johnsen: 'W[1]' has 1 numbers; expected 2, as in the first",
        ),
        ("friedkin_johnsen", {"W": [[1, 0], [2, 0]]}, "friedkin_johnsen: 'W[1][0]' is 2; expected a number in [0, 1]"),
        ("friedkin_johnsen", {"W": [1, 0]}, "friedkin_johnsen: 'W[0]' is 1; expected a list, each element a number"),
        ("friedkin_johnsen", {"W": 1}, "friedkin_johnsen: 'W' is 1; expected a list of rows"),
        ("friedkin_johnsen", {"W": [[1, 0], [0.5, 0.4]]}, "friedkin_johnsen: row 1 of W sums to 0.9; expected 1"),
        ("kydd_walter_window", {"sU": 0.9}, "kydd_walter_window: sU is 0.9 and sT 0.8; expected sU <= sT"),
        ("brier_decomposition", {"o": [0, 0, 1, 1, 2]}, "brier_decomposition: 'o[4]' is 2; expected 0 or 1"),
        ("brier_decomposition", {"o": [0, 0, 1]}, "brier_decomposition: o has length 3; expected 5, one number for"),
        ("kaplan_meier", {"time": [1, 2]}, "kaplan_meier: event has length 5; expected 2, one number for each of time"),
        ("baron_ferejohn_closed_rule", {"n": 4}, "baron_ferejohn_closed_rule: n is 4; expected an odd number"),
        (
            "bargaining_solutions_linear_frontier",
            {"d": [1, 2]},
            "bargaining_solutions_linear_frontier: d is [1, 2], on",
        ),
        ("shapley_shubik_banzhaf", {"quota": 101}, "shapley_shubik_banzhaf: no voter is ever decisive with quota 101"),
        ("shapley_shubik_banzhaf", {"weights": []}, "shapley_shubik_banzhaf: 'weights' is []; expected a list"),
    ],
)
def test_one_line_says_what_is_wrong_with_a_list(name, changed, says):
    with pytest.raises(ValueError, match=r"expected") as error:
        evaluate(name, dict(CATALOGUE[name].example) | changed)
    assert str(error.value).startswith(says)
    assert "\n" not in str(error.value)


def test_one_number_may_stand_for_a_list_of_equal_ones():
    each = {"rho": [0.5, 0.3, 0.2], "d": [0.9, 0.9, 0.9]}
    assert evaluate("random_proposer_unanimity", each | {"d": 0.9}) == evaluate("random_proposer_unanimity", each)


def test_what_came_may_be_said_with_true_and_false():
    said = {"f": [0.1, 0.7], "o": [False, True]}
    assert evaluate("brier_decomposition", said) == evaluate("brier_decomposition", said | {"o": [0, 1.0]})


def test_there_may_be_no_such_number():
    answer = evaluate("war_dependent_group", {"alpha": 0.5, "v0": 1, "beta": 0.3, "kappa": 1, "g": 0.4})
    assert answer == {"m_star": None, "case": "unbounded", "threshold": 0.0}


def test_lists_are_checked_element_by_element():
    weights = Parameter("weights", "one a voter", 0.0, kind="list")
    form = replace(CATALOGUE["contest_success"], name="votes", parameters=(weights,))
    assert checked(form, {"weights": (1, 2.5)}) == {"weights": [1.0, 2.5]}
    for wrong, says in [
        (3, "expected a list, each element a number >= 0"),
        ("12", "expected a list"),
        ([], "expected a list"),
        ([1, -1], "'weights[1]' is -1; expected a number >= 0"),
        ([1, [2]], "'weights[1]' is [2]; expected a number >= 0"),
    ]:
        with pytest.raises(ValueError, match="expected") as error:
            checked(form, {"weights": wrong})
        assert says in str(error.value)


junk = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=3), st.lists(st.floats(), max_size=2)
)


@given(st.sampled_from(FORMS), st.data())
def test_whatever_comes_in_the_answer_is_finite_or_a_value_error(form, data):
    names = [*(parameter.name for parameter in form.parameters), "unknown"]
    params = dict(form.example) | data.draw(st.dictionaries(st.sampled_from(names), junk, max_size=4))
    try:
        answer = evaluate(form.name, params)
    except ValueError:
        return
    assert list(answer) == list(form.outputs)
    for value in answer.values():
        numbers = value if isinstance(value, list) else [value]
        assert all(each is None or isinstance(each, str | bool) or math.isfinite(each) for each in numbers)
