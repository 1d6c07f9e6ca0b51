"""Rules of the game of rounds, one by one, on cases so small that what follows can be said in advance.

Nearly all chances are 0 or 1 and nobody errs, so a run is determined. What is played is played by both engines, which
must agree; stages are called one by one only where the state has to be looked at.
"""

from __future__ import annotations

import math
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.conference import reference
from backchannel.conference.clock import retold
from backchannel.conference.kernel import Courses, differences, simulate
from backchannel.conference.plan import NONE, Plan
from backchannel.conference.planning import plan
from backchannel.conference.reference.holding import loss_to, settle
from backchannel.conference.reference.judging import benefit
from backchannel.conference.reference.run import Run, Text
from backchannel.conference.reference.start import begin
from backchannel.conference.reference.voting import condition
from backchannel.conference.reference.war import worth_of_war
from backchannel.conference.reference.watching import look_around
from tests.conference.cases import Tree, case_of

SHARE: Tree = {"id": "share", "anchors": {0: "theirs", 100: "ours"}, "status_quo": 50}
OFFICE: Tree = {"id": "office", "tag": "leadership", "anchors": {0: "stays", 100: "goes"}, "status_quo": 0}
TABLE: Tree = {"id": "table", "kind": "formal", "members": ["a", "b"], "proposer": "mediator"}
NEVER_MEETS = TABLE | {"meets": 0}
DEAL: Tree = {"id": "deal", "opens": ["share"], "signers": ["a", "b"]}
UNWILLING: Tree = {"rent": 1}
"""It lives so well by going on that it refuses everything."""


def who(name: str, **more: Any) -> Tree:
    return {"id": name, "role": "principal", "cost": 0.2, **more}


def wants(name: str, private: float, *, issue: str = "share", **more: Any) -> Tree:
    return {"actor": name, "issue": issue, "private": private, "salience": 100, **more}


def corridor(name: str, *members: str, **more: Any) -> Tree:
    return {"id": name, "kind": "corridor", "members": list(members), **more}


def exactly(term: float, issue: str = "share") -> list[Tree]:
    """What a level requires that has one text only."""
    return [{"issue": issue, "min": term, "max": term}]


def two(*, a: Tree | None = None, b: Tree | None = None, **more: Any) -> Tree:
    """Two actors at odds over a share of 50 now; either gives up to 20 of it to have done with fighting."""
    tree: Tree = {
        "actors": [who("a", **(a or {})), who("b", **(b or {}))],
        "issues": [SHARE],
        "stances": [wants("a", 100), wants("b", 0)],
        "levels": [DEAL],
        "tracks": [TABLE],
    }
    for name in ("actors", "stances", "tracks"):
        tree[name] = tree[name] + more.pop(f"more_{name}", [])
    return tree | more


def planned(tree: Tree, *, rounds: int = 1, runs: int = 1) -> Plan:
    return plan(sample(case_of(tree), runs=runs, seed=1), texts=101, rounds=rounds)


def play(tree: Tree, *, rounds: int = 1, runs: int = 1) -> Courses:
    """What happens in the fast engine, and the same to the bit in the plain one."""
    p = planned(tree, rounds=rounds, runs=runs)
    found = simulate(p, 0, runs)
    for number in range(runs):
        assert differences(found, number, reference.play(p, number)) == []
    return found


def seen(tree: Tree, of: Any, *, rounds: int) -> list[Any]:
    """What ``of`` a run says at the end of each round of the plain engine."""
    notes: list[Any] = []

    def look(run: Run) -> None:
        look_around(run)
        notes.append(of(run))

    with patch.object(reference, "look_around", look):
        reference.play(planned(tree, rounds=rounds), 0)
    return notes


# --- 1 those who stay away --------------------------------------------------------------------------------------

AID: Tree = {"id": "aid", "opens": ["share"], "signers": "a"}
STAYS_AWAY: Tree = {"attending_cost": 1}


def test_a_member_who_stays_away_refuses_what_is_voted_on():
    levels = [DEAL, AID | {"opens": ["other"]}]
    both: Tree = {"levels": levels, "issues": [SHARE, SHARE | {"id": "other"}]}
    absent, there = play(two(b=STAYS_AWAY, **both), rounds=4), play(two(**both), rounds=4)
    assert there.signed.tolist() == [[0, 0]]
    assert absent.sessions.all(), "a can sign aid alone"
    assert absent.present[0].tolist() == [[True, False]] * 4
    assert absent.signed.tolist() == [[-1, 0]]
    assert absent.refused[0].tolist() == [[0, 4], [0, 1]]


