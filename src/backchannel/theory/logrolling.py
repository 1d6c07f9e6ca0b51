"""Trades across issues: packages that everybody prefers to settling each issue by itself.

Parties with ideal points x_ik and saliences s_ik lose by distance on each issue, u_i(z) = 1 - sum_k s_ik |z_k - x_ik|.
Issue by issue, each issue is settled at a compromise c_k without regard to the others. A package z beats it when
u_i(z) >= u_i(c) for all and > for somebody: some give way where they care less and get their way where they care more.

Looked at are all packages of terms on offer (unless given, every party's position on each issue, and the compromise).
With linear losses and two parties the whole frontier is known: starting from what the first party wants, issues are
given up in the order of s_1k/s_2k, least first, and on the way from one to the next only one issue is in between.

Source: Tollison & Willett (1979, IO 33:425-449), Morgan (1990, J. Public Policy 10); the frontier is that of a division
of goods with linear utilities, Raiffa (1982, The Art and Science of Negotiation). Units: positions in [0, 1];
saliences >= 0, summing to 1 for a utility in [0, 1].
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.core.jit import on_arrays
from backchannel.theory.acceptance import loss
from backchannel.theory.pareto import pareto_set
from backchannel.theory.ranges import Floats, listed, within

MOST_PACKAGES = 1_000_000

MARGIN = 1e-12
"""Utilities that differ by no more are taken as equal: sums of the same losses in another order are."""


@dataclass(frozen=True)
class Trades:
    """Packages that beat settling issue by issue, the greatest weighted product of gains first.

    ``terms`` [package, issue], ``utilities`` and ``gains`` over the compromise [package, party]; ``efficient``
    [package]: no package on offer beats it. ``compromise`` [issue] and what it is worth, ``at_compromise`` [party].
    """

    terms: Floats
    utilities: Floats
    gains: Floats
    efficient: npt.NDArray[np.bool_]
    compromise: Floats
    at_compromise: Floats


def worth(positions: Floats, saliences: Floats, terms: Floats) -> Floats:
    """Utility [package, party] of terms [package, issue].

    >>> worth(np.array([[0.0, 0.0]]), np.array([[0.8, 0.2]]), np.array([[0.0, 1.0]])).tolist()
    [[0.8]]
    """
    lost = np.zeros((len(terms), len(positions)))
    for k in range(positions.shape[1]):
        lost += saliences[:, k] * on_arrays(loss)(terms[:, k, None], positions[:, k], False)
    return 1.0 - lost


def log_rolling(
    positions: npt.ArrayLike,
    saliences: npt.ArrayLike,
    compromise: npt.ArrayLike | None = None,
    options: Sequence[npt.ArrayLike] | None = None,
) -> Trades:
    """Every package on offer that beats the compromise of each issue by itself.

    ``positions`` [party, issue] in [0, 1], ``saliences`` [party, issue] >= 0; ``compromise`` [issue] in [0, 1], unless
    given the salience-weighted mean of each issue; ``options`` a list of terms for each issue. Raises ValueError for a
    value out of range, tables of different shape, fewer than two parties, and more than 10^6 packages.

    Source: Tollison & Willett (1979).

    >>> found = log_rolling([[0, 0], [1, 1]], [[0.8, 0.2], [0.2, 0.8]], compromise=[0.5, 0.5])
    >>> found.terms.tolist(), found.utilities.tolist(), found.efficient.tolist()
    ([[0.0, 1.0]], [[0.8, 0.8]], [True])
    """
    x, s = _table("positions", positions, 1.0), _table("saliences", saliences, np.inf)
    if x.shape != s.shape or len(x) < 2:
        raise ValueError("expected positions and saliences of the same two or more parties on the same issues")
    if compromise is None:
        weight = s.sum(axis=0)
        mean = (s * x).sum(axis=0) / np.where(weight > 0.0, weight, 1.0)
        c = np.where(weight > 0.0, mean, x.mean(axis=0))
    else:
        c = listed("compromise", compromise, 0.0, 1.0, like=("the issues", x.shape[1]))
    offered = [np.append(x[:, k], c[k]) for k in range(x.shape[1])]
    if options is not None:
        if len(options) != x.shape[1]:
            raise ValueError(f"options has {len(options)} lists; expected {x.shape[1]}, one for each issue")
        offered = [listed("options", one, 0.0, 1.0) for one in options]
    each = [np.unique(one) for one in offered]
    if math.prod(map(len, each)) > MOST_PACKAGES:
        raise ValueError(f"more than {MOST_PACKAGES} packages are on offer; give fewer options for each issue")
    terms = np.stack(np.meshgrid(*each, indexing="ij"), axis=-1).reshape(-1, x.shape[1])
    utilities, base = worth(x, s, terms), worth(x, s, c[None])[0]
    gains = utilities - base
    better = np.flatnonzero((gains >= -MARGIN).all(axis=1) & (gains > MARGIN).any(axis=1))
    efficient = np.zeros(len(terms), dtype=np.bool_)
    efficient[pareto_set(np.round(utilities, 12))] = True
    order = better[np.argsort(-np.prod(np.maximum(gains[better], 0.0), axis=1), kind="stable")]
    return Trades(terms[order], utilities[order], gains[order], efficient[order], c, base)


def frontier_of_two(positions: npt.ArrayLike, saliences: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Corners of the frontier of two parties over all packages: terms [corner, issue], utilities [corner, party].

    From the package that suits party 1 to the one that suits party 2; between two corners the frontier is straight.
    Arguments and errors as in :func:`log_rolling`, for two parties.

    Source: Raiffa (1982).

    >>> terms, utilities = frontier_of_two([[0, 0], [1, 1]], [[0.8, 0.2], [0.2, 0.8]])
    >>> terms.tolist(), utilities.tolist()
    ([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [[1.0, 0.0], [0.8, 0.8], [0.0, 1.0]])
    """
    x, s = _table("positions", positions, 1.0), _table("saliences", saliences, np.inf)
    if x.shape != s.shape or len(x) != 2:
        raise ValueError("expected positions and saliences of the same two parties on the same issues")
    indifferent = (s[0] == 0.0) & (s[1] > 0.0)
    start = np.where(indifferent, x[1], x[0])
    given = [k for k in np.argsort(_ratio(s), kind="stable") if start[k] != x[1, k] and s[1, k] > 0.0]
    terms = np.tile(start, (len(given) + 1, 1))
    for corner, k in enumerate(given, start=1):
        terms[corner:, k] = x[1, k]
    return terms, worth(x, s, terms)


def _ratio(s: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.nan_to_num(s[0] / s[1], nan=np.inf)
    return found


def _table(name: str, value: npt.ArrayLike, most: float) -> Floats:
    table = within(name, value, 0.0, most)
    if table.ndim != 2 or table.size == 0:
        raise ValueError(f"{name} is no table; expected one row for each party and one column for each issue")
    return table
