"""`map`: who belongs to whom, who backs whom, who meets where, and who connects the sides.

Two actors are linked where one belongs to the other, a tie stands between them, or an open track seats both. On that
graph ``degree`` counts an actor's links and ``betweenness`` is the share of shortest ways between other actors that
lead through it: Freeman (1977, Sociometry 40:35-41), normalised to 0-1. ``bridges`` is the same for ways between actors
of different sides only. A link is no evidence that anything passes along it.

With a label as ceiling, what lies above it is left out before anything is worked out (`map_view`), so that what is said
of the rest, shortest ways too, is said as if it did not exist. It is counted, and nothing else is said of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

from backchannel import __version__
from backchannel.analyses.map_picture import picture
from backchannel.analyses.map_view import EDGES, View
from backchannel.case.reading import case_hash
from backchannel.case.schema import Actor, Case
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.words import listing, within

if TYPE_CHECKING:
    import networkx as nx

NODES = (
    "actor", "name", "role", "side", "parent", "was_in", "capability", "signs", "could_undo", "seats", "linked_to",
    "degree", "betweenness", "bridges",
)  # fmt: skip
MOST_NAMED = 3


def actor_map(case: Case, *, label: str | None = None) -> Finding:
    """The map of a case: a row an actor, and as its part a row a link.

    Nodes: role, side, parent, strength (best guess), the levels it signs or could undo, the open tracks on which it has
    a seat, degree, betweenness and bridges (0-1). Links: kind (`belongs`, `tie`, `channel` for each pair on an open
    track, `split` from what it was in) with the best guesses of support, contact and leverage (0-1). Raises ValueError
    for a label there is not.
    """
    seen = View(case, Label.SECRET if label is None else Label.parse(label))
    links = seen.links()
    graph = _graph(seen.actors, links)
    nodes = _nodes(seen, links, graph)
    manifest: dict[str, Any] = {"program": f"backchannel {__version__}"}
    if seen.ceiling is Label.SECRET:  # below it the hash would tell apart cases that differ in what is left out
        manifest["case"] = case_hash(case)
    manifest["settings"] = {"analysis": "map", **({"label": label} if label else {})}
    edges = Finding(
        title="Links",
        columns=EDGES,
        rows=tuple(links),
        text=(),
        label=seen.label,
        manifest=manifest,
    )
    return Finding(
        title=f"{case.case.title}: who is linked to whom" if seen.shows(case.case) else "Who is linked to whom",
        columns=NODES,
        rows=tuple(nodes),
        text=(*_sentences(seen, nodes, links, graph), *_left_out(seen, label)),
        label=seen.label,
        manifest=manifest,
        picture=partial(picture, seats={t.id: (seen.name(t.id), seen.members(t)) for t in seen.tracks}),
        parts=(edges,),
    )


def _graph(actors: Iterable[Actor], links: Iterable[Row]) -> nx.Graph[str]:
    import networkx as nx  # few ask for a map, and it takes a quarter of a second

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(a.id for a in actors)
    graph.add_edges_from((str(x["source"]), str(x["target"])) for x in links if x["kind"] != "split")
    return graph


def bridges(graph: nx.Graph[str], side: Mapping[str, str | None]) -> dict[str, float]:
    """For each actor the share of pairs on different sides, linked somehow, whose shortest ways lead through it.

    Where several ways are shortest each counts alike; a pair of which the actor is one end does not count for it.

    >>> import networkx as nx
    >>> bridges(nx.Graph([("a", "m"), ("m", "b")]), {"a": "x", "b": "y", "m": None})
    {'a': 0.0, 'm': 1.0, 'b': 0.0}
    """
    import networkx as nx

    through, pairs = dict.fromkeys(graph, 0.0), 0
    ends = dict.fromkeys(graph, 0)
    for group in nx.connected_components(graph):
        count = Counter(side[actor] for actor in group if side[actor] is not None)
        pairs += sum(n * m for n, m in combinations(count.values(), 2))
        for actor in group:
            ends[actor] = 0 if side[actor] is None else count.total() - count[side[actor]]
    for one in dict.fromkeys(s for s in side.values() if s is not None):  # networkx halves, each pair comes twice
        mine = [actor for actor in graph if side[actor] == one]
        others = [actor for actor in graph if side[actor] not in (None, one)]
        for actor, share in nx.betweenness_centrality_subset(graph, mine, others).items():
            through[actor] += share
    return {actor: through[actor] / (pairs - ends[actor]) if pairs > ends[actor] else 0.0 for actor in graph}


def _nodes(seen: View, links: list[Row], graph: nx.Graph[str]) -> list[Row]:
    import networkx as nx

    between = nx.betweenness_centrality(graph)
    across = bridges(graph, {a.id: seen.side(a) for a in seen.actors})
    return [
        {
            "actor": a.id,
            "name": seen.name(a.id),
            "role": a.role,
            "side": seen.side(a),
            "parent": seen.parent(a),
            "was_in": a.was_in if a.was_in in seen.ids else None,
            "capability": seen.number(f"actors.{a.id}.capability"),
            "signs": ", ".join(level.id for level in seen.levels if a.id in level.signers.actors()) or None,
            "could_undo": ", ".join(level.id for level in seen.levels if a.id in level.ratifiers) or None,
            "seats": ", ".join(seen.seats(a)) or None,
            "linked_to": _linked(seen, a.id, links) or None,
            "degree": graph.degree[a.id],
            "betweenness": round(between[a.id], 6),
            "bridges": round(across[a.id], 6),
        }
        for a in seen.actors
    ]


def _linked(seen: View, actor: str, links: list[Row]) -> str:
    """What an actor belongs to, was part of, and has ties to or from; tracks are not repeated."""
    words = (("belongs", "part of"), ("split", "once part of"), ("tie", "to"))
    told = []
    back = [str(x["source"]) for x in links if x["kind"] == "tie" and x["target"] == actor]
    for kind, how in words:
        ends = [str(x["target"]) for x in links if x["kind"] == kind and x["source"] == actor]
        both = [id for id in ends if kind == "tie" and id in back]
        one_way = [id for id in ends if id not in both]
        told += [f"{how} {_named(seen, one_way)}"] if one_way else []
        told += [f"both ways with {_named(seen, both)}"] if both else []
        back = [id for id in back if id not in both]
    told += [f"from {_named(seen, back)}"] if back else []
    return "; ".join(told)


# --- in words ---------------------------------------------------------------------------------------------------


def _sentences(seen: View, nodes: list[Row], links: list[Row], graph: nx.Graph[str]) -> list[str]:
    return [
        *_connectors(seen, nodes),
        *_across(seen, links),
        *_unseated(seen, nodes),
        *_channels(seen),
        *_alone(seen, graph),
    ]


def _named(seen: View, ids: Iterable[str]) -> str:
    return listing([within(seen.name(id)) for id in ids])


def _connectors(seen: View, nodes: list[Row]) -> list[str]:
    sides = {row["side"] for row in nodes} - {None}
    if len(sides) < 2:
        return []
    shares = {str(row["actor"]): float(row["bridges"] or 0) for row in nodes}
    found = sorted((id for id in shares if shares[id] > 0), key=lambda id: -shares[id])[:MOST_NAMED]
    if not found:
        return ["nobody stands between actors of different sides: they are linked directly or not at all."]
    told = [f"{within(seen.name(id))} ({100 * shares[id]:.0f}%)" for id in found]
    return [
        f"who connects the sides: {listing(told)}; the share of the shortest ways between actors of different sides "
        "that lead through each."
    ]


def _across(seen: View, links: list[Row]) -> list[str]:
    """Ties that join two sides directly."""
    side = {a.id: seen.side(a) for a in seen.actors}
    found = dict.fromkeys(
        tuple(sorted((str(x["source"]), str(x["target"]))))
        for x in links
        if x["kind"] == "tie" and side[str(x["source"])] and side[str(x["target"])]
        and side[str(x["source"])] != side[str(x["target"])]
    )  # fmt: skip
    return [f"a tie joins two sides: {_named(seen, pair)}." for pair in found]


def _unseated(seen: View, nodes: list[Row]) -> list[str]:
    told = []
    for row in nodes:
        if row["signs"] and not row["seats"]:
            levels = listing([within(seen.name(level)) for level in str(row["signs"]).split(", ")])
            told.append(f"{within(str(row['name']))} ({levels})")
    return [f"named as signers, without a seat on an open track: {'; '.join(told)}."] if told else []


def _channels(seen: View) -> list[str]:
    return [
        f"{within(seen.name(t.id))} ({t.kind}): {_named(seen, seen.members(t)) if t.members else 'no members named'}."
        for t in seen.tracks
    ]


def _alone(seen: View, graph: nx.Graph[str]) -> list[str]:
    alone = [a for a in graph if graph.degree[a] == 0]
    return [f"linked to nobody: {_named(seen, alone)}."] if alone else []


def _left_out(seen: View, label: str | None) -> list[str]:
    """How many records lie above the ceiling; only the number."""
    if label is None:
        return []
    all_ = {
        "actor": (len(seen.case.actors), len(seen.actors)),
        "tie": (len(seen.case.ties), len(seen.ties)),
        "open track": (sum(t.open for t in seen.case.tracks), len(seen.tracks)),
        "level": (len(seen.case.levels), len(seen.levels)),
    }
    gone = [f"{n - kept} {what}{'' if n - kept == 1 else 's'}" for what, (n, kept) in all_.items() if n > kept]
    if not gone:
        return []
    return [f"left out, above {label} or linked to what is: {listing(gone)}."]
