"""What a text gives each row of a level, laid out for a search: heads of blocks, tails that blocks share, and bounds.

The surplus of a text is a head, which a block of texts has in common, plus a tail, which it shares with one text of
each other block of the same order of steps. Rounding is monotone, so the head plus the greatest tail is a bound that
holds to the bit.
"""

from __future__ import annotations

import math

from backchannel.conference.kernel.judging import benefit, judge, leaving, reach, sums
from backchannel.conference.kernel.live import Spine, Tables
from backchannel.conference.kernel.pack import Floats, Ints, Lists
from backchannel.core.jit import inlined, part
from backchannel.theory.acceptance import loss

LOWEST = -math.inf


@inlined
def slopes(
    sp: Spine, waits: Ints, first: int, tb: Tables, lv: int, v: int, count: int, exposure: float, by: int
) -> None:
    """The surplus of row ``v`` as a sum over issues, for each of ``count`` orders of steps from ``first`` on."""
    i = sp.actor[v]
    base = judge(sp, lv, i, 0.0, 0.0, 0.0, 0.0, 0.0, exposure, by)
    by_u = judge(sp, lv, i, 1.0, 0.0, 0.0, 0.0, 0.0, exposure, by) - base
    by_relief = judge(sp, lv, i, 0.0, 1.0, 0.0, 0.0, 0.0, exposure, by) - base
    by_seen = judge(sp, lv, i, 0.0, 0.0, 1.0, 0.0, 0.0, exposure, by) - base
    by_credit = judge(sp, lv, i, 0.0, 0.0, 0.0, 1.0, 0.0, exposure, by) - base
    by_h = judge(sp, lv, i, 0.0, 0.0, 0.0, 0.0, 1.0, exposure, by) - base
    T, more, leave = sp.T[lv, i], benefit(sp, v, by), leaving(sp, v, by)
    for p in range(count):
        u, D, seen, credit, h = sums(sp, lv, i, tb.zero, 0, waits, first + p, more, leave)
        constant = judge(sp, lv, i, u, D, seen, credit, h, exposure, by)
        for k in range(sp.q.shape[0]):
            if sp.opened[lv, k]:
                s = sp.s[i, k]
                reached = reach(T, waits[first + p, k])
                near = s * reached * (by_u + by_relief)
                slope = by_credit * sp.credit[i, k]
                face = 0.0
                constant += near * loss(0.0, sp.x[i, k], sp.quadratic)
                if sp.has_line[i, k]:
                    face = -s * by_seen
                    constant += face * loss(0.0, sp.line[i, k], False)
                if k == sp.leadership:
                    slope += by_h * leave * reached
                tb.near[p, k] = near
                tb.face[p, k] = face
                tb.slope[p, k] = slope
        tb.constant[p] = constant


@inlined
def piece(z: float, near: float, x: float, quadratic: bool, face: float, line: float, slope: float) -> float:
    """What one issue adds to the surplus."""
    one = slope * z - near * loss(z, x, quadratic)
    one -= face * loss(z, line, False)
    return one


@part
def lay(sp: Spine, ls: Lists, tb: Tables, lv: int, v: int, m: int, exposure: float, by: int) -> None:
    """Prepare row ``v`` of a level in slot ``m``: its heads, and of its tails what each trailing issue adds."""
    first, issues = ls.pattern_start[lv], sp.q.shape[0]
    count = ls.pattern_start[lv + 1] - first
    slopes(sp, ls.waits, first, tb, lv, v, count, exposure, by)
    i, start = sp.actor[v], ls.axis_start[lv * issues]
    for p in range(count):
        tb.built[m, p] = False
        for k in range(issues):
            if ls.trailing[lv, k]:
                most = LOWEST
                near, face, slope, x, line = tb.near[p, k], tb.face[p, k], tb.slope[p, k], sp.x[i, k], sp.line[i, k]
                begin, end = ls.axis_start[lv * issues + k], ls.axis_start[lv * issues + k + 1]
                for n in range(begin, end):
                    one = piece(ls.axis[n], near, x, sp.quadratic, face, line, slope)
                    tb.part[m, p, n - start] = one
                    most = one if one > most else most
                tb.most[k] = most
        tops(ls, tb, lv, m, p)
    block = ls.block_start[lv]
    blocks = ls.block_start[lv + 1] - block
    for b in range(blocks):
        tb.head[m, b] = tb.constant[ls.order[block + b]]
    for k in range(issues):
        if sp.opened[lv, k] and not ls.trailing[lv, k]:
            x, line = sp.x[i, k], sp.line[i, k]
            for b in range(blocks):
                p, z = ls.order[block + b], ls.lead[k, block + b]
                tb.head[m, b] += piece(z, tb.near[p, k], x, sp.quadratic, tb.face[p, k], line, tb.slope[p, k])


@inlined
def tops(ls: Lists, tb: Tables, lv: int, m: int, p: int) -> None:
    """The greatest tail of each slice: issue by issue as tails are summed, so that rounding takes none above it."""
    issues = ls.trailing.shape[1]
    slices, cut = ls.inner[lv] // ls.stride[lv], -1
    for a in range(slices):
        top = 0.0
        for k in range(issues):
            if ls.trailing[lv, k]:
                if slices > 1 and (cut < 0 or cut == k):
                    cut = k
                    top += tb.part[m, p, a]
                else:
                    top += tb.most[k]
        tb.top[m, p, a] = top


@inlined
def worth_at(sp: Spine, ls: Lists, tb: Tables, lv: int, v: int, j: int) -> float:
    """The surplus of row ``v`` from one text, by the coefficients that stand in the first place of ``tb``."""
    text = ls.text_start[lv] + j
    i, head, tail = sp.actor[v], tb.constant[0], 0.0
    for k in range(sp.q.shape[0]):
        if sp.opened[lv, k]:
            one = piece(
                ls.terms[k, text], tb.near[0, k], sp.x[i, k], sp.quadratic, tb.face[0, k], sp.line[i, k], tb.slope[0, k]
            )
            if ls.trailing[lv, k]:
                tail += one
            else:
                head += one
    return float(head + tail)


@part
def build(ls: Lists, tail: Floats, part: Floats, m: int, p: int, lv: int) -> None:
    """The tails of a slot under one order of steps: sums over trailing issues, first issue first."""
    issues = ls.trailing.shape[1]
    start = ls.axis_start[lv * issues]
    tails = tail[m, p]
    tails[0] = 0.0
    size = 1
    for k in range(issues):
        begin, end = ls.axis_start[lv * issues + k], ls.axis_start[lv * issues + k + 1]
        count = end - begin
        if count == 0:
            continue
        # What stands so far is spread from behind, so that each sum is read before its place is taken.
        adds = part[m, p, begin - start : end - start]
        for n in range(size - 1, -1, -1):
            so_far, spread = tails[n], tails[n * count : (n + 1) * count]
            for a in range(count):
                spread[a] = so_far + adds[a]
        size *= count


@inlined
def ready(ls: Lists, tb: Tables, m: int, p: int, lv: int) -> None:
    """See to it that the tails of a slot are there."""
    if not tb.built[m, p]:
        build(ls, tb.tail, tb.part, m, p, lv)
        tb.built[m, p] = True
