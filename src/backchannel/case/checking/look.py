"""A case as the checks look at it: its records with their places, its numbers with their sources, and what to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import BaseModel

from backchannel.case.estimate import Estimate, Provenance
from backchannel.case.fields import Value
from backchannel.case.inputs import inputs
from backchannel.case.problems import Problem, listing
from backchannel.case.schema import Actor, Case, Level, Stance, Track
from backchannel.case.shape import Path, fields, walk
from backchannel.case.veil import Veil

REACH, UNKNOWN, SOURCE, FORM = 300.0, 200.0, 100.0, 0.0
"""Where the weights of each kind of problem begin; below the next one they may rise by up to 100."""

JUDGEMENT = "judgement"
FOR_ALL = re.compile(r"\.(trust|side_benefit)\.all\b")
"""How a value for every level stands in the models; its path leaves the last step out."""

Severity = Literal["warning", "note"]


@dataclass(frozen=True)
class Number:
    """One Estimate of a case: where it stands, its path as an input, in what, and the sources that hold for it."""

    path: Path
    key: str
    estimate: Estimate
    spec: Value
    owner: BaseModel
    evidence: tuple[str, ...]
    note: str | None

    @property
    def field(self) -> str:
        """The name of the field; that of the whole for a value by level, by issue or by actor."""
        return next(str(step) for step in reversed(self.path) if step in fields(type(self.owner)))

    @property
    def record(self) -> Path:
        """The record on top that it belongs to."""
        return self.path[:1] if self.path[0] in ("war", "conference") else self.path[:2]


@dataclass(frozen=True)
class Look:
    """A case, with what several checks need of it worked out once."""

    case: Case

    @cached_property
    def veil(self) -> Veil:
        """What of the case a message may show."""
        return Veil(self.case.model_dump(mode="json"))

    def say(
        self,
        severity: Severity,
        path: Path,
        message: str,
        weight: float,
        expected: str | None = None,
        fix: str | None = None,
        about: Iterable[Number] = (),
        decides: str | None = None,
    ) -> Problem:
        """A problem at a place; ``about`` are the numbers concerned, ``decides`` is the level that hangs on it."""
        return Problem(
            severity=severity,
            field=FOR_ALL.sub(r".\1", self.veil.field(path)),
            message=message,
            weight=weight,
            expected=expected,
            fix=fix,
            paths=tuple(dict.fromkeys(number.key for number in about)),
            decides=decides,
        )

    def name(self, group: str, id: str) -> str:
        """An id in quotes, or its place in the case where the id may not be shown."""
        if self.veil.may_show((), id):
            return f"`{id}`"
        place = next((i for i, r in enumerate(getattr(self.case, group)) if r.id == id), None)
        return "a secret record" if place is None else f"{group}[{place}]"

    def names(self, group: str, ids: Iterable[str]) -> str:
        """Several ids in a row."""
        return listing((self.name(group, id) for id in ids), 6, "and")

    # --- records ---

    def stances(self) -> Iterator[tuple[Path, Stance]]:
        """Every stance with its place."""
        return ((("stances", i), stance) for i, stance in enumerate(self.case.stances))

    def actors(self) -> Iterator[tuple[Path, Actor]]:
        """Every actor with its place."""
        return ((("actors", i), actor) for i, actor in enumerate(self.case.actors))

    def levels(self) -> Iterator[tuple[Path, Level]]:
        """Every level with its place."""
        return ((("levels", i), level) for i, level in enumerate(self.case.levels))

    def tracks(self) -> Iterator[tuple[Path, Track]]:
        """Every track with its place."""
        return ((("tracks", i), track) for i, track in enumerate(self.case.tracks))

    @cached_property
    def nodes(self) -> list[tuple[Path, BaseModel]]:
        """Every model in the case with its place."""
        found = {path: node for path, node, _, _ in walk(self.case)}
        return list(found.items())

    @cached_property
    def numbers(self) -> list[Number]:
        """Every Estimate in the case."""
        at = dict(self.nodes)
        keys = {id(one.estimate): one.path for one in inputs(self.case)}
        found: list[Number] = []
        for path, node, name, content in walk(self.case):
            spec = next((m for m in fields(type(node))[name].metadata if isinstance(m, Value)), None)
            if spec is None or content is None:
                continue
            around = [at[path[:n]] for n in range(len(path), -1, -1) if path[:n] in at]
            said = [a for a in around if isinstance(a, Provenance)]
            items = content.items() if isinstance(content, dict) else [(None, content)]
            for key, estimate in items:
                place = (*path, name) if key is None else (*path, name, key)
                given = [estimate, *said]
                evidence = next((g.evidence for g in given if g.evidence), ())
                note = next((g.note for g in given if g.note), None)
                found.append(Number(place, keys[id(estimate)], estimate, spec, node, evidence, note))
        return found

    def under(self, path: Path) -> list[Number]:
        """The numbers at a place and below it."""
        return [number for number in self.numbers if number.path[: len(path)] == path]

    # --- what stands between records ---

    @cached_property
    def care(self) -> dict[tuple[str, str], float]:
        """Share of its care that an actor gives to an issue, 0-1; a half where nobody knows."""
        return {(s.actor, s.issue): 0.5 if s.salience.unknown else s.salience.central / 100 for s in self.case.stances}

    @cached_property
    def strongest(self) -> float | None:
        """The greatest strength of an actor, by best guess; None where none is known."""
        known = [a.capability.central for a in self.case.actors if a.capability and not a.capability.unknown]
        return max(known, default=None)

    @cached_property
    def deciders(self) -> dict[str, list[str]]:
        """For each actor the levels that it signs or could undo."""
        found: dict[str, list[str]] = {}
        for level in self.case.levels:
            for actor in dict.fromkeys([*level.signers.actors(), *level.ratifiers]):
                found.setdefault(actor, []).append(level.id)
        return found

    def seated(self, track: Track) -> set[str]:
        """Actors who sit on a track, themselves or through a body they belong to.

        Classes of insiders have only a seat of their own: they cannot part with their leader in its chair. A track that
        names no members seats everybody.
        """
        if not track.members:
            return {a.id for a in self.case.actors}
        return {a.id for a in self.case.actors if set(self.line(a)) & set(track.members)}

    def line(self, actor: Actor) -> list[str]:
        """An actor and the bodies it belongs to and speaks through."""
        found = [actor.id]
        above = None if actor.role == "insider" else actor.parent
        parents = {a.id: a.parent for a in self.case.actors}
        while above is not None and above not in found:
            found.append(above)
            above = parents.get(above)
        return found


Check = Callable[[Look], Iterator[Problem]]
