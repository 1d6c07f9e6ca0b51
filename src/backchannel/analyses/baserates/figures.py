"""The figures that ship with the program: what they are, how they are derived, and reading them.

`docs/make_base_rates.py` derives them from the files of UCDP and writes `figures.json`; a test derives them again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from backchannel import __version__
from backchannel.analyses.baserates import counting as c
from backchannel.analyses.baserates.clock import fit
from backchannel.analyses.baserates.definitions import DEFINITIONS, INTERVALS
from backchannel.analyses.baserates.estimating import (
    Figure,
    between,
    curve,
    design_of_rate,
    rate,
    share,
)
from backchannel.analyses.baserates.reading import INTRASTATE, Files
from backchannel.core.finding import Row

SHIPPED = Path(__file__).with_name("figures.json")

COLUMNS = ("figure", "dyads", "years", "what", "months", "value", "low", "high", "n", "events", "conflicts")

OUTCOMES = {
    5: "low activity", 2: "ceasefire", 1: "peace agreement", 3: "government victory", 6: "actor ceases",
    4: "rebel victory",
}  # fmt: skip
DEAL, PEACE, SIGNED, OTHERWISE, GOING_ON = "any deal", "peace agreement", "agreement signed", "otherwise", "going on"

FROM_START: list[float] = [1, 2, 3, 6, 12, 18, 24, 36, 48, 60, 84, 120, 180, 240]
FROM_DAY: list[float] = [1, 2, 3, 4, 6, 9, 12, 18, 24, 30, 36, 48, 60, 84, 120]
AGES: tuple[tuple[float, float], ...] = ((0, 1), (1, 3), (3, 10), (10, 100))
"""Years of fighting of a dyad followed from a day on."""

HAZARD_AGES: tuple[tuple[float, float], ...] = ((0, 0.25), (0.25, 1), (1, 3), (3, 5), (5, 10), (10, 20), (20, 100))
STANDING: list[float] = [3, 6, 12, 24, 36, 60, 120]
TALKS: tuple[tuple[float, float], ...] = ((0, 1), (1, 2), (2, 5), (5, 100))


def derive(files: Files) -> dict[str, Any]:
    """Every figure from the files, with definitions, sources and the version of the program that made it."""
    fought = c.episodes(files)
    rows = [
        *_ends(files),
        *_survival(fought),
        *_hazard(fought, files),
        *_from_a_day(fought, files),
        *_clock(fought),
        *_stages(fought, files),
        *_agreements(files),
        *_kinds(files),
        *_full(files),
    ]
    return {
        "program": f"backchannel {__version__}",
        "sources": [asdict(source) for source in files.sources],
        "window": [c.FROM.isoformat(), files.last_year.isoformat()],
        "intervals": INTERVALS,
        "definitions": DEFINITIONS,
        "figures": rows,
    }


def to_text(figures: dict[str, Any]) -> str:
    """The figures as JSON with one figure a line, so that a change can be read."""
    head = {k: v for k, v in figures.items() if k != "figures"}
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in figures["figures"])
    return json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}") + f',\n "figures": [\n{lines}\n ]\n}}\n'


@dataclass(frozen=True)
class Shipped:
    """The figures, as they ship or as derived from files, and where they come from."""

    program: str
    sources: tuple[dict[str, Any], ...]
    window: tuple[str, str]
    rows: tuple[Row, ...]

    @property
    def years(self) -> str:
        """The years looked at, as in a sentence."""
        return "-".join(day[:4] for day in self.window)

    def at(self, figure: str, what: str, dyads: str = "all", years: str = "all") -> tuple[Row, ...]:
        """The rows of one figure and class, by months."""
        wanted = {"figure": figure, "what": what, "dyads": dyads, "years": years}
        return tuple(r for r in self.rows if all(r[k] == v for k, v in wanted.items()))


@cache
def shipped() -> Shipped:
    """The figures that ship with the program."""
    return held(json.loads(SHIPPED.read_text(encoding="utf-8")))


def held(figures: dict[str, Any]) -> Shipped:
    """Figures as they were derived or read."""
    first, last = figures["window"]
    return Shipped(figures["program"], tuple(figures["sources"]), (first, last), tuple(figures["figures"]))


def _row(
    figure: str,
    what: str,
    found: Figure,
    *,
    dyads: str = "all",
    years: str = "all",
    months: float | None = None,
    digits: int = 4,
) -> Row:
    row: Row = {"figure": figure, "dyads": dyads, "years": years, "what": what, "months": months}
    value, low, high = (round(x, digits) for x in (found.value, found.low, found.high))
    return row | dict(zip(COLUMNS[5:], (value, low, high, found.n, found.events, found.conflicts), strict=True))


def _curves(
    figure: str,
    what: str,
    seen: c.Spells,
    causes: tuple[int, ...] | None,
    months: list[float],
    *,
    dyads: str = "all",
    years: str = "all",
) -> list[Row]:
    found = zip(months, curve(seen, causes, months), strict=True)
    return [_row(figure, what, one, months=month, dyads=dyads, years=years) for month, one in found if one is not None]


def _ends(files: Files) -> list[Row]:
    """Those of the file as it stands: the record in which an episode ends."""
    count = c.dyads_by_year(files)
    ended = [r for r in files.years if r.over and r.outcome and r.kind in INTRASTATE and r.year >= c.FROM.year]
    cluster, outcome = np.array([r.conflict for r in ended]), np.array([r.outcome for r in ended])
    group = np.array([c.dyad_class(count[r.conflict, r.year]) for r in ended])
    rows = []
    for dyads in ("all", *sorted(set(group))):
        mine = np.full(len(ended), True) if dyads == "all" else group == dyads
        for code, name in OUTCOMES.items():
            rows.append(_row("ends", name, share(outcome[mine] == code, cluster[mine]), dyads=str(dyads)))
        rows.append(_row("ends", DEAL, share(np.isin(outcome[mine], c.DEALS), cluster[mine]), dyads=str(dyads)))
    return rows


def _survival(fought: tuple[c.Episode, ...]) -> list[Row]:
    seen = c.from_the_start(fought)
    going = []
    for row in _curves("survival", GOING_ON, seen, None, FROM_START):
        value, low, high = (round(1 - float(row[k] or 0), 4) for k in ("value", "high", "low"))
        going.append(row | {"value": value, "low": low, "high": high})
    without = tuple({*OUTCOMES, c.OTHER} - set(c.DEALS))
    return [
        *going,
        *_curves("survival", DEAL, seen, c.DEALS, FROM_START),
        *_curves("survival", PEACE, seen, (c.PEACE,), FROM_START),
        *_curves("survival", OTHERWISE, seen, without, FROM_START),
    ]


def span(low: float, high: float) -> str:
    """Years as a class, as the figures name them.

    >>> span(0, 1), span(10, 100)
    ('0-1', '10+')
    """
    return f"{low:g}+" if high >= 100 else f"{low:g}-{high:g}"


def _hazard(fought: tuple[c.Episode, ...], files: Files) -> list[Row]:
    every = tuple(range(1, c.OTHER + 1))
    seen, yearly, rows = c.from_the_start(fought), c.by_year_of_fighting(fought, files), []
    for name, causes in ((DEAL, c.DEALS), ("any end", every)):
        rows.append(_row("hazard", name, rate(*between(seen, 0, 1e4, causes), seen.cluster), digits=6))
        for low, high in HAZARD_AGES:
            found = rate(*between(seen, 12 * low, 12 * high, causes), seen.cluster)
            rows.append(_row("hazard", name, found, years=span(low, high), digits=6))
        for dyads in sorted(set(yearly.groups)):
            mine = yearly.of(dyads)
            found = rate(*between(mine, 0, 1e4, causes), mine.cluster)
            rows.append(_row("hazard", name, found, dyads=dyads, digits=6))
    return rows


def _from_a_day(fought: tuple[c.Episode, ...], files: Files) -> list[Row]:
    ended, signed = c.from_a_day(fought, files), c.to_an_agreement(fought, files)
    without = tuple({*OUTCOMES, c.OTHER} - set(c.DEALS))
    events = ((DEAL, ended, c.DEALS), (PEACE, ended, (c.PEACE,)), (OTHERWISE, ended, without), (SIGNED, signed, (1,)))
    rows = []
    for name, seen, causes in events:
        for dyads in ("all", *sorted(set(seen.groups))):
            rows += _curves("from_a_day", name, seen.of(dyads), causes, FROM_DAY, dyads=dyads)
        for low, high in AGES:
            mine = seen.where((seen.ages >= 12 * low) & (seen.ages < 12 * high))
            rows += _curves("from_a_day", name, mine, causes, FROM_DAY, years=span(low, high))
    return rows


def _clock(fought: tuple[c.Episode, ...]) -> list[Row]:
    seen = c.from_the_start(fought)
    events, months = between(seen, 0, 1e4, c.DEALS)
    found = fit(seen.entry / c.DAYS, seen.exit / c.DAYS, events > 0, design_of_rate(events, months, seen.cluster))
    a = _row("clock", "a", rate(events, months, seen.cluster), digits=6)
    if found.b is not None:
        a |= {"value": round(found.a, 6)}
    b = a | {"what": "b", "value": None if found.b is None else round(found.b, 4), "high": None}
    return [a, b | {"low": round(found.b_low, 2)}]


def _stages(fought: tuple[c.Episode, ...], files: Files) -> list[Row]:
    """Months before and after the first agreement within an episode's part since 1989."""
    first, second = [], []
    for e in fought:
        entry = max(e.began, c.FROM)
        days = [a.signed for a in files.agreements if e.dyad in a.dyads and entry <= a.signed < e.last]
        signed = min(days, default=None)
        before = ((signed or e.last) - entry).days + 1
        first.append((0, before, 1 if signed else 2 if e.deal else 0, e.conflict, "", 0.0))
        if signed:
            second.append((0, (e.last - signed).days, 1 if e.deal else 0, e.conflict, "", 0.0))
    unsigned, after = c.spells(first), c.spells(second)
    return [
        _row("stages", "first agreement", rate(*between(unsigned, 0, 1e4, (1,)), unsigned.cluster), digits=6),
        _row("stages", "deal after one", rate(*between(after, 0, 1e4, (1,)), after.cluster), digits=6),
        _row("stages", "deal without one", rate(*between(unsigned, 0, 1e4, (2,)), unsigned.cluster), digits=6),
    ]


