"""The inverse CDF of an input at any quantile: what a sweep puts in the place of its draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from backchannel.case.draws import parts
from backchannel.case.inputs import Input
from backchannel.case.pert import stretch


def quantiles(number: Input, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of an input at quantiles ``at`` in [0, 1], any shape, in the units of the file.

    The distribution is the one its draws have (``case.pert``: PERT with a stated interval, Malcolm et al. 1959; several
    experts by the mean of their quantiles), without the table that makes drawing fast, so the two agree to 1e-6 of the
    range. A number without doubt is itself at every quantile.

    >>> from backchannel.case.reading import find_case, read_case
    >>> from backchannel.case.inputs import inputs
    >>> numbers = {i.path: i for i in inputs(read_case(find_case("geneva-ii")))}
    >>> told = numbers["actors.russia.openness"]
    >>> low, high = quantiles(told, np.array([0.1, 0.9]))
    >>> bool(told.estimate.low <= low < high <= told.estimate.high + 0.1)
    True
    """
    total = np.zeros(np.shape(at))
    for low, best, high, interval, weight in parts(number.estimate, number.value):
        span = high - low
        if span == 0.0:
            total += weight * best
            continue
        r = (best - low) / span
        wide = stretch(r, interval)
        total += weight * (low + span * r * (1.0 - wide) + span * wide * betaincinv(1.0 + 4.0 * r, 5.0 - 4.0 * r, at))
    return np.clip(total, number.value.lo, number.value.hi)
