"""`explain`: why one actor accepts or refuses one text, term by term.

The terms are switched on one after another in the one inequality; each step is the change in its value, so the steps
add up to the surplus exactly and no formula is written a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

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
from backchannel.case.draws import sample
from backchannel.case.schema import Case, Level
from backchannel.conference.inequality import Setting, Terms, everyone, surplus_at
from backchannel.conference.range import find, nearest
from backchannel.conference.state import build
from backchannel.conference.texts import grid, listed
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.theme import INK, SERIES, data
from backchannel.core.words import percent, sentence, within

STEPS = (
    ("what the text brings if kept", "what it offers against fighting on, were every word kept"),
    ("doubt that it is kept", "the part of that gain it does not trust to come"),
    ("being cheated", "what it would lose by complying while others do not"),
    ("guarantees and other benefits", "promises to it, its own fate, anything else the level brings it"),
    ("credit from its audience", "what its audience rewards"),
    ("face lost in public", "conceding what it has said aloud it never would"),
)


def explain(
    case: Case,
    actor: str,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    level: str | None = None,
    track: str | None = None,
    guarantees: str = "none",
    text: Mapping[str, float] | None = None,
) -> Finding:
    """One actor's surplus at one text, as steps in shares of total stakes with their 80% ranges over the draws.

    ``text`` gives terms 0-100 by issue; issues not named hold the terms of the text nearest to acceptance, which is
    also the default. Level and track default to the last level and the table. Raises AskError for an actor without
    stances, a level, track or issue that is not there, or a term outside what the level allows.
    """
    draws = sample(case, runs=runs, seed=seed)
    need_deciders(draws)
    state = build(draws)
    if actor not in state.actors:
        close = get_close_matches(actor, [a for a in state.actors if a not in case.insiders], n=1)
        raise AskError(f"nobody called {actor} decides anything here; did you mean {close[0]}?" if close else
                       f"nobody called {actor} has a stance in this case")  # fmt: skip
    one_level = the_levels(case, level)[0] if level else case.levels[-1]
    one_track = the_tracks(case, track)[0] if track else the_table(case) or the_corridor(case) or case.tracks[0]
    setting = everyone(state, one_level, one_track, guarantees=guarantees)
    terms = setting.terms
    texts = grid(case, one_level)
    index = nearest(find(state, one_level, one_track, guarantees, texts)) if not _complete(one_level, text) else 0
    z = texts.terms[:, [index]].copy()
    for issue, value in (text or {}).items():
        z[state.issues.index(_opened(case, one_level, issue)), 0] = _term(case, one_level, issue, value) / 100.0
    chosen = listed(case, one_level, z)
    v = state.index(actor)
    values = _steps(terms, chosen.terms.T, chosen.waits[chosen.pattern], v)
    total = values.sum(axis=0)
    rows: list[Row] = []
    for (name, meaning), drawn in zip(
        (*STEPS, ("surplus", "accepts where this is not negative")), [*values, total], strict=True
    ):
        _, low, high = interval(drawn)
        rows.append({"step": name, "mean": float(drawn.mean()), "low": low, "high": high, "meaning": meaning})
    share = float((total >= 0).mean())
    wording = ", ".join(f"{within(case.name(k))} {t:g}" for k, t in chosen.describe(0).items())
    worst = min(range(len(STEPS)), key=lambda n: float(values[n].mean()))
    return Finding(
        title=f"{case.name(actor)} on {within(case.name(one_level.id))}",
        columns=("step", "mean", "low", "high", "meaning"),
        rows=tuple(rows),
        text=(
            f"The text: {wording}; {within(case.name(one_track.id))}.",
            f"Acceptable to {case.name(actor)} in {percent(share, runs)} of draws, under these inputs.",
            f"What weighs most against it is {STEPS[worst][0]} ({STEPS[worst][1]})."
            if values[worst].mean() < 0
            else "Nothing weighs against it on average.",
            *_asides(case, actor, setting, float(terms.weight_betrayal[:, v].mean())),
        ),
        label=draws.label,
        manifest=manifest(
            draws,
            analysis="explain",
            level=one_level.id,
            track=one_track.id,
            guarantees=guarantees,
        ),
        picture=picture,
        samples={"mean": np.stack([*values, total])},
        inputs=frozenset(draws.used),
    )


def _asides(case: Case, actor: str, setting: Setting, weight: float) -> list[str]:
    """What a reader should know of two terms that are not what they seem."""
    out = []
    if abs(weight - 1) > 0.05:
        out.append(
            f"Being cheated is remembered at its own pace while the text may break: that weighs it {weight:.1f} times."
        )
    given = next(row.guarantees for row in setting.program.rows if row.actor == actor)
    for g in case.guarantees:
        if g.id in given and g.condition not in (None, actor):
            out.append(
                f"The promise '{case.name(g.id)}' counts here whatever {case.name(str(g.condition))} does; in "
                "`packages` it counts only where that actor accepts too."
            )
    return out


def _complete(level: Level, text: Mapping[str, float] | None) -> bool:
    return text is not None and set(text) >= set(level.opens)


def _opened(case: Case, level: Level, issue: str) -> str:
    if issue not in level.opens:
        close = get_close_matches(issue, level.opens, n=1)
        known = f"did you mean {close[0]}?" if close else f"it opens {', '.join(level.opens)}"
        raise AskError(f"{level.id} does not open an issue called {issue}; {known}")
    return issue


def _term(case: Case, level: Level, issue: str, value: float) -> float:
    one = case.issue(_opened(case, level, issue))
    if one.kind == "indivisible" and value not in one.anchors:
        raise AskError(f"{issue} = {value:g}: it cannot be divided; expected one of {', '.join(map(str, one.anchors))}")
    low = max((r.min for r in level.requires if r.issue == issue), default=0.0)
    high = min((r.max for r in level.requires if r.issue == issue), default=100.0)
    if not low <= value <= high:
        raise AskError(f"{issue} = {value:g}: a text at level {level.id} must hold it between {low:g} and {high:g}")
    return value


def _steps(t: Terms, z: np.ndarray, waits: np.ndarray, v: int) -> np.ndarray:
    """Change in the surplus of row ``v`` [step, run] as each mechanism is switched on."""
    kept = np.ones_like(t.trust)
    nothing = np.zeros_like(t.benefit)
    never_waits = np.zeros_like(waits)
    bare = t._replace(
        trust=kept, benefit=nothing, exit=nothing, credit=np.zeros_like(t.credit), exposed=np.zeros_like(t.exposed),
        betrayal=np.zeros_like(t.betrayal),
    )  # fmt: skip
    doubted = bare._replace(trust=t.trust)
    cheated = doubted._replace(betrayal=t.betrayal)
    promised = cheated._replace(benefit=t.benefit, exit=t.exit)
    credited = promised._replace(credit=t.credit)
    levels = [surplus_at(bare, z, never_waits)] + [
        surplus_at(stage, z, waits) for stage in (doubted, cheated, promised, credited, t)
    ]
    totals = np.stack([s[:, v] for s in levels])
    return np.diff(totals, axis=0, prepend=0.0)


def picture(found: Finding) -> alt.TopLevelMixin:
    """A waterfall: each step from where the last one ended, the surplus as its own bar."""
    bits: list[Row] = []
    at = 0.0
    for row in found.rows:
        mean = float(row["mean"] or 0)
        total = row["step"] == "surplus"
        start, end = (0.0, mean) if total else (at, at + mean)
        at = end
        kind = "surplus" if total else "for it" if mean >= 0 else "against it"
        bits.append(
            {"step": row["step"], "start": round(start, 3), "end": round(end, 3), "kind": kind, "text": f"{mean:+.3f}"}
        )
    order = [str(d["step"]) for d in bits]
    ends = [float(d[e] or 0) for d in bits for e in ("start", "end")]
    room = 0.2 * (max(ends) - min(ends))
    across = alt.Scale(domain=[min(ends) - 0.05 * room, max(ends) + room], nice=False)
    base = alt.Chart(data(bits)).encode(y=alt.Y("step:N", sort=order, title=None))
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=["for it", "against it", "surplus"], range=[SERIES[2], SERIES[1], INK]),
        title=None,
        legend=alt.Legend(orient="bottom"),
    )
    bars = base.mark_bar(height=14).encode(
        x=alt.X("start:Q", title="share of total stakes", scale=across), x2="end:Q", color=color
    )
    words = (
        base.transform_calculate(right="max(datum.start, datum.end)")
        .mark_text(align="left", dx=6, color=INK)
        .encode(x=alt.X("right:Q"), text="text:N")
    )
    zero = alt.Chart(data([{"x": 0}])).mark_rule(color=INK).encode(x="x:Q")
    chart: alt.TopLevelMixin = (bars + words + zero).properties(
        title=alt.TitleParams(
            sentence(found.title),
            subtitle="mean over draws, under these inputs; accepts where the surplus is not negative",
        ),
        width=440,
        height=alt.Step(26),
        description=" ".join(found.sentences()),
    )
    return chart
