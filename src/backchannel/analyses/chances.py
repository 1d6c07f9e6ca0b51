"""A chance counted over runs: its Monte Carlo error, and apart from it the spread over the analyst's doubts."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from backchannel.core.words import band, standard_error
from backchannel.theory.information import effective_size

Floats = NDArray[np.float64]

WANTED = 0.01
"""Standard error that a forecast is meant to have: one point."""


@dataclass(frozen=True)
class Chance:
    """A share of runs. ``error`` is its standard error; ``low`` and ``high`` hold 80% of the doubts' own chances.

    ``counted`` runs are those it is a share of. They are None where these runs
    cannot tell ignorance from chance: each doubt was played once only, doubts differ no more than chance makes them, or
    all runs agree, which says nothing of how the doubts' own small chances differ.
    """

    share: float
    error: float
    low: float | None
    high: float | None
    counted: int
    runs: int

    @property
    def band(self) -> str:
        """The band of ICD 203 the share lies in."""
        return band(self.share)

    @property
    def edge(self) -> str | None:
        """The neighbouring band, where two standard errors reach into it."""
        for other in (band(self.share - 2 * self.error), band(self.share + 2 * self.error)):
            if other != self.band:
                return other
        return None

    @property
    def enough(self) -> bool:
        """Whether the runs suffice: an error of at most a point, and a band that it does not straddle."""
        return self.error <= WANTED and self.edge is None

    @property
    def needed(self) -> int:
        """Runs after which the error would be a point, in whole thousands."""
        wanted = self.runs * max(1.0, (self.error / WANTED) ** 2)
        return int(1000 * np.ceil(wanted / 1000 - 1e-9))


def chance(yes: NDArray[np.bool_], draw: NDArray[np.int64], among: NDArray[np.bool_] | None = None) -> Chance | None:
    """The chance of an event from runs [run], of which those with the same ``draw`` share a reading of the doubts.

    The standard error is that of a ratio of means over draws (Cochran 1977, Sampling Techniques, eq. 6.13): runs of one
    draw are no independent evidence. It is never below that of as many independent runs with two successes and two
    failures added, so that 0 of n is not certainty. The spread is a beta distribution with the mean and the variance
    between draws of their own chances, the latter freed of the chance within a draw (one-way analysis of variance;
    Searle, Casella & McCulloch 1992, Variance Components, 3.6). None where no run is counted.

    >>> yes = np.array([True, True, False, False, True, False, False, False])
    >>> found = chance(yes, np.arange(8) // 2)
    >>> found.share, round(found.error, 3), found.counted
    (0.375, 0.239, 8)
    """
    among = np.ones(len(yes), dtype=bool) if among is None else among
    total = int(among.sum())
    if total == 0:
        return None
    hit, tried = (yes & among).astype(np.float64), among.astype(np.float64)
    share, clustered = ratio(hit, tried, draw)
    assert share is not None
    assert clustered is not None
    error = max(standard_error(float(hit.sum()), total), clustered)
    low, high = doubts(_sums(hit, draw), _sums(tried, draw))
    return Chance(share, error, low, high, total, len(yes))


def _sums(values: Floats, draw: NDArray[np.int64]) -> Floats:
    """Totals by draw."""
    return np.bincount(draw, weights=values).astype(np.float64)


def ratio(hits: Floats, tries: Floats, draw: NDArray[np.int64]) -> tuple[float | None, float | None]:
    """A ratio of totals of two numbers a run, and its standard error clustered by draw; None where nothing was tried.

    >>> share, error = ratio(np.array([1.0, 0.0, 2.0, 1.0]), np.array([2.0, 2.0, 2.0, 2.0]), np.array([0, 0, 1, 1]))
    >>> share, round(error, 3)
    (0.5, 0.25)
    """
    total = float(tries.sum())
    if total == 0.0:
        return None, None
    share = float(hits.sum()) / total
    _, at = np.unique(draw, return_inverse=True)
    apart = np.bincount(at, weights=hits - share * tries)
    groups = len(apart)
    return share, sqrt(float((apart**2).sum()) * groups / max(1, groups - 1)) / total


def doubts(hits: Floats, tries: Floats) -> tuple[float | None, float | None]:
    """Ends of the 80% range of the draws' own chances, from hits and tries [draw].

    None where no draw was tried twice, where draws differ no more than chance alone makes them, and where every try was
    a hit or none was.

    >>> doubts(np.array([0.0, 5.0] * 50), np.full(100, 5.0))
    (0.0, 1.0)
    >>> doubts(np.array([2.0, 3.0] * 50), np.full(100, 5.0)), doubts(np.zeros(100), np.full(100, 5.0))
    ((None, None), (None, None))
    """
    seen = tries > 0
    hits, tries = hits[seen], tries[seen]
    groups, total = len(tries), float(tries.sum())
    if groups < 2 or total <= groups:
        return None, None
    share = float(hits.sum() / total)
    own = hits / tries
    inside = float((hits * (1.0 - own)).sum()) / (total - groups)
    between = float((tries * (own - share) ** 2).sum()) / (groups - 1)
    size = (total - float((tries**2).sum()) / total) / (groups - 1)
    return _ends(share, (between - inside) / size)


def _ends(share: float, variance: float) -> tuple[float | None, float | None]:
    """Ends of the 80% range of a beta distribution; None where it has no width."""
    most = share * (1.0 - share)
    if most == 0.0 or variance <= 0.0:
        return None, None
    sure = max(most / variance - 1.0, 1e-3)
    low, high = (float(betaincinv(share * sure, (1.0 - share) * sure, q)) for q in (0.1, 0.9))
    return round(low, 12), round(high, 12)


def weighed(
    yes: NDArray[np.bool_], draw: NDArray[np.int64], weights: Floats, among: NDArray[np.bool_] | None = None
) -> Chance | None:
    """``chance`` of runs that weigh unequally [run], at least 0 each; ``counted`` are those that weigh anything.

    The standard error is that of a ratio of weighted means over draws, never below that of as many independent runs as
    the weights are worth. The spread weighs draws by what their runs weigh. None where nothing weighs.

    >>> yes, draw = np.array([True, False, True, False]), np.array([0, 0, 1, 1])
    >>> found = weighed(yes, draw, np.array([3.0, 1.0, 3.0, 1.0]))
    >>> found.share, round(found.error, 3)
    (0.75, 0.183)
    """
    held = np.where(True if among is None else among, weights, 0.0).astype(np.float64)
    if not held.any():
        return None
    if np.ptp(held[held > 0]) == 0.0:
        return chance(yes, draw, held > 0)
    share, clustered = ratio(held * yes, held, draw)
    assert share is not None
    assert clustered is not None
    size = effective_size(held)
    error = max(standard_error(share * size, max(1, int(size))), clustered)
    low, high = _weighed_doubts(held * yes, held, draw)
    return Chance(share, error, low, high, int((held > 0).sum()), len(yes))


def _weighed_doubts(hits: Floats, tries: Floats, draw: NDArray[np.int64]) -> tuple[float | None, float | None]:
    """``doubts`` of weighted runs: moments over draws by their weight, freed of the chance within a draw."""
    totals, squares = _sums(tries, draw), _sums(tries**2, draw)
    some = totals > 0
    totals, squares, own = totals[some], squares[some], _sums(hits, draw)[some] / totals[some]
    inner, groups = totals**2 / squares, effective_size(totals)
    twice = inner > 1.0 + 1e-9
    if groups <= 1.0 or not twice.any():
        return None, None
    share = float((totals * own).sum() / totals.sum())
    between = float((totals * (own - share) ** 2).sum() / totals.sum()) * groups / (groups - 1.0)
    inside = own[twice] * (1.0 - own[twice]) / (inner[twice] - 1.0)
    return _ends(share, between - float((totals[twice] * inside).sum() / totals[twice].sum()))
