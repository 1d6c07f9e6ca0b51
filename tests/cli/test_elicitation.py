"""The commands that ask people: an interview from a pipe, sheets, and what comes back."""

import json
import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from backchannel.case.inputs import inputs
from backchannel.case.reading import find_case, read_case
from backchannel.core.labels import Label
from tests.case.filled import fill_book, fill_csv
from tests.cli.running import FEW, FRONT, apart, inside, refused
from tests.support import ROOT

LAKE = [
    "Lakeside talks, 2024-12-24",
    "Government, Opposition Council",
    "Who governs: as today / handed over",
    "0, 100",
    "5-20-45, 45-75-95",
    "100, 60",
    "some, much",
    "much, some",
    "backer: Northland for Government; armed: Hill units; insiders: xanthocanary officials of Government",
    "women's groups; people driven from their homes",
]
TRADE = [
    "Tariffs",
    "North, South, Islands",
    "Tariffs: as now / none; Fishing: closed / open",
    "0,100,50;20,80,none",
    "0-10-40,60,50;?,?,60-80-100",
    "100,70,?",
    "little,some,5",
    "?,much,some",
    "",
    "nobody",
]
MADE = [LAKE, [""] * 10, TRADE]
RUNS = ["--runs", "60"]


@pytest.fixture
def piped(capsys, monkeypatch):
    """Runs a command with lines on standard input, in this process."""
    import io

    def run(lines: list[str], *argv: str | Path):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return inside(capsys, *argv)

    return run


@pytest.fixture
def lake(tmp_path, piped) -> Path:
    folder: Path = tmp_path / "lake"
    assert piped(LAKE, "new", folder, "--ask").code == 0
    return folder


# --- the interview ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", MADE)
def test_ten_lines_make_a_case_that_is_checked_and_briefed(piped, capsys, tmp_path, lines):
    case = tmp_path / "mine"
    done = piped(lines, "new", case, "--ask")
    assert (done.code, done.err) == (0, "")
    assert {p.name for p in case.iterdir()} >= {"case.yaml"}
    assert all((p.stat().st_mode & 0o077) == 0 for p in case.iterdir())
    assert f"backchannel brief {case}" in done.out.replace("\n", " ")
    for argv in (["check"], ["brief", *FEW], ["litmus", *FEW]):
        found = inside(capsys, argv[0], case, *argv[1:])
        assert (found.code, found.err) == (0, ""), argv
    shares = [row["table"] for row in json.loads(inside(capsys, "brief", case, *FEW, "--json").out)["rows"]]
    assert all(0 <= share < 1 for share in shares), "with so much doubt nothing is certain"


def test_what_is_printed_names_no_insider(piped, tmp_path):
    done = piped(LAKE, "new", tmp_path / "x", "--ask")
    assert "xanthocanary" not in done.out + done.err
    assert "xanthocanary" in (tmp_path / "x" / "case.yaml").read_text()


@pytest.mark.parametrize(
    ("line", "number", "words"),
    [
        ("45-20-5, 1", 5, "expected three numbers in the order lowest, best, highest"),
        ("0.1-0.2-0.4, 0.5", 5, "did you mean 10-20-40?"),
        ("0.05, 0.1", 8, "not shares of 1; did you mean 5?"),
        ("Pay talks, 23 November 2026", 1, "expected the day as YYYY-MM-DD"),
        ("nonsense", 4, "expected 2 answers"),
    ],
)
def test_a_bad_answer_in_a_pipe_stops_it_since_the_next_line_answers_something_else(
    piped, tmp_path, line, number, words
):
    lines = [*LAKE[: number - 1], line, *LAKE[number - 1 :]]
    done = piped(lines, "new", tmp_path / "x", "--ask")
    refused(done, f"line {number}, question {number}: ", words, "nothing was written")
    assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [0, 1, 9])
def test_answers_that_end_too_soon_leave_nothing(piped, tmp_path, count):
    done = piped(LAKE[:count], "new", tmp_path / "x", "--ask")
    refused(done, f"before question {count + 1} of 10", "nothing was written")
    assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_refused_before_anything_is_asked(piped, tmp_path):
    (tmp_path / "x").mkdir()
    refused(piped([], "new", tmp_path / "x", "--ask"), "exists already")


def test_the_title_may_be_given(piped, tmp_path):
    assert piped([""] * 10, "new", tmp_path / "x", "--ask", "--title", "Given").code == 0
    assert read_case(tmp_path / "x").case.title == "Given"


