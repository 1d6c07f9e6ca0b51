"""Parts of a forecast: the ladder of levels, curves over time, who refused, and how far backers are apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.chances import Chance, ratio
from backchannel.analyses.happening import NEVER
from backchannel.analyses.tallying import Tally, provenance
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.words import listing, rounded, within
from backchannel.runs import Played
from backchannel.theory.clocks import kaplan_meier

HELD = (1.0, 6.0)
"""Months a text is asked to stand for."""

CURVE = ("signed", "in_force", "hazard")
WAYS = {1: "attack", 2: "breach", 3: "collapse"}


def _label(played: Played) -> Label:
    label: Label = played.draws.label
    return label


def _part(played: Played, title: str, columns: tuple[str, ...], rows: list[Row], text: list[str]) -> Finding:
    return Finding(
        title=title,
        columns=columns,
        rows=tuple(rows),
        text=tuple(text),
        label=_label(played),
        manifest=provenance(played, analysis=f"forecast: {title.lower()}"),
        inputs=frozenset(played.draws.used),
    )


def _columns(name: str) -> tuple[str, ...]:
    return (name, f"{name}_error", f"{name}_low", f"{name}_high")


def _stated(name: str, found: Chance | None) -> Row:
    if found is None:
        return dict.fromkeys(_columns(name))
    return dict(zip(_columns(name), (found.share, found.error, found.low, found.high), strict=True))


def dates(played: Played) -> list[int]:
    """Rounds at which the ladder is read: a year, and the horizon."""
    year, horizon = round(12 / played.plan.months), played.plan.rounds
    return [year, horizon] if year < horizon else [horizon]


def ladder(played: Played, counts: Tally) -> Finding:
    """Every level: signed within a year and by the horizon, in force then, and how long its first text stands.

    Rows: level. ``held`` is blank for less time than a round takes. ``ended_by`` counts, among runs in which the first
    text ended, what ended it.
    """
    p, case = played.plan, played.plan.case
    rows: list[Row] = []
    for lv, level in enumerate(p.levels):
        row: Row = {"level": level.id, "name": case.name(level.id)}
        for name, rounds in zip(("year", "horizon"), (dates(played)[0], p.rounds), strict=True):
            row |= _stated(f"signed_{name}", counts.signed_by(lv, rounds))
        row |= _stated("in_force", counts.in_force(lv, p.rounds))
        for months in HELD:
            held = counts.held(lv, round(months / p.months)) if months >= p.months else None
            row |= _stated(f"held_{months:g}", held)
        over = counts.ended[:, lv][counts.signed[:, lv] < NEVER]
        for number, way in WAYS.items():
            row[f"ended_by_{way}"] = float((over == number).sum() / max(1, int((over > 0).sum())))
        rows.append(row)
    names = ("signed_year", "signed_horizon", "in_force", *(f"held_{m:g}" for m in HELD))
    columns = ("level", "name", *(c for n in names for c in _columns(n)), *(f"ended_by_{w}" for w in WAYS.values()))
    return _part(played, "The ladder of levels", columns, rows, _ladder_text(played, rows))


def _ladder_text(played: Played, rows: list[Row]) -> list[str]:
    if not rows:
        return []
    horizon = played.plan.rounds * played.plan.months
    told = [_told(r, "signed_horizon") for r in rows]
    out = [f"signed within {horizon:g} months, under these inputs: {listing(told)}."]
    year = dates(played)[0] * played.plan.months
    if year < horizon:
        out.append(f"within {year:g} months: {listing([_told(r, 'signed_year') for r in rows])}.")
    held = [_told(r, "held_6") for r in rows if r["held_6"] is not None]
    if held:
        out.append(f"still standing six months after its first signature: {listing(held)}.")
    return out


def _told(row: Row, name: str) -> str:
    share, error = float(row[name] or 0), float(row[f"{name}_error"] or 0)
    return f"{within(str(row['name']))} {rounded(share, error)} (± {100 * error:.1f})"


def curves(played: Played, counts: Tally) -> Finding:
    """Month by month and level: signed by then, in force then, and the chance of a first signature in that month.

    ``hazard`` is a chance per round among runs in which nothing was signed at the level before. ``standing`` is the
    share of first texts that outlive as many months after they were signed (Kaplan & Meier 1958; runs that end first
    are censored), blank beyond the months that any of them was watched for.
    """
    p, rows = played.plan, []
    for lv, level in enumerate(p.levels):
        first = counts.signed[:, lv] < NEVER
        standing = surviving(counts.lasted[first, lv], counts.spell_over[first, lv], p.rounds)
        for t in range(1, p.rounds + 1):
            before = counts.signed[:, lv] >= t
            row: Row = {"level": level.id, "name": p.case.name(level.id), "months": t * p.months}
            row |= _two("signed", counts.signed_by(lv, t)) | _two("in_force", counts.in_force(lv, t))
            hits = (counts.signed[:, lv] == t).astype(np.float64)
            share, error = ratio(hits, before.astype(np.float64), counts.draw)
            row |= {"hazard": share, "hazard_error": error, "standing": standing[t - 1]}
            rows.append(row)
    columns = ("level", "name", "months", *(c for n in CURVE for c in (n, f"{n}_error")), "standing")
    return _part(played, "Over time", columns, rows, [])


def _two(name: str, found: Chance) -> Row:
    return {name: found.share, f"{name}_error": found.error}


def surviving(lasted: NDArray[np.int16], over: NDArray[np.bool_], rounds: int) -> list[float | None]:
    """Share of spells that last 1, 2, ... rounds, from how long each stood and whether that was its end [spell].

    A spell last seen standing after L rounds says nothing of the next one, so it is not at risk there. None for rounds
    that no spell was watched in.

    >>> surviving(np.array([1, 1], dtype=np.int16), np.array([True, False]), 3)
    [1.0, 0.0, None]
    """
    if not (lasted + over).any():
        return [None] * rounds
    stood = lasted.astype(np.float64)
    # What ends after L rounds ends in the next one: half a round sets that after what was last seen at L.
    ended = np.unique(stood[over]) + 0.5
    curve = (1.0, *kaplan_meier(stood + 0.5 * over, over).survival_at_event_times)
    watched = int((lasted + over).max())
    so_many = np.searchsorted(ended, np.arange(1, rounds + 1), side="right")
    return [curve[many] if n <= watched else None for n, many in enumerate(so_many, start=1)]


def blockers(played: Played, counts: Tally) -> Finding:
    """Who refused at the table: the share of provisional votes on a level in which an actor would say no or stays away.

    Only those who have to accept a level are counted. Rows: level, actor; sentences name no class of insiders.
    """
    p, case, rows = played.plan, played.plan.case, []
    for lv, level in enumerate(p.levels):
        voted = counts.voted[:, lv].astype(np.float64)
        if not voted.any():
            continue
        needed = dict.fromkeys(row.actor for row in level.program.rows)
        for actor in needed:
            refused = counts.refused[:, lv, p.state.index(actor)].astype(np.float64)
            share, error = ratio(refused, voted, counts.draw)
            rows.append(
                {"level": level.id, "actor": actor, "refused": share, "error": error, "votes": int(voted.sum())}
            )
    text = []
    for name in dict.fromkeys(str(r["level"]) for r in rows):
        mine = [r for r in rows if r["level"] == name and r["actor"] not in case.insiders]
        most = sorted(mine, key=lambda r: -float(str(r["refused"])))[:2]
        told = [
            f"{within(case.name(str(r['actor'])))} ({rounded(float(str(r['refused'])), float(str(r['error'])))})"
            for r in most
        ]
        if told and float(str(most[0]["refused"])) > 0:
            text.append(f"{within(case.name(name))}: {listing(told)}")
    head = "who would refuse most often when a level is voted on, counting one that stays away as refusing"
    said = [f"{head}: {'; '.join(text)}."] if text else []
    return _part(played, "Who refused", ("level", "actor", "refused", "error", "votes"), rows, said)


def gaps(played: Played, counts: Tally) -> Finding:
    """Mean distance between backers of different sides, private and public, on a scale of 0 to 100, by month.

    ``low`` and ``high`` hold 80% of the runs. Public lines stand still in the game; where an actor has none its private
    position stands in.
    """
    p = played.plan
    public = 100.0 * float(np.mean(_public_gap(played)))
    rows: list[Row] = []
    for t in range(p.rounds):
        now = 100.0 * counts.gap[:, t].astype(np.float64)
        low, high = np.quantile(now, [0.1, 0.9])
        share, error = ratio(now, np.ones_like(now), counts.draw)
        rows.append({
            "months": (t + 1) * p.months, "private": share, "private_error": error, "private_low": float(low),
            "private_high": float(high), "public": public,
        })  # fmt: skip
    first, last = float(str(rows[0]["private"])), float(str(rows[-1]["private"]))
    moved = "stays" if abs(first - last) < 0.5 else f"goes from {first:.0f} to {last:.0f}"
    at = f" at {first:.0f}" if moved == "stays" else ""
    text = [
        f"the private distance between backers of different sides {moved}{at} points of 100 in "
        f"{rows[-1]['months']:g} months, beside {public:.0f} in public."
    ]
    columns = ("months", "private", "private_error", "private_low", "private_high", "public")
    return _part(played, "Backers apart", columns, rows, text)


def _public_gap(played: Played) -> NDArray[np.float64]:
    """Mean public distance between backers of different sides [draw]."""
    p, state = played.plan, played.plan.state
    said = np.where(state.has_line[None, :, :], state.line, state.ideal)
    pairs = [(a, b) for a in p.backers for b in p.backers if a < b and p.side[a] != p.side[b]]
    return np.asarray(np.mean([np.abs(said[:, a] - said[:, b]).mean(axis=1) for a, b in pairs], axis=0))
