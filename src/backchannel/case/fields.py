"""What the fields of a case are made of: a number's domain, ids, days, texts, and the base of every record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, StringConstraints

from backchannel.case.estimate import Estimate, Provenance


@dataclass(frozen=True)
class Value:
    """What a number may be: ``lo..hi`` in ``unit``; ``neutral`` removes its mechanism; ``prior`` stands in for `?`."""

    lo: float
    hi: float
    unit: str
    neutral: float | None
    prior: tuple[float, float, float]
    symbol: str
    ask: str


INF = float("inf")
ROUNDING = 1e-9
"""Weights that reach a quota to within rounding reach it: .7 + .2 + .1 is the whole."""
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


def _iso(value: Any) -> Any:
    """A date is written out; a bare number would be read as seconds since 1970."""
    if isinstance(value, dt.date) or (isinstance(value, str) and len(value) == 10):
        return value
    raise ValueError("expected a date as YYYY-MM-DD")


Day = Annotated[dt.date, BeforeValidator(_iso)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
ByLevel = dict[str, Estimate]
"""One value for every level (key ``all``) or several, by level id, with ``else`` for the others."""

POSITION = Value(0, 100, "0-100, worded anchors", None, (10, 50, 90), "x_ik", "In private, what would you settle for?")


class Record(Provenance):
    """A record of the case: forbids unknown fields, cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