def test_a_disk_that_fails_leaves_nothing(piped, tmp_path, monkeypatch):
    def full(*_args, **_how):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    done = piped(LAKE, "new", tmp_path / "x", "--ask")
    assert done.code == 2
    assert "No space left" in done.err
    assert list(tmp_path.iterdir()) == []


def test_in_a_process_of_its_own_from_a_pipe(tmp_path):
    done = apart("new", tmp_path / "x", "--ask", stdin="\n".join(LAKE) + "\n")
    assert (done.code, done.err) == (0, "")
    assert "For example" not in done.out, "nobody reads the questions there"
    assert read_case(tmp_path / "x").case.title == "Lakeside talks"


def test_bytes_that_are_no_text_are_one_message(tmp_path):
    command = [*FRONT, "new", str(tmp_path / "x"), "--ask"]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    done = subprocess.run(command, input=b"\xff\xfe talks\n", capture_output=True, cwd=ROOT, env=env, timeout=60)
    assert done.returncode == 2
    assert b"UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def _watched(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The interview on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*FRONT, "new", str(folder), "--ask"], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    os.close(theirs)
    return process, ours


def _until(process: subprocess.Popen[bytes], words: bytes) -> bytes:
    assert process.stderr is not None
    seen, ends = b"", time.monotonic() + 60
    while words not in seen:
        assert time.monotonic() < ends, seen
        if select.select([process.stderr], [], [], 1)[0]:
            more = os.read(process.stderr.fileno(), 4096)
            assert more, seen
            seen += more
    return seen


def test_on_a_terminal_each_question_is_shown_with_an_example_and_ctrl_c_leaves_nothing(tmp_path):
    process, terminal = _watched(tmp_path / "x")
    first = _until(process, b"> ")
    assert b"1 of 10. What is the conference called" in first
    assert b"For example: Lakeside talks" in first
    assert b"Enter = don't know" in first
    os.write(terminal, b"Talks\n")
    _until(process, b"2 of 10.")
    os.write(terminal, b"only one\n")
    _until(process, b"question 2: expected 2 to 4 parties")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    os.close(terminal)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert out == b""
    assert list(tmp_path.iterdir()) == []


# --- sheets -----------------------------------------------------------------------------------------------------


def test_sheets_are_one_file_an_expert_named_by_pseudonym_and_closed_to_others(lake, capsys, tmp_path):
    done = inside(capsys, "sheets", lake, "--to", tmp_path / "s", "--experts", "heron, wren", *RUNS)
    assert (done.code, done.err) == (0, "")
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == ["heron.xlsx", "wren.xlsx"]
    assert all((p.stat().st_mode & 0o077) == 0 for p in (tmp_path / "s").iterdir())
    assert "left out as labelled above `team`: 1 number" in done.out
    assert "label: team" in done.out
    assert "xanthocanary" not in done.out


def test_sheets_write_over_nothing(lake, capsys, tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "wren.csv").write_text("answers")
    argv = ["sheets", lake, "--to", tmp_path / "s", "--format", "csv", *RUNS]
    refused(inside(capsys, *argv, "--experts", "heron,wren"), "exists already")
    assert [p.name for p in (tmp_path / "s").iterdir()] == ["wren.csv"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--experts", "Ann Smith"], ["pseudonym"]),
        (["--experts", "heron,heron"], ["twice"]),
        (["--experts", "coder"], ["own figure"]),
        (["--experts", "heron", "--label", "top"], ["public, partners"]),
        (["--experts", "heron", "--format", "ods"], ["xlsx or csv"]),
        (["--experts", "heron", "--about", "actors.nobody"], ["no number"]),
        (["--experts", "heron", "--label", "public"], ["nothing to ask up to `public`"]),
        (["--experts", "heron", "--most", "0"], ["--most"]),
    ],
)
def test_wrong_wishes_for_sheets_are_one_message(lake, capsys, tmp_path, more, words):
    refused(inside(capsys, "sheets", lake, "--to", tmp_path / "s", *more, *RUNS), *words)
    assert not (tmp_path / "s").exists()


# --- merge ------------------------------------------------------------------------------------------------------

COST = "actors.government.cost"
TRUST = "actors.government.trust"


