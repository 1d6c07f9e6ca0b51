"""What must follow from what: the comparative statics of the theory, on the game and on common random numbers.

Two games differ in one number of the case, so every chance of theirs is the same. Where a sign holds run by run it is
asserted run by run; where it holds in expectation, by a paired test at three standard errors. Each test also asserts
that something changes, or it could not fail. Signs on the static inequality alone: tests/properties/test_signs.py.
docs/explanation/comparative-statics.md lists them all; the last test here holds that page and this file together.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Case
from backchannel.conference import reference
from backchannel.conference.inequality import prepare
from backchannel.conference.kernel import Courses, simulate
from backchannel.conference.plan import NONE, Plan
from backchannel.conference.planning import plan
from backchannel.conference.reference.run import Run
from backchannel.conference.reference.searching import table as surpluses
from backchannel.conference.reference.start import begin
from backchannel.conference.reference.watching import look_around
from backchannel.conference.scan import margins
from backchannel.conference.signing import Row
from backchannel.conference.state import build
from backchannel.conference.texts import grid
from backchannel.theory.exit import exit_guarantee_threshold
from tests.conference.cases import Tree, case_of, random_tree
from tests.support import ROOT

RUNS, ROUNDS = 600, 12
NEVER = 10_000
DOUBT = [0.0, 0.1, 0.35]


# --- two sides and what can be added to them --------------------------------------------------------------------


def pair(*, r: Tree | None = None, o: Tree | None = None, deal: Tree | None = None, **more: Any) -> Tree:
    """A government and a rebellion divide one thing: 100 is all for the first. What fighting costs them is in doubt."""
    common: Tree = {"role": "principal", "cost": DOUBT, "trust": 0.9, "betrayal_loss": 0.05, "audience_cost": 0.3}
    tree: Tree = {
        "actors": [
            {"id": "r", "side": "state", "own_chance": 0.55, **common, **(r or {})},
            {"id": "o", "side": "rebellion", "own_chance": 0.45, **common, **(o or {})},
        ],
        "issues": [{"id": "share", "anchors": {0: "theirs", 100: "ours"}, "status_quo": 50}],
        "stances": [wants("r", 100, public=100), wants("o", 0, public=0)],
        "levels": [{"id": "deal", "opens": ["share"], "signers": ["r", "o"], **(deal or {})}],
        "tracks": [table()],
        "war": {
            "sides": [{"id": "state", "outcome": {"share": 100}}, {"id": "rebellion", "outcome": {"share": 0}}],
        },
    }
    for name in ("actors", "stances", "tracks"):
        tree[name] = tree[name] + more.pop(f"more_{name}", [])
    return tree | more


def wants(actor: str, private: Any, *, issue: str = "share", salience: Any = 100, **more: Any) -> Tree:
    return {"actor": actor, "issue": issue, "private": private, "salience": salience, **more}


def table(**more: Any) -> Tree:
    """A table that meets now and then and where a mediator proposes."""
    seats = {"id": "table", "kind": "formal", "members": ["r", "o"], "proposer": "mediator"}
    return {**seats, "publicity": 0.4, "meets": 0.5, **more}


def corridor(*members: str, **more: Any) -> Tree:
    return {"id": "back", "kind": "corridor", "members": list(members), "publicity": 0.0, **more}


@dataclass(frozen=True)
class Game:
    """A plan and what happened in its runs."""

    plan: Plan
    course: Courses

    def when(self, level: int = 0) -> Any:
        """Round of first signature [run]; far away where there was none."""
        found = self.course.signed[:, level].astype(int)
        return np.where(found < 0, NEVER, found)

    def signed(self, level: int = 0) -> Any:
        return self.course.signed[:, level] >= 0

    def share(self, level: int = 0) -> Any:
        """The first opened issue in the text signed [run]; nan where there was none."""
        texts, found = self.plan.levels[level].texts, self.course.signed_text[:, level]
        term = texts.terms[np.flatnonzero(texts.opened)[0], np.maximum(found, 0)]
        return np.where(found < 0, np.nan, term)


@cache
def _played(said: str, runs: int, rounds: int, texts: int) -> Game:
    p = plan(sample(case_of(json.loads(said)), runs=runs, seed=3), texts=texts, rounds=rounds)
    return Game(p, simulate(p, 0, runs))


def play(tree: Tree, *, runs: int = RUNS, rounds: int = ROUNDS, texts: int = 101) -> Game:
    return _played(json.dumps(tree), runs, rounds, texts)


@cache
def first_case() -> Case:
    return read_case(find_case("geneva-ii"))


def geneva(instead: dict[str, float] | None = None, *, runs: int = 500, case: Case | None = None) -> Game:
    """The first case with all inputs whose path ends so at one value."""
    case = case or first_case()
    draws = sample(case, runs=runs, seed=3)
    matrix = draws.matrix.copy()
    for ending, value in (instead or {}).items():
        rows = [n for path, n in draws.rows.items() if path.endswith(ending)]
        assert rows, ending
        matrix[rows] = value
    p = plan(replace(draws, matrix=matrix), texts=300, rounds=24)
    return Game(p, simulate(p, 0, runs))


@cache
def geneva_as_coded() -> Game:
    return geneva()


def margin(tree: Tree, runs: int = 200) -> Any:
    """The static margin [run] at the table: Z in shares of the most reluctant signer's stakes."""
    case = case_of(tree)
    level = case.levels[0]
    setting = prepare(build(sample(case, runs=runs, seed=3)), level, case.track("table"), guarantees="all")
    return margins(setting, grid(case, level, most=101))[0]


