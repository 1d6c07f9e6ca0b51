"""The smallest change that brings a chance to a target: one lever pulled a part of the way, or the cheapest set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from backchannel.analyses.levers.pulls import Pulled, graded
from backchannel.analyses.levers.quantities import Quantity, named
from backchannel.analyses.levers.sweeping import Swept, play
from backchannel.case.schema import Lever
from backchannel.core.errors import AskError
from backchannel.runs.engines import Engine, Told
from backchannel.runs.shelf import Shelf

GRID = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Strengths that are always looked at: between them a chance that turns is seen to turn."""

HALVINGS = 5
TOLERANCE = 0.25 / 2**HALVINGS
"""How near the strength comes to the least one: a 128th of the way."""

__all__ = ["GRID", "TOLERANCE", "Reached", "Target", "parse", "smallest"]


@dataclass(frozen=True)
class Target:
    """A chance that is to be at least, or at most, so much."""

    quantity: Quantity
    number: int
    up: bool
    value: float

    def met(self, value: float | None) -> bool:
        """Whether a chance is there."""
        return value is not None and (value >= self.value if self.up else value <= self.value)

    @property
    def says(self) -> str:
        """The target as it was asked for."""
        return f"{self.quantity.key} {'>=' if self.up else '<='} {self.value:g}"


def parse(text: str, found: list[Quantity]) -> Target:
    """A target such as `transition.signed>=0.3`. Raises AskError for anything else.

    >>> some = [Quantity("deal", "2015-01-28", "question", 0, "Deal?")]
    >>> parse("deal >= 0.3", some).says
    'deal@2015-01-28 >= 0.3'
    """
    said = re.fullmatch(r"\s*(\S+?)\s*(>=|<=)\s*([0-9.]+(?:e-?[0-9]+)?)\s*", text)
    try:
        value = float(said[3]) if said else -1.0
    except ValueError:
        value = -1.0
    if said is None or not 0.0 <= value <= 1.0:
        raise AskError(f"a target is QUESTION>=SHARE or QUESTION<=SHARE with a share from 0 to 1 (got {text[:60]!r})")
    quantity = named(found, said[1])
    return Target(quantity, found.index(quantity), said[2] == ">=", value)


@dataclass(frozen=True)
class Reached:
    """How far one lever has to be pulled: ``strength`` meets the target and ``tolerance`` less did not.

    ``strength`` is None where no strength looked at meets it, and 0 where the target is met with nothing pulled.
    ``steady`` says whether the chance went one way only over all strengths looked at; where it did not, a lesser one
    may be missed, and a greater one may fail again.
    ``looked`` are the strengths with their chances.
    """

    lever: Lever
    graded: bool
    strength: float | None
    tolerance: float | None
    steady: bool
    looked: tuple[tuple[float, float], ...]


def smallest(swept: Swept, target: Target, engine: Engine, kept: Shelf | None, told: Told) -> list[Reached]:
    """For each lever alone, the least strength found that meets a target: a grid, then bisection, on the same chances.

    All levers are bisected side by side, so that an engine has as many pieces at once as there are levers.
    """
    levers = [one for one in swept.sweep.levers if graded(swept.sweep, one)]
    play(swept, [at(one, s) for one in levers for s in GRID], engine, kept, told)
    brackets = {}
    for one in levers:
        values = [target.met(value(swept, one, s, target)) for s in GRID]
        if any(values) and not values[0]:
            first = values.index(True)
            brackets[one.id] = (GRID[first - 1], GRID[first])
    for _ in range(HALVINGS if brackets else 0):
        middles = {id: (low + high) / 2 for id, (low, high) in brackets.items()}
        play(swept, [((id, s),) for id, s in middles.items()], engine, kept, told)
        for id, s in middles.items():
            low, high = brackets[id]
            met = target.met(value(swept, swept.sweep.lever(id), s, target))
            brackets[id] = (low, s) if met else (s, high)
    return [_reached(swept, one, target, one in levers, brackets.get(one.id)) for one in swept.sweep.levers]


def _reached(
    swept: Swept, lever: Lever, target: Target, by_degrees: bool, bracket: tuple[float, float] | None
) -> Reached:
    strengths = sorted({s for pulled in swept.played if len(pulled) == 1 for id, s in pulled if id == lever.id} | {0.0})
    looked = tuple((s, found) for s in strengths if (found := value(swept, lever, s, target)) is not None)
    steps = [b - a for (_, a), (_, b) in pairwise(looked)]
    steady = all(step >= 0 for step in steps) or all(step <= 0 for step in steps)
    if target.met(value(swept, lever, 0.0, target)):
        return Reached(lever, by_degrees, 0.0, 0.0, steady, looked)
    if not by_degrees:
        whole = target.met(value(swept, lever, 1.0, target))
        return Reached(lever, False, 1.0 if whole else None, None, steady, looked)
    if bracket is None:
        return Reached(lever, True, None, None, steady, looked)
    return Reached(lever, True, bracket[1], bracket[1] - bracket[0], steady, looked)


def at(lever: Lever, strength: float) -> Pulled:
    """A lever alone with a strength; nothing at all at none."""
    return ((lever.id, strength),) if strength > 0.0 else ()


def value(swept: Swept, lever: Lever, strength: float, target: Target) -> float | None:
    """The chance that a target is about, with a lever at a strength that was played."""
    return swept.value(at(lever, strength), target.number).value
