"""How long runs will take, measured before they are played."""

from __future__ import annotations

from time import perf_counter

from backchannel.conference import kernel
from backchannel.conference.plan import Plan

ENOUGH = 0.25
"""Seconds a probe should last."""


def estimate(plan: Plan, runs: int) -> float:
    """Seconds that ``runs`` runs like those of a plan will take here, without what keeping them takes.

    Measured on a few runs of the plan itself, after one that loads or compiles the engine; the plan may have draws for
    fewer runs than are asked about. Other work on the machine enters.

    >>> from backchannel.case.reading import find_case, read_case
    >>> from backchannel.runs import prepared
    >>> plan = prepared(read_case(find_case("geneva-ii")), runs=20)
    >>> estimate(plan, 2000) > estimate(plan, 20) / 2 > 0
    True
    """
    most = plan.draws_count * plan.inner
    kernel.simulate(plan, 0, 1)
    count = min(8, most)
    while True:
        begin = perf_counter()
        kernel.simulate(plan, 0, count)
        seconds = perf_counter() - begin
        if seconds >= ENOUGH or count == most:
            return seconds / count * runs
        count = min(4 * count, most)
