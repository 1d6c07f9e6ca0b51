"""Processes that are killed, interrupted, or at work in one folder at the same time."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backchannel.case.reading import find_case, read_case
from backchannel.conference import kernel
from backchannel.runs import Rules, chunks, kept, opened, simulate
from tests.cli.running import FRONT, apart, refused
from tests.runs.cases import CHUNK, RULES, RUNS, everything, in_memory, small, there, unlike, write_case
from tests.support import ROOT

MANY = 24_000
"""Runs of the small case that take long enough to be stopped in their midst."""


def begin(*argv: str | Path, chunks_first: int = 2) -> subprocess.Popen[str]:
    """A process that plays into the folder named last, once it has kept some chunks."""
    folder = Path(argv[-1])
    process = subprocess.Popen(
        [*FRONT, "simulate", *map(str, argv[:-1]), "-o", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    until = time.monotonic() + 240
    while not (folder / "chunks").is_dir() or len(there(folder)) < chunks_first:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)
    return process


def test_killed_in_the_middle_of_a_chunk_and_resumed(tmp_path, monkeypatch):
    folder = tmp_path / "runs"
    done = subprocess.run(
        [sys.executable, "-m", "tests.runs.killed", str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert there(folder) == ["00000", "00001"]
    left = [p for p in folder.iterdir() if p.name.endswith("-00002")]
    assert [p.name for p in left[0].iterdir()]  # half a chunk, beside
    monkeypatch.setattr(chunks, "SIZE", CHUNK)
    assert opened(small(), folder).runs == 2 * CHUNK
    assert unlike(simulate(small(), runs=RUNS, rules=RULES, folder=folder).whole(), in_memory()) == []
    assert not left[0].exists()


@pytest.mark.slow
def test_ctrl_c_keeps_finished_chunks_and_the_same_command_goes_on(tmp_path):
    case, folder = write_case(tmp_path), tmp_path / "runs"
    process = begin(case, "--runs", str(MANY), folder)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (130, "")
    count = kept(folder)
    assert 2 * chunks.SIZE <= count < MANY
    assert err == f"interrupted; {count} of {MANY} runs are kept in {folder}, and the same command goes on with them\n"
    assert sorted(p.name for p in folder.iterdir()) == [".backchannel-lock", "chunks", "manifest.json"]
    before = everything(folder)
    assert apart("simulate", case, "--runs", str(count + 1), "-o", folder).code == 0
    assert before.items() <= everything(folder).items()  # the manifest already asked for more
    assert kept(folder) == count + 1
    played = simulate(read_case(case), runs=count + 1)
    assert unlike(opened(read_case(case), folder).whole(), played.whole()) == []


@pytest.mark.slow
def test_two_processes_at_once(tmp_path):
    case, folder = write_case(tmp_path), tmp_path / "runs"
    first = begin(case, "--runs", str(MANY), folder, chunks_first=1)
    try:
        refused(apart("simulate", case, "--runs", str(MANY), "-o", folder), "another process is playing into it")
        assert first.poll() is None
    finally:
        err = first.communicate(timeout=240)[1]
    assert (first.returncode, err) == (0, "")
    assert kept(folder) == MANY


@pytest.mark.slow
def test_started_together_one_plays_or_both_do(tmp_path):
    case, folder = write_case(tmp_path), tmp_path / "runs"
    argv = [*FRONT, "simulate", str(case), "--runs", "4000", "-o", str(folder)]
    both = [subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in "ab"]
    ends = [(p.communicate(timeout=240)[1], p.returncode) for p in both]
    assert all(end == ("", 0) or (end[1] == 2 and "another process" in end[0]) for end in ends), ends
    assert ("", 0) in ends
    assert unlike(opened(read_case(case), folder).whole(), simulate(read_case(case), runs=4000).whole()) == []


@pytest.mark.slow
def test_a_disk_that_is_really_full_gives_one_message(tmp_path):
    """A limit on the size of files, which the system enforces on DuckDB as a full disk would be."""
    folder = tmp_path / "runs"
    code = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
from backchannel.cli import main
main(sys.argv[1:])
"""
    argv = ["simulate", "geneva-ii", "--runs", "20", "-o", str(folder)]
    small_one = subprocess.run(
        [sys.executable, "-c", code, *argv], cwd=ROOT, capture_output=True, text=True, timeout=400
    )
    assert small_one.returncode == 0, small_one.stderr
    argv[3] = "2500"
    done = subprocess.run([sys.executable, "-c", code, *argv], cwd=ROOT, capture_output=True, text=True, timeout=400)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "chunk 00000 could not be written: File too large" in done.stderr
    assert kept(folder) == 20


@pytest.mark.slow
def test_kill_9_in_the_middle_of_100_000_runs_of_geneva_ii(tmp_path):
    """The same bits as runs that nobody interrupted: all chunks beside the cut, and every fifth of the others.

    Over nine months rather than sixty, which changes nothing in what is written and when.
    """
    folder, runs = tmp_path / "runs", 100_000
    process = begin("geneva-ii", "--runs", str(runs), "--months", "9", folder, chunks_first=5)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    before = there(folder)
    assert 5 <= len(before) < 50
    sealed = {name: (folder / "chunks" / name / "chunk.json").read_bytes() for name in before}
    case = read_case(find_case("geneva-ii"))
    played = simulate(case, runs=runs, rules=Rules(months=9), folder=folder)
    assert len(there(folder)) == 50
    assert {name: (folder / "chunks" / name / "chunk.json").read_bytes() for name in before} == sealed
    for number in sorted({*range(0, 50, 5), len(before) - 1, len(before), len(before) + 1, 49}):
        afresh = kernel.simulate(played.plan, number * chunks.SIZE, chunks.SIZE)
        assert unlike(played.kept[number], afresh) == [], number
    assert json.loads((folder / "manifest.json").read_text())["runs"] == runs
