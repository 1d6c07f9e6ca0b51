"""Who is decisive in a weighted vote: power counted exactly over the coalitions that one voter turns.

With s_k the coalitions of k others that voter i turns from losing to winning, of n voters, and M the minimal winning
coalitions::

    Shapley-Shubik        sum_k s_k k! (n - 1 - k)!/n!
    Banzhaf, absolute     sum_k s_k/2^(n-1);  normalised: divided by the sum over voters
    Deegan-Packel         (1/|M|) sum of 1/|S| over the S of M that i is in

Coalitions are counted by ``weighted``, in whole numbers; indices are fractions.

Source: Shapley & Shubik (1954, APSR 48:787-792); Banzhaf (1965, Rutgers Law Review 19:317-343); Deegan & Packel (1978,
Int. J. Game Theory 7:113-123). Units: weights and quotas on one scale.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from backchannel.theory.ranges import listed, within
from backchannel.theory.weighted import WeightedGame, minimal, proper, swings, whole

Fractions = tuple[Fraction, ...]


@dataclass(frozen=True)
class VotingPower:
    """Three indices of power, one number for each voter."""

    shapley_shubik: tuple[float, ...]
    banzhaf_absolute: tuple[float, ...]
    banzhaf_normalised: tuple[float, ...]


@dataclass(frozen=True)
class ExactPower:
    """Indices of power as fractions, one for each voter; who can stop everything, and who changes nothing.

    ``veto`` [voter]: nothing is won without it; ``dummy`` [voter]: it never turns a coalition.
    """

    shapley_shubik: Fractions
    banzhaf_absolute: Fractions
    banzhaf_normalised: Fractions
    veto: tuple[bool, ...]
    dummy: tuple[bool, ...]


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
    found = exact_power(weighted_game([each.tolist()], [float(within("quota", quota, 0.0, np.inf))], min_members))
    return VotingPower(
        *(
            tuple(map(float, index))
            for index in (found.shapley_shubik, found.banzhaf_absolute, found.banzhaf_normalised)
        )
    )


def weighted_game(
    weights: Sequence[Sequence[float]],
    quotas: Sequence[float],
    min_members: int = 0,
    vetoes: Collection[int] = (),
) -> WeightedGame:
    """A vote in whole numbers: all quotas must be met, and all veto players must agree.

    ``weights`` [quota, voter] >= 0 and ``quotas`` [quota] >= 0 may have decimals and are taken as written, .1 for one
    tenth; ``min_members`` in [0, n]; ``vetoes`` zero-based numbers of voters. Raises ValueError for a value out of
    range and for lists of different length.

    >>> weighted_game([[0.5, 0.25, 0.25]], [0.6]).quotas
    (3,)
    """
    if not weights or len(weights) != len(quotas):
        raise ValueError(f"{len(weights)} lists of weights and {len(quotas)} quotas; expected one quota for each list")
    n = len(weights[0])
    for row in weights:
        listed("weights", row, 0.0, np.inf, like=("the first list of weights", n))
    within("quota", quotas, 0.0, np.inf)
    if not 0 <= min_members <= n:
        raise ValueError(f"min_members is {min_members}; expected between 0 and {n}, the number of voters")
    if any(not 0 <= i < n for i in vetoes):
        raise ValueError(f"vetoes names a voter that is not there; expected numbers from 0 to {n - 1}")
    scaled = [whole(row, quota) for row, quota in zip(weights, quotas, strict=True)]
    return WeightedGame(
        tuple(tuple(row) for row, _ in scaled), tuple(quota for _, quota in scaled), min_members, frozenset(vetoes)
    )


def exact_power(game: WeightedGame) -> ExactPower:
    """Shapley-Shubik and Banzhaf indices of each voter, and vetoes and dummies.

    Raises ValueError when nobody is ever decisive (all coalitions win or none does), and when the weights have too many
    digits to count exactly.

    Source: Shapley & Shubik (1954), Banzhaf (1965).

    >>> found = exact_power(WeightedGame(((50, 49, 1),), (51,)))
    >>> [str(x) for x in found.shapley_shubik], found.veto, found.dummy
    (['2/3', '1/6', '1/6'], (True, False, False), (False, False, False))
    """
    turned = swings(game)
    if not any(map(any, turned)):
        sums = ", ".join(str(sum(row)) for row in game.weights)
        raise ValueError(
            f"no voter is ever decisive with quota {', '.join(map(str, game.quotas))} and min_members "
            f"{game.min_members}; expected a quota above 0 and at most {sums}, the sum of the weights"
        )
    return indices(turned)


def indices(turned: Sequence[Sequence[int]]) -> ExactPower:
    """Power from swings [voter, others]; a voter that turns the coalition of all others has a veto.

    >>> found = indices([[0, 1], [0, 1]])
    >>> [str(x) for x in found.shapley_shubik], found.veto
    (['1/2', '1/2'], (True, True))
    """
    n = len(turned)
    orders = math.factorial(n)
    turns = [math.factorial(k) * math.factorial(n - 1 - k) for k in range(n)]
    kinds = {tuple(s): (Fraction(sum(map(int.__mul__, s, turns)), orders), sum(s)) for s in map(tuple, turned)}
    each = [kinds[tuple(s)] for s in turned]
    total = sum(count for _, count in each)
    per = {count: (Fraction(count, 2 ** (n - 1)), Fraction(count, total)) for _, count in each}
    return ExactPower(
        shapley_shubik=tuple(share for share, _ in each),
        banzhaf_absolute=tuple(per[count][0] for _, count in each),
        banzhaf_normalised=tuple(per[count][1] for _, count in each),
        veto=tuple(s[-1] > 0 for s in turned),
        dummy=tuple(count == 0 for _, count in each),
    )


def deegan_packel(game: WeightedGame) -> Fractions:
    """Deegan-Packel index of each voter: minimal winning coalitions are equally likely, members share equally.

    Raises ValueError when no coalition wins or the empty one does, and when the weights have too many digits to count.

    Source: Deegan & Packel (1978).

    >>> [str(x) for x in deegan_packel(WeightedGame(((50, 49, 1),), (51,)))]
    ['1/2', '1/4', '1/4']
    """
    inside = minimal(game)
    shares = [sum((Fraction(count, size) for size, count in enumerate(row) if count), Fraction()) for row in inside]
    coalitions = sum(shares)  # the shares of one coalition sum to 1
    if not coalitions:
        raise ValueError("no coalition wins, or the empty one does; expected a quota above 0 and within reach")
    return tuple(share / coalitions for share in shares)


__all__ = [
    "ExactPower", "VotingPower", "WeightedGame", "deegan_packel", "exact_power", "indices", "proper",
    "shapley_shubik_banzhaf", "swings", "weighted_game", "whole",
]  # fmt: skip
