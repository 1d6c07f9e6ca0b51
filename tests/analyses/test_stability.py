"""A case as a graph model says of single texts what the acceptance inequality says, and what follows from it."""

from typing import Any

import numpy as np
import pytest

from backchannel.analyses.stability import stability
from backchannel.analyses.stability_model import Option, model_of, spelt_out
from backchannel.case.draws import sample
from backchannel.conference.state import build
from backchannel.core.errors import AskError
from backchannel.theory.graphmodel.sampled import sampled
from tests.analyses.cases import DOUBTFUL, PROMISE, geneva, toy

RICH: dict[str, Any] = {
    "actors": [
        {"id": "government", "role": "principal", "side": "state", "cost": [0.01, 0.1, 0.4], "trust": 0.8,
         "capability": 60},
        {"id": "opposition", "role": "principal", "side": "rebellion", "cost": 0.15, "trust": 0.8, "capability": 40},
        {"id": "group", "role": "armed", "side": "rebellion", "cost": 0.02, "rent": 0.3, "attacking_cost": 0.001},
        {"id": "friend", "role": "backer", "cost": 0.0},
    ],
    "stances": [
        {"actor": "government", "issue": "power", "private": 0, "salience": 100},
        {"actor": "opposition", "issue": "power", "private": 100, "salience": 100},
        {"actor": "group", "issue": "power", "private": 100, "salience": 100},
        {"actor": "friend", "issue": "power", "private": 60, "salience": 100},
    ],
    "levels": [{
        "id": "settlement", "opens": ["power"], "signers": ["government", "opposition"],
        "breakage": [{"group": "group", "effect": 0.2}],
    }],
    "tracks": [{"id": "plenary", "kind": "formal", "members": ["government", "opposition"]}],
    "ties": [{"source": "friend", "target": "government", "support": 0.5}],
    "guarantees": [{**PROMISE, "guarantor": "friend"}],
}  # fmt: skip


def of(case, most=12, runs=40):
    draws = sample(spelt_out(case), runs=runs, seed=1)
    return model_of(build(draws), draws.case.levels[0], draws.case.tracks[0], most=most)


def test_without_counter_moves_it_is_the_inequality():
    """Two signers and no other option: the text lasts (Nash) in just the draws in which it suits both."""
    doubtful = (*DOUBTFUL, *(f"actors.{a}.audience_cost=0" for a in ("government", "opposition")))
    model = of(toy(*doubtful))
    assert [o.kind for o in model.options] == ["accept", "accept"]
    held = sampled(model.moves, model, ["Nash"]).equilibrium["Nash"]
    assert model.in_force.tolist() == [False, False, False, True]
    assert held[3].tolist() == model.acceptable.tolist()
    assert 0 < model.acceptable.mean() < 1
    found = stability(toy(*doubtful), runs=40).parts[0].rows[0]
    assert found["nash"] == found["acceptable"] == model.acceptable.mean()


def test_every_kind_of_option_is_there_and_does_what_it_says():
    model = of(toy(**RICH))
    kinds = {(o.kind, o.actor): k for k, o in enumerate(model.options)}
    assert set(kinds) == {
        ("accept", "government"), ("accept", "opposition"), ("attack", "group"), ("guarantee", "friend"),
        ("cut", "friend"), ("walk_out", "government"), ("walk_out", "opposition"),
    }  # fmt: skip
    at = {int(d): n for n, d in enumerate(model.moves.decimal)}

    def worth(actor: str, *taken: tuple[str, str]) -> np.ndarray:
        state = at[sum(1 << kinds[one] for one in taken)]
        return np.array([model[r][model.actors.index(actor), state] for r in range(len(model))])

    both = (("accept", "government"), ("accept", "opposition"))
    assert (worth("group", *both, ("attack", "group")) > worth("group", *both)).any(), "what it attacks lasts less"
    assert worth("group", ("attack", "group")) == pytest.approx(worth("group") - 0.001), (
        "an attack on nothing only costs"
    )
    assert worth("government", *both, ("guarantee", "friend")) == pytest.approx(worth("government", *both) + 0.1)
    assert (worth("government", ("cut", "friend")) < worth("government")).all(), "less support, worse war"
    assert (worth("opposition", ("cut", "friend")) > worth("opposition")).all()
    assert worth("opposition", both[0]) == pytest.approx(worth("opposition")), "one alone brings nothing into force"
    excluded = 1 << kinds["accept", "government"] | 1 << kinds["walk_out", "government"]
    assert not any(d & excluded == excluded for d in model.moves.decimal.tolist())


def test_what_there_is_no_room_for_is_said():
    found = stability(toy(**RICH), runs=5, most=3)
    assert found.parts[0].rows[0]["options"] == 3
    assert any("left out (settlement 4)" in text for text in found.text)
    with pytest.raises(AskError, match="2 actors accept or refuse at level settlement, and --most is 1"):
        of(toy(), most=1)


def test_groups_that_prefer_nothing_have_no_options():
    stances = [s for s in RICH["stances"] if s["actor"] != "group"]
    model = of(toy(**{**RICH, "stances": stances}))
    assert "group" not in model.actors
    nobody = toy(**{**RICH, "stances": stances[2:]})
    with pytest.raises(AskError, match="government has to accept a text at level settlement and has no stance"):
        of(nobody)


def test_shares_have_errors_labels_and_no_insider_turns_in_prose():
    found = stability(geneva(), runs=20, level="transition", most=8)
    assert str(found.label) == "secret"
    assert not any("insiders" in text for text in found.text)
    for row in found.rows:
        assert 0 <= float(row["Nash"] or 0) <= float(row["SEQ"] or 0) <= float(row["GMR"] or 0) <= 1
        assert float(row["se"] or 0) > 0
    again = stability(geneva(), runs=20, level="transition", most=8)
    assert again.to_json() == found.to_json()
    assert found.inputs


def test_options_in_words():
    case = toy(**RICH)
    assert Option("cut", "friend", ("friend-government",)).words(case) == "friend: cut support to government"
    assert Option("attack", "group").words(case) == "group: attack"
