"""`graph inverse`: under which preferences a wanted state would be stable, and the least change that makes it so."""

from __future__ import annotations

from math import factorial

import numpy as np

from backchannel.analyses.graphs.common import (
    asked,
    label_of,
    manifest,
    need_rankings,
    state_words,
    the_actor,
    the_state,
)
from backchannel.case.graphfile.conflict import Conflict
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.words import listing
from backchannel.theory.graphmodel.inverse import Change, condition, count, least_change
from backchannel.theory.graphmodel.moves import Ints
from backchannel.theory.graphmodel.stability import CONCEPTS, Model, stable

TOLD = ("Nash", "SEQ")
"""What the sentences speak of where every concept was asked for; the table has all."""

EXACT = 25
"""States up to which numbers of rankings are printed whole."""


def inverse(conflict: Conflict, state: int, *, actor: str | None = None, concept: str | None = None) -> Finding:
    """For each actor and concept: is a state stable, under how many strict rankings, and what least change makes it so.

    ``state`` is a number. One actor's ranking is free at a time, the others' as they are. Raises AskError for a state,
    an actor or a concept there is not, and for what is too large.
    """
    need_rankings(conflict, "the inverse question")
    wanted = the_state(conflict, state)
    if concept is not None and concept not in CONCEPTS:
        raise AskError(f"no concept called {concept}; expected {listing(CONCEPTS, 'or')}")
    actors = range(len(conflict.actors)) if actor is None else [the_actor(conflict, actor)]
    every = factorial(conflict.states)
    rows: list[Row] = []
    changes: dict[tuple[int, str], Change] = {}
    with asked():
        for one in CONCEPTS if concept is None else (concept,):
            for i in actors:
                when = condition(conflict.model, i, wanted, one)
                number = count(when)
                change = changes[i, one] = least_change(when, conflict.model.rank[i])
                rows.append(
                    {
                        "concept": one, "actor": conflict.actors[i], "name": conflict.names[i],
                        "stable_now": change.pairs == 0,
                        "rankings": number if conflict.states <= EXACT else None,
                        "of": every if conflict.states <= EXACT else None,
                        "share_of_rankings": number / every,
                        "least_change": change.pairs,
                        "would_have_to_rank_below": _numbers(conflict, change.below),
                        "exact": change.exact,
                    }
                )  # fmt: skip
    return Finding(
        title=f"What would make {state_words(conflict, wanted)} last",
        columns=(
            "concept", "actor", "name", "stable_now", "rankings", "of", "share_of_rankings", "least_change",
            "would_have_to_rank_below", "exact",
        ),
        rows=tuple(rows),
        text=(*_sentences(conflict, wanted, changes), *conflict.notes),
        label=label_of(conflict),
        manifest=manifest(conflict, analysis="graph inverse", state=state, actor=actor, concept=concept),
    )  # fmt: skip


def _numbers(conflict: Conflict, states: tuple[int, ...]) -> str | None:
    return " ".join(str(conflict.number(s)) for s in states[:40]) + (" ..." if len(states) > 40 else "") or None


def _sentences(conflict: Conflict, wanted: int, changes: dict[tuple[int, str], Change]) -> list[str]:
    out = []
    concepts = list(dict.fromkeys(c for _, c in changes))
    for concept in concepts if len(concepts) == 1 else TOLD:
        mine = {i: change for (i, c), change in changes.items() if c == concept}
        unmoved = [conflict.names[i] for i, change in mine.items() if change.pairs == 0]
        moved = {i: change for i, change in mine.items() if change.pairs}
        if not moved:
            out.append(f"Under {concept} it is stable for {listing(unmoved)} as things are preferred now.")
            continue
        for i, change in moved.items():
            below = listing([str(conflict.number(s)) for s in change.below[:6]])
            more = f" and {len(change.below) - 6} more" if len(change.below) > 6 else ""
            what = "state" if len(change.below) == 1 else "states"
            out.append(
                f"Under {concept} it would be enough for {conflict.names[i]} to prefer it to {what} {below}{more}, now "
                "ranked above it."
            )
        if len(mine) == len(conflict.actors) and len(moved) > 1:
            out.append(_all_at_once(conflict, wanted, concept, moved))
    out.append(
        "Counted are strict rankings of one actor, with the preferences of the others as they are; a count of "
        "rankings is no probability."
    )
    return out


def _all_at_once(conflict: Conflict, wanted: int, concept: str, moved: dict[int, Change]) -> str:
    """Whether the least changes of all actors together make the state an equilibrium."""
    rank = conflict.model.rank.copy()
    for i, change in moved.items():
        rank[i] = _ranks(change, conflict.states)
    holds = bool(stable(Model(conflict.model.moves, rank), [concept])[concept][:, wanted].all())
    who = listing([conflict.names[i] for i in moved])
    if holds:
        return f"With these changes of {who} together it lasts under {concept}."
    return f"These changes of {who} together are not enough under {concept}: each alters what the others reckon with."


def _ranks(change: Change, states: int) -> Ints:
    rank = np.empty(states, dtype=np.int32)
    for n, group in enumerate(reversed(change.ranking)):
        rank[list(group)] = n
    return rank
