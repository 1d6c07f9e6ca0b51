"""Rules for signing: who must say yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backchannel.case.estimate import Estimate
from backchannel.case.fields import INF, ROUNDING, Id, Value


class Rule(BaseModel):
    """Who must say yes: an actor, `all` of several rules, `any` of several, or a weighted `quota`.

    >>> Rule.model_validate({"all": ["a", {"any": ["b", "c"]}]}).actors()
    ['a', 'b', 'c']
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    actor: Id | None = None
    all: tuple[Rule, ...] | None = None
    any: tuple[Rule, ...] | None = None
    of: tuple[Id, ...] | None = None
    quota: Annotated[
        Estimate | None,
        Value(0, INF, "weight", None, (0.34, 0.5, 0.67), "psi", "What weight of them, saying yes, carries the rest?"),
    ] = None
    weights: Annotated[
        dict[str, Estimate] | None,
        Value(0, INF, "weight", 1.0, (0.1, 0.3, 0.6), "weight", "How much of the body does this actor carry?"),
    ] = Field(default=None, description="by actor; unless said, its weight_in_parent, else 1")

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"actor": value}
        if isinstance(value, list):
            return {"all": value}
        return value

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [self.actor is not None, self.all is not None, self.any is not None, self.of is not None]
        if sum(kinds) != 1 or (self.of is None) != (self.quota is None):
            raise ValueError("expected an actor id, `all: [...]`, `any: [...]` or `{quota: NUMBER, of: [actors]}`")
        if self.all == () or self.any == () or self.of == ():
            raise ValueError("expected at least one actor")
        if self.weights is not None and (self.of is None or set(self.weights) - set(self.of)):
            raise ValueError("`weights` may only name actors listed in `of`")
        return self

    def actors(self) -> list[str]:
        """Ids of all actors the rule mentions, in order, once each."""
        found: list[str] = []
        if self.actor is not None:
            found.append(self.actor)
        for part in (*(self.all or ()), *(self.any or ())):
            found += part.actors()
        return list(dict.fromkeys([*found, *(self.of or ())]))

    def satisfied(self, yes: set[str], heaviest: Mapping[str, float] | None = None) -> bool:
        """Whether the rule could be met if exactly the actors in ``yes`` were able to sign.

        A quota is taken at its lowest and weights at their highest; ``heaviest`` are those of actors whose weight the
        rule does not state (1 unless given).

        >>> rule = Rule.model_validate({"of": ["a", "b", "c"], "quota": 2})
        >>> rule.satisfied({"a", "b"}), rule.satisfied({"a"})
        (True, False)
        """
        if self.actor is not None:
            return self.actor in yes
        if self.all is not None:
            return all(part.satisfied(yes, heaviest) for part in self.all)
        if self.any is not None:
            return any(part.satisfied(yes, heaviest) for part in self.any)
        stated = self.weights or {}
        weights = [
            (heaviest or {}).get(a, 1.0) if a not in stated or stated[a].unknown else stated[a].bounds[1]
            for a in self.of or ()
            if a in yes
        ]
        needed = 0.0 if self.quota is None or self.quota.unknown else self.quota.bounds[0]
        return bool(weights) and sum(weights) >= needed - ROUNDING
