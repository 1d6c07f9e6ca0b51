"""`played`: single quantities counted over runs of the game, under settings of the case; what claims are held against.

Every play of one seed draws the same chances, so a difference between settings is a difference run by run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.asking import SEED, manifest
from backchannel.analyses.chances import ratio
from backchannel.analyses.counting import ITEMS, Counts, Look, months_of
from backchannel.case import setting
from backchannel.case.building import build
from backchannel.case.draws import Draws
from backchannel.case.plain import plain
from backchannel.case.schema import Case, Cell
from backchannel.case.tree import Tree
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.words import standard_error
from backchannel.runs import Rules, simulate

RUNS = 1000
FEW = 30
"""Runs below which a paired difference is no safe measure of chance."""

KEYS = ("item", "level", "track", "actor", "since", "months", "stands")


def set_up(case: Case, under: Mapping[str, Cell], data: dict[str, Any] | None = None) -> Case:
    """A case with values set, PATH: VALUE as for `--set`. Raises CaseError where that makes no case.

    ``data`` is the case as plain data, for a caller who has it already; it stays as it is.
    """
    if not under:
        return case
    told = [f"{path}={str(said).lower() if isinstance(said, bool) else said}" for path, said in under.items()]
    if data is None:
        data = plain(case.model_copy(update={"levers": ()}))  # what a lever would move may just have been set
    return build(setting.apply(Tree("case", data), told))


@dataclass(frozen=True)
class Value:
    """A quantity with its standard error, clustered by draw; both None where no run is counted."""

    value: float | None
    error: float | None


def valued(counts: Counts, draw: NDArray[np.int64]) -> Value:
    """The value of some counts; the error of a share is never below that of as many independent runs.

    >>> valued((np.array([1.0, 0.0, 1.0, 1.0]), np.ones(4)), np.arange(4)).value
    0.75
    """
    hits, tries = counts
    value, error = ratio(hits, tries, draw)
    if value is not None and error is not None and np.isin(hits, (0, 1)).all() and np.isin(tries, (0, 1)).all():
        error = max(error, standard_error(float(hits.sum()), int(tries.sum())))
    return Value(value, error)


def difference(one: Counts, other: Counts, draw: NDArray[np.int64], times: float = 1.0) -> Value:
    """One value less so many times another on the same chances, with the standard error of the paired difference.

    Linearised: a draw adds ``(hits - value tries) / all tries`` of the one less that of the other. Where fewer than
    ``FEW`` runs are counted, the error is at least that of two unrelated values.

    >>> a, b = np.array([1.0, 1.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0, 1.0])
    >>> found = difference((a, np.ones(4)), (b, np.ones(4)), np.arange(4))
    >>> found.value, round(found.error, 3)
    (0.25, 0.25)
    """
    first, second = valued(one, draw), valued(other, draw)
    if first.value is None or second.value is None or first.error is None or second.error is None:
        return Value(None, None)
    apart = (one[0] - first.value * one[1]) / one[1].sum() - times * (
        (other[0] - second.value * other[1]) / other[1].sum()
    )
    by_draw = np.bincount(draw, weights=apart)
    groups = len(by_draw)
    error = sqrt(float((by_draw**2).sum()) * groups / max(1, groups - 1))
    if min(int((tries > 0).sum()) for _, tries in (one, other)) < min(FEW, len(draw)):
        error = max(error, hypot(first.error, times * second.error))
    return Value(first.value - times * second.value, error)


@dataclass(frozen=True)
class Counted:
    """Rows of the game under one setting: the Finding, what was counted of each row, and the draws behind it."""

    finding: Finding
    counts: tuple[Counts, ...]
    draws: Draws
    inner: int

    @property
    def draw(self) -> NDArray[np.int64]:
        """The draw of each run."""
        return np.arange(len(self.counts[0][0]), dtype=np.int64) // self.inner

    def of(self, where: Mapping[str, Cell]) -> Counts:
        """What was counted of a row. Raises KeyError unless it was asked for."""
        return self.counts[self.finding.find({key: where.get(key) for key in KEYS})]


def played(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    wanted: Sequence[Mapping[str, Cell]],
    under: Mapping[str, Cell] | None = None,
    rules: Rules = Rules(),  # noqa: B008 - frozen
) -> Finding:
    """Quantities counted over runs of the game, one row each, with ``under`` set in the case (PATH: VALUE).

    A row that is wanted has an `item` (see ``ITEMS``) and what that needs; ``value`` comes with its standard ``error``
    clustered by draw. As many months are played as the rows ask for. Raises AskError for a row that asks for nothing
    there is, CaseError for settings that make no case.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> found = played(case, runs=20, wanted=[{"item": "signed", "level": "any", "months": 2}])
    >>> found.columns[-4:], 0 <= found.rows[0]["value"] <= 1
    (('value', 'error', 'counted', 'unit'), True)
    """
    return counted(case, runs=runs, seed=seed, wanted=wanted, under=under, rules=rules).finding


def counted(
    case: Case,
    *,
    runs: int,
    seed: int,
    wanted: Sequence[Mapping[str, Cell]],
    under: Mapping[str, Cell] | None = None,
    rules: Rules = Rules(),  # noqa: B008 - frozen
    data: dict[str, Any] | None = None,
) -> Counted:
    """``played`` with what was counted, which comparisons of two settings need."""
    setting_made = set_up(case, under or {}, data)
    if not wanted:
        raise AskError("no row of the game is asked for")
    months = max(months_of(setting_made, row) for row in wanted)
    game = simulate(setting_made, runs=runs, seed=seed, rules=replace(rules, months=months))
    c = game.whole()
    counts = tuple(ITEMS[str(row["item"])].count(Look(row, c, game.plan)) for row in wanted)
    draw = np.arange(runs, dtype=np.int64) // rules.inner
    rows: list[Row] = []
    for row, (hits, tries) in zip(wanted, counts, strict=True):
        found = valued((hits, tries), draw)
        rows.append(
            {key: row.get(key) for key in KEYS}
            | {"value": found.value, "error": found.error, "counted": int((tries > 0).sum())}
            | {"unit": ITEMS[str(row["item"])].unit}
        )
    finding = Finding(
        title="Counted in the game",
        columns=(*KEYS, "value", "error", "counted", "unit"),
        rows=tuple(rows),
        text=tuple(_sentence(row) for row in rows),
        label=game.draws.label,
        manifest=manifest(game.draws, analysis="played", inner=rules.inner, texts=rules.texts, months=months)
        | {"runs": runs, "draws": game.draws.runs},
        inputs=frozenset(game.draws.used),
    )
    return Counted(finding, counts, game.draws, rules.inner)


def _sentence(row: Row) -> str:
    about = ", ".join(f"{key} {row[key]}" for key in KEYS[1:] if row[key] is not None)
    said = f"{ITEMS[str(row['item'])].says} ({about})" if about else ITEMS[str(row["item"])].says
    if row["value"] is None:
        return f"{said}: in no run was there anything to count."
    return f"{said}: {float(row['value']):.3g} ± {float(row['error'] or 0):.2g}, {row['unit']}."
