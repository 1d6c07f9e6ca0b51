"""The published form of a graph model, `backchannel-graph-1`, and the two neutral forms that are read as well."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from backchannel.case.graphfile.wrong import WrongError
from backchannel.theory.graphmodel.options import MOST_STATES

OWN, NEUTRAL, NEUTRAL_GRAPH = "backchannel-graph-1", "neutral-gmcr-1", "neutral-gmcr-graph-1"

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
OptionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$")]
YesNo = Literal["Y", "N"]
Pattern = dict[OptionId, YesNo]
Direction = Literal["both", "N->Y", "Y->N"]
Whole = Annotated[int, Field(strict=True)]
Real = Annotated[float, Field(strict=True)]
Pair = tuple[Whole, Whole]
Group = Whole | tuple[Whole, ...]


class Part(BaseModel):
    """A part of the published form: no field that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True)


class GraphActor(Part):
    """Somebody who moves and prefers."""

    id: Name
    name: Name | None = None


class GraphOption(Part):
    """Something an actor can do or leave. With several actors in `by`, each of them can change it."""

    id: OptionId
    name: Name | None = None
    by: Name | tuple[Name, ...]
    direction: Direction = "both"

    @property
    def owners(self) -> tuple[str, ...]:
        """Who can change it."""
        return (self.by,) if isinstance(self.by, str) else self.by


class OnlyIf(Part):
    """One pattern possible only where another holds."""

    pattern: Pattern = Field(min_length=1)
    needs: Pattern = Field(min_length=1)


class Infeasible(Part):
    """Combinations that cannot be: exactly one of the four kinds."""

    exclusive: tuple[OptionId, ...] | None = Field(default=None, min_length=2)
    at_least_one: tuple[OptionId, ...] | None = Field(default=None, min_length=1)
    only_if: OnlyIf | None = None
    pattern: Pattern | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("expected exactly one of exclusive, at_least_one, only_if and pattern")
        return self


class ForbiddenMove(Part):
    """A move that an actor cannot make, from every state of one pattern to every state of another."""

    actor: Name
    from_: Pattern = Field(alias="from")
    to: Pattern


class Pairs(Part):
    """What is known of pairs of states, the preferred one first; what does not follow is unknown."""

    better: tuple[Pair, ...] = ()
    equal: tuple[Pair, ...] = ()
    much: tuple[Pair, ...] = ()


class Preference(Part):
    """What an actor prefers, in exactly one of four ways, and which differences are large (`much`).

    `much` is, with statements, how many of the first make a large difference; with a ranking, the numbers of groups
    below which a large gap lies; with payoffs, the least large difference.
    """

    statements: tuple[str, ...] | None = None
    ranking: tuple[Group, ...] | None = None
    payoffs: tuple[Real, ...] | None = None
    pairs: Pairs | None = None
    much: Whole | tuple[Whole, ...] | Real | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set - {"much"}) != 1:
            raise ValueError("expected exactly one of statements, ranking, payoffs and pairs")
        if self.pairs is not None and self.much is not None:
            raise ValueError("with pairs, large differences stand in pairs.much")
        if self.ranking is not None and self.much is not None and not isinstance(self.much, tuple):
            raise ValueError("with a ranking, `much` lists the groups below which a large gap lies")
        if self.statements is not None and self.much is not None and not isinstance(self.much, int):
            raise ValueError("with statements, `much` is how many of the first make a large difference")
        if self.payoffs is not None and isinstance(self.much, tuple):
            raise ValueError("with payoffs, `much` is the least large difference")
        return self


class GraphFile(Part):
    """A whole file in the published form: options, or states with their moves."""

    format: Literal["backchannel-graph-1"]
    name: Name
    note: str | None = None
    label: Literal["public", "partners", "team", "secret"] = "team"
    actors: tuple[GraphActor, ...] = Field(min_length=1, max_length=16)
    options: tuple[GraphOption, ...] | None = None
    infeasible: tuple[Infeasible, ...] = ()
    forbidden_moves: tuple[ForbiddenMove, ...] = ()
    merge: tuple[Pattern, ...] = Field(default=(), description="states of one pattern become one")
    states: tuple[Name, ...] | None = Field(default=None, description="names of states, instead of options")
    moves: dict[Name, dict[int, tuple[Whole, ...]]] | None = None
    numbering: Literal["rank", "decimal"] = "rank"
    status_quo: Whole | Pattern | None = None
    preferences: dict[Name, Preference]
    unseen: dict[Name, tuple[Pattern, ...]] = Field(default={}, description="states that an actor does not see")

    @model_validator(mode="after")
    def _form(self) -> Self:
        if (self.options is None) == (self.states is None):
            raise ValueError("expected either options, or states with moves")
        if self.states is not None:
            for name in ("infeasible", "forbidden_moves", "merge", "unseen"):
                if getattr(self, name):
                    raise WrongError("speaks of options, and this model lists its states", name)
        elif self.moves is not None:
            raise WrongError("goes with `states`; with options the moves follow from them", "moves")
        return self


