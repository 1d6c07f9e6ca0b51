"""How long until a deal, and how long it lasts.

::

    unripe -a-> ripe -b-> deal   F(t) = 1 - (b e^{-a t} - a e^{-b t})/(b - a);   a = b: 1 - (1 + a t) e^{-a t}
    in rounds                    F(n) = 1 - (b (1-a)^n - a (1-b)^n)/(b - a);   a = b: 1 - (1-a)^n - n a (1-a)^{n-1}
    truce under attack           hold = prod_g (1 - e_g phi);  over T rounds hold^T
    observed                     S = prod_{event times} (1 - events/at risk);  rate = events/total time

The hazard of the first starts at 0 and rises to min(a, b): little in the near term, more later. Differences of near
equal a and b are taken in a form that loses no digits.

Source: two exponential stages (Erlang where a = b), Cox (1962, Renewal Theory), their use for ripeness after Zartman
(1989, Ripe for Resolution) is this project's; Kaplan & Meier (1958, J. American Statistical Association 53:457-481).
Units: rates per unit of time or per round.
"""

# ruff: noqa: N815 - symbols keep the case they have in the theory pages

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.theory.implementation import breakage
from backchannel.theory.ranges import listed, within


@dataclass(frozen=True)
class TwoStageClock:
    """Chance of a deal by a time, and the rate at which it then comes."""

    F: float
    hazard: float


@dataclass(frozen=True)
class TruceHold:
    """Chance that a truce holds one round, and all of them."""

    hold: float
    hold_T: float


@dataclass(frozen=True)
class Survival:
    """Share that lasts beyond each time at which something ended, and the constant rate that fits best."""

    survival_at_event_times: tuple[float, ...]
    exponential_rate: float


def two_stage_clock_continuous(a: float, b: float, t: float) -> TwoStageClock:
    """Chance of a deal by time ``t``, and its hazard then, when a conflict first has to ripen.

    Rates ``a`` of ripening and ``b`` of a deal once ripe, >= 0 per unit of time; ``t`` >= 0. Symmetric in a and b.
    Raises ValueError for a value out of range.

    Source: Cox (1962), two exponential stages.

    >>> round(two_stage_clock_continuous(0.1, 0.5, 6.0).F, 6)
    0.326432
    """
    rates = [float(within(name, rate, 0.0, np.inf)) for name, rate in (("a", a), ("b", b))]
    slow, fast = min(rates), max(rates)
    elapsed = float(within("t", t, 0.0, np.inf))
    apart = (fast - slow) * elapsed
    waited = elapsed * (-math.expm1(-apart) / apart if apart > 0.0 else 1.0)  # in the second stage, in effect
    return TwoStageClock(
        F=1.0 - math.exp(-slow * elapsed) * (1.0 + slow * waited),
        hazard=slow * fast * waited / (1.0 + slow * waited),
    )


def two_stage_clock_discrete(a: float, b: float, n: int) -> float:
    """Chance of a deal within ``n`` rounds when a conflict first has to ripen, at most one stage a round.

    Chances per round ``a`` of ripening and ``b`` of a deal once ripe, in [0, 1]; ``n`` >= 0. Raises ValueError for a
    value out of range.

    Source: two geometric stages; derived for this project.

    >>> [round(two_stage_clock_discrete(0.1, 0.3, n), 6) for n in (1, 3, 12)]
    [0.0, 0.078, 0.583276]
    """
    chances = [float(within(name, chance, 0.0, 1.0)) for name, chance in (("a", a), ("b", b))]
    slow, fast = min(chances), max(chances)
    rounds = float(within("n", n, 0.0, np.inf))
    if rounds == 0.0 or slow == 1.0:  # two certain stages take two rounds
        return 1.0 if rounds >= 2.0 else 0.0
    stay = 1.0 - slow
    gap = (fast - slow) / stay
    paths = rounds if gap == 0.0 else (1.0 if gap == 1.0 else -math.expm1(rounds * math.log1p(-gap))) / gap
    return max(
        0.0, 1.0 - math.pow(stay, rounds) - slow * math.pow(stay, rounds - 1.0) * paths
    )  # rounding may leave -1e-17


def truce_hold(e: npt.ArrayLike, phi: float, T: int) -> TruceHold:
    """Chance that a truce holds for a round, and for ``T`` rounds, when every armed group attacks it.

    ``e`` [g] chance that each group's attack breaks it, ``phi`` vulnerability of the truce, in [0, 1]; ``T`` >= 0
    rounds. Raises ValueError for a value out of range.

    Source: derived for this project; independent attacks.

    >>> found = truce_hold([0.1, 0.2], 1.0, 4)
    >>> round(found.hold, 6), round(found.hold_T, 6)
    (0.72, 0.268739)
    """
    effects = listed("e", e, 0.0, 1.0)
    rounds = float(within("T", T, 0.0, np.inf))
    hold = 1.0 - float(breakage(np.ones(effects.size), effects, within("phi", phi, 0.0, 1.0)))
    return TruceHold(hold=hold, hold_T=hold**rounds)


def kaplan_meier(time: npt.ArrayLike, event: npt.ArrayLike) -> Survival:
    """Share that lasts beyond each time at which one ended, from spells some of which were still going when last seen.

    ``time`` [n] >= 0 lengths of spells, not all 0; ``event`` [n] 1 where the spell ended then, 0 where it was last seen
    then. Survival is given at the distinct times of events, in order; a spell last seen at such a time is still at
    risk. No event gives an empty list and rate 0. Raises ValueError for a value out of range or lengths that differ.

    Source: Kaplan & Meier (1958); the rate is the maximum-likelihood estimate of an exponential.

    >>> found = kaplan_meier([1, 2, 3, 4, 5], [1, 0, 1, 1, 0])
    >>> [round(s, 6) for s in found.survival_at_event_times], found.exponential_rate
    ([0.8, 0.533333, 0.266667], 0.2)
    """
    lengths = listed("time", time, 0.0, np.inf)
    ended = listed("event", event, 0.0, 1.0, like=("time", lengths.size))
    if not np.isin(ended, (0.0, 1.0)).all():
        raise ValueError("event has a value that is neither 0 nor 1; expected 1 for ended, 0 for last seen")
    total = float(lengths.sum())
    if total == 0.0:
        raise ValueError("time is 0 throughout; expected some time at risk")
    survival, lasting = [], 1.0
    for moment in np.unique(lengths[ended == 1.0]):
        at_risk = np.count_nonzero(lengths >= moment)
        lasting *= 1.0 - np.count_nonzero((lengths == moment) & (ended == 1.0)) / at_risk
        survival.append(float(lasting))
    return Survival(survival_at_event_times=tuple(survival), exponential_rate=float(ended.sum()) / total)
