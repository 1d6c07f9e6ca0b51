import json
from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backchannel.theory.power import (
    deegan_packel,
    exact_power,
    proper,
    shapley_shubik_banzhaf,
    swings,
    weighted_game,
    whole,
)

votes = st.lists(st.integers(0, 9), min_size=1, max_size=7).flatmap(
    lambda w: st.tuples(st.just(w), st.integers(1, max(sum(w), 1)), st.integers(0, len(w)))
)


def wins(members, weights, quota, least):
    return sum(weights[i] for i in members) >= quota and len(members) >= least


def listed(weights, quota, least):
    """Swings of each voter by size, every coalition looked at."""
    n = len(weights)
    found = [[0] * n for _ in weights]
    for i in range(n):
        others = [j for j in range(n) if j != i]
        for k in range(n):
            for members in combinations(others, k):
                if wins((*members, i), weights, quota, least) and not wins(members, weights, quota, least):
                    found[i][k] += 1
    return found


@settings(max_examples=30)
@given(votes)
def test_shapley_shubik_is_who_decides_over_all_orders(vote):
    weights, quota, least = vote
    assume(len(weights) <= 5)
    assume(wins(range(len(weights)), *vote))
    decides = [0] * len(weights)
    for order in permutations(range(len(weights))):
        decides[next(i for place, i in enumerate(order) if wins(order[: place + 1], *vote))] += 1
    found = shapley_shubik_banzhaf(weights, quota, least)
    exact = [float(Fraction(d, factorial(len(weights)))) for d in decides]
    assert list(found.shapley_shubik) == exact
    assert sum(found.shapley_shubik) == pytest.approx(1.0, abs=1e-12)
    assert sum(found.banzhaf_normalised) == pytest.approx(1.0, abs=1e-12)
    totals = [sum(by_size) for by_size in listed(*vote)]
    assert list(found.banzhaf_absolute) == [total / 2 ** (len(weights) - 1) for total in totals]


def test_the_printed_power():
    found = shapley_shubik_banzhaf([50, 49, 1], 51)
    assert found.shapley_shubik == (2 / 3, 1 / 6, 1 / 6)
    assert found.banzhaf_absolute == (0.75, 0.25, 0.25)
    assert found.banzhaf_normalised == (0.6, 0.2, 0.2)


def test_the_security_council():
    # five permanent members of weight 7, ten others of 1, quota 39 (Shapley & Shubik 1954, in today's size)
    found = shapley_shubik_banzhaf([7] * 5 + [1] * 10, 39)
    assert found.shapley_shubik[0] == pytest.approx(float(Fraction(421, 2145)), abs=1e-15)
    assert found.shapley_shubik[-1] == pytest.approx(float(Fraction(4, 2145)), abs=1e-15)
    assert found.banzhaf_absolute[0] == 848 / 2**14