def later(before: Any, after: Any) -> None:
    """Nothing sooner in any run, something later in some."""
    assert (after >= before).all()
    assert (after > before).any()


def surely_raises(before: Any, after: Any) -> None:
    """Up in expectation, by more than three standard errors."""
    change = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    assert change.mean() > 3.0 * change.std(ddof=1) / math.sqrt(len(change)), change.mean()


# --- who must say yes -------------------------------------------------------------------------------------------

VETO: Tree = {"id": "v", "role": "principal", "rent": [0.0, 0.15, 0.4]}


def test_cs1_a_veto_holder_never_brings_a_signature_forward():
    """Best response, a mediator's text, nothing that teaches: run by run. In the first case, in expectation."""
    added = pair(more_actors=[VETO], more_stances=[wants("v", 90)], deal={"signers": ["r", "o", "v"]})
    later(play(pair()).when(), play(added).when())
    before, after = margin(pair()), margin(added)
    assert (after <= before + 1e-12).all()
    assert (after < before).any()
    case = first_case()
    truce = case.level("local_truce")
    rule = truce.signers.model_copy(update={"all": (*(truce.signers.all or ()), type(truce.signers)(actor="iran"))})
    levels = [x.model_copy(update={"signers": rule}) if x.id == "local_truce" else x for x in case.levels]
    vetoed = geneva(case=case.model_copy(update={"levels": tuple(levels)}))
    surely_raises(vetoed.signed(1), geneva_as_coded().signed(1))


def backer(private: float | None, *, noise: bool = False, **more: Any) -> Tree:
    """The pair with a backer of the government that can undo the deal and is as sure of victory as its client."""
    one: Tree = {"id": "b", "role": "backer", "side": "state", "own_chance": 0.55, "cost": 0.1, "trust": 0.9}
    one |= {"betrayal_loss": 0.05, "audience_cost": 0.3} | more
    said: Tree = {"r": {"cost": 0.1}, "game": {"choice_precision": 20} if noise else {}}
    if private is None:
        return pair(**said)
    return pair(**said, more_actors=[one], more_stances=[wants("b", private, public=100)], deal={"ratifiers": ["b"]})


def test_cs2_a_backer_with_an_agenda_of_its_own_never_brings_a_signature_forward():
    """A ratifier can only undo, so it holds run by run even with noise in the votes. In the static range, Z falls."""
    later(play(backer(None, noise=True)).when(), play(backer(20, noise=True, cost=0.0)).when())
    independent = backer(20, cost=0.0)
    independent["levels"][0] |= {"signers": ["r", "o", "b"], "ratifiers": []}
    before, after = margin(backer(None)), margin(independent)
    assert (after <= before + 1e-12).all()
    assert (after < before - 0.01).mean() > 0.2


def test_cs2_a_backer_on_its_clients_line_counts_through_what_war_is_worth_to_it():
    """Of one mind with its client it changes nothing; the same with the war for free, and texts are undone."""
    alone, twin, sheltered = backer(None), backer(100), backer(100, cost=0.0)
    assert (play(twin).when() == play(alone).when()).all()
    later(play(alone).when(), play(sheltered).when())


# --- trust and enforcement --------------------------------------------------------------------------------------


def attacked(chance: float, **game: Any) -> Tree:
    """A group of the government's side that strikes at what is about to be signed."""
    return pair(
        o={"trust": [0.3, 0.55, 0.8], "betrayal_loss": 0.1},
        deal={"breakage": [{"group": "g", "effect": 0.3, "attack": chance}]},
        more_actors=[{"id": "g", "role": "armed", "side": "state"}],
        tracks=[table(publicity=0.2)],
        game={"stops_good": 0.8, "stops_other": 0.3, **game},
    )


def test_cs3_an_attack_that_gets_through_costs_trust_and_the_signature():
    """Amended (8.7): one that is stopped raises trust; on average neither does, which test_reference holds."""
    calm, struck = play(attacked(0.0), rounds=1), play(attacked(1.0), rounds=1)
    learnt = struck.course.trust[:, 0, 1]
    through, stopped = learnt < 0, learnt > 0
    assert through.sum() > 50
    assert stopped.sum() > 20
    assert np.allclose(learnt[through], math.log(0.2 / 0.7))
    assert np.allclose(learnt[stopped], math.log(0.8 / 0.3))
    assert not struck.course.trust[:, 0, 0].any(), "nobody learns from its own side"
    later(calm.when()[through], struck.when()[through])
    assert (struck.when()[stopped] <= calm.when()[stopped]).all()


def test_cs3_attacks_cost_time_in_force():
    calm, struck = play(attacked(0.0)), play(attacked(0.4))
    surely_raises(struck.course.force.mean((1, 2)), calm.course.force.mean((1, 2)))


def enforced(G: float) -> Tree:
    return pair(
        r={"trust": 0.6},
        o={"trust": 0.6},
        deal={"enforcement": G, "fragility": 0.02},
        tracks=[table(publicity=0.1)],
        game={"keeps_good": 0.98, "keeps_other": 0.85, "collapse_by_enforcement": 1.5},
    )


