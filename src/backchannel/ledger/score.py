"""`ledger score`: forecasters side by side, with the honest size of the record."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import betaincinv

from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.core.words import BANDS, band, listing
from backchannel.ledger.calibration import ONE_CASE, picture
from backchannel.ledger.entries import series
from backchannel.ledger.provenance import manifest
from backchannel.ledger.scoring import FEW, Counted, Scored, counted, parts, resampled
from backchannel.ledger.standing import Stood
from backchannel.ledger.store import Ledger
from backchannel.theory.scoring import log_score

RESAMPLES = 2000
SEED = 1

COLUMNS = (
    "forecaster", "questions", "series", "yes", "brier", "brier_low", "brier_high", "reliability", "resolution",
    "uncertainty", "log_score", "brier_daily", "skill_base_rate", "skill_base_rate_low", "skill_base_rate_high",
    "skill_persistence", "skill_persistence_low", "skill_persistence_high", "afterwards", "hindsight",
)  # fmt: skip
BY_QUESTION = (
    "question", "ask", "forecaster", "p", "band", "outcome", "resolved_at", "brier", "brier_daily", "days", "log_score",
    "afterwards",
)  # fmt: skip
CALIBRATION = ("forecaster", "band", "from", "to", "mean", "share", "low", "high", "count")
DAILY = ("forecaster", "day", "brier", "standing")
SET_ASIDE = ("number", "question", "forecaster", "t", "recorded", "p")


def score(
    ledger: Ledger,
    *,
    runs: int = RESAMPLES,
    seed: int = SEED,
    forecaster: str | None = None,
    case: str | None = None,
) -> Finding:
    """How good each forecaster was on the questions that came out as yes or no.

    Rows: one a forecaster. ``brier`` (0 best, 1 worst) of the chance that stood when a question came out, with a 95%
    interval from ``runs`` resamples of whole questions; ``reliability`` - ``resolution`` + ``uncertainty`` make it
    up; ``brier_daily`` the mean over days and then questions; ``log_score`` the mean logarithm of the chance given to
    what came about (None: without limit). ``skill_base_rate`` compares with the share of yes among the same questions,
    known only afterwards; ``skill_persistence`` with "nothing changes", a chance of 0. Parts: by question,
    calibration by band, day by day, and the forecasts set aside because they were recorded when the answer could be
    known by a forecaster who had recorded one before. Raises AskError for a forecaster or case that is not there, or
    where nothing came out yet.
    """
    standing = ledger.standing()
    _known(forecaster, {s.forecast.forecaster for s in standing.forecasts.values()}, "forecaster")
    cases = {q.partition("/")[0] for q in standing.questions if "/" in q}
    if case is not None and case not in cases:
        case = next(
            (id for id in cases if id.replace("_", "-") == case.replace("_", "-")), case
        )  # as a folder is named
    _known(case, cases, "case")
    found = counted(standing, case=case, forecaster=forecaster)
    if not found.scored:
        raise AskError(f"nothing can be scored yet: {_why_nothing(found)}")
    by: dict[str, list[Scored]] = {}
    for one in found.scored:
        by.setdefault(one.forecaster, []).append(one)
    rows = tuple(_row(who, mine, runs, seed) for who, mine in sorted(by.items()))
    label = highest((*(one.label for one in found.scored), *(one.entry.label for one in found.set_aside)))
    said = manifest(ledger, analysis="score", resamples=runs, seed=seed, forecaster=forecaster, case=case)

    def part(title: str, columns: tuple[str, ...], rows: Sequence[Row]) -> Finding:
        return Finding(title, columns, tuple(rows), (), label, said)

    return Finding(
        title="Forecasts scored",
        columns=COLUMNS,
        rows=rows,
        text=tuple(_sentences(found, rows)),
        label=label,
        manifest=said,
        picture=picture,
        parts=(
            part("By question", BY_QUESTION, [_question(one) for one in found.scored]),
            part("Calibration", CALIBRATION, [r for who, mine in sorted(by.items()) for r in _bands(who, mine)]),
            part("Day by day", DAILY, [r for who, mine in sorted(by.items()) for r in _daily(who, mine)]),
            part("Set aside", SET_ASIDE, [_set_aside(one) for one in found.set_aside]),
        ),
    )


def _known(said: str | None, known: set[str], what: str) -> None:
    if said is not None and said not in known:
        raise AskError(f"no {what} called {said}; there are: {', '.join(sorted(known)) or 'none'}")


def _why_nothing(found: Counted) -> str:
    why = []
    if found.open:
        why.append(f"{len(found.open)} questions with forecasts are not resolved (`ledger resolve`)")
    if found.void:
        why.append(f"{len(found.void)} are void, which scores nothing")
    if found.late:
        why.append(f"{found.late} forecasts are dated after their question came out")
    return "; ".join(why) or "no question with a forecast was resolved"


def _row(who: str, mine: Sequence[Scored], runs: int, seed: int) -> Row:
    figures = resampled(mine, runs, seed)
    row: Row = {
        "forecaster": who, "questions": len(mine), "series": len({series(s.question) for s in mine}),
        "yes": int(sum(s.outcome for s in mine)), **parts(mine), "log_score": _finite(_log(mine)),
        "brier_daily": math.fsum(s.brier_daily for s in mine) / len(mine),
        "afterwards": sum(s.afterwards for s in mine), "hindsight": sum(s.hindsight for s in mine),
    }  # fmt: skip
    for name, figure in figures.items():
        row |= {f"{name}_low": figure.low, f"{name}_high": figure.high}
        if name != "brier":
            row[name] = figure.value
    return row


def _log(mine: Sequence[Scored]) -> float:
    return log_score([one.last for one in mine], [one.outcome for one in mine])


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _question(one: Scored) -> Row:
    return {
        "question": one.question, "ask": one.asked.text, "forecaster": one.forecaster, "p": one.last,
        "band": band(one.last), "outcome": one.answer.outcome, "resolved_at": one.answer.resolved_at,
        "brier": (one.last - one.outcome) ** 2, "brier_daily": one.brier_daily, "days": sum(1 for _ in one.days()),
        "log_score": _finite(_log([one])), "afterwards": one.afterwards,
    }  # fmt: skip


def _set_aside(one: Stood) -> Row:
    return {
        "number": one.entry.number, "question": one.entry.question, "forecaster": one.forecast.forecaster,
        "t": one.forecast.t, "recorded": one.entry.recorded, "p": one.forecast.p,
    }  # fmt: skip


def _bands(who: str, mine: Sequence[Scored]) -> list[Row]:
    """By band of likelihood: the mean chance, and the share that came about with its 95% interval.

    Clopper & Pearson (1934, Biometrika 26:404-413). Questions that differ in date alone are taken for independent.
    """
    ends = [0.0, *(end for end, _ in BANDS), 1.0]
    names = [words for _, words in BANDS] + [band(1.0)]
    rows: list[Row] = []
    for low, high, words in zip(ends, ends[1:], names, strict=False):
        inside = [one for one in mine if band(one.last) == words]
        if not inside:
            continue
        n, yes = len(inside), sum(one.outcome for one in inside)
        rows.append({
            "forecaster": who, "band": words, "from": low, "to": high,
            "mean": math.fsum(one.last for one in inside) / n, "share": yes / n,
            "low": 0.0 if yes == 0 else float(betaincinv(yes, n - yes + 1, 0.025)),
            "high": 1.0 if yes == n else float(betaincinv(yes + 1, n - yes, 0.975)), "count": n,
        })  # fmt: skip
    return rows


def _daily(who: str, mine: Sequence[Scored]) -> list[Row]:
    """Each day's mean Brier score over the forecasts that stood on it, and how many."""
    days: dict[str, list[float]] = {}
    for one in mine:
        for day, p in one.days():
            days.setdefault(day.isoformat(), []).append((p - one.outcome) ** 2)
    return [
        {"forecaster": who, "day": day, "brier": float(np.mean(scores)), "standing": len(scores)}
        for day, scores in sorted(days.items())
    ]


