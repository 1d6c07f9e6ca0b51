"""CS9 and CS10: recognition of backers, and support that is cut."""

from __future__ import annotations

from functools import cache
from typing import Any
from unittest.mock import patch

import numpy as np

from backchannel.case.draws import sample
from backchannel.conference import reference
from backchannel.conference.plan import NONE
from backchannel.conference.planning import plan
from backchannel.conference.reference.run import Run
from backchannel.conference.reference.searching import table as surpluses
from backchannel.conference.reference.start import begin
from backchannel.conference.reference.watching import look_around
from backchannel.conference.signing import Row
from tests.conference.cases import Tree, case_of
from tests.conference.comparative_statics.games import later, margin, pair, play, table, wants


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
