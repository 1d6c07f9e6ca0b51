"""What happened in runs of the game: events of a question, when they came, and who stood in the way.

All functions take the courses of some runs and return one value a run. A round counts as done when it is over: an event
of round ``t`` has happened by ``t + 1`` rounds. Never is ``NEVER``, later than any round.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backchannel.case.schema import Case, Event
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import Plan

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = 10**6
MONTH = 365.25 / 12
SLACK = 0.1
"""A date may fall short of the end of a round by this share of it: months have 28 to 31 days."""

QUIET = 90
"""Days without a session after which a conference counts as ended."""


def rounds_by(case: Case, day: dt.date, months: float) -> int:
    """How many rounds of so many months are over on a day.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> [rounds_by(case, dt.date(2014, 2, d), 1.0) for d in (14, 28)], rounds_by(case, dt.date(2015, 1, 28), 1.0)
    ([0, 1], 12)
    """
    elapsed = (day - case.case.as_of).days / MONTH
    return max(0, int(np.floor(elapsed / months + SLACK)))


def done(rounds: NDArray[np.int16]) -> Ints:
    """Rounds that are over once something has happened in a round; -1 in the courses means never."""
    return np.where(rounds < 0, NEVER, rounds.astype(np.int64) + 1)


def chosen(ids: Sequence[str], wanted: Sequence[str], unless: Sequence[int]) -> list[int]:
    """Numbers of the wanted ids; ``unless`` where none is named."""
    return [list(ids).index(one) for one in wanted] if wanted else list(unless)


def levels_of(event: Event, p: Plan) -> list[int]:
    """The levels an event is about."""
    return chosen([level.id for level in p.levels], event.levels, range(len(p.levels)))


def tracks_of(event: Event, p: Plan) -> list[int]:
    """The tracks an event is about; all on which something can be signed, unless said."""
    return chosen([t.id for t in p.tracks], event.tracks, [c for c, t in enumerate(p.tracks) if len(t.signs)])


def signed(c: Courses, levels: Sequence[int], tracks: Sequence[int]) -> Ints:
    """Rounds until the first text at any of the levels is signed at any of the tracks [run, level]."""
    when = done(c.signed[:, list(levels)])
    return np.where(np.isin(c.signed_at[:, list(levels)], list(tracks)), when, NEVER)


def ended(c: Courses, track: int, months: float) -> Ints:
    """Rounds until a conference is over: its table has not met for ninety days, the first round counted from today."""
    quiet = max(1, int(np.ceil(QUIET / MONTH / months - SLACK)))
    met = c.sessions[:, :, track]
    runs, rounds = met.shape
    out = np.full(runs, NEVER, dtype=np.int64)
    idle = np.zeros(runs, dtype=np.int64)
    for t in range(rounds):
        idle = np.where(met[:, t], 0, idle + 1)
        out = np.where((out == NEVER) & (idle >= quiet), t + 1, out)
    return out


def happened(event: Event, c: Courses, p: Plan, by: int | Ints) -> Flags:
    """Whether an event has come about by so many rounds [run]; for `in_force`, whether it is so then."""
    levels, tracks = levels_of(event, p), tracks_of(event, p)
    within = event.months / p.months
    if event.what == "signed":
        return _any(signed(c, levels, tracks) <= _column(by))
    if event.what == "endorsed":
        return _any(done(c.endorsed[:, levels]) <= _column(by))
    if event.what == "session":
        met = c.sessions[:, :, tracks].any(axis=2)
        return np.asarray((met & _before(met.shape[1], by)).any(axis=1))
    if event.what == "broken_off":
        return _any(done(c.broke_off[:, tracks]) <= _column(by))
    if event.what == "in_force":
        at = np.broadcast_to(np.minimum(by, p.rounds), (c.count,)) - 1
        standing = c.force[np.arange(c.count), np.maximum(at, 0)][:, levels].any(axis=1)
        return np.asarray(standing & (at >= 0))
    when, lasted = signed(c, levels, tracks), c.lasted[:, levels].astype(np.int64)
    if event.what == "held":
        stood = max(1, int(np.ceil(within - SLACK)))
        return _any((lasted >= stood) & (when - 1 + stood <= _column(by)))
    over = when + lasted  # rounds that are over when the first spell has ended
    soon = lasted <= within + SLACK if event.months > 0 else np.ones_like(lasted, dtype=bool)
    return _any((c.ended[:, levels] > 0) & (when < NEVER) & soon & (over <= _column(by)))


def counted(event: Event, c: Courses, p: Plan, case: Case) -> Flags:
    """The runs among which an event is counted [run]: all, or those with a text by its day."""
    if event.given_by is None:
        return np.ones(c.count, dtype=bool)
    by = rounds_by(case, event.given_by, p.months)
    return _any(signed(c, levels_of(event, p), tracks_of(event, p)) <= by)


def _any(flags: NDArray[np.bool_]) -> Flags:
    return np.asarray(flags.any(axis=1))


def _column(by: int | Ints) -> int | Ints:
    return by if isinstance(by, int) else by[:, None]


def _before(rounds: int, by: int | Ints) -> Flags:
    return np.asarray(np.arange(rounds)[None, :] < (_column(by) if not isinstance(by, int) else by))
