"""Strength and unknowns against the definitions, and where they are neither against the plain engine."""

from collections.abc import Callable

import numpy as np
import pytest

from backchannel.theory.graphmodel.moves import Arcs, Groups
from backchannel.theory.graphmodel.preferences import Relation, from_pairs, ranked
from backchannel.theory.graphmodel.relations import EXTENSIONS, stable_under
from backchannel.theory.graphmodel.stability import CONCEPTS, stable
from tests.theory.graphmodel.made import plain_moves, random_pair
from tests.theory.graphmodel.oracle import Oracle


def random_relation(rng: np.random.Generator, states: int) -> Relation:
    """What is known of some pairs, taken in the order of a hidden ranking so that nothing contradicts."""
    hidden = rng.permutation(states)
    pairs = [(int(hidden[a]), int(hidden[b])) for a in range(states) for b in range(a + 1, states)]
    kept = [pair for pair in pairs if rng.random() < 0.4]
    return from_pairs(states, kept, much=[pair for pair in kept if rng.random() < 0.3])


def oracle_of(moves: Groups | Arcs, relations: list[Relation]) -> Oracle:
    def holds(name: str) -> Callable[[int, int, int], bool]:
        tables = [getattr(r, name).tolist() for r in relations]
        return lambda i, t, s: bool(tables[i][t][s])

    return Oracle(moves.states, plain_moves(moves), holds("better"), holds("much"), holds("unknown"))


def test_the_definitions_on_random_relations():
    rng = np.random.default_rng(3)
    unknown = 0
    for n in range(25):
        moves = random_pair(rng, most=8).model.moves
        relations = [random_relation(rng, moves.states) for _ in range(moves.actors)]
        unknown += sum(int(r.unknown.sum()) for r in relations)
        oracle = oracle_of(moves, relations)
        for concept in CONCEPTS:
            for extension in EXTENSIONS:
                for strong in (False, True):
                    mine = stable_under(moves, relations, concept, extension=extension, strong=strong)
                    theirs = [
                        [oracle.stable(concept, i, s, extension, strong) for s in range(oracle.states)]
                        for i in oracle.everybody
                    ]
                    assert mine.tolist() == theirs, (n, concept, extension, strong)
    assert unknown > 100


def test_rankings_come_out_as_before_and_strong_is_a_part_of_them():
    rng = np.random.default_rng(4)
    for _ in range(40):
        model = random_pair(rng, most=10).model
        plain = stable(model)
        relations = [ranked(row, row // 2) for row in model.rank]
        for concept, flags in plain.items():
            for extension in EXTENSIONS:
                assert (stable_under(model.moves, relations, concept, extension=extension) == flags).all()
            assert (stable_under(model.moves, relations, concept, strong=True) <= flags).all()


def test_the_four_readings_of_the_unknown_are_ordered():
    """Tempted by more, deterred by less: a is the strictest, d the mildest."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        moves = random_pair(rng, most=8).model.moves
        relations = [random_relation(rng, moves.states) for _ in range(moves.actors)]
        for concept in CONCEPTS:
            a, b, c, d = (stable_under(moves, relations, concept, extension=e) for e in EXTENSIONS)
            assert (a <= b).all()
            assert (a <= c).all()
            assert (b <= d).all()
            assert (c <= d).all()


def test_what_there_is_not():
    moves = random_pair(np.random.default_rng(0), "graph").model.moves
    with pytest.raises(ValueError, match="no such concept or extension"):
        stable_under(moves, [], "SIM")
    with pytest.raises(ValueError, match="no such concept or extension"):
        stable_under(moves, [], "Nash", extension="e")
