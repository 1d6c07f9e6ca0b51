"""Coalitions counted against coalitions listed: several quotas, least members, vetoes, weights of any length."""

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.theory import weighted
from backchannel.theory.power import weighted_game
from backchannel.theory.weighted import WeightedGame, minimal, proper, swings


@st.composite
def games(draw, most=7):
    n, quotas = draw(st.integers(1, most)), draw(st.integers(1, 3))
    rows = [draw(st.lists(st.integers(0, 7), min_size=n, max_size=n)) for _ in range(quotas)]
    return WeightedGame(
        tuple(map(tuple, rows)),
        tuple(draw(st.integers(0, sum(row) + 1)) for row in rows),
        draw(st.integers(0, n)),
        frozenset(draw(st.sets(st.integers(0, n - 1), max_size=2))),
    )


def subsets(members):
    return [c for k in range(len(members) + 1) for c in combinations(members, k)]


def listed(game):
    """Swings of each voter by size, every coalition looked at."""
    n = game.voters
    found = [[0] * n for _ in range(n)]
    for i in range(n):
        for members in subsets([j for j in range(n) if j != i]):
            if game.wins((*members, i)) and not game.wins(members):
                found[i][len(members)] += 1
    return found


def listed_minimal(game):
    n = game.voters
    found = [[0] * (n + 1) for _ in range(n)]
    for members in subsets(range(n)):
        if game.wins(members) and not any(game.wins([j for j in members if j != i]) for i in members):
            for i in members:
                found[i][len(members)] += 1
    return found


@given(games())
def test_counting_is_listing(game):
    assert swings(game) == listed(game)


@settings(max_examples=50)
@given(games())
def test_without_room_for_a_table_coalitions_are_listed(game):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighted, "MOST_CELLS", 0)
        assert swings(game) == listed(game)


@settings(max_examples=50)
@given(games())
def test_integers_of_any_length_count_alike(game):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighted, "MACHINE", 0)
        assert swings(game) == listed(game)


@given(games())
def test_minimal_coalitions_are_counted_as_listed(game):
    expected = listed_minimal(game)
    assert minimal(game) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighted, "LISTED", 0)
        assert minimal(game) == expected


@given(games())
def test_a_vote_is_proper_when_no_complement_of_what_wins_wins(game):
    everyone = set(range(game.voters))
    opposed = any(game.wins(c) and game.wins(everyone - set(c)) for c in subsets(range(game.voters)))
    assert proper(game) == (not opposed)


@pytest.mark.parametrize("n", [62, 63, 67, 68, 70, 120])
def test_counts_beyond_64_bits_are_right(n):
    # alike voters and a simple majority: each turns just the coalitions one short of it
    need = n // 2 + 1
    turned = swings(WeightedGame(((1,) * n,), (need,)))
    expected = [0] * n
    expected[need - 1] = math.comb(n - 1, need - 1)
    assert turned == [expected] * n
    assert math.comb(120 - 1, 60) > 2**64


def test_a_weight_that_alone_reaches_the_quota():
    assert swings(WeightedGame(((5, 5, 3, 3),), (5,))) == listed(WeightedGame(((5, 5, 3, 3),), (5,)))
    assert swings(WeightedGame(((9, 1, 1),), (2,))) == [[1, 2, 0], [0, 1, 0], [0, 1, 0]]


def test_weights_of_ten_to_the_thirty_are_counted_where_voters_are_few():
    large = 10**30
    game = WeightedGame(((50 * large, 49 * large, large),), (51 * large,))
    assert swings(game) == [[0, 2, 1], [0, 1, 0], [0, 1, 0]]
    assert minimal(game) == minimal(WeightedGame(((50, 49, 1),), (51,)))


def test_a_weight_far_above_the_quota_counts_as_the_quota():
    game = weighted_game([[1e300, 3, 2]], [4])
    alike = WeightedGame(((4, 3, 2),), (4,))
    for count in (swings, minimal, proper):
        assert count(game) == count(alike)


def test_common_factors_are_taken_out_once_vetoes_are_in():
    game = WeightedGame(((1, *(10**6,) * 70),), (35 * 10**6 + 2,), vetoes=frozenset({0}))
    assert swings(game) == swings(WeightedGame(((0, *(1,) * 70),), (36,), vetoes=frozenset({0})))


def test_so_many_voters_that_it_would_take_minutes_are_refused():
    for count, n in ((swings, 2000), (minimal, 1500)):
        with pytest.raises(ValueError, match="so many voters"):
            count(WeightedGame(((1,) * n,), (n // 2 + 1,)))


def test_too_many_digits_for_too_many_voters_are_refused():
    game = weighted_game([[10**9 + 7 * i for i in range(30)]], [16 * 10**9])
    for count in (swings, minimal):
        with pytest.raises(ValueError, match="too many digits"):
            count(game)
    with pytest.raises(ValueError, match="too many digits"):
        proper(weighted_game([[10**9 + 7 * i for i in range(30)]], [3 * 10**9]))
