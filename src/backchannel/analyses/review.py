"""`check`: the problems of a case, ranked by how much the brief's answer moves with the numbers they are about.

Influence is measured in one run for all problems together. Every number that a problem is about is widened to at least
the prior that would stand in for `?`; the others stay as they are. How near each level comes (the margin of the most
reluctant signer) is then ranked over draws, at the table and in the corridor. The influence of a problem is the share
of the variance of those ranks that goes with its numbers, the largest over levels: the sum of their squared Spearman
correlations, less what chance alone would give. As draws of inputs are independent, the shares of different problems
add up. What is within the noise of the runs is not ranked by it.

Source: squared rank correlations as first-order shares of variance: Saltelli & Sobol' (1995, Reliability Engineering &
System Safety 50:225-239).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri

from backchannel import __version__
from backchannel.analyses.asking import RUNS, SEED, manifest, scores, the_corridor, the_table
from backchannel.case.checking import Look, check
from backchannel.case.draws import Draws, sample
from backchannel.case.estimate import Estimate
from backchannel.case.fields import Value
from backchannel.case.inputs import Input, inputs
from backchannel.case.problems import Problem
from backchannel.case.reading import case_hash
from backchannel.case.redaction import playable
from backchannel.case.schema import Case
from backchannel.conference.inequality import prepare
from backchannel.conference.scan import margins
from backchannel.conference.state import build
from backchannel.conference.texts import grid
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest

COLUMNS = ("severity", "field", "message", "expected", "fix", "influence", "noise", "level", "basis")
FEWEST = 30
"""With fewer runs than this nothing is measured."""

BEYOND = 6.3e-5
"""Chance that a normal lies more than four standard errors off: what counts as noise, as in `asking.hinges`."""

Floats = NDArray[np.float64]


def review(case: Case, *, runs: int = RUNS, seed: int = SEED) -> Finding:
    """The problems of a case, those that decide most first.

    Rows: severity, field, message, expected, fix; ``influence`` 0-1 and the ``noise`` below which it says nothing; the
    ``level`` on which it is largest; ``basis``: `decides` (the level as a whole hangs on it, influence 1), `measured`,
    `noise` (measured, and too small to tell), `unread` (about numbers that the brief does not read), or `none` (not
    about numbers, or nothing to run). After those that decide or are measured come the others, in the order of
    `checking.check`.
    """
    problems = check(case)
    look = Look(case)
    wide = widened(inputs(case), {path for problem in problems for path in problem.paths})
    measured = wide and case.stances and runs >= FEWEST and playable(case)
    moved = _moved(case, wide, runs, seed) if measured else None
    graded = [_graded(look, problem, moved) for problem in problems]
    graded.sort(key=lambda row: -_rank(row))
    return Finding(
        title=f"{case.case.title}: what to look at again",
        columns=COLUMNS,
        rows=tuple(graded),
        text=_sentences(graded, len(wide), moved),
        label=highest(i.label for i in inputs(case)),
        manifest=manifest(moved.draws, analysis="review", widened=len(wide))
        if moved
        else {"program": f"backchannel {__version__}", "case": case_hash(case), "settings": {"analysis": "review"}},
    )


def widened(found: Iterable[Input], paths: set[str]) -> dict[str, Estimate]:
    """The estimates at some paths, each at least as wide as the prior that would stand in for `?`."""
    return {i.path: at_least_prior(i.estimate, i.value) for i in found if i.path in paths}


def at_least_prior(estimate: Estimate, value: Value) -> Estimate:
    """An estimate with its best guess, whose 80% interval covers both its own and the prior's.

    >>> value = Value(0, 1, "share", None, (0.1, 0.3, 0.6), "-", "?")
    >>> wide = at_least_prior(Estimate.model_validate([0.2, 0.3, 0.9]), value)
    >>> wide.low, wide.best, wide.high
    (0.1, 0.3, 0.9)
    """
    low, best, high = value.prior
    interval = 0.8
    if not estimate.unknown:
        lowest, highest_ = estimate.bounds
        low, best, high = min(low, lowest), estimate.central, max(high, highest_)
        interval = min([interval, estimate.interval, *(e.interval for e in estimate.experts)])
    return Estimate(low=low, best=best, high=high, interval=interval)


@dataclass(frozen=True)
class _Moved:
    """The run with all flagged numbers widened: squared rank correlations [quantity, input] with margins."""

    draws: Draws
    levels: tuple[str, ...]
    squared: Floats
    columns: Mapping[str, int]

    def influence(self, paths: Sequence[str]) -> tuple[float, float, str | None]:
        """Share of the variance of ranks that goes with some inputs, what may be noise, and on which level."""
        mine = [self.columns[path] for path in paths if path in self.columns]
        if not mine or not self.levels:
            return 0.0, 0.0, None
        sums = self.squared[:, mine].sum(axis=1)
        by_chance = len(mine) / (self.draws.runs - 1)
        at = int(sums.argmax())
        floor = float(chdtri(len(mine), BEYOND)) / self.draws.runs - by_chance
        return max(float(sums[at]) - by_chance, 0.0), floor, self.levels[at]


def _moved(case: Case, wide: Mapping[str, Estimate], runs: int, seed: int) -> _Moved | None:
    """The run, or None where no level can be worked out."""
    draws = sample(case, runs=runs, seed=seed, instead=wide)
    near = how_near(draws)
    if not near:
        return None
    moving = [n for n, i in enumerate(draws.inputs) if i.path in wide and i.path in draws.used]
    moving = [n for n in moving if np.ptp(draws.matrix[n]) > 0]
    kept = [(level, values) for level, values in near if np.ptp(values) > 0]
    squared = np.zeros((len(kept), len(moving)))
    if kept and moving:
        squared = (scores(np.stack([v for _, v in kept])) @ scores(draws.matrix[moving]).T / runs) ** 2
    columns = {draws.inputs[n].path: column for column, n in enumerate(moving)}
    return _Moved(draws, tuple(level for level, _ in kept), squared, columns)


def how_near(draws: Draws) -> list[tuple[str, Floats]]:
    """For each level at the table and in the corridor: the margin [run] of the most reluctant signer, no promises.

    A level that somebody without any stance must sign cannot be worked out, and is passed over.
    """
    case = draws.case
    state = build(draws)
    tracks = {t.id: t for t in (the_table(case), the_corridor(case)) if t is not None} or {"": case.tracks[0]}
    found = []
    for level in case.levels:
        texts = grid(case, level)
        with suppress(AskError):
            found += [(level.id, margins(prepare(state, level, track), texts)[0]) for track in tracks.values()]
    return found


def _graded(look: Look, problem: Problem, moved: _Moved | None) -> Row:
    row: Row = {name: getattr(problem, name) for name in COLUMNS[:5]}
    influence, noise, level, basis = None, None, None, "none"
    if problem.decides is not None:
        influence, level, basis = 1.0, problem.decides, "decides"
    elif moved is not None and problem.paths:
        if moved.draws.used.isdisjoint(problem.paths):
            basis = "unread"
        else:
            influence, noise, level = moved.influence(problem.paths)
            basis = "measured" if influence > noise else "noise"
    shown = level if level is None or look.veil.may_show((), level) else look.name("levels", level)
    return row | {"influence": influence, "noise": noise, "level": shown, "basis": basis}


def _rank(row: Row) -> float:
    return float(row["influence"] or 0) if row["basis"] in ("decides", "measured") else -1.0


def _sentences(rows: Sequence[Row], count: int, moved: _Moved | None) -> tuple[str, ...]:
    warnings = sum(row["severity"] == "warning" for row in rows)
    out = [f"{warnings} warnings, {len(rows) - warnings} notes, no errors."]
    if moved is None:
        return tuple(out)
    measured = [row for row in rows if row["basis"] == "measured"]
    noise = sum(row["basis"] == "noise" for row in rows)
    out.append(
        f"Influence: how much of how near a level comes goes with the numbers named, once all {count} numbers flagged "
        "here are as uncertain as if little were known of them (rank correlation, the largest over levels, at the "
        "table and in the corridor); `all` where a level as a whole hangs on it."
    )
    if any("room" in str(row["expected"]) for row in rows):
        out.append(
            "A number's room is the width of the prior that stands in for `?`, or the way from its best guess to the "
            "nearer end of its range where that is less."
        )
    if noise:
        least = 100 * float(chdtri(1, BEYOND)) / moved.draws.runs
        out.append(
            f"{noise} more that are about numbers lie within the noise of {moved.draws.runs} draws (for one number "
            f"about {least:.1f}%)" + ("." if measured else ", as does everything measured.")
        )
    return tuple(out)
