"""Running the commands: inside this process where that will do, as a process of their own where it matters."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from backchannel.cli import main
from tests.support import ROOT

ANALYSES = {
    "brief": ["brief", "geneva-ii"],
    "litmus": ["litmus", "geneva-ii"],
    "packages": ["packages", "geneva-ii", "--level", "aid"],
    "explain": ["explain", "geneva-ii", "russia"],
    "claims": ["claims", "geneva-ii", "--claim", "C5"],  # one that asks draws and the game; all of them take seconds
}
FEW = ["--runs", "60"]
FRONT = [sys.executable, "-m", "backchannel"]


class Done(NamedTuple):
    code: int
    out: str
    err: str


def inside(capsys, *argv: str | Path) -> Done:
    """Run a command in this process."""
    capsys.readouterr()
    try:
        main([str(a) for a in argv])
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return Done(code, out, err)


def apart(*argv: str | Path, stdin: str | None = None, **env: str) -> Done:
    """Run a command as a process of its own, its output piped."""
    command = [*FRONT, *map(str, argv)]
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **env}, timeout=300
    )
    return Done(done.returncode, done.stdout, done.stderr)


def refused(done: Done, *words: str) -> None:
    """One message that says these words, exit code 2, nothing on standard output, no traceback."""
    assert done.code == 2, done
    assert "Traceback" not in done.err
    assert done.out == ""
    for word in words:
        assert word in done.err, done.err
