"""The picture of a score: how often what was given a chance came about, and the score day by day."""

from __future__ import annotations

import altair as alt

from backchannel.core.finding import Finding
from backchannel.core.theme import INK, QUIET, SERIES, data

ONE_CASE = "one case is no track record"
"""What a score of one case says of itself, in words and in the picture."""

MOST = 4
"""Forecasters that are drawn; those with most questions."""


def picture(found: Finding) -> alt.TopLevelMixin:
    """Calibration by band, a panel a forecaster, the diagonal is perfect; and the mean Brier score day by day."""
    rows = sorted(found.rows, key=lambda r: (-int(r["questions"] or 0), str(r["forecaster"])))
    shown = [str(r["forecaster"]) for r in rows[:MOST]]
    more = len(found.rows) - len(shown)
    subtitle = "bars: 95%, as if questions were independent; numbers: how many questions"
    if more:
        subtitle += f"; {more} forecasters with fewer questions are not drawn"
    if any(ONE_CASE in sentence for sentence in found.sentences()):
        subtitle = f"{ONE_CASE}; {subtitle}"
    panels = [_calibration(found, who, 300 if len(shown) == 1 else 220) for who in shown]
    whole = alt.hconcat(*panels, _days(found, shown)) if len(shown) == 1 else _stacked(panels, _days(found, shown))
    chart: alt.TopLevelMixin = whole.resolve_scale(color="independent", strokeDash="independent").properties(
        title=alt.TitleParams(found.title, subtitle=subtitle), description=" ".join(found.sentences())
    )
    return chart


def _stacked(panels: list[alt.LayerChart], days: alt.LayerChart) -> alt.VConcatChart:
    stacked: alt.VConcatChart = alt.vconcat(alt.concat(*panels, columns=2), days)
    return stacked


def _calibration(found: Finding, who: str, size: int) -> alt.LayerChart:
    part = next(p for p in found.parts if p.title == "Calibration")
    rows = [dict(r) for r in part.rows if r["forecaster"] == who]
    scale = alt.Scale(domain=[-0.02, 1.02], nice=False, zero=False)
    axis = alt.Axis(format="%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    x = alt.X("mean:Q", title="chance given", scale=scale, axis=axis)
    y = alt.Y("share:Q", title="share that came about", scale=scale, axis=axis)
    diagonal = (
        alt.Chart(data([{"mean": 0.0, "share": 0.0}, {"mean": 1.0, "share": 1.0}]))
        .mark_line(color=QUIET, strokeDash=[4, 4], strokeWidth=1)
        .encode(x=x, y=y)
    )
    base = alt.Chart(data(rows), title=f"Calibration: {who}")
    bars = base.mark_rule(strokeWidth=1.5, color=SERIES[1]).encode(
        x=x, y=alt.Y("low:Q", title="share that came about"), y2="high:Q"
    )
    dots = base.mark_point(filled=True, size=80, opacity=1, color=SERIES[0]).encode(x=x, y=y)
    counts = base.mark_text(align="left", dx=7, dy=-7, color=INK, fontSize=10).encode(x=x, y=y, text="count:Q")
    chart: alt.LayerChart = (diagonal + bars + dots + counts).properties(width=size, height=size)
    return chart


def _days(found: Finding, shown: list[str]) -> alt.LayerChart:
    part = next(p for p in found.parts if p.title == "Day by day")
    rows = [dict(r) for r in part.rows if r["forecaster"] in shown]
    dash = [[1, 0], [6, 3], [2, 3], [8, 3, 2, 3]]
    x = alt.X("day:T", title=None, axis=alt.Axis(tickCount=5, labelOverlap=True))
    y = alt.Y("brier:Q", title="mean Brier score of what stood", scale=alt.Scale(domain=[0, 1]))
    domain = alt.Scale(domain=shown, range=list(SERIES[: len(shown)]))
    dashes = alt.Scale(domain=shown, range=dash[: len(shown)])
    legend = None if len(shown) == 1 else alt.Legend(title=None, symbolType="stroke", symbolStrokeWidth=2)
    base = alt.Chart(data(rows), title="Day by day, 0 is best (dashed: a constant 50%)")
    line = base.mark_line(strokeWidth=2, interpolate="step-after").encode(
        x=x,
        y=y,
        color=alt.Color("forecaster:N", scale=domain, legend=legend),
        strokeDash=alt.StrokeDash("forecaster:N", scale=dashes, legend=legend),
    )
    half = alt.Chart(data([{"brier": 0.25}])).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(y=y)
    chart: alt.LayerChart = (half + line).properties(
        width=300 if len(shown) == 1 else 520, height=300 if len(shown) == 1 else 200
    )
    return chart
