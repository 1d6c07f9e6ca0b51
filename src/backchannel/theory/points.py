"""What a mediator might propose out of a list of outcomes: the bargaining points of a table.

Utilities u of each outcome, d what each party has without a deal. Points are chosen among the outcomes that are
individually rational, u_i >= d_i for all, and Pareto-efficient::

    Nash              max prod_i (u_i - d_i)^alpha_i
    Kalai-Smorodinsky max min_i (u_i - d_i)/(I_i - d_i),  I_i the most i can have
    egalitarian       max min_i (u_i - d_i)
    utilitarian       max sum_i u_i

    leximin           among the ties of a max min: the second least as large as can be, then the third, ...

The frontier of a table has gaps, so gains cannot be made equal as on a smooth frontier (``solutions``): the least of
them is made as large as can be, and that is no smallest spread. Ideals I are over individually rational outcomes, or
over all of them; the point may differ. A party that can have no more than d has no normalised gain and is left out of
that rule; where nobody can gain, all tie. d is used as it is, above or below every outcome; above some party's every
outcome, no outcome is individually rational and all points are empty. All ties are listed, equal rows among them.

Source: Nash (1950, Econometrica 18:155-162), with weights as in Kalai (1977, Int. J. Game Theory 6:129-133); Kalai &
Smorodinsky (1975, Econometrica 43:513-518); egalitarian, Kalai (1977, Econometrica 45:1623-1630); utilitarian, Myerson
(1981, Econometrica 49:883-897); leximin, Imai (1983, Econometrica 51:389-401). Units: utilities on any scale, one for
each party; egalitarian and utilitarian compare them between parties, Nash and Kalai-Smorodinsky do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.theory.pareto import pareto_set
from backchannel.theory.ranges import Floats, listed

Rows = npt.NDArray[np.int64]

TIE = 1e-12
"""Two values are a tie when they differ by less than this share of the largest number that entered them."""

LARGEST = 1e300
"""Beyond it, differences and sums of utilities may leave the range of numbers."""

IDEALS = ("individually_rational", "all")


@dataclass(frozen=True)
class Points:
    """Zero-based rows of a table, each list in order and with all ties."""

    pareto: Rows
    pareto_individually_rational: Rows
    nash: Rows
    kalai_smorodinsky: Rows
    egalitarian: Rows
    utilitarian: Rows


def bargaining_points(
    utilities: npt.ArrayLike,
    disagreement: npt.ArrayLike,
    weights: npt.ArrayLike = 1.0,
    *,
    ideals: str = "individually_rational",
    leximin: bool = False,
) -> Points:
    """Pareto set and bargaining points of a table of outcomes.

    ``utilities`` [row, party] and ``disagreement`` [party] any finite numbers, larger is better; Nash ``weights``
    [party] > 0, one number for equal ones. ``ideals`` of Kalai and Smorodinsky over `individually_rational` outcomes or
    over `all`; ``leximin`` narrows the ties of the two least-gain rules. Where no outcome is individually rational, all
    lists but ``pareto`` are empty. Raises ValueError for a value out of range and lists of another length.

    Source: Nash (1950), Kalai & Smorodinsky (1975), Kalai (1977), Myerson (1981), Imai (1983).

    >>> found = bargaining_points([[10, 0], [7, 4], [4, 6], [0, 7]], [0, -2])
    >>> [rows.tolist() for rows in (found.nash, found.kalai_smorodinsky, found.egalitarian, found.utilitarian)]
    [[1], [1], [1], [1]]
    >>> bargaining_points([[1, 0], [0, 1]], [0.6, 0.6]).nash.tolist()
    []
    """
    table = np.ascontiguousarray(utilities, dtype=np.float64)
    efficient = pareto_set(table)
    d = listed("disagreement", disagreement, -np.inf, np.inf, like=("the parties", table.shape[1]))
    alpha = listed("weights", weights, 0.0, np.inf, like=("the parties", table.shape[1]), lo_open=True)
    if ideals not in IDEALS:
        raise ValueError(f"ideals is {ideals}; expected {' or '.join(IDEALS)}")
    best = table[efficient]
    rational = (best >= d).all(axis=1)
    rows = efficient[rational]
    if not len(rows):
        return Points(efficient, *(rows,) * 5)
    size = np.maximum(np.abs(best[rational]).max(axis=0), np.abs(d))
    if max(size.max(), np.abs(best).max() if ideals == "all" else 0.0) > LARGEST:
        raise ValueError(f"utilities or disagreement has a value beyond {LARGEST:g}; expected a smaller unit")
    gains = best[rational] - d
    ideal = (gains if ideals == "individually_rational" else best - d).max(axis=0)
    able = np.flatnonzero(ideal > 0.0)

    def least(of: Rows, scale: Floats) -> Rows:
        shares = np.sort(gains[:, of] / scale, axis=1)
        error = float((size[of] / scale).max(initial=0.0))
        kept = np.arange(len(rows))
        for column in range(shares.shape[1] if leximin else min(1, len(of))):
            kept = kept[_ties(shares[kept, column], error)]
        return rows[kept]

    return Points(
        pareto=efficient,
        pareto_individually_rational=rows,
        nash=rows[_ties(_log_product(gains, alpha), 1.0)],
        kalai_smorodinsky=least(able, ideal[able]),
        egalitarian=least(np.arange(len(d)), np.ones_like(d)),
        utilitarian=rows[_ties(gains.sum(axis=1), float(size.sum()))],
    )


def _ties(values: Floats, size: float) -> Rows:
    """Where the greatest value stands; ``size`` the largest number that entered it."""
    return np.flatnonzero(values >= values.max() - TIE * size) if np.isfinite(values.max()) else np.arange(len(values))


def _log_product(gains: Floats, alpha: Floats) -> Floats:
    """Logarithm of the weighted geometric mean of gains in shares of the largest, -inf where one is 0."""
    most = gains.max(axis=0)
    with np.errstate(divide="ignore"):
        logs = np.log(gains / np.where(most > 0.0, most, 1.0))
    alpha = alpha / alpha.max()  # their sum may leave the range of numbers
    mean: Floats = (logs * (alpha / alpha.sum())).sum(axis=1)
    return mean
