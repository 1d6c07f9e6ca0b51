"""`stakes`: what each actor, signer or not, stands to gain or lose at each level at best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from backchannel.analyses.asking import RUNS, SEED, interval, manifest, need_deciders, the_levels, the_tracks
from backchannel.case.draws import Draws, sample
from backchannel.case.schema import Case, Level, Track
from backchannel.conference.inequality import everyone
from backchannel.conference.range import VARIANTS, variants
from backchannel.conference.scan import margins
from backchannel.conference.signing import KEPT, LEAF
from backchannel.conference.state import Floats, State, build
from backchannel.conference.texts import grid
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.words import percent, standard_error, within
from backchannel.theory.exit import exit_guarantee_threshold


def best_case(state: State, level: Level, track: Track, guarantees: str, actor: str) -> Floats:
    """The largest surplus any text of a level gives one actor [run]; below 0 it loses by every text."""
    setting = everyone(state, level, track, guarantees=guarantees)
    row = [r.actor for r in setting.program.rows].index(actor)
    alone = replace(
        setting.program,
        parts=(actor,),
        ops=np.array([(LEAF, row)], dtype=np.int64),
        starts=np.array([0, 1], dtype=np.int64),
    )
    return margins(replace(setting, program=alone), grid(state.case, level))[0]


def thresholds(draws: Draws, actor: str) -> Floats | None:
    """The credibility [run] a guarantee of an actor's exit would need; None without an exit stake."""
    if draws.case.actor(actor).exit is None:
        return None
    path = f"actors.{actor}.exit"
    columns = [
        draws.of(f"{path}.{name}", neutral)
        for name, neutral in (("survival", 1.0), ("keeps", 1.0), ("after", 0.0), ("loses", 0.0), ("betrayed", 0.0))
    ]
    return np.array([exit_guarantee_threshold(*map(float, row)).gamma_star for row in zip(*columns, strict=True)])


def stakes(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    level: str | None = None,
    track: str | None = None,
    guarantees: str | None = None,
    actor: str | None = None,
) -> Finding:
    """For each actor, level, track and set of guarantees, its best case; and what its own exit would take.

    ``best`` is a median in shares of total stakes with its 80% range, ``accepts`` the share of draws in which some text
    is acceptable to this actor alone. Raises AskError for a level or track the case does not have.
    """
    wanted = [
        (name, one_level, one_track, which)
        for one_level in the_levels(case, level)
        for one_track in the_tracks(case, track)
        for which in ((guarantees,) if guarantees else variants(case, one_level))
        for name in dict.fromkeys(s.actor for s in case.stances)
        if actor is None or name == actor
    ]
    draws = sample(case, runs=runs, seed=seed)
    need_deciders(draws)
    if not wanted:
        raise AskError(f"nobody called {actor} has a stance in this case")
    found = stakes_of(draws, wanted)
    settings = {"level": level, "track": track, "guarantees": guarantees, "actor": actor}
    return replace(found, manifest=manifest(draws, analysis="stakes", **settings))


def stakes_of(draws: Draws, wanted: list[tuple[str, Level, Track, str]]) -> Finding:
    """The stakes of some (actor, level, track, guarantees)."""
    draws = draws.afresh()
    need_deciders(draws)
    case, runs, state = draws.case, draws.runs, build(draws)
    rows: list[Row] = []
    best: list[Floats] = []
    exits: list[Floats] = []
    needs = {a: thresholds(draws, a) for a in dict.fromkeys(w[0] for w in wanted)}
    for name, level, track, which in wanted:
        if name not in state.actors:
            raise AskError(f"nobody called {name} has a stance in this case")
        if which.removesuffix(KEPT) not in VARIANTS:
            raise AskError(f"guarantees {which}: expected {', '.join(VARIANTS)}, or one of them with {KEPT} behind it")
        values = best_case(state, level, track, which, name)
        middle, low, high = interval(values)
        share = float((values >= 0).mean())
        need = needs[name]
        rows.append(
            {
                "actor": name, "level": level.id, "track": track.id, "guarantees": which,
                "best": middle, "best_low": low, "best_high": high, "accepts": share,
                "se": standard_error(share * runs, runs),
                "threshold": None if need is None else interval(need)[0],
            }
        )  # fmt: skip
        best.append(values)
        exits.append(np.full(runs, np.nan) if need is None else need)
    return Finding(
        title="What each actor stands to gain or lose at best",
        columns=(
            "actor",
            "level",
            "track",
            "guarantees",
            "best",
            "best_low",
            "best_high",
            "accepts",
            "se",
            "threshold",
        ),
        rows=tuple(rows),
        text=tuple(
            f"{case.name(name)}, {within(case.name(level))} ({within(case.name(track))}): gains by some text in "
            f"{percent(accepts, runs)} of draws."
            for name, level, track, accepts in (
                (str(r["actor"]), str(r["level"]), str(r["track"]), float(r["accepts"] or 0)) for r in rows
            )
        ),
        label=draws.label,
        manifest=manifest(draws, analysis="stakes"),
        samples={
            "best": np.stack(best),
            "accepts": (np.stack(best) >= 0).astype(np.float64),
            "threshold": np.stack(exits),
        },
        inputs=frozenset(draws.used),
    )
