"""What stands between the actors: ties, recognition, guarantees, narratives and what can be seen of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from backchannel.case.estimate import Estimate
from backchannel.case.fields import Id, Record, Text, Value


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


LatentState = Literal[
    "backers_converging", "corridor_agreed", "corridor_text", "corridor_meets", "table_meets", "text_in_force"
]
CONVERGING: LatentState = "backers_converging"
OF_TEXTS: tuple[LatentState, ...] = ("corridor_agreed", "corridor_text", "text_in_force")
"""States that are about texts, and so may be about those of some levels."""


class Indicator(Record):
    """A sign to watch, and how much likelier it is if what we look for is happening."""

    id: Id
    what: Text
    of: Text = Field(default="backers privately converging", description="the latent state it speaks of, in words")
    state: LatentState = Field(
        default=CONVERGING,
        description="how that state is read off a run of the game, round by round. backers_converging: backers are "
        "privately less than half as far apart as today, or a corridor holds a text; corridor_agreed: a corridor "
        "has agreed a text by then, and holds it or has taken it to the table; corridor_text: a corridor holds a text; "
        "corridor_meets: a corridor meets; table_meets: the table meets and every member that decides comes; "
        "text_in_force: a text is in force",
    )
    levels: tuple[Id, ...] = Field(
        default=(),
        description="corridor_agreed, corridor_text, text_in_force: texts of these levels only; of any unless said",
    )
    window_months: int = Field(
        default=3, ge=1, le=120, description="from the day of the case; it is seen within them or not"
    )
    visible_to: Literal["public", "partners", "team", "secret"] = Field(
        default="public", description="who can see it when it comes; an answer that names it is labelled no lower"
    )
    group: str | None = Field(default=None, description="indicators of one group are counted once")
    if_so: Annotated[
        Estimate, Value(0, 1, "probability", None, (0.2, 0.5, 0.8), "P(o|C)", "If it is so, how likely do we see this?")
    ]
    if_not: Annotated[
        Estimate, Value(0, 1, "probability", None, (0.05, 0.2, 0.5), "P(o|not C)", "If not, how likely all the same?")
    ]

    @model_validator(mode="after")
    def _levels_of_texts(self) -> Self:
        if self.levels and self.state not in OF_TEXTS:
            raise ValueError(
                f"`levels` go with the states {', '.join(OF_TEXTS)}; expected no `levels`, or one of those"
            )
        return self
