"""An Estimate: a number with its doubt, provenance and label.

A scalar in a file is a shorthand for an Estimate without doubt, ``[low, best, high]`` for one whose 80% interval
is low to high, ``?`` for one nobody knows.
"""

from __future__ import annotations

import math
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from backchannel.core.labels import Label

KEYS = {"low", "best", "high", "interval", "experts", "unknown", "evidence", "note", "label", "perspective", "date"}


class Provenance(BaseModel):
    """Where a value or a record comes from. Values inherit what their record says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    evidence: tuple[str, ...] = Field(default=(), description="ids of evidence, or `judgement`")
    note: str | None = Field(default=None, description="why this value; required for a judgement")
    perspective: str | None = Field(default=None, description="whose view this is (who says so)")
    date: str | None = Field(default=None, description="when it was said or judged, ISO date")
    label: str | None = Field(default=None, description="public, partners, team or secret")

    @field_validator("evidence", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(value.replace(";", " ").split())
        return value

    @field_validator("label")
    @classmethod
    def _known_label(cls, value: str | None) -> str | None:
        if value is not None:
            Label.parse(value)
        return value


class Expert(BaseModel):
    """One expert's answer: lowest, best, highest, and the share of the probability between them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    low: float
    best: float
    high: float
    by: str = Field(description="pseudonymous id of the expert")
    interval: float = Field(default=0.8, gt=0, lt=1)
    weight: float = Field(default=1.0, gt=0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _check_order(self.low, self.best, self.high)
        return self


def _check_order(low: float, best: float, high: float) -> None:
    if not all(math.isfinite(v) for v in (low, best, high)):
        raise ValueError("expected finite numbers")
    if not low <= best <= high:
        raise ValueError("expected low <= best <= high")


class Estimate(Provenance):
    """A number with its doubt: a point, low-best-high, several experts, or unknown.

    ``interval`` is the probability that the truth lies between low and high (0.8 unless said). Raises a validation
    error unless low <= best <= high and all are finite.

    >>> Estimate.model_validate([10, 20, 40]).best
    20.0
    >>> Estimate.model_validate(3).is_point
    True
    >>> Estimate.model_validate("?").unknown
    True
    """

    best: float | None = None
    low: float | None = None
    high: float | None = None
    interval: float = Field(default=0.8, gt=0, lt=1)
    experts: tuple[Expert, ...] = ()
    unknown: bool = False

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError("expected a number, [low, best, high] or a mapping, not true/false")
        if isinstance(value, int | float):
            return {"low": value, "best": value, "high": value}
        if isinstance(value, str):
            if value.strip() == "?":
                return {"unknown": True}
            raise ValueError("expected a number, [low, best, high] or ?")
        if isinstance(value, list | tuple):
            if len(value) != 3:
                raise ValueError(f"expected three numbers [low, best, high], got {len(value)}")
            if any(isinstance(number, bool) for number in value):
                raise ValueError("expected three numbers [low, best, high], not true/false")
            return {"low": value[0], "best": value[1], "high": value[2]}
        if isinstance(value, dict) and not (value.get("experts") or value.get("unknown")):
            if value.get("best") is None:
                raise ValueError("expected `best` (and `low`, `high` for the doubt), `experts` or `unknown: true`")
            best = value["best"]
            return {"low": best, "high": best, **value}
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.unknown and not self.experts:
            if self.low is None or self.best is None or self.high is None:
                raise ValueError("expected `low`, `best` and `high`")
            _check_order(self.low, self.best, self.high)
        return self

    @property
    def is_point(self) -> bool:
        """True where there is no doubt to draw."""
        return not self.unknown and not self.experts and self.low == self.high

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest number named (for range checks); (nan, nan) when unknown."""
        if self.experts:
            return min(e.low for e in self.experts), max(e.high for e in self.experts)
        if self.low is None or self.high is None:
            return math.nan, math.nan
        return self.low, self.high

    @property
    def central(self) -> float:
        """The best guess; with several experts their weighted mean best; nan when unknown."""
        if self.experts:
            total = sum(e.weight for e in self.experts)
            return sum(e.weight * e.best for e in self.experts) / total
        return math.nan if self.best is None else self.best
