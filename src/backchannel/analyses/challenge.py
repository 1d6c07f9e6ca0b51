"""`challenge`: the challenge model on a table of actors, round by round."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import altair as alt

from backchannel.analyses.courses_of_actors import courses_of_actors
from backchannel.analyses.standing_alone import PROGRAM, StandingAlone
from backchannel.case.actortable import ActorTable, read_actors
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.theory.groupdecision.challenge import EVENTS, ROUNDS, Challenges, chosen
from backchannel.theory.groupdecision.challenge import challenge as play

COLUMNS = ("round", "actor", "position", "risk_exponent", "event", "with")
BY_ROUND = ("round", "median", "mean", "moves")


def challenge(
    path: Path,
    *,
    preset: str = "paper",
    switches: Iterable[tuple[str, str]] = (),
    rounds: int = ROUNDS,
    issue: str | None = None,
) -> StandingAlone:
    """The challenge model on a table of actors, or on one dimension of a file of KTAB.

    ``preset`` paper or scholz_code; ``switches`` are pairs of name and word on top. Rows: `round` (0 is the start),
    `actor`, `position` in the units of the file, `risk_exponent` and `event` with whom in the round that led there. The
    JSON also holds `rounds`, `positions[round][actor]`, `median[round]`, `mean[round]` and more. Labelled team, as in a
    case. Raises CaseError for the file and AskError for what was asked.
    """
    table = read_actors(path, issue)
    try:
        rules = chosen(switches, preset)
    except ValueError as error:
        raise AskError(str(error)) from None
    found = play(table.positions, table.saliences, table.capabilities, rules, rounds=rounds)
    rows = tuple(_rows(found, table))
    manifest = {
        "program": PROGRAM,
        "settings": {"analysis": "challenge", "preset": preset, "switches": rules.words(), "rounds": rounds},
    }
    return StandingAlone(
        title=f"Challenge model: {table.issue or path.stem}",
        columns=COLUMNS,
        rows=rows,
        text=tuple(_sentences(found, preset, rounds)),
        label=Label.TEAM,
        manifest=manifest,
        picture=picture,
        parts=(Finding("Round by round", BY_ROUND, tuple(_by_round(found, rows)), (), Label.TEAM, manifest),),
        answer={
            "rounds": rounds,
            "positions": found.places[0].tolist(),
            "median": found.median[0].tolist(),
            "mean": found.mean[0].tolist(),
            "risk_exponents": found.risk[0].tolist(),
            "events": [
                {key: row[key] for key in ("round", "actor", "event", "with", "position")}
                for row in rows
                if row["event"]
            ],
            "actors": list(table.names),
            "switches": rules.words(),
            "cycle": int(found.period[0]),
            "since": int(found.since[0]),
            "forecast": {by: float(found.forecast(by)[0]) for by in ("median", "mean")},
        },
    )


def _rows(found: Challenges, table: ActorTable) -> Iterable[Row]:
    for t, places in enumerate(found.places[0]):
        for i, name in enumerate(table.names):
            event = int(found.events[0, t - 1, i]) if t else 0
            yield {
                "round": t,
                "actor": name,
                "position": float(places[i]),
                "risk_exponent": float(found.risk[0, t - 1, i]) if t else None,
                "event": EVENTS[event] or None,
                "with": table.names[found.rivals[0, t - 1, i]] if event else None,
            }


def _by_round(found: Challenges, rows: tuple[Row, ...]) -> Iterable[Row]:
    for t in range(found.median.shape[1]):
        moved = [f"{r['actor']} {r['event']} {r['with']}" for r in rows if r["round"] == t and r["event"]]
        yield {
            "round": t,
            "median": float(found.median[0, t]),
            "mean": float(found.mean[0, t]),
            "moves": "; ".join(moved) or ("start" if t == 0 else "nobody moves"),
        }


def _sentences(found: Challenges, preset: str, rounds: int) -> Iterable[str]:
    cycle, since = int(found.period[0]), int(found.since[0])
    if cycle == 1:
        yield f"Nobody moves any more from round {since} on."
    elif cycle > 1:
        yield f"From round {since} on positions go round in a cycle of {cycle} rounds and come to no rest."
    else:
        yield f"After {rounds} rounds positions had neither come to rest nor come back to where they were."
    averaged = ", averaged over the cycle" if cycle > 1 else ""
    median, mean = (float(found.forecast(by)[0]) for by in ("median", "mean"))
    yield f"Under these inputs the weighted median ends at {median:.4g} and the weighted mean at {mean:.4g}{averaged}."
    if preset == "scholz_code":
        yield (
            "Preset scholz_code follows what the authors' program is reported to have done, slips included: chances "
            "are tiny, nobody capitulates, and of compromises the one with the lowest mean position is taken."
        )


def picture(found: Finding) -> alt.TopLevelMixin:
    """Positions over rounds, a line an actor."""
    places = [float(r["position"] or 0) for r in found.rows]
    low, high = min(places), max(places)
    edge = 0.03 * (high - low) or 0.5
    rows = [{key: r[key] for key in ("round", "actor", "position")} for r in found.rows]
    chart: alt.TopLevelMixin = courses_of_actors(rows, "round", low - edge, high + edge).properties(title=found.title)
    return chart
