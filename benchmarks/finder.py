"""How fast the range finder is, measured beside plain NumPy at the same work.

The case is made up: ten actors on two sides, all of whom must sign, five issues, and a low-best-high doubt on every one
of its numbers (some 330). 10,000 draws are taken, the state of the conference is built for each, and about 20,000 texts
are looked at in every draw. Three settings of how hopeful the parties are make a text exist in almost no draw, in about
half of them and in nearly all: a search may stop early at either end, so the worst of the three counts.

Every figure is a median of several repeats after one that is thrown away (compiling, loading). Ours and the peer run in
processes of their own, one after the other. The peer does the same in vectorised NumPy on fewer draws, and its time is
scaled to 10,000: its draws come from ``Generator.beta`` (no inverse CDF, no streams by name), its state is ours (plain
NumPy already), and on a grid it adds up one table per issue by broadcasting rather than going text by text.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws, sample
from backchannel.case.pert import stretch
from backchannel.case.schema import Case
from backchannel.conference.inequality import Setting, Terms, prepare
from backchannel.conference.scan import acceptable, best_texts, margins
from backchannel.conference.state import build
from backchannel.conference.texts import listed, product
from benchmarks.measuring import ROOT, Measured, peak_gib, timed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ACTORS, ISSUES, DRAWS, SEED = 10, 5, 10_000, 3
AXES = (7, 7, 7, 7, 8)  # 19,208 texts on the grid
LISTED = 20_000
HOPES = {"hardly ever": 0.65, "in half the draws": 0.475, "nearly always": 0.25}  # see `case`
BUDGETS = {
    "grid: is there a text": 0.5,
    "any texts: is there one": 1.5,
    "grid: best by four rules": 4.0,
}
SLOW_TO_IMPORT = ("numpy", "pandas", "numba", "altair", "pydantic", "scipy")


def case(hope: float) -> Case:
    """The made-up case; ``hope`` is the least chance of victory that any actor gives its side."""
    rng = np.random.default_rng(0)

    def doubt(low: float, high: float, least: float = 0.0, most: float = 1.0) -> list[float]:
        best, width = rng.uniform(low, high), 0.3 * (high - low)
        return [max(least, best - width), best, min(most, best + width)]

    actors, stances = [], []
    for i in range(ACTORS):
        actors.append(
            {
                "id": f"a{i}",
                "role": "principal",
                "side": "state" if i % 2 else "rebellion",
                "capability": doubt(20, 60, most=1e9),
                "own_chance": doubt(hope, hope + 0.25),
                "cost": doubt(0.05, 0.2),
                "rent": doubt(0.0, 0.05),
                "trust": doubt(0.5, 0.8),
                "betrayal_loss": doubt(0.02, 0.1),
                "audience_cost": doubt(0.05, 0.2),
                "patience": doubt(0.9, 0.98),
                "audience_memory": doubt(0.02, 0.06),
                "betrayal_memory": doubt(0.02, 0.06),
                "side_benefit": doubt(0.0, 0.02),
            }
        )
        for k in range(ISSUES):
            base = rng.uniform(10, 45) if i % 2 else rng.uniform(55, 90)
            stances.append(
                {
                    "actor": f"a{i}",
                    "issue": f"k{k}",
                    "public": doubt(max(base - 20, 0), min(base + 20, 100), most=100),
                    "private": doubt(base - 10, base + 10, most=100),
                    "salience": doubt(10, 30, most=100),
                    "credit": doubt(0.0, 0.02),
                }
            )
    tree: dict[str, Any] = {
        "case": {"id": "synthetic", "title": "A made-up case", "as_of": "2014-01-01"},
        "actors": actors,
        "stances": stances,
        "issues": [
            {"id": f"k{k}", "anchors": {0: "theirs", 100: "ours"}, "status_quo": doubt(20, 60, most=100)}
            for k in range(ISSUES)
        ],
        "levels": [
            {
                "id": "deal",
                "opens": [f"k{k}" for k in range(ISSUES)],
                "signers": [f"a{i}" for i in range(ACTORS)],
                "enforcement": doubt(0.1, 0.5),
                "cover": doubt(0.1, 0.3),
                "breakage": [{"group": "a0", "effect": doubt(0.05, 0.2), "attack": doubt(0.1, 0.4)}],
            }
        ],
        "tracks": [
            {"id": "room", "kind": "corridor", "publicity": doubt(0.05, 0.3), "leak": doubt(0.02, 0.1)},
        ],
    }
    return Case.model_validate(tree)


# --- the peer: the same in plain NumPy --------------------------------------------------------------------------

CHUNK = 20  # draws taken at once, so that the arrays of one step fit the memory


def axes() -> list[Floats]:
    return [np.linspace(0, 1, n) for n in AXES]


def anywhere() -> Floats:
    return np.random.default_rng(1).uniform(size=(ISSUES, LISTED))


def numpy_draws(shell: Draws, draws: int) -> Draws:
    """Draws of the same distributions from NumPy's own beta generator."""
    rng = np.random.default_rng(SEED)
    matrix = np.empty((len(shell.inputs), draws))
    for row, one in enumerate(shell.inputs):
        low, best, high = one.estimate.low or 0.0, one.estimate.best or 0.0, one.estimate.high or 0.0
        r = (best - low) / (high - low)
        k = stretch(r, 0.8)
        values = low + (high - low) * (r * (1.0 - k) + k * rng.beta(1 + 4 * r, 5 - 4 * r, draws))
        matrix[row] = np.clip(values, one.value.lo, one.value.hi)
    return Draws(shell.case, SEED, draws, shell.inputs, matrix, shell.rows)


