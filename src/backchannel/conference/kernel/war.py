"""Stage 0, surroundings: conference/reference/war.py, compiled."""

from __future__ import annotations

import math

from backchannel.conference.kernel.judging import carries, weigh
from backchannel.conference.kernel.live import FIGHTING, LEARNT, VERSION, Spine, Stand, chance, clip, logistic
from backchannel.conference.kernel.pack import (
    ADDS,
    CONDITIONAL,
    COST,
    DRIFT,
    FEEDS,
    HARDSHIP,
    INTENSITY,
    OPTIMISM,
    OWN,
    PHI,
    POWER,
    RENT,
    RESUME,
    SUPPORT,
    SUPPORTS,
    WITHHELD,
    Flags,
    Floats,
    Ints,
    Keys,
    Tracks,
    War,
)
from backchannel.conference.plan import NONE
from backchannel.conference.reference import war as reference
from backchannel.core.jit import inlined, part
from backchannel.theory.acceptance import loss

logit = part(reference.logit)


@part
def surroundings(sp: Spine, st: Stand, tracks: Tracks, war: War, keys: Keys, number: int, seed: int, t: int) -> None:
    """Strength of armed groups, intensity, what is forgotten, and what opens again."""
    v0 = war.put[INTENSITY]
    for g in range(st.y.shape[0]):
        feeds = war.grp[g, FEEDS]
        if t > 0 and feeds > 0.0 and v0 > 0.0:
            st.y[g] = clip(st.y[g] + feeds * st.y[g] * (sp.mood[FIGHTING] / v0 - st.y[g]), 0.01, 3.0)
    v = v0
    for lv in range(st.force.shape[0]):
        if st.force[lv] != NONE:
            v *= 1.0 - sp.lev[lv, PHI]
    for g in range(st.y.shape[0]):
        v += war.grp[g, ADDS] * (st.y[g] - 1.0)
    sp.mood[FIGHTING] = clip(v, 0.0, 2.0)
    for i in range(st.L.shape[0]):
        left = st.L[i] * (1.0 - war.put[DRIFT])
        if left != st.L[i]:
            st.L[i] = left
            sp.marks[LEARNT] += 1
            sp.marks[VERSION] += 1
    for c in range(st.shut.shape[0]):
        if st.shut[c] > 0.0:
            st.shut[c] -= 1.0
        if st.broken[c] and chance(keys.resume[c], number, t, seed) < tracks.trk[c, RESUME]:
            st.broken[c] = False


@part
def strengths(out: Floats, y: Floats, support: bool, cut: Floats, war: War) -> None:
    """Strength of each side: capability, grown or shrunk, less the support withheld."""
    out[:] = 0.0
    for f in range(war.fighter_side.shape[0]):
        m = war.capability[f]
        if support:
            if war.fighter_grows[f] != NONE:
                m *= y[war.fighter_grows[f]]
            total, most = 0.0, 0.0
            for n in range(war.served_start[f], war.served_start[f + 1]):
                if war.served_next[n]:
                    total += most
                    most = 0.0
                tie = war.served[n]
                kept = (1.0 - war.tie[tie, WITHHELD]) * (1.0 - cut[tie])
                gone = war.tie[tie, SUPPORT] * (1.0 - kept)
                most = gone if gone > most else most
            total += most
            m *= clip(1.0 - total, 0.0, 1.0)
        out[war.fighter_side[f]] += m


@part
def shares(out: Floats, strength: Floats, power: float) -> None:
    """Chance that each side wins (Tullock 1980)."""
    strongest = 0.0
    for n in range(strength.shape[0]):
        strongest = strength[n] if strength[n] > strongest else strongest
    total = 0.0
    for n in range(strength.shape[0]):
        out[n] = math.pow(strength[n] / strongest, power) if strongest > 0.0 else 1.0
        total += out[n]
    for n in range(strength.shape[0]):
        out[n] = out[n] / total


@part
def own_view(own: float, optimism: float, before: float, now: float) -> float:
    """The chance an actor gives to its own side; as in theory/contest.py."""
    if math.isnan(own):
        return now if optimism == 0.0 or now <= 0.0 or now >= 1.0 else logistic(logit(now) + optimism)
    if now == before:
        return own
    if now <= 0.0 or now >= 1.0 or before <= 0.0 or before >= 1.0:
        return now
    if own <= 0.0 or own >= 1.0:
        return own
    return logistic(logit(own) + (logit(now) - logit(before)))


@part
def believe(out: Floats, n: int, mine: int, own: float, optimism: float, base: Floats, changed: Floats) -> None:
    """The chances of victory as an actor of side ``mine`` believes them, into row ``n``."""
    sides = changed.shape[0]
    for m in range(sides):
        out[n, m] = changed[m]
    if mine == NONE or sides < 2:
        return
    view = own_view(own, optimism, base[mine], changed[mine])
    if view == changed[mine]:
        return
    rest = 0.0
    for m in range(sides):
        rest += changed[m] if m != mine else 0.0
    left = 1.0 - view
    for m in range(sides):
        out[n, m] = view if m == mine else (changed[m] / rest if rest > 0.0 else 1.0 / (sides - 1)) * left


