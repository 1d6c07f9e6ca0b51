"""Looking for a text in a level's list: conference/reference/searching.py, compiled, and no text looked at in vain.

Blocks of texts (or slices of large ones) whose bound, as laid out in laying.py, cannot beat the best found are left
out. A search begins from what an earlier one found, which changes nothing but how many are left out: the first text
with the greatest value wins.
"""

from __future__ import annotations

import numpy as np

from backchannel.conference.kernel.judging import (
    decide,
    quota,
    quotas_met,
)
from backchannel.conference.kernel.laying import LOWEST, lay, ready
from backchannel.conference.kernel.live import VERSION, Spine, Tables, logistic
from backchannel.conference.kernel.pack import COVER as LEVEL_COVER
from backchannel.conference.kernel.pack import LEAK, PREMIUM, PUBLICITY, SHIELD, Flags, Floats, Ints, Lists, Rules
from backchannel.conference.plan import NONE
from backchannel.conference.reference.run import FORESIGHT
from backchannel.conference.reference.run import logistic as plain_logistic
from backchannel.conference.signing import ALL, LEAF, QUOTA
from backchannel.core.jit import inlined, part

LEAST_CHANCE = 0.05
"""What a text behind closed doors is worth trying even where the table will refuse it, as in the reference."""

LOW, HIGH, STEPS = -1.05, 0.35, 320.0
CHANCES = np.array(
    [
        LEAST_CHANCE + plain_logistic(FORESIGHT * (LOW + (n + 1.01) / STEPS))
        for n in range(int((HIGH - LOW) * STEPS) + 2)
    ]
)
"""What that comes to at margins from LOW on, each a little above the end of its step: bounds for the step."""


@inlined
def exposed(trk: Floats, lev: Floats, lv: int, c: int, by: int) -> float:
    """Share of the audience that sees a text of a level on a track; less where a corridor's text is announced."""
    leak = trk[c, LEAK]
    omega = (1.0 - leak) * trk[c, PUBLICITY] + leak * trk[c, PREMIUM]
    omega *= 1.0 - lev[lv, LEVEL_COVER]
    if by != NONE:
        omega *= 1.0 - trk[by, SHIELD]
    return float(omega)


@inlined
def bounds(rules: Rules, tb: Tables, lv: int, b: int, p: int, a: int, sign: bool) -> float:
    """No text of a slice gives the signers' rule more than this, or, for ``sign``, is more than of its sign."""
    for m in range(rules.slot_start[lv + 1] - rules.slot_start[lv]):
        tb.value[m] = tb.head[m, b] + tb.top[m, p, a]
    return rule(rules, tb, lv, sign)


@inlined
def rule(rules: Rules, tb: Tables, lv: int, sign: bool) -> float:
    """The signers' rule over what stands in ``tb.value``."""
    return decide(
        rules.slot_ops, rules.starts, rules.part_start[lv], rules.signer_parts[lv],
        rules.sizes, rules.weights, rules.needed, tb.value, tb.pile, tb.taken, sign,
    )  # fmt: skip


