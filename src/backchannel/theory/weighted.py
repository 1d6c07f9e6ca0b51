"""Counting the coalitions of a weighted vote: several quotas at once, a least number of members, vetoes.

A coalition S wins iff every veto player is in it, |S| >= m, and sum_{i in S} w_ij >= q_j for every quota j. With y to
mark members and D(theta) the coalitions that reach the thresholds theta, by size::

    one voter more        D'(theta) = D(theta) + y D(theta - w)
    without voter i       O_i(theta) = D(theta) - y O_i(theta - w_i) = sum_t (-y)^t D(theta - t w_i)

Thresholds below 0 count as 0. Numbers are whole and exact: machine integers up to 62 voters, where no count can leave
them, and integers of any length beyond. Where weights have too many digits for such a table, up to 20 voters are
counted by listing all coalitions. A weight above the quota counts as the quota, and common factors are taken out; both
leave every coalition as it is.

Source: Mann & Shapley (1962, RAND RM-3158), generating functions; several quotas, Algaba, Bilbao, Fernandez Garcia &
Lopez (2003, Math. Soc. Sci. 45:1-19). Units: weights and quotas on one scale, whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[Any]

MACHINE = 62
"""Voters up to which a count of coalitions fits a machine integer."""

LISTED = 20
"""Voters up to which coalitions may be listed one by one."""

MOST_CELLS, MOST_LONG_CELLS = 30_000_000, 3_000_000
"""Cells of a table of counts at most: of machine integers, and of integers of any length."""

MOST_STEPS = 2_000_000_000
"""Cells that may be touched at most in counting minimal coalitions."""

MOST_LONG_STEPS = 500_000_000
"""Cells of integers of any length that may be touched at most: about 20 seconds."""


@dataclass(frozen=True)
class WeightedGame:
    """A vote: ``weights`` [quota, voter] and ``quotas`` [quota] whole and >= 0, ``vetoes`` numbers of voters."""

    weights: tuple[tuple[int, ...], ...]
    quotas: tuple[int, ...]
    min_members: int = 0
    vetoes: frozenset[int] = frozenset()

    @property
    def voters(self) -> int:
        """Number of voters."""
        return len(self.weights[0])

    def wins(self, members: Iterable[int]) -> bool:
        """Whether a coalition wins.

        >>> WeightedGame(((2, 1, 1),), (3,)).wins([0, 2])
        True
        """
        inside = set(members)
        return (
            len(inside) >= self.min_members
            and self.vetoes <= inside
            and all(sum(row[i] for i in inside) >= q for row, q in zip(self.weights, self.quotas, strict=True))
        )


def whole(weights: Sequence[float], quota: float) -> tuple[list[int], int]:
    """The same vote in the smallest whole numbers: weights [n], and the least whole weight that reaches the quota.

    A float stands for the shortest decimal that writes it, .1 for one tenth.

    >>> whole([0.5, 0.25, 0.25], 0.6)
    ([2, 1, 1], 3)
    """
    exact = [Fraction(repr(weight)) for weight in weights]
    scale = math.lcm(*(weight.denominator for weight in exact))
    scaled = [int(weight * scale) for weight in exact]
    unit = math.gcd(*scaled) or 1
    return [weight // unit for weight in scaled], math.ceil(Fraction(repr(quota)) * scale / unit)


def swings(game: WeightedGame) -> list[list[int]]:
    """For each voter, how many coalitions of 0, 1, ..., n - 1 others it turns from losing to winning.

    Raises ValueError when weights have too many digits to count, or voters are too many.

    Source: Mann & Shapley (1962).

    >>> swings(WeightedGame(((2, 1, 1),), (3,)))
    [[0, 2, 1], [0, 1, 0], [0, 1, 0]]
    """
    core, at_least, shift = _without_vetoes(game)
    n, left = game.voters, core.voters
    winning, without = _winning(core, at_least)
    turned = {}
    for kind, others in without.items():
        held = [winning[s + 1] - others[s + 1] for s in range(left)]  # winning coalitions with the voter, by others
        turned[kind] = [0] * shift + [has - had for has, had in zip(held, others, strict=False)]
    all_with = [0] * max(shift - 1, 0) + winning  # what a veto player turns: all that win, by others
    kinds = iter(zip(*core.weights, strict=True)) if left else iter(())
    return [all_with[:n] if i in game.vetoes else turned[next(kinds)] for i in range(n)]


def minimal(game: WeightedGame) -> list[list[int]]:
    """For each voter, in how many minimal winning coalitions of 0, 1, ..., n members it is.

    A coalition is minimal when it wins and loses by the leaving of any member. Raises ValueError when weights have too
    many digits to count, or voters are too many.

    Source: the coalitions of Deegan & Packel (1978); counted by how far they exceed each quota.

    >>> minimal(WeightedGame(((2, 1, 1),), (3,)))
    [[0, 0, 2, 0], [0, 0, 1, 0], [0, 0, 1, 0]]
    """
    core, at_least, shift = _without_vetoes(game)
    n, left = game.voters, core.voters
    found = _minimal_listed(core, at_least) if left <= LISTED else _minimal_counted(core, at_least)
    rows = iter(found[1:])
    return [([0] * shift + (found[0] if i in game.vetoes else next(rows)))[: n + 1] for i in range(n)]


def proper(game: WeightedGame) -> bool:
    """Whether no two coalitions without a common member can both win.

    Raises ValueError when weights have too many digits to tell.

    >>> proper(WeightedGame(((5, 5, 3, 3),), (9,))), proper(WeightedGame(((5, 5, 3, 3),), (5,)))
    (True, False)
    """
    reduced = (_reduced(row, quota) for row, quota in zip(game.weights, game.quotas, strict=True))
    bounds = [*reduced, ((1,) * game.voters, game.min_members)]
    if game.vetoes or any(2 * quota > sum(row) for row, quota in bounds):
        return True
    bounds = [(row, quota) for row, quota in bounds if quota > 0] or bounds[:1]
    sizes = [sum(row) + 1 for row, _ in bounds]
    if math.prod(sizes) > MOST_CELLS:
        raise ValueError(TOO_FINE)
    within, strides = 1, [math.prod(sizes[k + 1 :]) for k in range(len(sizes))]
    for i in range(game.voters):  # one bit for each vector of totals that some coalition has
        within |= within << sum(row[i] * stride for (row, _), stride in zip(bounds, strides, strict=True))
    reached = np.unpackbits(
        np.frombuffer(within.to_bytes(math.prod(sizes) // 8 + 1, "little"), np.uint8), bitorder="little"
    )
    table = reached[: math.prod(sizes)].reshape(sizes)
    return not table[tuple(slice(q, sum(row) - q + 1) for row, q in bounds)].any()


TOO_FINE = "weights have too many digits to count coalitions exactly; round them to fewer"
TOO_MANY = "so many voters with so large a quota take too long to count exactly; leave out voters or round the weights"


def _reduced(weights: Sequence[int], quota: int) -> tuple[tuple[int, ...], int]:
    """The same vote in smaller numbers: no weight above the quota, no common factor.

    >>> _reduced([10**300, 4, 2], 5)
    ((5, 4, 2), 5)
    >>> _reduced([9, 4, 2], 6)
    ((3, 2, 1), 3)
    """
    clipped = [min(weight, quota) for weight in weights]
    unit = math.gcd(*clipped) or 1
    return tuple(weight // unit for weight in clipped), -(-quota // unit)


def _without_vetoes(game: WeightedGame) -> tuple[WeightedGame, int, int]:
    """The vote of the others once every veto player is in, the members it still needs, and how many those are."""
    others = [i for i in range(game.voters) if i not in game.vetoes]
    rows = [
        _reduced([row[i] for i in others], max(0, quota - sum(row[i] for i in game.vetoes)))
        for row, quota in zip(game.weights, game.quotas, strict=True)
    ]
    weights, quotas = tuple(row for row, _ in rows), tuple(quota for _, quota in rows)
    return WeightedGame(weights, quotas), max(0, game.min_members - len(game.vetoes)), len(game.vetoes)


def _winning(game: WeightedGame, at_least: int) -> tuple[list[int], dict[tuple[int, ...], list[int]]]:
    """Winning coalitions by size, and those without one voter of each kind."""
    n = game.voters
    kinds = list(dict.fromkeys(zip(*game.weights, strict=True)))
    if not _fits(game.quotas, n):
        if n > LISTED:
            raise ValueError(TOO_FINE)
        won, size = _listed(game, at_least)
        first = {kind: list(zip(*game.weights, strict=True)).index(kind) for kind in kinds}
        counted = {kind: _by_size(size, won & (_mask(n) >> i & 1 == 0), n) for kind, i in first.items()}
        return _by_size(size, won, n), counted
    if n > MACHINE and n * (n + 1) * (math.prod(q + 1 for q in game.quotas) + 2 * len(kinds)) > MOST_LONG_STEPS:
        raise ValueError(TOO_MANY)
    table = _reaching(game.weights, game.quotas)
    kept = np.arange(n + 1) >= at_least
    found = {kind: (_taken_out(table, game.quotas, kind, clip=True) * kept).tolist() for kind in kinds}
    return (table[game.quotas] * kept).tolist(), found


def _fits(quotas: Sequence[int], n: int) -> bool:
    cells = (n + 1) * math.prod(q + 1 for q in quotas)
    return cells <= (MOST_CELLS if n <= MACHINE else MOST_LONG_CELLS)


def _counts(shape: Sequence[int], n: int) -> Counts:
    return np.zeros(shape, dtype=np.int64 if n <= MACHINE else object)


def _reaching(weights: Sequence[Sequence[int]], quotas: Sequence[int]) -> Counts:
    """D [threshold of each quota, size]: coalitions of that size whose totals reach the thresholds."""
    n = len(weights[0])
    table = _counts([*(q + 1 for q in quotas), n + 1], n)
    table[(0,) * (len(quotas) + 1)] = 1
    for done, kind in enumerate(zip(*weights, strict=True)):
        before = slice(0, done + 1), slice(1, done + 2)
        if len(quotas) == 1:
            w = min(kind[0], quotas[0])
            least = table[0, before[0]].copy()
            table[w:, before[1]] += table[: quotas[0] + 1 - w, before[0]]
            table[:w, before[1]] += least
        else:
            at = np.ix_(*(np.maximum(np.arange(q + 1) - w, 0) for q, w in zip(quotas, kind, strict=True)))
            table[..., before[1]] += table[..., before[0]][at]
    return table


def _taken_out(table: Counts, at: Sequence[int], kind: Sequence[int], *, clip: bool) -> Counts:
    """The counts [size] of a table at some thresholds without a voter of this kind.

    A table of what is reached counts thresholds below 0 as 0 (``clip``); one of exact totals has nothing there.
    """
    sizes = table.shape[-1]
    steps = np.arange(sizes)
    where = [q - steps * w for q, w in zip(at, kind, strict=True)]
    if not clip:
        steps = steps[: int(np.min([np.count_nonzero(place >= 0) for place in where]))]
    rows = table[tuple(np.maximum(place[: len(steps)], 0) for place in where)]
    rows[1::2] *= -1
    slanted = np.zeros((len(steps), sizes + len(steps)), dtype=table.dtype)  # row t moved t places to the right
    slanted[:, :sizes] = rows
    moved = slanted.ravel()[: len(steps) * (sizes + len(steps) - 1)].reshape(len(steps), -1)
    out: Counts = moved.sum(axis=0)[:sizes]
    return out


def _mask(n: int) -> npt.NDArray[np.int64]:
    return np.arange(1 << n, dtype=np.int64)


def _listed(game: WeightedGame, at_least: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Whether each coalition wins, and its size; bit i of a coalition's number says that voter i is in it."""
    n = game.voters
    size = np.zeros(1 << n, dtype=np.int64)
    for i in range(n):
        size[1 << i : 2 << i] = size[: 1 << i] + 1
    won = size >= at_least
    for row, quota in zip(game.weights, game.quotas, strict=True):
        total = np.zeros(1 << n, dtype=np.int64 if sum(row) < 2**62 else object)
        for i in range(n):
            total[1 << i : 2 << i] = total[: 1 << i] + min(row[i], quota)
        won &= (total >= quota).astype(np.bool_)
    return won, size


