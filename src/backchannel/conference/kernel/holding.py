"""Stages 6 to 8 and 10: conference/reference/holding.py and watching.py, compiled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from backchannel.conference.kernel.judging import benefit, leaving, sums, trust_now
from backchannel.conference.kernel.live import (
    FIGHTING,
    GAP,
    GOOD,
    LEANING,
    LEARNT,
    NO,
    OTHER,
    QUEUED,
    STANDING,
    VERSION,
    YES,
    Out,
    Spine,
    Stand,
    Tables,
    chance,
    logistic,
)
from backchannel.conference.kernel.pack import (
    ATTACK,
    BY_ENFORCEMENT,
    BY_EXCLUSION,
    BY_PROGRESS,
    EFFECT,
    ENFORCEMENT,
    FRAGILITY,
    LOST,
    PACE,
    PAID,
    PHI,
    PRICE,
    Floats,
    Ints,
    Keys,
    Levels,
    Lists,
    Rules,
    Tracks,
    War,
)
from backchannel.conference.kernel.voting import passes, votes
from backchannel.conference.kernel.war import expect
from backchannel.conference.plan import NONE
from backchannel.conference.reference.run import CHOICE
from backchannel.core.jit import inlined, part
from backchannel.theory.acceptance import loss

BY_ATTACK, BY_BREACH, BY_COLLAPSE = range(1, 4)
"""How a text ends: places in the reference's ``ENDED``."""


@part
def loss_to(
    sp: Spine, st: Stand, levels: Levels, ls: Lists, lv: int, actor: int, paid: float, z: Floats, j: int, waits: Ints,
    p: int,
) -> float:  # fmt: skip
    """What a group loses by a text that is carried out: policy where it has views, and rents."""
    lost = sp.lev[lv, LOST] * paid * sp.mood[FIGHTING]
    if actor != NONE:
        v = levels.first_row[lv, actor]
        w = sp.w[0, actor]
        for k in range(sp.q.shape[0]):
            st.spare[k] = sp.q[k]
            sp.q[k] = stands(sp, st, ls, k, lv)
            x = sp.x[actor, k]
            w += sp.s[actor, k] * (loss(st.spare[k], x, sp.quadratic) - loss(sp.q[k], x, sp.quadratic))
        u, D, _, _, _ = sums(sp, lv, actor, z, j, waits, p, benefit(sp, v, NONE), leaving(sp, v, NONE))
        for k in range(sp.q.shape[0]):
            sp.q[k] = st.spare[k]
        phi = sp.lev[lv, PHI]
        lost += phi * (w - u) - (1.0 - phi) * D
    return float(lost)


@inlined
def attack_chance(
    sp: Spine, st: Stand, levels: Levels, ls: Lists, war: War, lv: int, n: int, z: Floats, j: int, waits: Ints, p: int
) -> float:
    """Chance that blow ``n`` falls in a round: as coded, times the group's choice where that has a price."""
    g, attack = levels.group[n], levels.strike[n, ATTACK]
    price = war.grp[g, PRICE]
    if math.isnan(price):
        return float(attack)
    trust_now(sp, st.L, lv)
    lost = loss_to(sp, st, levels, ls, lv, war.group_actor[g], war.grp[g, PAID], z, j, waits, p)
    return float(attack * logistic(CHOICE * (levels.strike[n, EFFECT] * lost - price)))


@part
def expect_attacks(sp: Spine, st: Stand, levels: Levels, ls: Lists, war: War) -> None:
    """Chance per round that somebody breaks a level, as everybody expects it beforehand."""
    nobody = ls.waits.shape[0] - 1
    for lv in range(st.chi.shape[0]):
        holds = 1.0
        for n in range(levels.strike_start[lv], levels.strike_start[lv + 1]):
            A = attack_chance(sp, st, levels, ls, war, lv, n, levels.reference, lv, ls.waits, nobody)
            side = war.group_side[levels.group[n]]
            halted = st.halted[side, lv] if side != NONE else 0.0
            holds *= 1.0 - A * (1.0 - halted) * levels.strike[n, EFFECT]
        expect(sp, st, lv, 1.0 - holds)


