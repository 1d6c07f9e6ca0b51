"""Whatever is in a file: a valid case or one clear message, within 2 s and 500 MB, and nothing else is touched.

One file alone: `BACKCHANNEL_HOSTILE_FILE=47 pytest tests/hostile`; `python -m tests.hostile.worker 47 FOLDER` keeps it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter

import pytest

from backchannel.case.problems import CaseError, Problem
from tests.cli.running import FRONT, Done, inside
from tests.hostile import books, seeds, worker
from tests.hostile.judging import complaints
from tests.hostile.mutators import WHEEL, hostile
from tests.hostile.worker import Reply
from tests.hostile.workers import Worker, read_all
from tests.support import ROOT

FEW, ALL = 800, 10_000
SHOWN = 15


def failures(replies: list[Reply]) -> str:
    """The files that failed, so that each can be made again."""
    failed = [reply for reply in replies if reply.kind == "FAIL"]
    lines = [f"file {r.number} ({r.format}: {r.recipe[:60]}): {'; '.join(r.faults)[:400]}" for r in failed[:SHOWN]]
    return "\n".join([f"{len(failed)} of {len(replies)} files failed", *lines])


def report(replies: list[Reply]) -> str:
    """How many there were of each kind, and what they took at most."""
    counts = Counter((reply.format, reply.kind) for reply in replies)
    lines = [f"{len(replies)} files: {Counter(reply.kind for reply in replies)}"]
    for name in sorted({reply.format for reply in replies}):
        lines.append(
            f"  {name:8}" + "".join(f"{kind:>9} {counts[name, kind]:5}" for kind in ("case", "message", "FAIL"))
        )
    slowest = sorted(replies, key=lambda reply: -reply.seconds)[:5]
    largest = sorted(replies, key=lambda reply: -reply.megabytes)[:5]
    lines += [f"  {r.seconds:5.2f} s   file {r.number} ({r.format}: {r.recipe[:60]})" for r in slowest]
    lines += [f"  {r.megabytes:5.0f} MB  file {r.number} ({r.format}: {r.recipe[:60]})" for r in largest]
    return "\n".join(lines)


# --- the files --------------------------------------------------------------------------------------------------


def test_the_first_files():
    asked = os.environ.get("BACKCHANNEL_HOSTILE_FILE")
    replies = read_all([int(asked)] if asked else range(FEW))
    assert {reply.kind for reply in replies} <= {"case", "message"}, failures(replies)
    assert asked or {reply.format for reply in replies} == set(WHEEL)


@pytest.mark.slow
def test_all_files(capsys):
    replies = read_all(range(ALL))
    with capsys.disabled():
        print(f"\n{report(replies)}")
    assert {reply.kind for reply in replies} == {"case", "message"}, failures(replies)


def through_the_command_line(numbers, tmp_path, check):
    """`backchannel check` of some files: an exit code and words, never a traceback, and the files stay as they are."""
    made = [one for number in numbers if (one := hostile(number)).format != "sheet"]
    codes = []
    for one in made:
        folder = tmp_path / str(one.number)
        worker.put(one, folder)
        done = check(one.number, folder / one.target if one.target else folder)
        said = done.out + done.err
        assert done.code in (0, 1, 2), (one.number, said[-500:])
        assert "Traceback" not in said, (one.number, said[-500:])
        assert (done.code == 2) == bool(done.err.strip()), (one.number, said[-500:])
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == one.files, one.number
        codes.append(done.code)
    assert set(codes) >= {0, 2}
    assert [path.name for path in tmp_path.iterdir() if not path.name.isdigit()] == []


def test_some_through_the_command_line(tmp_path):
    """As processes of their own, whose exit code and streams are what a person meets."""

    def check(_, path):
        command = [*FRONT, "check", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)
        return Done(done.returncode, done.stdout, done.stderr)

    through_the_command_line([309, 312], tmp_path, check)


@pytest.mark.slow
def test_more_through_the_command_line(tmp_path, capsys, monkeypatch):
    """In this process: what the command would let through to Python's own traceback ends the test."""
    monkeypatch.chdir(tmp_path)

    def check(number, path):
        try:
            return inside(capsys, "check", path)
        except Exception as error:
            raise AssertionError(f"file {number}") from error

    through_the_command_line([309, 311, 312, 314, 316, *range(5000, 5060)], tmp_path, check)


