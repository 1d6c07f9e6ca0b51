"""`validate deu --predictor`: fitted on some decisions, asked about others that it has never seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import altair as alt
import numpy as np
import numpy.typing as npt

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
from backchannel.analyses.decided.forecasting import CONSTANT, SALIENCE_MEAN, forecasts
from backchannel.analyses.decided.predictor import FAMILY, PANEL, chances, chosen, fit_all, points, prepare
from backchannel.analyses.decided.reading import Columns, Decisions, read_decisions
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.theme import INK, SERIES, data
from backchannel.theory.predictive import from_errors, quantile
from backchannel.theory.ranges import Floats

COLUMNS = ("issue", "proposal", "prediction", "low", "high", "salience_mean", "outcome", "error")
BESIDE = (SALIENCE_MEAN, "mean", CONSTANT)
"""Baselines that the predictor is set beside."""


def predict_deu(
    fit: Path,
    on: Path,
    *,
    predictor: str = BEST,
    seed: int = SEED,
    columns: Columns | None = None,
    progress: Progress | None = None,
) -> Finding:
    """Predictions for the issues of one file by the predictor chosen and fitted on another.

    ``predictor`` is best, or one of the family by name. Rows: `issue`, `proposal`, `prediction` on the scale from 0 to
    100, 80% from `low` to `high`, `salience_mean` to compare, and `outcome` and `error` where the file has one. What
    was decided in ``on`` enters no prediction; with it come parts with scores and differences. An issue on which nobody
    has a position has no prediction. Raises AskError for either file, and for a predictor that is not known.
    """
    if predictor not in (BEST, *FAMILY):
        raise AskError(f"--predictor {predictor}: there is none of that name; expected {', '.join((BEST, *FAMILY))}")
    past = read_decisions(fit, columns)
    learnt, lacking = usable(past)
    new = read_decisions(on, columns)
    cuts = partitions(learnt, seed, fit)
    names = tuple(dict.fromkeys((*PANEL, *BESIDE)))
    steps = Steps(len(names) + 2, progress)
    said: dict[str, Floats] = {}
    for name in names:
        said |= forecasts(learnt, (name,), seed=seed)
        steps.step()
    ready = prepare(learnt, said)
    pick = predictor
    if predictor == BEST:
        pick = chosen(ready, learnt.outcome, cuts, learnt.cluster)[0]
    steps.step()
    numbers = fit_all(ready, learnt.outcome)
    somebody = ~np.isnan(new.position).all(axis=1)
    asked = new.of(somebody).unseen()
    theirs: dict[str, Floats] = forecasts(asked, tuple(said), seed=seed) if somebody.any() else {}
    value, chance = np.full(len(new.issue), np.nan), np.full((len(new.issue), 101), np.nan)
    if somebody.any():
        fresh = prepare(asked, theirs)
        value[somebody], chance[somebody] = points(fresh, numbers)[pick], chances(pick, fresh, numbers)
    steps.step()
    beside = {name: np.full(len(new.issue), np.nan) for name in BESIDE}
    for name, values in beside.items():
        if somebody.any():
            values[somebody] = theirs[name]
    manifest = made_how(
        seed,
        {"fit": past.manifest, "on": new.manifest},
        {"predictor": predictor, "chosen": pick, "folds": FOLDS, "partitions": PARTITIONS},
    )
    both = len(set(learnt.issue) & set(new.issue))
    text = [*lacking, f"The predictor is {pick}: {FAMILY[pick]}; fitted on {len(learnt.issue)} issues of {fit.name}."]
    if both:
        text.append(
            f"Warning: {both} of {len(new.issue)} issues are in both files. On these the predictor has seen what was "
            "decided, and scores flatter it."
        )
    if (~somebody).any():
        text.append(f"{(~somebody).sum()} issues on which nobody has a position have no prediction.")
    parts: tuple[Finding, ...] = ()
    known = somebody & ~np.isnan(new.outcome)
    if known.any():
        errors = {name: learnt.outcome - said[name] for name in BESIDE}
        lost = _losses(new, known, (value, chance), beside, errors)
        parts = tuple(_scored(new, known, lost, manifest, seed))
        text += _verdict(parts)
    else:
        text.append(f"{on.name} says nothing of what was decided: these are predictions without scores.")
    return Finding(
        title=f"Predictions for {len(new.issue)} issues of {len(set(new.proposal.tolist()))} proposals",
        columns=COLUMNS,
        rows=tuple(_rows(new, value, chance, beside[SALIENCE_MEAN])),
        text=(*text, *new.notes, DREW),
        label=Label.PUBLIC,
        manifest=manifest,
        picture=picture,
        parts=parts,
    )


def _rows(new: Decisions, value: Floats, chance: Floats, beside: Floats) -> Iterable[Row]:
    said = ~np.isnan(value)
    low, high = (np.full(len(value), np.nan) for _ in range(2))
    if said.any():
        low[said], high[said] = quantile(chance[said], 0.1), quantile(chance[said], 0.9)
    for n, name in enumerate(new.issue):
        yield {
            "issue": name,
            "proposal": str(new.proposal[n]),
            "prediction": tallying.plain(value[n]),
            "low": tallying.plain(low[n]),
            "high": tallying.plain(high[n]),
            "salience_mean": tallying.plain(beside[n]),
            "outcome": tallying.plain(new.outcome[n]),
            "error": tallying.plain(value[n] - new.outcome[n]),
        }


def _losses(
    new: Decisions,
    known: npt.NDArray[np.bool_],
    mine: tuple[Floats, Floats],
    beside: Mapping[str, Floats],
    past: Mapping[str, Floats],
) -> dict[str, Floats]:
    """Losses on issues whose outcome is known; baselines have the distribution of their errors in the other file."""
    lost = {BEST: tallying.losses(mine[0][known], mine[1][known], new.outcome[known])}
    for name, value in beside.items():
        errors = past[name][~np.isnan(past[name])]
        there = known & ~np.isnan(value)
        chance = np.full((len(value), 101), np.nan)
        if errors.size and there.any():
            chance[there] = from_errors(value[there], errors)
            lost[name] = tallying.losses(value[known], chance[known], new.outcome[known])
    return lost


def _scored(
    new: Decisions, known: npt.NDArray[np.bool_], lost: Mapping[str, Floats], manifest: Mapping[str, object], seed: int
) -> Iterable[Finding]:
    tested = new.of(known)
    drawn, everything = resampled(tested, seed), np.full(len(tested.issue), True)
    roles = dict.fromkeys(lost, "baseline") | {BEST: "predictor"}
    rows = tallying.scores(lost, roles, tested.cluster, drawn, everything)
    yield part("Scores", tallying.COLUMNS, rows, manifest)
    beside = [name for name in lost if name != BEST]
    gaps = [r for r in tallying.differences(lost, beside, tested.cluster, drawn) if r["model"] == BEST]
    yield part("Differences to baselines; below 0 is closer", tallying.DIFFERENCE, gaps, manifest)


def _verdict(parts: tuple[Finding, ...]) -> Iterable[str]:
    scores = {r["model"]: r for r in parts[0].rows}
    mine = scores[BEST]
    yield f"On {mine['n']} issues with an outcome the predictor is off by {said_of(mine, 'mae')} points."
    for gap in parts[1].rows:
        if gap["baseline"] == SALIENCE_MEAN:
            ends = {"closer": "does better beyond the interval", "further": "does worse beyond the interval"}
            yield (
                f"Against the salience-weighted mean that is {said_of(gap, 'mae', 2, '+')}: it "
                f"{ends.get(str(gap['beyond']), 'does not beat it beyond the interval')}."
            )


def picture(found: Finding) -> alt.TopLevelMixin:
    """Predictions in order with their 80% ranges; outcomes where they are known."""
    rows = sorted((r for r in found.rows if r["prediction"] is not None), key=lambda r: float(r["prediction"] or 0))
    kept = ("issue", "prediction", "low", "high", "outcome")
    shown = [{**{k: r[k] for k in kept}, "n": n} for n, r in enumerate(rows)]
    x = alt.X("n:Q", title="issues, by prediction", axis=alt.Axis(labels=False, ticks=False))
    base = alt.Chart(data(shown)).encode(x=x)
    y = alt.Y("low:Q", title="scale of the issue", scale=alt.Scale(domain=[0, 100]))
    layers = [
        base.mark_rule(color=SERIES[3], strokeWidth=2).encode(y=y, y2="high:Q"),
        base.mark_point(filled=True, color=SERIES[1], size=25, opacity=1).encode(y="prediction:Q"),
    ]
    if any(r["outcome"] is not None for r in shown):
        layers.append(base.mark_point(color=INK, shape="cross", size=25, opacity=1).encode(y="outcome:Q"))
    subtitle = "dots: predictions with 80% ranges; crosses: what was decided, where the file says"
    chart: alt.TopLevelMixin = alt.layer(*layers).properties(
        title=alt.TitleParams(found.title, subtitle=subtitle),
        width=560,
        height=300,
        description=" ".join(found.sentences()),
    )
    return chart
