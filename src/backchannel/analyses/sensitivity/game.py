"""The game of rounds as a model: every question by each of its dates, every level signed and held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from backchannel.analyses.asking import check_question, need_deciders, the_levels
from backchannel.analyses.happening import NEVER
from backchannel.analyses.sensitivity.model import Counts, Floats, Outcome, Refusers
from backchannel.analyses.tallying import CLOSING, Asked, asked, tally
from backchannel.case.draws import Draws, sample
from backchannel.case.quantiles import quantiles
from backchannel.case.schema import Case
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import Plan
from backchannel.core.errors import AskError
from backchannel.core.labels import Label, highest
from backchannel.core.words import within
from backchannel.runs import Rules, prepared
from backchannel.runs.engines import Engine, Here
from backchannel.runs.points import Piece, at_each, pieces

HELD = 6.0
"""Months the first text at a level is asked to stand for; those of a round where a round is longer."""

Told = Callable[[int], None]
"""Called with the runs that were played since the last time."""


def nobody(runs: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Task:
    """A piece of the sweep and what is counted in it."""

    piece: Piece
    question: str | None
    level: str | None


def play(task: Task) -> Counts:
    """What is counted at the points of a piece: a function of its task alone."""
    each = [counted(p, c, task.question, task.level) for p, c in at_each(task.piece)]
    return Counts(*(np.stack(parts) for parts in zip(*each, strict=True)))


def counted(p: Plan, c: Courses, question: str | None, level: str | None) -> tuple[Floats, Floats, Floats, Floats]:
    """Hits and tries [run, outcome] of the runs of one point, then refusals and votes by level."""
    questions = asking(p, question, level)
    t = tally([c], p, p.case, questions)
    hits, tries = [t.yes & t.among], [t.among]
    for lv in levels_asked(p, question, level):
        hits.append(t.signed[:, [lv]] < NEVER)
        tries.append(np.ones((c.count, 1), dtype=bool))
        rounds = stands(p)
        could = t.signed[:, [lv]] - 1 + rounds <= p.rounds
        hits.append((t.lasted[:, [lv]] >= rounds) & could)
        tries.append(could)
    found = [np.concatenate(parts, axis=1).astype(np.float64) for parts in (hits, tries)]
    return found[0], found[1], t.refused.astype(np.float64), t.voted.astype(np.float64)


def asking(p: Plan, question: str | None, level: str | None) -> tuple[Asked, ...]:
    """The questions and dates that the game can answer, none where a level is asked about."""
    if level is not None:
        return ()
    return tuple(one for one in asked(p.case, p, question) if one.rounds is not None)


def levels_asked(p: Plan, question: str | None, level: str | None) -> list[int]:
    """Numbers of the levels of which it is asked whether they are signed and held."""
    return [n for n, one in enumerate(p.levels) if question is None and level in (None, one.id)]


def stands(p: Plan) -> int:
    """Rounds a text has to stand for."""
    return max(1, round(HELD / p.months))


@dataclass(frozen=True)
class Game:
    """The game as a model of what its inputs do to its outcomes; ``told`` hears of the runs played."""

    case: Case
    seed: int
    rules: Rules
    question: str | None = None
    level: str | None = None
    engine: Engine = Here()  # noqa: RUF009 - frozen
    told: Told = field(default=nobody, repr=False)

    @cached_property
    def plan(self) -> Plan:
        """The plan of one run, which knows what is asked and what is read."""
        return prepared(self.case, runs=1, seed=self.seed, rules=self.rules)

    @cached_property
    def draws(self) -> Draws:
        """One draw of the doubts, with the paths that the game reads."""
        return self.plan.draws

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Rows of the draws that are in doubt and read by the game."""
        return tuple(
            n for n, i in enumerate(self.draws.inputs) if i.path in self.draws.used and not i.estimate.is_point
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Paths of the inputs with doubt that the game reads."""
        return tuple(self.draws.inputs[n].path for n in self.numbers)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Questions by their dates, then of every level whether it is signed and whether it holds."""
        p = self.plan
        out = [_of_question(one) for one in asking(p, self.question, self.level)]
        months, stood = p.rounds * p.months, stands(p) * p.months
        for lv in levels_asked(p, self.question, self.level):
            id = p.levels[lv].id
            name = within(self.case.name(id))
            out.append(Outcome(f"signed:{id}", "signed", id, f"{months:g} months", f"{name} signed"))
            out.append(
                Outcome(f"held:{id}", "held", id, f"{stood:g} months", f"{name} still standing {stood:g} months on")
            )
        return tuple(out)

    @cached_property
    def refusers(self) -> tuple[Refusers, ...]:
        """Who has to accept a level, but for classes of insiders: of them it is not told how they would vote."""
        p = self.plan
        out = []
        for lv in levels_asked(p, self.question, self.level):
            needed = dict.fromkeys(row.actor for row in p.levels[lv].program.rows)
            actors = tuple((p.state.index(a), a) for a in needed if a not in self.case.insiders)
            out.append(Refusers(lv, p.levels[lv].id, actors))
        return tuple(out)

    @property
    def label(self) -> Label:
        """The highest label of what the game reads."""
        return highest([self.draws.label, *(self.draws.inputs[n].label for n in self.numbers)])

    def value(self, number: int, quantiles_: Floats) -> Floats:
        """Values of an input at quantiles of its doubt."""
        return quantiles(self.draws.inputs[self.numbers[number]], quantiles_)

    def drawn(self, runs: int) -> Floats:
        """The inputs as drawn in the first runs [input, run]."""
        return sample(self.case, runs=runs, seed=self.seed).matrix[list(self.numbers)]

    def at(self, numbers: Sequence[int], values: Floats, runs: int) -> Iterator[Counts]:
        """Counts at points [point, input], in order; see ``Model``."""
        paths = tuple(self.names[n] for n in numbers)
        cut = pieces(self.case, runs=runs, seed=self.seed, rules=self.rules, paths=paths, values=values)
        tasks = [Task(piece, self.question, self.level) for piece in cut]
        before = 0

        def told(done: int, total: int) -> None:
            nonlocal before
            self.told(sum(len(piece.values) for piece in cut[before:done]) * runs)
            before = done

        yield from self.engine.each(play, tasks, told)


def game(
    case: Case,
    *,
    seed: int,
    months: float | None = None,
    question: str | None = None,
    level: str | None = None,
    engine: Engine = Here(),  # noqa: B008 - frozen
    told: Told = nobody,
) -> Game:
    """The game as a model. Of one question no more rounds are played than its dates need.

    Raises AskError for a question or level the case does not have, and for a question that the game cannot answer.
    """
    check_question(case, question)
    the_levels(case, level)
    if question is not None and level is not None:
        raise AskError(f"a question ({question}) and a level ({level}) at once; leave one of them out")
    found = Game(case, seed, Rules(inner=1, months=months), question, level, engine, told)
    need_deciders(found.draws)
    if question is None:
        return found
    put = asked(case, found.plan, question)
    rounds = [one.rounds for one in put if one.rounds is not None]
    if not rounds:
        raise AskError(f"no forecast for {question}: {put[0].why}")
    if months is None and max(rounds) < found.plan.rounds and all(one.by != CLOSING for one in put):
        found = replace(found, rules=Rules(inner=1, months=max(rounds) * found.plan.months))
    return found


def _of_question(one: Asked) -> Outcome:
    by = "by the end of the conference" if one.by == CLOSING else f"by {one.by}"
    name = one.question.id.replace("_", " ")
    return Outcome(f"{one.question.id} {one.by}", "question", one.question.id, one.by, f"'{name}' {by}")
