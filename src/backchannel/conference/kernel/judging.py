"""What an actor makes of a text, and what a rule makes of its actors: conference/reference/judging.py, compiled."""

from __future__ import annotations

import math

from backchannel.case.fields import ROUNDING
from backchannel.conference.kernel.live import LEANING, LEARNT, MET, Spine, changed, clip, trusted
from backchannel.conference.kernel.pack import (
    AFTER,
    AUDIENCE,
    BENEFIT,
    BETRAYAL,
    BETRAYED,
    ENFORCEMENT,
    FORGETS,
    FORGIVES,
    FROZEN,
    KEEPS,
    KEPT,
    LOSES,
    PATIENCE,
    PHI,
    STAKE,
    SURVIVAL,
    WORTH,
    Flags,
    Floats,
    Ints,
    Levels,
)
from backchannel.conference.plan import NONE
from backchannel.conference.signing import ALL, LEAF, NEVER, QUOTA
from backchannel.core.jit import inlined, part
from backchannel.theory.acceptance import honoured, lasting, loss, surplus


@inlined
def row_for(levels: Levels, lv: int, i: int, by: int) -> int:
    """An actor's row for a text that corridor ``by`` brought: promises that hang on those who sit there count."""
    return int(levels.first_row[lv, i] if by == NONE else levels.seat_row[by, lv, i])


@inlined
def reach(T: float, steps: int) -> float:
    """``T`` to the power of a few steps; none and one need no power to be exact."""
    if steps == 0:
        return 1.0
    if steps == 1:
        return T
    return math.pow(T, float(steps))


@inlined
def trust_now(sp: Spine, L: Floats, lv: int) -> None:
    """Bring everybody's trust in a level up to what was learnt."""
    if sp.learnt[lv] != sp.marks[LEARNT]:
        sp.learnt[lv] = sp.marks[LEARNT]
        for i in range(L.shape[0]):
            sp.T[lv, i] = honoured(trusted(L[i], sp.trust[lv, i]), sp.lev[lv, ENFORCEMENT])


@inlined
def weigh(sp: Spine, lv: int, chi: float) -> None:
    """Weight of a betrayal and of a lost face against the life of a deal that breaks at ``chi`` a round."""
    for i in range(sp.face.shape[0]):
        delta = sp.who[i, PATIENCE]
        life = lasting(chi, delta)
        for n, field in ((0, FORGIVES), (1, FORGETS)):
            memory = sp.who[i, field]
            sp.m[lv, i, n] = 1.0 if math.isnan(memory) else lasting(memory, delta) / life


@part
def carries(mu0: float, trend: float, needed: float, t: int) -> float:
    """Share of cases in which a narrative carries its audience (Kamenica & Gentzkow 2011)."""
    mu = clip(mu0 + trend * t, 0.0, 1.0)
    if needed <= mu:
        return 1.0
    return mu / needed


@part
def faces(sp: Spine, up: Floats, frame_of: Ints, frame: Floats, t: int) -> None:
    """Everybody's audience cost, with what was exposed and what is believed."""
    for i in range(up.shape[0]):
        a = sp.who[i, AUDIENCE] * up[i]
        for n in range(frame_of.shape[0]):
            if frame_of[n] == i:
                a *= 1.0 - frame[n, 3] * carries(frame[n, 0], frame[n, 1], frame[n, 2], t)
        if a != sp.face[i]:
            sp.face[i] = a
            changed(sp)


@inlined
def hoped(P: float, E: float, delta: float, look: float) -> float:
    """What waiting for a better text is worth."""
    if look == 0.0 or E <= 0.0:
        return 0.0
    return look * (delta * P / (1.0 - delta * (1.0 - P))) * E


@inlined
def benefit(sp: Spine, v: int, by: int) -> float:
    """Side benefits, guarantees, and standing gained by a text brought about together."""
    h = sp.rows[v, BENEFIT] + sp.rows[v, WORTH if by == NONE else WORTH + 1]
    if by != NONE:
        for n in range(sp.rec_of.shape[0]):
            if sp.rec_of[n] == sp.actor[v] and sp.rec_pays[by, n]:
                h += sp.rec[n, 4] * (sp.rec[n, 1] if sp.marks[MET] > 0 else sp.rec[n, 0])
    return float(h)


@inlined
def leaving(sp: Spine, v: int, by: int) -> float:
    """What a full change of leader is worth through the actor's own fate (theory/exit.py)."""
    i = sp.actor[v]
    zeta = sp.who[i, STAKE]
    if zeta == 0.0:
        return 0.0
    gamma = sp.rows[v, KEPT if by == NONE else KEPT + 1]
    s = sp.who[i, SURVIVAL] * (1.0 - sp.mood[LEANING])
    return float(
        zeta
        * (
            gamma * sp.who[i, AFTER]
            - (1.0 - gamma) * sp.who[i, BETRAYED]
            - s * sp.who[i, KEEPS]
            + (1.0 - s) * sp.who[i, LOSES]
        )
    )


@inlined
def judge(
    sp: Spine, lv: int, i: int, u: float, D: float, seen: float, credit: float, h: float, exposure: float, by: int
) -> float:
    """Surplus of actor ``i`` from its sums over issues: the one call of the spine."""
    return surplus(
        sp.T[lv, i],
        sp.lev[lv, PHI],
        u,
        sp.w[by + 1, i],
        D,
        sp.who[i, BETRAYAL],
        sp.m[lv, i, 0],
        h,
        exposure,
        sp.face[i],
        seen,
        credit,
        sp.m[lv, i, 1],
        sp.Omega[lv, i],
    )


