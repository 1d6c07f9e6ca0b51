"""The bargaining range as a model: at every level, on the table and in the corridor, whether some text suits all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from backchannel.analyses.asking import need_deciders, the_corridor, the_levels, the_table
from backchannel.analyses.sensitivity.game import nobody
from backchannel.analyses.sensitivity.model import HALF, Counts, Floats, Outcome, Refusers
from backchannel.case.draws import Draws, at_points, sample
from backchannel.case.quantiles import quantiles
from backchannel.case.schema import Case, Track
from backchannel.conference.range import find
from backchannel.conference.state import build
from backchannel.conference.texts import grid
from backchannel.core.errors import AskError
from backchannel.core.labels import Label, highest
from backchannel.core.words import within
from backchannel.runs.engines import Engine, Here

PIECE = 2_000


@dataclass(frozen=True)
class Task:
    """Some points of a sweep over the range: ``values`` [point, path] in ``runs`` draws each."""

    case: Case
    seed: int
    runs: int
    keys: tuple[tuple[str, str], ...]
    paths: tuple[str, ...]
    values: Floats


def search(task: Task) -> Counts:
    """In which draws some text suits all who must sign, at the points of a task: a function of the task alone."""
    swept = at_points(sample(task.case, runs=task.runs, seed=task.seed), task.paths, task.values)
    hits = _texts(swept, task.keys).reshape(len(task.values), task.runs, len(task.keys))
    return Counts(hits.astype(np.float64), np.ones(hits.shape))


def _texts(draws: Draws, keys: Sequence[tuple[str, str]]) -> np.ndarray:
    """Whether there is a text [draw, key]."""
    state, case = build(draws), draws.case
    texts = {level: grid(case, case.level(level)) for level, _ in keys}
    return np.stack(
        [find(state, case.level(lv), case.track(tr), "none", texts[lv]).margin >= 0 for lv, tr in keys], axis=1
    )


@dataclass(frozen=True)
class Extent:
    """The bargaining range as a model; ``told`` hears of the draws searched."""

    case: Case
    seed: int
    keys: tuple[tuple[str, str], ...]
    engine: Engine = Here()  # noqa: RUF009 - frozen
    told: Callable[[int], None] = field(default=nobody, repr=False)

    @cached_property
    def draws(self) -> Draws:
        """A draw of the doubts, with the paths that the range reads."""
        try:
            draws = sample(self.case, runs=1, seed=self.seed)
        except ValueError as error:
            raise AskError(str(error)) from None
        need_deciders(draws)
        _texts(draws, self.keys)
        return draws

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Rows of the draws that are in doubt and read."""
        return tuple(
            n for n, i in enumerate(self.draws.inputs) if i.path in self.draws.used and not i.estimate.is_point
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Paths of the inputs with doubt that the range reads."""
        return tuple(self.draws.inputs[n].path for n in self.numbers)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Of every level and track, whether there is a text."""
        name = self.case.name
        return tuple(
            Outcome(f"text:{lv}:{tr}", "text", lv, tr, f"a text for {within(name(lv))} in {within(name(tr))}", HALF)
            for lv, tr in self.keys
        )

    @property
    def refusers(self) -> tuple[Refusers, ...]:
        """Nobody: who refuses a text that is not there is what `packages` tells."""
        return ()

    @property
    def label(self) -> Label:
        """The highest label of what the range reads."""
        return highest([self.draws.label, *(self.draws.inputs[n].label for n in self.numbers)])

    def value(self, number: int, quantiles_: Floats) -> Floats:
        """Values of an input at quantiles of its doubt."""
        return quantiles(self.draws.inputs[self.numbers[number]], quantiles_)

    def drawn(self, runs: int) -> Floats:
        """The inputs as drawn [input, run]."""
        return sample(self.case, runs=runs, seed=self.seed).matrix[list(self.numbers)]

    def at(self, numbers: Sequence[int], values: Floats, runs: int) -> Iterator[Counts]:
        """Counts at points [point, input], in order; see ``Model``."""
        paths = tuple(self.names[n] for n in numbers)
        many = max(1, PIECE // runs)
        tasks = [
            Task(self.case, self.seed, runs, self.keys, paths, values[first : first + many])
            for first in range(0, len(values), many)
        ]
        before = 0

        def told(done: int, total: int) -> None:
            nonlocal before
            self.told(sum(len(task.values) for task in tasks[before:done]) * runs)
            before = done

        yield from self.engine.each(search, tasks, told)


def extent(
    case: Case,
    *,
    seed: int,
    level: str | None = None,
    engine: Engine = Here(),  # noqa: B008 - frozen
    told: Callable[[int], None] = nobody,
) -> Extent:
    """The bargaining range as a model, at the table and in the corridor, without guarantees.

    Raises AskError for a level the case does not have, and where nobody decides or there is no track.
    """
    named: list[Track] = [t for t in (the_table(case), the_corridor(case)) if t is not None]
    tracks = list(dict.fromkeys(t.id for t in named)) or [t.id for t in case.tracks[:1]]
    keys = tuple((lv.id, track) for lv in the_levels(case, level) for track in tracks)
    if not keys:
        raise AskError("this case has no level on any track, so there is no range; add levels and tracks")
    return Extent(case, seed, keys, engine, told)