def test_cs4_enforcement_brings_signatures_forward_and_keeps_texts_in_force():
    """Where no side benefit buys a yes and nobody attacks what is pending, run by run; time in force in expectation."""
    weak, strong = play(enforced(0.0)), play(enforced(0.5))
    later(strong.when(), weak.when())
    surely_raises(weak.course.force.mean((1, 2)), strong.course.force.mean((1, 2)))


@pytest.mark.parametrize("level", ["local_truce", "framework"])
def test_cs4_enforcement_in_the_first_case(level):
    """Of the level itself: in expectation, as there are side benefits, noise, attacks and other levels."""
    before, after = geneva_as_coded(), geneva({f"levels.{level}.enforcement": 0.5})
    lv = [x.id for x in before.plan.levels].index(level)
    surely_raises(before.signed(lv), after.signed(lv))
    surely_raises(before.course.force[:, :, lv].mean(1), after.course.force[:, :, lv].mean(1))


@pytest.mark.slow
def test_cs4_needs_a_text_that_is_liked_better_than_war():
    """What a signer takes for its audience's credit though it likes it less than war, it takes the less readily the
    surer it is to be kept. In the first case that turns the sign around for a step on aid."""
    kept, none = {"levels.aid.enforcement": 0.5}, {".credit": 0.0}
    surely_raises(geneva(kept, runs=1000).signed(), geneva(runs=1000).signed())
    surely_raises(geneva(none, runs=1000).signed(), geneva(none | kept, runs=1000).signed())


# --- what is said aloud -----------------------------------------------------------------------------------------


def test_cs5_publicity_never_brings_a_signature_forward():
    """Run by run under best response; with noise in the votes in expectation. In the static range, Z falls."""
    steps = [play(pair(tracks=[table(publicity=omega)])) for omega in (0.1, 0.4, 0.9)]
    later(steps[0].when(), steps[1].when())
    later(steps[1].when(), steps[2].when())
    noise = {"choice_precision": 20, "persistent_noise": 0.05}
    low, high = (play(pair(tracks=[table(publicity=omega)], game=noise)) for omega in (0.1, 0.9))
    surely_raises(high.signed(), low.signed())
    assert (margin(pair(tracks=[table(publicity=0.9)])) < margin(pair(tracks=[table(publicity=0.1)]))).all()


def stakes(r: float, o: float, proposer: str) -> Game:
    return play(
        pair(
            r={"audience_cost": r}, o={"audience_cost": o}, tracks=[table(proposer=proposer)], game={"hardship": 0.03}
        ),
        texts=201,
    )


@pytest.mark.parametrize("proposer", ["mediator", "members"])
def test_cs6_one_who_ties_its_own_hands_gets_more_of_fewer_deals(proposer):
    """Given the same round of signing its share is not down in any run; and it signs no sooner."""
    free, tied = stakes(0.1, 0.1, proposer), stakes(0.6, 0.1, proposer)
    later(free.when(), tied.when())
    both = (free.when() == tied.when()) & free.signed()
    change = (tied.share() - free.share())[both]
    assert len(change) > 100
    assert (change >= -1e-12).all()
    assert change.mean() > 0.02
    assert (margin(pair(r={"audience_cost": 0.6})) < margin(pair())).all()


def test_cs6_when_both_tie_their_hands_both_are_worse_off():
    """What each gains over the war, nothing without a text: the dilemma of Leventoglu and Tarar (2005)."""
    free, tied = stakes(0.1, 0.1, "mediator"), stakes(0.6, 0.6, "mediator")

    def gains(game: Game, actor: int) -> Any:
        kept = game.share() if actor == 0 else 1.0 - game.share()
        return np.where(game.signed(), kept - game.plan.state.war[:, actor], 0.0)

    for actor in (0, 1):
        surely_raises(gains(tied, actor), gains(free, actor))


# --- the leader's fate and the insiders' ------------------------------------------------------------------------


def change_of_leader(*, insider: Tree | None = None, leader: Tree | None = None, gamma: Any = 0.5) -> Tree:
    """A full change of leader at a level that leaves the war as it is: only one's own fate is at stake for who has one.

    Everybody else wants it, so a class of insiders sees a signed text from round 1 on; a leader must sign it.
    """
    who, role = ("i", "insider") if insider is not None else ("l", "leader")
    fate = {"weight": 0.2, "survival": 0.5, "after": 1, "loses": 0, "betrayed": 0} | (insider or leader or {})
    return {
        "actors": [{"id": "o", "role": "principal"}, {"id": who, "role": role, "exit": fate}],
        "issues": [{"id": "office", "tag": "leadership", "anchors": {0: "stays", 100: "goes"}, "status_quo": 0}],
        "stances": [wants("o", 100, issue="office"), wants(who, 50, issue="office")],
        "levels": [
            {
                "id": "change",
                "opens": ["office"],
                "signers": {"any": ["o", who]} if insider is not None else ["o", who],
                "requires": [{"issue": "office", "min": 100}],
                "fighting_ended": 0,
            }
        ],
        "tracks": [{"id": "table", "kind": "formal", "members": ["o"], "proposer": "mediator"}],
        "guarantees": [{"id": "posts", "beneficiary": who, "covers_exit": True, "credibility": gamma}],
        "game": {"insiders_lean": 0.3},
    }


