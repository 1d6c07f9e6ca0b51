"""Who gets what when sides take turns to propose and waiting costs them.

A pie of size 1, patience d per round::

    alternating offers   the first proposer gets (1 - d2)/(1 - d1 d2);  without delay r2/(r1 + r2)
    random proposer,     v_i = [ rho_i/(1 - d_i) ] / ( 1 + sum_j d_j rho_j/(1 - d_j) )
    unanimity            proposer i keeps 1 - sum_{j != i} d_j v_j
    with a flow d0 of    v_i = d0_i + (1 - sum d0) v_i as above
    disagreement
    random proposer,     proposer 1 - d (n - 1)/(2 n), each of (n - 1)/2 partners d/n; n odd
    majority

Source: Rubinstein (1982, Econometrica 50:97-109); Baron & Ferejohn (1989, APSR 83:1181-1206), closed rule; unanimity
with unequal patience is derived for this project from the stationary equations. Units: shares of the pie;
patience and chances in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.theory.ranges import Floats, listed, within

_SUM_TOLERANCE = 1e-9


@dataclass(frozen=True)
class AlternatingOffers:
    """Shares agreed at once by the side that proposes first and by the other."""

    share_first: float
    share_second: float


@dataclass(frozen=True)
class RandomProposer:
    """Worth of the game to each side before a proposer is drawn, and what each keeps when it proposes."""

    v: tuple[float, ...]
    proposer_keeps: tuple[float, ...]


@dataclass(frozen=True)
class ClosedRule:
    """Shares of the proposer and of each partner, the number of partners, and the worth before the draw."""

    proposer: float
    partner: float
    n_partners: int
    ex_ante: float


def rubinstein(d1: float, d2: float) -> AlternatingOffers:
    """Shares in the one equilibrium of alternating offers; side 1 proposes first.

    Patience ``d1``, ``d2`` per round in [0, 1). Raises ValueError for a patience out of range.

    Source: Rubinstein (1982), fixed discount factors.

    >>> round(rubinstein(0.9, 0.8).share_first, 6)
    0.714286
    """
    first, second = (float(within(name, d, 0.0, 1.0, hi_open=True)) for name, d in (("d1", d1), ("d2", d2)))
    share = (1.0 - second) / (1.0 - first * second)
    return AlternatingOffers(share_first=share, share_second=1.0 - share)


def rubinstein_limit(r1: float, r2: float) -> float:
    """Share of side 1 when offers follow each other without delay, whoever proposes first.

    Discount rates ``r1``, ``r2`` > 0 per unit of time, d = exp(-r dt) with dt -> 0. Raises ValueError for a rate that
    is not positive.

    Source: Rubinstein (1982), limit.

    >>> rubinstein_limit(1.0, 3.0)
    0.75
    """
    first, second = (float(within(name, r, 0.0, np.inf, lo_open=True)) for name, r in (("r1", r1), ("r2", r2)))
    return 1.0 / (1.0 + first / second)


def random_proposer_unanimity(rho: npt.ArrayLike, d: npt.ArrayLike) -> RandomProposer:
    """Worth of a pie that all must agree to divide, one of them drawn each round to propose.

    ``rho`` [n] chances of being drawn, in [0, 1], summing to 1; patience ``d`` [n] or one number for all, in [0, 1).
    Raises ValueError for a value out of range, a sum that is not 1, or lists of different length.

    Source: derived for this project; with one common d it is rho.

    >>> [round(v, 6) for v in random_proposer_unanimity([0.5, 0.3, 0.2], [0.95, 0.9, 0.8]).v]
    [0.714286, 0.214286, 0.071429]
    """
    drawn, patience = _proposers(rho, d)
    v = _worth(drawn, patience)
    kept = 1.0 - (float(patience @ v) - patience * v)
    return RandomProposer(v=tuple(v.tolist()), proposer_keeps=tuple(kept.tolist()))


def random_proposer_with_disagreement_flow(
    rho: npt.ArrayLike, d: npt.ArrayLike, d0: npt.ArrayLike
) -> tuple[float, ...]:
    """Worth [n] of the same game when each round without agreement pays side i a flow ``d0_i``.

    ``rho``, ``d`` as in :func:`random_proposer_unanimity`; ``d0`` [n] any sign, per period, summing to at most 1. It is
    what disagreement pays while it lasts, and no option to leave. Raises ValueError as there, and for a sum above 1.

    Source: derived for this project.

    >>> [round(v, 6) for v in random_proposer_with_disagreement_flow([0.5, 0.5], 0.9, [0.2, 0.0])]
    [0.6, 0.4]
    """
    drawn, patience = _proposers(rho, d)
    flow = listed("d0", d0, -np.inf, np.inf, like=("rho", drawn.size))
    left = 1.0 - float(flow.sum())
    if left < -_SUM_TOLERANCE:
        raise ValueError(f"d0 sums to {1.0 - left:g}; expected at most 1, or disagreement is worth more than the pie")
    return tuple((flow + max(left, 0.0) * _worth(drawn, patience)).tolist())


def baron_ferejohn_closed_rule(n: int, d: float) -> ClosedRule:
    """Shares when a simple majority of ``n`` sides decides on the proposal of one drawn at random.

    ``n`` >= 1 and odd, patience ``d`` in [0, 1], common. Raises ValueError for an even n or a value out of range.

    Source: Baron & Ferejohn (1989), proposition 3: closed rule, stationary, partners drawn at random.

    >>> found = baron_ferejohn_closed_rule(5, 0.8)
    >>> round(found.proposer, 6), found.partner, found.n_partners
    (0.68, 0.16, 2)
    """
    if n < 1 or n % 2 == 0:
        raise ValueError(f"n is {n}; expected an odd number of sides, or a bare majority is not (n + 1)/2")
    patience = float(within("d", d, 0.0, 1.0))
    return ClosedRule(
        proposer=1.0 - patience * ((n - 1) / (2 * n)),
        partner=patience / n,
        n_partners=(n - 1) // 2,
        ex_ante=1.0 / n,
    )


def _proposers(rho: npt.ArrayLike, d: npt.ArrayLike) -> tuple[Floats, Floats]:
    drawn = listed("rho", rho, 0.0, 1.0)
    total = float(drawn.sum())
    if abs(total - 1.0) > _SUM_TOLERANCE:
        raise ValueError(f"rho sums to {total:g}; expected 1, the chances of being drawn to propose")
    return drawn, listed("d", d, 0.0, 1.0, like=("rho", drawn.size), hi_open=True)


def _worth(drawn: Floats, patience: Floats) -> Floats:
    """Stationary worth [n]: every side gets d_i v_i for its agreement, and who proposes also gets what is left."""
    weight = drawn / (1.0 - patience)
    return np.asarray(weight / (1.0 + float(patience @ weight)), dtype=np.float64)