@pytest.fixture
def sheets(lake, capsys, tmp_path) -> list[Path]:
    """A workbook and a table with decimal commas, filled in."""
    both = [("heron", "xlsx"), ("wren", "csv")]
    for name, ending in both:
        argv = ["--to", tmp_path / "s", "--experts", name, "--format", ending, *RUNS]
        assert inside(capsys, "sheets", lake, *argv).code == 0
    one, two = (tmp_path / "s" / f"{name}.{ending}" for name, ending in both)
    fill_book(one, {COST: (0.1, 0.3, 0.2, 80, "as before"), TRUST: (0.1, 0.3, 0.2, 0.9)})
    fill_csv(two, {COST: ("0,5", "0,7", "0,6", "70 %"), TRUST: ("0,15", "0,35", "0,2", "80")}, ";")
    return [one, two]


def test_merging_puts_the_answers_into_the_case_and_shows_where_they_differ(lake, sheets, capsys):
    done = inside(capsys, "merge", lake, *sheets)
    assert done.code == 0
    assert "4 answers of heron, wren to 2 numbers" in done.err
    assert "as before" in done.out
    assert done.out.index("what fighting on costs") < done.out.index("the trust of")
    text = (lake / "case.yaml").read_text()
    assert text.startswith("# A first case from ten questions."), "comments stay"
    numbers = {i.path: i.estimate for i in inputs(read_case(lake))}
    assert [(e.by, e.low, e.best, e.high, e.interval) for e in numbers[COST].experts] == [
        ("coder", 0.06, 0.12, 0.2, 0.8), ("heron", 0.1, 0.2, 0.3, 0.8), ("wren", 0.5, 0.6, 0.7, 0.7),
    ]  # fmt: skip
    assert [e.by for e in numbers[TRUST].experts] == ["heron", "wren"]
    brief = inside(capsys, "brief", lake, *FEW)
    assert (brief.code, brief.err) == (0, "")


def test_merging_again_replaces(lake, sheets, capsys):
    assert inside(capsys, "merge", lake, *sheets).code == 0
    before = (lake / "case.yaml").read_text()
    assert inside(capsys, "merge", lake, *sheets).code == 0
    assert (lake / "case.yaml").read_text() == before
    fill_book(sheets[0], {COST: (0.1, 0.3, 0.25, 80)})
    assert inside(capsys, "merge", lake, sheets[0]).code == 0
    (found,) = (i.estimate for i in inputs(read_case(lake)) if i.path == COST)
    assert [(e.by, e.best) for e in found.experts] == [("coder", 0.12), ("heron", 0.25), ("wren", 0.6)]