def leaning(gamma: float, survival: Any = 0.5, rounds: int = 24) -> Any:
    tree = change_of_leader(insider={"survival": survival}, gamma=gamma)
    return play(tree, runs=100, rounds=rounds).course.leaning


def test_cs7_a_better_guarantee_never_keeps_insiders_back():
    """In every run and round. What they know is what a corridor agreed or what is in force."""
    steps = [leaning(gamma, survival=[0.3, 0.5, 0.7]) for gamma in (0.2, 0.4, 0.6, 0.8)]
    for low, high in pairwise(steps):
        assert (high >= low).all()
        assert (high[:, 1:] > low[:, 1:]).all()


def test_cs7_insiders_turn_where_the_guarantee_equals_their_hold_on_office():
    """Amended (8.12): no jump, but a slope around gamma = s_0, and what each does makes it easier for the next."""
    assert np.allclose(leaning(0.5)[:, 1], 0.3 * 0.5)
    below, above = leaning(0.3)[:, 1], leaning(0.7)[:, 1]
    assert np.allclose(below + above, 0.3)
    written_off = 0.3 * (1.0 - 0.7 ** np.arange(24)) / (1.0 + math.exp(-0.2 * (0.7 - 0.5) / 0.04))
    assert (leaning(0.7)[:, 2:] > written_off[2:]).all(), "those who lean lower the others' hold on office"


def least_guarantee(**fate: Any) -> float:
    """The least credibility, in hundredths, at which a leader signs."""
    tree = change_of_leader(leader=fate)
    draws = sample(case_of(tree), runs=101, seed=3)
    matrix = draws.matrix.copy()
    matrix[draws.rows["guarantees.posts.credibility"]] = np.arange(101) / 100.0
    signed = simulate(plan(replace(draws, matrix=matrix), rounds=1), 0, 101).signed[:, 0] == 0
    assert signed.any()
    assert (np.diff(signed.astype(int)) >= 0).all(), "more guarantee never turns a leader away"
    return float(np.argmax(signed)) / 100.0


FATE = {"survival": 0.6, "after": 0.55, "loses": 1.0, "betrayed": 1.0}


@pytest.mark.parametrize(
    ("field", "value", "sign"), [("betrayed", 2.0, +1), ("loses", 1.5, -1), ("after", 0.9, -1), ("survival", 0.5, -1)]
)
def test_cs8_what_a_leader_needs_to_be_promised(field, value, sign):
    """gamma* up in K_exit while below 1, down in K_lose and in V_post, up in s_w; and it is the closed form."""
    for fate in (FATE, FATE | {field: value}):
        exact = exit_guarantee_threshold(
            fate["survival"], 1.0, fate["after"], fate["loses"], fate["betrayed"]
        ).gamma_star
        assert 0.0 < exact < 1.0
        assert exact - 1e-9 <= least_guarantee(**fate) < exact + 0.01 + 1e-9
    assert sign * (least_guarantee(**FATE | {field: value}) - least_guarantee(**FATE)) >= 0.02


def test_cs8_the_worse_both_fates_the_nearer_to_the_hold_on_office():
    found = [least_guarantee(survival=0.45, after=0.6, loses=K, betrayed=K) for K in (0.0, 1.0, 5.0)]
    assert found[0] > found[1] > found[2] >= 0.45
    assert found[2] - 0.45 < 0.05


# --- backers ----------------------------------------------------------------------------------------------------


def recognised(now: float, effect: float = 0.8) -> Tree:
    return pair(
        more_actors=[
            {"id": "us", "role": "backer", "side": "rebellion", "cost": 0.1},
            {"id": "ru", "role": "backer", "side": "state", "cost": 0.1},
        ],
        more_stances=[
            *(wants(a, x, issue="office", salience=40) for a, x in (("us", 100), ("ru", 10))),
            *(wants(a, 50, salience=60) for a in ("us", "ru")),
        ],
        issues=[
            {"id": "share", "anchors": {0: "theirs", 100: "ours"}, "status_quo": 50},
            {"id": "office", "tag": "leadership", "anchors": {0: "stays", 100: "goes"}, "status_quo": 0},
        ],
        tracks=[table(meets=0.3)],
        recognition=[
            {"id": "parity", "of": "ru", "by": "us", "before": 0.2, "now": now, "principle": 0.75}
            | {"salience_effect": effect}
        ],
    )


@cache
def leader_salience(now: float, effect: float = 0.8) -> Any:
    """A recognised backer's salience of the leader [run, round], before and after both sides first met."""
    p = plan(sample(case_of(recognised(now, effect)), runs=8, seed=3), texts=21, rounds=8)
    seen: list[tuple[bool, float]] = []

    def look(run: Run) -> None:
        seen.append((run.met_both, run.s[3][1]))
        look_around(run)

    with patch.object(reference, "look_around", look):
        for number in range(8):
            reference.play(p, number)
    return np.array(seen).reshape(8, 8, 2)


