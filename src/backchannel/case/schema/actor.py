"""Who takes part: principals, leaders, backers, factions, armed groups, mediators and classes of insiders."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from backchannel.case.estimate import KEYS, Estimate
from backchannel.case.fields import INF, ByLevel, Day, Id, Record, Text, Value


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
