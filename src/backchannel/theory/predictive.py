"""Distributions over the whole points of a scale from 0 to 100, and how good they were.

::

    CRPS   integral over [0, 100] of (F(x) - 1{x >= y})^2 dx, F the step function of the distribution
    log    ln p(y), p the chance of the whole point nearest to y
    point forecast f with past errors e_1 .. e_m:
           clip(f + e_J + h Z, 0, 100), J uniform on 1 .. m, Z standard normal, to the nearest whole point,
           with a share u spread evenly over all points

Clipping leaves at an end of the scale what would lie beyond it.

Source: Matheson & Winkler (1976, Management Science 22:1087-1096); Gneiting & Raftery (2007, J. American Statistical
Association 102:359-378, eqs. 20-21); errors of the past as the distribution of the next one: Williams & Goodman (1971,
J. American Statistical Association 66:752-754). Units: points of the scale; a log score is in nats, 0 at best.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from backchannel.theory.ranges import Floats, within

POINTS = np.arange(101.0)
"""The places a distribution gives a chance to."""

SMOOTH, EVEN = 5.0, 0.02
"""h and u above: points by which errors are blurred, and the share that is spread evenly."""


def from_errors(
    forecast: npt.ArrayLike, errors: npt.ArrayLike, *, smooth: float = SMOOTH, even: float = EVEN
) -> Floats:
    """Distributions [issue, 101] for point forecasts [issue] from ``errors`` [m], outcome less forecast, in the past.

    ``smooth`` > 0 in points; ``even`` in [0, 1]. Raises ValueError for a number out of range or not finite, or without
    any error.

    Source: Williams & Goodman (1971).

    >>> made = from_errors([50.0, 98.0], [-20.0, 0.0, 20.0])
    >>> made.sum(axis=1).round(12).tolist(), int(made[1].argmax())
    ([1.0, 1.0], 100)
    """
    said = np.atleast_1d(within("forecast", forecast, 0.0, 100.0))
    past = np.atleast_1d(within("errors", errors, -100.0, 100.0))
    if not past.size:
        raise ValueError("errors has no number; expected at least one")
    blur, share = float(within("smooth", smooth, 0.0, np.inf, lo_open=True)), float(within("even", even, 0.0, 1.0))
    edges = POINTS[:-1] + 0.5
    up_to = np.empty((said.size, edges.size))
    for n, one in enumerate(said):
        up_to[n] = ndtr((edges[:, None] - one - past) / blur).mean(axis=1)
    chance = np.diff(up_to, axis=1, prepend=0.0, append=1.0)
    return (1.0 - share) * chance + share / POINTS.size


def crps(chance: npt.ArrayLike, outcome: npt.ArrayLike) -> Floats:
    """Continuous ranked probability score of distributions [issue, 101] and outcomes [issue] in [0, 100]; 0 is best.

    For a forecast that is certain it is the distance. Raises ValueError for a value out of range or shapes that do not
    fit.

    Source: Gneiting & Raftery (2007), eq. 20.

    >>> sure = np.eye(101)[[30, 30]]
    >>> crps(sure, [30.0, 42.5]).tolist()
    [0.0, 12.5]
    """
    p, y = _pair(chance, outcome)
    up_to = p.cumsum(axis=1)[:, :-1]
    below = np.clip(y[:, None] - POINTS[:-1], 0.0, 1.0)  # of the step from a point to the next, what lies below y
    return np.asarray((below * up_to**2 + (1.0 - below) * (1.0 - up_to) ** 2).sum(axis=1))


def log_score(chance: npt.ArrayLike, outcome: npt.ArrayLike) -> Floats:
    """Logarithm of the chance given to the whole point nearest to each outcome; -inf where that was 0.

    ``chance`` [issue, 101], ``outcome`` [issue] in [0, 100]; halves go up. Raises ValueError as :func:`crps`.

    Source: Gneiting & Raftery (2007), section 4.1.

    >>> log_score(np.full((1, 101), 1 / 101), [12.0]).round(4).tolist()
    [-4.6151]
    """
    p, y = _pair(chance, outcome)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(p[np.arange(y.size), np.floor(y + 0.5).astype(np.int64)]))


def quantile(chance: npt.ArrayLike, share: float) -> Floats:
    """The first point at which distributions [issue, 101] have reached a share in (0, 1); with 0.5 the median.

    No point has a smaller expected distance to the outcome than the median. Raises ValueError for a share out of range.

    >>> quantile(np.eye(101)[[7]], 0.5).tolist()
    [7.0]
    """
    wanted = float(within("share", share, 0.0, 1.0, lo_open=True, hi_open=True))
    up_to = np.atleast_2d(np.asarray(chance, dtype=np.float64)).cumsum(axis=1)
    reached = up_to >= wanted - 1e-12  # a sum of rounded shares may fall short of the share it stands for
    reached[:, -1] = True
    return np.asarray(POINTS[reached.argmax(axis=1)])


def _pair(chance: npt.ArrayLike, outcome: npt.ArrayLike) -> tuple[Floats, Floats]:
    p = np.atleast_2d(within("chance", chance, 0.0, 1.0))
    y = np.atleast_1d(within("outcome", outcome, 0.0, 100.0))
    if p.shape != (y.size, POINTS.size):
        raise ValueError(f"chance has shape {p.shape}; expected {(y.size, POINTS.size)}: a row an outcome")
    if (np.abs(p.sum(axis=1) - 1.0) > 1e-9).any():
        raise ValueError("chance has a row that does not add up to 1; expected rows that do")
    return p, y
