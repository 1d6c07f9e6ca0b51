"""What every model of a group's decision has to beat: mean, median and mode of positions, plain or weighted.

::

    mean    sum_i w_i x_i/sum_i w_i
    median  half of the weight on either side; the middle of the stretch where several places have that
    mode    the place with the most weight on it; the mean of the places that tie
    w       1, capability c, salience s, or their product

Source: the weighted mean as compromise, Van den Bos (1991, "Dutch EC Policy Making"), Achen (2006, in Thomson et al.,
"The European Union Decides", ch. 4); the median, Black (1948, J. Political Economy 56:23-34). Units: positions on any
one scale, weights >= 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.theory.ranges import Floats, within

WEIGHTS = ("plain", "capability", "salience", "both")
SAME_PLACE = 1e-9
ROUNDING = 1e-12


@dataclass(frozen=True)
class Centre:
    """A centre of positions, and how far it is settled: ``value``, the ``low`` and ``high`` end of all that qualify,
    and ``ties`` how many places do (for the mean and a median within a stretch: 1). NaN where nobody weighs anything.
    """

    value: Floats
    low: Floats
    high: Floats
    ties: npt.NDArray[np.int64]


def weights(kind: str, salience: npt.ArrayLike, capability: npt.ArrayLike) -> Floats:
    """Weights of one of :data:`WEIGHTS`, in the shape that both arrays make together.

    Raises ValueError for an unknown kind and for a negative number.

    >>> weights("both", [0.5, 1.0], [2.0, 3.0]).tolist()
    [1.0, 3.0]
    """
    s, c = np.broadcast_arrays(within("salience", salience, 0.0, np.inf), within("capability", capability, 0.0, np.inf))
    if kind not in WEIGHTS:
        raise ValueError(f"there are no weights {kind}; expected {', '.join(WEIGHTS)}")
    made = {"plain": np.ones(s.shape), "capability": c, "salience": s, "both": c * s}[kind]
    return np.array(made, dtype=np.float64)


def mean(x: npt.ArrayLike, w: npt.ArrayLike) -> Centre:
    """Weighted mean of ``x`` [..., actor] with weights ``w`` of a shape that fits.

    Raises ValueError for a number that is not finite and for a negative weight.

    >>> mean([0.2, 0.8], [1.0, 3.0]).value.round(6).tolist()
    0.65
    """
    place, weight = _checked(x, w)
    total = weight.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.asarray((weight * place).sum(axis=-1) / total)
    value = np.clip(value, place.min(axis=-1), place.max(axis=-1))  # rounding must not leave the hull
    return Centre(value, value, value, np.ones(value.shape, dtype=np.int64))


def median(x: npt.ArrayLike, w: npt.ArrayLike) -> Centre:
    """Weighted median of ``x`` [..., actor].

    Any place between ``low`` and ``high`` has half of the weight on either side. Raises ValueError as :func:`mean`.

    Source: Black (1948).

    >>> found = median([[0.1, 0.4, 0.9], [0.1, 0.4, 0.9]], [[1, 1, 1], [2, 1, 1]])
    >>> found.value.tolist(), found.low.tolist(), found.high.tolist()
    ([0.4, 0.25], [0.4, 0.1], [0.4, 0.4])
    """
    place, weight = _in_order(*_checked(x, w))
    total = weight.sum(axis=-1)
    upto = np.cumsum(weight, axis=-1)
    slack = ROUNDING * total[..., None]
    half = total[..., None] / 2.0
    low = np.take_along_axis(place, (upto >= half - slack).argmax(axis=-1)[..., None], axis=-1)[..., 0]
    high = np.take_along_axis(place, (upto > half + slack).argmax(axis=-1)[..., None], axis=-1)[..., 0]
    nobody = total <= 0.0
    low, high = np.where(nobody, np.nan, low), np.where(nobody, np.nan, high)
    return Centre(np.asarray((low + high) / 2.0), low, high, np.ones(low.shape, dtype=np.int64))


def mode(x: npt.ArrayLike, w: npt.ArrayLike) -> Centre:
    """The place of ``x`` [..., actor] with the most weight on it; places closer than 1e-9 are one.

    ``ties`` counts the places with as much weight, ``low`` and ``high`` are the outermost of them and ``value`` is
    their mean. Raises ValueError as :func:`mean`.

    >>> found = mode([0.2, 0.8, 0.2, 0.5], [1, 2, 1, 1])
    >>> found.value.tolist(), found.low.tolist(), found.high.tolist(), found.ties.tolist()
    (0.5, 0.2, 0.8, 2)
    """
    place, weight = _in_order(*_checked(x, w))
    n = place.shape[-1]
    here = weight.copy()  # weight at a place so far, from the left; whole at the last actor there
    last = np.ones(place.shape, dtype=bool)
    for k in range(1, n):
        joined = place[..., k] - place[..., k - 1] < SAME_PLACE
        here[..., k] += np.where(joined, here[..., k - 1], 0.0)
        last[..., k - 1] = ~joined
    most = np.where(last, here, -1.0).max(axis=-1)
    best = last & (here >= (most * (1.0 - ROUNDING))[..., None]) & (most > 0.0)[..., None]
    count = best.sum(axis=-1)
    with np.errstate(invalid="ignore"):
        value = np.asarray(np.where(best, place, 0.0).sum(axis=-1) / count)
    low = np.where(best, place, np.inf).min(axis=-1)
    high = np.where(best, place, -np.inf).max(axis=-1)
    nobody = count == 0
    return Centre(value, np.where(nobody, np.nan, low), np.where(nobody, np.nan, high), count.astype(np.int64))


CENTRES = {"mean": mean, "median": median, "mode": mode}


def _checked(x: npt.ArrayLike, w: npt.ArrayLike) -> tuple[Floats, Floats]:
    place, weight = np.broadcast_arrays(within("x", x, -np.inf, np.inf), within("w", w, 0.0, np.inf))
    if place.ndim == 0 or place.shape[-1] == 0:
        raise ValueError("x has no actors; expected a last axis with one position an actor")
    return place, weight


def _in_order(place: Floats, weight: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(place, axis=-1, kind="stable")
    return np.take_along_axis(place, order, axis=-1), np.take_along_axis(weight, order, axis=-1)