def test_cs9_recognition_lowers_the_salience_of_the_leader():
    """Amended (8.11): nothing before both sides first meet, the anchored formula from the next round on."""
    low, high, off = (leader_salience(*said) for said in ((0.4,), (0.9,), (0.9, 0.0)))
    met = low[:, :, 0] == 1
    assert met.any()
    assert not met.all()
    since = np.c_[np.zeros(8, dtype=bool), met[:, :-1]]
    assert np.allclose(high[:, :, 1][~met], 0.4)
    assert np.allclose(low[:, :, 1][since], 0.4 * (0.3 + 0.7 * (1.0 - 0.8 * 0.75 * 0.2)))
    assert (high[:, :, 1] <= low[:, :, 1]).all()
    assert (high[:, :, 1][since] < low[:, :, 1][since]).all()
    assert np.allclose(off[:, :, 1], 0.4)


def test_cs9_says_nothing_about_what_a_backer_accepts():
    """A lower salience of the leader discounts the war lottery as well, so texts enter a backer's set and leave it."""

    def accepted(leader: float) -> Any:
        tree = recognised(0.4) | {
            "levels": [{"id": "deal", "opens": ["share", "office"], "signers": ["ru"]}],
            "stances": [
                *(wants("ru", [0, 30, 100], issue="office", salience=leader), wants("ru", 50, salience=100 - leader)),
                wants("r", 100),
            ],
        }
        tree["actors"][3] |= {"cost": 0.0, "rent": 0.2}
        tree["war"]["sides"][0]["outcome"]["office"], tree["war"]["sides"][1]["outcome"]["office"] = 0, 100
        p = plan(sample(case_of(tree), runs=40, seed=3), texts=121, rounds=1)
        ru = p.levels[0].rows.index(Row("ru"))
        return np.array([np.array(surpluses(run, 0, 0.4, NONE)[ru]) >= 0 for run in (begin(p, n) for n in range(40))])

    before, after = accepted(60), accepted(30)
    assert (after & ~before).any()
    assert (before & ~after).any()


def backed(withheld: float, **r: Any) -> Tree:
    """A client whose backer carries half of its war. Trust .75 and omega a = .25 make all denominators one."""
    side: Tree = {"own_chance": None, "trust": 0.75, "audience_cost": 0.5, "betrayal_loss": 0.02}
    tree = pair(
        r=side | {"capability": 60} | r,
        o=side | {"capability": 40},
        more_actors=[{"id": "b", "role": "backer"}],
        tracks=[table(publicity=0.5)],
        ties=[{"source": "b", "target": "r", "support": 0.5, "withheld": withheld}],
    )
    for one in tree["actors"][:2]:
        del one["own_chance"]
    return tree


def test_cs10_a_cut_that_shifts_the_balance_moves_the_split_and_not_the_existence():
    """dp = -.1 moves the client's least share by dp T / (T + omega a) = -.075; with equal denominators Z is unmoved."""
    whole, cut = play(backed(0.0), texts=41), play(backed(2 / 3), texts=41)
    assert np.allclose(cut.plan.state.war[:, 0] - whole.plan.state.war[:, 0], -0.1)
    assert (whole.when() == cut.when()).all()
    assert 0.1 < whole.signed().mean() < 0.9
    assert np.allclose((cut.share() - whole.share())[whole.signed()], -0.075)
    assert np.allclose(margin(backed(0.0)), margin(backed(2 / 3)), atol=0.0126), "but for the steps of the grid"


def test_cs10_a_subsidy_cut_brings_signatures_forward():
    """The game has no subsidy of costs: one that is cut is coded as a higher cost to the client."""
    subsidised, paying = backed(0.0, cost=[0.0, 0.05, 0.3]), backed(0.0, cost=[0.1, 0.15, 0.4])
    later(play(paying).when(), play(subsidised).when())
    assert (margin(paying) > margin(subsidised)).all()


# --- war and those who live by it -------------------------------------------------------------------------------


def test_cs11_costs_and_hardship_of_both_bring_signatures_forward():
    """Hardship is the growth of those costs, round by round."""
    dearer = {"cost": [c + 0.1 for c in DOUBT]}
    later(play(pair(r=dearer, o=dearer)).when(), play(pair()).when())
    later(play(pair(game={"hardship": 0.08})).when(), play(pair()).when())
    before, after = play(pair()).course.signed[:, 0] == 0, play(pair(game={"hardship": 0.08})).course.signed[:, 0] == 0
    assert (before == after).all(), "in the first round nothing has grown yet"


def living_by_war(*, rent: float = 0.3, feeds: float = 0.0, attack: float = 0.8) -> Tree:
    group: Tree = {"id": "g", "role": "armed", "rent": rent, "attacking_cost": 0.02}
    return pair(
        deal={"fighting_ended": 0.5, "breakage": [{"group": "g", "effect": 0.2, "attack": attack}]},
        more_actors=[group | {"feeds_on_fighting": feeds, "adds_to_fighting": 0.3}],
        tracks=[table(publicity=0.1)],
    )


def test_cs12_the_more_a_group_earns_by_war_the_more_it_attacks():
    """Where an attack has a price, and run by run for the first text it can strike at."""
    poor, rich = (play(living_by_war(rent=rent), rounds=1).course.attacks[:, 0] for rent in (0.05, 0.5))
    later(poor, rich)


