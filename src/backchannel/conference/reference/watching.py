"""Stage 10: what can be seen from outside, and the account of a round."""

from __future__ import annotations

import math

from backchannel.conference.reference.meetings import representation
from backchannel.conference.reference.run import NEVER_QUITE, Run


def backers_apart(run: Run) -> float:
    """Mean private distance on all issues between backers of different sides."""
    p = run.p
    total, count = 0.0, 0
    for a in (int(n) for n in p.backers):
        for b in (int(n) for n in p.backers):
            if a < b and p.side[a] != p.side[b]:
                far = 0.0
                for k in range(len(run.q)):
                    far += abs(run.x[a][k] - run.x[b][k])
                total += far / len(run.q)
                count += 1
    return total / count if count else 0.0


def look_around(run: Run) -> None:
    """What an outsider can see of the round, and the account of it."""
    p, d, course = run.p, run.d, run.course
    assert course is not None
    gap = backers_apart(run)
    converging = (run.gap0 > 0.0 and gap < 0.5 * run.gap0) or bool(run.held)
    for n, sign in enumerate(p.indicators):
        if course.shown[n] < 0:
            window = float(sign.if_so[d]) if converging else float(sign.if_not[d])
            chance = -math.expm1(p.months / sign.window * math.log1p(-min(window, 1.0 - NEVER_QUITE)))
            if run.chance(f"shows.{sign.id}", run.t) < chance:
                course.shown[n] = run.t
    standing = [text is not None for text in run.force]
    for lv in range(len(p.levels)):
        if standing[lv] and course.spells[lv] == 1:
            course.lasted[lv] += 1
    course.force.append(standing)
    course.agreed.append([any(key[1] == lv for key in run.held) for lv in range(len(p.levels))])
    course.gap.append(gap)
    course.trust.append(run.L[:])
    course.fighting.append(run.v)
    course.represented.append(min((representation(run, level) for level in p.levels), default=1.0))
    course.leaning.append(run.F)
