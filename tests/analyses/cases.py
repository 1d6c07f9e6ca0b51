"""Small cases whose answers are known by hand, as plain data to change."""

import copy
from typing import Any

from backchannel.case import setting
from backchannel.case.building import build
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Case
from backchannel.case.tree import Tree

TOY: dict[str, Any] = {
    "case": {"id": "toy", "title": "The Geneva toy", "as_of": "2014-01-28"},
    "actors": [
        {
            "id": "government", "role": "principal", "side": "state", "own_chance": 0.6, "cost": 0.1, "trust": 0.8,
            "betrayal_loss": 0.5, "audience_cost": 0.3,
        },
        {
            "id": "opposition", "role": "principal", "side": "rebellion", "own_chance": 0.4, "cost": 0.15,
            "trust": 0.8, "betrayal_loss": 0.25, "audience_cost": 0.3,
        },
    ],
    "issues": [{"id": "power", "anchors": {"0": "kept", "100": "handed over"}, "status_quo": 0}],
    "stances": [
        {"actor": "government", "issue": "power", "public": 0, "private": 0, "salience": 100},
        {"actor": "opposition", "issue": "power", "public": 100, "private": 100, "salience": 100},
    ],
    "levels": [{"id": "settlement", "opens": ["power"], "signers": ["government", "opposition"]}],
    "tracks": [
        {"id": "plenary", "kind": "formal", "publicity": 1},
        {"id": "back_room", "kind": "corridor", "publicity": 0.1},
    ],
    "war": {
        "sides": [{"id": "state", "outcome": {"power": 0}}, {"id": "rebellion", "outcome": {"power": 100}}],
    },
}  # fmt: skip
"""theory.md 1.5: p=.6, costs .1 and .15, theta=.8, f=0 (betrayal costs all that war is worth), a=.3."""

PROMISE = {
    "id": "posts_kept", "beneficiary": "government", "credibility": 0.5, "worth": 0.2, "levels": ["settlement"],
}  # fmt: skip
"""A guarantee believed by half and worth .2: h = .1, as in the toy's rows with a guarantee."""

LITMUS: dict[str, Any] = {
    "case": {"id": "gaps", "title": "Gaps by hand", "as_of": "2014-01-28"},
    "actors": [
        {"id": "a", "role": "principal", "agenda": ["x", "y"]},
        {"id": "b", "role": "principal"},
        {"id": "m", "role": "insider", "parent": "a"},
    ],
    "issues": [
        {"id": "x", "anchors": {"0": "none", "100": "all"}, "status_quo": 0},
        {"id": "y", "anchors": {"0": "none", "100": "all"}, "status_quo": 0},
    ],
    "stances": [
        {"actor": "a", "issue": "x", "public": 0, "private": 20, "salience": 60, "refuses": True, "label": "public"},
        {"actor": "a", "issue": "y", "public": 50, "private": 30, "salience": 40},
        {"actor": "b", "issue": "x", "public": 100, "private": 70, "salience": 30, "precondition": True,
         "label": "public"},
        {"actor": "b", "issue": "y", "public": 40, "private": 60, "salience": 20},
        {"actor": "m", "issue": "x", "private": 50, "salience": 10},
        {"actor": "m", "issue": "y", "private": 50, "salience": 30},
    ],
    "levels": [{"id": "deal", "opens": ["x", "y"], "signers": ["a", "b"]}],
    "tracks": [{"id": "plenary", "kind": "formal"}],
    "outcomes": [{"id": "one", "name": "One"}, {"id": "two", "name": "Two"}, {"id": "three", "name": "Three"}],
    "expectations": [
        {"actor": "a", "outcome": "one", "now": 0.2, "before": 0.5, "aims_at_it": True},
        {"actor": "a", "outcome": "two", "now": 0.9, "aims_at_it": True},
        {"actor": "b", "outcome": "one", "now": 0.6, "aims_at_it": True},
        {"actor": "b", "outcome": "two", "now": 0.4},
        {"actor": "b", "outcome": "three", "now": 0.4},
    ],
}  # fmt: skip

DOUBTFUL = ("actors.government.cost=[0.01, 0.1, 0.4]", "actors.opposition.trust=[0.5, 0.8, 0.95]")
"""Doubts that make the toy's deal sometimes there and sometimes not."""


def made(data: dict[str, Any], *overrides: str) -> Case:
    """A case from plain data, with ``PATH=VALUE`` on top."""
    return build(setting.apply(Tree("planted.yaml", copy.deepcopy(data)), overrides))


def toy(*overrides: str, **groups: Any) -> Case:
    """The Geneva toy, with groups of records added or replaced."""
    return made({**TOY, **groups}, *overrides)


def geneva(*overrides: str) -> Case:
    """The shipped case."""
    return read_case(find_case("geneva-ii"), overrides)


def rows(found: Any, **where: Any) -> list[dict[str, Any]]:
    """The rows of a Finding that match."""
    return [r for r in found.rows if all(r.get(k) == v for k, v in where.items())]


def row(found: Any, **where: Any) -> dict[str, Any]:
    """The one row of a Finding that matches."""
    return dict(found.rows[found.find(where)])
