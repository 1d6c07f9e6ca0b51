"""Who can move where: moves in option form, kept as groups of states, and as lists of arcs.

A move of an actor is a step it can take by itself (a unilateral move). In option form a state is a set of options that
are taken, and an actor reaches from a state every feasible state that differs in its own options alone, each changed in
a direction it may be changed in (Fang, Hipel & Kilgour 1993, ch. 2). States that agree outside an actor's options are a
group: all its moves stay inside one. So arcs need not be kept, and a million states fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backchannel.core.jit import worker

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_ARCS = 60_000_000
"""So many arcs are listed at most (about half a gigabyte with their reverse)."""


class TooLargeError(ValueError):
    """A model that is larger than what was asked can be worked out for; the message says how large and what to do."""


@dataclass(frozen=True)
class Arcs:
    """Moves listed one by one: actor ``i`` moves from ``s`` to ``target[start[i*m+s] : start[i*m+s+1]]``, ascending.

    ``decimal`` [state], where states stand for sets of options, holds their bits.
    """

    actors: int
    states: int
    start: Longs
    target: Ints
    decimal: Longs | None = None

    def of(self, actor: int, state: int) -> Ints:
        """Where an actor can move from a state, ascending."""
        row = actor * self.states + state
        return self.target[self.start[row] : self.start[row + 1]]

    def arcs(self) -> Arcs:
        """Itself: the moves as a list."""
        return self

    @cached_property
    def backward(self) -> tuple[Longs, Ints]:
        """The same arcs by where they lead to: start [actor*m+state] and source."""
        rows = self.actors * self.states
        start = np.zeros(rows + 1, dtype=np.int64)
        source = np.empty(len(self.target), dtype=np.int32)
        _turn(self.actors, self.states, self.start, self.target, start, source)
        return start, source

    @cached_property
    def mobile(self) -> Flags:
        """Which actors have a move anywhere [actor]."""
        ends = self.start[:: self.states] if self.states else np.zeros(self.actors + 1, dtype=np.int64)
        return np.diff(ends) > 0


@dataclass(frozen=True)
class Groups:
    """Moves in option form. ``decimal`` [state] ascending; bit k is set where option k is taken.

    ``masks`` [actor] holds the bits of its options, ``rising`` and ``falling`` [actor] those of them that it can only
    take or only drop. An option of several actors stands in the mask of each: a common move.
    """

    options: int
    decimal: Longs
    masks: Longs
    rising: Longs
    falling: Longs

    @property
    def actors(self) -> int:
        """Number of actors."""
        return len(self.masks)

    @property
    def states(self) -> int:
        """Number of states."""
        return len(self.decimal)

    @cached_property
    def group(self) -> tuple[Ints, Longs]:
        """The group in which each actor moves at each state [actor, state], and where each actor's numbers begin."""
        out = np.empty((self.actors, self.states), dtype=np.int32)
        base = np.zeros(self.actors + 1, dtype=np.int64)
        for i, mask in enumerate(self.masks):
            keys = self.decimal & ~mask
            if self.options <= 24:
                count = _numbered(keys, np.full(1 << self.options, -1, dtype=np.int32), out[i])
            else:
                found, numbers = np.unique(keys, return_inverse=True)
                out[i], count = numbers, len(found)
            base[i + 1] = base[i] + count
        return out, base

    @cached_property
    def mobile(self) -> Flags:
        """Which actors have a move anywhere [actor]."""
        group, base = self.group
        everyone = np.tile(np.arange(self.states, dtype=np.int32), (self.actors, 1))
        begin, member = arranged(self, everyone)
        found = np.zeros(self.actors, dtype=np.bool_)
        _find_mobile(self.decimal, group, base, begin, member, self.rising, self.falling, found)
        return found

    def arcs(self) -> Arcs:
        """The moves as a list. Raises TooLargeError where there are more than ``MOST_ARCS``.

        >>> two = Groups(2, np.arange(4), np.array([1, 2]), np.zeros(2, np.int64), np.zeros(2, np.int64))
        >>> [two.arcs().of(0, s).tolist() for s in range(4)]
        [[1], [0], [3], [2]]
        """
        return _restricted(self, range(self.actors))


