"""One block of texts in one run: what rows and parts of the signer rule make of it, and whether it can beat the best.

A block is abandoned as soon as one part of the signer rule cannot beat the best found so far; parts that abandon blocks
come first next time. Functions here take plain arrays, for the reason given in ``vectors``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backchannel.case.fields import ROUNDING
from backchannel.conference.scan.vectors import add_issue, count_above, lower_to, put, raise_to
from backchannel.conference.signing import ALL, LEAF, NEVER, QUOTA
from backchannel.conference.state import Floats
from backchannel.core.jit import compiled
from backchannel.theory.acceptance import loss

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@compiled
def fill_tables(
    constant: Floats,
    near: Floats,
    face: Floats,
    slope: Floats,
    x: Floats,
    line: Floats,
    opened: Flags,
    quadratic: bool,
    values: Floats,
    pattern: Ints,
    blocks: Ints,
    trailing: Flags,
    head: Floats,
    top: Floats,
    table: Floats,
) -> None:
    """On a grid: what each block has in common (``head`` [V, block]), what varies (``table`` [pattern, V, text])."""
    rows, issues = x.shape
    table[:] = 0.0
    for p in range(constant.shape[0]):
        b = 0
        while pattern[blocks[b]] != p:
            b += 1
        n = blocks[b + 1] - blocks[b]
        for v in range(rows):
            out = table[p, v, :n]
            for k in range(issues):
                if trailing[k]:
                    z = values[k, blocks[b] : blocks[b + 1]]
                    add_issue(out, z, near[p, v, k], x[v, k], face[p, v, k], line[v, k], slope[p, v, k], quadratic)
            top[p, v] = out.max()
    for v in range(rows):
        for b in range(blocks.shape[0] - 1):
            p = pattern[blocks[b]]
            head[v, b] = constant[p, v]
        for k in range(issues):
            if opened[k] and not trailing[k]:
                for b in range(blocks.shape[0] - 1):
                    p = pattern[blocks[b]]
                    z = values[k, blocks[b]]
                    head[v, b] += slope[p, v, k] * z - near[p, v, k] * loss(z, x[v, k], quadratic)
                    head[v, b] -= face[p, v, k] * loss(z, line[v, k], False)


@compiled
def _row(
    out: Floats,
    v: int,
    p: int,
    b: int,
    first: int,
    constant: Floats,
    near: Floats,
    face: Floats,
    slope: Floats,
    x: Floats,
    line: Floats,
    opened: Flags,
    quadratic: bool,
    values: Floats,
    grid: bool,
    head: Floats,
    table: Floats,
) -> None:
    """Surpluses of row ``v`` over a block."""
    n = out.shape[0]
    if grid:
        put(out, head[v, b], table[p, v, :n])
    else:
        out[:] = constant[p, v]
        for k in range(x.shape[1]):
            if opened[k]:
                z = values[k, first : first + n]
                add_issue(out, z, near[p, v, k], x[v, k], face[p, v, k], line[v, k], slope[p, v, k], quadratic)


@compiled
def _quota(stack: Floats, depth: int, n: int, size: int, weights: Floats, needed: float) -> None:
    """Surplus of the last member needed to reach a quota, over a block, into ``stack[depth]``; else NEVER."""
    total = 0.0
    for m in range(size):
        total += weights[m]
    if total < needed - ROUNDING:
        stack[depth, :n] = NEVER
    elif size > 1:
        taken = np.empty(size, dtype=np.bool_)
        for j in range(n):
            taken[:] = False
            have, least, picks = 0.0, NEVER, 0
            while picks == 0 or (have < needed - ROUNDING and picks < size):
                pick = -1
                for m in range(size):
                    if not taken[m] and (pick < 0 or stack[depth + m, j] > stack[depth + pick, j]):
                        pick = m
                taken[pick] = True
                have += weights[pick]
                least = stack[depth + pick, j]
                picks += 1
            stack[depth, j] = least if have >= needed - ROUNDING else NEVER


@compiled
def _combine(
    stack: Floats, depth: int, n: int, kind: int, arg: int, sizes: Ints, weights: Floats, needed: Floats
) -> int:
    """Apply one operation of a program to the top of the stack; returns the new depth."""
    if kind != QUOTA:
        depth -= arg - 1
        for m in range(arg - 1):
            if kind == ALL:
                lower_to(stack[depth - 1, :n], 0.0, stack[depth + m, :n])
            else:
                raise_to(stack[depth - 1, :n], stack[depth + m, :n])
        return depth
    size = sizes[arg]
    depth -= size
    _quota(stack, depth, n, size, weights[arg], needed[arg])
    return depth + 1


@compiled
def value_of_part(
    out: Floats,
    part: int,
    p: int,
    b: int,
    first: int,
    constant: Floats,
    near: Floats,
    face: Floats,
    slope: Floats,
    x: Floats,
    line: Floats,
    opened: Flags,
    quadratic: bool,
    values: Floats,
    grid: bool,
    head: Floats,
    table: Floats,
    ops: Ints,
    starts: Ints,
    sizes: Ints,
    weights: Floats,
    needed: Floats,
    stack: Floats,
) -> None:
    """Value of one part of the signer rule over a block."""
    n, depth = out.shape[0], 0
    if starts[part + 1] - starts[part] == 1:
        _row(
            out,
            ops[starts[part], 1],
            p, b, first, constant, near, face, slope, x, line, opened, quadratic, values, grid, head, table,
        )  # fmt: skip
        return
    for op in range(starts[part], starts[part + 1]):
        kind, arg = ops[op, 0], ops[op, 1]
        if kind == LEAF:
            _row(
                stack[depth, :n],
                arg, p, b, first, constant, near, face, slope, x, line, opened, quadratic, values, grid, head, table,
            )  # fmt: skip
            depth += 1
        else:
            depth = _combine(stack, depth, n, kind, arg, sizes, weights, needed)
    put(out, 0.0, stack[0, :n])


@compiled
def _bound(
    part: int,
    p: int,
    b: int,
    head: Floats,
    top: Floats,
    ops: Ints,
    starts: Ints,
    sizes: Ints,
    weights: Floats,
    needed: Floats,
    stack: Floats,
) -> float:
    """No text of a block of a grid gives a part of the rule more than this: the rule of the actors' own maxima."""
    depth = 0
    for op in range(starts[part], starts[part + 1]):
        kind, arg = ops[op, 0], ops[op, 1]
        if kind == LEAF:
            stack[depth, 0] = head[arg, b] + top[p, arg]
            depth += 1
        else:
            depth = _combine(stack, depth, 1, kind, arg, sizes, weights, needed)
    return float(stack[0, 0])


