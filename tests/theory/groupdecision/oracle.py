"""The challenge model written again from its equations, in plain Python: slow, one draw, nothing shared with ours."""

from collections.abc import Sequence
from typing import Any

from backchannel.theory.groupdecision.challenge import Switches

KINDS = {"conflict": 1, "compromise": 2, "capitulation": 3}


def play(x0: Sequence[float], s: Sequence[float], c: Sequence[float], rules: Switches, rounds: int) -> list[Any]:
    """Per round: positions before it, and exponents and events (kind, rival) in it."""
    x, n = list(x0), len(x0)
    w = [c[i] * s[i] for i in range(n)]
    out: list[Any] = []
    for _ in range(rounds):
        base = x if rules.range == "current" else list(x0)
        span = max(base) - min(base)
        if span == 0:
            out.append((list(x), [1.0] * n, [(0, -1)] * n))
            continue
        neutral = [1.0] * n
        mu = centre(x, w, rules)
        p = chances(x, w, span, neutral, rules)
        total = []
        for i in range(n):
            others = [j for j in range(n) if j != i]
            if rules.security == "column":
                total.append(sum(worth(x, p, span, mu, j, i, 1.0, s[i], rules) for j in others))
            else:
                total.append(sum(worth(x, p, span, mu, i, j, 1.0, s[j], rules) for j in others))
        lo, hi = min(total), max(total)
        r = []
        for one in total:
            big = (2 * one - hi - lo) / (hi - lo) if hi > lo else 0.0
            r.append((1 - big / 3) / (1 + big / 3))
        p = chances(x, w, span, r, rules)
        moves = [offer(x, s, p, span, mu, r, i, rules) for i in range(n)]
        out.append((list(x), r, [(kind, rival) for kind, rival, _ in moves]))
        x = [place for _, _, place in moves]
    out.append((list(x), None, None))
    return out


def centre(x: list[float], w: list[float], rules: Switches) -> float:
    if rules.centre == "mean":
        return sum(a * b for a, b in zip(w, x, strict=True)) / sum(w)
    for place in sorted(x):
        if sum(b for a, b in zip(x, w, strict=True) if a <= place) >= sum(w) / 2:
            return place
    raise AssertionError


def chances(x: list[float], w: list[float], span: float, r: list[float], rules: Switches) -> list[list[float]]:
    n = len(x)

    def votes(k: int, i: int, j: int) -> float:
        power = r[k] if rules.voters_risk == "own" else 1.0
        return float(w[k] * ((abs(x[k] - x[j]) / span) ** power - (abs(x[k] - x[i]) / span) ** power))

    everything = sum(abs(votes(k, i, j)) for k in range(n) for i in range(n) for j in range(n))
    out = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            cast = [votes(k, i, j) for k in range(n)]
            whole = everything if rules.denominator == "all_pairs" else sum(map(abs, cast))
            out[i][j] = sum(v for v in cast if v > 0) / whole if whole and x[i] != x[j] else 0.0
    return out


def worth(
    x: list[float],
    p: list[list[float]],
    span: float,
    mu: float,
    i: int,
    j: int,
    r: float,
    resists: float,
    rules: Switches,
) -> float:
    d, m = min(1.0, abs(x[i] - x[j]) / span), min(1.0, abs(x[i] - mu) / span)
    success, failure = 2 - 4 * (0.5 - d / 2) ** r, 2 - 4 * (0.5 + d / 2) ** r
    better, worse = 2 - 4 * (0.5 - (m + d) / 4) ** r, 2 - 4 * (0.5 + (m + d) / 4) ** r
    same = 2 - 4 * 0.5**r
    improves = {"always": True, "never": False, "nearer": m < d}[rules.improvement]
    q = rules.stays
    challenged = resists * (p[i][j] * success + (1 - p[i][j]) * failure) + (1 - resists) * success
    return float(challenged - q * same - (1 - q) * (better if improves else worse))


def offer(
    x: list[float],
    s: Sequence[float],
    p: list[list[float]],
    span: float,
    mu: float,
    r: list[float],
    i: int,
    rules: Switches,
) -> tuple[int, int, float]:
    found = []
    for j in range(len(x)):
        if x[j] == x[i]:
            continue
        a = worth(x, p, span, mu, i, j, r[i], s[j], rules)
        b = worth(
            x, p, span, mu, j, i, r[i] if rules.rival_risk == "viewer" else r[j],
            s[j] if rules.resistance == "printed" else s[i], rules,
        )  # fmt: skip
        if a > 0 and b > a:
            if rules.conflict == "loser_moves":
                found.append(("conflict", j, x[j], b, abs(x[j] - x[i])))
        elif b > 0 > a and b > abs(a):
            place = x[i] + (x[j] - x[i]) * abs(a / b)
            mean = (abs(a) * x[i] + b * x[j]) / (abs(a) + b)
            lowest = rules.offer == "class_then_lowest"
            found.append(("compromise", j, place, b, mean if lowest else abs(place - x[i])))
        elif b > 0 > a and rules.capitulation == "fires":
            found.append(("capitulation", j, x[j], b, abs(x[j] - x[i])))
    if not found:
        return 0, -1, x[i]
    keys = {
        "enforceable": lambda o: (-o[3], o[4]),
        "least": lambda o: (0, o[4]),
        "class_then_least": lambda o: (KINDS[o[0]], o[4]),
        "class_then_lowest": lambda o: (KINDS[o[0]], o[4]),
    }
    kind, rival, place, *_ = min(found, key=keys[rules.offer])
    return KINDS[kind], rival, place
