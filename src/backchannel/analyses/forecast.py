"""`forecast`: how likely each outcome is by when, from runs of the game, with both kinds of doubt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np

from backchannel.analyses.asking import SEED, check_question, hinges
from backchannel.analyses.base_rates import beside
from backchannel.analyses.chances import Chance
from backchannel.analyses.courses_over_time import blockers, curves, gaps, ladder
from backchannel.analyses.rests_on import CARRIES, rests_on
from backchannel.analyses.tallying import CLOSING, Asked, Tally, asked, provenance, tally
from backchannel.analyses.wording import plain_input
from backchannel.case.schema import Case
from backchannel.conference.hopeless import out_of_reach
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.core.theme import INK, SERIES, data
from backchannel.core.words import listing, rounded, within
from backchannel.runs import Played, Rules, opened, simulate

RUNS = 10_000
MOST_HINGES = 3
HEADS = {
    "Who refused": "Who refuses",
    "Backers apart": "Backers",
    "What it rests on": "Rests on",
    "Beside the base rate": "Base rate",
}
"""Which section of the sentences a part makes."""

COLUMNS = (
    "question", "ask", "by", "months", "probability", "error", "low", "high", "band", "edge", "enough", "needed",
    "counted", "given_by", "differs", "why_not",
)  # fmt: skip


def forecast(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    rules: Rules = Rules(),  # noqa: B008 - frozen
    question: str | None = None,
    folder: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    what_if: bool = True,
) -> Finding:
    """The chance of every question by each of its dates, and of every level over time.

    Sentences: (section, sentence), the section before a colon. Rows: one a question and date. ``probability`` is a
    share of runs with its standard ``error`` clustered by draw; ``low`` and ``high`` hold 80% of the chances that
    single readings of the doubts give; ``edge`` names a neighbouring band within two errors; ``enough`` says whether
    the runs suffice and ``needed`` how many would; ``counted`` the runs it is a share of. Parts: ladder of levels,
    curves by month, who refused, private and public gap, and what the result rests on (``what_if``: four more, smaller
    simulations). ``folder`` holds runs that were kept: they are read, with their seed and rules, and none is played.
    Raises AskError for an unknown question or a folder that cannot be read.
    """
    check_question(case, question)
    played = (
        simulate(case, runs=runs, seed=seed, rules=rules, progress=progress) if folder is None else opened(case, folder)
    )
    return forecast_of(played, question=question, what_if=what_if)


def forecast_of(played: Played, *, question: str | None = None, what_if: bool = True) -> Finding:
    """``forecast`` of runs that were played for something else as well."""
    case = played.plan.case
    questions = asked(case, played.plan, question)
    counts = tally(played.parts(), played.plan, case, questions)
    parts = [
        ladder(played, counts),
        curves(played, counts),
        blockers(played, counts),
        *([gaps(played, counts)] if played.plan.case.levels and counts.gap.any() else []),
        *([rests_on(case, played, counts)] if what_if else []),
    ]
    parts.append(_beside(played, counts))
    rows = [_row(one, counts, n, played) for n, one in enumerate(questions)]
    said = {
        "Asked": [_sentence(row) for row in _worth_saying(rows)],
        "Levels": parts[0].sentences(),
        "Goes with": _hung(played, counts),
        **{HEADS[part.title]: part.sentences() for part in parts[2:]},
        "Carried by": _carried(played, counts, parts),
        "Doubt": _doubt(played, rows),
    }
    label = highest((played.draws.label, *(part.label for part in parts)))
    return Finding(
        title=f"{case.case.title}: forecast as of {case.case.as_of:%-d %B %Y}",
        columns=COLUMNS,
        rows=tuple(rows),
        text=tuple(f"{head}: {sentence}" for head, sentences in said.items() for sentence in sentences),
        label=label,
        manifest=_manifest(played, analysis="forecast", question=question),
        picture=picture,
        samples={},
        parts=tuple(parts),
        inputs=frozenset(played.draws.used),
    )


def _manifest(played: Played, **settings: Any) -> dict[str, Any]:
    found = provenance(
        played,
        **settings,
        inner=played.rules.inner,
        texts=played.rules.texts,
        months=played.plan.rounds * played.plan.months,
    )
    return found | {"draws": played.draws.runs, "rounds": played.plan.rounds}


def _row(one: Asked, counts: Tally, number: int, played: Played) -> Row:
    event = one.question.event
    row: Row = dict.fromkeys(COLUMNS)
    row |= {"question": one.question.id, "ask": one.question.ask, "by": one.by, "why_not": one.why}
    if event is not None:
        row |= {"differs": event.differs, "given_by": event.given_by.isoformat() if event.given_by else None}
    if one.rounds is None:
        return row
    row["months"] = None if one.by == CLOSING else one.rounds * played.plan.months
    found = counts.asked(number)
    if found is None:
        return row | {"why_not": "in no run does what it supposes come about", "counted": 0}
    return row | stated(found)


def stated(found: Chance) -> Row:
    """A chance as columns."""
    return {
        "probability": found.share, "error": found.error, "low": found.low, "high": found.high, "band": found.band,
        "edge": found.edge, "enough": found.enough, "needed": found.needed, "counted": found.counted,
    }  # fmt: skip


def _worth_saying(rows: list[Row]) -> list[Row]:
    """The first and the last date of each question that has an answer."""
    answered: dict[str, list[Row]] = {}
    for row in rows:
        if row["probability"] is not None:
            answered.setdefault(str(row["question"]), []).append(row)
    return [row for mine in answered.values() for row in (mine if len(mine) < 2 else (mine[0], mine[-1]))]


def _sentence(row: Row) -> str:
    share, error = float(row["probability"] or 0), float(row["error"] or 0)
    by = "by the end of the conference" if row["by"] == CLOSING else f"by {row['by']}"
    edge = f", on the edge of {row['edge']}" if row["edge"] else ""
    spread = "" if row["low"] is None else f"; {_points(row['low'])} to {_points(row['high'])} over the doubts"
    given = f" among runs with such a text by {row['given_by']}" if row["given_by"] else ""
    return (
        f"{row['ask']} {by[0].upper()}{by[1:]}{given}: {row['band']}{edge}, {rounded(share, error)} "
        f"(± {100 * error:.1f}{spread})."
    )


def _points(share: Any) -> str:
    return f"{100 * float(share):.0f}"


def _hung(played: Played, counts: Tally) -> list[str]:
    """Which judgements the answers go with most, over the draws."""
    case, quantities = played.plan.case, {}
    horizon = played.plan.rounds
    for lv, level in enumerate(played.plan.levels):
        share = counts.per_draw(counts.signed[:, lv] <= horizon)
        if np.isfinite(share).all() and 0.02 < float(share.mean()) < 0.98:
            quantities[level.id] = share
    found = hinges(played.draws, quantities, most=MOST_HINGES)
    return [
        f"whether {within(case.name(level))} is signed, with "
        f"{listing([f'{plain_input(case, path)} ({rho:+.2f})' for path, rho in hung])}; rank correlation over draws."
        for level, hung in found.items()
        if hung
    ]


def _beside(played: Played, counts: Tally) -> Finding:
    """What is signed by the horizon beside what became of comparable wars."""
    p = played.plan
    chances = {level.id: counts.signed_by(lv, p.rounds) for lv, level in enumerate(p.levels)}
    stated = {level: (found.share, found.error) for level, found in chances.items()}
    return beside(p.case, p.rounds * p.months, stated, label=played.draws.label)


def _carried(played: Played, counts: Tally, parts: list[Finding]) -> list[str]:
    """For a level far from its base rate: the inputs it goes with most, and the assumption that moves it most."""
    p, case, out = played.plan, played.plan.case, []
    tests = [r for part in parts if part.title == "What it rests on" for r in part.rows]
    for row in parts[-1].rows:
        if not row["far"]:
            continue
        level = str(row["level"])
        lv = [one.id for one in p.levels].index(level)
        share = counts.per_draw(counts.signed[:, lv] <= p.rounds)
        named = [plain_input(case, path) for path, _ in hinges(played.draws, {level: share}, most=MOST_HINGES)[level]]
        moving = [r for r in tests if r["level"] == level and abs(_number(r, "change")) > 2 * _number(r, "error")]
        if moving:
            most = max(moving, key=lambda r: abs(_number(r, "change")))
            named.append(f"{CARRIES[str(most['assumption'])]} (without it {_change(most)} points)")
        if named:
            out.append(f"{within(case.name(level))} is that far from its base rate by {listing(named)}.")
    return out


def _number(row: Row, column: str) -> float:
    return float(str(row[column]))


def _change(row: Row) -> str:
    return f"{100 * _number(row, 'change'):+.0f}"


def _doubt(played: Played, rows: list[Row]) -> list[str]:
    case = played.plan.case
    out = [f"{within(case.name(level))} cannot be signed: {why}." for level, why in out_of_reach(played.plan).items()]
    thin = [str(r["question"]) for r in rows if r["enough"] is False]
    if thin:
        most = max(int(r["needed"] or 0) for r in rows if r["enough"] is False)
        more = f"; {most:,} would bring the error to a point" if most > played.runs else ""
        out.append(f"{played.runs:,} runs leave some doubt of chance for {listing(list(dict.fromkeys(thin)))}{more}.")
    reasons: dict[str, list[str]] = {}
    for r in rows:
        if r["why_not"]:
            reasons.setdefault(str(r["why_not"]), []).append(f"{r['question']} ({r['by']})")
    out += [f"no forecast for {listing(asked)}: {why}." for why, asked in reasons.items()]
    short = sorted({str(r["question"]) for r in rows if r["differs"] and r["probability"] is not None})
    if short:
        out.append(f"the event that is counted falls short of what is asked for {listing(short)}; see `differs`.")
    judged = sum(1 for i in played.draws.inputs if not i.evidence or "judgement" in i.evidence)
    out.append(
        f"{played.runs:,} simulated runs of {played.draws.runs:,} readings of {len(played.draws.inputs)} numbers, "
        f"{judged} of them wholly or partly judgement. A chance holds under these inputs and this game; the game has "
        "not been scored against conferences that happened."
    )
    if case.case.hindsight:
        out.append("not coded blind to what followed: see the hindsight declaration in the case.")
    return out


def picture(found: Finding) -> alt.TopLevelMixin:
    """Curves by level: signed by (line with two standard errors) and in force at (dashed)."""
    part = next(p for p in found.parts if p.title.startswith("Over time"))
    rows: list[dict[str, Any]] = []
    for r in part.rows:
        for kind in ("signed by", "in force at"):
            key = kind.split(" ")[0] if kind == "signed by" else "in_force"
            share, error = float(r[key] or 0), float(r[f"{key}_error"] or 0)
            rows.append({
                "level": r["name"], "month": r["months"], "what": kind, "share": share,
                "low": max(0.0, share - 2 * error), "high": min(1.0, share + 2 * error),
            })  # fmt: skip
    kinds = ["signed by", "in force at"]
    scale = alt.Scale(domain=kinds, range=[SERIES[0], SERIES[2]])
    dash = alt.StrokeDash("what:N", scale=alt.Scale(domain=kinds, range=[[1, 0], [5, 3]]), legend=None)
    shade = alt.Color("what:N", scale=scale, legend=None)
    y = alt.Y("share:Q", title="chance", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    last = max((float(r["month"]) for r in rows), default=1.0)
    x = alt.X("month:Q", title="months from the day of the case", scale=alt.Scale(domain=[0, last], nice=False))
    panels = []
    for number, level in enumerate(dict.fromkeys(str(r["level"]) for r in rows)):
        legend = None if number else alt.Legend(title=None, orient="top-left", symbolType="stroke", symbolStrokeWidth=2)
        color = alt.Color("what:N", scale=scale, legend=legend)
        heading = alt.TitleParams(level, fontSize=12, fontWeight="normal", color=INK)
        base = alt.Chart(data([r for r in rows if r["level"] == level]), title=heading).encode(x=x)
        band = base.mark_area(opacity=0.25).encode(y=alt.Y("low:Q", title="chance"), y2="high:Q", color=shade)
        line = base.mark_line(strokeWidth=2).encode(y=y, color=color, strokeDash=dash)
        panels.append((band + line).resolve_scale(color="independent").properties(width=200, height=150))
    chart: alt.TopLevelMixin = alt.concat(*panels, columns=3).properties(
        title=alt.TitleParams(found.title, subtitle="share of simulated runs; shading: two standard errors"),
        description=" ".join(found.sentences()),
    )
    return chart
