"""`validate deu`: every model and baseline held against decisions that were made, and the best predictor we can.

The figures of the documentation are those of Decision-making in the European Union III; any table of that form will do.
How things are counted: `analyses/decided`, and the page on validation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import altair as alt
import numpy as np

from backchannel.analyses.decided import tallying
from backchannel.analyses.decided.common import (
    BEST,
    DREW,
    FOLDS,
    PARTITIONS,
    SEED,
    Progress,
    Steps,
    made_how,
    part,
    partitions,
    resampled,
    said_of,
    usable,
)
from backchannel.analyses.decided.forecasting import BASELINES, CONSTANT, NAMES, REFERENCE, SALIENCE_MEAN, forecasts
from backchannel.analyses.decided.predictor import FAMILY, Fitted, chosen, fit_all, nested, prepare
from backchannel.analyses.decided.reading import Columns, Decisions, read_decisions
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.theme import INK, SERIES, SHAPES, data
from backchannel.theory.clustered import interval
from backchannel.theory.ranges import Floats

KNOWN = {"mean_both": 23.22, "mean": 23.71, "median_both": 27.58, CONSTANT: 28.02, REFERENCE: 51.1}
"""Mean absolute errors over all 353 issues of Decision-making in the European Union III; a file may be a part of it."""

ALL_ISSUES = 353


def validate_deu(
    path: Path, *, seed: int = SEED, columns: Columns | None = None, progress: Progress | None = None
) -> Finding:
    """How far every model, every baseline and our best predictor are off, on decisions whose outcome is known.

    Rows: a model each, `n` issues of so many `proposals`, and mean absolute error, root mean square error, share within
    10 points, CRPS and log score, each with 95% from `_low` to `_high`. Parts: the same by what kind of issue it is,
    differences of every model to every baseline, the family of which the best predictor is chosen, its numbers,
    and for the data set that is named in :data:`KNOWN` how that compares. Raises AskError for the file, and for fewer
    than three proposals.
    """
    table = read_decisions(path, columns)
    seen, lacking = usable(table)
    cluster, drawn = seen.cluster, resampled(seen, seed)
    cuts = partitions(seen, seed, path)
    steps = Steps(len(NAMES) + len(cuts), progress)
    said: dict[str, Floats] = {}
    for name in NAMES:
        said |= forecasts(seen, (name,), seed=seed)
        steps.step()
    lost = tallying.all_losses(said, seen.outcome, cuts[0])
    ready = prepare(seen, said)
    pick, size = chosen(ready, seen.outcome, cuts, cluster)
    tried = []
    for cut in cuts:
        tried.append(nested(ready, seen.outcome, cut, cluster))
        steps.step()
    lost[BEST] = np.asarray(np.mean([tallying.losses(t.value, t.chance, seen.outcome) for t in tried], axis=0))
    roles = {name: "baseline" if name in BASELINES else "model" for name in lost} | {BEST: "predictor"}
    everything = np.full(len(seen.issue), True)
    rows = tuple(tallying.scores(lost, roles, cluster, drawn, everything))
    gaps = tuple(tallying.differences(lost, BASELINES, cluster, drawn))
    manifest = made_how(seed, {"data": table.manifest}, {"folds": FOLDS, "partitions": PARTITIONS})
    picked = [name for t in tried for name in t.picked]
    numbers = fit_all(ready, seen.outcome)
    parts = [
        part("By kind of issue", ("kind", "class", *tallying.COLUMNS), _by_kind(lost, roles, seen, drawn), manifest),
        part("Differences to baselines; below 0 is closer", tallying.DIFFERENCE, gaps, manifest),
        part(
            "The family of the best predictor, each fitted without the proposal it is asked about",
            ("candidate", "what", "mae", "difference", "low", "high", "picked", "chosen"),
            _family(size, picked, pick, seen, drawn),
            manifest,
        ),
        part("Numbers fitted on all of the file", ("mixture", "number", "value"), _numbers(numbers), manifest),
    ]
    if {"com", "ep"} <= set(seen.actors) and len(seen.issue) <= ALL_ISSUES:
        known = ("model", "here", "low", "high", "known", "agrees")
        parts.append(part(f"Beside the figures for all {ALL_ISSUES} issues", known, _known(rows), manifest))
    return Finding(
        title=f"{len(NAMES) + 1} forecasts held against {len(seen.issue)} decisions of {drawn.shape[1]} proposals",
        columns=tallying.COLUMNS,
        rows=rows,
        text=(*lacking, *table.notes, *_sentences(rows, gaps, pick)),
        label=Label.PUBLIC,
        manifest=manifest,
        picture=picture,
        parts=tuple(parts),
    )


def _by_kind(lost: Mapping[str, Floats], roles: Mapping[str, str], seen: Decisions, drawn: Floats) -> Iterable[Row]:
    for kind, word, where in tallying.strata(seen):
        for row in tallying.scores(lost, roles, seen.cluster, drawn, where):
            yield {"kind": kind, "class": word, **row}


def _family(size: Mapping[str, Floats], picked: list[str], pick: str, seen: Decisions, drawn: Floats) -> Iterable[Row]:
    for name, words in FAMILY.items():
        gap, low, high = interval(size[name] - size[SALIENCE_MEAN], seen.cluster, drawn)
        yield {
            "candidate": name,
            "what": words,
            "mae": round(float(size[name].mean()), 4),
            "difference": round(float(gap), 4),
            "low": round(float(low), 4),
            "high": round(float(high), 4),
            "picked": round(picked.count(name) / max(1, len(picked)), 4),
            "chosen": name == pick,
        }


def _numbers(found: Fitted) -> Iterable[Row]:
    for name, one in (("mixture_salience", found.salience), ("mixture", found.institutions)):
        for number in ("two", "more", "power", "spread", "tens"):
            yield {"mixture": name, "number": number, "value": round(getattr(one, number), 3)}


def _known(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        if row["model"] in KNOWN:
            low, high, known = float(row["mae_low"] or 0), float(row["mae_high"] or 0), KNOWN[str(row["model"])]
            ends: Row = {"here": row["mae"], "low": low, "high": high, "known": known}
            yield {"model": row["model"], **ends, "agrees": low <= known <= high}


def _sentences(rows: tuple[Row, ...], gaps: tuple[Row, ...], pick: str) -> Iterable[str]:
    by = {str(r["model"]): r for r in rows}
    gap = {(str(r["model"]), str(r["baseline"])): r for r in gaps}
    if SALIENCE_MEAN not in by:
        yield "Nobody cares for anything in this table: saliences are all 0 and give no weighted mean."
        return
    yield (
        f"On a scale of 100 the salience-weighted mean of positions is off by {said_of(by[SALIENCE_MEAN], 'mae')}, the "
        f"plain mean by {said_of(by['mean'], 'mae')}, the middle of the scale by {said_of(by[CONSTANT], 'mae')}."
    )
    models = [
        r for r in rows if r["role"] == "model" and r["n"] == by[SALIENCE_MEAN]["n"] and r["model"] != "compromise"
    ]
    if models:
        least = min(models, key=lambda r: float(r["mae"] or 0))
        other = gap[str(least["model"]), SALIENCE_MEAN]
        yield (
            f"Of the models that are more than a centre of positions {least['model']} comes closest: "
            f"{least['mae']:.1f}, {said_of(other, 'mae', 1, '+')} against the salience-weighted mean."
        )
    closer = sorted(str(r["model"]) for r in gaps if r["baseline"] == SALIENCE_MEAN and r["beyond"] == "closer")
    published = [name for name in closer if name != BEST]
    yield (
        "No published model beats the salience-weighted mean beyond the interval of the difference."
        if not published
        else f"Closer than the salience-weighted mean beyond the interval of the difference: {', '.join(published)}."
    )
    mine = gap[BEST, SALIENCE_MEAN]
    beats = (
        "That interval leaves 0 out, but does not count what was tried in drawing up the family and the rule of choice."
        if mine["beyond"] == "closer"
        else "The interval holds 0: on these decisions it does not beat the salience-weighted mean beyond doubt."
        if not mine["beyond"]
        else "It does worse than the salience-weighted mean."
    )
    yield (
        f"The best predictor, chosen and fitted each time without the proposals it was then asked about, is off by "
        f"{said_of(by[BEST], 'mae')}; the difference to the salience-weighted mean is "
        f"{said_of(mine, 'mae', 2, '+')}. {beats}"
    )
    yield (
        f"As a distribution its CRPS differs by {said_of(mine, 'crps', 2, '+')}. On all of the file the choice "
        f"is {pick}: {FAMILY[pick]}."
    )
    yield DREW


def picture(found: Finding) -> alt.TopLevelMixin:
    """Mean absolute error of every model with its interval, the closest first."""
    rows = sorted((r for r in found.rows), key=lambda r: float(r["mae"] or 0))
    shown = [{k: r[k] for k in ("model", "role", "n", "mae", "mae_low", "mae_high")} for r in rows]
    y = alt.Y("model:N", sort=[str(r["model"]) for r in rows], title=None)
    roles = ["baseline", "model", "predictor"]
    color = alt.Color("role:N", scale=alt.Scale(domain=roles, range=[SERIES[2], SERIES[0], INK]), title=None)
    shape = alt.Shape("role:N", scale=alt.Scale(domain=roles, range=[*SHAPES[:2], SHAPES[3]]), title=None)
    base = alt.Chart(data(shown))
    title = "mean absolute error, points of 100 (95% interval, by proposal)"
    reach = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("mae_low:Q", title=title, scale=alt.Scale(zero=False)), x2="mae_high:Q", y=y, color=color
    )
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(x="mae:Q", y=y, color=color, shape=shape)
    line = alt.Chart(data([{"mae": r["mae"]} for r in rows if r["model"] == SALIENCE_MEAN]))
    rule = line.mark_rule(strokeDash=[3, 3], color=INK).encode(x="mae:Q")
    subtitle = "the dashed line is the salience-weighted mean; a model that says nothing on some issues has fewer"
    chart: alt.TopLevelMixin = (rule + reach + dots).properties(
        title=alt.TitleParams(found.title, subtitle=subtitle), width=440, description=" ".join(found.sentences())
    )
    return chart
