"""How long a sweep of levers takes: sixty-four combinations of Geneva II's six, and what of it is not playing.

`sweep` plays them as `backchannel levers` does and, in the same process, as many plain runs of the game, so that the
two compare on a busy machine. The parent lays the table out.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

from backchannel.analyses.levers import levers
from backchannel.case.reading import find_case, read_case
from backchannel.conference.kernel import simulate
from backchannel.runs import Rules, prepared
from benchmarks.measuring import Measured, once, peak_gib

ROUNDS, OWN, RUNS, COMBINATIONS = 36, 60, 2_000, 64
BUDGET = 75.0
"""Seconds on two cores."""


def sweep(runs: int = RUNS, rounds: int = ROUNDS, *, pairs: bool = True) -> Measured:
    """Seconds of a sweep of all combinations, with what it is laid out in, and of as many plain runs around it."""
    case, rules = read_case(find_case("geneva-ii")), Rules(months=float(rounds))
    ready = prepared(case, runs=runs, rules=rules)
    simulate(ready, 0, min(runs, 20))
    levers(case, runs=10, rules=Rules(months=1.0), pairs=False)
    alone = time.process_time()
    plain = [once(lambda: simulate(ready, 0, runs)) for _ in range(3)]
    alone = (time.process_time() - alone) / 3
    played = 0

    def told(done: int, total: int) -> None:
        nonlocal played
        played = done

    begin, busy = time.perf_counter(), time.process_time()
    found = levers(case, runs=runs, rules=rules, pairs=pairs, told=told)
    whole, cores = time.perf_counter() - begin, time.process_time() - busy
    plain += [once(lambda: simulate(ready, 0, runs)) for _ in range(3)]
    return {
        "combinations": played,
        "runs": runs,
        "rounds": rounds,
        "whole": whole,
        "cores": cores,
        "plain_cores": alone * played,
        "plain": statistics.median(plain) * played,
        "rows": len(found.rows),
        "peak_gib": peak_gib(),
    }


def report(found: list[Measured]) -> str:
    """The measurements as Markdown."""
    heads = (
        "combinations",
        "runs each",
        "rounds",
        "seconds",
        "plain game",
        "ratio",
        "core-seconds",
        "plain game",
        "ratio",
    )
    rows = [f"| {' | '.join(heads)} | budget |", f"|{'---:|' * (len(heads) + 1)}"]
    for one in found:
        budget = "" if one["rounds"] != ROUNDS else f"{BUDGET:g}{'' if one['whole'] <= BUDGET else ' (missed)'}"
        cells = (
            *(str(one["combinations"]), f"{one['runs']:,}", str(one["rounds"])),
            *(f"**{one['whole']:.1f}**", f"{one['plain']:.1f}", f"**{one['whole'] / one['plain']:.2f}**"),
            *(f"{one['cores']:.0f}", f"{one['plain_cores']:.0f}", f"**{one['cores'] / one['plain_cores']:.2f}**"),
        )
        rows.append(f"| {' | '.join(cells)} | {budget} |")
    said = (
        "Draws, plans, counting, what each actor gets, intervals of every difference and the frontier are in the "
        "seconds; the plain game is playing alone, timed before and after in the same process. Geneva II's own horizon "
        f"is longer than {ROUNDS} rounds. Peak memory {max(one['peak_gib'] for one in found):.2f} GiB."
    )
    return "\n".join([*rows, "", said])


def main() -> None:
    parser = argparse.ArgumentParser(description="the sweep of levers, as JSON")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    print(json.dumps(sweep(asked.runs, asked.rounds)))


if __name__ == "__main__":
    main()
