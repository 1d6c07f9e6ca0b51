"""Positions, saliences and capabilities, checked and brought to one shape."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backchannel.theory.ranges import Floats, within


def board(
    positions: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike, *, unbounded: bool = False
) -> tuple[Floats, Floats, Floats]:
    """Positions [draw, actor, issue], saliences [draw or 1, actor, issue] and capabilities [draw or 1, actor].

    Positions are in [0, 1], or any finite number if ``unbounded``, saliences in [0, 1], capabilities >= 0; the axis of
    draws may be missing from each. Raises ValueError for a value out of range or shapes that do not fit.

    >>> x, s, c = board([[0.2], [0.7]], [[1.0], [0.5]], [3, 1])
    >>> x.shape, s.shape, c.shape
    ((1, 2, 1), (1, 2, 1), (1, 2))
    """
    low, high = (-np.inf, np.inf) if unbounded else (0.0, 1.0)
    x = _with_draws("positions", within("positions", positions, low, high), 3)
    s = _with_draws("salience", within("salience", salience, 0.0, 1.0), 3)
    c = _with_draws("capability", within("capability", capability, 0.0, np.inf), 2)
    if 0 in x.shape:
        raise ValueError("positions are empty; expected at least one draw, actor and issue")
    draws = max(len(x), len(s), len(c))
    for name, array, shape in (
        ("positions", x, x.shape[1:]),
        ("salience", s, x.shape[1:]),
        ("capability", c, x.shape[1:2]),
    ):
        if len(array) not in (1, draws) or array.shape[1:] != shape:
            raise ValueError(f"{name} has shape {array.shape}; expected (1 or {draws}, {', '.join(map(str, shape))})")
    if len(x) < draws:
        x = np.broadcast_to(x, (draws, *x.shape[1:]))
    return np.ascontiguousarray(x), np.ascontiguousarray(s), np.ascontiguousarray(c)


def _with_draws(name: str, array: Floats, axes: int) -> Floats:
    if array.ndim == axes - 1:
        return array[None]
    if array.ndim != axes:
        kinds = "[draw, actor, issue]" if axes == 3 else "[draw, actor]"
        raise ValueError(f"{name} has {array.ndim} axes; expected {kinds}, where draw may be left out")
    return array
