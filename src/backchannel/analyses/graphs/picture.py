"""The integrated graph of a small model: states as boxes, who can move where, which moves improve, what lasts."""

from __future__ import annotations

from collections.abc import Mapping
from math import atan2, degrees
from typing import Any

import altair as alt
import networkx as nx
import numpy as np

from backchannel.analyses.map_layout import Place, routes
from backchannel.case.graphfile.conflict import Conflict
from backchannel.core.finding import Finding
from backchannel.core.theme import INK, QUIET, SERIES, data
from backchannel.core.words import listing
from backchannel.theory.graphmodel.moves import Flags
from backchannel.theory.graphmodel.reaching import MOST_DENSE

MOST_DRAWN = 40
"""States of a model that is drawn."""

RADIUS, APART, EDGE = 22.0, 120.0, 50.0
INSIDE = 7
"""Letters of a pattern that fit into a state."""

DASHES = ([1, 0], [7, 4], [1.5, 3], [9, 3, 2, 3])
INKS = (SERIES[0], SERIES[1], SERIES[2], QUIET)
LASTING = (
    "nobody gains by moving",
    "lasts against sequential sanctions",
    "lasts against any sanction",
    "does not last",
)
FILLS = (SERIES[0], SERIES[2], SERIES[3], "white")

assert MOST_DRAWN <= MOST_DENSE


def integrated(conflict: Conflict, lasting: Mapping[str, Flags], found: Finding) -> alt.TopLevelMixin:
    """The picture of a solved model. A head points where the mover gains; a line without one is a move that gains
    nothing either way, and an open head a move that cannot be taken back and does not pay."""
    ground = _ground(conflict)
    width = max(x for x, _ in ground.values()) + EDGE
    height = max(y for _, y in ground.values()) + EDGE
    nodes = [_node(conflict, state, ground[state], lasting) for state in range(conflict.states)]
    lines, heads = _lines(conflict, ground)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    who = list(conflict.names)
    layers: list[Any] = []
    if lines:
        legend = alt.Legend(title="who can move", orient="bottom", columns=2, symbolStrokeWidth=2, symbolSize=300)
        dashes: list[Any] = [DASHES[n % len(DASHES)] for n in range(len(who))]
        inks = [INKS[n % len(INKS)] for n in range(len(who))]
        layers.append(
            alt.Chart(data(lines))
            .mark_line(strokeWidth=1.5)
            .encode(
                x=x, y=y, detail="line:N", order="step:Q",
                stroke=alt.Stroke("who:N", scale=alt.Scale(domain=who, range=inks), legend=legend),
                strokeDash=alt.StrokeDash("who:N", scale=alt.Scale(domain=who, range=dashes), legend=legend),
            )
        )  # fmt: skip
        for kind, fill in (("gains", INK), ("loses", "white")):
            those = [h for h in heads if h["kind"] == kind]
            if those:
                layers.append(
                    alt.Chart(data(those))
                    .mark_point(shape="triangle", size=60, filled=True, fill=fill, stroke=INK, strokeWidth=1, opacity=1)
                    .encode(x=x, y=y, angle=alt.Angle("angle:Q", scale=None))
                )
    kinds = [kind for kind in LASTING if any(node["kind"] == kind for node in nodes)]
    fills = [FILLS[LASTING.index(kind)] for kind in kinds]
    base = alt.Chart(data(nodes)).encode(x=x, y=y)
    mark: dict[str, Any] = {"shape": "circle", "filled": True, "stroke": INK, "strokeWidth": 1.2, "opacity": 1}
    mark["size"] = 3.1416 * RADIUS * RADIUS
    layers.append(
        base.mark_point(**mark).encode(
            fill=alt.Fill(
                "kind:N", scale=alt.Scale(domain=kinds, range=fills),
                legend=alt.Legend(title="state", orient="bottom", columns=2, symbolSize=200),
            )
        )
    )  # fmt: skip
    inked = alt.Color("ink:N", scale=None)
    short = max(len(str(node["pattern"])) for node in nodes) <= INSIDE
    layers.append(
        base.mark_text(fontSize=12, fontWeight="bold", dy=-5 if short else 0).encode(text="number:N", color=inked)
    )
    if short:
        layers.append(base.mark_text(fontSize=8.5, dy=8).encode(text="pattern:N", color=inked))
    order = f"options, in order: {listing(list(conflict.option_names))}" if conflict.option_names and short else ""
    return _titled(alt.layer(*layers), found, order, width, height)


def _titled(layers: Any, found: Finding, order: str, width: float, height: float) -> alt.TopLevelMixin:
    subtitle = ["a filled head points where the mover gains, an open one where it cannot go back and does not gain"]
    chart: alt.TopLevelMixin = layers.properties(
        width=max(width, 420),
        height=height,
        title=alt.TitleParams(found.title, offset=12, subtitle=[*subtitle, *([order] if order else [])]),
        description=" ".join(found.sentences()),
    ).resolve_scale(stroke="independent", strokeDash="independent", fill="independent", color="independent")
    return chart


