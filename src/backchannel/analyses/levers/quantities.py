"""What levers are held against: every question by each of its dates, every level signed and held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.tallying import Asked, Tally, asked
from backchannel.case.schema import Case
from backchannel.conference.plan import Plan
from backchannel.core.errors import AskError
from backchannel.core.words import within

STANDS = 6.0
"""Months that a text has to stand to count as held."""

LESS = ("broken", "broken_off")
"""Events of which less is what a lever is pulled for."""

Flags = NDArray[np.uint8]


@dataclass(frozen=True)
class Quantity:
    """One chance: a question by one of its dates, or a level signed, or signed and held for some months.

    ``number`` is that of the question with its date, or of the level.
    """

    id: str
    by: str | None
    kind: str
    number: int
    says: str
    less: bool = False

    @property
    def key(self) -> str:
        """The name it can be asked for by.

        >>> Quantity("deal", "2015-01-28", "question", 0, "Deal?").key
        'deal@2015-01-28'
        """
        return self.id if self.by is None else f"{self.id}@{self.by}"


def quantities(case: Case, p: Plan) -> tuple[list[Quantity], tuple[Asked, ...]]:
    """All there are of a case, and its questions with their dates."""
    questions = asked(case, p)
    found = []
    for n, one in enumerate(questions):
        if one.rounds is not None and one.question.event is not None:
            less = one.question.event.what in LESS
            found.append(Quantity(one.question.id, one.by, "question", n, one.question.ask, less))
    months = p.rounds * p.months
    stood = max(1, round(min(STANDS, months) / p.months)) * p.months
    for n, level in enumerate(p.levels):
        name = within(case.name(level.id))
        found.append(Quantity(f"{level.id}.signed", None, "signed", n, f"{name} is signed within {months:g} months"))
        held = f"{name} is signed and stands for {stood:g} months"
        found.append(Quantity(f"{level.id}.held", None, "held", n, held))
    return found, questions


def counted(found: Sequence[Quantity], t: Tally, p: Plan) -> tuple[Flags, Flags]:
    """Hits and tries of each quantity in each run [quantity, run]."""
    stands = max(1, round(min(STANDS, p.rounds * p.months) / p.months))
    hits = np.zeros((len(found), t.runs), dtype=np.uint8)
    tries = np.ones_like(hits)
    for n, one in enumerate(found):
        if one.kind == "question":
            tries[n] = t.among[:, one.number]
            hits[n] = t.yes[:, one.number] & t.among[:, one.number]
        else:
            signed = t.signed[:, one.number] <= p.rounds
            hits[n] = signed if one.kind == "signed" else signed & (t.lasted[:, one.number] >= stands)
    return hits, tries


def named(found: Sequence[Quantity], name: str) -> Quantity:
    """The quantity of that name; of a question without a date, by its last one. Raises AskError naming what there is.

    >>> some = [Quantity("deal", d, "question", 0, "Deal?") for d in ("2015-01-28", "2016-01-28")]
    >>> named(some, "deal").by, named(some, "deal@2015-01-28").by
    ('2016-01-28', '2015-01-28')
    """
    exact = [one for one in found if one.key == name]
    loose = [one for one in found if one.id == name]
    if exact or loose:
        return (exact or loose)[-1]
    ids = list(dict.fromkeys(one.id for one in found))
    close = get_close_matches(name, [*ids, *(one.key for one in found)], n=1)
    there = f"there are: {', '.join(ids) or 'none'}, a question also with @ and a date"
    raise AskError(f"nothing to count is called {name}; {f'did you mean {close[0]}?' if close else there}")
