"""Low-best-high as a distribution: against SciPy's inverse beta, and what its three numbers promise."""

import numpy as np
import pytest
from scipy.special import betainc, betaincinv

from backchannel.case.pert import _half, _quantile_half, stretch
from backchannel.case.schema import Case

# Shapes at both ends, in the middle, and close enough to an end to be one in all but name.
SHAPES = (0.0, 1e-9, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.25, 1 / 3, 0.4, 0.5)
MIDDLE = np.r_[np.linspace(0.001, 0.999, 1999), 0.5 - 2.0**-40, 0.5 + 2.0**-40]
TAIL = np.logspace(-15, -3, 400)  # a smaller uniform comes up once in 10**15 draws


def quantile(r, u):
    """The program's inverse CDF of Beta(1 + 4r, 5 - 4r), as :func:`backchannel.case.pert.draw` reads its tables."""
    lower, upper = _half(r), _half(1.0 - r)
    return np.array([_quantile_half(*lower, v) if v <= 0.5 else 1.0 - _quantile_half(*upper, 1.0 - v) for v in u])


@pytest.mark.parametrize("r", sorted({*SHAPES, *(1.0 - r for r in SHAPES)}))
def test_the_table_is_the_inverse_of_the_beta_distribution(r):
    a, b = 1.0 + 4.0 * r, 5.0 - 4.0 * r
    assert quantile(r, MIDDLE) == pytest.approx(betaincinv(a, b, MIDDLE), abs=1e-9)
    for u in (TAIL, 1.0 - TAIL):
        assert quantile(r, u) == pytest.approx(betaincinv(a, b, u), abs=1e-6)


def test_random_shapes():
    rng = np.random.default_rng(1)
    for r in rng.uniform(0, 1, 60):
        u = rng.uniform(0.001, 0.999, 60)
        assert quantile(r, u) == pytest.approx(betaincinv(1 + 4 * r, 5 - 4 * r, u), abs=1e-9)


@pytest.mark.parametrize("r", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_more_luck_never_draws_less(r):
    u = np.r_[
        np.linspace(1e-13, 1 - 1e-13, 20_001), np.logspace(-13, -3, 400), 1 - np.logspace(-13, -3, 400), _half(r)[0][1]
    ]
    drawn = quantile(r, np.unique(u[(u >= 1e-13) & (u <= 1 - 1e-13)]))
    assert (np.diff(drawn) >= -1e-15).all()
    assert drawn.min() >= 0.0
    assert drawn.max() <= 1.0


@pytest.mark.parametrize("interval", [0.01, 0.5, 0.8, 0.9, 0.99, 0.999999])
@pytest.mark.parametrize("r", [0.0, 0.1, 0.5, 0.75, 1.0])
def test_the_stated_numbers_hold_the_stated_share(r, interval):
    k = stretch(r, interval)
    assert k > 1
    low = r * (1 - 1 / k)  # ends lie beyond low and high in the same proportion on both sides
    a, b = 1 + 4 * r, 5 - 4 * r
    assert betainc(a, b, low + 1 / k) - betainc(a, b, low) == pytest.approx(interval, abs=1e-9)


@pytest.mark.parametrize("interval", [1e-12, 1e-9, 1 - 1e-12])
def test_any_share_the_schema_allows_can_be_stated(interval):
    cost = {"low": 0.1, "best": 0.2, "high": 0.3, "interval": interval}
    tree = {
        "case": {"id": "made", "title": "Made", "as_of": "2014-01-28"},
        "actors": [{"id": "a", "role": "principal", "cost": cost}],
        "issues": [{"id": "k", "anchors": {0: "none"}, "status_quo": 0}],
        "levels": [{"id": "l", "opens": ["k"], "signers": "a"}],
        "tracks": [{"id": "t", "kind": "formal"}],
    }  # fmt: skip
    Case.model_validate(tree)
    for r in (0.0, 0.5, 1.0):
        assert stretch(r, interval) >= 1


def test_an_interval_that_holds_next_to_nothing_is_finite():
    """Found by making up cases: the share between the two numbers may be as small as a float can be."""
    assert np.isfinite(stretch(0.5, 4e-243))
