"""A scenario of KTAB's Spatial Model of Politics (KAPSARC), between its files and a case.

KTAB gives every actor a power, and on every dimension a position and a salience, both 0-100; the saliences of one actor
add up to 100 at most. Facts on the format are from KTAB's own readers (examples/smp/libsrc/smpread.cpp, v1.4).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from backchannel.case.estimate import Estimate
from backchannel.case.fields import POSITION, ROUNDING, Value
from backchannel.case.importing import Party, Scene, Topic, View, ids, tree
from backchannel.case.schema import Actor, Case, Stance
from backchannel.case.shape import fields
from backchannel.case.tree import UNPRINTABLE, Tree

PROGRAM = "KTAB"
FORMAT = "ktab"
LABELS = ("Actor", "Description", "Power")
SEED = "15455440707583219804"
"""The seed KTAB takes for a file that states none."""

PARAMETERS = (
    *("VictoryProbModel", "VotingRule", "PCEModel", "StateTransitions", "BigRRange", "BigRAdjust"),
    *("ThirdPartyCommit", "InterVecBrgn", "BargnModel"),
)
LONGEST_NAME, LONGEST_ABOUT, LONGEST_TITLE = 25, 256, 512
FEWEST_ACTORS, MOST_ACTORS = 3, 250
TOTAL = 100.0


@dataclass(frozen=True)
class Member:
    """One actor of a scenario: name, description, power, and a position and a salience (0-100) on each dimension."""

    name: str
    about: str
    power: float
    positions: tuple[float, ...]
    saliences: tuple[float, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Scenario:
    """All that a file of KTAB says.

    ``labels`` are the first three column names of the table and ``weighings`` those over the saliences. ``seed``,
    ``parameters`` and ``adjustments`` (who adjusts its ideal, to whose position, how much) stand in XML only. ``lines``
    are those of the parameters.
    """

    name: str
    about: str
    dimensions: tuple[str, ...]
    members: tuple[Member, ...]
    labels: tuple[str, ...] = LABELS
    weighings: tuple[str, ...] = ()
    seed: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    adjustments: tuple[tuple[int, int, str], ...] | None = None
    line: int = field(default=1, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if not self.weighings:
            object.__setattr__(self, "weighings", tuple(weighing(name) for name in self.dimensions))


def weighing(dimension: str) -> str:
    """What KTAB's own files call the salience on a dimension.

    >>> weighing("Pstn2"), weighing("Competitive Position"), weighing("Price")
    ('Sal2', 'Competitive Salience', 'Price Salience')
    """
    numbered = re.fullmatch("Pstn([0-9]+)", dimension)
    return f"Sal{numbered.group(1)}" if numbered else f"{dimension.removesuffix(' Position')} Salience"


def clean(text: str) -> str:
    """A text on one line, without signs that are no text.

    >>> clean("  two\\n lines\\x07 ")
    'two lines'
    """
    return " ".join(UNPRINTABLE.sub(" ", text).split())


# --- a scenario as a case ---------------------------------------------------------------------------------------


def to_tree(scenario: Scenario, path: Path) -> Tree:
    """The plain data of a case that says what a scenario says, and keeps what a case has no place for."""
    members = scenario.members
    topics = tuple(Topic(name=name, line=scenario.line) for name in scenario.dimensions)
    scene = Scene(
        program=PROGRAM,
        title=scenario.name,
        about=scenario.about,
        parties=tuple(Party(name=m.name, about=m.about, power=m.power, line=m.line) for m in members),
        topics=topics,
        views=tuple(
            View(party=i, topic=d, position=m.positions[d], salience=m.saliences[d], line=m.line)
            for i, m in enumerate(members)
            for d in range(len(topics))
        ),
        settings=_settings(scenario),
    )
    return tree(scene, path)


def _settings(scenario: Scenario) -> dict[str, str]:
    settings = {} if scenario.seed is None else {"prngSeed": scenario.seed}
    settings |= {f"ModelParameters.{name}": word for name, word in scenario.parameters.items()}
    if scenario.adjustments is not None:
        names = ids((m.name for m in scenario.members), "actor")
        settings["IdealAdjustment"] = json.dumps([[names[i], names[j], much] for i, j, much in scenario.adjustments])
    if (scenario.labels, scenario.weighings) != (LABELS, tuple(weighing(name) for name in scenario.dimensions)):
        pairs = [name for pair in zip(scenario.dimensions, scenario.weighings, strict=True) for name in pair]
        settings["columns"] = json.dumps([*scenario.labels, *pairs], ensure_ascii=False)
    return settings


# --- a case as a scenario ---------------------------------------------------------------------------------------


def of_case(case: Case) -> Scenario:
    """What of a case KTAB can hold: best guesses of capability, private position and salience.

    Actors without a power above 0 are left out. What nobody knows stands at the best guess of its prior, a stance that
    is missing in the middle with no salience, and saliences of more than 100 are scaled down to it.
    """
    actors = [actor for actor in case.actors if power(actor) > 0]
    held = {(stance.actor, stance.issue): stance for stance in case.stances}
    members = []
    for actor in actors:
        stances = [held.get((actor.id, issue.id)) for issue in case.issues]
        saliences = within_total([salience(stance) for stance in stances])
        positions = tuple(position(stance) for stance in stances)
        members.append(
            Member(fitting(actor), clean(actor.name or "")[:LONGEST_ABOUT], power(actor), positions, saliences)
        )
    dimensions = tuple((clean(issue.name or "") or issue.id)[:LONGEST_ABOUT] for issue in case.issues)
    title = (clean(case.case.title) or case.case.id)[:LONGEST_TITLE]
    about = clean(case.case.summary or "")[:LONGEST_TITLE]
    scenario = Scenario(title, about, dimensions, tuple(members))
    kept = case.imported.settings if case.imported and case.imported.format == FORMAT else {}
    return _with_settings(scenario, kept, [actor.id for actor in actors])


def power(actor: Actor) -> float:
    """The best guess of an actor's capability; 0 where none is stated."""
    return 0.0 if actor.capability is None else known(actor.capability, _value(Actor, "capability"))