def _by_size(size: npt.NDArray[np.int64], which: npt.NDArray[np.bool_], n: int) -> list[int]:
    found: list[int] = np.bincount(size[which], minlength=n + 1).tolist()
    return found


def _minimal_listed(game: WeightedGame, at_least: int) -> list[list[int]]:
    """Minimal winning coalitions by size: of all voters, then those that each is in."""
    n = game.voters
    won, size = _listed(game, at_least)
    least = won.copy()
    for i in range(n):
        least.reshape(-1, 2, 1 << i)[:, 1] &= ~won.reshape(-1, 2, 1 << i)[:, 0]
    return [_by_size(size, least, n), *(_by_size(size, least & (_mask(n) >> i & 1 == 1), n) for i in range(n))]


def _minimal_counted(game: WeightedGame, at_least: int) -> list[list[int]]:
    """The same without listing: by excess e over the quotas, coalitions of voters with a weight above it somewhere.

    Of coalitions with just as many members as are needed, all that win are minimal.
    """
    n = game.voters
    kinds = list(zip(*game.weights, strict=True))
    spans = []
    for row, quota in zip(game.weights, game.quotas, strict=True):
        edges = sorted({0, *row, max(sum(row) - quota, max(row)) + 1})
        spans.append([(quota + lo, quota + hi) for lo, hi in pairwise(edges)])  # totals that leave the same voters
    top = [span[-1][1] for span in spans]
    if not _fits(top, n):
        raise ValueError(TOO_FINE)
    most = MOST_STEPS if n <= MACHINE else MOST_LONG_STEPS
    if (n + 1) * n * math.prod(top) * math.prod(map(len, spans)) > most:
        raise ValueError(TOO_FINE if n <= MACHINE else TOO_MANY)
    everyone = _counts([n + 1], n)
    having = {kind: _counts([n + 1], n) for kind in kinds}
    for group in product(*spans):
        inside = [
            kind for kind in kinds
            if any(w > lo - q for w, (lo, _), q in zip(kind, group, game.quotas, strict=True))
        ]  # fmt: skip
        table = _exact(inside, [hi for _, hi in group], n)
        for at in product(*(range(lo, hi) for lo, hi in group)):
            everyone += table[at]
            for kind in dict.fromkeys(inside) if table[at].any() else ():
                having[kind] += table[at] - _taken_out(table, at, kind, clip=False)
    if at_least:
        everyone[:at_least] = 0
        winning, without = _winning(game, at_least)
        everyone[at_least] = winning[at_least]
        for kind, counts in having.items():
            counts[:at_least] = 0
            counts[at_least] = winning[at_least] - without[kind][at_least]
    return [everyone.tolist(), *(having[kind].tolist() for kind in kinds)]


def _exact(kinds: Sequence[Sequence[int]], ends: Sequence[int], n: int) -> Counts:
    """Coalitions of voters of these kinds [total for each quota, below its end; size]."""
    table = _counts([*ends, n + 1], n)
    table[(0,) * (len(ends) + 1)] = 1
    for kind in kinds:
        if all(w < end for w, end in zip(kind, ends, strict=True)):
            moved = tuple(slice(w, None) for w in kind)
            still = tuple(slice(0, end - w) for w, end in zip(kind, ends, strict=True))
            table[(*moved, slice(1, None))] += table[(*still, slice(0, -1))].copy()
    return table
