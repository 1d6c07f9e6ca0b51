"""One input at a time, from the low to the high end of its doubt, all others as they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backchannel.analyses.played import Value
from backchannel.analyses.sensitivity.model import AS_DRAWN, Counts, Floats, Model, change, joined, share
from backchannel.core.errors import StoppedByKey

ENDS = (0.1, 0.9)
"""Quantiles between which 80% of an input's doubt lies."""

SURE = 2.6
"""Errors that a change of one among many inputs has to exceed: so far out lies 1% of chance."""


@dataclass(frozen=True)
class Bar:
    """What one input does to one outcome: shares with it at its low and at its high end, and paired changes.

    ``values`` are those ends in the units of the file; ``swing`` is high less low.
    """

    input: int
    outcome: int
    values: tuple[float, float]
    at: tuple[Value, Value]
    changes: tuple[Value, Value]
    swing: Value


@dataclass(frozen=True)
class Tornado:
    """Counts as drawn and at both ends of some inputs, those that were finished."""

    base: Counts
    inputs: tuple[int, ...]
    ends: Floats  # [input, 2]
    counts: tuple[tuple[Counts, Counts], ...]
    stopped: bool

    def now(self, outcome: int) -> Value:
        """The share as drawn."""
        return share(*self.base.of(0, outcome))

    def bars(self, outcome: int) -> list[Bar]:
        """Every input's bar for one outcome, the widest first."""
        base = self.base.of(0, outcome)
        out = []
        for n, (low, high) in enumerate(self.counts):
            one, other = low.of(0, outcome), high.of(0, outcome)
            out.append(
                Bar(
                    input=self.inputs[n],
                    outcome=outcome,
                    values=(float(self.ends[n, 0]), float(self.ends[n, 1])),
                    at=(share(*one), share(*other)),
                    changes=(change(base, one), change(base, other)),
                    swing=change(one, other),
                )
            )
        return sorted(out, key=lambda bar: -abs(bar.swing.value or 0.0))


def tornado(model: Model, numbers: Sequence[int], *, runs: int) -> Tornado:
    """Put inputs to their 10th and 90th percentile in turn, ``runs`` runs each, on the same runs as without.

    Ctrl-C ends it after the last input of which both ends are done; before the first it is passed on.
    """
    ends = np.stack([model.value(n, np.array(ENDS)) for n in numbers]) if numbers else np.empty((0, 2))
    points = np.full((1 + 2 * len(numbers), len(numbers)), AS_DRAWN)
    for n in range(len(numbers)):
        points[1 + 2 * n, n], points[2 + 2 * n, n] = ends[n]
    done: list[Counts] = []
    stopped = False
    try:
        for part in model.at(numbers, points, runs):
            done += split(part)
    except (StoppedByKey, KeyboardInterrupt):
        if len(done) < 3:
            raise
        stopped = True
    whole = (len(done) - 1) // 2
    pairs = tuple((done[1 + 2 * n], done[2 + 2 * n]) for n in range(whole))
    return Tornado(done[0], tuple(numbers[:whole]), ends[:whole], pairs, stopped)


def split(part: Counts) -> list[Counts]:
    """Counts at several points as counts at one point each."""
    return [
        Counts(
            part.hits[n : n + 1],
            part.tries[n : n + 1],
            None if part.refused is None else part.refused[n : n + 1],
            None if part.voted is None else part.voted[n : n + 1],
        )
        for n in range(part.points)
    ]


def as_drawn(model: Model, runs: int) -> Counts:
    """Counts with nothing put anywhere."""
    return joined(model.at((), np.empty((1, 0)), runs))
