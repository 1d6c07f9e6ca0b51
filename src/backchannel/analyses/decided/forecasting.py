"""What every model says of decisions, without being told what was decided."""

from __future__ import annotations

import numpy as np

from backchannel.analyses.decided.reading import Decisions
from backchannel.theory.groupdecision.models import MODELS, forecast
from backchannel.theory.ranges import Floats

CONSTANT, REFERENCE = "constant_50", "reference_point"
SALIENCE_MEAN = "mean_salience"
BASELINES = (
    CONSTANT,
    REFERENCE,
    *(f"{c}{w}" for c in ("mean", "median", "mode") for w in ("", "_capability", "_salience", "_both")),
)
"""What a model has to beat: the middle of the scale, no change, and centres of positions that know no bargaining."""

NAMES = (*BASELINES, *(name for name in MODELS if name not in BASELINES))


def forecasts(table: Decisions, names: tuple[str, ...] = NAMES, *, seed: int = 1) -> dict[str, Floats]:
    """What each of :data:`NAMES` says of every issue [issue], on the scale from 0 to 100; NaN where it says nothing.

    The issues of a proposal go in together, so that a model which trades between issues can.
    """
    told = table.unseen()
    return {name: np.clip(_one(name, told, seed), 0.0, 100.0) for name in names}


def _one(name: str, table: Decisions, seed: int) -> Floats:
    said = np.full(len(table.issue), np.nan)
    somebody = ~np.isnan(table.position).all(axis=1)
    if name == CONSTANT:
        return np.where(somebody, 50.0, np.nan)
    if name == REFERENCE:
        return np.where(somebody, table.reference, np.nan)
    cluster = table.cluster
    for one in range(int(cluster.max()) + 1):
        mine = np.flatnonzero((cluster == one) & somebody)
        if mine.size:
            found = forecast(
                name,
                table.position[mine].T / 100.0,
                np.where(np.isnan(table.position[mine]), 0.0, table.salience[mine]).T / 100.0,
                table.capability,
                reference=table.reference[mine] / 100.0,
                seed=seed,
            )
            said[mine] = 100.0 * found.value[0]
    return said
