"""Stationary strategies, what they are worth, and the best replies to what waiting is worth.

In the state of proposer ``p``, refusing is worth ``Omega[p] = patience M[p] V``, with ``V[p]`` the worth of that state
before anything is proposed::

    V_i[p] = sum_j sigma_j pi_j S_ij + (1 - sum_j sigma_j pi_j) Omega_i[p]

``sigma[p, j]`` is the chance that ``p`` proposes text ``j`` (else the round passes), ``pi[p, j]`` the chance
that ``j`` then passes. Players accept what is worth at least ``Omega``; in a mixed equilibrium those who are
indifferent accept with some chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backchannel.conference.exact.problem import MEDIATOR, NOBODY, ROUNDING, Bargaining, Floats, margins


@dataclass(frozen=True)
class Strategies:
    """What is proposed and what passes: ``sigma`` and ``pi`` [state, text]."""

    sigma: Floats
    pi: Floats


def worth_of_waiting(problem: Bargaining, s: Strategies) -> Floats:
    """``Omega`` [state, player] of stationary strategies, solved as linear equations."""
    ends = s.sigma * s.pi
    goes_on = 1.0 - ends.sum(axis=1)
    out = np.empty((problem.states, problem.players))
    for i, delta in enumerate(problem.patience):
        system = np.eye(problem.states) - delta * problem.chain * goes_on
        out[:, i] = np.linalg.solve(system, delta * problem.chain @ (ends @ problem.surplus[i]))
    return out


def values(problem: Bargaining, s: Strategies, Omega: Floats) -> Floats:
    """``V`` [state, player]: worth of each state before anything is proposed."""
    ends = s.sigma * s.pi
    out = ends @ problem.surplus.T + (1.0 - ends.sum(axis=1))[:, None] * Omega
    return np.asarray(out, dtype=np.float64)


def all_margins(problem: Bargaining, Omega: Floats) -> Floats:
    """What the rule makes of every text in every state, over worths of waiting ``Omega``: [state, text]."""
    over = problem.surplus[:, None, :] - Omega.T[:, :, None]
    return margins(problem.rule, over.reshape(problem.players, -1)).reshape(problem.states, problem.texts)


def gains(problem: Bargaining, p: int, Omega: Floats, margin: Floats) -> Floats:
    """What the proposer of state ``p`` gains over waiting by each text, if it passes [text]."""
    who = problem.proposers[p]
    if who == NOBODY:
        return np.full(problem.texts, -np.inf)
    if who == MEDIATOR:
        return margin
    return np.asarray(problem.surplus[who] - Omega[p, who], dtype=np.float64)


def replies(problem: Bargaining, Omega: Floats) -> Strategies:
    """Best replies to ``Omega`` [state, player]: who is indifferent accepts, ties among texts are split evenly.

    A proposer whose best text does not beat waiting lets the round pass. A mediator's best text is offered to all who
    must sign; it proposes it where it passes.
    """
    sigma, pi = np.zeros((problem.states, problem.texts)), np.zeros((problem.states, problem.texts))
    for p, margin in enumerate(all_margins(problem, Omega)):
        passes = margin >= -ROUNDING
        pi[p] = passes
        gain = np.where(passes, gains(problem, p, Omega, margin), -np.inf)
        best = gain.max()
        if best > ROUNDING or (problem.proposers[p] == MEDIATOR and best >= -ROUNDING):
            ties = gain >= best - ROUNDING
            sigma[p, ties] = 1.0 / ties.sum()
    return Strategies(sigma, pi)