def test_a_dry_run_and_json_change_nothing(lake, sheets, capsys):
    before = {p.name: p.read_bytes() for p in lake.iterdir()}
    done = inside(capsys, "merge", lake, *sheets, "--dry-run", "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert [row["path"] for row in found["rows"]] == [COST, TRUST]
    assert found["label"] == "team"
    assert {p.name: p.read_bytes() for p in lake.iterdir()} == before
    assert "nothing was written" in done.err


def test_the_coder_may_be_dropped_and_another_place_named(lake, sheets, capsys, tmp_path):
    before = {p.name: p.read_bytes() for p in lake.iterdir()}
    for to in (tmp_path / "elsewhere", tmp_path / "one.yaml"):
        assert inside(capsys, "merge", lake, *sheets, "--to", to, "--drop-coder").code == 0
        found = {i.path: i.estimate for i in inputs(read_case(to))}
        assert [e.by for e in found[COST].experts] == ["heron", "wren"]
    assert {p.name: p.read_bytes() for p in lake.iterdir()} == before
    assert (tmp_path / "elsewhere" / "case.yaml").read_text().startswith("# A first case")
    refused(inside(capsys, "merge", lake, *sheets, "--to", tmp_path / "one.yaml"), "exists already")
    refused(inside(capsys, "merge", lake, *sheets, "--to", tmp_path / "one.docx"), "no place for a case")


def test_answers_to_stances_of_a_table_are_kept(lake, capsys, tmp_path):
    """A table has no columns for several experts: such a stance moves to the main file."""
    key = "stances.government.who_governs.private"
    argv = ["--to", tmp_path / "s", "--experts", "heron", "--about", "stances", *RUNS]
    assert inside(capsys, "sheets", lake, *argv).code == 0
    path = fill_book(tmp_path / "s" / "heron.xlsx", {key: (10, 40, 30, 80)})
    assert inside(capsys, "merge", lake, path).code == 0
    case = read_case(lake)
    (found,) = (i.estimate for i in inputs(case) if i.path == key)
    assert [(e.by, e.low, e.high) for e in found.experts] == [("coder", 5, 45), ("heron", 10, 40)]
    assert len(case.stances) == 2


def test_a_bad_cell_stops_it_before_anything_is_written(lake, sheets, capsys):
    before = {p.name: p.read_bytes() for p in lake.iterdir()}
    fill_book(sheets[0], {COST: (0.9, 0.3, 0.2, 80)})
    refused(inside(capsys, "merge", lake, *sheets), "heron.xlsx, sheet Answers:", "lowest")
    assert {p.name: p.read_bytes() for p in lake.iterdir()} == before


def test_a_shipped_case_stays_as_it_is(capsys, tmp_path):
    argv = ["--to", tmp_path / "s", "--experts", "heron", "--about", "actors.russia.cost", *RUNS]
    assert inside(capsys, "sheets", "geneva-ii", *argv).code == 0
    path = fill_book(tmp_path / "s" / "heron.xlsx", {"actors.russia.cost": (0.1, 0.3, 0.2, 80)})
    for name in ("geneva-ii", find_case("geneva-ii"), find_case("geneva-ii") / "case.yaml"):
        refused(inside(capsys, "merge", name, path), "shipped case", "--to")
    assert inside(capsys, "merge", "geneva-ii", path, "--to", tmp_path / "mine").code == 0
    assert {p.name for p in (tmp_path / "mine").iterdir()} == {
        "case.yaml",
        "stances.csv",
        "claims.yaml",
        "questions.yaml",
    }
    case = read_case(tmp_path / "mine")
    (found,) = (i.estimate for i in inputs(case) if i.path == "actors.russia.cost")
    assert [e.by for e in found.experts] == ["coder", "heron"]


def test_a_picture_and_the_command_for_a_case_that_has_experts(lake, sheets, capsys, tmp_path):
    done = inside(capsys, "merge", lake, *sheets, "--chart", tmp_path / "x.svg")
    assert done.code == 0
    assert "(label: team)" in done.err
    assert "stands apart" in (tmp_path / "x.svg").read_text()
    found = json.loads(inside(capsys, "disagreement", lake, "--json").out)
    assert [row["path"] for row in found["rows"]] == [COST, TRUST]
    assert inside(capsys, "disagreement", lake, "--csv").out.startswith("path,what,experts")
    none = inside(capsys, "disagreement", "geneva-ii")
    assert none.code == 0
    assert "No number has answers" in none.out
    refused(inside(capsys, "disagreement", "geneva-ii", "--chart", tmp_path / "y.svg"), "no picture")


def test_a_case_in_another_format_is_merged_to_another_place_only(lake, sheets, capsys, tmp_path):
    from backchannel.case.workbook import book_bytes

    book = tmp_path / "book.xlsx"
    book.write_bytes(book_bytes(read_case(lake)))
    refused(inside(capsys, "merge", book, *sheets), "is not a case in YAML", "--to")
    assert inside(capsys, "merge", book, *sheets, "--to", tmp_path / "mine").code == 0
    found = {i.path: i.estimate for i in inputs(read_case(tmp_path / "mine"))}
    assert [e.by for e in found[TRUST].experts] == ["heron", "wren"]


def test_blank_sheets_change_nothing(lake, capsys, tmp_path):
    argv = ["--to", tmp_path / "s", "--experts", "heron", *RUNS]
    assert inside(capsys, "sheets", lake, *argv).code == 0
    before = (lake / "case.yaml").read_bytes()
    done = inside(capsys, "merge", lake, tmp_path / "s" / "heron.xlsx")
    assert (done.code, "no answers" in done.err) == (0, True)
    assert (lake / "case.yaml").read_bytes() == before


def test_answers_take_over_the_label_of_the_number(lake, capsys, tmp_path):
    key = "actors.xanthocanary_officials.weight_in_parent"
    data = yaml.safe_load((lake / "case.yaml").read_text().replace(": ?", ": '?'"))
    assert any(a["id"] == "xanthocanary_officials" for a in data["actors"])
    for name in ("heron", "wren"):
        argv = ["--to", tmp_path / "s", "--experts", name, "--label", "secret", "--about", key, *RUNS]
        assert inside(capsys, "sheets", lake, *argv).code == 0
    one, two = (tmp_path / "s" / f"{name}.xlsx" for name in ("heron", "wren"))
    fill_book(one, {key: (0.1, 0.3, 0.2, 80)})
    fill_book(two, {key: (0.5, 0.7, 0.613579, 80)})
    done = inside(capsys, "merge", lake, one, two, "--json")
    assert json.loads(done.out)["label"] == "secret"
    assert "xanthocanary" not in done.err
    assert "13579" not in done.err
    (found,) = (i for i in inputs(read_case(lake)) if i.path == key)
    assert found.label is Label.SECRET
