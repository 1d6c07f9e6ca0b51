"""Signs in runs of the game: how likely each is to be seen in each run, and what was asked of those runs.

A run does not toss for a sign here: it says for how much of the sign's window its state is so, and the chance of being
seen follows, with the doubts about `if_so` and `if_not` averaged out. So a sign that tells nothing moves nothing, and a
sign adds no chance of its own to an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.happening import done
from backchannel.analyses.states import STATES, rounds_so, window_rounds
from backchannel.analyses.tallying import Asked, answers
from backchannel.case.draws import Draws
from backchannel.case.inputs import record_label
from backchannel.case.schema import Case, Indicator
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import Plan
from backchannel.core.errors import AskError
from backchannel.core.labels import Label, highest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
MOST_ALIKE = 8
"""Signs in a group: 2**8 sets of them are enumerated."""


@dataclass(frozen=True)
class Sign:
    """An indicator in some runs: for how many rounds of its window its state is so, and the chance of being seen.

    ``so`` is [run] in 0 .. W, the window's rounds; ``by_draw`` [draw, W + 1] the chance by rounds for each reading of
    `if_so` and `if_not`.
    """

    record: Indicator
    so: Ints
    by_draw: Floats

    @cached_property
    def chance(self) -> Floats:
        """The chance of being seen by rounds [W + 1], over the doubts about the sign."""
        return np.asarray(self.by_draw.mean(axis=0))

    @property
    def seen(self) -> Floats:
        """The chance of being seen in each run [run]."""
        return np.asarray(self.chance[self.so])

    @property
    def channel(self) -> str:
        """The channel that its state is one of."""
        return STATES[self.record.state].channel


@dataclass(frozen=True)
class About:
    """A yes or no of a run that signs may tell of: a question by a date, or a level signed within months."""

    id: str
    by: str
    ask: str
    rounds: int
    number: int
    of_level: bool = False


@dataclass(frozen=True)
class Watched:
    """Signs and answers in some runs. R runs, A answers; ``furthest`` is -1 where nothing is signed."""

    draws: Draws
    plan: Plan
    draw: Ints  # [R]
    signs: tuple[Sign, ...]
    about: tuple[About, ...]
    yes: Flags  # [R, A]
    among: Flags  # [R, A]
    furthest: Ints  # [R] the last level, in the order of the case, that is ever signed

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.draw)

    @cached_property
    def groups(self) -> tuple[tuple[Sign, ...], ...]:
        """Signs by their group; one without a group is alone."""
        found: dict[str, list[Sign]] = {}
        for sign in self.signs:
            found.setdefault(f"group {sign.record.group}" if sign.record.group else sign.record.id, []).append(sign)
        return tuple(tuple(some) for some in found.values())

    def group_of(self, sign: Sign) -> tuple[Sign, ...]:
        """The signs of one group, this one among them."""
        return next(some for some in self.groups if sign in some)

    def sign(self, id: str) -> Sign:
        """The sign of that id."""
        return next(s for s in self.signs if s.record.id == id)


def label_of_sign(case: Case, record: Indicator) -> Label:
    """How far an answer that names a sign may travel: no further than the sign can be seen, nor than its record."""
    return highest((Label.parse(record.visible_to), record_label(record, case.insiders)))


def for_eyes(case: Case, eyes: str | None) -> tuple[Indicator, ...]:
    """The indicators that somebody can see; all unless said. Raises AskError for none, or too many alike."""
    if not case.indicators:
        raise AskError("this case lists no indicators; add some under `indicators`, each with `if_so` and `if_not`")
    found = tuple(n for n in case.indicators if eyes is None or Label.parse(n.visible_to) <= Label.parse(eyes))
    if not found:
        raise AskError(f"no indicator of this case is visible to {eyes}")
    for group in {n.group for n in found if n.group}:
        if (alike := sum(n.group == group for n in found)) > MOST_ALIKE:
            raise AskError(f"{alike} indicators are of one group; at most {MOST_ALIKE} can be counted once together")
    return found


def abouts(questions: Sequence[Asked], levels: Iterable[tuple[int, str, str, int, float]] = ()) -> tuple[About, ...]:
    """What can be told of: questions with a date, then levels (number, id, name, rounds, months)."""
    out = [
        About(one.question.id, one.by, one.question.ask, one.rounds, number)
        for number, one in enumerate(questions)
        if one.rounds is not None
    ]
    return (*out, *(About(id, f"{m:g}", f"{name} is signed", t, n, True) for n, id, name, t, m in levels))


def gathered(
    parts: Iterable[Courses],
    p: Plan,
    records: Sequence[Indicator],
    questions: tuple[Asked, ...],
    about: tuple[About, ...],
) -> Watched:
    """Signs and answers of runs; ``parts`` are read once, in order. ``about`` counts ``questions`` by their place."""
    so: list[list[Ints]] = []
    yes: list[Flags] = []
    among: list[Flags] = []
    furthest: list[Ints] = []
    first = count = 0
    for c in parts:
        first = first if count else c.first
        count += c.count
        so.append([rounds_so(record, c, p) for record in records])
        said, tried = answers(c, p, p.case, questions)
        columns = [_column(one, c, said, tried) for one in about]
        yes.append(np.stack([y for y, _ in columns], axis=1) if columns else np.zeros((c.count, 0), dtype=bool))
        among.append(np.stack([a for _, a in columns], axis=1) if columns else np.zeros((c.count, 0), dtype=bool))
        ever = c.signed >= 0
        last = ever.shape[1] - 1 - np.argmax(ever[:, ::-1], axis=1)
        furthest.append(np.where(ever.any(axis=1), last, -1).astype(np.int64))
    return Watched(
        draws=p.draws,
        plan=p,
        draw=np.arange(first, first + count, dtype=np.int64) // p.inner,
        signs=tuple(
            Sign(record, np.concatenate([some[n] for some in so]), chances(p.draws, record, window_rounds(record, p)))
            for n, record in enumerate(records)
        ),
        about=about,
        yes=np.concatenate(yes),
        among=np.concatenate(among),
        furthest=np.concatenate(furthest),
    )


def _column(one: About, c: Courses, said: Flags, tried: Flags) -> tuple[Flags, Flags]:
    if one.of_level:
        return np.asarray(done(c.signed[:, one.number]) <= one.rounds), np.ones(c.count, dtype=bool)
    return said[:, one.number], tried[:, one.number]


def chances(draws: Draws, record: Indicator, rounds: int) -> Floats:
    """The chance of seeing a sign in its window, by draw and by how many of its rounds its state is so [draw, W + 1].

    In a round it is seen with the chance that makes up `if_so` or `if_not` over a whole window, as in the game.
    """
    so = draws.of(f"indicators.{record.id}.if_so", 0.0)[:, None]
    otherwise = draws.of(f"indicators.{record.id}.if_not", 0.0)[:, None]
    share = np.arange(rounds + 1)[None, :] / rounds
    mixed = 1.0 - (1.0 - so) ** share * (1.0 - otherwise) ** (1.0 - share)
    return np.where(so == otherwise, so, mixed)  # not a rounding error apart
