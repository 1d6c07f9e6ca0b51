"""Misperception: every actor reckons with the conflict as it sees it (a hypergame of the first level).

An actor that does not see a state has no move into it or out of it, and reckons with nobody else's. What it holds
stable it holds stable in its own view; a state lasts where each actor has no reason to leave it as *it* sees things,
and may surprise whoever does not see where the others can go. Wang, Hipel & Fraser (1988, Behavioral Science
33:207-223); hidden states as in Aljefri, Bashar, Fang & Hipel (2018, IEEE Trans. SMC: Systems 48:2229-2242).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from backchannel.theory.graphmodel.moves import Arcs, Flags, Groups, ends, without
from backchannel.theory.graphmodel.stability import CONCEPTS, Model, stable


def view(moves: Groups | Arcs, hidden: Flags) -> Arcs:
    """The moves of all as one actor sees them, some states [state] hidden from it.

    >>> from backchannel.theory.graphmodel.moves import listed
    >>> view(listed(1, 3, [{0: [1, 2], 1: [2]}]), np.array([False, True, False])).target.tolist()
    [2]
    """
    arcs = moves.arcs()
    _, where = ends(arcs)
    return without(arcs, hidden[where] | hidden[arcs.target])


def perceived(views: Sequence[Model], concepts: Iterable[str] = CONCEPTS) -> dict[str, Flags]:
    """For each concept, at which states each actor is stable in its own view [actor, state]; ``views`` [actor].

    >>> from backchannel.theory.graphmodel.options import from_options
    >>> square = from_options(2, [[0], [1]], actors=2)
    >>> rank = np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32)
    >>> blind = view(square, np.array([False, True, False, False]))
    >>> perceived([Model(blind, rank), Model(square, rank)], ["Nash"])["Nash"].tolist()
    [[True, True, False, True], [False, False, True, True]]
    """
    asked = tuple(concepts)
    each = [stable(one, asked) for one in views]
    return {concept: np.stack([each[i][concept][i] for i in range(len(views))]) for concept in asked}
