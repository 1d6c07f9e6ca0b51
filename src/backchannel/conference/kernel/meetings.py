"""Stages 1, 3 and 4: conference/reference/meetings.py, compiled."""

from __future__ import annotations

from backchannel.conference.kernel.judging import decide, hoped, row_for, text_value, trust_now
from backchannel.conference.kernel.live import (
    LEANING,
    LEARNT,
    MET,
    VERSION,
    Out,
    Spine,
    Stand,
    Tables,
    chance,
    logistic,
)
from backchannel.conference.kernel.pack import (
    ATTENDING_BENEFIT,
    ATTENDING_COST,
    COOLING,
    INSIDER,
    LEAK,
    LEAK_HARM,
    LEAN,
    MEETS,
    OPENNESS,
    PATIENCE,
    PREMIUM,
    Actors,
    Floats,
    Ints,
    Keys,
    Levels,
    Lists,
    Rules,
    Tracks,
    War,
)
from backchannel.conference.kernel.searching import exposed, shared
from backchannel.conference.plan import NONE
from backchannel.conference.reference.run import LEANING as SLOWLY
from backchannel.conference.reference.run import RETURN
from backchannel.core.jit import inlined, part
from backchannel.theory.acceptance import loss


@part
def convene(
    sp: Spine, st: Stand, levels: Levels, rules: Rules, tracks: Tracks, keys: Keys, tb: Tables, side: Ints,
    out: Out, number: int, seed: int, t: int,
) -> None:  # fmt: skip
    """Which tracks meet in this round, and who comes."""
    st.came[:] = False
    for c in range(st.shut.shape[0]):
        meets = (
            tracks.open[c]
            and st.shut[c] <= 0.0
            and not st.broken[c]
            and chance(keys.meets[c], number, t, seed) < tracks.trk[c, MEETS]
        )
        begin, end = tracks.sign_start[c], tracks.sign_start[c + 1]
        if meets and end > begin:
            gather(sp, st, tracks, c)
            meets = False
            for n in range(begin, end):
                meets = meets or could_sign(st, levels, rules, tb, tracks.signs[n])
            if meets:
                sit_down(sp, st, tracks, side, c)
        st.meeting[c] = meets
        out.sessions[t, c] = meets
    for i in range(st.came.shape[0]):
        out.present[t, i] = st.came[i]


@inlined
def gather(sp: Spine, st: Stand, tracks: Tracks, c: int) -> None:
    """Which members of a track stay away."""
    st.away[:] = False
    for n in range(tracks.member_start[c], tracks.member_start[c + 1]):
        i = tracks.members[n]
        cost = sp.who[i, ATTENDING_COST]
        if cost == 0.0:
            continue
        hope = 0.0
        for lv in range(st.passing.shape[0]):
            found = hoped(st.passing[lv], st.worth[lv, i], sp.who[i, PATIENCE], 1.0)
            hope = found if found > hope else hope
        st.away[i] = not (hope + sp.who[i, ATTENDING_BENEFIT] >= cost)


@inlined
def could_sign(st: Stand, levels: Levels, rules: Rules, tb: Tables, lv: int) -> bool:
    """Whether a level's rule could still be met: members who stayed away count as refusing."""
    for v in range(levels.row_start[lv], levels.row_start[lv + 1]):
        st.yes[v] = -1.0 if st.away[levels.actor[v]] else 1.0
    least = decide(
        rules.ops, rules.starts, rules.part_start[lv], rules.signer_parts[lv],
        rules.sizes, rules.weights, rules.needed, st.yes, tb.pile, tb.taken, True,
    )  # fmt: skip
    return least >= 0.0


@inlined
def sit_down(sp: Spine, st: Stand, tracks: Tracks, side: Ints, c: int) -> None:
    """A session is held: who came, and whether two sides did."""
    first, both = NONE, False
    for n in range(tracks.member_start[c], tracks.member_start[c + 1]):
        i = tracks.members[n]
        if st.away[i]:
            continue
        st.came[i] = True
        if side[i] != NONE:
            both = both or (first != NONE and side[i] != first)
            first = side[i]
    if both and sp.marks[MET] == 0:
        sp.marks[MET] = 1
        sp.marks[VERSION] += 1


