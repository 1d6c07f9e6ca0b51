"""How good forecasts were: what counts, who is scored on what, and each day's standing forecast.

The Brier score is the one from 0 (best) to 1 for questions of yes or no; Brier's own of 1950 sums over both answers
and is twice as large. A forecast counts from its own time until its forecaster gives another, the question closes or it
is resolved. What was recorded when the answer could be known takes the place of nothing that was recorded before.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backchannel.core.labels import Label
from backchannel.core.rng import uniforms
from backchannel.ledger.afterwards import When, taken
from backchannel.ledger.entries import Entry, Forecast, Question, Resolution, origin_of, series
from backchannel.ledger.standing import Standing, Stood
from backchannel.ledger.times import begins, over
from backchannel.theory.scoring import brier_decomposition, skill

Floats = NDArray[np.float64]

COVER = 0.95
"""Share of resamples that an interval holds."""

LEAST = 5
"""Questions, dates apart, below which no interval can be had."""

FEW = 30
"""Questions, dates apart, below which a score says little of skill."""

LONGEST = 36_525
"""Days that one question is followed for."""


@dataclass(frozen=True)
class Scored:
    """One forecaster on one question that came out: its forecasts in order of time, and 1 for yes, 0 for no."""

    question: str
    asked: Question
    forecaster: str
    forecasts: tuple[tuple[Entry, Forecast], ...]
    answer: Resolution
    answered: Entry
    when: When = When.BEFORE

    @property
    def outcome(self) -> float:
        """1 for yes, 0 for no."""
        return 1.0 if self.answer.outcome == "yes" else 0.0

    @property
    def last(self) -> float:
        """The chance that stood when the question came out."""
        return self.forecasts[-1][1].p

    @property
    def end(self) -> str:
        """The instant from which no forecast counts."""
        return ends(self.asked, self.answer)

    @property
    def afterwards(self) -> bool:
        """Whether the forecasts were recorded when the answer could be known."""
        return self.when is not When.BEFORE

    @property
    def hindsight(self) -> bool:
        """Whether whoever made one of the forecasts declares to have known what followed."""
        return any(forecast.hindsight for _, forecast in self.forecasts)

    @property
    def label(self) -> Label:
        """The highest label of what the score is made from."""
        return max(self.answered.label, *(entry.label for entry, _ in self.forecasts))

    def days(self) -> Iterator[tuple[dt.date, float]]:
        """Each day with the chance that stood at its end, from the first forecast to the last day before the answer.

        A question that came out on the day of its first forecast has that day.
        """
        first = dt.date.fromisoformat(self.forecasts[0][1].t[:10])
        count = max(1, min(LONGEST, (dt.date.fromisoformat(self.end[:10]) - first).days))
        number = 0
        for step in range(count):
            day = first + dt.timedelta(days=step)
            while number + 1 < len(self.forecasts) and self.forecasts[number + 1][1].t[:10] <= day.isoformat():
                number += 1
            yield day, self.forecasts[number][1].p

    @property
    def brier_daily(self) -> float:
        """The mean over its days of the Brier score of the chance that stood."""
        scores = [(p - self.outcome) ** 2 for _, p in self.days()]
        return math.fsum(scores) / len(scores)


def ends(asked: Question, answer: Resolution) -> str:
    """The instant from which no forecast of a question counts."""
    settled = begins(answer.resolved_at)
    return settled if asked.close is None else min(settled, over(asked.close))


@dataclass(frozen=True)
class Counted:
    """What a ledger gives to score, and what it leaves out and why.

    ``late``: forecasts dated after their question came out; ``set_aside``: those that were recorded when the answer
    could be known, of forecasters who had recorded one before.
    """

    scored: tuple[Scored, ...]
    void: tuple[str, ...]
    open: tuple[str, ...]
    late: int
    set_aside: tuple[Stood, ...] = ()
    cases: frozenset[str | None] = field(default_factory=frozenset)


def counted(standing: Standing, *, case: str | None = None, forecaster: str | None = None) -> Counted:
    """What can be scored: forecasts that stand, dated before their question came out as yes or no."""
    wanted = [q for q in standing.questions if case in (None, origin_of(q))]
    void = tuple(q for q in wanted if q in standing.answers and standing.answers[q].resolution.outcome == "void")
    given: dict[str, list[Forecast]] = {}
    for one in standing.forecasts.values():
        if forecaster in (None, one.forecast.forecaster):
            given.setdefault(one.entry.question, []).append(one.forecast)
    about: dict[str, list[Entry]] = {}
    for entry in standing.entries.values():
        about.setdefault(entry.question, []).append(entry)
    scored: list[Scored] = []
    set_aside: list[Stood] = []
    late = 0
    for question in wanted:
        answer = standing.answers.get(question)
        if answer is None or answer.resolution.outcome == "void":
            continue
        asked = standing.questions[question]
        end = ends(asked, answer.resolution)
        for who, its in taken(about[question], answer.resolution.resolved_at, end).items():
            if forecaster in (None, who):
                pairs = tuple((one.entry, one.forecast) for one in its.counts)
                scored.append(Scored(question, asked, who, pairs, answer.resolution, answer.entry, its.when))
                set_aside += its.set_aside
        late += sum(says.t >= end for says in given.get(question, ()))
    waiting = tuple(q for q in wanted if q not in standing.answers and q in given)
    origins = frozenset(origin_of(s.question) for s in scored)
    return Counted(tuple(scored), void, waiting, late, tuple(set_aside), origins)


@dataclass(frozen=True)
class Resample:
    """A figure with the interval that resampling whole questions gives it; None where it cannot be had."""

    value: float | None
    low: float | None
    high: float | None


def resampled(scored: Sequence[Scored], runs: int, seed: int) -> dict[str, Resample]:
    """Brier score and skill against the base rate and persistence, with 95% intervals.

    Questions that differ in their date alone are drawn together, with replacement (cluster bootstrap; Davison & Hinkley
    1997, Bootstrap Methods, 3.8). The base rate is the share of yes among the very questions of the resample; skill is
    left out of a resample in which the reference makes no error. None below `LEAST` such questions.
    """
    groups = list(dict.fromkeys(series(one.question) for one in scored))
    place = {name: number for number, name in enumerate(groups)}
    size, error, yes = (np.zeros(len(groups)) for _ in range(3))
    for one in scored:
        at = place[series(one.question)]
        size[at] += 1
        error[at] += (one.last - one.outcome) ** 2
        yes[at] += one.outcome
    everything = _figures(float(size.sum()), float(error.sum()), float(yes.sum()))
    if len(groups) < LEAST:
        return {name: Resample(value, None, None) for name, value in everything.items()}
    names = [f"ledger.resample.{number}" for number in range(len(groups))]
    drawn = (uniforms(names, runs, seed) * len(groups)).astype(np.int64)
    found = [_figures(*(float(x[drawn[:, r]].sum()) for x in (size, error, yes))) for r in range(runs)]
    out = {}
    for name, value in everything.items():
        known = [figure for one in found if (figure := one[name]) is not None]
        enough = len(known) >= 0.9 * runs
        if value is None or not enough:
            out[name] = Resample(value, None, None)
            continue
        low, high = (float(np.quantile(known, q)) for q in ((1 - COVER) / 2, (1 + COVER) / 2))
        out[name] = Resample(value, low, high)
    return out


def _figures(size: float, error: float, yes: float) -> dict[str, float | None]:
    brier, rate = error / size, yes / size
    return {
        "brier": brier,
        "skill_base_rate": skill(brier, rate * (1 - rate)),
        "skill_persistence": skill(brier, rate),
    }


def parts(scored: Sequence[Scored]) -> dict[str, float]:
    """Brier score with reliability, resolution and uncertainty of the chances that stood when questions came out."""
    found = brier_decomposition([one.last for one in scored], [one.outcome for one in scored])
    return {"brier": found.brier, "reliability": found.REL, "resolution": found.RES, "uncertainty": found.UNC}
