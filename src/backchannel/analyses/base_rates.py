"""`validate base-rates`: how and when wars ended, from the files of UCDP or as the program holds it.

A case is set beside these figures by `base_rate` and `beside`; `default_clocks` gives the rates of a clock for a war of
which nothing is known. What is counted and how: `analyses/baserates`, and the page on base rates.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt

from backchannel.analyses.baserates.beside import beside
from backchannel.analyses.baserates.figures import COLUMNS, DEAL, GOING_ON, OTHERWISE, Shipped, derive, held, shipped
from backchannel.analyses.baserates.reading import read_files
from backchannel.analyses.baserates.reference import BaseRate, base_rate, comparable, default_clocks
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.theme import INK, SERIES, SHAPES, data

__all__ = ["BaseRate", "base_rate", "base_rates", "beside", "comparable", "default_clocks"]

SHOWN_MONTHS = 120.0
CURVES = {GOING_ON: "still fighting", DEAL: "ended by a deal", OTHERWISE: "ended otherwise"}


def base_rates(folder: Path | None = None) -> Finding:
    """How and when wars ended since 1989: the figures that ship, or those that the files in a folder give.

    Rows: `figure` (what kind, see the page on base rates), class `dyads` and `years`, `what`, `months` (blank where no
    time belongs to it), `value` with 95% from `low` to `high`, and the `n`, `events` and `conflicts` it rests on.
    Shares, or rates a month for `hazard`, `clock` and `stages`. Raises AskError with one message about a file that is
    not as expected.

    >>> found = base_rates()
    >>> row = found.rows[found.find({"figure": "ends", "dyads": "all", "what": "low activity"})]
    >>> row["value"], row["n"], str(found.label)
    (0.4725, 510, 'public')
    """
    figures = shipped() if folder is None else held(derive(read_files(folder)))
    return Finding(
        title=f"How wars ended, {figures.years}",
        columns=COLUMNS,
        rows=figures.rows,
        text=(*_sentences(figures), _made_from(figures, folder is None)),
        label=Label.PUBLIC,
        manifest={"program": figures.program, "sources": list(figures.sources), "settings": {"analysis": "base rates"}},
        picture=picture,
    )


def _one(figures: Shipped, figure: str, what: str, months: float | None = None, **where: str) -> Row:
    return next(r for r in figures.at(figure, what, **where) if r["months"] == months)


def _percent(row: Row) -> str:
    value, low, high = (f"{100 * float(row[k] or 0):.0f}" for k in ("value", "low", "high"))
    return f"{value}% ({low}-{high})"


def _rate(row: Row) -> str:
    value, low, high = (f"{100 * float(row[k] or 0):.1f}" for k in ("value", "low", "high"))
    return f"{value}% ({low}-{high})"


def _sentences(f: Shipped) -> tuple[str, ...]:
    ends = {what: _percent(_one(f, "ends", what)) for what in (DEAL, "low activity")}
    n = _one(f, "ends", DEAL)["n"]
    alone, many = (_one(f, "hazard", DEAL, dyads=d) for d in ("1", "4+"))
    ended = [_one(f, "hazard", "any end", dyads=d) for d in ("1", "4+")]
    early, late = (_one(f, "hazard", DEAL, years=y) for y in ("0-0.25", "5-10"))
    clock = _one(f, "clock", "b")
    stages = {what: _rate(_one(f, "stages", what)) for what in ("deal after one", "deal without one")}
    going = [_one(f, "from_a_day", DEAL, m) for m in (12.0, 36.0)]
    full, partial = (_percent(_one(f, "agreements", f"{kind} ended", 60.0)) for kind in ("full", "partial"))
    return (
        f"Of {n} episodes that ended, {ends[DEAL]} did so by a deal, a ceasefire or a peace agreement; "
        f"{ends['low activity']} by fighting falling below 25 deaths a year, which is no peace.",
        f"Of dyads found fighting on some day, {_percent(going[0])} ended by a deal within a year and "
        f"{_percent(going[1])} within three; an episode that ended otherwise cannot end by a deal any more.",
        f"With four or more fighting dyads, episodes end otherwise more often, not by deals more slowly: deals come in "
        f"{_rate(alone)} of months with one dyad and {_rate(many)} with four or more, ends of any kind in "
        f"{_rate(ended[0])} and {_rate(ended[1])}.",
        f"Deals come early: in {_rate(early)} of months in the first quarter of a year of an episode, in {_rate(late)} "
        "after five to ten years. "
        + (
            f"No first stage in which a war ripens can be seen: one constant rate, {_rate(_one(f, 'clock', 'a'))} a "
            f"month, fits as well as any two-stage clock, whose second stage would move at {clock['low']:.0f} or more "
            "a month."
            if clock["value"] is None
            else f"A war ripens and then comes to a deal at {clock['value']:.2f} a month."
        ),
        f"After a first agreement, deals that end the fighting come in {stages['deal after one']} of months; without "
        f"one in {stages['deal without one']}. Parties that sign are not like those that do not.",
        f"Of full agreements, {full} ended within five years; of partial ones {partial}.",
        "The unit is a dyad's episode of fighting, not a conference; intervals are 95% and allow for the dyads of one "
        "conflict being alike.",
    )


def _made_from(figures: Shipped, ours: bool) -> str:
    files = " and ".join(f"{s['name']} (version {s['version']}, {s['sha256'][:12]})" for s in figures.sources)
    if ours:
        return f"They ship with the program: {figures.program} derived them from {files}. --data DIR derives them anew."
    changed = _differ(figures.rows, shipped().rows)
    same = "they are those that ship" if not changed else f"{changed} of them are not as in the program"
    return f"{len(figures.rows)} figures derived from {files}; {same}."


def _differ(rows: Sequence[Row], others: Sequence[Row]) -> int:
    """How many rows are not among the others."""
    known = {tuple(r.values()) for r in others}
    return sum(tuple(r.values()) not in known for r in rows)


def picture(found: Finding) -> alt.TopLevelMixin:
    """Left: what becomes of an episode over ten years; right: a deal within one and three years, by fighting dyads."""
    rows: list[dict[str, Any]] = [
        {"years": 0.0, "what": said, "share": start, "low": start, "high": start}
        for said, start in zip(CURVES.values(), (1.0, 0.0, 0.0), strict=True)
    ]
    rows += [
        {"years": float(r["months"] or 0) / 12, "what": CURVES[str(r["what"])], **_shown(r)}
        for r in found.rows
        if r["figure"] == "survival" and r["what"] in CURVES and float(r["months"] or 0) <= SHOWN_MONTHS
    ]  # fmt: skip
    scale = alt.Scale(domain=list(CURVES.values()), range=[SERIES[0], SERIES[1], SERIES[2]])
    dash = alt.Scale(domain=list(CURVES.values()), range=[[1, 0], [6, 3], [2, 3]])
    color = alt.Color("what:N", scale=scale, legend=None)
    x = alt.X("years:Q", title="years since it began")
    title = "An episode of fighting, from its first day"
    base = alt.Chart(data(rows), title=title).encode(x=x, color=color)
    axis = alt.Axis(format="%")
    line = base.mark_line(strokeWidth=2).encode(
        y=alt.Y("share:Q", title="share of episodes", axis=axis, scale=alt.Scale(domain=[0, 1])),
        strokeDash=alt.StrokeDash("what:N", scale=dash, legend=None),
    )
    band = base.mark_area(opacity=0.2).encode(y=alt.Y("low:Q", title="share of episodes"), y2="high:Q")
    last = alt.Chart(data([r for r in rows if r["years"] == SHOWN_MONTHS / 12]))
    names = last.mark_text(align="left", dx=6, color=INK).encode(x="years:Q", y="share:Q", text="what:N")
    left = (band + line + names).properties(width=330, height=260)
    chart: alt.TopLevelMixin = (
        alt.hconcat(left, _by_dyads(found))
        .resolve_scale(color="independent", shape="independent")
        .properties(
            title=alt.TitleParams(
                found.title, subtitle="UCDP; deal: ceasefire or peace agreement; 95% intervals by conflict"
            ),
            description=" ".join(found.sentences()),
        )
    )
    return chart


def _shown(row: Row) -> dict[str, Any]:
    return {"share": row["value"], "low": row["low"], "high": row["high"]}


def _by_dyads(found: Finding) -> alt.LayerChart:
    times = {12.0: "within a year", 36.0: "within three years"}
    names = {"all": "any number", "1": "one", "2": "two", "3+": "three or more"}
    rows = [
        {"dyads": names[str(r["dyads"])], "time": times[float(r["months"] or 0)], **_shown(r)}
        for r in found.rows
        if r["figure"] == "from_a_day" and r["what"] == DEAL and r["years"] == "all" and r["months"] in times
    ]  # fmt: skip
    order = list(times.values())
    y = alt.Y("dyads:N", sort=list(names.values()), title="fighting dyads of the conflict")
    offset = alt.YOffset("time:N", sort=order)
    legend = alt.Legend(orient="bottom")
    scale = alt.Scale(domain=order, range=[SERIES[0], SERIES[2]])
    color = alt.Color("time:N", scale=scale, title=None, legend=legend)
    base = alt.Chart(data(rows), title="A dyad found fighting: ended by a deal")
    reach = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", title="share of dyads", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 0.4])),
        x2="high:Q",
        y=y,
        yOffset=offset,
        color=color,
    )
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        x="share:Q",
        y=y,
        yOffset=offset,
        color=color,
        shape=alt.Shape("time:N", scale=alt.Scale(domain=order, range=list(SHAPES[:2])), title=None, legend=legend),
    )
    chart: alt.LayerChart = (reach + dots).properties(width=260, height=260)
    return chart
