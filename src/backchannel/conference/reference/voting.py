"""Stage 5, the provisional vote: what comes to the table and who says yes."""

from __future__ import annotations

import math

from backchannel.conference.plan import NONE
from backchannel.conference.reference.judging import decide, text_value
from backchannel.conference.reference.run import ABSENT, DAMPING, LEAST_STAKE, Run, Text, shock
from backchannel.conference.reference.searching import (
    exposed,
    favourite,
    greatest,
    margins,
    row_for,
    row_of,
    see,
    table,
    text_of,
)


def provisional(run: Run, meeting: list[bool]) -> tuple[list[Text], list[float]]:
    """Every session takes up what can be signed there; what passes is pending until it is ratified."""
    p, d, course = run.p, run.d, run.course
    assert course is not None
    shocks = [vote_shock(run, i) for i in range(len(run.x))]
    pending: list[Text] = []
    for c, track in enumerate(p.tracks):
        if not meeting[c]:
            continue
        passed, taken = False, False
        for lv in (int(a) for a in track.signs):
            if run.force[lv] is not None or any(text.level == lv for text in pending):
                continue
            text = proposal(run, lv, c)
            yes = votes(run, text, shocks)
            course.voted[lv] += 1
            taken = True
            level = p.levels[lv]
            for i in range(len(run.x)):
                if yes[row_for(run, lv, i, text.by)] < 0.0:
                    course.refused[lv][i] += 1
            remember(run, text, yes)
            if text.by != NONE:
                condition(run, text, yes)
                members = [int(i) for i in p.tracks[text.by].members]
                if course.endorsed[lv] < 0 and all(yes[row_for(run, lv, i, text.by)] >= 0.0 for i in members):
                    course.endorsed[lv], course.endorsed_at[lv] = run.t, text.by
            if decide(level, d, yes, level.signer_parts) >= 0.0:
                pending.append(text)
                passed = True
            else:
                run.held.pop((text.by, lv), None)
            if p.waits:
                see(run, lv, c, DAMPING)
        if taken and not passed and run.chance(f"break_off.{track.id}", run.t) < float(track.break_off[d]):
            run.broken[c] = True
            if course.broke_off[c] < 0:
                course.broke_off[c] = run.t
    return pending, shocks


def vote_shock(run: Run, i: int) -> float:
    """What moves an actor's vote today besides the text: one shock for all texts of the round."""
    p, d = run.p, run.d
    precision = float(p.settings.precision[d])
    now = 0.0 if math.isinf(precision) else shock(run.chance(f"vote.{p.state.actors[i]}", run.t)) / precision
    return now + float(p.settings.persistent[d]) * run.zeta[i]


def votes(run: Run, text: Text, shocks: list[float]) -> list[float]:
    """How far each row of the level is from refusing a text, shocks included; >= 0 is a yes.

    A member of the track who did not come says no.
    """
    level = run.p.levels[text.level]
    phi = float(level.phi[run.d])
    away = [int(i) for i in run.p.tracks[text.track].members if not came(run, int(i))]
    out = []
    for v in range(len(level.rows)):
        i = int(level.actor[v])
        if i in away:
            out.append(ABSENT)
            continue
        stake = 0.0
        for k in range(len(run.q)):
            stake += run.s[i][k] if level.opened[k] else 0.0
        stake = phi + (1.0 - phi) * stake
        out.append(text_value(run, text.level, v, text) / max(stake, LEAST_STAKE) + shocks[i])
    return out


def came(run: Run, i: int) -> bool:
    """Whether an actor came to a session in this round; before the first convening everybody is there."""
    assert run.course is not None
    return not run.course.present or run.course.present[-1][i]


def proposal(run: Run, lv: int, c: int) -> Text:
    """What comes to the table: a corridor's text, else the mediator's, else a member's."""
    p, track, level = run.p, run.p.tracks[c], run.p.levels[lv]
    for other in range(len(p.tracks)):
        held = run.held.get((other, lv))
        if held is not None:
            held.track, held.exposure = c, exposed(run, lv, c, other)
            return held
    exposure = exposed(run, lv, c)
    values = table(run, lv, exposure, NONE)
    least = margins(run, lv, values)
    at = greatest(least)
    there = [int(i) for i in track.members if came(run, int(i))]
    if not track.mediated and there:
        u = run.chance(f"proposes.{track.id}.{level.id}", run.t)
        i = there[min(int(u * len(there)), len(there) - 1)]
        at = favourite(values[row_of(level, i)], least)
    return text_of(run, lv, at, c, exposure=exposure)


def remember(run: Run, text: Text, yes: list[float]) -> None:
    """The line that a body's factions measure themselves by is the last text it said yes to."""
    for i in range(len(run.x)):
        if yes[row_for(run, text.level, i, text.by)] < 0.0:
            continue
        for k in range(len(run.q)):
            if run.p.levels[text.level].opened[k]:
                run.line[i][k], run.has_line[i][k] = text.terms[k], True


def condition(run: Run, text: Text, yes: list[float]) -> None:
    """A backer of a corridor's text cuts the support of a client that refuses it, and resumes when it accepts."""
    p, d = run.p, run.d
    level = p.levels[text.level]
    for n, tie in enumerate(p.ties):
        if p.column[tie.source] not in p.tracks[text.by].members:
            continue
        mine = [
            yes[row_for(run, text.level, i, text.by)]
            for i in p.client_of[n]
            if any(p.state.index(r.actor) == i for r in level.program.rows)
        ]
        if mine and min(mine) < 0.0:
            run.cut[n], run.cut_for[n] = float(tie.conditional[d]), text.level
        elif mine and run.cut_for[n] == text.level:
            run.cut[n], run.cut_for[n] = 0.0, NONE
