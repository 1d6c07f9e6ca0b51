"""Who would win, as strength decides it and as each actor believes it, and what fighting on is worth.

Contest success in ratio form, for any number of sides, support counted as strength::

    p_s = (m_s + b_s)^m / sum_j (m_j + b_j)^m

    belief of one side     logit p'_s = logit p_s + optimism;  the other sides share 1 - p'_s as before
    worth of fighting on   w = sum_s p_s U_s - c v + r v

Source: Tullock (1980, "Efficient Rent Seeking"), axioms in Skaperdas (1996, Economic Theory 7:283-290); ratio
against difference form in Hirshleifer (1989, Public Choice 63:101-112). Own odds and more than two sides are
derived for this project. Units: strength and support on one ratio scale; chances in [0, 1]; worth, cost and
rent in shares of total stakes per period; intensity 1 is the fighting of today.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from backchannel.theory.ranges import Floats, within

_SUM_TOLERANCE = 1e-9


def shares(strength: npt.ArrayLike, decisiveness: npt.ArrayLike = 1.0) -> Floats:
    """Chance that each side wins, from strength with support already added.

    ``strength`` [..., S] >= 0, ``decisiveness`` scalar or [...] >= 0 (0: strength does not matter, 1: in proportion,
    large: the strongest takes all). Returns [..., S], each row summing to 1; equal shares where nobody has strength.

    Raises ValueError for a negative or non-finite value, or a strength without a last axis of sides.

    Source: Tullock (1980), ratio form; the zero case as in Skaperdas (1996).

    >>> shares([1.5, 1.0]).round(6).tolist()
    [0.6, 0.4]
    >>> shares([0.0, 0.0, 0.0, 0.0], 2.0).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    each = within("strength", strength, 0.0, np.inf)
    if each.ndim == 0 or each.shape[-1] == 0:
        raise ValueError("strength has no sides; expected a last axis with one number a side")
    power = within("decisiveness", decisiveness, 0.0, np.inf)[..., None]
    strongest = each.max(axis=-1, keepdims=True)
    somebody = strongest > 0.0
    relative = np.where(somebody, each / np.where(somebody, strongest, 1.0), 1.0)  # <= 1: no overflow for large powers
    weight = relative**power
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True), dtype=np.float64)


def contest_success(m_A: float, m_B: float, b_A: float = 0.0, b_B: float = 0.0, m: float = 1.0) -> float:
    """Chance that side A wins against side B: capabilities ``m_A``, ``m_B``, support ``b_A``, ``b_B`` received.

    Capabilities and support >= 0 in one unit, decisiveness ``m`` >= 0; result in [0, 1], 1/2 when nobody has strength.
    Raises ValueError for a negative or non-finite value.

    Source: Tullock (1980), ratio form with two sides.

    >>> round(contest_success(1, 1, b_A=0.5), 6), contest_success(1, 1)
    (0.6, 0.5)
    """
    capability = within("capability", [m_A, m_B], 0.0, np.inf)
    support = within("support", [b_A, b_B], 0.0, np.inf)
    return float(shares(capability + support, m)[0])


