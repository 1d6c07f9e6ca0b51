"""`stability`: the same case as a graph model, with the share of draws in which each state is an equilibrium.

`packages` asks whether a text is acceptable to all who must sign. Here the text nearest to acceptance is put before
actors who can also walk out, attack, cut support or give guarantees, and who reckon with what the others do about it.
Preferences follow from the same inequality, draw by draw; see ``stability_model``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from backchannel.analyses.asking import SEED, manifest, need_deciders, the_corridor, the_levels, the_table, the_tracks
from backchannel.analyses.stability_model import CaseModel, model_of, spelt_out
from backchannel.analyses.stability_picture import picture
from backchannel.case.draws import sample
from backchannel.case.schema import Case
from backchannel.conference.state import build
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.words import listing, percent, standard_error, within
from backchannel.theory.graphmodel.moves import Flags
from backchannel.theory.graphmodel.options import MOST_OPTIONS
from backchannel.theory.graphmodel.paths import improving, ways
from backchannel.theory.graphmodel.preferences import by_payoff
from backchannel.theory.graphmodel.sampled import sampled
from backchannel.theory.graphmodel.stability import CONCEPTS

RUNS, MOST, SHOWN = 300, 10, 12
"""Draws, options of a model, and outcomes told of each level."""

WALKED = 100
"""Draws in which ways are looked for, at most."""

COLUMNS = (
    "level", "track", "outcome", "states", "in_force", *CONCEPTS, "se",
)  # fmt: skip


def stability(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    level: str | None = None,
    track: str | None = None,
    most: int = MOST,
    progress: Callable[[int, int], None] | None = None,
) -> Finding:
    """What would last at each level, most often first: shares of draws in which a state that comes to it lasts.

    The track is the table unless given; ``most`` options a model at most (acceptance first). The Finding's part has a
    row a level: in what share some state with the text in force is an equilibrium, in what share those who accept gain
    by going there together, and in what share the text is acceptable to all who must sign. Raises AskError for a level
    or a track the case does not have.
    """
    if not 2 <= most <= 14:
        raise AskError(f"--most {most}: expected 2 to 14 options (a model file takes up to {MOST_OPTIONS})")
    draws = sample(spelt_out(case), runs=runs, seed=seed)
    need_deciders(draws)
    state = build(draws)
    one_track = the_tracks(case, track)[0] if track else the_table(case) or the_corridor(case) or case.tracks[0]
    levels = the_levels(draws.case, level)
    rows: list[Row] = []
    summary: list[Row] = []
    text: list[str] = []
    models = []
    for n, one in enumerate(levels):

        def told(done: int, total: int, n: int = n) -> None:
            if progress is not None:
                progress(n * total + done, len(levels) * total)

        model = model_of(state, one, one_track, most=most)
        models.append(model)
        mine, sums = _solved(model, told)
        rows += mine
        summary.append(sums)
        text += _sentences(model, mine, sums, runs)
    settings = {"level": level, "track": one_track.id, "most": most}
    return Finding(
        title="What lasts, by options and counter-moves",
        columns=COLUMNS,
        rows=tuple(rows),
        text=(*text, _left_out(models), _caveat()) if any(m.left_out for m in models) else (*text, _caveat()),
        label=draws.label,
        manifest=manifest(replace(draws, case=case), analysis="stability", **settings),
        picture=picture,
        inputs=frozenset(draws.used),
        parts=(
            Finding(
                title="The text in force as an equilibrium",
                columns=(
                    "level", "track", "options", "states", "nash", "sequential", "reached", "reached_se",
                    "acceptable", "se", "text",
                ),
                rows=tuple(summary),
                text=(),
                label=draws.label,
                manifest=manifest(replace(draws, case=case), analysis="stability: the text in force", **settings),
            ),
        ),
    )  # fmt: skip


def _solved(model: CaseModel, progress: Callable[[int, int], None]) -> tuple[list[Row], Row]:
    """What most often lasts, a row each, and what the text in force comes to."""
    runs = len(model)
    found = sampled(model.moves, model, CONCEPTS, progress)
    outcomes = model.outcomes()
    held = {c: np.stack([flags[those].any(axis=0) for _, those in outcomes]) for c, flags in found.equilibrium.items()}
    share = {concept: flags.mean(axis=1) for concept, flags in held.items()}
    order = np.lexsort((np.arange(len(outcomes)), -share["GMR"], -share["Nash"], -share["SEQ"]))
    rows: list[Row] = []
    for n in [int(n) for n in order[:SHOWN] if share["GMR"][n] > 0]:
        means, those = outcomes[n]
        rows.append(
            {
                "level": model.level.id, "track": model.track.id, "outcome": means, "states": len(those),
                "in_force": bool(model.in_force[those[0]]),
                **{concept: float(share[concept][n]) for concept in CONCEPTS},
                "se": standard_error(float(share["SEQ"][n]) * runs, runs),
            }
        )  # fmt: skip
    some = {c: float(found.equilibrium[c][model.in_force].any(axis=0).mean()) for c in ("Nash", "SEQ")}
    walked = min(runs, WALKED)
    reached = _reached(model, found.equilibrium["SEQ"][:, :walked])
    sums: Row = {
        "level": model.level.id, "track": model.track.id, "options": len(model.options), "states": model.moves.states,
        "nash": some["Nash"], "sequential": some["SEQ"], "reached": reached,
        "reached_se": standard_error(reached * walked, walked), "acceptable": float(model.acceptable.mean()),
        "se": standard_error(some["SEQ"] * runs, runs), "text": model.wording,
    }  # fmt: skip
    return rows, sums


def _reached(model: CaseModel, equilibrium: Flags) -> float:
    """In what share of draws those who accept gain together by leaving today for the text, and a state with it lasts.

    Accepting alone changes nothing where several must sign, so the step is a coalition's; what follows it are
    improvements of single actors.
    """
    arcs = model.moves.arcs()
    joint = np.flatnonzero(model.in_force & model.only_accepted)
    movers = [model.accepting(int(s)) for s in joint]
    hits = 0
    for run in range(equilibrium.shape[1]):
        goal = model.in_force & equilibrium[:, run]
        if not goal.any():
            continue
        payoff = model[run]
        starts = [int(s) for s, who in zip(joint, movers, strict=True) if (payoff[who, s] > payoff[who, 0]).all()]
        if any(goal[s] for s in starts):
            hits += 1
        elif starts:
            gains = improving(arcs, by_payoff(payoff))
            hits += any(bool((ways(arcs, s, gains).steps[goal] >= 0).any()) for s in starts)
    return hits / int(equilibrium.shape[1])


def _sentences(model: CaseModel, rows: Sequence[Row], sums: Row, runs: int) -> list[str]:
    case = model.case
    where = f"{case.name(model.level.id)} ({within(case.name(model.track.id))})"

    def share(name: str) -> str:
        return percent(float(sums[name] or 0), runs)

    out = [
        f"{where}: in {share('sequential')} of draws some state with the text in force lasts against counter-moves "
        f"(SEQ), in {share('nash')} because nobody gains by leaving it. In "
        f"{percent(float(sums['reached'] or 0), min(runs, WALKED))} all who accept gain by going there together from "
        f"today. The same text is acceptable to all who must sign in {share('acceptable')}."
    ]
    if rows and not rows[0]["in_force"]:
        often = percent(float(rows[0]["SEQ"] or 0), runs)
        out.append(f"What most often lasts there ({often}, SEQ) is: {rows[0]['outcome']}.")
    return out


def _left_out(models: Sequence[CaseModel]) -> str:
    each = [f"{m.case.name(m.level.id)} {len(m.left_out)}" for m in models if m.left_out]
    return f"For want of room some options were left out ({listing(each)}); --most raises the number."


def _caveat() -> str:
    return (
        "A share counts draws of the analyst's doubts under these inputs; an equilibrium is a state that would last "
        "once there, and no forecast that it comes about."
    )
