"""Stages 6 to 8: attacks, what they teach, signing, and how what is in force ends."""

from __future__ import annotations

import math

from backchannel.conference.plan import NONE, LevelPlan
from backchannel.conference.reference.judging import decide, sums
from backchannel.conference.reference.meetings import representation
from backchannel.conference.reference.run import CHOICE, Run, Text, logistic, ratio
from backchannel.conference.reference.searching import row_of
from backchannel.conference.reference.voting import votes
from backchannel.theory.acceptance import loss


def loss_to(run: Run, lv: int, g: int, z: list[float], waits: list[int]) -> float:
    """What a group loses by a text that is carried out: policy where it has views, and rents.

    Against the world without any text of that level, also where one stands.
    """
    p, d = run.p, run.d
    group, level = p.groups[g], p.levels[lv]
    lost = float(level.lost[d]) * float(group.rent[d]) * run.v
    if group.actor != NONE:
        i, now = group.actor, run.q
        run.q = stands(run, lv)
        w = run.w[i]
        for k in range(len(now)):
            w += run.s[i][k] * (
                loss(now[k], run.x[i][k], p.state.quadratic) - loss(run.q[k], run.x[i][k], p.state.quadratic)
            )
        u, D, _, _, _ = sums(run, lv, row_of(level, i), z, waits, NONE)
        run.q = now
        phi = float(level.phi[d])
        lost += phi * (w - u) - (1.0 - phi) * D
    return lost


def attack_chance(run: Run, lv: int, n: int, z: list[float], waits: list[int]) -> float:
    """Chance that group ``n`` of a level strikes in a round: as coded, times its choice where that has a price."""
    p, d = run.p, run.d
    level = p.levels[lv]
    g, attack = int(level.group[n]), float(level.attack[d, n])
    price = float(p.groups[g].price[d])
    if math.isnan(price):
        return attack
    return attack * logistic(CHOICE * (float(level.effect[d, n]) * loss_to(run, lv, g, z, waits) - price))


def expect_attacks(run: Run) -> None:
    """Chance per round that somebody breaks a level, as everybody expects it beforehand, those stopped left out."""
    for lv, level in enumerate(run.p.levels):
        holds = 1.0
        nobody = [0] * len(run.q)
        for n in range(len(level.group)):
            A = attack_chance(run, lv, n, [float(a) for a in level.reference], nobody)
            side = run.p.groups[int(level.group[n])].side
            halted = 0.0
            if side != NONE:
                good, other = stopping(run, side, lv)
                belief = belief_in(run, side, level)
                halted = belief * good + (1.0 - belief) * other
            holds *= 1.0 - A * (1.0 - halted) * float(level.effect[run.d, n])
        run.chi[lv] = 1.0 - holds


def belief_in(run: Run, side: int, level: LevelPlan) -> float:
    """Mean trust that those of other sides who have to accept a level put in a side, before anything is learnt."""
    p, d = run.p, run.d
    total, count, seen = 0.0, 0, set()
    for row in level.program.rows:
        i = p.state.index(row.actor)
        if i not in seen and p.side[i] != side:
            total += float(level.trust[d, i])
            count += 1
        seen.add(i)
    return total / count if count else 1.0


def stopping(run: Run, side: int, lv: int) -> tuple[float, float]:
    """Chance that a side stops an attack from its own ranks: the good kind's, the other kind's."""
    s, d = run.p.settings, run.d
    good = float(s.stops_good[d])
    return good, good - float(run.p.levels[lv].telling[d]) * (good - float(s.stops_other[d]))


def keeping(run: Run, lv: int) -> tuple[float, float]:
    """Chance that a side keeps a text for a round: the good kind's, the other kind's."""
    s, d = run.p.settings, run.d
    good = float(s.keeps_good[d])
    other = good - float(run.p.levels[lv].telling[d]) * (good - float(s.keeps_other[d]))
    return math.pow(good, run.p.months), math.pow(other, run.p.months)


def learn(run: Run, side: int, evidence: float) -> None:
    """What a side did moves the trust of everybody who is not of it."""
    for i in range(len(run.L)):
        if run.p.side[i] != side:
            run.L[i] += evidence