def _agreements(files: Files) -> list[Row]:
    seen, _ = c.standing(files)
    kinds = ("all", *c.KINDS.values())
    return [row for kind in kinds for row in _curves("agreements", f"{kind} ended", seen.of(kind), (1,), STANDING)]


def _kinds(files: Files) -> list[Row]:
    began = c.processes(files)
    years = np.array([(a.signed - began[a.process]).days / 365.25 for a in files.agreements])
    kind = np.array([a.kind for a in files.agreements])
    cluster = np.unique(np.array([a.conflict for a in files.agreements]), return_inverse=True)[1]
    bands = [("first", years == 0), *((span(lo, hi), (years > max(0, lo - 1e-9)) & (years < hi)) for lo, hi in TALKS)]
    return [
        _row("kinds", name, share(kind[mine] == code, cluster[mine]), years=band)
        for band, mine in bands
        for code, name in c.KINDS.items()
    ]


def _full(files: Files) -> list[Row]:
    began = c.processes(files)
    at_once, cluster = [], []
    for process, day in began.items():
        mine = [a for a in files.agreements if a.process == process]
        at_once.append(any(a.kind == 1 and a.signed == day for a in mine))
        cluster.append(mine[0].conflict)
    number = np.unique(np.array(cluster), return_inverse=True)[1]
    first = _row("full", "first agreement is full", share(np.array(at_once), number))
    return [first, *_curves("full", "full one later", c.to_a_full_one(files), (1,), STANDING)]
