"""The Case: every field of a conflict and its conference, as frozen models.

Each number is an :class:`~backchannel.case.estimate.Estimate`; its domain, unit, neutral value, prior, symbol and the
question that elicits it stand beside the field as a :class:`~backchannel.case.fields.Value`.
``docs/reference/schema.md`` is rendered from here. A mechanism that a case does not mention is at its neutral value.
Nothing here has a field for the name or the place of a person: insiders and armed groups are described as classes and
groups only.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from backchannel.case.estimate import KEYS, Estimate
from backchannel.case.fields import INF, POSITION, ByLevel, Day, Id, Record, Text, Value
from backchannel.case.rules import Rule


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


class Exit(Record):
    """What becomes of those who would lose office: the stake behind guarantees (Goemans 2000; Debs & Goemans 2010)."""

    weight: Annotated[
        Estimate,
        Value(0, 1, "share of stakes", 0.0, (0.05, 0.2, 0.35), "zeta", "How much of all it cares for is its own fate?"),
    ]
    survival: Annotated[
        Estimate,
        Value(0, 1, "probability", None, (0.5, 0.7, 0.95), "s_w", "What chance has it to keep office by fighting on?"),
    ]
    keeps: Annotated[
        Estimate | None,
        Value(0, 2, "office = 1", 1.0, (0.9, 1.0, 1.1), "V_in", "What is keeping office by fighting on worth?"),
    ] = None
    after: Annotated[
        Estimate,
        Value(0, 2, "office = 1", None, (0.2, 0.5, 0.9), "V_post", "What is life after a deal worth, guarantee kept?"),
    ]
    loses: Annotated[
        Estimate,
        Value(0, 5, "office = 1", None, (0.5, 1.0, 2.0), "K_lose", "How bad is being driven out by the war?"),
    ]
    betrayed: Annotated[
        Estimate,
        Value(0, 5, "office = 1", None, (0.5, 1.0, 2.0), "K_exit", "How bad is leaving under a guarantee not kept?"),
    ]


class Actor(Record):
    """A party, faction, class of insiders, backer, armed group, audience or mediator."""

    id: Id
    name: Text | None = None
    short: Text | None = Field(default=None, description="what to call it within a sentence")
    role: Literal["principal", "leader", "insider", "faction", "backer", "armed", "audience", "mediator"]
    side: Id | None = None
    parent: Id | None = Field(default=None, description="the body it belongs to")
    was_in: Id | None = None
    left_on: Day | None = None
    voice: tuple[Literal["women", "civil_society", "local", "minority"], ...] = Field(
        default=(), description="whose voice it carries, for the check of missing voices"
    )
    agenda: tuple[Id, ...] | None = Field(
        default=None, description="issues it is ready to talk about; unless said, all it has a stance on and no refusal"
    )
    weight_in_parent: Annotated[
        Estimate | None,
        Value(0, 1, "share", 1.0, (0.1, 0.3, 0.6), "weight", "What share of its parent's decisions does it carry?"),
    ] = None
    command: Annotated[
        Estimate | None,
        Value(0, 1, "share", 1.0, (0.3, 0.6, 0.9), "kappa", "What share of those it speaks for would obey it?"),
    ] = None
    capability: Annotated[
        Estimate | None,
        Value(0, INF, "strongest = 100", 0.0, (5, 30, 100), "m_i", "How strong is it, the strongest fighter = 100?"),
    ] = None
    own_chance: Annotated[
        Estimate | None,
        Value(0, 1, "probability", None, (0.2, 0.5, 0.8), "p_i", "What chance does it give its own side to prevail?"),
    ] = None
    optimism: Annotated[
        Estimate | None,
        Value(
            -3, 3, "log-odds", 0.0, (-0.3, 0.0, 0.6), "o_i", "How much more hopeful is it than the balance warrants?"
        ),
    ] = None
    cost: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share of stakes",
            0.0,
            (0.05, 0.12, 0.22),
            "c_i",
            "What share of all it could win would it give to stop fighting now?",
        ),
    ] = None
    rent: Annotated[
        Estimate | None,
        Value(0, 1, "share of stakes", 0.0, (0.0, 0.03, 0.1), "r_i", "What does it earn from the war going on?"),
    ] = None
    trust: Annotated[
        ByLevel | None,
        Value(
            0,
            1,
            "probability",
            1.0,
            (0.1, 0.3, 0.5),
            "tau_i",
            "What chance does it give that the others keep a text of this level?",
        ),
    ] = None
    betrayal_loss: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share of stakes",
            0.0,
            (0.02, 0.1, 0.25),
            "ell_i",
            "How much worse than fighting on is to comply and be cheated?",
        ),
    ] = None
    betrayal_memory: Annotated[
        Estimate | None,
        Value(
            0, 1, "share per round", None, (0.01, 0.04, 0.1), "f_b", "At what rate does the harm of a betrayal fade?"
        ),
    ] = None
    audience_cost: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share of stakes",
            0.0,
            (0.05, 0.2, 0.45),
            "a_i",
            "How much standing would it lose by conceding everything in public?",
        ),
    ] = None
    audience_memory: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share per round",
            None,
            (0.01, 0.04, 0.1),
            "f_a",
            "At what rate does its audience forget a concession?",
        ),
    ] = None
    patience: Annotated[
        Estimate | None,
        Value(
            0,
            0.9999,
            "weight per round",
            0.95,
            (0.85, 0.95, 0.99),
            "delta_i",
            "What is next round worth to it, this one = 1?",
        ),
    ] = None
    openness: Annotated[
        Estimate | None,
        Value(0, 1, "share", 0.0, (0.0, 0.2, 0.5), "alpha_i", "How far is it open to being moved in private talks?"),
    ] = None
    side_benefit: Annotated[
        ByLevel | None,
        Value(
            -1,
            1,
            "share of stakes",
            0.0,
            (0.0, 0.05, 0.15),
            "h_i",
            "What else does a text of this level bring it, non-material gains included?",
        ),
    ] = None
    feeds_on_fighting: Annotated[
        Estimate | None,
        Value(0, 2, "per round", 0.0, (0.1, 0.4, 0.8), "alpha_g", "How fast does it grow out of the fighting?"),
    ] = None
    adds_to_fighting: Annotated[
        Estimate | None,
        Value(0, 2, "per unit", 0.0, (0.05, 0.2, 0.4), "kappa_g", "How much does it add to the fighting?"),
    ] = None
    tolerance: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share of stakes",
            1.0,
            (0.1, 0.25, 0.5),
            "tol_j",
            "How far may its body's line lie from its own before it leaves?",
        ),
    ] = None
    attending_cost: Annotated[
        Estimate | None,
        Value(
            0, 1, "share of stakes", 0.0, (0.0, 0.02, 0.06), "cost_i", "What does it cost it to be seen at the table?"
        ),
    ] = None
    attending_benefit: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share of stakes",
            0.0,
            (0.0, 0.02, 0.06),
            "d_i",
            "What does a session bring it, a stage for its frame included?",
        ),
    ] = None
    attacking_cost: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share of stakes",
            None,
            (0.0, 0.02, 0.1),
            "k_g",
            "What would an attack cost it, in what it would lose by a text?",
        ),
    ] = None
    exit: Exit | None = None

    @field_validator("trust", "side_benefit", mode="before")
    @classmethod
    def _same_for_all(cls, value: Any) -> Any:
        if value is None or (isinstance(value, dict) and not set(value) <= KEYS):
            return value
        return {"all": value}


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


class Tie(Record):
    """A backer and its client, or two actors who influence each other."""

    id: str | None = Field(default=None, description="set to `source-target`")
    source: Id
    target: Id
    support: Annotated[
        Estimate | None,
        Value(0, 1, "share", 0.0, (0.1, 0.3, 0.6), "b_ic", "What share of the client's war effort does it carry?"),
    ] = None
    withheld: Annotated[
        Estimate | None,
        Value(0, 1, "share", 0.0, (0.0, 0.2, 0.6), "cut", "What share of that support is withheld (a lever)?"),
    ] = None
    leverage: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "probability",
            0.0,
            (0.1, 0.3, 0.6),
            "-",
            "How likely does a serious threat to cut it move the client?",
        ),
    ] = None
    conditional: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share",
            0.0,
            (0.0, 0.3, 0.8),
            "cond",
            "What share of that support would it hold back from a client that refuses a text it sponsors?",
        ),
    ] = None
    independent_agenda: Annotated[
        Estimate | None,
        Value(0, 1, "share", 0.0, (0.2, 0.4, 0.7), "-", "How far does it pursue aims of its own here?"),
    ] = None
    contact: Annotated[
        Estimate | None,
        Value(
            0, 1, "share", 0.0, (0.05, 0.2, 0.35), "w_ij", "How much weight does the source give to the target's view?"
        ),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _name(cls, value: Any) -> Any:
        if isinstance(value, dict) and "id" not in value and {"source", "target"} <= set(value):
            return {**value, "id": f"{value['source']}-{value['target']}"}
        return value


class Recognition(Record):
    """How far one actor treats another as its equal, and what that does to what the other cares for."""

    id: Id
    of: Id
    by: Id
    before: Annotated[
        Estimate, Value(0, 1, "share", None, (0.1, 0.3, 0.6), "Rec_0", "Before the conference, how far as an equal?")
    ]
    now: Annotated[Estimate, Value(0, 1, "share", None, (0.3, 0.6, 0.9), "Rec", "Now, how far as an equal?")]
    principle: Annotated[
        Estimate | None,
        Value(0, 1, "share", 1.0, (0.4, 0.7, 0.95), "A", "How far do both agree that only a political way out exists?"),
    ] = None
    salience_effect: Annotated[
        Estimate | None,
        Value(
            0,
            2,
            "share",
            0.0,
            (0.0, 0.4, 1.0),
            "etaR",
            "How much does being treated as an equal lower its stake in the client's leader?",
        ),
    ] = None
    status_gain: Annotated[
        Estimate | None,
        Value(
            0,
            0.3,
            "share of stakes",
            0.0,
            (0.0, 0.05, 0.15),
            "sigma",
            "What is it worth to it to bring a text about as an equal?",
        ),
    ] = None


class Guarantee(Record):
    """A promise to those who would lose by a text: who gives it, how far it is believed, what it depends on."""

    id: Id
    name: Text | None = None
    beneficiary: Id
    guarantor: Id | None = None
    levels: tuple[Id, ...] = Field(default=(), description="unless said, the levels that open the leadership issue")
    covers_exit: bool = Field(default=False, description="its credibility enters the beneficiary's `exit` stake")
    condition: Id | None = Field(default=None, description="it counts only where this actor accepts the text too")
    limit: Text | None = Field(default=None, description="what it may never cover")
    credibility: Annotated[
        Estimate,
        Value(
            0,
            1,
            "probability",
            None,
            (0.05, 0.25, 0.6),
            "gamma",
            "How likely would it be kept, as its beneficiary sees it?",
        ),
    ]
    alone: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share",
            1.0,
            (0.1, 0.3, 0.8),
            "-",
            "How much of that belief is left where no corridor's sponsors stand behind the text?",
        ),
    ] = None
    worth: Annotated[
        Estimate | None,
        Value(
            0, 1, "share of stakes", 0.0, (0.02, 0.08, 0.2), "worth", "If kept, what is it worth to the beneficiary?"
        ),
    ] = None


class Narrative(Record):
    """A frame that a speaker plays to an audience. Loaded words live here, as somebody's speech."""

    id: Id
    speaker: Id
    audience: Id
    frame: Text
    serves: Text | None = None
    only_card: bool = Field(default=False, description="the speaker has no other argument")
    believed: Annotated[
        Estimate, Value(0, 1, "probability", None, (0.1, 0.4, 0.7), "mu_0", "How far does the audience believe it now?")
    ]
    needed: Annotated[
        Estimate,
        Value(0, 1, "probability", None, (0.4, 0.5, 0.6), "mu_star", "How far would it have to, to act on it?"),
    ]
    trend: Annotated[
        Estimate | None,
        Value(-1, 1, "per round", 0.0, (-0.03, 0.0, 0.03), "trend", "By how much does belief move in a round?"),
    ] = None
    effect_on_cost: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share",
            0.0,
            (0.0, 0.3, 0.8),
            "nu",
            "What share of its speaker's cost of conceding goes where it is believed?",
        ),
    ] = None
    effect_on_backer: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share",
            0.0,
            (0.0, 0.1, 0.4),
            "nu",
            "How much does a backer who hears it and is not carried lose by going on?",
        ),
    ] = None
    speaker_believes: Annotated[
        Estimate | None,
        Value(0, 1, "probability", None, (0.2, 0.5, 0.8), "-", "How far does the speaker think it is believed?"),
    ] = None


