"""The range finder: which texts do all needed signers accept, in each run, and which of them are best.

Texts are taken in blocks that share an order of steps (and, on a grid, their leading terms). A block is abandoned as
soon as one part of the signer rule cannot beat the best found so far; parts that abandon blocks come first next time.
All searches are exhaustive: abandoning uses upper bounds only. Runs go in parallel, each alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import prange
from numpy.typing import NDArray

from backchannel.case.fields import ROUNDING
from backchannel.conference.inequality import Setting, slopes
from backchannel.conference.signing import ALL, LEAF, NEVER, QUOTA
from backchannel.conference.state import Floats
from backchannel.conference.texts import BLOCK, Texts
from backchannel.core.jit import compiled, kernel
from backchannel.theory.acceptance import loss

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
JUST_BELOW_ZERO = -5e-324
LOWEST = -1e6
CHUNKS = 16


# Functions below take plain arrays and not tuples of them: handing a tuple on costs more than a block of work. Those
# that loop over a block do one simple thing, so that the loop runs in vectors.


@compiled
def _add_near(out: Floats, z: Floats, near: float, x: float, quadratic: bool) -> None:
    if quadratic:
        for j in range(out.shape[0]):
            out[j] -= near * loss(z[j], x, True)
    else:
        for j in range(out.shape[0]):
            out[j] -= near * loss(z[j], x, False)


@compiled
def _add_face(out: Floats, z: Floats, face: float, line: float, slope: float) -> None:
    for j in range(out.shape[0]):
        out[j] += slope * z[j] - face * loss(z[j], line, False)


@compiled
def _put(out: Floats, base: float, values: Floats) -> None:
    for j in range(out.shape[0]):
        out[j] = base + values[j]


@compiled
def _lower(out: Floats, base: float, values: Floats) -> None:
    for j in range(out.shape[0]):
        x = base + values[j]
        out[j] = x if x < out[j] else out[j]


@compiled
def _raise(out: Floats, values: Floats) -> None:
    for j in range(out.shape[0]):
        out[j] = values[j] if values[j] > out[j] else out[j]


@compiled
def _raise_where(out: Floats, values: Floats, least: Floats) -> None:
    for j in range(out.shape[0]):
        x = values[j] if least[j] >= 0.0 else NEVER
        out[j] = x if x > out[j] else out[j]


@compiled
def _keep_where(out: Floats, least: Floats) -> None:
    for j in range(out.shape[0]):
        out[j] = out[j] if least[j] >= 0.0 else NEVER


@compiled
def _above(values: Floats, best: float) -> int:
    """How many values exceed ``best``: counted, because a float maximum is a serial chain and a count is not."""
    count = 0
    for j in range(values.shape[0]):
        count += 1 if values[j] > best else 0
    return count


@compiled
def _gains(product: Floats, added: Floats, values: Floats) -> None:
    for j in range(product.shape[0]):
        product[j] *= values[j]
        added[j] += values[j]


@compiled
def _least_share(share: Floats, values: Floats, ideal: float) -> None:
    for j in range(share.shape[0]):
        x = values[j] / ideal
        share[j] = x if x < share[j] else share[j]


@compiled
def _best_of(values: Floats, first: int, best: float, at: int) -> tuple[float, int]:
    """The first greatest value above ``best`` and its text, else (best, at)."""
    if _above(values, best) > 0:
        for j in range(values.shape[0]):
            if values[j] > best:
                best, at = values[j], first + j
    return best, at


@compiled
def _add_issue(
    out: Floats, z: Floats, near: float, x: float, face: float, line: float, slope: float, quadratic: bool
) -> None:
    _add_near(out, z, near, x, quadratic)
    if face != 0.0 or slope != 0.0:
        _add_face(out, z, face, line, slope)


@compiled
def _tables(
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
                    _add_issue(out, z, near[p, v, k], x[v, k], face[p, v, k], line[v, k], slope[p, v, k], quadratic)
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
        _put(out, head[v, b], table[p, v, :n])
    else:
        out[:] = constant[p, v]
        for k in range(x.shape[1]):
            if opened[k]:
                z = values[k, first : first + n]
                _add_issue(out, z, near[p, v, k], x[v, k], face[p, v, k], line[v, k], slope[p, v, k], quadratic)


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
                _lower(stack[depth - 1, :n], 0.0, stack[depth + m, :n])
            else:
                _raise(stack[depth - 1, :n], stack[depth + m, :n])
        return depth
    size = sizes[arg]
    depth -= size
    _quota(stack, depth, n, size, weights[arg], needed[arg])
    return depth + 1


@compiled
def _part(
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
    _put(out, 0.0, stack[0, :n])


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
def _block(
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
                _put(least, head[v, b], table[p, v, :n])
            else:
                _lower(least, head[v, b], table[p, v, :n])
        else:
            if alone:
                _row(
                    work[:n],
                    ops[begin, 1],
                    p, b, first, constant, near, face, slope, x, line, opened, quadratic, values, grid, head, table,
                )  # fmt: skip
            else:
                _part(
                    work[:n],
                    order[m],
                    p, b, first, constant, near, face, slope, x, line, opened, quadratic, values, grid, head, table,
                    ops, starts, sizes, weights, needed, stack,
                )  # fmt: skip
            if m == 0:
                _put(least, 0.0, work[:n])
            else:
                _lower(least, 0.0, work[:n])
        if (m == parts - 1 or not grid or not alone) and _above(least, best) == 0:
            _to_front(order, m)
            return False
    return True


@compiled
def _by_row(by_actor: Floats, actor: Ints) -> Floats:
    out = np.empty((actor.shape[0], by_actor.shape[1]))
    for v in range(actor.shape[0]):
        out[v] = by_actor[actor[v]]
    return out


@kernel
def _scan(
    constant: Floats,
    near: Floats,
    face: Floats,
    slope: Floats,
    ideal: Floats,
    public: Floats,
    actor: Ints,
    opened: Flags,
    quadratic: bool,
    values: Floats,
    pattern: Ints,
    blocks: Ints,
    trailing: Flags,
    grid: bool,
    ops: Ints,
    starts: Ints,
    sizes: Ints,
    weights: Floats,
    needed: Floats,
    stop: bool,
    margin: Floats,
    index: Ints,
) -> None:
    rows, parts, count = actor.shape[0], starts.shape[0] - 1, blocks.shape[0] - 1
    for run in prange(margin.shape[0]):
        r: Any = np.int64(run)  # prange counts in uint64, which mixes with int64 to float64
        x, line = _by_row(ideal[r], actor), _by_row(public[r], actor)
        head, top = np.empty((rows, count)), np.empty((constant.shape[1], rows))
        table = np.empty((constant.shape[1], rows, BLOCK))
        least, work, stack = np.empty(BLOCK), np.empty(BLOCK), np.empty((ops.shape[0], BLOCK))
        order = np.arange(parts)
        if grid:
            _tables(
                constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, pattern, blocks, trailing,
                head, top, table,
            )  # fmt: skip
        best, at = (JUST_BELOW_ZERO if stop else 2.0 * NEVER), -1
        for b in range(count):
            first, n = blocks[b], blocks[b + 1] - blocks[b]
            if _block(
                least[:n], best, order, pattern[first], b, first,
                constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, grid, head, top, table,
                ops, starts, sizes, weights[r], needed[r], stack, work,
            ):  # fmt: skip
                best, at = _best_of(least[:n], first, best, at)
                if stop:
                    break
        margin[r], index[r] = best, at


@kernel
def _tally(
    constant: Floats,
    near: Floats,
    face: Floats,
    slope: Floats,
    ideal: Floats,
    public: Floats,
    actor: Ints,
    opened: Flags,
    quadratic: bool,
    values: Floats,
    pattern: Ints,
    blocks: Ints,
    trailing: Flags,
    grid: bool,
    ops: Ints,
    starts: Ints,
    sizes: Ints,
    weights: Floats,
    needed: Floats,
    passes: Ints,
    total: Floats,
) -> None:
    rows, parts, count = actor.shape[0], starts.shape[0] - 1, blocks.shape[0] - 1
    runs, chunks = constant.shape[0], passes.shape[0]
    for chunk in prange(chunks):
        c: Any = np.int64(chunk)
        head, top = np.empty((rows, count)), np.empty((constant.shape[1], rows))
        table = np.empty((constant.shape[1], rows, BLOCK))
        least, work, stack = np.empty(BLOCK), np.empty(BLOCK), np.empty((ops.shape[0], BLOCK))
        order = np.arange(parts)
        for r in range(runs * c // chunks, runs * (c + 1) // chunks):
            x, line = _by_row(ideal[r], actor), _by_row(public[r], actor)
            if grid:
                _tables(
                    constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, pattern, blocks,
                    trailing, head, top, table,
                )  # fmt: skip
            for b in range(count):
                first, n = blocks[b], blocks[b + 1] - blocks[b]
                _block(
                    least[:n], 3.0 * NEVER, order, pattern[first], b, first,
                    constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, grid, head, top, table,
                    ops, starts, sizes, weights[r], needed[r], stack, work,
                )  # fmt: skip
                for j in range(n):
                    total[c, first + j] += least[j] if least[j] > LOWEST else LOWEST
                    passes[c, first + j] += 1 if least[j] >= 0.0 else 0


@kernel
def _rules(
    constant: Floats,
    near: Floats,
    face: Floats,
    slope: Floats,
    ideal: Floats,
    public: Floats,
    actor: Ints,
    opened: Flags,
    quadratic: bool,
    values: Floats,
    pattern: Ints,
    blocks: Ints,
    trailing: Flags,
    grid: bool,
    ops: Ints,
    starts: Ints,
    sizes: Ints,
    weights: Floats,
    needed: Floats,
    best: Ints,
    ideals: Floats,
    share: Floats,
) -> None:
    rows, parts, count = actor.shape[0], starts.shape[0] - 1, blocks.shape[0] - 1
    for run in prange(best.shape[0]):
        r: Any = np.int64(run)
        x, line = _by_row(ideal[r], actor), _by_row(public[r], actor)
        head, top = np.empty((rows, count)), np.empty((constant.shape[1], rows))
        table = np.empty((constant.shape[1], rows, BLOCK))
        work, stack = np.empty(BLOCK), np.empty((ops.shape[0], BLOCK))
        order = np.arange(parts)
        all_least, some = np.empty(values.shape[1]), np.zeros(count, dtype=np.bool_)
        highest = np.full((parts, BLOCK), NEVER)
        product, added, part_value = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
        if grid:
            _tables(
                constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, pattern, blocks, trailing,
                head, top, table,
            )  # fmt: skip
        nash, egalitarian, utilitarian, smorodinsky = NEVER, NEVER, NEVER, NEVER
        at_nash, at_egalitarian, at_utilitarian, at_smorodinsky = -1, -1, -1, -1
        accepted = 0
        for b in range(count):
            first, n = blocks[b], blocks[b + 1] - blocks[b]
            least = all_least[first : first + n]
            some[b] = _block(
                least, JUST_BELOW_ZERO, order, pattern[first], b, first,
                constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, grid, head, top, table,
                ops, starts, sizes, weights[r], needed[r], stack, work,
            )  # fmt: skip
            if not some[b]:
                continue
            product[:n] = 1.0
            added[:n] = 0.0
            for part in range(parts):
                _part(
                    part_value[:n], part, pattern[first], b, first,
                    constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, grid, head, table,
                    ops, starts, sizes, weights[r], needed[r], stack,
                )  # fmt: skip
                _gains(product[:n], added[:n], part_value[:n])
                _raise_where(highest[part, :n], part_value[:n], least)
            accepted += _above(least, JUST_BELOW_ZERO)
            _keep_where(product[:n], least)
            _keep_where(added[:n], least)
            nash, at_nash = _best_of(product[:n], first, nash, at_nash)
            egalitarian, at_egalitarian = _best_of(least, first, max(egalitarian, JUST_BELOW_ZERO), at_egalitarian)
            utilitarian, at_utilitarian = _best_of(added[:n], first, utilitarian, at_utilitarian)
        for part in range(parts):
            ideals[r, part] = highest[part].max()
        for b in range(count):
            if not some[b]:
                continue
            first, n = blocks[b], blocks[b + 1] - blocks[b]
            least = all_least[first : first + n]
            added[:n] = 1.0
            for part in range(parts):
                if ideals[r, part] > 0.0:
                    _part(
                        part_value[:n], part, pattern[first], b, first,
                        constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, grid, head, table,
                        ops, starts, sizes, weights[r], needed[r], stack,
                    )  # fmt: skip
                    _least_share(added[:n], part_value[:n], ideals[r, part])
            _keep_where(added[:n], least)
            smorodinsky, at_smorodinsky = _best_of(added[:n], first, smorodinsky, at_smorodinsky)
        best[r, 0], best[r, 1], best[r, 2], best[r, 3] = at_nash, at_smorodinsky, at_egalitarian, at_utilitarian
        share[r] = accepted / values.shape[1]


def _arrays(setting: Setting, texts: Texts) -> list[Any]:
    t, program = setting.terms, setting.program
    found = slopes(t, texts.waits)
    return [
        *found,
        *(t.ideal, t.line, t.actor, t.opened, t.quadratic),
        *(texts.terms, texts.pattern, texts.blocks, texts.trailing, bool(texts.trailing.any())),
        *(program.ops, program.starts, program.sizes, program.weights, program.needed),
    ]


def margins(setting: Setting, texts: Texts) -> tuple[Floats, Ints]:
    """Margin [run] and the text [run] that reaches it.

    The margin is the greatest value the signer rule takes over all texts: the surplus of the most reluctant needed
    signer at the text that suits it best among those no other signer likes less. A text acceptable to all exists
    exactly where it is >= 0. Ties go to the first text.
    """
    margin, index = np.empty(setting.runs), np.empty(setting.runs, dtype=np.int64)
    _scan(*[*_arrays(setting, texts), False, margin, index])
    return margin, index


def acceptable(setting: Setting, texts: Texts) -> NDArray[np.bool_]:
    """Whether some text is acceptable to all needed signers [run]; stops at the first one found."""
    margin, index = np.empty(setting.runs), np.empty(setting.runs, dtype=np.int64)
    _scan(*[*_arrays(setting, texts), True, margin, index])
    return index >= 0


def tally(setting: Setting, texts: Texts) -> tuple[Ints, Floats]:
    """For each text, in how many runs all needed signers accept it, and the mean margin it leaves [text]."""
    passes = np.zeros((CHUNKS, texts.count), dtype=np.int64)
    total = np.zeros((CHUNKS, texts.count))
    _tally(*[*_arrays(setting, texts), passes, total])
    return passes.sum(axis=0), total.sum(axis=0) / setting.runs


RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


def best_texts(setting: Setting, texts: Texts) -> tuple[Ints, Floats, Floats]:
    """The best acceptable text [run, rule] by each of ``RULES`` (-1: none), ideals [run, part], share acceptable [run].

    Gains are surpluses over going on as now, one for each part of the signer rule; that disagreement point is never
    moved. Nash: greatest product (Nash 1950). Kalai-Smorodinsky: greatest least share of each part's ideal gain, ideals
    over acceptable texts (Kalai & Smorodinsky 1975); a part that can gain nothing does not count. Egalitarian: greatest
    least gain (Kalai 1977). Utilitarian: greatest sum. Ties go to the first text.
    """
    parts = len(setting.program.parts)
    best = np.empty((setting.runs, 4), dtype=np.int64)
    ideals, share = np.empty((setting.runs, parts)), np.empty(setting.runs)
    _rules(*[*_arrays(setting, texts), best, ideals, share])
    return best, ideals, share
