"""In which part of the doubts an outcome comes about: boxes over the runs as drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backchannel.analyses.sensitivity.model import Counts, Model
from backchannel.theory.boxes import Box, boxes

RARE = 0.02
"""An event in a smaller share of the runs is too rare for a box."""


@dataclass(frozen=True)
class Scenario:
    """A box for one outcome: runs in which it comes about, or (``fails``) in which it does not."""

    outcome: int
    fails: bool
    box: Box


def scenarios(model: Model, numbers: Sequence[int], counts: Counts, *, most: int = 2) -> list[Scenario]:
    """Boxes of some inputs for every outcome, sought for whichever of event and no event is the rarer."""
    drawn = model.drawn(counts.hits.shape[1])[list(numbers)]
    out = []
    for n in range(len(model.outcomes)):
        hits, tries = counts.of(0, n)
        seen = tries > 0
        event = hits[seen] > 0
        if not seen.any() or not RARE <= event.mean() <= 1.0 - RARE:
            continue
        fails = bool(event.mean() > 0.5)
        found = boxes(drawn[:, seen], ~event if fails else event, most=most)
        out += [Scenario(n, fails, box) for box in found]
    return out
