"""A scenario of KTAB as its own model takes it: numbers from 0 to 1, options, whose ideal follows whom."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from backchannel.case.fields import ROUNDING
from backchannel.case.ktab.scenario import MOST_ACTORS, TOTAL, Scenario
from backchannel.case.problems import CaseError, Problem, listing
from backchannel.case.tree import MOST_PROBLEMS

FEWEST_ACTORS = 2
"""KTAB itself wants three; its equations do with two."""


@dataclass(frozen=True)
class Playable:
    """What the Spatial Model of Politics needs of a scenario: positions and saliences [actor][dimension] in [0, 1],
    capabilities > 0, and ``follow`` [actor][actor] how far whose ideal goes to whose position in a turn, or None.
    """

    names: tuple[str, ...]
    dimensions: tuple[str, ...]
    positions: tuple[tuple[float, ...], ...]
    saliences: tuple[tuple[float, ...], ...]
    capabilities: tuple[float, ...]
    follow: tuple[tuple[float, ...], ...] | None


def playable(scenario: Scenario, file: str) -> Playable:
    """The scenario, held to what KTAB holds it to. Raises CaseError with all that is wrong, by line."""
    problems = []

    def wrong(line: int, field: str, message: str, expected: str, fix: str | None = None) -> None:
        problems.append(
            Problem(severity="error", file=file, line=line, field=field, message=message, expected=expected, fix=fix)
        )

    members = scenario.members
    if not FEWEST_ACTORS <= len(members) <= MOST_ACTORS:
        wrong(scenario.line, "actors", f"are {len(members)}", f"{FEWEST_ACTORS} to {MOST_ACTORS}")
    first: dict[str, int] = {}
    for m in members:
        before = first.setdefault(m.name, m.line)
        if before != m.line:
            wrong(m.line, "actor", f"has the name of the actor in line {before}", "a name of its own for each actor")
        if not m.power > 0.0:
            wrong(m.line, "power", "is not above 0, value not shown (team)", "a number above 0")
        for d, name in enumerate(scenario.dimensions):
            for what, value in ((name, m.positions[d]), (scenario.weighings[d], m.saliences[d])):
                if not 0.0 <= value <= 100.0:
                    wrong(m.line, what, "is out of range, value not shown (team)", "a number from 0 to 100")
        total = math.fsum(m.saliences)
        if total > TOTAL + ROUNDING:
            message = "of one actor add up to more than 100, value not shown (team)"
            wrong(m.line, "saliences", message, "at most 100", "scale them down; `backchannel convert` does so")
        elif total <= 0.0:
            wrong(m.line, "saliences", "of one actor are all 0", "at least one above 0", "leave the actor out")
    follow = _follow(scenario)
    for i, row in enumerate(follow or ()):
        if any(not 0.0 <= x <= 1.0 for x in row) or math.fsum(row) > 1.0 + ROUNDING:
            expected = "numbers from 0 to 1 that add up to at most 1"
            wrong(members[i].line, "IdealAdjustment", "of this actor is out of range", expected)
    if problems:
        raise CaseError(problems[:MOST_PROBLEMS], max(0, len(problems) - MOST_PROBLEMS))
    return Playable(
        names=tuple(m.name for m in members),
        dimensions=scenario.dimensions,
        positions=tuple(tuple(x / 100.0 for x in m.positions) for m in members),
        saliences=tuple(tuple(x / 100.0 for x in m.saliences) for m in members),
        capabilities=tuple(float(m.power) for m in members),
        follow=follow,
    )


def _follow(scenario: Scenario) -> tuple[tuple[float, ...], ...] | None:
    if not scenario.adjustments:
        return None
    n = len(scenario.members)
    table = [[0.0] * n for _ in range(n)]
    for i, j, much in scenario.adjustments:
        table[i][j] = float(much)
    return tuple(map(tuple, table))


def unknown_word(scenario: Scenario, file: str, words: Mapping[str, tuple[str, ...]]) -> None:
    """Raise CaseError, with its line, for a parameter that says none of the words it may."""
    problems = [
        Problem(
            severity="error",
            file=file,
            line=scenario.lines.get(name),
            field=f"ModelParameters.{name}",
            message="is none of its words",
            expected=listing(words[name]),
        )
        for name, word in scenario.parameters.items()
        if word not in words[name]
    ]
    if problems:
        raise CaseError(problems)
