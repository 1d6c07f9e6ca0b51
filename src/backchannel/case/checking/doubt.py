"""Whether the doubt about a number is what its source warrants.

An 80% interval is compared with its *room*: the width of the prior that would stand in for `?`, or the distance from
the best guess to the nearer end of the range where that is less. ``SHARE`` says how much of its room an interval must
at least fill, by the best grade among its evidence (source A-F, item 1-6; the weaker of the two counts).
"""

from __future__ import annotations

from collections.abc import Iterator

from scipy.special import betaincinv

from backchannel.case.checking.look import JUDGEMENT, UNKNOWN, Check, Look, Number
from backchannel.case.draws import parts
from backchannel.case.pert import stretch
from backchannel.case.problems import Problem
from backchannel.case.schema import Case, Stance

SHARE = {"strong": 0.0, "middling": 0.1, "weak": 0.25, "judgement": 0.25}
"""Least share of its room, by grade: strong A1-B2; middling C or 3, and evidence without a grade; weak D-F or 4-6."""

GROUNDS = {"middling": "on middling grounds", "weak": "on weak grounds", "judgement": "on a judgement"}
HIDDEN = ("private", "trust", "own_chance", "openness", "credibility")
"""Fields about what goes on in somebody's head, where a point is never warranted."""

TAIL = 0.05
"""Share of draws at an end of the range from which on an interval is said to reach past it."""


def unknown(look: Look) -> Iterator[Problem]:
    """A number nobody knows."""
    for number in look.numbers:
        if number.estimate.unknown:
            message = "is not known and stands on a wide prior"
            weight = UNKNOWN + 90 * _care(look, number, 0.3)
            yield look.say("warning", number.path, message, weight, fix=f"ask: {number.spec.ask}", about=[number])


def too_narrow(look: Look) -> Iterator[Problem]:
    """An interval narrower than its sources warrant. What is said in public is on record, and exempt."""
    for number in look.numbers:
        if number.estimate.unknown or not number.evidence or _public(number) or _yardstick(look, number):
            continue
        grade = grade_of(look.case, number.evidence)
        low, high = number.estimate.bounds
        if high - low >= SHARE[grade] * room(number):
            continue
        what = "a point" if low == high else "an interval narrower than its source warrants"
        message = f"is {what} {GROUNDS[grade]}"
        expected = f"low to high to span {'a tenth' if SHARE[grade] < 0.2 else 'a quarter'} of its room"
        weight = UNKNOWN + 40 * _care(look, number, 0.2)
        fix = "widen low and high, or name better evidence"
        yield look.say("warning", number.path, message, weight, expected, fix, about=[number])


def bare_point(look: Look) -> Iterator[Problem]:
    """A point for what goes on in somebody's head, where the check of grades does not speak already."""
    for number in look.numbers:
        if number.field not in HIDDEN or not number.estimate.is_point:
            continue
        if number.evidence and SHARE[grade_of(look.case, number.evidence)] * room(number) > 0:
            continue
        message = "is a point, though nobody can know it without doubt"
        weight = UNKNOWN + 45 * _care(look, number, 0.2)
        yield look.say("warning", number.path, message, weight, fix="give low, best and high, or `?`", about=[number])


def past_the_end(look: Look) -> Iterator[Problem]:
    """An interval as wide as the range, or one that reaches an end of it far from its best guess."""
    for number in look.numbers:
        spec, estimate = number.spec, number.estimate
        if estimate.unknown or estimate.is_point or spec.hi - spec.lo > 1e9:
            continue
        span, (low, high) = spec.hi - spec.lo, estimate.bounds
        below, above = quantile(number, TAIL) <= spec.lo, quantile(number, 1 - TAIL) >= spec.hi
        far = span / 4
        if high - low >= 0.9 * span:
            message, fix = "is an interval as wide as its whole range", "write `?` if nobody knows, else narrow it"
        elif (below and estimate.central - spec.lo > far) or (above and spec.hi - estimate.central > far):
            message = "is an interval that reaches past the end of its range, where more than one draw in 20 piles up"
            fix = "move the end inward, unless none or all is really as likely as that"
        else:
            continue
        yield look.say("note", number.path, message, UNKNOWN + 5, fix=fix, about=[number])


def room(number: Number) -> float:
    """The width against which the doubt about a number is held."""
    spec, best = number.spec, number.estimate.central
    return max(min(spec.prior[2] - spec.prior[0], best - spec.lo, spec.hi - best), 0.0)


def quantile(number: Number, u: float) -> float:
    """Where a share u of the draws of a number would lie below, were its range not to cut them off."""
    total = 0.0
    for low, best, high, interval, weight in parts(number.estimate, number.spec):
        where = best
        if high > low:
            r = (best - low) / (high - low)
            k = stretch(r, interval)
            where = low + (high - low) * (r * (1 - k) + k * float(betaincinv(1 + 4 * r, 5 - 4 * r, u)))
        total += weight * where
    return total


def grade_of(case: Case, evidence: tuple[str, ...]) -> str:
    """What the evidence for a number is worth, a key of ``SHARE``.

    A judgement among it makes the figure a judgement; else the best item counts, and of an item and its source the
    weaker grade.
    """
    if JUDGEMENT in evidence or not evidence:
        return JUDGEMENT
    sources = {source.id: source for source in case.sources}
    worth = []
    for item in case.evidence:
        if item.id in evidence:
            source, known = sources[item.source].reliability, item.credibility
            letter = 1 if source is None else 0 if source in "AB" else 1 if source == "C" else 2
            digit = 1 if known is None else 0 if known < 3 else 1 if known == 3 else 2
            worth.append(max(letter, digit))
    return ("strong", "middling", "weak")[min(worth, default=1)]


def _public(number: Number) -> bool:
    return isinstance(number.owner, Stance) and number.field == "public"


def _yardstick(look: Look, number: Number) -> bool:
    """Whether a number is the strength against which the others are measured, 100 by convention."""
    return number.field == "capability" and number.estimate.central == look.strongest


def _care(look: Look, number: Number, otherwise: float) -> float:
    """How much the actor of a stance cares for the issue, 0-1."""
    stance = number.owner
    return look.care.get((stance.actor, stance.issue), 0.5) if isinstance(stance, Stance) else otherwise


CHECKS: tuple[Check, ...] = (unknown, too_narrow, bare_point, past_the_end)
