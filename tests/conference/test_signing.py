"""A compiled signer rule says what the rule means, whoever accepts."""

from itertools import product as combinations_of

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backchannel.case.draws import sample
from backchannel.case.rules import Rule
from backchannel.conference.inequality import prepare
from backchannel.conference.range import part_values
from backchannel.conference.scan import acceptable, margins, tally
from backchannel.conference.signing import compile_rule, offered
from backchannel.conference.state import build
from backchannel.conference.texts import listed, product
from tests.conference.cases import Tree, deal, own_issue

ACTORS = ("a0", "a1", "a2", "a3", "a4")
SETS = np.array(list(combinations_of((False, True), repeat=len(ACTORS))))

some = st.lists(st.sampled_from(ACTORS), min_size=1, max_size=4, unique=True)
eighths = st.integers(1, 8).map(lambda n: n / 8)


@st.composite
def quotas(draw):
    of = draw(some)
    weights = draw(st.dictionaries(st.sampled_from(of), eighths))
    return {"of": of, "weights": weights, "quota": draw(st.integers(1, 12)) / 8}


rules = st.recursive(
    st.sampled_from(ACTORS) | quotas(),
    lambda inner: st.dictionaries(
        st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=1
    ),
    max_leaves=6,
)


def means(rule: Rule, yes: dict[str, bool]) -> bool:
    """What a rule says, read aloud."""
    if rule.actor is not None:
        return yes[rule.actor]
    if rule.all is not None:
        return all(means(part, yes) for part in rule.all)
    if rule.any is not None:
        return any(means(part, yes) for part in rule.any)
    assert rule.of is not None
    assert rule.quota is not None
    assert rule.quota.best is not None
    weights = {a: e.best for a, e in (rule.weights or {}).items()}
    return sum(weights.get(a) or 1.0 for a in rule.of if yes[a]) >= rule.quota.best


def accepting(rule, more: Tree | None = None):
    """A setting in which text t is accepted by exactly the actors of ``SETS[t]``, as a grid and as a list."""
    case = own_issue(len(ACTORS), signers=rule, more=more)
    level, track = deal(case)
    setting = prepare(build(sample(case, runs=1)), level, track, guarantees="all")
    ends = np.array([25.0, 75.0])
    return setting, product(case, level, {f"k{n}": ends for n in range(len(ACTORS))})


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(rules)
@example({"any": [{"all": ["a0", "a1"]}, {"of": ["a2", "a3", "a4"], "quota": 2}]})
@example({"all": [{"of": ["a0", "a1"], "weights": {"a0": 0.25}, "quota": 1}, {"any": ["a2", {"all": ["a3"]}]}]})
@example({"of": ["a0", "a1"], "quota": 5})
@example(["a0", {"all": ["a1", {"any": ["a2", "a3"]}]}])
def test_every_set_of_acceptances(rule):
    setting, grid = accepting(rule)
    said = Rule.model_validate(rule)
    meant = [means(said, dict(zip(ACTORS, map(bool, yes), strict=True))) for yes in SETS]
    assert ((grid.terms.T > 0.5) == SETS).all()
    case_list = listed(own_issue(len(ACTORS), signers=rule), setting.level, grid.terms)
    for texts in (grid, case_list):
        assert (tally(setting, texts)[0] == meant).all()
        assert acceptable(setting, texts)[0] == any(meant)
        margin, index = margins(setting, texts)
        assert (margin[0] >= 0) == any(meant)
        assert not any(meant) or meant[index[0]]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(rules, st.lists(st.integers(-8, 8), min_size=len(ACTORS), max_size=len(ACTORS)))
def test_the_value_of_a_rule_is_the_greatest_threshold_at_which_it_is_met(rule, eighths_of):
    """Also of the plain counterpart, :func:`part_values`."""
    setting, _ = accepting(rule)
    surplus = dict(zip(ACTORS, (n / 16 for n in eighths_of), strict=True))
    said = Rule.model_validate(rule)
    reached = [t for t in surplus.values() if means(said, {a: s >= t for a, s in surplus.items()})]
    rows = np.array([[surplus[row.actor] for row in setting.program.rows]])
    plain = part_values(setting.program, rows).min(axis=1)[0]
    terms = np.array([[s + 0.5] for s in surplus.values()])
    scanned = margins(setting, listed(own_issue(len(ACTORS), signers=rule), setting.level, terms))[0][0]
    assert plain == scanned
    assert plain == max(reached) if reached else plain < -1e6


@pytest.mark.parametrize(
    ("weights", "quota"),
    [((0.7, 0.2, 0.1), 1.0), ((0.1, 0.2, 0.7), 1.0), ((0.6, 0.3, 0.1), 1.0), ((0.3, 0.3, 0.3), 0.9), ((0.8, 0.1), 0.9)],
)
def test_a_quota_met_exactly_is_met(weights, quota):
    """All of a body reach a quota of the whole, though .7 + .2 + .1 falls short of 1 in floats."""
    actors = ACTORS[: len(weights)]
    rule = {"of": list(actors), "weights": dict(zip(actors, weights, strict=True)), "quota": quota}
    case = own_issue(len(actors), signers=rule)
    level, track = deal(case)
    setting = prepare(build(sample(case, runs=1)), level, track)
    everybody = np.full((len(actors), 1), 0.75)
    assert acceptable(setting, listed(case, level, everybody)).all()
    for n in range(len(actors)):  # and nobody can be spared
        short = everybody.copy()
        short[n] = 0.25
        assert not acceptable(setting, listed(case, level, short)).any()


