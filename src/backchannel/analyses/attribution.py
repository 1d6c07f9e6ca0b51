"""Sharing a difference out among the changes that made it: the Shapley value (Shapley 1953, in Kuhn & Tucker (eds),
"Contributions to the Theory of Games II", 307-317).

The part of a change is the mean of what it adds over all orders in which the changes could have been made,

    phi_g = sum over S without g of |S|! (n - |S| - 1)! / n! * (v(S + g) - v(S)).

It is the one rule by which the parts sum to the whole, changes that do the same get the same, a change that does
nothing gets nothing, and the parts of a sum of two quantities are the sums of the parts. As it is linear in v, it is
taken in each draw, so that a part has a paired standard error on common random numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Coalition = frozenset[int]


def coalitions(n: int) -> list[Coalition]:
    """All sets of ``n`` changes, the empty set first, the smaller before the larger.

    >>> [sorted(s) for s in coalitions(2)]
    [[], [0], [1], [0, 1]]
    """
    return [frozenset(s) for size in range(n + 1) for s in combinations(range(n), size)]


def weight(size: int, n: int, *, within: bool) -> float:
    """What the value of a set of ``size`` of ``n`` changes counts for a change that is in it, or is not.

    >>> weight(1, 2, within=True), weight(0, 2, within=False)
    (0.5, -0.5)
    """
    if within:
        return factorial(size - 1) * factorial(n - size) / factorial(n)
    return -factorial(size) * factorial(n - size - 1) / factorial(n)


def shapley(value: Callable[[Coalition], Floats], n: int) -> Floats:
    """The part of each of ``n`` changes in ``value`` (an array of any one shape): [change, ...].

    ``value`` is called once for each of the 2**n sets. The parts sum to ``value(all) - value(none)``.

    >>> shapley(lambda s: np.array([float(len(s) == 2), 3.0 * (0 in s)]), 2)
    array([[0.5, 3. ],
           [0.5, 0. ]])
    """
    whole = np.asarray(value(frozenset()), dtype=np.float64)
    parts = np.zeros((n, *whole.shape))
    for taken in coalitions(n):
        found = np.asarray(value(taken), dtype=np.float64) if taken else whole
        for change in range(n):
            counts = weight(len(taken), n, within=change in taken)
            parts[change] += counts * found
    return parts


def paired_error(differences: Floats, *, least: float = 0.0) -> Floats:
    """Monte Carlo standard error of the mean of paired differences [..., run], the variance being at least ``least``.

    A difference of two shares may be 0 in all draws and not be 0: with ``least`` = 4 / runs it is as wide as that of
    four draws that disagree (after Agresti & Coull 1998).

    >>> float(paired_error(np.array([1.0, 1.0, -1.0, -1.0]))), float(paired_error(np.zeros(100), least=0.04))
    (0.5, 0.02)
    """
    runs = differences.shape[-1]
    error: Floats = np.sqrt(np.maximum(differences.var(axis=-1), least) / runs)
    return error
