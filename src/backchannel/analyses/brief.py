"""`brief`: the front door. One page on why there is no text at the table, what would open one, and who blocks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import altair as alt
import numpy as np

from backchannel.analyses.asking import (
    RUNS,
    SEED,
    hinges,
    manifest,
    the_corridor,
    the_levels,
    the_table,
    the_tracks,
)
from backchannel.analyses.breakeven import THIN
from backchannel.analyses.claims import FAILS, HOLDS, IN_THE_GAME, NOT_YET, judged, tallied
from backchannel.analyses.packages import Ranges, break_even_table, either, finding, panels, ranges
from backchannel.analyses.wording import plain_input
from backchannel.case.draws import Draws, sample
from backchannel.case.schema import Case, Track
from backchannel.conference.range import Range, has_seat, unseated, variants
from backchannel.conference.scan import tally
from backchannel.conference.state import Floats
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.core.words import listing, percent, standard_error, within

SECTIONS = (
    "Why not",
    "Who",
    "What opens it",
    "Who could break it",
    "Who is absent",
    "What it hangs on",
    "Claims",
    "Doubt",
)
LEFT_OVER = 0.05
MOST_OPENED = 3


def brief(
    case: Case, *, runs: int = RUNS, seed: int = SEED, level: str | None = None, track: str | None = None
) -> Finding:
    """The brief of a case: shares of draws by level at the table, in the corridor, and there with insiders guaranteed.

    ``track`` takes the place of the corridor. Rows: level and, for each column, the share with its standard error.
    Sentences: (section, sentence) in the order of ``SECTIONS``, the section before a colon.
    """
    return brief_of(looked_at(case, runs=runs, seed=seed, level=level, track=track), level=level, track=track)


def looked_at(case: Case, *, runs: int, seed: int, level: str | None = None, track: str | None = None) -> Ranges:
    """The ranges that a brief is made from: at the table and in the corridor, or on the track in its place."""
    levels, tracks = the_levels(case, level), [t for t in _places(case, track) if t is not None]
    draws = sample(case, runs=runs, seed=seed)
    chosen = list({t.id: t for t in tracks}.values()) or list(case.tracks[:1])
    return ranges(draws.afresh(), levels, chosen)


def _places(case: Case, track: str | None) -> tuple[Track | None, Track | None]:
    return the_table(case), the_tracks(case, track)[0] if track else the_corridor(case)


def brief_of(at: Ranges, *, level: str | None = None, track: str | None = None) -> Finding:
    """``brief`` of ranges that were found for something else as well."""
    case, draws = at.draws.case, at.draws.afresh()
    table, corridor = _places(case, track)
    levels = the_levels(case, level)
    columns = _columns(case, at, table, corridor)
    rows = [_row(at, one.id, columns) for one in levels]
    judged_claims = judged(draws, at, play=False) if case.claims else None
    evens = break_even_table(at)
    hung = _hung(at, levels[-1].id, columns)
    text = [
        *(("Why not", s) for s in _why_not(case, at, columns)),
        *(("Who", s) for s in _who(case, at, columns)),
        *(("What opens it", s) for s in _opens(case, at, evens, corridor)),
        *(("Who could break it", s) for s in _breakers(at, columns)),
        *(("Who is absent", s) for s in _absent(case)),
        *(("What it hangs on", s) for s in _hangs(case, hung, levels[-1].id)),
        *(("Claims", s) for s in _claims(judged_claims)),
        *(("Doubt", s) for s in _doubt(draws)),
    ]
    parts = (finding(at, details=False), evens, *((judged_claims,) if judged_claims else ()))
    return Finding(
        title=f"{case.case.title}, as of {case.case.as_of:%-d %B %Y}",
        columns=("level", *(c for key in columns for c in (key, f"{key}_se")), "unseated"),
        rows=tuple(rows),
        text=tuple(f"{section}: {sentence}" for section, sentence in text),
        label=highest(p.label for p in parts),
        manifest=manifest(
            draws,
            analysis="brief",
            level=level,
            table=table.id if table else None,
            corridor=corridor.id if corridor else None,
        ),
        picture=partial(_picture, columns=columns),
        parts=parts,
        inputs=frozenset().union(*(p.inputs for p in parts)),
    )


Columns = Mapping[str, tuple[Track, str]]


def _picture(found: Finding, columns: Columns) -> alt.TopLevelMixin:
    """The brief's table as a picture, and beside it how near each level comes."""
    lines: list[Row] = []
    for row in found.parts[0].rows:
        for key, (track, which) in columns.items():
            if (row["track"], row["guarantees"]) == (track.id, which):
                lines.append({**row, "where": key.replace("insiders_guaranteed", "corridor, insiders guaranteed")})
    return panels(lines, found.title, int(found.manifest["runs"]), " ".join(found.sentences()))


