"""The turns of KTAB's Spatial Model of Politics, one draw after the other: compiled.

A turn: attitudes to risk are inferred from who would win an election over all positions; everybody picks the challenge
worth most to itself; each challenge becomes a bargain on the tables of both; everybody takes the likeliest bargain on
its own table; all move at once. Ideals follow positions as far as they are said to.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from backchannel.core.jit import allocating, worker
from backchannel.core.rng import uniform
from backchannel.theory.groupdecision.smp.bargains import between
from backchannel.theory.groupdecision.smp.contests import Rules, contest, distance, estimated, gain, utility
from backchannel.theory.groupdecision.smp.elections import elect
from backchannel.theory.groupdecision.smp.options import WORDS
from backchannel.theory.groupdecision.smp.voting import PROP
from backchannel.theory.ranges import Floats

Ints = npt.NDArray[np.int64]

STOCHASTIC = WORDS["StateTransitions"].index("Stochastic")
RANGE_MIN, RANGE_MID = (WORDS["BigRRange"].index(word) for word in ("Min", "Mid"))
BOTH_VIEWS, MEAN_OF_VIEWS = (WORDS["BargnModel"].index(word) for word in ("InitRcvrInterp", "PWCompInterp"))
WORTH_IT = 1e-5
"""The least gain for which anybody is challenged."""
QUIET, FIRST_STEP, FEWEST_TURNS = 0.02, 1e-4, 2
"""Stop after a turn whose step is below this share of the first one's, at the second turn at the earliest."""
SAME = 1e-3
"""Positions nearer than this are one option where an election is reported."""
AGAIN = 1e-12
"""Positions that differ by less have been there before."""


@allocating
def _attitudes(rules: Rules, power: Floats, d: Floats, u: Floats, p: Floats, c: Floats, won: Floats, R: Floats) -> None:
    """Attitude to risk ``R`` [actor]: the likelier one's position is to prevail, the more it avoids risk."""
    n = power.shape[0]
    for i in range(n):
        for j in range(n):
            u[i, j] = utility(d[i, j], 0.0)
    elect(rules.PCEModel, rules.VictoryProbModel, rules.VotingRule, power, u, n, p, c, won)
    lo, hi = 1.0, 0.0
    for i in range(n):
        lo, hi = min(lo, won[i]), max(hi, won[i])
    for i in range(n):
        if hi <= lo:
            R[i] = 0.0
        elif rules.BigRRange == RANGE_MIN:
            R[i] = (won[i] - lo) / (hi - lo)
        elif rules.BigRRange == RANGE_MID:
            R[i] = (3.0 * won[i] - (hi + 2.0 * lo)) / (2.0 * (hi - lo))
        else:
            R[i] = (2.0 * won[i] - (hi + lo)) / (hi - lo)


@allocating
def _see(rules: Rules, d: Floats, R: Floats, h: int, u: Floats) -> None:
    """Utilities ``u`` [actor, position] in the eyes of ``h``."""
    for i in range(d.shape[0]):
        risk = estimated(rules.BigRAdjust, R[h], R[i])
        for j in range(d.shape[0]):
            u[i, j] = utility(d[i, j], risk)


@allocating
def _settle(rules: Rules, x: Floats, salience: Floats, i: int, j: int, p: float, to_i: Floats, to_j: Floats) -> None:
    """The bargain between ``i`` and ``j`` where i prevails with chance ``p``: positions [dimension] of both."""
    for k in range(x.shape[1]):
        to_i[k], to_j[k] = between(rules.InterVecBrgn, x[i, k], salience[i, k], x[j, k], salience[j, k], p)


@allocating
def _offers(
    rules: Rules, power: Floats, salience: Floats, stake: Floats, weight: Floats, x: Floats, d: Floats, R: Floats,
    u: Floats, seen: Floats, who: Ints, to: Floats,
) -> int:  # fmt: skip
    """All bargains of a turn: parties ``who`` [bargain, 2], where they go ``to`` [bargain, 2, dimension]; how many.

    ``stake`` [actor] is salience summed over dimensions, ``weight`` that times capability; ``u``, ``seen`` are scratch.
    """
    n, made = power.shape[0], 0
    for i in range(n):
        _see(rules, d, R, i, u)
        target, best, chance = -1, -1.0, 0.0
        for j in range(n):
            if j == i:
                continue
            p = contest(rules, weight, u, i, j)
            worth = gain(p, u[i, i], u[i, j], stake[j])
            if worth > WORTH_IT and worth > best:
                target, best, chance = j, worth, p
        if target < 0:
            continue
        j = target
        _settle(rules, x, salience, i, j, chance, to[made, 0], to[made, 1])
        who[made, 0], who[made, 1] = i, j
        if rules.BargnModel == BOTH_VIEWS or rules.BargnModel == MEAN_OF_VIEWS:
            _see(rules, d, R, j, seen)
            theirs = contest(rules, weight, seen, i, j)
            if not rules.receiver_probability:
                theirs = gain(theirs, seen[i, i], seen[i, j], stake[j])
            _settle(rules, x, salience, i, j, theirs, to[made + 1, 0], to[made + 1, 1])
            if rules.BargnModel == MEAN_OF_VIEWS:
                w_i = power[i] * stake[i]
                w_j = (power[j] if rules.receiver_weight else power[i]) * stake[j]
                if w_i + w_j > 0.0:
                    for side in range(2):
                        for k in range(x.shape[1]):
                            mine, other = w_i * to[made, side, k], w_j * to[made + 1, side, k]
                            to[made, side, k] = (mine + other) / (w_i + w_j)
            else:
                made += 1
                who[made, 0], who[made, 1] = i, j
        made += 1
    return made