@compiled
def _to_front(order: Ints, m: int) -> None:
    part = order[m]
    for n in range(m, 0, -1):
        order[n] = order[n - 1]
    order[0] = part


@compiled
def judge_block(
    least: Floats,
    best: float,
    order: Ints,
    p: int,
    b: int,
    first: int,
    constant: Floats,
    near: Floats,
    face: Floats,
    slope: Floats,
    x: Floats,
    line: Floats,
    opened: Flags,
    quadratic: bool,
    values: Floats,
    grid: bool,
    head: Floats,
    top: Floats,
    table: Floats,
    ops: Ints,
    starts: Ints,
    sizes: Ints,
    weights: Floats,
    needed: Floats,
    stack: Floats,
    work: Floats,
) -> bool:
    """Least value over all parts for each text of a block; False where no text of it beats ``best``."""
    n, parts = least.shape[0], order.shape[0]
    if grid:
        for m in range(parts):
            if _bound(order[m], p, b, head, top, ops, starts, sizes, weights, needed, stack) <= best:
                _to_front(order, m)
                return False
    for m in range(parts):
        begin = starts[order[m]]
        alone = starts[order[m] + 1] - begin == 1
        if grid and alone:
            v = ops[begin, 1]
            if m == 0:
                put(least, head[v, b], table[p, v, :n])
            else:
                lower_to(least, head[v, b], table[p, v, :n])
        else:
            if alone:
                _row(
                    work[:n],
                    ops[begin, 1],
                    p, b, first, constant, near, face, slope, x, line, opened, quadratic, values, grid, head, table,
                )  # fmt: skip
            else:
                value_of_part(
                    work[:n],
                    order[m],
                    p, b, first, constant, near, face, slope, x, line, opened, quadratic, values, grid, head, table,
                    ops, starts, sizes, weights, needed, stack,
                )  # fmt: skip
            if m == 0:
                put(least, 0.0, work[:n])
            else:
                lower_to(least, 0.0, work[:n])
        if (m == parts - 1 or not grid or not alone) and count_above(least, best) == 0:
            _to_front(order, m)
            return False
    return True