def test_cs12_a_group_shrinks_with_the_fighting_it_feeds_on():
    """Seen in the fighting it adds: lower, run by run, than where no group feeds on it, once a text has calmed it."""
    steady, feeding = (play(living_by_war(feeds=feeds, attack=0.0)) for feeds in (0.0, 0.4))
    assert (steady.course.force == feeding.course.force).all()
    after = np.cumsum(feeding.course.force[:, :, 0], axis=1) > 1
    two_rounds = np.c_[np.zeros((RUNS, 1), dtype=bool), after[:, :-1]]
    assert (feeding.course.fighting <= steady.course.fighting + 1e-12).all()
    assert (feeding.course.fighting[two_rounds] < steady.course.fighting[two_rounds]).all()
    assert two_rounds.any()


def excluded(attack: float, *, foreseen: bool) -> Tree:
    """A group left out that may break the text. What is foreseen counts where what fades outlives the text."""
    fades: Tree = {"audience_memory": 0.04, "betrayal_memory": 0.04} if foreseen else {}
    return pair(
        r=fades,
        o=fades,
        deal={"breakage": [{"group": "g", "effect": 0.4, "attack": attack}]},
        more_actors=[{"id": "g", "role": "armed"}],
        tracks=[table(publicity=0.2)],
        game={"keeps_good": 0.97, "keeps_other": 0.9},
    )


def first_spells(game: Game) -> tuple[float, float, float]:
    """Breaches and other ends of first spells per round in force, and the error of the first."""
    signed = game.signed()
    rounds = game.course.lasted[signed, 0].sum() + (game.course.ended[signed, 0] > 0).sum()
    breach = float((game.course.ended[signed, 0] == 2).sum() / rounds)
    return breach, float((game.course.ended[signed, 0] == 1).sum() / rounds), math.sqrt(breach / rounds)


def test_cs13_a_foreseen_exclusion_costs_signatures_and_not_the_signers_word():
    """Amended (8.6): expected attacks break texts too, so what is unchanged is the signatories' own breach."""
    peaceful, threatened = play(excluded(0.0, foreseen=True)), play(excluded(0.3, foreseen=True))
    later(peaceful.when(), threatened.when())
    (calm, none, error_a), (breach, broken, error_b) = first_spells(peaceful), first_spells(threatened)
    assert abs(calm - breach) < 3.0 * math.hypot(error_a, error_b)
    assert calm > 0.0
    assert none == 0.0
    assert broken > 0.05


def test_cs13_an_exclusion_nobody_counts_with_costs_time_in_force_and_no_signature():
    """Where what fades is not said, expected attacks do not enter the judgement: signed all the same, and broken."""
    peaceful, threatened = play(excluded(0.0, foreseen=False)), play(excluded(0.3, foreseen=False))
    assert (peaceful.when() == threatened.when()).all()
    surely_raises(threatened.course.lasted[:, 0], peaceful.course.lasted[:, 0])


# --- frames and signals -----------------------------------------------------------------------------------------


def framed(believed: float, *, ratified: bool = True, **effect: float) -> Tree:
    speech: Tree = {"id": "frame", "speaker": "r", "audience": "b", "frame": "so it is", "needed": 0.5}
    return pair(
        more_actors=[
            {"id": "b", "role": "backer", "side": "state", "own_chance": 0.6, "rent": [0.1, 0.2, 0.4], "trust": 0.9}
        ],
        more_stances=[wants("b", 70, salience=40), wants("b", 0, issue="office", salience=60)],
        issues=[
            {"id": "share", "anchors": {0: "theirs", 100: "ours"}, "status_quo": 50},
            {"id": "office", "tag": "leadership", "anchors": {0: "stays", 100: "goes"}, "status_quo": 0},
        ],
        deal={"ratifiers": ["b"] if ratified else []},
        ties=[{"source": "b", "target": "r", "support": 0.5}],
        narratives=[speech | {"believed": believed} | effect],
    )


def test_cs14_a_frame_that_is_believed_makes_its_speakers_concessions_cheaper():
    """Run by run, up to the belief needed; beyond it nothing more. The cliff in credibility is not in the game."""
    found = [play(framed(mu, ratified=False, effect_on_cost=0.9)).when() for mu in (0.1, 0.3, 0.5, 0.8)]
    later(found[1], found[0])
    later(found[2], found[1])
    assert (found[3] == found[2]).all()


def test_cs14_a_signer_made_willing_can_lose_a_ratifier():
    """Why the sign above needs that nobody else can undo it: the mediator's text suits signers, and moves away from the
    one whose concessions became cheaper, and so from the backer who has to live with it."""
    doubted, believed = (play(framed(mu, effect_on_cost=0.9)) for mu in (0.1, 0.5))
    assert (believed.when() > doubted.when()).any()
    assert (believed.when() < doubted.when()).any()
    both = believed.signed() & doubted.signed()
    assert (believed.share()[both] < doubted.share()[both]).any()


def test_cs14_a_frame_nobody_believes_makes_going_on_dearer_for_its_backers():
    found = [play(framed(mu, effect_on_backer=0.6)).when() for mu in (0.1, 0.3, 0.5, 0.8)]
    later(found[0], found[1])
    later(found[1], found[2])
    assert (found[3] == found[2]).all()


@cache
def attending(benefit: float) -> tuple[Any, Any]:
    """Whether a text is worth anything to the government [run], and whether it comes to the first session."""
    tree = pair(
        r={"attending_cost": [0.015, 0.02, 0.03], "attending_benefit": benefit}, tracks=[table(meets=1, publicity=0.5)]
    )
    p = plan(sample(case_of(tree), runs=400, seed=3), texts=41, rounds=1)
    willing = np.array([begin(p, n).worth[0][0] > 0 for n in range(400)])
    return willing, simulate(p, 0, 400).present[:, 0, 0]


