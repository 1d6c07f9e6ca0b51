"""Graphs open in other programs as they were made, whatever stands in them and whenever they are written."""

import io
import time
import xml.etree.ElementTree as ET
from collections import Counter
from typing import Any

import networkx as nx
import pytest

from backchannel.case.building import build
from backchannel.case.schema import Tie
from backchannel.case.tree import parse
from backchannel.report.exports.graph import gexf, graph, graphml
from backchannel.report.exports.legible import cleaned
from backchannel.report.exports.network import MEANINGS, network, triple
from tests.case.cases import FULL
from tests.report.exports.cases import geneva, hostile

GEXF = "{http://gexf.net/1.3}"


def small(extra="", actors=""):
    text = FULL.replace("issues:\n", f"{actors}issues:\n", 1)
    return build(parse(text + extra, "toy.yaml"))


def read_graphml(content):
    return nx.read_graphml(io.BytesIO(content), edge_key_type=str, force_multigraph=True)


def read_gexf(content):
    found: Any = nx.MultiDiGraph(nx.read_gexf(io.BytesIO(content), version="1.3"))
    for *_, said in found.edges(data=True):
        said.pop("id")
    return found


@pytest.mark.parametrize("bipartite", [False, True])
@pytest.mark.parametrize("case", [geneva, lambda: cleaned(hostile()).case], ids=["geneva", "hostile"])
def test_networkx_reads_back_the_same(case, bipartite):
    made: Any = graph(case(), bipartite=bipartite)
    assert made.number_of_edges() > 20
    for found in (
        read_graphml(graphml(case(), "about", bipartite=bipartite)),
        read_gexf(gexf(case(), "x", bipartite=bipartite)),
    ):
        assert dict(found.nodes(data=True)) == dict(made.nodes(data=True))
        assert {(a, b, k): d for a, b, k, d in found.edges(keys=True, data=True)} == {
            (a, b, k): d for a, b, k, d in made.edges(keys=True, data=True)
        }


def test_what_a_case_says_is_what_the_graph_holds():
    made, case = graph(geneva()), geneva()
    kinds = Counter(said["relation"] for *_, said in made.edges(data=True))
    assert kinds["membership"] == sum(a.parent is not None for a in case.actors)
    assert kinds["backing"] + kinds["influence"] + kinds["tie"] >= len(case.ties)
    assert kinds["guarantee"] == sum(g.guarantor is not None for g in case.guarantees)
    assert set(kinds) <= set(MEANINGS)
    tie = next(t for t in case.ties if t.support is not None and not t.support.unknown)
    said = made.edges[tie.source, tie.target, f"backing:{tie.source}-{tie.target}"]
    assert (said["low"], said["weight"], said["high"]) == triple(tie.support)
    stance = next(s for s in case.stances if s.actor == "russia" and s.issue == "leadership")
    node = made.nodes["russia"]
    head = "The president's office: private"
    assert (node[f"{head} low"], node[head], node[f"{head} high"]) == triple(stance.private)


def test_influence_points_from_who_is_heard_to_who_listens():
    made, case = graph(geneva()), geneva()
    tie = next(t for t in case.ties if t.contact is not None)
    assert made.has_edge(tie.target, tie.source, f"influence:{tie.source}-{tie.target}")


def test_a_tie_of_which_no_number_is_left_is_still_a_tie():
    bare = Tie.model_validate({"source": "russia", "target": "iran"})
    made: Any = graph(geneva().model_copy(update={"ties": (bare,)}))
    said = made.edges["russia", "iran", "tie:russia-iran"]
    assert said == {"label": "tie", "relation": "tie"}


def test_links_of_several_kinds_between_two_are_kept():
    made = graph(geneva())
    most = max(Counter((a, b) for a, b in made.edges()).values())
    assert most > 1
    edges = [one.attrib for one in ET.fromstring(gexf(geneva(), "x")).iter(f"{GEXF}edge")]
    assert len({(e["source"], e["target"], e["kind"]) for e in edges}) == len(edges)


