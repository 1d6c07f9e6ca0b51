"""At what value of one input a conclusion becomes another, all others as they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backchannel.analyses.played import Value
from backchannel.analyses.sensitivity.model import Floats, Model, share
from backchannel.analyses.sensitivity.tornado import split
from backchannel.theory.crossings import Crossing, crossing

RANGE = (0.01, 0.99)
"""Quantiles between which a turn is looked for: all but the last hundredth of an input's doubt on either side."""

TOLERANCE = 0.01
"""How near a turn is found, in quantiles, where chance allows."""


@dataclass(frozen=True)
class Turn:
    """Where an outcome crosses a line as one input moves; places of ``found`` are quantiles of the input.

    ``values`` [place, 3]: in the units of the file the place, and the ends between which it lies.
    """

    input: int
    outcome: int
    line: float
    found: Crossing
    values: Floats


class _Measured:
    """Shares of every outcome at quantiles of one input; what was asked once is not played again."""

    def __init__(self, model: Model, number: int, runs: int) -> None:
        self.model, self.number, self.runs = model, number, runs
        self.known: dict[float, list[Value]] = {}

    def of(self, outcome: int, at: Floats) -> tuple[Floats, Floats]:
        new = [float(u) for u in at if float(u) not in self.known]
        if new:
            values = self.model.value(self.number, np.array(new))[:, None]
            points = [c for part in self.model.at((self.number,), values, self.runs) for c in split(part)]
            for u, counts in zip(new, points, strict=True):
                self.known[u] = [share(*counts.of(0, n)) for n in range(len(self.model.outcomes))]
        told = [self.known[float(u)][outcome] for u in at]
        return (
            np.array([np.nan if v.value is None else v.value for v in told]),
            np.array([np.nan if v.error is None else v.error for v in told]),
        )


def turns(
    model: Model, number: int, lines: Sequence[tuple[int, float]], *, runs: int, tolerance: float = TOLERANCE
) -> list[Turn]:
    """Where an input turns outcomes, for each (outcome, line), from ``runs`` runs a point on common random numbers.

    A pair is left out where at some point nothing could be counted.
    """
    measured = _Measured(model, number, runs)
    first = np.linspace(*RANGE, 5)
    out = []
    for outcome, line in lines:
        if not np.isfinite(measured.of(outcome, first)[0]).all():
            continue

        def at(points: Floats, outcome: int = outcome) -> tuple[Floats, Floats]:
            return measured.of(outcome, points)

        found = crossing(at, *RANGE, line, tolerance=tolerance)
        places = np.array([found.places, found.low, found.high]).T.reshape(-1, 3)
        out.append(Turn(number, outcome, line, found, model.value(number, places)))
    return out
