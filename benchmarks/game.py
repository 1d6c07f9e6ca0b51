"""How fast the game of rounds is: Geneva II, a what-if, a first call, growth with size, a big case, and beside NegMAS.

Every piece is measured in a process of its own (`python -m benchmarks.game PIECE ...` prints JSON). Rounds are said,
so that a case whose horizon moves is measured alike. Compiling is paid once, before anything is measured.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backchannel.case.draws import sample
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Case
from backchannel.conference.kernel import Courses, simulate
from backchannel.conference.plan import Plan
from backchannel.conference.planning import TEXTS, plan
from benchmarks.made import big, even
from benchmarks.measuring import Growth, Measured, growth, once, peak_gib, timed

ROUNDS, RUNS, SEED, INNER = 36, 10_000, 1, 5
FINE = 6_000
"""Four times the texts of the default, by which every level of Geneva II has a thousand or more already."""
BIG_TEXTS = 5_000
WHAT_IF = 500
BUDGETS = {"runs": 5.0, "first": 2.0, "what_if": 0.4, "big": 120.0, "big_gib": 4.0}
ASKED = {"default": TEXTS, "finer": FINE}
EVEN = {"parties": 5, "issues": 4, "rounds": 50, "texts": 625}


def geneva() -> Case:
    return read_case(find_case("geneva-ii"))


def planned(case: Case, runs: int, texts: int, rounds: int = ROUNDS, inner: int = 1) -> Plan:
    """A case sampled and planned for so many runs."""
    return plan(sample(case, runs=math.ceil(runs / inner), seed=SEED), inner=inner, texts=texts, rounds=rounds)


def shape(p: Plan) -> Measured:
    """How large a plan is."""
    return {
        "texts": [level.texts.count for level in p.levels],
        "actors": len(p.state.actors),
        "issues": len(p.state.issues),
        "tracks": len(p.tracks),
        "rounds": p.rounds,
        "inputs": len(p.draws.inputs),
    }


def warm() -> float:
    """Seconds of a first call, which compiles or loads; the smallest that comes by every kind of array."""
    p = planned(even(), 2, EVEN["texts"], EVEN["rounds"])
    return once(lambda: simulate(p, 0, 2))


def first() -> Measured:
    """The first call of a process whose kernel has been compiled before, and what comes ahead of it."""
    begin = time.perf_counter()
    p = planned(geneva(), 2, TEXTS)
    ahead = time.perf_counter() - begin
    return {"call": once(lambda: simulate(p, 0, 2)), "ahead": ahead, **shape(p)}


def speed(texts: int, repeats: int, runs: int = RUNS, what_if: int = WHAT_IF) -> Measured:
    """Geneva II: so many runs played, their draws and plan, a what-if with both, core-seconds of playing."""
    case = geneva()
    p = planned(case, runs, texts)
    simulate(p, 0, runs)
    begin = time.process_time()
    play = [once(lambda: simulate(p, 0, runs)) for _ in range(repeats)]
    cores = (time.process_time() - begin) / repeats
    draw = timed(lambda: planned(case, runs, texts), repeats)
    again = timed(lambda: simulate(planned(case, what_if, texts), 0, what_if), repeats + 2)
    return {"play": play, "cores": cores, "draw": draw, "what_if": again, "peak_gib": peak_gib(), **shape(p)}


def _by_runs() -> dict[float, tuple[Plan, int]]:
    p = planned(geneva(), 8_000, TEXTS)
    return {runs: (p, runs) for runs in (1_000, 2_000, 4_000, 8_000)}


def _by_rounds() -> dict[float, tuple[Plan, int]]:
    return {rounds: (planned(geneva(), 1_000, TEXTS, rounds), 1_000) for rounds in (9, 18, 36, 72, 144)}


def _by_texts() -> dict[float, tuple[Plan, int]]:
    plans = [planned(geneva(), 1_000, most) for most in (400, 1_500, 6_000, 8_000, 20_000)]
    return {sum(shape(p)["texts"]): (p, 1_000) for p in plans}


def _by_actors() -> dict[float, tuple[Plan, int]]:
    plans = [planned(big(n), 400, BIG_TEXTS, inner=INNER) for n in (10, 20, 40, 60, 80)]
    return {shape(p)["actors"]: (p, 400) for p in plans}


SCALES: dict[str, Callable[[], dict[float, tuple[Plan, int]]]] = {
    "runs": _by_runs,
    "rounds": _by_rounds,
    "texts": _by_texts,
    "actors": _by_actors,
}


def scaling(what: str, repeats: int) -> Measured:
    """Seconds of playing by size: the median of several rounds through all sizes, so that a busy minute hits all."""
    work = SCALES[what]()
    seconds: dict[float, list[float]] = {size: [] for size in work}
    for p, _ in work.values():
        simulate(p, 0, 8)
    for _ in range(repeats):
        for size, (p, runs) in work.items():
            seconds[size].append(once(lambda p=p, runs=runs: simulate(p, 0, runs)))  # type: ignore[misc]
    return {"sizes": list(work), "seconds": [statistics.median(s) for s in seconds.values()]}


def largest(runs: int = RUNS, actors: int = 60, issues: int = 12) -> Measured:
    """The big case once: drawn, planned, played, and the most memory that the process came to hold."""
    case = big(actors, issues)
    loaded = warm()
    begin = time.perf_counter()
    p = planned(case, runs, BIG_TEXTS, inner=INNER)
    ready, busy = time.perf_counter(), time.process_time()
    courses = simulate(p, 0, runs)
    done = time.perf_counter()
    return {
        "cores": time.process_time() - busy,
        "draw": ready - begin,
        "play": done - ready,
        "warm": loaded,
        "peak_gib": peak_gib(),
        "runs": runs,
        "signed": [float(share) for share in (courses.signed >= 0).mean(axis=0)],
        **shape(p),
    }


# --- beside NegMAS ----------------------------------------------------------------------------------------------

LINES = {
    "plain": "a plain bargain: one level, one table that meets every round",
    "default": "Geneva II, texts as by default",
    "fine": "Geneva II, four times the texts",
}


def line(name: str, runs: int) -> tuple[Case, Callable[[], Plan]]:
    """The case of one line of the comparison, and what draws and plans it for so many runs."""
    if name == "plain":
        case = even(EVEN["parties"], EVEN["issues"])
        return case, lambda: planned(case, runs, EVEN["texts"], EVEN["rounds"])
    case = geneva()
    return case, lambda: planned(case, runs, TEXTS if name == "default" else FINE)


def wanted(p: Plan) -> Measured:
    """What NegMAS is asked for: as many parties, issues, values of each and steps as the largest bargain of a plan.

    That is the level which opens the most issues; issues that no level's grid divides have one value.
    """
    level = max(p.levels, key=lambda one: (int(one.opened.sum()), one.texts.count))
    values = [len(np.unique(level.texts.terms[k])) if level.opened[k] else 1 for k in range(len(p.state.issues))]
    return {"parties": len(p.state.actors), "values": values, "steps": p.rounds}


def beside(name: str, repeats: int, runs: int = 2_000) -> Measured:
    """Milliseconds a run, draws and plan included, and what a run holds."""
    make = line(name, runs)[1]
    kept: list[Courses] = []

    def work() -> None:
        kept[:] = [simulate(make(), 0, runs)]

    seconds = timed(work, repeats)
    p, courses = make(), kept[0]
    return {
        "ms": [1e3 * s / runs for s in seconds],
        "votes": float(courses.voted.sum(axis=1).mean()),
        "sessions": float(courses.sessions.sum(axis=(1, 2)).mean()),
        "signed": float((courses.signed >= 0).any(axis=1).mean()),
        **shape(p),
        "wanted": wanted(p),
    }


# --- the table --------------------------------------------------------------------------------------------------


def fitted(measured: Measured) -> Growth:
    return growth(measured["sizes"], measured["seconds"])


def _held(value: float, budget: float) -> str:
    return f"{budget:g}" if value <= budget else f"{budget:g} (missed)"


def report(found: Measured) -> str:
    """The measurements of the game as Markdown."""
    median = statistics.median
    rows = ["| work | texts by level | seconds | core-seconds | budget |", "|---|---|---:|---:|---:|"]
    for name in ASKED:
        one = found["speed"][name]
        texts, play, again = ", ".join(map(str, one["texts"])), median(one["play"]), median(one["what_if"])
        rows += [
            f"| Geneva II: {RUNS:,} runs | {texts} | **{play:.2f}** | {one['cores']:.2f} | "
            f"{_held(play, BUDGETS['runs'])} |",
            f"| its draws and plan, not in it | {texts} | {median(one['draw']):.2f} |  |  |",
            f"| what-if: {WHAT_IF} runs, draws and plan in it | {texts} | **{again:.2f}** |  | "
            f"{_held(again, BUDGETS['what_if'])} |",
        ]
    start, large = found["first"], found["largest"]
    call, total = median(start["call"]), large["draw"] + large["play"]
    rows += [
        f"| first call in a fresh process, from the cache | {', '.join(map(str, start['texts']))} | **{call:.2f}** | "
        f" | {_held(call, BUDGETS['first'])} |",
        f"| big case: {large['runs']:,} runs, draws and plan in it | {', '.join(map(str, large['texts']))} | "
        f"**{total:.1f}** | {large['cores']:.1f} | {_held(total, BUDGETS['big'])} |",
    ]
    geneva_ = found["speed"]["default"]
    memory = max(found["speed"][name]["peak_gib"] for name in ASKED)
    said = [
        "Core-seconds are the processor time of playing, which a busy machine stretches less than the clock; two free "
        "cores share them.",
        "",
        f"Geneva II here: {geneva_['actors']} actors that decide, {geneva_['issues']} issues, {geneva_['tracks']} "
        f"tracks, five levels, {ROUNDS} rounds, {geneva_['inputs']} numbers drawn, a draw a run. Reading the case, "
        f"drawing and planning come ahead of the first call: {median(start['ahead']):.2f} s more. "
        f"Peak memory {memory:.2f} GiB.",
        "",
        f"The big case: {large['actors']} actors, {large['issues']} issues, {large['inputs']:,} numbers, all in doubt, "
        f"{INNER} runs a draw. Draws and plan took {large['draw']:.1f} s of it. Peak memory "
        f"**{large['peak_gib']:.2f} GiB** (budget {BUDGETS['big_gib']:g}). Some text is signed in "
        f"{_shares(large['signed'])} of runs, by level.",
    ]
    grown = ["| playing time grows with | sizes | seconds | as size to the power | R² |", "|---|---|---|---:|---:|"]
    for what, one in found["scaling"].items():
        fit = fitted(one)
        sizes, times = ", ".join(f"{s:g}" for s in one["sizes"]), ", ".join(f"{s:.2f}" for s in one["seconds"])
        grown.append(f"| {what} | {sizes} | {times} | **{fit.power:.2f}** | {fit.r2:.3f} |")
    return "\n".join([*rows, "", *said, "", *grown, "", *compared(found["beside"])])


def _shares(values: Sequence[float]) -> str:
    return ", ".join(f"{v:.0%}" for v in values)


def compared(beside_: Measured) -> list[str]:
    """The lines beside NegMAS, or one that says what is missing."""
    if not beside_["peer"]:
        return [f"*Not measured beside NegMAS: {beside_['why']}*"]
    median = statistics.median
    rows = [
        "| a run of ours | NegMAS: who offers | parties, issues, texts, steps | ours, ms (1 core) | ours, ms (2) | "
        "NegMAS, ms | ratio (1 core) | ratio (2) |",
        "|---|---|---|---:|---:|---:|---:|---:|",
    ]
    held = []
    for name, what in LINES.items():
        mine, theirs = beside_["ours"][name], beside_["peer"][name]
        one, two = median(mine["1"]["ms"]), median(mine["2"]["ms"])
        for protocol, other in theirs["protocols"].items():
            ms = median(other["ms"])
            size = f"{other['parties']}, {other['issues']}, {other['outcomes']:,}, {other['steps']}"
            rows.append(
                f"| {what} | {protocol} | {size} | {one:.3f} | {two:.3f} | {ms:.1f} | **{ms / one:.0f}** | "
                f"**{ms / two:.0f}** |"
            )
            held.append(
                f"{protocol}, {size}: {other['steps_used']:g} steps used, {other['agreed']:.0%} agreed "
                f"(`{other['finder']}`)"
            )
        said = mine["2"]
        held.append(
            f"ours, {what}: {sum(said['texts']):,} texts in all, {said['sessions']:.1f} sessions and "
            f"{said['votes']:.1f} texts put to a vote a run, something signed in {said['signed']:.0%}"
        )
    return [*rows, "", f"NegMAS {theirs['version']}. What the two sides did:", "", *(f"- {one}." for one in held)]


def main() -> None:
    parser = argparse.ArgumentParser(description="one piece of the game's measurements, as JSON")
    parser.add_argument("piece", choices=["warm", "first", "speed", "scaling", "largest", "beside"])
    parser.add_argument("what", nargs="?", default="")
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    work: dict[str, Callable[[], Any]] = {
        "warm": lambda: {"seconds": warm()},
        "first": first,
        "speed": lambda: speed(ASKED[asked.what], asked.repeats),
        "scaling": lambda: scaling(asked.what, asked.repeats),
        "largest": largest,
        "beside": lambda: beside(asked.what, asked.repeats),
    }
    print(json.dumps(work[asked.piece]()))


if __name__ == "__main__":
    main()
