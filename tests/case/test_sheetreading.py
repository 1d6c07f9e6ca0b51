"""Filled sheets read back: what was answered comes back exactly, and each bad cell is one message with its place."""

import csv
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backchannel.case.elicitation.pooling import Answer
from backchannel.case.elicitation.sheetbooks import book_bytes, csv_bytes
from backchannel.case.elicitation.sheetreading import SURE, read_sheets
from backchannel.case.elicitation.sheets import rows, sheet
from backchannel.case.problems import CaseError
from backchannel.case.reading import read_case
from backchannel.core.labels import Label
from tests.case.cases import FULL, write
from tests.case.filled import fill_book, fill_csv, line_of

DAY = dt.date(2025, 3, 1)
COST = "actors.government.cost"
PRIVATE = "stances.rebels.leadership.private"
GOOD = {COST: (0.1, 0.3, 0.2, 80, "seen before"), PRIVATE: (50, 90, 70, 60)}


@pytest.fixture
def case(tmp_path):
    return read_case(write(tmp_path, FULL.replace("    cost: [", "    capability: 100\n    cost: [")))


def made(
    case, folder: Path, expert: str = "heron", ending: str = "xlsx", ceiling: Label = Label.TEAM, only: str = ""
) -> Path:
    path = folder / f"{expert}.{ending}"
    asked = [row for row in rows(case, ceiling)[0] if only in row.path]
    one = sheet(case, expert, asked, ceiling, DAY)
    path.write_bytes(book_bytes(one) if ending == "xlsx" else csv_bytes(one))
    return path


def filled(path: Path, given, separator: str = ",") -> Path:
    return fill_book(path, given) if path.suffix == ".xlsx" else fill_csv(path, given, separator)


def problems(case, *paths: Path, **how) -> list[str]:
    with pytest.raises(CaseError) as caught:
        read_sheets(case, paths, **how)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(("ending", "separator"), [("xlsx", ","), ("csv", ","), ("csv", ";"), ("csv", "\t")])
def test_answers_come_back(case, tmp_path, ending, separator):
    path = filled(made(case, tmp_path, ending=ending), GOOD, separator)
    found = read_sheets(case, [path])
    assert {a.path: (a.by, a.low, a.best, a.high, a.interval, a.comment) for a in found.answers} == {
        COST: ("heron", 0.1, 0.2, 0.3, 0.8, "seen before"),
        PRIVATE: ("heron", 50, 70, 90, 0.6, None),
    }
    assert found.blank == len(rows(case)[0]) - 2
    assert found.notes == []


numbers = st.floats(0, 100).map(lambda x: round(x, 3))