def test_thirty_voters_are_counted_exactly():
    weights = [3 * i + 1 for i in range(30)]
    counted = swings(weighted_game([weights], [sum(weights) // 2 + 1]))
    total = sum(counted[i][k] * factorial(k) * factorial(29 - k) for i in range(30) for k in range(30))
    assert total == factorial(30)  # somebody decides in every order: no digit is lost
    alike = shapley_shubik_banzhaf([1.0] * 30, 16)
    assert set(alike.shapley_shubik) == {1 / 30}


def test_a_least_number_of_members_is_a_second_hurdle():
    assert shapley_shubik_banzhaf([98, 1, 1], 51, 2).shapley_shubik == (2 / 3, 1 / 6, 1 / 6)
    assert shapley_shubik_banzhaf([98, 1, 1], 51).shapley_shubik == (1.0, 0.0, 0.0)
    assert shapley_shubik_banzhaf([98, 1, 1], 0, 2).shapley_shubik == (1 / 3, 1 / 3, 1 / 3)


def test_weights_are_taken_as_written():
    tenths = shapley_shubik_banzhaf([0.1, 0.2, 0.3], 0.3)  # .1 + .2 reaches .3, though not in floats
    assert tenths == shapley_shubik_banzhaf([1, 2, 3], 3)
    assert whole([0.0, 0.5, 1e3], 0.75) == ([0, 1, 2000], 2)


def test_more_weight_is_no_less_power():
    power = [shapley_shubik_banzhaf([w, 4, 3, 2, 1], 8).shapley_shubik[0] for w in range(9)]
    assert power == sorted(power)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (([1, 2], 4), "no voter is ever decisive with quota 4"),
        (([1, 2], 0), "no voter is ever decisive"),
        (([0, 0], 1), "no voter is ever decisive"),
        (([1, 2], 2, 3), "min_members is 3; expected between 0 and 2"),
        (([1, -2], 2), "weights has a value"),
        (([1e9 + 7 * i for i in range(30)], 16e9), "too many digits"),
    ],
)
def test_refuses_what_is_no_vote(wrong, says):
    with pytest.raises(ValueError, match=says):
        shapley_shubik_banzhaf(*wrong)


GAMES = (
    "eu15_1995", "eu27_nice_dual", "eu27_nice_votes_only", "minority_quota", "synthetic20", "synthetic50", "unsc15",
    "us_ec51_2012",
)  # fmt: skip
many = st.lists(st.integers(0, 9), min_size=1, max_size=8).flatmap(
    lambda w: st.tuples(st.just(w), st.integers(1, max(sum(w), 1)), st.sets(st.integers(0, len(w) - 1), max_size=2))
)


@pytest.mark.parametrize("name", GAMES)
def test_the_reference_games(name, shared_path):
    game = json.loads(shared_path("golden", "power", f"{name}.json").read_text())
    found = exact_power(weighted_game([game["weights"]], [game["quota"]], game.get("min_members", 0)))
    stated = [key for key in game if key.startswith(("shapley", "banzhaf"))]
    assert "shapley_shubik_exact" in stated
    for key in stated:
        values = getattr(found, key.removesuffix("_exact"))
        assert [str(x) if key.endswith("_exact") else float(x) for x in values] == game[key]
    assert sum(found.shapley_shubik) == sum(found.banzhaf_normalised) == 1


@given(many)
def test_power_is_shared_out_whole_and_none_of_it_goes_to_dummies(vote):
    weights, quota, vetoes = vote
    game = weighted_game([weights], [quota], 0, vetoes)
    assume(game.wins(range(len(weights))))
    found, packel = exact_power(game), deegan_packel(game)
    assert sum(found.shapley_shubik) == sum(found.banzhaf_normalised) == sum(packel) == 1
    everyone = set(range(len(weights)))
    for i in everyone:
        assert found.veto[i] == (not game.wins(everyone - {i}))
        useless = not any(
            game.wins({*c, i}) and not game.wins(c)
            for k in range(len(weights))
            for c in combinations(everyone - {i}, k)
        )
        assert found.dummy[i] == useless
        assert (found.shapley_shubik[i] == 0) == (found.banzhaf_absolute[i] == 0) == (packel[i] == 0) == useless
        if vetoes:
            assert i not in vetoes or found.shapley_shubik[i] == max(found.shapley_shubik)


@given(many)
def test_alike_voters_have_alike_power(vote):
    weights, quota, _ = vote
    assume(sum(weights) >= quota)
    found = shapley_shubik_banzhaf([*weights, weights[0]], quota)
    assert found.shapley_shubik[0] == found.shapley_shubik[-1]
    assert found.banzhaf_absolute[0] == found.banzhaf_absolute[-1]


@given(votes, st.integers(1, 20))
def test_transfer(vote, other):
    """What a voter turns in `either` and in `both` of two votes sums to what it turns in each (Dubey 1975)."""
    weights, quota, _ = vote
    n = len(weights)
    heads, either = [1] * n, max(1, other % (n + 1))
    assume(sum(weights) >= quota)
    turned = [[a + b - c for a, b, c in zip(*rows, strict=True)] for rows in zip(
        swings(weighted_game([weights], [quota])), swings(weighted_game([heads], [either])),
        swings(weighted_game([weights, heads], [quota, either])), strict=True,
    )]  # fmt: skip
    any_of = [[0] * n for _ in range(n)]
    for i in range(n):
        for k in range(n):
            for c in combinations([j for j in range(n) if j != i], k):
                won = [sum(weights[j] for j in m) >= quota or len(m) >= either for m in ((*c, i), c)]
                any_of[i][k] += won[0] and not won[1]
    assert turned == any_of


def test_several_quotas_must_all_be_met():
    # population and states at once: the large state cannot carry alone what two of three states must
    found = exact_power(weighted_game([[80, 15, 5], [1, 1, 1]], [65, 2]))
    assert found == exact_power(weighted_game([[80, 15, 5]], [65], 2))
    assert [str(x) for x in found.shapley_shubik] == ["2/3", "1/6", "1/6"]
    assert found.veto == (True, False, False)


def test_a_veto_is_more_than_weight():
    found = exact_power(weighted_game([[1] * 15], [9], 0, range(5)))  # the Security Council without its weights
    assert found == exact_power(weighted_game([[7] * 5 + [1] * 10], [39]))


def test_deegan_packel_by_hand():
    assert [str(x) for x in deegan_packel(weighted_game([[2, 1, 1, 1]], [3]))] == ["3/8", *["5/24"] * 3]
    assert [str(x) for x in deegan_packel(weighted_game([[50, 49, 1]], [51]))] == ["1/2", "1/4", "1/4"]


def test_a_quota_of_half_or_less_is_answered_and_flagged():
    assert not proper(weighted_game([[5, 5, 3, 3]], [5]))
    assert proper(weighted_game([[5, 5, 3, 3]], [9]))
    assert proper(weighted_game([[3, 3, 3]], [4.5]))  # half, and no coalition weighs it
    found = exact_power(weighted_game([[5, 5, 3, 3]], [5]))
    assert [str(x) for x in found.shapley_shubik] == ["5/12", "5/12", "1/12", "1/12"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (([[1, 2], [1]], [2, 1]), "weights has length 1; expected 2"),
        (([[1, 2]], [2, 1]), "1 lists of weights and 2 quotas"),
        (([], []), "expected one quota"),
        (([[1, 2]], [2], 0, {2}), "vetoes names a voter"),
        (([[1, float("nan")]], [2]), "weights has a value"),
        (([[1, 2]], [float("inf")]), "quota has a value"),
    ],
)
def test_refuses_votes_that_do_not_fit_together(wrong, says):
    with pytest.raises(ValueError, match=says):
        weighted_game(*wrong)


def test_nothing_is_packed_where_nothing_wins():
    with pytest.raises(ValueError, match="no coalition wins"):
        deegan_packel(weighted_game([[1, 2]], [4]))
