"""The inverse question against listing every ranking, and the numbers of the Syria-Iraq case."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations
from math import factorial, prod

import numpy as np
import pytest

from backchannel.case.graphfile import read_graph
from backchannel.theory.graphmodel import inverse
from backchannel.theory.graphmodel.inverse import Condition, condition, count, least_change
from backchannel.theory.graphmodel.moves import TooLargeError
from backchannel.theory.graphmodel.options import from_options
from backchannel.theory.graphmodel.stability import CONCEPTS, Model, stable
from tests.support import shared_path
from tests.theory.graphmodel.made import random_pair
from tests.theory.graphmodel.oracle import Oracle


def rankings(states: int) -> Iterator[tuple[int, ...]]:
    return permutations(range(states))


def stable_by_definition(oracle: Oracle, actor: int, state: int, rank: tuple[int, ...], concept: str) -> bool:
    """With another ranking for one actor; the others' as they were."""
    plain = oracle.better
    other = Oracle(oracle.states, oracle.moves, lambda i, t, s: rank[t] > rank[s] if i == actor else plain(i, t, s))
    return other.stable(concept, actor, state)


def small(rng: np.random.Generator, most: int) -> tuple[Model, Oracle, int, int]:
    """A model of few states, an actor and a state that it can leave if any."""
    while True:
        pair = random_pair(rng, most=most)
        if pair.model.states <= most:
            found = [(i, s) for i in pair.oracle.everybody for s in range(pair.model.states) if pair.oracle.can(i, s)]
            if found:
                return pair.model, pair.oracle, *found[int(rng.integers(len(found)))]


def test_syria_and_iraq():
    """Of Syria's 720 strict rankings 240, 384 and 300 make state 2 stable; GMCR+ says 420 for SEQ, and errs."""
    found = read_graph(shared_path("golden", "gmcr", "SyriaIraq.json"))
    wanted = found.state(2)
    assert wanted is not None
    counts = {c: count(condition(found.model, 0, wanted, c)) for c in CONCEPTS}
    assert (counts["Nash"], counts["SEQ"], counts["GMR"], counts["SMR"]) == (240, 384, 384, 300)


def test_counts_are_those_of_listing_every_ranking():
    rng = np.random.default_rng(8)
    between = 0
    for _ in range(12):
        model, oracle, actor, state = small(rng, 5)
        for concept in CONCEPTS:
            listed = sum(stable_by_definition(oracle, actor, state, r, concept) for r in rankings(model.states))
            assert count(condition(model, actor, state, concept)) == listed, concept
            between += 0 < listed < factorial(model.states)
    assert between > 20


def test_the_least_change_is_the_least_there_is():
    """Of all rankings that make the state stable, one with fewest pairs turned; ties in the first one too."""
    rng = np.random.default_rng(9)
    changed = 0
    for _ in range(25):
        model, oracle, actor, state = small(rng, 5)
        rank = model.rank[actor]
        for concept in CONCEPTS:
            asked = condition(model, actor, state, concept)
            found = least_change(asked, rank)
            least = min(
                _turned(rank, new)
                for new in rankings(model.states)
                if stable_by_definition(oracle, actor, state, new, concept)
            )
            new = np.empty_like(rank)
            for n, group in enumerate(reversed(found.ranking)):
                new[list(group)] = n
            assert found.exact
            assert found.pairs == least == _turned(rank, tuple(int(p) for p in new))
            ranks = model.rank.copy()
            ranks[actor] = new
            if concept in ("Nash", "GMR", "SMR"):
                assert stable(Model(model.moves, ranks), [concept])[concept][actor, state]
            changed += found.pairs > 0
    assert changed > 15


def _turned(old: np.ndarray, new: tuple[int, ...]) -> int:
    pairs = combinations(range(len(old)), 2)
    return sum((int(old[a]) - int(old[b])) * (new[a] - new[b]) < 0 for a, b in pairs)


def test_large_models_are_counted_too():
    """2^10 states and three actors: a number of 2,640 digits.

    Under GMR each of seven moves is met unless all 128 states from it on are better; for a place u among all others
    that is 1 - u^128, and the integral of its seventh power is the product of k / (k + 1/128).
    """
    model = Model(
        from_options(10, [[0], [0], [0], [1], [1], [1], [2], [2], [2], [2]], actors=3),
        np.stack([np.random.default_rng(n).permutation(1024) for n in range(3)]).astype(np.int32),
    )
    every = factorial(1024)
    assert count(condition(model, 0, 5, "Nash")) * 8 == every, "best of the eight states of its group"
    gmr = count(condition(model, 0, 5, "GMR"))
    assert gmr == every * prod(Fraction(128 * k, 128 * k + 1) for k in range(1, 8))
    assert gmr >= count(condition(model, 0, 5, "SEQ")) > 0


def test_what_cannot_be_counted_is_refused(monkeypatch):
    chain = Condition(900, 0, tuple((t, frozenset({frozenset({t + 1, t + 2})})) for t in range(1, 890)))
    with pytest.raises(TooLargeError, match="891 states hang together"):
        count(chain)
    monkeypatch.setattr(inverse, "MOST_PARTS", 5)
    with pytest.raises(TooLargeError, match="too many ways"):
        count(Condition(60, 0, chain.demands[:50]))
    with pytest.raises(ValueError, match="no such concept: SIM"):
        condition(random_pair(np.random.default_rng(0)).model, 0, 0, "SIM")


def test_many_equally_good_states_are_chosen_from_one_by_one():
    asked = Condition(22, 0, ((3, frozenset()), (4, frozenset())))
    rank = np.ones(22, dtype=np.int32)
    rank[0] = 0
    found = least_change(asked, rank)
    assert (found.below, found.pairs, found.exact) == ((3, 4), 2, False)
