"""Runs of the game: conference/reference, compiled; all that is kept of a run is written in its own row."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from backchannel.conference.kernel.holding import (
    backers_apart,
    expect_attacks,
    in_force,
    look_around,
    ratify,
    spoilers,
)
from backchannel.conference.kernel.judging import faces
from backchannel.conference.kernel.live import (
    FIGHTING,
    GAP,
    GOOD,
    NO,
    OTHER,
    YES,
    Out,
    Spine,
    Stand,
    chance,
    ratio,
    shock,
    spine,
    stand,
    tables,
)
from backchannel.conference.kernel.meetings import convene, corridor, factions, insiders, recognise
from backchannel.conference.kernel.pack import (
    INTENSITY,
    KEEPS_GOOD,
    KEEPS_OTHER,
    PERSISTENT,
    STOPS_GOOD,
    STOPS_OTHER,
    TELLING,
    Actors,
    Keys,
    Levels,
    Lists,
    Rules,
    Tracks,
    War,
)
from backchannel.conference.kernel.voting import see, session, shocks
from backchannel.conference.kernel.war import before_all, surroundings, worth_of_war
from backchannel.conference.reference.run import NEVER_QUITE, UNIT_LOGISTIC
from backchannel.core.jit import allocating, part, worker


@part
def set_out(
    sp: Spine, st: Stand, actors: Actors, levels: Levels, war: War, keys: Keys, number: int, seed: int, months: float
) -> None:
    """Chances and ratios that stay put in a run, and which side is of which kind."""
    for lv in range(st.chi.shape[0]):
        telling = levels.lev[lv, TELLING]
        good, lesser = war.put[STOPS_GOOD], war.put[STOPS_OTHER]
        other = good - telling * (good - lesser)
        st.stops[lv, GOOD], st.stops[lv, OTHER] = good, other
        st.stops[lv, YES], st.stops[lv, NO] = ratio(good, other), ratio(1.0 - good, 1.0 - other)
        good, lesser = war.put[KEEPS_GOOD], war.put[KEEPS_OTHER]
        other = math.pow(good - telling * (good - lesser), months)
        good = math.pow(good, months)
        st.keeps[lv, GOOD], st.keeps[lv, OTHER] = good, other
        st.keeps[lv, YES], st.keeps[lv, NO] = ratio(good, other), ratio(1.0 - good, 1.0 - other)
        for side in range(st.good.shape[0]):
            belief = belief_in(levels, actors, side, lv)
            st.good[side, lv] = chance(keys.kind[side], number, 0, seed) < belief
            st.halted[side, lv] = belief * st.stops[lv, GOOD] + (1.0 - belief) * st.stops[lv, OTHER]
    if war.put[PERSISTENT] != 0.0:
        for i in range(st.zeta.shape[0]):
            st.zeta[i] = shock(chance(keys.lean[i], number, 0, seed)) * UNIT_LOGISTIC
    for n in range(war.window.shape[0]):
        for so in range(2):
            window = min(war.seen[n, so], 1.0 - NEVER_QUITE)
            st.shows[n, so] = -math.expm1(months / war.window[n] * math.log1p(-window))
    sp.mood[FIGHTING] = war.put[INTENSITY]
    sp.mood[GAP] = backers_apart(sp, actors.side, actors.backers)
    before_all(st, war)


@part
def belief_in(levels: Levels, actors: Actors, side: int, lv: int) -> float:
    """Mean trust that those of other sides who have to accept a level put in a side, before anything is learnt."""
    total, count = 0.0, 0
    for n in range(levels.body_start[lv], levels.body_start[lv + 1]):
        i = levels.deciders[n]
        if actors.side[i] != side:
            total += levels.trust[lv, i]
            count += 1
    return total / count if count > 0 else 1.0


@part
def first_to_sign(tracks: Tracks, c: int, lv: int) -> bool:
    """Whether no earlier track can sign a level."""
    for n in range(tracks.sign_start[c]):  # noqa: SIM110 - compiled code knows no generators
        if tracks.signs[n] == lv:
            return False
    return True


@allocating
def of_draw(d: int, a: Actors, x: Levels, r: Rules, k: Tracks, w: War) -> tuple[Actors, Levels, Rules, Tracks, War]:
    """The arrays of one draw."""
    return (
        Actors(
            a.who[d], a.ideal[d], a.salience[d], a.quo[d], a.line[d], a.credit[d], a.contact[d], a.has_line,
            a.precondition, a.side, a.backers, a.rec_of, a.rec[d], a.rec_pays,
            a.frame_of, a.frame[d], a.heard_by, a.heard[d],
        ),
        Levels(
            x.lev[d], x.trust[d], x.rows[d], x.strike[d], x.actor, x.row_start, x.first_row, x.opened, x.reference,
            x.table, x.side_start, x.sides, x.strike_start, x.group, x.body_start, x.bodies, x.deciders, x.needs,
            x.seat_row,
        ),
        Rules(
            r.ops, r.slot_ops, r.starts, r.part_start, r.signer_parts, r.slot_start, r.slot_row, r.sizes,
            r.weights[d], r.needed[d],
        ),
        Tracks(
            k.trk[d], k.formal, k.open, k.mediated, k.member_start, k.members, k.sits, k.agenda_start, k.agenda,
            k.sign_start, k.signs,
        ),
        War(
            w.put[d], w.grp[d], w.group_actor, w.group_side, w.tie[d], w.tie_source, w.client_start, w.clients,
            w.fighter_side, w.fighter_grows, w.capability[d], w.served_start, w.served, w.served_next, w.imposed[d],
            w.faction, w.loyal[d], w.command[d], w.seen[d], w.window,
        ),
    )  # fmt: skip


@allocating
def of_run(r: int, out: Out) -> Out:
    """What happens in one run, to be written in its row."""
    return Out(
        out.signed[r], out.signed_at[r], out.signed_text[r], out.spells[r], out.ended[r], out.lasted[r],
        out.force[r], out.refused[r], out.voted[r], out.sessions[r], out.agreed[r], out.endorsed[r],
        out.endorsed_at[r],
        out.leaks[r], out.leaked[r], out.broke_off[r], out.attacks[r], out.gap[r], out.trust[r], out.fighting[r],
        out.represented[r], out.leaning[r], out.present[r], out.shown[r],
    )  # fmt: skip


@worker
def run_some(
    begin: int, end: int, first: int, inner: int, seed: Any, rounds: int, months: float, leadership: int,
    quadratic: bool, waits: bool, everyone: Actors, deals: Levels, programs: Rules, ls: Lists, places: Tracks,
    fighting: War, keys: Keys, outcome: Out,
) -> None:  # fmt: skip
    """Rows ``begin .. end - 1`` of the outcome, whose row 0 is run ``first``; each run alone.

    Scratch is made once a run or less, never in a round. Python's threads call this, each for rows of its own: as a
    ``prange`` the whole engine would be compiled three times over.
    """
    start: Any = np.int64(0)  # a literal would be compiled for apart
    tb = tables(deals, programs, ls, places)
    for r in range(begin, end):
        number = first + r
        actors, levels, rules, tracks, war = of_draw(
            number // inner - first // inner, everyone, deals, programs, places, fighting
        )
        sp, st = spine(actors, levels, tracks, leadership, quadratic), stand(actors, levels, tracks, war)
        out = of_run(r, outcome)
        tb.laid[0] = -1
        set_out(sp, st, actors, levels, war, keys, number, seed, months)
        if waits:
            worth_of_war(sp, st, actors.side, actors.heard_by, actors.heard, tracks.sits, war, start)
            expect_attacks(sp, st, levels, ls, war)
            faces(sp, st.up, actors.frame_of, actors.frame, start)
            for c in range(st.shut.shape[0]):
                for n in range(tracks.sign_start[c], tracks.sign_start[c + 1]):
                    if first_to_sign(tracks, c, tracks.signs[n]):
                        see(sp, st, levels, rules, ls, tracks, tb, war.put, tracks.signs[n], c, 1.0)
        for t in range(rounds):
            surroundings(sp, st, tracks, war, keys, number, seed, t)
            worth_of_war(sp, st, actors.side, actors.heard_by, actors.heard, tracks.sits, war, t)
            expect_attacks(sp, st, levels, ls, war)
            faces(sp, st.up, actors.frame_of, actors.frame, t)
            convene(sp, st, levels, rules, tracks, keys, tb, actors.side, out, number, seed, t)
            factions(sp, st, levels, war, t == 0)
            recognise(sp, st)
            for c in range(st.shut.shape[0]):
                if st.meeting[c] and not tracks.formal[c]:
                    corridor(sp, st, actors, levels, rules, ls, tracks, war, keys, tb, out, c, number, seed, t)
                    faces(sp, st.up, actors.frame_of, actors.frame, t)
            insiders(sp, st, levels, ls, war)
            shocks(st, war.put, keys, number, seed, t)
            for c in range(st.shut.shape[0]):
                if st.meeting[c]:
                    session(sp, st, levels, rules, ls, tracks, war, keys, tb, out, c, number, seed, t, waits)
            spoilers(sp, st, levels, ls, war, keys, actors.side, out, number, seed, t)
            ratify(sp, st, levels, rules, ls, tracks, tb, out, t)
            in_force(sp, st, levels, ls, war.put, keys, actors.side, out, number, seed, t)
            look_around(sp, st, actors.side, actors.backers, keys, out, number, seed, t)
