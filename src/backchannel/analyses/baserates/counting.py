"""What is counted: episodes of fighting between a government and one armed group, and days on which they were seen.

An *episode* runs from the day on which the fighting of a dyad had cost 25 lives to the last day of fighting before a
calendar year with fewer than 25. Episodes are those of `dyad_id` and `start_date2`: four numbers of episodes in the
file stand for two episodes each, years apart. Everything looks at the years since 1989; an episode that was going on
then is followed from that day on (delayed entry), and one still going on at the end of the file is censored there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.baserates.reading import INTRASTATE, DyadYear, Files

FROM = date(1989, 1, 1)
DAYS = 365.25 / 12
"""Days in a month."""

MOST = 4
"""Dyads from which on classes are put together."""

MOST_GOING = 3
"""The same for dyads followed from a day on: too few conflicts have four at once."""

PEACE, CEASEFIRE = 1, 2
DEALS = (PEACE, CEASEFIRE)

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Episode:
    """An episode of fighting of one dyad; ``over`` is False where it was going on at the end of the file."""

    conflict: int
    dyad: int
    began: date
    last: date
    over: bool
    outcome: int | None
    years: tuple[int, ...]

    def fights(self, day: date) -> bool:
        """Whether the day lies in the episode."""
        return self.began <= day <= self.last

    @property
    def deal(self) -> bool:
        """Whether it ended by a peace agreement or a ceasefire."""
        return self.outcome in DEALS


def episodes(files: Files) -> tuple[Episode, ...]:
    """The intrastate episodes that were going on in 1989 or began since, in the order of the file.

    An episode is over where its last record says so or names an outcome (three in version 3-2021 do only the latter). A
    last day before the first one, or after the last year in which there was fighting, is moved to the nearest day
    between them; one that is not said is the end of that year.
    """
    by: dict[tuple[int, date], list[DyadYear]] = defaultdict(list)
    for record in files.years:
        if record.kind in INTRASTATE:
            by[record.dyad, record.began].append(record)
    found = []
    for records in by.values():
        final = max(records, key=lambda r: r.year)
        if final.year >= FROM.year:
            year_end = date(final.year, 12, 31)
            last = max(final.began, min(final.ended or year_end, year_end))
            years = tuple(sorted(r.year for r in records))
            over = final.over or final.outcome is not None
            found.append(Episode(final.conflict, final.dyad, final.began, last, over, final.outcome, years))
    return tuple(found)


def dyads_by_year(files: Files) -> Counter[tuple[int, int]]:
    """How many dyads of a conflict fought in a year, by (conflict, year)."""
    pairs = {(r.conflict, r.year, r.dyad) for r in files.years}
    return Counter((conflict, year) for conflict, year, _ in pairs)


def dyad_class(dyads: int, most: int = MOST) -> str:
    """The class of a number of dyads.

    >>> [dyad_class(n) for n in (1, 3, 4, 9)]
    ['1', '3', '4+', '4+']
    """
    return str(dyads) if dyads < most else f"{most}+"


@dataclass(frozen=True)
class Spells:
    """Times in days [spell]: seen from ``entry`` to ``exit``; ``cause`` 0 censored, else what ended it; by cluster."""

    entry: Ints
    exit: Ints
    cause: Ints
    cluster: Ints
    groups: tuple[str, ...]
    ages: NDArray[np.float64]

    def where(self, keep: NDArray[np.bool_]) -> Spells:
        """Some of the spells."""
        groups = tuple(g for g, k in zip(self.groups, keep, strict=True) if k)
        return Spells(self.entry[keep], self.exit[keep], self.cause[keep], self.cluster[keep], groups, self.ages[keep])

    def of(self, group: str) -> Spells:
        """Those of one class of dyads; all of them for `all`."""
        return self if group == "all" else self.where(np.array([g == group for g in self.groups]))

    def __len__(self) -> int:
        return len(self.exit)


Spell = tuple[int, int, int, object, str, float]


def spells(rows: Iterable[Spell]) -> Spells:
    """Spells from (entry, exit, cause, cluster, group, age in months)."""
    entry, exit, cause, cluster, groups, ages = zip(*rows, strict=True)
    _, number = np.unique(np.array([str(c) for c in cluster]), return_inverse=True)
    first, last, why = (np.array(x, dtype=np.int64) for x in (entry, exit, cause))
    return Spells(first, last, why, number.astype(np.int64), tuple(groups), np.array(ages, dtype=np.float64))


OTHER = 9
"""Cause of an end that the file does not name."""


def from_the_start(fought: Iterable[Episode]) -> Spells:
    """Every episode from the day it began (day 1), entered at the start of 1989 where it began before."""
    return spells(
        (
            max(0, (FROM - e.began).days),
            (e.last - e.began).days + 1,
            (e.outcome or OTHER) if e.over else 0,
            e.conflict,
            "",
            0.0,
        )
        for e in fought
        if e.last >= FROM
    )


def by_year_of_fighting(fought: Iterable[Episode], files: Files) -> Spells:
    """The same, cut at the end of every calendar year, with the number of dyads that fought in that year."""
    count, rows = dyads_by_year(files), []
    for e in fought:
        for year in e.years:
            first = max(e.began, date(year, 1, 1), FROM)
            last = min(e.last, date(year, 12, 31))
            if last >= first:
                cause = (e.outcome or OTHER) if e.over and last == e.last else 0
                group = dyad_class(count[e.conflict, year])
                rows.append(((first - e.began).days, (last - e.began).days + 1, cause, e.conflict, group, 0.0))
    return spells(rows)


def looks(files: Files) -> list[date]:
    """The days on which fighting dyads are looked up: the 15th of every month.

    Many last days are known to the year only and stand at its end; looks at every month keep that from telling.
    """
    return [date(y, m, 15) for y in range(FROM.year, files.last_year.year + 1) for m in range(1, 13)]


def from_a_day(fought: tuple[Episode, ...], files: Files) -> Spells:
    """Every dyad fighting on one of those days, from that day on: how its episode ended.

    Groups are the dyads of the same conflict fighting on that day; ages how long its episode had lasted.
    """
    rows: list[Spell] = []
    for day in looks(files):
        going = [e for e in fought if e.fights(day)]
        count = Counter(e.conflict for e in going)
        rows += [
            (
                0,
                (e.last - day).days + 1,
                (e.outcome or OTHER) if e.over else 0,
                e.conflict,
                dyad_class(count[e.conflict], MOST_GOING),
                (day - e.began).days / DAYS,
            )
            for e in going
        ]
    return spells(rows)


def to_an_agreement(fought: tuple[Episode, ...], files: Files) -> Spells:
    """The same dyads and days: when they next signed a peace agreement of any kind (cause 1), fighting or not."""
    signed: dict[int, list[date]] = defaultdict(list)
    for agreement in files.agreements:
        for dyad in agreement.dyads:
            signed[dyad].append(agreement.signed)
    rows: list[Spell] = []
    for day in looks(files):
        going = [e for e in fought if e.fights(day)]
        count = Counter(e.conflict for e in going)
        for e in going:
            after = min((s for s in signed[e.dyad] if s >= day), default=None)
            seen = (after or files.last_agreement) - day
            group, age = dyad_class(count[e.conflict], MOST_GOING), (day - e.began).days / DAYS
            rows.append((0, seen.days + 1, int(after is not None), e.conflict, group, age))
    return spells(rows)


def standing(files: Files) -> tuple[Spells, int]:
    """Every agreement from the day it was signed until it ended, by kind; and how many have no usable day of end."""
    rows: list[Spell] = []
    left_out = 0
    for a in files.agreements:
        if a.ended and (a.until is None or a.until < a.signed):
            left_out += 1
            continue
        until = a.until if a.ended and a.until else files.last_agreement
        rows.append((0, (until - a.signed).days + 1, int(a.ended), a.conflict, KINDS[a.kind], 0.0))
    return spells(rows), left_out


KINDS = {1: "full", 2: "partial", 3: "process"}


def processes(files: Files) -> dict[int, date]:
    """The day of the first agreement of each peace process."""
    first: dict[int, date] = {}
    for a in files.agreements:
        first[a.process] = min(first.get(a.process, a.signed), a.signed)
    return first


def to_a_full_one(files: Files) -> Spells:
    """Every process whose first agreement is not a full one, from the day after it to its first full one (cause 1)."""
    rows: list[Spell] = []
    for process, began in processes(files).items():
        mine = [a for a in files.agreements if a.process == process]
        full = min((a.signed for a in mine if a.kind == 1), default=None)
        if full == began:
            continue
        until = full or files.last_agreement + timedelta(days=1)
        rows.append((0, (until - began).days, int(full is not None), mine[0].conflict, "", 0.0))
    return spells(rows)
