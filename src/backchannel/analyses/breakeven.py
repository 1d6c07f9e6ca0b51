"""How far each lever would have to move, alone, to bring one actor round to one text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from backchannel.analyses.asking import interval
from backchannel.case.draws import Draws
from backchannel.conference.inequality import prepare, surplus_at, terms
from backchannel.conference.range import Range
from backchannel.conference.scan import acceptable
from backchannel.conference.signing import Row as Leaf
from backchannel.conference.state import Floats, State, build
from backchannel.core.finding import Row
from backchannel.core.words import standard_error

STEPS = 40
CLOSE = 1e-9
THIN = 1000


def with_value(draws: Draws, path: str, values: Floats) -> Draws:
    """The same draws with one input set [run]; the input must be one of the case's."""
    matrix = draws.matrix.copy()
    matrix[draws.rows[path]] = values
    return replace(draws, matrix=matrix)


def levers(state: State, actor: str, leaf: Leaf, level: str, track: str) -> Iterator[tuple[str, str, float, float]]:
    """What could be moved for an actor: (name, path, lowest, highest), those the case mentions only."""
    rows = state.draws.rows
    trust = next(
        (
            p
            for p in (f"actors.{actor}.trust.{level}", f"actors.{actor}.trust.else", f"actors.{actor}.trust")
            if p in rows
        ),
        "",
    )
    candidates = [
        ("publicity of the track", f"tracks.{track}.publicity", 0.0, 1.0),
        ("enforcement", f"levels.{level}.enforcement", 0.0, 1.0),
        ("trust in the others", trust, 0.0, 1.0),
        ("credibility of the guarantee", "", 0.0, 1.0),
        ("loss when betrayed", f"actors.{actor}.betrayal_loss", 0.0, 1.0),
        ("audience cost", f"actors.{actor}.audience_cost", 0.0, 1.0),
        ("cost of fighting on", f"actors.{actor}.cost", 0.0, 1.0),
        ("own chance to prevail", f"actors.{actor}.own_chance", 0.0, 1.0),
    ]
    for name, path, low, high in candidates:
        if name == "credibility of the guarantee":
            for g in leaf.guarantees:
                yield f"credibility of {state.case.name(g)}", f"guarantees.{g}.credibility", low, high
        elif path in rows:
            yield name, path, low, high


def moved(state: State, path: str, values: Floats) -> State:
    """The state with one input set [run], as `build` would make it; of some inputs at once, as they enter plainly."""
    draws = with_value(state.draws, path, values)
    if path.startswith(("tracks.", "levels.", "guarantees.")) or ".trust" in path:
        return replace(state, draws=draws)
    for field, name in (("audience_cost", "audience"), ("betrayal_loss", "betrayal")):
        actor = path.removeprefix("actors.").removesuffix(f".{field}")
        if path == f"actors.{actor}.{field}" and actor in state.actors:
            column = getattr(state, name).copy()
            column[:, state.index(actor)] = values
            return replace(state, draws=draws, **{name: column})
    return build(draws)


def solve(
    state: State, found: Range, leaf: Leaf, index: int, path: str, low: float, high: float
) -> tuple[Floats, bool]:
    """The value of an input [run] from which on a leaf accepts a text, and whether it has to rise or to fall.

    Infinite where a run accepts at every value in [low, high] or at none: on the side that says so. The surplus is
    affine in most levers, where the first straight line is the answer; else the Illinois method (Dowell & Jarratt 1971,
    BIT 11:168-174) goes on from there, each run alone.
    """
    level, track = found.setting.level, found.setting.track
    z, waits = found.texts.terms[:, [index]].T, found.texts.waits[[found.texts.pattern[index]]]

    def surplus(values: Floats) -> Floats:
        return surplus_at(terms(moved(state, path, values), level, track, (leaf,)), z, waits)[:, 0]

    a, b = np.full(state.runs, low), np.full(state.runs, high)
    at_a, at_b = surplus(a), surplus(b)
    rises = bool(np.median(at_b - at_a) >= 0)
    crosses = (at_a >= 0) != (at_b >= 0)
    always = (at_a >= 0) & (at_b >= 0)
    root = a
    for _ in range(STEPS):
        slope = np.where(crosses & (at_b != at_a), at_b - at_a, 1.0)
        root = np.clip(np.where(crosses, b - at_b * (b - a) / slope, low), low, high)
        at_root = surplus(root)
        if np.abs(at_root[crosses]).max(initial=0.0) < CLOSE:
            break
        other = np.sign(at_root) != np.sign(at_b)
        a, at_a = np.where(other, b, a), np.where(other, at_b, at_a / 2)
        b, at_b = root, at_root
    far = np.where(always == rises, -np.inf, np.inf)
    return np.where(crosses, root, far), rises


def enough(values: Floats, rises: bool, share: float) -> float | None:
    """The least move after which a share of runs accepts; None where no value is enough for so many."""
    value = float(np.quantile(values, share if rises else 1.0 - share, method="higher" if rises else "lower"))
    return value if np.isfinite(value) else None


def opened(state: State, found: Range, path: str, value: float, rises: bool) -> float:
    """The share of runs in which the level has a text once an input is at least (or at most) at a value."""
    now = state.draws.matrix[state.draws.rows[path]]
    then = moved(state, path, np.maximum(now, value) if rises else np.minimum(now, value))
    at, track, which = found.setting.level, found.setting.track, found.setting.guarantees
    return float(acceptable(prepare(then, at, track, guarantees=which), found.texts).mean())


def break_evens(state: State, found: Range, index: int) -> Iterator[Row]:
    """Rows of break-even values for every signer that refuses a text in more than half of runs.

    From the first ``THIN`` runs: a median and a share in fives need no more.
    """
    if state.runs > THIN:
        state = build(replace(state.draws, runs=THIN, matrix=state.draws.matrix[:, :THIN]))
    z, waits = found.texts.terms[:, [index]].T, found.texts.waits[[found.texts.pattern[index]]]
    program = found.setting.program
    surpluses = surplus_at(terms(state, found.setting.level, found.setting.track, program.rows), z, waits)
    wording = ", ".join(f"{k} {v:g}" for k, v in found.texts.describe(index).items())
    for actor in found.setting.level.signers.actors():
        rows = [v for v, row in enumerate(program.rows) if row.actor == actor]
        v = max(rows, key=lambda n: len(program.rows[n].guarantees))
        if (surpluses[:, v] < 0).mean() <= 0.5:
            continue
        leaf = program.rows[v]
        for name, path, low, high in levers(state, actor, leaf, found.setting.level.id, found.setting.track.id):
            values, rises = solve(state, found, leaf, index, path, low, high)
            needed = enough(values, rises, 0.5)
            never = np.inf if rises else -np.inf
            then = None if needed is None else opened(state, found, path, needed, rises)
            yield {
                "actor": actor,
                "lever": name,
                "path": path,
                "now": interval(state.draws.matrix[state.draws.rows[path]])[0],
                "needed": needed,
                "needed_for_tenth": enough(values, rises, 0.1),
                "needed_for_most": enough(values, rises, 0.9),
                "within_reach": float((values != never).mean()),
                "then": then,
                "then_se": None if then is None else standard_error(then * state.runs, state.runs),
                "short_by": interval(-surpluses[:, v])[0],
                "text": wording,
            }
