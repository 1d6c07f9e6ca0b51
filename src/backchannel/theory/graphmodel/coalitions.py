"""Which states no group of actors has reason to leave together.

A coalition H improves from s to t where its members can get there by legal moves and t is better for each of them
(Kilgour, Hipel, Fang & Peng 2001; Inohara & Hipel 2008, J. Systems Science & Systems Eng. 17:1-23). With O everybody
else and u *not better for H* where some member does not gain against s::

    CNash  H has no improvement
    CGMR   from every improvement O can get to some u not better for H
    CSMR   the same, and nothing H can get to from u is better for H
    CSEQ   the same as CGMR, by improvements of O: of any coalitions within O, none twice running (``class``), or of
           single actors only (``individual``); the literature knows both

For a coalition of one actor these are Nash, GMR, SMR and, with ``individual``, SEQ. A coalition keeps its members: it
is no player of its own, and each of them may still move alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from backchannel.core.jit import worker
from backchannel.theory.graphmodel.moves import Arcs, Flags, Ints, TooLargeError, ends
from backchannel.theory.graphmodel.reaching import need_small, reach, through
from backchannel.theory.graphmodel.stability import Model

CONCEPTS = ("CNash", "CGMR", "CSMR", "CSEQ")
SANCTIONS = ("class", "individual")
MOST_CELLS = 600_000_000


class Coalitions:
    """All coalitions of a small model; each is a tuple of actors, ascending."""

    def __init__(self, model: Model) -> None:
        need_small(model.states, "looking at coalitions")
        if (1 << model.actors) * model.states**2 > MOST_CELLS:
            raise TooLargeError(
                f"{model.actors} actors form {(1 << model.actors) - 1:,} coalitions, too many to look at over "
                f"{model.states:,} states; leave out actors or options"
            )
        self.moves: Arcs = model.moves.arcs()
        self.rank: Ints = np.ascontiguousarray(model.rank, dtype=np.int32)
        self._reach: dict[tuple[int, ...], Flags] = {}
        self._improvements: dict[tuple[int, ...], Flags] = {}

    @cached_property
    def all(self) -> tuple[tuple[int, ...], ...]:
        """Every coalition, singles first."""
        actors = range(self.moves.actors)
        found = [tuple(i for i in actors if bits >> i & 1) for bits in range(1, 1 << self.moves.actors)]
        return tuple(sorted(found, key=lambda h: (len(h), h)))

    def reach(self, coalition: tuple[int, ...]) -> Flags:
        """What its members can bring about [from, to]."""
        if coalition not in self._reach:
            self._reach[coalition] = reach(self.moves, coalition)
        return self._reach[coalition]

    def improvements(self, coalition: tuple[int, ...]) -> Flags:
        """What of that is better for each member [from, to]."""
        if coalition not in self._improvements:
            found = self.reach(coalition).copy()
            for i in coalition:
                found &= self.rank[i][None, :] > self.rank[i][:, None]
            self._improvements[coalition] = found
        return self._improvements[coalition]

    def sanctions(self, against: tuple[int, ...], concept: str, sanction: str = "class") -> Flags:
        """What all others can bring about as a sanction under a concept [from, to]."""
        others = tuple(i for i in range(self.moves.actors) if i not in against)
        if not others or concept == "CNash":
            return np.zeros((self.moves.states,) * 2, dtype=np.bool_)
        if concept != "CSEQ":
            return self.reach(others)
        if sanction == "individual":
            who, where = ends(self.moves)
            return reach(self.moves, others, self.rank[who, self.moves.target] > self.rank[who, where])
        return through([self.improvements(h) for h in self.all if set(h) <= set(others)])

    def stable(self, concept: str, sanction: str = "class") -> dict[tuple[int, ...], Flags]:
        """For each coalition, the states it has no reason to leave [state]. Raises ValueError for an unknown word.

        >>> from backchannel.theory.graphmodel.options import from_options
        >>> ranks = np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32)
        >>> dilemma = Coalitions(Model(from_options(2, [[0], [1]], actors=2), ranks))
        >>> dilemma.stable("CNash")[0, 1].tolist()  # from mutual defection both gain together
        [True, True, True, False]
        """
        if concept not in CONCEPTS or sanction not in SANCTIONS:
            raise ValueError(f"no such concept or sanction: {concept}, {sanction}")
        out = {}
        for h in self.all:
            ups = self.improvements(h)
            flags: Flags = np.logical_not(np.any(ups, axis=1))
            if not flags.all() and concept != "CNash":
                escape = self.reach(h) if concept == "CSMR" else np.zeros((1, 1), dtype=np.bool_)
                sanctions = self.sanctions(h, concept, sanction)
                _judge(self.rank[list(h)], ups, sanctions, escape, concept == "CSMR", flags)
            out[h] = flags
        return out


def universal(stable: Iterable[Flags]) -> Flags:
    """The states that no coalition has reason to leave [state].

    >>> universal([np.array([True, True]), np.array([False, True])]).tolist()
    [False, True]
    """
    return np.asarray(np.all(np.stack(list(stable)), axis=0), dtype=np.bool_)


@worker
def _judge(rank: Ints, ups: Flags, sanctions: Flags, escape: Flags, symmetric: bool, out: Flags) -> None:
    members, states = rank.shape
    not_better = np.empty(states, dtype=np.bool_)
    holds = np.empty(states, dtype=np.bool_)
    for s in range(states):
        if out[s]:
            continue
        for u in range(states):
            not_better[u] = False
            for i in range(members):
                not_better[u] = not_better[u] or rank[i, u] <= rank[i, s]
        for u in range(states):
            holds[u] = not_better[u]
            if symmetric and holds[u]:
                for v in range(states):
                    if escape[u, v] and not not_better[v]:
                        holds[u] = False
                        break
        out[s] = True
        for t in range(states):
            if not ups[s, t]:
                continue
            met = False
            for u in range(states):
                if sanctions[t, u] and holds[u]:
                    met = True
                    break
            if not met:
                out[s] = False
                break
