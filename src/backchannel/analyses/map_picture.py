"""The actor map as one picture: shape by role, lightness by side, area by strength, line by kind of link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from backchannel.analyses.map_layout import Places, box, places, routes, wrapped
from backchannel.core.finding import Finding, Row
from backchannel.core.theme import INK, QUIET, SERIES, data

SHAPES = {
    "principal": "square",
    "leader": "diamond",
    "insider": "triangle-down",
    "faction": "triangle-right",
    "backer": "circle",
    "armed": "triangle-up",
    "audience": "M-1,-0.35H1V0.35H-1Z",
    "mediator": "cross",
}
SHADES = tuple(SERIES[n] for n in (0, 2, 3, 1))
"""Of the sides, in the order of the file: the first two furthest apart."""

SMALL, LARGE = 150.0, 1200.0
"""Area of a mark in square pixels: without strength, and of the strongest."""

HUB = 4.5
LINKS = {"tie": "tie (width: support)", "channel": "seat on a track", "split": "split from", "belongs": "part of"}
DASHES = {"tie": [1, 0], "channel": [1.5, 3.5], "split": [7, 4], "belongs": [1, 0]}
INKS = {"tie": "#9fb2c4", "channel": QUIET, "split": INK, "belongs": INK}
NO_SIDE = "no side"


def picture(found: Finding, seats: Mapping[str, tuple[str, Sequence[str]]]) -> alt.TopLevelMixin:
    """The map of a Finding of `actor_map`; ``seats`` gives each track's name and members."""
    links = found.parts[0].rows
    ground = places(found.rows, links, {id: members for id, (_, members) in seats.items()})
    strongest = max((float(row["capability"] or 0) for row in found.rows), default=0.0) or 1.0
    nodes = [_node(row, ground, strongest) for row in found.rows]
    hubs = [
        {"id": f"track {id}", "x": place[0], "y": place[1], "radius": HUB, "text": wrapped(name)}
        for id, (name, _) in seats.items()
        if (place := ground.at.get(f"track {id}"))
    ]
    layers = [_lines(_links(links, seats, ground, [*nodes, *hubs]), ground)]
    if hubs:
        layers.append(_hubs(hubs))
    if nodes:
        layers += [_marks(nodes), *_texts(nodes)]
    note = f"area: strength, where coded; label: {found.label}"
    chart: alt.TopLevelMixin = (
        alt.layer(*layers)
        .properties(
            width=ground.width,
            height=ground.height,
            title=alt.TitleParams(found.title, offset=12, subtitle=note),
            description=" ".join(found.sentences()),
        )
        .resolve_scale(stroke="independent", strokeDash="independent", fill="independent", shape="independent")
    )
    return chart


def _node(row: Row, ground: Places, strongest: float) -> dict[str, Any]:
    x, y = ground.at[str(row["actor"])]
    strength = float(row["capability"] or 0)
    area = SMALL + (LARGE - SMALL) * strength / strongest
    radius = (area / 3.1416) ** 0.5 * 1.1
    return {
        "id": row["actor"],
        "x": x,
        "y": y,
        "role": row["role"],
        "side": NO_SIDE if row["side"] is None else str(row["side"]).replace("_", " "),
        "area": area,
        "radius": radius,
        "text": wrapped(str(row["name"])),
        "under": y + radius + 5,
    }