def test_a_member_who_stays_away_does_not_ratify():
    ratified = [AID | {"ratifiers": ["b"], "requires": exactly(50)}]
    assert play(two(levels=ratified), rounds=3).signed.tolist() == [[0]]
    absent = play(two(levels=ratified, b=STAYS_AWAY), rounds=3)
    assert absent.sessions.all()
    assert absent.signed.tolist() == [[-1]]
    assert absent.voted.tolist() == [[3]], "it passes each time, and is not ratified"


def test_a_member_who_stays_away_brings_no_text():
    """Alone it would bring its own best of what the other accepts: 30 instead of 100."""
    tree: Tree = {"levels": [AID], "tracks": [TABLE | {"proposer": "members"}]}
    there, absent = play(two(**tree), runs=24), play(two(b=STAYS_AWAY, **tree), runs=24)
    assert set(there.signed_text[:, 0]) == {30, 100}
    assert set(absent.signed_text[:, 0]) == {100}


# --- 2 and 8 corridors' texts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [1, 2])
def test_the_corridor_whose_text_is_stood_by_is_noted(at):
    """At each level another one: the first to hold a text of it."""
    levels = [DEAL, DEAL | {"id": "step", "opens": ["other"]}]
    agendas = {1: (["deal"], ["step"]), 2: (["step"], ["deal"])}[at]
    tracks = [TABLE, *(corridor(f"back{n}", "a", "b", agenda=agenda) for n, agenda in enumerate(agendas))]
    stances = [wants(x, 100 * (x == "a"), issue=k) for x in "ab" for k in ("share", "other")]
    found = play(two(levels=levels, tracks=tracks, issues=[SHARE, SHARE | {"id": "other"}], stances=stances), rounds=2)
    assert found.endorsed.tolist() == [[0, 0]]
    assert found.endorsed_at.tolist() == [[at, 3 - at]]


def test_a_text_that_nobody_agreed_before_is_nobodys():
    found = play(two(more_tracks=[corridor("back", "a", "b", agenda=[])]))
    assert (found.signed.tolist(), found.endorsed.tolist(), found.endorsed_at.tolist()) == ([[0]], [[-1]], [[-1]])


@pytest.mark.parametrize("level", [DEAL, AID | {"id": "deal", "ratifiers": ["b"]}], ids=["voted down", "not ratified"])
def test_a_text_that_fails_is_void_and_no_other(level):
    """Two corridors hold a text of the level; that of the first comes to the table, where b refuses all."""

    def tree(corridors: int) -> Tree:
        return two(b=UNWILLING, levels=[level], more_tracks=[corridor(f"back{n}", "a") for n in range(corridors)])

    alone, side_by_side = play(tree(1), rounds=2), play(tree(2), rounds=2)
    assert alone.signed.tolist() == side_by_side.signed.tolist() == [[-1]]
    assert not alone.agreed.any()
    assert side_by_side.agreed.all()
    assert seen(tree(2), lambda run: sorted(run.held), rounds=2) == [[(2, 0)]] * 2


# --- 3 and 9 leaks ----------------------------------------------------------------------------------------------


def leaky(*premiums: float) -> Tree:
    """At 50 a gains .5 and pays .2 in public, times the factor; b takes no more than 50."""
    return two(
        a={"cost": 0, "audience_cost": 0.4},
        b={"cost": 0.5},
        issues=[SHARE | {"status_quo": 0}],
        stances=[wants("a", 100, public=100), wants("b", 0)],
        levels=[DEAL | {"requires": exactly(50)}],
        more_tracks=[corridor(f"back{n}", "a", "b", leak=1, premium=x) for n, x in enumerate(premiums)],
    )


