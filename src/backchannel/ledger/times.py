"""Days and instants, all of them UTC. Nothing here knows what time it is: whoever asks brings the clock."""

from __future__ import annotations

import datetime as dt
import re

DAY = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def instant(said: str | dt.datetime) -> str:
    """A time as the ledger writes it, to the second. A day is its start; a time without a zone is UTC.

    Raises ValueError for what is no time.

    >>> instant("2014-01-28"), instant("2014-01-28T14:30+02:00")
    ('2014-01-28T00:00:00Z', '2014-01-28T12:30:00Z')
    """
    try:
        when = said if isinstance(said, dt.datetime) else dt.datetime.fromisoformat(said)
        when = when.replace(tzinfo=dt.UTC) if when.tzinfo is None else when.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise ValueError("expected a day as YYYY-MM-DD or a time as YYYY-MM-DDTHH:MM:SSZ") from None
    return f"{when.year:04d}-{when:%m-%dT%H:%M:%SZ}"


def day_or_instant(said: str) -> str:
    """A day as it is, else an instant. Raises ValueError for what is neither.

    >>> day_or_instant("2014-02-15"), day_or_instant("2014-02-15T10:00")
    ('2014-02-15', '2014-02-15T10:00:00Z')
    """
    written = instant(said)
    return written[:10] if DAY.fullmatch(said) else written


def begins(said: str) -> str:
    """The instant at which a day or an instant begins.

    >>> begins("2014-02-15")
    '2014-02-15T00:00:00Z'
    """
    return instant(said)


def over(said: str) -> str:
    """The first instant after a day; an instant is over at once. The end of all days has none after it.

    >>> over("2014-02-28"), over("2014-02-28T10:00:00Z")
    ('2014-03-01T00:00:00Z', '2014-02-28T10:00:00Z')
    """
    if not DAY.fullmatch(said):
        return instant(said)
    day = dt.date.fromisoformat(said)
    return instant(str(day + dt.timedelta(days=1))) if day < dt.date.max else "9999-12-31T23:59:59Z"