def test_cs15_the_more_a_seat_brings_by_itself_the_less_coming_says():
    """The share of the willing among those who come falls to their share of all. In the game nobody learns from it."""
    said = []
    for benefit in (0.0, 0.02, 0.05):
        willing, came = attending(benefit)
        said.append((came[~willing].mean(), willing[came].mean()))
    willing, _ = attending(0.0)
    assert [unwilling for unwilling, _ in said] == sorted(unwilling for unwilling, _ in said)
    assert said[0] == (0.0, 1.0)
    assert said[0][1] > said[1][1] > said[2][1]
    assert said[2] == (1.0, pytest.approx(willing.mean()))


def converging(weight: float, **more: Any) -> Tree:
    """Two backers who can undo the deal and talk among themselves."""
    patron: Tree = {"role": "backer", "openness": 0.9, "own_chance": 0.85, "cost": 0.02, "trust": 0.9}
    return pair(
        r={"cost": 0.35},
        o={"cost": 0.35},
        more_actors=[patron | {"id": "us", "side": "rebellion"}, patron | {"id": "ru", "side": "state"}],
        more_stances=[wants("us", 10, public=0), wants("ru", [80, 90, 100], public=100)],
        deal={"ratifiers": ["us", "ru"]},
        tracks=[table(), corridor("us", "ru", agenda=[], **more)],
        ties=[{"source": a, "target": b, "contact": weight} for a, b in (("us", "ru"), ("ru", "us"))],
    )


def test_cs16_contact_narrows_the_private_gap_in_every_round():
    """And by the closed form of Friedkin and Johnsen for two. Public lines do not move by construction."""
    gaps = [play(converging(w)).course.gap for w in (0.0, 0.1, 0.2, 0.4)]
    for less, more in pairwise(gaps):
        assert (more < less).all()
    assert (gaps[0] == gaps[0][:, :1]).all()
    start, rho = gaps[0][:, 0], 0.9 * (1.0 - 2.0 * 0.2)
    limit = (1.0 - 0.9) * start / (1.0 - rho)
    for t in range(ROUNDS):
        assert np.allclose(gaps[2][:, t], limit + (start - limit) * rho ** (t + 1), atol=1e-12)


def secret(leak: float, *, open: bool = True) -> Tree:
    """A corridor whose text is covered when it is announced together, and which may leak."""
    return pair(tracks=[table(meets=0.3), corridor("r", "o", leak=leak, meets=0.5, cover=0.8, open=open)])


def test_cs17_the_likelier_a_leak_the_later_there_is_a_private_text():
    """Run by run, as exposure lowers what members accept among themselves and leaks void what they agreed."""

    def there(leak: float) -> Any:
        """First round in which a corridor's text outlived the meeting [run]: it was held, or stood by at the table."""
        course = play(secret(leak)).course
        held, stood_by = course.agreed[:, :, 0], course.endorsed[:, 0].astype(int)
        first = np.where(held.any(1), held.argmax(1), NEVER)
        return np.minimum(first, np.where(stood_by < 0, NEVER, stood_by))

    later(there(0.0), there(0.2))
    later(there(0.2), there(0.6))


def test_cs17_with_a_leak_at_every_meeting_no_text_survives_and_the_table_is_as_it_was():
    """Amended (8.10): not `lambda = 1 is the formal track`. Where the leak itself harms nobody."""
    leaky, shut = play(secret(1.0)), play(secret(0.0, open=False))
    assert not leaky.course.agreed.any()
    assert (leaky.course.endorsed == -1).all()
    assert (leaky.when() == shut.when()).all()
    later(play(secret(0.0)).when(), leaky.when())


# --- levels, power, time ----------------------------------------------------------------------------------------


def nested(**more: Any) -> Tree:
    """Two levels over one issue: the farther asks more of its text and needs one signature more."""
    tree = pair(more_actors=[VETO], more_stances=[wants("v", 80)], **more)
    near = tree["levels"][0]
    far = near | {"id": "far", "signers": ["r", "o", "v"], "requires": [{"issue": "share", "min": 45}]}
    return tree | {"levels": [near, far]}


def test_cs18_a_level_nested_in_another_is_never_signed_sooner():
    """Nested: its texts are among the other's, whoever signs there signs here, all else equal. Then run by run."""
    found = play(nested())
    later(found.when(0), found.when(1))
    assert found.signed(1).any()


def test_cs18_more_issues_are_no_nesting():
    """Opening an issue adds texts, and trading across issues can make the wider level the easier one (Tollison and
    Willett 1979): two who each care for one issue sign both and neither."""
    tree = pair(
        issues=[{"id": k, "anchors": {0: "theirs", 100: "ours"}, "status_quo": 50} for k in ("share", "seat")],
        stances=[
            *(wants(a, x, salience=s) for a, x, s in (("r", 100, 80), ("o", 0, 20))),
            *(wants(a, x, salience=s, issue="seat") for a, x, s in (("r", 100, 20), ("o", 0, 80))),
        ],
        war={},
    )
    for one in tree["actors"]:
        one |= {"cost": 0, "betrayal_loss": 0.1}
        del one["side"], one["own_chance"]
    narrow = tree["levels"][0]
    both = play(tree | {"levels": [narrow, narrow | {"id": "wide", "opens": ["share", "seat"]}]})
    assert not both.signed(0).any()
    assert both.signed(1).all()


