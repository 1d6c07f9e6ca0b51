"""Equilibria over sampled preferences: in what share of draws of the doubts a state is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from backchannel.theory.graphmodel.moves import Arcs, Flags, Groups
from backchannel.theory.graphmodel.preferences import by_payoff
from backchannel.theory.graphmodel.stability import CONCEPTS, Model, stable


class Payoffs(Protocol):
    """Payoffs [actor, state] of each run, made at once or when asked for."""

    def __len__(self) -> int:
        """Number of runs."""

    def __getitem__(self, run: int, /) -> NDArray[np.float64]:
        """Payoffs [actor, state] of a run."""


@dataclass(frozen=True)
class Sampled:
    """For each concept, in which draws each state is an equilibrium [state, run], and how often each actor is stable.

    ``alone`` [actor, state] counts draws.
    """

    equilibrium: dict[str, Flags]
    alone: dict[str, NDArray[np.int64]]


def sampled(
    moves: Groups | Arcs,
    payoffs: Payoffs,
    concepts: Iterable[str] = CONCEPTS,
    progress: Callable[[int, int], None] | None = None,
) -> Sampled:
    """Solve a model once for each draw of payoffs, each [actor, state]; any sequence of them will do.

    >>> from backchannel.theory.graphmodel.options import from_options
    >>> payoff = np.array([[[2.0, 3, 0, 1], [2, 0, 3, 1]], [[3.0, 2, 0, 1], [3, 0, 2, 1]]])
    >>> sampled(from_options(2, [[0], [1]], actors=2), payoff, ["Nash"]).equilibrium["Nash"].mean(axis=1).tolist()
    [0.5, 0.0, 0.0, 1.0]
    """
    asked = tuple(concepts)
    runs = len(payoffs)
    held = {concept: np.empty((moves.states, runs), dtype=np.bool_) for concept in asked}
    alone = {concept: np.zeros((moves.actors, moves.states), dtype=np.int64) for concept in asked}
    for run in range(runs):
        for concept, flags in stable(Model(moves, by_payoff(payoffs[run])), asked).items():
            held[concept][:, run] = flags.all(axis=0)
            alone[concept] += flags
        if progress is not None:
            progress(run + 1, runs)
    return Sampled(held, alone)