def _sentences(found: Counted, rows: Sequence[Row]) -> list[str]:
    one_case = len(found.cases) == 1 and None not in found.cases
    out = [_told(row, compared=not one_case and int(row["series"] or 0) >= FEW) for row in rows]
    apart = len({series(one.question) for one in found.scored})
    settled = len({one.question for one in found.scored})
    record = f"{_many(settled, 'question')} came out" + (
        f", {apart} if dates are not counted apart" if apart < settled else ""
    )
    if not one_case:
        few = f"; below {FEW} or so a score says little of skill" if apart < FEW else ""
        out.append(f"{record}{few}.")
    else:
        out.append(f"{record}, all of one case, so one history decided them all: {ONE_CASE}.")
    afterwards = sum(one.afterwards for one in found.scored)
    if afterwards:
        out.append(
            f"hindsight: {afterwards} of {_many(len(found.scored), 'forecast')} scored here were recorded when the "
            "answer could be known; they show how the score works and say nothing of foresight."
        )
    if found.set_aside:
        numbers = listing([str(one.entry.number) for one in found.set_aside])
        out.append(
            f"set aside: {_many(len(found.set_aside), 'forecast')} recorded when the answer could be known; what the "
            f"same forecaster had recorded before counts instead (entry {numbers})."
        )
    declared = sum(one.hindsight for one in found.scored)
    if declared:
        out.append(f"hindsight: whoever made the inputs of {declared} of them declares to have known what followed.")
    if found.void:
        out.append(f"{_many(len(found.void), 'question')} void, which scores nothing: {listing(found.void)}.")
    if found.open:
        out.append(f"{_many(len(found.open), 'question')} with forecasts not resolved and not scored.")
    if found.late:
        out.append(f"{_many(found.late, 'forecast')} dated after the question came out: not scored.")
    out.append(
        "Brier from 0 (best) to 1, a constant chance of 0.5 gets 0.25; base rate: the share of yes among the same "
        "questions, which nobody knew beforehand; persistence: a chance of 0 for every change."
    )
    return out


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _told(row: Row, *, compared: bool) -> str:
    n = int(row["questions"] or 0)
    between = f" ({_figure(row['brier_low'])} to {_figure(row['brier_high'])})" if row["brier_low"] is not None else ""
    against = (
        f"; {_against(row, 'skill_base_rate', 'the base rate')} and {_against(row, 'skill_persistence', 'persistence')}"
        if compared
        else ""
    )
    return (
        f"{row['forecaster']}: Brier {_figure(row['brier'])}{between} on {_many(n, 'question')}, {row['yes']} of them "
        f"yes{against}."
    )


def _figure(value: object) -> str:
    return f"{float(str(value)):.2f}"


def _against(row: Row, name: str, what: str) -> str:
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if value is None:
        return f"{what} makes no error on them"
    if low is None or high is None or float(low) <= 0 <= float(high):
        return f"no clear difference from {what}"
    return f"{'better' if float(low) > 0 else 'worse'} than {what}"
