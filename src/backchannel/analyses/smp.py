"""`smp`: KTAB's Spatial Model of Politics on a file of KTAB, turn by turn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np

from backchannel.analyses.courses_of_actors import courses_of_actors
from backchannel.analyses.standing_alone import PROGRAM, StandingAlone
from backchannel.case import ktab
from backchannel.case.ktab.playing import Playable, playable, unknown_word
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.theory.groupdecision.smp import MOST_TURNS, WORDS, Bargaining, Options, bargain, chosen

COLUMNS = ("turn", "actor", "dimension", "position")
ENDS = ("actor", "dimension", "start", "end", "prevails")
IDEAL = "IdealAdjust"
"""The option that says `IdealAdjustment` of every actor to its own position at once."""


def smp(
    path: Path,
    *,
    options: Iterable[tuple[str, str]] = (),
    preset: str = "ktab",
    turns: int = MOST_TURNS,
    seed: int = 1,
) -> StandingAlone:
    """The Spatial Model of Politics on a file of KTAB (CSV or XML).

    ``options`` are pairs of name and word on top of those in the file, and ``IdealAdjust`` how far, from 0 to 1, every
    ideal follows its actor's position in a turn; ``preset`` ktab or corrected; at most ``turns`` turns. Rows: `turn`,
    `actor`, `dimension`, `position` (0-100). The JSON also holds `turns` and `positions[turn][actor][dimension]`.
    Labelled team, as positions and capabilities in a case are unless it says otherwise. Raises CaseError for the file
    and AskError for what was asked.
    """
    scenario = ktab.read_scenario(path)
    unknown_word(scenario, str(path), WORDS)
    game = playable(scenario, str(path))
    asked = list(options)
    for name, _ in asked:
        if name not in WORDS and name != IDEAL:
            raise AskError(f"there is no option {name[:60]}; expected {', '.join((*WORDS, IDEAL))}")
    adjust = _adjust([word for name, word in asked if name == IDEAL])
    try:
        rules = chosen([*scenario.parameters.items(), *(one for one in asked if one[0] != IDEAL)], preset)
    except ValueError as error:
        raise AskError(str(error)) from None
    follow = 1.0 if game.follow is None else np.array(game.follow)
    words = rules.words() | ({} if adjust is None else {IDEAL: f"{adjust:g}"})
    found = bargain(
        np.array(game.positions), np.array(game.saliences), np.array(game.capabilities), rules,
        turns=turns, follow=follow if adjust is None else adjust, seed=seed,
    )  # fmt: skip
    places = 100.0 * found.places[0]
    rows: list[Row] = [
        {"turn": t, "actor": game.names[i], "dimension": game.dimensions[k], "position": float(places[t, i, k])}
        for t in range(len(places))
        for i in range(len(game.names))
        for k in range(len(game.dimensions))
    ]
    expected, likeliest = (100.0 * each[0] for each in (found.expected(), found.likeliest()))
    manifest = {
        "program": PROGRAM,
        "settings": {"analysis": "smp", "preset": preset, "options": words, "turns": turns, "seed": seed},
    }
    return StandingAlone(
        title=f"Spatial Model of Politics: {scenario.name or path.stem}",
        columns=COLUMNS,
        rows=tuple(rows),
        text=tuple(_sentences(found, rules, game, expected, likeliest)),
        label=Label.TEAM,
        manifest=manifest,
        picture=picture,
        parts=(_ends(found, game, places, manifest),),
        answer={
            "turns": int(found.turns[0]),
            "positions": places.tolist(),
            "actors": list(game.names),
            "dimensions": list(game.dimensions),
            "options": words,
            "corrections": sorted(rules.corrections),
            "stopped": bool(found.stopped[0]),
            "cycle": int(found.period[0]),
            "prevails": found.prevail[0].tolist(),
            "forecast": {"expected": expected.tolist(), "likeliest": likeliest.tolist()},
        },
    )


def _adjust(words: Sequence[str]) -> float | None:
    """The last of these as a number from 0 to 1; None where there is none."""
    if not words:
        return None
    try:
        found = float(words[-1])
    except ValueError:
        found = math.nan
    if not 0.0 <= found <= 1.0:
        raise AskError(f"{IDEAL} cannot be {words[-1]}; expected a number from 0 to 1")
    return found


def _ends(found: Bargaining, game: Playable, places: Any, manifest: dict[str, Any]) -> Finding:
    rows: list[Row] = [
        {
            "actor": name,
            "dimension": dimension,
            "start": float(places[0, i, k]),
            "end": float(places[-1, i, k]),
            "prevails": float(found.prevail[0, i]),
        }
        for i, name in enumerate(game.names)
        for k, dimension in enumerate(game.dimensions)
    ]
    title = "Where everybody started and ended, and the chance that this place prevails"
    return Finding(title, ENDS, tuple(rows), (), Label.TEAM, manifest)


def _sentences(found: Bargaining, rules: Options, game: Playable, expected: Any, likeliest: Any) -> Iterable[str]:
    count, cycle = int(found.turns[0]), int(found.period[0])
    turns = f"{count} turn{'s' * (count != 1)}"
    if cycle > 1:
        yield f"After {turns} positions go round in a cycle of {cycle} turns and come to no rest."
    elif bool(found.stopped[0]):
        yield f"Positions came to rest after {turns}, by KTAB's rule: a step below 2% of the first."
    elif cycle == 1:
        yield f"Nobody moves any more after {turns}."
    else:
        yield f"After {turns}, the most asked for, positions were still moving."
    for k, dimension in enumerate(game.dimensions):
        yield (
            f"Under these inputs this model expects {expected[k]:.1f} on {dimension} (places weighted by their chance "
            f"to prevail); the likeliest place is {likeliest[k]:.1f}."
        )
    yield from rules.notes()


def picture(found: Finding) -> alt.TopLevelMixin:
    """Positions over turns, a line an actor and a panel a dimension."""
    dimensions = dict.fromkeys(str(r["dimension"]) for r in found.rows)
    panels = [
        courses_of_actors([r for r in found.rows if r["dimension"] == name], "turn", 0.0, 100.0).properties(title=name)
        for name in dimensions
    ]
    chart: alt.TopLevelMixin = alt.hconcat(*panels).properties(title=found.title)
    return chart
