"""`positions`: what each actor says and wants, issue by issue, with its doubt; and its picture."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import altair as alt

from backchannel import __version__
from backchannel.case.estimate import Estimate
from backchannel.case.inputs import inputs
from backchannel.case.reading import case_hash
from backchannel.case.schema import Case
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.core.theme import INK, QUIET, SERIES, data
from backchannel.core.words import listing, within

SEEN = ("public", "private")
GAPS = "How far apart public lines are"
COLUMNS = (
    "issue", "issue_name", "actor", "actor_name", *(f"{s}{e}" for s in SEEN for e in ("", "_low", "_high")), "salience",
    "precondition", "refuses",
)  # fmt: skip


def positions(case: Case) -> Finding:
    """Every stance: public line and private limit (0-100) with their doubt as coded, and how much the actor cares.

    A row an actor and issue; blank where nothing is said or nobody knows. ``low`` to ``high`` is as the case has it,
    80% unless it says otherwise.
    """
    rows: list[Row] = []
    for issue in case.issues:
        for one in (s for s in case.stances if s.issue == issue.id):
            row: Row = {"issue": issue.id, "issue_name": case.name(issue.id), "actor": one.actor}
            row |= {"actor_name": case.name(one.actor), "precondition": one.precondition, "refuses": one.refuses}
            row |= _three("public", one.public) | _three("private", one.private)
            rows.append(row | {"salience": _three("", one.salience)[""]})
    return Finding(
        title="Positions by issue",
        columns=COLUMNS,
        rows=tuple(rows),
        text=tuple(_sentences(case, rows)),
        label=highest(i.label for i in inputs(case) if i.path.startswith("stances.")),
        manifest={
            "program": f"backchannel {__version__}",
            "case": case_hash(case),
            "settings": {"analysis": "positions"},
        },
        picture=picture,
        parts=(_gaps(case, rows),),
        inputs=frozenset(i.path for i in inputs(case) if i.path.startswith("stances.")),
    )


def _gaps(case: Case, rows: list[Row]) -> Finding:
    """How far apart two public lines are on an issue, the widest first."""
    apart: list[Row] = []
    for issue in case.issues:
        mine = [r for r in rows if r["issue"] == issue.id and r["public"] is not None]
        for a, b in combinations(mine, 2):
            gap = abs(_at(a, "public") - _at(b, "public"))
            apart.append({"issue": issue.id, "a": a["actor"], "b": b["actor"], "apart": gap})
    apart.sort(key=lambda r: -_at(r, "apart"))
    label = highest(i.label for i in inputs(case) if i.path.startswith("stances.") and i.path.endswith(".public"))
    text = []
    if apart:
        most = [r for r in apart if r["apart"] == apart[0]["apart"]]
        issues = listing(list(dict.fromkeys(within(case.name(str(r["issue"]))) for r in most)))
        first = f"{case.name(str(most[0]['a']))} and {within(case.name(str(most[0]['b'])))}"
        text = [f"{_at(most[0], 'apart'):.0f} points of 100, on {issues}; between {within(first)} among others."]
    return Finding(GAPS, ("issue", "a", "b", "apart"), tuple(apart), tuple(text), label, {})


def _three(name: str, said: Estimate | None) -> Row:
    known = None if said is None or said.unknown else said
    low, high = known.bounds if known else (math.nan, math.nan)
    cells = (None, None, None) if known is None else (known.central, low, high)
    return dict(zip((name, f"{name}_low", f"{name}_high"), cells, strict=True))


def _sentences(case: Case, rows: list[Row]) -> list[str]:
    """For each issue how far apart the ends are, said and unsaid."""
    out = []
    for issue in case.issues:
        told = []
        for seen in SEEN:
            mine = sorted(
                (r for r in rows if r["issue"] == issue.id and r[seen] is not None), key=lambda r: _at(r, seen)
            )
            if len(mine) > 1:
                ends = [f"{within(str(r['actor_name']))} ({_at(r, seen):.0f})" for r in (mine[0], mine[-1])]
                told.append(f"in {seen} from {ends[0]} to {ends[1]}")
        if told:
            out.append(f"{case.name(issue.id)}: {'; '.join(told)}.")
    return out


def _at(row: Row, column: str) -> float:
    return float(str(row[column]))


def picture(found: Finding) -> alt.TopLevelMixin:
    """A panel an issue: the public line as a hollow square, the private limit as a dot with its range."""
    panels = []
    domain = [s for s in SEEN if any(r[s] is not None for r in found.rows)]
    for number, issue in enumerate(dict.fromkeys(str(r["issue"]) for r in found.rows)):
        mine = [r for r in found.rows if r["issue"] == issue and any(r[s] is not None for s in domain)]
        if mine:
            panels.append(_panel(mine, domain, legend=not number))
    chart: alt.TopLevelMixin = alt.concat(*panels, columns=2).properties(
        title=alt.TitleParams(found.title, subtitle="0 to 100 as the anchors of each issue say; bars: range as coded"),
        description=" ".join(found.sentences()),
    )
    return chart


def _panel(rows: list[Row], domain: list[str], *, legend: bool) -> Any:
    shown = [
        {"actor": r["actor_name"], "seen": s, "at": r[s], "low": r[f"{s}_low"], "high": r[f"{s}_high"]}
        for r in rows
        for s in domain
        if r[s] is not None
    ]
    key = alt.Legend(title=None, orient="top", labelFontSize=11) if legend else None
    shades = [SERIES[2] if s == "public" else SERIES[0] for s in domain]
    marks = ["square" if s == "public" else "circle" for s in domain]
    color = alt.Color("seen:N", scale=alt.Scale(domain=domain, range=shades), legend=key)
    shape = alt.Shape("seen:N", scale=alt.Scale(domain=domain, range=marks), legend=key)
    x = alt.X("at:Q", title=None, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(values=[0, 25, 50, 75, 100]))
    heading = alt.TitleParams(str(rows[0]["issue_name"]), fontSize=12, fontWeight="normal", color=INK)
    base = alt.Chart(data(shown), title=heading).encode(
        y=alt.Y("actor:N", sort=[str(r["actor_name"]) for r in rows], title=None, axis=alt.Axis(labelLimit=230))
    )
    bars = base.mark_rule(strokeWidth=2, color=QUIET).encode(x=alt.X("low:Q", title=None), x2="high:Q")
    points = base.mark_point(filled=True, size=60, opacity=1).encode(x=x, color=color, shape=shape)
    return (bars + points).properties(width=190, height=alt.Step(16))
