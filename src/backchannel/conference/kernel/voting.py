"""Stage 5, the provisional vote, and what waiting is worth: conference/reference/voting.py, compiled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from backchannel.conference.kernel.judging import decide, hoped, row_for, text_value, trust_now
from backchannel.conference.kernel.laying import slopes, worth_at
from backchannel.conference.kernel.live import QUEUED, VERSION, Out, Spine, Stand, Tables, chance, logistic, shock
from backchannel.conference.kernel.pack import (
    BREAK_OFF,
    CONDITIONAL,
    LOOKAHEAD,
    MEETS,
    PATIENCE,
    PERSISTENT,
    PHI,
    PRECISION,
    Floats,
    Keys,
    Levels,
    Lists,
    Rules,
    Tracks,
    War,
)
from backchannel.conference.kernel.searching import exposed, favourite, margin_at, widest
from backchannel.conference.plan import NONE
from backchannel.conference.reference.run import ABSENT, DAMPING, LEAST_STAKE
from backchannel.core.jit import inlined, part


@part
def shocks(st: Stand, put: Floats, keys: Keys, number: int, seed: int, t: int) -> None:
    """What moves each actor's vote today besides the text: one shock for all texts of the round."""
    precision = put[PRECISION]
    for i in range(st.shocks.shape[0]):
        now = 0.0 if math.isinf(precision) else shock(chance(keys.vote[i], number, t, seed)) / precision
        st.shocks[i] = now + put[PERSISTENT] * st.zeta[i]


@part
def votes(
    sp: Spine, st: Stand, levels: Levels, ls: Lists, tracks: Tracks, lv: int, at: int, exposure: float, by: int, c: int
) -> None:
    """How far each row of a level is from refusing a text, shocks included; >= 0 is a yes. Who did not come says no."""
    trust_now(sp, st.L, lv)
    phi, text = sp.lev[lv, PHI], ls.text_start[lv] + at
    for v in range(levels.row_start[lv], levels.row_start[lv + 1]):
        i = levels.actor[v]
        if tracks.sits[c, i] and not st.came[i]:
            st.yes[v] = ABSENT
            continue
        stake = 0.0
        for k in range(sp.q.shape[0]):
            stake += sp.s[i, k] if sp.opened[lv, k] else 0.0
        stake = phi + (1.0 - phi) * stake
        value = text_value(sp, lv, v, ls.terms, text, ls.waits, ls.pattern[text], exposure, by)
        st.yes[v] = value / (LEAST_STAKE if stake < LEAST_STAKE else stake) + st.shocks[i]


@inlined
def passes(st: Stand, rules: Rules, tb: Tables, lv: int, parts: int) -> bool:
    """Whether the votes in ``st.yes`` meet the first parts of a level's rule."""
    least = decide(
        rules.ops, rules.starts, rules.part_start[lv], parts,
        rules.sizes, rules.weights, rules.needed, st.yes, tb.pile, tb.taken, True,
    )  # fmt: skip
    return least >= 0.0


@part
def proposal(
    sp: Spine, st: Stand, levels: Levels, rules: Rules, ls: Lists, tracks: Tracks, keys: Keys, tb: Tables,
    c: int, lv: int, number: int, seed: int, t: int,
) -> int:  # fmt: skip
    """What the mediator, or else a member, brings to the table."""
    alone: Any = np.int64(NONE)  # a literal would be compiled for apart
    count = 0
    for n in range(tracks.member_start[c], tracks.member_start[c + 1]):
        count += 1 if st.came[tracks.members[n]] else 0
    i = levels.first_row.shape[1]
    if not tracks.mediated[c] and count > 0:
        left = min(int(chance(keys.proposes[c, lv], number, t, seed) * count), count - 1)
        for n in range(tracks.member_start[c], tracks.member_start[c + 1]):
            if st.came[tracks.members[n]]:
                if left == 0:
                    i = tracks.members[n]
                left -= 1
    if st.found[c, lv, i, 0] != sp.marks[VERSION]:
        trust_now(sp, st.L, lv)
        hint, exposure = st.found[c, lv, i, 1], exposed(tracks.trk, sp.lev, lv, c, alone)
        if i == levels.first_row.shape[1]:
            at = widest(sp, rules, ls, tb, lv, c, exposure, alone, hint)
        else:
            at = favourite(sp, rules, ls, tb, lv, levels.first_row[lv, i], c, exposure, alone, hint)
        st.found[c, lv, i, 0], st.found[c, lv, i, 1] = sp.marks[VERSION], at
    return int(st.found[c, lv, i, 1])


