"""What `watch` says in words and in its picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from backchannel.analyses.reweighing import LEAST, Evidence, Update, Weighed
from backchannel.analyses.signs import Watched
from backchannel.analyses.states import CORRIDOR, TABLE
from backchannel.analyses.tallying import CLOSING
from backchannel.analyses.telling import LOWERS, NOTHING, RAISES, UNCLEAR
from backchannel.core.finding import Finding, Row
from backchannel.core.theme import INK, SERIES, SHAPES, data
from backchannel.core.words import listing, measured, rounded

FLOOR = 1e-5
"""Bits below which the picture does not tell one sign from another."""
MOST = 3
"""Questions that moved, and signs that are worth watching, that are told in words."""


def said_of(watched: Watched, evidence: Evidence, weighed: Weighed, rows: Sequence[Row]) -> tuple[str, ...]:
    """Sentences, each after its section and a colon."""
    said = {
        "Known": _known(watched, evidence, weighed),
        "Moved": _moved(evidence, weighed),
        "Watch": _watch(rows),
        "Channels": _channels(rows),
        "Alike": _alike(watched),
        "Doubt": _doubt(watched, weighed),
    }
    return tuple(f"{head}: {sentence}" for head, sentences in said.items() for sentence in sentences)


def date(by: str) -> str:
    """A date of a question inside a sentence."""
    return "by the end of the conference" if by == CLOSING else f"by {by}"


def _known(watched: Watched, evidence: Evidence, weighed: Weighed) -> list[str]:
    if not evidence.any:
        return []
    parts = [
        f"{head}: {listing(ids)}" for head, ids in (("seen", evidence.saw), ("not seen", evidence.not_seen)) if ids
    ]
    out = [
        f"{'; '.join(parts)}. The {watched.runs:,} runs, weighed by how likely each makes this, are worth "
        f"{weighed.runs:,.0f}; their {watched.draws.runs:,} readings of the doubts {weighed.draws:,.0f}."
    ]
    if not weighed.enough:
        out.append(
            f"that is too few to say what follows: fewer than {LEAST} readings. More `--runs` would help; if what is "
            "known is rare in every run, the case hardly allows for it."
        )
    return out


def _moved(evidence: Evidence, weighed: Weighed) -> list[str]:
    if not evidence.any or not weighed.enough:
        return []
    moved = sorted((u for u in weighed.updates if u.moved), key=lambda u: -abs(u.change or 0.0))
    by_question: dict[str, Update] = {}
    for update in moved:
        by_question.setdefault(update.about.id, update)
    if not moved:
        return ["no question by more than two standard errors."]
    out = [_change(update) for update in list(by_question.values())[:MOST]]
    still = [u.about.id for u in weighed.updates if u.about.id not in by_question]
    if still:
        out.append(f"not beyond two standard errors: {listing(list(dict.fromkeys(still)))}.")
    return out


def _change(update: Update) -> str:
    assert update.after is not None
    before, after = update.before, update.after
    error = max(before.error, after.error)
    edge = f", on the edge of {after.edge}" if after.edge else ""
    by = date(update.about.by)
    return (
        f"{update.about.ask} {by[0].upper()}{by[1:]}: {after.band}{edge}, {rounded(after.share, error)} "
        f"(± {100 * after.error:.1f}), after {rounded(before.share, error)}; "
        f"{100 * (update.change or 0.0):+.1f} points (± {100 * (update.error or 0.0):.1f})."
    )


def _number(row: Row, column: str) -> float:
    return float(row[column] or 0.0)


def _open(rows: Sequence[Row]) -> dict[str, Row]:
    """By sign that can still be looked out for, the row of which it tells most."""
    best: dict[str, Row] = {}
    for row in rows:
        if row["bits"] is not None:
            best.setdefault(str(row["indicator"]), row)
    return best


def sure(row: Row) -> bool:
    """Whether what a sign tells exceeds two standard errors."""
    return row["bits_error"] is not None and _number(row, "bits") > 2.0 * _number(row, "bits_error")


def _watch(rows: Sequence[Row]) -> list[str]:
    best = list(_open(rows).values())
    if not best:
        return ["nothing on the list is left to be looked out for."]
    telling = [row for row in best if sure(row)]
    if not telling:
        return ["no sign on the list tells more than chance in these runs would; more `--runs` may find one that does."]
    out = []
    for row in telling[:MOST]:
        now, seen, missed = _shares(row, "now", "if_seen", "if_not_seen")
        verb = {RAISES: "raises", LOWERS: "lowers"}.get(str(row["direction"]), "may move")
        verb = f"hardly {verb}" if seen == now and verb != "may move" else verb
        late = "" if row["in_time"] else ", which is due before that window ends"
        out.append(
            f"{row['what']} ({row['indicator']}; {row['channel']}, {row['visible_to']}). Seen within "
            f"{row['window_months']} months, it {verb} the chance of {row['question']} {date(str(row['by']))}{late}, "
            f"from {now} to {seen}; unseen, to {missed}. Expected: {bits(row)} of {row['entropy']:.2f}."
        )
    return out


def bits(row: Row, column: str = "bits") -> str:
    """Information with its error, in as many digits as the error allows."""
    error = _number(row, f"{column}_error")
    return f"{measured(_number(row, column), error)} bits (± {measured(error, error)})"


def _shares(row: Row, *columns: str) -> list[str]:
    """Shares to be held against each other, all in the steps that the least certain allows."""
    error = max(_number(row, f"{column}_error") for column in columns)
    return ["nothing" if row[column] is None else rounded(_number(row, column), error) for column in columns]


def _channels(rows: Sequence[Row]) -> list[str]:
    """Of each question by its last date, whether the corridor's or the table's best sign tells more."""
    last = {str(r["question"]): str(r["by"]) for r in sorted(rows, key=lambda r: str(r["by"]))}
    ahead: dict[str, list[str]] = {CORRIDOR: [], TABLE: []}
    for question, by in last.items():
        best = {
            channel: max(
                (r for r in rows if (r["question"], r["by"], r["channel"]) == (question, by, channel) and r["bits"]),
                key=lambda r: _number(r, "bits"),
                default=None,
            )
            for channel in ahead
        }
        found = sorted((r for r in best.values() if r is not None and sure(r)), key=lambda r: -_number(r, "bits"))
        if found:
            ahead[str(found[0]["channel"])].append(question)
    return [
        f"the most telling sign is one of the {channel} for {listing(some)}, by the last date."
        for channel, some in ahead.items()
        if some
    ]


def _alike(watched: Watched) -> list[str]:
    return [
        f"{listing([s.record.id for s in group])} count once: seen together as the least likely of them, missed "
        "together as the likeliest; some seen and others missed, each half weighs half."
        for group in watched.groups
        if len(group) > 1
    ]


def _doubt(watched: Watched, weighed: Weighed) -> list[str]:
    out = [
        "a sign is held against the months from the day of the case that its window has. What it tells follows from "
        "`if_so` and `if_not`, which are the coder's, and from the game; both hold under these inputs only."
    ]
    if watched.plan.case.case.hindsight:
        out.append("not coded blind to what followed: see the hindsight declaration in the case.")
    return out


def picture(found: Finding) -> alt.TopLevelMixin:
    """Bits by sign, the most telling question of each, with two standard errors; a shape and shade for the channel."""
    shown: list[dict[str, Any]] = []
    for row in _open(found.rows).values():
        error = _number(row, "bits_error")
        shown.append({
            "indicator": str(row["indicator"]).replace("_", " "), "bits": _number(row, "bits"),
            "low": max(0.0, _number(row, "bits") - 2 * error), "high": _number(row, "bits") + 2 * error,
            "channel": row["channel"],
            "of": f"{str(row['question']).replace('_', ' ')}, {row['by']}"
            + {RAISES: ": raises", LOWERS: ": lowers", UNCLEAR: "", NOTHING: ""}[str(row["direction"])],
        })  # fmt: skip
    order = [d["indicator"] for d in shown]
    channels = [CORRIDOR, TABLE]
    for d in shown:
        d |= {key: max(FLOOR, d[key]) for key in ("bits", "low", "high")}
    base = alt.Chart(data(shown)).encode(y=alt.Y("indicator:N", sort=order, title=None))
    axis = alt.Axis(values=[10.0**n for n in range(-5, 1)], format="~g")
    x = alt.X(
        "bits:Q",
        title="bits expected, each line ten times the last (bar: two standard errors)",
        scale=alt.Scale(type="log", domain=[FLOOR, 1.0]),
        axis=axis,
    )
    shade = alt.Scale(domain=channels, range=[SERIES[0], SERIES[2]])
    mark = alt.Scale(domain=channels, range=[SHAPES[0], SHAPES[1]])
    legend = alt.Legend(title=None, orient="bottom")
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=x, color=alt.Color("channel:N", scale=shade, legend=legend), shape=alt.Shape("channel:N", scale=mark)
    )
    bars = base.mark_rule(strokeWidth=1.5).encode(
        x=alt.X("low:Q"), x2="high:Q", color=alt.Color("channel:N", scale=shade, legend=legend)
    )
    words = base.mark_text(align="left", dx=8, fontSize=10, color=INK).encode(x=alt.X("high:Q"), text="of:N")
    chart: alt.TopLevelMixin = (bars + points + words).properties(
        title=alt.TitleParams(
            found.title, subtitle="what each sign is expected to tell of the question it tells most of"
        ),
        width=380,
        height=alt.Step(22),
        description=" ".join(found.sentences()),
    )
    return chart
