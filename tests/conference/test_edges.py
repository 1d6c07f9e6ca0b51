"""Cases at the edge: what makes the question meaningless is one message, what is merely hopeless plays and is nil."""

from __future__ import annotations

import math

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.case.schema import Case
from backchannel.conference.hopeless import out_of_reach
from backchannel.conference.kernel import Courses, simulate
from backchannel.conference.planning import plan
from backchannel.core.errors import AskError
from tests.conference.cases import Tree, case_of

RUNS, ROUNDS = 20, 8
A: Tree = {"id": "a", "role": "principal", "side": "s", "capability": 50, "cost": 0.15}
B: Tree = {"id": "b", "role": "principal", "side": "t", "capability": 50, "cost": 0.2}
ISSUE: Tree = {"id": "k", "anchors": {0: "one", 100: "other"}, "status_quo": 0}
WANTS: list[Tree] = [
    {"actor": "a", "issue": "k", "private": 0, "salience": 100},
    {"actor": "b", "issue": "k", "private": 100, "salience": 100},
]
DEAL: Tree = {"id": "deal", "opens": ["k"], "signers": ["a", "b"]}
TABLE: Tree = {"id": "table", "kind": "formal", "members": ["a", "b"], "proposer": "mediator"}
BACK: Tree = {"id": "back", "kind": "corridor", "members": ["a", "b"]}


def conference(**more: object) -> Case:
    """Two sides that would sign at once."""
    tree: Tree = {"actors": [A, B], "issues": [ISSUE], "stances": WANTS, "levels": [DEAL], "tracks": [TABLE]}
    return case_of(tree | {"war": {"sides": [{"id": "s"}, {"id": "t"}]}} | more)


def said(case: Case, **asked: int) -> str:
    """The one message about a case or what was asked of it."""
    with pytest.raises(AskError) as found:
        plan(sample(case, runs=2, seed=1), **asked)
    message = str(found.value)
    assert len(message) < 200, message
    assert "\n" not in message
    return message


def play(case: Case, **asked: int) -> Courses:
    """What happens, all of it numbers."""
    found = simulate(plan(sample(case, runs=RUNS, seed=1), **({"rounds": ROUNDS} | asked)), 0, RUNS)
    for name in ("gap", "trust", "fighting", "represented", "leaning"):
        assert np.isfinite(getattr(found, name)).all(), name
    return found


def signed(case: Case) -> float:
    return float((play(case).signed[:, 0] >= 0).mean())


def test_the_case_that_the_others_change_is_signed():
    assert signed(conference()) == 1.0


# --- what makes the question meaningless ------------------------------------------------------------------------


def test_one_actor_has_nobody_to_agree_with():
    alone = conference(stances=WANTS[:1], levels=[DEAL | {"signers": "a"}])
    assert "only one actor" in said(alone)
    assert "stances" in said(alone)


def test_without_stances_nobody_decides():
    assert said(conference(stances=[])) == (
        "nobody in this case has a stance, so nobody can accept or refuse; add rows to stances"
    )


def test_a_signer_without_a_stance_is_named():
    third: Tree = {"id": "c", "role": "principal"}
    case = conference(actors=[A, B, third], levels=[DEAL | {"signers": ["a", "b", "c"]}])
    assert said(case).startswith("c has to accept a text at level deal and has no stance")


def test_a_class_of_insiders_is_not_named():
    quiet: Tree = {"id": "quiet_ones", "role": "insider", "parent": "a", "side": "s"}
    case = conference(actors=[A, B, quiet], levels=[DEAL | {"signers": ["a", "b", "quiet_ones"]}])
    message = said(case)
    assert message.startswith("a class of insiders has to accept a text at level deal")
    assert "quiet" not in message


@pytest.mark.parametrize(
    "tracks",
    [[BACK], [TABLE | {"agenda": []}], [TABLE | {"signs": []}, BACK]],
    ids=["a corridor alone", "a table without an agenda", "a table that signs nothing"],
)
def test_tracks_that_sign_nothing_contradict_the_levels(tracks):
    message = said(conference(tracks=tracks))
    assert message.startswith("no track signs any level")
    assert "signs" in message


@pytest.mark.parametrize(
    ("issue", "requires"),
    [
        (ISSUE | {"kind": "indivisible"}, [{"issue": "k", "min": 25, "max": 75}]),
        (ISSUE, [{"issue": "k", "min": 80}, {"issue": "k", "max": 20}]),
    ],
    ids=["anchors excluded", "requirements that exclude each other"],
)
def test_a_level_that_no_text_can_meet(issue, requires):
    message = said(conference(issues=[issue], levels=[DEAL | {"requires": requires}]))
    assert message.startswith("level deal: no text can meet what it requires of k")


def many(issues: int, actors: int) -> Case:
    names, people = [f"k{n}" for n in range(issues)], [f"a{n}" for n in range(actors)]
    return conference(
        actors=[{"id": a, "role": "principal", "side": "st"[n % 2], "capability": 5} for n, a in enumerate(people)],
        issues=[ISSUE | {"id": k} for k in names],
        stances=[
            {"actor": a, "issue": k, "private": 100 * (n % 2), "salience": 1}
            for n, a in enumerate(people)
            for k in names
        ],
        levels=[{"id": "deal", "opens": names, "signers": people}],
        tracks=[TABLE | {"members": people}],
    )