def _links(
    links: Sequence[Row],
    seats: Mapping[str, tuple[str, Sequence[str]]],
    ground: Places,
    marks: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Each link as points along its way, a row each; who sits on a track is joined to the track."""
    widths: dict[tuple[str, frozenset[str]], float] = {}
    for x in links:  # a tie each way is one line
        if x["kind"] != "channel":
            one = str(x["kind"]), frozenset((str(x["source"]), str(x["target"])))
            widths[one] = max(widths.get(one, 0.0), float(x["support"] or 0))
    drawn = [(kind, min(ends), max(ends), support) for (kind, ends), support in widths.items()]
    drawn += [("channel", member, f"track {id}", 0.0) for id, (_, members) in seats.items() for member in members]
    drawn.sort(key=lambda one: list(LINKS).index(one[0]))
    boxes = {str(m["id"]): box((m["x"], m["y"]), m["radius"], m["text"]) for m in marks}
    ways = routes([(a, b) for _, a, b, _ in drawn], ground.at, boxes)
    return [
        {
            "link": number,
            "kind": LINKS[kind],
            "wide": 1.5 + 7.5 * support if kind == "tie" else 1.4,
            "step": step,
            "x": x,
            "y": y,
        }
        for number, ((kind, _, _, support), way) in enumerate(zip(drawn, ways, strict=True))
        for step, (x, y) in enumerate(way)
    ]


def _at(ground: Places) -> dict[str, Any]:
    return {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, ground.width], nice=False, zero=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[ground.height, 0], nice=False, zero=False)),
    }


def _legend(title: str, columns: int) -> alt.Legend:
    return alt.Legend(
        title=title, orient="bottom", columns=columns, symbolStrokeWidth=2, symbolSize=200, columnPadding=14
    )


def _lines(points: list[dict[str, Any]], ground: Places) -> Any:
    keys = [key for key, name in LINKS.items() if any(p["kind"] == name for p in points)]
    kinds = [LINKS[key] for key in keys]
    dashes: list[Any] = [DASHES[key] for key in keys]
    legend = _legend("link", 2) if kinds else None
    return (
        alt.Chart(data(points))
        .mark_line(strokeCap="butt")
        .encode(
            **_at(ground),
            detail="link:N",
            order="step:Q",
            strokeWidth=alt.StrokeWidth("wide:Q", scale=None, legend=None),
            strokeDash=alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=dashes), legend=legend),
            stroke=alt.Stroke("kind:N", scale=alt.Scale(domain=kinds, range=[INKS[k] for k in keys]), legend=legend),
        )
    )


def _hubs(hubs: list[dict[str, Any]]) -> Any:
    base = alt.Chart(data(hubs)).encode(x="x:Q", y="y:Q")
    box = base.mark_point(shape="circle", size=62, filled=True, fill="white", stroke=QUIET, strokeWidth=1.5, opacity=1)
    words: dict[str, Any] = {"fontSize": 10, "fontStyle": "italic", "lineBreak": "\n", "baseline": "top", "dy": 8}
    halo = base.mark_text(**words, stroke="white", strokeWidth=4).encode(text="text:N")
    return alt.layer(box, halo, base.mark_text(**words, color=QUIET).encode(text="text:N"))


def _marks(nodes: list[dict[str, Any]]) -> Any:
    roles = [role for role in SHAPES if any(node["role"] == role for node in nodes)]
    sides = list(dict.fromkeys(str(node["side"]) for node in nodes if node["side"] != NO_SIDE))
    shades = {side: SHADES[n % len(SHADES)] for n, side in enumerate(sides)}
    if any(node["side"] == NO_SIDE for node in nodes):
        shades[NO_SIDE] = "white"
    return (
        alt.Chart(data(nodes))
        .mark_point(filled=True, opacity=1, stroke=INK, strokeWidth=1.2)
        .encode(
            x="x:Q",
            y="y:Q",
            size=alt.Size("area:Q", scale=None, legend=None),
            shape=alt.Shape(
                "role:N",
                scale=alt.Scale(domain=roles, range=[SHAPES[role] for role in roles]),
                legend=_legend("role", 4),
            ),
            fill=alt.Fill(
                "side:N", scale=alt.Scale(domain=list(shades), range=list(shades.values())), legend=_legend("side", 2)
            ),
        )
    )


def _texts(nodes: list[dict[str, Any]]) -> list[Any]:
    base = alt.Chart(data(nodes)).encode(x="x:Q", y="under:Q", text="text:N")
    words: dict[str, Any] = {"fontSize": 11, "lineBreak": "\n", "baseline": "top"}
    return [base.mark_text(**words, stroke="white", strokeWidth=4), base.mark_text(**words, color=INK)]