def test_after_several_leaks_the_greatest_premium_counts():
    for premiums in ((2,), (2, 1.5), (1.5, 2), (2, 2, 2)):
        found = play(leaky(*premiums))
        assert found.leaks.tolist() == [[0, *(1 for _ in premiums)]]
        assert found.signed.tolist() == [[0]], premiums
    assert play(leaky(3)).signed.tolist() == [[-1]], "at 3 it is refused"
    assert play(leaky(2, 3)).signed.tolist() == [[-1]]
    assert (
        seen(leaky(1.5, 2) | {"levels": [DEAL | {"requires": exactly(0)}]}, lambda run: run.up[:], rounds=3)
        == [[2.0, 2.0]] * 3
    )


@pytest.mark.parametrize("cooling", [0, 1, 2, 5])
def test_a_leak_shuts_a_corridor_for_as_many_rounds_as_said(cooling):
    tracks = [NEVER_MEETS, corridor("back", "a", "b", leak=1, cooling=cooling)]
    found = play(two(tracks=tracks), rounds=12)
    assert found.sessions[0, :, 1].tolist() == [t % (cooling + 1) == 0 for t in range(12)]
    assert found.leaks.tolist() == [[0, math.ceil(12 / (cooling + 1))]]


def test_a_corridor_told_in_weeks_leaks_as_often():
    runs = 400
    header: Tree = {"id": "made", "title": "Made", "as_of": "2014-01-28", "horizon_months": 60}
    tracks = [NEVER_MEETS, corridor("back", "a", "b", meets=0.4, leak=1, cooling=3)]
    monthly = sample(
        case_of(two(tracks=tracks, case=header, levels=[DEAL | {"requires": exactly(50)}])), runs=runs, seed=1
    )
    months, weeks = (
        simulate(plan(draws), 0, runs).leaks[:, 1].astype(float) for draws in (monthly, retold(monthly, "week"))
    )
    error = math.hypot(months.std(), weeks.std()) / math.sqrt(runs)
    assert months.mean() == pytest.approx(60 / (3 + 1 / 0.4), rel=0.05)
    assert abs(months.mean() - weeks.mean()) < 4 * error < 0.5


# --- 4, 5 and 10 attacks ----------------------------------------------------------------------------------------

GROUP: Tree = {"id": "g", "role": "armed"}
SIDES: Tree = {"sides": [{"id": "s", "outcome": {"share": 100}}, {"id": "t", "outcome": {"share": 0}}, {"id": "u"}]}
STOPS: Tree = {"stops_good": 0.8, "stops_other": 0.3}


def besieged(signers: list[str], game: Tree | None = None, *, telling: float = 1.0) -> Tree:
    """Three sides, of which some sign, a group of the first side and one of no side."""
    breakage = [{"group": "g", "effect": 0.4, "attack": 0.5}, {"group": "h", "effect": 0.1, "attack": 0.2}]
    return {
        "actors": [
            who("a", side="s", trust=0.9),
            who("b", side="t", trust=0.6),
            who("c", side="u", trust=0.2),
            GROUP | {"side": "s"},
            GROUP | {"id": "h"},
        ],
        "issues": [SHARE],
        "stances": [wants("a", 100), wants("b", 0), wants("c", 50)],
        "levels": [DEAL | {"signers": signers, "breakage": breakage, "telling": telling}],
        "tracks": [TABLE | {"members": ["a", "b", "c"]}],
        "war": SIDES,
        "game": game or {},
    }


@pytest.mark.parametrize(
    ("signers", "game", "telling", "stopped"),
    [
        (["a", "b", "c"], {}, 1.0, 0.0),
        (["a", "b", "c"], STOPS, 1.0, 0.4 * 0.8 + 0.6 * 0.3),
        (["a", "b"], STOPS, 1.0, 0.6 * 0.8 + 0.4 * 0.3),
        (["a", "b", "c"], STOPS, 0.5, 0.4 * 0.8 + 0.6 * 0.55),
        (["a"], STOPS, 1.0, 0.8),
    ],
    ids=["nobody stops any", "as two believe", "as one believes", "a level that tells less", "nobody else to ask"],
)
def test_attacks_expected_to_be_stopped_are_left_out(signers, game, telling, stopped):
    run = begin(planned(besieged(signers, game, telling=telling)), 0)
    assert run.chi == [pytest.approx(1.0 - (1.0 - 0.5 * (1.0 - stopped) * 0.4) * (1.0 - 0.2 * 0.1), abs=1e-15)]


