"""Made-up tables of decisions."""

import csv
from pathlib import Path

import numpy as np

ACTORS = ("com", "ep", "north", "south", "east", "west")


def table(path: Path, *, proposals=8, issues=3, seed=1, noise=8.0, outcome=True, first="d") -> Path:
    """Decisions that are the salience-weighted mean of positions, and noise."""
    rng = np.random.default_rng(seed)
    heads = ["prnr", "isnr", "type", "council", "proc", "counvte"]
    heads += [f"p{a}" for a in ACTORS] + [f"s{a}" for a in ACTORS] + ["rp"] + ["out"] * outcome
    rows = [["", "", "", "", "", "", 3, 3, 1, 1, 2, 2, *[""] * len(ACTORS), "", *[""] * outcome]]
    for p in range(proposals):
        for i in range(issues):
            x = rng.choice(np.arange(0, 101, 10), len(ACTORS))
            s = rng.choice(np.arange(10, 101, 10), len(ACTORS))
            truth = float(np.clip(x @ s / s.sum() + rng.normal(0, noise), 0, 100))
            words = [
                f"{first}{p}",
                f"{first}{p}i{i}",
                "Reg",
                "General",
                ("COD", "CNS")[p % 2],
                ("QMV", "Unan")[p % 3 == 0],
            ]
            rows.append([*words, *x, *s, "" if i else 0, *[round(truth, 2)] * outcome])
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


def change(path: Path, new: Path, line: int, column: str, value: str) -> Path:
    """The same table with one cell, or the name of a column on line 1, another."""
    rows = list(csv.reader(path.read_text().splitlines()))
    rows[line - 1][rows[0].index(column)] = value
    with new.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return new
