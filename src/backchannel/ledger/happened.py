"""`resolutions.yaml`: what happened. Read here, to score forecasts, and by nothing that makes one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from backchannel.case.fields import Day, Id, Text
from backchannel.case.opening import read_text
from backchannel.case.problems import CaseError, Problem, did_you_mean, listing
from backchannel.case.reading import MAIN, NEVER
from backchannel.case.schema import Case
from backchannel.case.tree import Tree, parse
from backchannel.core.labels import Label
from backchannel.ledger.entries import Draft, Question, Resolution
from backchannel.ledger.recording import id_of, questions_of

GROUP = "resolutions"
OUTCOMES = ("yes", "no", "void", "unresolved")


class Answered(BaseModel):
    """How one question of the case came out by one of its dates, or why that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Id
    by: Text
    outcome: Literal["yes", "no", "void", "unresolved"]
    settled: Day | None = Field(default=None, description="the day by which that was so")
    happened: Text = Field(description="in the resolver's own words; for `unresolved` what is not known")
    sources: tuple[Text, ...] = ()
    note: Text | None = None
    label: Literal["public", "partners", "team", "secret"] = "public"

    @model_validator(mode="after")
    def _settled(self) -> Self:
        if self.outcome == "unresolved" and self.settled is not None:
            raise ValueError("expected no `settled` where the outcome is unresolved")
        if self.outcome != "unresolved" and self.settled is None:
            raise ValueError("expected `settled: YYYY-MM-DD`, the day by which it was so")
        if self.outcome != "unresolved" and not self.sources:
            raise ValueError("expected `sources: [...]`, where that can be read")
        return self


@dataclass(frozen=True)
class Happened:
    """What a file of resolutions says: entries for the ledger, and the questions it leaves open, with the reason."""

    drafts: tuple[Draft, ...]
    unresolved: Mapping[str, str]


def read_resolutions(place: Path, case: Case) -> Happened:
    """Read what happened to the questions of a case, from the folder (or main file) that the case was read from.

    Raises CaseError with all that is wrong, by file and line: unknown questions and dates, an outcome that the
    question's own rule does not allow, a question answered twice or not mentioned.
    """
    folder = place.parent if place.name == MAIN else place
    path = folder / NEVER if folder.is_dir() else folder.with_name(NEVER)
    if not path.is_file():
        message = "is missing: nothing is known of what happened"
        raise CaseError(
            [Problem(severity="error", file=str(path), message=message, fix="write it, or resolve one by one")]
        )
    tree = parse(read_text(path), str(path), GROUP)
    return _Reading(tree, case).run()


