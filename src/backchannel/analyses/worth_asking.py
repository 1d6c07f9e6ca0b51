"""Which numbers of a case are worth an expert's time: those not known or judged, the most influential first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backchannel.analyses.asking import SEED, hinges, the_corridor, the_table, the_tracks
from backchannel.analyses.packages import ranges
from backchannel.case.draws import sample
from backchannel.case.elicitation.pooling import replaced
from backchannel.case.elicitation.sheets import Row, rows
from backchannel.case.estimate import Estimate
from backchannel.case.inputs import Input, inputs
from backchannel.case.schema import Case
from backchannel.core.errors import AskError
from backchannel.core.labels import Label

FEW_RUNS = 500
MOST = 30


@dataclass(frozen=True)
class Chosen:
    """The questions to ask, how many were hidden by their label, and how many cut as less influential."""

    rows: tuple[Row, ...]
    hidden: int
    cut: int


def worth_asking(
    case: Case,
    *,
    runs: int = FEW_RUNS,
    seed: int = SEED,
    about: Sequence[str] = (),
    most: int = MOST,
    ceiling: Label = Label.TEAM,
) -> Chosen:
    """What to ask experts: numbers under the paths ``about``, else the doubtful that are unknown, judged or unsourced.

    Where there are more than ``most``, a number counts by how closely it goes with how near any level comes, at the
    table or in the corridor (rank correlation over draws); those that go with nothing come last, the unknown before the
    judged. Raises AskError where there is nothing to ask.
    """

    def wanted(number: Input) -> bool:
        if about:
            return any(number.path == p or number.path.startswith(f"{p}.") for p in about)
        judged = not number.evidence or "judgement" in number.evidence
        return number.estimate.unknown or (judged and not number.estimate.is_point)

    found, hidden = rows(case, ceiling, wanted)
    if not found:
        if hidden:
            raise AskError(
                f"there is nothing to ask up to `{ceiling}`: {hidden} left out, as they or their words are above"
            )
        where = "lies under the paths asked for" if about else "of this case is unknown or judged with doubt"
        raise AskError(f"no number {where}; `show CASE` lists what there is")
    if len(found) > most:
        pull = influence(_without(case, ceiling), runs=runs, seed=seed)
        unknown = {number.path for number in inputs(case) if number.estimate.unknown}
        found.sort(key=lambda row: (-pull.get(row.path, 0.0), row.path not in unknown))
    return Chosen(tuple(found[:most]), hidden, max(len(found) - most, 0))


def _without(case: Case, ceiling: Label) -> Case:
    """The case with all that is above a label unknown, so that not even the choice of questions tells of it."""
    hidden = {number.path: Estimate(unknown=True) for number in inputs(case) if number.label > ceiling}
    return replaced(case, hidden)


def influence(case: Case, *, runs: int = FEW_RUNS, seed: int = SEED) -> dict[str, float]:
    """How closely each input goes with how near a level comes, 0-1, the highest over levels; noise is left out."""
    if not case.stances:
        return {}
    draws = sample(case, runs=runs, seed=seed)
    named = [track for track in (the_table(case), the_corridor(case)) if track is not None]
    tracks = list({track.id: track for track in named}.values()) or the_tracks(case, None)[:1]
    at = ranges(draws, case.levels, tracks, "none")
    margins = {"/".join(found.key): found.margin for found in at.found}
    margins = {key: values for key, values in margins.items() if np.isfinite(values).all()}
    pull: dict[str, float] = {}
    for strongest in hinges(draws, margins, most=len(draws.inputs)).values():
        for path, rho in strongest:
            pull[path] = max(pull.get(path, 0.0), abs(rho))
    return pull
