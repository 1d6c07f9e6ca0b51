"""What people and programs do to a workbook is understood, or said by sheet, row and column."""

import datetime as dt
import re
from typing import Any

import pytest

from backchannel.case.building import build
from backchannel.case.problems import CaseError
from backchannel.case.tree import parse
from backchannel.case.workbook.cells import Cell, letters
from tests.case.books import case_of, grids, tree
from tests.case.cases import FULL

FORMULA, ERROR = Cell("", "formula"), Cell("", "error")


@pytest.fixture
def sheets():
    return grids(build(parse(FULL, "toy.yaml")))


@pytest.fixture(scope="module")
def full():
    return build(parse(FULL, "toy.yaml"))


def put(sheets, title, header, row, said):
    """Set the cell of a header in a row, the first below the header being 2; for upright sheets by field name."""
    grid = sheets[title]
    grid[row - 1][grid[0].index(header)] = said


def say(sheets, title, field, said):
    """Set the value of a field in a sheet whose fields are rows."""
    next(line for line in sheets[title] if line[0] == field)[1] = said


def wrong(sheets):
    with pytest.raises(CaseError) as refused:
        build(tree(sheets))
    return str(refused.value)


# --- what is understood -----------------------------------------------------------------------------------------


def test_numbers_stored_as_text_and_whole_numbers_as_fractions(sheets, full):
    put(sheets, "Actors", "cost", 2, " 0.1 ")
    put(sheets, "Actors", "cost low", 2, "5e-2")
    sheets["Anchors"][1][1], sheets["Anchors"][2][1] = 0.0, "100.0"
    put(sheets, "Evidence", "credibility", 2, "2.0")
    say(sheets, "Case", "horizon_months", 36.0)
    assert case_of(sheets) == full


def test_dates_as_text_as_days_and_as_moments(sheets, full):
    for day in ("2014-01-22", dt.date(2014, 1, 22), dt.datetime(2014, 1, 22)):
        say(sheets, "Conference", "opened", day)
        put(sheets, "Attendance", "on", 2, day)
        assert case_of(sheets) == full
    put(sheets, "Questions", "by", 2, dt.date(2014, 6, 30))
    assert case_of(sheets) == full


@pytest.mark.parametrize("yes", ["x", "X", "yes", "TRUE", True, 1, 1.0])
@pytest.mark.parametrize("no", ["no", "False", False, 0, None])
def test_yes_and_no(sheets, yes, no):
    put(sheets, "Stances", "refuses", 2, yes)
    put(sheets, "Stances", "refuses", 3, no)
    case = case_of(sheets)
    assert (case.stances[0].refuses, case.stances[1].refuses) == (True, False)


def test_blanks_around_words_and_their_case(sheets, full):
    put(sheets, "Actors", "role", 2, "  Principal ")
    put(sheets, "Actors", "id", 2, " government\n")
    put(sheets, "Tracks", "members", 2, " government;rebels ,\ncircle ")
    put(sheets, "Sources", "reliability", 2, "b")
    put(
        sheets,
        "Levels",
        "signers",
        3,
        "{ANY: [circle, {quota: 0.5, of: [posts, circle]}]}, rebels".replace("ANY", "any"),
    )
    assert case_of(sheets) == full


def test_blank_rows_and_columns_other_orders_and_spellings(sheets, full):
    grid = sheets["Actors"]
    grid.insert(0, ["# my own heading", None])
    grid.insert(3, [None] * 3)
    grid.append(["   # out", "nothing", "of", "this"])
    for line in grid:
        line.reverse() if len(line) == len(grid[1]) else None
    grid[1] = [f" {header.replace('_', ' ').upper()} " for header in grid[1]]
    sheets[" trust BY_level"] = sheets.pop("Trust by level")
    assert case_of(sheets) == full


def test_sheets_columns_and_rows_headed_by_a_sign_are_left_out(sheets, full):
    sheets["# sums"] = [[FORMULA, ERROR]]
    sheets["Instructions"] = [["anything"]]
    sheets["Sheet1"] = []
    sheets["Stances"][0].append("# my sum")
    for line in sheets["Stances"][1:]:
        line.append(FORMULA)
    sheets["Stances"].append(["# note", FORMULA, ERROR])
    assert case_of(sheets) == full


def test_sheets_not_used_may_be_missing(sheets):
    for title in ("Claims", "Experts", "Sources of numbers", "Absent", "Indicators", "Instructions"):
        sheets.pop(title, None)
    assert case_of(sheets).claims == ()