def test_a_side_that_stops_every_attack_leaves_the_text_as_good_as_unthreatened():
    """What b fears of a betrayal outlives a text that is soon broken, and so weighs more against it."""

    def signed(attack: float, game: Tree) -> Any:
        breakage = [{"group": "g", "effect": 0.5, "attack": attack}]
        level = DEAL | {"requires": exactly(50), "breakage": breakage}
        fears: Tree = {"side": "t", "trust": 0.5, "betrayal_loss": 0.1, "betrayal_memory": 0.04}
        tree = two(a={"side": "s"}, b=fears, more_actors=[GROUP | {"side": "s"}], levels=[level], war=SIDES, game=game)
        for one in tree["actors"][:2]:
            one["own_chance"] = 0.5
        return play(tree).signed.tolist()

    assert signed(0, {}) == [[0]]
    assert signed(1, {}) == [[-1]]
    assert signed(1, {"stops_good": 1, "stops_other": 1}) == [[0]]


def hated(*, phi: float = 0.0, price: float | None = None) -> Tree:
    """All but a group with views of its own want the share moved, at one level nearer than at the other."""
    group = GROUP | {"rent": 0.1} | ({} if price is None else {"attacking_cost": price})
    strike = {"fighting_ended": phi, "breakage": [{"group": "g", "effect": 1, "attack": 1}]}
    return two(
        issues=[SHARE | {"status_quo": 0}],
        stances=[wants("a", 100), wants("b", 100), wants("g", 0)],
        more_actors=[group],
        levels=[DEAL | {"requires": exactly(50)} | strike, DEAL | {"id": "far", "requires": exactly(80)} | strike],
    )