@given(
    st.tuples(numbers, numbers, numbers).map(sorted),
    st.floats(0.5, 1).map(lambda x: round(x, 2)),
    st.sampled_from([str, lambda x: str(x).replace(".", ","), float, lambda x: f" {x} "]),
    st.sampled_from([lambda c: c, lambda c: round(100 * c, 6), lambda c: f"{round(100 * c, 6)} %", str]),
    st.sampled_from(["xlsx", "csv"]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answer_comes_back_however_it_is_typed(case, tmp_path, three, sure, typed, confidence, ending):
    low, best, high = three
    path = made(case, tmp_path, ending=ending, only=PRIVATE)
    filled(path, {PRIVATE: (typed(low), typed(high), typed(best), confidence(sure))}, ";")
    (answer,) = read_sheets(case, [path]).answers
    assert (answer.low, answer.best, answer.high) == (low, best, high)
    assert answer.interval == pytest.approx(min(sure, SURE))


@pytest.mark.parametrize(
    ("cell", "interval"),
    [(50, 0.5), (0.5, 0.5), ("75%", 0.75), ("0,75", 0.75), (100, SURE), (1, SURE), (99.5, SURE), ("50 %", 0.5)],
)
def test_confidence_as_a_share_or_in_per_cent(case, tmp_path, cell, interval):
    path = filled(made(case, tmp_path), {COST: (0.1, 0.3, 0.2, cell)})
    assert read_sheets(case, [path]).answers[0].interval == interval


def test_a_share_may_be_written_in_per_cent(case, tmp_path):
    path = filled(made(case, tmp_path), {COST: ("10%", "30 %", "20,5%", 80)})
    (answer,) = read_sheets(case, [path]).answers
    assert (answer.low, answer.best, answer.high) == pytest.approx((0.1, 0.205, 0.3))


BAD = [
    (COST, (0.3, 0.1, 0.2, 80), "lowest", "above the best guess"),
    (COST, (0.1, 0.15, 0.2, 80), "highest", "below the best guess"),
    (COST, (-0.1, 0.3, 0.2, 80), "lowest", "below its range"),
    (COST, (0.1, 30, 0.2, 80), "highest", "above its range"),
    (COST, (0.1, 0.3, "much", 80), "best", "is no number"),
    (COST, (0.1, 0.3, "0.2.1", 80), "best", "is no number"),
    (COST, (0.1, 0.3, "nan", 80), "best", "is no number"),
    (COST, (0.1, 0.3, 0.2, 49), "confidence", "no such confidence"),
    (COST, (0.1, 0.3, 0.2, 0.4), "confidence", "no such confidence"),
    (COST, (0.1, 0.3, 0.2, 101), "confidence", "no such confidence"),
    (COST, (0.1, 0.3, 0.2, None), "confidence", "is blank"),
    (COST, (None, 0.3, 0.2, 80), "lowest", "is blank"),
    (PRIVATE, ("10 %", 90, 50, 80), "lowest", "written in per cent"),
    ("actors.government.capability", ("1,000", 2000, 1500, 80), "lowest", "thousand or a decimal"),
]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize(("key", "four", "column", "words"), BAD)
def test_a_bad_cell_is_one_message_with_its_place(case, tmp_path, key, four, column, words, ending):
    path = made(case, tmp_path, ending=ending)
    line = line_of(path, key)
    (said,) = problems(case, filled(path, {key: four}))
    where = f"{path}, sheet Answers:{line}: {column}: " if ending == "xlsx" else f"{path}:{line}: {column}: "
    assert said.startswith(where)
    assert words in said


def test_cells_that_are_no_plain_numbers(case, tmp_path):
    path = filled(made(case, tmp_path), {COST: ("=0.1+0.1", dt.date(2025, 1, 2), True, 80)})
    said = problems(case, path)
    assert [found for text in said for found in re.findall(r"(lowest|highest|best): (is [a-z ]+)", text)] == [
        ("lowest", "is worked out by a formula"),
        ("highest", "is no number"),
        ("best", "is no number"),
    ]


def test_a_position_in_a_cell_shown_in_per_cent_is_refused(case, tmp_path):
    """Excel turns a typed `50%` into 0.5, which would be taken for half a point of 100."""
    path = filled(made(case, tmp_path), GOOD)
    book = openpyxl.load_workbook(path)
    book["Answers"].cell(line_of(path, PRIVATE), 7).number_format = "0%"
    book.save(path)
    (said,) = problems(case, path)
    assert "written in per cent" in said


def test_all_that_is_wrong_is_said_at_once_over_several_sheets(case, tmp_path):
    one = filled(made(case, tmp_path), {COST: (0.3, 0.1, 0.2, 80), PRIVATE: ("x", 90, 70, 60)})
    two = filled(made(case, tmp_path, "wren", "csv"), {COST: (0.1, 0.2, 0.3, 20)})
    said = problems(case, one, two)
    assert len(said) == 3
    assert sum("wren.csv" in text for text in said) == 1


def test_no_message_shows_a_value_or_a_secret(case, tmp_path):
    key = "stances.posts.leadership.private"
    path = made(case, tmp_path, ceiling=Label.SECRET)
    said = problems(case, filled(path, {key: (13.579, 113.579, "xanthocanary", 80), COST: (0.13579, 9.13579, 0.2, 80)}))
    text = "\n".join(said)
    assert len(said) == 3
    for canary in ("13579", "13.579", "xanthocanary", "posts"):
        assert canary not in text
    assert "(secret)" in text
    assert "(team)" in text


def test_a_sheet_of_another_case_is_refused(case, tmp_path):
    other = read_case(write(tmp_path, FULL.replace("id: toy", "id: other"), "other.yaml"))
    (said,) = problems(case, filled(made(other, tmp_path), GOOD))
    assert "another case" in said


def test_a_changed_question_is_refused_unless_told(case, tmp_path):
    path = filled(made(case, tmp_path), GOOD)
    changed = read_case(write(tmp_path, FULL.replace("100: goes", "100: stays away"), "toy.yaml"))
    (said,) = problems(changed, path)
    assert "worded otherwise" in said
    assert f", sheet Answers:{line_of(path, PRIVATE)}: " in said
    assert len(read_sheets(changed, [path], stale=True).answers) == 2


def test_a_changed_value_makes_no_sheet_stale(case, tmp_path):
    path = filled(made(case, tmp_path), GOOD)
    changed = read_case(write(tmp_path, FULL.replace("cost: [0.05", "cost: [0.06"), "toy.yaml"))
    found = read_sheets(changed, [path])
    assert len(found.answers) == 2
    assert len(found.notes) == 1
    assert "before the case last changed" in found.notes[0]


def test_a_question_that_is_gone_is_refused_where_it_is_answered(case, tmp_path):
    gone = read_case(write(tmp_path, FULL.replace("    cost: [0.05, 0.1, 0.2]\n", ""), "toy.yaml"))
    path = made(case, tmp_path)
    assert read_sheets(gone, [filled(path, {PRIVATE: GOOD[PRIVATE]})]).answers
    (said,) = problems(gone, filled(path, GOOD))
    assert "names no number of the case" in said


def test_two_answers_of_one_expert_are_refused_and_of_two_experts_taken(case, tmp_path):
    one = filled(made(case, tmp_path), GOOD)
    two = filled(made(case, tmp_path, ending="csv"), {COST: GOOD[COST]})
    (said,) = problems(case, one, two)
    assert "answered twice by heron" in said
    assert one.name in said
    assert "also in" in said
    other = filled(made(case, tmp_path, "wren"), GOOD)
    assert read_sheets(case, [one, other]).experts == ["heron", "wren"]


def test_blank_sheets_are_no_answers(case, tmp_path):
    found = read_sheets(case, [made(case, tmp_path), made(case, tmp_path, "wren", "csv")])
    assert (found.answers, found.blank) == ([], 2 * len(rows(case)[0]))


def test_comments_and_question_marks_alone_are_no_answers(case, tmp_path):
    path = filled(made(case, tmp_path), {COST: (None, None, None, None, "no idea"), PRIVATE: ("  ", "", None, None)})
    assert read_sheets(case, [path]).answers == []


def _without(path: Path, page: str) -> None:
    book = openpyxl.load_workbook(path)
    del book[page]
    book.save(path)


def _origin(path: Path, name: str, value: str | None) -> None:
    book = openpyxl.load_workbook(path)
    for row in book["Origin"].iter_rows():
        if row[0].value == name:
            row[1].value = value
    book.save(path)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda p: p.write_bytes(b"no workbook"), "no workbook"),
        (lambda p: p.write_bytes(p.read_bytes()[:2000]), "is damaged"),
        (lambda p: p.write_bytes(b""), "is empty"),
        (lambda p: p.unlink(), "not a file"),
        (lambda p: (p.unlink(), p.mkdir()), "not a file"),
        (lambda p: p.write_bytes(b"PK" + bytes(5_000_001)), "too large"),
        (lambda p: _without(p, "Answers"), "lacks the page"),
        (lambda p: _without(p, "Origin"), "lacks the page"),
        (lambda p: _origin(p, "format", "another"), "expert's sheet"),
        (lambda p: _origin(p, "expert", "Ann Smith"), "whose answers"),
        (lambda p: _origin(p, "expert", "coder"), "whose answers"),
        (lambda p: _origin(p, "label", "top"), "its label"),
        (lambda p: _origin(p, "case", None), "another case"),
    ],
)
def test_a_spoilt_workbook_is_one_message(case, tmp_path, spoil, words):
    path = filled(made(case, tmp_path), GOOD)
    spoil(path)
    (said,) = problems(case, path)
    assert words in said
    assert str(path) in said


