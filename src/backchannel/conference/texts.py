"""The texts on offer at a level: a grid over the issues it opens, or any list of terms.

Terms are in [0, 1]; an issue the level leaves open stays at its status quo. A sequence issue puts some of the others
into a later step: texts are ordered so that all with the same order of steps stand together.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from backchannel.case.fields import ROUNDING
from backchannel.case.schema import Case, Issue, Level

MOST = 20_000
STEPS = (1.0, 2.0, 2.5, 4.0, 5.0, 10.0, 12.5, 20.0, 25.0, 50.0, 100.0)
BLOCK = 1024


@dataclass(frozen=True)
class Texts:
    """Texts of one level.

    ``terms`` [issue, text] in [0, 1] (issues not opened hold 0 and are not read); ``opened`` [issue];
    ``pattern`` [text] indexes ``waits`` [pattern, issue], the number of earlier steps an issue waits for;
    ``blocks`` [block + 1] cuts texts into runs of one pattern, at most ``BLOCK`` long. For a grid, ``inner`` is the
    number of texts that share their leading terms (else 0).
    """

    level: str
    issues: tuple[str, ...]
    opened: NDArray[np.bool_]
    terms: NDArray[np.float64]
    pattern: NDArray[np.int64]
    waits: NDArray[np.int64]
    blocks: NDArray[np.int64]
    trailing: NDArray[np.bool_]
    step: float

    @property
    def count(self) -> int:
        """Number of texts."""
        return int(self.terms.shape[1])

    def describe(self, index: int) -> dict[str, float]:
        """The terms of a text, 0-100 by issue, opened issues only."""
        return {k: 100.0 * float(self.terms[n, index]) for n, k in enumerate(self.issues) if self.opened[n]}


def allowed(issue: Issue, level: Level, step: float) -> NDArray[np.float64]:
    """Terms (0-100) a text of this level may hold on an issue, ``step`` apart; indivisible issues have anchors only."""
    low = max((r.min for r in level.requires if r.issue == issue.id), default=0.0)
    high = min((r.max for r in level.requires if r.issue == issue.id), default=100.0)
    if issue.kind == "indivisible":
        values = np.array(sorted(issue.anchors), dtype=np.float64)
    else:
        values = np.unique(np.r_[low, np.arange(0.0, 100.0 + step / 2, step), high])
    return values[(values >= low) & (values <= high)]


def waiting(case: Case, opened: NDArray[np.bool_], terms: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many earlier steps each opened issue waits for [issue, text], given terms [issue, text] in [0, 1].

    An order of steps that the level leaves open binds nobody.
    """
    ids = [i.id for i in case.issues]
    out = np.zeros(terms.shape, dtype=np.int64)
    for n, issue in enumerate(case.issues):
        if issue.sequence is None or not opened[n]:
            continue
        first, last = issue.sequence.parallel
        for others, late in (
            (issue.sequence.waits_low, terms[n] * 100.0 < first - ROUNDING),
            (issue.sequence.waits_high, terms[n] * 100.0 > last + ROUNDING),
        ):
            for other in others:
                out[ids.index(other)] += late
    out[~opened] = 0
    return out