@inlined
def sums(
    sp: Spine, lv: int, i: int, z: Floats, j: int, waits: Ints, p: int, h: float, leave: float
) -> tuple[float, float, float, float, float]:
    """The sums over issues for terms ``z[:, j]`` in the order of steps ``p``: u, D, d, credit, h."""
    T, frozen = sp.T[lv, i], sp.lev[lv, FROZEN]
    u, D, seen, credit = 1.0, 0.0, 0.0, 0.0
    for k in range(sp.q.shape[0]):
        s, x, q = sp.s[i, k], sp.x[i, k], sp.q[k]
        stay = loss(q, x, sp.quadratic)
        if sp.opened[lv, k]:
            term = z[k, j]
            reached = reach(T, waits[p, k])
            moved = loss(term, x, sp.quadratic)
            u -= s * (reached * moved + (1.0 - reached) * stay)
            D += s * reached * (stay - moved)
            credit += sp.credit[i, k] * (term - q)
            if sp.has_line[i, k]:
                seen += s * loss(term, sp.line[i, k], False)
            if k == sp.leadership:
                h += leave * reached * term
        else:
            u -= s * (frozen * stay + (1.0 - frozen) * sp.outlook[i, k])
            if sp.has_line[i, k] and sp.precondition[i, k]:
                seen += s * loss(q, sp.line[i, k], False)
    return u, D, seen, credit, h


@part
def text_value(sp: Spine, lv: int, v: int, z: Floats, j: int, waits: Ints, p: int, exposure: float, by: int) -> float:
    """Surplus of row ``v`` from one text as it comes to the table. Trust must be up to date."""
    i = sp.actor[v]
    u, D, seen, credit, h = sums(sp, lv, i, z, j, waits, p, benefit(sp, v, by), leaving(sp, v, by))
    return judge(sp, lv, i, u, D, seen, credit, h, exposure, by)


CLOSE = 1e-12
"""Sums of weights nearer to what is needed than this may fall on either side of it, by the order of summing."""


@inlined
def quota(stack: Floats, depth: int, j: int, size: int, weights: Floats, n: int, needed: float, taken: Flags) -> float:
    """The value of the last member needed to reach a quota; members stand on the stack from ``depth`` on."""
    total = 0.0
    for m in range(size):
        total += weights[n, m]
        taken[m] = False
    if total < needed - ROUNDING:
        return NEVER
    have, least = 0.0, NEVER
    for _ in range(size):
        pick = -1
        for m in range(size):
            if not taken[m] and (pick < 0 or stack[depth + m, j] > stack[depth + pick, j]):
                pick = m
        taken[pick] = True
        have += weights[n, pick]
        least = stack[depth + pick, j]
        if have >= needed - ROUNDING:
            return float(least)
    return NEVER


@inlined
def quotas_met(
    stack: Floats, depth: int, texts: int, size: int, weights: Floats, n: int, needed: float, taken: Flags
) -> None:
    """A number with the sign of ``quota`` for each of some texts, in place of the first member on the stack.

    By one sum, for which the stack needs a row above its top; by ``quota`` itself where the order of sums may matter.
    """
    limit, have, onto = needed - ROUNDING, stack[depth + size, :texts], stack[depth, :texts]
    for j in range(texts):
        have[j] = 0.0
    for m in range(size):
        weight, value = weights[n, m], stack[depth + m, :texts]
        for j in range(texts):
            have[j] += weight if value[j] >= 0.0 else 0.0
    for j in range(texts):
        if limit <= CLOSE or abs(have[j] - limit) <= CLOSE:
            onto[j] = quota(stack, depth, j, size, weights, n, needed, taken)
        else:
            onto[j] = 1.0 if have[j] > limit else -1.0


@part
def part_of(
    ops: Ints, begin: int, end: int, sizes: Ints, weights: Floats, needed: Floats, values: Floats, stack: Floats,
    taken: Flags, sign: bool,
) -> float:  # fmt: skip
    """The value of one part of a rule, from the values of its leaves. ``stack`` [depth, 1 or more] is scratch."""
    depth = 0
    for op in range(begin, end):
        code, arg = ops[op, 0], ops[op, 1]
        if code == LEAF:
            stack[depth, 0] = values[arg]
            depth += 1
        elif code == QUOTA:
            depth -= sizes[arg]
            if sign:
                quotas_met(stack, depth, 1, sizes[arg], weights, arg, needed[arg], taken)
            else:
                stack[depth, 0] = quota(stack, depth, 0, sizes[arg], weights, arg, needed[arg], taken)
            depth += 1
        else:
            depth -= arg
            best = stack[depth, 0]
            for m in range(depth + 1, depth + arg):
                other = stack[m, 0]
                if (other < best) if code == ALL else (other > best):
                    best = other
            stack[depth, 0] = best
            depth += 1
    return float(stack[0, 0])


@part
def decide(
    ops: Ints, starts: Ints, first: int, parts: int, sizes: Ints, weights: Floats, needed: Floats, values: Floats,
    stack: Floats, taken: Flags, sign: bool,
) -> float:  # fmt: skip
    """The least value over some parts of a rule: >= 0 exactly where they are met; ``sign`` where no more is asked."""
    least = math.inf
    for n in range(first, first + parts):
        begin, end = starts[n], starts[n + 1]
        if end - begin == 1:
            value = values[ops[begin, 1]]
        else:
            value = part_of(ops, begin, end, sizes, weights, needed, values, stack, taken, sign)
        least = value if value < least else least
    return least
