"""The game of rounds, compiled: many runs at once, equal to the plain engine to the bit.

Every function here stands beside one of the same name in ``conference/reference``, which says what it means. Only the
search for texts is another (see ``searching``), and it finds the same.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numba import get_num_threads
from numpy.typing import NDArray

from backchannel.conference.kernel.live import Out
from backchannel.conference.kernel.packing import pack
from backchannel.conference.kernel.rounds import run_some
from backchannel.conference.plan import Plan
from backchannel.conference.reference.run import Course

Ints = NDArray[np.int16]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Courses:
    """What happened in some runs; as ``Course`` of the reference, with the run as first axis. -1 = never."""

    first: int
    signed: Ints  # [run, level] round of first signature
    signed_at: Ints  # [run, level] track
    signed_text: NDArray[np.int32]  # [run, level] number of the text
    spells: Ints  # [run, level] signatures
    ended: Ints  # [run, level] how the first spell ended
    lasted: Ints  # [run, level] rounds of the first spell, so far
    force: Flags  # [run, round, level]
    refused: Ints  # [run, level, actor] provisional votes against
    voted: Ints  # [run, level] provisional votes taken
    sessions: Flags  # [run, round, track] held
    agreed: Flags  # [run, round, level] a corridor holds a text
    endorsed: Ints  # [run, level] first round in which a corridor's text was tabled and all who agreed it stood by it
    endorsed_at: Ints  # [run, level] the corridor it came from
    leaks: Ints  # [run, track]
    leaked: Ints  # [run, track] first round
    broke_off: Ints  # [run, track] first round
    attacks: Ints  # [run, group]
    gap: Floats  # [run, round]
    trust: Floats  # [run, round, actor] log-odds
    fighting: Floats  # [run, round]
    represented: Floats  # [run, round]
    leaning: Floats  # [run, round]
    present: Flags  # [run, round, actor] came to a formal session
    shown: Ints  # [run, indicator] first round

    @property
    def count(self) -> int:
        """Number of runs."""
        return len(self.signed)


NAMES = tuple(f.name for f in fields(Courses) if f.name != "first")
NEVER = ("signed", "signed_at", "signed_text", "endorsed", "endorsed_at", "leaked", "broke_off", "shown")
REALS = ("gap", "trust", "fighting", "represented", "leaning")
PIECES = 8
"""Pieces of work a thread, so that none waits long for the last."""
FLAGS = ("force", "sessions", "agreed", "present")


def simulate(p: Plan, first: int, count: int) -> Courses:
    """Runs ``first .. first + count - 1`` of the game; run ``r`` reads draw ``r // inner`` of the plan.

    The same bits however the runs are cut into calls and however many threads work. Raises ValueError for runs that the
    plan has no draws for.
    """
    if first < 0 or count < 1 or first + count > p.draws_count * p.inner:
        raise ValueError(
            f"runs {first} .. {first + count - 1}: the plan has draws for 0 .. {p.draws_count * p.inner - 1}"
        )
    actors, levels, rules, lists, tracks, war, keys = pack(
        p, slice(first // p.inner, (first + count - 1) // p.inner + 1)
    )
    out = _empty(p, count)
    fixed = (first, p.inner, np.uint64(p.draws.seed), p.rounds, float(p.months), p.leadership)

    def work(begin: int, end: int) -> None:
        run_some(
            *(begin, end, *fixed, bool(p.state.quadratic), p.waits),
            *(actors, levels, rules, lists, tracks, war, keys, Out(**out)),
        )

    threads = min(get_num_threads(), count)
    if threads == 1:
        work(0, count)
    else:
        cuts = [count * n // (PIECES * threads) for n in range(PIECES * threads + 1)]
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, cuts[:-1], cuts[1:]))
    return Courses(first, **out)


def _empty(p: Plan, count: int) -> dict[str, Any]:
    """Arrays for what happens, before it has happened."""
    levels, tracks, actors = len(p.levels), len(p.tracks), len(p.state.actors)
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(NAMES, (levels,))
    shapes |= dict.fromkeys(REALS, (p.rounds,))
    shapes |= dict.fromkeys(("force", "agreed"), (p.rounds, levels))
    shapes |= dict.fromkeys(("trust", "present"), (p.rounds, actors))
    shapes |= dict.fromkeys(("leaks", "leaked", "broke_off"), (tracks,))
    shapes |= {"sessions": (p.rounds, tracks), "refused": (levels, actors)}
    shapes |= {"attacks": (len(p.groups),), "shown": (len(p.indicators),)}
    kinds: dict[str, Any] = dict.fromkeys(NAMES, np.int16) | {"signed_text": np.int32}
    kinds |= dict.fromkeys(REALS, np.float64) | dict.fromkeys(FLAGS, np.bool_)
    return {name: np.full((count, *shapes[name]), -1 if name in NEVER else 0, dtype=kinds[name]) for name in NAMES}


def differences(courses: Courses, run: int, course: Course) -> list[str]:
    """The fields in which run ``run`` (counted from 0 in the whole plan) differs from a course of the reference.

    Numbers are compared bit by bit, shapes included.
    """
    out = []
    for name in NAMES:
        mine = getattr(courses, name)[run - courses.first]
        theirs = np.array(getattr(course, name), dtype=mine.dtype).reshape(mine.shape)
        if mine.tobytes() != theirs.tobytes():
            out.append(name)
    return out
