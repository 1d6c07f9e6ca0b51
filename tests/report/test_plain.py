import unicodedata
from dataclasses import fields
from xml.etree import ElementTree

import pytest
from hypothesis import given

from backchannel.core.shown import shown
from backchannel.report.document import Document
from backchannel.report.plain import cleaned, direction, direction_of, has_right_to_left, pieces
from tests.report import nasty
from tests.report.nasty import texts


@given(texts)
def test_what_is_shown_is_legal_xml_on_one_line_and_stays_as_it_is(text):
    found = shown(text)
    assert ElementTree.fromstring(
        f"<x>{found.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</x>"
    ).text == (found or None)
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Co", "Zl", "Zp"} for c in found)
    assert not any(
        unicodedata.bidirectional(c) in {"LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI"} for c in found
    )
    assert shown(found) == found == found.strip(" ")


@given(texts)
def test_pieces_make_up_the_text(text):
    found = pieces(text)
    assert "".join(piece for piece, _ in found) == text
    assert all(rtl == has_right_to_left(piece) for piece, rtl in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user\u202egnp.exe", "user[U+202E]gnp.exe"),
        ("a\u200bb", "a[U+200B]b"),
        ("\ud83d", "[U+D83D]"),
        ("a\x1b[31m", "a[U+001B][31m"),
        ("\u0645\u06cc\u200c\u0631\u0648\u062f", "\u0645\u06cc\u200c\u0631\u0648\u062f"),  # Persian needs its joiner
        ("  a\n\n b ", "a b"),
    ],
)
def test_what_misleads_is_written_out(text, expected):
    assert shown(text) == expected


def test_every_text_of_a_document_is_cleaned_but_the_pictures():
    clean = cleaned(nasty.document("a\x00"))
    assert "\\x00" not in repr(clean)
    assert [figure.svg for figure in clean.figures()] == [figure.svg for figure in nasty.document("a\x00").figures()]
    assert {field.name for field in fields(Document)} >= {"title", "subtitle"}


@pytest.mark.parametrize(
    ("text", "otherwise", "expected"),
    [
        ("", "ltr", "ltr"),
        ("", "rtl", "rtl"),
        ("the \u0627\u0644\u0646\u0638\u0627\u0645\u0627\u0644\u0646\u0638\u0627\u0645", "ltr", "ltr"),
        ("\u05d0\u05d1 a", "ltr", "rtl"),
        ("only English", "rtl", "ltr"),
        ("UN \u0627\u0644\u0646\u0638\u0627\u0645", "rtl", "rtl"),
    ],
)
def test_direction(text, otherwise, expected):
    assert direction(text, otherwise) == expected


@pytest.mark.parametrize(
    ("tag", "expected"), [("en", "ltr"), ("he", "rtl"), ("fa-IR", "rtl"), ("ku-Arab", "rtl"), ("ku", "ltr")]
)
def test_direction_of_a_language(tag, expected):
    assert direction_of(tag) == expected
