"""The difference between two versions of a case, told and drawn."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from backchannel.analyses.asking import the_corridor, the_table
from backchannel.analyses.packages import EXTRA
from backchannel.case.changes import Difference
from backchannel.case.schema import Case
from backchannel.core.finding import Finding, Row
from backchannel.core.theme import INK, QUIET, SERIES, data
from backchannel.core.words import listing, percent, sentence, within

MOST_TOLD = 5
MOST_PARTS = 3
MOST_DRAWN = 4


def place(case: Case, row: Row) -> str:
    """A level on a track, in words.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> place(case, {"level": "aid", "track": "mediated_sessions", "guarantees": "none"})
    'a step on aid at the table'
    """
    table, corridor = the_table(case), the_corridor(case)
    track = str(row["track"])
    if table is not None and track == table.id:
        where = "at the table"
    elif corridor is not None and track == corridor.id:
        where = "in the corridor"
    else:
        where = f"on {within(case.name(track))}"
    return f"{within(case.name(str(row['level'])))} {where}{EXTRA[str(row['guarantees'])]}"


def clear(row: Row, change: str = "change", error: str = "se") -> bool:
    """Whether a change is more than twice its Monte Carlo error."""
    return abs(float(row[change] or 0)) > 2 * float(row[error] or 0)


def sentences(
    versions: Difference, rows: Sequence[Row], parts: Sequence[Row], changes: Sequence[Row], runs: int
) -> tuple[list[str], list[str], list[str]]:
    """The difference in words: what changed; which shares moved and why; what came nearer, claims, what is idle."""
    case = versions.after
    first = [_counted(versions)]
    if versions.before.case.id != versions.after.case.id:
        first.append("The two carry different ids; values are matched by their paths.")
    if versions.before.case.as_of > versions.after.case.as_of:
        first.append("The second is dated before the first: changes run backwards in time.")
    texts = sorted((r for r in rows if r["kind"] == "text"), key=lambda r: -abs(float(r["change"] or 0)))
    shown = [r for r in texts if clear(r)]
    why = [_share(case, row, parts, runs) for row in shown[:MOST_TOLD]]
    if len(shown) > MOST_TOLD:
        why.append(f"{len(shown) - MOST_TOLD} more shares moved by less; the table has them.")
    out = []
    out += _undone(case, rows, runs)
    out += _nearer(case, rows, shown)
    out += _gaps(case, rows)
    out += [
        f"{row['item']} {row['most']} ({percent(float(row['before'] or 0), runs)} -> "
        f"{percent(float(row['after'] or 0), runs)} of draws)."
        for row in rows
        if row["kind"] == "claim" and not str(row["most"]).endswith("as before")
    ]
    out += [f"claims {row['most']}." for row in rows if row["kind"] == "claims"]
    if not shown:
        out.append("No share of draws with a text moved by more than its Monte Carlo error.")
    out += _idle(changes)
    if shown:
        why.append(
            "The part of a change is its mean over all orders in which the changes could have been made (Shapley), on "
            "the same draws; the parts add up. Shares count draws of the doubts; they are no chances of events."
        )
    return [sentence(t) for t in first], [sentence(t) for t in why], [sentence(t) for t in out]


def _counted(versions: Difference) -> str:
    kinds = [c.kind for c in versions.changes]
    counts = {
        "number": kinds.count("number"), "word": kinds.count("word"), "new record": kinds.count("new"),
        "record gone": kinds.count("gone"), "remark": len(versions.said),
    }  # fmt: skip
    plurals = {"record gone": "records gone"}
    told = [f"{n} {name if n == 1 else plurals.get(name, f'{name}s')}" for name, n in counts.items() if n]
    return f"changed: {listing(told)}."


def _points(value: float, error: float) -> str:
    return f"{100 * value:+.1f} points (± {100 * error:.1f})"


def _of(row: Row, parts: Sequence[Row]) -> list[Row]:
    same = ("kind", "level", "track", "guarantees")
    return [p for p in parts if all(p[c] == row[c] for c in same)]


def _share(case: Case, row: Row, parts: Sequence[Row], runs: int) -> str:
    before, after = float(row["before"] or 0), float(row["after"] or 0)
    text = (
        f"{place(case, row)}: a text in {percent(before, runs)} -> {percent(after, runs)} of draws, "
        f"{_points(float(row['change'] or 0), float(row['se'] or 0))}"
    )
    mine = [p for p in _of(row, parts) if float(p["part"] or 0) != 0.0]
    if len(mine) == 1:
        return f"{text}, all of it from {mine[0]['change']}."
    told = [p for p in mine if clear(p, "part")][:MOST_PARTS]
    if not told:
        return f"{text}."
    left = float(row["change"] or 0) - sum(float(p["part"] or 0) for p in told)
    named = [f"{p['change']} {100 * float(p['part'] or 0):+.1f}" for p in told]
    rest = [f"the rest {100 * left:+.1f}"] if len(told) < len(mine) and abs(left) >= 0.0005 else []
    return f"{text}: {', '.join([*named, *rest])}."


def _undone(case: Case, rows: Sequence[Row], runs: int) -> list[str]:
    """Shares with a text that its undoers accept too, where they moved otherwise than those without them."""
    return [
        f"{place(case, row)}: a text that those who could undo it accept too in "
        f"{percent(float(row['before'] or 0), runs)} -> {percent(float(row['after'] or 0), runs)}, "
        f"{_points(float(row['change'] or 0), float(row['se'] or 0))}, most from {row['most']}."
        for row in rows
        if row["kind"] == "ratified" and row["most"] is not None and clear(row)
    ][:2]


def _nearer(case: Case, rows: Sequence[Row], shown: Sequence[Row]) -> list[str]:
    """Levels whose share did not clearly move though the most reluctant signer came nearer or went further away."""
    moved = {(r["level"], r["track"], r["guarantees"]) for r in shown}
    out = []
    for words, sign in (
        ("nearer, with no clear change of share", 1),
        ("further off, with no clear change of share", -1),
    ):
        mine = [
            r
            for r in rows
            if r["kind"] == "margin"
            and (r["level"], r["track"], r["guarantees"]) not in moved
            and clear(r)
            and sign * float(r["change"] or 0) >= 0.005
        ]
        mine.sort(key=lambda r: -abs(float(r["change"] or 0)))
        if mine:
            named = [
                f"{place(case, r)} ({float(r['before'] or 0):.2f} -> {float(r['after'] or 0):.2f}"
                + (f", most from {r['most']})" if r["most"] else ")")
                for r in mine[:2]
            ]
            more = f", and {len(mine) - 2} more" if len(mine) > 2 else ""
            out.append(f"{words} (mean margin of the most reluctant): {'; '.join(named)}{more}.")
    return out


def _gaps(case: Case, rows: Sequence[Row]) -> list[str]:
    mine = [r for r in rows if str(r["kind"]).endswith(" gap") and r["item"] == "all issues" and clear(r)]
    mine = [r for r in mine if abs(float(r["change"] or 0)) >= 1]
    named = [
        f"{case.name(str(r['a']))} and {case.name(str(r['b']))}, {str(r['kind']).removesuffix(' gap')} "
        f"{float(r['before'] or 0):.0f} -> {float(r['after'] or 0):.0f}"
        for r in mine[:MOST_PARTS]
    ]
    more = f", and {len(mine) - MOST_PARTS} more" if len(mine) > MOST_PARTS else ""
    return [f"gaps over all issues, points of 100: {'; '.join(named)}{more}."] if named else []


def _idle(changes: Sequence[Row]) -> list[str]:
    idle = [r for r in changes if r["group"] is None]
    if not idle:
        return []
    names = [str(r["what"]) for r in idle[:MOST_PARTS]]
    more = [f"{len(idle) - MOST_PARTS} more"] if len(idle) > MOST_PARTS else []
    return [f"without part in any share or margin that clearly moved: {listing([*names, *more])}."]


# --- the picture ------------------------------------------------------------------------------------------------


def picture(found: Finding) -> alt.TopLevelMixin:
    """The shares that moved most, each as steps from before to after, one for each group of changes."""
    traced = [r for r in found.rows if r["most"] is not None]
    texts = [r for r in traced if r["kind"] == "text" and clear(r)] or [r for r in traced if r["kind"] == "margin"]
    if not texts:
        raise ValueError(f"{found.title}: nothing that can be drawn moved")
    texts = sorted(texts, key=lambda r: -abs(float(r["change"] or 0)))[:MOST_DRAWN]
    share = texts[0]["kind"] == "text"
    bars = [bar for row in texts for bar in _steps(row, _of(row, found.parts[0].rows), share=share)]
    return _waterfalls(bars, found, share=share)


def _steps(row: Row, parts: Sequence[Row], *, share: bool) -> list[Row]:
    """The lines of one waterfall: before, each part that shows, what is left, after."""
    unit = 100.0 if share else 1.0
    digits = 1 if share else 3
    at, after = unit * float(row["before"] or 0), unit * float(row["after"] or 0)
    ends = [("before", at), ("after", after)]
    what = f"{row['what']}: {at:.{digits}f} -> {after:.{digits}f}"
    lines: list[Row] = [
        {"what": what, "step": "before", "from": at, "to": at, "text": f"{at:.{digits}f}", "kind": "end"}
    ]
    shown = [p for p in parts if clear(p, "part")] or list(parts[:1])
    for part in shown:
        size, error = unit * float(part["part"] or 0), unit * float(part["se"] or 0)
        lines.append(_line(what, str(part["change"]), at, at + size, f"{size:+.{digits}f} ± {error:.{digits}f}"))
        at += size
    if len(shown) < len(parts) and abs(after - at) > 10 ** -(digits + 2):
        lines.append(_line(what, "all else", at, after, f"{after - at:+.{digits}f}"))
    lines.append(
        {"what": what, "step": "after", "from": after, "to": after, "text": f"{ends[1][1]:.{digits}f}", "kind": "end"}
    )
    return [{**line, "right": max(float(line["from"] or 0), float(line["to"] or 0))} for line in lines]


def _line(what: str, step: str, start: float, end: float, text: str) -> Row:
    return {"what": what, "step": step, "from": start, "to": end, "text": text, "kind": "up" if end > start else "down"}


def _waterfalls(bars: Sequence[Row], found: Finding, *, share: bool) -> alt.TopLevelMixin:
    unit = "points of 100 draws" if share else "mean margin of the most reluctant, share of stakes"
    kinds = alt.Scale(domain=["up", "down"], range=[SERIES[1], SERIES[3]])
    whats = list(dict.fromkeys(str(b["what"]) for b in bars))
    ends = {w: [float(b[c] or 0) for b in bars if b["what"] == w for c in ("from", "to")] for w in whats}
    span = max(0.001, *(max(values) - min(values) for values in ends.values()))  # one scale, so that bars compare
    panels = []
    for what in whats:
        mine = [b for b in bars if b["what"] == what]
        first = min(ends[what]) - 0.05 * span
        scale = alt.Scale(domain=[first, first + 1.45 * span], nice=False, zero=False)
        x = alt.X("from:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5))
        order = [str(b["step"]) for b in mine]
        base = alt.Chart(data(mine)).encode(
            y=alt.Y("step:N", sort=order, title=None, axis=alt.Axis(labelLimit=440, minExtent=320))
        )
        steps = base.transform_filter("datum.kind != 'end'")
        marks = base.transform_filter("datum.kind == 'end'")
        layers = [
            steps.mark_bar(height=13, stroke=INK, strokeWidth=0.5).encode(
                x=x, x2="to:Q", color=alt.Color("kind:N", scale=kinds, legend=None)
            ),
            marks.mark_tick(thickness=3, size=16, color=INK, opacity=1).encode(x=x),
            base.mark_text(align="left", dx=7, fontSize=10, color=INK).encode(x="right:Q", text="text:N"),
        ]
        heading = alt.TitleParams(sentence(what), fontSize=12, color=INK, anchor="start", frame="group", offset=6)
        panels.append(alt.layer(*layers).properties(width=330, height=alt.Step(19), title=heading))
    chart: alt.TopLevelMixin = alt.vconcat(*panels, spacing=14).properties(
        title=alt.TitleParams(
            found.title,
            offset=12,
            subtitle=[
                f"{unit}; each bar is what one change has to do with it, ± one standard error on the same draws",
                "dark: towards a text; light: away from it",
            ],
            subtitleColor=QUIET,
        ),
        description=" ".join(found.sentences()),
    )
    return chart
