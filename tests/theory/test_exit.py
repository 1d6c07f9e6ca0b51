import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.exit import exit_guarantee_threshold, exit_value

unit = st.floats(0.0, 1.0)
worth = st.floats(0.0, 3.0)
cost = st.floats(0.1, 3.0)
stakes = st.fixed_dictionaries({"s_w": unit, "V_in": worth, "V_post": worth, "K_lose": worth, "K_exit": cost})


def printed(s_w: float, V_in: float, V_post: float, K_lose: float, K_exit: float) -> float:
    return (s_w * V_in - (1 - s_w) * K_lose + K_exit) / (V_post + K_exit)


def test_the_printed_leader():
    found = exit_guarantee_threshold(s_w=0.7, V_in=1.0, V_post=0.3, K_lose=2.0, K_exit=2.0)
    assert found.gamma_star == pytest.approx(2.1 / 2.3, abs=1e-9)
    assert found.gamma_star == pytest.approx(0.913043, abs=5e-7)
    assert found.status == "threshold"


@given(stakes)
def test_threshold_is_the_printed_formula(given_stakes):
    assert exit_guarantee_threshold(**given_stakes).gamma_star == pytest.approx(printed(**given_stakes), abs=1e-9)


@given(stakes, st.floats(0.01, 2.0), st.floats(0.01, 1.0))
def test_exit_value_is_zero_at_the_threshold_and_rises_with_the_guarantee(given_stakes, zeta, z_leader):
    gamma = exit_guarantee_threshold(**given_stakes).gamma_star
    low, high = (float(exit_value(zeta, z_leader, g, **given_stakes)) for g in (0.0, 1.0))
    assert low + gamma * (high - low) == pytest.approx(0.0, abs=1e-9)
    assert high > low
    if 0.0 <= gamma <= 1.0:
        assert float(exit_value(zeta, z_leader, gamma, **given_stakes)) == pytest.approx(0.0, abs=1e-9)


@given(stakes, unit, st.floats(0.0, 1.0), st.floats(0.0, 2.0))
def test_exit_value_is_the_printed_term(s, gamma, z_leader, zeta):
    leaving = gamma * s["V_post"] - (1 - gamma) * s["K_exit"]
    staying = s["s_w"] * s["V_in"] - (1 - s["s_w"]) * s["K_lose"]
    value = float(exit_value(zeta, z_leader, gamma, **s))
    assert value == pytest.approx(zeta * z_leader * (leaving - staying), abs=1e-9)
    assert float(exit_value(zeta, 0.0, gamma, **s)) == 0.0
    assert float(exit_value(0.0, z_leader, gamma, **s)) == 0.0


@given(unit, st.floats(0.1, 3.0), st.floats(0.1, 3.0), cost)
def test_common_cost(s_w, V_in, V_post, K):
    found = exit_guarantee_threshold(s_w=s_w, V_in=V_in, V_post=V_post, K_lose=K, K_exit=K)
    assert found.gamma_star == pytest.approx(s_w * (V_in + K) / (V_post + K), abs=1e-9)


@given(unit, st.floats(0.1, 3.0), cost)
def test_an_insider_who_keeps_the_post_needs_a_guarantee_as_good_as_survival(s_w, V, K):
    found = exit_guarantee_threshold(s_w=s_w, V_in=V, V_post=V, K_lose=K, K_exit=K)
    assert found.gamma_star == pytest.approx(s_w, abs=1e-9)


def test_an_ever_larger_common_cost_tends_to_survival():
    gaps = [abs(exit_guarantee_threshold(0.7, 1.0, 0.3, K, K).gamma_star - 0.7) for K in (1.0, 10.0, 100.0, 1e4)]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 1e-4


@given(st.floats(0.1, 0.9), st.floats(0.2, 2.0), st.floats(0.2, 2.0), st.floats(0.2, 2.0), st.floats(0.2, 2.0))
def test_derivatives_are_finite_differences(s_w, V_in, V_post, K_lose, K_exit):
    here = {"s_w": s_w, "V_in": V_in, "V_post": V_post, "K_lose": K_lose, "K_exit": K_exit}
    found = exit_guarantee_threshold(**here)
    for name in ("s_w", "V_post", "K_lose", "K_exit"):
        step = 1e-5
        up, down = ({**here, name: here[name] + sign * step} for sign in (1, -1))
        slope = exit_guarantee_threshold(**up).gamma_star - exit_guarantee_threshold(**down).gamma_star
        assert getattr(found, f"d_d{name}") == pytest.approx(slope / (2 * step), abs=1e-6)
    assert found.d_ds_w > 0
    assert found.d_dK_lose < 0
    assert math.copysign(1, found.d_dK_exit) == math.copysign(1, 1 - found.gamma_star)
    assert math.copysign(1, found.d_dV_post) == -math.copysign(1, found.gamma_star)


@given(st.floats(0.1, 0.9), st.floats(0.1, 2.0), st.floats(0.1, 2.0), st.floats(0.1, 2.0), st.floats(0.01, 1.0))
def test_a_larger_common_cost_moves_the_threshold_as_the_worth_after_exceeds_that_in_office(s_w, V_in, V_post, K, more):
    move = printed(s_w, V_in, V_post, K + more, K + more) - printed(s_w, V_in, V_post, K, K)
    found = exit_guarantee_threshold(s_w, V_in, V_post, K, K)
    assert (found.d_dK_lose + found.d_dK_exit) * (V_post - V_in) >= -1e-12
    assert move * (V_post - V_in) >= -1e-12


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, "threshold"),
        ({"s_w": 0.0, "K_lose": 3.0}, "always"),
        ({"s_w": 0.0}, "always"),  # exactly 0: exit unguaranteed is as good as losing
        ({"V_post": 0.0, "s_w": 0.9}, "never"),
        ({"V_post": 0.99, "s_w": 1.0}, "never"),
        ({"V_post": 1.0, "s_w": 1.0}, "threshold"),  # exactly 1: a perfect guarantee just suffices
    ],
)
def test_status(changed, status):
    assert exit_guarantee_threshold(
        **({"s_w": 0.7, "V_in": 1, "V_post": 0.3, "K_lose": 2, "K_exit": 2} | changed)
    ).status == (status)


def test_without_anything_to_guarantee_there_is_no_threshold():
    with pytest.raises(ValueError, match="guarantee changes nothing"):
        exit_guarantee_threshold(0.7, 1.0, 0.0, 2.0, 0.0)
    with pytest.raises(ValueError, match="does not depend on gamma"):
        exit_guarantee_threshold(0.7, 1.0, 1e-20, 2.0, 0.0)


def test_exit_value_by_actor_and_text():
    values = exit_value(0.2, [0.0, 0.5, 1.0], [[0.95], [0.2]], 1.0, 0.3, 1.0, 1.0, 0.7)
    assert values.shape == (2, 3)
    assert np.array_equal(values[:, 0], [0.0, 0.0])
    assert values[0, 2] == pytest.approx(0.2 * (0.95 * 0.3 - 0.05 - 0.7 + 0.3), abs=1e-12)


@pytest.mark.parametrize("wrong", ["zeta", "z_leader", "gamma", "V_in", "V_post", "K_lose", "K_exit", "s_w"])
def test_exit_value_refuses_a_value_out_of_range(wrong):
    names = ("zeta", "z_leader", "gamma", "V_in", "V_post", "K_lose", "K_exit", "s_w")
    with pytest.raises(ValueError, match=wrong):
        exit_value(**(dict.fromkeys(names, 0.5) | {wrong: -0.5}))
