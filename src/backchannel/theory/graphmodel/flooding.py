"""Least values within reach, for all states at once: the minimax method.

A sanction asks whether somebody can get to a state that is bad enough for an actor. Instead of looking at pairs of
states, take the states in ascending order of what they are worth to that actor and flood backwards from each along the
moves of the others: whatever the flood reaches first has that worth as its least within reach, and is never looked at
again. On arcs a node is a state with who moved last, since nobody moves twice running (Fang, Hipel & Kilgour 1993, ch.
3). In option form every actor's moves are transitive, and so are its improvements where its preference is a ranking;
then that rule changes nothing that can be reached, and what was flooded of a group is never entered again.
So all takes time in proportion to states times actors (plus the size of groups where options are irreversible). Derived
for this project; equal to the definition on every model of the tests.
"""

from __future__ import annotations

import numpy as np

from backchannel.core.jit import worker
from backchannel.theory.graphmodel.moves import Flags, Ints, Longs

NOWHERE = np.int32(2**31 - 1)
"""The least value within reach of one who can be taken nowhere."""


@worker
def ascending(value: Ints) -> Ints:
    """States in ascending order of a value 0 .. state-1 [state], ties in the order of states.

    >>> ascending(np.array([2, 0, 2, 1], dtype=np.int32)).tolist()
    [1, 3, 0, 2]
    """
    count = np.zeros(value.shape[0] + 1, dtype=np.int32)
    for s in range(value.shape[0]):
        count[value[s] + 1] += 1
    for n in range(1, count.shape[0]):
        count[n] += count[n - 1]
    order = np.empty(value.shape[0], dtype=np.int32)
    for s in range(value.shape[0]):
        order[count[value[s]]] = s
        count[value[s]] += 1
    return order


@worker
def flood_groups(
    value: Ints, order: Ints, movers: Flags, improving: bool, rank: Ints,
    decimal: Longs, group: Ints, base: Longs, begin: Longs, member: Ints, rising: Longs, falling: Longs,
) -> Ints:  # fmt: skip
    """Least value [state] within reach of ``movers``, by improvements only if so said; the state itself counts.

    ``member`` [actor, state] lists each group by ascending rank, ``order`` all states by ascending value.

    >>> worth = np.array([0, 1], dtype=np.int32)  # one actor goes to and fro between two states
    >>> both, none, ends = np.zeros((1, 2), dtype=np.int32), np.zeros(1, dtype=np.int64), np.array([0, 2])
    >>> where = (np.array([0, 1]), both, np.array([0, 1]), ends, worth[None], none, none)
    >>> [flood_groups(worth, worth, np.array([True]), only, worth[None], *where).tolist() for only in (False, True)]
    [[0, 0], [0, 1]]
    """
    states = value.shape[0]
    out = np.full(states, NOWHERE, dtype=np.int32)
    left = begin.copy()
    stack = np.empty(states, dtype=np.int32)
    for n in range(states):
        if out[order[n]] != NOWHERE:
            continue
        worth = value[order[n]]
        out[order[n]] = worth
        stack[0] = order[n]
        top = 1
        while top > 0:
            top -= 1
            x = stack[top]
            for j in range(movers.shape[0]):
                if not movers[j]:
                    continue
                g = base[j] + group[j, x]
                first, end = begin[base[j]], begin[g + 1]
                bound = rank[j, x]
                if rising[j] | falling[j] == 0:
                    k = left[g]
                    while k < end:
                        y = member[j, k - first]
                        if improving and rank[j, y] >= bound:
                            break
                        if out[y] == NOWHERE:
                            out[y] = worth
                            stack[top] = y
                            top += 1
                        k += 1
                    left[g] = k
                else:
                    here = decimal[x]
                    for k in range(begin[g], end):
                        y = member[j, k - first]
                        if improving and rank[j, y] >= bound:
                            break
                        d = decimal[y]
                        if (d & ~here & rising[j]) == 0 and (~d & here & falling[j]) == 0 and out[y] == NOWHERE:
                            out[y] = worth
                            stack[top] = y
                            top += 1
    return out


