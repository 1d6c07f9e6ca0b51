"""The map: links as coded, connectors by hand, nothing above its ceiling, and a picture in which names can be read."""

import itertools
import json
from typing import Any

import networkx as nx
import pytest
import vl_convert as vlc

from backchannel.analyses.actor_map import actor_map, bridges
from backchannel.analyses.map_layout import bow, box, places, routes, wrapped
from backchannel.core.theme import dressed
from tests.analyses.cases import TOY, geneva, made, row, rows, toy

MAP: dict[str, Any] = {
    "case": {"id": "mapped", "title": "A mapped case", "as_of": "2014-01-28", "label": "public"},
    "actors": [
        {"id": "a", "name": "The A", "role": "principal", "side": "north", "capability": 100, "label": "public"},
        {"id": "a_part", "role": "faction", "side": "north", "parent": "a", "label": "public"},
        {"id": "turning", "name": "xanthocanary", "role": "insider", "side": "north", "parent": "a"},
        {"id": "b", "role": "principal", "side": "south", "capability": 40, "label": "public"},
        {"id": "gone", "role": "faction", "side": "south", "was_in": "b", "label": "partners"},
        {"id": "friend", "role": "backer", "side": "south", "label": "public"},
        {"id": "go_between", "role": "mediator", "label": "public"},
        {"id": "listeners", "role": "audience", "label": "public"},
    ],
    "issues": [{"id": "x", "anchors": {"0": "a", "100": "b"}, "status_quo": 0}],
    "levels": [
        {"id": "deal", "opens": ["x"], "signers": ["a_part", "b", "gone"], "ratifiers": ["friend"], "label": "public"},
        {"id": "turn", "opens": ["x"], "signers": [{"any": ["a", "turning"]}, "b"]},
    ],
    "tracks": [
        {"id": "talks", "kind": "formal", "members": ["a", "go_between"], "label": "public"},
        {"id": "shuttle", "kind": "corridor", "members": ["b", "go_between"], "label": "public"},
        {"id": "quiet", "kind": "corridor", "members": ["turning", "friend"]},
        {"id": "closed", "kind": "corridor", "members": ["a", "b"], "open": False, "label": "public"},
    ],
    "war": {"sides": [{"id": "north"}, {"id": "south"}]},
    "ties": [
        {"source": "friend", "target": "b", "support": [0.2, 0.4, 0.6], "leverage": 0.3, "label": "public"},
        {"source": "friend", "target": "gone", "contact": 0.1},
    ],
}


@pytest.fixture(scope="module")
def case():
    return made(MAP)


def test_links_as_coded(case):
    edges = actor_map(case).parts[0]
    ends = [(r["kind"], r["source"], r["target"], r["track"]) for r in edges.rows]
    assert ends == [
        ("belongs", "a_part", "a", None),
        ("belongs", "turning", "a", None),
        ("tie", "friend", "b", None),
        ("tie", "friend", "gone", None),
        ("channel", "a", "go_between", "talks"),
        ("channel", "b", "go_between", "shuttle"),
        ("channel", "turning", "friend", "quiet"),
        ("split", "gone", "b", None),
    ]
    tie = edges.rows[2]
    assert (tie["support"], tie["leverage"], tie["contact"]) == (0.4, 0.3, None)


def test_actors_as_coded(case):
    found = actor_map(case)
    a, part, turning = (row(found, actor=id) for id in ("a", "a_part", "turning"))
    assert (a["name"], a["role"], a["side"], a["capability"], a["signs"]) == (
        "The A",
        "principal",
        "north",
        100,
        "turn",
    )
    assert (part["parent"], part["signs"], part["seats"]) == ("a", "deal", "talks")
    assert turning["seats"] == "quiet", "a class of insiders has only a seat of its own"
    assert row(found, actor="gone")["was_in"] == "b"
    assert row(found, actor="friend")["could_undo"] == "deal"
    assert row(found, actor="listeners")["degree"] == 0


def test_degrees_and_betweenness_by_hand(case):
    """a_part - a - go_between - b - friend - turning - a is a ring with one tail, and gone hangs on friend."""
    found = actor_map(case)
    assert {r["actor"]: r["degree"] for r in found.rows} == {
        "a": 3, "a_part": 1, "turning": 2, "b": 2, "gone": 1, "friend": 3, "go_between": 2, "listeners": 0,
    }  # fmt: skip
    ring = nx.Graph(
        [("a_part", "a"), ("turning", "a"), ("a", "go_between"), ("go_between", "b"), ("b", "friend"),
         ("friend", "gone"), ("friend", "turning")]
    )  # fmt: skip
    ring.add_node("listeners")
    for actor, share in nx.betweenness_centrality(ring).items():
        assert row(found, actor=actor)["betweenness"] == pytest.approx(share, abs=1e-6)


