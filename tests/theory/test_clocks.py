from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from backchannel.theory.clocks import kaplan_meier, truce_hold, two_stage_clock_continuous, two_stage_clock_discrete

rate = st.floats(0.0, 2.0)
unit = st.floats(0.0, 1.0)


def test_the_printed_clocks():
    assert round(two_stage_clock_continuous(0.1, 0.5, 6.0).F, 6) == 0.326432
    assert two_stage_clock_discrete(0.1, 0.3, 3) == pytest.approx(0.078, abs=1e-9)
    assert round(two_stage_clock_discrete(0.1, 0.3, 12), 6) == 0.583276


@given(rate, rate, st.floats(0.0, 20.0))
def test_the_continuous_clock_is_the_chain(a, b, t):
    flow = np.array([[-a, a, 0.0], [0.0, -b, b], [0.0, 0.0, 0.0]])
    state = expm(flow * t)[0]
    found = two_stage_clock_continuous(a, b, t)
    assert pytest.approx(state[2], abs=1e-9) == found.F
    if state[:2].sum() > 1e-6:
        assert found.hazard == pytest.approx(b * state[1] / state[:2].sum(), abs=1e-9)
    assert found == two_stage_clock_continuous(b, a, t)


@given(unit, unit, st.integers(0, 40))
def test_the_discrete_clock_is_the_chain(a, b, n):
    step = np.array([[1 - a, a, 0.0], [0.0, 1 - b, b], [0.0, 0.0, 1.0]])
    assert two_stage_clock_discrete(a, b, n) == pytest.approx(np.linalg.matrix_power(step, n)[0, 2], abs=1e-9)


@pytest.mark.parametrize("apart", [0.0, 1e-15, 1e-12, 1e-9, 1e-6])
def test_near_equal_rates_lose_no_digits(apart):
    a, t, n = 0.2, 5.0, 7
    equal = 1 - (1 + a * t) * np.exp(-a * t)
    assert pytest.approx(equal, abs=2 * apart + 1e-14) == two_stage_clock_continuous(a, a + apart, t).F
    rounds = 1 - (1 - a) ** n - n * a * (1 - a) ** (n - 1)
    assert two_stage_clock_discrete(a, a + apart, n) == pytest.approx(rounds, abs=2 * apart + 1e-14)


def test_the_hazard_starts_at_0_and_rises_to_the_slower_rate():
    hazards = [two_stage_clock_continuous(0.1, 0.5, t).hazard for t in (0.0, 1.0, 5.0, 20.0, 400.0)]
    assert hazards[0] == 0.0
    assert hazards == sorted(hazards)
    assert hazards[-1] == pytest.approx(0.1, abs=1e-9)


def test_certain_stages_take_two_rounds():
    assert [two_stage_clock_discrete(1.0, 1.0, n) for n in range(4)] == [0.0, 0.0, 1.0, 1.0]
    assert [two_stage_clock_discrete(1.0, 0.5, n) for n in range(4)] == pytest.approx([0.0, 0.0, 0.5, 0.75])
    assert two_stage_clock_discrete(0.0, 0.5, 100) == two_stage_clock_continuous(0.0, 0.5, 100.0).F == 0.0


@given(st.lists(unit, min_size=1, max_size=5), unit, st.integers(0, 12))
def test_a_truce_holds_when_every_attack_fails(e, phi, T):
    found = truce_hold(e, phi, T)
    hold = 1.0
    for each in e:
        hold *= 1 - each * phi
    assert found.hold == pytest.approx(hold, abs=1e-9)
    assert found.hold_T == pytest.approx(hold**T, abs=1e-9)
    assert truce_hold([*e, 0.3], phi, T).hold <= found.hold + 1e-12


def test_the_printed_truce():
    found = truce_hold([0.1, 0.2], 1.0, 4)
    assert (found.hold, found.hold_T) == pytest.approx((0.72, 0.72**4), abs=1e-9)
    assert round(found.hold_T, 6) == 0.268739


def test_the_printed_survival():
    found = kaplan_meier([1, 2, 3, 4, 5], [1, 0, 1, 1, 0])
    assert found.survival_at_event_times == pytest.approx((0.8, 8 / 15, 4 / 15), abs=1e-9)
    assert found.exponential_rate == pytest.approx(3 / 15, abs=1e-9)


spells = st.lists(st.tuples(st.integers(1, 8), st.booleans()), min_size=1, max_size=20)


@given(spells)
def test_survival_sends_the_weight_of_the_unseen_to_the_right(observed):
    # Efron (1967): everybody weighs 1/n; who is last seen hands the weight on, equally, to those seen for longer
    found = kaplan_meier([t for t, _ in observed], [ended for _, ended in observed])
    order = sorted(observed, key=lambda spell: (spell[0], not spell[1]))
    weight = [Fraction(1, len(order))] * len(order)
    for i, (_, ended) in enumerate(order):
        later = range(i + 1, len(order))
        if not ended and later:
            for j in later:
                weight[j] += weight[i] / len(later)
            weight[i] = Fraction(0)
    times = sorted({t for t, ended in observed if ended})
    gone = [sum(w for w, (t, ended) in zip(weight, order, strict=True) if ended and t <= at) for at in times]
    assert found.survival_at_event_times == pytest.approx([float(1 - g) for g in gone], abs=1e-9)


@given(spells)
def test_the_rate_is_the_likeliest(observed):
    total, events = sum(t for t, _ in observed), sum(ended for _, ended in observed)
    best = kaplan_meier([t for t, _ in observed], [ended for _, ended in observed]).exponential_rate
    for other in (best * 0.9 + 1e-3, best * 1.1 + 1e-3):
        assert (
            events * np.log(other) - other * total <= (events * np.log(best) if events else 0.0) - best * total + 1e-9
        )


def test_survival_when_nothing_ended():
    found = kaplan_meier([1.0, 2.0], [0, 0])
    assert (found.survival_at_event_times, found.exponential_rate) == ((), 0.0)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: two_stage_clock_continuous(-0.1, 0.5, 1), "a has"),
        (lambda: two_stage_clock_discrete(0.1, 1.5, 1), "b has"),
        (lambda: truce_hold([], 1.0, 1), "e is no list"),
        (lambda: kaplan_meier([1, 2], [1]), "event has length 1; expected 2"),
        (lambda: kaplan_meier([1, 2], [1, 0.5]), "neither 0 nor 1"),
        (lambda: kaplan_meier([0, 0], [1, 1]), "time is 0 throughout"),
    ],
)
def test_refuses_what_is_no_clock(call, says):
    with pytest.raises(ValueError, match=says):
        call()