@allocating
def _worths(
    ideal: Floats, salience: Floats, own: Floats, R: Floats, who: Ints, to: Floats, made: int, out: Floats
) -> None:
    """Worth ``out`` [actor, bargain] of the positions that each bargain leaves; the last column: of those of now.

    ``own`` [actor, position]: utilities as they are.
    """
    n = own.shape[0]
    for a in range(n):
        now = 0.0
        for j in range(n):
            now += own[a, j]
        out[a, made] = now / n
        for m in range(made):
            i, k = who[m, 0], who[m, 1]
            total = utility(distance(ideal[a], to[m, 0], salience[a]), R[a])
            total += utility(distance(ideal[a], to[m, 1], salience[a]), R[a])
            for j in range(n):
                if j not in (i, k):
                    total += own[a, j]
            out[a, m] = total / n


@allocating
def _chances(
    rules: Rules, power: Floats, x: Floats, d: Floats, R: Floats, u: Floats, few: Floats, p: Floats, c: Floats,
    won: Floats, place: Ints, out: Floats,
) -> None:  # fmt: skip
    """Chance ``out`` [actor] of each actor's position to prevail; those at one place share one chance.

    ``place`` [actor]: the first actor at the same place, who stands for it. Votes are Prop here whatever the rule, as
    in KTAB's reports.
    """
    n, count = x.shape[0], 0
    for i in range(n):
        place[i] = i
        for j in range(i):
            if place[j] == j and _near(x, i, j):
                place[i] = j
                break
        if place[i] == i:
            for a in range(n):
                few[a, count] = utility(d[a, i], R[a])
            count += 1
    elect(rules.PCEModel, rules.VictoryProbModel, PROP, power, few, count, p, c, won)
    count = 0
    for j in range(n):
        if place[j] == j:
            for i in range(n):  # who is near two places is counted with the later one, as in KTAB
                if _near(x, i, j):
                    out[i] = won[count]
            count += 1


@allocating
def _near(x: Floats, i: int, j: int) -> bool:
    square = 0.0
    for k in range(x.shape[1]):
        square += (x[i, k] - x[j, k]) * (x[i, k] - x[j, k])
    return math.sqrt(square) < SAME


@allocating
def _been_there(places: Floats, ideals: Floats, turn: int) -> int:
    """The latest earlier turn with the same positions and ideals; -1 if there is none."""
    for before in range(turn - 1, -1, -1):
        same = True
        for i in range(places.shape[1]):
            for k in range(places.shape[2]):
                off = abs(places[turn, i, k] - places[before, i, k])
                if off > AGAIN or abs(ideals[turn, i, k] - ideals[before, i, k]) > AGAIN:
                    same = False
                    break
            if not same:
                break
        if same:
            return before
    return -1


