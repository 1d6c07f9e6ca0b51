"""The rounds of the challenge model, one draw after the other: compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.core.jit import allocating, compiled, worker
from backchannel.theory.groupdecision.challenge.switches import WORDS
from backchannel.theory.ranges import Floats

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int16]


class Rules(NamedTuple):
    """The switches as numbers, for compiled code."""

    range: int
    denominator: int
    voters_risk: int
    resistance: int
    rival_risk: int
    security: int
    centre: int
    improvement: int
    conflict: int
    offer: int
    capitulation: int
    stays: float


def _code(name: str, word: str) -> int:
    return list(WORDS[name]).index(word)


CURRENT, ALL_PAIRS, OWN_VOTES = (
    _code("range", "current"),
    _code("denominator", "all_pairs"),
    _code("voters_risk", "own"),
)
PRINTED, VIEWER, ROW = _code("resistance", "printed"), _code("rival_risk", "viewer"), _code("security", "row")
MEAN, NEARER, ALWAYS = _code("centre", "mean"), _code("improvement", "nearer"), _code("improvement", "always")
NO_MOVE, NEVER = _code("conflict", "no_move"), _code("capitulation", "never")
ENFORCEABLE, LEAST, LOWEST = (_code("offer", word) for word in ("enforceable", "least", "class_then_lowest"))
EVENTS = ("", "loses a conflict to", "compromises with", "capitulates to")
"""What an actor does in a round, by number."""
CONFLICT, COMPROMISE, CAPITULATION = 1, 2, 3
ROUNDING = 1e-12
AGAIN = 1e-12
"""Positions that differ by less, in shares of the range, have been there before."""


@compiled
def exponent(security: float, least: float, most: float) -> float:
    """Risk exponent [1/2, 2] of an actor: 2 for the most secure, 1 where all are alike.

    >>> round(exponent(-3.0, -3.0, 1.0), 9), round(exponent(1.0, -3.0, 1.0), 9), exponent(0.0, 0.0, 0.0)
    (2.0, 0.5, 1.0)
    """
    if most <= least:
        return 1.0
    acceptance = (2.0 * security - most - least) / (most - least)
    return (1.0 - acceptance / 3.0) / (1.0 + acceptance / 3.0)


@allocating
def _median(x: Floats, weight: Floats) -> float:
    """The position that no other beats: the least weighted distance to all. Of several, the lowest."""
    best, least = np.inf, np.inf
    for i in range(x.shape[0]):
        total = 0.0
        for k in range(x.shape[0]):
            total += weight[k] * abs(x[k] - x[i])
        alike = abs(total - least) <= ROUNDING * total
        if (total < least and not alike) or (alike and x[i] < best):
            best, least = x[i], total
    return best


@allocating
def _mean(x: Floats, weight: Floats) -> float:
    """Weighted mean; 0 where nobody weighs anything."""
    top, bottom = 0.0, 0.0
    for k in range(x.shape[0]):
        top += weight[k] * x[k]
        bottom += weight[k]
    return top / bottom if bottom > 0.0 else 0.0


@allocating
def _beats(rules: Rules, x: Floats, weight: Floats, span: float, r: Floats, far: Floats, out: Floats) -> None:
    """Chance ``out`` [i, j] that i's position defeats j's; ``far`` [voter, position] is scratch."""
    n = x.shape[0]
    for k in range(n):
        for i in range(n):
            far[k, i] = abs(x[k] - x[i]) / span
            if rules.voters_risk == OWN_VOTES and r[k] != 1.0:
                far[k, i] = far[k, i] ** r[k]
    whole = 0.0
    for i in range(n):
        out[i, i] = 0.0
        for j in range(i):
            forth, back = 0.0, 0.0
            for k in range(n):
                v = weight[k] * (far[k, j] - far[k, i])
                if v > 0.0:
                    forth += v
                else:
                    back -= v
            out[i, j], out[j, i] = forth, back
            whole += forth + back
    for i in range(n):
        for j in range(i):
            total = 2.0 * whole if rules.denominator == ALL_PAIRS else out[i, j] + out[j, i]
            out[i, j] = out[i, j] / total if total > 0.0 else 0.0
            out[j, i] = out[j, i] / total if total > 0.0 else 0.0


@compiled
def utility(bad: float, r: float) -> float:
    """Utility [-2, 2] of an end that is ``bad`` in [0, 1], the status quo being 1/2, at risk exponent ``r``.

    >>> utility(0.0, 1.0), utility(0.5, 1.0), utility(0.5, 2.0), utility(1.0, 2.0)
    (2.0, 0.0, 1.0, -2.0)
    """
    weighed: float = bad**r if r != 1.0 else bad
    return 2.0 - 4.0 * weighed


@compiled
def fought(p: float, resists: float, success: float, failure: float) -> float:
    """What a challenge brings, with chance ``p`` to win against a rival who resists with chance ``resists``.

    >>> fought(0.25, 0.5, 1.0, -1.0)
    0.25
    """
    return resists * (p * success + (1.0 - p) * failure) + (1.0 - resists) * success


@compiled
def left(d: float, m: float, r: float, stays: float, improvement: int) -> float:
    """What comes without a challenge: the rival at distance ``d`` stays put with chance ``stays``, or things drift.

    ``m`` distance of the centre; both distances in [0, 1].

    >>> left(0.5, 0.1, 1.0, 1.0, NEARER), round(left(0.5, 0.1, 1.0, 0.5, NEARER), 9)
    (0.0, 0.3)
    """
    same = utility(0.5, r)
    if stays >= 1.0:
        return stays * same
    better = improvement == ALWAYS or (improvement == NEARER and m < d)
    drift = (m + d) / 4.0
    return stays * same + (1.0 - stays) * utility(0.5 - drift if better else 0.5 + drift, r)


@allocating
def _expected(
    rules: Rules, x: Floats, p: Floats, span: float, mu: float, i: int, j: int, r: float, resists: float
) -> float:
    """What ``i`` expects from challenging ``j``, with risk exponent ``r`` and resistance ``resists``."""
    d, m = min(abs(x[i] - x[j]) / span, 1.0), min(abs(x[i] - mu) / span, 1.0)
    won, lost = utility(0.5 - 0.5 * d, r), utility(0.5 + 0.5 * d, r)
    return fought(p[i, j], resists, won, lost) - left(d, m, r, rules.stays, rules.improvement)


@allocating
def _risks(
    rules: Rules, x: Floats, s: Floats, weight: Floats, span: float, mu: float, ones: Floats, far: Floats, p: Floats,
    r: Floats,
) -> None:  # fmt: skip
    """Risk exponents ``r`` [actor] from how secure everybody is, worked out with everybody neutral."""
    n = x.shape[0]
    _beats(rules, x, weight, span, ones, far, p)
    least, most = np.inf, -np.inf
    for i in range(n):
        total = 0.0
        for j in range(n):
            if j != i and rules.security == ROW:
                total += _expected(rules, x, p, span, mu, i, j, 1.0, s[j])
            elif j != i:
                total += _expected(rules, x, p, span, mu, j, i, 1.0, s[i])
        r[i] = total
        least, most = min(least, total), max(most, total)
    for i in range(n):
        r[i] = exponent(r[i], least, most)


@allocating
def _best_offer(
    rules: Rules, x: Floats, s: Floats, p: Floats, span: float, mu: float, r: Floats, i: int
) -> tuple[int, int, float]:
    """What ``i`` does in a round: the event's number, with whom (-1 nobody) and where it goes."""
    event, rival, place = 0, -1, x[i]
    best, best_move = np.inf, np.inf
    for j in range(x.shape[0]):
        if x[j] == x[i]:
            continue
        d = min(abs(x[i] - x[j]) / span, 1.0)
        m_i, m_j = min(abs(x[i] - mu) / span, 1.0), min(abs(x[j] - mu) / span, 1.0)
        won, lost = utility(0.5 - 0.5 * d, r[i]), utility(0.5 + 0.5 * d, r[i])
        mine = fought(p[i, j], s[j], won, lost) - left(d, m_i, r[i], rules.stays, rules.improvement)
        risk = r[i]
        if rules.rival_risk != VIEWER:
            risk = r[j]
            won, lost = utility(0.5 - 0.5 * d, risk), utility(0.5 + 0.5 * d, risk)
        resists = s[j] if rules.resistance == PRINTED else s[i]
        theirs = fought(p[j, i], resists, won, lost) - left(d, m_j, risk, rules.stays, rules.improvement)
        if theirs > mine > 0.0 and rules.conflict != NO_MOVE:
            kind, goes = CONFLICT, x[j]
        elif theirs > 0.0 > mine and theirs > -mine:
            kind, goes = COMPROMISE, x[i] + (x[j] - x[i]) * abs(mine / theirs)
        elif theirs > 0.0 > mine and rules.capitulation != NEVER:
            kind, goes = CAPITULATION, x[j]
        else:
            continue
        move = abs(goes - x[i])
        if rules.offer == ENFORCEABLE:
            first = -theirs
        elif rules.offer == LEAST:
            first = 0.0
        elif rules.offer == LOWEST and kind == COMPROMISE:
            first, move = float(kind), (abs(mine) * x[i] + theirs * x[j]) / (abs(mine) + theirs)
        else:
            first = float(kind)
        if first < best or (first == best and move < best_move):
            event, rival, place, best, best_move = kind, j, goes, first, move
    return event, rival, place


