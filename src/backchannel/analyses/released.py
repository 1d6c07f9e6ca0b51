"""`declassify`: figures made from what may not travel, shown as a band and a rounded range, with who let them go."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

from backchannel import __version__
from backchannel.analyses.asking import RUNS, SEED
from backchannel.analyses.forecast import forecast
from backchannel.analyses.packages import finding, ranges
from backchannel.case.draws import Draws, sample
from backchannel.case.inputs import record_label
from backchannel.case.reading import case_hash
from backchannel.case.redaction import redact
from backchannel.case.redaction.standing import standing
from backchannel.case.schema import Case, Declassified
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.words import band, within

COLUMNS = ("id", "figure", "shown", "by", "on", "why")
FORECAST, PACKAGES = "forecast", "packages"
ERRORS = 2.0
"""Standard errors on either side of a share that its range covers."""
STEP = 5
"""A range is rounded outward to so many hundredths."""

Number = tuple[float, float, float]
"""A share, and the ends of its range."""


def released(
    case: Case,
    profile: Label,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Finding:
    """The figures of a case that its author released to ``profile``, made from the whole case.

    Rows: the entry's id, what the figure is of in words, ``shown`` (a band of likelihood and a range rounded outward to
    five hundredths, never a number), who released it, when and why. The label is the profile and the manifest names
    the case as it is shared. Raises AskError where an entry names a row that is not there, or where its words would
    hold a name above the profile and it brings none of its own.
    """
    entries = [one for one in case.declassify if Label.parse(one.to) <= profile]
    figures = {one.id: _figure(case, one, profile) for one in entries}
    numbers = _numbers(case, entries, runs, seed, progress)
    rows: list[Row] = [
        {
            "id": one.id,
            "figure": figures[one.id],
            "shown": shown(*numbers[one.id]),
            "by": one.by,
            "on": one.on.isoformat(),
            "why": one.why,
        }
        for one in entries
    ]
    told = tuple(
        f"Under these inputs, {within(str(r['figure']))}: {r['shown']} (released by {r['by']}, {r['on']}: {r['why']})"
        for r in rows
    )
    return Finding(
        title=f"Figures released at {profile}",
        columns=COLUMNS,
        rows=tuple(rows),
        text=told or (f"No figure was released at {profile}.",),
        label=profile,
        manifest={
            "program": f"backchannel {__version__}",
            "case": case_hash(redact(case, profile).case),
            "seed": seed,
            "runs": runs,
            "settings": {"analysis": "released", "profile": str(profile)},
        },
    )


def shown(share: float, low: float, high: float) -> str:
    """A share as a band of likelihood and a range rounded outward to five hundredths.

    >>> shown(0.23, 0.17, 0.31), shown(0.004, 0.0, 0.012)
    ('unlikely, 15 to 35 in a hundred', 'under one in a hundred, 0 to 5 in a hundred')
    """
    least = max(0, STEP * floor(round(100 * low, 6) / STEP))
    most = min(100, STEP * ceil(round(100 * high, 6) / STEP))
    if least == most:
        least, most = max(0, least - STEP), min(100, most + STEP)
    return f"{band(share)}, {least} to {most} in a hundred"


def _numbers(
    case: Case,
    entries: list[Declassified],
    runs: int,
    seed: int,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Number]:
    found: dict[str, Number] = {}
    asked = [one for one in entries if one.finding == FORECAST]
    if asked:
        told = forecast(case, runs=runs, seed=seed, progress=progress, what_if=False)
        found |= {one.id: _number(one, told, "probability", "error") for one in asked}
    texts = [one for one in entries if one.finding == PACKAGES]
    draws = sample(case, runs=runs, seed=seed) if texts else None
    for one in texts:
        assert draws is not None
        error = {"share": "se", "ratified": "ratified_se"}.get(one.column)
        if error is None:
            raise _wrong(one, "packages has no such column; expected `column: share` or `column: ratified`")
        found[one.id] = _number(one, _range(case, one, draws), one.column, error)
    return found


def _range(case: Case, one: Declassified, draws: Draws) -> Finding:
    try:
        level, track = case.level(str(one.where.get("level"))), case.track(str(one.where.get("track")))
    except KeyError:
        raise _wrong(one, "its row is not there; expected `where: {level: ..., track: ..., guarantees: ...}`") from None
    return finding(ranges(draws.afresh(), [level], [track]), details=False)


def _number(one: Declassified, told: Finding, column: str, error: str) -> Number:
    if one.column != column:
        raise _wrong(one, f"{one.finding} has no such column; expected `column: {column}`")
    try:
        row = told.rows[told.find(one.where)]
    except KeyError:
        raise _wrong(one, "its row is not there or not the only one; correct `where`") from None
    share, doubt = row[column], row[error]
    if not isinstance(share, float | int) or not isinstance(doubt, float | int):
        raise _wrong(one, "its row holds no number, so there is nothing to release")
    ends = [share - ERRORS * doubt, share + ERRORS * doubt]
    ends += [float(said) for name in ("low", "high") if isinstance(said := row.get(name), float | int)]
    return float(share), max(0.0, min(ends)), min(1.0, max(ends))


def _figure(case: Case, one: Declassified, profile: Label) -> str:
    """What a figure is of: the entry's own words, else words made of names that are open at the profile."""
    if one.says is not None:
        return one.says.rstrip(".")
    if one.finding == FORECAST:
        question = next((q for q in case.questions if q.id == one.where.get("question")), None)
        if question is not None and record_label(question, case.insiders) <= profile:
            return f"{question.ask} (by {one.where.get('by')})"
    elif one.where.get("guarantees") in (None, "none"):
        levels = [r for r in case.levels if r.id == one.where.get("level")]
        tracks = [r for r in case.tracks if r.id == one.where.get("track")]
        if levels and tracks and all(standing(case, r).exists <= profile for r in (levels[0], tracks[0])):
            names = f"{case.name(levels[0].id)}, {within(case.name(tracks[0].id))}"
            return f"a text that all who must sign would accept exists: {names}"
    raise _wrong(one, f"what it is a figure of is not open at {profile}; add `says:` with words that are")


def _wrong(one: Declassified, message: str) -> AskError:
    return AskError(f"declassify.{one.id}: {message}")
