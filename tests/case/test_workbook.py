"""A case goes into a workbook and comes back as it was, and the workbook is one that people can fill in."""

import io
import re
import runpy
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from backchannel.case.building import build
from backchannel.case.checking import check
from backchannel.case.estimate import Estimate, Expert
from backchannel.case.problems import CaseError
from backchannel.case.reading import find_case, read_case
from backchannel.case.rules import Rule
from backchannel.case.schema import Case
from backchannel.case.shape import fields, models
from backchannel.case.tree import Tree, parse
from backchannel.case.workbook import book_bytes, read_tree, template_bytes
from backchannel.case.workbook.layout import INSTRUCTIONS, all_tables, experts, plainly, sources, tables
from backchannel.case.workbook.looks import FIRST, HEADER, HINTS
from tests.case.books import case_of, grids, unzipped
from tests.case.cases import FULL
from tests.case.strategies import NASTY, cases
from tests.support import ROOT


@pytest.fixture(scope="module")
def geneva():
    return read_case(find_case("geneva-ii"))


@pytest.fixture(scope="module")
def full():
    return build(parse(FULL, "toy.yaml"))


@pytest.fixture(scope="module")
def book(geneva):
    return openpyxl.load_workbook(io.BytesIO(book_bytes(geneva)))


def back(tmp_path, raw) -> Any:
    path = tmp_path / "book.xlsx"
    path.write_bytes(raw)
    return build(read_tree(path))


# --- there and back ---------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(cases())
def test_any_case_comes_back_from_its_rows(case):
    assert case_of(grids(case)) == case


@settings(max_examples=4, deadline=None)
@given(cases(busy=0))
def test_any_case_comes_back_from_its_file(tmp_path_factory, case):
    assert back(tmp_path_factory.mktemp("book"), book_bytes(case)) == case


def test_worked_cases_come_back(tmp_path, geneva, full):
    for case in (geneva, full):
        assert back(tmp_path, book_bytes(case)) == case


def test_a_workbook_is_read_by_name_like_any_case(tmp_path, full):
    path = tmp_path / "toy.XLSX"
    path.write_bytes(book_bytes(full))
    assert read_case(path) == full
    assert read_case(path, ["case.title=Another"]).case.title == "Another"


def test_texts_that_programs_take_for_something_else_come_back_from_a_file(tmp_path, full):
    texts = [
        *NASTY,
        *("#REF!", "#N/A", "_x0041_", "_x005F_", "_x005F_x0041_", "_X0041_", "a_x000D_", "x005F_", "x" * 4000),
    ]
    data = parse(FULL, "toy.yaml").data | {
        "sources": [{"id": f"s{n}", "what": text, "note": text} for n, text in enumerate(texts)],
        "absent": [{"who": text, "why": text} for text in dict.fromkeys(texts)],
        "questions": [{"id": "q", "ask": "?", "by": texts, "yes_if": "x"}],
        "evidence": [{"id": "e1", "source": "s0"}],
    }
    case = build(Tree("texts.yaml", data))
    raw = book_bytes(case)
    assert back(tmp_path, raw) == case
    written = openpyxl.load_workbook(io.BytesIO(raw))
    assert {cell.data_type for sheet in written for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_numbers_keep_all_their_digits(tmp_path, full):
    numbers = (0.1 + 0.2, 1 / 3, 5e-324, 0.30, 1e-7, 0.1)
    for number in numbers:
        actor = full.actors[0].model_copy(update={"cost": Estimate.model_validate(number)})
        case = full.model_copy(update={"actors": (actor, *full.actors[1:])})
        assert case_of(grids(case)) == case
    sides = [{"id": f"s{n}", "outcome": {"leadership": number}} for n, number in enumerate(numbers)]
    war = parse(FULL, "toy.yaml").data["war"]
    case = build(Tree("x", parse(FULL, "toy.yaml").data | {"war": war | {"sides": war["sides"] + sides}}))
    assert back(tmp_path, book_bytes(case)) == case


def test_days_long_ago_come_back(tmp_path):
    days = ("1648-10-24", "1900-02-28", "1900-12-31", "1901-01-01", "9999-12-31")
    sources = [{"id": f"s{n}", "what": "x", "published": day} for n, day in enumerate(days)]
    data = parse(FULL, "toy.yaml").data | {"sources": sources, "evidence": [{"id": "e1", "source": "s0"}]}
    case = back(tmp_path, book_bytes(build(Tree("x", data))))
    assert [str(source.published) for source in case.sources] == list(days)


def test_another_program_may_save_it(tmp_path, geneva):
    other = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(book_bytes(geneva))).save(other)
    assert back(tmp_path, other.getvalue()) == geneva


def test_a_case_gives_the_same_bytes_each_time(full):
    assert book_bytes(full) == book_bytes(full)
    assert template_bytes() == template_bytes()


def test_a_text_that_no_cell_holds_is_refused_without_showing_it(full):
    case = full.model_copy(update={"case": full.case.model_copy(update={"note": "canary" * 6000})})
    with pytest.raises(CaseError, match=r"sheet Case: note: is too long .*32767") as refused:
        book_bytes(case)
    assert "canary" not in str(refused.value)


# --- the sheets -------------------------------------------------------------------------------------------------


