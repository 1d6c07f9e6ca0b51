"""Tables that any program reads, each column explained, no formula in any cell."""

import csv
import io
import re
import zipfile
from functools import cache

import pandas as pd
import pytest

from backchannel.case.building import build
from backchannel.case.inputs import inputs
from backchannel.case.schema import Issue
from backchannel.case.tree import parse
from backchannel.core.labels import Label
from backchannel.report.exports.bundle import DICTIONARY, README, bundle, csv_bytes, guarded, zipped
from backchannel.report.exports.legible import UNSEEN, cleaned
from tests.case.cases import FULL
from tests.report.exports.cases import geneva, hostile

TABLES = ("actors", "issues", "stances", "ties", "levels", "tracks", "guarantees", "sources", "evidence")


@cache
def files():
    return files_of(geneva())


def files_of(case):
    return bundle(case, Label.SECRET, "0" * 32, 0)


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_tables_and_dictionary_fit_each_other():
    found = files()
    assert {f"{name}.csv" for name in TABLES} <= set(found)
    said = {(row["file"], row["column"]) for row in rows(found[DICTIONARY])}
    there = {
        (name, column)
        for name, content in found.items()
        if name not in (DICTIONARY, README)
        for column in rows(content)[0]
    }
    assert said == there
    for row in rows(found[DICTIONARY]):
        assert row["type"], row
        assert row["meaning"], row
        assert row["label"] in ("public", "partners", "team", "secret")


def test_a_data_frame_has_numbers_where_the_dictionary_says_so():
    found = files()
    for row in rows(found[DICTIONARY]):
        if row["type"] == "number":
            column = pd.read_csv(io.BytesIO(found[row["file"]]), encoding="utf-8-sig")[row["column"]]
            assert column.dtype.kind in "if", row
            assert column.dropna().between(float(row["lowest"] or "-inf"), float(row["highest"] or "inf")).all(), row


def test_every_number_of_the_case_is_there():
    found, case = files(), geneva()
    stances = {(row["actor"], row["issue"]): row for row in rows(found["stances.csv"])}
    assert len(stances) == len(case.stances)
    for stance in case.stances:
        row = stances[stance.actor, stance.issue]
        for name in ("public", "private", "salience", "credit"):
            said = getattr(stance, name)
            for part in ("low", "best", "high"):
                number = getattr(said, part, None)
                cell = row.get(f"{name}_{part}", "")
                assert cell == "" if number is None else float(cell) == number
    paths = {one.path for one in inputs(case)}
    assert {row["number"] for row in rows(found["numbers.csv"])} <= paths


def test_labels_are_those_of_the_values():
    label = {(row["file"], row["column"]): row["label"] for row in rows(files()[DICTIONARY])}
    highest = {"public": Label.PUBLIC, "private": Label.PUBLIC}
    for one in inputs(geneva()):
        group, *_, name = one.path.split(".")
        if group == "stances" and name in highest:
            highest[name] = max(highest[name], one.label)
    for name, found in highest.items():
        assert label["stances.csv", f"{name}_best"] == str(found)


def test_unknown_experts_and_single_labels_have_rows():
    text = FULL.replace(
        "cost: [0.05, 0.1, 0.2]", "cost: {experts: [{by: x, low: 0, best: 0.1, high: 0.2}], label: partners}"
    )
    found = files_of(build(parse(text, "toy.yaml")))
    (expert,) = rows(found["experts.csv"])
    assert (expert["number"], expert["by"], expert["best"]) == ("actors.government.cost", "x", "0.1")
    numbers = {row["number"]: row for row in rows(found["numbers.csv"])}
    assert numbers["actors.government.cost"]["label"] == "partners"
    assert numbers["actors.northland.openness"]["unknown"] == "true"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", " =", '"=', "'=", "\n=", "a;=", "a\n-", "a\t@"])
def test_no_cell_starts_a_formula(start):
    text = guarded(f"{start}1+1")
    (row,) = rows(csv_bytes(["x"], [{"x": f"{start}1+1"}]))
    assert row["x"] == text
    for separator in (",", ";", "\t"):
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert not any(re.match(r"[=+@\-＝\t\r]", cell.strip(' "')) for cell in line if separator != ","), line
    assert not re.match(r"[\s\"]*[=+@\-＝\t\r]", text)
    assert text.replace("'", "") == f"{start}1+1".replace("'", "")


def test_numbers_stay_numbers():
    content = csv_bytes(["x", "y"], [{"x": -0.5, "y": True}, {"x": -3}])
    assert content == b"\xef\xbb\xbfx,y\r\n-0.5,true\r\n-3,\r\n"


def test_hostile_text_stays_in_its_cell():
    clean = cleaned(hostile()).case
    found = files_of(clean)
    assert set(found) == set(files())  # no text of a case enters the name of a file
    assert all(re.fullmatch(r"[a-z_]+\.csv|README\.txt", name) for name in found)
    for name, content in found.items():
        text = content.decode("utf-8-sig")
        assert not UNSEEN.search(text)
        if name.endswith(".csv") and name != DICTIONARY:
            assert len(rows(content)) == len(rows(files()[name]))
            assert not any(re.match(r"[=+@\t\r]|-\D", cell or "") for row in rows(content) for cell in row.values())
    (case,) = rows(found["case.csv"])
    assert case["title"] == guarded(clean.case.title)


def test_lists_that_hold_the_separator_are_json():
    issue = Issue.model_validate({"id": "i", "anchors": {0: "no", 100: "yes"}, "status_quo": 0, "evidence": ["a", "b"]})
    case = geneva().model_copy(update={"issues": (issue,)})
    (row,) = rows(files_of(case)["issues.csv"])
    assert row["evidence"] == "a;b"
    question = geneva().questions[0].model_copy(update={"by": ("a; b", "c")})
    (row,) = rows(files_of(geneva().model_copy(update={"questions": (question,)}))["questions.csv"])
    assert row["by"] == '["a; b", "c"]'


def test_the_note_says_what_it_is():
    text = bundle(geneva(), Label.PARTNERS, "f" * 32, 3)[README].decode()
    for words in ("Values at or below `partners`", "f" * 32, "Citation", "Licence", "3 signs that are not seen"):
        assert words in text
    assert "No sign in a text was changed" in bundle(geneva(), Label.PARTNERS, "f" * 32, 0)[README].decode()


def test_an_archive_knows_no_clock_and_its_files_have_their_rights():
    content = zipped({"b": b"2", "a": b"1"}, 0o600)
    assert content == zipped({"a": b"1", "b": b"2"}, 0o600)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for one in packed.infolist():
            assert one.date_time == (1980, 1, 1, 0, 0, 0)
            assert one.external_attr >> 16 == 0o100600