def _restricted(moves: Groups, actors: Iterable[int]) -> Arcs:
    """The moves of some actors as a list; the others have none."""
    group, base = moves.group
    chosen = np.zeros(moves.actors, dtype=np.bool_)
    chosen[list(actors)] = True
    bound = sum(
        int((np.bincount(group[i]).astype(np.int64) ** 2).sum()) for i in np.flatnonzero(chosen) if moves.states
    )
    if bound - moves.states > MOST_ARCS:
        raise TooLargeError(
            f"the model has about {bound:,} moves among {moves.states:,} states, and at most {MOST_ARCS:,} are listed "
            "one by one; leave out options, or say which cannot go together"
        )
    start = np.zeros(moves.actors * moves.states + 1, dtype=np.int64)
    if moves.states == 0:
        return Arcs(moves.actors, 0, start, np.empty(0, dtype=np.int32), moves.decimal)
    begin, member = arranged(moves, np.tile(np.arange(moves.states, dtype=np.int32), (moves.actors, 1)))
    given = (chosen, moves.decimal, group, base, begin, member, moves.rising, moves.falling)
    _count_arcs(*given, start)
    target = np.empty(int(start[-1]), dtype=np.int32)
    _list_arcs(*given, start, target)
    return Arcs(moves.actors, moves.states, start, target, moves.decimal)


def arranged(moves: Groups, order: Ints) -> tuple[Longs, Ints]:
    """The states of each group in a given order of all states: where groups begin, and their members [actor, state].

    ``order`` [actor, state] lists states; groups are numbered through all actors (see :attr:`Groups.group`).

    >>> two = Groups(2, np.arange(4), np.array([1, 2]), np.zeros(2, np.int64), np.zeros(2, np.int64))
    >>> begin, member = arranged(two, np.array([[3, 2, 1, 0], [0, 1, 2, 3]], dtype=np.int32))
    >>> begin.tolist(), member.tolist()
    ([0, 2, 4, 6, 8], [[1, 0, 3, 2], [0, 2, 1, 3]])
    """
    group, base = moves.group
    begin = np.zeros(int(base[-1]) + 1, dtype=np.int64)
    member = np.empty((moves.actors, moves.states), dtype=np.int32)
    for i in range(moves.actors):
        _arrange(group[i], order[i], begin[base[i] : base[i + 1] + 1], member[i])
    return begin, member


def listed(
    actors: int, states: int, moves: Sequence[Mapping[int, Sequence[int]]], decimal: Longs | None = None
) -> Arcs:
    """Moves from a plain listing: for each actor the targets of each state, numbered from 0. Loops are dropped.

    Raises ValueError for a state out of range.

    >>> listed(1, 3, [{0: [1, 2], 1: [2]}]).of(0, 0).tolist()
    [1, 2]
    """
    rows: list[list[int]] = []
    for i in range(actors):
        for s in range(states):
            ends = sorted({int(t) for t in moves[i].get(s, ())} - {s})
            if ends and not 0 <= ends[0] <= ends[-1] < states:
                raise ValueError(f"a move from state {s} leads outside the {states} states")
            rows.append(ends)
        if unknown := [s for s in moves[i] if not 0 <= s < states]:
            raise ValueError(f"state {unknown[0]} has moves and is none of the {states} states")
    start = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    return Arcs(actors, states, start, np.array([t for row in rows for t in row], dtype=np.int32), decimal)


def without(moves: Arcs, dropped: Flags) -> Arcs:
    """The same moves less some arcs: ``dropped`` marks them in the order of ``target``.

    >>> without(listed(1, 3, [{0: [1, 2]}]), np.array([True, False])).of(0, 0).tolist()
    [2]
    """
    kept = ~dropped
    start = np.concatenate([[0], np.cumsum(kept)])[moves.start].astype(np.int64)
    return Arcs(moves.actors, moves.states, start, moves.target[kept], moves.decimal)