@inlined
def sponsor(st: Stand, lv: int) -> int:
    """The first corridor that holds a text of a level."""
    for c in range(st.held.shape[0]):
        if st.held[c, lv] != NONE:
            return c
    return NONE


@part
def session(
    sp: Spine, st: Stand, levels: Levels, rules: Rules, ls: Lists, tracks: Tracks, war: War,
    keys: Keys, tb: Tables, out: Out, c: int, number: int, seed: int, t: int, waits: bool,
) -> None:  # fmt: skip
    """A session takes up what can be signed there; what passes is pending until it is ratified."""
    passed, taken = False, False
    for n in range(tracks.sign_start[c], tracks.sign_start[c + 1]):
        lv = tracks.signs[n]
        if st.force[lv] != NONE or st.pending[lv] != NONE:
            continue
        by = sponsor(st, lv)
        exposure = exposed(tracks.trk, sp.lev, lv, c, by)
        if by == NONE:
            at = proposal(sp, st, levels, rules, ls, tracks, keys, tb, c, lv, number, seed, t)
        else:
            at = st.held[by, lv]
            st.held_seen[by, lv] = exposure
        votes(sp, st, levels, ls, tracks, lv, at, exposure, by, c)
        taken = True
        record(st, levels, ls, sp, out, lv, ls.text_start[lv] + at, by)
        if by != NONE:
            condition(st, levels, tracks, war, lv, by)
            if out.endorsed[lv] < 0 and stood_by(st, levels, tracks, lv, by):
                out.endorsed[lv], out.endorsed_at[lv] = t, by
        if passes(st, rules, tb, lv, rules.signer_parts[lv]):
            st.pending[lv], st.pending_by[lv], st.pending_seen[lv], st.pending_at[lv] = at, by, exposure, c
            st.queue[st.counts[QUEUED]] = lv
            st.counts[QUEUED] += 1
            passed = True
        elif by != NONE:
            st.held[by, lv] = NONE
        if waits:
            see(sp, st, levels, rules, ls, tracks, tb, war.put, lv, c, DAMPING)
    if taken and not passed and chance(keys.break_off[c], number, t, seed) < tracks.trk[c, BREAK_OFF]:
        st.broken[c] = True
        if out.broke_off[c] < 0:
            out.broke_off[c] = t


@inlined
def record(st: Stand, levels: Levels, ls: Lists, sp: Spine, out: Out, lv: int, text: int, by: int) -> None:
    """Who refused; who said yes has a new line that its factions measure themselves by."""
    out.voted[lv] += 1
    for i in range(st.L.shape[0]):
        if st.yes[row_for(levels, lv, i, by)] < 0.0:
            out.refused[lv, i] += 1
        else:
            for k in range(sp.q.shape[0]):
                if sp.opened[lv, k]:
                    st.told[i, k], st.has_told[i, k] = ls.terms[k, text], True


@inlined
def stood_by(st: Stand, levels: Levels, tracks: Tracks, lv: int, by: int) -> bool:
    """Whether all who agreed a text behind closed doors say yes to it at the table."""
    for n in range(tracks.member_start[by], tracks.member_start[by + 1]):
        if st.yes[levels.seat_row[by, lv, tracks.members[n]]] < 0.0:
            return False
    return True


