"""Effects of single levers as a picture: a panel a quantity, a line a lever, with its interval."""

from __future__ import annotations

from typing import Any

import altair as alt

from backchannel.core.finding import Finding
from backchannel.core.theme import INK, QUIET, SERIES, SHAPES, data

KINDS = ["interval leaves out 0", "interval holds 0"]
MOST = 6
"""Panels at most: the quantities that some lever moves most."""


def picture(found: Finding) -> alt.TopLevelMixin:
    """Points and 95% intervals of each lever alone, on the quantities that levers move most."""
    rows = [r for r in found.rows if r["pulled"] == 1 and r["effect"] is not None]
    most: dict[tuple[Any, Any], float] = {}
    for row in rows:
        key = (row["quantity"], row["by"])
        most[key] = max(most.get(key, 0.0), abs(float(row["effect"] or 0.0)))
    keys = sorted(most, key=lambda key: -most[key])
    last = {key[0]: key for key in reversed(keys)}  # of a question with several dates, the one that moves most
    chosen = [key for key in keys if last[key[0]] == key][:MOST]
    names = {str(r["lever"]): str(r["lever"]).replace("_", " ") for part in found.parts if part.title == "Levers"
             for r in part.rows}  # fmt: skip
    reach = max((max(abs(float(r[c] or 0.0)) for c in ("low", "high")) for r in rows
                 if (r["quantity"], r["by"]) in chosen), default=0.01)  # fmt: skip
    scale = alt.Scale(domain=[-100 * reach, 100 * reach], nice=True)
    panels: list[Any] = []
    for number, key in enumerate(chosen):
        shown = [
            {
                "lever": names.get(str(r["levers"]), str(r["levers"])),
                "effect": 100 * float(r["effect"] or 0.0),
                "low": 100 * float(r["low"] or 0.0),
                "high": 100 * float(r["high"] or 0.0),
                "clear": KINDS[0] if r["clear"] else KINDS[1],
            }
            for r in rows
            if (r["quantity"], r["by"]) == key
        ]
        heading = f"{key[0]}".replace("_", " ").replace(".", ": ") + (f", by {key[1]}" if key[1] else "")
        colour = alt.Color("clear:N", scale=alt.Scale(domain=KINDS, range=[SERIES[0], QUIET]), legend=None)
        shape = alt.Shape("clear:N", scale=alt.Scale(domain=KINDS, range=list(SHAPES[:2])), legend=None)
        order = list(names.values())
        base = alt.Chart(data(shown), title=alt.TitleParams(heading, fontSize=12, fontWeight="normal", color=INK))
        y = alt.Y("lever:N", sort=order, title=None, axis=alt.Axis(labelLimit=220) if number % 2 == 0 else None)
        x = alt.X("low:Q", scale=scale, title="change in points")
        zero = alt.Chart(data([{"zero": 0}])).mark_rule(color=INK, strokeDash=[3, 3]).encode(x="zero:Q")
        line = base.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q", y=y, color=colour)
        dot = base.mark_point(filled=True, size=60, opacity=1).encode(
            x=alt.X("effect:Q", scale=scale), y=y, color=colour, shape=shape
        )
        panels.append((zero + line + dot).properties(width=250, height=alt.Step(17)))
    chart: alt.TopLevelMixin = alt.concat(*panels, columns=2).properties(
        title=alt.TitleParams(
            found.title,
            offset=14,
            subtitle="each lever alone: change against nothing pulled, 95% intervals; dark circle: it leaves out 0",
        ),
        description=" ".join(found.sentences()),
    )
    return chart
