"""Bargaining points of tables: the reference results, the axioms, and what peers get wrong."""

import json
import warnings
from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backchannel.theory.points import bargaining_points
from backchannel.theory.solutions import bargaining_solutions_curved_frontier

RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
CASES = (
    "batna_below_all_deals", "duplicate_rows", "ks_definition_split", "linear_3party_125", "linear_6party_256",
    "linear_6party_256_harsh_reservation", "no_zone_of_agreement", "two_party_reservation", "two_party_textbook",
)  # fmt: skip


@st.composite
def tables(draw, most=9):
    m = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(st.integers(0, most), min_size=m, max_size=m), min_size=1, max_size=25))
    return rows, draw(st.lists(st.integers(-3, most // 2), min_size=m, max_size=m))


def lists(found):
    return {rule: getattr(found, rule).tolist() for rule in RULES}


def exactly(rows, d, weights):
    """The definitions in whole numbers, with every tie that is one."""
    fair = [
        r for r, u in enumerate(rows)
        if all(x >= y for x, y in zip(u, d, strict=True))
        and not any(v != u and all(x >= y for x, y in zip(v, u, strict=True)) for v in rows)
    ]  # fmt: skip
    gains = {r: [x - y for x, y in zip(rows[r], d, strict=True)] for r in fair}
    ideal = [max((gains[r][i] for r in fair), default=0) for i in range(len(d))]

    def best(worth):
        most = max(map(worth, fair), default=None)
        return [r for r in fair if worth(r) == most]

    return {
        "nash": best(lambda r: prod(g**a for g, a in zip(gains[r], weights, strict=True))),
        "kalai_smorodinsky": best(
            lambda r: min((Fraction(g, most) for g, most in zip(gains[r], ideal, strict=True) if most), default=0)
        ),
        "egalitarian": best(lambda r: min(gains[r])),
        "utilitarian": best(lambda r: sum(gains[r])),
    }


@pytest.mark.parametrize("name", CASES)
def test_the_reference_results(name, shared_path):
    given_ = json.loads(shared_path("golden", "bargaining-points", f"{name}.json").read_text())
    table, without = given_["utilities"], given_["reserved_values"]
    found, over_all = bargaining_points(table, without), bargaining_points(table, without, ideals="all")
    ours = {
        "pareto_individually_rational": found.pareto_individually_rational,
        "nash": found.nash,
        "egalitarian_maxmin_gain": found.egalitarian,
        "ks_maxmin_normalised_gain_ideal_over_ir": found.kalai_smorodinsky,
        "ks_maxmin_normalised_gain_ideal_over_all": over_all.kalai_smorodinsky,
        "max_welfare": found.utilitarian,
    }
    expected = given_.get("independent_result", {"nash": given_.get("independent_nash")})
    assert expected
    assert {key: ours[key].tolist() for key in expected} == expected


@given(tables(), st.data())
def test_the_definitions_with_every_tie(table, data):
    rows, d = table
    weights = data.draw(st.lists(st.integers(1, 3), min_size=len(d), max_size=len(d)))
    assert lists(bargaining_points(rows, d, weights)) == exactly(rows, d, weights)


@given(tables())
def test_decimals_tie_as_they_are_written(table):
    rows, d = table
    tenths = bargaining_points(np.array(rows) / 10, np.array(d) / 10)
    assert lists(tenths) == lists(bargaining_points(rows, d))


@given(tables())
def test_what_is_chosen_is_efficient_and_nobody_loses_by_it(table):
    rows, d = table
    found = bargaining_points(rows, d)
    for rule in RULES:
        chosen = getattr(found, rule)
        assert set(chosen) <= set(found.pareto_individually_rational) <= set(found.pareto)
        assert (np.array(rows)[chosen] >= d).all()
        assert bool(len(chosen)) == bool((np.array(rows) >= d).all(axis=1).any())


@given(tables(), st.randoms(use_true_random=False))
def test_names_of_parties_do_not_matter(table, rng):
    rows, d = table
    order = list(range(len(d)))
    rng.shuffle(order)
    assert lists(bargaining_points(np.array(rows)[:, order], np.array(d)[order])) == lists(bargaining_points(rows, d))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=15))
def test_a_symmetric_table_has_symmetric_points(half):
    rows = half + [(b, a) for a, b in half]
    found = bargaining_points(rows, [0, 0])
    for rule in RULES:
        chosen = {rows[r] for r in getattr(found, rule)}
        assert chosen == {(b, a) for a, b in chosen}


@given(tables(), st.data())
def test_units_of_utility_do_not_matter_to_nash_and_kalai_smorodinsky(table, data):
    rows, d = table
    unit = np.array(data.draw(st.lists(st.sampled_from([0.25, 1.0, 8.0, 1000.0]), min_size=len(d), max_size=len(d))))
    zero = np.array(data.draw(st.lists(st.integers(-20, 20), min_size=len(d), max_size=len(d))))
    here, there = bargaining_points(rows, d), bargaining_points(np.array(rows) * unit + zero, np.array(d) * unit + zero)
    assert here.nash.tolist() == there.nash.tolist()
    assert here.kalai_smorodinsky.tolist() == there.kalai_smorodinsky.tolist()


def test_units_of_utility_do_matter_to_the_others():
    rows = [[4, 1], [2, 2]]
    assert lists(bargaining_points(rows, [0, 0]))["egalitarian"] == [1]
    assert lists(bargaining_points([[4, 10], [2, 20]], [0, 0]))["egalitarian"] == [0]
    assert lists(bargaining_points([[4, 10], [2, 20]], [0, 0]))["utilitarian"] == [1]


@given(tables(), st.data())
def test_alternatives_that_nobody_chose_do_not_matter(table, data):
    rows, d = table
    here = bargaining_points(rows, d)
    for rule in ("nash", "egalitarian", "utilitarian"):
        for chosen in getattr(here, rule)[:1]:
            kept = sorted({chosen, *data.draw(st.sets(st.integers(0, len(rows) - 1)))})
            assert kept.index(chosen) in getattr(bargaining_points([rows[r] for r in kept], d), rule)


def test_kalai_smorodinsky_heeds_what_nobody_chose():
    rows = [[4, 3], [3, 4], [10, 0]]
    assert bargaining_points(rows, [0, 0]).kalai_smorodinsky.tolist() == [0]
    assert bargaining_points(rows[:2], [0, 0]).kalai_smorodinsky.tolist() == [0, 1]


@given(st.floats(1.0, 4.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_party_that_can_have_more_at_each_of_the_others_values_has_no_less_by_kalai_smorodinsky(k, low, high):
    # individual monotonicity: the same utilities of party 1 are on offer, and for each of them party 2 can have more
    first = np.linspace(0, 1, 400)
    small = np.stack([first, (1 - first**k) * min(low, high)], axis=1)
    large = np.stack([first, (1 - first**k) * max(low, high)], axis=1)
    assume(min(low, high) > 1e-3)
    here, there = (t[bargaining_points(t, [0, 0]).kalai_smorodinsky[0], 1] for t in (small, large))
    assert there >= here - 1e-12


@pytest.mark.parametrize(("k", "d"), [(1.0, (0.0, 0.0)), (2.0, (0.1, 0.2)), (3.0, (0.3, 0.05))])
def test_fine_tables_come_to_the_points_of_smooth_frontiers(k, d):
    first = np.linspace(0, 1, 20_001)
    table = np.stack([first, 1 - first**k], axis=1)
    found, smooth = bargaining_points(table, d, [2.0, 1.0]), bargaining_solutions_curved_frontier(k, d, [2.0, 1.0])
    for rule in ("nash", "kalai_smorodinsky", "egalitarian"):
        assert table[getattr(found, rule)[0]] == pytest.approx(getattr(smooth, rule), abs=2e-4)


# --- what peers get wrong ---------------------------------------------------------------------------------------


def test_war_worse_than_any_deal_stays_so():
    rows = [[0.5, 0.9], [0.6, 0.7], [0.9, 0.5]]
    assert bargaining_points(rows, [0.5, -2.0]).nash.tolist() == [2]  # raised to 0.5 it would be row 1
    assert bargaining_points(rows, [0.5, 0.5]).nash.tolist() == [1]


def test_kalai_smorodinsky_makes_the_least_gain_large_and_not_the_spread_small():
    rows = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.9, 0.5, 0.6], [0.4, 0.4, 0.7]])
    found = bargaining_points(rows, [0, 0, 0])
    assert np.ptp(rows[found.pareto], axis=1).argmin() == 4  # what the smallest spread would choose
    assert found.kalai_smorodinsky.tolist() == [3]