def _node(conflict: Conflict, state: int, place: Place, lasting: Mapping[str, Flags]) -> dict[str, Any]:
    kind = next((n for n, concept in enumerate(("Nash", "SEQ", "GMR")) if lasting[concept][state]), len(LASTING) - 1)
    return {
        "x": place[0],
        "y": place[1],
        "number": str(conflict.number(state)),
        "pattern": conflict.pattern(state),
        "kind": LASTING[kind],
        "ink": "white" if kind < 2 else INK,
    }


def _ground(conflict: Conflict) -> dict[int, Place]:
    """Places of the states: two actors span a grid, others stand as far apart as their moves are many."""
    grid = _grid(conflict)
    if grid is not None:
        return grid
    moves = conflict.model.moves.arcs()
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(conflict.states))
    graph.add_edges_from((s, int(t)) for i in range(moves.actors) for s in range(moves.states) for t in moves.of(i, s))
    at = _spread(graph)
    size = APART * max(2.0, 1.35 * conflict.states**0.5)
    low = at.min(axis=0)
    span = np.maximum(np.ptp(at, axis=0), 1e-9)
    scaled = EDGE + (at - low) / span * size
    return {s: (float(round(x, 1)), float(round(y, 1))) for s, (x, y) in enumerate(scaled)}


def _spread(graph: nx.Graph[int]) -> Any:
    """Kamada & Kawai (1989, Information Processing Letters 31:7-15): distances on paper like distances in moves."""
    count = graph.number_of_nodes()
    far = count
    steps = dict(nx.all_pairs_shortest_path_length(graph))
    wanted = {a: {b: float(min(steps[a].get(b, far), far)) for b in graph} for a in graph}
    start = {n: (np.cos(6.2832 * n / count), np.sin(6.2832 * n / count)) for n in graph}
    at = nx.kamada_kawai_layout(graph, dist=wanted, pos=start)
    return np.array([at[n] for n in range(count)], dtype=np.float64)


def _grid(conflict: Conflict) -> dict[int, Place] | None:
    if conflict.decimal is None or conflict.members or len(conflict.actors) != 2:
        return None
    options = conflict.file.options or ()
    mine = sum(1 << k for k, o in enumerate(options) if o.owners == (conflict.actors[0],))
    if any(len(o.owners) > 1 for o in options):
        return None
    across = sorted({int(d) & mine for d in conflict.decimal})
    down = sorted({int(d) & ~mine for d in conflict.decimal})
    if len(across) > 8 or len(down) > 8:
        return None
    return {
        s: (EDGE + APART * across.index(int(d) & mine), EDGE + APART * down.index(int(d) & ~mine))
        for s, d in enumerate(conflict.decimal)
    }


def _lines(conflict: Conflict, ground: Mapping[int, Place]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Points along each line, one line for an actor between two states, and the heads of those that have one."""
    moves, rank = conflict.model.moves.arcs(), conflict.model.rank
    drawn: list[tuple[int, int, int, bool]] = []
    for i in range(moves.actors):
        for s in range(moves.states):
            for t in moves.of(i, s).tolist():
                back = s in moves.of(i, t)
                if s < t or not back:
                    drawn.append((i, s, t, back))
    boxes = {str(s): (x - RADIUS - 4, y - RADIUS - 4, x + RADIUS + 4, y + RADIUS + 4) for s, (x, y) in ground.items()}
    at = {str(s): place for s, place in ground.items()}
    found = routes([(str(s), str(t)) for _, s, t, _ in drawn], at, boxes)
    lines, heads = [], []
    for n, ((i, s, t, back), way) in enumerate(zip(drawn, found, strict=True)):
        lines += [{"line": n, "step": k, "x": x, "y": y, "who": conflict.names[i]} for k, (x, y) in enumerate(way)]
        gain = int(rank[i, t]) - int(rank[i, s])
        if gain > 0 or not back:
            heads.append(_head(way, "gains" if gain > 0 else "loses"))
        elif gain < 0:
            heads.append(_head(way[::-1], "gains"))
    return lines, heads


def _head(way: list[Place], kind: str) -> dict[str, Any]:
    """A head on a line, where it comes to the edge of the state it leads to; turned clockwise from upright."""
    end = way[-1]
    outside = [n for n, (x, y) in enumerate(way) if (x - end[0]) ** 2 + (y - end[1]) ** 2 > (RADIUS + 5) ** 2]
    k = outside[-1] if outside else 0
    (ax, ay), (bx, by) = way[k], way[min(k + 1, len(way) - 1)]
    return {"x": ax, "y": ay, "angle": round(degrees(atan2(by - ay, bx - ax)) + 90, 1), "kind": kind}