def _columns(case: Case, at: Ranges, table: Track | None, corridor: Track | None) -> dict[str, tuple[Track, str]]:
    out: dict[str, tuple[Track, str]] = {}
    if table is not None:
        out["table"] = (table, "none")
    if corridor is not None:
        out["corridor"] = (corridor, "none")
        if any("insiders" in variants(case, r.setting.level) for r in at.found):
            out["insiders_guaranteed"] = (corridor, "insiders")
    if not out:
        out["table"] = (case.tracks[0], "none")
    return out


def _row(at: Ranges, level: str, columns: Columns) -> Row:
    row: Row = {"level": level}
    absent: list[str] = []
    for key, (track, which) in columns.items():
        found = at.get(level, track.id, which) or at.get(level, track.id)
        assert found is not None
        share = float((found.margin >= 0).mean())
        row[key], row[f"{key}_se"] = share, standard_error(share * at.draws.runs, at.draws.runs)
        absent += unseated(at.draws.case, found.setting.level, track)
    row["unseated"] = ", ".join(dict.fromkeys(absent)) or None
    return row


def _one(at: Ranges, level: str, column: tuple[Track, str]) -> Range:
    found = at.get(level, column[0].id, column[1]) or at.get(level, column[0].id)
    assert found is not None
    return found


def _levels(at: Ranges) -> list[str]:
    return list(dict.fromkeys(r.key[0] for r in at.found))


def _single(at: Ranges, level: str, column: tuple[Track, str]) -> float:
    found = _one(at, level, column)
    return float(tally(found.setting, found.texts)[0].max() / at.draws.runs)


def _share(values: Floats) -> float:
    return float((values >= 0).mean())


def _why_not(case: Case, at: Ranges, columns: Columns) -> list[str]:
    first = next(iter(columns))
    runs = at.draws.runs
    shares = {level: _share(_one(at, level, columns[first]).margin) for level in _levels(at)}
    closed = [within(case.name(level)) for level, s in shares.items() if s < LEFT_OVER]
    reach = [
        f"{within(case.name(level))} ({percent(s, runs)}, the best single text in "
        f"{percent(_single(at, level, columns[first]), runs)})"
        for level, s in shares.items()
        if s >= LEFT_OVER
    ]
    out = []
    if closed:
        out.append(
            f"at the table ({within(case.name(columns[first][0].id))}) hardly a draw holds a text that all who must "
            f"sign would accept for {listing(closed, 'or')}."
        )
    if reach:
        out.append(f"within reach there in some draws: {listing(reach)}.")
    if "corridor" in columns and len(columns) > 1:
        out.append(_secrecy(case, at, columns, shares))
    if "insiders_guaranteed" in columns:
        out += _promised(case, at, columns)
    return out


def _promised(case: Case, at: Ranges, columns: Columns) -> list[str]:
    """What the promises on offer to insiders change, and in how many draws insiders are in a position to matter."""
    level = next(x for x in reversed(_levels(at)) if at.get(x, columns["corridor"][0].id, "insiders"))
    promised, plain = _one(at, level, columns["insiders_guaranteed"]), _one(at, level, columns["corridor"])
    runs = at.draws.runs
    gained = (promised.margin >= 0) & (plain.margin < 0)
    gain = 100.0 * float(gained.mean())
    error = 100.0 * standard_error(float(gained.sum()), runs)
    nearer = promised.margin > plain.margin + 1e-12
    out = [
        f"promising insiders what is on offer, believed as far as it is today, opens {gain:.1f} points more "
        f"(± {error:.1f}) for {within(case.name(level))}; in {percent(1 - float(nearer.mean()), runs)} of draws it "
        "changes nothing (too light to carry their side, or a condition unmet)."
    ]
    program = promised.setting.program
    if program.needed.shape[1] == 1:
        heavy = float((program.weights[:, 0].sum(axis=1) >= program.needed[:, 0]).mean())
        out[-1] += f" They weigh enough to carry it in {percent(heavy, runs)}."
    seats = [b for b in case.insiders if not has_seat(case, b, columns["corridor"][0])]
    if seats:
        out[-1] += " They have no seat of their own there."
    return out


