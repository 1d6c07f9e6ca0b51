"""`graph path`: how a conflict could move from where it stands, who must move, and what cannot be reached."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np

from backchannel.analyses.graphs.common import (
    SHOWN,
    asked,
    label_of,
    manifest,
    need_rankings,
    state_words,
    the_state,
)
from backchannel.case.graphfile.conflict import Conflict
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.words import listing, sentence
from backchannel.theory.graphmodel.paths import Step, Ways, helpers, improving, needed, ways
from backchannel.theory.graphmodel.stability import equilibria, stable

MOST_WAYS = 20
CONCEPT = "SEQ"


def path(conflict: Conflict, *, start: int | None = None, end: int | None = None) -> Finding:
    """Least numbers of moves from a state to every other, or to one, by any moves and by improvements alone.

    ``start`` and ``end`` are numbers of states; the start is the status quo unless given. With an end the part lists
    the shortest ways. Raises AskError for a state there is not or where no start is known.
    """
    need_rankings(conflict, "looking for ways")
    first = conflict.status_quo if start is None else the_state(conflict, start)
    if first is None:
        raise AskError("the file names no status quo; say where to start with --from NUMBER")
    last = None if end is None else the_state(conflict, end)
    with asked():
        moves = conflict.model.moves.arcs()
        gains = improving(moves, conflict.model.rank)
        any_way, by_gains = ways(moves, first), ways(moves, first, gains)
        lasting = equilibria(stable(conflict.model, [CONCEPT]))[CONCEPT]
    rows: list[Row] = []
    asked_for = range(min(conflict.states, SHOWN)) if last is None else [last]
    for state in asked_for:
        rows.append(
            {
                "state": conflict.number(state), "pattern": conflict.pattern(state), "means": conflict.told(state),
                "steps": _steps(any_way, state), "by_improvements": _steps(by_gains, state),
                "must_move": None if last is None else _who(conflict, needed(moves, first, state)),
                "equilibrium": bool(lasting[state]),
            }
        )  # fmt: skip
    text = _general(conflict, first, any_way, by_gains, lasting) if last is None else _one(conflict, first, last)
    return Finding(
        title=f"From {state_words(conflict, first)}",
        columns=("state", "pattern", "means", "steps", "by_improvements", "must_move", "equilibrium"),
        rows=tuple(rows),
        text=(*text, *conflict.notes),
        label=label_of(conflict),
        manifest=manifest(conflict, analysis="graph path", start=start, end=end),
        parts=() if last is None else (_ways(conflict, any_way, by_gains, last),),
    )


def _steps(found: Ways, state: int) -> int | None:
    steps = int(found.steps[state])
    return None if steps < 0 else steps


def _who(conflict: Conflict, actors: tuple[int, ...]) -> str | None:
    return ", ".join(conflict.names[i] for i in actors) or None


def _ways(conflict: Conflict, any_way: Ways, by_gains: Ways, last: int) -> Finding:
    """The shortest ways to one state, a row a move."""
    best = by_gains if by_gains.steps[last] >= 0 else any_way
    rows: list[Row] = []
    found = list(islice(best.to(last), MOST_WAYS + 1))
    for n, way in enumerate(found[:MOST_WAYS]):
        here = best.start
        for step, (who, there) in enumerate(way):
            gains = bool(conflict.model.rank[who, there] > conflict.model.rank[who, here])
            rows.append(
                {
                    "way": n + 1, "move": step + 1, "who": conflict.names[who], "does": _does(conflict, here, there),
                    "to": conflict.number(there), "improves": gains,
                }
            )  # fmt: skip
            here = there
    more = (f"Only the first {MOST_WAYS} shortest ways are listed.",) if len(found) > MOST_WAYS else ()
    return Finding(
        title="Shortest ways",
        columns=("way", "move", "who", "does", "to", "improves"),
        rows=tuple(rows),
        text=more,
        label=label_of(conflict),
        manifest=manifest(conflict, analysis="graph path: ways"),
    )


def _does(conflict: Conflict, here: int, there: int) -> str:
    """A move in words."""
    changed = conflict.changed(here, there)
    words = [f"takes up '{name}'" if taken else f"drops '{name}'" for name, taken in changed]
    return listing(words) if words else f"moves to {conflict.told(there)}"


def told(conflict: Conflict, first: int, way: tuple[Step, ...]) -> str:
    """A way in words."""
    here, words = first, []
    for who, there in way:
        words.append(f"{conflict.names[who]} {_does(conflict, here, there)}")
        here = there
    return "; then ".join(words)


def _one(conflict: Conflict, first: int, last: int) -> list[str]:
    moves, rank = conflict.model.moves.arcs(), conflict.model.rank
    goal = state_words(conflict, last)
    if first == last:
        return [f"Things stand at {goal} already."]
    found = ways(moves, first)
    if found.steps[last] < 0:
        back = ways(moves, last).steps[first]
        why = "what was done on the way cannot be undone" if back >= 0 else "no order of moves leads there"
        return [f"{sentence(goal)} cannot be reached from here: {why}."]
    by_gains = ways(moves, first, improving(moves, rank))
    out = []
    if by_gains.steps[last] >= 0:
        out.append(f"{sentence(goal)} can be reached by moves that each improve things for whoever makes them.")
        way = next(by_gains.to(last))
    else:
        who = helpers(moves, rank, first, last)
        out.append(
            f"{sentence(goal)} cannot be reached by improvements alone: somebody would have to make a move that does "
            "not pay."
        )
        if who:
            out.append(f"It would be enough if {listing([conflict.names[i] for i in who], 'or')} did.")
        way = next(found.to(last))
    out.append(f"A shortest way, {_moves(len(way))}: {told(conflict, first, way)}.")
    must = needed(moves, first, last)
    out.append(
        f"{sentence(listing([f'without {conflict.names[i]}' for i in must], 'or'))} no way leads there."
        if must
        else "No actor is needed on every way there."
    )
    return out


def _moves(count: int) -> str:
    return "one move" if count == 1 else f"{count} moves"


def _general(conflict: Conflict, first: int, any_way: Ways, by_gains: Ways, lasting: Any) -> list[str]:
    reached = int((any_way.steps > 0).sum())
    easily = int((by_gains.steps > 0).sum())
    out = [
        f"Of the other {conflict.states - 1:,} states {reached:,} can be reached by legal moves, {easily:,} of them by "
        "improvements alone."
    ]
    for state in [int(s) for s in np.flatnonzero(lasting) if s != first][:6]:
        if by_gains.steps[state] >= 0:
            way = told(conflict, first, next(by_gains.to(state)))
            out.append(f"{sentence(state_words(conflict, state))} lasts and is reached by improvements: {way}.")
        elif any_way.steps[state] >= 0:
            out.append(f"{sentence(state_words(conflict, state))} lasts, and no way of improvements alone leads there.")
        else:
            out.append(f"{sentence(state_words(conflict, state))} would last, and cannot be reached from here.")
    if lasting[first]:
        out.append(f"Where things stand lasts by itself ({CONCEPT}).")
    return out
