"""`graph solve`: the states nobody has reason to leave, under each notion of what an actor reckons with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from backchannel.analyses.graphs.common import (
    NOTIONS,
    SHOWN,
    asked,
    label_of,
    manifest,
    need_rankings,
    state_words,
)
from backchannel.analyses.graphs.picture import MOST_DRAWN, integrated
from backchannel.case.graphfile.conflict import Conflict
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.words import listing
from backchannel.theory.graphmodel import coalitions as together
from backchannel.theory.graphmodel.hypergame import perceived, view
from backchannel.theory.graphmodel.moves import Flags, TooLargeError
from backchannel.theory.graphmodel.relations import EXTENSIONS, stable_under
from backchannel.theory.graphmodel.stability import CONCEPTS, Model, equilibria, stable

SIM_PAIRS = ("SEQ", "SMR")
TOLD = 6
"""States that a sentence speaks of at most."""


@dataclass(frozen=True)
class Solved:
    """A solved model. ``alone`` holds, by concept, where each actor is stable [actor, state]; ``groups`` by concept and
    coalition [state]; ``seen`` as ``alone``, each actor in its own view, where states are hidden from some."""

    conflict: Conflict
    alone: Mapping[str, Flags]
    groups: Mapping[str, Mapping[tuple[int, ...], Flags]] = field(default_factory=dict)
    seen: Mapping[str, Flags] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def equilibria(self) -> dict[str, Flags]:
        """By concept, the states that last [state]."""
        return equilibria(self.alone) | {
            concept: together.universal(by.values()) for concept, by in self.groups.items()
        }

    def keys(self) -> dict[str, Any]:
        """State numbers: ``equilibria`` by concept, ``per_actor`` by concept and actor, ``per_coalition`` if asked."""
        of = self.conflict
        out: dict[str, Any] = {
            "equilibria": {concept: of.numbered(flags) for concept, flags in self.equilibria().items()},
            "per_actor": {
                concept: {actor: of.numbered(flags[i]) for i, actor in enumerate(of.actors)}
                for concept, flags in self.alone.items()
            },
        }
        if self.groups:
            out["per_coalition"] = {
                concept: {"+".join(of.actors[i] for i in h): of.numbered(flags) for h, flags in by.items()}
                for concept, by in self.groups.items()
            }
        if self.seen:
            out["as_each_sees_it"] = {concept: of.numbered(flags) for concept, flags in equilibria(self.seen).items()}
        return out


def solved(conflict: Conflict, *, coalitions: bool = False, sanction: str = "class", unknown: str = "a") -> Solved:
    """Solve a model: single actors, and coalitions if asked, with the sanction of CSEQ by ``class`` or ``individual``.

    ``unknown`` says how unknown preferences are taken (a to d). Raises AskError for a word there is not, for coalitions
    where preferences are no rankings, and for what is too large.
    """
    if sanction not in together.SANCTIONS:
        raise AskError(f"no sanction called {sanction}; expected {listing(together.SANCTIONS, 'or')}")
    if unknown not in EXTENSIONS:
        raise AskError(
            f"unknown preferences are taken in one of four ways, and {unknown} is none; expected a, b, c or d"
        )
    if coalitions:
        need_rankings(conflict, "looking at coalitions")
    with asked():
        if conflict.relations is not None:
            return Solved(conflict, _by_relations(conflict, unknown))
        alone = stable(conflict.model)
        left_out: tuple[str, ...] = ()
        if conflict.decimal is not None and not conflict.members:
            try:
                alone |= stable(conflict.model, ["SIM"])
                alone |= {f"{c}_or_SIM_per_DM": alone[c] | alone["SIM"] for c in SIM_PAIRS}
            except TooLargeError as error:
                left_out = (f"SIM was left out: {error}.",)
        groups: dict[str, Mapping[tuple[int, ...], Flags]] = {}
        if coalitions:
            all_ = together.Coalitions(conflict.model)
            groups = {concept: all_.stable(concept, sanction) for concept in together.CONCEPTS}
        return Solved(conflict, alone, groups, _as_seen(conflict), left_out)


def _by_relations(conflict: Conflict, unknown: str) -> dict[str, Flags]:
    relations = conflict.relations or ()
    out = {c: stable_under(conflict.model.moves, relations, c, extension=unknown) for c in CONCEPTS}
    if conflict.strength:
        for c in CONCEPTS[1:]:
            out[f"{c}_strong"] = stable_under(conflict.model.moves, relations, c, extension=unknown, strong=True)
    return out


def _as_seen(conflict: Conflict) -> dict[str, Flags]:
    if conflict.hidden is None or conflict.complete is None:
        return {}
    complete = conflict.complete
    return perceived([Model(view(complete, hidden), conflict.model.rank) for hidden in conflict.hidden])


def solve(conflict: Conflict, *, coalitions: bool = False, sanction: str = "class", unknown: str = "a") -> Finding:
    """The states that last, one a row, and what each actor would do: see :func:`solved`."""
    found = solved(conflict, coalitions=coalitions, sanction=sanction, unknown=unknown)
    return finding(found, coalitions=coalitions, sanction=sanction if coalitions else None,
                   unknown=unknown if conflict.relations else None)  # fmt: skip


def finding(found: Solved, **settings: Any) -> Finding:
    """Lay a solved model out as a Finding: rows are states, the part who is stable where."""
    conflict, lasting = found.conflict, found.equilibria()
    shown = np.flatnonzero(np.any(np.stack(list(lasting.values())), axis=0)).tolist()
    if conflict.states <= MOST_DRAWN:
        shown = list(range(conflict.states))
    rows: list[Row] = []
    for state in shown[:SHOWN]:
        row: Row = {"state": conflict.number(state), "pattern": conflict.pattern(state), "means": conflict.told(state)}
        row |= {concept: bool(flags[state]) for concept, flags in lasting.items()}
        row["would_leave"] = (
            ", ".join(conflict.names[i] for i in np.flatnonzero(~found.alone["Nash"][:, state])) or None
        )
        rows.append(row)
    small = conflict.states <= MOST_DRAWN
    return Finding(
        title=f"What lasts in {conflict.file.name}",
        columns=("state", "pattern", "means", *lasting, "would_leave"),
        rows=tuple(rows),
        text=(*_sentences(found, lasting), *conflict.notes, *found.left_out),
        label=label_of(conflict),
        manifest=manifest(conflict, analysis="graph solve", **settings),
        picture=partial(integrated, conflict, lasting) if small else None,
        parts=(_by_actor(found, settings),),
    )


def _by_actor(found: Solved, settings: Mapping[str, Any]) -> Finding:
    conflict = found.conflict
    rows: list[Row] = []
    for concept, flags in found.alone.items():
        for i, name in enumerate(conflict.names):
            rows.append(
                {"concept": concept, "who": name, "stable": int(flags[i].sum()), "states": _few(conflict, flags[i])}
            )
    for concept, by in found.groups.items():
        for h, one in by.items():
            who = listing([conflict.names[i] for i in h])
            rows.append({"concept": concept, "who": who, "stable": int(one.sum()), "states": _few(conflict, one)})
    return Finding(
        title="Where each is stable",
        columns=("concept", "who", "stable", "states"),
        rows=tuple(rows),
        text=(),
        label=label_of(conflict),
        manifest=manifest(conflict, analysis="graph solve: who is stable where", **settings),
    )


def _few(conflict: Conflict, flags: Flags, most: int = 40) -> str:
    those = np.flatnonzero(flags)
    words = [str(conflict.number(s)) for s in those[:most]]
    return " ".join([*words, f"and {len(those) - most:,} more"] if len(those) > most else words)


def _sentences(found: Solved, lasting: Mapping[str, Flags]) -> list[str]:
    conflict = found.conflict
    firm = np.flatnonzero(lasting["Nash"])
    out = []
    if len(firm):
        named = listing([state_words(conflict, s) for s in firm[:TOLD]])
        more = f" and {len(firm) - TOLD:,} more" if len(firm) > TOLD else ""
        out.append(f"Nobody gains by moving away from {named}{more}.")
    else:
        out.append("In every state somebody gains by moving away.")
    told = lasting["Nash"].copy()
    for concept in ("SEQ", "SIM", "GMR"):
        if concept not in lasting:
            continue
        extra = np.flatnonzero(lasting[concept] & ~told)
        told |= lasting[concept]
        if len(extra):
            named = listing([state_words(conflict, s) for s in extra[:TOLD]])
            more = f" and {len(extra) - TOLD:,} more" if len(extra) > TOLD else ""
            verb = "lasts" if len(extra) == 1 else "last"
            out.append(
                f"{named[:1].upper()}{named[1:]}{more} {verb} as long as all reckon with it: {NOTIONS[concept]}."
            )
    if found.groups:
        leaving = [(h, s) for h, flags in found.groups["CNash"].items() if len(h) > 1 for s in firm if not flags[s]]
        for h, s in leaving[:TOLD]:
            who = listing([conflict.names[i] for i in h])
            out.append(
                f"Together, {who} can leave state {conflict.number(int(s))} for something better for each of them."
            )
        if len(firm) and not leaving:
            out.append("No group of actors gains by leaving any of these together.")
    if found.seen:
        for concept, flags in found.seen.items():
            more_ = np.flatnonzero(flags.all(axis=0) & ~lasting[concept])
            if concept == "Nash" and len(more_):
                named = listing([state_words(conflict, s) for s in more_[:TOLD]])
                out.append(f"As each actor sees things, {named} lasts too.")
        out.append("Some states are hidden from some actors, who may be surprised by moves they do not see.")
    quo = conflict.status_quo
    if quo is not None:
        leave = [conflict.names[i] for i in np.flatnonzero(~found.alone["Nash"][:, quo])]
        words = f"{listing(leave)} would gain by moving away from" if leave else "nobody would gain by moving away from"
        out.append(f"Where things stand is {state_words(conflict, quo)}: {words} it.")
    out.append("These are consequences of the options and preferences in the file, no forecast.")
    return out