def _distinct(columns: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct columns of small counts, in lexical order, and which of them each column is."""
    base = int(columns.max(initial=0)) + 1
    if base ** len(columns) >= 2**63:
        patterns, pattern = np.unique(columns, axis=1, return_inverse=True)
        return patterns, pattern.reshape(-1).astype(np.int64)
    places = base ** np.arange(len(columns) - 1, -1, -1, dtype=np.int64)  # one number a column, in the same order
    _, first, pattern = np.unique(places @ columns, return_index=True, return_inverse=True)
    return columns[:, first], pattern.astype(np.int64)


def _assemble(
    case: Case, level: Level, terms: NDArray[np.float64], trailing: list[int], inner: int, step: float
) -> Texts:
    opened = np.array([i.id in level.opens for i in case.issues])
    waits = waiting(case, opened, terms)
    patterns, pattern = _distinct(waits)
    if inner == 0:
        order = np.argsort(pattern, kind="stable")
        terms, pattern = terms[:, order], pattern[order]
        inner = BLOCK
    edges = {0, terms.shape[1], *range(0, terms.shape[1], inner)}
    edges |= {int(n) + 1 for n in np.flatnonzero(np.diff(pattern))}
    marks = np.zeros(len(case.issues), dtype=np.bool_)
    marks[trailing] = True
    return Texts(
        level=level.id,
        issues=tuple(i.id for i in case.issues),
        opened=opened,
        terms=np.ascontiguousarray(terms),
        pattern=pattern,
        waits=np.ascontiguousarray(patterns.T),
        blocks=np.array(sorted(edges), dtype=np.int64),
        trailing=marks,
        step=step,
    )


def grid(case: Case, level: Level, *, most: int = MOST) -> Texts:
    """All texts on the finest round grid with at most ``most`` of them. Raises ValueError if none fits.

    Sequence issues vary slowest, so that a block of texts shares one order of steps.
    """
    issues = [i for i in case.issues if i.id in level.opens]
    for step in STEPS:
        values = [allowed(i, level, step) for i in issues]
        if prod(len(v) for v in values) <= most:
            break
    else:
        raise ValueError(f"level {level.id} opens {len(issues)} issues: more than {most} texts even with ends only")
    return product(case, level, {i.id: v for i, v in zip(issues, values, strict=True)}, step=step)


def refined(case: Case, level: Level, *, most: int) -> Texts:
    """The grid of ``grid``, made finer issue by issue while there are at most ``most`` texts.

    A round grid over six issues jumps from 324 texts to 5,625; this one fills what lies between. Issues come in the
    order in which the level opens them, so the analyst's first ones are the finest. Raises ValueError if none fits.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> level = case.level("transition")
    >>> grid(case, level, most=1500).count, refined(case, level, most=1500).count
    (324, 1458)
    """
    coarse = grid(case, level, most=most)
    issues = {i.id: i for i in case.issues}
    at = dict.fromkeys(level.opens, STEPS.index(coarse.step))
    values = {k: allowed(issues[k], level, coarse.step) for k in level.opens}
    found = True
    while found:
        found = False
        for k in level.opens:
            if at[k] == 0:
                continue
            finer = allowed(issues[k], level, STEPS[at[k] - 1])
            if prod(len(v) for v in values.values()) // len(values[k]) * len(finer) <= most:
                at[k] -= 1
                found = found or len(finer) > len(values[k])
                values[k] = finer
    return product(case, level, values, step=coarse.step)


def product(case: Case, level: Level, values: dict[str, NDArray[np.float64]], *, step: float = 0.0) -> Texts:
    """All combinations of the given terms (0-100) of the opened issues."""
    numbers = {i.id: n for n, i in enumerate(case.issues)}
    kinds = {i.id: i.kind for i in case.issues}
    order = sorted(values, key=lambda k: (kinds[k] != "sequence", numbers[k]))
    trailing: list[int] = []
    inner = 1
    for k in reversed(order):
        if kinds[k] == "sequence" or (trailing and inner * len(values[k]) > BLOCK):
            break
        inner *= len(values[k])
        trailing.append(numbers[k])
    axes = np.meshgrid(*(values[k] / 100.0 for k in order), indexing="ij")
    terms = np.zeros((len(numbers), axes[0].size))
    for k, axis in zip(order, axes, strict=True):
        terms[numbers[k]] = axis.reshape(-1)
    if inner > BLOCK or not trailing:
        trailing, inner = [], 0
    return _assemble(case, level, terms, trailing, inner, step)


def listed(case: Case, level: Level, terms: NDArray[np.float64]) -> Texts:
    """Any texts, ``terms`` [issue, text] in [0, 1]; reordered so that texts of one order of steps stand together."""
    return _assemble(case, level, np.array(terms, dtype=np.float64), [], 0, 0.0)