def brute(graph, side):
    """Every pair on two sides, every shortest way, one by one."""
    out = {}
    for actor in graph:
        total, through = 0, 0.0
        for s, t in itertools.combinations(graph, 2):
            if actor in (s, t) or None in (side[s], side[t]) or side[s] == side[t] or not nx.has_path(graph, s, t):
                continue
            ways = list(nx.all_shortest_paths(graph, s, t))
            total += 1
            through += sum(actor in way for way in ways) / len(ways)
        out[actor] = through / total if total else 0.0
    return out


@pytest.mark.parametrize("seed", range(8))
def test_bridges_against_every_way_counted(seed):
    graph: nx.Graph[str] = nx.relabel_nodes(nx.gnp_random_graph(11, 0.22, seed=seed), str)
    side = {node: (None, "x", "y", "z")[(int(node) * 7 + seed) % 4] for node in graph}
    assert bridges(graph, side) == pytest.approx(brute(graph, side))


def test_who_connects_the_sides_is_said():
    lone = {**MAP, "tracks": [t for t in MAP["tracks"] if t["id"] != "quiet"]}
    found = actor_map(made(lone))
    assert row(found, actor="go_between")["bridges"] == 1.0
    assert "go between (100%)" in found.text[0]


def test_sentences(case):
    text = " ".join(actor_map(case).text)
    assert "without a seat on an open track: gone (deal)" in text
    assert "talks (formal): The A and go between" in text.replace("the A", "The A")
    assert "linked to nobody: listeners" in text
    assert "closed" not in text


def test_a_track_without_members_keeps_nobody_out():
    found = actor_map(toy())
    assert {r["seats"] for r in found.rows} == {"plenary, back_room"}
    assert "without a seat" not in " ".join(found.text)
    assert "plenary (formal): no members named." in found.text


def test_no_sides_and_nobody_linked_say_so():
    found = actor_map(toy())
    assert any("linked directly or not at all" in text for text in found.text)


# --- labels -----------------------------------------------------------------------------------------------------


def everything(found):
    return json.dumps(found.to_json()) + json.dumps(dressed(found.chart(), str(found.label)))


def test_insiders_make_it_secret(case):
    found = actor_map(case)
    assert str(found.label) == "secret"
    assert "xanthocanary" in everything(found)


@pytest.mark.parametrize("label", ["public", "partners", "team"])
def test_nothing_above_the_ceiling_is_there(case, label):
    found = actor_map(case, label=label)
    assert str(found.label) == label
    text = everything(found)
    assert "xanthocanary" not in text
    assert "turning" not in text
    assert ("gone" in text) is (label != "public")
    assert ("quiet" in text) is False


def test_what_is_left_out_is_counted_and_the_rest_computed_without_it(case):
    found = actor_map(case, label="public")
    assert found.text[-1] == "left out, above public or linked to what is: 2 actors, 1 tie, 1 open track and 1 level."
    assert row(found, actor="friend")["degree"] == 1
    assert row(found, actor="go_between")["bridges"] == 1.0
    assert "left out" not in " ".join(actor_map(case).text)
    assert "left out" not in " ".join(actor_map(case, label="secret").text)


def test_a_number_above_the_ceiling_is_left_out_though_its_record_is_not():
    data = {**MAP, "ties": [{**MAP["ties"][0], "support": {"best": 0.4, "label": "team"}}]}
    found = actor_map(made(data), label="public")
    assert (found.parts[0].rows[1]["support"], found.parts[0].rows[1]["leverage"]) == (None, 0.3)


@pytest.mark.parametrize(
    "change",
    [
        ("actors", 2, {"name": "another", "note": "x"}),
        ("actors", 4, {"name": "another"}),
        ("ties", 1, {"contact": 0.9}),
        ("tracks", 2, {"name": "another", "leak": 0.3}),
        ("levels", 1, {"name": "another", "ratifiers": ["b"]}),
    ],
)
def test_cases_that_differ_only_in_what_is_hidden_give_the_same_public_map(case, change):
    group, number, more = change
    data = {**MAP, group: [{**r, **more} if n == number else r for n, r in enumerate(MAP[group])]}
    assert everything(actor_map(made(data))) != everything(actor_map(case))
    assert everything(actor_map(made(data), label="public")) == everything(actor_map(case, label="public"))


def test_a_side_that_is_labelled_above_the_ceiling_is_no_side():
    data = {**MAP, "war": {"sides": [{"id": "north"}, {"id": "south", "label": "secret"}]}}
    found = actor_map(made(data), label="public")
    assert {r["actor"]: r["side"] for r in found.rows if r["role"] == "principal"} == {"a": "north", "b": None}
    assert "south" not in everything(found)


def test_a_title_that_is_not_public_is_no_title_of_a_public_map():
    data = {**MAP, "case": {"id": "mapped", "title": "xanthocanary", "as_of": "2014-01-28"}}
    assert "xanthocanary" not in everything(actor_map(made(data), label="public"))


