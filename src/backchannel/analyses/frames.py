"""`frames`: what each narrative carries, where it is going, and whether its speaker has another."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from backchannel.analyses.asking import RUNS, SEED, interval, manifest
from backchannel.case.draws import Draws, sample
from backchannel.case.inputs import record_label
from backchannel.case.schema import Case
from backchannel.conference.plan import MONTHS
from backchannel.conference.state import Floats
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label, highest
from backchannel.core.theme import SERIES, data
from backchannel.core.words import within
from backchannel.theory.persuasion import carried, cliff

YEAR = 12.0
NUMBERS = ("believed", "needed", "trend", "carries", "carries_year", "change", "cliff", "cliff_year", "overrated")
COLUMNS = ("narrative", "speaker", "audience", "serves", *NUMBERS, "others", "said_only")


def frames(case: Case, *, runs: int = RUNS, seed: int = SEED) -> Finding:
    """Every narrative: how far it is believed, the share of cases it carries now and in a year, and what is beside it.

    ``trend`` is the change of belief in a month; ``carries`` and ``carries_year`` are the most that belief can carry
    (theory/persuasion.py), ``change`` their difference; ``cliff`` is the credibility below which it carries nobody, now
    and in a year; ``overrated`` how much further its speaker thinks it believed than it is (none where the case does
    not say). ``others`` counts what else the speaker puts before the same audience, ``said_only`` is 1 where the coder
    says that it has nothing else at all. Numbers are means over draws, which ``samples`` hold.
    """
    return frames_of(sample(case, runs=runs, seed=seed))


def frames_of(draws: Draws) -> Finding:
    """The narratives of a case on given draws."""
    draws = draws.afresh()
    case = draws.case
    rows: list[Row] = []
    kept: dict[str, list[Floats]] = {name: [] for name in NUMBERS}
    for n in case.narratives:
        numbers = _numbers(draws, n.id)
        row: Row = {"narrative": n.id, "speaker": n.speaker, "audience": n.audience, "serves": n.serves}
        for name in NUMBERS:
            kept[name].append(numbers[name])
            row[name] = float(numbers[name].mean()) if np.isfinite(numbers[name]).all() else None
        others = [o for o in case.narratives if o.id != n.id and (o.speaker, o.audience) == (n.speaker, n.audience)]
        rows.append(row | {"others": len(others), "said_only": int(n.only_card)})
    return Finding(
        title="What frames carry",
        columns=COLUMNS,
        rows=tuple(rows),
        text=_sentences(case, rows, kept),
        label=highest([draws.label, *(_label(case, n) for n in case.narratives)]),
        manifest=manifest(draws, analysis="frames"),
        picture=picture,
        samples={name: np.stack(values) for name, values in kept.items() if values},
        inputs=frozenset(draws.used),
    )


def _label(case: Case, narrative: Any) -> Label:
    return record_label(narrative, case.insiders)


def _numbers(draws: Draws, id: str) -> dict[str, Floats]:
    path = f"narratives.{id}"
    months = MONTHS[draws.case.case.round]
    mu, needed = draws.of(f"{path}.believed", 0.0), draws.of(f"{path}.needed", 0.5)
    trend = draws.of(f"{path}.trend", 0.0) / months
    later = np.clip(mu + YEAR * trend, 0.0, 1.0)
    thought = draws.get(f"{path}.speaker_believes")
    now, then = carried(mu, needed), carried(later, needed)
    return {
        "believed": mu, "needed": needed, "trend": trend, "carries": now, "carries_year": then, "change": then - now,
        "cliff": cliff(mu, needed), "cliff_year": cliff(later, needed),
        "overrated": np.full(draws.runs, np.nan) if thought is None else thought - mu,
    }  # fmt: skip


def _sentences(case: Case, rows: list[Row], kept: dict[str, list[Floats]]) -> tuple[str, ...]:
    if not rows:
        return ("This case has no narratives.",)
    out = []
    for n, row in enumerate(rows):
        now, low, high = interval(kept["carries"][n])
        falls = float((kept["change"][n] < 0).mean())
        speaker, audience = (within(case.name(str(row[c]))) for c in ("speaker", "audience"))
        alone = "nothing else is put before that audience by it" if not row["others"] else f"{row['others']} others too"
        out.append(
            f"'{_frame(case, str(row['narrative']))}' ({speaker}, to {audience}): carries at most {100 * now:.0f}% of "
            f"cases now ({100 * low:.0f} to {100 * high:.0f}), less in a year in {100 * falls:.0f}% of draws; {alone}."
        )
    return tuple(out)


def _frame(case: Case, id: str) -> str:
    return next(n.frame.rstrip(".") for n in case.narratives if n.id == id)


def picture(found: Finding) -> alt.TopLevelMixin:
    """The share of cases each frame carries, now and in a year."""
    shown = [
        {"frame": str(r["narrative"]).replace("_", " "), "when": when, "carries": r[column]}
        for r in found.rows
        for when, column in (("now", "carries"), ("in a year", "carries_year"))
    ]
    x = alt.X("carries:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"), title="carries at most")
    scale = alt.Scale(domain=["now", "in a year"], range=[SERIES[0], SERIES[2]])
    chart: alt.TopLevelMixin = (
        alt.Chart(data(shown))
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            x=x,
            y=alt.Y("frame:N", sort=None, title=None),
            color=alt.Color("when:N", scale=scale, title=None),
            shape=alt.Shape("when:N", scale=alt.Scale(domain=["now", "in a year"]), title=None),
        )
        .properties(title=found.title, width=420, height=alt.Step(24), description=" ".join(found.sentences()))
    )
    return chart
