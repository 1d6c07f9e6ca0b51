"""Stage 0, surroundings: strength, intensity, and what fighting on is worth."""

from __future__ import annotations

import math

from backchannel.conference.plan import NONE
from backchannel.conference.reference.holding import expect_attacks
from backchannel.conference.reference.judging import carries
from backchannel.conference.reference.run import Run, clip, logistic
from backchannel.theory.acceptance import loss


def surroundings(run: Run) -> None:
    """Strength of armed groups, intensity, and what fighting on is worth."""
    p, d = run.p, run.d
    v0 = float(p.intensity[d])
    for g, group in enumerate(p.groups):
        feeds = float(group.feeds[d])
        if run.t > 0 and feeds > 0.0 and v0 > 0.0:
            run.y[g] = clip(run.y[g] + feeds * run.y[g] * (run.v / v0 - run.y[g]), 0.01, 3.0)
    v = v0
    for lv, text in enumerate(run.force):
        if text is not None:
            v *= 1.0 - float(p.levels[lv].phi[d])
    for g, group in enumerate(p.groups):
        v += float(group.adds[d]) * (run.y[g] - 1.0)
    run.v = clip(v, 0.0, 2.0)
    for i in range(len(run.L)):
        run.L[i] *= 1.0 - float(p.settings.drift[d])
    for c, track in enumerate(p.tracks):
        if run.shut[c] > 0.0:
            run.shut[c] -= 1.0
        if run.broken[c] and run.chance(f"resume.{track.id}", run.t) < float(track.resume[d]):
            run.broken[c] = False
    worth_of_war(run)
    expect_attacks(run)


def strengths(run: Run, support: bool, cut: list[float]) -> list[float]:
    """Strength of each side: capability, grown or shrunk, less the support withheld."""
    p, d = run.p, run.d
    out = [0.0] * len(p.state.sides)
    for a in range(len(p.everyone)):
        if p.side_of[a] == NONE:
            continue
        m = float(p.capability[d, a])
        if support:
            if p.grows[a] != NONE:
                m *= run.y[p.grows[a]]
            lost: dict[int, float] = {}
            for n, tie in enumerate(p.ties):
                if tie.target == a or p.parent[tie.target] == a:
                    kept = (1.0 - float(tie.withheld[d])) * (1.0 - cut[n])
                    gone = float(tie.support[d]) * (1.0 - kept)
                    lost[tie.source] = max(lost.get(tie.source, 0.0), gone)
            total = 0.0
            for gone in lost.values():
                total += gone
            m *= clip(1.0 - total, 0.0, 1.0)
        out[p.side_of[a]] += m
    return out


def shares(strength: list[float], power: float) -> list[float]:
    """Chance that each side wins (Tullock 1980)."""
    strongest = 0.0
    for m in strength:
        strongest = m if m > strongest else strongest
    weights = [math.pow(m / strongest, power) if strongest > 0.0 else 1.0 for m in strength]
    total = 0.0
    for weight in weights:
        total += weight
    return [weight / total for weight in weights]


def logit(a: float) -> float:
    """Log-odds of a chance strictly inside (0, 1)."""
    return math.log(a) - math.log1p(-a)


def believed(run: Run, i: int, base: list[float], changed: list[float]) -> list[float]:
    """The chances of victory as actor ``i`` believes them; as in theory/contest.py."""
    p, d = run.p, run.d
    mine = int(p.side[i])
    if mine == NONE or len(changed) < 2:
        return changed
    own, before, now = float(p.own[d, i]), base[mine], changed[mine]
    if math.isnan(own):
        o = float(p.optimism[d, i])
        mine_now = now if o == 0.0 or now <= 0.0 or now >= 1.0 else logistic(logit(now) + o)
    elif now == before:
        mine_now = own
    elif now <= 0.0 or now >= 1.0 or before <= 0.0 or before >= 1.0:
        mine_now = now
    elif own <= 0.0 or own >= 1.0:
        mine_now = own
    else:
        mine_now = logistic(logit(own) + (logit(now) - logit(before)))
    if mine_now == now:
        return changed
    rest = 0.0
    for n, chance in enumerate(changed):
        rest += chance if n != mine else 0.0
    left = 1.0 - mine_now
    return [
        mine_now if n == mine else (chance / rest if rest > 0.0 else 1.0 / (len(changed) - 1)) * left
        for n, chance in enumerate(changed)
    ]


def worth_of_war(run: Run) -> None:
    """What fighting on is worth, and how each issue would come out of it; also with conditional support cut."""
    p, d = run.p, run.d
    base = shares(strengths(run, False, run.cut), float(p.power[d])) if p.state.sides else []
    changed = shares(strengths(run, True, run.cut), float(p.power[d])) if p.state.sides else []
    chances = [believed(run, i, base, changed) for i in range(len(run.x))]
    run.outlook = [outlook(run, i, chances[i]) for i in range(len(run.x))]
    run.w = [war_value(run, i, chances[i]) for i in range(len(run.x))]
    run.w_cut = [run.w[:] for _ in p.tracks]
    for n, tie in enumerate(p.ties):
        if float(tie.conditional[d]) == 0.0 or not p.state.sides:
            continue
        cut = run.cut[:]
        cut[n] = max(cut[n], float(tie.conditional[d]))
        refused = shares(strengths(run, True, cut), float(p.power[d]))
        for i in p.client_of[n]:
            worth = war_value(run, i, believed(run, i, base, refused))
            for c, track in enumerate(p.tracks):
                if p.column[tie.source] in track.members:
                    run.w_cut[c][i] = min(run.w_cut[c][i], worth)


def outlook(run: Run, i: int, chances: list[float]) -> list[float]:
    """Loss on each issue that actor ``i`` expects of the war's outcome."""
    p, d, st = run.p, run.d, run.p.state
    out = []
    for k in range(len(run.q)):
        if not st.sides:
            out.append(loss(run.q0[k], run.x[i][k], st.quadratic))
            continue
        total = 0.0
        for n, chance in enumerate(chances):
            total += chance * loss(float(p.imposed[d, n, k]), run.x[i][k], st.quadratic)
        out.append(total)
    return out


def war_value(run: Run, i: int, chances: list[float]) -> float:
    """Worth of fighting on for one actor under some chances."""
    p, d, st = run.p, run.d, run.p.state
    losses = outlook(run, i, chances)
    u = 1.0
    for k, lost in enumerate(losses):
        u -= run.s[i][k] * lost
    cost, rent = float(p.cost[d, i]), float(p.rent[d, i])
    if st.sides:
        cost *= run.v * (1.0 + float(p.settings.hardship[d]) * run.t)
        rent *= run.v
    w = u - cost + rent
    for k in range(len(run.q)):
        w += run.s[i][k] * (loss(run.q0[k], run.x[i][k], st.quadratic) - loss(run.q[k], run.x[i][k], st.quadratic))
    for column, mu0, trend, needed, effect in p.narrative_backer:
        if column == i and p.leadership != NONE:
            carried = carries(run, mu0, trend, needed)
            w -= float(effect[d]) * (1.0 - carried) * run.s[i][p.leadership] * supports(run, i)
    return w


def supports(run: Run, i: int) -> float:
    """The greatest support an actor gives to anybody."""
    p, d = run.p, run.d
    most = 0.0
    for tie in p.ties:
        if p.column[tie.source] == i:
            most = max(most, float(tie.support[d]))
    return most