@worker
def together(movers: Flags, group: Ints, base: Longs, begin: Longs, member: Ints, out: Ints) -> int:
    """Numbers [state] the parts of the states between which ``movers`` can go to and fro, and returns how many.

    For reversible moves only. States are taken in their own order, which is much kinder to the memory than by value.

    >>> from backchannel.theory.graphmodel.moves import arranged
    >>> from backchannel.theory.graphmodel.options import from_options
    >>> square, part = from_options(2, [[0], [1]], actors=2), np.empty(4, dtype=np.int32)
    >>> begin, member = arranged(square, np.tile(np.arange(4, dtype=np.int32), (2, 1)))
    >>> together(np.array([True, False]), *square.group, begin, member, part), part.tolist()
    (2, [0, 0, 1, 1])
    """
    states = out.shape[0]
    out[:] = -1
    done = np.zeros(begin.shape[0], dtype=np.bool_)
    stack = np.empty(states, dtype=np.int32)
    parts = 0
    for s in range(states):
        if out[s] >= 0:
            continue
        out[s] = parts
        stack[0] = s
        top = 1
        while top > 0:
            top -= 1
            x = stack[top]
            for j in range(movers.shape[0]):
                g = base[j] + group[j, x]
                if not movers[j] or done[g]:
                    continue
                done[g] = True
                for k in range(begin[g], begin[g + 1]):
                    y = member[j, k - begin[base[j]]]
                    if out[y] < 0:
                        out[y] = parts
                        stack[top] = y
                        top += 1
        parts += 1
    return parts


@worker
def least_together(part: Ints, parts: int, value: Ints) -> Ints:
    """The least value [state] in the part of each state.

    >>> least_together(np.array([0, 0, 1], dtype=np.int32), 2, np.array([2, 1, 0], dtype=np.int32)).tolist()
    [1, 1, 0]
    """
    least = np.full(parts, NOWHERE, dtype=np.int32)
    for s in range(value.shape[0]):
        least[part[s]] = min(least[part[s]], value[s])
    out = np.empty(value.shape[0], dtype=np.int32)
    for s in range(value.shape[0]):
        out[s] = least[part[s]]
    return out


@worker
def best_in_groups(
    i: int, rank: Ints, decimal: Longs, group: Ints, base: Longs, begin: Longs, member: Ints, rising: Longs,
    falling: Longs,
) -> Ints:  # fmt: skip
    """The best rank [state] that an actor has or can move to.

    >>> worth = np.array([0, 1], dtype=np.int32)  # one actor goes to and fro between two states
    >>> both, none, ends = np.zeros((1, 2), dtype=np.int32), np.zeros(1, dtype=np.int64), np.array([0, 2])
    >>> where = (np.array([0, 1]), both, np.array([0, 1]), ends, worth[None], none, none)
    >>> best_in_groups(0, worth[None], *where).tolist()
    [1, 1]
    """
    states = decimal.shape[0]
    out = np.empty(states, dtype=np.int32)
    first = begin[base[i]]
    for s in range(states):
        g = base[i] + group[i, s]
        here = decimal[s]
        k = begin[g + 1] - 1
        while True:  # the state itself is in the group
            t = decimal[member[i, k - first]]
            if (here & ~t & rising[i]) == 0 and (~here & t & falling[i]) == 0:
                break
            k -= 1
        out[s] = rank[i, member[i, k - first]]
    return out


@worker
def judge_groups(
    i: int, reached: Ints, rank: Ints, decimal: Longs, group: Ints, base: Longs, begin: Longs, member: Ints,
    rising: Longs, falling: Longs, out: Flags,
) -> None:  # fmt: skip
    """Where no improvement of an actor leads to a state from which only better than now is within reach [state].

    >>> worth = np.array([0, 1], dtype=np.int32)  # one actor goes to and fro between two states
    >>> both, none, ends = np.zeros((1, 2), dtype=np.int32), np.zeros(1, dtype=np.int64), np.array([0, 2])
    >>> where = (np.array([0, 1]), both, np.array([0, 1]), ends, worth[None], none, none)
    >>> out = np.empty(2, dtype=np.bool_)
    >>> judge_groups(0, worth, worth[None], *where, out)
    >>> out.tolist()
    [False, True]
    """
    first = begin[base[i]]
    directed = rising[i] | falling[i] != 0
    for g in range(base[i], base[i + 1]):
        most = np.int32(-1)  # the greatest least value among members of higher rank
        k = begin[g + 1] - 1
        while k >= begin[g]:
            tie = k  # members of one rank are judged together
            while tie > begin[g] and rank[i, member[i, tie - 1 - first]] == rank[i, member[i, k - first]]:
                tie -= 1
            for n in range(tie, k + 1):
                s = member[i, n - first]
                if directed and most > rank[i, s]:  # somebody above spoils it, if it can be moved to
                    here = decimal[s]
                    out[s] = True
                    for better in range(k + 1, begin[g + 1]):
                        t = member[i, better - first]
                        d = decimal[t]
                        if reached[t] > rank[i, s] and (here & ~d & rising[i]) == 0 and (~here & d & falling[i]) == 0:
                            out[s] = False
                            break
                else:
                    out[s] = most <= rank[i, s]
            for n in range(tie, k + 1):
                most = max(most, reached[member[i, n - first]])
            k = tie - 1


