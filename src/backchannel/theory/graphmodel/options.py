"""States from options: combinations that no infeasible pattern forbids.

A pattern is a pair of bit sets (``care``, ``value``): it fits a state whose options in ``care`` are taken exactly as
``value`` says. The four usual reasons why a combination cannot be (Fang, Hipel & Kilgour 1993, ch. 2): options that
exclude each other, options of which at least one is taken, a pattern possible only if another holds, and a pattern as
such. Each is a list of patterns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backchannel.theory.graphmodel.moves import Flags, Groups, Longs, TooLargeError

Pattern = tuple[int, int]

MOST_OPTIONS = 30
"""Options of a model; more would not be told apart by what follows, nor listed."""

MOST_STATES = 1 << 22


def exclusive(options: Sequence[int]) -> list[Pattern]:
    """No two of these options together.

    >>> exclusive([0, 2])
    [(5, 5)]
    """
    return [(1 << a | 1 << b,) * 2 for n, a in enumerate(options) for b in options[n + 1 :]]


def at_least_one(options: Sequence[int]) -> list[Pattern]:
    """Not all of these options left undone.

    >>> at_least_one([0, 2])
    [(5, 0)]
    """
    return [(sum(1 << k for k in options), 0)]


def only_if(pattern: Pattern, needed: Pattern) -> list[Pattern]:
    """A pattern only where another fits as well.

    >>> only_if((1, 1), (6, 2))  # option 0 only where option 1 is taken and option 2 is not
    [(3, 1), (5, 5)]
    """
    (care, value), (cares, values) = pattern, needed
    out = []
    for k in range(cares.bit_length()):
        bit = 1 << k
        against = value | (bit & ~values)
        if cares & bit and (not care & bit or (value ^ values) & bit):
            out.append((care | bit, against if not care & bit else value))
    return list(dict.fromkeys(out))


def fits(decimal: Longs, pattern: Pattern) -> Flags:
    """Which states a pattern fits [state].

    >>> fits(np.arange(4), (1, 1)).tolist()  # option 0 is taken
    [False, True, False, True]
    """
    return np.asarray((decimal & pattern[0]) == pattern[1], dtype=np.bool_)


def feasible(options: int, infeasible: Sequence[Pattern]) -> Longs:
    """All states that no pattern forbids, ascending. Raises TooLargeError beyond the limits, ValueError
    where none is left.

    >>> feasible(3, exclusive([0, 1])).tolist()
    [0, 1, 2, 4, 5, 6]
    """
    if options > MOST_OPTIONS:
        raise TooLargeError(
            f"{options} options, and at most {MOST_OPTIONS} can be taken: {1 << options:,} combinations"
        )
    states = np.zeros(1, dtype=np.int64)
    for k in range(options):  # a pattern is looked at as soon as its last option is decided
        states = np.concatenate([states, states | (1 << k)])
        for care, value in infeasible:
            if care.bit_length() == k + 1:
                states = states[(states & care) != value]
        if len(states) > 2 * MOST_STATES:
            break
    if len(states) > MOST_STATES:
        raise TooLargeError(f"more than {MOST_STATES:,} combinations of the {options} options are possible")
    if len(states) == 0 or any(care == 0 for care, _ in infeasible):
        raise ValueError("no combination of options is left: the infeasible patterns forbid every one")
    return states


def from_options(
    options: int,
    owners: Sequence[Sequence[int]],
    infeasible: Sequence[Pattern] = (),
    *,
    rising: Sequence[int] = (),
    falling: Sequence[int] = (),
    actors: int,
) -> Groups:
    """Moves from options. ``owners`` [option] lists the actors who can change it; ``rising`` and ``falling`` list
    options that can only be taken or only be dropped.

    Raises ValueError for an owner there is not, TooLargeError for more options or states than can be handled.

    >>> from_options(2, [[0], [1]], actors=2).decimal.tolist()
    [0, 1, 2, 3]
    """
    if any(not 0 <= i < actors for those in owners for i in those):
        raise ValueError(f"an option belongs to none of the {actors} actors")
    decimal = feasible(options, infeasible)
    masks = [sum(1 << k for k, those in enumerate(owners) if i in those) for i in range(actors)]
    ups, downs = sum(1 << k for k in set(rising)), sum(1 << k for k in set(falling))
    return Groups(
        options,
        decimal,
        np.array(masks, dtype=np.int64),
        np.array([mask & ups for mask in masks], dtype=np.int64),
        np.array([mask & downs for mask in masks], dtype=np.int64),
    )
