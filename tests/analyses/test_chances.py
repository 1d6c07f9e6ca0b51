"""A chance over runs: its error is that of the draws, and the spread over the doubts is freed of chance."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import beta

from backchannel.analyses import chances
from backchannel.analyses.chances import Chance, doubts, ratio


def chance(*given: Any) -> Any:
    return chances.chance(*given)


def played(rng, draws, inner, a, b):
    """Runs of draws whose own chances follow a beta distribution."""
    own = rng.beta(a, b, draws) if a else np.full(draws, b)
    return (rng.random((draws, inner)) < own[:, None]).ravel(), np.repeat(np.arange(draws), inner)


def test_the_error_is_how_far_repeated_forecasts_scatter():
    rng = np.random.default_rng(1)
    found = [chance(*played(rng, 200, 5, 0.5, 0.8)) for _ in range(400)]
    scatter = np.std([f.share for f in found])
    stated = np.mean([f.error for f in found])
    naive = np.sqrt(np.mean([f.share * (1 - f.share) / 1000 for f in found]))
    assert stated == pytest.approx(scatter, rel=0.1)
    assert stated > 1.5 * naive  # runs of one draw are no independent evidence


def test_the_error_of_a_share_of_some_runs():
    """Given something that itself comes by chance and by draw, the ratio's error holds too."""
    rng = np.random.default_rng(2)
    shares, errors = [], []
    for _ in range(400):
        yes, draw = played(rng, 200, 5, 2, 3)
        among, _ = played(rng, 200, 5, 0.6, 0.6)
        found = chance(yes, draw, among)
        shares.append(found.share)
        errors.append(found.error)
        assert found.counted == among.sum()
    assert np.mean(errors) == pytest.approx(np.std(shares), rel=0.1)


def test_nothing_in_many_runs_is_not_certainty():
    found = chance(np.zeros(1000, dtype=bool), np.arange(1000) // 5)
    assert found.share == 0
    assert found.error == pytest.approx(0.0014, abs=1e-4)
    assert (found.low, found.high) == (None, None)  # nor are all the doubts' own chances nought
    always = chance(np.ones(1000, dtype=bool), np.arange(1000) // 5)
    assert (always.share, always.low, always.high) == (1, None, None)


def test_among_none_there_is_no_chance():
    nobody = np.zeros(10, dtype=bool)
    assert chance(nobody, np.arange(10) // 5, nobody) is None
    assert ratio(np.zeros(3), np.zeros(3), np.arange(3)) == (None, None)


@pytest.mark.parametrize(("a", "b"), [(2, 3), (0.5, 0.5), (0.3, 1.5), (20, 5)])
def test_the_spread_is_that_of_the_draws_and_not_of_chance(a, b):
    yes, draw = played(np.random.default_rng(3), 20_000, 5, a, b)
    found = chance(yes, draw)
    assert found.low == pytest.approx(beta.ppf(0.1, a, b), abs=0.015)
    assert found.high == pytest.approx(beta.ppf(0.9, a, b), abs=0.015)
    raw = np.quantile(yes.reshape(-1, 5).mean(axis=1), [0.1, 0.9])  # what the draws' own few runs would say
    assert raw[1] - raw[0] > found.high - found.low - 0.01


def test_chance_alone_is_no_doubt():
    """Where all draws have one chance the spread found is small or none; where each is played once it is not known."""
    widths = []
    for seed in range(40):
        found = chance(*played(np.random.default_rng(seed), 400, 5, 0, 0.4))
        widths.append(0 if found.low is None else found.high - found.low)
    assert np.mean(widths) < 0.08
    assert sum(w == 0 for w in widths) > 10
    assert doubts(np.array([1.0, 0.0, 1.0]), np.ones(3)) == (None, None)


def test_unequal_numbers_of_runs_weigh_as_they_should():
    rng = np.random.default_rng(5)
    own = rng.beta(2, 2, 6000)
    tries = rng.integers(0, 9, 6000)
    low, high = doubts(rng.binomial(tries, own).astype(float), tries.astype(float))
    assert low == pytest.approx(beta.ppf(0.1, 2, 2), abs=0.02)
    assert high == pytest.approx(beta.ppf(0.9, 2, 2), abs=0.02)


def test_bands_edges_and_whether_the_runs_suffice():
    sure = Chance(0.3, 0.005, None, None, 10_000, 10_000)
    assert (sure.band, sure.edge, sure.enough, sure.needed) == ("unlikely", None, True, 10_000)
    near = Chance(0.44, 0.009, None, None, 10_000, 10_000)
    assert (near.band, near.edge, near.enough) == ("unlikely", "roughly even", False)
    rough = Chance(0.3, 0.03, None, None, 1000, 1000)
    assert not rough.enough
    assert rough.needed == 9000