@worker
def flood_arcs(value: Ints, order: Ints, movers: Flags, improving: bool, rank: Ints, back: Longs, source: Ints) -> Ints:
    """Least value [state] within reach of ``movers`` in at least one move, by improvements only if so said.

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> worth, movers = np.array([0, 1], dtype=np.int32), np.array([True])
    >>> back = listed(1, 2, [{0: [1], 1: [0]}]).backward
    >>> flood_arcs(worth, worth, movers, False, worth[None], *back).tolist()
    [1, 0]
    >>> (flood_arcs(worth, worth, movers, True, worth[None], *back) == NOWHERE).tolist()
    [False, True]
    """
    actors, states = rank.shape
    start = np.full(states, NOWHERE, dtype=np.int32)
    node = np.full((actors, states), NOWHERE, dtype=np.int32)
    who = np.empty(actors * states, dtype=np.int32)
    where = np.empty(actors * states, dtype=np.int32)
    for n in range(states):
        u = order[n]
        worth = value[u]
        top = 0
        for j in range(actors):
            if movers[j] and node[j, u] == NOWHERE:
                node[j, u] = worth
                who[top], where[top] = j, u
                top += 1
        while top > 0:
            top -= 1
            j, x = who[top], where[top]
            for k in range(back[j * states + x], back[j * states + x + 1]):
                y = source[k]
                if improving and rank[j, y] >= rank[j, x]:
                    continue
                start[y] = min(start[y], worth)
                for other in range(actors):
                    if movers[other] and other != j and node[other, y] == NOWHERE:
                        node[other, y] = worth
                        who[top], where[top] = other, y
                        top += 1
    return start


@worker
def best_on_arcs(i: int, rank: Ints, start: Longs, target: Ints) -> Ints:
    """The best rank [state] that an actor has or can move to.

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> moves = listed(1, 3, [{0: [1, 2], 1: [0]}])
    >>> best_on_arcs(0, np.array([[0, 1, 2]], dtype=np.int32), moves.start, moves.target).tolist()
    [2, 1, 2]
    """
    states = rank.shape[1]
    out = np.empty(states, dtype=np.int32)
    out[:] = rank[i]
    for s in range(states):
        for k in range(start[i * states + s], start[i * states + s + 1]):
            out[s] = max(out[s], rank[i, target[k]])
    return out


@worker
def judge_arcs(i: int, reached: Ints, rank: Ints, start: Longs, target: Ints, out: Flags) -> None:
    """Where no improvement of an actor leads to a state from which only better than now is within reach [state].

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> moves, out = listed(1, 3, [{0: [1], 1: [2]}]), np.empty(3, dtype=np.bool_)
    >>> rank, reached = np.array([[0, 1, 2]], dtype=np.int32), np.array([0, 0, 2], dtype=np.int32)
    >>> judge_arcs(0, reached, rank, moves.start, moves.target, out)
    >>> out.tolist()  # a sanction awaits at the second state, none at the third
    [True, False, True]
    """
    states = rank.shape[1]
    for s in range(states):
        out[s] = True
        for k in range(start[i * states + s], start[i * states + s + 1]):
            t = target[k]
            if rank[i, t] > rank[i, s] and reached[t] > rank[i, s]:
                out[s] = False
                break
