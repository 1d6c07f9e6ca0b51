"""`--engine`: what does not go together is refused at once, and the numbers are the same whichever it is."""

import os
import re
import shlex
import signal
import subprocess
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from backchannel.case.reading import read_case
from backchannel.conference.kernel import Courses
from backchannel.runs import chunks, kept, opened, simulate
from tests.cli.running import FRONT, apart, inside, refused
from tests.runs.cases import there, tree, unlike, write_case
from tests.runs.test_processes import begin
from tests.runs.work import begun, children, free_port, gone
from tests.support import ROOT

PAGE = (ROOT / "docs" / "how-to" / "many-machines.md").read_text(encoding="utf-8")
MANY = 24_000
MONTHS = 3
"""So short that all these runs take seconds, and there are chunks enough to be stopped among."""


def short(folder: Path) -> Path:
    """The small case with a near horizon."""
    said = tree()
    said["case"]["horizon_months"] = MONTHS
    return write_case(folder, said)


@cache
def played() -> Courses:
    """All runs of the short case, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        return simulate(read_case(short(Path(folder))), runs=MANY).whole()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--engine", "gpu"], "--engine gpu: expected threads, processes or dask"),
        (["--engine", "dask"], "--engine dask: needs --scheduler ADDRESS"),
        (["--scheduler", "tcp://127.0.0.1:1"], "--scheduler: goes with --engine dask, not threads"),
        (["--engine", "processes", "--scheduler", "a"], "--scheduler: goes with --engine dask, not processes"),
        (["--engine", "dask", "--scheduler", "a:1", "--workers", "2"], "--workers: a cluster has the workers"),
        (["--engine", "processes", "--workers", "0"], "--workers 0: expected at least 1"),
        (["--workers", "-1"], "--workers -1: expected at least 1"),
    ],
)
def test_options_that_do_not_go_together(capsys, given, words):
    refused(inside(capsys, "simulate", "geneva-ii", "--runs", "5", *given), words)


def test_fewer_threads_change_nothing(capsys, tmp_path):
    case = write_case(tmp_path)
    wanted = inside(capsys, "simulate", case, "--runs", "40", "--json")
    assert inside(capsys, "simulate", case, "--runs", "40", "--json", "--workers", "1") == wanted


@pytest.mark.slow
def test_processes_change_nothing(capsys, tmp_path):
    case = short(tmp_path)
    wanted = inside(capsys, "simulate", case, "--runs", "4100", "--json")
    assert apart("simulate", case, "--runs", "4100", "--json", "--engine", "processes", "--workers", "2") == wanted


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_stopped_in_the_middle_nobody_is_left_and_what_was_finished_is_kept(capsys, tmp_path, number):
    case, folder = short(tmp_path), tmp_path / "runs"
    parent = begin(case, "--runs", str(MANY), "--engine", "processes", "--workers", "2", folder)
    below = children(parent.pid)
    assert len(below) >= 2
    parent.send_signal(number)
    err = parent.communicate(timeout=60)[1]
    assert gone(below)
    chunks_there = len(there(folder))
    assert 2 <= chunks_there < MANY // chunks.SIZE
    if number == signal.SIGINT:
        assert parent.returncode == 130
        assert err.startswith(f"interrupted; {chunks_there * chunks.SIZE} of {MANY} runs are kept in {folder}")
        assert len(err.splitlines()) == 1
    else:
        assert parent.returncode == -signal.SIGKILL
        # Python's own tracker, which outlives the parent, may tell that it cleaned up the semaphores of the queues
        assert re.fullmatch(r"(.*resource_tracker.*\n(  warnings\.warn.*\n)?)?", err), err
    done = inside(capsys, "simulate", case, "--runs", str(MANY), "-o", folder)
    assert (done.code, kept(folder)) == (0, MANY)
    assert unlike(opened(read_case(case), folder).whole(), played()) == []


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_is_a_message(tmp_path):
    case, folder = short(tmp_path), tmp_path / "runs"
    parent = begin(case, "--runs", str(MANY), "--engine", "processes", "--workers", "2", folder, chunks_first=1)
    at_work = [pid for pid in children(parent.pid) if _spawned(pid)]
    os.kill(at_work[0], signal.SIGKILL)
    out, err = parent.communicate(timeout=120)
    assert parent.returncode == 0, err
    assert re.fullmatch(r"a worker process was killed or crashed; piece \d+ of 12 is done again\n", err), err
    assert f"{MANY} runs are in {folder}" in out.replace("\n", " ")
    assert unlike(opened(read_case(case), folder).whole(), played()) == []


def _spawned(pid: int) -> bool:
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return b"spawn_main" in file.read()


@pytest.mark.slow
def test_the_commands_of_the_page(capsys, tmp_path):
    """The scheduler, the workers and the run as the page gives them, on a free port, and nothing listens elsewhere."""
    block = next(b for b in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL) if "dask scheduler" in b)
    port = str(free_port())
    scheduler, workers, run = (shlex.split(line[2:].replace("8786", port)) for line in block.splitlines())
    assert (scheduler[0], workers[0], run[0]) == ("dask", "dask", "backchannel")
    run[run.index("runs")] = str(tmp_path / "runs")
    run[run.index("4000")] = "2100"
    with ExitStack() as stack:
        parts = [stack.enter_context(begun(*command[1:])) for command in (scheduler, workers)]
        done = subprocess.run([*FRONT, *run[1:], "--json"], cwd=ROOT, capture_output=True, text=True, timeout=300)
        assert (done.returncode, done.stderr) == (0, "")
        pids = [pid for part in parts for pid in (part.pid, *children(part.pid))]
        assert _listening(pids) == {"0100007F"}
    assert done.stdout == inside(capsys, "simulate", "geneva-ii", "--runs", "2100", "--json").out
    assert kept(tmp_path / "runs") == 2100


def _listening(pids: list[int]) -> set[str]:
    """Addresses, as the system writes them, at which some processes accept connections."""
    sockets = set()
    for pid in pids:
        for handle in os.listdir(f"/proc/{pid}/fd"):
            try:
                sockets.add(os.readlink(f"/proc/{pid}/fd/{handle}"))
            except OSError:
                continue
    with open("/proc/net/tcp") as file:
        rows = [line.split() for line in file.readlines()[1:]]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets}
