"""A case with a value of its own in every text and number field of the schema, each with the label it was given."""

from __future__ import annotations

import datetime as dt
import types
from dataclasses import dataclass, field
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from backchannel.case.book import KEY_REFERENCES, REFERENCES
from backchannel.case.building import build
from backchannel.case.estimate import Provenance
from backchannel.case.fields import Value
from backchannel.case.redaction.fates import FATES, GROUPS, Way
from backchannel.case.rules import Rule
from backchannel.case.schema import Actor, Case, Claim, Declassified, Imported, Indicator, Lever, Side, Test, Tie, Track
from backchannel.case.shape import fields, shape_of
from backchannel.case.tree import Tree
from backchannel.core.labels import Label

POOL = 5
OPEN = ("actors", "issues", "levels", "tracks")
LABELS = (None, "public", "partners", "team", "secret")
NEVER = (Claim, Imported, Test)
LEFT_OUT = {(Actor, "parent"), (Test, "against"), (Test, "against_under"), (Test, "times"), (Test, "margin")}
"""Fields that cannot stand beside others, or would go round in a circle."""


@dataclass
class Planter:
    """``planted`` are the texts to look for on disk: (label, whether it must be there, the field)."""

    single: str | None
    planted: dict[str, tuple[Label, bool, str]] = field(default_factory=dict)
    ids: dict[str, list[str]] = field(default_factory=dict)
    count: int = 0

    def case(self) -> Case:
        """The whole case; singletons are labelled ``single``."""
        for group in GROUPS.values():
            self.ids[group] = [self.word(Label.SECRET, False, f"{group}.id", "zqid") for _ in range(POOL)]
        data: dict[str, Any] = {}
        for group, info in fields(Case).items():
            shape = shape_of(info.annotation)
            if shape.kind != "list":
                data[group] = self.record(shape.model, self.single, 0, None)
                continue
            model = shape.of.model
            assert model is not None
            pooled = "public" if group not in OPEN else None
            records = [self.record(model, pooled, n, self.ids.get(group, [None] * POOL)[n]) for n in range(POOL)]
            if "id" in fields(model):
                records += [self.record(model, label, n, None) for n, label in enumerate(LABELS)]
            if model is Track:
                records += [self.corridor(label, n) for n, label in enumerate(LABELS)]
            data[group] = records
        data["war"]["sides"] = [self.record(Side, self.single, n, self.ids["sides"][n]) for n in range(POOL)]
        insider = self.record(Actor, "secret", 0, None) | {"role": "insider", "id": "zqinsider"}
        data["actors"].append({name: said for name, said in insider.items() if name != "label"})
        self.planted["zqinsider"] = (Label.SECRET, False, "the id of an insider")
        members = [self.ids["actors"][0], "zqinsider"]
        data["tracks"].append({"id": "another_table", "kind": "formal", "members": members})
        return build(Tree("case.yaml", data))

    def corridor(self, label: str | None, place: int) -> dict[str, Any]:
        """A corridor without a label is of the team, its name too."""
        said = self.record(Track, label or "team", place, None) | {"kind": "corridor"}
        return said if label else {name: one for name, one in said.items() if name != "label"}

    # --- values of their own ---

    def word(self, label: Label, must: bool, where: str, stem: str = "Zqtext") -> str:
        self.count += 1
        text = f"{stem}{self.count:05d}x"
        self.planted[text] = (label, must, where)
        return text

    def number(self, label: Label, must: bool, where: str, low: float = 0.0) -> float:
        self.count += 1
        whole = 1 if low >= 1 else 0
        text = f"{whole}.1{self.count:05d}739"
        self.planted[text] = (label, must, where)
        return float(text)

    def day(self, label: Label, must: bool, where: str) -> str:
        self.count += 1
        text = (dt.date(1000, 1, 1) + dt.timedelta(days=self.count)).isoformat()
        self.planted[text] = (label, must, where)
        return text

    def estimate(self, label: Label, must: bool, where: str, spec: Value) -> dict[str, Any]:
        low, best, high = (self.number(label, must, where, spec.lo) for _ in range(3))
        said: dict[str, Any] = {"low": low, "best": best, "high": high}
        if self.count % 3 == 0:
            who = self.word(Label.SECRET, False, f"{where} by")
            said = {"experts": [{**said, "by": who}]}
        return said | {
            "note": self.word(label, False, f"{where} note"),
            "perspective": self.word(label, False, f"{where} perspective"),
        }

    # --- one record ---

    def record(self, model: Any, said: str | None, place: int, id: str | None) -> dict[str, Any]:
        label = Label.TEAM if said is None else Label.parse(said)
        if model in NEVER:
            label = Label.SECRET
        if model is Lever:
            label = max(label, Label.TEAM)  # of what it moves
        must = model in GROUPS and model not in (Lever, Declassified)
        if model is Declassified:
            to = said if said in ("public", "partners", "team") else "team"
            label, must = Label.parse(to), True
        found: dict[str, Any] = {}
        for name, info in fields(model).items():
            where = f"{model.__name__}.{name} ({said})"
            value = self.value(model, name, info, label, must, place, where)
            if value is not None:
                found[name] = value
        if id is not None:
            found["id"] = id
        if issubclass(model, Provenance):
            found.pop("label", None)
            if said is not None:
                found["label"] = said
        if model is Declassified:
            found["to"] = to
        return found

    def value(self, model: Any, name: str, info: Any, label: Label, must: bool, place: int, where: str) -> Any:
        fate = FATES[model][name]
        group = REFERENCES.get(model, {}).get(name)
        if fate.way in (Way.NAME, Way.OPEN) and GROUPS.get(model) in (*OPEN, "sides"):
            label = Label.PUBLIC if label is Label.TEAM and f"({None})" in where else label
        spec = next((m for m in info.metadata if isinstance(m, Value)), None)
        kind = _bare(info.annotation)
        special = self.special(model, name, place, label, where)
        if special is not None:
            return special
        if name == "evidence":
            return [self.ids["evidence"][place]]
        if name == "as_of" and "(None)" in where:
            return self.day(Label.PUBLIC, True, where)
        if (model, name) in LEFT_OUT or name in ("label", "profile"):
            return None
        if group is not None and group in self.ids:
            many = get_origin(kind) is tuple
            first = sum(map(ord, name)) % POOL
            one = self.ids[group][(place + (first if model is Tie else 0)) % POOL]
            return [one] if many else one
        if spec is not None:
            if get_origin(kind) is dict:
                keys = KEY_REFERENCES.get(model, {}).get(name, "levels")
                return {self.ids[keys][place]: self.estimate(label, must, where, spec)}
            return self.estimate(label, must, where, spec)
        if name == "id":
            return self.word(Label.SECRET, False, where, "zqid")
        return self.plain(kind, label, must and fate.way in (Way.TEXT, Way.NAME), place, where)

    def special(self, model: Any, name: str, place: int, label: Label, where: str) -> Any:
        actors = self.ids["actors"]
        if model is Lever and name == "changes":
            return {f"tracks.{self.ids['tracks'][0]}.publicity": self.number(label, False, where)}
        if name == "sides":
            return []
        if model is Lever and name == "kind":
            return "publicity"
        if model is Indicator and name == "state":
            return "corridor_agreed"
        if (model, name) == (Actor, "role"):
            return "principal"
        if name == "anchors":
            return {"0": self.word(label, False, where), "100": self.word(label, False, where)}
        if shape_of(fields(model)[name].annotation).model is Rule:
            quota = self.number(label, False, where)
            weights = {actors[1]: self.number(label, False, where)}
            return [actors[0], {"quota": quota, "of": [actors[1], actors[2]], "weights": weights}]
        if name == "kind" and model.__name__ == "Issue":
            return "sequence"
        if name == "issue" and model.__name__ == "Requirement":
            return self.ids["issues"][place]
        if model is Test and name in ("comparator", "value", "where", "under"):
            given = {"comparator": "<", "value": self.number(label, False, where)}
            return given.get(name) or {"zq": self.word(label, False, where)}
        return None

    def plain(self, kind: Any, label: Label, must: bool, place: int, where: str) -> Any:
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Literal:
            return arguments[0]
        if origin is tuple and arguments[-1] is ...:
            return [self.plain(_bare(arguments[0]), label, must, place, where)]
        if origin is tuple:
            return [30 + self.number(label, False, where) for _ in arguments]
        if origin is dict:
            return {"zqkey": self.word(label, False, where)}
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.nested(kind, label, place, where)
        if kind is dt.date:
            return self.day(label, False, where)
        if kind is bool:
            return True
        if kind is int:
            return 2
        if kind is float:
            return 1 if "share_needed" in where else self.number(label, False, where)
        return self.word(label, must, where)

    def nested(self, kind: Any, label: Label, place: int, where: str) -> dict[str, Any]:
        said = where.rpartition("(")[2].removesuffix(")")
        told = self.record(kind, None if said == "None" else said, place, None)
        told.pop("label", None)
        return told


def _bare(annotation: Any) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        inner = [a for a in arguments if a is not type(None)]
        return _bare(inner[0])
    return _bare(arguments[0]) if hasattr(annotation, "__metadata__") else annotation