@inlined
def as_then(st: Stand) -> bool:
    """Whether nothing that decides the war has changed since the chances of victory were worked out; notes it."""
    same = not math.isnan(st.cut_then[st.cut.shape[0]])
    st.cut_then[st.cut.shape[0]] = 0.0
    for n in range(st.cut.shape[0]):
        same = same and st.cut[n] == st.cut_then[n]
        st.cut_then[n] = st.cut[n]
    for g in range(st.y.shape[0]):
        same = same and st.y[g] == st.y_then[g]
        st.y_then[g] = st.y[g]
    return same


@part
def chances(sp: Spine, st: Stand, side: Ints, war: War) -> None:
    """The chances of victory as everybody believes them, now and should some support be cut."""
    if war.imposed.shape[0] == 0 or as_then(st):
        return
    strengths(st.strength, st.y, True, st.cut, war)
    shares(st.changed, st.strength, war.put[POWER])
    for i in range(sp.x.shape[0]):
        believe(st.views, i, side[i], sp.who[i, OWN], sp.who[i, OPTIMISM], st.base, st.changed)
    for n in range(war.tie.shape[0]):
        if war.tie[n, CONDITIONAL] == 0.0:
            continue
        for m in range(st.cut.shape[0]):
            st.tried[m] = st.cut[m]
        st.tried[n] = max(st.cut[n], war.tie[n, CONDITIONAL])
        strengths(st.strength, st.y, True, st.tried, war)
        shares(st.changed, st.strength, war.put[POWER])
        for m in range(war.client_start[n], war.client_start[n + 1]):
            i = war.clients[m]
            believe(st.threats, m, side[i], sp.who[i, OWN], sp.who[i, OPTIMISM], st.base, st.changed)


@part
def war_value(
    sp: Spine, st: Stand, heard_by: Ints, heard: Floats, war: War, i: int, view: Floats, n: int, t: int
) -> float:
    """Worth of fighting on for one actor under the chances in row ``n`` of ``view``; ``st.new`` has its outlook."""
    u = 1.0
    for k in range(sp.q.shape[0]):
        total = 0.0
        if war.imposed.shape[0] == 0:
            total = loss(st.q0[k], sp.x[i, k], sp.quadratic)
        for m in range(war.imposed.shape[0]):
            total += view[n, m] * loss(war.imposed[m, k], sp.x[i, k], sp.quadratic)
        st.new[i, k] = total
        u -= sp.s[i, k] * total
    cost, rent = sp.who[i, COST], sp.who[i, RENT]
    if war.imposed.shape[0] > 0:
        v = sp.mood[FIGHTING]
        cost *= v * (1.0 + war.put[HARDSHIP] * t)
        rent *= v
    w = u - cost + rent
    for k in range(sp.q.shape[0]):
        x = sp.x[i, k]
        w += sp.s[i, k] * (loss(st.q0[k], x, sp.quadratic) - loss(sp.q[k], x, sp.quadratic))
    if sp.leadership != NONE:
        for m in range(heard_by.shape[0]):
            if heard_by[m] == i:
                carried = carries(heard[m, 0], heard[m, 1], heard[m, 2], t)
                w -= heard[m, 3] * (1.0 - carried) * sp.s[i, sp.leadership] * sp.who[i, SUPPORTS]
    return float(w)


@inlined
def put(sp: Spine, c: int, i: int, worth: float) -> None:
    """Note what fighting on is worth."""
    if sp.w[c, i] != worth:
        sp.w[c, i] = worth
        sp.marks[VERSION] += 1


@part
def before_all(st: Stand, war: War) -> None:
    """The chances of victory as they would be with all support."""
    if war.imposed.shape[0] > 0:
        strengths(st.strength, st.y, False, st.cut, war)
        shares(st.base, st.strength, war.put[POWER])


@part
def worth_of_war(
    sp: Spine, st: Stand, side: Ints, heard_by: Ints, heard: Floats, sits: Flags, war: War, t: int
) -> None:
    """What fighting on is worth, and how each issue would come out of it; also with conditional support cut."""
    chances(sp, st, side, war)
    for i in range(sp.x.shape[0]):
        put(sp, 0, i, war_value(sp, st, heard_by, heard, war, i, st.views, i, t))
        for k in range(sp.q.shape[0]):
            if sp.outlook[i, k] != st.new[i, k]:
                sp.outlook[i, k] = st.new[i, k]
                sp.marks[VERSION] += 1
    for i in range(sp.x.shape[0]):
        for c in range(st.shut.shape[0]):
            st.worst[c, i] = sp.w[0, i]
    for n in range(war.tie.shape[0]):
        source = war.tie_source[n]
        if war.imposed.shape[0] == 0 or war.tie[n, CONDITIONAL] == 0.0 or source == NONE:
            continue
        for m in range(war.client_start[n], war.client_start[n + 1]):
            i = war.clients[m]
            worth = war_value(sp, st, heard_by, heard, war, i, st.threats, m, t)
            for c in range(st.shut.shape[0]):
                if sits[c, source] and worth < st.worst[c, i]:
                    st.worst[c, i] = worth
    for c in range(st.shut.shape[0]):
        for i in range(sp.x.shape[0]):
            put(sp, c + 1, i, st.worst[c, i])


@inlined
def expect(sp: Spine, st: Stand, lv: int, chi: float) -> None:
    """Note the chance per round that somebody breaks a level."""
    if chi != st.chi[lv]:
        st.chi[lv] = chi
        weigh(sp, lv, chi)
        sp.marks[VERSION] += 1
