"""The Case: every field of a conflict and its conference, as frozen models.

Each number is an :class:`~backchannel.case.estimate.Estimate`; its domain, unit, neutral value, prior, symbol and the
question that elicits it stand beside the field as a :class:`~backchannel.case.fields.Value`.
``docs/reference/schema.md`` is rendered from here. A mechanism that a case does not mention is at its neutral value.
Nothing here has a field for the name or the place of a person: insiders and armed groups are described as classes and
groups only.
"""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from backchannel.case.schema.actor import Actor, Exit
from backchannel.case.schema.agenda import Breakage, Issue, Level, Requirement, Sequence, Stance, Track
from backchannel.case.schema.asked import (
    Absent,
    Cell,
    Claim,
    Declassified,
    Event,
    Evidence,
    Imported,
    Question,
    Source,
    Test,
)
from backchannel.case.schema.between import CONVERGING, Guarantee, Indicator, Narrative, Recognition, Tie
from backchannel.case.schema.playing import Game
from backchannel.case.schema.pulling import Lever
from backchannel.case.schema.setting import Attendance, Conference, Expectation, Header, Outcome, Side, War

__all__ = [
    "CONVERGING",
    "Absent",
    "Actor",
    "Attendance",
    "Breakage",
    "Case",
    "Cell",
    "Claim",
    "Conference",
    "Declassified",
    "Event",
    "Evidence",
    "Exit",
    "Expectation",
    "Game",
    "Guarantee",
    "Header",
    "Imported",
    "Indicator",
    "Issue",
    "Level",
    "Lever",
    "Narrative",
    "Outcome",
    "Question",
    "Recognition",
    "Requirement",
    "Sequence",
    "Side",
    "Source",
    "Stance",
    "Test",
    "Tie",
    "Track",
    "War",
]


class Case(BaseModel):
    """A conflict and its conference, as one analyst or team sees it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: Header
    conference: Conference | None = None
    actors: tuple[Actor, ...] = Field(min_length=1)
    issues: tuple[Issue, ...] = Field(min_length=1)
    stances: tuple[Stance, ...] = ()
    levels: tuple[Level, ...] = Field(min_length=1)
    tracks: tuple[Track, ...] = Field(min_length=1)
    war: War = War()
    game: Game = Game()
    outcomes: tuple[Outcome, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    ties: tuple[Tie, ...] = ()
    recognition: tuple[Recognition, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    narratives: tuple[Narrative, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    levers: tuple[Lever, ...] = ()
    questions: tuple[Question, ...] = ()
    claims: tuple[Claim, ...] = ()
    absent: tuple[Absent, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    declassify: tuple[Declassified, ...] = ()
    imported: Imported | None = None

    def actor(self, id: str) -> Actor:
        """The actor of that id. Raises KeyError."""
        return _by_id(self.actors, id)

    def issue(self, id: str) -> Issue:
        """The issue of that id. Raises KeyError."""
        return _by_id(self.issues, id)

    def level(self, id: str) -> Level:
        """The level of that id. Raises KeyError."""
        return _by_id(self.levels, id)

    def track(self, id: str) -> Track:
        """The track of that id. Raises KeyError."""
        return _by_id(self.tracks, id)

    def name(self, id: str) -> str:
        """What to call a record in a sentence: its short name, else its name, else its id in words."""
        for group in (
            self.actors,
            self.issues,
            self.levels,
            self.tracks,
            self.guarantees,
            self.outcomes,
            self.levers,
            self.war.sides,
        ):
            for record in group:
                if record.id == id:
                    return getattr(record, "short", None) or record.name or id.replace("_", " ")
        return id.replace("_", " ")

    @property
    def heaviest(self) -> dict[str, float]:
        """The highest weight each actor may have within its body, by id; 1 where nothing is said."""
        said = {a.id: a.weight_in_parent for a in self.actors}
        return {k: 1.0 if w is None or w.unknown else w.bounds[1] for k, w in said.items()}

    @property
    def insiders(self) -> frozenset[str]:
        """Ids of classes of insiders; whatever mentions one is secret unless labelled."""
        return frozenset(a.id for a in self.actors if a.role == "insider")


R = TypeVar("R", Actor, Issue, Level, Track)


def _by_id(records: tuple[R, ...], id: str) -> R:
    for record in records:
        if record.id == id:
            return record
    raise KeyError(id)
