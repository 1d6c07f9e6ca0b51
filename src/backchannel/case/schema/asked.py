"""What is asked of the case and what it rests on: questions, sources, evidence, claims."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backchannel.case.fields import Day, Id, Record, Text


class Question(Record):
    """A forecast question that somebody else could resolve."""

    id: Id
    ask: Text
    by: tuple[Text, ...] = Field(description="dates, or the name of a closing event", min_length=1)
    yes_if: Text
    void_if: Text | None = None


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
    """One comparison on one row of one Finding. Nothing is evaluated as code."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    __test__ = False  # not a pytest class

    finding: Literal["litmus", "packages", "stakes"]
    where: dict[str, Cell]
    column: str
    comparator: Literal["<", "<=", ">", ">="]
    value: float | None = None
    against: dict[str, Cell] | None = Field(default=None, description="compare with this row instead of a number")
    margin: float = 0.0
    says: Text

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if (self.value is None) == (self.against is None):
            raise ValueError("expected either `value: NUMBER` or `against: {column: value, ...}`")
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