@worker
def play(
    rules: Rules, first: int, end: int, start: Floats, salience: Floats, power: Floats, follow: Floats, most: int,
    seed: np.uint64, path: np.uint64, keep: bool, places: Floats, turns: Ints, period: Ints, final: Floats,
    prevail: Floats, place: Ints,
) -> None:  # fmt: skip
    """Play draws ``first`` to ``end`` (not included).

    ``start`` [draw, actor, dimension], ``salience`` and ``power`` with one draw or as many; ``follow`` [actor, actor]
    how far the ideal of one goes to the position of another in a turn. Fills ``places`` [draw, turn, actor, dimension]
    if ``keep``, ``turns`` and ``period`` [draw], ``final`` [draw, actor, dimension], ``prevail`` and ``place`` [draw,
    actor].

    >>> from backchannel.theory.groupdecision.smp import bargain
    >>> bargain([[0.1], [0.6], [0.9]], [[0.5], [0.8], [0.4]], [1.0, 2.0, 1.0], turns=1).turns.tolist()
    [1]
    """
    n, dims = start.shape[1], start.shape[2]
    room = 2 * n + 1
    track, ideal = np.empty((most + 1, n, dims)), np.empty((most + 1, n, dims))
    d, u, seen = np.empty((n, n)), np.empty((n, n)), np.empty((n, n))
    p, c, few = np.empty((room, room)), np.empty((room, room)), np.empty((n, room))
    won, R, stake, weight = np.empty(room), np.empty(n), np.empty(n), np.empty(n)
    worth, queue = np.empty((n, room)), np.empty(room, dtype=np.int64)
    who, to = np.empty((room, 2), dtype=np.int64), np.empty((room, 2, dims))
    for draw in range(first, end):
        s = salience[draw if salience.shape[0] > 1 else 0]
        caps = power[draw if power.shape[0] > 1 else 0]
        for i in range(n):
            stake[i] = 0.0
            for k in range(dims):
                stake[i] += s[i, k]
                track[0, i, k] = ideal[0, i, k] = start[draw, i, k]
            weight[i] = stake[i] * caps[i]
        turn, step_one, cycle = 0, 0.0, 0
        while True:
            x, y = track[turn], ideal[turn]
            for i in range(n):
                for j in range(n):
                    d[i, j] = distance(y[i], x[j], s[i])
            _attitudes(rules, caps, d, u, p, c, won, R)
            if turn >= most:
                break
            if turn >= FEWEST_TURNS:
                step = _step(track, turn)
                if step / step_one < QUIET:
                    break
            if cycle > 0:  # round and round: what comes is known
                for i in range(n):
                    for k in range(dims):
                        track[turn + 1, i, k] = track[turn + 1 - cycle, i, k]
                        ideal[turn + 1, i, k] = ideal[turn + 1 - cycle, i, k]
                turn += 1
                continue
            made = _offers(rules, caps, s, stake, weight, x, d, R, u, seen, who, to)
            for i in range(n):
                for j in range(n):
                    u[i, j] = utility(d[i, j], R[i])
            _worths(y, s, u, R, who, to, made, worth)
            for i in range(n):
                count = 1
                queue[0] = made  # leaving things as they are
                for m in range(made):
                    if who[m, 0] == i or who[m, 1] == i:
                        queue[count] = m
                        count += 1
                for k in range(dims):
                    track[turn + 1, i, k] = x[i, k]
                if count == 1:
                    continue
                for a in range(n):
                    for m in range(count):
                        few[a, m] = worth[a, queue[m]]
                elect(rules.PCEModel, rules.VictoryProbModel, rules.VotingRule, caps, few, count, p, c, won)
                taken = 0
                if rules.StateTransitions == STOCHASTIC:
                    drawn = uniform(path, np.uint64(draw), np.uint64(turn * n + i), seed)
                    while taken < count - 1 and drawn >= won[taken]:
                        drawn -= won[taken]
                        taken += 1
                else:
                    for m in range(1, count):
                        if won[m] > won[taken]:
                            taken = m
                if taken > 0:
                    side = 0 if who[queue[taken], 0] == i else 1
                    for k in range(dims):
                        track[turn + 1, i, k] = to[queue[taken], side, k]
            turn += 1
            for i in range(n):
                kept = 1.0
                for j in range(n):
                    kept -= follow[i, j]
                for k in range(dims):
                    new = 0.0
                    for j in range(n):
                        if follow[i, j] != 0.0:
                            new += follow[i, j] * track[turn, j, k]
                    ideal[turn, i, k] = new + max(kept, 0.0) * ideal[turn - 1, i, k]
            if turn == 1:
                step_one = _step(track, 1) + FIRST_STEP
            if rules.StateTransitions != STOCHASTIC:
                before = _been_there(track, ideal, turn)
                if before >= 0:
                    cycle = turn - before
        turns[draw], period[draw] = turn, cycle
        _chances(rules, caps, track[turn], d, R, u, few, p, c, won, place[draw], prevail[draw])
        for i in range(n):
            for k in range(dims):
                final[draw, i, k] = track[turn, i, k]
                if keep:
                    for t in range(most + 1):
                        places[draw, t, i, k] = track[min(t, turn), i, k]


@allocating
def _step(track: Floats, turn: int) -> float:
    """How far all moved in the turn that led here, summed over actors."""
    total = 0.0
    for i in range(track.shape[1]):
        square = 0.0
        for k in range(track.shape[2]):
            moved = track[turn, i, k] - track[turn - 1, i, k]
            square += moved * moved
        total += math.sqrt(square)
    return total
