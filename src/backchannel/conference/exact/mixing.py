"""Equilibria in mixed strategies: first where they lie, then exactly.

**Where.** Proposers choose by softmax and texts pass by the logistic of their margin, both with precision ``eta``. The
worth of waiting under such play is a smooth fixed point, followed from a low precision to a high one.

**Exactly.** What still has a chance at high precision is taken as the support. The unknowns are the worths of waiting,
the chances of the proposals in the support and the chances that texts pass whose last voter is indifferent; the
equations are those of the worths, of proposers' indifference and of voters' indifference. Gauss and Newton's method
with least squares solves them, also where symmetry leaves some chances free. What comes out is a guess until it is
checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import root
from scipy.special import expit, softmax

from backchannel.conference.exact.problem import ROUNDING, Bargaining, Floats
from backchannel.conference.exact.strategies import Strategies, all_margins, gains, worth_of_waiting

LOWEST, HIGHEST, GROWTH, FINEST = 4.0, 4e4, 1.8, 1.02
NEWTON_STEPS = 12
CUTS = (1e-2, 1e-4, 0.1)


def smooth(problem: Bargaining, Omega: Floats, eta: float) -> Strategies:
    """Proposals and passing at precision ``eta`` against worths of waiting ``Omega`` [state, player]."""
    sigma, pi = np.zeros((problem.states, problem.texts)), np.zeros((problem.states, problem.texts))
    for p, margin in enumerate(all_margins(problem, Omega)):
        pi[p] = expit(eta * margin)
        gain = gains(problem, p, Omega, margin)
        if np.isfinite(gain).all():
            sigma[p] = softmax(np.append(eta * pi[p] * gain, 0.0))[:-1]
    return Strategies(sigma, pi)


def homotopy(problem: Bargaining, start: Floats, lowest: float = LOWEST) -> list[Strategies]:
    """Smooth play along growing precision from ``start`` [state, player]: the guesses on the way, the sharpest first.

    ``lowest`` precision, in units of the greatest surplus: from the default all starts lead to the same path, from
    higher ones to others. Steps shrink where the path bends; it ends where it cannot be followed any further.
    """
    scale = max(float(np.abs(problem.surplus).max()), ROUNDING)
    shape, here, out = start.shape, start.ravel(), []
    eta, growth = lowest, GROWTH

    def gap(flat: Floats, eta: float) -> Floats:
        Omega = flat.reshape(shape)
        return (worth_of_waiting(problem, smooth(problem, Omega, eta / scale)) - Omega).ravel()

    while eta < HIGHEST:
        found = root(gap, here, args=(eta,), method="hybr")
        if np.abs(found.fun).max() <= 1e-7 * scale:
            here = found.x
            out.append(smooth(problem, here.reshape(shape), eta / scale))
            growth = min(GROWTH, growth * 1.3)
        elif not out or growth < FINEST:
            break
        else:
            eta /= growth
            growth = growth**0.4
        eta *= growth
    return out[::-1]


@dataclass(frozen=True)
class Support:
    """What is tried: texts proposed [state][...], whether the round may pass [state], texts with a voter in doubt."""

    proposed: tuple[tuple[int, ...], ...]
    passed: tuple[bool, ...]
    indifferent: tuple[tuple[int, int], ...]


def supports(guess: Strategies) -> list[Support]:
    """The supports that a smooth guess suggests, by how small a chance still counts."""
    out: list[Support] = []
    for cut in CUTS:
        proposed = tuple(tuple(int(j) for j in np.flatnonzero(row > cut)) for row in guess.sigma)
        passed = tuple(bool(1.0 - row.sum() > cut) for row in guess.sigma)
        doubtful = tuple((p, j) for p, texts in enumerate(proposed) for j in texts if cut < guess.pi[p, j] < 1.0 - cut)
        one = Support(proposed, passed, doubtful)
        if one not in out:
            out.append(one)
    return out


def solve_support(problem: Bargaining, guess: Strategies, support: Support) -> Strategies | None:
    """Strategies on a support that leave those who mix indifferent, or None where none converge."""
    cells = [(p, j) for p, texts in enumerate(support.proposed) for j in texts]
    doubtful = list(support.indifferent)
    sure = {c: float(guess.pi[c] > 0.5) for c in cells if c not in doubtful}
    states, players = problem.states, problem.players

    def unpack(x: Floats) -> tuple[Floats, Strategies]:
        sigma, pi = np.zeros((states, problem.texts)), np.zeros((states, problem.texts))
        for n, c in enumerate(cells):
            sigma[c] = x[states * players + n]
            pi[c] = sure.get(c, 0.0)
        for n, c in enumerate(doubtful):
            pi[c] = x[states * players + len(cells) + n]
        return x[: states * players].reshape(states, players), Strategies(sigma, pi)

    def wrong(x: Floats) -> Floats:
        Omega, s = unpack(x)
        ends = s.sigma * s.pi
        V = ends @ problem.surplus.T + (1.0 - ends.sum(axis=1))[:, None] * Omega
        out = [(Omega - problem.patience * (problem.chain @ V)).ravel()]
        every = all_margins(problem, Omega)
        for p, texts in enumerate(support.proposed):
            margin = every[p]
            if texts:
                gain = gains(problem, p, Omega, margin)
                offers = [float(s.pi[p, j] * gain[j]) for j in texts] + ([0.0] if support.passed[p] else [])
                out.append(np.array(offers[1:]) - offers[0])
                if not support.passed[p]:
                    out.append(np.array([s.sigma[p].sum() - 1.0]))
            out.append(np.array([margin[j] for q, j in doubtful if q == p]))
        return np.concatenate(out)

    x = np.concatenate(
        [worth_of_waiting(problem, guess).ravel(), [guess.sigma[c] for c in cells], [guess.pi[c] for c in doubtful]]
    )
    for _ in range(NEWTON_STEPS):
        now = wrong(x)
        if not np.isfinite(now).all():
            return None
        if np.abs(now).max() < 1e-13:
            break
        step = np.linalg.lstsq(_slopes(wrong, x, now), -now, rcond=1e-10)[0]
        x = x + step
        if np.abs(step).max() < 1e-15:
            break
    if np.abs(wrong(x)).max() > ROUNDING:
        return None
    return completed(problem, unpack(x)[1], support)


def _slopes(function: Callable[[Floats], Floats], x: Floats, now: Floats) -> Floats:
    out = np.empty((len(now), len(x)))
    for n in range(len(x)):
        moved = x.copy()
        moved[n] += 1e-7
        out[:, n] = (function(moved) - now) / 1e-7
    return out


def completed(problem: Bargaining, s: Strategies, support: Support) -> Strategies:
    """The same strategies with an answer to every text, also to those nobody proposes.

    A text passes where its last needed voter does not lose by it; one that leaves this voter indifferent passes no
    more often than keeps the proposer from preferring it.
    """
    Omega = worth_of_waiting(problem, s)
    pi, sigma = s.pi.copy(), np.clip(s.sigma, 0.0, None)
    for p, margin in enumerate(all_margins(problem, Omega)):
        gain = gains(problem, p, Omega, margin)
        proposed = support.proposed[p]
        best = max([float(pi[p, j] * gain[j]) for j in proposed], default=0.0)
        for j in set(range(problem.texts)) - set(proposed):
            even = abs(margin[j]) <= 10 * ROUNDING
            most = best / gain[j] if even and np.isfinite(gain[j]) and gain[j] > best else 1.0
            pi[p, j] = max(most, 0.0) if even or margin[j] > 0 else 0.0
        total = sigma[p].sum()
        if total > 1.0:
            sigma[p] /= total
    return Strategies(sigma, np.clip(pi, 0.0, 1.0))
