"""`packages`: is any text acceptable to all who must sign it, at which level, on which track, and if not, why not.

Static: nobody waits for a better text, and everything stands as it does on the case's date. A share is a share of
draws of the analyst's doubts in which some text passes; it is no probability that one is signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np

from backchannel.analyses.asking import (
    RUNS,
    SEED,
    interval,
    manifest,
    need_deciders,
    the_corridor,
    the_levels,
    the_table,
    the_tracks,
)
from backchannel.analyses.breakeven import break_evens
from backchannel.case.draws import Draws, sample
from backchannel.case.schema import Case, Level, Track
from backchannel.conference.range import Blocker, Range, blockers, find, nearest, unseated, variants
from backchannel.conference.scan import RULES, best_texts, tally
from backchannel.conference.state import State, build
from backchannel.conference.texts import Texts, grid
from backchannel.core.finding import Finding, Row
from backchannel.core.theme import INK, SERIES, SHAPES, data
from backchannel.core.words import listing, percent, standard_error, within

COLUMNS = (
    "level", "track", "guarantees", "share", "se", "single", "ratified", "ratified_se", "margin", "margin_low",
    "margin_high", "reluctant", "unseated", "texts",
)  # fmt: skip


@dataclass(frozen=True)
class Ranges:
    """All ranges of a case that were looked at, with who blocks each."""

    draws: Draws
    state: State
    found: tuple[Range, ...]
    blockers: dict[tuple[str, str, str], list[Blocker]]

    def get(self, level: str, track: str, guarantees: str = "none") -> Range | None:
        """One of them, or None."""
        return next((r for r in self.found if r.key == (level, track, guarantees)), None)


def ranges(draws: Draws, levels: Iterable[Level], tracks: Iterable[Track], guarantees: str | None = None) -> Ranges:
    """Find the ranges of some levels on some tracks, under each set of guarantees that differs (or the one named)."""
    need_deciders(draws)
    state = build(draws)
    found: list[Range] = []
    on_tracks = list(tracks)
    for level in levels:
        texts: Texts = grid(draws.case, level)
        for track in on_tracks:
            for which in (guarantees,) if guarantees else variants(draws.case, level):
                found.append(find(state, level, track, which, texts))
    return Ranges(draws, state, tuple(found), {r.key: blockers(r) for r in found})


def packages(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    level: str | None = None,
    track: str | None = None,
    guarantees: str | None = None,
) -> Finding:
    """Shares of draws in which a text exists, by level, track and guarantees; best texts, blockers, break-evens.

    The Finding's rows are the ranges; its parts are the best texts by four rules, who blocks, and what would bring
    each blocker round. Raises AskError for a level or track the case does not have.
    """
    draws = sample(case, runs=runs, seed=seed)
    at = ranges(draws, the_levels(case, level), the_tracks(case, track), guarantees)
    return finding(at, level=level, track=track, guarantees=guarantees)


def finding(at: Ranges, *, details: bool = True, **settings: str | None) -> Finding:
    """Lay ranges out as a Finding."""
    case, runs = at.draws.case, at.draws.runs
    rows: list[Row] = []
    for r in at.found:
        share, ratified = float((r.margin >= 0).mean()), float((r.ratified >= 0).mean())
        middle, low, high = interval(r.margin)
        level, track, which = r.key
        rows.append(
            {
                "level": level,
                "track": track,
                "guarantees": which,
                "share": share,
                "se": standard_error(share * runs, runs),
                "single": float(tally(r.setting, r.texts)[0].max() / runs) if share > 0 else 0.0,
                "ratified": ratified,
                "ratified_se": standard_error(ratified * runs, runs),
                "margin": middle,
                "margin_low": low,
                "margin_high": high,
                "reluctant": _reluctant(at.blockers[r.key]),
                "unseated": ", ".join(unseated(case, r.setting.level, r.setting.track)) or None,
                "texts": r.texts.count,
            }
        )
    samples = {
        "share": np.stack([(r.margin >= 0).astype(np.float64) for r in at.found]),
        "ratified": np.stack([(r.ratified >= 0).astype(np.float64) for r in at.found]),
        "margin": np.stack([r.margin for r in at.found]),
    }
    parts = (best(at), blocking(at), break_even_table(at)) if details else ()
    return Finding(
        title="Where a text is acceptable to all who must sign",
        columns=COLUMNS,
        rows=tuple(rows),
        text=_sentences(case, rows, runs),
        label=at.draws.label,
        manifest=manifest(at.draws, analysis="packages", **settings),
        picture=picture,
        samples=samples,
        parts=parts,
        inputs=frozenset(at.draws.used),
    )


def _reluctant(found: list[Blocker]) -> str | None:
    counts = [int(b.binding.sum()) for b in found]
    return found[int(np.argmax(counts))].part if any(counts) else None


EXTRA = {"none": "", "insiders": ", insiders promised what is on offer", "all": ", every promise on offer"}


def place(case: Case, row: Row) -> str:
    """A level on a track under some guarantees, in words."""
    level, track = case.name(str(row["level"])), within(case.name(str(row["track"])))
    return f"{level} ({track}{EXTRA[str(row['guarantees'])]})"


def either(case: Case, part: str) -> str:
    """One part of a signer rule in words."""
    return listing([case.name(a) for a in part.split(" or ")], "or")


def _sentences(case: Case, rows: list[Row], runs: int) -> tuple[str, ...]:
    out = []
    told = {t.id for t in (the_table(case), the_corridor(case)) if t} & {r["track"] for r in rows}
    for row in rows:
        if told and row["track"] not in told:
            continue
        share, ratified = float(row["share"] or 0), float(row["ratified"] or 0)
        text = f"{place(case, row)}: {percent(share, runs)} of draws hold a text acceptable to all who must sign"
        if abs(ratified - share) > 0.005:
            text += f", {percent(ratified, runs)} one that those who could undo it accept too"
        if row["reluctant"] and share < 0.5:
            text += f"; most often the last to refuse: {either(case, str(row['reluctant']))}"
        out.append(f"{text}.")
    out.append(
        "A share counts draws of the analyst's doubts under these inputs; it is no probability that a text is signed."
    )
    return tuple(out)


def best(at: Ranges) -> Finding:
    """The best acceptable text by four rules, issue by issue, over the draws in which one exists."""
    rows: list[Row] = []
    runs = at.draws.runs
    for r in at.found:
        if not (r.margin >= 0).any():
            continue
        chosen, _, share = best_texts(r.setting, r.texts)
        for m, rule in enumerate(RULES):
            index = chosen[chosen[:, m] >= 0, m]
            for k, issue in enumerate(r.texts.issues):
                if r.texts.opened[k]:
                    middle, low, high = interval(100.0 * r.texts.terms[k, index])
                    rows.append(
                        {
                            "level": r.key[0], "track": r.key[1], "guarantees": r.key[2], "rule": rule, "issue": issue,
                            "median": middle, "low": low, "high": high, "draws": len(index),
                            "acceptable_texts": float(share.mean()), "step": r.texts.step,
                        }
                    )  # fmt: skip
    text: tuple[str, ...] = (
        (
            "Terms are medians and 80% ranges over the draws in which some text is acceptable; each draw's gains are "
            "measured against going on as now, which is never moved. Ties go to the first text of the grid."
        ),
    )
    if not rows:
        text = ("No draw has a text acceptable to all who must sign, so there is no best one.",)
    return Finding(
        title="Best acceptable text by four rules",
        columns=(
            "level",
            "track",
            "guarantees",
            "rule",
            "issue",
            "median",
            "low",
            "high",
            "draws",
            "acceptable_texts",
            "step",
        ),
        rows=tuple(rows),
        text=text,
        label=at.draws.label,
        manifest=manifest(at.draws, analysis="packages: best texts", runs_each=runs),
    )


def blocking(at: Ranges) -> Finding:
    """Who blocks each level on each track, how often and by how much."""
    case, runs = at.draws.case, at.draws.runs
    rows: list[Row] = []
    sentences = []
    for r in at.found:
        none = r.margin < 0
        for b in at.blockers[r.key]:
            short = b.value[b.binding]
            middle, low, high = interval(-short) if len(short) else (None, None, None)
            binding = float(b.binding.sum() / none.sum()) if none.any() else 0.0
            rows.append(
                {
                    "level": r.key[0], "track": r.key[1], "guarantees": r.key[2], "signer": b.part,
                    "refuses_every_text": float(b.refuses.mean()),
                    "se": standard_error(float(b.refuses.sum()), runs),
                    "last_to_refuse": binding, "short_by": middle, "short_low": low, "short_high": high,
                    "opens_if_it_signed": float(b.opens.mean()),
                }
            )  # fmt: skip
        most = max(at.blockers[r.key], key=lambda b: int(b.binding.sum()))
        if none.mean() > 0.5:
            row: Row = {"level": r.key[0], "track": r.key[1], "guarantees": r.key[2]}
            sentences.append(
                f"{place(case, row)}: {either(case, most.part)} would refuse every text in "
                f"{percent(float(most.refuses.mean()), runs)} of draws."
            )
    return Finding(
        title="Who blocks, and by how much",
        columns=(
            "level",
            "track",
            "guarantees",
            "signer",
            "refuses_every_text",
            "se",
            "last_to_refuse",
            "short_by",
            "short_low",
            "short_high",
            "opens_if_it_signed",
        ),
        rows=tuple(rows),
        text=tuple(dict.fromkeys(sentences)) or ("Nobody blocks in more than half of draws.",),
        label=at.draws.label,
        manifest=manifest(at.draws, analysis="packages: blockers"),
    )


def break_even_table(at: Ranges) -> Finding:
    """For each blocker at the nearest text, the value each lever would need to bring it round.

    On the table and in the corridor where they are among the tracks asked for, with the most guarantees on offer.
    """
    case = at.draws.case
    seen = {r.key[1] for r in at.found}
    chosen = {t.id for t in (the_table(case), the_corridor(case)) if t} & seen
    tracks = chosen or seen
    last = {r.key[:2]: r.key[2] for r in at.found}
    rows: list[Row] = []
    for r in at.found:
        if r.key[1] not in tracks or (r.margin >= 0).mean() > 0.5 or r.key[2] != last[r.key[:2]]:
            continue
        index = nearest(r)
        for entry in break_evens(at.state, r, index):
            rows.append({"level": r.key[0], "track": r.key[1], **entry})
    return Finding(
        title="What would bring each blocker round",
        columns=(
            "level",
            "track",
            "actor",
            "lever",
            "path",
            "now",
            "needed",
            "needed_for_tenth",
            "needed_for_most",
            "within_reach",
            "then",
            "then_se",
            "short_by",
            "text",
        ),
        rows=tuple(rows),
        text=(
            "Each lever is moved alone, at the text nearest to acceptance: `needed` is the value at which its actor "
            "accepts that text in half of draws, `within reach` the share in which some value does, and `then` the "
            "share of draws in which the level has any text once the lever stands there.",
        ),
        label=at.draws.label,
        manifest=manifest(at.draws, analysis="packages: break-even values"),
    )


WORDS = {"none": "", "insiders": ", insiders promised", "all": ", all promised"}


def picture(found: Finding) -> alt.TopLevelMixin:
    """By level: the share of draws with a text, and how near the most reluctant signer comes, one line a track."""
    lines: list[Row] = [
        {**row, "where": f"{str(row['track']).replace('_', ' ')}{WORDS[str(row['guarantees'])]}"} for row in found.rows
    ]
    return panels(lines, found.title, int(found.manifest["runs"]), " ".join(found.sentences()))


def panels(lines: list[Row], title: str, runs: int, description: str) -> alt.TopLevelMixin:
    """Two panels over rows that hold level, where, share, se, margin, margin_low and margin_high."""
    where = list(dict.fromkeys(str(r["where"]) for r in lines))
    shown: list[Row] = []
    for row in lines:
        share, error = float(row["share"] or 0), 2 * float(row["se"] or 0)
        shown.append(
            {
                "level": str(row["level"]).replace("_", " "),
                "where": row["where"],
                "kind": where.index(str(row["where"])) % len(SERIES),
                "share": share,
                "low": max(share - error, 0.0),
                "high": min(share + error, 1.0),
                "text": percent(share, runs),
                **{c: round(float(row[c] or 0), 3) for c in ("margin", "margin_low", "margin_high")},
            }
        )
    order = list(dict.fromkeys(str(r["level"]) for r in shown))
    kinds = list(range(len(SERIES)))
    color = alt.Color("kind:O", scale=alt.Scale(domain=kinds, range=list(SERIES)), legend=None)
    shape = alt.Shape("kind:O", scale=alt.Scale(domain=kinds, range=list(SHAPES)), legend=None)

    def panel(x: str, low: str, high: str, heading: str, scale: alt.Scale, axis: alt.Axis, *, first: bool) -> Any:
        names = alt.Axis() if first else None
        base = alt.Chart().encode(y=alt.Y("where:N", sort=where, title=None, axis=names))
        layers: list[Any] = [
            base.mark_rule(strokeWidth=2).encode(
                x=alt.X(f"{low}:Q", scale=scale, axis=axis, title=heading), x2=f"{high}:Q", color=color
            ),
            base.mark_point(filled=True, size=70, opacity=1).encode(x=f"{x}:Q", color=color, shape=shape),
        ]
        if first:
            layers.append(base.mark_text(align="left", dx=9, color=INK, fontSize=10).encode(x="high:Q", text="text:N"))
        else:
            layers.append(alt.Chart().mark_rule(color=INK, strokeDash=[3, 3]).encode(x=alt.datum(0)))
        words = "datum.value" if first else "' '"  # a blank of the same height keeps the panels level
        header = alt.Header(
            title=None,
            labelExpr=words,
            labelAngle=0,
            labelAlign="left",
            labelFontSize=11,
            labelFontWeight="bold",
            labelPadding=4 + 5.6 * max(map(len, where)) if first else 0,  # left of the longest name of a line
        )
        return (
            alt.layer(*layers, data=data(shown))
            .properties(width=250, height=alt.Step(17))
            .facet(row=alt.Row("level:N", sort=order, header=header), spacing=8)
            .resolve_scale(y="independent")
            .properties(bounds="flush")  # rows of the two panels stay level whatever sticks out of them
        )

    quarters = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    left = panel(
        "share", "low", "high", "share of draws with a text", alt.Scale(domain=[0, 1.15]), quarters, first=True
    )
    right = panel(
        "margin",
        "margin_low",
        "margin_high",
        "margin of the most reluctant, share of stakes",
        alt.Scale(),
        alt.Axis(tickCount=5),
        first=False,
    )
    chart: alt.TopLevelMixin = alt.hconcat(left, right).properties(
        title=alt.TitleParams(
            title,
            offset=14,
            subtitle="left: share of draws, two standard errors; right: median and 80% range, a text exists from 0 up",
        ),
        description=description,
    )
    return chart
