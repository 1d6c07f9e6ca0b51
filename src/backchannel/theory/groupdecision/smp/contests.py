"""Who would win if one actor challenged another, and what a challenge is worth, in one actor's eyes.

With U_h(k, j) the utility to k of j's position as h estimates it, W = salience x capability, and q the chance of i's
side in the small contest of i and j with the third party n alone::

    distance    d_ij = sqrt( sum_k (s_ik (ideal_ik - x_jk))^2 / sum_k s_ik^2 )
    utility     (1 - d)(1 + d R);  R > 0 avoids risk, R < 0 seeks it
    third party votes W_n (x - y): x the worth of joining i, y of joining j
        SemiCommit   x = q (2 u_i + u_n) + (1 - q) 3 u_j,   y = q 3 u_i + (1 - q)(2 u_j + u_n)
        NoCommit     x = q (2 u_i + u_n) + (1 - q)(2 u_j + u_n) = y
        FullCommit   x = q 3 u_i + (1 - q) 3 u_j = y
    gain to k   (1 - S_j) 2 U(k, i) + S_j [p 2 U(k, i) + (1 - p) 2 U(k, j)] - U(k, i) - U(k, j)

As q is the same on whichever side n stands, NoCommit and FullCommit leave third parties out. The correction
``third_party_odds`` takes q with n's strength on i's side in x and on j's side in y.

Source: KTAB 1.4 (KAPSARC); its probEduChlg and thirdPartyVoteSU, in equations. Units: positions and saliences in [0,
1].
"""

from __future__ import annotations

import math
from typing import NamedTuple

from backchannel.core.jit import compiled
from backchannel.theory.groupdecision.smp.options import WORDS
from backchannel.theory.groupdecision.smp.voting import vote
from backchannel.theory.ranges import Floats

NO_COMMIT, SEMI_COMMIT = (WORDS["ThirdPartyCommit"].index(word) for word in ("NoCommit", "SemiCommit"))
NONE, ONE_THIRD, HALF, TWO_THIRDS = (WORDS["BigRAdjust"].index(w) for w in ("None", "OneThird", "Half", "TwoThirds"))
LEAST = 1e-10
"""Strength of a side that nobody is on."""


class Rules(NamedTuple):
    """The options as numbers, for compiled code."""

    VictoryProbModel: int
    VotingRule: int
    PCEModel: int
    StateTransitions: int
    BigRRange: int
    BigRAdjust: int
    ThirdPartyCommit: int
    InterVecBrgn: int
    BargnModel: int
    third_party_odds: bool
    receiver_probability: bool
    receiver_weight: bool


@compiled
def utility(d: float, R: float) -> float:
    """Utility of a position at distance ``d`` >= 0 to somebody with attitude ``R`` to risk.

    >>> utility(0.0, 0.5), utility(0.5, 0.0), utility(0.5, 1.0)
    (1.0, 0.5, 0.75)
    """
    if d <= 1.0:
        return (1.0 - d) * (1.0 + d * R)
    return (1.0 - d) * (1.0 + R)


@compiled
def distance(ideal: Floats, place: Floats, salience: Floats) -> float:
    """Distance [0, 1] of a position from an ideal, dimensions weighted by salience; 0 to who cares for none.

    >>> import numpy as np
    >>> round(distance(np.array([0.0, 0.0]), np.array([0.3, 0.4]), np.array([1.0, 1.0])), 6)
    0.353553
    """
    moved, whole = 0.0, 0.0
    for k in range(ideal.shape[0]):
        one = (ideal[k] - place[k]) * salience[k]
        moved += one * one
        whole += salience[k] * salience[k]
    return math.sqrt(moved / whole) if whole > 0.0 else 0.0


@compiled
def estimated(adjust: int, own: float, true: float) -> float:
    """One actor's estimate of another's attitude to risk, from its own and the true one.

    >>> estimated(NONE, 1.0, 0.0), estimated(HALF, 1.0, 0.0), estimated(4, 1.0, 0.0)
    (1.0, 0.5, 0.0)
    """
    if adjust == NONE:
        return own
    if adjust == ONE_THIRD:
        return (2.0 * own + true) / 3.0
    if adjust == HALF:
        return (own + true) / 2.0
    if adjust == TWO_THIRDS:
        return (own + 2.0 * true) / 3.0
    return true


@compiled
def _joined(commit: int, q: float, u_i: float, u_j: float, u_n: float, with_i: bool) -> float:
    """What a third party expects on one side, where i's side wins with chance ``q``."""
    if commit == SEMI_COMMIT:  # who wins keeps its position, who loses adopts the winner's
        if with_i:
            return q * (2.0 * u_i + u_n) + (1.0 - q) * (3.0 * u_j)
        return q * (3.0 * u_i) + (1.0 - q) * (2.0 * u_j + u_n)
    if commit == NO_COMMIT:  # it keeps its position whatever happens
        return q * (2.0 * u_i + u_n) + (1.0 - q) * (2.0 * u_j + u_n)
    return q * (3.0 * u_i) + (1.0 - q) * (3.0 * u_j)  # it adopts the winner's, its own side's or not


@compiled
def contest(rules: Rules, weight: Floats, u: Floats, i: int, j: int) -> float:
    """Chance that ``i`` defeats ``j``, where ``u`` [actor, position] are utilities in one actor's eyes.

    >>> import numpy as np
    >>> rules = Rules(0, 2, 0, 0, 1, 1, SEMI_COMMIT, 1, 0, False, False, False)
    >>> u = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> round(contest(rules, np.array([3.0, 1.0]), u, 0, 1), 6)
    0.75
    """
    rule, commit = rules.VotingRule, rules.ThirdPartyCommit
    for_i, for_j = LEAST, LEAST
    v = vote(rule, weight[i], u[i, i] - u[i, j])
    if v > 0.0:
        for_i += v
    else:
        for_j -= v
    v = vote(rule, weight[j], u[j, i] - u[j, j])
    if v > 0.0:
        for_i += v
    else:
        for_j -= v
    if commit != SEMI_COMMIT and not rules.third_party_odds:
        return for_i / (for_i + for_j)
    a, b = for_i, for_j
    for n in range(weight.shape[0]):
        if n in (i, j):
            continue
        v = vote(rule, weight[n], u[n, i] - u[n, j])
        if rules.third_party_odds:
            q_i = (a + abs(v)) / (a + b + abs(v))
            q_j = a / (a + b + abs(v))
        elif v > 0.0:
            q_i = q_j = (a + v) / (a + b + v)
        else:
            q_i = q_j = a / (a + b - v)
        x = _joined(commit, q_i, u[n, i], u[n, j], u[n, n], True)
        y = _joined(commit, q_j, u[n, i], u[n, j], u[n, n], False)
        v = vote(rule, weight[n], x - y)
        if v > 0.0:
            for_i += v
        else:
            for_j -= v
    return for_i / (for_i + for_j)


@compiled
def gain(p: float, to_i: float, to_j: float, resists: float) -> float:
    """Expected gain to an actor when i challenges j, who resists with chance ``resists``, over leaving things.

    ``to_i``, ``to_j``: utility to the actor of i's and of j's position.

    >>> round(gain(0.5, 1.0, 0.5, 1.0), 6), gain(0.0, 1.0, 0.5, 0.0)
    (0.0, 0.5)
    """
    won = to_i + to_i
    fought = p * won + (1.0 - p) * (to_j + to_j)
    return (1.0 - resists) * won + resists * fought - (to_i + to_j)
