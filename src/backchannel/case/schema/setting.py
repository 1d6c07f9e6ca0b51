"""The setting: what the conference is, who attends it, what the outcome was expected to be, and the fighting."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backchannel.case.estimate import Estimate
from backchannel.case.fields import POSITION, Day, Id, Record, Text, Value


class Header(Record):
    """What the case is, as of when, and how it was coded."""

    id: Id
    title: Text
    as_of: Day = Field(description="nothing later may enter the case")
    horizon_months: int = Field(default=36, ge=1, le=600)
    round: Literal["week", "month", "quarter"] = "month"
    loss: Literal["linear", "quadratic"] = Field(default="linear", description="shape of the loss with distance")
    summary: Text | None = None
    hindsight: Text | None = Field(default=None, description="what the coder knew of later events")
    limits: Text | None = Field(default=None, description="what the coding cannot carry")
    profile: Literal["public", "partners", "team"] | None = Field(
        default=None, description="written by `share`: what lies above this label is not held here"
    )


class Attendance(Record):
    """Whether an actor is in the room."""

    actor: Id
    status: Literal["attends", "attended_opening", "refused", "disinvited", "not_invited", "consulted"]
    on: Day | None = None
    aim: Text | None = Field(default=None, description="what it says or seems to come for")


class Conference(Record):
    """The conference: when, under whom, on what terms, who sits where."""

    name: Text
    opened: Day | None = None
    closed: Day | None = None
    hosts: tuple[Id, ...] = ()
    sponsors: tuple[Id, ...] = ()
    terms_of_reference: Text | None = None
    first_to_bring_all_together: bool | None = Field(
        default=None, description="the first time both sides and their backers share a room"
    )
    table: Id | None = Field(default=None, description="the formal track that `brief` calls the table")
    corridor: Id | None = Field(default=None, description="the track that `brief` calls the corridor")
    attendance: tuple[Attendance, ...] = ()


class Outcome(Record):
    """Something actors may expect of the conference."""

    id: Id
    name: Text
    level: Id | None = Field(default=None, description="the level it amounts to, if it is one")


class Expectation(Record):
    """The chance one actor gives to one outcome of the conference, before it opened and now."""

    actor: Id
    outcome: Id
    aims_at_it: bool = Field(default=False, description="it came for this")
    now: Annotated[
        Estimate,
        Value(0, 1, "probability", None, (0.05, 0.4, 0.9), "-", "What chance does this actor itself give it, today?"),
    ]
    before: Annotated[
        Estimate | None,
        Value(0, 1, "probability", None, (0.05, 0.4, 0.9), "-", "What chance did it give it before the opening?"),
    ] = None


class Side(Record):
    """A side of the war and what it would impose if it won."""

    id: Id
    name: Text | None = None
    outcome: Annotated[dict[str, Estimate], POSITION] = Field(
        default_factory=dict,
        description="by issue; unless said, the capability-weighted private positions of its fighting actors",
    )


class War(Record):
    """The war that goes on without a deal."""

    sides: tuple[Side, ...] = ()
    intensity: Annotated[
        Estimate | None,
        Value(0, 2, "times today", 1.0, (0.7, 1.0, 1.3), "v", "How intense is the fighting, today = 1?"),
    ] = None
    decisiveness: Annotated[
        Estimate | None,
        Value(0.01, 5, "exponent", 1.0, (0.5, 1.0, 2.0), "m", "How far does being stronger decide the war?"),
    ] = None
