"""What is asked of the case and what it rests on: questions, sources, evidence, claims."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backchannel.case.fields import Day, Id, Record, Text


class Event(BaseModel):
    """What has to happen in a run of the game for a question to be answered with yes."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    what: Literal["signed", "endorsed", "in_force", "held", "broken", "session", "broken_off"] = Field(
        description="signed: the first text at a level is; endorsed: a text from a corridor is tabled and all its "
        "members stand by it; in_force: any text is on that day; held: the first text signed at a level has stood for "
        "`months`, and a later one does not count; broken: the first text signed at a level is; session: one is held "
        "to which every member that decides comes; broken_off: a track is for the first time"
    )
    levels: tuple[Id, ...] = Field(default=(), description="a text at any of these levels; at any level unless said")
    tracks: tuple[Id, ...] = Field(
        default=(),
        description="signed, held, broken: the first text was signed at any of these tracks; session, broken_off: of "
        "any of these; at any where something can be signed unless said. endorsed: the first text endorsed at a level "
        "came from any of these corridors; from any corridor unless said",
    )
    months: float = Field(
        default=0, ge=0, le=600, description="held: for so long; broken: so soon after it was signed (0: whenever)"
    )
    given_by: Day | None = Field(
        default=None,
        description="counted only among runs in which a text of these levels is signed by that day; only such a text "
        "can be held or broken",
    )
    differs: Text | None = Field(default=None, description="where the event falls short of what the question asks")


class Question(Record):
    """A forecast question that somebody else could resolve."""

    id: Id
    ask: Text
    by: tuple[Text, ...] = Field(description="dates, or the name of a closing event", min_length=1)
    yes_if: Text
    void_if: Text | None = None
    event: Event | None = Field(default=None, description="how it shows in the game; without it no forecast is made")


class Source(Record):
    """Where evidence comes from; graded A-F for reliability."""

    id: Id
    what: Text
    author: Text | None = None
    published: Day | None = None
    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = None


class Evidence(Record):
    """One item from a source: where in it, and how credible (1-6), graded apart from the source."""

    id: Id
    source: Id
    locator: Text | None = None
    credibility: Literal[1, 2, 3, 4, 5, 6] | None = None
    says: Text | None = Field(default=None, description="in the coder's own words")


class Imported(Record):
    """What another program's file says that this one has no use for and keeps for its return to that program."""

    format: Text = Field(description="which program's: `ktab` or `decide`")
    settings: dict[str, str] = Field(default_factory=dict, description="by name, as they stood in that file")


class Absent(Record):
    """Somebody whose fate is decided here and who is not an actor of the case."""

    who: Text
    why: Text
    voice: tuple[Literal["women", "civil_society", "local", "minority"], ...] = ()


Cell = str | float | int | bool


class Test(BaseModel):
    """One comparison on one row of one Finding, or of a row with another. Nothing is evaluated as code."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    __test__ = False  # not a pytest class

    finding: Literal["litmus", "packages", "stakes", "frames", "game", "watch"]
    where: dict[str, Cell]
    column: str
    comparator: Literal["<", "<=", ">", ">="]
    value: float | None = None
    against: dict[str, Cell] | None = Field(default=None, description="compare with this row instead of a number")
    margin: float = 0.0
    times: float = Field(default=1.0, gt=0, description="compare with so many times the other row")
    under: dict[str, Cell] = Field(
        default_factory=dict, description="what is set in the case for this row, PATH: VALUE as for `--set`"
    )
    against_under: dict[str, Cell] | None = Field(
        default=None,
        description="what is set in the case for the row compared with, which is the same row unless `against` says "
        "another; nothing is set there unless said",
    )
    says: Text

    @property
    def other(self) -> dict[str, Cell] | None:
        """The row compared with; None where it is a number."""
        return self.against if self.against is not None or self.against_under is None else self.where

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if (self.value is None) == (self.other is None):
            raise ValueError("expected either `value: NUMBER` or `against: {column: value, ...}` or `against_under`")
        if self.value is not None and self.times != 1.0:
            raise ValueError("`times` multiplies another row; expected `against` or `against_under` beside it")
        if self.other is not None and self.other == self.where and (self.against_under or {}) == self.under:
            raise ValueError("a row is compared with itself; expected another row or other settings")
        return self


class Claim(BaseModel):
    """What a text claims about the case, and the tests that could show it wrong."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    locator: Text
    says: Text
    tests: tuple[Test, ...] = ()
    awaits: Text | None = Field(default=None, description="what must exist before (the rest of) it can be tested")
    share_needed: float = Field(default=0.5, ge=0, le=1, description="holds if true in more than this share of draws")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.tests and not self.awaits:
            raise ValueError("expected `tests` or `awaits`")
        return self


class Declassified(BaseModel):
    """A figure made from what may not travel, released by its author: as a band and a rounded range, never a number."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    id: Id
    finding: Literal["forecast", "packages"] = Field(
        description="forecast: a question by a date, `where: {question: ..., by: ...}`; packages: a text exists, "
        "`where: {level: ..., track: ..., guarantees: ...}`"
    )
    where: dict[str, Cell] = Field(
        default_factory=dict, description="the row, COLUMN: VALUE; never held by a case that was redacted"
    )
    column: Literal["probability", "share", "ratified"] = Field(
        default="probability", description="of forecast `probability`, of packages `share` or `ratified`"
    )
    to: Literal["public", "partners", "team"] = Field(description="who may see it")
    by: Text = Field(description="who decided so; as open as the figure")
    on: Day = Field(description="when; as open as the figure")
    why: Text = Field(description="as open as the figure")
    says: Text | None = Field(default=None, description="what it is a figure of, in words that may go out")
