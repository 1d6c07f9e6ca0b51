"""Where a curve that is measured with error crosses a line, as one input moves and all else stays.

A few values are measured; where they rise or fall throughout, up to their errors, they are replaced by the nearest
monotone values (pool adjacent violators) and the bracket in which those cross the line is cut again until it is as
narrow as asked for or as chance lets it be told. Where they do not, every crossing of the raw values is followed.

Source: Barlow, Bartholomew, Bremner & Brunk (1972, Statistical Inference under Order Restrictions, ch. 1); inverse
estimation by inverting the band around the curve, Osborne (1991, International Statistical Review 59:309-336).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

Floats = NDArray[np.float64]
Measure = Callable[[Floats], tuple[Floats, Floats]]
"""Values and their standard errors [point] at some points."""

STEPS = 5
INSIDE = 3
ROUNDS = 12
ERRORS = 2.0
NONE = "none within its range"
CROSSES = "crosses"
MANY = "rises and falls"


@dataclass(frozen=True)
class Crossing:
    """What was found: ``status``, and for each crossing its place and the ends between which it lies.

    ``low`` and ``high`` hold all places where the line is within two standard errors of the curve, and at least the
    last bracket; ``rises`` says on which side of the place the curve is above the line.
    """

    status: str
    places: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    rises: tuple[bool, ...]


def crossing(measure: Measure, low: float, high: float, line: float, *, tolerance: float = 1e-3) -> Crossing:
    """Where a curve crosses a line between ``low`` and ``high``, to ``tolerance`` of that range.

    Asks ``measure`` for five points over the range, then for three inside each bracket, round after round, so ends and
    first points are the same for every line. It stops early where the ends of a bracket differ by less than their
    errors. A curve that touches the line only between two points that lie on one side of it is not seen. Raises
    ValueError for an empty range.

    >>> found = crossing(lambda x: (x * x, np.zeros(len(x))), 0.0, 1.0, 0.49)
    >>> found.status, round(found.places[0], 3), found.rises
    ('crosses', 0.7, (True,))
    >>> crossing(lambda x: (x * x, np.zeros(len(x))), 0.0, 1.0, 2.0).status
    'none within its range'
    """
    if not low < high:
        raise ValueError(f"low = {low}, high = {high}: expected low < high")
    at = np.linspace(low, high, STEPS)
    values, errors = measure(at)
    smooth, monotone = nearest_monotone(values, errors)
    for _ in range(ROUNDS):
        inner = [
            np.linspace(at[n], at[n + 1], INSIDE + 2)[1:-1]
            for n in _brackets(smooth, line)
            if at[n + 1] - at[n] > tolerance * (high - low)
            and abs(smooth[n + 1] - smooth[n]) > max(errors[n], errors[n + 1])
        ]
        if not inner:
            break
        new = np.concatenate(inner)
        more, their = measure(new)
        order = np.argsort(np.concatenate([at, new]), kind="stable")
        at = np.concatenate([at, new])[order]
        values, errors = np.concatenate([values, more])[order], np.concatenate([errors, their])[order]
        smooth, monotone = nearest_monotone(values, errors)
    found = _brackets(smooth, line)
    places = [_between(at, smooth, n, line) for n in found]
    ends = [_reach(at, smooth, errors, n, line) for n in found]
    return Crossing(
        status=NONE if not found else CROSSES if monotone else MANY,
        places=tuple(places),
        low=tuple(one for one, _ in ends),
        high=tuple(other for _, other in ends),
        rises=tuple(bool(smooth[n + 1] > smooth[n]) for n in found),
    )


def nearest_monotone(values: Floats, errors: Floats) -> tuple[Floats, bool]:
    """The nearest rising or falling values, where none is further off than two standard errors; else the values.

    >>> flat = np.full(3, 0.1)
    >>> nearest_monotone(np.array([0.0, 0.5, 0.4]), flat)[0].tolist(), nearest_monotone(np.array([0, 9.0, 0]), flat)[1]
    ([0.0, 0.45, 0.45], False)
    """
    fits = [isotonic_regression(values, increasing=up).x for up in (True, False)]
    best = min(fits, key=lambda fit: float(((fit - values) ** 2).sum()))
    near = bool((np.abs(best - values) <= ERRORS * errors + 1e-12).all())
    return (np.asarray(best, dtype=np.float64), True) if near else (values, False)


def _brackets(values: Floats, line: float) -> list[int]:
    """Numbers n where the values at n and n + 1 lie on different sides; on the line counts as above."""
    above = values >= line
    return [int(n) for n in np.flatnonzero(above[1:] != above[:-1])]


def _between(at: Floats, values: Floats, n: int, line: float) -> float:
    return float(at[n] + (line - values[n]) / (values[n + 1] - values[n]) * (at[n + 1] - at[n]))


def _reach(at: Floats, values: Floats, errors: Floats, n: int, line: float) -> tuple[float, float]:
    """From the bracket outwards as long as the line is within two errors of the curve."""
    near = np.abs(values - line) < ERRORS * errors
    first, last = n, n + 1
    while first > 0 and near[first]:
        first -= 1
    while last < len(at) - 1 and near[last]:
        last += 1
    return float(at[first]), float(at[last])