def test_too_many_issues_for_the_texts_asked():
    assert said(many(12, 2)) == (
        "level deal opens 12 issues: more than 1500 texts even with ends only; "
        "ask for at least 4096 texts a level, or open fewer issues at it"
    )


def test_many_actors_and_many_issues_play():
    assert play(many(12, 60), texts=4096, rounds=2).voted.sum() > 0


@pytest.mark.parametrize("rounds", [0, -3, 40_000])
def test_a_horizon_has_rounds(rounds):
    assert said(conference(), rounds=rounds).startswith(f"{rounds} rounds: expected 1 to 32767")


def test_a_horizon_shorter_than_a_round():
    header: Tree = {"id": "made", "title": "x", "as_of": "2014-01-28", "round": "quarter"}
    assert said(conference(case=header | {"horizon_months": 1})).startswith(
        "a horizon of 1 months is shorter than one round (quarter)"
    )
    assert plan(sample(conference(case=header | {"horizon_months": 3}), runs=1)).rounds == 1


@pytest.mark.parametrize(("name", "value"), [("inner", 0), ("inner", -1), ("texts", 0)])
def test_counts_are_at_least_one(name, value):
    assert said(conference(), **{name: value}) == f"{name} = {value}: expected at least 1"


# --- what is merely hopeless, or merely odd ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {"levels": [DEAL | {"signers": {"of": ["a", "b"], "quota": 3}}]},
        {"levels": [DEAL | {"signers": {"of": ["a", "b"], "quota": 0.5, "weights": {"a": 0, "b": 0}}}]},
        {"tracks": [TABLE | {"open": False}]},
        {"tracks": [TABLE | {"open": False}, BACK]},
        {"tracks": [TABLE | {"meets": 0}]},
    ],
    ids=["quota above all weights", "no weight at all", "table closed", "corridor without table", "never meets"],
)
def test_what_is_hopeless_is_never_voted_on(more):
    found = play(conference(**more))
    assert (found.signed == -1).all()
    assert not found.voted.any()
    assert not found.agreed.any()


def test_what_is_agreed_and_never_tabled_is_not_signed():
    found = play(conference(tracks=[TABLE | {"meets": 0}, BACK]))
    assert found.agreed.all()
    assert (found.endorsed == -1).all()
    assert (found.signed == -1).all()


def test_a_level_that_no_track_signs_is_no_obstacle_to_another():
    case = conference(
        levels=[DEAL | {"id": "distant"}, DEAL], tracks=[TABLE | {"agenda": ["deal"]}, BACK | {"agenda": ["distant"]}]
    )
    found = play(case)
    assert (found.signed == [-1, 0]).all()
    assert not found.agreed.any()


@pytest.mark.parametrize(
    "more",
    [
        {"war": {}, "actors": [{k: v for k, v in one.items() if k != "side"} for one in (A, B)]},
        {"actors": [{k: v for k, v in one.items() if k != "capability"} for one in (A, B)]},
        {"stances": [one | {"salience": 0} for one in WANTS]},
        {"tracks": [BACK | {"signs": ["deal"]}]},
        {"tracks": [TABLE | {"members": ["m"]}], "actors": [A, B, {"id": "m", "role": "mediator"}]},
        {"issues": [ISSUE, ISSUE | {"id": "j"}], "levels": [DEAL | {"requires": [{"issue": "j", "min": 25}]}]},
        {"levels": [DEAL | {"signers": {"of": ["a", "b"], "quota": 0}}]},
    ],
    ids=[
        *("no war", "nobody strong", "nobody cares", "a corridor that signs", "only a mediator sits"),
        *("asks of an issue it leaves open", "quota of nothing"),
    ],
)
def test_what_is_merely_odd_plays(more):
    assert signed(conference(**more)) == 1.0


def test_one_who_signs_for_all_needs_nobody_else():
    """Two decide and one signs: that is a declaration, and it plays."""
    assert signed(conference(levels=[DEAL | {"signers": "b"}])) == 1.0


def test_a_single_round_is_a_game():
    found = play(conference(), rounds=1)
    assert found.force.shape == (RUNS, 1, 1)
    assert math.isclose(found.force.mean(), 1.0)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"levels": [DEAL | {"signers": {"of": ["a", "b"], "quota": 3}}]}, "its rule asks for more weight"),
        ({"tracks": [TABLE | {"open": False}, BACK]}, "no open track signs it"),
        ({"tracks": [TABLE | {"meets": 0}, BACK]}, "no track that signs it ever meets"),
        ({"levels": [DEAL, DEAL | {"id": "far"}], "tracks": [TABLE | {"agenda": ["far"]}]}, "no track signs it"),
    ],
    ids=["quota above all weights", "table closed", "never meets", "on no agenda"],
)
def test_what_is_hopeless_is_said(more, why):
    found = out_of_reach(plan(sample(conference(**more), runs=3, seed=1)))
    assert list(found) == ["deal"]
    assert found["deal"].startswith(why)


def test_a_rule_met_in_some_draws_is_within_reach():
    """A quota in doubt around the weight there is."""
    case = conference(levels=[DEAL | {"signers": {"of": ["a", "b"], "quota": [1, 2, 3]}}])
    assert out_of_reach(plan(sample(case, runs=50, seed=1))) == {}
    assert 0.0 < signed(case) < 1.0
