"""A case as its map sees it: actors, ties, open tracks and levels up to a label, and the links between the actors.

What lies above the ceiling does not exist here. A record counts by its own label, else as secret where it speaks of
insiders and as team where it does not; a number by its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from backchannel.case.fields import Record
from backchannel.case.inputs import inputs, record_label
from backchannel.case.schema import Actor, Case, Level, Tie, Track
from backchannel.core.finding import Row
from backchannel.core.labels import Label, highest

EDGES = ("kind", "source", "target", "track", "support", "contact", "leverage")
KINDS = ("belongs", "tie", "channel", "split")


@dataclass(frozen=True)
class View:
    """A case up to a label: records and numbers above it do not exist."""

    case: Case
    ceiling: Label

    def shows(self, record: Record) -> bool:
        """Whether a record lies at or below the ceiling."""
        return record_label(record, self.case.insiders) <= self.ceiling

    @cached_property
    def actors(self) -> tuple[Actor, ...]:
        """The actors to be seen."""
        return tuple(a for a in self.case.actors if self.shows(a))

    @cached_property
    def ids(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(a.id for a in self.actors)

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """The ties to be seen, both ends of which are."""
        return tuple(t for t in self.case.ties if self.shows(t) and {t.source, t.target} <= self.ids)

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """The open tracks to be seen."""
        return tuple(t for t in self.case.tracks if t.open and self.shows(t))

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels to be seen."""
        return tuple(level for level in self.case.levels if self.shows(level))

    @cached_property
    def numbers(self) -> Mapping[str, tuple[float | None, Label]]:
        """Best guess and label of every number at or below the ceiling, by path; None where nobody knows."""
        found = ((i.path, i.estimate, i.label) for i in inputs(self.case))
        return {p: (None if e.unknown else e.central, label) for p, e, label in found if label <= self.ceiling}

    def number(self, path: str) -> float | None:
        """The best guess of a number to be seen."""
        return self.numbers.get(path, (None, Label.PUBLIC))[0]

    @property
    def label(self) -> Label:
        """The highest label of what the map shows."""
        insiders = self.case.insiders
        records: list[Record] = [*self.actors, *self.ties, *self.tracks, *self.levels]
        shown = [f"actors.{a}.capability" for a in self.ids]
        shown += [f"ties.{t.id}.{name}" for t in self.ties for name in EDGES[4:]]
        values = [self.numbers[path][1] for path in shown if path in self.numbers]
        return highest([*(record_label(record, insiders) for record in records), *values])

    def name(self, id: str) -> str:
        """What to call a record: its short name, else its name, else its id in words."""
        return self._names.get(id, id.replace("_", " "))

    @cached_property
    def _names(self) -> dict[str, str]:
        records: list[Actor | Track | Level] = [*self.levels, *self.tracks, *self.actors]
        return {r.id: getattr(r, "short", None) or r.name or r.id.replace("_", " ") for r in records}

    def members(self, track: Track) -> list[str]:
        """Who sits on a track, as far as to be seen."""
        return [id for id in dict.fromkeys(track.members) if id in self.ids]

    def side(self, actor: Actor) -> str | None:
        """The side an actor is on, unless the side itself is labelled above the ceiling."""
        war = self.case.war
        said = next((s.label or war.label for s in war.sides if s.id == actor.side), war.label)
        return actor.side if said is None or Label.parse(said) <= self.ceiling else None

    def parent(self, actor: Actor) -> str | None:
        """The body an actor belongs to, if to be seen."""
        return actor.parent if actor.parent in self.ids else None

    def seats(self, actor: Actor) -> list[str]:
        """The tracks on which an actor has a seat, itself or, unless it is a class of insiders, through its bodies.

        A track that names no members seats everybody.
        """
        line = [actor.id]
        by_id = {a.id: a for a in self.actors}
        above = None if actor.role == "insider" else self.parent(actor)
        while above is not None and above not in line:
            line.append(above)
            above = self.parent(by_id[above])
        return [t.id for t in self.tracks if not t.members or set(line) & set(self.members(t))]

    def links(self) -> list[Row]:
        """Every link, in the order of ``KINDS`` and then of the file."""
        found: list[Row] = []
        for actor in self.actors:
            if self.parent(actor) is not None:
                found.append(_link("belongs", actor.id, str(actor.parent)))
        for tie in self.ties:
            values = {name: self.number(f"ties.{tie.id}.{name}") for name in EDGES[4:]}
            found.append(_link("tie", tie.source, tie.target, values=values))
        for track in self.tracks:
            found += [_link("channel", a, b, track.id) for a, b in combinations(self.members(track), 2)]
        for actor in self.actors:
            if actor.was_in in self.ids:
                found.append(_link("split", actor.id, str(actor.was_in)))
        return found


def _link(
    kind: str, source: str, target: str, track: str | None = None, values: Mapping[str, float | None] | None = None
) -> Row:
    ends: Row = {"kind": kind, "source": source, "target": target, "track": track}
    return ends | {name: (values or {}).get(name) for name in EDGES[4:]}
