"""The definitions of the graph model with sets, as they are written and as slow as that; nothing of the engine is used.

An oracle holds, for each actor, ``moves`` (state -> set of states) and ``better(i, t, s)``, ``much``, ``unknown``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import combinations, product

Holds = Callable[[int, int, int], bool]


def never(_i: int, _t: int, _s: int) -> bool:
    return False


@dataclass(frozen=True)
class Oracle:
    states: int
    moves: list[dict[int, set[int]]]
    better: Holds
    much: Holds = never
    unknown: Holds = never
    decimal: tuple[int, ...] | None = None

    @cached_property
    def everybody(self) -> tuple[int, ...]:
        return tuple(range(len(self.moves)))

    def can(self, i: int, s: int) -> set[int]:
        return self.moves[i].get(s, set())

    def ups(self, i: int, s: int) -> set[int]:
        return {t for t in self.can(i, s) if self.better(i, t, s)}

    def sequences(self, start: int, steps: dict[object, Callable[[int], Iterable[int]]]) -> set[int]:
        """Where a sequence of steps can end in which no mover moves twice running, less the start."""
        seen: set[tuple[object, int]] = set()
        left: list[tuple[object, int]] = [(None, start)]
        while left:
            last, x = left.pop()
            for mover, step in steps.items():
                if mover != last:
                    for y in step(x):
                        if (mover, y) not in seen:
                            seen.add((mover, y))
                            left.append((mover, y))
        return {y for _, y in seen} - {start}

    @cached_property
    def reach(self) -> Callable[[tuple[int, ...], int], set[int]]:
        def found(group: tuple[int, ...], s: int) -> set[int]:
            return self.sequences(s, {j: partial(self.can, j) for j in group})

        return lru_cache(None)(found)

    @cached_property
    def reach_up(self) -> Callable[[tuple[int, ...], int], set[int]]:
        return lru_cache(None)(self._reach_up)

    def _reach_up(self, group: tuple[int, ...], s: int) -> set[int]:
        def step(j: int) -> Callable[[int], Iterable[int]]:
            return lambda x: {t for t in self.can(j, x) if self.better(j, t, x) or self.unknown(j, t, x)}

        return self.sequences(s, {j: step(j) for j in group})

    def stable(self, concept: str, i: int, s: int, extension: str = "a", strong: bool = False) -> bool:
        def tempts(t: int) -> bool:
            return self.better(i, t, s) or (extension in "ac" and self.unknown(i, t, s))

        def deters(u: int) -> bool:
            if self.unknown(i, u, s):
                return extension in "cd"
            return self.much(i, s, u) if strong else not self.better(i, u, s)

        others = tuple(j for j in self.everybody if j != i)
        for t in self.can(i, s):
            if not tempts(t):
                continue
            if concept == "Nash":
                return False
            ends = self.reach_up(others, t) if concept in ("SEQ", "SSEQ") else self.reach(others, t)
            met = [u for u in ends if deters(u)]
            if concept in ("SMR", "SSEQ"):
                met = [u for u in met if all(deters(v) for v in self.can(i, u))]
            if not met:
                return False
        return True

    def stable_together(self, i: int, s: int) -> bool:
        """SIM: what everybody changes is changed at once."""
        assert self.decimal is not None
        where = {d: n for n, d in enumerate(self.decimal)}
        others = [j for j in self.everybody if j != i]
        for t in self.ups(i, s):
            met = False
            for chosen in product(*[[s, *self.ups(j, s)] for j in others]):
                changed = 0
                for u in (t, *chosen):
                    changed |= self.decimal[s] ^ self.decimal[u]
                end = where.get(self.decimal[s] ^ changed)
                met = met or (end is not None and not self.better(i, end, s))
            if not met:
                return False
        return True

    def coalitions(self, among: Iterable[int]) -> list[tuple[int, ...]]:
        members = list(among)
        return [h for size in range(1, len(members) + 1) for h in combinations(members, size)]

    @cached_property
    def improvements(self) -> Callable[[tuple[int, ...], int], set[int]]:
        def found(h: tuple[int, ...], s: int) -> set[int]:
            return {t for t in self.reach(h, s) if all(self.better(i, t, s) for i in h)}

        return lru_cache(None)(found)

    def coalition_stable(self, concept: str, h: tuple[int, ...], s: int, sanction: str = "class") -> bool:
        others = tuple(j for j in self.everybody if j not in h)
        for t in self.improvements(h, s):
            if concept == "CNash":
                return False
            if concept != "CSEQ":
                ends = self.reach(others, t)
            elif sanction == "individual":
                ends = self.reach_up(others, t)
            else:
                ends = self.sequences(t, {k: partial(self.improvements, k) for k in self.coalitions(others)})
            met = [u for u in ends if any(not self.better(i, u, s) for i in h)]
            if concept == "CSMR":
                met = [u for u in met if all(any(not self.better(i, v, s) for i in h) for v in self.reach(h, u))]
            if not met:
                return False
        return True
