import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.beliefs import attendance_posterior, channel_learning, mutual_information_bits, posterior

unit = st.floats(0.0, 1.0)
inner = st.floats(0.01, 0.99)


@pytest.mark.parametrize(
    ("given_", "bits"), [((0.5, 1.0, 0.0), 1.0), ((0.3, 0.9, 0.9), 0.0), ((0.3, 0.9, 0.5), 0.117343)]
)
def test_the_printed_bits(given_, bits):
    assert mutual_information_bits(*given_) == pytest.approx(bits, abs=5e-7)


def test_the_printed_posterior():
    assert attendance_posterior(0.3, 0.9, 0.5).posterior_attend == pytest.approx(0.27 / 0.62, abs=1e-9)


@given(inner, inner, inner)
def test_posteriors_are_odds_times_likelihood_and_average_to_the_prior(prior, eager, other):
    found = attendance_posterior(prior, eager, other)
    odds = prior / (1 - prior) * eager / other
    assert found.posterior_attend == pytest.approx(odds / (1 + odds), abs=1e-9)
    comes = prior * eager + (1 - prior) * other
    back = comes * found.posterior_attend + (1 - comes) * found.posterior_refuse
    assert back == pytest.approx(prior, abs=1e-9)


@given(inner, inner, inner, st.floats(0.001, 0.009))
def test_the_more_the_unwilling_come_the_less_it_says(prior, eager, other, more):
    here = attendance_posterior(prior, eager, other).posterior_attend
    assert attendance_posterior(prior, eager, other + more).posterior_attend < here


@given(unit, unit.filter(lambda chance: chance == 0.0 or chance > 1e-290))  # below, products have fewer digits
def test_who_comes_whatever_its_type_teaches_nothing(prior, alike):
    found = attendance_posterior(prior, alike, alike)
    assert (found.posterior_attend, found.posterior_refuse) == pytest.approx((prior, prior), abs=1e-12)
    assert mutual_information_bits(prior, alike, alike) == pytest.approx(0.0, abs=1e-12)


@given(inner, inner, inner)
def test_information_is_what_the_joint_distribution_has_beyond_its_margins(prior, eager, other):
    joint = np.array([[prior * eager, prior * (1 - eager)], [(1 - prior) * other, (1 - prior) * (1 - other)]])
    independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    bits = float((joint * np.log2(joint / independent)).sum())
    assert mutual_information_bits(prior, eager, other) == pytest.approx(bits, abs=1e-9)


def test_what_cannot_happen_leaves_the_prior():
    assert posterior(0.3, 0.0, 0.0) == 0.3
    assert attendance_posterior(0.3, 1.0, 1.0).posterior_refuse == 0.3


@given(st.floats(0.01, 5.0), st.integers(0, 12), st.floats(0.0, 50.0))
def test_meetings_one_by_one_teach_what_the_formula_says(var_0, n, h):
    precision = 1.0 / var_0
    for _ in range(n):
        precision += h
    assert channel_learning(var_0, n, h) == pytest.approx(1.0 / precision, abs=1e-9)
    assert channel_learning(0.0, n, h) == 0.0


def test_normal_learning_by_simulation():
    rng = np.random.default_rng(7)
    truth = rng.normal(0.0, 0.2, 200_000)
    signals = truth + rng.normal(0.0, 0.2, (3, truth.size)) * 1.0
    error = truth - signals.mean(axis=0) * (3 * 25.0) / (1 / 0.04 + 3 * 25.0)
    assert channel_learning(0.04, 3, 25.0) == pytest.approx(float(error.var()), abs=4 * 0.01 * np.sqrt(2 / truth.size))


@pytest.mark.parametrize("wrong", [(1.1, 0.5, 0.5), (0.5, -0.1, 0.5), (0.5, 0.5, 2.0)])
def test_refuses_what_is_no_chance(wrong):
    for call in (attendance_posterior, mutual_information_bits):
        with pytest.raises(ValueError, match="expected in"):
            call(*wrong)