def _secrecy(case: Case, at: Ranges, columns: Columns, shares: Mapping[str, float]) -> str:
    """What the corridor changes against the table, on the same draws: most, and for the last level."""
    first, runs = columns[next(iter(columns))], at.draws.runs
    gains: dict[str, tuple[float, float]] = {}
    nearer = []
    for x in shares:
        inside, outside = _one(at, x, columns["corridor"]).margin, _one(at, x, first).margin
        change = (inside >= 0).astype(np.float64) - (outside >= 0)
        error = float(np.sqrt(max(float(change.var()), 4 / runs) / runs))
        gains[x] = 100 * float(change.mean()), 100 * error
        if shares[x] < LEFT_OVER and float(np.median(inside - outside)) > 0:
            nearer.append(within(case.name(x)))
    last = list(shares)[-1]
    most = max(gains, key=lambda x: abs(gains[x][0]))
    told = [
        f"{gains[x][0]:+.1f} points (± {gains[x][1]:.1f}) for {within(case.name(x))}"
        for x in dict.fromkeys((most, last))
    ]
    ending = f"; it brings {listing(nearer)} nearer" if nearer else ""
    return f"the corridor adds {listing(told)}{ending}. That an agreed text must still be announced is not counted."


def _who(case: Case, at: Ranges, columns: Columns) -> list[str]:
    column = list(columns.values())[min(1, len(columns) - 1)]
    groups: dict[str, list[str]] = {}
    for level in _levels(at):
        found = _one(at, level, column)
        none = found.margin < 0
        if none.mean() < 0.5:
            continue
        most = max(at.blockers[found.key], key=lambda b: int(b.binding.sum()))
        share = percent(float(most.binding.sum() / none.sum()), int(none.sum()))
        groups.setdefault(most.part, []).append(f"{within(case.name(level))} ({share})")
    if not groups:
        return ["no level is closed in most draws."]
    out = [f"{either(case, part)}, for {listing(levels)}" for part, levels in groups.items()]
    return [f"furthest from accepting, where no text exists (share of those draws): {'; '.join(out)}."]


def _opens(case: Case, at: Ranges, evens: Finding, corridor: Track | None) -> list[str]:
    """The levers that open most, each alone, and what the level comes to then."""
    out: list[str] = []
    runs = min(at.draws.runs, THIN)
    rows = [
        r
        for r in evens.rows
        if (corridor is None or r["track"] == corridor.id) and r["then"] is not None and _is_lever(str(r["path"]))
    ]
    for level in reversed(list(dict.fromkeys(str(r["level"]) for r in evens.rows))):
        mine = sorted((r for r in rows if r["level"] == level), key=lambda r: -float(r["then"] or 0))
        told: list[str] = []
        seen: set[str] = set()
        for row in mine:
            actor, path = str(row["actor"]), str(row["path"])
            same = f"{actor}: kept" if ".trust" in path else path
            if same in seen or len(told) == 2:
                continue
            seen |= {same, f"{actor}: kept"} if ".enforcement" in path else {same}
            whose = f"{row['lever']}, {case.name(actor)}," if ".trust" in path else str(row["lever"])
            if told and float(row["then"] or 0) < LEFT_OVER:
                continue
            told.append(
                f"{whose} {float(row['now'] or 0):.2f} to {float(row['needed'] or 0):.2f} brings round "
                f"{case.name(actor)} in half of draws; a text then exists in {percent(float(row['then'] or 0), runs)}"
            )
        name = within(case.name(level))
        out.append(
            f"{name}: {'; '.join(told)}."
            if told
            else f"{name}: no lever alone brings a blocker round in half of draws."
        )
        if len(out) == MOST_OPENED:
            break
    if not out:
        return ["no level is blocked in most draws, so nothing needs opening."]
    out[-1] += " One lever at a time, at the text nearest to acceptance."
    return out


