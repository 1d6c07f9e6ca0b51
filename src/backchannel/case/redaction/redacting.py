"""Case -> a new case that holds nothing above a label. See `fates` for what becomes of each field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from backchannel.case.estimate import Estimate
from backchannel.case.fields import Record
from backchannel.case.inputs import record_key
from backchannel.case.redaction.account import Account, Removed, account
from backchannel.case.redaction.coarse import coarsened, midpoint
from backchannel.case.redaction.fates import FATES, GROUPS, PREFIXES, Fate, Way
from backchannel.case.redaction.moving import renamed_changes
from backchannel.case.redaction.placeholders import with_placeholders
from backchannel.case.redaction.standing import Standing, number_label, standing
from backchannel.case.redaction.trees import pruned
from backchannel.case.rules import Rule
from backchannel.case.schema import (
    Breakage,
    Case,
    Declassified,
    Expectation,
    Game,
    Header,
    Indicator,
    Level,
    Lever,
    Question,
    Recognition,
    Requirement,
    Side,
    Stance,
    Tie,
    Track,
    War,
)
from backchannel.case.schema import Sequence as Steps
from backchannel.case.shape import fields
from backchannel.core.labels import Label

Ids = dict[str, dict[str, str]]
"""New ids by group and old id."""

FOLLOWS = (Stance, Tie, Recognition, Expectation, Breakage)
"""Records without words of their own: they go where a number in them goes."""

SHARED_ID, SHARED_TITLE = "shared", "A case for sharing"
NO_DAY = dt.date(1900, 1, 1)
"""Stands for the day of a case whose author will not say it; a case must have one."""

QUINTILES = 5
SORTED = {"stances": ("actor", "issue"), "expectations": ("actor", "outcome")}
ISO = re.compile(r"\d{4}-\d{2}(-\d{2})?")


@dataclass(frozen=True)
class Redacted:
    """A case that may be shared, and for its author: an account, and old ids by group and new id."""

    case: Case
    account: Account
    key: Mapping[str, Mapping[str, str]]


def redact(case: Case, profile: Label, *, coarsen: int | None = None, drop_dates: bool | None = None) -> Redacted:
    """A new valid case that never held anything labelled above ``profile``, and an account for its author alone.

    ``coarsen`` puts positions into so many equal parts of the scale (at ``public`` 5 unless said; 0: as they are);
    ``drop_dates`` leaves out every day but that of the case, of which the month remains. `secret` gives the case back.
    The same for any two cases that differ only above the profile. Raises ValueError for ``coarsen`` below 0.

    >>> from backchannel.case.reading import find_case, read_case
    >>> shared = redact(read_case(find_case("geneva-ii")), Label.PUBLIC).case
    >>> shared.case.id, shared.actors[0].id, shared.case.profile
    ('shared', 'a1', 'public')
    """
    if coarsen is not None and coarsen < 0:
        raise ValueError(f"coarsen = {coarsen}: expected the number of parts of the scale, or 0")
    if profile is Label.SECRET:
        return Redacted(case, Account((), (), (), Label.PUBLIC), {})
    parts = QUINTILES if coarsen is None and profile is Label.PUBLIC else coarsen or None
    walk = _Walk(case, profile, parts, bool(drop_dates))
    shared = walk.run()
    key = {group: {new: old for old, new in names.items()} for group, names in walk.ids.items() if names}
    return Redacted(shared, account(case, shared, key, tuple(walk.left), profile), key)


@dataclass
class _Walk:
    case: Case
    profile: Label
    parts: int | None
    dateless: bool
    ids: Ids = field(default_factory=dict)
    left: list[Removed] = field(default_factory=list)

    # --- the whole ---

    def run(self) -> Case:
        case = self.case
        there = {a.side for a in case.actors if standing(case, a).exists <= self.profile}
        war = standing(case, case.war)
        self.number("sources", case.sources)
        self.number("evidence", case.evidence)
        self.number("actors", case.actors)
        told = self.profile is Label.TEAM
        self.number("sides", (s for s in case.war.sides if told or s.label or s.id in there), war)
        for group in ("issues", "levels", "tracks", "outcomes", "recognition", "guarantees", "narratives"):
            self.number(group, getattr(case, group))
        for group in ("indicators", "levers", "questions", "declassify"):
            self.number(group, getattr(case, group))
        said: dict[str, Any] = {}
        for name in fields(Case):
            content, fate = getattr(case, name), FATES[Case][name]
            if fate.way is Way.NEVER:
                self.never(name, content)
            elif isinstance(content, tuple):
                kept = [new for one in content if (new := self.record(f"{name}.{record_key(one)}", one)) is not None]
                said[name] = tuple(self.tidied(name, kept))
            elif isinstance(content, Record):
                new = self.record(name, content)
                if new is not None:
                    said[name] = new
        return with_placeholders(said)

    def number(self, group: str, records: Iterable[Any], outer: Standing | None = None) -> None:
        """New ids for those records of a group that stay, in the order of the file."""
        staying = [one.id for one in records if self.stays(one, standing(self.case, one, outer))]
        self.ids[group] = {old: f"{PREFIXES[group]}{n}" for n, old in enumerate(dict.fromkeys(staying), 1)}

    def tidied(self, group: str, records: list[Record]) -> list[Record]:
        """Records about others in the order of those; a tie with a name of its own."""
        if group in SORTED:
            names = SORTED[group]
            return sorted(records, key=lambda one: [_natural(getattr(one, name)) for name in names])
        if group == "ties":
            seen: dict[str, int] = {}
            ties: list[Record] = []
            for one in sorted(records, key=lambda t: [_natural(getattr(t, name)) for name in ("source", "target")]):
                ends = str(getattr(one, "id", ""))
                seen[ends] = seen.get(ends, 0) + 1
                ties.append(one if seen[ends] == 1 else one.model_copy(update={"id": f"{ends}-{seen[ends]}"}))
            return ties
        return records

    def never(self, path: str, content: Any) -> None:
        for one in content if isinstance(content, tuple) else () if content is None else (content,):
            key = f"{path}.{one.id}" if hasattr(one, "id") else path
            self.left.append(Removed(key, Label.TEAM, "never goes out"))

    # --- who stays ---

    def stays(self, record: Record | Declassified, stands: Standing) -> bool:
        if isinstance(record, Header | War | Game):
            return True
        follows = isinstance(record, FOLLOWS) and stands.own is None
        if stands.exists > self.profile and not (follows and self.carried(record, stands)):
            return False
        for name, fate in FATES[type(record)].items():
            said = getattr(record, name)
            if fate.way is Way.REFERENCE and said is not None and said not in self.ids[fate.group]:
                return False
            if fate.way is Way.WHOLE and not set(said) <= set(self.ids[fate.group]):
                return False
        if isinstance(record, Level):
            return bool(self.listed("issues", record.opens)) and pruned(record.signers, self.ids["actors"]) is not None
        if isinstance(record, Track):
            return not record.members or bool(self.listed("actors", record.members))
        if isinstance(record, Lever):
            return renamed_changes(record, self.ids, self.case) is not None
        if isinstance(record, Question):
            return bool(self.days(record.by))
        return True

    def carried(self, record: BaseModel, stands: Standing) -> list[Label]:
        """The labels of those numbers of a record that go out."""
        found = []
        for name, fate in FATES[type(record)].items():
            said = getattr(record, name)
            if fate.way in (Way.NUMBER, Way.POSITION) and isinstance(said, Estimate):
                found.append(number_label(record, name, said, stands))
        return [label for label in found if label <= self.profile]

    # --- one record ---

    def record(self, path: str, record: Record | Declassified, outer: Standing | None = None) -> Any:
        """The record as it goes out; None where it does not."""
        stands = standing(self.case, record, outer)
        lost = isinstance(record, Side) and record.id not in self.ids["sides"]
        if lost or not self.stays(record, stands):
            self.left.append(Removed(path, max(stands.exists, stands.words), "record"))
            return None
        said = self.fields(path, record, stands)
        label = self.new_label(record, stands, said)
        if label is not None:
            said["label"] = label
        return type(record)(**said)

    def new_label(self, record: Record | Declassified, stands: Standing, said: dict[str, Any]) -> str | None:
        if isinstance(record, Declassified):
            return None
        if stands.words <= self.profile:
            return record.label
        if isinstance(record, FOLLOWS):
            return str(min(self.carried(record, stands)))
        if isinstance(record, War | Game):
            return "public" if said else None
        return None if isinstance(record, Side) else "public"

    def fields(self, path: str, record: BaseModel, stands: Standing) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name, info in fields(type(record)).items():
            content, fate = getattr(record, name), FATES[type(record)][name]
            here = f"{path}.{name}"
            new = self.content(here, record, name, fate, stands)
            if new is None and info.is_required():
                new = Estimate(unknown=True)  # only numbers are required of a record that loses them
            if new is not None:
                said[name] = new
            if new is None and content not in (None, (), "", False) and fate.way not in (Way.MADE, Way.OPEN):
                self.left.append(Removed(here, max(stands.words, Label.TEAM), "field"))
        return said

    def content(self, path: str, record: BaseModel, name: str, fate: Fate, stands: Standing) -> Any:
        said = getattr(record, name)
        words = stands.words <= self.profile
        texts = words and (stands.own is not None or self.profile is Label.TEAM)
        match fate.way:
            case Way.OPEN:
                return said if stands.exists <= self.profile else None
            case Way.NAME:
                return said or str(getattr(record, "id", "")).replace("_", " ")
            case Way.WORDS:
                return self.said(record, name) if words else None
            case Way.TEXT:
                return said if texts else None
            case Way.DAY:
                return said if words and not self.dateless else None
            case Way.NUMBER | Way.POSITION:
                return self.numbers(path, record, name, stands, self.parts if fate.way is Way.POSITION else None)
            case Way.ID:
                return self.ids[GROUPS[type(record)]][said]
            case Way.REFERENCE:
                return None if said is None else self.ids[fate.group][said]
            case Way.OPTIONAL:
                return self.ids[fate.group].get(said) if fate.open or words else None
            case Way.LIST | Way.WHOLE:
                return self.listed(fate.group, said) if said is not None and (fate.open or words) else None
            case Way.RULE:
                return self.rule(path, said, stands)
            case Way.INNER:
                return self.inner(path, said, stands, words)
            case Way.MADE:
                return self.made(record, name, stands, words, texts)
            case Way.NEVER:
                return None

    def said(self, record: BaseModel, name: str) -> Any:
        content = getattr(record, name)
        if self.parts is None or not isinstance(record, Requirement | Steps):
            return content
        if isinstance(content, tuple):
            return tuple(midpoint(one, self.parts) for one in content)
        unsaid = fields(type(record))[name].get_default()
        return content if content == unsaid else midpoint(content, self.parts)

    def listed(self, group: str, old: Sequence[str]) -> tuple[str, ...]:
        more = {"judgement": "judgement"} if group == "evidence" else {}
        known = {**self.ids[group], **more}
        return tuple(known[one] for one in old if one in known)

    def days(self, by: Sequence[str]) -> tuple[str, ...]:
        return tuple(one for one in by if not (self.dateless and ISO.fullmatch(one.strip())))

    def inner(self, path: str, said: Any, stands: Standing, words: bool) -> Any:
        if isinstance(said, tuple):
            kept = [self.one(f"{path}.{n}", one, stands, words) for n, one in enumerate(said)]
            return tuple(one for one in kept if one is not None)
        return None if said is None else self.one(path, said, stands, words)

    def one(self, path: str, said: BaseModel, stands: Standing, words: bool) -> Any:
        if isinstance(said, Record):
            return self.record(path, said, stands)
        if not words:
            return None
        for name, fate in FATES[type(said)].items():
            named = getattr(said, name)
            if fate.way is Way.WHOLE and not set(named) <= set(self.ids[fate.group]):
                return None
            if fate.way is Way.REFERENCE and named not in self.ids[fate.group]:
                return None
        return type(said)(**self.fields(path, said, stands))

    # --- numbers ---

    def numbers(self, path: str, record: BaseModel, name: str, stands: Standing, parts: int | None) -> Any:
        said = getattr(record, name)
        if isinstance(said, Estimate):
            return self.estimate(path, record, name, said, stands, parts)
        if isinstance(said, dict):
            group = "issues" if isinstance(record, Side) else "levels"
            known = {"all": "all", **self.ids[group], "else": "else"}
            kept = {
                new: one
                for old, new in known.items()
                if old in said
                and (one := self.estimate(f"{path}.{old}", record, name, said[old], stands, parts)) is not None
            }
            return kept or None
        return None

    def estimate(
        self, path: str, record: BaseModel, name: str, said: Estimate, stands: Standing, parts: int | None
    ) -> Estimate | None:
        """A number as it goes out, with what is said of it where that may go too."""
        label = number_label(record, name, said, stands)
        if label > self.profile:
            self.left.append(Removed(path, label, "number"))
            return None
        own = said.label is not None
        words = own or stands.words <= self.profile
        texts = own or (words and (stands.own is not None or self.profile is Label.TEAM))
        return coarsened(said, parts).model_copy(
            update={
                "evidence": self.listed("evidence", said.evidence) if words else (),
                "note": said.note if texts else None,
                "perspective": said.perspective if texts else None,
                "date": said.date if texts and not self.dateless else None,
                "experts": tuple(
                    one.model_copy(update={"by": f"x{n}"}) for n, one in enumerate(coarsened(said, parts).experts, 1)
                ),
            }
        )

    def rule(self, path: str, rule: Rule, stands: Standing) -> Rule | None:
        def number(said: Estimate, secret: bool) -> Estimate | None:
            around = Standing(stands.exists, Label.SECRET, None, True) if secret else stands
            return self.estimate(path, rule, "quota", said, around, None)

        return pruned(rule, self.ids["actors"], number, self.case.insiders)

    # --- what is made afresh ---

    def made(self, record: BaseModel, name: str, stands: Standing, words: bool, texts: bool) -> Any:
        if name == "label":
            return None
        if isinstance(record, Header):
            return self.header(record, name, stands, texts)
        if isinstance(record, Tie):
            return f"{self.ids['actors'][record.source]}-{self.ids['actors'][record.target]}"
        if isinstance(record, Indicator):
            staying = [one for one in self.case.indicators if one.id in self.ids["indicators"]]
            groups = list(dict.fromkeys(one.group for one in staying if one.group is not None))
            return None if record.group is None else f"group{groups.index(record.group) + 1}"
        if isinstance(record, Question):
            return self.days(record.by)
        assert isinstance(record, Lever)
        return renamed_changes(record, self.ids, self.case)

    def header(self, header: Header, name: str, stands: Standing, texts: bool) -> Any:
        if name == "id":
            return SHARED_ID
        if name == "profile":
            held = header.profile
            return str(self.profile if held is None else min(self.profile, Label.parse(held)))
        if name == "as_of":
            day = header.as_of if stands.exists <= self.profile else NO_DAY
            return day.replace(day=1) if self.dateless else day
        called = self.case.conference
        if texts:
            return header.title
        public = called is not None and standing(self.case, called).words is Label.PUBLIC
        return called.name if called is not None and public else SHARED_TITLE


def _natural(id: str) -> tuple[str, int]:
    return id[0], int(id[1:])
