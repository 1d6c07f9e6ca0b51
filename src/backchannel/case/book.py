"""What is known of a tree while a case is built of it: which field names what, and what is wrong so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from backchannel.case.problems import Problem
from backchannel.case.rules import Rule
from backchannel.case.schema import (
    Actor,
    Attendance,
    Breakage,
    Case,
    Conference,
    Event,
    Evidence,
    Expectation,
    Guarantee,
    Indicator,
    Level,
    Lever,
    Narrative,
    Outcome,
    Recognition,
    Requirement,
    Sequence,
    Side,
    Stance,
    Tie,
    Track,
)
from backchannel.case.shape import Path, below, fields
from backchannel.case.tree import MOST_PROBLEMS, Tree
from backchannel.case.veil import Veil
from backchannel.core.labels import Label

JUDGEMENT = frozenset({"judgement"})
LABELS = [str(label) for label in Label]

Refs = dict[type[BaseModel], dict[str, str]]

REFERENCES: Refs = {
    Attendance: {"actor": "actors"},
    Conference: {"hosts": "actors", "sponsors": "actors", "table": "tracks", "corridor": "tracks"},
    Outcome: {"level": "levels"},
    Expectation: {"actor": "actors", "outcome": "outcomes"},
    Actor: {"side": "sides", "parent": "actors", "was_in": "actors", "agenda": "issues"},
    Sequence: {"waits_low": "issues", "waits_high": "issues"},
    Stance: {"actor": "actors", "issue": "issues"},
    Requirement: {"issue": "issues"},
    Breakage: {"group": "actors"},
    Level: {"opens": "issues", "ratifiers": "actors"},
    Rule: {"actor": "actors", "of": "actors"},
    Track: {"members": "actors", "agenda": "levels", "signs": "levels"},
    Tie: {"source": "actors", "target": "actors"},
    Recognition: {"of": "actors", "by": "actors"},
    Guarantee: {"beneficiary": "actors", "guarantor": "actors", "levels": "levels", "condition": "actors"},
    Narrative: {"speaker": "actors", "audience": "actors"},
    Indicator: {"levels": "levels"},
    Lever: {"holder": "actors"},
    Evidence: {"source": "sources"},
    Event: {"levels": "levels", "tracks": "tracks"},
}
"""Which field names a record of which group."""

KEY_REFERENCES: Refs = {Side: {"outcome": "issues"}}
"""Which mapping has ids of which group as its keys."""

SINGULAR = {
    "actors": "actor",
    "issues": "issue",
    "levels": "level",
    "tracks": "track",
    "sides": "side",
    "outcomes": "outcome",
    "sources": "source",
    "evidence": "item of evidence",
}


@dataclass
class Book:
    """What is known of a tree while it is built: its veil, the records that are sound, the problems so far."""

    tree: Tree
    veil: Veil
    sound: dict[Path, BaseModel] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    _seen: set[tuple[Path, str]] = field(default_factory=set)
    _ids: dict[str, set[str] | None] = field(default_factory=dict)
    _listed: dict[tuple[str, frozenset[str]], list[str]] = field(default_factory=dict)
    _keys: dict[tuple[Any, ...], Path] = field(default_factory=dict)

    def wrong(
        self, path: Path, message: str, expected: str | None = None, fix: str | None = None, name: str = ""
    ) -> None:
        """Note one problem at a path; ``name`` is a field below it that is not there."""
        where = self.veil.field(path)
        place = f"{where}.{name}" if where and name else where or name
        self.problems.append(self.tree.problem(path, place, message, expected, fix))

    def fresh(self, path: Path, key: str) -> bool:
        """Whether nothing was said yet about this place, and there is room to say it."""
        if (path, key) in self._seen:
            return False
        self._seen.add((path, key))
        if len(self.problems) >= MOST_PROBLEMS:
            self.more += 1
            return False
        return True

    def items(self, kind: type[BaseModel]) -> Iterator[tuple[Path, Any]]:
        """The sound records of one kind on top of the case, with their paths."""
        return ((path, record) for path, record in self.sound.items() if isinstance(record, kind))

    def content(self, path: Path) -> Any:
        """What stands at a path."""
        node: object = self.tree.data
        for step in path:
            node = below(node, step)
        return node

    def ids(self, group: str) -> set[str] | None:
        """Ids of a group, of its broken records too; None where the group itself cannot be read."""
        if group not in self._ids:
            self._ids[group] = self._collect(group)
        return self._ids[group]

    def _collect(self, group: str) -> set[str] | None:
        data: Any = self.tree.data
        if group == "sides":
            data = data.get("war") or {}
        listed = data.get(group) if isinstance(data, dict) else None
        if listed is None:
            return None if group in REQUIRED else set()
        if not isinstance(listed, list):
            return None
        return {item["id"] for item in listed if isinstance(item, dict) and isinstance(item.get("id"), str)}

    def listed(self, group: str, more: frozenset[str]) -> list[str]:
        """Those ids of a group, and those of some more words, that may be listed, sorted; worked out once."""
        if (group, more) not in self._listed:
            self._listed[group, more] = self.veil.known(frozenset(self.ids(group) or ()) | more)
        return self._listed[group, more]

    def first(self, key: tuple[Any, ...], path: Path) -> Path:
        """Where a key was met first: at ``path``, unless it was met before."""
        return self._keys.setdefault(key, path)


Parts = list[tuple[Path, BaseModel, str, Any]]
"""What stands in a record, as `shape.walk` gives it, without what is absent."""

REQUIRED = {name for name, info in fields(Case).items() if info.is_required()}
