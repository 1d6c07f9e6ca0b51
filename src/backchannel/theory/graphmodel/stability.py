"""Which states an actor has no reason to leave, under six notions of what it reckons with.

For actor i at state s, where H is everybody else and t an improvement of i from s (definitions 3.4 to 3.8 in Fang,
Hipel & Kilgour 1993; SSEQ: Rego & Vieira 2017, Group Decision and Negotiation 26:417-442; SIM: Fraser & Hipel 1984,
"Conflict Analysis", option form only)::

    Nash   there is no t
    GMR    from every t, H can get by legal moves to some u not better for i than s
    SMR    the same, and i cannot escape from u to anything better than s
    SEQ    the same as GMR, where every step of H improves the state for whoever takes it
    SSEQ   SEQ and i cannot escape
    SIM    the others, each staying or improving from s at the same time as i moves, can make of t something not better

A legal sequence of moves is any in which nobody moves twice running; an actor may well move again later. ``u`` may be
``s`` itself, which is not better than ``s``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numba import get_num_threads

from backchannel.core.jit import worker
from backchannel.theory.graphmodel import flooding
from backchannel.theory.graphmodel.moves import Arcs, Flags, Groups, Ints, Longs, TooLargeError, arranged

CONCEPTS = ("Nash", "GMR", "SMR", "SEQ", "SSEQ")
T = TypeVar("T")

THREADED = 1 << 15
"""States from which on actors are looked at side by side."""

MOST_TOGETHER = 2_000_000_000
"""So many combined moves are looked at, at most, for SIM."""


@dataclass(frozen=True)
class Model:
    """Moves and a ranking for each actor: ``rank`` [actor, state], whole numbers 0 .. state-1, higher is better."""

    moves: Groups | Arcs
    rank: Ints

    @property
    def actors(self) -> int:
        """Number of actors."""
        return self.moves.actors

    @property
    def states(self) -> int:
        """Number of states."""
        return self.moves.states


def stable(model: Model, concepts: Iterable[str] = CONCEPTS) -> dict[str, Flags]:
    """For each concept, at which states each actor is stable [actor, state].

    Raises ValueError for a concept there is not, or for SIM without options.

    >>> from backchannel.theory.graphmodel.options import from_options
    >>> dilemma = Model(from_options(2, [[0], [1]], actors=2), np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> {concept: flags.all(axis=0).tolist() for concept, flags in stable(dilemma, ("Nash", "SEQ")).items()}
    {'Nash': [False, False, False, True], 'SEQ': [True, False, False, True]}
    """
    asked = tuple(concepts)
    if unknown := set(asked) - {*CONCEPTS, "SIM"}:
        raise ValueError(f"no such concept: {', '.join(sorted(unknown))}")
    shape = (model.actors, model.states)
    if model.rank.shape != shape:
        raise ValueError(f"ranks have the shape {model.rank.shape}; expected {shape}")
    out = {concept: np.ones(shape, dtype=np.bool_) for concept in asked}
    for concept, flags in _on_groups(model, asked) if isinstance(model.moves, Groups) else _on_arcs(model, asked):
        out[concept][flags[0]] = flags[1]
    if "SIM" in out:
        out["SIM"] = _simultaneous(model)
    return out


def equilibria(flags: Mapping[str, Flags]) -> dict[str, Flags]:
    """For each concept, the states at which every actor is stable [state].

    >>> equilibria({"Nash": np.array([[True, True], [False, True]])})["Nash"].tolist()
    [False, True]
    """
    return {concept: np.asarray(one.all(axis=0), dtype=np.bool_) for concept, one in flags.items()}


def _sought(asked: tuple[str, ...]) -> list[tuple[str, bool, bool]]:
    """Concept, whether sanctions are improvements, whether one who is sanctioned may escape."""
    known = (("GMR", False, False), ("SMR", False, True), ("SEQ", True, False), ("SSEQ", True, True))
    return [one for one in known if one[0] in asked]


def _on_groups(model: Model, asked: tuple[str, ...]) -> Iterable[tuple[str, tuple[int, Flags]]]:
    moves = model.moves
    assert isinstance(moves, Groups)
    rank = np.ascontiguousarray(model.rank, dtype=np.int32)
    group, base = moves.group
    order = np.stack(list(_each(flooding.ascending, rank, model.states)))
    begin, member = arranged(moves, order)
    where = (moves.decimal, group, base, begin, member, moves.rising, moves.falling)
    one_way = moves.rising | moves.falling != 0

    def judged(i: int) -> list[tuple[str, tuple[int, Flags]]]:
        best = flooding.best_in_groups(i, rank, *where)
        out = [("Nash", (i, best == rank[i]))] if "Nash" in asked else []
        others = np.arange(model.actors) != i
        by_best = flooding.ascending(best) if {"SMR", "SSEQ"} & set(asked) else order[i]
        part = np.empty(model.states if {"GMR", "SMR"} & set(asked) else 0, dtype=np.int32)
        parts = 0 if one_way[others].any() else flooding.together(others, group, base, begin, member, part)
        for concept, improving, escape in _sought(asked):
            value, sorted_ = (best, by_best) if escape else (rank[i], order[i])
            if parts and not improving:
                reached = flooding.least_together(part, parts, value)
            else:
                reached = flooding.flood_groups(value, sorted_, others, improving, rank, *where)
            flags = np.empty(model.states, dtype=np.bool_)
            flooding.judge_groups(i, reached, rank, *where, flags)
            out.append((concept, (i, flags)))
        return out

    return [one for found in _each(judged, range(model.actors), model.states) for one in found]


def _each(work: Callable[[Any], T], items: Iterable[Any], states: int) -> list[T]:
    """The same work for each item; in a large model by as many threads as compiled code may use."""
    if states < THREADED:
        return [work(one) for one in items]
    with ThreadPoolExecutor(get_num_threads()) as pool:
        return list(pool.map(work, items))


def _on_arcs(model: Model, asked: tuple[str, ...]) -> Iterable[tuple[str, tuple[int, Flags]]]:
    moves = model.moves
    assert isinstance(moves, Arcs)
    rank = np.ascontiguousarray(model.rank, dtype=np.int32)
    back, source = moves.backward
    for i in range(model.actors):
        best = flooding.best_on_arcs(i, rank, moves.start, moves.target)
        if "Nash" in asked:
            yield "Nash", (i, best == rank[i])
        others = np.arange(model.actors) != i
        for concept, improving, escape in _sought(asked):
            value = best if escape else rank[i]
            reached = flooding.flood_arcs(value, flooding.ascending(value), others, improving, rank, back, source)
            flags = np.empty(model.states, dtype=np.bool_)
            flooding.judge_arcs(i, reached, rank, moves.start, moves.target, flags)
            yield concept, (i, flags)


def _simultaneous(model: Model) -> Flags:
    """Where each actor is stable under SIM [actor, state].

    The options that anybody changes are changed together. Raises ValueError where states do not stand for options, and
    TooLargeError where more than ``MOST_TOGETHER`` combinations would have to be looked at.
    """
    if model.moves.__class__ is Arcs and model.moves.decimal is None:
        raise ValueError("a simultaneous sanction combines options, and the states of this model are not made of them")
    arcs = model.moves.arcs()
    assert arcs.decimal is not None
    rank = np.ascontiguousarray(model.rank, dtype=np.int32)
    if _combinations(rank, arcs.start, arcs.target) > MOST_TOGETHER:
        raise TooLargeError(
            "too many moves can be made at the same time to look at SIM; ask for the other concepts, or cut the model"
        )
    out = np.ones((model.actors, model.states), dtype=np.bool_)
    _judge_simultaneous(rank, arcs.start, arcs.target, arcs.decimal, out)
    return out


@worker
def _combinations(rank: Ints, start: Longs, target: Ints) -> float:
    actors, states = rank.shape
    total = 0.0
    for s in range(states):
        for i in range(actors):
            found = 0.0
            product = 1.0
            for j in range(actors):
                ups = 0.0
                for k in range(start[j * states + s], start[j * states + s + 1]):
                    if rank[j, target[k]] > rank[j, s]:
                        ups += 1.0
                if j == i:
                    found = ups
                else:
                    product *= 1.0 + ups
            total += found * product
    return total


@worker
def _index(decimal: Longs, wanted: int) -> int:
    low, high = 0, decimal.shape[0]
    while low < high:
        middle = (low + high) // 2
        if decimal[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < decimal.shape[0] and decimal[low] == wanted else -1


@worker
def _judge_simultaneous(rank: Ints, start: Longs, target: Ints, decimal: Longs, out: Flags) -> None:
    actors, states = rank.shape
    for i in range(actors):
        for s in range(states):
            improves = False
            for k in range(start[i * states + s], start[i * states + s + 1]):
                improves = improves or rank[i, target[k]] > rank[i, s]
            if not improves:
                continue
            changes = np.zeros(1, dtype=np.int64)  # what the others can change together
            for j in range(actors):
                if j == i:
                    continue
                a, b = start[j * states + s], start[j * states + s + 1]
                ups = 1
                for k in range(a, b):
                    ups += rank[j, target[k]] > rank[j, s]
                more = np.empty(changes.shape[0] * ups, dtype=np.int64)
                more[: changes.shape[0]] = changes
                at = changes.shape[0]
                for k in range(a, b):
                    if rank[j, target[k]] > rank[j, s]:
                        for n in range(changes.shape[0]):
                            more[at] = changes[n] | (decimal[s] ^ decimal[target[k]])
                            at += 1
                changes = more
            for k in range(start[i * states + s], start[i * states + s + 1]):
                t = target[k]
                if rank[i, t] <= rank[i, s]:
                    continue
                met = False
                for n in range(changes.shape[0]):
                    u = _index(decimal, decimal[s] ^ (changes[n] | (decimal[s] ^ decimal[t])))
                    if u >= 0 and rank[i, u] <= rank[i, s]:
                        met = True
                        break
                if not met:
                    out[i, s] = False
                    break
