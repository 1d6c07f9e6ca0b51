"""Which rows of a table no other row beats: the loops that look for a row as good for all and better for one.

Rows are put into a k-d tree, halved on the side on which they lie widest apart, with the upper corner of every box. A
row is beaten iff some row of a box whose corner beats it does, so boxes whose corner does not are passed over. A few
rows that beat many are tried on all rows first. What is found is exact, whatever the tree looks like.

Source: dominance, Pareto (1906), Kung, Luccio & Preparata (1975, J. ACM 22:469-476) for the problem; k-d trees, Bentley
(1975, Comm. ACM 18:509-517). Units: any, one scale for each column; larger is better.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backchannel.core.jit import compiled, worker
from backchannel.theory.ranges import Floats

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAF = 24
"""Rows at most that a box holds without being halved again."""

SAMPLED = 33
"""Rows that stand for a box when it is halved."""


@compiled
def beats(one: Floats, other: Floats) -> bool:
    """Whether a row is as good as another for all and better for somebody.

    >>> beats(np.array([1.0, 2.0]), np.array([1.0, 1.0])), beats(np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    (True, False)
    """
    for k in range(other.shape[0]):
        if one[k] < other[k]:
            return False
    for k in range(other.shape[0]):  # noqa: SIM110 - compiled, and a generator is not
        if one[k] > other[k]:
            return True
    return False


@worker
def extent(table: Floats, first: int, last: int, low: Floats, high: Floats) -> int:
    """Least and greatest value of each column in some rows; returns how many values are not finite.

    >>> low, high = np.empty(2), np.empty(2)
    >>> extent(np.array([[1.0, 5.0], [3.0, np.inf]]), 0, 2, low, high), low.tolist(), high.tolist()
    (1, [1.0, 5.0], [3.0, inf])
    """
    odd = 0
    for k in range(table.shape[1]):
        low[k] = table[first, k]
        high[k] = table[first, k]
    for r in range(first, last):
        for k in range(table.shape[1]):
            x = table[r, k]
            low[k] = min(low[k], x)
            high[k] = max(high[k], x)
            odd += (x - x) != 0.0
    return odd


@worker
def largest(table: Floats, low: Floats, scale: Floats, first: int, last: int, size: int, best: Ints) -> None:
    """In each block of ``size`` rows, the one above the most of the box that holds all rows.

    >>> table, best = np.array([[0.1, 0.1], [0.9, 0.8], [0.5, 0.5], [1.0, 0.0]]), np.empty(2, dtype=np.int64)
    >>> largest(table, np.zeros(2), np.ones(2), 0, 2, 2, best)
    >>> best.tolist()
    [1, 2]
    """
    for b in range(first, last):
        most, at = -1.0, b * size
        for r in range(b * size, min(table.shape[0], (b + 1) * size)):
            volume = 1.0
            for k in range(table.shape[1]):
                volume *= (table[r, k] - low[k]) * scale[k] + 1e-3
            if volume > most:
                most, at = volume, r
        best[b] = at


@worker
def crossed(few: Floats, some: Floats, out: Flags) -> None:
    """Which of a few rows beat which of some others: out [few, some].

    >>> out = np.empty((1, 2), dtype=np.bool_)
    >>> crossed(np.array([[1.0, 2.0]]), np.array([[1.0, 1.0], [2.0, 1.0]]), out)
    >>> out.tolist()
    [[True, False]]
    """
    for a in range(few.shape[0]):
        for b in range(some.shape[0]):
            out[a, b] = beats(few[a], some[b])


@worker
def sift(table: Floats, few: Floats, first: int, last: int, beaten: Flags) -> int:
    """Mark the rows that one of a few beats; returns how many are left.

    >>> beaten = np.empty(2, dtype=np.bool_)
    >>> sift(np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([[1.0, 1.0]]), 0, 2, beaten), beaten.tolist()
    (1, [True, False])
    """
    latest, left = 0, 0
    for r in range(first, last):
        dead = beats(few[latest], table[r])
        if not dead:
            for e in range(few.shape[0]):
                if beats(few[e], table[r]):
                    dead, latest = True, e
                    break
        beaten[r] = dead
        left += not dead
    return left


@worker
def gather(table: Floats, beaten: Flags, first: int, last: int, at: int, rows: Floats, index: Ints) -> None:
    """Copy the rows that are left, and their numbers, to where ``at`` says.

    >>> rows, index = np.empty((2, 2)), np.empty(2, dtype=np.int64)
    >>> gather(np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 3.0]]), np.array([True, False, False]), 0, 3, 0, rows, index)
    >>> rows.tolist(), index.tolist()
    ([[2.0, 0.0], [0.0, 3.0]], [1, 2])
    """
    for r in range(first, last):
        if not beaten[r]:
            for k in range(table.shape[1]):
                rows[at, k] = table[r, k]
            index[at] = r
            at += 1


@compiled
def _swap(rows: Floats, index: Ints, a: int, b: int) -> None:
    for k in range(rows.shape[1]):
        kept = rows[a, k]
        rows[a, k] = rows[b, k]
        rows[b, k] = kept
    number = index[a]
    index[a] = index[b]
    index[b] = number


@compiled
def _widest(rows: Floats, lo: int, hi: int) -> int:
    """The column in which some rows lie furthest apart, by a sample of them."""
    c = min(SAMPLED, hi - lo)
    wide, width = 0, -1.0
    for k in range(rows.shape[1]):
        least = rows[lo, k]
        most = least
        for j in range(1, c):
            x = rows[lo + j * (hi - lo) // c, k]
            least, most = min(least, x), max(most, x)
        if most - least > width:
            wide, width = k, most - least
    return wide


@worker
def halve(rows: Floats, index: Ints, lo: int, hi: int) -> int:
    """Reorder rows lo..hi so that from the row returned on all are no less in one column; it lies about the middle.

    >>> rows, index = np.array([[5.0], [1.0], [4.0], [0.0], [3.0], [2.0]]), np.arange(6)
    >>> at = halve(rows, index, 0, 6)
    >>> 2 <= at <= 4, bool(rows[:at].max() <= rows[at:].min())
    (True, True)
    """
    n, k = hi - lo, _widest(rows, lo, hi)
    middle, least, most = lo + n // 2, lo + 2 * n // 5, lo + 3 * n // 5 + 1
    sample = np.empty(SAMPLED)
    a, b = lo, hi
    while b - a > 1:
        c = min(SAMPLED, b - a)
        for j in range(c):
            sample[j] = rows[a + j * (b - a) // c, k]
        ranked = np.sort(sample[:c])
        pivot = ranked[min(c - 1, c * (middle - a) // (b - a))]
        i, j = a, b - 1
        while i <= j:
            while rows[i, k] < pivot:
                i += 1
            while rows[j, k] > pivot:
                j -= 1
            if i <= j:
                if i < j:
                    _swap(rows, index, i, j)
                i += 1
                j -= 1
        if least <= i <= most:
            return i
        if least <= j + 1 <= most:
            return j + 1
        if middle <= j:
            b = j + 1
        elif middle >= i:
            a = i
        else:
            return middle
    return middle


@worker
def grow(rows: Floats, index: Ints, lo: int, hi: int, node: int, tree: Ints, corner: Floats) -> int:
    """The tree over rows lo..hi from ``node`` on, the better half first; returns the node after its last.

    ``tree`` [node, (first row, row after the last, node to go on with if this one is passed over)]; ``corner`` [node,
    column] its upper corner.

    >>> rows, tree, corner = np.arange(30.0).reshape(30, 1), np.empty((3, 3), dtype=np.int64), np.empty((3, 1))
    >>> grow(rows, np.arange(30), 0, 30, 0, tree, corner), tree[:, 2].tolist(), corner[:2].tolist()
    (3, [3, 2, 3], [[29.0], [29.0]])
    """
    tree[node, 0], tree[node, 1] = lo, hi
    if hi - lo <= LEAF:
        for k in range(rows.shape[1]):
            x = rows[lo, k]
            for r in range(lo + 1, hi):
                x = max(x, rows[r, k])
            corner[node, k] = x
        tree[node, 2] = node + 1
        return node + 1
    middle = halve(rows, index, lo, hi)
    worse = grow(rows, index, middle, hi, node + 1, tree, corner)
    end = grow(rows, index, lo, middle, worse, tree, corner)
    for k in range(rows.shape[1]):
        corner[node, k] = max(corner[node + 1, k], corner[worse, k])
    tree[node, 2] = end
    return end


@compiled
def _still(rows: Floats, live: Ints, count: int, one: Floats, low: Floats, index: Ints, beaten: Flags) -> int:
    """Of the rows in ``live``, keep those that ``one`` does not beat; ``low`` becomes the lower corner of their box."""
    kept = 0
    for j in range(count):
        if beats(one, rows[live[j]]):
            beaten[index[live[j]]] = True
        else:
            live[kept] = live[j]
            kept += 1
    if kept < count:
        _lower_corner(rows, live, kept, low)
    return kept


@compiled
def _lower_corner(rows: Floats, live: Ints, count: int, low: Floats) -> None:
    for j in range(count):
        for k in range(rows.shape[1]):
            x = rows[live[j], k]
            low[k] = x if j == 0 else min(low[k], x)


@worker
def seek(
    rows: Floats, index: Ints, roots: Ints, tree: Ints, corner: Floats, first: int, last: int, beaten: Flags
) -> None:
    """Mark, by their numbers, those rows that a row of the trees beats, box by box from node first to last.

    The rows of a box go through the trees together: a box whose corner does not beat the lower corner of theirs beats
    none of them.

    >>> rows, beaten = np.array([[0.0, 0.0], [1.0, 1.0]]), np.zeros(2, dtype=np.bool_)
    >>> seek(rows, np.arange(2), np.array([[0, 1]]), np.array([[0, 2, 1]]), np.array([[1.0, 1.0]]), 0, 1, beaten)
    >>> beaten.tolist()
    [True, False]
    """
    live, low, latest = np.empty(LEAF, dtype=np.int64), np.empty(rows.shape[1]), 0
    for leaf in range(first, last):
        if tree[leaf, 2] != leaf + 1:
            continue
        count = tree[leaf, 1] - tree[leaf, 0]
        for j in range(count):
            live[j] = tree[leaf, 0] + j
        _lower_corner(rows, live, count, low)
        count = _still(rows, live, count, rows[latest], low, index, beaten)
        for t in range(roots.shape[0]):
            node, end = roots[t, 0], roots[t, 1]
            while node < end and count > 0:
                if not beats(corner[node], low):
                    node = tree[node, 2]
                    continue
                if tree[node, 2] == node + 1:
                    kept = 0
                    for j in range(count):
                        dead = False
                        if beats(corner[node], rows[live[j]]):
                            for q in range(tree[node, 0], tree[node, 1]):
                                if beats(rows[q], rows[live[j]]):
                                    dead, latest = True, q
                                    break
                        if dead:
                            beaten[index[live[j]]] = True
                        else:
                            live[kept] = live[j]
                            kept += 1
                    if kept < count:
                        count = kept
                        _lower_corner(rows, live, count, low)
                node += 1
