"""The searches over all blocks, compiled: the best text of each run, what becomes of each text, the best by each rule.

All are exhaustive: abandoning a block uses upper bounds only. Runs go in parallel, each alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import prange
from numpy.typing import NDArray

from backchannel.conference.scan.blocks import fill_tables, judge_block, value_of_part
from backchannel.conference.scan.vectors import (
    add_gains,
    best_of,
    count_above,
    keep_where,
    least_share,
    raise_where,
)
from backchannel.conference.signing import NEVER
from backchannel.conference.state import Floats
from backchannel.conference.texts import BLOCK
from backchannel.core.jit import compiled, kernel

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
JUST_BELOW_ZERO = -5e-324
LOWEST = -1e6


@compiled
def _by_row(by_actor: Floats, actor: Ints) -> Floats:
    out = np.empty((actor.shape[0], by_actor.shape[1]))
    for v in range(actor.shape[0]):
        out[v] = by_actor[actor[v]]
    return out


@kernel
def scan_best(
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
    """Greatest value of the signer rule over all texts [run] and its text; with ``stop``, the first acceptable one."""
    rows, parts, count = actor.shape[0], starts.shape[0] - 1, blocks.shape[0] - 1
    for run in prange(margin.shape[0]):
        r: Any = np.int64(run)  # prange counts in uint64, which mixes with int64 to float64
        x, line = _by_row(ideal[r], actor), _by_row(public[r], actor)
        head, top = np.empty((rows, count)), np.empty((constant.shape[1], rows))
        table = np.empty((constant.shape[1], rows, BLOCK))
        least, work, stack = np.empty(BLOCK), np.empty(BLOCK), np.empty((ops.shape[0], BLOCK))
        order = np.arange(parts)
        if grid:
            fill_tables(
                constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, pattern, blocks, trailing,
                head, top, table,
            )  # fmt: skip
        best, at = (JUST_BELOW_ZERO if stop else 2.0 * NEVER), -1
        for b in range(count):
            first, n = blocks[b], blocks[b + 1] - blocks[b]
            if judge_block(
                least[:n], best, order, pattern[first], b, first,
                constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, grid, head, top, table,
                ops, starts, sizes, weights[r], needed[r], stack, work,
            ):  # fmt: skip
                best, at = best_of(least[:n], first, best, at)
                if stop:
                    break
        margin[r], index[r] = best, at


@kernel
def scan_all(
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
    """For each text [chunk of runs, text]: in how many runs it is acceptable, and the sum of its margins."""
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
                fill_tables(
                    constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, pattern, blocks,
                    trailing, head, top, table,
                )  # fmt: skip
            for b in range(count):
                first, n = blocks[b], blocks[b + 1] - blocks[b]
                judge_block(
                    least[:n], 3.0 * NEVER, order, pattern[first], b, first,
                    constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, grid, head, top, table,
                    ops, starts, sizes, weights[r], needed[r], stack, work,
                )  # fmt: skip
                for j in range(n):
                    total[c, first + j] += least[j] if least[j] > LOWEST else LOWEST
                    passes[c, first + j] += 1 if least[j] >= 0.0 else 0


@kernel
def scan_rules(
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
    """The best acceptable text [run, rule] by each rule, ideals [run, part], share of texts acceptable [run]."""
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
            fill_tables(
                constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, pattern, blocks, trailing,
                head, top, table,
            )  # fmt: skip
        nash, egalitarian, utilitarian, smorodinsky = NEVER, NEVER, NEVER, NEVER
        at_nash, at_egalitarian, at_utilitarian, at_smorodinsky = -1, -1, -1, -1
        accepted = 0
        for b in range(count):
            first, n = blocks[b], blocks[b + 1] - blocks[b]
            least = all_least[first : first + n]
            some[b] = judge_block(
                least, JUST_BELOW_ZERO, order, pattern[first], b, first,
                constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, grid, head, top, table,
                ops, starts, sizes, weights[r], needed[r], stack, work,
            )  # fmt: skip
            if not some[b]:
                continue
            product[:n] = 1.0
            added[:n] = 0.0
            for part in range(parts):
                value_of_part(
                    part_value[:n], part, pattern[first], b, first,
                    constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, grid, head, table,
                    ops, starts, sizes, weights[r], needed[r], stack,
                )  # fmt: skip
                add_gains(product[:n], added[:n], part_value[:n])
                raise_where(highest[part, :n], part_value[:n], least)
            accepted += count_above(least, JUST_BELOW_ZERO)
            keep_where(product[:n], least)
            keep_where(added[:n], least)
            nash, at_nash = best_of(product[:n], first, nash, at_nash)
            egalitarian, at_egalitarian = best_of(least, first, max(egalitarian, JUST_BELOW_ZERO), at_egalitarian)
            utilitarian, at_utilitarian = best_of(added[:n], first, utilitarian, at_utilitarian)
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
                    value_of_part(
                        part_value[:n], part, pattern[first], b, first,
                        constant[r], near[r], face[r], slope[r], x, line, opened, quadratic, values, grid, head, table,
                        ops, starts, sizes, weights[r], needed[r], stack,
                    )  # fmt: skip
                    least_share(added[:n], part_value[:n], ideals[r, part])
            keep_where(added[:n], least)
            smorodinsky, at_smorodinsky = best_of(added[:n], first, smorodinsky, at_smorodinsky)
        best[r, 0], best[r, 1], best[r, 2], best[r, 3] = at_nash, at_smorodinsky, at_egalitarian, at_utilitarian
        share[r] = accepted / values.shape[1]