def test_a_number_typed_where_text_belongs_is_text(sheets):
    say(sheets, "Case", "title", 2014)
    put(sheets, "Sources", "what", 2, 0.5)
    case = case_of(sheets)
    assert (case.case.title, case.sources[0].what) == ("2014", "0.5")


def test_what_is_said_of_a_number_elsewhere_joins_it(sheets):
    sheets["Sources of numbers"] += [
        ["actors.government.cost", "e1", "why", None, None, "partners", 0.9, None],
        ["war.intensity", None, "as today", None, dt.date(2014, 1, 1), None, None, None],
        ["actors.circle.trust.aid", "judgement", "a guess", None, None, None, None, None],
    ]
    sheets["Experts"] += [
        ["actors.northland.capability", "a", 10, 20, 30, None, None],
        ["actors.northland.capability", "b", 10, 30, 50, 0.5, 2],
    ]
    case: Any = case_of(sheets)
    cost = case.actor("government").cost
    assert (cost.low, cost.best, cost.high, cost.interval, cost.label, cost.evidence) == (
        0.05,
        0.1,
        0.2,
        0.9,
        "partners",
        ("e1",),
    )
    assert case.war.intensity.date == "2014-01-01"
    assert case.actor("circle").trust["aid"].note == "a guess"
    assert [e.weight for e in case.actor("northland").capability.experts] == [1, 2]


# --- what is refused --------------------------------------------------------------------------------------------


def test_formulas_are_said_once_with_their_cells(sheets):
    for row in (2, 3, 4):
        put(sheets, "Stances", "private", row, FORMULA)
    say(sheets, "War", "intensity", FORMULA)
    text = wrong(sheets)
    assert "book.xlsx, sheet Stances:2: column G (private): holds a formula (G2, G3 and G4)" in text
    assert "paste them as values" in text
    assert "sheet War:3: column B (intensity): holds a formula" in text
    assert text.count("\n") == 1


def test_errors_of_cells_are_said(sheets):
    put(sheets, "Levels", "cover", 3, ERROR)
    assert "sheet Levels:3: column M (cover): holds an error such as #REF!" in wrong(sheets)


def test_the_models_say_sheet_row_and_column(sheets):
    put(sheets, "Actors", "role", 3, "lader")
    put(sheets, "Stances", "salience", 2, 600)
    put(sheets, "Actors", "cost high", 2, "plenty")
    with pytest.raises(CaseError) as refused:
        build(tree(sheets))
    text = str(refused.value)
    assert "book.xlsx, sheet Actors:3: actors.circle.role: is not one of the known words (got `lader`)" in text
    assert "did you mean `leader`?" in text
    assert "sheet Stances:2: stances.government.leadership.salience" in text
    places = {(str(p.file).rpartition(" ")[2], p.line, p.column) for p in refused.value.problems}
    headers = sheets["Actors"][0]
    assert ("Actors", 2, headers.index("cost high") + 1) in places
    assert ("Actors", 3, headers.index("role") + 1) in places


def test_unknown_columns_and_sheets_are_said_with_what_may_be_meant(sheets):
    sheets["Stances"][0][9] = "saliance"
    sheets["Stanzes"] = [["a"]]
    text = wrong(sheets)
    assert "sheet Stances:1: column J: is no column of this sheet; fix: did you mean `salience` or" in text
    assert f"book.xlsx: has a sheet that is none of a case's (number {len(sheets)} from the left)" in text
    assert "did you mean `Stances`?" in text


def test_columns_twice_or_without_a_header(sheets):
    sheets["Tracks"][0].append("kind")
    for line in sheets["Issues"][1:]:
        line.append("astray")
    text = wrong(sheets)
    assert re.search(r"sheet Tracks:1: column [A-Z]+ \(kind\): is there twice", text)
    assert text.count("has no header") == 1
    assert "astray" not in text


def test_fields_of_upright_sheets(sheets):
    sheets["Case"] += [["titel", "x"], ["title", "again"]]
    sheets["War"].append([None, 3])
    text = wrong(sheets)
    assert "sheet Case:17: column A: names no field of this sheet" in text
    assert "sheet Case:18: column A (title): names a field a second time" in text
    assert "sheet War:13: column B: names no field of this sheet" in text


