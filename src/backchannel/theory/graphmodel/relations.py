"""Stability where preferences have strength or are not known throughout.

*Strength* (three degrees; Hamouda, Kilgour & Hipel 2004, 2006): a state is strongly stable where every improvement is
met by a sanction to something *much* worse than it, and under SMR whatever can be escaped to is much worse as well. It
is weakly stable where it is stable and not strongly so.

*Unknown preference* (Li, Hipel, Kilgour & Fang 2004). An actor may be tempted by moves of which it is not known whether
they improve, and may be deterred by states of which it is not known how they compare::

    extension   tempted by            deterred by
    a           better or unknown     known not better
    b           better                known not better
    c           better or unknown     not better or unknown
    d           better                not better or unknown

In sequential sanctions the others move to what is better or unknown, in all four. Both together (hybrid; Xu, Hipel,
Kilgour & Chen 2010, European J. Operational Research 207:318-330): what deters strongly is much worse, or unknown
under c and d.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backchannel.core.jit import worker
from backchannel.theory.graphmodel.moves import Arcs, Flags, Groups, Ints, Longs, ends
from backchannel.theory.graphmodel.preferences import Relation
from backchannel.theory.graphmodel.reaching import need_small, reach
from backchannel.theory.graphmodel.stability import CONCEPTS

EXTENSIONS = ("a", "b", "c", "d")


def stable_under(
    moves: Groups | Arcs, relations: Sequence[Relation], concept: str, *, extension: str = "a", strong: bool = False
) -> Flags:
    """At which states each actor is stable [actor, state], in general or strongly.

    ``relations`` [actor]. Nash stability knows no sanction, and is the same strongly. Raises ValueError for a concept
    or an extension there is not, TooLargeError for a model too large for tables of every two states.

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> from backchannel.theory.graphmodel.preferences import ranked
    >>> step = listed(2, 3, [{0: [1]}, {1: [2]}])
    >>> likes = [ranked([1, 2, 0], [1, 1, 0]), ranked([0, 0, 1])]
    >>> [stable_under(step, likes, "SEQ", strong=strong)[0].tolist() for strong in (False, True)]
    [[True, True, True], [True, True, True]]
    """
    if concept not in CONCEPTS or extension not in EXTENSIONS:
        raise ValueError(f"no such concept or extension: {concept}, {extension}")
    need_small(moves.states, "preference with strength or unknowns")
    arcs = moves.arcs()
    who, where = ends(arcs)
    ups = np.zeros(len(arcs.target), dtype=np.bool_)  # what is better, or may be
    tempting = np.zeros(len(arcs.target), dtype=np.bool_)
    for i, r in enumerate(relations):
        mine = who == i
        better, unknown = (table[arcs.target[mine], where[mine]] for table in (r.better, r.unknown))
        ups[mine] = better | unknown
        tempting[mine] = better | unknown if extension in "ac" else better
    out = np.empty((arcs.actors, arcs.states), dtype=np.bool_)
    for i, r in enumerate(relations):
        if concept == "Nash":
            out[i] = np.bincount(where[(who == i) & tempting], minlength=arcs.states) == 0
            continue
        deters = r.much.T.copy() if strong else ~r.better & ~r.unknown  # [u, s]: u deters an actor that stands at s
        if extension in "cd":
            deters |= r.unknown
        others = [j for j in range(arcs.actors) if j != i]
        sanctions = reach(arcs, others, ups if concept in ("SEQ", "SSEQ") else None)
        rows = arcs.start[i * arcs.states : (i + 1) * arcs.states + 1]
        _judge(rows, arcs.target, tempting, sanctions, deters, concept in ("SMR", "SSEQ"), out[i])
    return out


@worker
def _judge(
    start: Longs, target: Ints, tempting: Flags, sanctions: Flags, deters: Flags, symmetric: bool, out: Flags
) -> None:
    for s in range(out.shape[0]):
        out[s] = True
        for k in range(start[s], start[s + 1]):
            if not tempting[k]:
                continue
            met = False
            for u in range(out.shape[0]):
                if sanctions[target[k], u] and deters[u, s]:
                    met = True
                    if symmetric:
                        for escape in range(start[u], start[u + 1]):
                            met = met and deters[target[escape], s]
                    if met:
                        break
            if not met:
                out[s] = False
                break
