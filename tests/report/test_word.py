import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import given, settings

from backchannel.core.shown import shown
from backchannel.report.word import to_docx
from tests.report import made, nasty
from tests.report.nasty import NASTY, texts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def tree(text: bytes) -> Any:
    return ElementTree.fromstring(text)


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def content():
    return to_docx(made.document())


@pytest.fixture(scope="module")
def body(content):
    return tree(parts(content)["word/document.xml"])


def test_the_same_document_gives_the_same_bytes_and_no_day_of_writing(content):
    assert to_docx(made.document()) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_says_of_itself_what_the_document_says_and_no_more(content):
    about = opened(content).core_properties
    assert about.title == made.document().title
    assert about.created == about.modified
    assert about.created.replace(tzinfo=None) == datetime(2014, 1, 22)
    assert (about.author, about.last_modified_by, about.comments, about.keywords) == ("", "", "", "")
    assert about.language == "en"
    assert not [name for name in parts(content) if "thumbnail" in name or "vba" in name.lower()]


def test_headings_lists_captions_and_tables_have_real_styles(content):
    word = opened(content)
    styles = [line.style.name for line in word.paragraphs]
    assert styles[:2] == ["Title", "Subtitle"]
    assert styles.count("Heading 1") == 7
    assert styles.count("Caption") == 8
    assert styles.count("List Bullet") == 8
    assert {table.style.name for table in word.tables} == {"Report Table"}


def test_tables_repeat_their_header_and_are_described(body):
    for table in body.iter(f"{W}tbl"):
        assert len(table.findall(f"{W}tr/{W}trPr/{W}tblHeader")) == 1
        assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
        assert table.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val")


def test_pictures_have_alternative_text_and_fit_the_page(content):
    word = opened(content)
    alts = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert alts == [figure.alt for figure in made.document().figures()]
    room = word.sections[0].page_width - word.sections[0].left_margin - word.sections[0].right_margin
    assert max(shape.width for shape in word.inline_shapes) <= room


def test_wide_tables_stand_on_pages_turned(content):
    sides = [(s.page_width > s.page_height) for s in opened(content).sections]
    assert sides == [False, True, False]


def test_every_page_carries_the_marking_and_its_number(content):
    found = parts(content)
    head = next(value for name, value in found.items() if re.fullmatch(r"word/header\d\.xml", name))
    foot = next(value for name, value in found.items() if re.fullmatch(r"word/footer\d\.xml", name))
    assert b"For the team only" in head
    assert b"For the team only" in foot
    assert re.findall(rb'w:instr="(\w+)"', foot) == [b"PAGE", b"NUMPAGES"]


def test_arabic_runs_are_marked_as_written_from_the_right(body):
    marked = {
        "".join(t.text or "" for t in run.iter(f"{W}t"))
        for run in body.iter(f"{W}r")
        if run.find(f"{W}rPr/{W}rtl") is not None
    }
    assert {"الحكومة الشمالية", "קואליציית ערי ההרים"} <= marked
    assert len([line for line in body.iter(f"{W}p") if line.find(f"{W}pPr/{W}bidi") is not None]) == 3


def test_links_within_lead_to_bookmarks(body):
    names = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    links = [link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")]
    assert set(links) == names
    assert len(links) == 7


def test_a_report_that_ends_on_a_turned_page_turns_back():
    one = made.document(1, 0)
    sections = opened(to_docx(replace(one, sections=one.sections[:-1], language="he"))).sections
    assert [s.page_width > s.page_height for s in sections] == [False, True, False]


def skeleton(content):
    root = tree(parts(content)["word/document.xml"])
    return [
        e.tag.removeprefix(W)
        for e in root.iter()
        if e.tag in {f"{W}{n}" for n in ("p", "tbl", "tc", "drawing", "sectPr")}
    ]


def inert(text):
    content = to_docx(nasty.document(text))
    found = parts(content)
    for name, value in found.items():
        if name.endswith((".xml", ".rels")):
            tree(value)
        if name.endswith(".rels"):
            assert b"External" not in value
    body = found["word/document.xml"]
    assert not re.search(rb"<w:(instrText|fldSimple|fldChar|object|altChunk)\b", body)
    if shown(text):
        assert skeleton(content) == BENIGN
    word = opened(content)
    assert word.paragraphs[0].text == shown(text)
    assert {cell.text for table in word.tables for row in table.rows for cell in row.cells} == {shown(text)}
    assert word.inline_shapes[0]._inline.docPr.get("descr") == shown(text)


BENIGN = skeleton(to_docx(nasty.document("word")))


@pytest.mark.parametrize("text", ["".join(NASTY[n::4]) for n in range(4)])
def test_nasty_text_is_text(text):
    inert(text)


@pytest.mark.slow
@pytest.mark.parametrize("text", NASTY)
def test_each_nasty_text_is_text(text):
    inert(text)


@settings(max_examples=8, deadline=None)
@given(texts)
def test_any_text_is_text(text):
    inert(text)
