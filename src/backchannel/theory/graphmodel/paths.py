"""How a conflict could move from where it stands: shortest legal ways, who must move, who would have to give.

Status quo analysis (Li, Kilgour & Hipel 2005, J. Operational Research Society 56:699-707): states reached from a
start by legal moves, step by step. A legal way is one on which nobody moves twice running; it is searched over nodes of
a state and who moved last, breadth first, so that the first arrival is by a shortest way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from backchannel.core.jit import worker
from backchannel.theory.graphmodel.moves import Arcs, Flags, Ints, Longs, ends

Step = tuple[int, int]
"""Who moves, and to which state."""


@dataclass(frozen=True)
class Ways:
    """All shortest legal ways from a state.

    ``node`` [actor, state]: the least number of moves after which the state can be reached with that actor moving last,
    -1 never; ``steps`` [state] the least of these, 0 at the start. ``allowed`` [arc] marks the moves that were open.
    """

    moves: Arcs
    start: int
    allowed: Flags
    node: Ints
    steps: Ints

    def to(self, state: int) -> Iterator[tuple[Step, ...]]:
        """Every shortest way to a state, in the order of actors and states; none where it cannot be reached.

        >>> from backchannel.theory.graphmodel.moves import listed
        >>> list(ways(listed(2, 3, [{0: [1]}, {1: [2]}]), 0).to(2))
        [((0, 1), (1, 2))]
        """
        if state == self.start:
            yield ()
            return
        back, source = self.moves.backward
        before = self._allowed_backward()
        length = int(self.steps[state])
        todo: list[tuple[int, int, int, tuple[Step, ...]]] = [
            (j, state, length, ())
            for j in reversed(range(self.moves.actors))
            if length > 0 <= self.node[j, state] == length
        ]
        while todo:
            j, x, left, rest = todo.pop()
            way = ((j, x), *rest)
            row = j * self.moves.states + x
            for k in reversed(range(int(back[row]), int(back[row + 1]))):
                y = int(source[k])
                if not before[k]:
                    continue
                if left == 1:
                    if y == self.start:
                        yield way
                    continue
                for other in reversed(range(self.moves.actors)):
                    if other != j and self.node[other, y] == left - 1:
                        todo.append((other, y, left - 1, way))

    def _allowed_backward(self) -> Flags:
        """Which arcs are open, in the order of the backward list."""
        who, where = ends(self.moves)
        order = np.lexsort((where, self.moves.target, who))
        found: Flags = self.allowed[order]
        return found


def ways(moves: Arcs, start: int, allowed: Flags | None = None) -> Ways:
    """Shortest legal ways from a state by all moves, or by ``allowed`` ones [arc]. Raises ValueError for no such state.

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> ways(listed(2, 4, [{0: [1], 1: [3]}, {1: [2]}]), 0).steps.tolist()  # nobody moves twice running
    [0, 1, 2, -1]
    """
    if not 0 <= start < moves.states:
        raise ValueError(f"there is no state {start}")
    open_ = np.ones(len(moves.target), dtype=np.bool_) if allowed is None else allowed
    node = np.full((moves.actors, moves.states), -1, dtype=np.int32)
    _layers(moves.actors, moves.states, moves.start, moves.target, open_, start, node)
    steps = np.where(node < 0, np.iinfo(np.int32).max, node).min(axis=0)
    steps[(node < 0).all(axis=0)] = -1
    steps[start] = 0
    return Ways(moves, start, open_, node, steps.astype(np.int32))


def improving(moves: Arcs, rank: Ints) -> Flags:
    """Which moves improve the state for whoever makes them [arc].

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> improving(listed(1, 2, [{0: [1], 1: [0]}]), np.array([[0, 1]], dtype=np.int32)).tolist()
    [True, False]
    """
    who, where = ends(moves)
    return np.asarray(rank[who, moves.target] > rank[who, where], dtype=np.bool_)


def needed(moves: Arcs, start: int, end: int, allowed: Flags | None = None) -> tuple[int, ...]:
    """The actors without whose moves the end cannot be reached; nobody where it cannot be reached at all.

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> needed(listed(2, 3, [{0: [1, 2]}, {1: [2]}]), 0, 2)  # the first could go there at once
    (0,)
    """
    open_ = np.ones(len(moves.target), dtype=np.bool_) if allowed is None else allowed
    if ways(moves, start, open_).steps[end] < 0:
        return ()
    who, _ = ends(moves)
    found = [i for i in range(moves.actors) if ways(moves, start, open_ & (who != i)).steps[end] < 0]
    return tuple(found)


def helpers(moves: Arcs, rank: Ints, start: int, end: int) -> tuple[int, ...]:
    """The actors each of whom could open a way by moves that do not improve things for it, all others improving.

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> rank = np.array([[0, 1, 2], [0, 2, 1]], dtype=np.int32)
    >>> helpers(listed(2, 3, [{0: [1]}, {1: [2]}]), rank, 0, 2)  # the second would have to make things worse for itself
    (1,)
    """
    gains = improving(moves, rank)
    if ways(moves, start, gains).steps[end] >= 0:
        return ()
    who, _ = ends(moves)
    return tuple(i for i in range(moves.actors) if ways(moves, start, gains | (who == i)).steps[end] >= 0)


def unreachable(moves: Arcs, start: int, among: Sequence[int]) -> tuple[int, ...]:
    """The states of some that no legal way leads to.

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> unreachable(listed(2, 4, [{0: [1], 1: [3]}, {1: [2]}]), 0, [2, 3])  # nobody moves twice running
    (3,)
    """
    steps = ways(moves, start).steps
    return tuple(s for s in among if steps[s] < 0)


@worker
def _layers(actors: int, states: int, start: Longs, target: Ints, allowed: Flags, first: int, node: Ints) -> None:
    who = np.empty(actors * states + 1, dtype=np.int32)
    where = np.empty(actors * states + 1, dtype=np.int32)
    who[0], where[0] = -1, first
    done, count = 0, 1
    while done < count:
        last, x = who[done], where[done]
        length = 0 if last < 0 else node[last, x]
        done += 1
        for j in range(actors):
            if j == last:
                continue
            for k in range(start[j * states + x], start[j * states + x + 1]):
                y = target[k]
                if allowed[k] and node[j, y] < 0:
                    node[j, y] = length + 1
                    who[count], where[count] = j, y
                    count += 1