def numpy_surplus(t: Terms, a: int, some: slice, terms: Sequence[Floats], on_grid: bool) -> Floats:
    """Surplus [run, text] of one actor, issue by issue, all texts at once."""
    s, x, line = t.salience[some, a], t.ideal[some, a], t.line[some, a]
    trust, seen = t.trust[some, a], t.exposed[some] * t.audience[some, a] * t.weight_audience[some, a]
    total = trust * (1.0 - t.war[some, a]) - (1.0 - trust) * t.betrayal[some, a] * t.weight_betrayal[some, a]
    total = (total + t.benefit[some, a])[:, None]
    for k in range(ISSUES):
        z = terms[k]
        term = t.credit[some, a, k][:, None] * (z - t.status_quo[some, k][:, None])
        term -= (trust * s[:, k])[:, None] * np.abs(z - x[:, k][:, None])
        term -= (seen * s[:, k])[:, None] * np.abs(z - line[:, k][:, None])
        total = (total[:, :, None] + term[:, None, :]).reshape(len(total), -1) if on_grid else total + term
    return total


def numpy_margins(t: Terms, terms: Sequence[Floats], on_grid: bool) -> Floats:
    """The margin [run]: the greatest, over texts, of the least surplus of all signers."""
    out = np.empty(len(t.war))
    for first in range(0, len(out), CHUNK):
        some = slice(first, first + CHUNK)
        least = numpy_surplus(t, 0, some, terms, on_grid)
        for a in range(1, ACTORS):
            np.minimum(least, numpy_surplus(t, a, some, terms, on_grid), out=least)
        out[some] = least.max(axis=1)
    return out


def numpy_rules(t: Terms, terms: Sequence[Floats], on_grid: bool) -> Ints:
    """The best acceptable text [run, rule] by the four rules, -1 where there is none."""
    best = np.full((len(t.war), 4), -1)
    for first in range(0, len(best), CHUNK):
        some = slice(first, first + CHUNK)
        gains = np.stack([numpy_surplus(t, a, some, terms, on_grid) for a in range(ACTORS)])
        least = gains.min(axis=0)
        passes = least >= 0
        ideal = np.where(passes, gains, 0.0).max(axis=2)
        share = (gains / np.where(ideal > 0, ideal, 1.0)[:, :, None]).min(axis=0)
        for n, worth in enumerate((gains.prod(axis=0), share, least, gains.sum(axis=0))):
            best[some, n] = np.where(passes.any(axis=1), np.where(passes, worth, -np.inf).argmax(axis=1), -1)
    return best


# --- measuring --------------------------------------------------------------------------------------------------


def ours(name: str, repeats: int, draws: int = DRAWS) -> Measured:
    """Seconds of each piece of work in one setting, the share of draws with a text, and peak memory."""
    made = case(HOPES[name])
    level, track = made.levels[0], made.tracks[0]
    grid = product(made, level, {f"k{k}": 100.0 * axis for k, axis in enumerate(axes())})
    listing = listed(made, level, anywhere())

    def setting() -> Setting:
        return prepare(build(sample(made, runs=draws, seed=SEED)), level, track)

    work: dict[str, Callable[[], object]] = {
        "draws and state": setting,
        "grid: is there a text": lambda: acceptable(setting(), grid),
        "grid: margin": lambda: margins(setting(), grid),
        "grid: best by four rules": lambda: best_texts(setting(), grid),
        "any texts: is there one": lambda: acceptable(setting(), listing),
        "any texts: margin": lambda: margins(setting(), listing),
        "any texts: best by four rules": lambda: best_texts(setting(), listing),
    }
    return {
        "seconds": {what: timed(one, repeats) for what, one in work.items()},
        "share": [float(acceptable(setting(), texts).mean()) for texts in (grid, listing)],
        "inputs": sample(made, runs=1).matrix.shape[0],
        "peak_gib": peak_gib(),
    }


