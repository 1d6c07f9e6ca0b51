"""A case as a graph file that Gephi, yEd, igraph and networkx open: GraphML or GEXF 1.3.

A directed multigraph: several links of different kinds may join the same two actors. All numbers are of the type double
and all attributes absent where nothing is known. GEXF links that ended carry the day (`end`), and a file with such a
link is a dynamic graph of days.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from backchannel import __version__
from backchannel.case.schema import Case
from backchannel.report.exports.network import Attribute, Link, Node, network

XSI = "http://www.w3.org/2001/XMLSchema-instance"
"""The namespace as it is; the writer leaves out its `www`, so that a validator would not know it."""


def graph(case: Case, *, bipartite: bool = False) -> nx.MultiDiGraph[str]:
    """The actors of a case and what ties them, with ``bipartite`` its issues, levels and tracks as well.

    Nodes have `label`, `kind` and what is said of them; links have the id as their key, `relation`, `label` and, where
    there is a number, `measure`, `weight` (the best guess), `low` and `high`.

    >>> from backchannel.case.reading import find_case, read_case
    >>> found = graph(read_case(find_case("geneva-ii")))
    >>> found.nodes["russia"]["role"], found["iran"]["syrian_government"]["backing:iran-syrian_government"]["measure"]
    ('backer', 'support')
    """
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    net = network(case, others=bipartite)
    for node in net.nodes:
        found.add_node(node.id, **_of_node(node))
    for link in net.links:
        found.add_edge(link.source, link.target, key=link.id, **_of_link(link))
    return found


def graphml(case: Case, about: str, *, bipartite: bool = False) -> bytes:
    """A case as GraphML, the same bytes each time; ``about`` says in words what it is."""
    found = graph(case, bipartite=bipartite)
    found.graph["description"] = about
    out = io.BytesIO()
    nx.write_graphml_xml(found, out)
    return out.getvalue()


def gexf(case: Case, about: str, *, bipartite: bool = False) -> bytes:
    """A case as GEXF 1.3, the same bytes each time: dated as of the day of the case and not by the clock."""
    writer = _Writer(version="1.3")
    found = graph(case, bipartite=bipartite)
    for _, _, key, said in found.edges(keys=True, data=True):
        said["id"] = key
    writer.add_graph(found)
    writer.xml.set("xmlns:xsi", XSI)
    for edge in writer.xml.iter("edge"):  # by its kind Gephi keeps a link apart from others between the same two
        edge.set("kind", edge.attrib["label"])
    meta = writer.xml.find("meta")
    assert meta is not None
    meta.clear()
    meta.set("lastmodifieddate", case.case.as_of.isoformat())
    SubElement(meta, "creator").text = f"backchannel {__version__}"
    SubElement(meta, "description").text = about
    writer.graph_element.attrib.pop("name", None)  # GEXF 1.3 knows none
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class _Writer(GEXFWriter):
    """The writer without the attribute in which it repeats the id of a link."""

    def add_attributes(self, node_or_edge: str, xml_obj: Element, data: dict[str, Any], default: Any) -> Any:
        data.pop("key", None)
        return super().add_attributes(node_or_edge, xml_obj, data, default)  # type: ignore[no-untyped-call]


def _of_node(node: Node) -> Mapping[str, Attribute]:
    return {"label": node.name, "kind": node.kind, **node.attributes}


def _of_link(link: Link) -> Mapping[str, Attribute]:
    said: dict[str, Attribute] = {"label": link.kind, "relation": link.kind}
    if link.number is not None:
        low, best, high = link.number
        said |= {"measure": link.measure, "weight": best, "low": low, "high": high}
    said |= link.attributes
    return said | ({} if link.end is None else {"end": link.end.isoformat()})