@part
def learn(sp: Spine, st: Stand, of: Ints, side: int, evidence: float) -> None:
    """What a side did moves the trust of everybody who is not of it."""
    for i in range(st.L.shape[0]):
        if of[i] != side:
            st.L[i] += evidence
    if evidence != 0.0:
        sp.marks[LEARNT] += 1
        sp.marks[VERSION] += 1


@part
def spoilers(
    sp: Spine, st: Stand, levels: Levels, ls: Lists, war: War, keys: Keys, of: Ints, out: Out, number: int, seed: int,
    t: int,
) -> None:  # fmt: skip
    """Groups strike at what is pending or in force; some are stopped by their own side."""
    for lv in range(st.force.shape[0]):
        at = st.force[lv] if st.force[lv] != NONE else st.pending[lv]
        if at == NONE:
            continue
        text = ls.text_start[lv] + at
        for n in range(levels.strike_start[lv], levels.strike_start[lv + 1]):
            A = attack_chance(sp, st, levels, ls, war, lv, n, ls.terms, text, ls.waits, ls.pattern[text])
            if chance(keys.attack[n], number, t, seed) >= A:
                continue
            out.attacks[levels.group[n]] += 1
            side = war.group_side[levels.group[n]]
            if side != NONE:
                kind = GOOD if st.good[side, lv] else OTHER
                stopped = chance(keys.stopped[n], number, t, seed) < st.stops[lv, kind]
                if signs(levels, lv, side):
                    learn(sp, st, of, side, st.stops[lv, YES if stopped else NO])
                if stopped:
                    continue
            if st.force[lv] != NONE and chance(keys.breaks[n], number, t, seed) < levels.strike[n, EFFECT]:
                how: Any = np.int64(BY_ATTACK)  # a literal would be compiled for apart
                end(sp, st, ls, out, lv, how)


@part
def end(sp: Spine, st: Stand, ls: Lists, out: Out, lv: int, how: int) -> None:
    """A text ceases to be in force."""
    if out.ended[lv] == 0 and out.spells[lv] == 1:
        out.ended[lv] = how
    st.force[lv] = NONE
    st.imp[lv] = 0.0
    kept = 0
    for n in range(st.counts[STANDING]):
        if st.order[n] != lv:
            st.order[kept] = st.order[n]
            kept += 1
    st.counts[STANDING] = kept
    settle(sp, st, ls)


@inlined
def stands(sp: Spine, st: Stand, ls: Lists, k: int, without: int) -> float:
    """Where an issue stands, or would stand without a text of one level."""
    q = st.q0[k]
    for n in range(st.counts[STANDING]):
        lv = st.order[n]
        if lv != without and sp.opened[lv, k]:
            q = ls.terms[k, ls.text_start[lv] + st.force[lv]]
    return float(q)


@inlined
def signs(levels: Levels, lv: int, side: int) -> bool:
    """Whether a side has to sign a level."""
    for n in range(levels.side_start[lv], levels.side_start[lv + 1]):  # noqa: SIM110 - compiled code has no generators
        if levels.sides[n] == side:
            return True
    return False


@part
def settle(sp: Spine, st: Stand, ls: Lists) -> None:
    """Where each issue stands: as the latest text in force says, else as before."""
    for k in range(sp.q.shape[0]):
        q = stands(sp, st, ls, k, NONE)
        if q != sp.q[k]:
            sp.q[k] = q
            sp.marks[VERSION] += 1


