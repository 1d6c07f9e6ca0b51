from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backchannel.theory.convergence import convergence_and_masking, two_backer_fj_gap
from backchannel.theory.influence import friedkin_johnsen
from backchannel.theory.recognition import status_salience

unit = st.floats(0.0, 1.0)


def gaps(alpha, w, D_0, rounds):
    """Gap after each round, by two people talking."""
    a, b = D_0, 0.0
    found = [D_0]
    for _ in range(rounds):
        a, b = (
            alpha * ((1 - w) * a + w * b) + (1 - alpha) * D_0,
            alpha * (w * a + (1 - w) * b),
        )
        found.append(a - b)
    return found


def test_the_printed_gap():
    found = two_backer_fj_gap(0.9, 0.2, 0.8, 10, 0.3)
    assert found.rho == pytest.approx(0.54, abs=1e-9)
    assert found.D_inf == pytest.approx(0.08 / 0.46, abs=1e-9)
    assert found.D_inf is not None
    assert found.time_to_target is not None
    assert (round(found.D_inf, 6), round(found.D_t, 6), round(found.time_to_target, 2)) == (0.173913, 0.175233, 2.60)


@given(st.floats(0.0, 0.95), unit, unit, st.integers(0, 30))
def test_the_gap_is_that_of_two_people_talking(alpha, w, D_0, t):
    found = two_backer_fj_gap(alpha, w, D_0, t, 0.0)
    assert found.D_t == pytest.approx(gaps(alpha, w, D_0, t)[-1], abs=1e-9)
    both = friedkin_johnsen([[1 - w, w], [w, 1 - w]], alpha, [D_0, 0.0])
    assert both.fixed_point is not None
    assert found.D_inf == pytest.approx(both.fixed_point[0] - both.fixed_point[1], abs=1e-9)


@given(st.floats(0.05, 1.0), st.floats(0.05, 0.49), st.floats(0.1, 1.0), st.floats(0.01, 0.99))
def test_the_time_to_a_target_is_when_the_curve_is_there(alpha, w, D_0, part):
    limit = two_backer_fj_gap(alpha, w, D_0, 0, 0.0).D_inf
    assert limit is not None
    assume(D_0 - limit > 1e-3)
    target = limit + part * (D_0 - limit)
    time = two_backer_fj_gap(alpha, w, D_0, 0, target).time_to_target
    assert time is not None
    assert two_backer_fj_gap(alpha, w, D_0, time, target).D_t == pytest.approx(target, abs=1e-9)
    assert two_backer_fj_gap(alpha, w, D_0, 0, limit * 0.99).time_to_target is None
    assert two_backer_fj_gap(alpha, w, D_0, 0, D_0).time_to_target == 0.0


@given(st.floats(0.0, 0.99), st.floats(0.5, 1.0), st.floats(0.1, 1.0), unit)
def test_backers_who_overtake_each_other_reach_it_in_a_whole_round(alpha, w, D_0, target):
    path = np.abs(gaps(alpha, w, D_0, 800))
    assume(np.abs(path - target).min() > 1e-7)
    reached = np.flatnonzero(path <= target)
    found = two_backer_fj_gap(alpha, w, D_0, 0, target).time_to_target
    assert found == (float(reached[0]) if reached.size else None)


def test_ends_of_openness():
    deaf = two_backer_fj_gap(1.0, 0.0, 0.8, 5.0, 0.3)
    assert (deaf.D_inf, deaf.D_t, deaf.time_to_target) == (0.8, 0.8, None)
    swap = two_backer_fj_gap(1.0, 1.0, 0.8, 3, 0.3)
    assert swap.D_inf is swap.time_to_target is None
    assert swap.D_t == pytest.approx(-0.8, abs=1e-12)
    agree = two_backer_fj_gap(1.0, 0.5, 0.8, 1, 0.0)
    assert (agree.D_inf, agree.D_t, agree.time_to_target) == (0.0, 0.0, 1.0)


def test_more_weight_on_the_other_closes_more_of_the_gap():
    limits = [two_backer_fj_gap(0.9, w, 0.8, 0, 0.0).D_inf for w in (0.0, 0.1, 0.3, 0.5, 1.0)]
    assert all(later is not None is not earlier and later < earlier for earlier, later in pairwise(limits))


@given(unit, unit, unit, unit, unit, unit)
def test_index_and_masking(xa0, xb0, xa, xb, pia, pib):
    assume(abs(xa0 - xb0) > 1e-3)
    found = convergence_and_masking(xa0, xb0, xa, xb, pia, pib)
    assert (1 - found.CI) * abs(xa0 - xb0) == pytest.approx(abs(xa - xb), abs=1e-9)
    assert found.masking + abs(xa - xb) == pytest.approx(abs(pia - pib), abs=1e-12)
    assert pytest.approx(0.0, abs=1e-9) == convergence_and_masking(xa0, xb0, xb0, xa0, pia, pib).CI
    assert convergence_and_masking(xa0, xb0, xa, xa, pia, pib).CI == 1.0


@given(st.floats(0.0, 2.0), unit, unit, unit)
def test_salience_is_the_slope_of_status_in_keeping_the_client(eta, rec, keep, s_0):
    step = 1e-6
    psi = np.log1p([rec + eta * (keep + step), rec + eta * (keep - step)])
    assert status_salience(eta, rec, keep, s_0) == pytest.approx(s_0 + (psi[0] - psi[1]) / (2 * step), abs=1e-7)
    # exactly: psi = ln y, y = 1 + Rec + eta keep, and dy/dkeep = eta
    assert (status_salience(eta, rec, keep, s_0) - s_0) * (1 + rec + eta * keep) == pytest.approx(eta, abs=1e-9)


def test_recognition_lowers_the_stake_only_where_status_counts():
    assert status_salience(0.5, 0.4, 0.6) == pytest.approx(0.5 / 1.7, abs=1e-9)
    assert status_salience(0.5, 0.6, 0.6) < status_salience(0.5, 0.4, 0.6)
    assert status_salience(0.0, 0.6, 0.6, 0.2) == status_salience(0.0, 0.1, 0.6, 0.2) == 0.2


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: two_backer_fj_gap(0.9, 0.8, 0.8, 2.5, 0.3), "t is 2.5; expected a whole number"),
        (lambda: two_backer_fj_gap(1.1, 0.2, 0.8, 2, 0.3), "alpha"),
        (lambda: convergence_and_masking(0.5, 0.5, 0.1, 0.2, 1, 0), "xa0 and xb0 are both 0.5"),
        (lambda: status_salience(-1, 0.5, 0.5), "eta"),
    ],
)
def test_refuses_what_is_out_of_range(call, says):
    with pytest.raises(ValueError, match=says):
        call()
