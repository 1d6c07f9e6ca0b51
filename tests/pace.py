"""Limits on time that mean the same on a slow or a busy machine: so many seconds of the machine they were set on."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
USUAL = 0.02
"""Seconds of the processor that `work` took on the machine the limits were set on."""

MOST = 3.0
"""A machine slower than this many times is not made allowance for: then the limit would mean nothing."""

APART = """
import json, tempfile, time
from pathlib import Path
from tests.pace import slowness
{imports}
with tempfile.TemporaryDirectory() as name:
    folder, taken = Path(name), {{}}
    for key in {keys}:
        made = {make}
        start = time.process_time()
        {do}
        spent = time.process_time() - start
        taken[key] = spent if spent < {seconds} else spent / slowness()
print(json.dumps(taken))
"""


def work() -> float:
    """A fixed piece of plain Python, much of it what reading a file does: text, lists and dictionaries."""
    seen: dict[str, list[int]] = {}
    for number in range(60_000):
        seen.setdefault(f"{number % 977}.{number % 7}", []).append(number)
    return sum(len(key) * len(rows) for key, rows in seen.items())


def slowness() -> float:
    """How many times slower than usual this process runs now, from 1 to `MOST`."""
    times = []
    for _ in range(5):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(max(sorted(times)[2] / USUAL, 1.0), MOST)


def within(seconds: float, imports: str, keys: str, make: str, do: str) -> None:
    """Every key's work is done in time, in a process of its own, where nothing counts the lines that run."""
    code = APART.format(imports=imports, keys=keys, make=make, do=do, seconds=seconds)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    taken = json.loads(done.stdout)
    assert taken
    assert {key: spent for key, spent in taken.items() if spent >= seconds} == {}
