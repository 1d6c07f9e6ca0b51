"""States from options, moves from states, ranks from what is said of preferences."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.graphmodel import moves as moving
from backchannel.theory.graphmodel.moves import Arcs, TooLargeError, forbidding, listed, merged, unseen
from backchannel.theory.graphmodel.options import at_least_one, exclusive, feasible, fits, from_options, only_if
from backchannel.theory.graphmodel.preferences import (
    CycleError,
    by_payoff,
    by_ranking,
    by_statements,
    doubted,
    from_pairs,
    ranked,
    scored,
)
from tests.theory.graphmodel.made import plain_moves, random_pair

PATTERN = st.tuples(st.integers(1, 63), st.integers(0, 63)).map(lambda p: (p[0], p[0] & p[1]))


@given(st.lists(PATTERN, max_size=6))
def test_feasible_states_are_those_that_no_pattern_forbids(patterns):
    wanted = [s for s in range(64) if all(s & care != value for care, value in patterns)]
    if wanted:
        assert feasible(6, patterns).tolist() == wanted
    else:
        with pytest.raises(ValueError, match="forbid every one"):
            feasible(6, patterns)


@given(PATTERN, PATTERN)
def test_a_pattern_only_if_another(first, needed):
    patterns = only_if(first, needed)
    for s in range(64):
        forbidden = s & first[0] == first[1] and s & needed[0] != needed[1]
        assert forbidden == any(s & care == value for care, value in patterns)


def test_the_other_kinds_of_infeasible_patterns():
    assert feasible(3, exclusive([0, 1, 2])).tolist() == [0, 1, 2, 4]
    assert feasible(3, at_least_one([1, 2])).tolist() == [2, 3, 4, 5, 6, 7]
    assert fits(np.arange(8), (5, 4)).tolist() == [s & 5 == 4 for s in range(8)]


def test_models_too_large_are_refused():
    with pytest.raises(TooLargeError, match="31 options, and at most 30"):
        feasible(31, [])
    with pytest.raises(TooLargeError, match="more than 4,194,304 combinations of the 23 options"):
        feasible(23, [])
    assert len(feasible(30, exclusive(range(30)))) == 31, "many options are no matter where most go together with none"
    with pytest.raises(TooLargeError, match="moves among"):
        from_options(14, [[0]] * 14, actors=1).arcs()
    with pytest.raises(ValueError, match="belongs to none of the 1 actors"):
        from_options(1, [[1]], actors=1)


def test_moves_of_options_wherever_they_are_kept():
    rng = np.random.default_rng(1)
    for _ in range(40):
        moves = random_pair(rng).model.moves
        wanted = plain_moves(moves)
        arcs = moves.arcs()
        for i, s in itertools.product(range(moves.actors), range(moves.states)):
            assert arcs.of(i, s).tolist() == sorted(wanted[i][s])
        assert moves.mobile.tolist() == arcs.mobile.tolist() == [any(mine.values()) for mine in wanted]
        start, source = arcs.backward
        for i, t in itertools.product(range(moves.actors), range(moves.states)):
            row = i * moves.states + t
            assert source[start[row] : start[row + 1]].tolist() == [s for s in range(moves.states) if t in wanted[i][s]]


def test_groups_of_many_options_are_numbered_without_a_table():
    few = from_options(18, [[n % 2] for n in range(18)], exclusive(range(18)), actors=2)
    many = moving.Groups(29, few.decimal, few.masks, few.rising, few.falling)
    for name in ("start", "target"):
        assert getattr(few.arcs(), name).tolist() == getattr(many.arcs(), name).tolist()


def test_merged_states_can_what_any_member_can():
    arcs = listed(2, 4, [{0: [1], 1: [2]}, {2: [3, 0], 3: [2]}])
    joined = merged(arcs, np.array([0, 1, 1, 2]))
    assert [[joined.of(i, s).tolist() for s in range(3)] for i in range(2)] == [[[1], [], []], [[], [0, 2], [1]]]


def test_arcs_taken_away():
    square = from_options(2, [[0], [1]], actors=2).arcs()
    one_way = forbidding(square, 0, np.array([False, True, False, True]), np.ones(4, dtype=np.bool_))
    assert [one_way.of(0, s).tolist() for s in range(4)] == [[1], [], [3], []]
    hidden = np.zeros((2, 4), dtype=np.bool_)
    hidden[1, 0] = True
    assert [unseen(square, hidden).of(1, s).tolist() for s in range(4)] == [[], [3], [], [1]]


@pytest.mark.parametrize("moves", [[{0: [2]}], [{2: [0]}], [{0: [-1]}]])
def test_moves_to_nowhere_are_refused(moves):
    with pytest.raises(ValueError, match="states"):
        listed(1, 2, moves)


def test_a_model_without_states_has_no_moves():
    assert Arcs(1, 0, np.zeros(1, np.int64), np.empty(0, np.int32)).mobile.tolist() == [False]


@given(st.integers(0, 150), st.integers(0, 2**32))
def test_any_number_of_statements_ranks_as_exact_scores_do(count, seed):
    """Python's whole numbers never overflow: 64 and more statements are where a program of this kind failed."""
    rng = np.random.default_rng(seed)
    truth = rng.random((count, 12)) < rng.choice([0.05, 0.5])
    scores = [sum(2 ** (count - 1 - j) for j in range(count) if truth[j, s]) for s in range(12)]
    assert by_statements(truth).tolist() == [sorted(set(scores)).index(score) for score in scores]


def test_rankings_and_payoffs():
    assert by_ranking([[3], [0, 1], [2]], 4).tolist() == [1, 1, 0, 2]
    assert by_payoff([[1.5, 0.5], [0.0, 0.0]]).tolist() == [[1, 0], [0, 0]]
    assert doubted(np.array([[[0.1, 0.2]], [[0.2, 0.1]]])).tolist() == [[[0, 1]], [[1, 0]]]
    for wrong in ([[0], [0]], [[0]], [[0], [1], [2]]):
        with pytest.raises(ValueError, match="names each of the 2 states once"):
            by_ranking(wrong, 2)
    with pytest.raises(ValueError, match="a payoff is missing"):
        by_payoff([1.0, np.nan])


def test_strength_from_scores_and_coarse_ranks():
    assert scored([0.0, 1.0, 3.0], 2.0).much.tolist() == [[False] * 3, [False] * 3, [True, True, False]]
    with pytest.raises(ValueError, match="much preferred and not preferred"):
        ranked([0, 0], [0, 1])


def test_what_follows_from_pairs():
    known = from_pairs(5, [(0, 1)], equal=[(1, 2)], much=[(2, 3)])
    assert known.better[0, 3]
    assert known.much[0, 3], "what is preferred to something much preferred is much preferred"
    assert not known.much[0, 1]
    assert known.unknown[4].tolist() == [True] * 4 + [False]
    assert not (known.better & known.unknown).any()


@pytest.mark.parametrize(
    ("given", "circle"),
    [
        ({"better": [(0, 1), (1, 2), (2, 0)]}, {0, 1, 2}),
        ({"better": [(0, 1)], "equal": [(0, 1)]}, {0, 1}),
        ({"better": [(3, 3)]}, {3}),
        ({"better": [(0, 1), (1, 3)], "much": [(3, 0)]}, {0, 1, 3}),
    ],
)
def test_preferences_that_go_round_in_a_circle(given: dict[str, Any], circle):
    with pytest.raises(CycleError, match="go round in a circle") as caught:
        from_pairs(4, given.pop("better"), **given)
    assert set(caught.value.states) == circle
