"""Where a group's decision comes down, as a distribution: at somebody's position, or somewhere between.

::

    p(x) = (1 - u) [a sum_j q_j 1{x = x_j} + (1 - a) b(x)] + u/101          x = 0, 1 .. 100
    q_j  proportional to W_j^g, W_j the share of the weight of those who have position x_j
    a    a_2 with two different positions, a_3 with three or more: a compromise needs a place between
    b    normal around the weighted mean with standard deviation h, cut to the reach of positions; a share t of it
         stands on whole tens, which is where people write a compromise down
    u    0.04

Five numbers (a_2, a_3, g, h, t) are fitted by maximum likelihood with normal priors on logits and logs, which a few
dozen decisions outweigh. With g below 1 small camps win more often than their weight says.

Source: ours, a finite mixture after McLachlan & Peel (2000, "Finite Mixture Models"), ch. 2. That decisions are often
an extreme where there are two camps: Thomson (2011, "Resolving Controversy in the European Union"), ch. 2. Units:
positions and h in points of a scale from 0 to 100, weights >= 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from backchannel.theory.predictive import POINTS
from backchannel.theory.ranges import Floats, within

Ints = npt.NDArray[np.int64]

EVEN = 0.04
PRIOR = np.array([0.4, -0.5, 0.0, 3.3, 0.0])
PRIOR_SD = np.array([1.0, 1.0, 0.5, 0.4, 1.0])
"""Of logit a_2, logit a_3, ln g, ln h, logit t."""


@dataclass(frozen=True)
class Mixture:
    """The five numbers: ``two`` a_2 and ``more`` a_3 in (0, 1), ``power`` g > 0, ``spread`` h > 0 in points, ``tens`` t
    in (0, 1).
    """

    two: float
    more: float
    power: float
    spread: float
    tens: float


@dataclass(frozen=True)
class Camps:
    """Issues as camps: different positions ``place`` [issue, camp] and their ``share`` of the weight, 0 where there is
    no further camp; ``centre`` [issue] the weighted mean, ``low`` and ``high`` the reach, ``number`` of camps.
    """

    place: Floats
    share: Floats
    centre: Floats
    low: Floats
    high: Floats
    number: Ints

    def of(self, which: npt.ArrayLike) -> Camps:
        """Some of the issues."""
        pick = np.asarray(which)
        return Camps(*(getattr(self, name)[pick] for name in self.__dataclass_fields__))


def camps(positions: npt.ArrayLike, weights: npt.ArrayLike) -> Camps:
    """Camps of ``positions`` [issue, actor] in [0, 100], NaN where an actor has none, with ``weights`` alike, >= 0.

    Where those who have a position weigh nothing, all weigh the same. Raises ValueError for a number out of range and
    for an issue on which nobody has a position.

    >>> found = camps([[0.0, 100.0, 100.0, np.nan]], [[1.0, 1.0, 2.0, 9.0]])
    >>> found.place.tolist(), found.share.tolist(), found.centre.tolist()
    ([[0.0, 100.0]], [[0.25, 0.75]], [75.0])
    """
    x = np.asarray(positions, dtype=np.float64)
    here = ~np.isnan(x)
    if x.ndim != 2 or not here.any(axis=1).all():
        raise ValueError("expected positions [issue, actor] with at least one on each issue")
    within("positions", x[here], 0.0, 100.0)
    w = np.where(here, np.broadcast_to(within("weights", weights, 0.0, np.inf), x.shape), 0.0)
    w = np.where(w.sum(axis=1, keepdims=True) > 0.0, w, here.astype(np.float64))
    w = w / w.sum(axis=1, keepdims=True)
    places = [np.unique(row[known]) for row, known in zip(x, here, strict=True)]
    number = np.array([p.size for p in places], dtype=np.int64)
    place, share = (np.zeros((len(x), int(number.max(initial=1)))) for _ in range(2))
    for n, mine in enumerate(places):
        place[n, : mine.size] = mine
        share[n, : mine.size] = [w[n, x[n] == p].sum() for p in mine]
    ends = [(p[0], p[-1]) for p in places]
    low, high = (np.array([e[k] for e in ends], dtype=np.float64) for k in (0, 1))
    centre = np.clip((place * share).sum(axis=1), low, high)
    return Camps(place, share, centre, low, high, number)


def distribution(found: Camps, numbers: Mixture) -> Floats:
    """Chances [issue, 101] of the whole points from 0 to 100.

    Source: the equations above.

    >>> made = distribution(camps([[0.0, 100.0]], [[1.0, 3.0]]), Mixture(0.6, 0.4, 1.0, 25.0, 0.5))
    >>> made.sum(axis=1).round(12).tolist(), made[0, [0, 50, 100]].round(3).tolist()
    ([1.0], [0.145, 0.024, 0.456])
    """
    return _chances(found, _free(numbers))


def fit(found: Camps, outcome: npt.ArrayLike) -> Mixture:
    """The numbers that make ``outcome`` [issue] in [0, 100] likeliest, given the priors.

    Without any issue: those of the priors. Raises ValueError for lengths that differ or an outcome out of range.

    >>> sure = camps([[0.0, 100.0]] * 40, [[1.0, 3.0]] * 40)
    >>> fit(sure, [100.0] * 40).two > 0.7
    True
    """
    y = np.atleast_1d(within("outcome", outcome, 0.0, 100.0))
    if y.shape != found.centre.shape:
        raise ValueError(f"{y.size} outcomes for {found.centre.size} issues; expected as many")

    point = np.floor(y + 0.5).astype(np.int64)
    there = np.floor(found.place + 0.5) == point[:, None]
    with np.errstate(divide="ignore"):
        log_share = np.log(found.share)
    squared = np.where(_inside(found), (POINTS - found.centre[:, None]) ** 2, np.inf)
    squared = squared - squared.min(axis=1, keepdims=True)  # cancels, and keeps far bells from vanishing
    at_point, tens = squared[np.arange(y.size), point], squared[:, ::10]
    on_ten, pair = point % 10 == 0, found.number <= 2

    def penalty(free: Floats) -> float:
        """The chances of the outcomes alone, see _chances, which makes those of all points."""
        support = np.exp(np.exp(free[2]) * log_share)
        at = (support * there).sum(axis=1) / support.sum(axis=1)
        scale = -0.5 * np.exp(-2.0 * free[3])
        here, ten = np.exp(scale * at_point), np.exp(scale * tens).sum(axis=1)
        plain = here / np.exp(scale * squared).sum(axis=1)
        rounded = np.where(ten > 0.0, np.where(on_ten, here, 0.0) / np.where(ten > 0.0, ten, 1.0), plain)
        settled, share = expit(np.where(pair, free[0], free[1])), expit(free[4])
        between = (1.0 - share) * plain + share * rounded
        chance = (1.0 - EVEN) * (settled * at + (1.0 - settled) * between) + EVEN / POINTS.size
        return -float(np.log(chance).sum()) + 0.5 * float((((free - PRIOR) / PRIOR_SD) ** 2).sum())

    best = np.asarray(minimize(penalty, PRIOR, method="BFGS").x)
    two, more, tens = (float(expit(best[k])) for k in (0, 1, 4))
    return Mixture(two, more, float(np.exp(best[2])), float(np.exp(best[3])), tens)


def _free(numbers: Mixture) -> Floats:
    def odds(share: float) -> float:
        return float(np.log(share / (1.0 - share)))

    logs = float(np.log(numbers.power)), float(np.log(numbers.spread))
    return np.array([odds(numbers.two), odds(numbers.more), *logs, odds(numbers.tens)])


def _chances(found: Camps, free: Floats) -> Floats:
    two, more, tens = expit(free[0]), expit(free[1]), expit(free[4])
    issues = len(found.centre)
    support = np.where(found.share > 0.0, np.maximum(found.share, 1e-12) ** np.exp(free[2]), 0.0)
    support /= support.sum(axis=1, keepdims=True)
    at = np.zeros((issues, POINTS.size))
    np.add.at(at, (np.arange(issues)[:, None], np.floor(found.place + 0.5).astype(np.int64)), support)
    squared = np.where(_inside(found), (POINTS - found.centre[:, None]) ** 2, np.inf)
    squared = squared - squared.min(axis=1, keepdims=True)
    between = _rows(np.exp(-0.5 * np.exp(-2.0 * free[3]) * squared))
    round_ones = np.where(POINTS % 10 == 0, between, 0.0)
    some = round_ones.sum(axis=1, keepdims=True) > 0.0
    round_ones = np.where(some, _rows(np.where(some, round_ones, 1.0)), between)
    between = (1.0 - tens) * between + tens * round_ones
    settled = np.where(found.number <= 2, two, more)[:, None]
    return np.asarray((1.0 - EVEN) * (settled * at + (1.0 - settled) * between) + EVEN / POINTS.size)


def _inside(found: Camps) -> npt.NDArray[np.bool_]:
    """Which points lie within the reach of positions [issue, 101]."""
    return np.asarray((np.floor(found.low)[:, None] <= POINTS) & (np.ceil(found.high)[:, None] >= POINTS))


def _rows(weights: Floats) -> Floats:
    """Rows that add up to 1."""
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
