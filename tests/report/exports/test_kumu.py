"""The workbook for Kumu: labels that tell apart, text that stays text, no clock."""

import io
import re
import zipfile

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from backchannel.report.exports.kumu import MOST_SAID, book, unique_labels
from backchannel.report.exports.legible import cleaned
from backchannel.report.exports.network import Network, Node
from tests.report.exports.cases import geneva, hostile


def sheets(content):
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [
            dict(zip([c.value for c in sheet[1]], (c.value for c in row), strict=True))
            for row in sheet.iter_rows(min_row=2)
        ]
        for sheet in workbook
    }


def test_what_kumu_asks_for():
    found = sheets(book(geneva(), "about"))
    assert list(found) == ["Elements", "Connections"]
    elements, connections = found["Elements"], found["Connections"]
    assert list(elements[0])[:4] == ["Label", "Type", "Tags", "Description"]
    assert list(connections[0])[:5] == ["From", "To", "Direction", "Label", "Type"]
    assert {e["Type"] for e in elements} == {"Actor", "Issue", "Outcome", "Track"}
    labels = [e["Label"].casefold() for e in elements]
    assert len(labels) == len(set(labels)) == 32
    assert all({c["From"].casefold(), c["To"].casefold()} <= set(labels) for c in connections)
    backing = next(c for c in connections if c["Type"] == "Backing" and c["Best"] is not None)
    assert isinstance(backing["Best"], float)


NAMES = st.lists(
    st.sampled_from(["Sponsors", "sponsors", "Sponsors (a1)", "SPONSORS (A1)", "x", " x  ", ""]), max_size=7
)


@given(NAMES)
def test_labels_are_unique_whatever_the_names(names):
    net = Network(tuple(Node(f"a{n}", "actor", name) for n, name in enumerate(names)), ())
    labels = unique_labels(net)
    assert len({label.casefold() for label in labels.values()}) == len(names)
    assert all(label.strip() == label and label for label in labels.values())


def test_hostile_text_is_text():
    content = book(cleaned(hostile()).case, "about")
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert any(text.startswith("=cmd|") for text in texts)  # it is there, as text
    assert any("[U+202E]" in text for text in texts)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert not any(b"<f>" in packed.read(name) or b"<f " in packed.read(name) for name in packed.namelist())
        assert not any(re.search("external|vba|macro|hyperlink", name, re.IGNORECASE) for name in packed.namelist())
    for sheet in sheets(content).values():
        for row in sheet:
            said = row.get("Description") or ""
            assert not re.search(r"(?<!\\)[<\[]", said)  # nothing that Markdown would fetch or run


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    actors = (geneva().actors[0].model_copy(update={"note": "x" * 40_000}), *geneva().actors[1:])
    first = sheets(book(geneva().model_copy(update={"actors": actors}), "about"))["Elements"][0]["Description"]
    assert len(first) < MOST_SAID + 100
    assert re.search(r"\[cut here: [0-9]+ more characters in the case\]$", first)


def test_dated_by_the_case():
    content = book(geneva(), "about")
    assert content == book(geneva(), "about")
    properties = openpyxl.load_workbook(io.BytesIO(content)).properties
    assert (str(properties.created)[:10], str(properties.modified)[:10]) == ("2014-01-28", "2014-01-28")
    assert (properties.creator, properties.description) == ("Backchannel", "about")
