"""What a set of actors can bring about together: states within reach by legal sequences, for small models.

A legal sequence is any in which nobody moves twice running (Fang, Hipel & Kilgour 1993, sec. 3.3; for sequences of
coalitions, no coalition twice running: Kilgour, Hipel, Fang & Peng 2001). Searched over nodes of a state and who moved
last, each visited once from every start.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backchannel.core.jit import worker
from backchannel.theory.graphmodel.moves import Arcs, Flags, Ints, Longs, TooLargeError

MOST_DENSE = 2048
"""States of a model for which a table of every two states is made."""


def need_small(states: int, what: str) -> None:
    """Raises TooLargeError for a model too large for tables of every two states.

    >>> need_small(MOST_DENSE, "this")
    >>> need_small(MOST_DENSE + 1, "this")
    Traceback (most recent call last):
    backchannel.theory.graphmodel.moves.TooLargeError: this compares every two states, ...
    """
    if states > MOST_DENSE:
        raise TooLargeError(
            f"{what} compares every two states, which is done for at most {MOST_DENSE:,}; this model has {states:,}"
        )


def reach(moves: Arcs, movers: Sequence[int], allowed: Flags | None = None) -> Flags:
    """What ``movers`` can bring about from each state [from, to], by ``allowed`` arcs only, if given [arc].

    A state is not within its own reach.

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> step = listed(2, 3, [{0: [1]}, {1: [2]}])
    >>> reach(step, [0, 1])[0].tolist(), reach(step, [0])[0].tolist()
    ([False, True, True], [False, True, False])
    """
    starts, targets = [np.zeros(1, dtype=np.int64)], [np.empty(0, dtype=np.int32)]
    for j in movers:
        row = moves.start[j * moves.states : (j + 1) * moves.states + 1]
        mine = moves.target[row[0] : row[-1]]
        if allowed is not None:
            kept = allowed[row[0] : row[-1]]
            row, mine = np.concatenate([[0], np.cumsum(kept)])[row - row[0]], mine[kept]
        starts.append((row - row[0])[1:] + starts[-1][-1])
        targets.append(mine)
    out = np.zeros((moves.states, moves.states), dtype=np.bool_)
    _reach(len(movers), np.concatenate(starts), np.concatenate(targets), out)
    return out


def through(steps: Sequence[Flags]) -> Flags:
    """What can be brought about by steps of several kinds, each [from, to], no kind twice running [from, to].

    >>> first, second = np.zeros((2, 3, 3), dtype=np.bool_)
    >>> first[0, 1] = second[1, 2] = True
    >>> through([first, second])[0].tolist(), through([first | second])[0].tolist()
    ([False, True, True], [False, True, False])
    """
    states = steps[0].shape[0]
    rows = np.concatenate([one.sum(axis=1) for one in steps])
    start = np.concatenate([[0], np.cumsum(rows)]).astype(np.int64)
    target = np.concatenate([np.nonzero(one)[1] for one in steps]).astype(np.int32)
    out = np.zeros((states, states), dtype=np.bool_)
    _reach(len(steps), start, target, out)
    return out


@worker
def _reach(kinds: int, start: Longs, target: Ints, out: Flags) -> None:
    states = out.shape[0]
    seen = np.full((kinds, states), -1, dtype=np.int32)
    who = np.empty(kinds * states + 1, dtype=np.int32)
    where = np.empty(kinds * states + 1, dtype=np.int32)
    for s in range(states):
        who[0], where[0] = -1, s
        top = 1
        while top > 0:
            top -= 1
            last, x = who[top], where[top]
            for j in range(kinds):
                if j == last:
                    continue
                for k in range(start[j * states + x], start[j * states + x + 1]):
                    y = target[k]
                    if seen[j, y] != s:
                        seen[j, y] = s
                        out[s, y] = True
                        who[top], where[top] = j, y
                        top += 1
        out[s, s] = False
