"""What every analysis shares: choosing levels and tracks, the manifest, what an answer hinges on."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel import __version__
from backchannel.case.draws import Draws
from backchannel.case.reading import case_hash
from backchannel.case.schema import Case, Level, Track
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.core.words import standard_error

RUNS = 2000
SEED = 1


def manifest(draws: Draws, **settings: Any) -> dict[str, Any]:
    """How an answer came about. Holds no value of the case, only a hash of the whole."""
    return {
        "program": f"backchannel {__version__}",
        "case": case_hash(draws.case),
        "seed": draws.seed,
        "runs": draws.runs,
        "settings": {k: v for k, v in settings.items() if v is not None},
        "monte_carlo_error": round(standard_error(draws.runs / 2, draws.runs), 4),
    }


def the_levels(case: Case, level: str | None) -> list[Level]:
    """All levels, or the one asked for. Raises AskError naming the levels there are."""
    return list(case.levels) if level is None else [_pick(case.levels, level, "level")]


def the_tracks(case: Case, track: str | None) -> list[Track]:
    """All tracks known to exist, or the one asked for. Raises AskError naming the tracks there are."""
    return [t for t in case.tracks if t.open] if track is None else [_pick(case.tracks, track, "track")]


def the_table(case: Case) -> Track | None:
    """The formal track that stands for the table: the one named, else the first formal one."""
    named = case.conference.table if case.conference else None
    return case.track(named) if named else next((t for t in case.tracks if t.kind == "formal"), None)


def the_corridor(case: Case) -> Track | None:
    """The track that stands for the corridor: the one named, else the first open one that is not formal."""
    named = case.conference.corridor if case.conference else None
    if named:
        return case.track(named)
    return next((t for t in case.tracks if t.kind == "corridor" and t.open), None)


def _pick(records: tuple[Any, ...], id: str, what: str) -> Any:
    for record in records:
        if record.id == id:
            return record
    shown = [r.id for r in records if r.label != "secret"]
    close = get_close_matches(id, shown, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(shown)}"
    raise AskError(f"no {what} called {id}; {hint}")


def check_question(case: Case, question: str | None) -> None:
    """Raises AskError, with the nearest there is, for a question that the case does not have."""
    ids = [q.id for q in case.questions]
    if question is None or question in ids:
        return
    close = get_close_matches(question, ids, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(ids) or 'none'}"
    raise AskError(f"no question called {question}; {hint}")


def need_deciders(draws: Draws) -> None:
    """Raises AskError unless somebody in the case has a stance."""
    if not draws.case.stances:
        raise AskError("nobody in this case has a stance, so nobody can accept or refuse; add rows to stances")


def interval(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Median and 80% range of some draws."""
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    return float(middle), float(low), float(high)


def hinges(
    draws: Draws, quantities: Mapping[str, NDArray[np.float64]], *, most: int = 3
) -> dict[str, list[tuple[str, float]]]:
    """For each quantity [run], the inputs it goes with most: (path, Spearman rank correlation), strongest first.

    Only inputs that were used are looked at, and a correlation within the noise of the runs (four standard errors) is
    left out. Doubt that moves nothing is no hinge: this says which *judgement* the answer hangs on, given how much
    doubt each carries.
    """
    used = np.array([i.path in draws.used for i in draws.inputs])
    moving = np.flatnonzero((np.ptp(draws.matrix, axis=1) > 0) & used)
    if draws.runs < 30 or not len(moving):
        return {name: [] for name in quantities}
    ranks = scores(draws.matrix[moving])
    noise = 4.0 / np.sqrt(draws.runs)
    out: dict[str, list[tuple[str, float]]] = {}
    for name, values in quantities.items():
        if values.size != draws.runs or not np.ptp(values) > 0:
            out[name] = []
            continue
        rho = ranks @ scores(values) / draws.runs
        order = np.argsort(-np.abs(rho), kind="stable")[:most]
        out[name] = [(draws.inputs[moving[n]].path, float(rho[n])) for n in order if abs(rho[n]) > noise]
    return out


def scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks along the last axis [..., run] with mean 0 and variance 1; their mean product is Spearman's correlation.

    >>> scores(np.array([1.0, 9.0])).tolist()
    [-1.0, 1.0]
    """
    ranks = _ranks(values)
    centred = ranks - ranks.mean(axis=-1, keepdims=True)
    scored: NDArray[np.float64] = centred / ranks.std(axis=-1, keepdims=True)
    return scored


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1 along the last axis, those of equal values their mean; SciPy's take a second to import."""
    order = values.argsort(axis=-1, kind="stable")
    rising = np.take_along_axis(values, order, axis=-1)
    runs = np.arange(values.shape[-1])
    new = np.concatenate([np.ones_like(rising[..., :1], dtype=bool), rising[..., 1:] != rising[..., :-1]], axis=-1)
    last = np.concatenate([new[..., 1:], np.ones_like(new[..., :1])], axis=-1)
    first_of = np.maximum.accumulate(np.where(new, runs, 0), axis=-1)
    last_of = np.minimum.accumulate(np.where(last, runs, runs[-1])[..., ::-1], axis=-1)[..., ::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first_of + last_of) / 2.0 + 1.0, axis=-1)
    return ranks


def label_of(draws: Draws, paths: list[str]) -> Label:
    """The highest label among some inputs."""
    return max((draws.inputs[draws.rows[p]].label for p in paths if p in draws.rows), default=Label.PUBLIC)
