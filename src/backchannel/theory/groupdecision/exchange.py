"""Votes traded between pairs of actors over pairs of issues, and what that does to everybody else.

The outcome of an issue is the mean of voting positions weighted by capability x salience. Two actors who stand on
opposite sides of the outcome on two issues, and care for them in different proportions, can both gain: i votes nearer
to j's position on a, which matters less to i, and j nearer to i's on b. With Delta the shift of an outcome::

    gain of i   s_ib Delta_b - s_ia Delta_a,      gain of j   s_ja Delta_a - s_jb Delta_b
    equal gain  Delta_b/Delta_a = (s_ia + s_ja)/(s_ib + s_jb)

One of the two goes all the way to the other's position, unless an outcome would pass the position of whoever gains by
it: there it stops. The exchange that gains most goes first; then all are looked at again. On one issue an actor gives
once, and does not both give and gain. What third parties win or lose on the way is the externality; they are not asked.

Source: Stokman & van Oosten (1994, in Bueno de Mesquita & Stokman, "European Community Decision Making", ch. 5), equal
gain; Arregui, Stokman & Thomson (2004, European Union Politics 5:47-72; 2006, in Thomson et al., "The European Union
Decides", ch. 5) for externalities. That an actor gives once is our reading. Units: positions and saliences in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.core.jit import worker
from backchannel.theory.groupdecision.inputs import board
from backchannel.theory.groupdecision.spread import spread
from backchannel.theory.ranges import Floats

LEAST_GAIN = 1e-12
"""A smaller gain is rounding."""


@dataclass(frozen=True)
class Exchanges:
    """What came of trading votes in each draw.

    ``outcome`` and ``before`` [draw, issue]: the outcomes with and without exchanges; NaN where nobody weighs anything.
    ``votes`` [draw, actor, issue] voting positions at the end. ``gains`` [draw, actor] from one's own exchanges,
    ``externalities`` [draw, actor] from those of others, in utility (salience x distance). ``count`` [draw] exchanges;
    ``deals`` [draw, exchange, 4]: who gives (i), to whom (j), on which issue, and on which issue j gives; -1 unused.
    """

    outcome: Floats
    before: Floats
    votes: Floats
    gains: Floats
    externalities: Floats
    count: npt.NDArray[np.int64]
    deals: npt.NDArray[np.int16]


def exchange(positions: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike) -> Exchanges:
    """Trade votes until no two actors can gain.

    ``positions`` [draw, actor, issue] in [0, 1], ``salience`` alike, ``capability`` [draw, actor] >= 0; without the
    axis of draws all share one. Raises ValueError for a value out of range or shapes that do not fit.

    Source: Stokman & van Oosten (1994).

    >>> found = exchange([[0.0, 0.0], [1.0, 1.0]], [[0.8, 0.2], [0.2, 0.8]], [1.0, 1.0])
    >>> found.before.round(6).tolist(), found.outcome.round(6).tolist(), found.gains.round(6).tolist()
    ([[0.2, 0.8]], [[0.0, 1.0]], [[0.12, 0.12]])
    """
    x, s, c = board(positions, salience, capability)
    draws, n, issues = x.shape
    outcome, before = np.empty((draws, issues)), np.empty((draws, issues))
    votes, gains, outside = np.empty(x.shape), np.empty((draws, n)), np.empty((draws, n))
    count = np.empty(draws, dtype=np.int64)
    deals = np.empty((draws, max(1, n * issues // 2), 4), dtype=np.int16)

    def work(first: int, end: int) -> None:
        _play(first, end, x, s, c, outcome, before, votes, gains, outside, count, deals)

    spread(work, draws)
    most = int(count.max())
    return Exchanges(outcome, before, votes, gains, outside, count, deals[:, :most])


@worker
def _play(
    first: int, end: int, x_: Floats, s_: Floats, c_: Floats, outcome: Floats, before: Floats, votes: Floats,
    gains: Floats, outside: Floats, count: npt.NDArray[np.int64], deals: npt.NDArray[np.int16],
) -> None:  # fmt: skip
    n, issues = x_.shape[1], x_.shape[2]
    whole = np.empty(issues)
    gave, gained = np.empty((n, issues), dtype=np.bool_), np.empty((n, issues), dtype=np.bool_)
    for draw in range(first, end):
        x = x_[draw]
        s = s_[draw if s_.shape[0] > 1 else 0]
        c = c_[draw if c_.shape[0] > 1 else 0]
        v, now = votes[draw], outcome[draw]
        for a in range(issues):
            total, top = 0.0, 0.0
            for i in range(n):
                v[i, a] = x[i, a]
                gave[i, a] = gained[i, a] = False
                total += c[i] * s[i, a]
                top += c[i] * s[i, a] * x[i, a]
            whole[a] = total
            now[a] = before[draw, a] = top / total if total > 0.0 else np.nan
        for i in range(n):
            gains[draw, i] = outside[draw, i] = 0.0
        deals[draw] = -1
        done = 0
        while True:
            best, at = LEAST_GAIN, (-1, -1, -1, -1)
            shift_a, shift_b = 0.0, 0.0
            for i in range(n):
                for j in range(n):
                    if j == i:
                        continue
                    for a in range(issues):  # i gives here, where j gains
                        if gave[i, a] or gained[i, a] or gave[j, a]:
                            continue
                        if not (x[i, a] - now[a]) * (x[j, a] - now[a]) < 0.0:
                            continue
                        for b in range(issues):  # and j gives here
                            if b == a or gave[j, b] or gained[j, b] or gave[i, b]:
                                continue
                            if not (x[i, b] - now[b]) * (x[j, b] - now[b]) < 0.0:
                                continue
                            if s[i, a] * s[j, b] >= s[j, a] * s[i, b]:
                                continue
                            most_a = min(c[i] * s[i, a] * abs(v[i, a] - x[j, a]) / whole[a], abs(x[j, a] - now[a]))
                            most_b = min(c[j] * s[j, b] * abs(v[j, b] - x[i, b]) / whole[b], abs(x[i, b] - now[b]))
                            rate = (s[i, a] + s[j, a]) / (s[i, b] + s[j, b])
                            move_a = min(most_a, most_b / rate)
                            gain = s[i, b] * rate * move_a - s[i, a] * move_a
                            if gain > best:
                                best, at, shift_a, shift_b = gain, (i, j, a, b), move_a, rate * move_a
            i, j, a, b = at
            if i < 0:
                break
            to_a = now[a] + (shift_a if x[j, a] > now[a] else -shift_a)
            to_b = now[b] + (shift_b if x[i, b] > now[b] else -shift_b)
            for k in range(n):
                won = s[k, a] * (abs(now[a] - x[k, a]) - abs(to_a - x[k, a]))
                won += s[k, b] * (abs(now[b] - x[k, b]) - abs(to_b - x[k, b]))
                if k in (i, j):
                    gains[draw, k] += won
                else:
                    outside[draw, k] += won
            v[i, a] += (to_a - now[a]) * whole[a] / (c[i] * s[i, a])
            v[j, b] += (to_b - now[b]) * whole[b] / (c[j] * s[j, b])
            now[a], now[b] = to_a, to_b
            gave[i, a] = gave[j, b] = gained[j, a] = gained[i, b] = True
            deals[draw, done, 0], deals[draw, done, 1], deals[draw, done, 2], deals[draw, done, 3] = i, j, a, b
            done += 1
        count[draw] = done
