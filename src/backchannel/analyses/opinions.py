"""`opinions`: what other published models make of a case, side by side, and what separates them.

They answer where a decision comes down if there is one. Whether there is one, they do not say: they know nothing of
who must sign, of tracks, promises, trust or war. The program's own texts stand beside them, and the gap is measured.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

import numpy as np

from backchannel.analyses.asking import (
    SEED,
    interval,
    manifest,
    need_deciders,
    the_corridor,
    the_levels,
    the_table,
    the_tracks,
)
from backchannel.analyses.opining import texts, wording
from backchannel.analyses.opining.board import Board, board
from backchannel.analyses.opining.measuring import equally, middle, split
from backchannel.analyses.opining.picture import picture
from backchannel.analyses.opining.switches import PAIRS, SUMMARY, measure
from backchannel.analyses.pivots import pivots
from backchannel.case.draws import sample
from backchannel.case.schema import Case, Track
from backchannel.conference.state import build
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.theory.groupdecision.models import MODELS

RUNS = 500
COLUMNS = ("issue", "model", "family", "median", "se", "low", "high", "cycles", "moving", "silent")
ENDS = (
    "issue", "status_quo", "status_quo_low", "status_quo_high", "lowest", "lowest_by", "highest", "highest_by",
    "models_low", "models_low_se", "models_low_by", "models_high", "models_high_se", "models_high_by", "between",
    "within", "share_between", "se",
)  # fmt: skip


def opinions(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    level: str | None = None,
    track: str | None = None,
    issue: str | None = None,
    models: Collection[str] | None = None,
) -> Finding:
    """The forecast of every published model for every issue, over draws of the doubts; why they differ; our texts.

    Rows: a model on an issue, in points of 0-100: ``median``, its Monte Carlo error ``se`` and the 80% range ``low`` to
    ``high``; the share of draws in which positions go round (``cycles``), were stopped while ``moving``, or in which it
    is ``silent``. Parts: the ends of each issue and the spread between and within models; what separates the models, by
    switch; each pair behind that; the best texts all signers accept; who is decisive.

    ``level`` keeps the issues that it opens, ``track`` is for texts and power (the table and the corridor unless said),
    ``models`` are names of MODELS (all unless said). Raises AskError for a level, track, issue or model there is not.
    """
    asked = the_models(models)
    draws = sample(case, runs=runs, seed=seed)
    need_deciders(draws)
    levels = the_levels(case, level)
    shown = the_issues(case, levels[0].opens if level else None, issue)
    at = board(draws)
    mine = manifest(
        draws, analysis="opinions", level=level, track=track, issue=issue, models=sorted(models or ()) or None
    )
    rows, samples = _rows(at, asked, shown)
    on = tracks(case, track)
    signable = texts.signable(build(draws), levels, on)
    measured = measure(at, asked, shown, signable)
    ends = _ends(at, rows, samples, shown)
    label = draws.label
    both = (
        Finding("What separates the models, all else equal", SUMMARY, measured.summary, (), label, mine),
        Finding("Each pair of models that differs in one thing", PAIRS, measured.pairs, (), label, mine),
    )
    ours = texts.finding(case, signable, shown, runs, label, mine)
    power = [pivots(case, runs=runs, seed=seed, level=level, track=one.id) for one in on[-1:]]
    return Finding(
        title="Where a decision would come down, by published models",
        columns=COLUMNS,
        rows=tuple(rows),
        text=(*wording.sentences(case, at, rows, ends, measured, asked, runs),),
        label=highest([label, *(p.label for p in power)]),
        manifest=mine,
        picture=picture,
        samples={"median": samples},
        parts=(Finding("The ends of each issue, and how far apart the models are", ENDS, ends, (), label, mine),
               *both, ours, *power),
        inputs=frozenset(draws.used).union(*(p.inputs for p in power)),
    )  # fmt: skip


def the_models(models: Collection[str] | None) -> tuple[str, ...]:
    """All models, or those asked for in the order of MODELS. Raises AskError naming the nearest."""
    if models is None:
        return tuple(MODELS)
    for name in models:
        if name not in MODELS:
            close = get_close_matches(name, MODELS, n=1, cutoff=0.4)
            hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(MODELS)}"
            raise AskError(f"no model called {name}; {hint}")
    if not models:
        raise AskError(f"no model was named; there are: {', '.join(MODELS)}")
    return tuple(name for name in MODELS if name in models)


def the_issues(case: Case, opened: Sequence[str] | None, issue: str | None) -> tuple[str, ...]:
    """The issues of a case with a position on them: all, those of a level, or the one asked for.

    Raises AskError for another.
    """
    told = {s.issue for s in case.stances}
    there = [i for i in case.issues if i.id in told and (opened is None or i.id in opened)]
    if issue is None:
        return tuple(i.id for i in there)
    if issue in [i.id for i in there]:
        return (issue,)
    names = [i.id for i in there if i.label != "secret"]
    close = get_close_matches(issue, names, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(names)}"
    what = "issue" if opened is None else "issue opened by that level"
    raise AskError(f"no {what} called {issue}; {hint}")


def tracks(case: Case, track: str | None) -> list[Track]:
    """The track asked for; else the table and the corridor; else all."""
    named = [t for t in (the_table(case), the_corridor(case)) if t is not None]
    return the_tracks(case, track) if track is not None or not named else named


def family(model: str) -> str:
    """What a model belongs to; the compromise is a mean.

    >>> family("challenge_paper_mean"), family("compromise")
    ('challenge', 'mean')
    """
    name = model.partition("_")[0]
    return "mean" if name == "compromise" else name


def _rows(
    at: Board, asked: Sequence[str], issues: Sequence[str]
) -> tuple[list[Row], np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    rows: list[Row] = []
    samples = []
    for k in issues:
        for model in asked:
            found = at.ask(model)
            values, period = found.value[:, at.issues.index(k)], found.period[:, at.issues.index(k)]
            told = values[np.isfinite(values)]
            median, error, low, high = middle(told) if told.size else (None, None, None, None)
            rows.append(
                {
                    "issue": k, "model": model, "family": family(model), "median": median, "se": error, "low": low,
                    "high": high, "cycles": float((period > 1).mean()), "moving": float((period == 0).mean()),
                    "silent": 1.0 - told.size / values.size,
                }
            )  # fmt: skip
            samples.append(values)
    return rows, np.stack(samples)


def _ends(
    at: Board, rows: Sequence[Row], samples: np.ndarray[tuple[int, ...], np.dtype[np.float64]], issues: Sequence[str]
) -> tuple[Row, ...]:
    out: list[Row] = []
    for k in issues:
        n = at.issues.index(k)
        here = [i for i, _ in enumerate(at.actors) if np.isfinite(at.positions[0, i, n])]
        places = {at.actors[i]: 100.0 * float(np.median(at.positions[:, i, n])) for i in here}
        low, high = (pick(places, key=lambda a: places[a]) for pick in (min, max))
        middle_, quo_low, quo_high = interval(100.0 * at.reference[:, n])
        speaking = [m for m, row in enumerate(rows) if row["issue"] == k and row["silent"] == 0.0]
        row: Row = {
            "issue": k, "status_quo": middle_, "status_quo_low": quo_low, "status_quo_high": quo_high,
            "lowest": places[low], "lowest_by": low, "highest": places[high], "highest_by": high,
        }  # fmt: skip
        if speaking:
            medians = {str(rows[m]["model"]): float(rows[m]["median"] or 0) for m in speaking}
            least, most = (pick(medians, key=lambda a: medians[a]) for pick in (min, max))
            errors = {str(rows[m]["model"]): float(rows[m]["se"] or 0) for m in speaking}
            spread = split(samples[speaking], equally([str(rows[m]["family"]) for m in speaking]))
            row |= {
                "models_low": medians[least], "models_low_se": errors[least], "models_low_by": least,
                "models_high_se": errors[most], "models_high": medians[most],
                "models_high_by": most, "between": spread.between, "within": spread.within,
                "share_between": spread.share, "se": spread.error,
            }  # fmt: skip
        out.append(row)
    return tuple(out)