@part
def ratify(
    sp: Spine, st: Stand, levels: Levels, rules: Rules, ls: Lists, tracks: Tracks, tb: Tables, out: Out, t: int
) -> None:
    """The same votes with the same shocks and today's trust, and those who can undo it; then it is signed."""
    for n in range(st.counts[QUEUED]):
        lv = st.queue[n]
        by = st.pending_by[lv]
        votes(sp, st, levels, ls, tracks, lv, st.pending[lv], st.pending_seen[lv], by, st.pending_at[lv])
        if not passes(st, rules, tb, lv, rules.part_start[lv + 1] - rules.part_start[lv]):
            if by != NONE:
                st.held[by, lv] = NONE
            continue
        st.force[lv], st.force_by[lv], st.force_seen[lv] = st.pending[lv], st.pending_by[lv], st.pending_seen[lv]
        st.order[st.counts[STANDING]] = lv
        st.counts[STANDING] += 1
        st.held[:, lv] = NONE
        out.spells[lv] += 1
        if out.signed[lv] < 0:
            out.signed[lv], out.signed_at[lv], out.signed_text[lv] = t, st.pending_at[lv], st.pending[lv]
    settle(sp, st, ls)
    st.counts[QUEUED] = 0
    st.pending[:] = NONE


@part
def in_force(
    sp: Spine, st: Stand, levels: Levels, ls: Lists, put: Floats, keys: Keys, of: Ints, out: Out, number: int,
    seed: int, t: int,
) -> None:  # fmt: skip
    """Breach, collapse, progress."""
    for lv in range(st.force.shape[0]):
        if st.force[lv] == NONE:
            continue
        breached = False
        for n in range(levels.side_start[lv], levels.side_start[lv + 1]):
            side = levels.sides[n]
            kept = chance(keys.keeps[lv, side], number, t, seed) < st.keeps[lv, GOOD if st.good[side, lv] else OTHER]
            learn(sp, st, of, side, st.keeps[lv, YES if kept else NO])
            if not kept and chance(keys.enforced[lv, side], number, t, seed) >= sp.lev[lv, ENFORCEMENT]:
                breached = True
        rate = sp.lev[lv, FRAGILITY] * math.exp(
            put[BY_EXCLUSION] * (1.0 - st.represented[lv])
            - put[BY_ENFORCEMENT] * sp.lev[lv, ENFORCEMENT]
            - put[BY_PROGRESS] * st.imp[lv]
        )
        collapsed = chance(keys.collapse[lv], number, t, seed) < -math.expm1(-rate)
        if breached or collapsed:
            end(sp, st, ls, out, lv, BY_BREACH if breached else BY_COLLAPSE)
        else:
            st.imp[lv] += put[PACE] * (1.0 - st.imp[lv])


@part
def backers_apart(sp: Spine, side: Ints, backers: Ints) -> float:
    """Mean private distance on all issues between backers of different sides."""
    total, count = 0.0, 0
    for a in backers:
        for b in backers:
            if a < b and side[a] != side[b]:
                far = 0.0
                for k in range(sp.q.shape[0]):
                    far += abs(sp.x[a, k] - sp.x[b, k])
                total += far / sp.q.shape[0]
                count += 1
    return total / count if count > 0 else 0.0


@part
def look_around(
    sp: Spine, st: Stand, side: Ints, backers: Ints, keys: Keys, out: Out, number: int, seed: int, t: int
) -> None:
    """What an outsider can see of the round, and the account of it."""
    gap, gap0 = backers_apart(sp, side, backers), sp.mood[GAP]
    somewhere = False
    for lv in range(st.force.shape[0]):
        held = False
        for c in range(st.held.shape[0]):
            held = held or st.held[c, lv] != NONE
        somewhere = somewhere or held
        standing = st.force[lv] != NONE
        if standing and out.spells[lv] == 1:
            out.lasted[lv] += 1
        out.force[t, lv], out.agreed[t, lv] = standing, held
    converging = (gap0 > 0.0 and gap < 0.5 * gap0) or somewhere
    for n in range(st.shows.shape[0]):
        if out.shown[n] < 0 and chance(keys.shows[n], number, t, seed) < st.shows[n, 0 if converging else 1]:
            out.shown[n] = t
    out.gap[t] = gap
    for i in range(st.L.shape[0]):
        out.trust[t, i] = st.L[i]
    out.fighting[t] = sp.mood[FIGHTING]
    least = math.inf
    for lv in range(st.represented.shape[0]):
        least = st.represented[lv] if st.represented[lv] < least else least
    out.represented[t] = least
    out.leaning[t] = sp.mood[LEANING]
