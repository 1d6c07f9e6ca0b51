import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backchannel.theory.acceptance import surplus
from backchannel.theory.audience import concession_seen, exposure

unit = st.floats(0.0, 1.0)
four = arrays(np.float64, 4, elements=unit)


def test_neutral_is_full_exposure():
    assert float(exposure()) == 1.0


@given(unit)
def test_a_secret_track_lets_through_what_leaks(leak):
    assert float(exposure(publicity=0.0, leak=leak)) == leak
    assert float(exposure(publicity=1.0, leak=leak)) == pytest.approx(1.0, abs=1e-12)


@given(unit, unit, st.floats(1.0, 3.0), st.floats(0.0, 0.9), st.floats(0.01, 0.09))
def test_publicity_leak_and_premium_expose_and_cover_protects(publicity, leak, premium, cover, step):
    here = float(exposure(publicity, leak, premium, cover))
    assert float(exposure(publicity * (1 - step) + step, leak, premium, cover)) >= here - 1e-12
    assert float(exposure(publicity, leak * (1 - step) + step, premium, cover)) >= here - 1e-12
    assert float(exposure(publicity, leak, premium + step, cover)) >= here - 1e-12
    assert float(exposure(publicity, leak, premium, cover + step)) <= here + 1e-12
    assert here >= 0.0


def test_exposure_by_track_and_level():
    tracks = exposure([[1.0], [0.0]], [[0.0], [0.12]], 1.5, [0.6, 0.4, 0.2])
    assert tracks == pytest.approx(np.array([[0.4, 0.6, 0.8], [0.072, 0.108, 0.144]]))


@pytest.mark.parametrize(
    "wrong", [{"publicity": 1.1}, {"leak": -0.1}, {"premium": 0.9}, {"cover": 1.0}, {"leak": float("nan")}]
)
def test_exposure_refuses_a_value_out_of_range(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        exposure(**wrong)


@given(four, four, four, arrays(np.bool_, 4))
def test_concession_is_the_salience_weighted_distance_of_the_issues_that_count(s, z, pi, counts):
    assert concession_seen(s, z, pi, counts) == pytest.approx(float((s * np.abs(z - pi))[counts].sum()), abs=1e-12)


@given(four, four, four)
def test_an_issue_left_for_later_costs_no_face_and_a_kept_line_none(s, z, pi):
    assert concession_seen(s, z, pi, np.zeros(4, dtype=np.bool_)) == 0.0
    assert concession_seen(s, pi, pi, np.ones(4, dtype=np.bool_)) == 0.0


@given(unit, st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_publicity_lowers_acceptance_through_the_spine(share, a, d):
    def at(omega: float) -> float:
        return surplus(1.0, 1.0, share, 0.5, 0.0, 0.0, 1.0, 0.0, omega, a, d, 0.0, 1.0, 0.0)

    assert at(float(exposure(0.0, 0.12))) > at(float(exposure()))
