"""Probabilistic Condorcet elections: how likely each of several options is to prevail, as KTAB has it.

Everybody k votes for one option over another by :mod:`.voting`; an option's coalition against another is the sum of the
votes for it, and p_ij the chance of victory that follows::

    Conditional      P_i  proportional to  prod_j p_ij
    MarkovUniform    P = (1/n) sum_j p_ij (P_i + P_j),  every option challenged as often by each
    MarkovIncentive  P = sum_j p_ij (P_i C_ji + P_j C_ij),  C_ij  proportional to  c_ij p_ij over the challengers i of j

The two fixed points are reached by halving the distance, to 1e-6 and 1e-8, as in KTAB.

Source: KTAB 1.4 (KAPSARC); Wise, Lester & Efird (2015), "An introduction to the KAPSARC Toolkit for Behavioral Analysis
(KTAB) using one-dimensional spatial models", KAPSARC discussion paper KS-1517-DP011A.
"""

from __future__ import annotations

import math

from backchannel.core.jit import allocating, compiled
from backchannel.theory.groupdecision.smp.options import WORDS
from backchannel.theory.groupdecision.smp.voting import chance, vote
from backchannel.theory.ranges import Floats

CONDITIONAL, INCENTIVE = (WORDS["PCEModel"].index(word) for word in ("Conditional", "MarkovIncentive"))
LEAST = 1e-8
"""Strength of a coalition that nobody votes for."""
ITSELF = 1e-10
CLOSE_UNIFORM, CLOSE_INCENTIVE = 1e-6, 1e-8
MOST_STEPS = 100_000


@compiled
def elect(
    pce: int, victory: int, rule: int, weights: Floats, u: Floats, options: int, p: Floats, c: Floats, out: Floats
) -> None:
    """Chance ``out[option]`` of each of the first ``options`` columns of ``u`` [actor, option] to prevail.

    ``weights`` [actor]; ``p`` and ``c`` [option, option] are filled on the way: chances of victory and coalitions.

    >>> import numpy as np
    >>> u, out = np.array([[1.0, 0.0], [0.0, 1.0]]), np.empty(2)
    >>> elect(CONDITIONAL, 0, 2, np.array([3.0, 1.0]), u, 2, np.empty((2, 2)), np.empty((2, 2)), out)
    >>> out.round(6).tolist()
    [0.75, 0.25]
    """
    for i in range(options):
        for j in range(i):
            mine, theirs = LEAST, LEAST
            for k in range(weights.shape[0]):
                v = vote(rule, weights[k], u[k, i] - u[k, j])
                if v > 0.0:
                    mine += v
                else:
                    theirs -= v
            c[i, j], c[j, i] = mine, theirs
            p[i, j] = chance(victory, mine, theirs)
            p[j, i] = chance(victory, theirs, mine)
        c[i, i], p[i, i] = LEAST, 0.5
    if pce == CONDITIONAL:
        _conditional(p, options, out)
    elif pce == INCENTIVE:
        _incentive(p, c, options, out)
    else:
        _uniform(p, options, out)


@allocating
def _conditional(p: Floats, options: int, out: Floats) -> None:
    total = 0.0
    for i in range(options):
        product = 1.0
        for j in range(options):
            product *= p[i, j]
        out[i] = product
        total += product
    if total > 0.0:
        for i in range(options):
            out[i] /= total
        return
    most = -math.inf  # all products too small for a float
    for i in range(options):
        logs = 0.0
        for j in range(options):
            logs += math.log(p[i, j]) if p[i, j] > 0.0 else -1e4
        out[i] = logs
        most = max(most, logs)
    for i in range(options):
        out[i] = math.exp(out[i] - most)
        total += out[i]
    for i in range(options):
        out[i] /= total


@allocating
def _uniform(p: Floats, options: int, out: Floats) -> None:
    for i in range(options):
        out[i] = 1.0 / options
    new = out.copy()
    for _ in range(MOST_STEPS):
        change = 0.0
        for i in range(options):
            q = 0.0
            for j in range(options):
                q += p[i, j] * (out[i] + out[j])
            new[i] = q / options
            change = max(change, abs(new[i] - out[i]))
        for i in range(options):
            out[i] = (out[i] + new[i]) / 2.0
        if change <= CLOSE_UNIFORM:
            return


@allocating
def _incentive(p: Floats, c: Floats, options: int, out: Floats) -> None:
    for j in range(options):  # c becomes the chance that i challenges j
        for i in range(options):
            c[i, j] *= p[i, j]
        c[j, j] += ITSELF
        total = 0.0
        for k in range(options):
            total += c[k, j]
        for i in range(options):
            c[i, j] /= total
    for i in range(options):
        out[i] = 1.0 / options
    new = out.copy()
    for _ in range(MOST_STEPS):
        change = 0.0
        for i in range(options):
            q = 0.0
            for j in range(options):
                q += p[i, j] * (out[i] * c[j, i] + out[j] * c[i, j])
            new[i] = q
            change = max(change, abs(q - out[i]))
        for i in range(options):
            out[i] = (out[i] + new[i]) / 2.0
        if change <= CLOSE_INCENTIVE:
            return