def own_chances(
    base: npt.ArrayLike, side: int, own: npt.ArrayLike | None = None, optimism: npt.ArrayLike = 0.0
) -> Floats:
    """Chances of victory as one actor believes them.

    ``base`` [..., S] are the chances of the contest (each row sums to 1), ``side`` the actor's side. Its own chance is
    ``own`` [...] in [0, 1] when given, else the base moved by ``optimism`` [...] (log-odds, any sign). The other sides
    share what is left in proportion to their base, equally where that is 0. Returns [..., S], rows summing to 1;
    exactly ``base`` when own is None and optimism 0. A base of 0 or 1 is certainty and no optimism moves it.

    Raises ValueError for chances outside [0, 1] or not summing to 1, fewer than two sides, or a side that is not there.

    Source: derived for this project; mutual optimism as in Fearon (1995, IO 49:379-414).

    >>> own_chances([0.6, 0.3, 0.1], 0, own=0.8).round(6).tolist()
    [0.8, 0.15, 0.05]
    >>> own_chances([0.5, 0.5], 1, optimism=0.35).round(6).tolist()
    [0.413382, 0.586618]
    """
    common = within("base", base, 0.0, 1.0)
    if common.ndim == 0 or common.shape[-1] < 2:
        raise ValueError("base has fewer than two sides; expected a last axis with one chance a side")
    if not np.allclose(common.sum(axis=-1), 1.0, rtol=0.0, atol=_SUM_TOLERANCE):
        raise ValueError("base does not sum to 1 over the sides; expected the chances of one contest")
    sides = common.shape[-1]
    if not 0 <= side < sides:
        raise ValueError(f"side {side} is not there; expected 0 to {sides - 1}")
    mine = common[..., side]
    if own is None:
        shift = within("optimism", optimism, -np.inf, np.inf)
        believed = np.where(shift == 0.0, mine, expit(logit(mine) + shift))
    else:
        believed = np.broadcast_arrays(within("own", own, 0.0, 1.0), mine)[0]
    rest = np.delete(common, side, axis=-1)
    total = rest.sum(axis=-1, keepdims=True)
    part = np.where(total > 0.0, rest / np.where(total > 0.0, total, 1.0), 1.0 / (sides - 1))
    moved = np.insert(part * (1.0 - believed)[..., None], side, believed, axis=-1)
    return np.where((believed == mine)[..., None], common, moved)


def shift_own(own: npt.ArrayLike, base: npt.ArrayLike, changed: npt.ArrayLike) -> Floats:
    """Own chance after the contest moved from ``base`` to ``changed``: its log-odds move as the contest's do.

    All three [...] in [0, 1]; returns [...]. ``logit own' = logit own + logit changed - logit base``. An unchanged
    contest gives exactly ``own``. Where the change in log-odds is infinite (base or changed is 0 or 1) the actor
    follows the contest and believes ``changed``; otherwise an own chance of 0 or 1 stays.

    Raises ValueError for a chance outside [0, 1].

    Source: derived for this project (support withheld moves what the client itself believes).

    >>> round(float(shift_own(0.7, 0.6, 0.5)), 6)  # odds 7/3 x (1/1.5)
    0.608696
    >>> shift_own([0.7, 0.7, 1.0], [0.6, 1.0, 0.6], [0.6, 0.5, 0.5]).tolist()
    [0.7, 0.5, 1.0]
    """
    believed, before, after = np.broadcast_arrays(
        within("own", own, 0.0, 1.0), within("base", base, 0.0, 1.0), within("changed", changed, 0.0, 1.0)
    )
    same = after == before
    follows = ~same & ((after == 0.0) | (after == 1.0) | (before == 0.0) | (before == 1.0))
    plain = same | follows
    change = logit(np.where(plain, 0.5, after)) - logit(np.where(plain, 0.5, before))
    moved = np.where(same, believed, expit(logit(believed) + change))
    return np.where(follows, after, moved)


def war_flow(
    chances: npt.ArrayLike,
    worth: npt.ArrayLike,
    cost: npt.ArrayLike,
    rent: npt.ArrayLike,
    intensity: npt.ArrayLike = 1.0,
) -> Floats:
    """Worth of fighting on, per period: the lottery over who wins, less what fighting costs, plus what it yields.

    ``chances`` [..., S] in [0, 1] (the actor's own beliefs), ``worth`` [..., S] of each side's victory to this actor,
    ``cost``, ``rent``, ``intensity`` [...] >= 0. Returns [...]: ``sum_s p_s U_s - cost intensity + rent intensity``.
    Neutral: cost 0, rent 0. Raises ValueError for a chance, cost, rent or intensity out of range.

    Source: Fearon (1995), p - c, with war rents and any number of sides added for this project.

    >>> round(float(war_flow([0.6, 0.4], [1.0, 0.0], cost=0.1, rent=0.0)), 6)
    0.5
    """
    won = within("chances", chances, 0.0, 1.0) * within("worth", worth, -np.inf, np.inf)
    costs = within("cost", cost, 0.0, np.inf)
    rents = within("rent", rent, 0.0, np.inf)
    fighting = within("intensity", intensity, 0.0, np.inf)
    return np.asarray(won.sum(axis=-1) - costs * fighting + rents * fighting, dtype=np.float64)
