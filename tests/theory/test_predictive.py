"""Distributions over whole points: scores against brute force, and what clipping leaves at the ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import quad
from scipy.stats import norm

from backchannel.theory.predictive import POINTS, crps, from_errors, log_score, quantile

chances = (
    arrays(np.float64, 101, elements=st.floats(0.0, 1.0)).filter(lambda p: p.sum() > 0.1).map(lambda p: p / p.sum())
)


@given(chances, st.floats(0.0, 100.0))
def test_crps_is_the_integral_and_the_energy_form(chance, outcome):
    found = float(crps(chance, outcome)[0])
    energy = chance @ np.abs(POINTS - outcome) - 0.5 * chance @ np.abs(POINTS[:, None] - POINTS) @ chance
    assert found == pytest.approx(energy, abs=1e-9)  # Gneiting & Raftery (2007), eq. 21


def test_crps_by_quadrature():
    chance = np.random.default_rng(1).dirichlet(np.ones(101))
    up_to = chance.cumsum()

    def square(x):
        return (up_to[int(x)] - (x >= 41.3)) ** 2

    by_hand = sum(
        quad(square, a, b)[0] for a, b in [(k, k + 1) for k in range(41)] + [(k, k + 1) for k in range(42, 100)]
    )
    by_hand += quad(square, 41, 41.3)[0] + quad(square, 41.3, 42 - 1e-12)[0]
    assert crps(chance, 41.3)[0] == pytest.approx(by_hand, abs=1e-9)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=4), st.lists(st.floats(-100, 100), min_size=1, max_size=9))
def test_from_errors_is_the_clipped_blurred_sum(said, errors):
    made = from_errors(said, errors, smooth=3.0, even=0.1)
    assert made.sum(axis=1) == pytest.approx(1.0, abs=1e-9)
    for row, one in zip(made, said, strict=True):
        centre = one + np.array(errors)
        assert row[0] == pytest.approx(0.9 * norm.cdf(0.5, centre, 3).mean() + 0.1 / 101, abs=1e-9)
        assert row[100] == pytest.approx(0.9 * norm.sf(99.5, centre, 3).mean() + 0.1 / 101, abs=1e-9)
        inside = norm.cdf(60.5, centre, 3) - norm.cdf(59.5, centre, 3)
        assert row[60] == pytest.approx(0.9 * inside.mean() + 0.1 / 101, abs=1e-9)


def test_log_score_takes_the_nearest_point():
    chance = np.full((4, 101), 0.005)
    chance[:, 30] = 0.5
    assert np.exp(log_score(chance, [29.5, 30.0, 30.49, 30.5])) == pytest.approx([0.5, 0.5, 0.5, 0.005])
    assert log_score(np.eye(101)[[3]], [4.0])[0] == -np.inf


@given(chances)
def test_the_median_has_the_least_expected_distance(chance):
    distance = np.abs(POINTS[:, None] - POINTS) @ chance
    assert distance[int(quantile(chance, 0.5)[0])] == pytest.approx(distance.min(), abs=1e-9)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: from_errors([101.0], [0.0]), "forecast"),
        (lambda: from_errors([50.0], []), "errors has no number"),
        (lambda: from_errors([50.0], [np.nan]), "errors"),
        (lambda: from_errors([50.0], [0.0], smooth=0.0), "smooth"),
        (lambda: crps(np.ones((1, 100)) / 100, [3.0]), "shape"),
        (lambda: crps(np.ones((1, 101)), [3.0]), "add up to 1"),
        (lambda: log_score(np.eye(101)[[3]], [-1.0]), "outcome"),
        (lambda: quantile(np.eye(101), 1.0), "share"),
    ],
)
def test_what_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
