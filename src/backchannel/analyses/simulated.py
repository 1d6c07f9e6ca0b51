"""`simulate`: runs of the game, and how many of them signed what. Counts only: the forecast makes chances of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from backchannel.analyses.asking import SEED, manifest
from backchannel.case.schema import Case
from backchannel.core.finding import Finding, Row
from backchannel.runs import Rules
from backchannel.runs import simulate as play
from backchannel.runs.engines import Here, Unordered

RUNS = 10_000
USUAL = Rules()
HERE = Here()


def simulated(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    rules: Rules = USUAL,
    folder: Path | None = None,
    engine: Unordered = HERE,
    progress: Callable[[int, int], None] | None = None,
) -> Finding:
    """Play runs of the game, into a folder if one is given, and count those that signed each level by the end.

    A row a level: ``signed`` counts runs in which it was ever signed, ``standing`` those in which it is in force at the
    end. ``engine`` is where they are played. Raises AskError as ``runs.simulate`` does.

    >>> from backchannel.case.reading import find_case, read_case
    >>> found = simulated(read_case(find_case("geneva-ii")), runs=6, rules=Rules(inner=2, months=3))
    >>> found.rows[0]["level"], found.rows[0]["runs"]
    ('aid', 6)
    """
    played = play(case, runs=runs, seed=seed, rules=rules, folder=folder, engine=engine, progress=progress)
    signed, standing = (np.zeros(len(case.levels), dtype=np.int64) for _ in range(2))
    for part in played.parts():
        signed += (part.signed >= 0).sum(axis=0)
        standing += part.force[:, -1].sum(axis=0)
    rows: list[Row] = [
        {"level": level.id, "runs": runs, "signed": int(signed[n]), "standing": int(standing[n])}
        for n, level in enumerate(case.levels)
    ]
    months = played.plan.rounds * played.plan.months
    settings = {"inner": rules.inner, "texts": rules.texts, "rounds": played.plan.rounds}
    how = manifest(played.draws, analysis="simulate", runs=runs, **settings)
    del how["monte_carlo_error"]  # a count of runs that share draws has another, which the forecast works out
    return Finding(
        title=f"{case.case.title}: {runs:,} runs of the game over {months:g} months",
        columns=("level", "runs", "signed", "standing"),
        rows=tuple(rows),
        text=(
            "Counts of runs under these inputs: signed at least once, and in force at the end. Runs of one draw are "
            "alike, so a share of them has an error of its own; the forecast works it out.",
        ),
        label=played.draws.label,
        manifest=how,
        inputs=frozenset(played.draws.used),
    )
