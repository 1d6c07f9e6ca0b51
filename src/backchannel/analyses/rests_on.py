"""What a forecast rests on: the assumptions the theory fears most, taken away one at a time on the same chances."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from backchannel.analyses.chances import ratio
from backchannel.analyses.happening import done
from backchannel.analyses.tallying import Tally, provenance
from backchannel.case.estimate import Estimate
from backchannel.case.schema import Case
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.core.words import listing, within
from backchannel.runs import Played, simulate

RUNS = 2000
TAKEN = {
    "enforcement": (re.compile(r"levels\.\w+\.enforcement"), "without anybody to enforce a text"),
    "cover": (re.compile(r"(levels|tracks)\.\w+\.cover"), "without the cover of a joint announcement or a lesser text"),
    "credibility": (re.compile(r"guarantees\.\w+\.credibility"), "if no promise were believed"),
    "betrayal_loss": (re.compile(r"actors\.\w+\.betrayal_loss"), "if being cheated were no worse than fighting on"),
}
"""What is set to nothing, and how that is said."""

CARRIES = {
    "enforcement": "enforcement",
    "cover": "the cover of joint and lesser texts",
    "credibility": "belief in promises",
    "betrayal_loss": "how bad it is to be cheated",
}
"""The same by name."""


def rests_on(case: Case, played: Played, counts: Tally) -> Finding:
    """How far the chance of each level moves when one assumption is taken away (theory 8.16i, 8.17).

    Rows: assumption and level, with the chance as it is and without, on the first ``RUNS`` runs of the forecast and the
    same chances; ``change`` is the paired difference with its standard error clustered by draw.
    """
    p = played.plan
    runs = min(played.runs, RUNS)
    rows: list[Row] = []
    labels = [played.draws.label]
    now = counts.signed[:runs] <= p.rounds
    draw = counts.draw[:runs]
    for name, (pattern, _) in TAKEN.items():
        paths = [path for path in played.draws.rows if pattern.fullmatch(path)]
        if not paths:
            continue
        other = simulate(case, runs=runs, seed=played.draws.seed, rules=played.rules, instead=nothing(paths))
        then = done(other.whole().signed) <= p.rounds
        labels.append(other.draws.label)
        for lv, level in enumerate(p.levels):
            difference = then[:, lv].astype(np.float64) - now[:, lv]
            change, error = ratio(difference, np.ones(runs), draw)
            rows.append({
                "assumption": name, "level": level.id, "as_is": float(now[:, lv].mean()),
                "without": float(then[:, lv].mean()), "change": change, "error": error,
            })  # fmt: skip
    return Finding(
        title="What it rests on",
        columns=("assumption", "level", "as_is", "without", "change", "error"),
        rows=tuple(rows),
        text=tuple(_sentences(case, rows)),
        label=highest(labels),
        manifest=provenance(played, analysis="forecast: what it rests on") | {"runs": runs},
        inputs=frozenset(played.draws.used),
    )


def nothing(paths: list[str]) -> Mapping[str, Estimate]:
    """Nought in the place of some inputs.

    >>> nothing(["levels.aid.enforcement"])["levels.aid.enforcement"].best
    0.0
    """
    return dict.fromkeys(paths, Estimate.model_validate(0))


def _sentences(case: Case, rows: list[Row]) -> list[str]:
    """For each assumption the level it moves most, where the move is beyond two errors."""
    out, idle = [], []
    for name, (_, said) in TAKEN.items():
        mine = [r for r in rows if r["assumption"] == name]
        moved = [r for r in mine if abs(float(str(r["change"]))) > 2 * float(str(r["error"]))]
        if moved:
            told = [
                f"{within(case.name(str(r['level'])))} {_points(r, 'as_is')} to {_points(r, 'without')}%"
                for r in sorted(moved, key=lambda r: -abs(float(str(r["change"]))))[:2]
            ]
            most = max(float(str(r["error"])) for r in moved)
            out.append(f"{said}: {listing(told)} (± {100 * most:.1f} points on the change).")
        elif mine:
            idle.append(name.replace("_", " "))
    if idle:
        out.append(f"taking away {listing(idle)} moves no level by more than the error.")
    return out


def _points(row: Row, column: str) -> str:
    """A share in points, with a decimal where the error of the change leaves it one."""
    digits = 1 if float(str(row["error"])) < 0.005 else 0
    return f"{100 * float(str(row[column])):.{digits}f}"
