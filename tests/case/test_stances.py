"""The table of stances, and cells, as spreadsheets of all countries write them."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.case import opening
from backchannel.case.cells import number, rows, separator
from backchannel.case.opening import read_table
from backchannel.case.problems import CaseError
from backchannel.case.reading import read_tree
from backchannel.case.stances import COLUMNS, parse_stances

TABLE = "actor,issue,public,private_low,private_best,private_high,salience,note\r\nnorth,border,0,5,12.5,20,60,a\r\n"
RECORD = {"actor": "north", "issue": "border", "public": 0, "private": [5, 12.5, 20], "salience": 60, "note": "a"}


def stances(text):
    return parse_stances(text, "stances.csv").data["stances"]


def said(text):
    with pytest.raises(CaseError) as caught:
        parse_stances(text, "stances.csv")
    return caught.value.problems


EUROPEAN = TABLE.replace(",", ";").replace("12.5", "12,5")


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        EUROPEAN,
        EUROPEAN.replace(";", "\t"),
        TABLE.replace(",", "\t"),
        "sep=;\r\n" + EUROPEAN,
        '"sep=,"\n' + TABLE,
        "sep=\t\r" + EUROPEAN.replace(";", "\t").replace("\r\n", "\r"),
        TABLE.replace("\r\n", "\n"),
        TABLE.replace("\r\n", "\r"),
        TABLE.replace("\r\n", ",,,\r\n") + ",,,,,,,,,,\r\n\r\n",
        TABLE.replace("note\r\n", "note,,\r\n"),
        TABLE.replace("12.5", '"12.5"').replace(",60", ", 60 "),
        TABLE.replace("12.5", "12.5\u00a0").replace(",60", ",\u202f60"),
    ],
)
def test_one_table_in_the_many_ways_of_writing_it(text):
    assert stances(text) == [RECORD]


def test_a_row_may_end_before_columns_that_it_leaves_blank():
    """Excel does so where the columns at the end are blank in most rows."""
    assert stances(TABLE + "south,border,1,,2,,3\r\n")[1] == {
        "actor": "south",
        "issue": "border",
        "public": 1,
        "private": 2,
        "salience": 3,
    }
    (problem,) = said(TABLE + "south,border,1,,2\r\n")
    assert (problem.line, problem.message) == (3, "has fewer cells than the header (got 5)")


def test_a_cell_may_hold_lines_and_separators():
    table = TABLE.replace(",a\r\n", ',"one\nof, two; and\tthree"\r\n') + "south,border,x,,2,,3\r\n"
    assert said(table)[0].line == 4
    assert stances(table.replace(",x,", ",1,"))[0]["note"] == "one\nof, two; and\tthree"


@pytest.mark.parametrize(
    ("cell", "sep", "found"),
    [
        ("1\u00a0234,5", ";", 1234.5),
        ("1\u202f234\u202f567", ";", 1234567),
        ("12\u00a034", ";", None),
        ("1 234", ";", None),
        ("1.234,5", ";", None),
        ("1,5", ",", None),
        ("0,5", "\t", 0.5),
        ("-,5", ";", -0.5),
        ("5,", ";", 5),
        ("١٢", ",", None),
        ("0x10", ",", None),
        ("1_000", ",", None),
        ("inf", ",", None),
        ("1e400", ",", None),
        ("", ",", None),
        ("1" * 41, ",", None),
    ],
)
def test_a_number_is_read_or_refused_and_never_guessed(cell, sep, found):
    assert number(cell, sep) == found


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(",;\t"))
def test_every_number_is_read_as_it_was_written(value, sep):
    text = repr(value)
    assert number(text if sep == "," else text.replace(".", ","), sep) == value


def test_what_to_do_about_a_comma_in_a_number():
    (problem,) = said(TABLE.replace("12.5", '"12,5"'))
    assert problem.fix == "write a decimal point, or separate the columns by semicolons"
    (problem,) = said(EUROPEAN.replace("12,5", "1.012,5"))
    assert problem.fix == "write thousands without a sign between them"
    assert "1.012" not in str(problem)


def test_the_separator_is_that_of_the_first_row_outside_quotes():
    assert separator('"a,b,c,d";e;f\n1,2,3,4,5\n') == ";"
    assert separator("\n\na\tb\n") == "\t"
    assert separator("alone\n") == ","
    assert separator("") == ","


def test_a_line_that_declares_the_separator_counts_as_a_line():
    (problem,) = said("sep=;\r\n" + EUROPEAN.replace("60", "x"))
    assert problem.line == 3
    assert said("sep=x\n" + TABLE)[0].line == 1


def test_a_quote_that_does_not_close_names_its_line():
    with pytest.raises(CaseError, match=r"t\.csv:2: is not a valid row"):
        list(rows('a;b\nc;"d\n', "t.csv", ";"))


def test_a_table_with_lines_without_end_is_soon_refused():
    (problem,) = said(TABLE + "\n" * 4_000_000)
    assert (problem.message, problem.line) == ("has too many lines", 60_001)


# --- bytes ------------------------------------------------------------------------------------------------------

ARABIC = "actor;issue;public;private_best;salience;note\r\nn;i;0;1,5;2;المجلس\r\n"


def table_in(folder, raw):
    path = folder / "stances.csv"
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    "raw",
    [
        ARABIC.encode(),
        ARABIC.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + ARABIC.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + ARABIC.encode("utf-16-be"),
    ],
)
def test_a_table_may_be_utf_8_or_marked_utf_16(tmp_path, raw):
    assert read_table(table_in(tmp_path, raw)) == ARABIC


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (ARABIC.encode("cp1256"), 2, "bytes that are not UTF-8"),
        ("a;é\r\n".encode("cp1252"), 1, "bytes that are not UTF-8"),
        (codecs.BOM_UTF16_LE + ARABIC.encode("utf-16-le")[:-1], 2, "bytes that are not UTF-16"),
        (codecs.BOM_UTF16_LE + "a\nb\n".encode("utf-16-le") + b"\x00\xdc", 3, "bytes that are not UTF-16"),
    ],
)
def test_a_code_page_is_refused_and_told_how_to_save(tmp_path, raw, line, message):
    with pytest.raises(CaseError, match=message) as caught:
        read_table(table_in(tmp_path, raw))
    (problem,) = caught.value.problems
    assert problem.line == line
    assert problem.fix == opening.EXCEL


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        (codecs.BOM_UTF16_LE, "is empty"),
        ("a;b".encode("utf-16-le"), "not a text file"),
        (codecs.BOM_UTF32_LE + "a".encode("utf-32-le"), "no text"),
        (b"a;b\r\rc;\x07\r\n", ":3: holds a character that is no text"),
        (b"a" * 5_000_001, "too large"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, raw, message):
    with pytest.raises(CaseError, match=message):
        read_table(table_in(tmp_path, raw))


def test_a_table_of_stances_alone_is_told_where_it_belongs(tmp_path):
    with pytest.raises(CaseError, match=r"is a table of stances, .* beside a `case.yaml` as `stances.csv`"):
        read_tree(table_in(tmp_path, TABLE.encode()))


@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.CSV"])
def test_any_other_table_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CaseError, match="is no table that can be read as a case"):
        read_tree(path)


@pytest.mark.parametrize("name", ["x.xls", "x.ods", "x.XLSM"])
def test_a_workbook_of_another_kind_is_told_apart(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(CaseError, match=r"save it as an Excel workbook \(.xlsx\)"):
        read_tree(path)


def test_any_other_file_is_still_tried_as_yaml(tmp_path):
    for name in ("x.txt", "x.case", "x"):
        path = tmp_path / name
        path.write_text("case: {id: a}\n")
        assert read_tree(path).data == {"case": {"id": "a"}}
    (tmp_path / "y.txt").write_bytes(b"\xff\xfea\x00")
    with pytest.raises(CaseError, match="not a text file"):
        read_tree(tmp_path / "y.txt")


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "actor": st.from_regex("[a-z][a-z0-9_]{0,8}", fullmatch=True),
                "issue": st.from_regex("[a-z][a-z0-9_]{0,8}", fullmatch=True),
                "private": st.floats(0, 100),
                "salience": st.integers(0, 100),
                "note": st.text("ab ;,\t\"'é\n", min_size=1).map(str.strip).filter(bool),
            }
        ),
        min_size=1,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_that_a_csv_writer_writes_reads_back(records, sep, end):
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, delimiter=sep, lineterminator=end)
    writer.writerow(COLUMNS)
    for record in records:
        cells = {**record, "private_best": repr(float(record["private"]))}
        if sep != ",":
            cells["private_best"] = cells["private_best"].replace(".", ",")
        writer.writerow([cells.get(column, "") for column in COLUMNS])
    assert stances(out.getvalue()) == records
