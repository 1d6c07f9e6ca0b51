"""The files of decide: every row is read, or refused with its line."""

import codecs
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.case import decide
from backchannel.case.building import build
from backchannel.case.inputs import inputs
from backchannel.case.problems import CaseError
from backchannel.case.reading import read_case, read_tree

ROWS = """\
#O;Talks on a dam;;;;
#/;ID;Full name;;;
#A;up;Those up the river;;;
#A;down;Those down the river;a comment;;
#A;guest;A guest;;;
#/;ID;Full name;;;
#P;water;How much water is let through?;;;
#P;fee;What does it cost?;;;
#P;when;;;;
#M;water;0;none;;
#M;water;33;a third;;
#M;water;100;all of it;;
#M;fee;-1;they pay us;;
#M;fee;1,5;half way up;;
#M;fee;4;four a litre;;
#/;actor;issue;position;salience;power
#D;up;water;20;0,9;1
#D;up;fee;4;0,29;0,8
#D;down;water;100;1;0,5
#D;down;fee;-1;0;0,5
#D;down;when;12,5;0,35;0,5
"""


def put(folder, text, name="dam.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(folder, text):
    with pytest.raises(CaseError) as caught:
        read_case(put(folder, text))
    return caught.value.problems


def facts(case):
    return (
        [(a.id, a.short, a.name, a.capability, a.note) for a in case.actors],
        [(i.id, i.name, i.anchors, i.note) for i in case.issues],
        [(s.actor, s.issue, s.private, s.salience) for s in case.stances],
    )


def test_what_the_rows_say_is_what_the_case_says(tmp_path):
    case = read_case(put(tmp_path, ROWS))
    assert (case.case.id, case.case.title) == ("talks_on_a_dam", "Talks on a dam")
    assert case.imported is not None
    assert case.imported.format == "decide"
    assert [(a.id, a.name) for a in case.actors] == [
        ("up", "Those up the river"),
        ("down", "Those down the river"),
        ("guest", "A guest"),
    ]
    assert [(s.actor, s.issue, s.private.central, s.salience.central) for s in case.stances] == [
        ("up", "water", 20, 90),
        ("up", "fee", 100, 29),
        ("down", "water", 100, 100),
        ("down", "fee", 0, 0),
        ("down", "when", 12.5, 35),
    ]
    assert all(s.public is None and s.private.is_point for s in case.stances)
    assert case.levels[0].signers.satisfied({"up"})
    assert not case.levels[0].signers.satisfied({"down", "guest"})


def test_a_power_that_differs_by_issue_is_taken_at_its_highest_and_said(tmp_path):
    case = read_case(put(tmp_path, ROWS))
    assert [a.capability and a.capability.central for a in case.actors] == [100, 50, None]
    assert case.actors[0].note == "Its power differs between issues, from 80: the highest is taken."
    assert case.actors[1].note == "a comment"


def test_meanings_become_anchors_and_another_scale_is_moved(tmp_path):
    case = read_case(put(tmp_path, ROWS))
    assert case.issue("water").anchors == {0: "none", 33: "a third", 100: "all of it"}
    assert case.issue("water").note == "How much water is let through?"
    assert case.issue("fee").anchors == {0: "they pay us", 50: "half way up", 100: "four a litre"}
    assert case.issue("fee").note == "What does it cost? Its scale of -1 to 4 in the file is moved to 0 to 100."
    assert case.issue("when").anchors == {0: "not stated in the file", 100: "not stated in the file"}
    odd = read_case(put(tmp_path, ROWS.replace("#M;fee;1,5", "#M;fee;0,125")))
    assert odd.issue("fee").anchors == {0: "they pay us", 100: "four a litre"}
    assert (odd.issue("fee").note or "").endswith("is moved to 0 to 100. 22.5 is half way up.")


def test_shares_and_points_of_a_hundred_are_told_apart(tmp_path):
    points = ROWS.replace("0,9;1", "90;100").replace("0,29;0,8", "29;80").replace("100;1;0,5", "100;100;50")
    points = points.replace("-1;0;0,5", "-1;0;50").replace("0,35;0,5", "35;50")
    case, other = read_case(put(tmp_path, ROWS)), read_case(put(tmp_path, points))
    assert facts(case) == facts(other)
    assert (case.case.limits or "").count("multiplied by 100") == 2
    assert "multiplied" not in (other.case.limits or "")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(",", "."),
        lambda text: text.replace(";", "\t"),
        lambda text: text.replace(",", ".").replace(";", "\t"),
        lambda text: text.replace(",", ".").replace(";", ","),
        lambda text: text.replace(";", " ; ").replace("#O", " #O"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\n\n" + text.replace(";;", "") + "\n;;;\n",
        lambda text: "sep=;\n" + text,
        lambda text: text.replace("#O", "#o").replace("#A", "#a").replace("#D", "#d"),
        lambda text: "\n".join(";".join(f"'{c}'" if c else c for c in row.split(";")) for row in text.split("\n")),
        lambda text: "\n".join(sorted(text.split("\n"), key=lambda row: row[1:2] == "A")),
    ],
)
def test_one_file_in_the_many_ways_of_writing_it(tmp_path, change):
    assert facts(read_case(put(tmp_path, change(ROWS)))) == facts(read_case(put(tmp_path, ROWS)))


