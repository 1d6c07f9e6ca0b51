"""Reading: what is right is read the same in every shape, what is wrong is named by file, line and field."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml

from backchannel.case import tree
from backchannel.case.estimate import Estimate
from backchannel.case.problems import PRINTED, CaseError, Problem
from backchannel.case.reading import case_hash, find_case, read_case, read_tree, shipped_cases
from backchannel.case.stances import parse_stances
from tests.case.cases import FULL, line_of, write
from tests.support import ROOT

HEADER = (
    "actor,issue,public,private_low,private_best,private_high,salience,credit,precondition,refuses,evidence,note,label"
)


def problems(path, overrides=()):
    with pytest.raises(CaseError) as caught:
        read_case(path, overrides)
    return caught.value.problems


def only(path):
    found = problems(path)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def folder(tmp_path, text=FULL, **files):
    write(tmp_path, text, "case.yaml")
    for name, content in files.items():
        path = tmp_path / {"stances": "stances.csv"}.get(name, f"{name}.yaml")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


# --- what is right ----------------------------------------------------------------------------------------------


def test_a_whole_case_is_read(tmp_path):
    case = read_case(write(tmp_path))
    assert case.actor("circle").exit is not None
    assert case.actor("northland").openness == Estimate(unknown=True)
    assert case.level("transition").signers.actors() == ["circle", "posts", "rebels"]
    assert case.issue("leadership").anchors == {0: "stays", 100: "goes"}
    assert [tie.id for tie in case.ties] == ["northland-government"]


def test_a_folder_and_its_one_file_are_the_same_case(tmp_path):
    whole = case_hash(read_case(write(tmp_path)))
    start, end = FULL.index("stances:"), FULL.index("levels:")
    table = "\n".join(
        [
            "\ufeff" + HEADER.replace(",", ";"),
            "government;leadership;0;0;5;20;60;;;;e1;;",
            "government;access;30;;20;;40;;;;e1;;",
            "rebels;leadership;100;60;80;95;70;;;;e1;;",
            "",
            "rebels;access;95;;90,0;;30;;;no;e1;;",
            ";;;;;;;;;;;;",
            "posts;leadership;0;10;40;70;1e2;;;;;;",
        ]
    )
    questions = FULL[FULL.index("questions:") : FULL.index("claims:")]
    claims = textwrap.dedent(FULL[FULL.index("claims:") : FULL.index("absent:")].split("\n", 1)[1])
    rest = (
        (FULL[:start] + FULL[end:])
        .replace(questions, "")
        .replace(FULL[FULL.index("claims:") : FULL.index("absent:")], "")
    )
    apart = tmp_path / "apart"
    apart.mkdir()
    folder(apart, rest, stances=table, questions=questions, claims=claims)
    assert case_hash(read_case(apart)) == whole
    assert case_hash(read_case(apart / "case.yaml")) == whole


def test_comments_order_and_shorthand_do_not_change_the_hash(tmp_path):
    text = FULL.replace("kind: formal", "# a remark\n    kind: formal").replace(
        "cost: [0.05, 0.1, 0.2]", "cost: {high: 0.2, best: 0.1, low: 0.05}"
    )
    assert case_hash(read_case(write(tmp_path, text))) == case_hash(read_case(write(tmp_path)))
    other = FULL.replace("cost: [0.05, 0.1, 0.2]", "cost: [0.05, 0.1, 0.21]")
    assert case_hash(read_case(write(tmp_path, other))) != case_hash(read_case(write(tmp_path)))


def test_a_hash_is_128_bits_and_stable(tmp_path):
    assert len(case_hash(read_case(write(tmp_path)))) == 32
    code = f"from backchannel.case.reading import *; print(case_hash(read_case({str(write(tmp_path))!r})))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == case_hash(read_case(write(tmp_path)))


def test_a_case_dumped_and_read_back_is_the_same(tmp_path):
    case = read_case(write(tmp_path))
    again = write(tmp_path, yaml.safe_dump(case.model_dump(mode="json"), sort_keys=False), "again.yaml")
    assert read_case(again) == case


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("2014-01-28", "2014-01-28"),
        ("12", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("'1'", "1"),
        ('"true"', "true"),
        ("?", "?"),
        ("[?, {a: ?}, what now ?]", ["?", {"a": "?"}, "what now ?"]),
        ("'ask: ? '", "ask: ? "),
        ("|\n  really: ?\n", "really: ?\n"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written, read):
    assert tree.parse(f"a: {written}", "x.yaml").data == {"a": read}


def test_the_slow_reader_reads_the_same(tmp_path, monkeypatch):
    fast = read_tree(write(tmp_path))
    monkeypatch.setattr(tree, "LOADER", yaml.SafeLoader)
    slow = read_tree(write(tmp_path))
    assert slow.data == fast.data
    assert slow.marks == fast.marks


def test_resolutions_are_never_opened(tmp_path, monkeypatch):
    folder(tmp_path, resolutions=b"\0 not to be read")
    opened = []
    real = Path.open

    def watched(self, *args, **kwargs):
        opened.append(self.name)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", watched)
    read_case(tmp_path)
    assert opened == ["case.yaml"]
    assert "no case" in only(tmp_path / "resolutions.yaml").message


def test_reading_loads_no_numpy():
    code = "import sys, backchannel.case.reading; sys.exit('numpy' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- finding a case ---------------------------------------------------------------------------------------------


def test_a_path_that_exists_comes_first(tmp_path):
    assert find_case(tmp_path) == tmp_path


def test_shipped_cases_are_found_by_name():
    assert shipped_cases()["geneva-ii"] == ROOT / "cases" / "geneva-ii"
    assert find_case("geneva-ii") == ROOT / "cases" / "geneva-ii"


def test_cases_of_an_installed_package_come_first(tmp_path, monkeypatch):
    (tmp_path / "backchannel" / "_cases" / "toy").mkdir(parents=True)
    write(tmp_path / "backchannel" / "_cases" / "toy", FULL, "case.yaml")
    monkeypatch.setattr("backchannel.__file__", str(tmp_path / "backchannel" / "__init__.py"))
    assert list(shipped_cases()) == ["toy"]


@pytest.mark.parametrize("name", ["genva-ii", "a\0b", "x" * 5000, "no/such/path"])
def test_an_unknown_name_lists_what_is_shipped(name):
    with pytest.raises(CaseError, match="geneva-ii"):
        find_case(name)


def test_a_near_miss_is_asked_back():
    with pytest.raises(CaseError, match="did you mean `geneva-ii`"):
        find_case("genva-ii")


# --- files that cannot be read ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (b"", None, "is empty"),
        (b"\xef\xbb\xbf \n", None, "is empty"),
        (b"# only a remark\n", None, "is empty"),
        (b"a: 1\nb: \0\n", 2, "is not a text file"),
        (b"a: 1\nb: \xff\xfe\n", 2, "not UTF-8"),
        (b"a: 1\nb: \x07\n", 2, "no text"),
        (b"- a\n", 1, "does not hold fields"),
        (b"just words\n", 1, "does not hold fields"),
        (b"a: 1\nb: *x\n", 2, "not valid YAML|with `\\*`"),
        (b"a: &x 1\nb: *x\n", 2, "with `\\*`"),
        (b"a: 1\nb: !!python/object:os.system x\n", 2, "tag"),
        (b"a: 1\nb: ! x\n", 2, "tag"),
        (b"a: 1\n---\nb: 1\n", 2, "second document"),
        (b"a: 1\nb: .nan\n", 2, "finite"),
        (b"a: 1\nb: -.inf\n", 2, "finite"),
        (b"a: 1\nb: 1e999\n", 2, "finite"),
        (b"a: 1\nb: " + b"9" * 400 + b"\n", 2, "finite"),
        (b"note: 1\nnote: 2\n", 2, "`note` twice .first in line 1"),
        (b"a:\n\t- b\n", 2, "not valid YAML"),
        (b"a: b: c\n", 1, "not valid YAML"),
        (b"a: [1, 2\n", 2, "not valid YAML"),
        (b"a: 1\n[b]: 2\n", 2, "not a word"),
        (b"a: 1\nb: " + b"[" * 50 + b"]" * 50, 2, "nested"),
        (b"a: " + b"[" * 100_000, 1, "nested"),
        (b"a: [" + b"1," * 400_000 + b"]", 1, "too many"),
    ],
)
def test_unreadable_files_are_named_by_line(tmp_path, raw, line, message):
    path = tmp_path / "toy.yaml"
    path.write_bytes(raw)
    with pytest.raises(CaseError, match=message) as caught:
        read_case(path)
    assert [p.line for p in caught.value.problems] == [line]
    assert caught.value.problems[0].file == str(path)


def test_a_file_too_large_stays_unread(tmp_path, monkeypatch):
    path = tmp_path / "toy.yaml"
    with path.open("wb") as file:
        file.truncate(tree.MOST_BYTES + 1)
    monkeypatch.setattr(Path, "open", lambda *a, **k: pytest.fail("was opened"))
    assert "too large" in only(path).message


def test_places_that_are_no_case(tmp_path):
    assert "case.yaml" in only(tmp_path).message
    assert "not a file" in only(tmp_path / "gone.yaml").message
    assert "not a file" in only(Path("/dev/null")).message
    (tmp_path / "case.yaml").mkdir()
    assert "not a file" in only(tmp_path).message


def test_a_path_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path)
    monkeypatch.setattr(Path, "open", refuse)
    assert "permission denied" in only(path).message


# --- fields that are wrong --------------------------------------------------------------------------------------

WRONG = [
    # what stands in the case, what is put there, where the error must point, what it must say
    ("role: leader", "role: leadr", "actors.circle.role", "(got `leadr`)", "did you mean `leader`"),
    ("cost: [0.05", "cots: [0.05", "actors.government.cots", "not a field (`cots`)", "did you mean `cost`"),
    ("issues:\n", "isues:\n", "isues", "not a field (`isues`)", "did you mean `issues`"),
    ("id: circle", "id: The Circle", "actors[1].id", "not an id, value not shown", "lower-case word"),
    ("id: circle", "id: Circle", "actors.Circle.id", "(got `Circle`)", "write `circle`"),
    ("survival: 0.7, ", "", "actors.circle.exit.survival", "is missing", "add `survival"),
    ("as_of: 2014-01-28", "as_of: 28.1.2014", "case.as_of", "(got '28.1.2014')", "YYYY-MM-DD"),
    ("as_of: 2014-01-28", "as_of: 20140128", "case.as_of", "(got 20140128)", "YYYY-MM-DD"),
    ("as_of: 2014-01-28", "as_of: 2014-02-30", "case.as_of", "not a date", "YYYY-MM-DD"),
    ("title: A toy conference", "title: 7", "case.title", "not text", "put quotes"),
    ("title: A toy conference", "title: ''", "case.title", "is empty", "text"),
    ("title: A toy conference", "title:", "case.title", "is empty", ""),
    ("title: A toy conference", "title: " + "x" * 4001, "case.title", "too long", "4000"),
    ("cost: [0.05, 0.1, 0.2]", "cost: [0.05, 0.1]", "actors.government.cost", "not shown (team)", "got 2"),
    ("cost: [0.05, 0.1, 0.2]", "cost: [0.2, 0.1, 0.05]", "actors.government.cost", "not shown", "low <= best <= high"),
    ("cost: [0.05, 0.1, 0.2]", "cost: [0.2, x, 0.05]", "actors.government.cost.best", "not a number", ""),
    ("cost: [0.05, 0.1, 0.2]", "cost: [true, true, true]", "actors.government.cost", "not shown", "true/false"),
    ("cost: [0.05, 0.1, 0.2]", "cost: true", "actors.government.cost", "not shown", "a number"),
    ("cost: [0.05, 0.1, 0.2]", "cost: 5 %", "actors.government.cost", "not shown", "without the sign"),
    ("cost: [0.05, 0.1, 0.2]", "cost: 0,1", "actors.government.cost", "not shown", "decimal point"),
    ("cost: [0.05, 0.1, 0.2]", "cost: {low: 1}", "actors.government.cost", "not right", "`best`"),
    ("cost: [0.05, 0.1, 0.2]", "cost: [1, 5, 10]", "actors.government.cost.best", "above its range", "from 0 to 1"),
    ("trust: 0.3", "trust: 30", "actors.government.trust", "above its range", "from 0 to 1"),
    ("{aid: 0.4, else: 0.1}", "{aid: 4, else: 0.1}", "actors.circle.trust.aid", "above its range", "from 0 to 1"),
    ("publicity: 1\n", "publicity: -1\n", "tracks.plenary.publicity", "below its range", "from 0 to 1"),
    ("public: 100", "public: 140", "stances.rebels.leadership.public", "(got 140)", "from 0 to 100"),
    ("salience: 70", "salience: 170", "stances.rebels.leadership.salience", "not shown (team)", "from 0 to 100"),
    ("{leadership: 100}}", "{leadership: 101}}", "war.sides.rebellion.outcome.leadership", "above", "from 0 to 100"),
    ("quota: 0.5", "quota: -1", "levels.transition.signers.0.1.quota", "below its range", "at least 0"),
    ("min: 50", "min: 500", "levels.transition.requires[0].min", "out of range", "at most 100"),
    ("credibility: 2", "credibility: 9", "evidence.e1.credibility", "known words", "1, 2, 3"),
    (
        "audience_cost: {best: 0.3",
        "audience_cost: {label: secrt, best: 0.3",
        "actors.rebels.audience_cost.label",
        "",
        "did you mean `secret`",
    ),
    ("voice: [women]", "voice: [womn]", "absent[0].voice[0]", "(got `womn`)", "did you mean `women`"),
    ("voice: [women]", "voice: women", "absent[0].voice", "not a list (got `women`)", "a list"),
    ("opens: [access]", "opens: []", "levels.aid.opens", "is empty", "at least one"),
    ("kind: formal", "kind: formal\n    open: maybe", "tracks.plenary.open", "true or false", ""),
    ("title: A toy", "horizon_months: 1.5\n  title: A toy", "case.horizon_months", "(got 1.5)", "whole number"),
    ("title: A toy", "horizon_months: 0\n  title: A toy", "case.horizon_months", "(got 0)", "at least 1"),
    ("awaits: the game", "share_needed: 0.5", "claims.C1", "", "`tests` or `awaits`"),
    (
        "signers: [government, rebels]",
        "signers: {all: [government], any: [rebels]}",
        "levels.aid.signers",
        "",
        "actor id",
    ),
    ("signers: [government, rebels]", "signers: []", "levels.aid.signers", "", "at least one actor"),
    ("signers: [government, rebels]", "signers: 7", "levels.aid.signers", "", "actor id"),
    ("{id: state}\n", "state\n", "war.sides[0]", "not a mapping", "NAME: VALUE"),
    # references
    (
        "issue: access, public: 95",
        "issue: acces, public: 95",
        "stances.rebels.acces.issue",
        "(got `acces`)",
        "did you mean `access`",
    ),
    (
        "parent: government\n    trust",
        "parent: goverment\n    trust",
        "actors.circle.parent",
        "(got `goverment`)",
        "`government`",
    ),
    ("side: rebellion", "side: rebelion", "actors.rebels.side", "(got `rebelion`)", "`rebellion`"),
    ("{aid: 0.4", "{ad: 0.4", "actors.circle.trust.ad", "(got `ad`)", "`aid`"),
    ("{aid: 0.4", "{all: 0.4", "actors.circle.trust.all", "beside other levels", "else"),
    (
        "ratifiers: [northland]",
        "ratifiers: [nrthland]",
        "levels.transition.ratifiers[0]",
        "(got `nrthland`)",
        "`northland`",
    ),
    ("table: plenary", "table: plenry", "conference.table", "(got `plenry`)", "`plenary`"),
    ("level: aid", "level: aide", "outcomes.a_start.level", "(got `aide`)", "`aid`"),
    ("outcome: a_start", "outcome: a_strt", "expectations.rebels.a_strt.outcome", "(got `a_strt`)", "`a_start`"),
    ("source: article", "source: artcle", "evidence.e1.source", "(got `artcle`)", "`article`"),
    (
        "salience: 30, evidence: e1",
        "salience: 30, evidence: e2",
        "stances.rebels.access.evidence",
        "(got `e2`)",
        "e1 or judgement",
    ),
    (
        "salience: 30, evidence: e1",
        "salience: 30, evidence: article",
        "stances.rebels.access.evidence",
        "",
        "that is a source",
    ),
    (
        "high: 0.5, evidence: e1",
        "high: 0.5, evidence: zz",
        "actors.rebels.audience_cost.evidence",
        "(got `zz`)",
        "judgement",
    ),
    (
        "outcome: {leadership",
        "outcome: {leadrship",
        "war.sides.rebellion.outcome.leadrship",
        "(got `leadrship`)",
        "`leadership`",
    ),
    ("group: rebels", "group: rebel", "levels.aid.breakage.rebel.group", "(got `rebel`)", "`rebels`"),
    (
        "members: [government, rebels, circle]",
        "members: [government, rebel]",
        "tracks.plenary.members[1]",
        "(got `rebel`)",
        "`rebels`",
    ),
    ("target: government", "target: goverment", "ties.northland-goverment.target", "(got `goverment`)", "`government`"),
    # structure
    ("id: northland", "id: rebels", "actors.rebels", "same `id`", "rename"),
    (
        "issue: access, public: 95",
        "issue: leadership, public: 95",
        "stances.rebels.leadership",
        "same `actor` and `issue`",
        "",
    ),
    (
        "opens: [leadership, access]",
        "opens: [access]",
        "levels.transition.requires[0].issue",
        "does not open (got `leadership`)",
        "",
    ),
    (
        "status_quo: 0\n",
        "status_quo: 0\n    sequence: {waits_low: [access]}\n",
        "issues.leadership.sequence",
        "no sequence",
        "",
    ),
    ("id: aid\n", "id: best\n", "levels.best.id", "another meaning (got `best`)", "rename"),
    ("id: aid\n", "id: else\n", "levels.else.id", "another meaning", "rename"),
    ("parent: government\n    trust", "parent: circle\n    trust", "actors.circle.parent", "circle", ""),
    ("100: goes}", "100: goes, 101: gone}", "issues.leadership.anchors", "outside the scale", "0 to 100"),
    ("100: goes}", "100: goes, '+100': gone}", "issues.leadership.anchors", "two anchors", ""),
    ("id: C1", "id: C.1", "claims[0].id", "not an id", "letters"),
]


@pytest.mark.parametrize(("old", "new", "field", "said", "help"), WRONG)
def test_an_error_names_its_line_and_field(tmp_path, old, new, field, said, help):
    assert old in FULL
    text = FULL.replace(old, new, 1)
    path = write(tmp_path, text)
    changed = next(i for i, (a, b) in enumerate(zip(FULL.split("\n"), text.split("\n"), strict=False), 1) if a != b)
    found = [p for p in problems(path) if p.field == field and said in p.message and help in f"{p.expected} {p.fix}"]
    assert found, "\n".join(map(str, problems(path)))
    lines = {changed, line_of(FULL, "issue: leadership, min"), line_of(FULL, "- id: circle")}
    lines |= {changed + 1} if new.count("\n") > old.count("\n") else set()
    assert found[0].line in lines
    assert str(found[0]).startswith(f"{path}:{found[0].line}: {field}: ")
    assert found[0].column


@pytest.mark.parametrize("group", ["case", "actors", "issues", "levels", "tracks"])
def test_a_group_that_is_missing_empty_or_no_list(tmp_path, group):
    start = FULL.index(f"\n{group}:") + 1 if group != "case" else 0
    end = next(i + 1 for i in range(start + 1, len(FULL)) if FULL[i] == "\n" and FULL[i + 1] not in " -")
    for text in ("", f"{group}:\n", f"{group}: []\n", f"{group}: 7\n", f"{group}: {{a: 1}}\n"):
        found = problems(write(tmp_path, FULL[:start] + text + FULL[end:]))
        assert any(p.field.startswith(group) for p in found), text


def test_all_that_is_wrong_is_said_at_once_in_file_order(tmp_path):
    text = (
        FULL.replace("role: leader", "role: leadr")
        .replace("issue: access", "issue: acces")
        .replace("public: 100", "public: 101")
    )
    found = problems(write(tmp_path, text))
    assert [p.line for p in found] == sorted(p.line for p in found)
    assert {p.field for p in found} >= {
        "actors.circle.role",
        "stances.rebels.acces.issue",
        "stances.rebels.leadership.public",
    }


def test_no_more_than_twenty_are_printed():
    error = CaseError([Problem(severity="error", message=f"wrong {n}") for n in range(33)], more=5)
    lines = str(error).split("\n")
    assert len(lines) == PRINTED + 1
    assert lines[-1] == "... and 18 more"
    assert len(error.problems) == 33


def test_a_problem_is_one_line_whatever_is_in_it():
    assert "\n" not in str(Problem(severity="error", file="a\nb\x1b[31m", message="x\u2028y"))


def test_a_flood_of_errors_is_counted_and_soon_over(tmp_path):
    rows = "\n".join(f"  - {{id: a{n}, role: wrng, parent: b{n}}}" for n in range(3000))
    with pytest.raises(CaseError, match=r"and \d+ more"):
        read_case(write(tmp_path, FULL.replace("actors:\n", f"actors:\n{rows}\n")))


# --- stances.csv ------------------------------------------------------------------------------------------------

ROW = "rebels,leadership,100,60,80,95,70,,,,e1,,"


def without_stances():
    return FULL[: FULL.index("stances:")] + FULL[FULL.index("levels:") :]


@pytest.mark.parametrize(
    ("row", "content"),
    [
        ("a,i,0,,5,,60,,,,,,", {"public": 0, "private": 5, "salience": 60}),
        ("a,i,,1,5,9,?,,,,,,", {"private": [1, 5, 9], "salience": "?"}),
        ("a,i,?,,?,,,0.02,,,,,", {"public": "?", "private": "?", "credit": 0.02}),
        (
            "a,i,,,,,,,x,no,e1; e2,why not,team",
            {"precondition": True, "refuses": False, "evidence": "e1; e2", "note": "why not", "label": "team"},
        ),
        (' a , i ,,,,,,,,,,"one, two",', {"note": "one, two"}),
    ],
)
def test_cells_become_fields(row, content):
    record = parse_stances(f"{HEADER}\n{row}\n", "stances.csv").data["stances"]
    assert record == [{"actor": "a", "issue": "i", **content}]


def test_optional_columns_give_a_doubt():
    header = "actor;issue;public;public_low;public_high;private_best;salience;salience_low;salience_high"
    record = parse_stances(f"{header}\na;i;5,5;1;9;;50;40;60\n", "stances.csv").data["stances"][0]
    assert record["public"] == [1, 5.5, 9]
    assert record["salience"] == [40, 50, 60]


@pytest.mark.parametrize(
    ("table", "line", "said"),
    [
        (
            f"{HEADER.replace('salience', 'saliance')}\n{ROW}",
            1,
            r"`saliance` \(did you mean `salience`\?\), lacks the column `salience`",
        ),
        (f"{HEADER.replace('public,', '')}\n{ROW}", 1, "lacks the column `public`"),
        (f"{HEADER},public\n{ROW}", 1, "`public` twice"),
        (f"{HEADER},,x\n{ROW}", 1, "without a proper name"),
        (HEADER.replace(",", "|"), 1, "separated by commas, semicolons or tabs"),
        (f"{HEADER}\n{ROW},x", 2, r"more cells than the header \(got 14\); expected 13"),
        (f"{HEADER}\n{ROW}\nrebels,access", 3, r"fewer cells than the header \(got 2\)"),
        (f"{HEADER}\n{ROW.replace('80', '')}", 2, r"stances\[0\].private_best: is blank while `private_low`"),
        (f"{HEADER}\n{ROW.replace('60', '')}", 2, r"stances\[0\].private_low: is blank while `private_high`"),
        (f"{HEADER}\n{ROW.replace('80', '?')}", 2, r"stances\[0\].private_low: is given while `private_best` is `\?`"),
        (f"{HEADER}\n{ROW.replace('80', 'eighty')}", 2, r"private_best: is not a number, value not shown \(team\)"),
        (f"{HEADER}\n{ROW.replace('80', 'nan')}", 2, "not a number"),
        (f"{HEADER}\n{ROW.replace('80', '1e999')}", 2, "not a number"),
        (f"{HEADER}\n{ROW.replace('80', chr(34) + '80,5' + chr(34))}", 2, "decimal point"),
        (f"{HEADER}\n{ROW.replace('e1', 'x').replace(',,,', ',,perhaps,', 1)}", 2, "neither yes nor no"),
        (f'{HEADER}\n{ROW}\nrebels,"access', 3, "not a valid row"),
        (f'{HEADER}\nrebels,access,,,,,,,,,,"two\nlines",\n{ROW},x', 4, "more cells"),
        ("\n\n", None, "is empty"),
        (",,,\n", 1, "no header"),
        (
            f"{HEADER}\n{ROW.replace('leadership', 'leadrship')}",
            2,
            r"stances.rebels.leadrship.issue: .* \(got `leadrship`\)",
        ),
        (
            f"{HEADER}\n{ROW.replace('70', '700')}",
            2,
            "stances.rebels.leadership.salience: is above its range, value not shown",
        ),
        (f"{HEADER}\n{ROW}\n{ROW}", 3, r"same `actor` and `issue` as an earlier record \(line 2 of .*stances.csv\)"),
        (f"{HEADER}\n{ROW.replace('100', '101')}", 2, r"public: is above its range \(got 101\)"),
        (f"{HEADER}\n{ROW.replace('60,80', '90,80')}", 2, "stances.rebels.leadership.private: is not right"),
        (f"{HEADER}\n{ROW}publik", 2, "stances.*label"),
    ],
)
def test_an_error_in_the_table_names_its_line(tmp_path, table, line, said):
    with pytest.raises(CaseError, match=said) as caught:
        read_case(folder(tmp_path, without_stances(), stances=table))
    wrong = [p for p in caught.value.problems if (p.file or "").endswith("stances.csv")]
    assert line in [p.line for p in wrong]


def test_the_same_stance_in_table_and_case_is_refused(tmp_path):
    (tmp_path / "x").mkdir()
    found = problems(folder(tmp_path / "x", FULL, stances=f"{HEADER}\n{ROW}\n"))
    assert [p.field for p in found] == ["stances.rebels.leadership"]
    assert f"line {line_of(FULL, 'issue: leadership, public: 100')} of" in found[0].message
    assert found[0].file.endswith("stances.csv")


@pytest.mark.parametrize("part", ["claims: 7\n", "actors: []\n", "claims: []\nissues: []\n", "7\n"])
def test_a_part_holds_its_own_records_alone(tmp_path, part):
    (found,) = problems(folder(tmp_path, claims=part))
    assert found.file.endswith("claims.yaml")


def test_errors_in_a_part_name_that_file(tmp_path):
    (found,) = problems(
        folder(
            tmp_path,
            claims="- id: C1\n- id: C2\n  locator: p\n  says: s\n  awaits: x\n  wrong: 1\n".replace("- id: C1\n", ""),
        )
    )
    assert (Path(found.file).name, found.line, found.field) == ("claims.yaml", 5, "claims.C2.wrong")
