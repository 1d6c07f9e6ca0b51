"""How fast bargaining points and voting power are: Pareto sets beside moocore, power by itself.

Six parties, a million outcomes. The sets are random, or spatial: outcomes are points of a space, and a party's utility
falls with the distance from its ideal point, so that up to a third of all outcomes are efficient. Ours and moocore
(extra `bench`) run in one process, in turns, on the same arrays, and must find the same rows. Equal rows are kept.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # a peer's Python need not have us installed

import numpy as np
from numpy.typing import NDArray

from backchannel.theory.pareto import pareto_set
from backchannel.theory.power import exact_power, weighted_game
from benchmarks.measuring import Measured, once, timed

PARTIES, OUTCOMES, SEED = 6, 1_000_000, 7
SETS = {
    "random": (0, 0),
    "spatial, plane, straight distance": (2, 2),
    "spatial, plane, distance by issue": (2, 1),
    "spatial, three issues, straight distance": (3, 2),
    "spatial, three issues, distance by issue": (3, 1),
    "spatial, five issues, distance by issue": (5, 1),
}
"""Dimensions of the space, and the power of the distance; 0 for utilities drawn each by itself."""
COLLEGE = (
    55, 38, 29, 29, 20, 20, 18, 16, 16, 15, 14, 13, 12, 11, 11, 11, 11, 10, 10, 10, 10, 9, 9, 9, 8, 8, 7, 7, 7, 6, 6, 6,
    6, 6, 6, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3,
)  # fmt: skip
"""Votes of 51 voters, those of the states of the United States in 2012; 270 carry."""
BUDGETS = {"pareto": 0.5, "share": 0.8, "power": 0.003}


def outcomes(name: str, rows: int = OUTCOMES, parties: int = PARTIES, seed: int = SEED) -> NDArray[np.float64]:
    """A table [row, party] of one of :data:`SETS`."""
    rng = np.random.default_rng(seed)
    dimensions, power = SETS[name]
    if not dimensions:
        return rng.uniform(size=(rows, parties))
    points, ideals = rng.uniform(size=(rows, dimensions)), rng.uniform(size=(parties, dimensions))
    salience = rng.dirichlet(np.ones(dimensions), size=parties) if power == 1 else np.full((parties, dimensions), 1.0)
    far = [((np.abs(points - x) ** power) * s).sum(axis=1) for x, s in zip(ideals, salience, strict=True)]
    return np.ascontiguousarray(1.0 - np.stack(far, axis=1) ** (1.0 / power) / dimensions ** (power - 1.0))


def peer(table: NDArray[np.float64]) -> NDArray[np.int64]:
    """What moocore finds, with equal rows kept."""
    import moocore

    return np.flatnonzero(moocore.is_nondominated(table, maximise=True, keep_weakly=True))


def measure(repeats: int, rows: int = OUTCOMES) -> Measured:
    """Seconds of each set, ours and moocore's in turns (empty without it), and of the power of 51 voters."""
    beside = importlib.util.find_spec("moocore") is not None
    found: dict[str, Any] = {}
    for name in SETS:
        table = outcomes(name, rows)
        mine = pareto_set(table)  # compiling and loading, thrown away
        if beside and not np.array_equal(peer(table), mine):
            raise AssertionError(f"{name}: moocore finds other rows")
        own, other = [], []
        for _ in range(repeats):
            own.append(once(lambda table=table: pareto_set(table)))  # type: ignore[misc]
            if beside:
                other.append(once(lambda table=table: peer(table)))  # type: ignore[misc]
        found[name] = {"efficient": int(mine.size), "ours": own, "peer": other}
    return {"sets": found, "rows": rows, "power": timed(lambda: exact_power(weighted_game([COLLEGE], [270])), 30)}


def report(found: Measured) -> str:
    """The measurements as Markdown."""
    median = statistics.median
    lines = [
        "| a million outcomes, six parties | efficient | ours, s | moocore, s | ours/moocore |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, one in found["sets"].items():
        own = median(one["ours"])
        other = f"{median(one['peer']):.2f} | {own / median(one['peer']):.2f}" if one["peer"] else "not installed |"
        lines.append(f"| {name} | {one['efficient']:,} | {own:.2f} | {other} |")
    return "\n".join(
        [
            *lines,
            "",
            f"Budgets: {BUDGETS['pareto']:g} s, and {BUDGETS['share']:g} of moocore's time. Exact power of 51 voters, "
            f"both indices: {1e3 * median(found['power']):.1f} ms (budget {1e3 * BUDGETS['power']:g}).",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Pareto sets beside moocore and voting power, as JSON or as a table")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--table", action="store_true", help="as Markdown")
    asked = parser.parse_args()
    found = measure(asked.repeats)
    print(report(found) if asked.table else json.dumps(found))


if __name__ == "__main__":
    main()
