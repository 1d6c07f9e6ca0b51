"""Runs of the game boiled down, chunk by chunk, to what forecasts are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.asking import manifest, the_table
from backchannel.analyses.chances import Chance, chance
from backchannel.analyses.happening import NEVER, counted, done, ended, happened, rounds_by
from backchannel.case.schema import Case, Question
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import Plan
from backchannel.runs import Played

CLOSING = "closing"
"""What a question says instead of a date when it runs until the conference is over."""


@dataclass(frozen=True)
class Asked:
    """A question with one of its dates. ``rounds`` are over by then; None where it cannot be put, ``why`` says it."""

    question: Question
    by: str
    rounds: int | None
    why: str | None


def asked(case: Case, p: Plan, only: str | None = None) -> tuple[Asked, ...]:
    """Every question with each of its dates, and whether the game can answer it."""
    return tuple(
        _asked(case, p, question, by)
        for question in case.questions
        if only in (None, question.id)
        for by in question.by
    )


def _asked(case: Case, p: Plan, question: Question, by: str) -> Asked:
    if question.event is None:
        return Asked(question, by, None, "the case does not say how it would show in the game (`event`)")
    if by == CLOSING:
        if the_table(case) is None:
            return Asked(question, by, None, "the case has no table that could close")
        return Asked(question, by, p.rounds, None)
    try:
        day = date.fromisoformat(by)
    except ValueError:
        return Asked(question, by, None, f"the date is no day and not `{CLOSING}`")
    rounds = rounds_by(case, day, p.months)
    if rounds < 1:
        return Asked(question, by, None, f"no {case.case.round} of the game is over by then")
    if rounds > p.rounds:
        return Asked(question, by, None, f"it lies beyond the {p.rounds * p.months:g} months that are played")
    return Asked(question, by, rounds, None)


@dataclass(frozen=True)
class Tally:
    """What a forecast needs of some runs. R runs, T rounds, L levels, N actors, Q questions with a date."""

    draw: NDArray[np.int64]  # [R]
    yes: NDArray[np.bool_]  # [R, Q]
    among: NDArray[np.bool_]  # [R, Q]
    signed: NDArray[np.int64]  # [R, L] rounds until the first signature, NEVER
    lasted: NDArray[np.int16]  # [R, L] rounds of the first spell
    ended: NDArray[np.int16]  # [R, L] how it ended
    force: NDArray[np.bool_]  # [R, T, L]
    refused: NDArray[np.int16]  # [R, L, N] votes against
    voted: NDArray[np.int16]  # [R, L] votes taken
    gap: NDArray[np.float32]  # [R, T]

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.draw)

    @cached_property
    def spell_over(self) -> NDArray[np.bool_]:
        """[R, L] whether the first spell has ended."""
        return self.ended > 0

    def asked(self, number: int) -> Chance | None:
        """The chance of one question by one of its dates."""
        return chance(self.yes[:, number], self.draw, self.among[:, number])

    def signed_by(self, level: int, rounds: int) -> Chance:
        """The chance that a level is signed within so many rounds."""
        found = chance(self.signed[:, level] <= rounds, self.draw)
        assert found is not None
        return found

    def in_force(self, level: int, rounds: int) -> Chance:
        """The chance that a text of a level is in force when so many rounds are over."""
        found = chance(self.force[:, rounds - 1, level], self.draw)
        assert found is not None
        return found

    def held(self, level: int, rounds: int) -> Chance | None:
        """The chance that the first text of a level stands for so many rounds, among runs that show it or its end.

        Runs that end before it could have stood so long are left out (a fixed window and no censoring within it).
        """
        horizon = self.force.shape[1]
        could = self.signed[:, level] - 1 + rounds <= horizon
        return chance(self.lasted[:, level] >= rounds, self.draw, could)

    def per_draw(self, yes: NDArray[np.bool_], among: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        """The share of a draw's runs with an event, in the order of draws; nan where none is counted."""
        among = np.ones(len(yes), dtype=bool) if among is None else among
        tries = np.bincount(self.draw, weights=among.astype(np.float64))
        hits = np.bincount(self.draw, weights=(yes & among).astype(np.float64))
        with np.errstate(invalid="ignore"):
            return np.where(tries > 0, hits / np.where(tries > 0, tries, 1.0), np.nan)


def provenance(played: Played, **settings: Any) -> dict[str, Any]:
    """How an answer counted over runs came about. An error of each chance stands beside it: none for the whole."""
    out = manifest(played.draws, **settings) | {"runs": played.runs}
    del out["monte_carlo_error"]  # that of independent draws, which runs are not
    return out


def tally(parts: Iterable[Courses], p: Plan, case: Case, questions: tuple[Asked, ...]) -> Tally:
    """Runs boiled down to a tally; ``parts`` are read once, in order."""
    kept: list[Tally] = [_one(c, p, case, questions) for c in parts]
    return Tally(
        draw=np.concatenate([k.draw for k in kept]),
        yes=np.concatenate([k.yes for k in kept]),
        among=np.concatenate([k.among for k in kept]),
        signed=np.concatenate([k.signed for k in kept]),
        lasted=np.concatenate([k.lasted for k in kept]),
        ended=np.concatenate([k.ended for k in kept]),
        force=np.concatenate([k.force for k in kept]),
        refused=np.concatenate([k.refused for k in kept]),
        voted=np.concatenate([k.voted for k in kept]),
        gap=np.concatenate([k.gap for k in kept]),
    )


def answers(
    c: Courses, p: Plan, case: Case, questions: tuple[Asked, ...]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which questions each run answers with yes, and among which it is counted [run, question]."""
    table = the_table(case)
    closed = ended(c, p, [t.id for t in p.tracks].index(table.id)) if table else np.full(c.count, NEVER)
    yes = np.zeros((c.count, len(questions)), dtype=bool)
    among = np.zeros_like(yes)
    for q, one in enumerate(questions):
        event = one.question.event
        if one.rounds is None or event is None:
            continue
        by = np.minimum(closed, p.rounds) if one.by == CLOSING else one.rounds
        yes[:, q] = happened(event, c, p, by)
        among[:, q] = counted(event, c, p, case)
    return yes, among


def _one(c: Courses, p: Plan, case: Case, questions: tuple[Asked, ...]) -> Tally:
    yes, among = answers(c, p, case, questions)
    return Tally(
        draw=(np.arange(c.first, c.first + c.count) // p.inner).astype(np.int64),
        yes=yes,
        among=among,
        signed=done(c.signed),
        lasted=c.lasted,
        ended=c.ended,
        force=c.force,
        refused=c.refused,
        voted=c.voted,
        gap=c.gap.astype(np.float32),
    )
