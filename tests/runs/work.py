"""Work for engines, at the top of a module so that it can be sent to other processes; and a cluster to send it to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from backchannel.core.errors import AskError
from tests.support import ROOT

TO_HERE = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")


def tenth(piece: int) -> float:
    return 10 / piece


def process(_: int) -> int:
    return os.getpid()


def numbers_at(piece: int) -> tuple[int, int]:
    """The piece, and the threads that compiled code would use on it."""
    from numba import get_num_threads

    return piece, int(get_num_threads())


def asks(piece: int) -> int:
    if piece == 1:
        raise AskError("piece 1 is not to be had")
    return piece


class LocalError(Exception):
    """An error that can be pickled and not read again."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__("both")


def locally_wrong(piece: int) -> int:
    raise LocalError(piece, piece)


def waits(piece: float) -> float:
    """So many seconds."""
    time.sleep(piece)
    return piece


def dying(folder: Path, at: Any, times: int, work: Callable[[Any], Any] = tenth) -> Callable[[Any], Any]:
    """Work that kills its process, as `kill -9` does, at a piece, so many times."""
    return partial(_dies, folder, at, times, work)


def _dies(folder: Path, at: int, times: int, work: Callable[[Any], Any], piece: Any) -> Any:
    if piece == at and len(list(folder.iterdir())) < times:
        (folder / f"{time.monotonic_ns()}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return work(piece)


def children(pid: int) -> list[int]:
    """Processes below one, whether or not those between have gone."""
    below, found = {pid}, []
    entries = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text()
            except OSError:
                continue
            entries.append((int(entry.name), int(text.rpartition(")")[2].split()[1])))
    grown = True
    while grown:
        new = [one for one, parent in entries if parent in below and one not in below]
        below.update(new)
        found += new
        grown = bool(new)
    return found


def gone(pids: list[int], within: float = 20.0) -> bool:
    """Whether processes end within some seconds."""
    until = time.monotonic() + within
    while any(_runs(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _runs(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def begun(*argv: str, paths: str = "", **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """A part of Dask's as a process of its own, ended afterwards."""
    one = subprocess.Popen(
        [sys.executable, "-m", "dask", *argv], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths or f"{os.environ.get('PYTHONPATH', '')}{os.pathsep}{ROOT}", **env},
    )  # fmt: skip
    try:
        yield one
    finally:
        below = children(one.pid)
        one.terminate()
        try:
            one.wait(timeout=4)
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
        for pid in below:
            if not gone([pid], within=1.0):
                os.kill(pid, signal.SIGKILL)


@contextmanager
def a_scheduler() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    with begun("scheduler", *TO_HERE, "--port", str(port)) as one:
        yield f"tcp://127.0.0.1:{port}", one


def wait_for(address: str, workers: int) -> None:
    """Until so many workers have come to a scheduler."""
    from distributed import Client

    with Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)


def mark(folder: str) -> None:
    """Leave a file named after this process."""
    (Path(folder) / str(os.getpid())).touch()


def dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
