"""What a sign tells about a yes or no of runs: likelihood ratio, chance if seen and if not, information in bits.

All of it follows from one table: the weight of runs by draw, answer and how many rounds the sign's state was so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.chances import ratio
from backchannel.analyses.played import Value
from backchannel.analyses.signs import Sign, Watched
from backchannel.theory.information import (
    entropy_bits,
    information_bits,
    one_cause,
    pseudo_values,
    weight_of_evidence,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Measure = Callable[[Floats], Floats]

RAISES, LOWERS, UNCLEAR, NOTHING = "raises", "lowers", "unclear", "moves nothing"


@dataclass(frozen=True)
class Jackknifed:
    """A quantity with its pseudo-values by draw; ``error`` is None where they cannot tell it."""

    whole: float
    pseudo: Floats

    @property
    def mean(self) -> float:
        """The quantity, freed of what a finite number of draws adds to it."""
        return float(self.pseudo.mean())

    @property
    def error(self) -> float | None:
        """Its standard error."""
        count = len(self.pseudo)
        if count < 2 or not np.isfinite(self.pseudo).all():
            return None
        return float(self.pseudo.std(ddof=1)) / sqrt(count)


def jackknifed(measure: Measure, table: Floats) -> Jackknifed:
    """A measure of a table [..., answer, outcome] summed over draws, from a table by draw [draw, answer, outcome]."""
    whole = table.sum(axis=0)
    value = float(measure(whole))
    if len(table) < 2:
        return Jackknifed(value, np.array([value]))
    without = np.maximum(whole - table, 0.0)
    without[without < 1e-12 * whole.sum()] = 0.0  # what rounding leaves of nothing
    return Jackknifed(value, pseudo_values(value, measure(without)))


def apart(one: Jackknifed, other: Jackknifed, times: float = 1.0) -> Value:
    """One quantity less so many times another of the same draws, with the standard error of the paired difference."""
    found = Jackknifed(one.whole - times * other.whole, one.pseudo - times * other.pseudo)
    return Value(found.mean, found.error)


def seen_or_not(table: Floats, chance: Floats) -> Floats:
    """Weights by answer and outcome [..., answer, (not seen, seen)] from those by rounds [..., answer, rounds]."""
    seen = table @ chance
    return np.stack([table @ (1.0 - chance), seen], axis=-1)


@dataclass(frozen=True)
class Telling:
    """A sign and a yes or no, in runs that weigh something. ``table`` is [draw, (no, yes), rounds so]."""

    sign: Sign
    table: Floats

    @cached_property
    def joint(self) -> Floats:
        """[draw, (no, yes), (not seen, seen)]."""
        return seen_or_not(self.table, self.sign.chance)

    @cached_property
    def bits(self) -> Jackknifed:
        """Expected information of looking out for the sign."""
        return jackknifed(information_bits, self.joint)

    @cached_property
    def ceiling(self) -> Jackknifed:
        """Information of the state itself: what the sign would tell if it never erred."""
        return jackknifed(information_bits, self.table)

    @cached_property
    def entropy(self) -> float:
        """Doubt about the answer in bits: no sign tells more."""
        return float(entropy_bits(self.joint.sum(axis=(0, 2))))

    @cached_property
    def evidence(self) -> Jackknifed:
        """ln of the likelihood ratio of seeing it."""
        return jackknifed(lambda table: evidence_of(table, 1), self.joint)

    @cached_property
    def absence(self) -> Jackknifed:
        """ln of the likelihood ratio of not seeing it."""
        return jackknifed(lambda table: evidence_of(table, 0), self.joint)

    @property
    def ratio_range(self) -> tuple[float, float] | None:
        """80% of the likelihood ratios that the readings of `if_so` and `if_not` give; None where one has none."""
        counts = self.table.sum(axis=0)
        totals = counts.sum(axis=1)
        if not (totals > 0).all():
            return None
        no, yes = (self.sign.by_draw @ counts[n] / totals[n] for n in (0, 1))
        if not (no > 0).all():
            return None
        low, high = np.quantile(yes / no, [0.1, 0.9])
        return float(low), float(high)

    @property
    def direction(self) -> str:
        """What seeing it does to the chance of a yes, beyond two standard errors."""
        held, error = self.evidence.whole, self.evidence.error
        if held == 0.0 or self.bits.whole == 0.0:
            return NOTHING
        if not np.isfinite(held) or error is None or abs(held) < 2.0 * error:
            return UNCLEAR
        return RAISES if held > 0 else LOWERS

    def share(self, outcome: int | None = None) -> Value:
        """The chance of a yes: now, or once the sign was not seen (0) or seen (1)."""
        held = self.joint.sum(axis=2) if outcome is None else self.joint[:, :, outcome]
        return Value(*ratio(held[:, 1], held.sum(axis=1), np.arange(len(held))))

    @property
    def showing(self) -> Value:
        """The chance that the sign is seen."""
        held = self.joint.sum(axis=1)
        return Value(*ratio(held[:, 1], held.sum(axis=1), np.arange(len(held))))


def evidence_of(table: Floats, outcome: int) -> Floats:
    """ln P(outcome | yes) / P(outcome | no) from weights [..., (no, yes), outcome]; rounding is 0."""
    totals = table.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        no, yes = (table[..., n, outcome] / totals[..., n] for n in (0, 1))
    held = weight_of_evidence(yes, no)
    return np.asarray(np.where(np.abs(held) < 1e-12, 0.0, held))


def tabled(watched: Watched, sign: Sign, answer: Ints, weights: Floats, answers: int = 2) -> Floats:
    """Weights of runs [draw, answer, rounds so] from an answer [run], counted from 0."""
    rounds = len(sign.chance)
    draws = watched.draws.runs
    place = (watched.draw * answers + answer) * rounds + sign.so
    found = np.bincount(place, weights=weights, minlength=draws * answers * rounds).astype(np.float64)
    return found.reshape(draws, answers, rounds)


def telling(watched: Watched, sign: Sign, about: int, weights: Floats | None = None) -> Telling:
    """What a sign tells about one of the answers, in runs that weigh something [run]; all alike unless said."""
    held = watched.among[:, about].astype(np.float64)
    if weights is not None:
        held *= weights
    return Telling(sign, tabled(watched, sign, watched.yes[:, about].astype(np.int64), held))


def group_bits(watched: Watched, signs: tuple[Sign, ...], about: int, weights: Floats | None = None) -> Jackknifed:
    """Information of all signs of a group together, which come of one cause: a copy of a sign adds nothing."""
    held = watched.among[:, about].astype(np.float64)
    if weights is not None:
        held *= weights
    sets = one_cause([sign.seen for sign in signs])
    place = watched.draw * 2 + watched.yes[:, about]
    size = 2 * watched.draws.runs
    table = np.stack([np.bincount(place, weights=held * some, minlength=size) for some in sets], axis=1)
    return jackknifed(information_bits, table.astype(np.float64).reshape(watched.draws.runs, 2, len(sets)))


def ratio_of(evidence: float) -> float | None:
    """A likelihood ratio from its logarithm, None where it is no number."""
    return exp(evidence) if np.isfinite(evidence) and abs(evidence) < 700 else None
