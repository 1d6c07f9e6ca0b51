"""One combination of levers played: the case with them pulled, on the same doubts and chances as without."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.levers.gains import gains
from backchannel.analyses.levers.quantities import counted, quantities
from backchannel.analyses.tallying import tally
from backchannel.case import setting
from backchannel.case.building import build
from backchannel.case.draws import Draws, sample
from backchannel.case.inputs import inputs
from backchannel.case.levers.pulling import Change, as_set
from backchannel.case.plain import plain
from backchannel.case.problems import CaseError
from backchannel.case.schema import Case, Lever
from backchannel.case.tree import Tree
from backchannel.conference import kernel
from backchannel.conference.plan import Plan
from backchannel.conference.planning import plan
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.runs import Rules
from backchannel.runs.chunks import SIZE
from backchannel.runs.tables import joined

Pulled = tuple[tuple[str, float], ...]
"""Levers by id in the order of the sweep, each with the strength (above 0, at most 1) it is pulled with."""

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Sweep:
    """What all combinations share. ``key`` tells one sweep from another within a process."""

    case: Case
    levers: tuple[Lever, ...]
    runs: int
    seed: int
    rules: Rules
    key: str = field(compare=False)

    @property
    def draws(self) -> int:
        """Readings of the doubts."""
        return -(-self.runs // self.rules.inner)

    def lever(self, id: str) -> Lever:
        """A lever of the sweep."""
        return next(one for one in self.levers if one.id == id)


@dataclass(frozen=True)
class Piece:
    """A combination to be played."""

    sweep: Sweep
    pulled: Pulled

    @property
    def said(self) -> list[Any]:
        """What tells it from others, whatever else the sweep holds."""
        levers = [self.sweep.lever(id) for id, _ in self.pulled]
        return [
            [strength, sorted(lever.changes.items())] for (_, strength), lever in zip(self.pulled, levers, strict=True)
        ]


def work(piece: Piece) -> Arrays:
    """Play a combination: hits and tries of each quantity, what each actor gets, in each run; and the label.

    A function of its piece alone. Raises AskError where the case cannot be played with the levers pulled.
    """
    sweep = piece.sweep
    ready = planned(piece)
    parts = [kernel.simulate(ready, first, min(SIZE, sweep.runs - first)) for first in range(0, sweep.runs, SIZE)]
    found, questions = quantities(sweep.case, ready)
    hits, tries = counted(found, tally(parts, ready, sweep.case, questions), ready)
    return {
        "hits": hits,
        "tries": tries,
        "gains": gains(joined(iter(parts), sweep.runs), ready),
        "label": np.array(int(ready.draws.label), dtype=np.int64),
    }


def planned(piece: Piece) -> Plan:
    """The plan of the case with levers pulled. Raises AskError where that cannot be played."""
    sweep = piece.sweep
    try:
        draws = shared(sweep).draws(piece.pulled)
        return plan(draws, inner=sweep.rules.inner, texts=sweep.rules.texts, rounds=sweep.rules.rounds(sweep.case))
    except (AskError, CaseError) as error:
        if not piece.pulled:
            raise
        raise AskError(f"with {told(sweep, piece.pulled)} the case cannot be played: {error}") from None


def told(sweep: Sweep, pulled: Pulled) -> str:
    """Levers by id, as far as a message may name them."""
    levers = [sweep.lever(id) for id, _ in pulled]
    open_ = [one.id for one in levers if one.label != str(Label.SECRET)]
    rest = len(levers) - len(open_)
    more = [f"{rest} that {'is' if rest == 1 else 'are'} secret"] if rest else []
    return f"lever{'s' * (len(levers) != 1)} {', '.join([*open_, *more])} pulled"


# --- what combinations share within a process -------------------------------------------------------------------


class Shared:
    """Cases and draws of a sweep, each made once: most combinations differ by a few rows of numbers."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.base: dict[str, Any] = plain(sweep.case.model_copy(update={"claims": (), "questions": (), "levers": ()}))
        self.numbers = {one.path for one in inputs(sweep.case)}
        self.drawn: dict[tuple[Change, ...], Draws] = {}

    def draws(self, pulled: Pulled) -> Draws:
        """The draws of the case with levers pulled: each number from the case's to the lever's, draw by draw."""
        levers = [self.sweep.lever(id) for id, _ in pulled]
        words = tuple(change for lever in levers for change in self.words(lever))
        made = self.of(words)
        if not levers:
            return made.afresh()
        matrix = made.matrix.copy()
        for lever, (_, strength) in zip(levers, pulled, strict=True):
            there = self.of(tuple(lever.changes.items()))
            for path in lever.changes:
                if path in there.rows:
                    here = made.rows[path]
                    end = there.matrix[there.rows[path]]
                    begin = matrix[here] if path in self.numbers else self.neutral(made, path)
                    matrix[here] = end if strength == 1.0 else (1.0 - strength) * begin + strength * end
        return replace(made, matrix=matrix, used=set())

    def words(self, lever: Lever) -> Iterable[Change]:
        """Those changes of a lever that are no numbers, or numbers that the case does not mention."""
        return [change for change in lever.changes.items() if change[0] not in self.numbers]

    def neutral(self, made: Draws, path: str) -> NDArray[np.float64]:
        """What a number that the case does not mention stands for."""
        value = made.inputs[made.rows[path]].value.neutral
        assert value is not None  # or it is not graded
        return np.full(made.runs, value)

    def of(self, changes: tuple[Change, ...]) -> Draws:
        """The draws of the case with some changes made."""
        if changes not in self.drawn:
            case = build(setting.apply(Tree("case", self.base), as_set(self.base, changes)))
            self.drawn[changes] = sample(case, runs=self.sweep.draws, seed=self.sweep.seed)
        return self.drawn[changes]


_KEPT: OrderedDict[str, Shared] = OrderedDict()
MOST_SWEEPS = 2


def shared(sweep: Sweep) -> Shared:
    """What the combinations of a sweep share, made at the first of them in this process."""
    if sweep.key not in _KEPT:
        _KEPT[sweep.key] = Shared(sweep)
        while len(_KEPT) > MOST_SWEEPS:
            _KEPT.popitem(last=False)
    _KEPT.move_to_end(sweep.key)
    return _KEPT[sweep.key]


def graded(sweep: Sweep, lever: Lever) -> bool:
    """Whether a lever can be pulled a part of the way: it says so and moves numbers that have a value to start from."""
    if not lever.graded:
        return False
    here = shared(sweep)
    there = here.of(tuple(lever.changes.items()))
    starts = {one.path for one in there.inputs if one.value.neutral is not None and np.isfinite(one.value.neutral)}
    return all(path in there.rows and (path in here.numbers or path in starts) for path in lever.changes)
