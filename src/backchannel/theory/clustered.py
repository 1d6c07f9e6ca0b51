"""Means of things that come in clusters: intervals by resampling whole clusters, folds that split none.

Decisions of one proposal are alike, so that an interval which took them for independent would be too narrow, and a
forecast tested on one decision of a proposal after having seen another would look too good.

Source: Field & Welsh (2007, J. Royal Statistical Society B 69:369-390), the cluster bootstrap; Roberts et al. (2017,
Ecography 40:913-929), cross-validation by blocks. Random numbers from streams of their own name (core/rng.py).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backchannel.core.rng import uniforms
from backchannel.theory.ranges import Floats

Ints = npt.NDArray[np.int64]


def resamples(clusters: int, times: int, seed: int, name: str = "clusters") -> Floats:
    """How often each of some clusters is drawn in each resample [resample, cluster]; rows add up to ``clusters``.

    Raises ValueError unless there is at least one of each.

    >>> drawn = resamples(5, 3, seed=1)
    >>> drawn.shape, drawn.sum(axis=1).tolist()
    ((3, 5), [5.0, 5.0, 5.0])
    """
    if clusters < 1 or times < 1:
        raise ValueError(f"{clusters} clusters, {times} resamples; expected at least one of each")
    picked = (uniforms([f"{name}.{n}" for n in range(clusters)], times, seed) * clusters).astype(np.int64)
    counts = np.zeros((times, clusters))
    np.add.at(counts, (np.arange(times)[None, :], picked), 1.0)
    return counts


def interval(values: npt.ArrayLike, cluster: npt.ArrayLike, drawn: Floats, share: float = 0.95) -> tuple[Floats, ...]:
    """Means over the first axis of ``values`` [n, ...] and the ends of their intervals, clusters drawn whole.

    ``cluster`` [n] numbers from 0 the columns of ``drawn``, see :func:`resamples`. A value that is NaN is left out; a
    mean of none is NaN, and so are the ends where the values come from fewer than two clusters. Raises ValueError for
    lengths that differ.

    Source: Field & Welsh (2007), percentile interval.

    >>> mean, low, high = interval([1.0, 2.0, 3.0, 4.0], [0, 0, 1, 1], resamples(2, 200, seed=1))
    >>> float(mean), float(low), float(high)
    (2.5, 1.5, 3.5)
    """
    x, of = np.asarray(values, dtype=np.float64), np.asarray(cluster, dtype=np.int64)
    if of.shape != x.shape[:1]:
        raise ValueError(f"cluster has {of.size} entries for {len(x)} values; expected as many")
    flat = x.reshape(len(x), -1)
    known = ~np.isnan(flat)
    sums, counts = (np.zeros((drawn.shape[1], flat.shape[1])) for _ in range(2))
    np.add.at(sums, of, np.where(known, flat, 0.0))
    np.add.at(counts, of, known.astype(np.float64))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums.sum(axis=0) / counts.sum(axis=0)
        again = (drawn @ sums) / (drawn @ counts)
    ends = np.full((2, flat.shape[1]), np.nan)
    for n in np.flatnonzero((counts > 0).sum(axis=0) > 1):
        mine = again[:, n]
        ends[:, n] = np.quantile(mine[~np.isnan(mine)], [(1.0 - share) / 2.0, (1.0 + share) / 2.0])
    return tuple(np.asarray(a.reshape(x.shape[1:])) for a in (mean, ends[0], ends[1]))


def folds(cluster: npt.ArrayLike, number: int, seed: int, name: str = "folds") -> Ints:
    """A fold 0 .. number - 1 for each of ``cluster`` [n], the same for all of a cluster; as many clusters in each.

    With fewer clusters than folds each cluster is a fold. Raises ValueError for fewer than two clusters or folds.

    Source: Roberts et al. (2017).

    >>> folds(["a", "a", "b", "c"], 2, seed=1).tolist()
    [1, 1, 0, 0]
    """
    names, of = np.unique(np.asarray(cluster), return_inverse=True)
    if names.size < 2 or number < 2:
        raise ValueError(f"{names.size} clusters in {number} folds; expected two or more of each")
    order = np.argsort(uniforms([f"{name}.{one}" for one in names], 1, seed)[:, 0])
    fold = np.empty(names.size, dtype=np.int64)
    fold[order] = np.arange(names.size) % min(number, names.size)
    return fold[of]
