"""Random models of every kind, for the engine and for the oracle at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backchannel.theory.graphmodel.moves import Arcs, Groups, listed
from backchannel.theory.graphmodel.options import from_options
from backchannel.theory.graphmodel.preferences import by_payoff
from backchannel.theory.graphmodel.stability import Model
from tests.theory.graphmodel.oracle import Oracle

KINDS = ("reversible", "irreversible", "common", "graph")


@dataclass(frozen=True)
class Pair:
    model: Model
    oracle: Oracle


def random_pair(rng: np.random.Generator, kind: str | None = None, most: int = 12) -> Pair:
    """A model of 2 to 4 actors with at most about ``most`` states, ties in the rankings, and its oracle."""
    kind = kind or str(rng.choice(KINDS))
    actors = int(rng.integers(2, 5))
    moves = random_graph(rng, actors, most) if kind == "graph" else random_options(rng, kind, actors, most)
    states = moves.states
    levels = int(rng.integers(2, 2 * states + 2))
    rank = by_payoff(rng.integers(0, levels, size=(actors, states)))
    return Pair(Model(moves, rank), oracle_of(moves, rank))


def random_graph(rng: np.random.Generator, actors: int, most: int) -> Arcs:
    states = int(rng.integers(2, most))
    dense = rng.uniform(0.05, 0.4)
    return listed(
        actors,
        states,
        [{s: np.flatnonzero(rng.random(states) < dense).tolist() for s in range(states)} for _ in range(actors)],
    )


def random_options(rng: np.random.Generator, kind: str, actors: int, most: int) -> Groups:
    while True:
        options = int(rng.integers(actors, 6))
        owners = [[int(rng.integers(actors))] for _ in range(options)]
        if kind == "common":
            for those in owners:
                those += [i for i in range(actors) if rng.random() < 0.25 and i not in those]
        patterns = []
        for _ in range(int(rng.integers(0, 5))):
            care = int(rng.integers(1, 1 << options))
            patterns.append((care, int(rng.integers(0, 1 << options)) & care))
        one_way = rng.integers(0, 3, size=options) if kind != "reversible" else np.zeros(options)
        try:
            found = from_options(
                options,
                owners,
                patterns,
                rising=np.flatnonzero(one_way == 1).tolist(),
                falling=np.flatnonzero(one_way == 2).tolist(),
                actors=actors,
            )
        except ValueError:  # every combination was forbidden
            continue
        if 2 <= found.states <= 1.4 * most:
            return found


def plain_moves(moves: Groups | Arcs) -> list[dict[int, set[int]]]:
    """Moves as sets, worked out anew for models of options."""
    if isinstance(moves, Arcs):
        return [{s: {int(t) for t in moves.of(i, s)} for s in range(moves.states)} for i in range(moves.actors)]
    out: list[dict[int, set[int]]] = []
    for mask, up, down in zip(moves.masks.tolist(), moves.rising.tolist(), moves.falling.tolist(), strict=True):
        mine: dict[int, set[int]] = {}
        for n, s in enumerate(moves.decimal.tolist()):
            mine[n] = {
                k
                for k, t in enumerate(moves.decimal.tolist())
                if t != s
                and (s ^ t) & ~mask == 0
                and all(not ((s ^ t) >> b & 1) or (t >> b & 1) for b in range(moves.options) if up >> b & 1)
                and all(not ((s ^ t) >> b & 1) or (s >> b & 1) for b in range(moves.options) if down >> b & 1)
            }
        out.append(mine)
    return out


def oracle_of(moves: Groups | Arcs, rank: np.ndarray) -> Oracle:
    ranks = rank.tolist()
    decimal = None if moves.decimal is None else tuple(moves.decimal.tolist())
    return Oracle(moves.states, plain_moves(moves), lambda i, t, s: ranks[i][t] > ranks[i][s], decimal=decimal)
