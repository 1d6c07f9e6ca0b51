"""`litmus`: what the conference lays bare. Gaps between actors, in public and in private; what each expects of it; what
each will talk about; and, by track, whether a text exists at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import altair as alt
import numpy as np

from backchannel.analyses.asking import RUNS, SEED, label_of, manifest, need_deciders, the_levels, the_tracks
from backchannel.analyses.packages import finding as range_finding
from backchannel.analyses.packages import ranges
from backchannel.case.draws import Draws, sample
from backchannel.case.fields import Record
from backchannel.case.inputs import record_label
from backchannel.case.schema import Case
from backchannel.conference.state import Floats, State, build
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label, highest
from backchannel.core.theme import SERIES, SHAPES, data
from backchannel.core.words import within

COLUMNS = ("kind", "a", "b", "item", "public", "private", "masking", "value", "label")


class _Rows:
    """Rows with the draws behind their numbers."""

    def __init__(self, runs: int) -> None:
        self.runs = runs
        self.rows: list[Row] = []
        self.columns: dict[str, list[Floats]] = {c: [] for c in ("public", "private", "masking", "value")}

    def add(self, kind: str, a: str, b: str | None, item: str | None, label: str, **numbers: Floats | float) -> None:
        row: Row = {"kind": kind, "a": a, "b": b, "item": item, "label": label}
        for column, kept in self.columns.items():
            values = np.broadcast_to(np.asarray(numbers.get(column, np.nan), dtype=np.float64), (self.runs,))
            kept.append(values)
            row[column] = float(values.mean()) if column in numbers and np.isfinite(values).all() else None
        self.rows.append(row)


def litmus(
    case: Case, *, runs: int = RUNS, seed: int = SEED, level: str | None = None, track: str | None = None
) -> Finding:
    """Position gaps (0-100), expectation gaps (0-1), agenda overlap (0-1), refusals, preconditions; ranges as a part.

    A gap is the distance between two actors; ``all issues`` weights issues by the mean of what the two care for.
    ``masking`` is the public gap less the private one: how much further apart they show themselves than they are.
    """
    draws = sample(case, runs=runs, seed=seed)
    found = gaps(draws)
    at = ranges(draws.afresh(), the_levels(case, level), the_tracks(case, track), "none" if level is None else None)
    by_track = range_finding(at, details=False, level=level, track=track)
    return replace(
        found,
        label=highest([found.label, by_track.label]),
        manifest=manifest(draws, analysis="litmus", level=level, track=track),
        parts=(by_track,),
        inputs=found.inputs | by_track.inputs,
    )


def gaps(draws: Draws) -> Finding:
    """The litmus test without the ranges: gaps, expectations, agendas."""
    draws = draws.afresh()
    need_deciders(draws)
    rows = _Rows(draws.runs)
    _gaps(rows, build(draws))
    _expectations(rows, draws)
    _agendas(rows, draws.case)
    return Finding(
        title="The litmus test",
        columns=COLUMNS,
        rows=tuple(rows.rows),
        text=_sentences(draws.case, rows.rows),
        label=highest([draws.label, *(Label.parse(str(r["label"])) for r in rows.rows)]),
        manifest=manifest(draws, analysis="litmus"),
        picture=picture,
        samples={c: np.stack(v) for c, v in rows.columns.items()},
        inputs=frozenset(draws.used),
    )


def _gaps(rows: _Rows, state: State) -> None:
    draws = state.draws
    for i, j in combinations(range(len(state.actors)), 2):
        a, b = state.actors[i], state.actors[j]
        views = state.stance[i] & state.stance[j]
        both = state.has_line[i] & state.has_line[j]
        public = 100.0 * np.abs(state.line[:, i] - state.line[:, j])
        private = 100.0 * np.abs(state.ideal[:, i] - state.ideal[:, j])
        for k in np.flatnonzero(views):
            issue = state.issues[k]
            paths = [f"stances.{x}.{issue}.{f}" for x in (a, b) for f in ("public", "private")]
            shown = {"public": public[:, k], "masking": public[:, k] - private[:, k]} if both[k] else {}
            rows.add("gap", a, b, issue, str(label_of(draws, paths)), private=private[:, k], **shown)
        if not views.any():
            continue
        weight = (state.salience[:, i] + state.salience[:, j]) / 2
        paths = [
            f"stances.{x}.{k}.{f}" for x in (a, b) for k in state.issues for f in ("public", "private", "salience")
        ]
        inside = _weighted(private, weight * views)
        shown = {}
        if both.any():
            outside = _weighted(public, weight * both)
            shown = {"public": outside, "masking": outside - _weighted(private, weight * both)}
        rows.add("gap", a, b, "all issues", str(label_of(draws, paths)), private=inside, **shown)


def _weighted(values: Floats, weight: Floats) -> Floats:
    total = weight.sum(axis=1)
    mean: Floats = (weight * values).sum(axis=1) / np.where(total > 0, total, 1.0)
    return mean


def _expectations(rows: _Rows, draws: Draws) -> None:
    case = draws.case
    aims: dict[str, set[str]] = {}
    given: dict[str, list[str]] = {}
    for e in case.expectations:
        given.setdefault(e.actor, []).append(e.outcome)
        if e.aims_at_it:
            aims.setdefault(e.actor, set()).add(e.outcome)
    actors = [a.id for a in case.actors if a.id in given]
    for a, b in combinations(actors, 2):
        shared = [o.id for o in case.outcomes if o.id in given[a] and o.id in given[b]]
        gaps = []
        for outcome in shared:
            paths = [f"expectations.{x}.{outcome}.now" for x in (a, b)]
            mine, theirs = (draws.of(p, 0.0) for p in paths)
            gaps.append(np.abs(mine - theirs))
            rows.add("expectation_gap", a, b, outcome, str(label_of(draws, paths)), value=gaps[-1])
        if gaps:
            paths = [f"expectations.{x}.{o}.now" for x in (a, b) for o in shared]
            rows.add(
                "expectation_gap",
                a,
                b,
                "all outcomes",
                str(label_of(draws, paths)),
                value=np.mean(np.stack(gaps), axis=0),
            )
        if a in aims and b in aims:
            overlap = len(aims[a] & aims[b]) / len(aims[a] | aims[b])
            said = [e for e in case.expectations if e.actor in (a, b)]
            rows.add("aims", a, b, None, _said(case, said), value=overlap)
    for e in case.expectations:
        before = draws.get(f"expectations.{e.actor}.{e.outcome}.before")
        now = f"expectations.{e.actor}.{e.outcome}.now"
        rows.add("expectation", e.actor, None, e.outcome, str(label_of(draws, [now])), value=draws.of(now, 0.0))
        if before is not None:
            paths = [now, f"expectations.{e.actor}.{e.outcome}.before"]
            rows.add(
                "expectation_fall",
                e.actor,
                None,
                e.outcome,
                str(label_of(draws, paths)),
                value=before - draws.of(now, 0.0),
            )


def agenda(case: Case, actor: str) -> set[str]:
    """Issues an actor will talk about: as it says, else all it has a stance on; never one it refuses."""
    stated = case.actor(actor).agenda
    mine = [s for s in case.stances if s.actor == actor]
    ready = set(stated) if stated is not None else {s.issue for s in mine}
    return ready - {s.issue for s in mine if s.refuses}


def _agendas(rows: _Rows, case: Case) -> None:
    deciding = [a.id for a in case.actors if any(s.actor == a.id for s in case.stances)]
    for a, b in combinations(deciding, 2):
        mine, theirs = agenda(case, a), agenda(case, b)
        if mine | theirs:
            said = [
                r for r in (*case.actors, *case.stances) if {a, b} & {getattr(r, "actor", None), getattr(r, "id", None)}
            ]
            rows.add("agenda", a, b, None, _said(case, said), value=len(mine & theirs) / len(mine | theirs))
    for stance in case.stances:
        label = _said(case, [stance])
        if stance.refuses:
            rows.add("refusal", stance.actor, None, stance.issue, label, value=1.0)
        if stance.precondition:
            rows.add("precondition", stance.actor, None, stance.issue, label, value=1.0)


def _said(case: Case, records: Sequence[Record]) -> str:
    return str(highest(record_label(r, case.insiders) for r in records))


def _signers(case: Case) -> list[str]:
    return list(dict.fromkeys(a for level in case.levels for a in level.signers.actors()))


def _sentences(case: Case, rows: list[Row]) -> tuple[str, ...]:
    out = []
    signers = _signers(case)
    gaps = [r for r in rows if r["kind"] == "gap" and r["item"] == "all issues" and r["public"] is not None]
    between = [r for r in gaps if r["a"] in signers and r["b"] in signers]
    if between:
        widest = max(between, key=lambda r: float(r["public"] or 0))
        out.append(
            f"The widest public gap between those who sign lies between {case.name(str(widest['a']))} and "
            f"{case.name(str(widest['b']))}: {widest['public']:.0f} points of 100, weighted by what the two care for; "
            f"in private {widest['private']:.0f}."
        )
    masks = [r for r in rows if r["kind"] == "gap" and r["item"] != "all issues" and r["masking"] is not None]
    if masks:
        most = max(masks, key=lambda r: float(r["masking"] or 0))
        if float(most["masking"] or 0) > 0:
            out.append(
                f"Most masked: {case.name(str(most['a']))} and {case.name(str(most['b']))} on "
                f"{case.name(str(most['item']))}, {most['public']:.0f} points apart in public and "
                f"{most['private']:.0f} in private."
            )
    falls = [r for r in rows if r["kind"] == "expectation_fall"]
    for r in falls:
        out.append(
            f"{case.name(str(r['a']))}: '{case.name(str(r['item']))}' stood {100 * float(r['value'] or 0):.0f} points "
            "higher before the opening than now."
        )
    wide = [r for r in rows if r["kind"] == "expectation_gap" and r["item"] != "all outcomes"]
    if wide:
        most = max(wide, key=lambda r: float(r["value"] or 0))
        out.append(
            f"Expectations differ most on '{case.name(str(most['item']))}': "
            f"{100 * float(most['value'] or 0):.0f} points between {case.name(str(most['a']))} and "
            f"{case.name(str(most['b']))}."
        )
    refused = {str(r["item"]): str(r["a"]) for r in rows if r["kind"] == "refusal"}
    for r in rows:
        if r["kind"] == "precondition" and str(r["item"]) in refused:
            out.append(
                f"{case.name(str(r['a']))} makes {within(case.name(str(r['item'])))} its condition; "
                f"{case.name(refused[str(r['item'])])} refuses to discuss it."
            )
    alone = [r for r in rows if r["kind"] == "agenda" and r["a"] in signers and r["b"] in signers]
    poor = [f"{case.name(str(r['a']))} and {case.name(str(r['b']))}" for r in alone if float(r["value"] or 0) < 0.5]
    if poor:
        out.append(f"Fewer than half of the issues either will talk about are shared by {'; '.join(poor[:2])}.")
    return tuple(out)


def picture(found: Finding) -> alt.TopLevelMixin:
    """Public and private gap of each pair of signers' issue by issue, as two marks on a line."""
    rows = [r for r in found.rows if r["kind"] == "gap" and r["item"] == "all issues" and r["public"] is not None]
    rows = sorted(rows, key=lambda r: -float(r["public"] or 0))[:12]
    shown = [
        {"pair": f"{r['a']} - {r['b']}".replace("_", " "), "gap": round(float(r[c] or 0), 1), "seen": c}
        for r in rows
        for c in ("public", "private")
    ]
    base = alt.Chart(data(shown)).encode(
        y=alt.Y("pair:N", sort=None, title=None),
        x=alt.X("gap:Q", title="gap, points of 100", scale=alt.Scale(domain=[0, 100])),
    )
    domain = ["public", "private"]
    chart: alt.TopLevelMixin = (
        base.mark_line(color="#5c5c5c").encode(detail="pair:N")
        + base.mark_point(filled=True, size=90, opacity=1).encode(
            color=alt.Color("seen:N", scale=alt.Scale(domain=domain, range=[SERIES[0], SERIES[2]]), title=None),
            shape=alt.Shape("seen:N", scale=alt.Scale(domain=domain, range=list(SHAPES[:2])), title=None),
        )
    ).properties(
        title=alt.TitleParams(found.title, subtitle="salience-weighted gap between actors, in public and in private"),
        width=420,
        height=alt.Step(22),
        description=" ".join(found.sentences()),
    )
    return chart
