"""What holds of many records of an imported case alike, said once: such a file states a hundred points and no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from backchannel.case.problems import Problem

MOST_ALIKE = 3
"""So many problems of one kind are still listed one by one."""


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """Problems with those that say the same of many records of a group made into the weightiest of them.

    >>> found = [Problem(severity="note", field=f"actors.a{n}.cost", message="is odd", weight=n) for n in range(5)]
    >>> print(*gathered(found))
    actors.a4.cost: is odd; so with 4 more of `actors`
    """
    alike: dict[tuple[str | None, ...], list[Problem]] = {}
    for problem in problems:
        kind = (problem.severity, problem.message, problem.expected, problem.fix, problem.decides)
        alike.setdefault((_group(problem), *kind), []).append(problem)
    found: list[Problem] = []
    for same in alike.values():
        if len(same) <= MOST_ALIKE:
            found += same
            continue
        first = max(same, key=lambda problem: problem.weight)
        paths = tuple(dict.fromkeys(path for problem in same for path in problem.paths))
        message = f"{first.message}; so with {len(same) - 1} more of `{_group(first)}`"
        found.append(replace(first, message=message, paths=paths))
    return found


def _group(problem: Problem) -> str:
    return re.split(r"[.\[]", problem.field)[0]