def _is_lever(path: str) -> bool:
    return path.startswith(("tracks.", "levels.", "guarantees.")) or ".trust" in path


def _breakers(at: Ranges, columns: Columns) -> list[str]:
    case, draws, out = at.draws.case, at.draws, []
    first = next(iter(columns.values()))
    for level_id in _levels(at):
        found = _one(at, level_id, first)
        share, ratified = _share(found.margin), _share(found.ratified)
        if share - ratified > 0.02:
            who = listing([case.name(a) for a in case.level(level_id).ratifiers])
            out.append(
                f"{within(case.name(level_id))}: {percent(share, draws.runs)} of draws have a text, "
                f"{percent(ratified, draws.runs)} one that {who} would also accept."
            )
    reach = [x for x in _levels(at) if _share(_one(at, x, first).margin) >= LEFT_OVER] or _levels(at)[-1:]
    force = []
    for level_id in reach:
        chances = {
            b.group: float(
                (
                    draws.of(f"levels.{level_id}.breakage.{b.group}.effect", 0.0)
                    * draws.of(f"levels.{level_id}.breakage.{b.group}.attack", 1.0)
                ).mean()
            )
            for b in case.level(level_id).breakage
        }
        worst = sorted(chances, key=lambda g: -chances[g])[:3]
        if worst:
            named = [f"{case.name(g)} ({percent(chances[g], draws.runs)})" for g in worst]
            force.append(f"{within(case.name(level_id))}, {listing(named)}")
    if force:
        out.append(f"by force or obstruction, chance a {case.case.round} as coded: {'; '.join(force)}.")
    return out or ["no group is coded as able to break an outcome."]


def _absent(case: Case) -> list[str]:
    if not case.absent:
        return ["nobody is recorded as absent; `backchannel check` says whose voice no actor carries."]
    return [f"decided about and not an actor here: {listing([a.who[0].lower() + a.who[1:] for a in case.absent])}."]


def _hung(at: Ranges, level: str, columns: Columns) -> list[tuple[str, float]]:
    found = _one(at, level, list(columns.values())[-1])
    return hinges(at.draws, {"margin": found.margin}, most=4)["margin"]


def _hangs(case: Case, hung: list[tuple[str, float]], level: str) -> list[str]:
    if not hung:
        return ["no input carries enough doubt to matter in these runs."]
    named = [f"{plain_input(case, path)} ({rho:+.2f})" for path, rho in hung]
    return [f"how near {within(case.name(level))} comes goes most with {listing(named)}; rank correlation over draws."]


def _claims(found: Finding | None) -> list[str]:
    if found is None:
        return ["the case carries no claims."]
    groups = tallied(found.rows)
    words = {HOLDS: "held", FAILS: "failed", NOT_YET: "not yet testable"}
    parts = [f"{words[k]} {len(groups[k])} ({', '.join(groups[k])})" if groups[k] else f"{words[k]} 0" for k in words]
    star = " * = in part." if any("*" in i for ids in groups.values() for i in ids) else ""
    asked = groups.get(IN_THE_GAME, [])
    game = ""
    if asked:
        game = f" {len(asked)} ask the game of rounds, which `backchannel claims` plays: {', '.join(asked)}."
    return [f"{'; '.join(parts)}.{star}{game}"]


def _doubt(draws: Draws) -> list[str]:
    case = draws.case
    judged_ = sum(1 for i in draws.inputs if not i.evidence or "judgement" in i.evidence)
    unknown = sum(1 for i in draws.inputs if i.estimate.unknown)
    text = (
        f"the case holds {len(draws.inputs)} numbers, {judged_} of them wholly or partly judgement"
        + (f", {unknown} unknown and on wide priors" if unknown else "")
        + f"; Monte Carlo error at most {100 * standard_error(draws.runs / 2, draws.runs):.1f} points. A share counts "
        "draws of these doubts, under these inputs; it is no probability that anything is signed."
    )
    if case.case.hindsight:
        text += " Not coded blind to what followed: see the hindsight declaration in the case."
    return [text]