class _Reading:
    def __init__(self, tree: Tree, case: Case) -> None:
        self.tree = tree
        self.case = case
        self.asked = questions_of(case)
        self.problems: list[Problem] = []

    def run(self) -> Happened:
        records = self._records()
        drafts: dict[str, Draft] = {}
        unresolved: dict[str, str] = {}
        seen: set[str] = set()
        for place, record in records:
            name = self._name(place, record)
            if name is None:
                continue
            if name in seen:
                self._wrong((*place, "by"), "answers a question twice", None, "keep one of them")
            seen.add(name)
            if record.outcome == "unresolved":
                unresolved[name] = " ".join(record.happened.split())
            elif self._allowed(place, record, name):
                drafts[name] = self._draft(name, record)
        if not self.problems:
            left = [name.partition("/")[2] for name in self.asked if name not in seen]
            if left:
                fix = "answer each, or say `outcome: unresolved` and why"
                self._wrong((), f"says nothing of {listing(left, most=4, last='and')}", None, fix)
        if self.problems:
            raise CaseError(self.problems)
        return Happened(tuple(drafts[n] for n in self.asked if n in drafts), unresolved)

    def _records(self) -> Iterator[tuple[tuple[Any, ...], Answered]]:
        for name in self.tree.data:
            if name != GROUP:
                self._wrong((name,), "holds something else than what happened", f"`{GROUP}:` alone")
        listed = self.tree.data.get(GROUP)
        if not isinstance(listed, list):
            self._wrong((GROUP,), "is not a list", "a list of records, each starting with `-`")
            return
        for number, said in enumerate(listed):
            place = (GROUP, number)
            try:
                yield place, Answered.model_validate(said)
            except ValidationError as error:
                for item in error.errors(include_url=False):
                    self._translate(place, item)

    def _translate(self, place: tuple[Any, ...], item: Any) -> None:
        loc, kind = tuple(item["loc"]), item["type"]
        if kind == "missing":
            self._wrong(place, "is missing", None, f"add `{loc[-1]}: ...`", name=str(loc[-1]))
        elif kind == "extra_forbidden":
            known = list(Answered.model_fields)
            self._wrong((*place, *loc), "is not a field", listing(known), did_you_mean(str(loc[-1]), known))
        elif kind == "literal_error":
            known, said = re.findall("'([^']*)'", item["ctx"]["expected"]), item["input"]
            fix = did_you_mean(said, known) if isinstance(said, str) else None
            self._wrong((*place, *loc), f"is not one of the known words{_got(said)}", listing(known), fix)
        elif kind == "value_error":
            words = re.sub(r"\s+", " ", str(item["ctx"]["error"])).removeprefix("expected ")
            self._wrong((*place, *loc), f"is not right{_got(item['input'])}", words)
        elif kind.startswith("date"):
            self._wrong((*place, *loc), f"is not a date{_got(item['input'])}", "a date as YYYY-MM-DD")
        elif kind in ("tuple_type", "list_type"):
            self._wrong((*place, *loc), f"is not a list{_got(item['input'])}", "a list, as in `[a, b]`")
        elif kind.startswith("model"):
            self._wrong(place, "is not a mapping of fields", "NAME: VALUE")
        else:
            self._wrong((*place, *loc), f"is not right{_got(item['input'])}", "text")

    def _name(self, place: tuple[Any, ...], record: Answered) -> str | None:
        questions = {question.id: question for question in self.case.questions}
        question = questions.get(record.question)
        if question is None:
            message = f"is no question of the case{_got(record.question)}"
            fix = did_you_mean(record.question, questions)
            self._wrong((*place, "question"), message, None if fix else listing(questions), fix)
            return None
        if record.by not in question.by:
            self._wrong((*place, "by"), f"is none of the question's dates{_got(record.by)}", listing(question.by))
            return None
        return id_of(self.case.case.id, question.id, record.by)

    def _allowed(self, place: tuple[Any, ...], record: Answered, name: str) -> bool:
        question = self.asked[name].says
        assert isinstance(question, Question)
        assert record.settled is not None
        before = len(self.problems)
        settled = (*place, "settled")
        if record.outcome == "void" and question.void_if is None:
            self._wrong(
                (*place, "outcome"), "is void, and the question has no rule that voids it", "yes, no or unresolved"
            )
        if record.settled < self.case.case.as_of:
            self._wrong(settled, "is before the day of the case", f"{self.case.case.as_of} or later")
        close = dt.date.fromisoformat(question.close) if question.close else None
        if close is not None and record.outcome == "yes" and record.settled > close:
            self._wrong(settled, "is after the question's date, by which a yes has to be so", f"{close} or earlier")
        if close is not None and record.outcome == "no" and record.settled <= close:
            self._wrong(settled, "is not after the question's date: until then a yes is possible", f"after {close}")
        return len(self.problems) == before

    def _draft(self, name: str, record: Answered) -> Draft:
        asked = self.asked[name]
        assert isinstance(asked.says, Question)
        says = Resolution.model_validate({
            "outcome": record.outcome, "resolved_at": str(record.settled), "rule": asked.says.whole_rule,
            "source": "; ".join(" ".join(source.split()) for source in record.sources),
            "note": " ".join([*record.happened.split(), *(record.note or "").split()]),
        })  # fmt: skip
        return Draft(name, says, max(asked.label, Label.parse(record.label)))

    def _wrong(
        self, path: tuple[Any, ...], message: str, expected: str | None = None, fix: str | None = None, name: str = ""
    ) -> None:
        steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
        where = "".join(steps).lstrip(".") + (f".{name}" if name else "")
        self.problems.append(self.tree.problem(path, where, message, expected, fix))


def _got(value: object) -> str:
    """What stood there, where it is one short word; what happened is public, what slipped into this file may not be."""
    return f" (got `{value}`)" if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,40}", value) else ""
