"""What actors settle on at once: the compromise, and the asymmetric Nash solution with a reference point.

On one issue, with weights c_i (capability) and saliences s_i::

    loss        s_i |x - x_i|^p,  p = 2 or 1 gain        g_i(x) = s_i |r - x_i|^p + k - s_i |x - x_i|^p,   r the
    reference point, k what no agreement costs besides Nash        max prod_i g_i(x)^c_i  over the x at which nobody
    loses compromise  sum_i c_i s_i x_i/sum_i c_i s_i,  the limit of Nash for k to infinity where p = 2

With k = 0 and actors on both sides of r nobody can gain without another losing, and the reference point stays: that is
what the model says, not an error. The larger k, the less the reference point counts.

Source: Nash (1950, Econometrica 18:155-162), asymmetric; Achen (2006, in Thomson et al., "The European Union Decides",
ch. 4) for the limit; Schneider, Finke & Bailer (2010, Political Studies 58:85-103) for the reference point. Units:
positions in [0, 1].
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backchannel.theory.groupdecision import baselines
from backchannel.theory.ranges import Floats, within

HALVINGS = 200


def compromise(x: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike) -> Floats:
    """The compromise of positions ``x`` [..., actor]; NaN where nobody weighs anything.

    ``salience`` and ``capability`` >= 0 of a shape that fits. Raises ValueError for a value out of range.

    Source: Van den Bos (1991); Achen (2006).

    >>> float(compromise([0.0, 1.0], [0.5, 1.0], [2.0, 3.0]))
    0.75
    """
    return baselines.mean(x, baselines.weights("both", salience, capability)).value


def nash_with_reference(
    x: npt.ArrayLike,
    salience: npt.ArrayLike,
    capability: npt.ArrayLike,
    reference: npt.ArrayLike,
    *,
    cost: float = 0.0,
    power: int = 2,
) -> Floats:
    """The asymmetric Nash solution on one issue, disagreement being the reference point and a cost.

    ``x`` [..., actor] in [0, 1], ``salience`` in [0, 1] and ``capability`` >= 0 of a shape that fits, ``reference``
    [...] in [0, 1] or NaN where there is none (then the answer is NaN); ``cost`` >= 0 on the scale of losses; ``power``
    1 or 2 the shape of losses. Who has no salience or capability has no say; NaN where nobody has. Where losses are
    linear and several points are as good, their middle.

    Raises ValueError for a value out of range.

    Source: Nash (1950); Schneider, Finke & Bailer (2010).

    >>> [float(nash_with_reference([0.0, 1.0], 1.0, 1.0, r).round(6)) for r in (0.3, 0.5)]
    [0.3, 0.5]
    >>> float(nash_with_reference([0.5, 1.0], 1.0, 1.0, 0.0).round(6)), round((9 - 17**0.5) / 8, 6)
    (0.609612, 0.609612)
    >>> [float(nash_with_reference([0.2, 0.9], [1.0, 0.5], 1.0, 0.3, cost=k).round(3)) for k in (0.0, 1.0, 1e6)]
    [0.3, 0.418, 0.433]
    """
    place, s, c = np.broadcast_arrays(
        within("x", x, 0.0, 1.0), within("salience", salience, 0.0, 1.0), within("capability", capability, 0.0, np.inf)
    )
    if power not in (1, 2):
        raise ValueError(f"power is {power}; expected 1 or 2")
    more = float(within("cost", cost, 0.0, np.inf))
    r = np.asarray(reference, dtype=np.float64)
    within("reference", np.where(np.isnan(r), 0.0, r), 0.0, 1.0)
    r = np.broadcast_to(r, place.shape[:-1])[..., None]
    say = (s > 0.0) & (c > 0.0)
    scale = np.where(say, s, 1.0)
    reach = (np.abs(r - place) ** power + more / scale) ** (1.0 / power)  # nobody goes farther than this from its ideal
    low = np.where(say, place - reach, -np.inf).max(axis=-1)
    high = np.where(say, place + reach, np.inf).min(axis=-1)
    low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
    ends = [_solved(place, s, c, say, r, low, high, more, power, strict) for strict in (True, False)]
    found = (ends[0] + ends[1]) / 2.0
    return np.where(say.any(axis=-1) & ~np.isnan(r[..., 0]), found, np.nan)


def _solved(
    place: Floats, s: Floats, c: Floats, say: npt.NDArray[np.bool_], r: Floats, low: Floats, high: Floats, more: float,
    power: int, strict: bool,
) -> Floats:  # fmt: skip
    """One end of the best points, by halving: the product of gains rises up to them and falls after them."""
    lo, hi = low.copy(), np.maximum(low, high)
    with np.errstate(invalid="ignore"):
        for _ in range(HALVINGS):
            mid = (lo + hi) / 2.0
            off = mid[..., None] - place
            gain = s * (np.abs(r - place) ** power - np.abs(off) ** power) + more
            slope = c * s * power * np.abs(off) ** (power - 1) * np.sign(off) / np.maximum(gain, 1e-300)
            falls = np.where(say, slope, 0.0).sum(axis=-1)
            beyond = falls > 0.0 if strict else falls >= 0.0
            lo, hi = np.where(beyond, lo, mid), np.where(beyond, mid, hi)
            if (hi - lo <= 1e-15).all():
                break
    return np.asarray((lo + hi) / 2.0)
