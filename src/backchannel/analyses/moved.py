"""What moved between two versions of a case on the same draws: shares and margins, gaps between actors, claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backchannel.analyses.attribution import paired_error
from backchannel.analyses.claims import judged
from backchannel.analyses.litmus import gaps
from backchannel.analyses.recount import Key, Margins, Scan
from backchannel.case.changes import Difference
from backchannel.case.draws import Draws
from backchannel.case.schema import Case
from backchannel.conference.state import Floats
from backchannel.core.errors import AskError
from backchannel.core.finding import Cell, Row
from backchannel.core.labels import Label, highest
from backchannel.core.words import listing, within

COLUMNS = (
    "kind", "what", "level", "track", "guarantees", "a", "b", "item", "before", "after", "change", "se", "unit", "most",
    "part", "part_se", "label",
)  # fmt: skip
FOUR_DRAWS = 4
SHARES = ("text", "ratified", "claim")
APART = 0.02
TRIFLE = 0.002
"""Of all stakes: a margin that moves by less, where no share moves, is not traced to its causes."""


@dataclass(frozen=True)
class Quantity:
    """One thing that ranges tell: the share of draws with a text, with one that also its undoers accept, the margin."""

    kind: str
    key: Key

    def of(self, margins: Margins) -> Floats:
        """Its value in each draw [run]."""
        found = margins[self.scan]
        return found if self.kind == "margin" else (found >= 0).astype(np.float64)

    @property
    def scan(self) -> Scan:
        """Which margin it is made from."""
        return *self.key, self.kind == "ratified"

    @property
    def cells(self) -> Row:
        """What tells it apart in a row."""
        return {"kind": self.kind, "level": self.key[0], "track": self.key[1], "guarantees": self.key[2]}


def moved(versions: Difference, keys: Sequence[Key], ends: Sequence[Margins]) -> list[Quantity]:
    """Quantities that differ in some draw."""
    out = []
    for key in keys:
        undone = versions.before.level(key[0]).ratifiers or versions.after.level(key[0]).ratifiers
        for kind in ("text", *(("ratified",) if undone else ()), "margin"):
            quantity = Quantity(kind, key)
            if not np.array_equal(quantity.of(ends[0]), quantity.of(ends[1])):
                out.append(quantity)
    return out


def worth_tracing(moved: Sequence[Quantity], ends: Sequence[Margins]) -> list[Quantity]:
    """Quantities that moved by more than their error and more than a trifle; all where none did.

    A share and a margin of one range are counted at once, so where one is worth it the other comes along. Shares that
    the undoers accept too are traced where they moved otherwise than those that they need not accept.
    """
    clear = set()
    for quantity in moved:
        change = quantity.of(ends[1]) - quantity.of(ends[0])
        least = TRIFLE if quantity.kind == "margin" else 0.0
        if quantity.kind == "ratified":
            twin = Quantity("text", quantity.key)
            change = change - (twin.of(ends[1]) - twin.of(ends[0]))
            least = APART
        if abs(float(change.mean())) > max(least, 2 * error(change, quantity.kind)):
            clear.add(quantity.scan)
    return [q for q in moved if q.scan in clear or not clear]


def error(values: Floats, kind: str) -> float:
    """Paired standard error [one number] of a difference; that of a share is never 0."""
    least = FOUR_DRAWS / values.shape[-1] if kind in SHARES else 0.0
    return float(paired_error(values, least=least))


# --- gaps and claims --------------------------------------------------------------------------------------------


def gaps_moved(draws: tuple[Draws, ...]) -> list[Row]:
    """Gaps between actors, expectations and agendas that differ: each follows from what the two alone say or want."""
    before, after = (gaps(one) for one in draws)
    found = {tuple(r[c] for c in ("kind", "a", "b", "item")): n for n, r in enumerate(before.rows)}
    out: list[Row] = []
    for n, row in enumerate(after.rows):
        m = found.get(tuple(row[c] for c in ("kind", "a", "b", "item")))
        for column in ("public", "private", "value") if m is not None else ():
            old, new = before.rows[m or 0][column], row[column]
            change = after.samples[column][n] - before.samples[column][m or 0]
            if old is None or new is None or not change.any():
                continue
            about = {c: row[c] for c in ("a", "b", "item")}
            kind = f"{column} gap" if column != "value" else str(row["kind"]).replace("_", " ")
            label = highest(Label.parse(str(r["label"])) for r in (before.rows[m or 0], row))
            told = _told(kind, _pair(draws[1].case, row), old, new, change, "share" if column == "value" else "points")
            out.append({**told, **about, "label": str(label)})
    return sorted(out, key=lambda r: -abs(float(r["change"] or 0)) * (100 if r["unit"] == "share" else 1))


def _told(kind: str, what: str, before: Cell, after: Cell, change: Floats, unit: str) -> Row:
    row: Row = dict.fromkeys(COLUMNS)
    row |= {"kind": kind, "what": what, "before": before, "after": after, "unit": unit}
    return row | {"change": float(change.mean()), "se": error(change, kind)}


def _pair(case: Case, row: Row) -> str:
    """Whom and what a gap is about, in words."""
    item = str(row["item"] or "")
    about = [case.name(str(row[c])) for c in ("a", "b") if row[c]]
    return f"{listing(about)}{f' on {within(case.name(item))}' if item and item != 'all issues' else ''}"


def claims_moved(draws: tuple[Draws, ...]) -> list[Row]:
    """Claims whose share of draws moved or whose tests changed; a row that says so where they cannot be put to them.

    The game is not played: claims that ask it are left to `claims`.
    """
    if not all(one.case.claims for one in draws):
        return []
    try:
        before, after = (judged(one, play=False) for one in draws)
    except AskError as trouble:
        row = dict.fromkeys(COLUMNS) | {"kind": "claims", "what": "claims", "most": f"not compared: {trouble}"}
        return [row | {"label": str(Label.TEAM)}]
    old: dict[Cell, int] = {r["claim"]: n for n, r in enumerate(before.rows)}
    tests = [{c.id: (c.tests, c.share_needed) for c in one.case.claims} for one in draws]
    out: list[Row] = []
    for n, row in enumerate(after.rows):
        id = str(row["claim"])
        m = old.get(id)
        if m is None or row["share"] is None or before.rows[m]["share"] is None:
            continue
        change = after.samples["true"][n] - before.samples["true"][m]
        same = tests[0][id] == tests[1][id]
        if change.any() or not same:
            told = _told("claim", id, before.rows[m]["share"], row["share"], change, "share")
            turned = _turned(str(before.rows[m]["status"]), str(row["status"]), same=same)
            out.append({**told, "item": id, "most": turned, "label": str(max(before.label, after.label))})
    return out


def _turned(before: str, after: str, *, same: bool) -> str:
    text = f"{after} as before" if before == after else f"{after}; before: {before}"
    return text if same else f"{text} (its tests changed)"
