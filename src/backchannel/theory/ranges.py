"""What a number may be: one check for every function that takes arrays.

The message names the input and its range but not the value: a position or a fear may carry a label above
public, and error messages never echo those. Units: whatever the caller's are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def interval(lo: float, hi: float, lo_open: bool = False, hi_open: bool = False) -> str:
    """Range in words that a person reads: an interval, or its one finite end.

    >>> interval(0, 1, hi_open=True), interval(0, float("inf")), interval(-float("inf"), float("inf"))
    ('in [0, 1)', '>= 0', 'any finite number')
    """
    if np.isinf(lo) and np.isinf(hi):
        return "any finite number"
    if np.isinf(hi):
        return f"{'>' if lo_open else '>='} {lo:g}"
    if np.isinf(lo):
        return f"{'<' if hi_open else '<='} {hi:g}"
    return f"in {'(' if lo_open else '['}{lo:g}, {hi:g}{')' if hi_open else ']'}"


def within(
    name: str, value: npt.ArrayLike, lo: float, hi: float, *, lo_open: bool = False, hi_open: bool = False
) -> Floats:
    """Return ``value`` as a float64 array of any shape, each element finite and between ``lo`` and ``hi``.

    Raises ValueError naming the input and the range when an element is outside it, NaN or infinite.

    >>> within("leak", [0.1, 0.2], 0, 1).tolist()
    [0.1, 0.2]
    >>> within("leak", 1.2, 0, 1)
    Traceback (most recent call last):
    ValueError: leak has a value outside its range; expected in [0, 1]
    """
    array = np.asarray(value, dtype=np.float64)
    above = (array > lo) if lo_open else (array >= lo)
    fits = np.isfinite(array) & above & ((array < hi) if hi_open else (array <= hi))
    if not fits.all():
        raise ValueError(f"{name} has a value outside its range; expected {interval(lo, hi, lo_open, hi_open)}")
    return array


def listed(
    name: str,
    value: npt.ArrayLike,
    lo: float,
    hi: float,
    *,
    like: tuple[str, int] | None = None,
    lo_open: bool = False,
    hi_open: bool = False,
) -> Floats:
    """Return ``value`` as a float64 array [n], n >= 1, each element finite and between ``lo`` and ``hi``.

    With ``like``, the name and length of another list, a single number stands for as many equal ones.
    Raises ValueError as :func:`within` does, and when there is no list or its length is not that of ``like``.

    >>> listed("d", 0.9, 0, 1, like=("rho", 2)).tolist()
    [0.9, 0.9]
    >>> listed("d", [0.9], 0, 1, like=("rho", 2))
    Traceback (most recent call last):
    ValueError: d has length 1; expected 2, one number for each of rho
    """
    array = within(name, value, lo, hi, lo_open=lo_open, hi_open=hi_open)
    if like is not None and array.ndim == 0:
        return np.full(like[1], float(array))
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} is no list of numbers; expected one with at least one number")
    if like is not None and array.size != like[1]:
        raise ValueError(f"{name} has length {array.size}; expected {like[1]}, one number for each of {like[0]}")
    return array
