"""No structural always or never: over what an analyst may say, the chance of each level spans most of (0, 1).

A point gives every number of the first case a value of its own, without doubt. Kinds of input (trust, cost, ...) are
drawn by Latin hypercube over the ranges that the schema recommends, which are the theory's; each input then strays from
its kind by up to 15% of its range. Positions lie between those coded and the middle of the scale, by one share for what
is wanted and one for what is said, and stray by up to 15 points. What is a fact of this war stays as coded: who is how
strong and weighs what in its body, where issues stand, what each side would impose, that the opening is over. So do the
rules for signing: the triple veto on a ceasefire closes nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from backchannel.case.draws import Draws, sample
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Case, Track
from backchannel.conference.kernel import simulate
from backchannel.conference.planning import plan

MONTHS = 36
STRAYS = 0.15
FACTS = ("capability", "status_quo", "weight_in_parent")


def placed(case: Case, points: int, seed: int) -> Draws:
    """The draws of a case with one draw a point."""
    rng = np.random.default_rng(seed)
    draws = sample(case, runs=points, seed=seed)
    matrix = draws.matrix.copy()
    kinds: dict[str, Any] = {}
    for n, one in enumerate(draws.inputs):
        value, leaf = one.value, one.path.split(".")[-1]
        if leaf in FACTS or ".signers." in one.path or one.path.startswith(("war.sides.", "tracks.opening_plenary.")):
            continue
        kind = leaf if leaf in ("private", "public") else value.ask
        if kind not in kinds:
            kinds[kind] = (rng.permutation(points) + rng.random(points)) / points
        if leaf in ("private", "public"):
            strays = rng.uniform(-100 * STRAYS, 100 * STRAYS, points)
            matrix[n] = 50.0 + (np.median(matrix[n]) - 50.0) * kinds[kind] + strays
        else:
            low, _, high = value.prior
            matrix[n] = low + (high - low) * np.clip(kinds[kind] + rng.uniform(-STRAYS, STRAYS, points), 0.0, 1.0)
        matrix[n] = np.clip(matrix[n], value.lo, value.hi)
    return replace(draws, matrix=matrix)


@dataclass(frozen=True)
class Spread:
    """Share of runs in which each level is signed [point, level]."""

    levels: tuple[str, ...]
    chance: Any

    def lines(self) -> str:
        """A table: least, 10%, median, 90%, greatest."""
        parts = np.quantile(self.chance, [0.0, 0.1, 0.5, 0.9, 1.0], axis=0).T
        return "\n".join(
            f"{level:12}" + "".join(f"{x:7.3f}" for x in row) for level, row in zip(self.levels, parts, strict=True)
        )


@cache
def spread(points: int, each: int, texts: int = 1500, *, meets: bool = True) -> Spread:
    case = read_case(find_case("geneva-ii"))
    if not meets:
        shut: tuple[Track, ...] = tuple(t.model_copy(update={"open": False}) for t in case.tracks)
        case = case.model_copy(update={"tracks": shut})
    p = plan(placed(case, points, 1), inner=each, texts=texts, rounds=MONTHS)
    found = simulate(p, 0, points * each).signed >= 0
    return Spread(tuple(x.id for x in p.levels), found.reshape(points, each, -1).mean(axis=1))


def covers(found: Spread) -> None:
    """Each level is nearly out of the question at some point, and nearly sure at another."""
    low, high = found.chance.min(axis=0), found.chance.max(axis=0)
    assert (low < 0.1).all(), found.lines()
    assert (high > 0.9).all(), found.lines()


def test_every_level_can_be_nearly_sure_and_nearly_out_of_the_question():
    found = spread(60, 25)
    covers(found)
    assert not spread(8, 5, 100, meets=False).chance.any(), "the measure can say never"


@pytest.mark.slow
def test_the_span_is_filled_and_no_level_is_mostly_always_or_never():
    """Each level: below .1 at 5% of points or more, above .9 at 3% or more, in between at a quarter or more."""
    found = spread(160, 50)
    covers(found)
    below, above = (found.chance < 0.1).mean(axis=0), (found.chance > 0.9).mean(axis=0)
    between = 1.0 - below - above
    assert (below >= 0.05).all(), found.lines()
    assert (above >= 0.03).all(), found.lines()
    assert (between >= 0.25).all(), found.lines()
