"""Loops over the texts of a block: each does one simple thing, so that it runs in vectors.

They take plain arrays and not tuples of them: handing a tuple on costs more than a block of work.
"""

from __future__ import annotations

from backchannel.conference.signing import NEVER
from backchannel.conference.state import Floats
from backchannel.core.jit import compiled
from backchannel.theory.acceptance import loss


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
def add_issue(
    out: Floats, z: Floats, near: float, x: float, face: float, line: float, slope: float, quadratic: bool
) -> None:
    """Add what one issue is worth: its loss, and what concessions and credit do to it in public."""
    _add_near(out, z, near, x, quadratic)
    if face != 0.0 or slope != 0.0:
        _add_face(out, z, face, line, slope)


@compiled
def put(out: Floats, base: float, values: Floats) -> None:
    """A constant and values, into ``out``."""
    for j in range(out.shape[0]):
        out[j] = base + values[j]


@compiled
def lower_to(out: Floats, base: float, values: Floats) -> None:
    """The lesser of ``out`` and of a constant and values."""
    for j in range(out.shape[0]):
        x = base + values[j]
        out[j] = x if x < out[j] else out[j]


@compiled
def raise_to(out: Floats, values: Floats) -> None:
    """The greater of ``out`` and values."""
    for j in range(out.shape[0]):
        out[j] = values[j] if values[j] > out[j] else out[j]


@compiled
def raise_where(out: Floats, values: Floats, least: Floats) -> None:
    """The greater of ``out`` and values, where a text is acceptable."""
    for j in range(out.shape[0]):
        x = values[j] if least[j] >= 0.0 else NEVER
        out[j] = x if x > out[j] else out[j]


@compiled
def keep_where(out: Floats, least: Floats) -> None:
    """NEVER where a text is not acceptable."""
    for j in range(out.shape[0]):
        out[j] = out[j] if least[j] >= 0.0 else NEVER


@compiled
def count_above(values: Floats, best: float) -> int:
    """How many values exceed ``best``: counted, because a float maximum is a serial chain and a count is not."""
    count = 0
    for j in range(values.shape[0]):
        count += 1 if values[j] > best else 0
    return count


@compiled
def best_of(values: Floats, first: int, best: float, at: int) -> tuple[float, int]:
    """The first greatest value above ``best`` and its text, else (best, at)."""
    if count_above(values, best) > 0:
        for j in range(values.shape[0]):
            if values[j] > best:
                best, at = values[j], first + j
    return best, at


@compiled
def add_gains(product: Floats, added: Floats, values: Floats) -> None:
    """Gains of one part into their product and their sum over parts."""
    for j in range(product.shape[0]):
        product[j] *= values[j]
        added[j] += values[j]


@compiled
def least_share(share: Floats, values: Floats, ideal: float) -> None:
    """The lesser of ``share`` and of gains as a share of the ideal gain."""
    for j in range(share.shape[0]):
        x = values[j] / ideal
        share[j] = x if x < share[j] else share[j]
