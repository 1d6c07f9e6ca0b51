"""Who is decisive in a weighted vote: exact counts of the coalitions that one voter turns from losing to winning.

A coalition wins iff its weight reaches the quota and it has at least min_members members. With s_k the coalitions of k
others that voter i turns, of n voters::

    Shapley-Shubik        sum_k s_k k! (n - 1 - k)!/n!
    Banzhaf, absolute     sum_k s_k/2^(n-1);  normalised: divided by the sum over voters

Coalitions are counted, not listed, by weight and size, in whole numbers of any length; a voter is taken out of the
count again by undoing its step. Fractions become floats only at the end.

Source: Shapley & Shubik (1954, APSR 48:787-792); Banzhaf (1965, Rutgers Law Review 19:317-343); counting, Mann &
Shapley (1962, RAND RM-3158). Units: weights and quota on one scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from backchannel.theory.ranges import listed, within

MOST_WEIGHTS = 200_000
"""Distinct weights of coalitions that are counted before the weights are called too fine."""


@dataclass(frozen=True)
class VotingPower:
    """Three indices of power, one number for each voter."""

    shapley_shubik: tuple[float, ...]
    banzhaf_absolute: tuple[float, ...]
    banzhaf_normalised: tuple[float, ...]


def shapley_shubik_banzhaf(weights: npt.ArrayLike, quota: float, min_members: int = 0) -> VotingPower:
    """Power of each voter in a weighted vote with a quota and, if asked, a least number of members.

    ``weights`` [n] >= 0 and ``quota`` >= 0 may have decimals and are taken as written; ``min_members`` in [0, n].
    Raises ValueError for a value out of range, when nobody is ever decisive (all coalitions win or none does), and when
    the weights have too many digits to count exactly.

    Source: Shapley & Shubik (1954), Banzhaf (1965).

    >>> found = shapley_shubik_banzhaf([50, 49, 1], 51)
    >>> [round(x, 6) for x in found.shapley_shubik], found.banzhaf_absolute
    ([0.666667, 0.166667, 0.166667], (0.75, 0.25, 0.25))
    """
    each = listed("weights", weights, 0.0, np.inf)
    n = each.size
    if not 0 <= min_members <= n:
        raise ValueError(f"min_members is {min_members}; expected between 0 and {n}, the number of voters")
    scaled, needed = whole(each.tolist(), float(within("quota", quota, 0.0, np.inf)))
    turned = swings(scaled, needed, min_members)
    totals = [sum(by_size) for by_size in turned]
    if not any(totals):
        raise ValueError(
            f"no voter is ever decisive with quota {quota:g} and min_members {min_members}; "
            f"expected a quota above 0 and at most {float(each.sum()):g}, the sum of the weights"
        )
    orders = math.factorial(n)
    turns = [math.factorial(k) * math.factorial(n - 1 - k) for k in range(n)]
    return VotingPower(
        shapley_shubik=tuple(float(Fraction(sum(map(int.__mul__, s, turns)), orders)) for s in turned),
        banzhaf_absolute=tuple(float(Fraction(total, 2 ** (n - 1))) for total in totals),
        banzhaf_normalised=tuple(float(Fraction(total, sum(totals))) for total in totals),
    )


def whole(weights: Sequence[float], quota: float) -> tuple[list[int], int]:
    """The same vote in the smallest whole numbers: weights [n], and the least whole weight that reaches the quota.

    A float stands for the shortest decimal that writes it, .1 for one tenth.

    >>> whole([0.5, 0.25, 0.25], 0.6)
    ([2, 1, 1], 3)
    """
    exact = [Fraction(repr(float(weight))) for weight in weights]
    scale = math.lcm(*(weight.denominator for weight in exact))
    scaled = [int(weight * scale) for weight in exact]
    unit = math.gcd(*scaled) or 1
    return [weight // unit for weight in scaled], math.ceil(Fraction(repr(float(quota))) * scale / unit)


def swings(weights: Sequence[int], quota: int, min_members: int = 0) -> list[list[int]]:
    """For each voter, how many coalitions of 0, 1, ..., n - 1 others it turns from losing to winning.

    ``weights`` [n] and ``quota`` whole numbers >= 0. Returns n lists of n whole numbers. Raises ValueError when
    coalitions have more than 200,000 distinct weights.

    Source: Mann & Shapley (1962); sizes are packed into one whole number, as digits in base 2^(n+1).

    >>> swings([2, 1, 1], 3)
    [[0, 2, 1], [0, 1, 0], [0, 1, 0]]
    """
    n = len(weights)
    digit = n + 1  # bits: there are at most 2^n coalitions of one size, so that digits never spill over
    counts = {0: 1}
    for weight in weights:
        for total, sizes in sorted(counts.items(), reverse=True):
            counts[total + weight] = counts.get(total + weight, 0) + (sizes << digit)
        if len(counts) > MOST_WEIGHTS:
            raise ValueError("weights have too many digits to count coalitions exactly; round them to fewer")
    found = {
        weight: _turned(_without(counts, weight, digit), weight, quota, min_members, n, digit)
        for weight in set(weights)
    }
    return [found[weight] for weight in weights]


def _without(counts: dict[int, int], weight: int, digit: int) -> dict[int, int]:
    """Coalitions of the others by weight, sizes packed, out of those of all."""
    if weight == 0:
        return {total: sizes // ((1 << digit) + 1) for total, sizes in counts.items()}  # exact: s = o + o 2^digit
    others: dict[int, int] = {}
    for total in sorted(counts):
        others[total] = counts[total] - (others.get(total - weight, 0) << digit)
    return others


def _turned(others: dict[int, int], weight: int, quota: int, min_members: int, n: int, digit: int) -> list[int]:
    """Coalitions of others, by size, that lose without a voter of this weight and win with it."""
    light = sum(sizes for total, sizes in others.items() if quota - weight <= total < quota)  # in want of its weight
    heavy = sum(sizes for total, sizes in others.items() if total >= quota)  # in want, if of anything, of a member
    turned = [0] * n
    for size in range(max(min_members - 1, 0), n):
        turned[size] = _of_size(light, size, digit)
    if min_members > 0:
        turned[min_members - 1] += _of_size(heavy, min_members - 1, digit)
    return turned


def _of_size(packed: int, size: int, digit: int) -> int:
    return (packed >> (digit * size)) & ((1 << digit) - 1)
