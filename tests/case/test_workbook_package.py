"""Packages as other programs write them are read, and packages made to hurt are refused in time and by name."""

import io
import random
import zipfile

import pytest

from backchannel.case.building import build
from backchannel.case.problems import CaseError, Problem
from backchannel.case.tree import Tree, parse
from backchannel.case.workbook import book_bytes, read_tree
from backchannel.case.workbook import package as workbook_package
from backchannel.case.workbook.package import sheets
from tests.case.books import bare, grids, package, unzipped, zipped
from tests.case.cases import FULL
from tests.pace import within


def text(said):
    return f'<c t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def row(*cells):
    return f"<row>{''.join(cells)}</row>"


HEAD = row(*map(text, ("id", "name", "role", "cost", "note")))


def read(raw):
    """The cells of the only sheet, by coordinates."""
    (sheet,) = sheets(raw, "book.xlsx", lambda title: True)
    return {(number, place): cell for number, cells in sheet.rows.items() for place, cell in cells.items()}


def said(raw):
    return {place: cell.said for place, cell in read(raw).items()}


def refused(raw, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(raw)
    with pytest.raises(CaseError) as error:
        read_tree(path)
    assert str(error.value).startswith(str(path))
    return str(error.value).removeprefix(str(path))


# --- as other programs write ------------------------------------------------------------------------------------


def test_shared_texts_in_pieces_and_without_how_they_are_spoken():
    strings = (
        "<si><t>plain</t></si>"
        '<si><r><rPr><b/></rPr><t>in </t></r><r><t xml:space="preserve">pieces </t></r></si>'
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
        "<si><t>a_x000D_\nb_x005F_x0041_</t></si><si/>"
    )
    cells = row(*(f'<c t="s"><v>{n}</v></c>' for n in range(5)))
    assert said(package({"Actors": cells}, strings)) == {
        (1, 1): "plain",
        (1, 2): "in pieces ",
        (1, 3): "東京",
        (1, 4): "a\r\nb_x0041_",
    }


def test_kinds_of_cells_and_places():
    cells = (
        '<row r="3"><c r="C3"><v>1.50</v></c><c r="D3" t="b"><v>1</v></c><c r="AA3" t="str"><v>x</v></c></row>'
        '<row><c t="n"><v>7</v></c><c/><c t="inlineStr"><is><t> </t></is></c><c><v>1E-3</v></c></row>'
        '<row r="9"><c r="A9" t="e"><v>#REF!</v></c><c r="B9"><f>A1</f><v>3</v></c><c r="C9"><v>INF</v></c></row>'
    )
    found = read(package({"Actors": cells}))
    assert {place: cell.said for place, cell in found.items() if not cell.fault} == {
        (3, 3): 1.5,
        (3, 4): True,
        (3, 27): "x",
        (4, 1): 7,
        (4, 4): 0.001,
    }
    assert {place: cell.fault for place, cell in found.items() if cell.fault} == {
        (9, 1): "error",
        (9, 2): "formula",
        (9, 3): "error",
    }


def test_dates_by_their_format_in_both_calendars():
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="dd\\.mm\\.yyyy"/>'
        '<numFmt numFmtId="171" formatCode="0.0 %"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs>'
    )
    cells = row(*(f'<c s="{style}"><v>41667</v></c>' for style in range(4)), '<c t="d"><v>2014-01-28T00:00:00Z</v></c>')
    found = [str(one) for one in said(package({"Case": cells}, styles=styles)).values()]
    assert found == ["41667", "2014-01-28", "2014-01-28", "41667", "2014-01-28"]
    later = package({"Case": cells}, styles=styles, workbook='<s:workbookPr date1904="1"/>')
    assert str(said(later)[(1, 2)]) == "2018-01-29"
    astray = package({"Case": row('<c s="1"><v>99999999999</v></c>')}, styles=styles)
    assert read(astray)[(1, 1)].fault == "error"


