"""A small ledger about rain, for the tests."""

import datetime as dt
from pathlib import Path
from typing import Any

from backchannel import ledger as room
from backchannel.core.labels import Label
from backchannel.ledger import Draft, Forecast, Question, Resolution

open_ledger: Any = room.open_ledger
"""What it gives is looked into by tests more freely than types allow."""

NOW = dt.datetime(2015, 1, 1, 12, 30, 15, tzinfo=dt.UTC)
RAIN, SNOW = "weather/rain/2014-02-28", "weather/snow/closing"


def at(day: str) -> str:
    return f"{day}T00:00:00Z"


def question(name: str = RAIN, label: Label = Label.PUBLIC, **said: Any) -> Any:
    kept = {"text": "Will it rain?", "rule": "It rains.", "void_if": "The gauge is stolen.", "open": "2014-01-28"}
    if name.endswith("-28"):
        kept["close"] = name.rpartition("/")[2]
    return Draft(name, Question.model_validate(kept | said), label)


def forecast(
    p: float = 0.3, who: str = "anna", day: str = "2014-01-29", name: str = RAIN, label=Label.PUBLIC, **said: Any
) -> Any:
    says = {"t": at(day), "forecaster": who, "origin": "person", "p": p} | said
    return Draft(name, Forecast.model_validate(says), label)


def answer(outcome: str = "yes", on: str = "2014-02-10", name: str = RAIN, label=Label.PUBLIC, **said: Any) -> Any:
    rule = "It rains. Void if: The gauge is stolen."
    says = {"outcome": outcome, "resolved_at": on, "rule": rule, "source": "the gauge"} | said
    return Draft(name, Resolution.model_validate(says), label)


def book(where: Path | str, *drafts: Draft, wait: float = 30.0) -> Any:
    """A ledger with some entries in it."""
    ledger = open_ledger(where, create=True, wait=wait)
    if drafts:
        ledger.append(drafts, now=NOW)
    return ledger


def few(where: Path | str) -> Any:
    """Seven entries: two questions, forecasts with a correction, an answer."""
    return book(
        where, question(), question(SNOW), forecast(0.3), forecast(0.4, "ben", "2014-01-30"),
        forecast(0.35, day="2014-02-01", corrects=3, rationale="A slip: not 0.3.", evidence=("para_1", "note_2")),
        answer(), forecast(0.1, "ben", "2014-03-01", SNOW, Label.TEAM),
    )  # fmt: skip