def test_weights_are_those_stated_else_shares_of_the_parent_else_one():
    people: list[Tree] = [{"id": f"a{n}", "role": "principal"} for n in range(3)]
    people[1]["weight_in_parent"] = 0.25
    rule = {"of": ["a0", "a1", "a2"], "weights": {"a0": 0.5}, "quota": 1}
    case = own_issue(3, signers=rule, more={"actors": people})
    program = compile_rule(sample(case, runs=2), case.level("deal"))
    assert program.weights.tolist() == [[[0.5, 0.25, 1.0]]] * 2
    assert program.needed.tolist() == [[1.0]] * 2


def test_parts_are_those_that_must_say_yes():
    case = own_issue(4, signers=["a0", {"any": ["a1", "a2"]}, {"of": ["a2", "a3"], "quota": 1}])
    draws = sample(case, runs=1)
    level = case.level("deal").model_copy(update={"ratifiers": ("a3", "a0")})
    assert compile_rule(draws, level).parts == ("a0", "a1 or a2", "a2, a3")
    assert compile_rule(draws, level, ratifiers=True).parts == ("a0", "a1 or a2", "a2, a3", "a3")


# --- guarantees -------------------------------------------------------------------------------------------------


def promise(id, to, worth, condition=None):
    return {"id": id, "beneficiary": to, "levels": ["deal"], "credibility": 1, "worth": worth, "condition": condition}


def outcome(surplus, signers, guarantees, which="all"):
    """Whether a text passes that leaves actor n with ``surplus[n]`` before any guarantee."""
    case = own_issue(len(surplus), signers=signers, more={"guarantees": guarantees})
    level, track = deal(case)
    setting = prepare(build(sample(case, runs=1)), level, track, guarantees=which)
    text = listed(case, level, np.array([[s + 0.5] for s in surplus]))
    return bool(acceptable(setting, text)[0])


@pytest.mark.parametrize("theirs", [-0.25, 0.25])
@pytest.mark.parametrize("mine", [-0.5, -0.125, 0.125])
def test_a_guarantee_that_hinges_on_another_counts_where_that_one_accepts(mine, theirs):
    hinged = [promise("posts", "a0", 0.25, "a1")]
    assert outcome([mine, theirs], ["a0"], hinged) == (mine >= 0 or (mine + 0.25 >= 0 and theirs >= 0))
    assert outcome([mine, theirs], ["a0"], [promise("posts", "a0", 0.25)]) == (mine + 0.25 >= 0)
    assert outcome([mine, theirs], ["a0"], [promise("posts", "a0", 0.25, "a0")]) == (mine + 0.25 >= 0)
    assert outcome([mine, theirs], ["a0"], hinged, "none") == (mine >= 0)


def test_several_hinged_guarantees_add_up_as_far_as_their_conditions_hold():
    hinged = [promise("posts", "a0", 0.25, "a1"), promise("lives", "a0", 0.25, "a2")]
    for first, second in combinations_of((-0.25, 0.25), repeat=2):
        gained = 0.25 * (first > 0) + 0.25 * (second > 0)
        for mine in (-0.5, -0.375, -0.125, 0.125):
            assert outcome([mine, first, second], ["a0"], hinged) == (mine + gained >= 0)


def test_who_is_brought_round_by_a_guarantee_of_its_own_meets_the_condition_of_another():
    """a1 refuses the bare text and signs it with its guarantee; so what a0 is given on condition of a1 counts."""
    given = [promise("posts", "a0", 0.25, "a1"), promise("base", "a1", 0.25)]
    assert outcome([-0.125, -0.125], ["a1"], given)
    assert outcome([-0.125, -0.125], ["a0", "a1"], given)


def test_guarantees_on_offer():
    people = [{"id": "a0", "role": "insider"}, {"id": "a1", "role": "principal"}]
    given = [promise("posts", "a0", 0.25), promise("base", "a1", 0.25), promise("else", "a0", 0.25) | {"levels": []}]
    case = own_issue(2, signers=["a0"], more={"actors": people, "guarantees": given})
    level = case.level("deal")

    def ids(which):
        return [g.id for g in offered(case, level, which)]

    assert (ids("none"), ids("insiders"), ids("all")) == ([], ["posts"], ["posts", "base"])
    issues = [{"id": f"k{n}", "anchors": {0: "a", 100: "b"}, "status_quo": 50} for n in range(2)]
    issues[1]["tag"] = "leadership"
    case = own_issue(2, signers=["a0"], more={"actors": people, "guarantees": given, "issues": issues})
    assert ids("all") == ["posts", "base", "else"]  # which names no level: those that open the leader's post
