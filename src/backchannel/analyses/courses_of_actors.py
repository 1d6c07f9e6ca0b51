"""A picture of where actors go, a line each, their names where the lines end: those too near to tell apart in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from backchannel.core.finding import Row
from backchannel.core.theme import INK, data

NEAR = 0.035
"""Ends nearer than this share of the scale have one label."""
NAMED = 3
WIDTH, HEIGHT = 420, 300


def courses_of_actors(rows: Sequence[Row], step: str, low: float, high: float) -> Any:
    """Lines of ``position`` over ``step`` for each ``actor``, on a scale from ``low`` to ``high``."""
    last = max(int(r[step] or 0) for r in rows)
    ends = sorted((float(r["position"] or 0), str(r["actor"])) for r in rows if r[step] == last)
    y = alt.Y("position:Q", title="position", scale=alt.Scale(domain=[low, high], nice=False))
    x = alt.X(
        f"{step}:Q", title=step, axis=alt.Axis(tickMinStep=1), scale=alt.Scale(domain=[0, max(last, 1)], nice=False)
    )
    lines = (
        alt.Chart(data(rows))
        .mark_line(color=INK, opacity=0.45, strokeWidth=1.2)
        .encode(x=x, y=y, detail="actor:N")
        .properties(width=WIDTH, height=HEIGHT)
    )
    labels: list[dict[str, Any]] = [
        {step: last, "position": place, "label": name} for place, name in names_at_ends(ends, high - low)
    ]
    names = alt.Chart(data(labels)).mark_text(align="left", dx=4, fontSize=9, color=INK)
    return alt.layer(lines, names.encode(x=x, y=y, text="label:N"))


def names_at_ends(ends: Sequence[tuple[float, str]], span: float) -> list[tuple[float, str]]:
    """Where to write which names, given ends in order of their place.

    >>> names_at_ends([(0.0, "A"), (0.01, "B"), (0.5, "C"), (1.0, "D"), (1.0, "E"), (1.0, "F"), (1.0, "G")], 1.0)
    [(0.005, 'A, B'), (0.5, 'C'), (1.0, 'D, E, F and 1 more')]
    """
    groups: list[list[tuple[float, str]]] = []
    for place, name in ends:
        if groups and place - groups[-1][0][0] <= NEAR * span:
            groups[-1].append((place, name))
        else:
            groups.append([(place, name)])
    out = []
    for group in groups:
        more = len(group) - NAMED
        text = ", ".join(name for _, name in group[:NAMED]) + (f" and {more} more" if more > 0 else "")
        out.append((sum(place for place, _ in group) / len(group), text))
    return out
