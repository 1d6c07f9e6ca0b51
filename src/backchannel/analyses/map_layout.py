"""Where things stand on the actor map: sides left and right, backers behind, mediators and tracks in the middle.

Columns follow from side and role. Within a column actors stand near those they are linked to, by the barycentre rule
(Sugiyama, Tagawa & Toda 1981, IEEE Trans. Systems, Man & Cybernetics 11:109-125), and each link takes of some bows the
one that runs over fewest marks, names and links drawn before. No chance enters: the same map gives the same places.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backchannel.core.finding import Row

COLUMN, LINE, SIDE, TOP, BOTTOM = 150.0, 106.0, 70.0, 30.0, 66.0
"""Pixels between columns, between places in a column, and at the edges."""

ROWS_BELOW = 6
"""At least so many fit in a row of those who stand below, linked to nobody or of further sides."""

WRAP = 17
"""Letters of a name in one line."""

LETTER, WORD_LINE = 6.6, 13.5
"""Width of a letter and height of a line of names, pixels."""

BEHIND = {"principal": 1, "leader": 2, "insider": 2, "faction": 2, "armed": 2, "backer": 3}
"""How far from the middle a role stands; the others stand in the middle or below."""

BENDS = (0.0, 0.1, -0.1, 0.16, -0.16, 0.24, -0.24, 0.34, -0.34, 0.55, -0.55)
STEPS, CELL = 30, 7.0

Place = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Places:
    """Pixels, y downward, for each actor and each track (`track ID`), and the size of the whole."""

    at: Mapping[str, Place]
    width: float
    height: float


def places(nodes: Sequence[Row], links: Sequence[Row], tracks: Mapping[str, Sequence[str]]) -> Places:
    """Where actors and tracks stand. ``tracks`` gives the members of each."""
    column = {str(row["actor"]): _column(row, nodes, links) for row in nodes}
    linked = {str(x[end]) for x in links for end in ("source", "target")}
    below = [id for id, number in column.items() if number is None or (number == 0 and id not in linked)]
    columns: dict[int, list[str]] = {}
    for id, number in [*column.items(), *((f"track {id}", 0) for id, members in tracks.items() if members)]:
        if number is not None and id not in below:
            columns.setdefault(number, []).append(id)
    joined = [(str(x["source"]), str(x["target"])) for x in links if x["kind"] != "channel"]
    joined += [(f"track {id}", member) for id, members in tracks.items() for member in members]
    rank = _ranked(columns, joined)
    used = sorted(columns)
    across = max(len(used), min(len(below), ROWS_BELOW), 3)
    tall = max((len(ids) for ids in columns.values()), default=0)
    width = 2 * SIDE + COLUMN * (across - 1)
    middle = TOP + LINE * (tall - 1) / 2
    found = {
        id: (width / 2 + COLUMN * (n - (len(used) - 1) / 2), middle + LINE * rank[id])
        for n, number in enumerate(used)
        for id in columns[number]
    }
    for n, id in enumerate(below):
        row, place = divmod(n, across)
        count = min(across, len(below) - row * across)
        found[id] = (width / 2 + COLUMN * (place - (count - 1) / 2), TOP + LINE * (tall + row))
    rows = tall + -(-len(below) // across)
    return Places(found, width, TOP + LINE * (rows - 1) + BOTTOM)


def _column(row: Row, nodes: Sequence[Row], links: Sequence[Row]) -> int | None:
    """The column of an actor, 0 in the middle, negative to the left; None below."""
    if row["role"] == "mediator":
        return 0
    if row["role"] == "audience":
        return None
    sides = {str(other["actor"]): other["side"] for other in nodes}
    named = [side for side in sides.values() if side is not None]
    most = sorted(dict.fromkeys(named), key=lambda side: -named.count(side))[:2]
    main = [side for side in dict.fromkeys(named) if side in most]
    side = row["side"]
    if side is None:  # a backer stands with those it backs
        theirs = [sides[str(x["target"])] for x in links if x["kind"] == "tie" and x["source"] == row["actor"]]
        side = next((one for one in theirs if one in main), None)
    if side not in main:
        return None
    behind = BEHIND[str(row["role"])]
    return -behind if main.index(side) == 0 else behind


def _ranked(columns: Mapping[int, Sequence[str]], joined: Iterable[tuple[str, str]]) -> dict[str, float]:
    """How far above (-) or below (+) the middle each stands within its column, in places."""
    near: dict[str, list[str]] = {}
    for a, b in joined:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    order = {number: list(ids) for number, ids in columns.items()}
    rank: dict[str, float] = {}

    def settle(ids: Sequence[str]) -> None:
        rank.update({id: n - (len(ids) - 1) / 2 for n, id in enumerate(ids)})

    for ids in order.values():
        settle(ids)
    for _ in range(12):
        for number in sorted(order):
            pulls = {id: [rank[other] for other in near.get(id, ()) if other in rank] for id in order[number]}
            order[number].sort(key=lambda id: sum(pulls[id]) / len(pulls[id]) if pulls[id] else rank[id])
            settle(order[number])
    return rank


def wrapped(name: str) -> str:
    """A name in at most three short lines."""
    return "\n".join(textwrap.wrap(name, WRAP, max_lines=3, placeholder=" …"))


def box(place: Place, radius: float, name: str) -> Box:
    """The ground that a mark and the name under it take up: left, top, right, bottom."""
    lines = name.split("\n")
    half = max(radius, LETTER * max(map(len, lines)) / 2)
    return place[0] - half, place[1] - radius, place[0] + half, place[1] + radius + 5 + WORD_LINE * len(lines)


def routes(ends: Sequence[tuple[str, str]], at: Mapping[str, Place], boxes: Mapping[str, Box]) -> list[list[Place]]:
    """Points along each link: of some bows the one that runs over least, in the order given."""
    taken: dict[tuple[int, int], int] = {}
    found = []
    for a, b in ends:
        others = [ground for id, ground in boxes.items() if id not in (a, b)]
        best = min((bow(at[a], at[b], bend) for bend in BENDS), key=lambda way: _cost(way, others, taken))
        for x, y in best:
            cell = int(x / CELL), int(y / CELL)
            taken[cell] = taken.get(cell, 0) + 1
        found.append(best)
    return found


def _cost(way: Sequence[Place], boxes: Sequence[Box], taken: Mapping[tuple[int, int], int]) -> float:
    over = sum(left <= x <= right and top <= y <= bottom for x, y in way for left, top, right, bottom in boxes)
    beside = sum((int(x / CELL), int(y / CELL)) in taken for x, y in way[4:-4])
    return 10.0 * over + 1.0 * beside


def bow(a: Place, b: Place, bend: float) -> list[Place]:
    """Points on a quadratic Bezier curve from ``a`` to ``b`` whose middle lies ``bend`` / 2 of its length aside.

    >>> bow((0.0, 0.0), (100.0, 0.0), 0.2)[STEPS // 2]
    (50.0, -10.0)
    """
    (ax, ay), (bx, by) = a, b
    cx, cy = (ax + bx) / 2 + (by - ay) * bend, (ay + by) / 2 - (bx - ax) * bend
    out = []
    for n in range(STEPS + 1):
        t = n / STEPS
        p, q, r = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
        out.append((round(p * ax + q * cx + r * bx, 1), round(p * ay + q * cy + r * by, 1)))
    return out