def test_equal_rows_are_all_listed():
    rows = [[0.6, 0.6], [0.6, 0.6], [0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]
    found = bargaining_points(rows, [0, 0])
    assert found.pareto.tolist() == [0, 1, 2, 3]
    assert lists(found) == {rule: [0, 1] for rule in RULES}


def test_no_zone_of_agreement_is_an_answer():
    found = bargaining_points([[1.0, 0.0], [0.5, 0.4], [0.0, 1.0]], [0.6, 0.6])
    assert found.pareto.tolist() == [0, 1, 2]
    assert found.pareto_individually_rational.tolist() == []
    assert lists(found) == {rule: [] for rule in RULES}


# --- edges ------------------------------------------------------------------------------------------------------


def test_ideals_over_all_outcomes_may_choose_another_row():
    rows = [[20, 0], [5, 4], [4, 6]]  # what party 0 could have at most, party 1 would refuse
    assert bargaining_points(rows, [0, 1]).kalai_smorodinsky.tolist() == [2]
    assert bargaining_points(rows, [0, 1], ideals="all").kalai_smorodinsky.tolist() == [1]


def test_leximin_narrows_ties_of_the_least():
    rows = [[2, 5, 3], [2, 4, 4], [2, 3, 3]]
    assert bargaining_points(rows, [0, 0, 0]).egalitarian.tolist() == [0, 1]
    assert bargaining_points(rows, [0, 0, 0], leximin=True).egalitarian.tolist() == [1]


def test_a_party_that_cannot_gain_is_left_out_of_kalai_smorodinsky_alone():
    rows = [[1, 4, 1], [1, 3, 2]]
    found = bargaining_points(rows, [1, 0, 0])
    assert found.nash.tolist() == found.egalitarian.tolist() == [0, 1]  # every product, and every least gain, is 0
    assert found.kalai_smorodinsky.tolist() == [1]
    assert lists(bargaining_points([[1, 1]], [1, 1])) == {rule: [0] for rule in RULES}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (([[1, 2]], [0]), "disagreement has length 1; expected 2"),
        (([[1, 2]], [0, np.nan]), "disagreement has a value"),
        (([[1, 2]], [0, 0], [1, 0]), "weights has a value .* > 0"),
        (([[1, 2]], [0, 0], [1, 1, 1]), "weights has length 3"),
        (([[1, 1e305]], [0, 0]), "beyond 1e"),
        (([[1, 1.7e308]], [0, -1.7e308]), "beyond 1e"),
        (([[1, np.inf]], [0, 0]), "any finite number"),
    ],
)
def test_refuses_what_cannot_be_compared(wrong, says):
    with pytest.raises(ValueError, match=says):
        bargaining_points(*wrong)


def test_what_is_refused_as_too_large_is_no_warning_first():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match="beyond 1e"):
            bargaining_points([[1.0, 2.0], [1.7e308, -1.7e308]], [0, -1e300], ideals="all")


def test_weights_count_by_their_ratio_however_large():
    rows = [[9, 1], [5, 5], [1, 9]]
    assert bargaining_points(rows, [0, 0], [1e308, 1e308]).nash.tolist() == [1]
    assert bargaining_points(rows, [0, 0], [1.5e308, 1e307]).nash.tolist() == [0]


def test_refuses_ideals_over_nothing_known():
    with pytest.raises(ValueError, match="individually_rational or all"):
        bargaining_points([[1, 2]], [0, 0], ideals="some")