def ends(moves: Arcs) -> tuple[Ints, Ints]:
    """Actor and state from which each arc leaves, in the order of ``target``.

    >>> who, where = ends(listed(2, 3, [{0: [1, 2]}, {1: [2]}]))
    >>> who.tolist(), where.tolist()
    ([0, 0, 1], [0, 0, 1])
    """
    rows = np.repeat(np.arange(moves.actors * moves.states), np.diff(moves.start))
    return (rows // max(moves.states, 1)).astype(np.int32), (rows % max(moves.states, 1)).astype(np.int32)


def forbidding(moves: Arcs, actor: int, source: Flags, target: Flags) -> Arcs:
    """The moves without those of an actor from some states [state] to some states [state].

    >>> three = listed(1, 3, [{0: [1, 2], 1: [2]}])
    >>> forbidding(three, 0, np.array([True, False, False]), np.array([False, False, True])).target.tolist()
    [1, 2]
    """
    who, where = ends(moves)
    return without(moves, (who == actor) & source[where] & target[moves.target])


def unseen(moves: Arcs, hidden: Flags) -> Arcs:
    """The moves as each actor sees them: none of its own into or out of a state hidden from it [actor, state].

    >>> three = listed(1, 3, [{0: [1, 2], 1: [2]}])
    >>> unseen(three, np.array([[False, True, False]])).target.tolist()
    [2]
    """
    who, where = ends(moves)
    return without(moves, hidden[who, where] | hidden[who, moves.target])


def merged(moves: Arcs, block: Longs) -> Arcs:
    """States merged (coalesced): ``block`` [state] gives the number of the merged state of each, 0 upward.

    What any member can do the merged state can; moves inside it are gone.

    >>> joined = merged(listed(1, 3, [{0: [1], 1: [2]}]), np.array([0, 0, 1]))
    >>> joined.states, joined.of(0, 0).tolist()
    (2, [1])
    """
    states = int(block.max()) + 1 if len(block) else 0
    who, where = ends(moves)
    source, target = block[where], block[moves.target]
    away = source != target
    keys = np.unique((who.astype(np.int64) * states + source)[away] * states + target[away])
    rows = np.bincount(keys // max(states, 1), minlength=moves.actors * states)
    start = np.concatenate([[0], np.cumsum(rows)]).astype(np.int64)
    return Arcs(moves.actors, states, start, (keys % max(states, 1)).astype(np.int32))


@worker
def _numbered(keys: Longs, table: Ints, out: Ints) -> int:
    count = 0
    for s in range(keys.shape[0]):
        if table[keys[s]] < 0:
            table[keys[s]] = count
            count += 1
        out[s] = table[keys[s]]
    return count


@worker
def _arrange(group: Ints, order: Ints, begin: Longs, member: Ints) -> None:
    first = begin[0]
    begin[1:] = 0
    for s in range(group.shape[0]):
        begin[group[s] + 1] += 1
    for g in range(1, begin.shape[0]):
        begin[g] += begin[g - 1]
    fill = begin[:-1].copy()
    for n in range(order.shape[0]):
        s = order[n]
        member[fill[group[s]] - first] = s
        fill[group[s]] += 1


@worker
def _turn(actors: int, states: int, start: Longs, target: Ints, back: Longs, source: Ints) -> None:
    for i in range(actors):
        for k in range(start[i * states], start[(i + 1) * states]):
            back[i * states + target[k] + 1] += 1
    for n in range(1, back.shape[0]):
        back[n] += back[n - 1]
    fill = back[:-1].copy()
    for i in range(actors):
        for s in range(states):
            for k in range(start[i * states + s], start[i * states + s + 1]):
                row = i * states + target[k]
                source[fill[row]] = s
                fill[row] += 1


@worker
def _find_mobile(
    decimal: Longs, group: Ints, base: Longs, begin: Longs, member: Ints, rising: Longs, falling: Longs, found: Flags
) -> None:
    for i in range(found.shape[0]):
        for s in range(decimal.shape[0]):
            g = base[i] + group[i, s]
            here = decimal[s]
            for k in range(begin[g], begin[g + 1]):
                t = decimal[member[i, k - begin[base[i]]]]
                if t != here and (here & ~t & rising[i]) == 0 and (~here & t & falling[i]) == 0:
                    found[i] = True
                    break
            if found[i]:
                break


@worker
def _count_arcs(
    chosen: Flags, decimal: Longs, group: Ints, base: Longs, begin: Longs, member: Ints, rising: Longs, falling: Longs,
    start: Longs,
) -> None:  # fmt: skip
    states = decimal.shape[0]
    for i in range(chosen.shape[0]):
        for s in range(states):
            count = 0
            if chosen[i]:
                g = base[i] + group[i, s]
                here = decimal[s]
                for k in range(begin[g], begin[g + 1]):
                    t = decimal[member[i, k - begin[base[i]]]]
                    if t != here and (here & ~t & rising[i]) == 0 and (~here & t & falling[i]) == 0:
                        count += 1
            start[i * states + s + 1] = start[i * states + s] + count


@worker
def _list_arcs(
    chosen: Flags, decimal: Longs, group: Ints, base: Longs, begin: Longs, member: Ints, rising: Longs, falling: Longs,
    start: Longs, target: Ints,
) -> None:  # fmt: skip
    states = decimal.shape[0]
    for i in range(chosen.shape[0]):
        if not chosen[i]:
            continue
        for s in range(states):
            at = start[i * states + s]
            g = base[i] + group[i, s]
            here = decimal[s]
            for k in range(begin[g], begin[g + 1]):
                n = member[i, k - begin[base[i]]]
                t = decimal[n]
                if t != here and (here & ~t & rising[i]) == 0 and (~here & t & falling[i]) == 0:
                    target[at] = n
                    at += 1