def test_a_label_there_is_not():
    with pytest.raises(ValueError, match="expected one of"):
        actor_map(toy(), label="open")


# --- the picture ------------------------------------------------------------------------------------------------


def laid_out(found):
    seats = found.picture.keywords["seats"]
    ground = places(found.rows, found.parts[0].rows, {id: members for id, (_, members) in seats.items()})
    boxes = {r["actor"]: box(ground.at[r["actor"]], 16, wrapped(r["name"])) for r in found.rows}
    hubs = {f"track {i}": box(ground.at[f"track {i}"], 5, wrapped(n)) for i, (n, members) in seats.items() if members}
    return ground, boxes | hubs


def overlapping(boxes):
    pairs = itertools.combinations(boxes.items(), 2)
    return [(a, b) for (a, p), (b, q) in pairs if p[0] < q[2] and q[0] < p[2] and p[1] < q[3] and q[1] < p[3]]


@pytest.mark.parametrize("which", ["geneva", "mapped", "toy"])
def test_no_mark_or_name_covers_another_and_all_fit_on_a_screen(which, case):
    found = actor_map({"geneva": geneva, "mapped": lambda: case, "toy": toy}[which]())
    ground, boxes = laid_out(found)
    assert overlapping(boxes) == []
    assert ground.width <= 1366
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= ground.width and b[3] <= ground.height for b in boxes.values())


def test_sides_stand_apart_with_backers_behind_and_mediators_between(case):
    ground, _ = laid_out(actor_map(case))
    x = {id: place[0] for id, place in ground.at.items()}
    assert x["a_part"] < x["a"] < x["go_between"] < x["b"] < x["friend"]
    assert x["track talks"] == x["go_between"]
    assert ground.at["listeners"][1] > max(y for id, (_, y) in ground.at.items() if id != "listeners")


def test_a_backer_without_a_side_stands_with_its_client():
    friend = {"id": "friend", "role": "backer"}
    found = actor_map(toy(actors=[*TOY["actors"], friend], ties=[{"source": "friend", "target": "opposition"}]))
    ground, _ = laid_out(found)
    assert ground.at["friend"][0] > ground.at["opposition"][0]


def test_a_link_goes_round_what_stands_in_its_way():
    at = {"a": (0.0, 0.0), "b": (300.0, 0.0), "c": (150.0, 0.0)}
    boxes = {id: box(place, 16, "name") for id, place in at.items()}
    (way,) = routes([("a", "b")], at, boxes)
    left, top, right, bottom = boxes["c"]
    assert not [p for p in way if left <= p[0] <= right and top <= p[1] <= bottom]
    (straight,) = routes([("a", "b")], at, {id: boxes[id] for id in ("a", "b")})
    assert straight == bow(at["a"], at["b"], 0.0)


def test_the_same_map_gives_the_same_picture(case):
    assert everything(actor_map(case)) == everything(actor_map(case))


@pytest.mark.parametrize(
    "one",
    [
        lambda: toy(),
        lambda: made(MAP),
        lambda: made({**MAP, "ties": []}),
        lambda: made({**MAP, "ties": [], "tracks": [{"id": "t", "kind": "formal"}]}),
        lambda: toy(actors=[{"id": "government", "role": "audience"}, {"id": "opposition", "role": "armed"}]),
        lambda: toy(
            actors=[*TOY["actors"], *({"id": f"g{n}", "role": "armed", "side": "rebellion"} for n in range(25))]
        ),
    ],
)
def test_every_case_has_a_picture(one):
    found = actor_map(one())
    svg = vlc.vegalite_to_svg(dressed(found.chart(), str(found.label)))
    assert "label: " in svg
    assert overlapping(laid_out(found)[1]) == []


def test_a_map_of_nothing_has_a_picture_too():
    found = actor_map(toy(), label="public")
    assert found.rows == ()
    assert "<svg" in vlc.vegalite_to_svg(dressed(found.chart(), "public"))


def test_links_are_drawn_once_and_by_kind(case):
    spec = actor_map(case).chart().to_dict()
    points = spec["layer"][0]["data"]["values"]
    kinds = {p["link"]: p["kind"] for p in points}
    assert sorted(kinds.values()) == [
        "part of", "part of", *["seat on a track"] * 6, "split from", "tie (width: support)", "tie (width: support)",
    ]  # fmt: skip
    wide = {p["kind"]: p["wide"] for p in points if p["link"] == 0}
    assert wide["tie (width: support)"] > 1.5


def test_ties_each_way_are_one_line():
    ties = [{"source": a, "target": b, "contact": 0.2} for a, b in itertools.permutations(("government", "opposition"))]
    found = actor_map(toy(ties=ties))
    assert {p["link"] for p in found.chart().to_dict()["layer"][0]["data"]["values"]} == {0}
    assert len(rows(found.parts[0], kind="tie")) == 2