@part
def factions(sp: Spine, st: Stand, levels: Levels, war: War, first: bool) -> None:
    """Factions leave a line that is too far from theirs and come back to one that is not."""
    moved = first
    for j in range(war.faction.shape[0]):
        i, above = war.faction[j, 2], war.faction[j, 3]
        if above == NONE:
            continue
        far = 0.0
        for k in range(sp.q.shape[0]):
            line = st.told[above, k] if st.has_told[above, k] else sp.x[above, k]
            far += sp.s[i, k] * loss(line, sp.x[i, k], False)
        tolerance = war.loyal[j, 0]
        if st.stays[j] and far > tolerance:
            st.stays[j] = False
            moved = True
        elif not st.stays[j] and far < RETURN * tolerance:
            st.stays[j] = True
            moved = True
    if moved:
        for lv in range(st.represented.shape[0]):
            st.represented[lv] = representation(st, levels, war, lv)


@inlined
def representation(st: Stand, levels: Levels, war: War, lv: int) -> float:
    """Least share, over the bodies that sign, of those they speak for who would obey."""
    least = 1.0
    for n in range(levels.body_start[lv], levels.body_start[lv + 1]):
        total, obey = 0.0, 0.0
        for j in range(war.faction.shape[0]):
            if war.faction[j, 1] == levels.bodies[n]:
                total += war.loyal[j, 1]
                obey += war.loyal[j, 1] * war.loyal[j, 2] if st.stays[j] else 0.0
        share = obey / total if total > 0.0 else war.command[levels.bodies[n]]
        least = share if share < least else least
    return least


@part
def recognise(sp: Spine, st: Stand) -> None:
    """Being treated as an equal lowers a backer's stake in its client's leader (theory M8, anchored)."""
    if sp.leadership == NONE:
        return
    for n in range(sp.rec_of.shape[0]):
        before, now, principle, effect = sp.rec[n, 0], sp.rec[n, 1], sp.rec[n, 2], sp.rec[n, 3]
        if effect == 0.0:
            continue
        of = sp.rec_of[n]
        gained = (now if sp.marks[MET] > 0 else before) - before
        old = st.s0[of, sp.leadership]
        new = old * (0.3 + 0.7 * max(0.0, 1.0 - effect * principle * gained)) if gained != 0.0 else old
        for k in range(sp.q.shape[0]):
            s = sp.s[of, k]
            if k == sp.leadership:
                s = new
            elif old < 1.0:
                s = st.s0[of, k] * ((1.0 - new) / (1.0 - old))
            if s != sp.s[of, k]:
                sp.s[of, k] = s
                sp.marks[VERSION] += 1


@part
def corridor(
    sp: Spine, st: Stand, actors: Actors, levels: Levels, rules: Rules, ls: Lists, tracks: Tracks, war: War,
    keys: Keys, tb: Tables, out: Out, c: int, number: int, seed: int, t: int,
) -> None:  # fmt: skip
    """One corridor meets: views mix, a text is sought, secrets leak."""
    mix(sp, st, actors.contact, tracks, c)
    if tracks.member_start[c + 1] > tracks.member_start[c]:
        for n in range(tracks.agenda_start[c], tracks.agenda_start[c + 1]):
            lv = tracks.agenda[n]
            if st.held[c, lv] == NONE and st.force[lv] == NONE and levels.table[lv] != NONE:
                seek(sp, st, levels, rules, ls, tracks, tb, c, lv)
    if chance(keys.leak[c], number, t, seed) < tracks.trk[c, LEAK]:
        out.leaks[c] += 1
        if out.leaked[c] < 0:
            out.leaked[c] = t
        st.held[c, :] = NONE
        st.shut[c] = tracks.trk[c, COOLING] + 1.0
        for n in range(tracks.member_start[c], tracks.member_start[c + 1]):
            i = tracks.members[n]
            st.L[i] -= war.put[LEAK_HARM]
            premium = tracks.trk[c, PREMIUM]
            st.up[i] = premium if premium > st.up[i] else st.up[i]
        sp.marks[LEARNT] += 1
        sp.marks[VERSION] += 1