@inlined
def condition(st: Stand, levels: Levels, tracks: Tracks, war: War, lv: int, by: int) -> None:
    """A backer of a corridor's text cuts the support of a client that refuses it, and resumes when it accepts."""
    for n in range(war.tie.shape[0]):
        source = war.tie_source[n]
        if source == NONE or not tracks.sits[by, source]:
            continue
        asked, refused = False, False
        for m in range(war.client_start[n], war.client_start[n + 1]):
            i = war.clients[m]
            if levels.needs[lv, i]:
                asked = True
                refused = refused or st.yes[levels.seat_row[by, lv, i]] < 0.0
        if asked and refused:
            st.cut[n], st.cut_for[n] = war.tie[n, CONDITIONAL], lv
        elif asked and st.cut_for[n] == lv:
            st.cut[n], st.cut_for[n] = 0.0, NONE


@inlined
def foresee(margin: float, precision: float) -> float:
    """Chance that a text of this margin passes, as it is foreseen."""
    if math.isinf(precision):
        return 1.0 if margin >= 0.0 else 0.0
    return logistic(margin * precision)


@part
def see(
    sp: Spine, st: Stand, levels: Levels, rules: Rules, ls: Lists, tracks: Tracks, tb: Tables, put: Floats,
    lv: int, c: int, weight: float,
) -> None:  # fmt: skip
    """Note the chance and the worth of what would be proposed for a level at a track, for what waiting is worth."""
    trust_now(sp, st.L, lv)
    anyone = levels.first_row.shape[1]
    alone: Any = np.int64(NONE)
    exposure = exposed(tracks.trk, sp.lev, lv, c, alone)
    begin, count = tracks.member_start[c], tracks.member_start[c + 1] - tracks.member_start[c]
    by_members = not tracks.mediated[c] and count > 0
    offers = count if by_members else 1
    total = 0.0
    st.foreseen[:] = 0.0
    for n in range(offers):
        who = tracks.members[begin + n] if by_members else anyone
        if by_members:
            hint = st.found[c, lv, who, 1]
            j = favourite(sp, rules, ls, tb, lv, levels.first_row[lv, who], c, exposure, alone, hint)
        else:
            j = widest(sp, rules, ls, tb, lv, c, exposure, alone, st.found[c, lv, who, 1])
        st.found[c, lv, who, 0], st.found[c, lv, who, 1] = sp.marks[VERSION], j
        st.offered[who] = foresee(margin_at(rules, ls, tb, lv, j), put[PRECISION])
        total += st.offered[who]
    for i in range(anyone):
        v, laid, last, worth = levels.first_row[lv, i], NONE, NONE, 0.0
        for n in range(offers):
            who = tracks.members[begin + n] if by_members else anyone
            j = st.found[c, lv, who, 1]
            if j != last:
                pattern = ls.pattern[ls.text_start[lv] + j]
                if pattern != laid:
                    slopes(sp, ls.waits, pattern, tb, lv, v, 1, exposure, alone)
                    laid = pattern
                worth = worth_at(sp, ls, tb, lv, v, j) + sp.Omega[lv, i]
                last = j
            st.foreseen[0, i] += worth
            st.foreseen[1, i] += st.offered[who] * worth
    found = tracks.trk[c, MEETS] * (total / offers)
    st.passing[lv] += weight * (found - st.passing[lv])
    for i in range(anyone):
        worth = st.foreseen[1, i] / total if total > 0.0 else st.foreseen[0, i] / offers
        st.worth[lv, i] += weight * (worth - st.worth[lv, i])
    for i in range(anyone):
        Omega = hoped(st.passing[lv], st.worth[lv, i], sp.who[i, PATIENCE], put[LOOKAHEAD])
        if Omega != sp.Omega[lv, i]:
            sp.Omega[lv, i] = Omega
            sp.marks[VERSION] += 1