@allocating
def _before(track: Floats, now: int, span: float) -> int:
    """The latest earlier round with the same positions; -1 if there is none."""
    for earlier in range(now - 1, -1, -1):
        same = True
        for i in range(track.shape[1]):
            if abs(track[now, i] - track[earlier, i]) > AGAIN * span:
                same = False
                break
        if same:
            return earlier
    return -1


@worker
def play(
    rules: Rules, first: int, end: int, start: Floats, salience: Floats, power: Floats, rounds: int, keep: bool,
    places: Floats, centres: Floats, means: Floats, risk: Floats, events: Small, rivals: Small, period: Ints,
    rested: Ints,
) -> None:  # fmt: skip
    """Play draws ``first`` to ``end`` (not included) of positions ``start`` [draw, actor].

    Fills ``centres``, ``means`` [draw, round], ``period`` and ``rested`` [draw]; with ``keep`` also ``places`` [draw,
    round, actor] and, of every round played, ``risk``, ``events`` and ``rivals``; else the last of each alone.

    >>> from backchannel.theory.groupdecision.challenge import challenge
    >>> challenge([0.0, 1.0], [1.0, 1.0], [9.0, 1.0], rounds=1).events.tolist()
    [[[0, 3]]]
    """
    n = start.shape[1]
    track, far, p = np.empty((rounds + 1, n)), np.empty((n, n)), np.empty((n, n))
    ones, r, weight = np.ones(n), np.ones(n), np.empty(n)
    did, whom = np.empty((rounds, n), dtype=np.int16), np.empty((rounds, n), dtype=np.int16)
    held = np.empty((rounds, n))
    for draw in range(first, end):
        s = salience[draw if salience.shape[0] > 1 else 0]
        caps = power[draw if power.shape[0] > 1 else 0]
        low, high = np.inf, -np.inf
        for i in range(n):
            track[0, i] = start[draw, i]
            weight[i] = caps[i] * s[i]
            low, high = min(low, start[draw, i]), max(high, start[draw, i])
        whole = span = high - low
        cycle, back = 0, -1
        centres[draw, 0], means[draw, 0] = _median(track[0], weight), _mean(track[0], weight)
        for now in range(rounds):
            x = track[now]
            if cycle > 0:  # round and round: what comes is known
                for i in range(n):
                    track[now + 1, i] = track[now + 1 - cycle, i]
                    did[now, i], whom[now, i], held[now, i] = (
                        did[now - cycle, i],
                        whom[now - cycle, i],
                        held[now - cycle, i],
                    )
                centres[draw, now + 1] = centres[draw, now + 1 - cycle]
                means[draw, now + 1] = means[draw, now + 1 - cycle]
                continue
            if rules.range == CURRENT:
                low, high = np.inf, -np.inf
                for i in range(n):
                    low, high = min(low, x[i]), max(high, x[i])
                span = high - low
            if span > 0.0:
                mu = means[draw, now] if rules.centre == MEAN else centres[draw, now]
                _risks(rules, x, s, weight, span, mu, ones, far, p, r)
                _beats(rules, x, weight, span, r, far, p)
            for i in range(n):
                held[now, i], did[now, i], whom[now, i], track[now + 1, i] = 1.0, 0, -1, x[i]
                if span > 0.0:
                    held[now, i] = r[i]
                    did[now, i], whom[now, i], track[now + 1, i] = _best_offer(rules, x, s, p, span, mu, r, i)
            centres[draw, now + 1], means[draw, now + 1] = (
                _median(track[now + 1], weight),
                _mean(track[now + 1], weight),
            )
            back = _before(track, now + 1, whole)
            if back >= 0:
                cycle = now + 1 - back
        period[draw], rested[draw] = cycle, back if cycle > 0 else -1
        for t in range(0 if keep else rounds, rounds + 1):
            for i in range(n):
                places[draw, t if keep else 0, i] = track[t, i]
        for t in range(0 if keep else max(rounds - 1, 0), rounds):
            for i in range(n):
                at = t if keep else 0
                risk[draw, at, i], events[draw, at, i], rivals[draw, at, i] = held[t, i], did[t, i], whom[t, i]