def test_the_strict_form_of_the_format(tmp_path):
    raw = package({"Actors": HEAD + row(text("a"))}, strict=True)
    path = tmp_path / "strict.xlsx"
    path.write_bytes(raw)
    assert read_tree(path).data == {"actors": [{"id": "a"}]}


def test_macros_links_and_drawings_are_not_looked_at(tmp_path):
    case = build(parse(FULL, "toy.yaml"))
    parts = unzipped(book_bytes(case))
    parts["xl/vbaProject.bin"] = b"\xff\x00 no XML"
    parts["xl/externalLinks/externalLink1.xml"] = b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"
    parts["xl/drawings/drawing1.xml"] = b"not XML at all"
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(parts))
    assert build(read_tree(path)) == case


# --- what is no workbook ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "is no workbook, whatever its name says"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is an old workbook (.xls) or one with a password"),
        (b"PK\x03\x04 and no more", "is damaged and cannot be read as a workbook"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}), "of another kind"),
        (zipped({"xl/workbook.bin": ""}), "is a workbook of another kind"),
        (zipped({"a.txt": "x"}), "is damaged and cannot be read as a workbook"),
        (zipped({"/etc/passwd": "x"}), "parts with names that no workbook has"),
        (zipped({"xl/../../x": "x"}), "parts with names that no workbook has"),
        (zipped({"C:\\x": "x"}), "parts with names that no workbook has"),
        (zipped({f"x{n}": "" for n in range(1001)}), "has too many parts"),
        (zipped({"x": "x"}, zipfile.ZIP_LZMA), "is packed in a way that workbooks are not"),
    ],
)
def test_other_files(tmp_path, raw, message):
    found = refused(raw, tmp_path)
    assert message in found
    assert "fix:" in found