class Indicator(Record):
    """A sign to watch, and how much likelier it is if what we look for is happening."""

    id: Id
    what: Text
    of: Text = Field(default="backers privately converging", description="the latent state it speaks of")
    window_months: int = Field(default=3, ge=1, le=120)
    visible_to: Literal["public", "partners", "team", "secret"] = "public"
    group: str | None = Field(default=None, description="indicators of one group are counted once")
    if_so: Annotated[
        Estimate, Value(0, 1, "probability", None, (0.2, 0.5, 0.8), "P(o|C)", "If it is so, how likely do we see this?")
    ]
    if_not: Annotated[
        Estimate, Value(0, 1, "probability", None, (0.05, 0.2, 0.5), "P(o|not C)", "If not, how likely all the same?")
    ]


class Game(Record):
    """How the conference moves in time. What is not said is off; see the specification of the game."""

    choice_precision: Annotated[
        Estimate | None,
        Value(
            1,
            1000,
            "per share of stakes",
            INF,
            (20, 40, 80),
            "eta",
            "How surely does an actor's vote follow its interest?",
        ),
    ] = None
    persistent_noise: Annotated[
        Estimate | None,
        Value(
            0,
            0.5,
            "share of stakes",
            0.0,
            (0.0, 0.02, 0.05),
            "sigma_p",
            "How far may we be wrong about an actor throughout?",
        ),
    ] = None
    hardship: Annotated[
        Estimate | None,
        Value(
            0,
            0.2,
            "per round",
            0.0,
            (0.0, 0.012, 0.03),
            "-",
            "By what share does the cost of fighting grow in a round?",
        ),
    ] = None
    lookahead: Annotated[
        Estimate | None,
        Value(0, 1, "share", 0.0, (0.0, 0.5, 1.0), "-", "How far do actors count on a better text later?"),
    ] = None
    stops_good: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "per attack",
            0.0,
            (0.6, 0.8, 0.9),
            "sT",
            "How likely does a side that means to keep its word stop an attack from its own ranks?",
        ),
    ] = None
    stops_other: Annotated[
        Estimate | None,
        Value(0, 1, "per attack", 0.0, (0.2, 0.4, 0.6), "sU", "And one that does not?"),
    ] = None
    keeps_good: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "per month",
            1.0,
            (0.95, 0.98, 0.995),
            "piT",
            "How likely does a side that means to keep its word keep it for a month?",
        ),
    ] = None
    keeps_other: Annotated[
        Estimate | None,
        Value(0, 1, "per month", 1.0, (0.8, 0.9, 0.97), "piU", "And one that does not?"),
    ] = None
    trust_drift: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share per round",
            0.0,
            (0.0, 0.03, 0.1),
            "-",
            "What share of what experience taught is forgotten in a round?",
        ),
    ] = None
    leak_harm: Annotated[
        Estimate | None,
        Value(0, 5, "log-odds", 0.0, (0.0, 0.2, 0.5), "-", "How much trust does a leak cost?"),
    ] = None
    insiders_lean: Annotated[
        Estimate | None,
        Value(
            0, 1, "share per round", 0.0, (0.1, 0.3, 0.5), "-", "How fast do insiders take sides once a text is known?"
        ),
    ] = None
    implementation_pace: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share per round",
            0.0,
            (0.02, 0.05, 0.1),
            "-",
            "What share of what is left is carried out in a round?",
        ),
    ] = None
    collapse_by_exclusion: Annotated[
        Estimate | None,
        Value(
            0,
            5,
            "log",
            0.0,
            (0.0, 1.5, 2.0),
            "b2",
            "How much likelier does a text fall apart that nobody's fighters feel bound by?",
        ),
    ] = None
    collapse_by_enforcement: Annotated[
        Estimate | None,
        Value(0, 5, "log", 0.0, (0.0, 1.5, 2.0), "b3", "How much less likely under full enforcement?"),
    ] = None
    collapse_by_progress: Annotated[
        Estimate | None,
        Value(0, 5, "log", 0.0, (0.0, 1.0, 2.0), "b4", "How much less likely once all is carried out?"),
    ] = None


