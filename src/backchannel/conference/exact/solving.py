"""Looking for stationary equilibria, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from backchannel.conference.exact.checking import worst_gain
from backchannel.conference.exact.mixing import LOWEST, homotopy, solve_support, supports
from backchannel.conference.exact.problem import NOBODY, Bargaining, Floats
from backchannel.conference.exact.strategies import Strategies, replies, values, worth_of_waiting
from backchannel.core.errors import AskError
from backchannel.core.rng import uniforms

STARTS = 32
STEPS = 60
PACES = (1.0, 0.5, 0.15)
EXACT = 1e-9
SAME = 1e-7
HIGHEST_START = 400.0
"""Greatest precision at which smooth play is taken up from a chance start."""
PROFILES = 4
"""Chance agreements a start: each proposer with one text or none, by chance."""
SHARPEST = 6
"""How many of the sharpest smooth guesses are tried as supports."""

Known = dict[bytes, tuple[Floats, Strategies | None]]


@dataclass(frozen=True)
class Equilibrium:
    """A stationary equilibrium. Worths are in shares of stakes, over going on as now.

    ``Omega`` [state, player] worth of refusing; ``V`` [state, player] worth before a proposal; ``value`` [player] worth
    at the start; ``deal`` [state] chance that its round ends in a deal; ``proposals`` [state] the texts proposed, each
    with its chance and the chance that it then passes; ``rounds`` expected rounds to a deal from the start, the last
    one included (inf: maybe never); ``error`` the greatest gain from a single departure; ``how`` it was found.
    """

    Omega: Floats
    V: Floats
    value: Floats
    deal: Floats
    proposals: tuple[tuple[tuple[int, float, float], ...], ...]
    rounds: float
    error: float
    how: str

    @property
    def pure(self) -> bool:
        """Whether nobody mixes: each proposer has one text or none, and what is proposed passes or fails for sure."""
        return all(
            len(one) <= 1 and all(chance > 1 - EXACT and not EXACT < passes < 1 - EXACT for _, chance, passes in one)
            for one in self.proposals
        )


@dataclass(frozen=True)
class Solution:
    """All equilibria that were found, each once (by worth and chance of a deal), and from how many ``starts``.

    Those without mixing come first, then by the sum of worths at the start, greatest first.
    """

    equilibria: tuple[Equilibrium, ...]
    starts: int

    @property
    def first(self) -> Equilibrium:
        """The first of them."""
        return self.equilibria[0]


def equilibria(
    problem: Bargaining,
    *,
    starts: int = STARTS,
    seed: int = 1,
    steps: int = STEPS,
    mixed: bool | None = None,
    near: Sequence[Floats] = (),
) -> Solution:
    """Stationary equilibria from ``starts`` starts: no waiting, the best for everybody, and chance ones by ``seed``.

    ``steps`` of value iteration at each of three paces. ``near``: worths of waiting [state, player] to start from too,
    where one asks whether a certain equilibrium exists. ``mixed``: whether mixed strategies are looked for: always,
    never, or (None) only where none was found without. Raises AskError for no start, and where nothing was found.

    >>> import numpy as np
    >>> from backchannel.conference.exact.problem import in_turn, unanimity
    >>> first = np.arange(15) / 14
    >>> game = in_turn([first, 1 - first], [0.9, 0.8], unanimity(2))
    >>> shares = {round(float(one.value[0]), 6) for one in equilibria(game).equilibria}
    >>> 0.714286 in shares  # Rubinstein (1982): (1 - .8)/(1 - .9 * .8)
    True
    """
    if any(one.shape != (problem.states, problem.players) for one in near):
        raise AskError(f"worths to start near must be {problem.states} states by {problem.players} players")
    if starts < 1 or steps < 1:
        raise AskError("at least one start and one step of value iteration are needed")
    found: list[tuple[Strategies, Equilibrium]] = []
    known: Known = {}
    tries = [(first, pace) for first in (*near, *_starts(problem, starts, seed)) for pace in PACES]
    tries += [(first, 1.0) for first in _agreed(problem, PROFILES * (starts - 1), seed)]
    for first, pace in tries:
        s = iterated(problem, first, pace, steps, known)
        if s is not None:
            _add(problem, found, s, "value iteration")
    if mixed or (mixed is None and not found):
        for s in _mixed(problem, [*near, *_starts(problem, starts, seed)]):
            _add(problem, found, s, "support of smooth play")
            if found and mixed is None:
                break
    if not found:
        raise AskError(
            f"no stationary equilibrium was found from {starts} starts; ask for more starts, or for fewer texts"
        )
    ranked = sorted((one for _, one in found), key=lambda e: (not e.pure, -round(float(e.value.sum()), 9)))
    return Solution(tuple(ranked), starts)


def iterated(problem: Bargaining, start: Floats, pace: float, steps: int, known: Known) -> Strategies | None:
    """Value iteration from worths of waiting ``start`` [state, player]: best replies that reply to themselves, or None.

    Each step moves the worths by the share ``pace`` towards those under best replies. After each, the best replies to
    the exact worths of the present ones are looked at, so that an equilibrium is met in a finite number of steps. With
    a pace of 1 the step goes to those exact worths, and ends where it comes round. ``known`` remembers, by what is
    proposed, the exact worths and the equilibrium that replies to them, for all calls about one problem.
    """
    Omega = start
    seen = set()
    for _ in range(steps):
        s = replies(problem, Omega)
        key = s.sigma.tobytes()
        if key not in known:
            own = worth_of_waiting(problem, s)
            again = replies(problem, own)
            stays = np.array_equal(again.sigma, s.sigma) and worst_gain(problem, again) <= EXACT
            known[key] = own, again if stays else None
        own, settled = known[key]
        if settled is not None:
            return settled
        if pace == 1.0 and key in seen:
            return None
        seen.add(key)
        target = own if pace == 1.0 else problem.patience * (problem.chain @ values(problem, s, Omega))
        Omega = Omega + pace * (target - Omega)
    return None


def described(problem: Bargaining, s: Strategies, how: str) -> Equilibrium:
    """What is said of stationary strategies: worths, chances, proposals and the error of the independent check."""
    Omega = worth_of_waiting(problem, s)
    V = values(problem, s, Omega)
    deal = (s.sigma * s.pi).sum(axis=1)
    rows = tuple(
        tuple((int(j), float(row[j]), float(pi[j])) for j in np.flatnonzero(row > EXACT))
        for row, pi in zip(s.sigma, s.pi, strict=True)
    )
    return Equilibrium(
        Omega=Omega,
        V=V,
        value=problem.start @ V,
        deal=deal,
        proposals=rows,
        rounds=_rounds(problem, deal),
        error=worst_gain(problem, s),
        how=how,
    )


def _rounds(problem: Bargaining, deal: Floats) -> float:
    """Expected rounds to a deal from the start; inf where play can come to states that never end."""
    on = problem.chain * (1.0 - deal)[:, None] > 0
    reach, ends = problem.start > 0, deal > EXACT
    for _ in range(problem.states):
        reach = reach | (reach @ on)
        ends = ends | (on @ ends)
    if not ends[reach].all():
        return float("inf")
    at = np.flatnonzero(reach)
    system = np.eye(len(at)) - (problem.chain * (1.0 - deal)[:, None])[np.ix_(at, at)]
    return float(problem.start[at] @ np.linalg.solve(system, np.ones(len(at))))


def _starts(problem: Bargaining, starts: int, seed: int) -> Iterator[Floats]:
    """Worths of waiting to start from: none, all that anybody could hope for, then by chance."""
    shape = (problem.states, problem.players)
    most = np.maximum(problem.surplus.max(axis=1), 0.0)
    yield np.zeros(shape)
    if starts > 1:
        yield np.broadcast_to(problem.patience * most, shape).copy()
    drawn = uniforms([f"exact.{p}.{i}" for p in range(shape[0]) for i in range(shape[1])], max(starts, 1), seed)
    for n in range(2, starts):
        yield drawn[:, n].reshape(shape) * problem.patience * most


def _agreed(problem: Bargaining, count: int, seed: int) -> Iterator[Floats]:
    """Worths of waiting for what each proposer would get through if it had one text, or none, drawn by chance."""
    drawn = uniforms([f"exact.agreed.{p}" for p in range(problem.states)], max(count, 1), seed)
    nothing = np.zeros((problem.states, problem.texts))
    for n in range(count):
        sigma = nothing.copy()
        for p, who in enumerate(problem.proposers):
            j = int(drawn[p, n] * (problem.texts + 1))
            if who != NOBODY and j < problem.texts:
                sigma[p, j] = 1.0
        yield worth_of_waiting(problem, Strategies(sigma, np.ones_like(sigma)))


def _mixed(problem: Bargaining, starts: list[Floats]) -> Iterator[Strategies]:
    """Guesses in mixed strategies; each start after the first begins at a higher precision, the last at the highest."""
    tried = []
    for n, first in enumerate(starts):
        lowest = LOWEST * (HIGHEST_START / LOWEST) ** (n / max(len(starts) - 1, 1))
        for guess in homotopy(problem, first, lowest)[:SHARPEST]:
            for support in supports(guess):
                if support in tried:
                    continue
                tried.append(support)
                s = solve_support(problem, guess, support)
                if s is not None:
                    yield s


def _add(problem: Bargaining, found: list[tuple[Strategies, Equilibrium]], s: Strategies, how: str) -> None:
    one = described(problem, s, how)
    if not one.error <= EXACT:
        return
    for _, other in found:
        if np.abs(other.V - one.V).max() < SAME and np.abs(other.deal - one.deal).max() < SAME:
            return
    found.append((s, one))
