"""What is talked about, what each actor says and wants, and what can be signed where."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backchannel.case.estimate import Estimate
from backchannel.case.fields import POSITION, Id, Record, Text, Value
from backchannel.case.rules import Rule


class Sequence(BaseModel):
    """An order of steps: below `parallel` the issues in `waits_low` come later, above it those in `waits_high`."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    waits_low: tuple[Id, ...] = ()
    waits_high: tuple[Id, ...] = ()
    parallel: tuple[float, float] = (50.0, 50.0)


class Issue(Record):
    """What is to be settled, on a scale 0-100 with worded anchors."""

    id: Id
    name: Text | None = None
    anchors: dict[int, Text] = Field(description="what 0, 100 and points between mean")
    kind: Literal["share", "sequence", "indivisible"] = "share"
    sequence: Sequence | None = None
    tag: Literal["leadership"] | None = Field(
        default=None, description="marks the issue that removes the leader at 100"
    )
    obligation: Text | None = Field(default=None, description="a duty in law, never to be called a concession")
    status_quo: Annotated[
        Estimate, Value(0, 100, "0-100", None, (0, 20, 60), "q_k", "Where do things stand today, without any text?")
    ]


class Stance(Record):
    """One actor on one issue: its public line, its private limit, how much it cares."""

    actor: Id
    issue: Id
    public: Annotated[
        Estimate | None,
        Value(0, 100, "0-100", None, (10, 50, 90), "pi_ik", "What does it say in public that it wants?"),
    ] = Field(default=None, description="absent = no public line, so no face to lose here")
    private: Annotated[Estimate, POSITION] = Field(default_factory=lambda: Estimate(unknown=True))
    salience: Annotated[
        Estimate,
        Value(0, 100, "points of 100", 0.0, (5, 20, 50), "s_ik", "Of 100 points of care, how many for this issue?"),
    ] = Field(default_factory=lambda: Estimate(unknown=True))
    credit: Annotated[
        Estimate | None,
        Value(
            -1,
            1,
            "share of stakes",
            0.0,
            (0.0, 0.02, 0.05),
            "credit_ik",
            "What would its audience give it for moving this issue from 0 to 100?",
        ),
    ] = None
    precondition: bool = Field(default=False, description="leaving the issue open costs face as well")
    refuses: bool = Field(default=False, description="refuses to have the issue on the agenda")


class Requirement(BaseModel):
    """A text of the level must have this issue between `min` and `max` (0-100)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issue: Id
    min: float = Field(default=0.0, ge=0, le=100)
    max: float = Field(default=100.0, ge=0, le=100)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError("expected min <= max")
        return self


class Breakage(Record):
    """How one group would break an outcome in force. Group level only: no person, place or method."""

    group: Id
    effect: Annotated[
        Estimate,
        Value(
            0,
            1,
            "per attack",
            0.0,
            (0.05, 0.15, 0.35),
            "e_gl",
            "If it attacks or obstructs, how likely does that break it?",
        ),
    ]
    attack: Annotated[
        Estimate | None,
        Value(0, 1, "per round", 1.0, (0.1, 0.3, 0.7), "A_gl", "How likely is it to try in a round?"),
    ] = None


class Level(Record):
    """A kind of outcome: which issues it settles, who must sign, who can undo it, how much fighting it ends."""

    id: Id
    name: Text | None = None
    opens: tuple[Id, ...] = Field(min_length=1)
    signers: Rule
    ratifiers: tuple[Id, ...] = Field(default=(), description="whose refusal undoes it afterwards")
    requires: tuple[Requirement, ...] = ()
    fighting_ended: Annotated[
        Estimate | None,
        Value(0, 1, "share", 1.0, (0.0, 0.5, 0.95), "phi_l", "What share of the fighting does it end?"),
    ] = None
    frozen: Annotated[
        Estimate | None,
        Value(
            0, 1, "probability", 1.0, (0.2, 0.5, 0.9), "fz_l", "How likely do issues it leaves open stay as they are?"
        ),
    ] = None
    cover: Annotated[
        Estimate | None,
        Value(
            0, 0.99, "share", 0.0, (0.2, 0.5, 0.8), "cov_l", "What share of the audience cost does its nature excuse?"
        ),
    ] = None
    enforcement: Annotated[
        Estimate | None,
        Value(
            0, 1, "share", 0.0, (0.0, 0.03, 0.15), "G_l", "Where trust fails, how often would outsiders make it hold?"
        ),
    ] = None
    fragility: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "per round",
            0.0,
            (0.002, 0.006, 0.015),
            "h_l",
            "With nobody attacking or cheating, how likely does it fall apart in a round?",
        ),
    ] = None
    rents_lost: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share",
            None,
            (0.05, 0.3, 0.9),
            "dv_l",
            "What share of what the war yields does it take away (unless said, the share of fighting it ends)?",
        ),
    ] = None
    telling: Annotated[
        Estimate | None,
        Value(0, 1, "share", 1.0, (0.2, 0.5, 1.0), "k_l", "How much does keeping it say about who would keep more?"),
    ] = None
    breakage: tuple[Breakage, ...] = ()


class Track(Record):
    """A place to talk: who is there and who gets to see it."""

    id: Id
    name: Text | None = None
    kind: Literal["formal", "corridor"]
    members: tuple[Id, ...] = ()
    open: bool = Field(default=True, description="whether it is known to exist")
    opened_by_conference: bool = False
    publicity: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share",
            1.0,
            (0.05, 0.4, 1.0),
            "omega",
            "What share of the audience gets to see a concession made here?",
        ),
    ] = None
    leak: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "per meeting",
            0.0,
            (0.03, 0.12, 0.3),
            "lambda",
            "How likely is what is said here exposed at one meeting?",
        ),
    ] = None
    agenda: tuple[Id, ...] | None = Field(default=None, description="levels talked about here; unless said, all")
    signs: tuple[Id, ...] | None = Field(
        default=None, description="levels that can be signed here; unless said, a formal track's agenda"
    )
    proposer: Literal["members", "mediator"] = Field(default="members", description="whose text comes first")
    meets: Annotated[
        Estimate | None,
        Value(0, 1, "per round", 1.0, (0.1, 0.35, 0.8), "rho", "How likely does it meet in a round?"),
    ] = None
    cover: Annotated[
        Estimate | None,
        Value(
            0,
            0.99,
            "share",
            0.0,
            (0.2, 0.55, 0.8),
            "cover",
            "What share of the audience cost goes when both sides and their backers announce its text together?",
        ),
    ] = None
    cooling: Annotated[
        Estimate | None,
        Value(0, 60, "rounds", 0.0, (1, 3, 6), "-", "For how many rounds does it stay shut after a leak?"),
    ] = None
    break_off: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "per session",
            0.0,
            (0.02, 0.1, 0.3),
            "-",
            "After a session without result, how likely are talks broken off?",
        ),
    ] = None
    resume: Annotated[
        Estimate | None,
        Value(0, 1, "share per round", 1.0, (0.05, 0.2, 0.5), "-", "Broken off, how likely do they resume in a round?"),
    ] = None
    premium: Annotated[
        Estimate | None,
        Value(1, 5, "times", 1.0, (1.0, 1.3, 2.0), "premium", "How much worse is exposure than open concession?"),
    ] = None
