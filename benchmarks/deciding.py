"""How fast other published models of a group's decision are here, beside what their programs took.

KTAB (C++) and the replications of the challenge model are not installed anywhere: their seconds are those that were
measured when the reference results were made, as these say. Ours runs on the same files, or, where the shared folder is
missing, on boards of the same size that are made up.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backchannel.theory.groupdecision.challenge import PRESETS, challenge
from backchannel.theory.groupdecision.models import MODELS, forecast
from backchannel.theory.groupdecision.smp import bargain
from benchmarks.measuring import ROOT, Measured, timed

Floats = NDArray[np.float64]
Board = tuple[Floats, Floats, Floats]

GOLDEN = Path(ROOT, os.environ.get("BACKCHANNEL_SHARED", "../shared"), "golden")
DRAWS = 10_000
SIZES = {"SOE-Competitive.csv": (34, 1), "SOE-Pol-Comp.csv": (13, 2), "dummyData_3Dim.csv": (7, 3)}
KTAB = {"SOE-Competitive.csv": 13.059, "SOE-Pol-Comp.csv": 0.670, "dummyData_3Dim.csv": 0.108}
"""Seconds of KTAB on each file, from the reference results; tests hold them to that."""
REPLICATION = {"emission": 0.0243, "sultan_oil": 0.0609}
"""Seconds of 20 rounds in the replication that `scholz_code` follows."""
BUDGETS = {
    "SMP, 34 actors, 1 dimension": 0.05,
    "SMP, 13 actors, 2 dimensions, 10,000 draws": 15.0,
    "challenge (paper), 10 actors, 20 rounds, 10,000 draws": 4.0,
    "challenge (scholz_code), 10 actors, 20 rounds, 10,000 draws": 4.0,
}


def scenario(name: str) -> Board:
    """Positions, saliences and capabilities of a file of KTAB, or of a made-up board as large."""
    path = GOLDEN / "ktab" / name
    if path.exists():
        from backchannel.case.ktab import read_scenario

        members = read_scenario(path).members
        x, s = (np.array([getattr(m, key) for m in members]) / 100 for key in ("positions", "saliences"))
        return x, s, np.array([m.power for m in members])
    n, dims = SIZES[name]
    rng = np.random.default_rng(0)
    return rng.uniform(0, 1, (n, dims)), rng.uniform(0.2, 1, (n, dims)) / dims, rng.uniform(10, 100, n)


def actors(name: str) -> Board:
    """The same of a table of the challenge model; ten made-up actors where it is missing."""
    path = GOLDEN / "bdm" / f"{name}.input.csv"
    if path.exists():
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        x, s, c = (np.array([float(r[k]) for r in rows]) for k in ("Position", "Salience", "Capability"))
        return x, s, c
    rng = np.random.default_rng(0)
    n = {"emission": 10, "sultan_oil": 17}[name]
    return rng.uniform(0, 1, n), rng.uniform(0.1, 1, n), rng.uniform(0.1, 1, n)


def doubted(board: Board, draws: int) -> Board:
    """Draws of a board: every position moved by a tenth of their range, every salience by a tenth."""
    x, s, c = board
    rng = np.random.default_rng(1)
    span = float(np.ptp(x))
    places = np.clip(x + rng.normal(0, 0.1 * span, (draws, *x.shape)), x.min(), x.max())
    return places, s * rng.uniform(0.9, 1.0, (draws, *s.shape)), c * rng.uniform(0.9, 1.1, (draws, *c.shape))


def measure(repeats: int) -> Measured:
    """Seconds of each piece of work, each repeat."""
    seconds: dict[str, list[float]] = {}
    for name, (n, dims) in SIZES.items():
        board = scenario(name)
        work = f"SMP, {n} actors, {dims} dimension{'s' * (dims > 1)}"
        seconds[work] = timed(partial(bargain, *board), repeats)
    many = doubted(scenario("SOE-Pol-Comp.csv"), DRAWS)
    seconds["SMP, 13 actors, 2 dimensions, 10,000 draws"] = timed(partial(bargain, *many, keep=False), repeats)
    for name in REPLICATION:
        board = actors(name)
        work = f"challenge (scholz_code), {len(board[0])} actors, 20 rounds"
        seconds[work] = timed(partial(challenge, *board, PRESETS["scholz_code"]), repeats)
    drawn = doubted(actors("emission"), DRAWS)
    for preset in PRESETS:
        work = f"challenge ({preset}), 10 actors, 20 rounds, 10,000 draws"
        seconds[work] = timed(partial(challenge, *drawn, PRESETS[preset], keep=False), repeats)
    rng = np.random.default_rng(2)
    shape = (1000, 13, 5)
    x, s, c = rng.uniform(0, 1, shape), rng.uniform(0, 0.2, shape), rng.uniform(0.5, 2, shape[:2])
    reference = np.full(shape[2], 0.5)
    for model in MODELS:
        seconds[f"model {model}"] = timed(partial(forecast, model, x, s, c, reference=reference), 1)
    return {"seconds": seconds, "golden": GOLDEN.exists()}


def report(found: Measured) -> str:
    """The measurements as Markdown."""
    median = {work: statistics.median(each) for work, each in found["seconds"].items()}
    theirs = {f"SMP, {n} actors, {d} dimension{'s' * (d > 1)}": KTAB[name] for name, (n, d) in SIZES.items()}
    theirs |= {
        f"challenge (scholz_code), {n} actors, 20 rounds": REPLICATION[name]
        for name, n in (("emission", 10), ("sultan_oil", 17))
    }
    rows = ["| work | ours, s | theirs, s | ratio | budget, s |", "|---|---:|---:|---:|---:|"]
    for work, mine in median.items():
        if work.startswith("model "):
            continue
        other = f"{theirs[work]:.3g} | {theirs[work] / mine:,.0f}" if work in theirs else " | "
        budget = f"{BUDGETS[work]:g}" if work in BUDGETS else ""
        rows.append(f"| {work} | {mine:.2g} | {other} | {budget} |")
    models = [f"| {work.removeprefix('model ')} | {s:.2g} |" for work, s in median.items() if work.startswith("model ")]
    boards = "the files themselves" if found["golden"] else "made-up boards as large, as the files are not here"
    return "\n".join(
        [
            *rows,
            "",
            f"Ours ran on {boards}. Every model by `forecast`, 1,000 draws of 13 actors on 5 issues:",
            "",
            "| model | s |",
            "|---|---:|",
            *models,
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="measure the models of a group's decision")
    parser.add_argument("--repeats", type=int, default=5)
    print(json.dumps(measure(parser.parse_args().repeats)))


if __name__ == "__main__":
    main()
