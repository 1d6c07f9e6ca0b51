"""Cases in which what levers do is known by hand."""

import copy
from typing import Any

from backchannel.case.building import build
from backchannel.case.schema import Case
from backchannel.case.tree import Tree

DOOR: dict[str, Any] = {
    "case": {"id": "door", "title": "A door", "as_of": "2014-01-28", "horizon_months": 8},
    "actors": [
        {"id": "government", "role": "principal", "side": "state", "own_chance": 0.1, "cost": 0.04},
        {"id": "rebels", "role": "principal", "side": "rebellion", "own_chance": 0.9, "cost": 0.1},
    ],
    "issues": [{"id": "power", "anchors": {"0": "kept", "100": "handed over"}, "status_quo": 0}],
    "stances": [
        {"actor": "government", "issue": "power", "private": 0, "salience": 100},
        {"actor": "rebels", "issue": "power", "private": 100, "salience": 100},
    ],
    "levels": [
        {"id": "deal", "opens": ["power"], "signers": ["government", "rebels"],
         "requires": [{"issue": "power", "min": 100}]},
    ],
    "tracks": [{"id": "table", "kind": "formal", "members": ["government", "rebels"], "proposer": "mediator"}],
    "war": {"sides": [{"id": "state", "outcome": {"power": 0}}, {"id": "rebellion", "outcome": {"power": 100}}]},
    "guarantees": [
        {"id": "pension", "beneficiary": "government", "levels": ["deal"], "credibility": 0, "worth": 0.2},
    ],
    "levers": [
        {"id": "pay", "kind": "guarantee", "changes": {"guarantees.pension.credibility": 1}, "cost": 30,
         "holder": "rebels"},
        {"id": "whisper", "kind": "publicity", "changes": {"tracks.table.publicity": 0}, "cost": 5},
    ],
    "questions": [
        {"id": "deal_soon", "ask": "A deal?", "by": ["2014-06-01"], "yes_if": "signed",
         "event": {"what": "signed", "levels": ["deal"]}},
    ],
}  # fmt: skip
"""The one text gives the government nothing: u = 0, w = .1 - .04, so S = .2 gamma - .06 and gamma* = .3.

Nobody doubts, nobody errs and nobody watches: publicity changes nothing at all.
"""

THRESHOLD = 0.3


def made(data: dict[str, Any], **groups: Any) -> Case:
    """A case from plain data with groups of records replaced."""
    return build(Tree("case.yaml", copy.deepcopy({**data, **groups})))


def door(**groups: Any) -> Case:
    """The door, with groups of records replaced."""
    return made(DOOR, **groups)


def doubtful() -> Case:
    """The door with a doubt about what fighting on costs, so that runs differ."""
    people = [DOOR["actors"][0] | {"cost": [0.0, 0.05, 0.1]}, DOOR["actors"][1]]
    return door(actors=people)


def walter() -> Case:
    """Walter's guarantee as enforcement: T* = ell/(u - w + ell) and G* = (T* - tau)/(1 - tau), theory M1.

    Half the power for the government: u - w = .5 - .3, ell = .1, tau = .2, so T* = 1/3 and G* = 1/6.
    """
    people = [
        DOOR["actors"][0] | {"own_chance": 0.4, "cost": 0.1, "trust": 0.2, "betrayal_loss": 0.1},
        DOOR["actors"][1] | {"own_chance": 0.4, "cost": 0.2},
    ]
    levels = [DOOR["levels"][0] | {"requires": [{"issue": "power", "min": 50, "max": 50}], "enforcement": 0}]
    force = {"id": "force", "kind": "enforcement", "changes": {"levels.deal.enforcement": 1}}
    return door(actors=people, levels=levels, guarantees=[], levers=[force])


def two_doors() -> Case:
    """Two bargains side by side: two pairs, each about an issue of its own; a promise and a lever for each.

    Neither text ends any fighting, so S = gamma .2 - .06 for the one who gives 6 of 100.
    """
    people, stances, levels, promises, pulls = [], [], [], [], []
    issues = [DOOR["issues"][0] | {"id": id} for id in ("power", "land")]
    for k in ("power", "land"):
        for who, side, at in ((f"has_{k}", "state", 0), (f"wants_{k}", "rebellion", 100)):
            people.append({"id": who, "role": "principal", "side": side, "own_chance": 0.5})
            stances.append({"actor": who, "issue": k, "private": at, "salience": 100})
        levels.append(
            {"id": f"deal_{k}", "opens": [k], "signers": [f"has_{k}", f"wants_{k}"], "fighting_ended": 0,
             "requires": [{"issue": k, "min": 6, "max": 6}]}
        )  # fmt: skip
        promises.append(
            {"id": f"p_{k}", "beneficiary": f"has_{k}", "levels": [f"deal_{k}"], "credibility": 0, "worth": 0.2}
        )
        changes = {f"guarantees.p_{k}.credibility": 1}
        pulls.append({"id": f"pay_{k}", "kind": "guarantee", "changes": changes, "cost": 10})
    sides = [{"id": s, "outcome": {"power": x, "land": x}} for s, x in (("state", 0), ("rebellion", 100))]
    table = {"id": "table", "kind": "formal", "proposer": "mediator"}
    return door(
        actors=people, issues=issues, stances=stances, levels=levels, war={"sides": sides}, guarantees=promises,
        levers=pulls, tracks=[table], questions=[],
    )  # fmt: skip


def both_needed() -> Case:
    """Two promises worth .04 each where .06 is missing: neither opens the deal alone."""
    promises = [
        {"id": id, "beneficiary": "government", "levels": ["deal"], "credibility": 0, "worth": 0.04} for id in "ab"
    ]
    pulls = [
        {"id": f"pay_{id}", "kind": "guarantee", "changes": {f"guarantees.{id}.credibility": 1}, "cost": 10}
        for id in "ab"
    ]
    return door(guarantees=promises, levers=pulls)