@inlined
def value_at(ls: Lists, tb: Tables, m: int, lv: int, j: int) -> float:
    """The surplus of one text in slot ``m``."""
    p = ls.pattern[ls.text_start[lv] + j] - ls.pattern_start[lv]
    ready(ls, tb, m, p, lv)
    return float(tb.head[m, j // ls.inner[lv]] + tb.tail[m, p, j % ls.inner[lv]])


@part
def margin_at(rules: Rules, ls: Lists, tb: Tables, lv: int, j: int) -> float:
    """The value of the signers' rule for one text."""
    for m in range(rules.slot_start[lv + 1] - rules.slot_start[lv]):
        tb.value[m] = value_at(ls, tb, m, lv, j)
    return rule(rules, tb, lv, False)


@part
def combine(
    stack: Floats, depth: int, n: int, code: int, arg: int, sizes: Ints, weights: Floats, needed: Floats, taken: Flags,
    sign: bool,
) -> int:  # fmt: skip
    """Apply one operation of a rule to the top of a stack of blocks; returns the new depth."""
    if code == QUOTA:
        depth -= sizes[arg]
        if sign:
            quotas_met(stack, depth, n, sizes[arg], weights, arg, needed[arg], taken)
        else:
            for j in range(n):
                stack[depth, j] = quota(stack, depth, j, sizes[arg], weights, arg, needed[arg], taken)
        return depth + 1
    depth -= arg
    onto = stack[depth, :n]
    for m in range(depth + 1, depth + arg):
        other = stack[m, :n]
        if code == ALL:
            for j in range(n):
                onto[j] = other[j] if other[j] < onto[j] else onto[j]
        else:
            for j in range(n):
                onto[j] = other[j] if other[j] > onto[j] else onto[j]
    return depth + 1


@part
def margins(rules: Rules, ls: Lists, tb: Tables, lv: int, b: int, p: int, a: int, sign: bool) -> None:
    """The value of the signers' rule, or for ``sign`` its sign, for each text of a slice, into ``tb.least``."""
    n = ls.stride[lv]
    skip, least = a * n, tb.least[: ls.stride[lv]]
    for m in range(rules.slot_start[lv + 1] - rules.slot_start[lv]):
        ready(ls, tb, m, p, lv)
    for nth in range(rules.part_start[lv], rules.part_start[lv] + rules.signer_parts[lv]):
        begin, end = rules.starts[nth], rules.starts[nth + 1]
        top = nth == rules.part_start[lv]
        if end - begin == 1:
            m = rules.slot_ops[begin, 1]
            head, tail = tb.head[m, b], tb.tail[m, p, skip : skip + n]
            if top:
                for j in range(n):
                    least[j] = head + tail[j]
            else:
                for j in range(n):
                    x = head + tail[j]
                    least[j] = x if x < least[j] else least[j]
            continue
        depth = 0
        for op in range(begin, end):
            code, arg = rules.slot_ops[op, 0], rules.slot_ops[op, 1]
            if code == LEAF:
                head, tail, onto = tb.head[arg, b], tb.tail[arg, p, skip : skip + n], tb.stack[depth, :n]
                for j in range(n):
                    onto[j] = head + tail[j]
                depth += 1
            else:
                depth = combine(tb.stack, depth, n, code, arg, rules.sizes, rules.weights, rules.needed, tb.taken, sign)
        value = tb.stack[0, :n]
        if top:
            for j in range(n):
                least[j] = value[j]
        else:
            for j in range(n):
                least[j] = value[j] if value[j] < least[j] else least[j]


@part
def lay_signers(sp: Spine, rules: Rules, ls: Lists, tb: Tables, lv: int, c: int, exposure: float, by: int) -> int:
    """Prepare the rows of a level's signers at track ``c``, unless they are; returns how many there are."""
    first = rules.slot_start[lv]
    count = rules.slot_start[lv + 1] - first
    version = sp.marks[VERSION]
    if tb.laid[0] == lv and tb.laid[1] == c and tb.laid[2] == by and tb.laid[3] == version:
        return int(count)
    tb.laid[0], tb.laid[1], tb.laid[2], tb.laid[3] = lv, c, by, version
    for m in range(count):
        lay(sp, ls, tb, lv, rules.slot_row[first + m], m, exposure, by)
    return int(count)


@part
def widest(sp: Spine, rules: Rules, ls: Lists, tb: Tables, lv: int, c: int, exposure: float, by: int, hint: int) -> int:
    """The first text at which the signers' rule is greatest."""
    lay_signers(sp, rules, ls, tb, lv, c, exposure, by)
    best, at = LOWEST, 0
    if hint != NONE:
        best = just_below(margin_at(rules, ls, tb, lv, hint))
    block, stride, slices = ls.block_start[lv], ls.stride[lv], ls.inner[lv] // ls.stride[lv]
    for b in range(ls.block_start[lv + 1] - block):
        p = ls.order[block + b]
        for a in range(slices):
            if bounds(rules, tb, lv, b, p, a, False) <= best:
                continue
            margins(rules, ls, tb, lv, b, p, a, False)
            count = 0
            for j in range(stride):
                count += 1 if tb.least[j] > best else 0
            if count > 0:
                for j in range(stride):
                    if tb.least[j] > best:
                        best, at = tb.least[j], (b * slices + a) * stride + j
    return at


@inlined
def just_below(a: float) -> float:
    """A number less than ``a``, and little less: only texts at least as good as an earlier find need a look."""
    return a - (1e-12 + 1e-12 * abs(a))


@part
def favourite(
    sp: Spine, rules: Rules, ls: Lists, tb: Tables, lv: int, v: int, c: int, exposure: float, by: int, hint: int
) -> int:
    """The text row ``v`` likes best among those that pass, else of all; the first of equals."""
    count = lay_signers(sp, rules, ls, tb, lv, c, exposure, by)
    own = count
    for m in range(count):
        if rules.slot_row[rules.slot_start[lv] + m] == v:
            own = m
    if own == count:
        lay(sp, ls, tb, lv, v, own, exposure, by)
    at = passing_best(rules, ls, tb, lv, own, hint)
    return at if at != NONE else likes(ls, tb, lv, own)


@inlined
def passing_best(rules: Rules, ls: Lists, tb: Tables, lv: int, own: int, hint: int) -> int:
    """The first text best for slot ``own`` among those the signers' rule passes, NONE where it passes none."""
    best, at = LOWEST, NONE
    if hint != NONE and margin_at(rules, ls, tb, lv, hint) >= 0.0:
        best = just_below(value_at(ls, tb, own, lv, hint))
    block, stride, slices = ls.block_start[lv], ls.stride[lv], ls.inner[lv] // ls.stride[lv]
    for b in range(ls.block_start[lv + 1] - block):
        p = ls.order[block + b]
        head = tb.head[own, b]
        for a in range(slices):
            if head + tb.top[own, p, a] <= best or bounds(rules, tb, lv, b, p, a, True) < 0.0:
                continue
            margins(rules, ls, tb, lv, b, p, a, True)
            ready(ls, tb, own, p, lv)
            tail, least = tb.tail[own, p, a * stride : (a + 1) * stride], tb.least[:stride]
            better = 0
            for j in range(stride):
                better += 1 if least[j] >= 0.0 and head + tail[j] > best else 0
            if better > 0:
                for j in range(stride):
                    x = head + tail[j]
                    if least[j] >= 0.0 and x > best:
                        best, at = x, (b * slices + a) * stride + j
    return at


@inlined
def likes(ls: Lists, tb: Tables, lv: int, own: int) -> int:
    """The first text that slot ``own`` likes best."""
    best, at = LOWEST, 0
    block, stride, slices = ls.block_start[lv], ls.stride[lv], ls.inner[lv] // ls.stride[lv]
    for b in range(ls.block_start[lv + 1] - block):
        p = ls.order[block + b]
        head = tb.head[own, b]
        for a in range(slices):
            if head + tb.top[own, p, a] > best:
                ready(ls, tb, own, p, lv)
                tail = tb.tail[own, p, a * stride : (a + 1) * stride]
                for j in range(stride):
                    x = head + tail[j]
                    if x > best:
                        best, at = x, (b * slices + a) * stride + j
    return at


@inlined
def most_chance(margin: float) -> float:
    """A bound on ``LEAST_CHANCE + logistic(FORESIGHT * margin)``, without the exponential."""
    if margin < LOW:
        return LEAST_CHANCE  # what is added is less than half a unit in the last place
    if margin >= HIGH:
        return LEAST_CHANCE + 1.0
    return float(CHANCES[int((margin - LOW) * STEPS)])


@inlined
def joint(tb: Tables, first: int, count: int, b: int, p: int, j: int, chance: float) -> float:
    """Product of a chance and of the members' surpluses at text ``j`` of a block; 0 where one of them refuses."""
    product = chance
    for m in range(first, first + count):
        x = tb.head[m, b] + tb.tail[m, p, j]
        product = product * x if x >= 0.0 else 0.0
    return product


@inlined
def welcome(ls: Lists, tb: Tables, lv: int, m: int) -> bool:
    """Whether a slot may gain by some text."""
    block, slices = ls.block_start[lv], ls.inner[lv] // ls.stride[lv]
    for b in range(ls.block_start[lv + 1] - block):
        for a in range(slices):
            if tb.head[m, b] + tb.top[m, ls.order[block + b], a] > 0.0:
                return True
    return False


@inlined
def narrow(ls: Lists, tb: Tables, lv: int, m: int) -> bool:
    """Take a slot's greatest gains into the bounds on the product of gains; whether any is left above zero."""
    block, slices, some = ls.block_start[lv], ls.inner[lv] // ls.stride[lv], False
    for b in range(ls.block_start[lv + 1] - block):
        for a in range(slices):
            x = tb.head[m, b] + tb.top[m, ls.order[block + b], a]
            u = b * slices + a
            tb.hope[u] = tb.hope[u] * x if x >= 0.0 else 0.0
            some = some or tb.hope[u] > 0.0
    return some


@inlined
def members_laid(
    sp: Spine, ls: Lists, tb: Tables, lv: int, members: Ints, begin: int, count: int, first: int, seat_row: Ints,
    exposure: float, by: int, refuser: Ints,
) -> bool:  # fmt: skip
    """Prepare a corridor's members from slot ``first`` on; False where no text can be a gain to all of them.

    Who refused everything last is asked first.
    """
    doubtful = refuser[by, lv]
    if doubtful != NONE:
        lay(sp, ls, tb, lv, seat_row[by, lv, members[begin + doubtful]], first + doubtful, exposure, by)
        if not welcome(ls, tb, lv, first + doubtful):
            return False
    for u in range((ls.block_start[lv + 1] - ls.block_start[lv]) * (ls.inner[lv] // ls.stride[lv])):
        tb.hope[u] = LEAST_CHANCE + 1.0
    for n in range(count):
        if n != doubtful:
            lay(sp, ls, tb, lv, seat_row[by, lv, members[begin + n]], first + n, exposure, by)
            if not welcome(ls, tb, lv, first + n):
                refuser[by, lv] = n
                return False
        if not narrow(ls, tb, lv, first + n):
            return False
    return True


@part
def shared(
    sp: Spine, rules: Rules, ls: Lists, tb: Tables, lv: int, members: Ints, begin: int, end: int, seat_row: Ints,
    inside: float, table: int, outside: float, by: int, hint: int, refuser: Ints,
) -> int:  # fmt: skip
    """The text with the greatest product of members' surpluses and of its chance at the table; NONE where none is."""
    first, count = rules.slot_start[lv + 1] - rules.slot_start[lv], end - begin
    if not members_laid(sp, ls, tb, lv, members, begin, count, first, seat_row, inside, by, refuser):
        return NONE
    lay_signers(sp, rules, ls, tb, lv, table, outside, by)
    best, at = 0.0, NONE
    if hint != NONE:
        best = just_below_share(product_at(rules, ls, tb, lv, first, count, hint))
    block, stride, slices = ls.block_start[lv], ls.stride[lv], ls.inner[lv] // ls.stride[lv]
    first_try = hopes(rules, ls, tb, lv, first, count, best)
    if first_try >= 0:
        b, a = first_try // slices, first_try % slices
        if promising(ls, tb, lv, first, count, b, ls.order[block + b], a, LEAST_CHANCE + 1.0, best):
            j = first_try * stride + tb.work[:stride].argmax()
            best = max(best, just_below_share(product_at(rules, ls, tb, lv, first, count, j)))
    for b in range(ls.block_start[lv + 1] - block):
        p = ls.order[block + b]
        for a in range(slices):
            u = b * slices + a
            if tb.hope[u] <= best:
                continue
            if not promising(
                ls, tb, lv, first, count, b, p, a, most_chance(bounds(rules, tb, lv, b, p, a, False)), best
            ):
                continue
            margins(rules, ls, tb, lv, b, p, a, False)
            for j in range(stride):
                n = a * stride + j
                if tb.work[j] > best and joint(tb, first, count, b, p, n, most_chance(tb.least[j])) > best:
                    product = joint(tb, first, count, b, p, n, LEAST_CHANCE + logistic(FORESIGHT * tb.least[j]))
                    if product > best:
                        best, at = product, u * stride + j
    return at


@inlined
def hopes(rules: Rules, ls: Lists, tb: Tables, lv: int, first: int, count: int, best: float) -> int:
    """Take the chance at the table into the bounds on products; returns the slice with the greatest, -1 = none left."""
    block, slices = ls.block_start[lv], ls.inner[lv] // ls.stride[lv]
    at, most = -1, best
    for b in range(ls.block_start[lv + 1] - block):
        p = ls.order[block + b]
        for a in range(slices):
            u = b * slices + a
            if tb.hope[u] <= best:
                continue
            bound = most_chance(bounds(rules, tb, lv, b, p, a, False))
            for m in range(first, first + count):
                x = tb.head[m, b] + tb.top[m, p, a]
                bound = bound * x if x >= 0.0 else 0.0
            tb.hope[u] = bound
            if bound > most:
                at, most = u, bound
    return at


@inlined
def promising(
    ls: Lists, tb: Tables, lv: int, first: int, count: int, b: int, p: int, a: int, chance: float, best: float
) -> bool:
    """Bounds on the products of a slice's texts, into ``tb.work``; whether any is above ``best``."""
    stride = ls.stride[lv]
    work = tb.work[:stride]
    for j in range(stride):
        work[j] = chance
    for m in range(first, first + count):
        ready(ls, tb, m, p, lv)
        head, tail = tb.head[m, b], tb.tail[m, p, a * stride : (a + 1) * stride]
        for j in range(stride):
            x = head + tail[j]
            work[j] = work[j] * x if x >= 0.0 else 0.0
    some = 0
    for j in range(stride):
        some += 1 if work[j] > best else 0
    return some > 0


@inlined
def just_below_share(a: float) -> float:
    """A number less than a product, and little less."""
    below = a * (1.0 - 1e-12)
    return below if below < a else 0.0


@inlined
def product_at(rules: Rules, ls: Lists, tb: Tables, lv: int, first: int, count: int, j: int) -> float:
    """The product of one text: its chance at the table times the members' surpluses."""
    product = LEAST_CHANCE + logistic(FORESIGHT * margin_at(rules, ls, tb, lv, j))
    for m in range(first, first + count):
        x = value_at(ls, tb, m, lv, j)
        product = product * x if x >= 0.0 else 0.0
    return product
