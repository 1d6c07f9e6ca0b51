"""What an expert is asked: for each number of a case its question, with names filled in and its scale in words.

The four steps are those of Speirs-Bridge et al. (2010, Risk Analysis 30:512-523), as used in the IDEA protocol (Hemming
et al. 2018, Methods in Ecology and Evolution 9:169-180): lowest plausible, highest plausible, best guess, and how sure
one is that the truth lies between. A sheet holds no value of the case, so that nobody is anchored by it, and no answer
of anybody else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from backchannel.case.fields import Record, Value
from backchannel.case.inputs import Input, inputs, record_label
from backchannel.case.reading import case_hash
from backchannel.case.schema import Case
from backchannel.case.veil import Veil
from backchannel.core.labels import Label
from backchannel.core.words import within

EXPERT = re.compile(r"[a-z][a-z0-9_-]{0,31}")
CODER = "coder"
"""Under this name the figure of the case itself stands among the answers."""

POSITIONS = ("public", "private", "status_quo", "outcome")
UNITS = {
    "0-100": "0 to 100",
    "0-100, worded anchors": "0 to 100",
    "points of 100": "all its issues together have 100 points; 0 = none, 50 = half of its care",
    "100 = all it could spend": "0 = nothing, 50 = half of all it could spend on this conflict, 100 = all of it",
    "share": "0 = none, 0.5 = half, 1 = all",
    "share of stakes": "0 = nothing, 0.1 = a tenth of all that is at stake for it, 1 = all of it",
    "probability": "0 = never, 0.5 = as likely as not, 1 = certain",
    "per round": "per {round}: 0 = not at all, 0.1 = a tenth, 1 = all",
    "share per round": "share in a {round}: 0 = none, 0.1 = a tenth, 1 = all",
    "weight per round": "a round is a {round}; 0 = nothing, 0.9 = nine tenths, 1 = as much as this one",
    "per month": "chance in a month: 0 = never, 0.5 = as likely as not, 1 = always",
    "per meeting": "chance at one meeting: 0 = never, 0.5 = at every second one, 1 = at every one",
    "per session": "chance after one session: 0 = never, 0.5 = after every second one, 1 = after every one",
    "rounds": "number of rounds; a round is a {round}",
    "log": "0 = no difference, 0.7 = twice, 1.1 = three times, 2.3 = ten times",
    "per share of stakes": "20 = often against its interest where little is at stake, 80 = seldom",
    "per attack": "0 = never, 0.5 = every second time, 1 = every time",
    "per unit": "0 = nothing, 1 = as much again",
    "strongest = 100": "100 = as strong as the strongest who fights, 50 = half as strong, 0 = no strength",
    "times today": "0 = none, 1 = as today, 2 = twice as much",
    "times": "1 = no worse, 2 = twice as bad",
    "exponent": "near 0 = luck decides, 1 = chances as strength, above 1 = the stronger wins more than its share",
    "log-odds": "0 = as the balance warrants, 0.7 = twice the odds, 1.1 = three times the odds, below 0 = gloomier",
    "office = 1": "0 = nothing, 1 = as much as being in office is worth or being out of it would cost",
    "weight": "0 = none; 1 = the whole where weights are shares, one member where members are counted",
}
"""Each unit of the schema in words."""

FIELDS = {
    "attack": "chance in a {round}: 0 = never, 0.5 = every second {round}, 1 = every {round}",
    "trend": "change in a {round}: 0 = none, 0.1 = up by a tenth of the whole scale, below 0 = down",
    "credit": "0 = nothing, 0.1 = a tenth of all that is at stake for it; below 0 = it would be blamed",
}
"""Numbers whose unit says less than their question needs."""


@dataclass(frozen=True)
class Row:
    """One question of a sheet: the path of its number, whom it is about, the question, the scale and its ends."""

    path: str
    about: str
    question: str
    scale: str
    lo: float
    hi: float
    label: Label


@dataclass(frozen=True)
class Sheet:
    """What one expert is sent. ``ceiling`` is the highest label in it; title and hash are left out below `team`."""

    case: str
    title: str | None
    hash: str | None
    expert: str
    date: dt.date
    ceiling: Label
    rows: tuple[Row, ...]


class HiddenError(Exception):
    """A question that cannot be put in words without showing more than may be shown."""


def check_experts(experts: Iterable[str]) -> list[str]:
    """The ids of experts, each once. Raises ValueError for one that is no pseudonym or stands there twice.

    >>> check_experts(["ann", "expert-2"])
    ['ann', 'expert-2']
    """
    found: list[str] = []
    for expert in (e.strip() for e in experts):
        if not EXPERT.fullmatch(expert):
            raise ValueError("an expert's id is no lower-case word; expected a pseudonym such as `heron` or `expert-2`")
        if expert == CODER:
            raise ValueError(f"`{CODER}` stands for the case's own figure; choose another pseudonym")
        if expert in found:
            raise ValueError(f"{expert} is named twice")
        found.append(expert)
    if not found:
        raise ValueError("no expert is named; expected pseudonyms, separated by commas")
    return found


def rows(
    case: Case, ceiling: Label = Label.TEAM, wanted: Callable[[Input], bool] = lambda number: True
) -> tuple[list[Row], int]:
    """The questions for the numbers that are wanted, in file order, and how many are left out as above the ceiling."""
    words, found, hidden = _Words(case, ceiling), [], 0
    for number in filter(wanted, inputs(case)):
        try:
            found.append(words.row(number))
        except HiddenError:
            hidden += 1
    return found, hidden


def sheet(case: Case, expert: str, asked: Iterable[Row], ceiling: Label, date: dt.date) -> Sheet:
    """The sheet for one expert: the questions in an order of its own, the same each time it is made."""

    def place(row: Row) -> bytes:
        return hashlib.blake2b(f"{case.case.id}\0{expert}\0{row.path}".encode(), digest_size=8).digest()

    inside = ceiling >= Label.TEAM
    title = case.case.title if record_label(case.case, case.insiders) <= ceiling else None
    ordered = tuple(sorted(asked, key=place))
    return Sheet(case.case.id, title, case_hash(case) if inside else None, expert, date, ceiling, ordered)


@dataclass(frozen=True)
class _Words:
    """Puts numbers of a case into questions that show nothing above a ceiling."""

    case: Case
    ceiling: Label

    @cached_property
    def secret(self) -> frozenset[str]:
        return Veil(self.case.model_dump(mode="json")).secret_ids

    @cached_property
    def records(self) -> dict[str, Record]:
        """Records by id; of two with one id the first, as `Case.name` has it."""
        groups = (self.case.actors, self.case.issues, self.case.levels, self.case.tracks, self.case.guarantees)
        found: dict[str, Record] = {}
        for group in (
            *groups,
            self.case.outcomes,
            self.case.war.sides,
            self.case.narratives,
            self.case.indicators,
            self.case.levers,
        ):
            for record in group:
                found.setdefault(record.id, record)
        return found

    def row(self, number: Input) -> Row:
        """One question. Raises HiddenError where it would show something above the ceiling."""
        steps = number.path.split(".")
        if number.label > self.ceiling:
            raise HiddenError
        if self.ceiling < Label.SECRET and any({s, *s.split("-")} & self.secret for s in steps):
            raise HiddenError
        about = self.about(steps)
        return Row(
            number.path,
            about[:1].upper() + about[1:],
            _question(steps, number.value),
            self.scale(steps, number.value),
            number.value.lo,
            number.value.hi,
            number.label,
        )

    def name(self, id: str | None) -> str:
        """What to call a record: by its name where that may be shown, else by its id in words."""
        if id is None:
            return "nobody in particular"
        if self.ceiling < Label.SECRET and id in self.secret:
            raise HiddenError
        record = self.records.get(id)
        open_ = record is None or record_label(record, self.case.insiders) <= self.ceiling
        return within(self.case.name(id)) if open_ else id.replace("_", " ")

    def text(self, record: Record, words: str) -> str:
        """Free text of a record, where it may be shown."""
        if record_label(record, self.case.insiders) > self.ceiling:
            raise HiddenError
        return words

    def about(self, steps: list[str]) -> str:
        """Whom and what a number is about."""
        group, first, *rest = steps
        name = self.name
        if group == "stances":
            return f"{name(first)}, on {name(rest[0])}"
        if group == "actors" and rest[1:] and rest[0] != "exit":
            return f"{name(first)}, {'at other levels' if rest[1] == 'else' else f'for: {name(rest[1])}'}"
        if group == "levels" and rest[0] == "breakage":
            return f"{name(rest[1])}, against: {name(first)}"
        if group == "levels" and rest[0] == "signers":
            part = "".join(f", part {s}" for s in rest[1:] if s.isdigit())
            whose = f", {name(rest[-1])}" if "weights" in rest else ""
            return f"rule for signing: {name(first)}{part}{whose}"
        if group == "war":
            return f"{name(rest[0])}, if it won, on {name(rest[2])}" if first == "sides" else "the war"
        if group == "expectations":
            return f"{name(first)}, of: {name(rest[0])}"
        return self.named(group, first)

    def named(self, group: str, id: str) -> str:
        """What a number of a record is about that takes more than its name to say."""
        if group == "ties":
            tie = next(t for t in self.case.ties if t.id == id)
            return f"{self.name(tie.source)}, as to {self.name(tie.target)}"
        if group == "recognition":
            found = next(r for r in self.case.recognition if r.id == id)
            return f"{self.name(found.of)}, as treated by {self.name(found.by)}"
        if group == "guarantees":
            promise = next(g for g in self.case.guarantees if g.id == id)
            return f"the promise to {self.name(promise.beneficiary)}: {self.name(id)}"
        if group == "narratives":
            frame = next(n for n in self.case.narratives if n.id == id)
            words = self.text(frame, frame.frame)
            return f"what {self.name(frame.speaker)} tells {self.name(frame.audience)}: {words}"
        if group == "levers":
            lever = next(one for one in self.case.levers if one.id == id)
            return f"pulled by {self.name(lever.holder)}: {self.name(id)}"
        if group == "indicators":
            sign = next(i for i in self.case.indicators if i.id == id)
            return f"the sign: {self.text(sign, sign.what)} (of: {self.text(sign, sign.of)})"
        return self.name(id)

    def scale(self, steps: list[str], value: Value) -> str:
        """What the numbers mean: the anchors of a position, else the unit in words."""
        field = "outcome" if steps[:1] == ["war"] and "outcome" in steps else steps[-1]
        if field in POSITIONS and steps[0] in ("stances", "issues", "war"):
            issue = self.case.issue(steps[{"issues": 1, "stances": 2, "war": -1}[steps[0]]])
            return "; ".join(f"{at} = {self.text(issue, issue.anchors[at])}" for at in sorted(issue.anchors))
        return FIELDS.get(field, UNITS.get(value.unit, value.unit)).format(round=self.case.case.round)


def _question(steps: list[str], value: Value) -> str:
    """The schema's question, put about somebody else."""
    if steps[:2] == ["war", "sides"]:
        return "What would it impose if it won the war?"
    return value.ask.replace("would you", "would it")


def span(row: Row) -> str:
    """The range of a number in words.

    >>> span(Row("p", "a", "q", "s", 0, math.inf, Label.TEAM))
    'a number of at least 0'
    """
    return f"a number of at least {row.lo:g}" if math.isinf(row.hi) else f"a number from {row.lo:g} to {row.hi:g}"