def peer(name: str, repeats: int, draws: int) -> Measured:
    """The same work in plain NumPy on fewer draws: seconds scaled to :data:`DRAWS`, and the share it finds."""
    made = case(HOPES[name])
    shell, level, track = sample(made, runs=1), made.levels[0], made.tracks[0]
    on_grid, on_list = (axes(), True), (list(anywhere()), False)

    def terms() -> Terms:
        return prepare(build(numpy_draws(shell, draws)), level, track).terms

    seconds = {
        "draws and state": timed(terms, repeats),
        "grid: margin": timed(lambda: numpy_margins(terms(), *on_grid), repeats),
        "grid: best by four rules": timed(lambda: numpy_rules(terms(), *on_grid), repeats),
        "any texts: margin": timed(lambda: numpy_margins(terms(), *on_list), repeats),
        "any texts: best by four rules": timed(lambda: numpy_rules(terms(), *on_list), repeats),
    }
    # Without a search that stops, asking whether a text exists is asking for the margin.
    seconds["grid: is there a text"] = seconds["grid: margin"]
    seconds["any texts: is there one"] = seconds["any texts: margin"]
    return {
        "seconds": {what: [s * DRAWS / draws for s in values] for what, values in seconds.items()},
        "share": [float((numpy_margins(terms(), *on) >= 0).mean()) for on in (on_grid, on_list)],
        "peak_gib": peak_gib(),
    }


def start(repeats: int = 5) -> dict[str, Any]:
    """Seconds until `backchannel --help` is on the screen, those of a bare Python, and what was loaded needlessly."""

    def run(*command: str) -> str:
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout

    program = str(Path(sys.executable).with_name("backchannel"))
    code = f"import sys, backchannel.cli; print([m for m in {SLOW_TO_IMPORT!r} if m in sys.modules])"
    loaded = run(sys.executable, "-c", code).strip()
    return {
        "help": timed(lambda: run(program, "--help"), repeats),
        "python": timed(lambda: run(sys.executable, "-c", "pass"), repeats),
        "loaded": loaded,
    }


def report(mine: dict[str, Measured], theirs: dict[str, Measured], began: Measured, draws: int) -> str:
    """The measurements as Markdown."""
    median = statistics.median
    rows = ["| work | text exists | ours, s | NumPy, s | ratio | budget, s |", "|---|---|---:|---:|---:|---:|"]
    for what in mine[next(iter(HOPES))]["seconds"]:
        own = {name: median(mine[name]["seconds"][what]) for name in HOPES}
        for name in HOPES:
            other, worst = median(theirs[name]["seconds"][what]), own[name] == max(own.values())
            budget = f"{BUDGETS[what]:g}" if what in BUDGETS and worst else ""
            shown = f"**{own[name]:.2f}**" if worst else f"{own[name]:.2f}"
            rows.append(f"| {what} | {name} | {shown} | {other:.1f} | {other / own[name]:.1f} | {budget} |")
    shares = "; ".join(
        f"{name}, {mine[name]['share'][0]:.1%} on the grid and {mine[name]['share'][1]:.1%} on the list"
        for name in HOPES
    )
    peak, other_peak = (max(m["peak_gib"] for m in each.values()) for each in (mine, theirs))
    inputs, help_, python = mine[next(iter(HOPES))]["inputs"], median(began["help"]), median(began["python"])
    return "\n".join(
        [
            *rows,
            "",
            f"Share of draws in which a text exists: {shares}. Bold: the slowest of the three, held to the budget.",
            "",
            f"Peak memory: ours {peak:.2f} GiB (budget 2), NumPy {other_peak:.2f} GiB.",
            "",
            f"`backchannel --help`: {help_:.2f} s, a bare Python {python:.2f} s (medians of {len(began['help'])}). "
            f"Of {', '.join(SLOW_TO_IMPORT)} the command line loads {began['loaded'].strip('[]') or 'none'}.",
            "",
            f"{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}; {inputs} "
            f"uncertain numbers; NumPy measured on {draws} draws.",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="one piece of the range finder's measurements, as JSON")
    parser.add_argument("piece", choices=["ours", "peer"])
    parser.add_argument("setting", choices=list(HOPES))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--draws", type=int, default=200, help="draws of the NumPy peer, scaled up")
    asked = parser.parse_args()
    piece = (
        ours(asked.setting, asked.repeats) if asked.piece == "ours" else peer(asked.setting, asked.repeats, asked.draws)
    )
    print(json.dumps(piece))


if __name__ == "__main__":
    main()