@pytest.mark.parametrize("phi", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("order", [[0], [1], [0, 1], [1, 0]], ids=["near", "far", "far after near", "near after far"])
def test_a_group_judges_a_standing_text_as_when_it_was_pending(order, phi):
    """By how far the text moves the share from where it would stand without it, and by what the war yields."""
    run, terms = begin(planned(hated(phi=phi)), 0), [0.5, 0.8]
    for lv in order:
        before = run.q[0]
        pending = loss_to(run, lv, 0, [terms[lv]], [0])
        run.force[lv] = Text(lv, 0, [terms[lv]], [0], NONE, 1.0, 0)
        run.order.append(lv)
        settle(run)
        worth_of_war(run)
        assert run.q == [terms[lv]]
        assert loss_to(run, lv, 0, [terms[lv]], [0]) == pytest.approx(pending, abs=1e-12)
        assert pending == pytest.approx(terms[lv] - before + 0.2 * phi, abs=1e-12)


def test_a_group_strikes_at_a_standing_text_for_what_it_took():
    """Worth .5 to it at a price of .25, pending and standing: so it is broken in every second round."""
    tree = hated(price=0.25)
    found = play(tree | {"levels": tree["levels"][:1]}, rounds=6)
    assert found.force[0, :, 0].tolist() == [True, False] * 3
    assert found.attacks.tolist() == [[6]]
    assert found.ended.tolist() == [[1]]


@pytest.mark.parametrize("stops", [(1, 0), (0, 0), (0.8, 0.3)])
def test_an_attack_from_a_side_that_does_not_sign_moves_nobodys_trust(stops):
    game = {"stops_good": stops[0], "stops_other": stops[1]}
    left_out = besieged(["b", "c"], game)
    signing = besieged(["a", "b", "c"], game)
    for tree in (left_out, signing):
        tree["levels"][0]["breakage"] = [{"group": "g", "effect": 0, "attack": 1}]
        tree["levels"][0]["requires"] = exactly(50)
        for one in tree["actors"][:3]:
            one["cost"] = 1
    outside, inside = play(left_out, rounds=3, runs=8), play(signing, rounds=3, runs=8)
    assert (outside.attacks == 3).all()
    assert (inside.attacks == 3).all()
    assert not outside.trust.any()
    assert (inside.trust[:, :, 1:] != 0).all() == (stops[0] != stops[1])
    assert not inside.trust[:, :, 0].any(), "nobody learns from its own side"


# --- 6 promises in a corridor, and 11 standing ------------------------------------------------------------------


def promised(*members: str, believed: float = 1.0) -> Tree:
    """b takes 60 only with a promise that counts where a accepts too; the table never meets."""
    promise = {"id": "posts", "beneficiary": "b", "levels": ["deal"], "condition": "a", "worth": 0.3}
    return two(
        b={"cost": 0},
        levels=[DEAL | {"requires": exactly(60)}],
        tracks=[NEVER_MEETS, corridor("back", *members)],
        guarantees=[promise | {"credibility": believed}],
    )


@pytest.mark.parametrize(
    ("members", "believed", "exists"),
    [("ab", 1.0, True), ("ab", 0.2, False), ("b", 1.0, False), ("a", 1.0, True)],
    ids=["believed", "hardly believed", "who it hangs on is not there", "who needs it is not there"],
)
def test_in_a_corridor_a_promise_counts_that_hangs_on_somebody_there(members, believed, exists):
    assert play(promised(*members, believed=believed), rounds=2).agreed.all() == exists


def test_the_row_of_an_actor_in_a_corridor_carries_the_promises_met_there():
    more = {"id": "lives", "beneficiary": "b", "levels": ["deal"], "condition": "c", "credibility": 1}
    tree = promised("a", "b")
    tree |= {"actors": [*tree["actors"], who("c")], "stances": [*tree["stances"], wants("c", 50)]}
    tree |= {"guarantees": [*tree["guarantees"], more]}
    tree["tracks"] += [corridor("alone", "b"), corridor("with_c", "b", "c"), corridor("all", "a", "b", "c")]
    p = planned(tree)
    rows = p.levels[0].rows
    carried = [rows[v] for v in p.seat_row[1:, 0, 1]]
    assert [set(row.guarantees) for row in carried] == [{"posts"}, set(), {"lives"}, {"posts", "lives"}]
    assert {row.actor for row in carried} == {"b"}


@pytest.mark.parametrize(("believed", "there"), [(0.0, "o"), (0.5, "o"), (1.0, "o"), (1.0, "p")])
def test_insiders_lean_towards_a_promise_that_hangs_on_somebody_in_the_corridor(believed, there):
    """A change of leader that is nothing to them but for a promise of .04, which is their unit of leaning."""
    promise = {"id": "posts", "beneficiary": "i", "condition": "o", "worth": 0.04, "credibility": believed}
    change = {"opens": ["office"], "signers": {"any": ["o", "i"]}, "requires": exactly(100, "office")}
    tree: Tree = {
        "actors": [who("o"), who("p"), {"id": "i", "role": "insider"}],
        "issues": [OFFICE],
        "stances": [*(wants(x, 100, issue="office") for x in "op"), wants("i", 50, issue="office")],
        "levels": [{"id": "change", "fighting_ended": 0, **change}],
        "tracks": [NEVER_MEETS | {"members": ["o"]}, corridor("back", there)],
        "guarantees": [promise],
        "game": {"insiders_lean": 0.3},
    }
    found = play(tree)
    assert found.agreed.all()
    counted = believed if there == "o" else 0.0
    assert found.leaning[0, 0] == pytest.approx(0.3 / (1.0 + math.exp(-counted)), abs=1e-12)


def standing(*members: str) -> Tree:
    """Being recognised by us is worth .3 to ru, which loses .1 by the text; us and x gain."""
    recognition = {"id": "parity", "of": "ru", "by": "us", "before": 1, "now": 1, "status_gain": 0.3}
    return {
        "actors": [who("us"), who("ru", cost=0), who("x")],
        "issues": [SHARE],
        "stances": [wants("us", 100), wants("ru", 0), wants("x", 100)],
        "levels": [DEAL | {"signers": ["us", "x"], "requires": exactly(60)}],
        "tracks": [NEVER_MEETS | {"members": ["us", "x"]}, corridor("back", *members)],
        "recognition": [recognition],
    }


@pytest.mark.parametrize(("members", "gain"), [(("us", "ru"), 0.3), (("ru", "x"), 0.0), (("us", "x"), 0.0)])
def test_standing_is_gained_where_both_sit(members, gain):
    run = begin(planned(standing(*members)), 0)
    row = [r.actor for r in run.p.levels[0].rows].index("ru")
    assert benefit(run, 0, row, 1) == pytest.approx(gain)
    assert benefit(run, 0, row, NONE) == 0.0
    assert play(standing(*members)).agreed.all() == (gain > 0 or "ru" not in members)


# --- 7 conditional support --------------------------------------------------------------------------------------

ORDERS = [["first", "second", "probe"], ["second", "first", "probe"], ["probe", "second", "first"]]


def supported(order: list[str], agenda: list[str] | None = None) -> Tree:
    """A client whose backer carries all of its war. It refuses the first text for three rounds, takes the second always
    and the probe only while support is cut; v sees to it that nothing is ever in force."""
    said: dict[str, Tree] = {
        "first": {"opens": ["share"], "requires": exactly(30)},
        "second": {"opens": ["share"], "requires": exactly(40)},
        "probe": {"opens": ["share"], "requires": exactly(20)},
    }
    return {
        "actors": [
            who("a", side="s", capability=50, cost=0.1, side_benefit={"first": -0.45, "else": 0}),
            who("b", side="t", capability=50),
            who("v", **UNWILLING),
            {"id": "k", "role": "backer", "cost": 0.9},
        ],
        "issues": [SHARE],
        "stances": [wants("a", 100), wants("b", 0), wants("v", 50), wants("k", 50)],
        "levels": [{"id": name, "signers": ["a", "v"], **said[name]} for name in order],
        "tracks": [
            TABLE | {"members": ["a", "b", "v"]},
            corridor("back", "k", agenda=["first", "second"] if agenda is None else agenda),
        ],
        "ties": [{"source": "k", "target": "a", "support": 1, "conditional": 1}],
        "war": {"sides": SIDES["sides"][:2]},
        "game": {"hardship": 0.2},
    }


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_support_is_cut_by_a_refusal_until_a_text_of_that_level_is_taken(order):
    tree = supported(order)
    votes = [play(tree, rounds=n).refused[0, :, 0] for n in range(1, 8)]
    refused = {name: np.diff([0, *(int(v[order.index(name)]) for v in votes)]).tolist() for name in order}
    assert refused["first"] == [1, 1, 1, 0, 0, 0, 0]
    assert refused["second"] == [0] * 7
    assert refused["probe"] == [1, 0, 0, 0, 1, 1, 1], "cut from the round after the refusal to that of the acceptance"
    assert seen(tree, lambda run: run.cut[0], rounds=5) == [1.0, 1.0, 1.0, 0.0, 0.0]
    untouched = play(supported(order, ["second"]), rounds=7)
    assert untouched.refused[0, order.index("probe"), 0] == 7


@pytest.mark.parametrize(
    ("answers", "cut"),
    [
        ("f-", [1.0]),
        ("s+ f-", [0.0, 1.0]),
        ("f- s+", [1.0, 1.0]),
        ("f- s+ f+", [1.0, 1.0, 0.0]),
        ("f- s- f+ s+", [1.0, 1.0, 1.0, 0.0]),
        ("f- f+ s- f+", [1.0, 0.0, 1.0, 1.0]),
    ],
)
def test_only_an_acceptance_at_the_level_refused_lifts_a_cut(answers, cut):
    run = begin(planned(supported(ORDERS[0])), 0)
    found = []
    for one in answers.split():
        lv = "fs".index(one[0])
        condition(
            run, Text(lv, 0, [0.3], [0], 1, 1.0, 0), [1.0 if one[1] == "+" else -1.0] * len(run.p.levels[lv].rows)
        )
        found.append(run.cut[0])
    assert found == cut


# --- 12 breaking off --------------------------------------------------------------------------------------------

FRAGILE = TABLE | {"break_off": 1, "resume": 0}


def test_a_session_with_nothing_left_to_vote_on_does_not_break_off():
    second = FRAGILE | {"id": "second"}
    found = play(two(tracks=[FRAGILE, second]), rounds=4)
    assert found.signed.tolist() == [[0]]
    assert found.voted.tolist() == [[1]]
    assert found.sessions.all()
    assert found.broke_off.tolist() == [[-1, -1]]


def test_a_session_where_all_is_voted_down_does():
    found = play(two(b=UNWILLING, tracks=[FRAGILE]), rounds=4)
    assert found.broke_off.tolist() == [[0]]
    assert found.sessions[0, :, 0].tolist() == [True, False, False, False]
