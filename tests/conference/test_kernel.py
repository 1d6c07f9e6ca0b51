"""The fast engine is the plain one to the bit, and the cases that show it use every mechanism there is."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from unittest.mock import patch

import numpy as np
import pytest
from numba import config, get_num_threads, set_num_threads

from backchannel.case.draws import sample
from backchannel.case.reading import find_case, read_case
from backchannel.conference import reference
from backchannel.conference.kernel import NAMES, Courses, differences, simulate
from backchannel.conference.plan import NONE, Plan
from backchannel.conference.planning import plan
from backchannel.conference.reference import holding
from backchannel.conference.reference import watching as outside
from backchannel.conference.reference.run import ENDED, Course, Run
from tests.conference.cases import case_of, dynamic, random_tree
from tests.support import ROOT

CASES = 200
FEW = range(0, CASES, 5)
ROUNDS, DRAWS = 10, 2


@cache
def planned(seed: int) -> Plan:
    """A small dynamic case, for two draws of one or two runs each."""
    case = case_of(dynamic(random_tree(seed), seed))
    return plan(sample(case, runs=DRAWS, seed=seed), inner=1 + seed % 2, texts=40, rounds=ROUNDS)


def runs(seed: int) -> range:
    return range(DRAWS * planned(seed).inner)


@cache
def played(seed: int) -> tuple[list[Course], Counter[str]]:
    """Runs of a case in the plain engine, and how often each thing happened in them."""
    seen: Counter[str] = Counter()
    with patch.object(reference, "look_around", looking(seen)), patch.object(Run, "chance", stopping(seen)):
        return [reference.play(planned(seed), r) for r in runs(seed)], seen


def looking(seen: Counter[str]) -> Callable[[Run], None]:
    """Looks at the end of each round, and notes what happened in it."""
    look_around = outside.look_around
    away: set[tuple[int, int, int]] = set()

    def spy(run: Run) -> None:
        for j, _ in run.p.faction:
            key = (run.p.draws.seed, run.number, j)
            seen["faction left"] += not run.stays[j] and key not in away
            seen["faction returned"] += run.stays[j] and key in away
            (away.discard if run.stays[j] else away.add)(key)
        seen["support cut"] += any(run.cut)
        seen["both sides met"] += run.met_both
        seen["insiders lean"] += run.F > 0
        seen["exposed"] += any(up > 1 for up in run.up)
        seen["kept shut"] += any(run.shut)
        seen["talks broken off"] += any(run.broken)
        seen["views moved"] += run.x != run.x0
        seen["saliences moved"] += run.s != run.s0
        seen["group grew or shrank"] += any(y != 1.0 for y in run.y)
        seen["sponsored text in force"] += any(text is not None and text.by != NONE for text in run.force)
        seen["member's text in force"] += any(text is not None and text.by == NONE for text in run.force)
        seen["carried out in part"] += any(run.imp)
        seen["hope"] += any(run.passing)
        seen["refusing costs support"] += any(row != run.w for row in run.w_cut)
        seen["two levels in force"] += len(run.order) > 1
        seen["two corridors hold one level"] += len(run.held) > len({lv for _, lv in run.held})
        look_around(run)

    return spy


def stopping(seen: Counter[str]) -> Callable[[Run, str, int], float]:
    """Notes attacks that are stopped by the side they come from."""
    chance = Run.chance

    def spy(run: Run, what: str, event: int) -> float:
        u = chance(run, what, event)
        if what.startswith("stopped."):
            _, name, level = what.split(".")
            group = next(g for g in run.p.groups if g.id == name)
            lv = [x.id for x in run.p.levels].index(level)
            good, other = holding.stopping(run, group.side, lv)
            seen["attack stopped" if u < (good if run.good[group.side][lv] else other) else "attack let through"] += 1
        return u

    return spy


def wrong(seed: int) -> list[tuple[int, list[str]]]:
    """Runs of a case in which some field differs between the engines."""
    found = simulate(planned(seed), 0, len(runs(seed)))
    return [(r, names) for r in runs(seed) if (names := differences(found, r, played(seed)[0][r]))]


@pytest.mark.parametrize("seed", FEW)
def test_the_engines_agree_to_the_bit(seed):
    assert wrong(seed) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", sorted(set(range(CASES)) - set(FEW)))
def test_the_engines_agree_to_the_bit_in_all_cases(seed):
    assert wrong(seed) == []


@pytest.mark.slow
def test_the_engines_agree_to_the_bit_on_the_first_case():
    p = plan(sample(read_case(find_case("geneva-ii")), runs=6, seed=5), texts=150)
    found = simulate(p, 0, 6)
    assert [differences(found, r, reference.play(p, r)) for r in range(6)] == [[]] * 6


HAPPENINGS = (
    *("faction left", "faction returned", "support cut", "both sides met", "insiders lean", "exposed", "kept shut"),
    *("talks broken off", "views moved", "saliences moved", "group grew or shrank", "sponsored text in force"),
    *("member's text in force", "carried out in part", "hope", "refusing costs support", "two levels in force"),
    *("two corridors hold one level", "attack stopped", "attack let through"),
)


@pytest.mark.slow
def test_the_cases_use_every_mechanism():
    seen: Counter[str] = Counter()
    for seed in range(CASES):
        courses, more = played(seed)
        seen += more
        for course in courses:
            seen["leaks"] += sum(course.leaks)
            seen["attacks"] += sum(course.attacks)
            seen["signed again"] += any(n > 1 for n in course.spells)
            seen["refused"] += any(map(any, course.refused))
            seen["sign shown"] += max(course.shown, default=-1) >= 0
            seen["somebody stayed away"] += not all(map(all, course.present))
            seen["no session"] += not all(map(all, course.sessions))
            seen.update(f"ended by {ENDED[how]}" for how in course.ended if how)
    others = ("leaks", "attacks", "signed again", "refused", "sign shown", "somebody stayed away", "no session")
    endings = tuple(f"ended by {how}" for how in ENDED if how)
    assert {name: seen[name] for name in (*HAPPENINGS, *others, *endings) if seen[name] < 10} == {}


def arrays(courses: Courses) -> dict[str, bytes]:
    return {name: getattr(courses, name).tobytes() for name in NAMES}


@pytest.mark.parametrize("seed", [4, 7])
def test_neither_threads_nor_pieces_change_a_bit(seed):
    case = case_of(dynamic(random_tree(seed), seed))
    p = plan(sample(case, runs=11, seed=seed), inner=3, texts=40, rounds=ROUNDS)
    whole = simulate(p, 0, 33)
    threads = get_num_threads()
    try:
        for count in {1, threads}:
            set_num_threads(count)
            assert arrays(simulate(p, 0, 33)) == arrays(whole)
    finally:
        set_num_threads(threads)
    for size in (1, 2, 10):
        pieces = [simulate(p, first, min(size, 33 - first)) for first in range(0, 33, size)]
        for name in NAMES:
            joined = np.concatenate([getattr(piece, name) for piece in pieces])
            assert joined.tobytes() == getattr(whole, name).tobytes(), (name, size)


def test_runs_without_draws_are_refused():
    p = planned(0)
    with pytest.raises(ValueError, match="the plan has draws for 0"):
        simulate(p, 1, len(runs(0)))


def test_a_difference_is_found():
    found = simulate(planned(1), 0, 1)
    course = played(1)[0][0]
    assert differences(found, 0, replace(course, gap=[g + 1e-16 + 1e-15 for g in course.gap])) == ["gap"]


def numbers() -> str:
    """A hash of all that happens in some cases."""
    digest = hashlib.blake2b()
    for seed in (1, 2, 4, 9):
        for value in arrays(simulate(planned(seed), 0, len(runs(seed)))).values():
            digest.update(value)
    return digest.hexdigest()


def test_compiled_and_plain_kernel_agree_to_the_bit():
    off = "0" if config.DISABLE_JIT else "1"
    command = [sys.executable, "-c", "from tests.conference.test_kernel import numbers; print(numbers())"]
    environment = os.environ | {"NUMBA_DISABLE_JIT": off, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.split() == [numbers()]
