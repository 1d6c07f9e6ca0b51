"""The Pareto set of a table: the outcomes that nobody can better without somebody losing.

    row r is in the set iff no row s has u_s >= u_r for all and u_s > u_r for somebody

Rows that are equal beat each other in nothing: all of them are in the set, or none. Values are compared as they are,
with no tolerance.

Source: Pareto (1906), as in Nash (1950, Econometrica 18:155-162, axiom of efficiency). Units: utilities on any scale,
one for each party.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from backchannel.theory.ranges import Floats

S = TypeVar("S")
T = TypeVar("T")

FEW_ROWS = 4096
"""Up to so many rows, no row is tried on all others first and one tree is grown."""

TRIED, STOOD_FOR = 512, 2048
"""Rows that may be tried on all others, and rows that stand for all when they are chosen."""

PAYS = 0.004
"""Share of the rows still there that a row must beat to be tried on all: what it costs beside a search in the tree."""


def pareto_set(utilities: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Zero-based numbers of the rows that no row beats, in order; equal rows are all there.

    ``utilities`` [row, party], finite, larger is better. No rows give no numbers. Works on as many threads as Numba may
    use; the answer does not depend on them. Raises ValueError when it is no table, has no parties, or has a value that
    is not finite.

    Source: Pareto (1906).

    >>> pareto_set([[1, 0], [0.5, 0.5], [0.5, 0.4], [0, 1], [0, 1]]).tolist()
    [0, 1, 3, 4]
    """
    table = np.ascontiguousarray(utilities, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] == 0:
        raise ValueError("utilities is no table; expected rows of outcomes with one number for each party")
    if table.shape[0] == 0:
        return np.empty(0, dtype=np.int64)
    from numba import get_num_threads  # here, so that what never asks for a Pareto set starts without Numba

    with ThreadPoolExecutor(get_num_threads()) as pool:
        return _Search(table, pool, get_num_threads()).found()


class _Search:
    """One search: its table, and the threads that share the work in pieces of a fixed order."""

    def __init__(self, table: Floats, pool: ThreadPoolExecutor, threads: int) -> None:
        self.table, self.pool, self.threads = table, pool, threads

    def found(self) -> npt.NDArray[np.int64]:
        from backchannel.theory import dominance as loops

        n, parties = self.table.shape
        beaten = np.zeros(n, dtype=np.bool_)
        low, scale = self._box()
        cuts = self._cuts(n)
        left = [last - first for first, last in cuts]
        few = self._few(low, scale) if n > FEW_ROWS else self.table[:0]
        if len(few):
            left = self._each(lambda piece: loops.sift(self.table, few, piece[0], piece[1], beaten), cuts)
        ends = np.cumsum([0, *left]).tolist()
        rows, index = np.empty((ends[-1], parties)), np.empty(ends[-1], dtype=np.int64)
        self._each(
            lambda n: loops.gather(self.table, beaten, cuts[n][0], cuts[n][1], ends[n], rows, index), range(len(cuts))
        )
        roots, tree, corner = self._grown(rows, index)
        boxes = [(a + lo, a + hi) for a, b in roots.tolist() for lo, hi in self._cuts(b - a)]
        self._each(lambda piece: loops.seek(rows, index, roots, tree, corner, piece[0], piece[1], beaten), boxes)
        return np.flatnonzero(~beaten).astype(np.int64)

    def _each(self, work: Callable[[S], T], pieces: Iterable[S]) -> list[T]:
        return list(self.pool.map(work, pieces))

    def _cuts(self, n: int) -> list[tuple[int, int]]:
        """Pieces of n rows, several for each thread so that none waits long for another."""
        at = np.linspace(0, n, min(8 * self.threads, n) + 1).astype(np.int64)
        return list(zip(at[:-1].tolist(), at[1:].tolist(), strict=True))

    def _box(self) -> tuple[Floats, Floats]:
        """Least value and inverse width of each column. Raises ValueError where a value is not finite."""
        from backchannel.theory import dominance as loops

        cuts = self._cuts(len(self.table))
        lows, highs = np.empty((2, len(cuts), self.table.shape[1]))
        odd = self._each(lambda n: loops.extent(self.table, *cuts[n], lows[n], highs[n]), range(len(cuts)))
        if any(odd):
            raise ValueError("utilities has a value outside its range; expected any finite number")
        low, high = lows.min(axis=0), highs.max(axis=0)
        half = high / 2.0 - low / 2.0  # the width itself may be beyond the largest float
        return low, np.where(half > 0.0, 0.5 / np.where(half > 0.0, half, 1.0), 1.0)

    def _few(self, low: Floats, scale: Floats) -> Floats:
        """Rows worth trying on all others: by a sample, each beats many that those before it do not."""
        from backchannel.theory import dominance as loops

        n = len(self.table)
        size = -(-n // TRIED)
        blocks = -(-n // size)
        best = np.empty(blocks, dtype=np.int64)
        step = self._cuts(blocks)
        self._each(lambda piece: loops.largest(self.table, low, scale, piece[0], piece[1], size, best), step)
        tried, some = self.table[best], np.ascontiguousarray(self.table[:: max(1, n // STOOD_FOR)])
        beats = np.empty((len(tried), len(some)), dtype=np.bool_)
        loops.crossed(tried, some, beats)
        chosen: list[int] = []
        while beats.shape[1]:
            counts = beats.sum(axis=1)
            at = int(counts.argmax())
            if counts[at] < max(2.0, PAYS * beats.shape[1]):
                break
            chosen.append(at)
            beats = beats[:, ~beats[at]]
        return np.ascontiguousarray(tried[chosen])

    def _grown(
        self, rows: Floats, index: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
        """Trees over all rows, one for each thread or two: roots [tree, (node, end)], nodes and their corners."""
        from backchannel.theory import dominance as loops

        parts = [(0, len(rows))]
        while len(parts) < 2 * self.threads and len(rows) > FEW_ROWS:
            middles = self._each(lambda part: loops.halve(rows, index, *part), parts)
            parts = [half for (lo, hi), at in zip(parts, middles, strict=True) for half in ((at, hi), (lo, at))]
        room = [(hi - lo) // 3 + 2 for lo, hi in parts]  # a box is halved no worse than two to three
        first = np.cumsum([0, *room])
        tree = np.empty((first[-1], 3), dtype=np.int64)
        corner = np.empty((first[-1], rows.shape[1]))
        ends = self._each(lambda n: loops.grow(rows, index, *parts[n], int(first[n]), tree, corner), range(len(parts)))
        return np.array(list(zip(first[:-1].tolist(), ends, strict=True)), dtype=np.int64), tree, corner
