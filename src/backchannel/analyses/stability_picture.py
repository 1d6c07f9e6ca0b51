"""How often what lasts, by level: the outcomes found in most draws."""

from __future__ import annotations

import textwrap

import altair as alt

from backchannel.core.finding import Finding, Row
from backchannel.core.theme import INK, SERIES, data
from backchannel.core.words import percent

MOST = 4
"""Outcomes drawn of a level."""

LETTERS = 72


def shortened(text: str) -> str:
    """A text cut at a word.

    >>> shortened("no text")
    'no text'
    """
    return textwrap.shorten(text, LETTERS, placeholder=" …")


def picture(found: Finding) -> alt.TopLevelMixin:
    """A panel a level, a bar an outcome: the share of draws in which it lasts (Nash dark, SEQ light)."""
    runs = int(found.manifest["runs"])
    bars: list[Row] = []
    levels = list(dict.fromkeys(str(r["level"]) for r in found.rows))
    for level in levels:
        for n, row in enumerate([r for r in found.rows if r["level"] == level][:MOST]):
            for concept in ("SEQ", "Nash"):
                share = float(row[concept] or 0)
                bars.append(
                    {
                        "level": level.replace("_", " "), "outcome": f"{n + 1}. {shortened(str(row['outcome']))}",
                        "concept": f"lasts ({concept})", "share": share,
                        "text": percent(share, runs) if concept == "SEQ" else "",
                    }
                )  # fmt: skip
    base = alt.Chart().encode(
        y=alt.Y("outcome:N", title=None, sort=None, axis=alt.Axis(labelLimit=480, labelFontSize=10)),
        x=alt.X(
            "share:Q", title="share of draws", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1.08], nice=False),
            stack=None,
        ),
    )  # fmt: skip
    kinds = ["lasts (SEQ)", "lasts (Nash)"]
    color = alt.Color(
        "concept:N",
        scale=alt.Scale(domain=kinds, range=[SERIES[3], SERIES[1]]),
        title=None,
        legend=alt.Legend(orient="bottom"),
    )
    words = base.mark_text(align="left", dx=4, color=INK, fontSize=10).encode(text="text:N")
    chart: alt.TopLevelMixin = (
        alt.layer(base.mark_bar(height=12).encode(color=color), words, data=data(bars))
        .properties(width=300, height=alt.Step(20))
        .facet(row=alt.Row("level:N", title=None, sort=[x.replace("_", " ") for x in levels],
                           header=alt.Header(labelAngle=0, labelAlign="left", labelFontSize=11)))
        .resolve_scale(y="independent")
        .properties(
            title=alt.TitleParams(found.title, subtitle="share of draws, under these inputs; no forecast"),
            description=" ".join(found.sentences()),
        )
    )  # fmt: skip
    return chart
