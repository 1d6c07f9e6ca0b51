"""Which claims turn with the one input that each hinges on most."""

from __future__ import annotations

import numpy as np

from backchannel.analyses.claims import FAILS, HOLDS, claims
from backchannel.analyses.played import Value, set_up
from backchannel.analyses.sensitivity.fragile import ENDS, Conclusion, Flip
from backchannel.analyses.sensitivity.model import Model
from backchannel.analyses.sensitivity.tornado import ENDS as QUANTILES
from backchannel.case.schema import Case
from backchannel.core.finding import Row
from backchannel.core.labels import Label, highest


def hinged(case: Case, model: Model, *, runs: int, seed: int) -> tuple[list[Conclusion], Label]:
    """Every claim that holds or fails, judged again with its hinge at both ends of its 80% range; and their label.

    The hinge is the doubtful input that the claim's weakest test goes with most; a claim without one cannot be turned
    this way, and a claim too close to call at an end is not counted as turned.
    """
    found = claims(case, runs=runs, seed=seed)
    numbers = {path: n for n, path in enumerate(model.names)}
    labels, out = [found.label], []
    for row in found.rows:
        status, id = str(row["status"]), str(row["claim"])
        if status not in (HOLDS, FAILS):
            continue
        flips = []
        path = row["hinges_on"]
        if path is not None and str(path) in numbers:
            number = numbers[str(path)]
            values = model.value(number, np.array(QUANTILES))
            for end, value in zip(ENDS, values, strict=True):
                again = claims(set_up(case, {str(path): float(value)}), runs=runs, seed=seed, claim=id)
                labels.append(again.label)
                then = again.rows[0]
                if {status, str(then["status"])} == {HOLDS, FAILS}:
                    flips.append(Flip(number, end, float(value), str(then["status"]), _value(then)))
        out.append(Conclusion("claim", id, id, None, f"claim {id}", status, _value(row), False, tuple(flips)))
    return out, highest(labels)


def _value(row: Row) -> Value:
    return Value(float(str(row["share"])), float(str(row["se"])))
