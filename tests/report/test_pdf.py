import re
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from backchannel.core.errors import AskError
from backchannel.report import pdf
from backchannel.report.document import Paragraph, Section, Table
from backchannel.report.pdf import to_pdf
from backchannel.report.wanting import needed
from tests.report import made, nasty
from tests.report.nasty import NASTY
from tests.support import require

try:
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError
except (ImportError, OSError) as error:
    require(False, f"WeasyPrint or what it needs of the system is missing: {error}")

POPPLER = "no poppler on this machine; apt-get install poppler-utils"


@pytest.fixture(scope="module")
def content():
    return to_pdf(made.document(2, 0))


def told(program, content, *options):
    require(shutil.which(program), POPPLER)
    command = [program, *options[:-1], "-", *options[-1:]] if program == "pdftotext" else [program, *options, "-"]
    return subprocess.run(command, input=content, check=True, capture_output=True).stdout.decode()


def test_the_same_document_gives_the_same_bytes(content):
    assert to_pdf(made.document(2, 0)) == content


def test_it_is_tagged_in_a_language_and_dated_by_the_case_alone(content):
    about = told("pdfinfo", content, "-isodates")
    for line in (
        "Tagged: +yes",
        "JavaScript: +no",
        "CreationDate: +2014-01-22",
        "ModDate: +2014-01-22",
        "Title: +The Two Rivers",
    ):
        assert re.search(line, about), line
    assert "Author" not in about
    assert "Creator" not in about
    meta = told("pdfinfo", content, "-meta")
    assert "pdfuaid:part" in meta or "pdfuaid" in meta


def test_its_structure_names_headings_tables_lists_and_pictures(content):
    tree = told("pdfinfo", content, "-struct")
    for tag in ("H1", "H2", "Table", "TH", "TD", "Caption", "Figure", "L", "LI"):
        assert re.search(rf"^ *{tag}\b", tree, re.MULTILINE), tag


def test_every_page_is_marked_and_numbered(content):
    pages = told("pdftotext", content, "-").split("\f")[:-1]
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert text.count("For the team only") == 2
        assert f"{number} of {len(pages)}" in text


def test_wide_tables_stand_on_pages_turned(content):
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", told("pdfinfo", content, "-l", "99"))
    assert {float(width) > float(height) for width, height in sizes} == {True, False}


def test_pictures_with_arabic_letters_are_drawn_by_what_can_join_them():
    assert "data:image/png;base64," in pdf._image(made.figure("figure-0", 0))
    assert "data:image/svg+xml;base64," in pdf._image(made.figure("figure-1", 1))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "data:text/html,x", "ftp://127.0.0.1:9/x"]
)
def test_nothing_is_fetched_from_outside(url):
    page = weasyprint.HTML(string=f"<img src='{url}' alt=''>", url_fetcher=pdf._fetcher())
    with pytest.raises(FatalURLFetchingError, match="nothing from outside"):
        page.render()


def test_nasty_text_is_text():
    texts = [text for text in NASTY if text.isascii() or "\u202e" in text]  # each other script costs a font
    section = Section("nasty", texts[0], tuple(Paragraph(text) for text in texts))
    content = to_pdf(replace(nasty.document(texts[0]), sections=(section,)))
    assert re.search("JavaScript: +no", told("pdfinfo", content))
    assert not re.search(r"https?:", told("pdfinfo", content, "-url"))
    text = "".join(told("pdftotext", content, "-").split())
    for part in (
        "<script>alert(1)</script>",
        "=cmd|'/CcalcA0".replace("calcA0", "calc'!A0"),
        "[U+202E]",
        "[U+0000]",
        "../../etc/passwd",
    ):
        assert part in text


def test_a_missing_extra_is_one_clear_message(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(AskError, match=r"PDF needs an extra .* pip install 'backchannel\[report\]'"):
        to_pdf(made.document(1, 0))


def test_a_missing_library_is_named_by_its_package():
    with pytest.raises(AskError, match=r"apt-get install libpango-1\.0-0"), needed("PDF"):
        raise OSError("cannot load library 'libpango-1.0-0'")


def test_a_table_to_look_things_up_in_is_set_as_lines():
    rows = tuple((f"input {n}", f"{n} (1 to 900)", "judgement; team") for n in range(101))
    long = Section("inputs", "Inputs", (Table("Every input", ("input", "value", "rests on"), rows, note="As coded."),))
    text = told("pdftotext", to_pdf(replace(made.document(0, 0), sections=(long,))), "-layout", "-")
    assert re.search(r"Table 1\. +Every input", text)
    assert "input 7: 7 (1 to 900); judgement; team" in text
    assert "input 100: 100 (1 to 900); judgement; team" in text
    assert "As coded." in text
