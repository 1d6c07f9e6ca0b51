"""How long the brief of Geneva II takes in all four formats, from the command line, by whom it is for.

Each repeat is a process of its own, from typing to the last file; a forecast of as many runs is timed in turn, so that
the two compare on a busy machine. The parent lays the table out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import ROOT, THREADS, Measured

PROFILES = ("public", "team", "secret")
ENDINGS = ("html", "pdf", "docx", "md")
RUNS = 2_000
BUDGET = 20.0
"""Seconds on two cores."""


def called(*words: str) -> tuple[float, float]:
    """Seconds on the clock and of all processors that a command took, its workers included."""
    env = os.environ | {"NUMBA_NUM_THREADS": str(min(THREADS, os.cpu_count() or 1))}
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "backchannel", *words],
        check=True, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    seconds, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(repeats: int, runs: int = RUNS) -> Measured:
    """Seconds by profile, and of the plain forecast, turn by turn; and how large each file came out."""
    seconds: dict[str, list[float]] = {}
    cores: dict[str, list[float]] = {}
    sizes: dict[str, list[int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(repeats + 1):
            for profile in PROFILES:
                files = [Path(folder) / f"{profile}.{ending}" for ending in ENDINGS]
                wanted = [word for file in files for word in ("-o", str(file))]
                took = called("report", "geneva-ii", "--profile", profile, "--runs", str(runs), *wanted)
                sizes[profile] = [file.stat().st_size for file in files]
                if turn:  # the first fills caches
                    seconds.setdefault(profile, []).append(took[0])
                    cores.setdefault(profile, []).append(took[1])
            if turn:
                seconds.setdefault("forecast", []).append(called("forecast", "geneva-ii", "--runs", str(runs))[0])
    return {"runs": runs, "seconds": seconds, "cores": cores, "sizes": sizes}


def report(found: Measured) -> str:
    """The measurements as Markdown."""
    plain = statistics.median(found["seconds"]["forecast"])
    rows = [
        "| for | seconds | core-seconds | beside a plain forecast | HTML, KiB | PDF, KiB | DOCX, KiB | budget |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for profile in PROFILES:
        seconds = statistics.median(found["seconds"][profile])
        least = min(found["seconds"][profile])
        kib = [f"{size / 1024:.0f}" for size in found["sizes"][profile][:3]]
        budget = f"{BUDGET:g}{'' if seconds <= BUDGET else ' (missed)'}"
        rows.append(
            f"| {profile} | **{seconds:.1f}** (least {least:.1f}) | {statistics.median(found['cores'][profile]):.0f} | "
            f"{seconds / plain:.1f} | {' | '.join(kib)} | {budget} |"
        )
    said = (
        f"Medians of {len(found['seconds']['forecast'])} turns; a plain forecast of {found['runs']:,} runs took "
        f"{plain:.1f} s in the same turns. The public copy holds no private limits, so nothing is played for it but "
        "what was released."
    )
    return "\n".join([*rows, "", said])


def main() -> None:
    parser = argparse.ArgumentParser(description="reports in all formats, as JSON")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args()
    print(json.dumps(measured(asked.repeats, asked.runs)))


if __name__ == "__main__":
    main()