def test_every_field_of_the_schema_has_a_place():
    flowing = {Rule, Case, Estimate, Expert}
    sheets = {table.model: table for table in tables() if table.model is not None}
    held = {table.path for table in tables()}
    for model in set(models()) - flowing:
        table = sheets[model]
        for name in fields(model):
            in_a_cell = any(column.field == name for column in table.columns)
            assert in_a_cell or (*table.path, name) in held, f"{model.__name__}.{name}"
    more = {column.field for column in sources().columns} | {"low", "best", "high", "experts"}
    assert set(fields(Estimate)) <= more
    assert set(fields(Expert)) <= {column.field for column in experts().columns}


def test_titles_and_headers_can_be_told_apart():
    titles = [table.title for table in all_tables()]
    assert len({plainly(title) for title in [*titles, INSTRUCTIONS]}) == len(titles) + 1
    assert max(map(len, titles)) <= 31
    for table in all_tables():
        headers = [plainly(column.header) for column in table.columns]
        assert len(set(headers)) == len(headers), table.title


def test_the_header_stays_in_sight_and_the_question_stands_above_it(book):
    stances = book["Stances"]
    assert stances.freeze_panes == f"C{FIRST}"
    assert [cell.value for cell in stances[HEADER]][:5] == ["actor", "issue", "public low", "public", "public high"]
    assert "In private, what would you settle for?" in str(stances.cell(HINTS, 6).value)
    assert "0 to 100" in stances.cell(HINTS, 6).value
    assert stances["A1"].value.startswith("# Stances.")
    assert "Private" in stances["A1"].value
    assert stances.sheet_properties.tabColor.rgb.endswith("8C2D2D")
    assert stances.print_title_rows == f"${HEADER}:${HEADER}"
    assert stances.auto_filter.ref.startswith(f"A{HEADER}:")


def test_notes_are_wrapped_and_wide_and_numbers_are_narrow(book):
    sheet = book["Stances"]
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[HEADER]}
    assert widths["note"] > 40 > widths["private"] + 20
    note = next(cell for cell in sheet[HEADER] if cell.value == "note")
    assert sheet.cell(FIRST, note.column).alignment.wrap_text
    assert sheet.column_dimensions[note.column_letter].alignment.wrap_text


def test_cells_offer_what_may_stand_in_them(book):
    def rules(title):
        sheet = book[title]
        headers = {cell.column_letter: cell.value for cell in sheet[HEADER]}
        found = {}
        for rule in sheet.data_validations.dataValidation:
            first = str(rule.sqref).split(":")[0]
            found[headers[first.rstrip("0123456789")]] = rule
            assert len(rule.formula1) <= 255
            assert int(str(rule.sqref).rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) > 1000
        return found

    actors, stances = rules("Actors"), rules("Stances")
    assert actors["role"].formula1.startswith('"principal,leader,')
    assert stances["label"].formula1 == '"public,partners,team,secret"'
    assert stances["actor"].formula1.startswith("OFFSET('Actors'!$A$4")
    assert 'G4="?"' in stances["private"].formula1
    assert "G4<=100" in stances["private"].formula1
    assert "<=0.9999" in actors["patience"].formula1
    assert not rules("Trust by level")["level"].showErrorMessage  # `else` is no id
    assert rules("Attendance")["status"].formula1.count(",") == 5


def test_drop_downs_lead_to_the_ids(book):
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            found = re.match(r"OFFSET\('([^']*)'!\$([A-Z]+)\$", rule.formula1)
            if found:
                assert book[found[1]][f"{found[2]}{HEADER}"].value == "id"


def test_texts_that_look_like_formulas_are_marked_as_text(tmp_path, full):
    case = full.model_copy(update={"case": full.case.model_copy(update={"note": "=HYPERLINK(1)"})})
    sheet = openpyxl.load_workbook(io.BytesIO(book_bytes(case)))["Case"]
    cell = next(row[1] for row in sheet.iter_rows() if row[0].value == "note")
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=HYPERLINK(1)", True)


def test_nothing_in_the_package_names_the_case_or_the_time(full):
    parts = unzipped(book_bytes(full))
    assert b"A toy conference" not in parts["docProps/core.xml"] + parts["docProps/app.xml"]
    assert parts["docProps/core.xml"].count(b"1980-01-01T00:00:00Z") == 2


# --- the template -----------------------------------------------------------------------------------------------


def test_the_template_is_a_valid_case_marked_to_be_replaced(tmp_path):
    raw = template_bytes()
    case = back(tmp_path, raw)
    assert "replace" in case.case.title
    assert not [problem for problem in check(case) if problem.severity == "error"]
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert set(book.sheetnames) == {INSTRUCTIONS, *(table.title for table in all_tables())}
    yellow = [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "00FFF6CC"
    ]
    assert ("Actors", "A4") in yellow
    assert ("Case", "B3") in yellow
    assert not [place for place in yellow if place[0] == INSTRUCTIONS]


def test_the_instructions_say_how_to_fill_in_and_check(tmp_path):
    sheet = openpyxl.load_workbook(io.BytesIO(template_bytes()))[INSTRUCTIONS]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "backchannel check book.xlsx" in text
    assert "secret" in text
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert set(links) == {table.title for table in all_tables()}
    assert links["War sides"] == "'War sides'!A1"


def test_the_reference_page_is_in_step_with_the_sheets():
    script = runpy.run_path(str(ROOT / "docs" / "make_workbook.py"))
    page = (ROOT / "docs" / "reference" / "workbook.md").read_text(encoding="utf-8")
    assert page == script["page"](), "run: python docs/make_workbook.py"
