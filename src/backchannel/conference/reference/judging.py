"""What an actor makes of a text, through the one inequality, and what a rule makes of its actors."""

from __future__ import annotations

import math
from typing import Any

from backchannel.case.fields import ROUNDING
from backchannel.conference.plan import NONE, LevelPlan
from backchannel.conference.reference.run import Run, Text, clip, trusted
from backchannel.conference.signing import ALL, LEAF, NEVER, QUOTA
from backchannel.theory.acceptance import honoured, lasting, loss, surplus


def judge(run: Run, lv: int, v: int, sums: tuple[float, float, float, float, float], exposure: float, by: int) -> float:
    """Surplus of row ``v`` from its sums over issues (u, D, d, credit, h): the one call of the spine."""
    level = run.p.levels[lv]
    p, d, st = run.p, run.d, run.p.state
    i = int(level.actor[v])
    u, D, seen, credit, h = sums
    m_b, m_a = weights(run, lv, i)
    a = float(st.audience[d, i]) * run.up[i]
    for column, mu0, trend, needed, effect in p.narrative_cost:
        if column == i:
            a *= 1.0 - float(effect[d]) * carries(run, mu0, trend, needed)
    return surplus(
        honoured(trust(run, lv, i), float(level.enforcement[d])),
        float(level.phi[d]),
        u,
        run.w[i] if by == NONE else run.w_cut[by][i],
        D,
        float(st.betrayal[d, i]),
        m_b,
        h,
        exposure,
        a,
        seen,
        credit,
        m_a,
        waiting(run, lv, i),
    )


def trust(run: Run, lv: int, i: int) -> float:
    """Actor ``i``'s trust that a text of this level is kept."""
    level = run.p.levels[lv]
    return trusted(run.L[i], float(level.trust[run.d, i]))


def weights(run: Run, lv: int, i: int) -> tuple[float, float]:
    """Weight of a betrayal and of a lost face against the life of the deal."""
    d, st = run.d, run.p.state
    delta = float(st.patience[d, i])
    life = lasting(run.chi[lv], delta)
    out = []
    for memory in (float(st.betrayal_memory[d, i]), float(st.audience_memory[d, i])):
        out.append(1.0 if math.isnan(memory) else lasting(memory, delta) / life)
    return out[0], out[1]


def waiting(run: Run, lv: int, i: int, share: float | None = None) -> float:
    """What waiting for a better text of this level is worth."""
    look = float(run.p.settings.lookahead[run.d]) if share is None else share
    if look == 0.0:
        return 0.0
    P, E, delta = run.passing[lv], run.worth[lv][i], float(run.p.state.patience[run.d, i])
    if E <= 0.0:
        return 0.0
    return look * (delta * P / (1.0 - delta * (1.0 - P))) * E


def carries(run: Run, mu0: Any, trend: Any, needed: Any) -> float:
    """Share of cases in which a narrative carries its audience (Kamenica & Gentzkow 2011)."""
    mu = clip(float(mu0[run.d]) + float(trend[run.d]) * run.t, 0.0, 1.0)
    if float(needed[run.d]) <= mu:
        return 1.0
    return mu / float(needed[run.d])


def sums(
    run: Run, lv: int, v: int, z: list[float], waits: list[int], by: int
) -> tuple[float, float, float, float, float]:
    """What the sums over issues come to for one text: u, D, d, credit, h."""
    level = run.p.levels[lv]
    p, d, st = run.p, run.d, run.p.state
    i = int(level.actor[v])
    T = honoured(trust(run, lv, i), float(level.enforcement[d]))
    u, D, seen, credit = 1.0, 0.0, 0.0, 0.0
    h = benefit(run, lv, v, by)
    for k in range(len(z)):
        s, x, q = run.s[i][k], run.x[i][k], run.q[k]
        stay = loss(q, x, st.quadratic)
        if level.opened[k]:
            reached = math.pow(T, float(waits[k]))
            moved = loss(z[k], x, st.quadratic)
            u -= s * (reached * moved + (1.0 - reached) * stay)
            D += s * reached * (stay - moved)
            credit += float(st.credit[d, i, k]) * (z[k] - q)
            if st.has_line[i, k]:
                seen += s * loss(z[k], float(st.line[d, i, k]), False)
            if k == p.leadership:
                h += leaving(run, lv, v, by) * reached * z[k]
        else:
            u -= s * (float(level.frozen[d]) * stay + (1.0 - float(level.frozen[d])) * run.outlook[i][k])
            if st.has_line[i, k] and st.precondition[i, k]:
                seen += s * loss(q, float(st.line[d, i, k]), False)
    return u, D, seen, credit, h


def benefit(run: Run, lv: int, v: int, by: int) -> float:
    """Side benefits, guarantees, and standing gained by a text brought about together."""
    level = run.p.levels[lv]
    p, d = run.p, run.d
    h = float(level.side_benefit[d, v]) + float(level.worth[d, v, 0 if by == NONE else 1])
    if by != NONE:
        there = p.tracks[by].members
        for of, other, r in p.recognition:
            if of == int(level.actor[v]) and of in there and other in there:
                h += float(r[d, 4]) * (float(r[d, 1]) if run.met_both else float(r[d, 0]))
    return h


def leaving(run: Run, lv: int, v: int, by: int) -> float:
    """What a full change of leader is worth through the actor's own fate (theory/exit.py)."""
    level = run.p.levels[lv]
    p, d = run.p, run.d
    i = int(level.actor[v])
    zeta, survival, keeps, after, loses, betrayed = (float(a) for a in p.exit[d, i])
    if zeta == 0.0:
        return 0.0
    gamma = float(level.kept[d, v, 0 if by == NONE else 1])
    s = survival * (1.0 - run.F)
    return zeta * (gamma * after - (1.0 - gamma) * betrayed - s * keeps + (1.0 - s) * loses)


def text_value(run: Run, lv: int, v: int, text: Text) -> float:
    """Surplus of row ``v`` from one text as it comes to the table."""
    return judge(run, lv, v, sums(run, lv, v, text.terms, text.waits, text.by), text.exposure, text.by)


def decide(level: LevelPlan, d: int, values: list[float], parts: int) -> float:
    """The least value over the first parts of the rule: >= 0 exactly where they are met."""
    least = math.inf
    program = level.program
    for part in range(parts):
        stack: list[float] = []
        for op in range(int(program.starts[part]), int(program.starts[part + 1])):
            code, arg = int(program.ops[op, 0]), int(program.ops[op, 1])
            if code == LEAF:
                stack.append(values[arg])
            elif code == QUOTA:
                size = int(program.sizes[arg])
                members = stack[len(stack) - size :]
                del stack[len(stack) - size :]
                stack.append(
                    quota(members, [float(a) for a in program.weights[d, arg, :size]], float(program.needed[d, arg]))
                )
            else:
                members = stack[len(stack) - arg :]
                del stack[len(stack) - arg :]
                stack.append(min(members) if code == ALL else max(members))
        least = min(least, stack[0])
    return least


def quota(members: list[float], weight: list[float], needed: float) -> float:
    """The value of the last member needed to reach a quota."""
    total = 0.0
    for w in weight:
        total += w
    if total < needed - ROUNDING:
        return NEVER
    have, least, left = 0.0, NEVER, list(range(len(members)))
    while True:
        pick = left[0]
        for m in left[1:]:
            if members[m] > members[pick]:
                pick = m
        left.remove(pick)
        have += weight[pick]
        least = members[pick]
        if have >= needed - ROUNDING:
            return least
        if not left:
            return NEVER