@part
def mix(sp: Spine, st: Stand, contact: Floats, tracks: Tracks, c: int) -> None:
    """One step of Friedkin & Johnsen (1990) among the members of a corridor."""
    begin, end = tracks.member_start[c], tracks.member_start[c + 1]
    for a in range(begin, end):
        i = tracks.members[a]
        alpha, total = sp.who[i, OPENNESS], 0.0
        for b in range(begin, end):
            total += contact[i, tracks.members[b]] if b != a else 0.0
        st.moved[i] = not (alpha == 0.0 or total == 0.0)
        if not st.moved[i]:
            continue
        scale = 1.0 / total if total > 1.0 else 1.0
        for k in range(sp.q.shape[0]):
            heard = (1.0 - total * scale) * sp.x[i, k]
            for b in range(begin, end):
                j = tracks.members[b]
                if b != a:
                    heard += contact[i, j] * scale * sp.x[j, k]
            st.new[i, k] = alpha * heard + (1.0 - alpha) * st.x0[i, k]
    for a in range(begin, end):
        i = tracks.members[a]
        if st.moved[i]:
            for k in range(sp.q.shape[0]):
                if sp.x[i, k] != st.new[i, k]:
                    sp.x[i, k] = st.new[i, k]
                    sp.marks[VERSION] += 1


@inlined
def seek(
    sp: Spine, st: Stand, levels: Levels, rules: Rules, ls: Lists, tracks: Tracks, tb: Tables, c: int, lv: int
) -> None:
    """A text that every member would accept behind closed doors and that may pass: greatest product of both."""
    outside = exposed(tracks.trk, sp.lev, lv, levels.table[lv], c)
    if st.sought[c, lv, 0] != sp.marks[VERSION]:
        trust_now(sp, st.L, lv)
        inside = exposed(tracks.trk, sp.lev, lv, c, NONE)
        begin, end = tracks.member_start[c], tracks.member_start[c + 1]
        at = shared(
            sp, rules, ls, tb, lv, tracks.members, begin, end, levels.seat_row, inside,
            levels.table[lv], outside, c, st.sought[c, lv, 1], st.refuser,
        )  # fmt: skip
        st.sought[c, lv, 0], st.sought[c, lv, 1] = sp.marks[VERSION], at
    at = st.sought[c, lv, 1]
    if at != NONE:
        st.held[c, lv], st.held_seen[c, lv] = at, outside


@part
def insiders(sp: Spine, st: Stand, levels: Levels, ls: Lists, war: War) -> None:
    """Insiders lean towards a text with a change of leader that they know of."""
    lean = war.put[LEAN]
    if lean == 0.0 or sp.leadership == NONE:
        return
    known, by, exposure, lv = NONE, NONE, 0.0, NONE
    for n in range(st.force.shape[0]):
        if sp.opened[n, sp.leadership]:
            for c in range(st.shut.shape[0]):
                if st.held[c, n] != NONE:
                    known, by, exposure, lv = st.held[c, n], c, st.held_seen[c, n], n
            if st.force[n] != NONE:
                known, by, exposure, lv = st.force[n], st.force_by[n], st.force_seen[n], n
    if known == NONE:
        return
    trust_now(sp, st.L, lv)
    text, total, weight = ls.text_start[lv] + known, 0.0, 0.0
    for v in range(levels.row_start[lv], levels.row_start[lv + 1]):
        i = levels.actor[v]
        share = sp.who[i, INSIDER]
        if share > 0.0 and v == row_for(levels, lv, i, by):
            total += share * text_value(sp, lv, v, ls.terms, text, ls.waits, ls.pattern[text], exposure, by)
            weight += share
    if weight > 0.0:
        F = sp.mood[LEANING] + lean * (logistic(total / weight / SLOWLY) - sp.mood[LEANING])
        if sp.mood[LEANING] != F:
            sp.mood[LEANING] = F
            sp.marks[VERSION] += 1
