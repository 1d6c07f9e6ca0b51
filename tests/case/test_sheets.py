"""What experts are asked: every number in words, nothing of the case's values, nothing above the ceiling."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from backchannel.case.elicitation.sheetbooks import ANSWERED, COLUMNS, book_bytes, csv_bytes
from backchannel.case.elicitation.sheets import UNITS, check_experts, rows, sheet, span
from backchannel.case.fields import Value
from backchannel.case.inputs import inputs
from backchannel.case.reading import case_hash, find_case, read_case
from backchannel.case.shape import fields, models
from backchannel.core.labels import Label
from tests.analyses.cases import geneva, made
from tests.case.cases import FULL, write

DAY = dt.date(2025, 3, 1)
PLANTED = "13579"


def toy(tmp_path, **swaps):
    text = FULL
    for was, becomes in swaps.values():
        assert was in text
        text = text.replace(was, becomes)
    return read_case(write(tmp_path, text))


def everything(made_of: bytes) -> str:
    """All text of a file, a workbook unpacked."""
    if made_of[:2] != b"PK":
        return made_of.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(made_of)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def test_every_number_of_the_shipped_case_is_a_question_with_words():
    case = geneva()
    found, hidden = rows(case, Label.SECRET)
    assert hidden == 0
    assert [row.path for row in found] == [number.path for number in inputs(case)]
    for row in found:
        assert row.about
        assert row.question.endswith("?")
        assert row.scale
        assert "{" not in row.scale
        assert row.lo < row.hi
    assert len({(row.about, row.question) for row in found}) == len(found), "two questions read the same"


def test_every_unit_of_the_schema_has_words():
    units = {
        meta.unit for model in models() for info in fields(model).values() for meta in info.metadata
        if isinstance(meta, Value)
    }  # fmt: skip
    assert units <= set(UNITS)


def test_positions_have_the_anchors_as_their_scale_and_names_filled_in(tmp_path):
    found = {row.path: row for row in rows(toy(tmp_path), Label.SECRET)[0]}
    row = found["stances.rebels.leadership.private"]
    assert (row.about, row.question) == ("Rebels, on leadership", "In private, what would it settle for?")
    assert row.scale == "0 = stays; 100 = goes"
    assert (row.lo, row.hi, row.label) == (0, 100, Label.TEAM)
    assert found["actors.circle.trust.aid"].about == "Circle, for: aid"
    assert found["actors.circle.trust.else"].about == "Circle, at other levels"
    assert found["levels.aid.breakage.rebels.effect"].about == "Rebels, against: aid"
    assert found["war.sides.rebellion.outcome.leadership"].about == "Rebellion, if it won, on leadership"
    assert found["ties.northland-government.support"].about == "Northland, as to government"


def test_insiders_are_asked_about_under_secret_only(tmp_path):
    case = toy(tmp_path)
    found, hidden = rows(case, Label.TEAM)
    secret = [number.path for number in inputs(case) if number.label is Label.SECRET]
    assert hidden >= len(secret) > 0
    assert not {row.path for row in found} & set(secret)
    assert not any("posts" in text for row in found for text in (row.path, row.about, row.question, row.scale))
    assert {row.path for row in rows(case, Label.SECRET)[0]} >= set(secret)


def test_a_lowered_number_about_insiders_still_does_not_name_them(tmp_path):
    """The analyst lowered the number's label; the words for it would name the class all the same."""
    lowered = (
        "{actor: posts, issue: leadership, public: 0,",
        "{actor: posts, issue: leadership, public: {best: 0, label: team},",
    )
    case = toy(tmp_path, one=lowered)
    number = next(i for i in inputs(case) if i.path == "stances.posts.leadership.public")
    assert number.label is Label.TEAM
    assert "stances.posts.leadership.public" not in {row.path for row in rows(case, Label.TEAM)[0]}


@pytest.mark.parametrize("ceiling", [Label.PUBLIC, Label.PARTNERS])
def test_below_team_only_what_says_so_is_asked(tmp_path, ceiling):
    assert rows(toy(tmp_path), ceiling)[0] == []
    opened = ("anchors: {0: stays, 100: goes}", f"label: {ceiling}\n    anchors: {{0: stays, 100: goes}}")
    found = {row.path: row for row in rows(toy(tmp_path, one=opened), ceiling)[0]}
    assert "stances.government.leadership.public" in found
    assert not any(path.endswith((".private", ".cost", ".trust")) for path in found)


