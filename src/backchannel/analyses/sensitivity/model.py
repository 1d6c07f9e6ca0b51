"""What a sensitivity analysis asks of whatever it is about: inputs with doubt, outcomes, and counts at given points.

The methods know nothing else. The game and the bargaining range are two models; a function of known answer is a third,
which is how the methods are tested.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.chances import ratio
from backchannel.analyses.played import Value, difference
from backchannel.core.words import BANDS, band, standard_error

Floats = NDArray[np.float64]

AS_DRAWN = float("nan")
"""Put in the place of a value: the input keeps its draws."""

HALF = (0.5,)
EDGES = tuple(end for end, _ in BANDS)


@dataclass(frozen=True)
class Outcome:
    """One answer: ``what`` is question, signed, held or text; ``says`` names it in a sentence.

    ``edges`` are the lines at which its conclusion becomes another.
    """

    id: str
    what: str
    about: str
    by: str | None
    says: str
    edges: tuple[float, ...] = EDGES

    def conclusion(self, share: float) -> str:
        """What is concluded from a share: its band of ICD 203, or of a text whether most draws have one."""
        if self.edges == HALF:
            return "in most draws" if share >= HALF[0] else "in fewer than half of draws"
        return band(share)

    def around(self, share: float) -> tuple[float, ...]:
        """The lines next to a share, below and above it."""
        below = [e for e in self.edges if e <= share]
        above = [e for e in self.edges if e > share]
        return (*below[-1:], *above[:1])


@dataclass(frozen=True)
class Refusers:
    """Those who may refuse a level: ``level`` its number, ``actors`` their columns by id."""

    level: int
    about: str
    actors: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Counts:
    """What was counted at some points: ``hits`` out of ``tries`` [point, run, outcome], runs common to all points.

    ``refused`` [point, run, level, actor] out of ``voted`` [point, run, level], where a model knows who refuses.
    """

    hits: Floats
    tries: Floats
    refused: Floats | None = None
    voted: Floats | None = None

    @property
    def points(self) -> int:
        """Number of points."""
        return len(self.hits)

    def of(self, point: int, outcome: int, runs: int | None = None) -> tuple[Floats, Floats]:
        """Hits and tries [run] of one outcome at one point, of the first ``runs``."""
        return self.hits[point, :runs, outcome], self.tries[point, :runs, outcome]


class Model(Protocol):
    """What is analysed. Numbers of inputs count ``names``, those of outcomes ``outcomes``."""

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of the inputs with doubt."""
        ...

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What is asked."""
        ...

    @property
    def refusers(self) -> tuple[Refusers, ...]:
        """Whose refusals are compared, by level; none where a model does not know who refuses."""
        ...

    def value(self, number: int, quantiles: Floats) -> Floats:
        """Values of an input at quantiles of its doubt."""
        ...

    def drawn(self, runs: int) -> Floats:
        """The inputs as drawn in the first runs [input, run]."""
        ...

    def at(self, numbers: Sequence[int], values: Floats, runs: int) -> Iterator[Counts]:
        """Counts at points with some inputs put to ``values`` [point, input]; nan leaves one as drawn.

        The points come in order, some at a time, each in the same runs.
        """
        ...


def joined(parts: Iterator[Counts]) -> Counts:
    """Points that came some at a time, together."""
    every = list(parts)
    refused = [c.refused for c in every if c.refused is not None]
    voted = [c.voted for c in every if c.voted is not None]
    return Counts(
        np.concatenate([c.hits for c in every]),
        np.concatenate([c.tries for c in every]),
        np.concatenate(refused) if refused else None,
        np.concatenate(voted) if voted else None,
    )


def share(hits: Floats, tries: Floats) -> Value:
    """A ratio of totals with its standard error; of a share of runs never below that of as many with two more each way.

    >>> share(np.zeros(100), np.ones(100)).value
    0.0
    """
    value, error = ratio(hits, tries, np.arange(len(hits)))
    if value is not None and error is not None and _flags(hits, tries):
        error = max(error, standard_error(float(hits.sum()), int(tries.sum())))
    return Value(value, error)


def change(before: tuple[Floats, Floats], after: tuple[Floats, Floats]) -> Value:
    """``after`` less ``before`` on the same runs, with the standard error of the paired difference.

    For shares of all runs half a run is added to each of the four ways a pair can come out, so that runs of which none
    changed are no proof that none would (Agresti & Min 2005, Statistics in Medicine 24:729-740).

    >>> flags = np.array([1.0, 0.0, 1.0, 1.0]), np.ones(4)
    >>> change(flags, flags).value, round(change(flags, flags).error, 3)
    (0.0, 0.167)
    """
    found = difference(after, before, np.arange(len(before[0])))
    if found.error is None or not (_flags(*before) and _flags(*after) and before[1].all() and after[1].all()):
        return found
    n = len(before[0]) + 2.0
    up, down = ((after[0] > before[0]).sum() + 0.5, (after[0] < before[0]).sum() + 0.5)
    return Value(found.value, sqrt(up + down - (up - down) ** 2 / n) / n)


def _flags(hits: Floats, tries: Floats) -> bool:
    return bool(np.isin(hits, (0.0, 1.0)).all() and np.isin(tries, (0.0, 1.0)).all())


def in_batches(counts: Counts, batches: int) -> Floats:
    """Ratios [point, batch, outcome] of runs dealt out to batches in turn; nan where a batch had nothing to count.

    >>> counts = Counts(np.array([1.0, 0.0, 1.0, 1.0]).reshape(1, 4, 1), np.ones((1, 4, 1)))
    >>> in_batches(counts, 2)[0, :, 0].tolist()
    [1.0, 0.5]
    """
    hits = np.stack([counts.hits[:, b::batches].sum(axis=1) for b in range(batches)], axis=1)
    tries = np.stack([counts.tries[:, b::batches].sum(axis=1) for b in range(batches)], axis=1)
    with np.errstate(invalid="ignore"):
        return np.where(tries > 0, hits / np.where(tries > 0, tries, 1.0), np.nan)