def spoilers(run: Run, pending: list[Text]) -> None:
    """Groups strike at what is pending or in force; some are stopped by their own side."""
    p, d, course = run.p, run.d, run.course
    assert course is not None
    for lv, level in enumerate(p.levels):
        text = run.force[lv] or next((one for one in pending if one.level == lv), None)
        if text is None:
            continue
        for n in range(len(level.group)):
            g = int(level.group[n])
            group = p.groups[g]
            name = f"{group.id}.{level.id}"
            if run.chance(f"attack.{name}", run.t) >= attack_chance(run, lv, n, text.terms, text.waits):
                continue
            course.attacks[g] += 1
            if group.side != NONE:
                good, other = stopping(run, group.side, lv)
                stopped = run.chance(f"stopped.{name}", run.t) < (good if run.good[group.side][lv] else other)
                if group.side in level.sides:
                    learn(run, group.side, ratio(good, other) if stopped else ratio(1.0 - good, 1.0 - other))
                if stopped:
                    continue
            if run.force[lv] is not None and run.chance(f"breaks.{name}", run.t) < float(level.effect[d, n]):
                end(run, lv, 1)


def end(run: Run, lv: int, how: int) -> None:
    """A text ceases to be in force."""
    course = run.course
    assert course is not None
    if course.ended[lv] == 0 and course.spells[lv] == 1:
        course.ended[lv] = how
    run.force[lv] = None
    run.imp[lv] = 0.0
    run.order.remove(lv)
    settle(run)


def settle(run: Run) -> None:
    """Where each issue stands: as the latest text in force says, else as before."""
    run.q = stands(run, NONE)


def stands(run: Run, without: int) -> list[float]:
    """Where each issue stands, or would stand without a text of one level."""
    q = run.q0[:]
    for lv in run.order:
        text = run.force[lv]
        assert text is not None
        for k in range(len(q)):
            if lv != without and run.p.levels[lv].opened[k]:
                q[k] = text.terms[k]
    return q


# --- 7 ratification, 8 what is in force, 9-10 what can be seen --------------------------------------------------------


def ratify(run: Run, pending: list[Text], shocks: list[float]) -> None:
    """The same votes with the same shocks and today's trust, and those who can undo it; then it is signed."""
    p, course = run.p, run.course
    assert course is not None
    for text in pending:
        lv = text.level
        level = p.levels[lv]
        values = votes(run, text, shocks)
        if decide(level, run.d, values, len(level.program.parts)) < 0.0:
            run.held.pop((text.by, lv), None)
            continue
        run.force[lv] = text
        run.order.append(lv)
        run.held = {key: held for key, held in run.held.items() if key[1] != lv}
        course.spells[lv] += 1
        if course.signed[lv] < 0:
            course.signed[lv], course.signed_at[lv], course.signed_text[lv] = run.t, text.track, text.index
    settle(run)


def in_force(run: Run) -> None:
    """Breach, collapse, progress."""
    p, d, course, s = run.p, run.d, run.course, run.p.settings
    assert course is not None
    for lv, level in enumerate(p.levels):
        if run.force[lv] is None:
            continue
        good, other = keeping(run, lv)
        breached = False
        for side in level.sides:
            name = f"{p.state.sides[side]}.{level.id}"
            kept = run.chance(f"keeps.{name}", run.t) < (good if run.good[side][lv] else other)
            learn(run, side, ratio(good, other) if kept else ratio(1.0 - good, 1.0 - other))
            if not kept and run.chance(f"enforced.{name}", run.t) >= float(level.enforcement[d]):
                breached = True
        R = representation(run, level)
        rate = float(level.fragility[d]) * math.exp(
            float(s.by_exclusion[d]) * (1.0 - R)
            - float(s.by_enforcement[d]) * float(level.enforcement[d])
            - float(s.by_progress[d]) * run.imp[lv]
        )
        collapsed = run.chance(f"collapse.{level.id}", run.t) < -math.expm1(-rate)
        if breached:
            end(run, lv, 2)
        elif collapsed:
            end(run, lv, 3)
        else:
            run.imp[lv] += float(s.pace[d]) * (1.0 - run.imp[lv])
