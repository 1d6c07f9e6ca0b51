"""What other published models are asked of a case: positions, saliences and capabilities of who decides, in each draw.

Positions are the private ones and saliences are taken raw, as the coder gave them. Capability is an actor's own, or its
share of its parent's. Models that weigh capability see only actors that have one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws
from backchannel.case.schema import Actor
from backchannel.theory.groupdecision.models import Forecast, forecast

Floats = NDArray[np.float64]

ALL, WEIGHING = "all", "weighing"
"""Everybody with a position; those of them with a capability."""

BLIND = frozenset(f"{centre}{kind}" for centre in ("mean", "median", "mode") for kind in ("", "_salience"))
"""Models that do not look at capability, so that everybody counts."""


@dataclass(frozen=True)
class Board:
    """Who wants what: ``positions`` and ``salience`` [draw, actor, issue] in [0, 1], NaN where there is no stance;
    ``capability`` [draw, actor] >= 0; ``reference`` [draw, issue], the status quo.

    ``stated``: whether any capability is; where none is, all count alike.
    """

    draws: Draws
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    positions: Floats
    salience: Floats
    capability: Floats
    reference: Floats
    stated: bool
    answers: dict[tuple[str, tuple[str, ...]], Forecast] = field(default_factory=dict, repr=False)

    @property
    def weighing(self) -> tuple[str, ...]:
        """Actors with a capability above 0 in some draw."""
        some = self.capability.max(axis=0) > 0.0
        return tuple(a for n, a in enumerate(self.actors) if some[n])

    @property
    def weightless(self) -> tuple[str, ...]:
        """Actors without: only models blind to capability count them."""
        return tuple(a for a in self.actors if a not in self.weighing)

    def ask(self, model: str, among: Collection[str] | None = None) -> Forecast:
        """What a model expects on the scale of 0-100 [draw, issue]; each question is put once.

        ``among`` names who counts; unless given, everybody whom the model can weigh.
        """
        counted = (self.actors if model in BLIND else self.weighing) if among is None else among
        key = model, tuple(a for a in self.actors if a in counted)
        if key not in self.answers:
            here = np.array([a in counted for a in self.actors])
            found = forecast(
                model,
                np.where(here[:, None], self.positions, np.nan),
                np.where(here[:, None], self.salience, np.nan),
                self.capability,
                reference=self.reference,
                seed=self.draws.seed,
            )
            self.answers[key] = Forecast(100.0 * found.value, found.period)
        return self.answers[key]


def board(draws: Draws) -> Board:
    """The board of a case, in the order of its file."""
    case = draws.case
    deciding = {s.actor for s in case.stances}
    actors = tuple(a for a in case.actors if a.id in deciding)
    names, issues = tuple(a.id for a in actors), tuple(i.id for i in case.issues)
    positions = np.full((draws.runs, len(names), len(issues)), np.nan)
    salience = positions.copy()
    for stance in case.stances:
        at = names.index(stance.actor), issues.index(stance.issue)
        path = f"stances.{stance.actor}.{stance.issue}"
        positions[:, *at] = draws.of(f"{path}.private", 50.0) / 100.0
        salience[:, *at] = draws.of(f"{path}.salience", 0.0) / 100.0
    capability = np.stack([_capability(draws, a) for a in actors], axis=1)
    stated = bool((capability > 0.0).any())
    return Board(
        draws=draws,
        actors=names,
        issues=issues,
        positions=positions,
        salience=salience,
        capability=capability if stated else np.ones_like(capability),
        reference=np.stack([draws.of(f"issues.{k}.status_quo", 0.0) / 100.0 for k in issues], axis=1),
        stated=stated,
    )


def _capability(draws: Draws, actor: Actor) -> Floats:
    """An actor's own capability, or its share of its parent's; 0 where neither is stated [run]."""
    own = draws.get(f"actors.{actor.id}.capability")
    if own is not None:
        return own
    if actor.parent is None:
        return np.zeros(draws.runs)
    parent = draws.of(f"actors.{actor.parent}.capability", 0.0)
    return parent * draws.of(f"actors.{actor.id}.weight_in_parent", 1.0)