# --- the reader, the files and the judge are what they should be ------------------------------------------------


@pytest.fixture(scope="module")
def reader():
    found = Worker()
    yield found
    found.close()


@pytest.mark.parametrize("name", ["x.yaml", "x.csv", "x.xml", "x.xlsx", "case.yaml", "stances.csv"])
def test_what_is_too_large_is_refused_unread(reader, name):
    reply = reader.read(f"large {name}")
    assert reply.kind == "message", reply.faults  # opening it would be a fault
    assert f"{name}: is too large and was not read; expected at most 5 MB" in reply.said


@pytest.mark.parametrize(
    "name",
    [
        *(
            "small.yaml",
            "middle.yaml",
            "folder",
            "geneva",
            "smp.csv",
            "smp.xml",
            "decide.csv",
            "small.xlsx",
            "middle.xlsx",
        ),
        *("anna.csv", "anna.xlsx"),
    ],
)
def test_what_is_made_hostile_was_a_valid_case(reader, name):
    reply = reader.read(f"seed {name}")
    assert reply.kind == "case", (reply.said, reply.faults)


def test_a_workbook_can_be_packed_and_unpacked():
    parts = seeds.book(0)
    assert seeds.unpacked(seeds.packed(parts)) == parts
    assert books.sheets(parts)


def digest(numbers) -> str:
    found = hashlib.blake2b()
    for one in map(hostile, numbers):
        found.update(f"{one.number} {one.format} {one.recipe} {one.target}".encode())
        for name, raw in one.files.items():
            found.update(name.encode() + raw)
    return found.hexdigest()


def test_a_file_is_a_function_of_its_number():
    numbers = [*range(7, 407, 10), 4711]
    code = f"from tests.hostile.test_hostile_files import digest; print(digest({numbers}))"
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest(numbers)
    assert digest([7]) != digest([27])


@pytest.mark.parametrize(
    ("trick", "noticed"),
    [
        ("spins", "took "),
        ("eats", "MB"),
        ("bursts", "MemoryError"),
        ("writes", "to write"),
        ("peeps", "opens /etc/hosts"),
        ("calls", "does socket"),
        ("raises", "raised ZeroDivisionError"),
        ("dies", "ended its process (-9)"),
        ("sleeps", "ended its process (-14)"),
    ],
)
def test_what_must_not_happen_is_noticed(reader, trick, noticed):
    reply = reader.read(trick)
    assert reply.kind == "FAIL"
    assert noticed in " ".join(reply.faults)


def test_a_process_that_ended_is_replaced(reader):
    assert reader.read("dies").kind == "FAIL"
    assert reader.read("seed small.yaml").kind == "case"


def one(message="is wrong", file="/tmp/x/a.yaml", line=3, **more):
    return CaseError([Problem(severity="error", file=file, line=line, message=message, **more)])


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ValueError("x"), "raised ValueError"),
        (CaseError([]), "says nothing"),
        (one(file="b.yaml"), "names no file"),
        (one(file=None), "names no file"),
        (one(line=None), "names no line"),
        (one(line=0), "names line 0"),
        (one(""), "without words"),
        (one("x" * 1300), "too long"),
        (one("x\u202ey"), "do not print"),
        (one("see /x/site-packages/y"), "insides"),
        (one(f"got {seeds.WORD}"), "above public"),
        (one(fix=f"write 0.1{seeds.DIGITS}"), "above public"),
        (CaseError([Problem(severity="error", file="a.yaml", line=1, message="x" * 1000)] * 20), "too long"),
    ],
)
def test_the_judge_sees_what_is_unclear(error, why):
    assert any(why in complaint for complaint in complaints(error, {"a.yaml"}, by_lines=True))


def test_the_judge_lets_clear_messages_pass():
    assert not list(complaints(one(), {"a.yaml"}, by_lines=True))
    assert not list(complaints(one("is empty", line=None), {"a.yaml"}, by_lines=True))
    assert not list(complaints(one(file="b.xlsx, sheet Actors", line=None), {"b.xlsx"}, by_lines=False))
    assert list(complaints(one(file="b.xlsx", line=None), {"b.xlsx"}, by_lines=False))