def test_unicode_text_of_excel_is_read(tmp_path):
    raw = codecs.BOM_UTF16_LE + ROWS.replace(";", "\t").replace("river", "نهر").encode("utf-16-le")
    case = read_case(put(tmp_path, raw, "dam.txt"))
    assert case.actors[0].name == "Those up the نهر"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("#A;down;", "#B;down;", 4, "does not start with what it is; expected #A, #P"),
        ("#A;down;", "#A;up;", 4, r"has the same id as an earlier row \(line 3\)"),
        ("#P;when;", "#P;water;", 9, r"has the same id as an earlier row \(line 7\)"),
        ("#A;guest;", "#A;;", 5, "is a row `#A`"),
        ("#M;water;33;", "#M;watr;33;", 11, "names an issue that has no row `#P`; fix: did you mean `water`"),
        ("#M;water;33;", "#M;water;;", 11, "is a row `#M`"),
        ("#M;water;33;", "#M;water;some;", 11, r"has no number for its position, value not shown \(team\)"),
        ("#M;water;33;", "#M;water;100;", 12, "tells the meaning of a position a second time"),
        ("#D;up;water", "#D;top;water", 17, "names an actor that has no row `#A`"),
        ("#D;up;fee", "#D;up;water", 18, "has the same actor and issue as an earlier row"),
        ("20;0,9;1", "20;0,9", 17, "is a row `#D` with 4 cells after it; expected 5"),
        ("20;0,9;1", "20;x;1", 17, "has no number for its salience"),
        ("20;0,9;1", "20;-0,9;1", 17, r"has a salience out of range, value not shown \(team\)"),
        ("20;0,9;1", "20;0,9;101", 17, "has a power out of range"),
        ("20;0,9;1", "120;0,9;1", 17, r"outside the scale of its issue, value not shown \(team\)"),
        ("#D;up;fee;4", "#D;up;fee;4,1", 18, "outside the scale of its issue"),
        ("12,5;0,35", "-12,5;0,35", 21, "outside the scale of its issue"),
    ],
)
def test_an_error_names_its_line(tmp_path, old, new, line, said):
    assert ROWS.count(old) == 1
    found = [str(problem) for problem in refused(tmp_path, ROWS.replace(old, new))]
    assert any(f"dam.csv:{line}: " in text and re.search(said, text) for text in found), found


@pytest.mark.parametrize(("kind", "what"), [("#A", "actor"), ("#P", "issue"), ("#D", "datum")])
def test_a_file_without_rows_of_a_kind_is_refused(tmp_path, kind, what):
    rows = [row for row in ROWS.split("\n") if not row.startswith(kind)]
    found = [problem.message for problem in refused(tmp_path, "\n".join(rows))]
    assert f"has no {what}" in found


def test_one_meaning_outside_the_common_scale_is_refused(tmp_path):
    rows = [row for row in ROWS.split("\n") if not row.startswith(("#M;fee;1", "#M;fee;4"))]
    (found,) = refused(tmp_path, "\n".join(rows))
    assert "one meaning, outside 0 to 100" in found.message


def test_a_flood_of_errors_is_soon_over(tmp_path):
    assert len(refused(tmp_path, ROWS + "#D;x;y;1;1;1\n" * 50_000)) <= 200


def test_every_number_says_where_it_comes_from(tmp_path):
    for one in inputs(read_case(put(tmp_path, ROWS))):
        assert one.evidence or one.estimate.unknown, one.path
        assert set(one.evidence) <= {"file"} or one.note, one.path


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(ROWS) - 1), st.sampled_from(';,\n"#DAx9\t'))), st.booleans())
def test_a_file_gone_wrong_is_read_or_refused(tmp_path_factory, changes, keep):
    text = ROWS
    for at, sign in changes:
        text = text[:at] + sign + text[at + keep :]
    path = put(tmp_path_factory.mktemp("decide"), text)
    try:
        said = str(build(read_tree(path)).case.id)
    except CaseError as error:
        said = str(error)
    assert said


def test_a_position_is_moved_exactly():
    third = decide.scene("#A;a\n#P;p\n#M;p;0;x\n#M;p;3;y\n#D;a;p;1;1;1\n", "t.csv").views[0].position
    assert third == 100 / 3
