"""How fast graph models are solved, beside the set-based definitions and the time measured for GMCR+.

Models are made up: options dealt to the actors in turn, rankings at random without ties, the hardest kind. Four
concepts are solved: Nash, GMR, SMR and SEQ. The clock runs from the options to who is stable where; preferences are
given. GMCR+ (gmcr-py) cannot be run here: 29 s is what it took for 2^12 states and three actors on a machine of the
same kind, and it ran out of memory at 2^14. So that the ratio does not rest on that figure alone, the definitions as
they are written with sets, the tests' oracle, are timed as well on the largest model that they solve in a few seconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable

import numpy as np

from backchannel.theory.graphmodel.moves import Groups
from backchannel.theory.graphmodel.options import from_options
from backchannel.theory.graphmodel.stability import Model, stable
from benchmarks.measuring import Measured, growth, once, peak_gib, timed

CONCEPTS = ("Nash", "GMR", "SMR", "SEQ")
ACTORS, SEED = 3, 7
GMCR_SECONDS = 29.0
"""GMCR+ (gmcr-py, commit 502a12c), 2^12 states, three actors, as measured for this project; it held 800 MB."""

SIZES = (12, 14, 16, 18, 20)
ASKED = {
    "2^12 states": (12, 0),
    "2^20 states": (20, 0),
    "2^18 states, infeasible and irreversible": (18, 1),
}
BUDGETS = {"2^12 states": GMCR_SECONDS / 1000, "2^20 states": 1.5, "2^18 states, infeasible and irreversible": 10.0}
MEGABYTES = 350
ORACLE = 6
"""Options of the model on which the definitions are timed."""


def moves(options: int, hard: int) -> Groups:
    """Options dealt in turn; a hard model has more of them, patterns that forbid some, and every other one-way."""
    if not hard:
        return from_options(options, [[k % ACTORS] for k in range(options)], actors=ACTORS)
    count = options + 1  # patterns take away about half of the combinations
    patterns = [(0b111 << k, 0b101 << k) for k in (0, 5, 9)] + [(0b1001 << 3, 0b1001 << 3)]
    owners = [[k % ACTORS] for k in range(count)]
    return from_options(count, owners, patterns, rising=range(0, count, 4), falling=range(2, count, 4), actors=ACTORS)


def ranks(states: int) -> np.ndarray:
    rng = np.random.default_rng(SEED)
    return np.stack([rng.permutation(states) for _ in range(ACTORS)]).astype(np.int32)


def work(options: int, hard: int) -> Callable[[], object]:
    rank = ranks(moves(options, hard).states)
    return lambda: stable(Model(moves(options, hard), rank), CONCEPTS)


def ours(name: str, repeats: int) -> Measured:
    """Seconds of each repeat, by the clock and of the processors, states, and the most memory held, in MB."""
    options, hard = ASKED[name]
    stable(Model(moves(4, hard), ranks(moves(4, hard).states)), CONCEPTS)  # compiled before anything is measured
    seconds, spent = timed(work(options, hard), repeats), _spent(work(options, hard), repeats)
    peak = 1024 * peak_gib()
    return {"seconds": seconds, "processor": spent, "states": moves(options, hard).states, "peak_mb": peak}


def _spent(one: Callable[[], object], repeats: int) -> list[float]:
    """Seconds of the processors for each repeat, after one that is thrown away: a busy machine counts less."""
    out = []
    for _ in range(repeats + 1):
        start = time.process_time()
        one()
        out.append(time.process_time() - start)
    return out[1:]


def scaling(repeats: int) -> Measured:
    """Seconds of the processors by number of states, reversible and hard."""
    found: Measured = {}
    for kind, hard, sizes in (("reversible", 0, SIZES), ("irreversible", 1, SIZES[:-1])):
        rows = []
        for options in sizes:
            states = moves(options, hard).states
            rows.append([states, min(_spent(work(options, hard), repeats))])
        found[kind] = rows
    return found


def definitions() -> Measured:
    """Seconds of the definitions with sets and of the engine, on one model in one process."""
    from tests.theory.graphmodel.made import oracle_of

    one = moves(ORACLE, 0)
    model = Model(one, ranks(one.states))
    oracle = oracle_of(one, model.rank)
    stable(model, CONCEPTS)

    def by_sets() -> dict[str, list[list[bool]]]:
        return {c: [[oracle.stable(c, i, s) for s in range(oracle.states)] for i in oracle.everybody] for c in CONCEPTS}

    theirs = once(by_sets)
    mine = statistics.median(timed(lambda: stable(model, CONCEPTS), 9))
    same = all(stable(model, [c])[c].tolist() == flags for c, flags in by_sets().items())
    return {"states": one.states, "sets": theirs, "engine": mine, "same": same}


def report(mine: Measured, grown: Measured, sets: Measured) -> str:
    """The tables of the page."""
    lines = [
        "| model | states | median | fastest | processor time | memory | asked for |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    for name, budget in BUDGETS.items():
        one = mine[name]
        middle, least = statistics.median(one["seconds"]), min(one["seconds"])
        memory = f", {MEGABYTES} MB" if name == "2^20 states" else ""
        lines.append(
            f"| {name} | {one['states']:,} | {_seconds(middle)} | {_seconds(least)} | "
            f"{_seconds(statistics.median(one['processor']))} | {one['peak_mb']:.0f} MB | "
            f"{_seconds(budget)}{memory} |"
        )
    small = statistics.median(mine["2^12 states"]["seconds"])
    lines += [
        "",
        f"2^12 states take {GMCR_SECONDS / small:,.0f} times less than the {GMCR_SECONDS:.0f} s measured for GMCR+. "
        f"The definitions with sets take {sets['sets'] / sets['engine']:,.0f} times the engine's time on "
        f"{sets['states']} states ({_seconds(sets['sets'])} against {_seconds(sets['engine'])}, the same answers"
        f"{'' if sets['same'] else ': NOT'}).",
        "",
        "| kind | states: least processor time of three | it grows as states to the power |",
        "|---|---|--:|",
    ]
    for kind, rows in grown.items():
        fit = growth([n for n, _ in rows], [s for _, s in rows])
        cells = ", ".join(f"{n:,}: {_seconds(s)}" for n, s in rows)
        lines.append(f"| {kind} | {cells} | {fit.power:.2f} (r² {fit.r2:.3f}) |")
    return "\n".join(lines)


def _seconds(value: float) -> str:
    return f"{1000 * value:.1f} ms" if value < 0.1 else f"{value:.2f} s"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("piece", choices=["ours", "scaling", "definitions"])
    parser.add_argument("name", nargs="?", choices=list(ASKED))
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    if asked.piece == "ours":
        found = ours(asked.name, asked.repeats)
    else:
        found = scaling(asked.repeats) if asked.piece == "scaling" else definitions()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
