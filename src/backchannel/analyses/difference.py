"""`diff`: what two versions of a case say differently, what that did to the answers, and which change did how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from backchannel import __version__
from backchannel.analyses.asking import RUNS, SEED, need_deciders, the_corridor, the_levels, the_table, the_tracks
from backchannel.analyses.changed import (
    CHANGE_COLUMNS,
    SAID_COLUMNS,
    change_row,
    group_in_words,
    record_of,
    said_row,
)
from backchannel.analyses.differing import picture, place, sentences
from backchannel.analyses.moved import COLUMNS, Quantity, claims_moved, error, gaps_moved, moved, worth_tracing
from backchannel.analyses.recount import Key, Margins, Recount
from backchannel.analyses.sharing import Atoms, Shares, share_out
from backchannel.case.changes import Difference, compare
from backchannel.case.inputs import record_label
from backchannel.case.reading import case_hash
from backchannel.case.schema import Case, Track
from backchannel.conference.range import VARIANTS, variants
from backchannel.conference.state import Floats
from backchannel.core.errors import AskError
from backchannel.core.finding import Cell, Finding, Row
from backchannel.core.labels import Label, highest
from backchannel.core.words import standard_error

PART_COLUMNS = ("kind", "level", "track", "guarantees", "change", "part", "se", "share", "group", "label")
KEPT_BYTES = 300_000_000


def difference(
    before: Case,
    after: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    level: str | None = None,
    track: str | None = None,
) -> Finding:
    """What differs between two versions of a case and what it did, on common random numbers.

    Rows are what moved: shares of draws with a text and margins at the table and in the corridor (or on ``track``),
    gaps between actors, claims. Parts are what each change has to do with the shares and margins (the Shapley value
    over groups of changes), the changes themselves, and what is said differently. ``change`` and ``part`` carry paired
    standard errors. Raises AskError where the two have no level and track in common.
    """
    versions = compare(before, after)
    settings = {"level": level, "track": track}
    if not versions.changes:
        return _nothing(versions, _manifest(versions, runs, seed, settings))
    keys = _keys(before, after, level, track)
    need = Recount(versions, runs=runs, seed=seed)
    for draws in need.draws:
        need_deciders(draws)
    scans = [(*key, strict) for key in keys for strict in (False, True)]
    ends = [need.margins(draws, scans) for draws in need.draws]
    changed = moved(versions, keys, ends)
    label = highest(draws.label for draws in need.draws)
    used = need.draws[0].used | need.draws[1].used
    asked = worth_tracing(changed, ends)
    shares = _shares(versions, need, ends, asked, used)
    names = _names(versions, shares)
    attributed = _attributed(versions, asked, ends, shares, names, label)
    others = gaps_moved(need.draws)
    if level is None and track is None:
        others += claims_moved(need.draws)
    rows = [_row(after, q, ends, attributed, label) for q in changed] + others
    listed = _changes(versions, shares, names, attributed)
    said = _label_of_words(versions)
    first, why, more = sentences(versions, rows, attributed, listed, runs)
    return Finding(
        title=_title(versions),
        columns=COLUMNS,
        rows=tuple(rows),
        text=(*first, *why, *more),
        label=highest([label, said, *(Label.parse(str(row["label"])) for row in others)]),
        manifest=_manifest(versions, runs, seed, settings),
        picture=picture,
        parts=(
            _part("What each change has to do with it", PART_COLUMNS, attributed, why, max(label, said)),
            _part("What changed", CHANGE_COLUMNS, listed, (), said),
            _said(versions),
        ),
        inputs=frozenset(used),
    )


def _manifest(versions: Difference, runs: int, seed: int, settings: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "program": f"backchannel {__version__}",
        "case": case_hash(versions.after),
        "before": case_hash(versions.before),
        "seed": seed,
        "runs": runs,
        "settings": {"analysis": "diff", **{k: v for k, v in settings.items() if v is not None}},
        "monte_carlo_error": round(standard_error(runs / 2, runs), 4),
    }


def _title(versions: Difference) -> str:
    days = [f"{case.case.as_of:%-d %B %Y}" for case in (versions.before, versions.after)]
    title = versions.after.case.title
    return f"{title}, {days[0]} and {days[1]}" if days[0] != days[1] else f"{title}: two versions of {days[0]}"


def _label_of_words(versions: Difference) -> Label:
    headers = [record_label(case.case, case.insiders) for case in (versions.before, versions.after)]
    return highest([*headers, *(c.label for c in versions.changes), *(s.label for s in versions.said)])


def _nothing(versions: Difference, manifest: Mapping[str, Any]) -> Finding:
    """The answer where no number and no word differs."""
    if versions.said:
        count = len(versions.said)
        text = f"No number and no word that anything is computed from changed; {count} said differently."
    else:
        text = "Nothing changed."
    parts = (_said(versions),) if versions.said else ()
    return Finding(_title(versions), COLUMNS, (), (text,), _label_of_words(versions), manifest, parts=parts)


# --- what is compared -------------------------------------------------------------------------------------------


def _keys(before: Case, after: Case, level: str | None, track: str | None) -> list[Key]:
    """Levels and tracks that both have: all levels, at the table and in the corridor unless one track is asked for."""
    old = {one.id for one in the_levels(before, level)}
    levels = [one for one in the_levels(after, level) if one.id in old]
    places = _tracks(after, track)
    known = {one.id for one in before.tracks}
    out = []
    for one in levels:
        offered = set(variants(after, one)) | set(variants(before, before.level(one.id)))
        for table, sets in places:
            if table.id in known:
                out += [(one.id, table.id, which) for which in sets if which in offered]
    if not out:
        raise AskError(
            "these two share no level and no track, so nothing about them can be compared; expected two dates or two "
            "versions of one case, with the same ids"
        )
    return out


def _tracks(case: Case, track: str | None) -> list[tuple[Track, tuple[str, ...]]]:
    if track is not None:
        return [(one, VARIANTS) for one in the_tracks(case, track)]
    table, corridor = the_table(case), the_corridor(case)
    found: dict[str, tuple[Track, tuple[str, ...]]] = {}
    if table is not None:
        found[table.id] = (table, VARIANTS[:1])
    if corridor is not None:
        found[corridor.id] = (corridor, VARIANTS[:2])
    return list(found.values()) or [(case.tracks[0], VARIANTS)]


# --- sharing it out ---------------------------------------------------------------------------------------------


def _shares(
    versions: Difference,
    need: Recount,
    ends: Sequence[Margins],
    moved: Sequence[Quantity],
    used: set[str],
) -> Shares | None:
    if not moved:
        return None
    scans = list(dict.fromkeys(q.scan for q in moved))
    whole = frozenset(range(len(versions.atoms)))
    kept: dict[Atoms, Floats] = {}

    def value(taken: Atoms) -> Floats:
        if taken in kept:
            return kept[taken]
        at_an_end = taken in (frozenset(), whole)
        counted = ends[bool(taken)] if at_an_end else need.margins(need.mixed(taken), scans)
        found: Floats = np.stack([q.of(counted) for q in moved])
        if (len(kept) + 1) * found.nbytes <= KEPT_BYTES:
            kept[taken] = found
        return found

    paths: dict[int, list[str]] = {}
    for change in versions.changes:
        paths.setdefault(change.atom, []).append(change.path)
    read = {c.atom for c in versions.changes if c.path in used}
    doubtful = {c.atom for c in versions.changes if c.kind != "number"} - read
    return share_out(
        len(whole),
        value,
        lambda atom: record_of(paths.get(atom, ["case"])[0]),
        unread=whole - read - doubtful,
        doubtful=frozenset(doubtful),
    )


def _names(versions: Difference, shares: Shares | None) -> list[str]:
    if shares is None:
        return []
    return [
        group_in_words(
            versions,
            [c for c in versions.changes if c.atom in group],
            rest=shares.rest and n == len(shares.groups) - 1,
        )
        for n, group in enumerate(shares.groups)
    ]


def _attributed(
    versions: Difference,
    moved: Sequence[Quantity],
    ends: Sequence[Margins],
    shares: Shares | None,
    names: Sequence[str],
    label: Label,
) -> list[Row]:
    """What each group has to do with each quantity that moved, the greatest part first."""
    rows: list[Row] = []
    if shares is None:
        return rows
    of_group = [highest([label, *(c.label for c in versions.changes if c.atom in g)]) for g in shares.groups]
    for n, quantity in enumerate(moved):
        change = quantity.of(ends[1]) - quantity.of(ends[0])
        whole, noise = float(change.mean()), error(change, quantity.kind)
        parts = shares.parts[:, n]
        means = parts.mean(axis=-1)
        for g in sorted(range(len(names)), key=lambda g: -abs(means[g])):
            moves = bool((np.abs(parts[g]) > 1e-14).any())
            spread = error(parts[g], quantity.kind) if moves else 0.0
            rows.append(
                {
                    **quantity.cells, "change": names[g], "part": _round(means[g]), "se": spread,
                    "share": _round(means[g] / whole) if abs(whole) > 2 * noise else None, "group": g,
                    "label": str(of_group[g]),
                }
            )  # fmt: skip
    return rows


def _round(part: float) -> float:
    """A part without the last bits that a sum over orders leaves."""
    return 0.0 if abs(part) < 1e-14 else float(part)


def _row(case: Case, quantity: Quantity, ends: Sequence[Margins], attributed: Sequence[Row], label: Label) -> Row:
    before, after = (quantity.of(end) for end in ends)
    mine = [r for r in attributed if all(r[c] == v for c, v in quantity.cells.items())]
    top = mine[0] if mine else {}
    return {
        **quantity.cells, "what": place(case, quantity.cells), "a": None, "b": None, "item": None,
        "before": float(before.mean()), "after": float(after.mean()), "change": float((after - before).mean()),
        "se": error(after - before, quantity.kind),
        "unit": "share of stakes" if quantity.kind == "margin" else "share",
        "most": top.get("change"), "part": top.get("part"), "part_se": top.get("se"), "label": str(label),
    }  # fmt: skip


# --- the changes themselves -------------------------------------------------------------------------------------


def _changes(versions: Difference, shares: Shares | None, names: Sequence[str], attributed: Sequence[Row]) -> list[Row]:
    """Every change, those first whose group moved the shares most, and among them the greatest shift first."""
    group_of = {atom: g for g, atoms in enumerate(shares.groups if shares else ()) for atom in atoms}
    size = dict.fromkeys(range(len(names)), 0.0)
    for row in attributed:
        size[int(row["group"] or 0)] += abs(float(row["part"] or 0))
    head = _headline(attributed)
    parts = {r["group"]: r["part"] for r in attributed if r["kind"] == head[0] and _key(r) == head[1]}

    def order(n: int) -> tuple[float, float, int]:
        change = versions.changes[n]
        group = group_of.get(change.atom)
        return (-size[group] if group is not None else 1.0, -change.shift, n)

    out = []
    for n in sorted(range(len(versions.changes)), key=order):
        change = versions.changes[n]
        group = group_of.get(change.atom)
        name = names[group] if group is not None and size[group] > 0 else None
        part = parts.get(group) if name is not None else None
        out.append(change_row(versions, change, name, None if part is None else float(part)))
    return out


def _key(row: Row) -> tuple[Cell, ...]:
    return row["level"], row["track"], row["guarantees"]


def _headline(attributed: Sequence[Row]) -> tuple[Cell, tuple[Cell, ...]]:
    """The share that moved most, else the margin that did: its kind and key."""
    sums: dict[tuple[Cell, tuple[Cell, ...]], float] = {}
    for row in attributed:
        sums[row["kind"], _key(row)] = sums.get((row["kind"], _key(row)), 0.0) + float(row["part"] or 0)
    ranked = sorted(sums, key=lambda k: (k[0] != "text", -abs(sums[k])))
    return ranked[0] if ranked else (None, ())


def _said(versions: Difference) -> Finding:
    rows = tuple(said_row(one) for one in versions.said)
    count = len(rows)
    text = (f"{count} {'thing is' if count == 1 else 'things are'} said differently while no number changed.",)
    label = highest(one.label for one in versions.said)
    return Finding(
        "Said differently", SAID_COLUMNS, rows, text if rows else (), label, {"program": f"backchannel {__version__}"}
    )


def _part(title: str, columns: tuple[str, ...], rows: Sequence[Row], text: Sequence[str], label: Label) -> Finding:
    return Finding(title, columns, tuple(rows), tuple(text), label, {"program": f"backchannel {__version__}"})