@pytest.mark.parametrize("write_as", [book_bytes, csv_bytes])
def test_a_sheet_holds_no_value_no_other_answer_and_no_secret(write_as):
    """Canaries in everything that a person might put a value, an opinion or a secret into."""
    plant = {"best": 0.13579, "low": 0.113579, "high": 0.213579, "evidence": "judgement", "note": "xanthocanary"}
    experts = {"experts": [{"by": "xanthocanary_rival", "low": 0.13579, "best": 0.213579, "high": 0.313579}]}
    case = made(
        {
            "case": {"id": "planted", "title": "Planted", "as_of": "2024-01-01", "limits": "xanthocanary"},
            "actors": [
                {"id": "a", "role": "principal", "cost": plant, "trust": experts, "note": "xanthocanary"},
                {"id": "b", "role": "principal", "cost": plant, "capability": 13579},
                {"id": "xanthocanary_posts", "name": "xanthocanary posts", "role": "insider", "parent": "a",
                 "cost": plant},
            ],
            "issues": [{"id": "i", "anchors": {"0": "none", "100": "all"}, "status_quo": 13.579}],
            "stances": [
                {"actor": who, "issue": "i", "public": 13.579, "private": [1.13579, 2.13579, 3.13579],
                 "salience": 100, "note": "xanthocanary", "credit": plant}
                for who in ("a", "b", "xanthocanary_posts")
            ],
            "levels": [{"id": "l", "opens": ["i"], "signers": ["a", "b"], "fighting_ended": plant}],
            "tracks": [{"id": "t", "kind": "formal", "leak": plant}],
            "narratives": [{"id": "n", "speaker": "a", "audience": "xanthocanary_posts", "frame": "xanthocanary",
                            "believed": plant, "needed": plant}],
            "guarantees": [{"id": "g", "name": "xanthocanary", "beneficiary": "xanthocanary_posts",
                            "credibility": plant}],
            "sources": [{"id": "s", "what": "xanthocanary"}],
        }
    )  # fmt: skip
    found, hidden = rows(case, Label.TEAM)
    assert hidden >= 7
    text = everything(write_as(sheet(case, "heron", found, Label.TEAM, DAY)))
    for canary in (PLANTED, "1.357", "xanthocanary"):
        assert canary not in text.replace(case_hash(case), ""), canary
    assert "heron" in text
    everyone = everything(write_as(sheet(case, "heron", rows(case, Label.SECRET)[0], Label.SECRET, DAY)))
    assert "xanthocanary" in everyone, "else the test above could not fail"
    assert PLANTED not in everyone.replace(case_hash(case), "")


@pytest.mark.parametrize("ceiling", [Label.PUBLIC, Label.PARTNERS])
def test_a_sheet_for_outsiders_does_not_depend_on_what_is_hidden(ceiling):
    def written(private: float) -> list[bytes]:
        issues = [{"id": "i", "label": "public", "anchors": {"0": "none", "100": "all"}, "status_quo": 0}]
        case = made(
            {
                "case": {"id": "c", "title": "C", "as_of": "2024-01-01", "label": "public"},
                "actors": [{"id": "a", "role": "principal", "cost": private / 100}, {"id": "b", "role": "principal"}],
                "issues": issues,
                "stances": [{"actor": x, "issue": "i", "public": 50, "private": private} for x in ("a", "b")],
                "levels": [{"id": "l", "opens": ["i"], "signers": ["a", "b"]}],
                "tracks": [{"id": "t", "kind": "formal"}],
            }
        )
        one = sheet(case, "heron", rows(case, ceiling)[0], ceiling, DAY)
        assert len(one.rows) == 3
        return [csv_bytes(one), *_parts(book_bytes(one))]

    assert written(10) == written(90)


def _parts(book: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        return [packed.read(name) for name in sorted(packed.namelist())]


def test_each_expert_has_an_order_of_its_own_and_keeps_it():
    case = geneva()
    asked = rows(case)[0][:30]
    orders = [[r.path for r in sheet(case, by, asked, Label.TEAM, DAY).rows] for by in ("heron", "heron", "wren")]
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert {*orders[0]} == {*orders[2]} == {row.path for row in asked}
    assert orders[0] != [row.path for row in asked]


def test_the_workbook_has_blank_answers_instructions_and_an_origin():
    case = geneva()
    asked = rows(case)[0][:5]
    book = openpyxl.load_workbook(io.BytesIO(book_bytes(sheet(case, "heron", asked, Label.TEAM, DAY))))
    assert book.sheetnames == ["How to answer", "Answers", "Origin"]
    page = book["Answers"]
    assert [cell.value for cell in page[1]] == list(COLUMNS)
    assert page.max_row == 6
    for name in ANSWERED:
        column = COLUMNS.index(name) + 1
        cells = [page.cell(line, column) for line in range(2, 7)]
        assert all(cell.value is None and not cell.protection.locked for cell in cells)
    assert page.protection.sheet
    assert page.protection.password is None
    origin = {row[0].value: row[1].value for row in book["Origin"].iter_rows()}
    assert (origin["case"], origin["expert"], origin["date"]) == ("geneva_ii", "heron", "2025-03-01")
    assert (origin["case hash"], origin["label"]) == (case_hash(case), "team")
    words = " ".join(str(row[0].value) for row in book["How to answer"].iter_rows())
    for needed in ("lowest", "highest", "best", "confidence", "50 %"):
        assert needed in words


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x"])
def test_no_name_becomes_a_formula(start):
    case = made(
        {
            "case": {"id": "c", "title": f"{start} talks", "as_of": "2024-01-01"},
            "actors": [{"id": "a", "name": f"{start} side", "role": "principal", "cost": 0.1}],
            "issues": [{"id": "i", "anchors": {"0": start, "100": "all"}, "status_quo": 0}],
            "levels": [{"id": "l", "opens": ["i"], "signers": ["a"]}],
            "tracks": [{"id": "t", "kind": "formal"}],
        }
    )
    one = sheet(case, "heron", rows(case)[0], Label.TEAM, DAY)
    book = openpyxl.load_workbook(io.BytesIO(book_bytes(one)))
    for page in book:
        assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    cells = [cell for row in csv.reader(io.StringIO(csv_bytes(one).decode("utf-8-sig"))) for cell in row]
    assert f"'{start} talks" in cells
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["Ann Smith"], "pseudonym"),
        (["../x"], "pseudonym"),
        (["a", "a"], "named twice"),
        (["coder"], "own figure"),
        ([""], "pseudonym"),
        ([], "no expert"),
    ],
)
def test_experts_are_pseudonyms(names, words):
    with pytest.raises(ValueError, match=words):
        check_experts(names)


def test_spans_in_words():
    found = {row.path: row for row in rows(read_case(find_case("geneva-ii")), Label.SECRET)[0]}
    assert span(found["actors.russia.cost"]) == "a number from 0 to 1"
    assert "at least 0" in span(found["actors.syrian_government.capability"])
