"""A picture of second opinions: an issue a panel, a model a line, and the best texts that signers accept beneath."""

from __future__ import annotations

from typing import Any

import altair as alt

from backchannel.analyses.opining.texts import FEW
from backchannel.core.finding import Finding, Row
from backchannel.core.theme import INK, QUIET, SERIES, SHAPES, data

WIDE = 3
KINDS = ("published model", "text all signers accept (Nash)")
BAND, WIDTH, STEP = "#e9eef3", 190, 15


def picture(found: Finding) -> alt.TopLevelMixin:
    """Median and 80% range of each model; grey: from the lowest position to the highest; dashed: the status quo."""
    ends, ours = found.parts[0], found.parts[3]
    issues = [str(r["issue"]) for r in ends.rows]
    enough = min(FEW, int(found.manifest["runs"]))
    texts = [r for r in ours.rows if r["rule"] == "nash" and int(r["draws"] or 0) >= enough]
    names = list(dict.fromkeys(str(r["model"]) for r in found.rows))
    names += list(dict.fromkeys(_place(r) for r in texts))
    panels = [
        _panel(found, end, [r for r in texts if r["issue"] == end["issue"]], names, first=n % WIDE == 0)
        for n, end in enumerate(ends.rows)
    ]
    rows = [alt.hconcat(*panels[n : n + WIDE], spacing=14) for n in range(0, len(issues), WIDE)]
    chart: alt.TopLevelMixin = alt.vconcat(*rows).properties(
        title=alt.TitleParams(
            found.title,
            subtitle=[
                "median and 80% range over the doubts, points of 100; grey: from the lowest private position to the "
                "highest; dashed: status quo",
                f"a text is shown where {enough} draws or more hold one that all who must sign accept; it says nothing "
                "of how often",
            ],
        ),
        description=" ".join(found.sentences()),
    )
    return chart


def _place(row: Row) -> str:
    return f"text: {row['level']}, {row['track']}".replace("_", " ")


def _panel(found: Finding, end: Row, texts: list[Row], names: list[str], *, first: bool) -> Any:
    shown = [
        {
            "model": str(r["model"]),
            "kind": KINDS[0],
            **{c: round(float(r[c] or 0), 2) for c in ("median", "low", "high")},
        }
        for r in found.rows
        if r["issue"] == end["issue"] and r["median"] is not None
    ]
    shown += [
        {"model": _place(r), "kind": KINDS[1], **{c: round(float(r[c] or 0), 2) for c in ("median", "low", "high")}}
        for r in texts
    ]
    for one in shown:
        one["model"] = str(one["model"]).replace("_", " ")
    order = [n.replace("_", " ") for n in names]
    scale = alt.Scale(domain=[0, 100], nice=False)
    x = alt.X("median:Q", title=None, scale=scale)
    y = alt.Y("model:N", sort=order, scale=alt.Scale(domain=order), title=None, axis=alt.Axis() if first else None)
    legend = alt.Legend(orient="bottom")
    color = alt.Color("kind:N", scale=alt.Scale(domain=list(KINDS), range=[SERIES[1], INK]), title=None, legend=legend)
    shape = alt.Shape(
        "kind:N", scale=alt.Scale(domain=list(KINDS), range=[SHAPES[0], SHAPES[3]]), title=None, legend=legend
    )
    band = [{"a": float(end["lowest"] or 0), "b": float(end["highest"] or 0), "q": float(end["status_quo"] or 0)}]
    base = alt.Chart(data(shown))
    return alt.layer(
        alt.Chart(data(band)).mark_rect(color=BAND).encode(x=alt.X("a:Q", scale=scale), x2="b:Q"),
        alt.Chart(data(band)).mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x=alt.X("q:Q", scale=scale)),
        base.mark_rule(strokeWidth=1.5).encode(
            x=alt.X("low:Q", scale=scale, title=None), x2="high:Q", y=y, color=color
        ),
        base.mark_point(filled=True, size=34, opacity=1).encode(x=x, y=y, color=color, shape=shape),
    ).properties(
        width=WIDTH, height=alt.Step(STEP), title=alt.TitleParams(str(end["issue"]).replace("_", " "), fontSize=12)
    )
