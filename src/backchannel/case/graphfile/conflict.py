"""A graph model as people speak of it: names, numbers and patterns around the arrays of the theory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from backchannel.case.graphfile.schema import GraphFile
from backchannel.theory.graphmodel.moves import Arcs, Flags, Longs
from backchannel.theory.graphmodel.preferences import Relation
from backchannel.theory.graphmodel.stability import Model


@dataclass(frozen=True)
class Conflict:
    """A model with its names.

    ``numbers`` [state] ascending are what the file calls its states; ``patterns`` what stands for them, made when
    asked; ``status_quo`` is a state; ``relations`` [actor] are there where a preference has strength or unknowns, and
    then ``model.rank`` holds nothing to be used; ``hidden`` [actor, state] marks states that an actor does not see, and
    ``complete`` are then all moves, seen or not.
    """

    file: GraphFile
    model: Model
    numbers: Longs
    decimal: Longs | None
    members: tuple[tuple[int, ...], ...] = ()
    status_quo: int | None = None
    relations: tuple[Relation, ...] | None = None
    hidden: Flags | None = None
    complete: Arcs | None = None
    strength: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of the actors."""
        return tuple(a.id for a in self.file.actors)

    @property
    def names(self) -> tuple[str, ...]:
        """What to call the actors."""
        return tuple(a.name or a.id for a in self.file.actors)

    @property
    def states(self) -> int:
        """Number of states."""
        return self.model.states

    def number(self, state: int) -> int:
        """What the file calls a state."""
        return int(self.numbers[state])

    def state(self, number: int) -> int | None:
        """The state the file calls so, or None."""
        at = int(np.searchsorted(self.numbers, number))
        return at if at < len(self.numbers) and self.numbers[at] == number else None

    def pattern(self, state: int) -> str:
        """Y or N for each option in the order of the file, `-` where merged states differ; else the state's name."""
        if self.decimal is None:
            return str((self.file.states or ())[state])
        options = len(self.file.options or ())
        members = self.members[state] if self.members else (int(self.decimal[state]),)
        bits = [{d >> k & 1 for d in members} for k in range(options)]
        return "".join("-" if len(b) > 1 else "NY"[b.pop()] for b in bits)

    def numbered(self, flags: Flags) -> list[int]:
        """The numbers of the states marked [state]."""
        return [int(n) for n in self.numbers[flags]]

    @cached_property
    def option_names(self) -> tuple[str, ...]:
        """What to call the options."""
        return tuple(o.name or o.id for o in self.file.options or ())

    def told(self, state: int) -> str:
        """A state in words: the options taken, or its name."""
        if self.decimal is None:
            return self.pattern(state)
        taken = [name for name, said in zip(self.option_names, self.pattern(state), strict=True) if said == "Y"]
        return ", ".join(taken) if taken else "nothing is done"

    def changed(self, before: int, after: int) -> Sequence[tuple[str, bool]]:
        """The options that differ between two states and whether they are then taken; none where states have none."""
        if self.decimal is None or self.members:
            return ()
        a, b = int(self.decimal[before]), int(self.decimal[after])
        return [(name, bool(b >> k & 1)) for k, name in enumerate(self.option_names) if (a ^ b) >> k & 1]
