"""What an entry of the ledger says: a question, a forecast or how a question came out.

An entry is never changed. A correction is a new entry that names the one it corrects.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from backchannel.case.tree import UNPRINTABLE
from backchannel.core.labels import Label
from backchannel.core.words import band
from backchannel.ledger.times import day_or_instant, instant, over

Kind = Literal["question", "forecast", "resolution"]
Outcome = Literal["yes", "no", "void"]

ID = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*){0,3}")
PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()-]{0,62}[A-Za-z0-9)]|[A-Za-z0-9]")
EVIDENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99}")
LARGEST = 2**31 - 1


def question_id(text: str) -> str:
    """An id of a question: words of a-z, 0-9, _ and -, up to four of them between slashes. Raises ValueError.

    >>> question_id("geneva_ii/second_round/2014-02-28")
    'geneva_ii/second_round/2014-02-28'
    """
    if len(text) > 200 or not ID.fullmatch(text):
        raise ValueError("expected an id such as `case/question/2014-02-28` (a-z, 0-9, _, - and at most three /)")
    return text


def _printable(text: str) -> str:
    if UNPRINTABLE.search(text):
        raise ValueError("expected text without control characters")
    if text != text.strip():
        raise ValueError("expected text without blanks at its ends")
    return text


def _pseudonym(text: str) -> str:
    if not PSEUDONYM.fullmatch(text):
        raise ValueError("expected a pseudonym: letters a-z, digits, blanks and . _ - ( ), at most 64")
    return text


def _evidence(text: str) -> str:
    if not EVIDENCE.fullmatch(text):
        raise ValueError("expected ids without blanks, commas and semicolons")
    return text


def _chance(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 1:
        raise ValueError("expected a probability from 0 to 1")
    return float(value) + 0.0  # of -0.0, 0.0


def _instant(text: str) -> str:
    if instant(text) != text:
        raise ValueError("expected a time as YYYY-MM-DDTHH:MM:SSZ")
    return text


def _day_or_instant(text: str) -> str:
    if day_or_instant(text) != text:
        raise ValueError("expected a day as YYYY-MM-DD or a time as YYYY-MM-DDTHH:MM:SSZ")
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=4000), AfterValidator(_printable)]
Chance = Annotated[float, BeforeValidator(_chance)]
When = Annotated[str, AfterValidator(_day_or_instant)]
Time = Annotated[str, AfterValidator(_instant)]
Number = Annotated[int, Field(ge=1, le=LARGEST, strict=True)]


class Said(BaseModel):
    """What an entry says."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    def body(self) -> dict[str, Any]:
        """Plain data, what is not said left out."""
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


class Question(Said):
    """A question that somebody else could resolve, by one date.

    ``open`` is the first day on which it could be forecast, ``close`` the last; without it a question stays open until
    it is resolved. ``rule`` says when the answer is yes, ``void_if`` when there is none.
    """

    text: Text
    rule: Text
    void_if: Text | None = None
    open: When
    close: When | None = None

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.close is not None and over(self.close) <= instant(self.open):
            raise ValueError("expected `close` no earlier than `open`")
        return self

    @property
    def whole_rule(self) -> str:
        """The rule with what voids it."""
        return self.rule if self.void_if is None else f"{self.rule}{VOID}{self.void_if}"

    def same(self, other: Question) -> bool:
        """Whether it asks the same; a later version of a case may open it later."""
        return self.model_copy(update={"open": other.open}) == other


VOID = " Void if: "


class ModelRun(Said):
    """Which run of the model a forecast comes from; ``error`` is the standard error of its chance."""

    id: Text
    case: str | None = None
    program: str | None = None
    seed: int | None = None
    runs: int | None = None
    draws: int | None = None
    counted: int | None = None
    error: float | None = None
    settings: dict[str, str | float | int | bool] = {}


class Pool(Said):
    """How one chance was made of those of other entries."""

    of: tuple[Number, ...]
    method: Literal["linear", "logit"]
    weights: tuple[float, ...]
    extremise: float


class Forecast(Said):
    """A chance that somebody gave to a question at some time.

    ``t`` is the time up to which anything known may have entered it; ``low`` and ``high`` are the forecaster's own
    range; ``hindsight`` says that whoever made it declares to have known what followed.
    """

    t: Time
    forecaster: Annotated[str, AfterValidator(_pseudonym)]
    origin: Literal["model", "person", "pool"]
    p: Chance
    low: Chance | None = None
    high: Chance | None = None
    confidence: Literal["low", "moderate", "high"] | None = None
    rationale: Text | None = None
    evidence: tuple[Annotated[str, AfterValidator(_evidence)], ...] = ()
    model: ModelRun | None = None
    pool: Pool | None = None
    hindsight: bool = False
    corrects: Number | None = None

    @model_validator(mode="after")
    def _order(self) -> Self:
        low = self.p if self.low is None else self.low
        high = self.p if self.high is None else self.high
        if (self.low is None) != (self.high is None) or (self.origin != "model" and not low <= self.p <= high):
            raise ValueError("expected both `low` and `high`, with low <= p <= high, or neither")
        if low > high:
            raise ValueError("expected low <= high")
        return self

    @property
    def band(self) -> str:
        """The words of ICD 203 for the chance."""
        return band(self.p)


class Resolution(Said):
    """How a question came out, by which rule, and where that can be read. ``resolved_at``: when it was settled."""

    outcome: Outcome
    resolved_at: When
    rule: Text
    source: Text
    note: Text | None = None
    corrects: Number | None = None


MODELS: Mapping[str, type[Said]] = {"question": Question, "forecast": Forecast, "resolution": Resolution}


@dataclass(frozen=True)
class Draft:
    """An entry on its way into the ledger. Raises ValueError for an id that is none."""

    question: str
    says: Question | Forecast | Resolution
    label: Label

    def __post_init__(self) -> None:
        question_id(self.question)

    @property
    def kind(self) -> str:
        """Which kind of entry it is."""
        return type(self.says).__name__.lower()


@dataclass(frozen=True)
class Entry:
    """An entry as it stands in the ledger; ``recorded`` is when it was appended."""

    number: int
    kind: str
    question: str
    label: Label
    recorded: str
    says: Question | Forecast | Resolution
    previous: str
    hash: str


def series(question: str) -> str:
    """The question of a case whatever its date; questions that differ in their date alone are no independent evidence.

    >>> series("geneva_ii/second_round/2014-02-28"), series("rain")
    ('geneva_ii/second_round', 'rain')
    """
    return "/".join(question.split("/")[:2])


def origin_of(question: str) -> str | None:
    """The case that a question belongs to, if its id names one.

    >>> origin_of("geneva_ii/second_round/2014-02-28"), origin_of("rain")
    ('geneva_ii', None)
    """
    return question.split("/")[0] if "/" in question else None
