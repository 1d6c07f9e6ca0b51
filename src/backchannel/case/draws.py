"""A case's doubts, sampled: one random stream per input, so a what-if is compared on common random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from backchannel.case.estimate import Estimate
from backchannel.case.fields import Value
from backchannel.case.inputs import Input, inputs
from backchannel.case.pert import components, draw
from backchannel.case.schema import Case
from backchannel.core.labels import Label, highest
from backchannel.core.rng import path_key


@dataclass(frozen=True)
class Draws:
    """The inputs of a case in many runs, in the units of the file.

    ``inputs`` are all numbers of the case; ``matrix`` is [input, run]; ``used`` collects the paths that were asked for,
    so that a result knows which inputs (and labels) it was made from.
    """

    case: Case
    seed: int
    runs: int
    inputs: tuple[Input, ...]
    matrix: NDArray[np.float64]
    rows: dict[str, int] = field(repr=False)
    used: set[str] = field(default_factory=set, repr=False)

    def get(self, path: str) -> NDArray[np.float64] | None:
        """Draws [run] of an input, or None where the case does not mention it."""
        row = self.rows.get(path)
        if row is None:
            return None
        self.used.add(path)
        values: NDArray[np.float64] = self.matrix[row]
        return values

    def of(self, path: str, neutral: float) -> NDArray[np.float64]:
        """Draws [run] of an input, or its neutral value in every run."""
        found = self.get(path)
        return np.full(self.runs, neutral) if found is None else found

    def by_level(self, path: str, level: str, neutral: float) -> NDArray[np.float64]:
        """Draws [run] of a by-level input: the level's own value, else ``else``, else the one for all."""
        for key in (f"{path}.{level}", f"{path}.else", path):
            if key in self.rows:
                return self.of(key, neutral)
        return np.full(self.runs, neutral)

    def afresh(self) -> Draws:
        """The same draws with an empty record of use, so that each Finding knows just what it was made from."""
        return replace(self, used=set())

    @property
    def label(self) -> Label:
        """The highest label of the inputs used so far."""
        return highest(self.inputs[self.rows[p]].label for p in self.used)


def parts(estimate: Estimate, value: Value) -> list[tuple[float, float, float, float, float]]:
    """An Estimate as (low, best, high, interval, weight): one part, or one an expert (their quantiles are averaged).

    Averaging quantiles keeps each expert's width; source: Lichtendahl, Grushka-Cockayne & Winkler (2013, Management
    Science 59:1594-1611). An unknown value stands on its prior.
    """
    if estimate.unknown:
        return [(*value.prior, 0.8, 1.0)]
    if estimate.experts:
        total = sum(e.weight for e in estimate.experts)
        return [(e.low, e.best, e.high, e.interval, e.weight / total) for e in estimate.experts]
    assert estimate.low is not None
    assert estimate.best is not None
    assert estimate.high is not None
    return [(estimate.low, estimate.best, estimate.high, estimate.interval, 1.0)]


def sample(
    case: Case, *, runs: int = 4000, seed: int = 1, first: int = 0, instead: Mapping[str, Estimate] | None = None
) -> Draws:
    """Draw every input of a case for runs ``first .. first + runs - 1``.

    The draw of input *path* in run *r* is the inverse CDF of one uniform keyed by the seed, the path and r; nothing
    else enters it. ``instead`` holds estimates, by path, that take the place of the case's. Raises ValueError for a
    seed outside 0 .. 2**64 - 1 or fewer than one run.
    """
    if runs < 1:
        raise ValueError(f"runs = {runs}: expected at least 1")
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed = {seed}: expected a whole number from 0 to 2**64 - 1")
    found = tuple(inputs(case))
    if instead:
        found = tuple(replace(i, estimate=instead[i.path]) if i.path in instead else i for i in found)
    pieces = [parts(i.estimate, i.value) for i in found]
    starts = np.cumsum([0, *(len(p) for p in pieces)]).astype(np.int64)
    which, start, width, weight, tables, guides = components([c for p in pieces for c in p])
    keys = np.array([path_key(i.path) for i in found], dtype=np.uint64)
    ends = np.array([(i.value.lo, i.value.hi) for i in found])
    matrix = np.empty((len(found), runs))
    draw(keys, starts, tables, guides, which, start, width, weight, ends, np.uint64(seed), first, matrix)
    return Draws(case, seed, runs, found, matrix, {i.path: n for n, i in enumerate(found)})


def at_points(draws: Draws, paths: Sequence[str], values: NDArray[np.float64]) -> Draws:
    """The same draws once for each point of a sweep, with some inputs replaced: ``values`` [point, path].

    Draw ``d`` of point ``p`` is number ``p * draws.runs + d``. Where a value is nan, and for all inputs but ``paths``,
    every point has them as drawn, so that two points differ by what was put there and by nothing else. Raises KeyError
    for a path the case does not have.

    >>> from backchannel.case.reading import find_case, read_case
    >>> few = sample(read_case(find_case("geneva-ii")), runs=3)
    >>> swept = at_points(few, ["levels.aid.enforcement"], np.array([[0.2], [0.9]]))
    >>> swept.runs, swept.of("levels.aid.enforcement", 1.0).tolist()
    (6, [0.2, 0.2, 0.2, 0.9, 0.9, 0.9])
    """
    matrix = np.tile(draws.matrix, (1, len(values)))
    for column, path in enumerate(paths):
        put = np.repeat(values[:, column], draws.runs)
        row = draws.rows[path]
        matrix[row] = np.where(np.isnan(put), matrix[row], put)
    return replace(draws, runs=draws.runs * len(values), matrix=matrix, used=set())
