"""The chance of deciding against every answer that voters can give, and against the indices it comes to."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.pivotal import Body, chance_met, decisive, decisive_in_vote, rule_power, voter
from backchannel.theory.power import exact_power, weighted_game

chances = st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0]), min_size=4, max_size=4)
leaves = st.integers(0, 3).map(voter)


def grown(parts):
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    weighed = several.flatmap(
        lambda p: st.tuples(
            st.just(p), st.lists(st.integers(0, 3), min_size=len(p), max_size=len(p)), st.integers(0, 6)
        )
    )
    return (
        st.builds(Body, st.sampled_from(["all", "any"]), several)
        | weighed.map(lambda w: Body("quota", w[0], weights=np.array(w[1], dtype=float), needed=np.array(float(w[2]))))
    )  # fmt: skip


rules = st.recursive(leaves, grown, max_leaves=6)


def met(body, yes):
    """A rule put to voters of whom it is known who accepts."""
    if body.kind == "voter":
        return body.voter in yes
    parts = [met(part, yes) for part in body.parts]
    if body.kind == "quota":
        weight = sum(w for w, one in zip(body.weights, parts, strict=True) if one)
        return any(parts) and weight >= body.needed
    return all(parts) if body.kind == "all" else any(parts)


def listed(body, p):
    """Chance that it is met, every set of accepting voters looked at."""
    total = 0.0
    for said in product((0, 1), repeat=len(p)):
        share = np.prod([x if yes else 1 - x for x, yes in zip(p, said, strict=True)])
        total += share * met(body, {i for i, yes in enumerate(said) if yes})
    return total


@given(rules, chances)
def test_chances_are_those_of_every_answer(body, p):
    assert chance_met(body, p) == pytest.approx(listed(body, p), abs=1e-12)
    expected = []
    for i in range(4):
        yes, no = list(p), list(p)
        yes[i], no[i] = 1.0, 0.0
        expected.append(listed(body, yes) - listed(body, no))
    assert decisive(body, p) == pytest.approx(expected, abs=1e-12)


votes = st.lists(st.integers(0, 6), min_size=4, max_size=4)


@given(votes, votes, st.integers(0, 12), st.integers(0, 12), st.integers(0, 4), st.sets(st.integers(0, 3)), chances)
def test_generating_functions_are_those_of_every_answer(one, two, q1, q2, members, vetoes, p):
    game = weighted_game([one, two], [q1, q2], members, vetoes)
    expected = []
    for i in range(4):
        total = 0.0
        for said in product((0, 1), repeat=4):
            inside = {j for j, yes in enumerate(said) if yes}
            share = np.prod([x if yes else 1 - x for j, (x, yes) in enumerate(zip(p, said, strict=True)) if j != i])
            total += share * (game.wins(inside) if said[i] else -game.wins(inside))
        expected.append(total)
    assert decisive_in_vote(game, p) == pytest.approx(expected, abs=1e-12)


def test_at_even_chances_it_is_banzhaf_and_over_all_common_chances_shapley_shubik():
    game = weighted_game([[50, 49, 1, 7]], [60])
    exact = exact_power(game)
    assert decisive_in_vote(game, [0.5] * 4) == pytest.approx([float(x) for x in exact.banzhaf_absolute], abs=1e-12)
    nodes, weights = np.polynomial.legendre.leggauss(4)
    common = np.repeat((nodes[:, None] + 1) / 2, 4, axis=1)
    mean = (decisive_in_vote(game, common) * weights[:, None] / 2).sum(axis=0)
    assert mean == pytest.approx([float(x) for x in exact.shapley_shubik], abs=1e-12)


def test_weights_may_differ_by_run():
    weights, needed = np.array([[1.0, 1.0, 1.0], [3.0, 1.0, 1.0]]), np.array([2.0, 3.0])
    body = Body("quota", (voter(0), voter(1), voter(2)), weights=weights, needed=needed)
    half = np.full((2, 3), 0.5)
    assert decisive(body, half).tolist() == [[0.5, 0.5, 0.5], [1.0, 0.0, 0.0]]
    assert chance_met(body, half).tolist() == [0.5, 0.5]


def test_a_quota_of_nothing_still_wants_somebody():
    body = Body("quota", (voter(0), voter(1)), weights=np.ones(2), needed=np.zeros(()))
    assert chance_met(body, [0.5, 0.5]) == 0.75


@given(rules)
def test_power_in_a_rule_is_decisiveness_at_even_chances(body):
    by_chance = decisive(body, [0.5] * 4)
    if not by_chance.any():
        with pytest.raises(ValueError, match="nobody is ever decisive"):
            rule_power(body)
        return
    names, found = rule_power(body)
    assert [by_chance[v] for v in names] == pytest.approx([float(x) for x in found.banzhaf_absolute], abs=1e-12)
    for place, v in enumerate(names):
        assert found.veto[place] == (not met(body, set(range(4)) - {v}))


def test_refuses_rules_of_too_many():
    with pytest.raises(ValueError, match="21 voters"):
        rule_power(Body("all", tuple(voter(i) for i in range(21))))
    many = Body("quota", tuple(voter(i) for i in range(17)), weights=np.ones(17), needed=np.ones(()))
    with pytest.raises(ValueError, match="17 parts"):
        chance_met(many, np.full(17, 0.5))
    with pytest.raises(ValueError, match="accepts"):
        chance_met(voter(0), [1.5])
