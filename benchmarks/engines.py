"""The three engines on the same work: whole sweeps of Geneva II, and what a piece costs that does nothing.

Everything is measured in one process, in turns, with workers that have been started and have played before: as many
worker processes, of one thread each, for ``processes`` and for Dask.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from backchannel.case.reading import find_case, read_case
from backchannel.runs import Rules, chunks, simulate
from backchannel.runs.engines import Cluster, Here, Processes, Unordered
from benchmarks.measuring import ROOT, THREADS, Measured, once

RUNS, CHUNK, MONTHS, EMPTY = 16_000, 250, 36, 200
BUDGET = 1.15
"""Dask's seconds over those of processes."""
HERE_ONLY = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")


def nothing(piece: int) -> int:
    return piece


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """A scheduler and workers on this machine: the scheduler's address."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    started = [
        subprocess.Popen(
            [*dask, *what, *HERE_ONLY], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
        )
        for what in (
            ["scheduler", "--port", str(port)],
            ["worker", address, "--nworkers", str(workers), "--nthreads", "1"],
        )
    ]  # fmt: skip
    try:
        yield address
    finally:
        for one_of_them in reversed(started):
            one_of_them.terminate()
            one_of_them.wait()


def measured(repeats: int, runs: int = RUNS) -> Measured:
    """Seconds of a sweep and of a piece that does nothing, by engine, turn by turn."""
    case, rules = read_case(find_case("geneva-ii")), Rules(months=MONTHS)
    chunks.SIZE = CHUNK
    workers = min(THREADS, os.cpu_count() or 1)
    sweep: dict[str, list[float]] = {}
    piece: dict[str, list[float]] = {}
    with ExitStack() as stack:
        address = stack.enter_context(cluster(workers))
        engines: Mapping[str, Unordered] = {
            "threads": Here(),
            "processes": stack.enter_context(Processes(workers)),
            "dask": stack.enter_context(Cluster(address, answer=60.0)),
        }
        for engine in engines.values():  # loads the kernel in every worker
            simulate(case, runs=4 * CHUNK, rules=rules, engine=engine)
        for _ in range(repeats):
            for name, engine in engines.items():
                seconds = once(lambda engine=engine: simulate(case, runs=runs, rules=rules, engine=engine))  # type: ignore[misc]
                sweep.setdefault(name, []).append(seconds)
                idle = once(lambda engine=engine: list(engine.each(nothing, range(EMPTY))))  # type: ignore[misc]
                piece.setdefault(name, []).append(idle / EMPTY)
    return {"sweep": sweep, "piece": piece, "runs": runs, "chunk": CHUNK, "workers": workers}


def report(found: Measured) -> str:
    """The table, and the ratio that has a budget."""
    lines = [
        f"Geneva II, {found['runs']:,} runs of {MONTHS} months in pieces of {found['chunk']}, {found['workers']} "
        "workers.",
        "",
        "| engine | seconds | over processes | ms a piece that does nothing |",
        "|---|---|---|---|",
    ]
    base = found["sweep"]["processes"]
    for name, seconds in found["sweep"].items():
        ratio = statistics.median(a / b for a, b in zip(seconds, base, strict=True))
        idle = 1000 * statistics.median(found["piece"][name])
        lines.append(f"| {name} | {statistics.median(seconds):.2f} | {ratio:.2f} | {idle:.2f} |")
    ratio = statistics.median(a / b for a, b in zip(found["sweep"]["dask"], base, strict=True))
    kept = "kept" if ratio <= BUDGET else "missed"
    lines += ["", f"Dask takes {ratio:.2f} of what processes take; the budget is {BUDGET:.2f}: {kept}."]
    return "\n".join(lines)


if __name__ == "__main__":
    from benchmarks import engines  # what is sent to other processes has to be found under this name there

    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args()
    print(json.dumps(engines.measured(asked.repeats, asked.runs)))
