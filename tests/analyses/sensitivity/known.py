"""Functions of known answer as models, so that the methods are put to the test by the way they are used."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from backchannel.analyses.sensitivity.model import Counts, Outcome, Refusers
from backchannel.core.rng import uniforms


@dataclass(frozen=True)
class Known:
    """Outcomes ``answer`` [input, run] -> [outcome, run] of inputs uniform between ends."""

    answer: Any
    ends: tuple[tuple[float, float], ...]
    count: int = 1
    flags: bool = False
    refusers: ClassVar[tuple[Refusers, ...]] = ()

    @property
    def names(self):
        return tuple(f"x{n}" for n in range(len(self.ends)))

    @property
    def outcomes(self):
        return tuple(Outcome(f"y{n}", "signed", f"y{n}", None, f"outcome {n}") for n in range(self.count))

    def value(self, number, quantiles):
        low, high = self.ends[number]
        return low + (high - low) * np.asarray(quantiles)

    def drawn(self, runs):
        u = uniforms(list(self.names), runs, seed=5)
        return np.stack([self.value(n, u[n]) for n in range(len(u))])

    def at(self, numbers, values, runs) -> Iterator[Counts]:
        drawn, luck = self.drawn(runs), uniforms(["luck"], runs, seed=5)[0]
        for point in values:
            x = drawn.copy()
            for number, value in zip(numbers, point, strict=True):
                x[number] = x[number] if np.isnan(value) else value
            y = np.atleast_2d(self.answer(x)).T
            hits = (luck[:, None] < y).astype(float) if self.flags else y
            yield Counts(hits[None], np.ones_like(hits)[None])


def ishigami(x):
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


ISHIGAMI = Known(ishigami, ((-np.pi, np.pi),) * 3)
"""Ishigami & Homma (1990): S1 .3139 .4424 0, ST .5576 .4424 .2437."""
