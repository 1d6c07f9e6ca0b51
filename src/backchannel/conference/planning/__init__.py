"""The plan of a case: what is drawn and what is coded, as the engines need it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws
from backchannel.case.schema import CONVERGING, Case
from backchannel.conference.askable import check_case, check_counts, check_rounds, rounds_of
from backchannel.conference.plan import MONTHS, NONE, Globals, GroupPlan, Plan, Sign, TiePlan
from backchannel.conference.planning.levels import level_plan
from backchannel.conference.planning.tracks import seat_rows, track_plan
from backchannel.conference.state import build, imposed, sides_of

Floats = NDArray[np.float64]

TEXTS = 1500


def plan(draws: Draws, *, inner: int = 1, texts: int = TEXTS, rounds: int | None = None) -> Plan:
    """The plan of a case. ``inner`` runs share a draw; ``texts`` is the most texts a level may have.

    Raises AskError for a game without rounds, and where nobody or one alone decides, no track signs anything, no text
    can meet what a level requires, its coarsest grid has too many, or one who must sign has no stance.
    """
    case = draws.case
    months = MONTHS[case.case.round]
    check_counts(inner=inner, texts=texts)
    check_case(case)
    if rounds is None:
        rounds = rounds_of(case, months)
    check_rounds(rounds)
    state = build(draws)
    everyone = tuple(a.id for a in case.actors)
    where = {a: n for n, a in enumerate(everyone)}
    columns = {a: n for n, a in enumerate(state.actors)}
    sides = sides_of(case)
    side = {a.id: sides.index(a.side) if a.side else NONE for a in case.actors}
    groups = _groups(draws, case, columns, side)
    group_at = {g.id: n for n, g in enumerate(groups)}
    levels = tuple(level_plan(state, level, group_at, side, texts) for level in case.levels)
    level_at = {level.id: n for n, level in enumerate(case.levels)}

    def each(field: str, neutral: float) -> Floats:
        return np.stack([draws.of(f"actors.{a}.{field}", neutral) for a in state.actors], axis=1)

    def every(field: str, neutral: float) -> Floats:
        return np.stack([draws.of(f"actors.{a}.{field}", neutral) for a in everyone], axis=1)

    contact = np.zeros((draws.runs, len(state.actors), len(state.actors)))
    for tie in case.ties:
        if tie.source in columns and tie.target in columns and tie.contact is not None:
            contact[:, columns[tie.source], columns[tie.target]] = draws.of(f"ties.{tie.id}.contact", 0.0)
    parents = {a.id: a.parent for a in case.actors}
    ties = tuple(
        TiePlan(
            id=t.id or "",
            source=where[t.source],
            target=where[t.target],
            support=draws.of(f"ties.{t.id}.support", 0.0),
            withheld=draws.of(f"ties.{t.id}.withheld", 0.0),
            conditional=draws.of(f"ties.{t.id}.conditional", 0.0),
        )
        for t in case.ties
        if t.support is not None
    )
    exits = np.zeros((draws.runs, len(state.actors), 6))
    names = ("weight", 0.0), ("survival", 1.0), ("keeps", 1.0), ("after", 0.0), ("loses", 0.0), ("betrayed", 0.0)
    for n, a in enumerate(state.actors):
        if case.actor(a).exit is not None:
            for m, (name, neutral) in enumerate(names):
                exits[:, n, m] = draws.of(f"actors.{a}.exit.{name}", neutral)
    weight = every("weight_in_parent", 1.0)
    insider = np.zeros((draws.runs, len(state.actors)))
    for a in case.insiders & set(columns):
        insider[:, columns[a]] = weight[:, where[a]]
    settings, attending = _settings(draws), each("attending_cost", 0.0)
    tracks = tuple(track_plan(draws, t, columns, level_at, case) for t in case.tracks)
    return Plan(
        draws=draws,
        state=state,
        inner=inner,
        rounds=rounds,
        months=months,
        levels=levels,
        tracks=tracks,
        groups=groups,
        ties=ties,
        settings=settings,
        side=np.array([side[a] for a in state.actors], dtype=np.int64),
        everyone=everyone,
        side_of=np.array([side[a] for a in everyone], dtype=np.int64),
        parent=np.array([where[p] if (p := parents[a]) else NONE for a in everyone], dtype=np.int64),
        column=np.array([columns.get(a, NONE) for a in everyone], dtype=np.int64),
        capability=every("capability", 0.0),
        grows=np.array([group_at.get(a, NONE) for a in everyone], dtype=np.int64),
        power=draws.of("war.decisiveness", 1.0),
        imposed=imposed(state) if sides else np.zeros((draws.runs, 0, len(state.issues))),
        own=each("own_chance", np.nan),
        optimism=each("optimism", 0.0),
        cost=each("cost", 0.0),
        rent=each("rent", 0.0),
        intensity=draws.of("war.intensity", 1.0),
        openness=each("openness", 0.0),
        contact=contact,
        attending_cost=attending,
        attending_benefit=each("attending_benefit", 0.0),
        exit=exits,
        leadership=next((n for n, k in enumerate(case.issues) if k.tag == "leadership"), NONE),
        waits=bool((settings.lookahead > 0).any() or (attending > 0).any()),
        insider=insider,
        backers=np.array(
            [columns[a.id] for a in case.actors if a.role == "backer" and a.id in columns], dtype=np.int64
        ),
        client_of=tuple(
            tuple(
                columns[a]
                for a in everyone
                if a in columns and (where[a] == t.target or parents[a] == everyone[t.target])
            )
            for t in ties
        ),
        faction=tuple(
            (where[a.id], where[a.parent])
            for a in case.actors
            if a.role == "faction" and a.parent is not None and a.id in columns
        ),
        tolerance=every("tolerance", 1.0),
        weight=weight,
        command=every("command", 1.0),
        narrative_cost=_narratives(draws, case, columns, "effect_on_cost"),
        narrative_backer=_narratives(draws, case, columns, "effect_on_backer"),
        indicators=tuple(
            Sign(
                n.id,
                float(n.window_months),
                draws.of(f"indicators.{n.id}.if_so", 0.0),
                draws.of(f"indicators.{n.id}.if_not", 0.0),
            )
            for n in case.indicators
            if n.state == CONVERGING
        ),
        recognition=tuple(
            (
                columns[r.of],
                columns[r.by],
                np.stack(
                    [
                        draws.of(f"recognition.{r.id}.{name}", neutral)
                        for name, neutral in (
                            ("before", 0.0),
                            ("now", 0.0),
                            ("principle", 1.0),
                            ("salience_effect", 0.0),
                            ("status_gain", 0.0),
                        )
                    ],
                    axis=1,
                ),
            )
            for r in case.recognition
            if r.of in columns and r.by in columns
        ),
        seat_row=seat_rows(state, levels, tracks, columns),
    )


def _settings(draws: Draws) -> Globals:
    def of(name: str, neutral: float) -> Floats:
        return draws.of(f"game.{name}", neutral)

    return Globals(
        precision=of("choice_precision", np.inf),
        persistent=of("persistent_noise", 0.0),
        hardship=of("hardship", 0.0),
        lookahead=of("lookahead", 0.0),
        stops_good=of("stops_good", 0.0),
        stops_other=of("stops_other", 0.0),
        keeps_good=of("keeps_good", 1.0),
        keeps_other=of("keeps_other", 1.0),
        drift=of("trust_drift", 0.0),
        leak_harm=of("leak_harm", 0.0),
        lean=of("insiders_lean", 0.0),
        pace=of("implementation_pace", 0.0),
        by_exclusion=of("collapse_by_exclusion", 0.0),
        by_enforcement=of("collapse_by_enforcement", 0.0),
        by_progress=of("collapse_by_progress", 0.0),
    )


def _groups(draws: Draws, case: Case, columns: dict[str, int], side: dict[str, int]) -> tuple[GroupPlan, ...]:
    named = dict.fromkeys(b.group for level in case.levels for b in level.breakage)
    feeding = [a.id for a in case.actors if a.feeds_on_fighting is not None or a.adds_to_fighting is not None]
    return tuple(
        GroupPlan(
            id=g,
            actor=columns.get(g, NONE),
            side=side[g],
            rent=draws.of(f"actors.{g}.rent", 0.0),
            feeds=draws.of(f"actors.{g}.feeds_on_fighting", 0.0),
            adds=draws.of(f"actors.{g}.adds_to_fighting", 0.0),
            price=draws.of(f"actors.{g}.attacking_cost", np.nan),
        )
        for g in dict.fromkeys([*named, *feeding])
    )


def _narratives(
    draws: Draws, case: Case, columns: dict[str, int], effect: str
) -> tuple[tuple[int, Floats, Floats, Floats, Floats], ...]:
    """For each narrative with an effect and each actor it works on: column, belief, trend, belief needed, effect.

    On cost it works on the speaker, or on those of its body who decide; on backers, on those who support the speaker.
    """
    found = []
    for n in case.narratives:
        if getattr(n, effect) is None:
            continue
        speakers = {n.speaker} | {a.id for a in case.actors if a.parent == n.speaker}
        touched = speakers
        if effect == "effect_on_backer":
            touched = {t.source for t in case.ties if t.target in speakers and t.support is not None}
        path = f"narratives.{n.id}"
        belief = draws.of(f"{path}.believed", 0.0), draws.of(f"{path}.trend", 0.0), draws.of(f"{path}.needed", 0.5)
        for one, column in columns.items():
            if one in touched:
                found.append((column, *belief, draws.of(f"{path}.{effect}", 0.0)))
    return tuple(found)
