"""Which changes are weighed against each other, and what each has to do with a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from backchannel.analyses.attribution import Coalition, Floats, shapley
from backchannel.case.problems import CaseError
from backchannel.core.errors import AskError

MOST = 6
"""So many groups of changes are weighed: 2**6 versions of the case are counted."""

Atoms = frozenset[int]


@dataclass(frozen=True)
class Shares:
    """The part of each group of atoms in each quantity, by draw: [group, quantity, run].

    ``idle`` are atoms that were seen to move nothing; ``rest`` says whether the last group is all the smaller ones.
    """

    groups: tuple[Atoms, ...]
    parts: Floats
    idle: Atoms
    rest: bool


class NotACaseError(Exception):
    """A set of groups that makes no case without others."""

    def __init__(self, taken: Coalition) -> None:
        super().__init__(taken)
        self.taken = taken


def share_out(
    atoms: int,
    value: Callable[[Atoms], Floats],
    records: Callable[[int], str],
    unread: Atoms = frozenset(),
    doubtful: Atoms = frozenset(),
    most: int = MOST,
) -> Shares:
    """Share ``value(all) - value(none)`` out among groups of ``atoms`` changes.

    ``value`` gives quantities [quantity, run] for a set of atoms and raises CaseError or AskError where that makes no
    case; ``records`` says which record an atom belongs to; ``unread`` are atoms thought to move nothing and
    ``doubtful`` some that may, both of which is tested. Up to ``most`` atoms are groups of their own; of more, those of
    one record are taken together, and then the smallest, by what each does alone, as one. Groups that make no case
    without each other are one from the start.
    """
    whole = frozenset(range(atoms))
    idle = unread if unread and unread < whole and _idle(value, unread, whole) else frozenset()
    for atom in sorted(doubtful - idle) if len(doubtful) <= most else ():
        if (more := idle | {atom}) < whole and _idle(value, more, whole):
            idle = more
    groups = [frozenset({n}) for n in sorted(whole - idle)]
    if len(groups) > most:
        by: dict[str, Atoms] = {}
        for one in groups:
            name = records(min(one))
            by[name] = by.get(name, frozenset()) | one
        groups = list(by.values())
    rest = False
    while True:
        try:
            if len(groups) > most:
                groups, rest = _smallest_together(groups, value, whole - idle, most), True
            parts = shapley(lambda taken, now=tuple(groups): _value(value, now, taken, idle), len(groups))  # type: ignore[misc]
            return Shares(tuple(groups), parts, idle, rest)
        except NotACaseError as error:
            groups, rest = _merged(groups, error.taken, value), False


def _value(value: Callable[[Atoms], Floats], groups: Iterable[Atoms], taken: Coalition, idle: Atoms) -> Floats:
    groups = list(groups)
    chosen: Atoms = frozenset().union(*(groups[g] for g in taken))
    try:
        return value(chosen | idle if len(taken) == len(groups) else chosen)
    except (CaseError, AskError):
        raise NotACaseError(taken) from None


def _idle(value: Callable[[Atoms], Floats], some: Atoms, whole: Atoms) -> bool:
    """Whether some atoms move nothing, neither made first nor made last."""
    try:
        first = np.array_equal(value(some), value(frozenset()))
        return first and np.array_equal(value(whole - some), value(whole))
    except (CaseError, AskError):
        return False


def _smallest_together(groups: list[Atoms], value: Callable[[Atoms], Floats], live: Atoms, most: int) -> list[Atoms]:
    """The groups that do most alone, made first or last, and all others as one group at the end."""
    none, everything = value(frozenset()), _value(value, groups, frozenset(range(len(groups))), frozenset())
    sizes = []
    for number, one in enumerate(groups):
        alone = _value(value, groups, frozenset({number}), frozenset()) - none
        try:
            last = everything - value(live - one)
        except (CaseError, AskError):
            raise NotACaseError(frozenset(range(len(groups))) - {number}) from None
        sizes.append(float(np.abs((alone + last).mean(axis=-1)).sum()))
    order = np.argsort(-np.array(sizes), kind="stable")
    first = sorted(int(n) for n in order[: most - 1])
    others: Atoms = frozenset().union(*(groups[int(n)] for n in order[most - 1 :]))
    return [*(groups[n] for n in first), others]


def _merged(groups: list[Atoms], taken: Coalition, value: Callable[[Atoms], Floats]) -> list[Atoms]:
    """The groups with those made one that need each other: the least part of ``taken`` that makes no case, and the
    least that it takes to make one."""

    def sound(some: Iterable[int]) -> bool:
        try:
            value(frozenset().union(*(groups[n] for n in some)))
        except (CaseError, AskError):
            return False
        return True

    broken = set(taken)
    for number in sorted(taken):
        if not sound(broken - {number}):
            broken -= {number}
    needed = set(range(len(groups)))
    for number in sorted(needed - broken):
        if sound(needed - {number}):
            needed -= {number}
    one = frozenset().union(*(groups[n] for n in needed))
    place = min(needed)
    return [one if n == place else g for n, g in enumerate(groups) if n == place or n not in needed]
