"""CS7 and CS8: the leader's fate and the insiders'."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.conference.kernel import simulate
from backchannel.conference.planning import plan
from backchannel.theory.exit import exit_guarantee_threshold
from tests.conference.cases import Tree, case_of
from tests.conference.comparative_statics.games import play, wants


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
