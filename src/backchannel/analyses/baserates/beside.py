"""A forecast beside what became of comparable wars: where the two are far apart, and which way."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import Any

from backchannel.analyses.baserates.counting import MOST_GOING
from backchannel.analyses.baserates.figures import DEAL, PEACE, SIGNED, shipped
from backchannel.analyses.baserates.reference import BaseRate, base_rate, comparable, label_of
from backchannel.case.schema import Case
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label, highest
from backchannel.core.words import listing, rounded, sentence, within

COLUMNS = (
    "level", "name", "comparable", "dyads", "years", "months", "base", "low", "high", "conflicts", "forecast", "error",
    "log_odds", "lies", "far",
)  # fmt: skip

FAR = 3.0
"""Factor in odds from which a forecast is far from a base rate, doubts of both allowed for.

To get from one to the other, what the case says must be worth a factor that large; below 3 evidence is "not worth more
than a bare mention" (Kass & Raftery 1995, Journal of the American Statistical Association 90:773-795).
"""

ERRORS = 2.0
"""Standard errors by which a forecast may be off by chance."""

LEAST = 1e-6
"""Shares are kept this far from 0 and 1 where odds are taken."""

HAPPENED = {
    DEAL: "ended by a ceasefire or peace agreement",
    PEACE: "ended by a peace agreement",
    SIGNED: "had signed a peace agreement of some kind",
}


def beside(
    case: Case,
    months: float,
    chances: Mapping[str, tuple[float, float]],
    *,
    years: float | None = None,
    label: Label = Label.SECRET,
) -> Finding:
    """The chance that each level is signed within ``months`` beside the base rate of comparable wars.

    ``chances``: by level id, (share, its standard error). ``label``: that of the chances. Rows: one a level in
    ``chances``; ``base`` with ``low`` and ``high`` (95%) of the class ``dyads`` and ``years``; ``log_odds`` the
    difference of log odds, forecast less base rate; ``lies`` below, above or within; ``far`` whether it lies outside by
    more than a factor `FAR` in odds, `ERRORS` standard errors of the forecast and the interval allowed for. ``base`` is
    None where the files know nothing like the level or have not seen wars so long. Raises AskError for a time that is
    no number from 0, KeyError for an unknown level.
    """
    rates = {one.event: one for one in base_rate(case, months, years=years)}
    like = comparable(case)
    rows = [_row(case, level, like[level], rates, chances[level], months) for level in chances]
    return Finding(
        title="Beside the base rate",
        columns=COLUMNS,
        rows=tuple(rows),
        text=tuple(_sentences(rows, rates[DEAL], months)),
        label=highest((label, label_of(case))),
        manifest=_manifest(months, years),
    )


def _manifest(months: float, years: float | None) -> dict[str, Any]:
    held = shipped()
    settings = {"analysis": "base rates", "months": months, "years": years}
    return {
        "program": held.program,
        "sources": [{k: s[k] for k in ("name", "sha256", "version")} for s in held.sources],
        "settings": {k: v for k, v in settings.items() if v is not None},
    }


def _row(
    case: Case,
    level: str,
    event: str | None,
    rates: Mapping[str, BaseRate],
    chance: tuple[float, float],
    months: float,
) -> Row:
    share, error = chance
    row: Row = dict.fromkeys(COLUMNS)
    row |= {"level": level, "name": case.name(level), "comparable": event, "months": months}
    row |= {"forecast": share, "error": error, "far": False}
    if event is None:
        return row
    rate = rates[event]
    row |= {"dyads": rate.dyads, "years": rate.years, "conflicts": rate.conflicts}
    if rate.value is None or rate.low is None or rate.high is None:
        return row
    lies, factor = place(share, error, rate.low, rate.high)
    return row | {
        "base": rate.value, "low": rate.low, "high": rate.high, "lies": lies, "far": factor >= FAR,
        "log_odds": round(log(_odds(share) / _odds(rate.value)), 4),
    }  # fmt: skip


def place(share: float, error: float, low: float, high: float) -> tuple[str, float]:
    """Where a forecast lies against an interval, its error allowed for, and the factor in odds left between them.

    >>> place(0.02, 0.005, 0.1, 0.2)[0], round(place(0.02, 0.005, 0.1, 0.2)[1], 2), place(0.1, 0.01, 0.1, 0.2)
    ('below', 3.59, ('within', 1.0))
    """
    least, most = share - ERRORS * error, share + ERRORS * error
    if most < low:
        return "below", _odds(low) / _odds(most)
    if least > high:
        return "above", _odds(least) / _odds(high)
    return "within", 1.0


def _odds(share: float) -> float:
    kept = min(1 - LEAST, max(LEAST, share))
    return kept / (1 - kept)


def _sentences(rows: list[Row], any_of: BaseRate, months: float) -> list[str]:
    told = [_sentence(row) for row in rows if row["base"] is not None]
    out = [f"{_class(any_of)}, {any_of.conflicts} conflicts, within {months:g} months.", *told]
    if not told:
        out = []
    unlike = [within(str(r["name"])) for r in rows if r["comparable"] is None]
    if unlike:
        out.append(f"the files know no base rate for {listing(unlike)}.")
    unseen = [within(str(r["name"])) for r in rows if r["comparable"] is not None and r["base"] is None]
    if unseen:
        out.append(f"too few wars were seen for {months:g} months to set beside {listing(unseen)}.")
    if told:
        out.append("wars that get a conference are not any war; a base rate is something to explain a difference from.")
    return out


def _class(rate: BaseRate) -> str:
    if rate.years != "all":
        return f"comparable wars: dyads that had fought {rate.years} years, {shipped().years}"
    if rate.dyads == "1":
        return f"comparable wars: the only fighting dyad of its conflict, {shipped().years}"
    several = f"{MOST_GOING} or more" if rate.dyads.endswith("+") else rate.dyads
    return f"comparable wars: one of {several} fighting dyads of a conflict, {shipped().years}"


def _sentence(row: Row) -> str:
    low, high = (f"{100 * float(row[k] or 0):.0f}%" for k in ("low", "high"))
    share = rounded(float(row["forecast"] or 0), float(row["error"] or 0))
    lies = {
        ("within", False): "the forecast lies within it",
        ("below", False): "the forecast lies below it, not by much",
        ("above", False): "the forecast lies above it, not by much",
        ("below", True): "the forecast lies far below it",
        ("above", True): "the forecast lies far above it",
    }[str(row["lies"]), bool(row["far"])]
    return (
        f"{sentence(str(row['name']))} is signed in {share} of runs under these inputs; the base rate of comparable "
        f"wars is {low} to {high} ({HAPPENED[str(row['comparable'])]}): {lies}."
    )
