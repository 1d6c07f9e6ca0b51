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
"""Days without a session of all who sit at the table, after which a conference counts as ended."""

FIRST_TEXTS = ("signed", "held", "broken")
"""Events of the first text at a level: their tracks are those it is signed at."""


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
    """The tracks an event is about: unless said all on which something can be signed, of an endorsement all."""
    usual = [c for c, t in enumerate(p.tracks) if len(t.signs) or event.what == "endorsed"]
    return chosen([t.id for t in p.tracks], event.tracks, usual)


def signed(c: Courses, levels: Sequence[int], tracks: Sequence[int]) -> Ints:
    """Rounds until the first text at any of the levels is signed at any of the tracks [run, level]."""
    when = done(c.signed[:, list(levels)])
    return np.where(np.isin(c.signed_at[:, list(levels)], list(tracks)), when, NEVER)


def endorsed(c: Courses, levels: Sequence[int], tracks: Sequence[int]) -> Ints:
    """Rounds until a text from any of the corridors is endorsed at any of the levels [run, level].

    Known of the first text endorsed at a level only: a later one from another corridor does not count.
    """
    when = done(c.endorsed[:, list(levels)])
    return np.where(np.isin(c.endorsed_at[:, list(levels)], list(tracks)), when, NEVER)


def full_sessions(c: Courses, p: Plan, track: int) -> Flags:
    """Whether a track met with every member that decides [run, round].

    Only where something can be signed does a member choose whether to come; elsewhere a meeting is one of all.
    """
    met, one = c.sessions[:, :, track], p.tracks[track]
    if not len(one.signs):
        return np.asarray(met)
    return np.asarray(met & c.present[:, :, one.members].all(axis=2))


def ended(c: Courses, p: Plan, track: int) -> Ints:
    """Rounds until a conference is over: for ninety days its table has not met with all that decide there.

    The first round counts from today. A session to which one of the members did not come ends no quiet.
    """
    quiet = max(1, int(np.ceil(QUIET / MONTH / p.months - SLACK)))
    met = full_sessions(c, p, track)
    runs, rounds = met.shape
    out = np.full(runs, NEVER, dtype=np.int64)
    idle = np.zeros(runs, dtype=np.int64)
    for t in range(rounds):
        idle = np.where(met[:, t], 0, idle + 1)
        out = np.where((out == NEVER) & (idle >= quiet), t + 1, out)
    return out


def happened(event: Event, c: Courses, p: Plan, by: int | Ints) -> Flags:
    """Whether an event has come about by so many rounds [run]; for `in_force`, whether it is so then.

    A session is one that every member came to. Where an event supposes a text by some day (`given_by`), only a text
    signed by then can be held or broken.
    """
    levels, tracks = levels_of(event, p), tracks_of(event, p)
    within = event.months / p.months
    if event.what == "signed":
        return _any(signed(c, levels, tracks) <= _column(by))
    if event.what == "endorsed":
        return _any(endorsed(c, levels, tracks) <= _column(by))
    if event.what == "session":
        met = np.zeros((c.count, p.rounds), dtype=bool)
        for track in tracks:
            met |= full_sessions(c, p, track)
        return np.asarray((met & _before(met.shape[1], by)).any(axis=1))
    if event.what == "broken_off":
        return _any(done(c.broke_off[:, tracks]) <= _column(by))
    if event.what == "in_force":
        at = np.broadcast_to(np.minimum(by, p.rounds), (c.count,)) - 1
        standing = c.force[np.arange(c.count), np.maximum(at, 0)][:, levels].any(axis=1)
        return np.asarray(standing & (at >= 0))
    when, lasted = signed(c, levels, tracks), c.lasted[:, levels].astype(np.int64)
    if event.given_by is not None:
        when = np.where(when <= rounds_by(p.case, event.given_by, p.months), when, NEVER)
    if event.what == "held":
        stood = max(1, int(np.ceil(within - SLACK)))
        return _any((lasted >= stood) & (when - 1 + stood <= _column(by)))
    over = when + lasted  # rounds that are over when the first spell has ended
    soon = lasted <= within + SLACK if event.months > 0 else np.ones_like(lasted, dtype=bool)
    return _any((c.ended[:, levels] > 0) & (when < NEVER) & soon & (over <= _column(by)))


def counted(event: Event, c: Courses, p: Plan, case: Case) -> Flags:
    """The runs among which an event is counted [run]: all, or those with a text by its day.

    The text is one at the event's levels; at its tracks where the event is one of that text, else wherever signed.
    """
    if event.given_by is None:
        return np.ones(c.count, dtype=bool)
    by = rounds_by(case, event.given_by, p.months)
    tracks = tracks_of(event, p) if event.what in FIRST_TEXTS else range(len(p.tracks))
    return _any(signed(c, levels_of(event, p), tracks) <= by)


def _any(flags: NDArray[np.bool_]) -> Flags:
    return np.asarray(flags.any(axis=1))


def _column(by: int | Ints) -> int | Ints:
    return by if isinstance(by, int) else by[:, None]


def _before(rounds: int, by: int | Ints) -> Flags:
    return np.asarray(np.arange(rounds)[None, :] < (_column(by) if not isinstance(by, int) else by))