def test_a_workbook_that_unpacks_to_far_more_is_not_read(case, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(60_000_000))
    (said,) = problems(case, path)
    assert "unpacked" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("a,b\n1,2\n", "expert's sheet"),
        ('format,backchannel expert sheet 1\n"open', "row"),
        ("format,backchannel expert sheet 1\ncase,toy\nkey,lowest,best\n", "lacks the columns"),
        ("format,backchannel expert sheet 1\ncase,toy\n", "lacks the columns"),
    ],
)
def test_a_spoilt_table_is_one_message(case, tmp_path, text, words):
    path = tmp_path / "heron.csv"
    path.write_text(text)
    (said,) = problems(case, path)
    assert words in said


def test_another_kind_of_file_is_refused(case, tmp_path):
    (tmp_path / "heron.ods").write_bytes(b"x")
    assert "xlsx or .csv" in problems(case, tmp_path / "heron.ods")[0]


def test_a_table_as_excel_saves_it_in_unicode(case, tmp_path):
    path = filled(made(case, tmp_path, ending="csv"), GOOD)
    cells = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    text = "\r\n".join("\t".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in cells)
    path.write_bytes(text.encode("utf-16"))
    assert len(read_sheets(case, [path]).answers) == 2


@given(st.binary(max_size=300))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_a_traceback(case, tmp_path, raw):
    for name in ("x.xlsx", "x.csv"):
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(CaseError):
            read_sheets(case, [tmp_path / name])


@given(st.lists(st.one_of(st.text(max_size=8), st.floats(), st.integers(), st.booleans()), min_size=4, max_size=4))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_cells_make_a_traceback(case, tmp_path, four):
    path = made(case, tmp_path, ending="csv", only=COST)
    filled(path, {COST: tuple(four)})
    found, wrong = taken(case, path)
    assert len(wrong) <= 4
    for answer in found:
        assert 0 <= answer.low <= answer.best <= answer.high <= 1
        assert 0.5 <= answer.interval <= SURE


def taken(case, path: Path) -> tuple[list[Answer], list[str]]:
    try:
        return read_sheets(case, [path]).answers, []
    except CaseError as error:
        return [], [str(problem) for problem in error.problems]
