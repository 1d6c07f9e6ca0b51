"""The tornado: for each outcome, how far single inputs move it between the ends of their doubt."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import altair as alt

from backchannel.analyses.sensitivity.tornado import SURE
from backchannel.core.finding import Finding
from backchannel.core.theme import INK, SERIES, data

PANELS = 6
BARS = 6
ENDS = ("input low", "input high")
WIDE = 34
"""Signs on a line beside a bar."""
LINES = "split(datum.label, '\\n')"


def picture(found: Finding) -> alt.TopLevelMixin:
    """Panels of bars from the share as drawn to that with one input low and high; whiskers are two errors.

    The outcomes that move most come first. Raises ValueError where no tornado was made.
    """
    part = next((p for p in found.parts if p.title == "One at a time"), None)
    if part is None or not part.rows:
        raise ValueError(f"{found.title}: only a tornado makes a picture; ask for --method tornado or all")
    told: dict[str, float] = {}
    for r in part.rows:
        beyond = abs(float(r["swing"] or 0)) - SURE * float(r["swing_error"] or 0)
        told[str(r["outcome"])] = max(told.get(str(r["outcome"]), -1.0), beyond)
    last = {outcome.partition(" ")[0]: outcome for outcome in told}  # of a question the last date alone
    outcomes = sorted(last.values(), key=lambda outcome: -told[outcome])[:PANELS]
    panels = [_panel(part, outcome, n == 0) for n, outcome in enumerate(outcomes)]
    chart: alt.TopLevelMixin = alt.concat(*panels, columns=2).properties(
        title=alt.TitleParams(
            found.title,
            subtitle="share of runs with one input at its 10th or 90th percentile, all others as drawn; "
            "line: as things stand; whiskers: two standard errors of the change",
        ),
        description=" ".join(found.sentences()),
    )
    return chart


def _in_lines(words: object) -> str:
    """An input on at most three lines, as a long one would leave little room for its bar."""
    return "\n".join(wrap(str(words), WIDE, max_lines=3, placeholder=" \u2026"))


def _panel(part: Finding, outcome: str, first: bool) -> Any:
    mine = [r for r in part.rows if r["outcome"] == outcome and r["swing"] is not None][:BARS]
    rows: list[dict[str, Any]] = []
    for r in mine:
        now = float(r["as_is"] or 0)
        for end, key in zip(ENDS, ("low", "high"), strict=True):
            there, error = float(r[f"at_{key}"] or 0), float(r[f"change_{key}_error"] or 0)
            rows.append({
                "input": _in_lines(r["input_in_words"]), "end": end, "now": now, "share": there,
                "from": max(0.0, there - 2 * error), "to": min(1.0, there + 2 * error),
            })  # fmt: skip
    order = [_in_lines(r["input_in_words"]) for r in mine]
    scale = alt.Scale(domain=list(ENDS), range=[SERIES[2], SERIES[3]])
    legend = alt.Legend(title=None, orient="top", symbolType="square") if first else None
    # every axis is drawn from this one frame, so that bars, whiskers and the line agree
    base = alt.Chart(data(rows)).encode(
        y=alt.Y("input:N", sort=order, title=None, axis=alt.Axis(labelExpr=LINES, labelPadding=6)),
        yOffset=alt.YOffset("end:N", sort=list(ENDS)),
    )
    x = alt.X(
        "share:Q",
        title="share of runs",
        axis=alt.Axis(format="%", tickCount=5, labelFlush=False),
        scale=alt.Scale(zero=False, nice=True),
    )
    bars = base.mark_bar(height=7).encode(x=x, x2="now:Q", color=alt.Color("end:N", scale=scale, legend=legend))
    whiskers = base.mark_rule(color=INK).encode(x="from:Q", x2="to:Q")
    line = alt.Chart(data(rows[:1])).mark_rule(color=INK, strokeWidth=1.5).encode(x="now:Q")
    heading = alt.TitleParams(str(mine[0]["says"]) if mine else outcome, fontSize=12, fontWeight="normal", color=INK)
    return alt.layer(bars, whiskers, line).properties(title=heading, width=240, height=alt.Step(16))
