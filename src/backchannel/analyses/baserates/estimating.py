"""The estimators: shares and rates with clustered intervals, and the Aalen-Johansen curve with delayed entry.

Dyads of one conflict are no independent evidence. Shares and rates therefore get the interval of a sample of their
effective size (Korn & Graubard 1998, Survey Methodology 24:193-201); curves are drawn again with conflicts drawn with
replacement (Field & Welsh 2007, Journal of the Royal Statistical Society B 69:369-390).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

from backchannel.analyses.baserates.counting import DAYS, Spells
from backchannel.analyses.chances import ratio
from backchannel.core.rng import uniforms

Floats = NDArray[np.float64]

LEVEL = 0.95
RESAMPLES = 1000
SEED = 1


@dataclass(frozen=True)
class Figure:
    """A number with its 95% interval, the units and events it rests on, and the conflicts they come from."""

    value: float
    low: float
    high: float
    n: int
    events: int
    conflicts: int


def wilson(hits: float, tries: float) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927), for samples of any size that is not zero.

    >>> [round(x, 4) for x in wilson(8, 10)]
    [0.4902, 0.9433]
    """
    z = float(ndtri((1 + LEVEL) / 2))
    share, weight = hits / tries, z * z / tries
    middle, half = share + weight / 2, z * sqrt(share * (1 - share) / tries + weight / (4 * tries))
    return max(0.0, (middle - half) / (1 + weight)), min(1.0, (middle + half) / (1 + weight))


def share(hits: NDArray[np.bool_], cluster: NDArray[np.int64]) -> Figure:
    """A share of units, with Wilson's interval at their effective number; never more than there are.

    >>> found = share(np.array([True] * 4 + [False] * 4), np.arange(8))
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (0.5, 0.215, 0.785)
    """
    tries = np.ones(len(hits))
    value, error = ratio(hits.astype(np.float64), tries, cluster)
    assert value is not None
    assert error is not None
    n, simple = len(hits), value * (1 - value) / max(1, len(hits) - 1)
    size = n / max(1.0, error * error / simple if simple else 1.0)
    low, high = wilson(value * size, size)
    return Figure(value, low, high, n, int(hits.sum()), len(np.unique(cluster)))


def rate(events: Floats, exposure: Floats, cluster: NDArray[np.int64]) -> Figure:
    """Events in a month at risk, with Jeffreys' interval at the effective number of events.

    ``exposure`` in months. The effective number divides events and exposure by how much more the rate varies between
    conflicts than chance alone would make it, if it does.
    """
    at_risk = exposure > 0
    value, error = ratio(events, exposure, cluster)
    assert value is not None
    assert error is not None
    count, months = float(events.sum()), float(exposure.sum())
    design = max(1.0, error * error / (value / months)) if value else 1.0
    low = float(gammaincinv(count / design + 0.5, (1 - LEVEL) / 2)) * design / months if count else 0.0
    high = float(gammaincinv(count / design + 0.5, (1 + LEVEL) / 2)) * design / months
    return Figure(value, low, high, round(months), int(count), len(np.unique(cluster[at_risk])))


def design_of_rate(events: Floats, exposure: Floats, cluster: NDArray[np.int64]) -> float:
    """How many times more a rate varies between clusters than chance alone would make it; at least 1."""
    value, error = ratio(events, exposure, cluster)
    return max(1.0, error * error * float(exposure.sum()) / value) if value and error else 1.0


def between(seen: Spells, low: float, high: float, causes: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Events by these causes and months at risk, of each spell, between two ages in months."""
    start, end = low * DAYS, high * DAYS
    months = np.clip(np.minimum(seen.exit, end) - np.maximum(seen.entry, start), 0, None) / DAYS
    inside = np.isin(seen.cause, causes) & (seen.exit > start) & (seen.exit <= end)
    return inside.astype(np.float64), months


def curve(seen: Spells, causes: tuple[int, ...] | None, months: list[float]) -> list[Figure | None]:
    """The share in which one of these causes has happened by each of these months; None: any cause.

    Aalen & Johansen (1978, Scandinavian Journal of Statistics 5:141-150) with delayed entry: what ended otherwise can
    no longer end this way, which is not the same as being seen no longer. With any cause it is one minus
    Kaplan & Meier (1958, Journal of the American Statistical Association 53:457-481). None where fewer than ten
    conflicts are still seen. ``n`` and ``events`` count spells seen from the start of a curve and events by then.
    The interval holds 95% of the curves of resampled conflicts; where nothing has happened yet its upper end is the
    share that would leave as many conflicts without an event in one of forty samples.
    """
    exit, cause = (
        np.minimum(seen.exit, ceil(months[-1] * DAYS) + 1),
        np.where(seen.exit > months[-1] * DAYS, 0, seen.cause),
    )
    event = cause > 0 if causes is None else np.isin(cause, causes)
    clusters = int(seen.cluster.max()) + 1
    times = np.unique(exit[cause > 0])
    entered, left = np.searchsorted(times, seen.entry, "right"), np.searchsorted(times, exit, "right")
    change = np.zeros((clusters, len(times) + 1))
    np.add.at(change, (seen.cluster, entered), 1.0)
    np.add.at(change, (seen.cluster, left), -1.0)
    at_risk = change.cumsum(axis=1)[:, :-1]
    ended, counted = np.zeros_like(at_risk), np.zeros_like(at_risk)
    ending = cause > 0
    np.add.at(ended, (seen.cluster[ending], left[ending] - 1), 1.0)
    np.add.at(counted, (seen.cluster[event], left[event] - 1), 1.0)
    present = np.unique(seen.cluster)
    found = _incidence(_weights(present, clusters), at_risk, ended, counted)

    out: list[Figure | None] = []
    for month in months:
        day = month * DAYS
        watched = len(np.unique(seen.cluster[(seen.entry < day) & (seen.exit >= day)]))
        if watched < 10:
            out.append(None)
            continue
        at = int(np.searchsorted(times, day, "right")) - 1
        values = found[:, at] if at >= 0 else np.zeros(len(found))
        low, high = (float(q) for q in np.quantile(values[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
        happened = int((event & (seen.exit <= day)).sum())
        if happened == 0:
            low, high = 0.0, 1 - ((1 - LEVEL) / 2) ** (1 / len(present))
        out.append(Figure(float(values[0]), low, high, len(seen), happened, len(present)))
    return out


def _incidence(weights: Floats, at_risk: Floats, ended: Floats, counted: Floats) -> Floats:
    """Cumulative incidence [resample, time] from weights [resample, cluster] and counts [cluster, time]."""
    watched = weights @ at_risk
    share_of = np.divide(1.0, watched, out=np.zeros_like(watched), where=watched > 0)
    left = np.cumprod(1.0 - (weights @ ended) * share_of, axis=1)
    before = np.concatenate([np.ones((len(left), 1)), left[:, :-1]], axis=1)
    return np.cumsum(before * (weights @ counted) * share_of, axis=1)


def _weights(present: NDArray[np.int64], clusters: int) -> Floats:
    """How often each cluster counts [1 + resample, cluster]: once each first, then as drawn with replacement."""
    n = len(present)
    names = [f"base_rates.resample.{i}" for i in range(n)]
    drawn = present[np.minimum((uniforms(names, RESAMPLES, SEED) * n).astype(np.int64), n - 1)]
    out = np.zeros((RESAMPLES + 1, clusters))
    out[0, present] = 1.0
    np.add.at(out, (np.tile(np.arange(1, RESAMPLES + 1), n), drawn.ravel()), 1.0)
    return out
