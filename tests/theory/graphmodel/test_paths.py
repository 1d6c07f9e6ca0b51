"""Shortest legal ways against listing every way, and who must move on them."""

import numpy as np
import pytest

from backchannel.theory.graphmodel.hypergame import perceived, view
from backchannel.theory.graphmodel.moves import listed
from backchannel.theory.graphmodel.paths import helpers, improving, needed, unreachable, ways
from backchannel.theory.graphmodel.sampled import sampled
from backchannel.theory.graphmodel.stability import Model, stable
from tests.theory.graphmodel.made import random_pair
from tests.theory.graphmodel.oracle import Oracle


def every_way(oracle: Oracle, start: int, end: int, length: int) -> set[tuple[tuple[int, int], ...]]:
    """All legal ways of so many moves."""
    found: set[tuple[tuple[int, int], ...]] = set()
    left: list[tuple[tuple[tuple[int, int], ...], int, int]] = [((), start, -1)]
    while left:
        way, x, last = left.pop()
        if len(way) == length:
            found |= {way} if x == end else set()
            continue
        left += [((*way, (j, y)), y, j) for j in oracle.everybody if j != last for y in oracle.can(j, x)]
    return found


def test_all_shortest_ways_and_no_others():
    rng = np.random.default_rng(6)
    several = 0
    for _ in range(30):
        pair = random_pair(rng, most=7)
        found = ways(pair.model.moves.arcs(), 0)
        for end in range(1, pair.model.states):
            mine = list(found.to(end))
            length = int(found.steps[end])
            assert len(mine) == len(set(mine))
            if length < 0:
                assert end not in pair.oracle.reach(pair.oracle.everybody, 0)
                assert mine == []
            elif length <= 4:
                assert set(mine) == every_way(pair.oracle, 0, end, length)
                assert not any(every_way(pair.oracle, 0, end, n) for n in range(length))
                several += len(mine) > 1
    assert several > 10


def test_who_must_move_and_who_would_have_to_give():
    moves = listed(3, 4, [{0: [1]}, {1: [2], 0: [3]}, {2: [3]}])
    rank = np.array([[0, 0, 1, 2], [0, 0, 1, 1], [0, 0, 0, 1]], dtype=np.int32)
    assert needed(moves, 0, 2) == (0, 1)
    assert needed(moves, 0, 3) == (1,)
    assert needed(moves, 3, 0) == (), "there is no way at all"
    assert improving(moves, rank).tolist() == [False, True, True, True]
    assert helpers(moves, rank, 0, 2) == (0,)
    assert helpers(moves, rank, 0, 3) == (), "the second improves and is there"
    assert unreachable(moves, 1, [0, 2, 3]) == (0,)
    assert list(ways(moves, 0).to(0)) == [()]
    assert list(ways(moves, 0, improving(moves, rank)).to(3)) == [((1, 3),)]
    with pytest.raises(ValueError, match="no state 4"):
        ways(moves, 4)


def test_seeing_everything_is_no_misperception():
    rng = np.random.default_rng(7)
    for _ in range(15):
        model = random_pair(rng).model
        clear = np.zeros(model.states, dtype=np.bool_)
        views = [Model(view(model.moves, clear), model.rank) for _ in range(model.actors)]
        plain = stable(model)
        assert all((flags == plain[concept]).all() for concept, flags in perceived(views).items())


def test_what_is_hidden_neither_tempts_nor_deters():
    """The first could gain at 1, were it not for 2, where the second would take it."""
    moves = listed(2, 3, [{0: [1]}, {1: [2]}])
    model = Model(moves, np.array([[1, 2, 0], [0, 0, 1]], dtype=np.int32))
    assert stable(model, ["SEQ"])["SEQ"][0, 0]
    blind = Model(view(moves, np.array([False, False, True])), model.rank)
    assert not perceived([blind, model], ["SEQ"])["SEQ"][0, 0]


def test_shares_of_draws_are_those_of_solving_each():
    rng = np.random.default_rng(2)
    model = random_pair(rng, "irreversible").model
    payoff = rng.random((20, model.actors, model.states))
    seen: list[tuple[int, int]] = []
    found = sampled(model.moves, payoff, ["SEQ"], lambda done, total: seen.append((done, total)))
    each = [stable(Model(model.moves, p.argsort(1).argsort(1).astype(np.int32)), ["SEQ"])["SEQ"] for p in payoff]
    assert (found.equilibrium["SEQ"] == np.stack([one.all(axis=0) for one in each], axis=1)).all()
    assert (found.alone["SEQ"] == np.sum(each, axis=0)).all()
    assert seen[-1] == (20, 20)
