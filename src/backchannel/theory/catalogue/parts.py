"""What an entry of the catalogue is made of.

Units: shares of total stakes per period and chances in [0, 1], unless a parameter says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from backchannel.theory.ranges import interval

Value: TypeAlias = float | list[float] | list[list[float]] | None
Output: TypeAlias = "float | bool | str | list[float] | None"
"""An answer: a number, a list of numbers, true or false, a word, or None where there is no such number."""

Kind: TypeAlias = Literal["number", "int", "list", "matrix", "flags"]

_INF = math.inf


@dataclass(frozen=True)
class Parameter:
    """One input of a closed form; an end of its range that is open is not itself allowed.

    The range holds for each number of a list or matrix. ``shared``: one number may stand for a list of equal ones. A
    parameter that is not required and has no default (None) is left to the function when it is not given.
    """

    name: str
    meaning: str
    lo: float = -_INF
    hi: float = _INF
    required: bool = True
    default: Value = None
    kind: Kind = "number"
    lo_open: bool = False
    hi_open: bool = False
    shared: bool = False

    @property
    def range(self) -> str:
        """Range of each number in words."""
        return interval(self.lo, self.hi, self.lo_open, self.hi_open)

    @property
    def span(self) -> str:
        """Shape and range in words, as the messages and the reference page say it."""
        if self.kind == "flags":
            return "list, each 0 or 1"
        if self.kind == "int":
            return f"whole, {self.range}"
        if self.kind == "matrix":
            return f"list of rows, each number {self.range}"
        if self.kind == "list":
            return f"list{' or one number for all' if self.shared else ''}, each {self.range}"
        return self.range

    @property
    def expected(self) -> str:
        """What an error message asks for in place of a wrong number."""
        if self.kind == "flags":
            return "0 or 1"
        return self.range if math.isinf(self.lo) and math.isinf(self.hi) else f"a number {self.range}"

    def admits(self, number: float) -> bool:
        """Whether a finite number lies in the range."""
        above = number > self.lo if self.lo_open else number >= self.lo
        return above and (number < self.hi if self.hi_open else number <= self.hi)


@dataclass(frozen=True)
class Form:
    """One closed form: its words, its inputs and results, and the function that computes it."""

    name: str
    title: str
    equation: str
    parameters: tuple[Parameter, ...]
    results: tuple[tuple[str, str, str], ...]
    source: str
    caveats: str
    function: Callable[..., Any]
    example: tuple[tuple[str, Value], ...]

    @property
    def symbols(self) -> tuple[tuple[str, str, str], ...]:
        """Every symbol as (symbol, meaning, range): the parameters, then the outputs that are not also parameters."""
        taken = tuple((p.name, p.meaning, p.span) for p in self.parameters)
        named = {p.name for p in self.parameters}
        return taken + tuple(result for result in self.results if result[0] not in named)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Keys of the answer, in order."""
        return tuple(name for name, _, _ in self.results)


def chance(name: str, meaning: str, **more: Any) -> Parameter:
    """A parameter in [0, 1].

    >>> chance("tau", "trust", hi_open=True).span
    'in [0, 1)'
    """
    return Parameter(name, meaning, 0.0, 1.0, **more)


def amount(name: str, meaning: str, **more: Any) -> Parameter:
    """A parameter that is not negative.

    >>> amount("weights", "weight of each", kind="list").span
    'list, each >= 0'
    """
    return Parameter(name, meaning, 0.0, **more)


def otherwise(value: Value) -> dict[str, Any]:
    """What makes a parameter optional, with the value it then has.

    >>> amount("m", "decisiveness", **otherwise(1.0)).required
    False
    """
    return {"required": False, "default": value}
