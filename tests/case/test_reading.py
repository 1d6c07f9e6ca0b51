"""Reading: what is right is read the same in every shape; where a case is found; files that cannot be read."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml

from backchannel.case import tree
from backchannel.case.estimate import Estimate
from backchannel.case.problems import CaseError
from backchannel.case.reading import case_hash, find_case, read_case, read_tree, shipped_cases
from tests.case.cases import FULL, HEADER, folder, only, write
from tests.support import ROOT

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
