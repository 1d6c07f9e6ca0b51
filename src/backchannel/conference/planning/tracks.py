"""The plan of a track: who sits there, what is talked about and signed, whose promises hang on those who sit there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws
from backchannel.case.schema import Actor, Case, Track
from backchannel.conference.plan import NONE, LevelPlan, TrackPlan
from backchannel.conference.state import State

Ints = NDArray[np.int64]


def track_plan(draws: Draws, track: Track, columns: dict[str, int], levels: dict[str, int], case: Case) -> TrackPlan:
    """One track: ``columns`` and ``levels`` number those who decide and the levels."""
    path = f"tracks.{track.id}"
    agenda = [levels[x] for x in (levels if track.agenda is None else track.agenda)]
    signs = agenda if track.kind == "formal" else []
    if track.signs is not None:
        signs = [levels[x] for x in track.signs]
    roles = {a.id: a.role for a in case.actors}
    sits = [m for m in track.members if roles[m] != "mediator"]
    everybody = not track.members  # a track that names nobody is open to all, but never to insiders unasked
    seated = [
        columns[a.id]
        for a in case.actors
        if a.id in columns and (a.id not in case.insiders if everybody else _sits(case, a, sits))
    ]
    return TrackPlan(
        id=track.id,
        formal=track.kind == "formal",
        open=track.open,
        members=np.array(seated, dtype=np.int64),
        mediated=track.proposer == "mediator",
        agenda=np.array(agenda, dtype=np.int64),
        signs=np.array(signs, dtype=np.int64),
        meets=draws.of(f"{path}.meets", 1.0),
        publicity=draws.of(f"{path}.publicity", 1.0),
        leak=draws.of(f"{path}.leak", 0.0),
        premium=draws.of(f"{path}.premium", 1.0),
        cover=draws.of(f"{path}.cover", 0.0),
        cooling=draws.of(f"{path}.cooling", 0.0),
        break_off=draws.of(f"{path}.break_off", 0.0),
        resume=draws.of(f"{path}.resume", 1.0),
    )


def _sits(case: Case, actor: Actor, members: list[str]) -> bool:
    """Whether an actor has a seat: its own, or that of its nearest body above it with no view of its own."""
    if actor.id in members:
        return True
    stances = {s.actor for s in case.stances}
    above = actor.parent
    return actor.role != "insider" and above in members and above not in stances


def seat_rows(
    state: State, levels: tuple[LevelPlan, ...], tracks: tuple[TrackPlan, ...], columns: dict[str, int]
) -> Ints:
    """By track, level and actor: its row with the most promises that hang on nobody or on somebody who sits there."""
    hangs_on = {g.id: g.condition for g in state.draws.case.guarantees}
    out = np.zeros((len(tracks), len(levels), len(state.actors)), dtype=np.int64)
    for c, track in enumerate(tracks):
        there = {int(i) for i in track.members}
        for lv, level in enumerate(levels):
            for i, actor in enumerate(state.actors):
                mine = [v for v, row in enumerate(level.rows) if row.actor == actor]

                def met(v: int, actor: str = actor, level: LevelPlan = level, there: set[int] = there) -> bool:
                    asked = {hangs_on[g] for g in level.rows[v].guarantees} - {None, actor}
                    return all(columns.get(str(one), NONE) in there for one in asked)

                able = [v for v in mine if met(v)] or mine[:1]
                out[c, lv, i] = max(able, key=lambda v: (len(level.rows[v].guarantees), -v))
    return out