def test_unknown_numbers_are_absent_and_types_are_one():
    content = gexf(geneva(), "x", bipartite=True)
    types: dict[tuple[str, str], set[str]] = {}
    for group in ET.fromstring(content).iter(f"{GEXF}attributes"):
        for one in group:
            types.setdefault((group.attrib["class"], one.attrib["title"]), set()).add(one.attrib["type"])
    assert all(len(found) == 1 for found in types.values())
    assert types["node", "capability"] == {"double"}
    assert types["node", "role"] == {"string"}
    assert types["node", "open"] == {"boolean"}
    assert b"nan" not in content.lower().replace(b"financ", b"")


def test_dynamic_only_where_a_link_has_ended():
    left = "  - {id: dove, role: faction, side: rebellion, was_in: rebels, left_on: 2014-01-20}\n"
    still = "  - {id: dove, role: faction, side: rebellion, was_in: rebels}\n"
    root = ET.fromstring(gexf(small(actors=left), "x"))
    (one,) = root.iter(f"{GEXF}graph")
    assert (one.attrib["mode"], one.attrib["timeformat"]) == ("dynamic", "date")
    assert [e.attrib["end"] for e in root.iter(f"{GEXF}edge") if "end" in e.attrib] == ["2014-01-20"]
    (one,) = ET.fromstring(gexf(small(actors=still), "x")).iter(f"{GEXF}graph")
    assert one.attrib["mode"] == "static"


def test_the_clock_enters_nothing(monkeypatch):
    before = gexf(geneva(), "x"), graphml(geneva(), "x")
    monkeypatch.setattr(time, "strftime", lambda *_: "2031-01-01")
    assert (gexf(geneva(), "x"), graphml(geneva(), "x")) == before
    assert b'lastmodifieddate="2014-01-28"' in before[0]
    assert b"networkx" not in b"".join(before).lower()


def test_gexf_names_the_namespaces_as_they_are():
    content = gexf(geneva(), "x")
    assert b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' in content
    assert ET.fromstring(content).tag == f"{GEXF}gexf"


def test_ids_of_links_are_unique_and_ends_are_there():
    net = network(geneva(), others=True)
    ids = [link.id for link in net.links]
    assert len(ids) == len(set(ids))
    nodes = {node.id for node in net.nodes}
    assert all({link.source, link.target} <= nodes for link in net.links)
    twice = geneva().model_copy(update={"ties": geneva().ties * 2})
    ids = [link.id for link in network(twice, others=False).links]
    assert len(ids) == len(set(ids))
    assert f"backing:{geneva().ties[0].source}-{geneva().ties[0].target} (2)" in ids


def test_an_actor_and_an_issue_of_one_id_stay_two():
    case = geneva().model_copy(update={"issues": (geneva().issues[0].model_copy(update={"id": "russia"}),)})
    made = graph(case, bipartite=True)
    assert made.nodes["russia"]["kind"] == "actor"
    assert made.nodes["issue:russia"]["label"] == geneva().issues[0].name


VOCABULARY = {
    "gexf": {"version", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"},
    "meta": {"lastmodifieddate"},
    "creator": set(),
    "description": set(),
    "graph": {"defaultedgetype", "mode", "timeformat"},
    "attributes": {"class", "mode"},
    "attribute": {"id", "title", "type"},
    "nodes": set(),
    "node": {"id", "label"},
    "attvalues": set(),
    "attvalue": {"for", "value"},
    "edges": set(),
    "edge": {"id", "source", "target", "label", "weight", "end", "kind"},
}
"""What of GEXF 1.3 (gexf.net) is used; nothing else may stand in a file."""


def test_gexf_speaks_the_words_of_its_version():
    left = "  - {id: dove, role: faction, side: rebellion, was_in: rebels, left_on: 2014-01-20}\n"
    for content in (gexf(geneva(), "x", bipartite=True), gexf(small(actors=left), "x")):
        root = ET.fromstring(content)
        for element in root.iter():
            name = element.tag.removeprefix(GEXF)
            assert set(element.attrib) <= VOCABULARY[name], name
        assert {one.attrib["type"] for one in root.iter(f"{GEXF}attribute")} <= {"string", "double", "boolean"}
        ids = [one.attrib["id"] for one in root.iter(f"{GEXF}edge")]
        assert len(ids) == len(set(ids))
        (graph_,) = root.iter(f"{GEXF}graph")
        order = [child.tag.removeprefix(GEXF) for child in graph_]
        assert order == ["attributes", "attributes", "nodes", "edges"]
