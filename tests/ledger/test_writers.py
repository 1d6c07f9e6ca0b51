"""Writers that work at once, or are killed in their midst: nothing that was acknowledged is lost."""

import os
import signal
import subprocess
import sys

import pytest

from tests.ledger.cases import NOW, book, forecast, open_ledger, question
from tests.support import ROOT

WRITERS, EACH = 50, 2


@pytest.mark.slow
def test_fifty_processes_at_once(place):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.ledger.writers", place, str(WRITERS), str(EACH)],
        cwd=ROOT, capture_output=True, text=True, timeout=400,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    told = [line.split() for line in done.stdout.splitlines()]
    assert len(told) == WRITERS * EACH
    with open_ledger(place) as ledger:
        assert ledger.verify().whole
        entries = {entry.number: entry for entry in ledger.entries()}
        assert len(entries) == WRITERS * EACH + 1  # and the question, asked once
        for writer, turn, number, hash_ in told:
            entry = entries.pop(int(number))
            assert (entry.says.forecaster, entry.says.p) == (f"writer {writer}", (int(turn) + 1) / 100)
            assert entry.hash == hash_
        assert [entry.kind for entry in entries.values()] == ["question"]


def test_a_writer_killed_before_its_commit(place):
    with book(place, question(), forecast()) as ledger:
        before = ledger.head()
        done = subprocess.run([sys.executable, "-m", "tests.ledger.killed", place], cwd=ROOT, timeout=120)
        assert done.returncode == -signal.SIGKILL
        assert ledger.head() == before
        assert ledger.append([forecast(0.2, "ben")], now=NOW)[0].number == 3  # no lock is left behind
        assert ledger.verify().whole


@pytest.mark.slow
def test_writers_killed_at_any_moment(tmp_path):
    """What a writer was told is there after its death; what it was not told is whole or not there."""
    where = str(tmp_path / "ledger.sqlite")
    code = (
        "import sys; from tests.ledger.writers import write\n"
        "for turn in range(1000): write(sys.argv[1], int(sys.argv[2]) * 1000 + turn, 5)"
    )
    for number in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", code, where, str(number)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(7 + 3 * number)]
        os.kill(process.pid, signal.SIGKILL)
        told += process.communicate(timeout=60)[0].splitlines()
        with open_ledger(where) as ledger:
            assert ledger.verify().whole
            hashes = {entry.hash for entry in ledger.entries()}
            assert {line.split()[3] for line in told if line.count(" ") == 3} <= hashes