def test_cs19_power_moves_the_split_and_not_the_existence():
    """Odds that both believe, moved by .2 with T = .75 and denominators of one: the text moves by .15, no run else."""
    side: Tree = {"trust": 0.75, "audience_cost": 0.5, "betrayal_loss": 0.02}
    weak, strong = (
        play(pair(r=side | {"own_chance": p}, o=side | {"own_chance": 1 - p}, tracks=[table(publicity=0.5)]), texts=41)
        for p in (0.35, 0.55)
    )
    assert (weak.when() == strong.when()).all()
    assert 0.1 < weak.signed().mean() < 0.9
    assert np.allclose((strong.share() - weak.share())[weak.signed()], 0.15)


def test_cs20_contact_between_backers_brings_signatures_forward():
    """Where they can undo what the sides would sign: sooner run by run, so stochastically sooner too."""
    times = [play(converging(w, meets=0.6), rounds=24).when() for w in (0.05, 0.15, 0.35)]
    later(times[1], times[0])
    later(times[2], times[1])
    by = [[(when <= t).mean() for t in range(24)] for when in times]
    assert all(a <= b <= c for a, b, c in zip(*by, strict=True))


# --- neutral settings and best response -------------------------------------------------------------------------


def test_cs21_votes_without_noise_are_what_ever_surer_votes_come_to():
    """The exact engine is to come; here the limit is the game whose votes are best responses."""
    exact = play(pair()).when()
    apart = [(play(pair(game={"choice_precision": eta})).when() != exact).mean() for eta in (10, 40, 160, 640)]
    assert apart == sorted(apart, reverse=True)
    assert apart[0] > 0.2
    assert apart[-1] < 0.02
    draws = sample(case_of(pair(game={"choice_precision": 10})), runs=RUNS, seed=3)
    matrix = draws.matrix.copy()
    matrix[draws.rows["game.choice_precision"]] = 1e12
    p = plan(replace(draws, matrix=matrix), texts=101, rounds=ROUNDS)
    assert (Game(p, simulate(p, 0, RUNS)).when() == exact).all()


def test_cs22_with_nothing_said_of_the_game_the_first_vote_is_the_static_acceptance():
    """On random cases, run by run: the mediator tables the best text, and it is signed where its margin is >= 0."""
    signed = refused = 0
    for seed in range(30):
        tree = random_tree(seed)
        tree["tracks"] = [tree["tracks"][0] | {"proposer": "mediator"}]
        case = case_of(tree)
        draws = sample(case, runs=20, seed=7)
        p = plan(draws, texts=60, rounds=1)
        setting = prepare(build(draws), case.level("deal"), case.track("table"), guarantees="all")
        expected = margins(setting, p.levels[0].texts)[0]
        found = simulate(p, 0, 20).signed[:, 0] == 0
        clear = np.abs(expected) > 1e-9
        assert (found == (expected >= 0))[clear].all(), seed
        signed, refused = signed + found.sum(), refused + (~found).sum()
    assert signed > 50
    assert refused > 50


def test_cs22_fearon():
    """One issue, trust, no audience: signed at once between p - c_R and p + c_O wherever fighting costs anything."""
    plain: Tree = {"trust": 1, "betrayal_loss": 0, "audience_cost": 0}
    found = play(
        pair(r=plain | {"own_chance": 0.6}, o=plain | {"own_chance": 0.4}, tracks=[table(meets=1)]), texts=1001
    )
    cost = found.plan.cost
    wide = cost.sum(1) > 0.002
    assert (found.when()[wide] == 0).all()
    assert (found.share() >= 0.6 - cost[:, 0] - 1e-9)[wide].all()
    assert (found.share() <= 0.6 + cost[:, 1] + 1e-9)[wide].all()


def test_cs22_a_constant_hazard():
    """Nothing but fragility: a first spell outlasts n rounds with the chance exp(-h n)."""
    tree = pair(r={"cost": 0.4}, o={"cost": 0.4}, deal={"fragility": 0.1}, tracks=[table(meets=1)])
    found = play(tree, runs=2000)
    for n in (1, 4, 10):
        outlasts = (found.course.lasted[:, 0] >= n).mean()
        expected = math.exp(-0.1 * n)
        assert abs(outlasts - expected) < 4 * math.sqrt(expected * (1 - expected) / 2000), n


# --- the page ---------------------------------------------------------------------------------------------------

PAGE = ROOT / "docs" / "explanation" / "comparative-statics.md"


def test_the_page_names_every_sign_and_every_test():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| CS")]
    numbers = [int(n) for row in rows for n in re.findall(r"^\| CS(\d+)", row)]
    assert sorted(set(numbers)) == list(range(1, 23))
    named = {name for row in rows for name in re.findall(r"`(test_cs\d+\w*)`", row)}
    assert named == {name for name in globals() if name.startswith("test_cs")}
    for row, number in zip(rows, numbers, strict=True):
        assert all(name.startswith(f"test_cs{number}_") for name in re.findall(r"`(test_cs\d+\w*)`", row)), row
