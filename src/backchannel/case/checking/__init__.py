"""What in a case is missing, inconsistent, unsourced or implausible: a list, most influential first, never a crash.

The order here is a rule of thumb: first what decides whether a level can be reached at all (weights from 300), then
numbers nobody knows, the more their actor cares for the issue the higher (from 200), then numbers without a source
(from 100), then form. `analyses.review` measures influence and orders by that. A message shows no value above public.

Each theme has a module of its own, each check is one small function in it, and ``CHECKS`` lists them all.
"""

from __future__ import annotations

from backchannel.case.checking import care, doubt, idle, labels, naming, reach, sources, voices
from backchannel.case.checking.gathering import gathered
from backchannel.case.checking.look import FORM, REACH, SOURCE, UNKNOWN, Check, Look
from backchannel.case.problems import Problem
from backchannel.case.schema import Case

__all__ = ["CHECKS", "FORM", "REACH", "SOURCE", "UNKNOWN", "Look", "check"]

CHECKS: tuple[Check, ...] = (
    *reach.CHECKS,
    *care.CHECKS,
    *doubt.CHECKS,
    *sources.CHECKS,
    *labels.CHECKS,
    *voices.CHECKS,
    *naming.CHECKS,
    *idle.CHECKS,
)
"""Every check, in the order in which equal weights are listed."""


def check(case: Case) -> list[Problem]:
    """All warnings and notes about a case, most influential first; those of one weight in the order of ``CHECKS``.

    In a case imported from another program, what holds of many records alike is said once.
    """
    look = Look(case)
    found = [problem for one in CHECKS for problem in one(look)]
    return sorted(gathered(found) if case.imported else found, key=lambda problem: -problem.weight)