class Loose(BaseModel):
    """A part of a neutral form: what it does not know is passed over, as such files carry results and sources."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class NeutralActor(Loose):
    """A decision maker of the neutral form."""

    id: Name
    name: Name | None = None


class NeutralOption(Loose):
    """An option of the neutral form."""

    id: OptionId
    name: Name | None = None
    dm: Name
    direction: Direction = "both"


class NeutralPreference(Loose):
    """A preference of the neutral form."""

    mode: Literal["prioritized", "ranking", "payoffs"]
    statements: tuple[tuple[Pattern, ...], ...] = ()
    ranking: tuple[Group, ...] | None = None
    payoffs: tuple[Real, ...] | None = None


class NeutralFile(Loose):
    """A file in the neutral option form: each infeasible entry lists alternatives."""

    format: Literal["neutral-gmcr-1"]
    name: Name
    conventions: dict[str, str] = {}
    decision_makers: tuple[NeutralActor, ...] = Field(min_length=1, max_length=16)
    options: tuple[NeutralOption, ...]
    infeasible: tuple[tuple[Pattern, ...], ...] = ()
    preferences: dict[Name, NeutralPreference]
    misperceptions: dict[Name, tuple[tuple[Pattern, ...], ...]] = {}


class NeutralGraphFile(Loose):
    """A file in the neutral graph form."""

    format: Literal["neutral-gmcr-graph-1"]
    name: Name
    decision_makers: tuple[Name, ...] = Field(min_length=1, max_length=16)
    n_states: int = Field(ge=1, strict=True)
    state_patterns: tuple[str, ...] | None = None
    moves: dict[Name, dict[int, tuple[Whole, ...]]]
    ranking_best_first: dict[Name, tuple[Group, ...]]

    @field_validator("n_states")
    @classmethod
    def _countable(cls, value: int) -> int:
        if value > MOST_STATES:
            raise ValueError(f"has too many states; expected at most {MOST_STATES:,}")
        return value


FORMS: dict[str, type[BaseModel]] = {OWN: GraphFile, NEUTRAL: NeutralFile, NEUTRAL_GRAPH: NeutralGraphFile}


def as_own(found: BaseModel) -> GraphFile:
    """A file of any of the three forms in the published one."""
    if isinstance(found, GraphFile):
        return found
    if isinstance(found, NeutralFile):
        return GraphFile.model_validate(_from_options(found))
    assert isinstance(found, NeutralGraphFile)
    names = found.state_patterns or tuple(str(n + 1) for n in range(found.n_states))
    return GraphFile(
        format="backchannel-graph-1",
        name=found.name,
        actors=tuple(GraphActor(id=a) for a in found.decision_makers),
        states=names[: found.n_states] + tuple(str(n + 1) for n in range(len(names), found.n_states)),
        moves=found.moves,
        preferences={a: Preference(ranking=r) for a, r in found.ranking_best_first.items()},
    )


def _from_options(found: NeutralFile) -> dict[str, Any]:
    from backchannel.case.graphfile.statements import any_of

    def preference(said: NeutralPreference) -> dict[str, Any]:
        if said.mode == "prioritized":
            return {"statements": [any_of(each) for each in said.statements]}
        if said.mode == "payoffs" and said.payoffs is not None:
            return {"payoffs": said.payoffs}
        return {"ranking": said.ranking if said.ranking is not None else ()}

    decimal = found.conventions.get("state_number", "").startswith("decimal")
    return {
        "format": OWN,
        "name": found.name,
        "actors": [{"id": a.id, "name": a.name} for a in found.decision_makers],
        "options": [{"id": o.id, "name": o.name, "by": o.dm, "direction": o.direction} for o in found.options],
        "infeasible": [{"pattern": one} for alternatives in found.infeasible for one in alternatives],
        "numbering": "decimal" if decimal else "rank",
        "preferences": {a: preference(said) for a, said in found.preferences.items()},
        "unseen": {a: [one for each in said for one in each] for a, said in found.misperceptions.items()},
    }