class Question(Record):
    """A forecast question that somebody else could resolve."""

    id: Id
    ask: Text
    by: tuple[Text, ...] = Field(description="dates, or the name of a closing event", min_length=1)
    yes_if: Text
    void_if: Text | None = None


class Source(Record):
    """Where evidence comes from; graded A-F for reliability."""

    id: Id
    what: Text
    author: Text | None = None
    published: Day | None = None
    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = None


class Evidence(Record):
    """One item from a source: where in it, and how credible (1-6), graded apart from the source."""

    id: Id
    source: Id
    locator: Text | None = None
    credibility: Literal[1, 2, 3, 4, 5, 6] | None = None
    says: Text | None = Field(default=None, description="in the coder's own words")


class Imported(Record):
    """What another program's file says that this one has no use for and keeps for its return to that program."""

    format: Text = Field(description="which program's: `ktab` or `decide`")
    settings: dict[str, str] = Field(default_factory=dict, description="by name, as they stood in that file")


class Absent(Record):
    """Somebody whose fate is decided here and who is not an actor of the case."""

    who: Text
    why: Text
    voice: tuple[Literal["women", "civil_society", "local", "minority"], ...] = ()


Cell = str | float | int | bool


class Test(BaseModel):
    """One comparison on one row of one Finding. Nothing is evaluated as code."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    __test__ = False  # not a pytest class

    finding: Literal["litmus", "packages", "stakes"]
    where: dict[str, Cell]
    column: str
    comparator: Literal["<", "<=", ">", ">="]
    value: float | None = None
    against: dict[str, Cell] | None = Field(default=None, description="compare with this row instead of a number")
    margin: float = 0.0
    says: Text

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if (self.value is None) == (self.against is None):
            raise ValueError("expected either `value: NUMBER` or `against: {column: value, ...}`")
        return self


class Claim(BaseModel):
    """What a text claims about the case, and the tests that could show it wrong."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    locator: Text
    says: Text
    tests: tuple[Test, ...] = ()
    awaits: Text | None = Field(default=None, description="what must exist before (the rest of) it can be tested")
    share_needed: float = Field(default=0.5, ge=0, le=1, description="holds if true in more than this share of draws")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.tests and not self.awaits:
            raise ValueError("expected `tests` or `awaits`")
        return self


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
    questions: tuple[Question, ...] = ()
    claims: tuple[Claim, ...] = ()
    absent: tuple[Absent, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: tuple[Evidence, ...] = ()
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