@pytest.mark.parametrize(
    ("cells", "header", "message"),
    [
        ((0.125, None, None), "cost low", "is given without a best guess"),
        ((0.125, 0.2, None), "cost low", "is given without the other end"),
        ((None, 0.125, 0.3), "cost high", "is given without the other end"),
        ((0.125, "?", 0.3), "cost low", "is given while the number is `?`"),
    ],
)
def test_half_a_number(sheets, cells, header, message):
    for name, said in zip(("cost low", "cost", "cost high"), cells, strict=True):
        put(sheets, "Actors", name, 3, said)
    text = wrong(sheets)
    where = letters(sheets["Actors"][0].index(header) + 1)
    assert f"book.xlsx, sheet Actors:3: column {where} ({header}): {message}" in text
    assert "0.125" not in text


def test_rows_that_belong_to_nobody(sheets):
    put(sheets, "Breakage", "level", 2, "aidd")
    sheets["Requirements"].append([None, "leadership", 10, None])
    sheets["Trust by level"].append(["circle", "aid", None, 0.3, None])
    sheets["Trust by level"].append(["circle", "transition", None, None, None])
    text = wrong(sheets)
    assert "sheet Breakage:2: column A (level): names a level that does not exist (got `aidd`)" in text
    assert "did you mean `aid`?" in text
    assert "sheet Requirements:3: level: is blank; expected whose row this is" in text
    assert "sheet Trust by level:4: column B (level): is there twice for the same record" in text
    assert "sheet Trust by level:5: trust: is blank; expected a number, or `?`" in text


def test_numbers_that_do_not_exist_or_are_named_twice(sheets):
    sheets["Sources of numbers"] += [
        ["actors.government.coast", None, "why", None, None, None, None, None],
        ["war.intensity", None, "why", None, None, None, None, None],
        ["war.intensity", None, "why", None, None, None, None, None],
        [None, None, "why", None, None, None, None, None],
    ]
    text = wrong(sheets)
    assert "sheet Sources of numbers:3: column A (number): names a number that does not exist" in text
    assert "did you mean `actors.government.cost` or" in text
    assert "sheet Sources of numbers:5: column A (number): is there a second time" in text
    assert "sheet Sources of numbers:6: number: is blank; expected the path of a number" in text


def test_a_second_row_for_what_there_is_one_of(sheets):
    sheets["Exits"].append(list(sheets["Exits"][1]))
    assert "sheet Exits:3: column A (actor): has a row already" in wrong(sheets)


def test_rules_and_lists_that_cannot_be_read(sheets):
    put(sheets, "Levels", "signers", 2, "[government, {any: [rebels")
    put(sheets, "Levels", "opens", 2, "[access")
    text = wrong(sheets)
    assert "sheet Levels:2: column D (signers): cannot be read; expected a, b or any: a, b" in text
    assert "sheet Levels:2: column C (opens): cannot be read" in text


def test_values_are_not_repeated_nor_insiders_offered(sheets):
    canary = "xanthocanary"
    put(sheets, "Stances", "private", 2, canary)
    put(sheets, "Levels", "signers", 2, f"[{canary}")
    sheets["Stances"][0][-1] = canary
    sheets[canary] = [[canary]]
    sheets["Breakage"].append(["postz", "rebels", None, 0.1])
    sheets["Exits"].append(["posty", *sheets["Exits"][1][1:]])
    sheets["Sources of numbers"].append(["actors.posts.xyz", None, canary])
    texts = []
    for _ in range(2):
        with pytest.raises(CaseError) as refused:
            tree(sheets)
        texts.append("\n".join(map(str, refused.value.problems)))
        assert "value not shown (secret)" in texts[-1]
        sheets["Exits"].pop()  # the rows without an owner are said first
        sheets["Breakage"].pop()
    for text in texts:
        assert not re.search(f"{canary}|posts|posty|postz", text)
    assert "a number that does not exist" in texts[1]


def test_a_workbook_of_something_else(sheets):
    with pytest.raises(CaseError, match=r"has a sheet that is none of a case's"):
        tree({"Elements": [["Label"]]})
    with pytest.raises(CaseError, match="has no sheet of a case; expected sheets such as Case, Actors and Stances"):
        tree({})
    with pytest.raises(CaseError, match="holds no row in any sheet of a case"):
        tree({"Actors": [sheets["Actors"][0]]})


def test_very_many_problems_are_counted(sheets):
    sheets["Breakage"] += [[f"level{n}", "rebels", None, 0.1] for n in range(5000)]
    with pytest.raises(CaseError) as refused:
        tree(sheets)
    assert len(refused.value.problems) == 200
    assert refused.value.more == 4800
