"""A case as a workbook that Kumu imports: the sheets Elements and Connections.

Kumu tells elements apart by their label alone, so labels are made unique. It shows descriptions as Markdown, so what
would be a tag, a link or a picture there is escaped: nothing is fetched when somebody looks at the map.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from backchannel.case.schema import Case
from backchannel.case.workbook.cells import MOST_IN_CELL, escaped, letters
from backchannel.case.workbook.packing import packed
from backchannel.core.words import sentence
from backchannel.report.exports.network import MEANINGS, Attribute, Link, Network, Node, network

WARNING = (
    "warning: projects on a free Kumu account are public; whatever is imported there can be read and copied by anybody"
)
TYPES = {"actor": "Actor", "issue": "Issue", "level": "Outcome", "track": "Track"}
ELEMENTS = ("Label", "Type", "Tags", "Description", "Id", "Role", "Side", "Part of", "Capability", "Status quo")
CONNECTIONS = (
    *("From", "To", "Direction", "Label", "Type", "Tags", "Description", "Measure", "Low", "Best", "High"),
    *("Public low", "Public", "Public high", "Private low", "Private", "Private high", "Ended"),
)
WIDTHS = {"Label": 38, "Description": 70, "From": 38, "To": 38, "Tags": 22, "Type": 18, "Side": 24, "Part of": 30}
MARKDOWN = re.compile(r"[\\<\[\]`]")
MOST_SAID = MOST_IN_CELL - 200
HEAD = Font(bold=True, color="FFFFFF")
GROUND = PatternFill("solid", fgColor="1F3B4D")
TOP = Alignment(vertical="top", wrap_text=True)

Row = dict[str, Attribute]


def book(case: Case, about: str) -> bytes:
    """A case as the workbook, the same bytes each time; ``about`` says in words what it is, among its properties."""
    net = network(case, others=True)
    labels = unique_labels(net)
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)
    first.title = "Elements"
    _fill(first, ELEMENTS, [_element(node, labels) for node in net.nodes])
    _fill(workbook.create_sheet("Connections"), CONNECTIONS, [_connection(link, labels) for link in net.links])
    workbook.properties.description = escaped(about)
    return packed(workbook, "Backchannel map for Kumu", case.case.as_of)


def unique_labels(net: Network) -> dict[str, str]:
    """The label of each node by its id: its name, with its id behind it where another node is called the same.

    >>> twins = (Node("a1", "actor", "The Sponsors"), Node("track:t1", "track", "the sponsors"))
    >>> unique_labels(Network(twins, ()))
    {'a1': 'The Sponsors (a1)', 'track:t1': 'the sponsors (track:t1)'}
    """
    plain = {node.id: " ".join(node.name.split()) or node.id for node in net.nodes}
    count = Counter(name.casefold() for name in plain.values())
    found = {id: name if count[name.casefold()] == 1 else f"{name} ({id})" for id, name in plain.items()}
    while len({name.casefold() for name in found.values()}) < len(found):  # a name that ends like another's id
        again = Counter(name.casefold() for name in found.values())
        found = {id: name if again[name.casefold()] == 1 else f"{name} ({id})" for id, name in found.items()}
    return found


def inert(text: str) -> str:
    r"""A text that Markdown shows as it stands.

    >>> inert("![x](http://example.org/a.png) <script>")
    '!\\[x\\](http://example.org/a.png) \\<script>'
    """
    return MARKDOWN.sub(lambda m: f"\\{m.group()}", text)


def _element(node: Node, labels: dict[str, str]) -> Row:
    said = node.attributes
    tags = [said[name] for name in ("role", "sort", "side") if name in said]
    row: Row = {"Label": labels[node.id], "Type": TYPES[node.kind], "Id": node.id}
    row |= {"Tags": "|".join(str(tag).replace("|", "/") for tag in tags)} if tags else {}
    words = _description(said, ("anchors", "ready to talk about", "seats", "signs", "ratifies", "note"))
    row |= {"Description": words} if words else {}
    for name in ("role", "side", "part of", "capability", "status quo"):
        if name in said:
            row[name.capitalize()] = said[name]
    return row


def _connection(link: Link, labels: dict[str, str]) -> Row:
    said = link.attributes
    row: Row = {"From": labels[link.source], "To": labels[link.target], "Direction": "directed"}
    row |= {"Label": link.kind, "Type": link.kind.capitalize()}
    flags = [name for name in ("precondition", "refuses") if said.get(name)]
    row |= {"Tags": "|".join(flags)} if flags else {}
    what, number = MEANINGS[link.kind]
    meaning = f"{what}; the number is {number}" if link.number is not None else what
    row |= {"Description": _description({"": meaning, **said}, ("", "name", "frame", "note"))}
    if link.number is not None:
        row |= dict(zip(("Measure", "Low", "Best", "High"), (link.measure, *link.number), strict=True))
    for name in ("public", "private"):
        row |= {key.capitalize(): value for key, value in said.items() if key.split(" ")[0] == name}
    return row | ({} if link.end is None else {"Ended": link.end.isoformat()})


def _description(said: dict[str, Attribute], names: Sequence[str]) -> str:
    """The words among some attributes, one paragraph each; cut, and said to be, where no cell would hold them."""
    parts = [
        f"{name.capitalize()}: {said[name]}" if name else f"{sentence(str(said[name]))}."
        for name in names
        if name in said
    ]
    text = inert("\n\n".join(parts))
    left = len(text) - MOST_SAID
    return text if left <= 0 else f"{text[:MOST_SAID]} [cut here: {left} more characters in the case]"


def _fill(sheet: Worksheet, columns: Sequence[str], rows: Sequence[Row]) -> None:
    kept = [name for name in columns if name in columns[:5] or any(name in row for row in rows)]
    for place, name in enumerate(kept, 1):
        head = _put(sheet.cell(1, place), name)
        head.font, head.fill = HEAD, GROUND
        sheet.column_dimensions[letters(place)].width = WIDTHS.get(name, 12)
        for line, row in enumerate(rows, 2):
            if name in row:
                _put(sheet.cell(line, place), row[name]).alignment = TOP
    sheet.freeze_panes = "B2"


def _put(cell: object, said: Attribute) -> Cell:
    """A cell with its value; text is text, whatever it starts with."""
    assert isinstance(cell, Cell)
    if isinstance(said, str):
        cell.value = escaped(said)
        cell.data_type = "s"
        if said[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True
    else:
        cell.value = said
    return cell
