"""What the engines need of a case: all that stays put in a run, by draw of the analyst's doubts.

Arrays are indexed [draw, ...]; positions, saliences and chances are in [0, 1]; rates and chances are per round of the
case. What a case does not mention is at its neutral value, which takes its mechanism away.
Specification: docs/explanation/model.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws
from backchannel.case.schema import CONVERGING, Actor, Case, Level, Track
from backchannel.conference.askable import check_case, check_counts, check_rounds, check_texts, rounds_of
from backchannel.conference.signing import Program, Row, compile_rule, offered
from backchannel.conference.state import State, build, imposed, sides_of
from backchannel.conference.texts import Texts, refined
from backchannel.core.errors import AskError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

TEXTS = 1500
MONTHS = {"week": 12.0 / 52.0, "month": 1.0, "quarter": 3.0}
NONE = -1


@dataclass(frozen=True)
class LevelPlan:
    """One level: its texts, who must say yes, what holds it together and what breaks it. D draws, V rows, G groups."""

    id: str
    texts: Texts
    program: Program  # signers first, then ratifiers
    signer_parts: int
    rows: tuple[Row, ...]  # those of the program, then one for every other actor that decides
    actor: Ints  # [V]
    sides: tuple[int, ...]  # sides that sign
    opened: Flags  # [K]
    reference: Floats  # [K] the text by which its breakers are judged beforehand
    phi: Floats  # [D]
    frozen: Floats
    enforcement: Floats
    cover: Floats
    fragility: Floats
    lost: Floats
    telling: Floats
    trust: Floats  # [D, N] prior
    side_benefit: Floats  # [D, V]
    worth: Floats  # [D, V, 2] of the guarantees: alone, sponsored
    kept: Floats  # [D, V, 2] chance that one of those that cover an exit is kept
    group: Ints  # [G] index in Plan.groups
    attack: Floats  # [D, G]
    effect: Floats  # [D, G]


@dataclass(frozen=True)
class TrackPlan:
    """One track: who sits there, what is talked about and signed, who gets to see it."""

    id: str
    formal: bool
    open: bool
    members: Ints  # actors that decide
    mediated: bool
    agenda: Ints  # levels talked about
    signs: Ints  # levels that can be signed here
    meets: Floats  # [D]
    publicity: Floats
    leak: Floats
    premium: Floats
    cover: Floats
    cooling: Floats
    break_off: Floats
    resume: Floats


@dataclass(frozen=True)
class GroupPlan:
    """An armed group or other breaker."""

    id: str
    actor: int  # column among those that decide, or NONE
    side: int
    rent: Floats  # [D]
    feeds: Floats
    adds: Floats
    price: Floats  # [D]; nan = no choice


@dataclass(frozen=True)
class TiePlan:
    """Support from a backer to a client."""

    id: str
    source: int  # columns among all actors
    target: int
    support: Floats  # [D]
    withheld: Floats
    conditional: Floats


@dataclass(frozen=True)
class Sign:
    """An indicator of converging backers: how likely it shows in its window, in months, if they do and if not."""

    id: str
    window: float
    if_so: Floats  # [D]
    if_not: Floats


@dataclass(frozen=True)
class Globals:
    """Settings of the whole game, [D] each."""

    precision: Floats
    persistent: Floats
    hardship: Floats
    lookahead: Floats
    stops_good: Floats
    stops_other: Floats
    keeps_good: Floats
    keeps_other: Floats
    drift: Floats
    leak_harm: Floats
    lean: Floats
    pace: Floats
    by_exclusion: Floats
    by_enforcement: Floats
    by_progress: Floats


@dataclass(frozen=True)
class Plan:
    """A case ready to be played. D draws, N deciding actors, A all actors, K issues."""

    draws: Draws
    state: State
    inner: int
    rounds: int
    months: float
    levels: tuple[LevelPlan, ...]
    tracks: tuple[TrackPlan, ...]
    groups: tuple[GroupPlan, ...]
    ties: tuple[TiePlan, ...]
    settings: Globals
    side: Ints  # [N], NONE = none
    everyone: tuple[str, ...]  # [A]
    side_of: Ints  # [A]
    parent: Ints  # [A]
    column: Ints  # [A] among those that decide, NONE = none
    capability: Floats  # [D, A]
    grows: Ints  # [A] group whose strength counts, NONE = none
    power: Floats  # [D]
    imposed: Floats  # [D, S, K]
    own: Floats  # [D, N]; nan = not said
    optimism: Floats  # [D, N]
    cost: Floats
    rent: Floats
    intensity: Floats  # [D]
    openness: Floats  # [D, N]
    contact: Floats  # [D, N, N]
    attending_cost: Floats  # [D, N]
    attending_benefit: Floats
    exit: Floats  # [D, N, 6]: weight, survival, keeps, after, loses, betrayed
    leadership: int
    waits: bool  # whether what waiting is worth matters to anybody
    insider: Floats  # [D, N] weight of a class of insiders, else 0
    backers: Ints  # columns of backers that decide
    client_of: tuple[tuple[int, ...], ...]  # by tie: columns of those whose war it carries
    faction: tuple[tuple[int, int], ...]  # (all-actors index, parent's)
    tolerance: Floats  # [D, A]
    weight: Floats  # [D, A] in the parent
    command: Floats  # [D, A]
    narrative_cost: tuple[tuple[int, Floats, Floats, Floats, Floats], ...]  # column, mu0, trend, needed, effect
    narrative_backer: tuple[tuple[int, Floats, Floats, Floats, Floats], ...]
    indicators: tuple[Sign, ...]
    recognition: tuple[tuple[int, int, Floats], ...]  # of, by, [D, 5]: before, now, principle, effect, gain
    seat_row: Ints  # [track, level, N] row of an actor whose promises may hang on those who sit there

    @property
    def case(self) -> Case:
        """The case that is played."""
        return self.draws.case

    @property
    def draws_count(self) -> int:
        """Number of draws."""
        return self.draws.runs


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
    levels = tuple(_level(state, level, group_at, side, texts) for level in case.levels)
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
    tracks = tuple(_track(draws, t, columns, level_at, case) for t in case.tracks)
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
        seat_row=_seat_rows(state, levels, tracks, columns),
    )


def _seat_rows(
    state: State, levels: tuple[LevelPlan, ...], tracks: tuple[TrackPlan, ...], columns: dict[str, int]
) -> Ints:
    """By track, level and actor: its row with the most promises that hang on nobody or on somebody who sits there."""
    hangs_on = {g.id: g.condition for g in state.draws.case.guarantees}
    out = np.zeros((len(tracks), len(levels), len(state.actors)), dtype=np.int64)
    for c, track in enumerate(tracks):
        there = {int(i) for i in track.members}
        for lv, level in enumerate(levels):
            for i, actor in enumerate(state.actors):
                mine = [v for v, row in enumerate(level.rows) if row.actor == actor]

                def met(v: int, actor: str = actor, level: LevelPlan = level, there: set[int] = there) -> bool:
                    asked = {hangs_on[g] for g in level.rows[v].guarantees} - {None, actor}
                    return all(columns.get(str(one), NONE) in there for one in asked)

                able = [v for v in mine if met(v)] or mine[:1]
                out[c, lv, i] = max(able, key=lambda v: (len(level.rows[v].guarantees), -v))
    return out


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


def _level(state: State, level: Level, groups: dict[str, int], side: dict[str, int], most: int) -> LevelPlan:
    draws, case = state.draws, state.case
    check_texts(case, level, most)
    texts = refined(case, level, most=most)
    given = offered(case, level, "all")
    signing = compile_rule(draws, level, guarantees="all")
    program = compile_rule(draws, level, guarantees="all", ratifiers=True)
    for row in program.rows:
        if row.actor not in state.actors:
            who = "a class of insiders" if row.actor in case.insiders else row.actor
            raise AskError(f"{who} has to accept a text at level {level.id} and has no stance; add its rows to stances")
    present = {row.actor for row in program.rows}
    rows = (*program.rows, *(Row(a) for a in state.actors if a not in present))
    path = f"levels.{level.id}"
    known = {g.id: g for g in given}
    worth = np.zeros((draws.runs, len(rows), 2))
    broken = np.ones((draws.runs, len(rows), 2))
    for v, row in enumerate(rows):
        for g in (known[name] for name in row.guarantees):
            believed = draws.of(f"guarantees.{g.id}.credibility", 0.0)
            alone = believed * draws.of(f"guarantees.{g.id}.alone", 1.0)
            for n, share in enumerate((alone, believed)):
                worth[:, v, n] += share * draws.of(f"guarantees.{g.id}.worth", 0.0)
                if g.covers_exit:
                    broken[:, v, n] *= 1.0 - share
    reference = np.zeros(len(state.issues))
    for k in range(len(state.issues)):
        if texts.opened[k]:
            reference[k] = 0.5 * (texts.terms[k].min() + texts.terms[k].max())
    signers = dict.fromkeys(side[row.actor] for row in signing.rows if side[row.actor] != NONE)
    attacks = [
        (draws.of(f"{path}.breakage.{b.group}.attack", 1.0), draws.of(f"{path}.breakage.{b.group}.effect", 0.0))
        for b in level.breakage
    ]
    empty = np.zeros((draws.runs, 0))
    phi = draws.of(f"{path}.fighting_ended", 1.0)
    lost = draws.get(f"{path}.rents_lost")
    return LevelPlan(
        id=level.id,
        texts=texts,
        program=program,
        signer_parts=len(signing.parts),
        rows=rows,
        actor=np.array([state.index(row.actor) for row in rows], dtype=np.int64),
        sides=tuple(signers),
        opened=texts.opened,
        reference=reference,
        phi=phi,
        frozen=draws.of(f"{path}.frozen", 1.0),
        enforcement=draws.of(f"{path}.enforcement", 0.0),
        cover=draws.of(f"{path}.cover", 0.0),
        fragility=draws.of(f"{path}.fragility", 0.0),
        lost=phi if lost is None else lost,
        telling=draws.of(f"{path}.telling", 1.0),
        trust=np.stack([draws.by_level(f"actors.{a}.trust", level.id, 1.0) for a in state.actors], axis=1),
        side_benefit=np.stack(
            [draws.by_level(f"actors.{row.actor}.side_benefit", level.id, 0.0) for row in rows], axis=1
        ),
        worth=worth,
        kept=1.0 - broken,
        group=np.array([groups[b.group] for b in level.breakage], dtype=np.int64),
        attack=np.stack([a for a, _ in attacks], axis=1) if attacks else empty,
        effect=np.stack([e for _, e in attacks], axis=1) if attacks else empty,
    )


def _track(draws: Draws, track: Track, columns: dict[str, int], levels: dict[str, int], case: Case) -> TrackPlan:
    path = f"tracks.{track.id}"
    agenda = [levels[x] for x in (levels if track.agenda is None else track.agenda)]
    signs = agenda if track.kind == "formal" else []
    if track.signs is not None:
        signs = [levels[x] for x in track.signs]
    roles = {a.id: a.role for a in case.actors}
    sits = [m for m in track.members if roles[m] != "mediator"]
    everybody = not track.members  # a track that names nobody is open to all, but never to insiders unasked
    seated = [
        columns[a.id]
        for a in case.actors
        if a.id in columns and (a.id not in case.insiders if everybody else _sits(case, a, sits))
    ]
    return TrackPlan(
        id=track.id,
        formal=track.kind == "formal",
        open=track.open,
        members=np.array(seated, dtype=np.int64),
        mediated=track.proposer == "mediator",
        agenda=np.array(agenda, dtype=np.int64),
        signs=np.array(signs, dtype=np.int64),
        meets=draws.of(f"{path}.meets", 1.0),
        publicity=draws.of(f"{path}.publicity", 1.0),
        leak=draws.of(f"{path}.leak", 0.0),
        premium=draws.of(f"{path}.premium", 1.0),
        cover=draws.of(f"{path}.cover", 0.0),
        cooling=draws.of(f"{path}.cooling", 0.0),
        break_off=draws.of(f"{path}.break_off", 0.0),
        resume=draws.of(f"{path}.resume", 1.0),
    )


def _sits(case: Case, actor: Actor, members: list[str]) -> bool:
    """Whether an actor has a seat: its own, or that of its nearest body above it with no view of its own."""
    if actor.id in members:
        return True
    stances = {s.actor for s in case.stances}
    above = actor.parent
    return actor.role != "insider" and above in members and above not in stances


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
