"""An edit changes what differs and nothing else, and what comes out always says the case."""

import copy
import difflib
import json
import random
import shutil
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backchannel.case import editing
from backchannel.case.building import build
from backchannel.case.editing import edited, updated
from backchannel.case.editing.retabling import retabled
from backchannel.case.editing.surgery import replaced
from backchannel.case.estimate import Estimate
from backchannel.case.plain import plain
from backchannel.case.problems import CaseError
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Stance
from backchannel.case.stances import parse_stances
from backchannel.case.tree import Tree, parse
from backchannel.case.writing import folder_files, row, single
from backchannel.core.files import write_all
from tests.case.cases import FULL, write
from tests.case.strategies import cases, changed

GENEVA = find_case("geneva-ii")
few = settings(  # without shrinking, which takes minutes on so much text
    max_examples=40, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
pairs = cases(busy=2).flatmap(lambda case: st.tuples(st.just(case), changed(case)))
seeds = st.integers(0, 2**32)


def dumped(case, **how):
    """The same case as other programs write it."""
    return yaml.dump(plain(case), Dumper=yaml.SafeDumper, allow_unicode=True, **how)


STYLES = [
    single,
    lambda case: single(case).replace("\n", "\r\n"),
    lambda case: json.dumps(plain(case), indent=1, ensure_ascii=False),
    lambda case: dumped(case, default_flow_style=False, sort_keys=False, indent=4),
    lambda case: dumped(case, default_flow_style=True, width=60),
    lambda case: dumped(case, default_style="'", default_flow_style=False).replace("!!int ", ""),
    lambda case: dumped(case, default_flow_style=False, width=20),
]


def in_style(style, case):
    """A case as some program writes it, or plainly where its YAML is another than ours."""
    try:
        text = style(case)
        return text if build(parse(text, "x")) == case else single(case)
    except CaseError:
        return single(case)


def commented(text, seed):
    """A YAML text with remarks put where they change nothing."""
    chance = random.Random(seed)
    said = parse(text, "x").data
    lines = text.split("\n")
    for number in range(8):
        at = chance.randrange(len(lines))
        tried = list(lines)
        if chance.random() < 0.5:
            tried[at] += f"   # remark {number}"
        else:
            tried[at:at] = [*[""] * chance.randrange(2), " " * chance.randrange(6) + f"# remark {number}"]
        try:
            if repr(parse("\n".join(tried), "x").data) == repr(said):
                lines = tried
        except CaseError:
            pass
    return "\n".join(lines)


def put(path, case):
    """Edit a case in place; what had to be written anew."""
    found = edited(path, case)
    write_all(found.files)
    return found.rewritten


@few
@given(pairs, st.sampled_from(STYLES), seeds)
def test_one_file_edited_says_the_case(tmp_path_factory, two, style, seed):
    old, new = two
    path = write(tmp_path_factory.mktemp("case"), commented(in_style(style, old), seed))
    assert read_case(path) == old
    assert updated(path, old) == {}
    put(path, new)
    assert read_case(path) == new


@few
@given(pairs)
def test_a_folder_edited_says_the_case(tmp_path_factory, two):
    old, new = two
    folder = tmp_path_factory.mktemp("case")
    for name, text in folder_files(old).items():
        write(folder, text, name)
    assert updated(folder, old) == {}
    put(folder, new)
    assert read_case(folder) == new


@few
@given(cases(busy=2), cases(busy=2))
def test_any_case_can_take_the_place_of_any_other(tmp_path_factory, old, new):
    folder = tmp_path_factory.mktemp("case")
    for name, text in folder_files(old).items():
        write(folder, text, name)
    put(folder, new)
    assert read_case(folder) == new


# --- what stays ------------------------------------------------------------------------------------------------


def lines_changed(before, after):
    """The lines that went and the lines that came, with the sign of a diff."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def geneva(tmp_path, *sets):
    """A copy of the first case, and the files that setting values in it changes."""
    folder = tmp_path / "geneva"
    shutil.copytree(GENEVA, folder)
    (folder / "resolutions.yaml").write_text("what: happened")
    return folder, updated(folder, read_case(folder, sets))


def test_geneva_is_left_alone_where_nothing_changed(tmp_path):
    assert geneva(tmp_path)[1] == {}


@pytest.mark.parametrize("name", ["case.yaml", "claims.yaml", "questions.yaml"])
def test_geneva_put_into_itself_is_the_same_to_the_byte(name):
    text = (GENEVA / name).read_text()
    said = parse(text, name, "records").data
    assert replaced(text, copy.deepcopy(said.get("records", said))) == text


def test_one_number_is_one_line(tmp_path):
    folder, files = geneva(tmp_path, "case.horizon_months=24", "issues.leadership.status_quo=[1,2,3]")
    (path,) = files
    assert path == folder / "case.yaml"
    assert [line[:1] for line in lines_changed(path.read_text(), files[path])] == ["-", "+", "-", "+"]
    assert "+  horizon_months: 24" in lines_changed(path.read_text(), files[path])


def test_one_cell_is_one_cell(tmp_path):
    folder = tmp_path / "geneva"
    shutil.copytree(GENEVA, folder)
    case = read_case(folder)
    first = case.stances[0]
    moved = first.model_copy(update={"private": Estimate.model_validate([0, 4, 12])})
    files = updated(folder, case.model_copy(update={"stances": (moved, *case.stances[1:])}))
    (path,) = files
    assert path.name == "stances.csv"
    gone, came = lines_changed(path.read_text(), files[path])
    assert (gone[1:].split(",")[:6], came[1:].split(",")[:6]) == (
        ["presidents_circle", "leadership", "0", "0", "3", "12"],
        ["presidents_circle", "leadership", "0", "0", "4", "12"],
    )
    assert gone.split(",")[6:] == came.split(",")[6:]


OLD = """\
# The whole of it.
case:
  id:    toy   # aligned
  title: 'A toy'
  as_of: 2014-01-28


actors:   # who
- id: a
  role: principal
  cost: [0.10, 0.20,   0.30]   # ours
  note: >-
    a long story
    in two lines
# the second one
- {role: backer, id: b, openness: ?}   # theirs

# audiences

- id: c
  "role": audience
issues: [{id: i, anchors: {0: none, 100: all}, status_quo: 0}]
levels:
  - id: l
    opens:
      - i   # the only one
    signers: {all: [a, {any: [b]}]}
tracks:
  - {id: t, kind: formal}
war: {sides: []}   # none
# the end
"""


def toy(change, text=OLD):
    """What a text becomes when its plain data are changed; nothing of it may be written anew."""
    path = None
    case = build(parse(text, "toy.yaml"))
    data = plain(case)
    change(data)
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), text)
        found = edited(path, build(Tree("toy.yaml", data)))
        assert not found.rewritten
        return found.files.get(path, text)


def test_comments_alignment_and_quotes_stay():
    def change(data):
        data["case"]["title"] = "Another: toy"
        data["actors"][0]["cost"] = [0.1, 0.25, 0.3]
        data["actors"][1]["openness"] = 0.5

    assert lines_changed(OLD, toy(change)) == [
        "-  title: 'A toy'",
        '+  title: "Another: toy"',
        "-  cost: [0.10, 0.20,   0.30]   # ours",
        "+  cost: [0.10, 0.25,   0.30]   # ours",
        "-- {role: backer, id: b, openness: ?}   # theirs",
        "+- {role: backer, id: b, openness: 0.5}   # theirs",
    ]


def test_fields_come_where_the_schema_has_them():
    def change(data):
        data["actors"][0]["name"] = "Ay"
        data["actors"][0]["rent"] = [0, 0.01, 0.05]
        data["actors"][1]["side"] = None
        data["actors"][1]["trust"] = {"l": 0.5, "else": "?"}
        data["case"]["summary"] = "word " * 30 + "end"

    assert lines_changed(OLD, toy(change)) == [
        "+  summary: >-",
        "+    word word word word word word word word word word word word word word word word word word word",
        "+    word word word word word word word word word word word end",
        "+  name: Ay",
        "+  rent: [0, 0.01, 0.05]",
        "-- {role: backer, id: b, openness: ?}   # theirs",
        "+- {role: backer, id: b, trust: {l: 0.5, else: ?}, openness: ?}   # theirs",
    ]


def test_fields_go_with_their_lines():
    def change(data):
        del data["actors"][0]["note"]
        del data["actors"][1]["openness"]

    assert lines_changed(OLD, toy(change)) == [
        "-  note: >-",
        "-    a long story",
        "-    in two lines",
        "-- {role: backer, id: b, openness: ?}   # theirs",
        "+- {role: backer, id: b}   # theirs",
    ]


def test_a_long_value_leaves_the_remark_on_the_line():
    def change(data):
        data["actors"][0]["cost"] = {"best": 0.1, "note": "because " * 20 + "so"}

    assert lines_changed(OLD, toy(change))[:3] == [
        "-  cost: [0.10, 0.20,   0.30]   # ours",
        "+  cost:   # ours",
        "+    best: 0.1",
    ]


def test_records_come_go_and_move_with_what_is_said_of_them():
    def come(data):
        data["actors"].insert(1, {"id": "d", "role": "armed"})

    assert lines_changed(OLD, toy(come)) == ["+- {id: d, role: armed}"]

    def go(data):
        del data["actors"][1]
        data["levels"][0]["signers"] = ["a", "c"]

    assert lines_changed(OLD, toy(go)) == [
        "-# the second one",
        "-- {role: backer, id: b, openness: ?}   # theirs",
        "-    signers: {all: [a, {any: [b]}]}",
        "+    signers: {all: [a, c]}",
    ]

    def move(data):
        data["actors"].append(data["actors"].pop(0))

    text = toy(move)
    assert sorted(text.split("\n")) == sorted(OLD.split("\n"))
    assert text.index("# the second one\n- {role: backer") < text.index("# audiences") < text.index("- id: a")


def test_a_heading_outlives_the_record_below_it():
    text = OLD.replace("- id: c\n", "- id: c\n  role: mediator\n\n# the rest\n\n# of them\n- id: d\n").replace(
        "role: mediator", "role: leader"
    )

    def change(data):
        del data["actors"][2]

    assert lines_changed(text, toy(change, text)) == ["-- id: c", "-  role: leader", "-"]


def test_a_file_from_windows_stays_one(tmp_path):
    path = tmp_path / "toy.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + OLD.replace("\n", "\r\n").encode())
    case = read_case(path, ["case.title=Other"])
    write_all(updated(path, case))
    raw = path.read_bytes()
    assert raw == b"\xef\xbb\xbf" + OLD.replace("'A toy'", "Other").replace("\n", "\r\n").encode()


# --- the table -------------------------------------------------------------------------------------------------

TABLE = (
    "sep=;\r\n"
    "actor; issue;public;private_best;salience;private_low;private_high;note\r\n"
    'a ; "i";1,50;5,0;100;;;"so; ""it"" is"\r\n'
    ";;;;;;;\r\n"
    "b;i;;?;100,0\r\n"
    "c;i;;7;100;;;last"
)


def stances(**changes):
    said = {
        "a": {"public": 1.5, "private": 5, "salience": 100, "note": 'so; "it" is'},
        "b": {"private": "?", "salience": 100},
        "c": {"private": 7, "salience": 100, "note": "last"},
    }
    return [
        Stance.model_validate({"actor": actor, "issue": "i", **one})
        for actor, one in (said | changes).items()
        if one is not None
    ]


def cells(listed):
    return [row(one) for one in listed]


@pytest.mark.parametrize(
    ("new", "was", "now"),
    [
        (stances(), "", ""),
        (stances(b={"private": [1, 2.5, 9], "salience": 100}), "b;i;;?;100,0\r", "b;i;;2,5;100,0;1;9\r"),
        (stances(a=None), 'a ; "i";1,50;5,0;100;;;"so; ""it"" is"\r\n;;;;;;;\r\n', ""),
        (stances(c={"private": 7, "salience": 100}), ";last", ";"),
        (stances(d={"public": 0.5, "note": "a;b"}), ";last", ';last\r\nd;i;0,5;?;?;;;"a;b"'),
        (stances(a={"public": 1.5, "private": 5, "salience": 100, "note": 'so; "it" was'}), '"" is"', '"" was"'),
    ],
)
def test_rows_and_cells_that_did_not_change_stay(new, was, now):
    assert parse_stances(TABLE, "t.csv").data["stances"]
    assert retabled(TABLE, cells(stances()), cells(new)) == TABLE.replace(was, now)


def test_a_table_gets_the_columns_it_lacks():
    text = "actor,issue,public,private_best,salience\na,i,,5,100\nb,i,,6,100\n"
    old = [
        Stance.model_validate({"actor": k, "issue": "i", "private": n, "salience": 100})
        for k, n in (("a", 5), ("b", 6))
    ]
    new = [old[0], old[1].model_copy(update={"refuses": True, "note": "never"})]
    assert retabled(text, cells(old), cells(new)) == (
        "actor,issue,public,private_best,salience,refuses,note\na,i,,5,100\nb,i,,6,100,true,never\n"
    )


def test_rows_move():
    old = stances()
    assert retabled(TABLE, cells(old), cells([old[2], old[0], old[1]])).split("\r\n")[2:] == [
        "c;i;;7;100;;;last",
        'a ; "i";1,50;5,0;100;;;"so; ""it"" is"',
        ";;;;;;;",
        "b;i;;?;100,0",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_keeps_its_encoding(tmp_path, encoding):
    case = read_case(write(tmp_path, OLD))
    folder = tmp_path / "case"
    folder.mkdir()
    write(folder, OLD, "case.yaml")
    text = "actor\tissue\tpublic\tprivate_best\tsalience\tnote\na\ti\t\t5\t100\tplain\nb\ti\t\t6\t100\t\n"
    (folder / "stances.csv").write_bytes(text.encode(encoding))
    old = read_case(folder)
    assert len(old.stances) == len(case.stances) + 2
    new = old.model_copy(update={"stances": (old.stances[0].model_copy(update={"note": "über"}), old.stances[1])})
    write_all(updated(folder, new))
    assert read_case(folder) == new
    raw = (folder / "stances.csv").read_bytes()
    assert raw == text.replace("plain", "über").encode("utf-8-sig" if encoding == "utf-8" else encoding)


def test_a_stance_that_no_table_holds_leaves_a_row_that_keeps_its_place(tmp_path):
    folder, files = geneva(tmp_path, "stances.national_coalition.leadership.private=[60,70,80]")
    case = read_case(folder, ["stances.national_coalition.leadership.private=[60,70,80]"])
    assert sorted(path.name for path in files) == ["case.yaml", "stances.csv"]
    gone, came = lines_changed((folder / "stances.csv").read_text(), files[folder / "stances.csv"])
    assert gone.startswith("-national_coalition,leadership,")
    assert came.rstrip(",") == "+national_coalition,leadership"
    write_all(files)
    assert read_case(folder) == case
    back = case.model_copy(update={"stances": read_case(GENEVA).stances})
    write_all(updated(folder, back))
    assert read_case(folder) == back


def test_a_stance_of_the_main_file_stays_there_when_others_come_before_it(tmp_path):
    text = FULL.replace("issue: access, public: 30", "issue: access, label: team, public: 30")
    folder = tmp_path / "case"
    folder.mkdir()
    write(folder, text, "case.yaml")
    case = read_case(folder)
    first = Stance.model_validate({"actor": "northland", "issue": "access", "private": 5, "salience": 100})
    new = case.model_copy(update={"stances": (first, *case.stances)})
    put(folder, new)
    assert read_case(folder) == new
    assert sorted(path.name for path in folder.iterdir()) == ["case.yaml"]
    write(folder, "actor,issue,public,private_best,salience\nnorthland,leadership,,?,?\n", "stances.csv")
    case = read_case(folder)
    new = case.model_copy(update={"stances": tuple(reversed(case.stances))})
    put(folder, new)
    assert read_case(folder) == new
    assert "label: team" in (folder / "case.yaml").read_text()


# --- when it goes wrong ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["case: {", OLD, "a: 1\n", ""])
def test_what_does_not_read_back_is_written_plainly_and_said(tmp_path, monkeypatch, wrong):
    path = write(tmp_path, OLD)
    case = read_case(path, ["case.title=Other"])
    monkeypatch.setattr(editing, "replaced", lambda text, data: wrong)
    assert put(path, case) == (path,)
    assert read_case(path) == case


def test_only_the_file_that_went_wrong_is_written_plainly(tmp_path, monkeypatch):
    folder = tmp_path / "case"
    folder.mkdir()
    for name, text in folder_files(build(parse(FULL, "toy.yaml"))).items():
        write(folder, f"# remark\n{text}" if name.endswith("yaml") else text, name)
    case = read_case(folder, ["case.title=Other"])
    claim = case.claims[0].model_copy(update={"says": "something else"})
    case = case.model_copy(update={"claims": (claim,)})
    real = replaced
    monkeypatch.setattr(
        editing, "replaced", lambda text, data: "nonsense" if isinstance(data, list) else real(text, data)
    )
    assert put(folder, case) == (folder / "claims.yaml",)
    assert read_case(folder) == case
    assert (folder / "case.yaml").read_text().startswith("# remark\n")
    assert not (folder / "claims.yaml").read_text().startswith("# remark\n")


def test_a_group_that_is_gone_leaves_a_file_that_can_be_read(tmp_path):
    folder, _ = geneva(tmp_path)
    case = read_case(folder).model_copy(update={"claims": (), "questions": (), "stances": ()})
    put(folder, case)
    assert read_case(folder) == case
    assert (folder / "claims.yaml").read_text().startswith("# What the article claims")


def test_a_case_that_cannot_be_read_is_not_touched(tmp_path):
    path = write(tmp_path, "case: 1\n")
    with pytest.raises(CaseError, match="case: is not a mapping"):
        updated(path, build(parse(FULL, "toy.yaml")))
    assert path.read_text() == "case: 1\n"
