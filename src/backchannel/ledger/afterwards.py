"""Which forecasts were there before their answer could be known, so that none is put in their place afterwards.

A forecast's own time is its forecaster's word. Two things are not: its number in the chain, which nobody changes unseen
and which says what was appended after the answer was; and the time it was recorded, by the clock of whoever appended
it. Where either says that the answer could be known, the forecast was recorded afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from backchannel.ledger.entries import Entry, Forecast, Resolution
from backchannel.ledger.standing import Standing, Stood
from backchannel.ledger.times import begins


class When(IntEnum):
    """When an entry was recorded: before its answer could be known, while it could be, or with it in the ledger."""

    BEFORE = 0
    KNOWABLE = 1
    RESOLVED = 2


@dataclass(frozen=True)
class Taken:
    """What counts of one forecaster on one question, in order of time; and what is set aside for it."""

    when: When
    counts: tuple[Stood, ...]
    set_aside: tuple[Stood, ...]


def recorded_when(entry: Entry, settled: str, resolved: int) -> When:
    """When an entry was recorded; ``settled`` is an instant, ``resolved`` the number of the question's first answer."""
    if entry.number > resolved:
        return When.RESOLVED
    return When.KNOWABLE if entry.recorded >= begins(settled) else When.BEFORE


def first_answer(about: Iterable[Entry]) -> int:
    """The number of the first answer among entries about one question that has one, corrected since or not."""
    return min(entry.number for entry in about if isinstance(entry.says, Resolution))


def taken(about: Iterable[Entry], settled: str, end: str) -> dict[str, Taken]:
    """What counts of each forecaster among the entries about one question that is resolved.

    ``settled`` is when it came out and ``end`` the instant from which no forecast counts. What was recorded before the
    answer could be known counts as it stood then, whatever was added, or put in its place as a correction, afterwards.
    Who recorded nothing then is held to what was recorded before the answer was in the ledger, and only who has none
    of that to what came later still.
    """
    entries = tuple(about)
    resolved = first_answer(entries)
    out: dict[str, Taken] = {}
    everything = _in_time(entries, end)
    for when in When:
        by_then = (
            e for e in entries if not isinstance(e.says, Forecast) or recorded_when(e, settled, resolved) <= when
        )
        for who, counts in _in_time(by_then, end).items():
            if who not in out:
                counted = {one.entry.number for one in counts}
                later = tuple(one for one in everything.get(who, ()) if one.entry.number not in counted)
                out[who] = Taken(when, counts, later)
    return out


def _in_time(entries: Iterable[Entry], end: str) -> dict[str, tuple[Stood, ...]]:
    """The forecasts that stand among some entries and are dated before an instant, by forecaster and in order."""
    found: dict[str, list[Stood]] = {}
    for one in sorted(Standing(entries).forecasts.values(), key=lambda one: one.forecast.t):
        if one.forecast.t < end:
            found.setdefault(one.forecast.forecaster, []).append(one)
    return {who: tuple(given) for who, given in found.items()}