def position(stance: Stance | None) -> float:
    """The best guess of a private position; the middle where there is no stance."""
    return POSITION.prior[1] if stance is None else known(stance.private, POSITION)


def salience(stance: Stance | None) -> float:
    """The best guess of a salience; 0 where there is no stance."""
    return 0.0 if stance is None else known(stance.salience, _value(Stance, "salience"))


def known(estimate: Estimate, value: Value) -> float:
    """The best guess of a number; that of its prior where nobody knows it."""
    return value.prior[1] if estimate.unknown else estimate.central


def within_total(saliences: list[float]) -> tuple[float, ...]:
    """Saliences of one actor, scaled so that they add up to 100 at most, as KTAB adds them: in order, in doubles.

    >>> within_total([30.0, 60.0]), within_total([75.0, 50.0]), sum(within_total([33.3, 33.3, 33.4])) <= 100
    ((30.0, 60.0), (60.0, 40.0), True)
    """
    total = _sum(saliences)
    scaled = [s * TOTAL / total for s in saliences] if total > TOTAL + ROUNDING else list(saliences)
    while (total := _sum(scaled)) > TOTAL:
        largest = scaled.index(max(scaled))
        scaled[largest] = min(scaled[largest] - (total - TOTAL), math.nextafter(scaled[largest], 0.0))
    return tuple(scaled)


def _sum(numbers: list[float]) -> float:
    total = 0.0
    for number in numbers:
        total += number
    return total


def _value(model: type[Actor] | type[Stance], name: str) -> Value:
    return next(m for m in fields(model)[name].metadata if isinstance(m, Value))


def fitting(actor: Actor) -> str:
    """The name of an actor in at most 25 characters.

    >>> fitting(Actor(id="council", role="principal", short="the Council of all the tribes of the north"))
    'council'
    """
    name = clean(actor.short or "")
    return name if 0 < len(name) <= LONGEST_NAME else actor.id[:LONGEST_NAME]


def _with_settings(scenario: Scenario, kept: Mapping[str, str], actors: list[str]) -> Scenario:
    """A scenario with what an earlier file of KTAB said besides."""
    start = "ModelParameters."
    parameters = {name.removeprefix(start): word for name, word in kept.items() if name.startswith(start)}
    adjustments = None
    if "IdealAdjustment" in kept:
        place = {id: number for number, id in enumerate(actors)}
        pairs = [(place.get(i), place.get(j), much) for i, j, much in _listed(kept["IdealAdjustment"], 3)]
        adjustments = tuple((i, j, much) for i, j, much in pairs if i is not None and j is not None)
    found = replace(scenario, seed=kept.get("prngSeed"), parameters=parameters, adjustments=adjustments)
    columns = _words(kept.get("columns", ""))
    if len(columns) < len(LABELS):
        return found
    over = list(zip(columns[3::2], columns[4::2], strict=False))
    weighings = []
    for name in scenario.dimensions:
        pair = next((pair for pair in over if pair[0] == name), None)
        if pair:
            over.remove(pair)
        weighings.append(pair[1] if pair else weighing(name))
    return replace(found, labels=columns[:3], weighings=tuple(weighings))


def _words(text: str) -> tuple[str, ...]:
    """A list of words as kept in a setting; none where it is not one."""
    try:
        found = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return ()
    return tuple(clean(one) for one in found) if _all_text(found) else ()


def _listed(text: str, width: int) -> list[list[str]]:
    """A list of rows of words as kept in a setting; none where it is not one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    rows = found if isinstance(found, list) else []
    return [row for row in rows if _all_text(row) and len(row) == width]


def _all_text(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(one, str) for one in found)