def test_a_package_with_a_password(tmp_path):
    raw = bytearray(zipped({"xl/workbook.xml": "x"}))
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    assert "is encrypted" in refused(bytes(raw), tmp_path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(tmp_path, part, encoding):
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
    parts = unzipped(package({"Actors": HEAD}))
    parts[part] = f'<?xml version="1.0" encoding="{encoding}"?>{bomb}'.encode(encoding)
    assert "declares a document type" in refused(zipped(parts), tmp_path)


def test_a_file_too_large_is_not_read(tmp_path):
    path = tmp_path / "book.xlsx"
    with path.open("wb") as file:
        file.truncate(5_000_001)
    with pytest.raises(CaseError, match="is too large and was not read; expected at most 5 MB"):
        read_tree(path)


# --- what is made to hurt ---------------------------------------------------------------------------------------


BOMBS = {
    "is too large unpacked": lambda: package({"Actors": " " * 20_000_000}),
    "holds too many parts of sheets": lambda: package({"Actors": "<a/>" * 800_000}),
    "holds too many cells": lambda: package({"Actors": HEAD + row("<c><v>1</v></c>" * 5) * 13_000}),
    "holds too much text": lambda: package(
        {"Actors": HEAD + row('<c t="s"><v>0</v></c>' * 5) * 100}, f"<si><t>{'a,' * 16_000}</t></si>"
    ),
    "is too long; expected at most 32767": lambda: package({"Actors": HEAD + row(text("a"), text("x" * 40_000))}),
    "is damaged": lambda: package({"Actors": HEAD + '<row r="1048577"><c r="ZZZZ1"><v>1</v></c></row>'}),
    "holds a formula (A2, B2, C2": lambda: package({"Actors": HEAD + row("<c><f>1</f></c>" * 5) * 3_000}),
    "cannot be read": lambda: package(
        {"Levels": row(*map(text, ("id", "signers"))) + row(text("a"), text("[a," * 9_000)) * 12}
    ),
}


@pytest.mark.parametrize("message", BOMBS)
def test_bombs(tmp_path, message):
    assert message in refused(BOMBS[message](), tmp_path)


def test_bombs_are_refused_in_time():
    imports = "from tests.case.test_workbook_package import BOMBS, refused"
    within(2, imports, "BOMBS", "BOMBS[key]()", "refused(made, folder)")


@pytest.mark.parametrize(
    "sheet", ['<row r="x"/>', row('<c t="s"><v>9</v></c>'), row('<c t="s"><v>-1</v></c>'), "<row>"]
)
def test_what_is_damaged(tmp_path, sheet):
    assert "is damaged" in refused(package({"Actors": sheet}), tmp_path)


def test_an_entry_that_lies_about_its_size(tmp_path):
    raw = bytearray(package({"Actors": "<a/>" * 100_000}))
    for sign, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = 0
        while (start := raw.find(sign, start)) >= 0:
            if int.from_bytes(raw[start + at : start + at + 4], "little") > 100_000:
                raw[start + at : start + at + 4] = (1000).to_bytes(4, "little")
            start += 4
    assert "is damaged" in refused(bytes(raw), tmp_path)


def test_many_far_apart_rows_cost_nothing(tmp_path):
    cells = HEAD + "".join(
        f'<row r="{n * 100_000}"><c r="A{n * 100_000}" t="inlineStr"><is><t>a{n}</t></is></c></row>'
        for n in range(1, 11)
    )
    path = tmp_path / "book.xlsx"
    path.write_bytes(package({"Actors": cells}))
    tree = read_tree(path)
    assert len(tree.data["actors"]) == 10
    assert tree.marks[("actors", 9)].line == 1_000_000


def test_the_same_case_written_by_another_program(tmp_path):
    case = build(parse(FULL, "toy.yaml"))
    path = tmp_path / "book.xlsx"
    path.write_bytes(bare(grids(case)))
    assert build(read_tree(path)) == case


def test_whatever_is_broken_gives_a_case_or_a_message(tmp_path):
    """Bytes changed at random, in the package and in its parts."""
    whole = bare(grids(build(parse(FULL, "toy.yaml"))))
    parts = unzipped(whole)
    dice = random.Random(1)
    path = tmp_path / "book.xlsx"
    trees: list[Tree] = []
    problems: list[Problem] = []
    for turn in range(200):
        name = dice.choice([n for n in parts if n.startswith(("xl/w", "xl/s", "_rels"))])
        broken = bytearray(parts[name])
        for _ in range(dice.randint(1, 4)):
            broken[dice.randrange(len(broken))] = dice.choice(b"abcXYZ0189 _?" if turn % 3 else b"<>&\"'/=0 9x\xff")
        raw = bytearray(zipped(parts | {name: bytes(broken)}, zipfile.ZIP_STORED) if turn % 4 else whole)
        for _ in range(0 if turn % 4 else 3):
            raw[dice.randrange(len(raw))] = dice.randrange(256)
        path.write_bytes(raw[: dice.randint(1, len(raw))] if turn % 10 == 0 else raw)
        try:
            trees.append(read_tree(path))
            build(trees[-1])
        except CaseError as error:
            problems += error.problems
    assert all(problem.file and problem.file.startswith(str(path)) for problem in problems)
    assert len(trees) >= 5
    assert {problem.line is None for problem in problems} == {True, False}


def test_limits_leave_room_for_large_cases(tmp_path):
    data = parse(FULL, "toy.yaml").data
    levels = [
        {"id": f"l{n}", "opens": ["access"], "signers": ["government", "rebels"], "note": "x" * 200}
        for n in range(1500)
    ]
    case = build(Tree("large", data | {"levels": [*data["levels"], *levels]}))
    raw = book_bytes(case)
    path = tmp_path / "book.xlsx"
    path.write_bytes(raw)
    assert build(read_tree(path)) == case
    unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(raw)).infolist())
    assert unpacked < workbook_package.MOST_UNPACKED / 5
