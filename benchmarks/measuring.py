"""What every benchmark needs: repeats, processes of their own, and how time grows with size."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Measured = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
THREADS = 2
"""The budgets are for two cores: more are left alone, so that the figures compare."""


@dataclass(frozen=True)
class Growth:
    """Time grows as size to this power; ``r2`` says how well that fits, on logarithms."""

    power: float
    r2: float


def growth(sizes: Sequence[float], seconds: Sequence[float]) -> Growth:
    """The power of a size by which time grows: a straight line through the logarithms of four sizes or more."""
    if len(set(sizes)) < 4 or min(sizes) <= 0 or min(seconds) <= 0:
        raise ValueError("expected at least four different sizes, and sizes and times above 0")
    x, y = np.log(np.asarray(sizes, dtype=float)), np.log(np.asarray(seconds, dtype=float))
    power, level = np.polyfit(x, y, 1)
    left, all_ = float(((y - power * x - level) ** 2).sum()), float(((y - y.mean()) ** 2).sum())
    return Growth(float(power), 1.0 - left / all_ if all_ > 0 else 1.0)


def once(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def timed(work: Callable[[], object], repeats: int) -> list[float]:
    """Seconds of each repeat, after one that is thrown away."""
    work()
    return [once(work) for _ in range(repeats)]


def peak_gib() -> float:
    """The most memory this program has held so far, in GiB.

    What the system calls the peak of a process counts the process that started it too, up to where this one began;
    where the peak of its own memory is told apart, that is taken.
    """
    try:
        with open("/proc/self/status") as file:
            own = next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return own / 2**20


def apart(module: str, *arguments: str, python: str = sys.executable, threads: int = THREADS) -> Measured:
    """What a module of the benchmarks measures in a process of its own, with at most so many threads."""
    env = os.environ | {"NUMBA_NUM_THREADS": str(min(threads, os.cpu_count() or 1))}
    command = [python, "-m", f"benchmarks.{module}", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env)
    return dict(json.loads(done.stdout.splitlines()[-1]))
