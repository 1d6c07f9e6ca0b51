"""Whether strategies are an equilibrium: what the best single departure from them would gain.

Written apart from the search, from the definition: values of the strategies as one system of equations over states and
players, then each proposal, each pass and each vote held against its alternatives, all else as it is.
"""

from __future__ import annotations

import numpy as np

from backchannel.conference.exact.problem import MEDIATOR, NOBODY, Bargaining, Floats, margins
from backchannel.conference.exact.strategies import Strategies


def worst_gain(problem: Bargaining, s: Strategies) -> float:
    """The greatest gain, in shares of stakes, that anybody could make by departing once; 0 in an equilibrium.

    Votes are cast as if they decided (nobody votes for what it likes less than waiting, or against what it likes more):
    a text that passes although its last needed voter loses by it, or fails although that voter gains, counts with what
    this voter would save. A chance outside [0, 1] is infinitely wrong.
    """
    tiny = 1e-9
    if min(s.sigma.min(), s.pi.min()) < -tiny or max(s.sigma.sum(axis=1).max(), s.pi.max()) > 1.0 + tiny:
        return float("inf")
    Omega = _waiting(problem, s)
    worst = 0.0
    for p, who in enumerate(problem.proposers):
        over = problem.surplus - Omega[p][:, None]
        last = margins(problem.rule, over)
        worst = max(worst, float(np.where(s.pi[p] > tiny, -last, 0.0).max()))
        worst = max(worst, float(np.where(s.pi[p] < 1.0 - tiny, last, 0.0).max()))
        if who == NOBODY:
            worst = float("inf") if s.sigma[p].any() else worst
            continue
        offers = s.pi[p] * (last if who == MEDIATOR else over[who])
        best = max(0.0, float(offers.max()))
        worst = max(worst, best - float(np.where(s.sigma[p] > tiny, offers, best).min()))
        if s.sigma[p].sum() < 1.0 - tiny:
            worst = max(worst, best)
    return worst


def _waiting(problem: Bargaining, s: Strategies) -> Floats:
    """Worth of refusing [state, player], from one system for all states and players at once."""
    states, players = problem.states, problem.players
    system, known = np.eye(states * players), np.zeros(states * players)
    for p in range(states):
        for i in range(players):
            for after in range(states):
                weight = problem.patience[i] * problem.chain[p, after]
                ends = float((s.sigma[after] * s.pi[after]).sum())
                known[p * players + i] += weight * float((s.sigma[after] * s.pi[after] * problem.surplus[i]).sum())
                system[p * players + i, after * players + i] -= weight * (1.0 - ends)
    return np.asarray(np.linalg.solve(system, known).reshape(states, players), dtype=np.float64)
