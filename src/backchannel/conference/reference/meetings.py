"""Stages 1, 3 and 4: who comes, what corridors do, how factions and insiders move."""

from __future__ import annotations

from backchannel.conference.plan import NONE, LevelPlan, TrackPlan
from backchannel.conference.reference.judging import decide, text_value, waiting
from backchannel.conference.reference.run import FORESIGHT, LEANING, RETURN, Run, Text, logistic
from backchannel.conference.reference.searching import exposed, margins, row_for, table, text_of
from backchannel.theory.acceptance import loss


def convene(run: Run) -> list[bool]:
    """Which tracks meet in this round; who comes; who leaves its body."""
    p, d, course = run.p, run.d, run.course
    assert course is not None
    came = [False] * len(run.x)
    meeting = []
    for c, track in enumerate(p.tracks):
        meets = (
            track.open
            and run.shut[c] <= 0.0
            and not run.broken[c]
            and run.chance(f"meets.{track.id}", run.t) < float(track.meets[d])
        )
        if meets and len(track.signs):
            there = [int(i) for i in track.members if attends(run, int(i))]
            meets = any(could_sign(run, int(lv), track, there) for lv in track.signs)
            if meets:
                for i in there:
                    came[i] = True
                sides = {int(p.side[i]) for i in there if p.side[i] != NONE}
                run.met_both = run.met_both or len(sides) > 1
        meeting.append(meets)
    course.sessions.append(meeting)
    course.present.append(came)
    factions(run)
    return meeting


def attends(run: Run, i: int) -> bool:
    """Whether an actor comes to a session: what it may gain there against what coming costs."""
    p, d = run.p, run.d
    cost = float(p.attending_cost[d, i])
    if cost == 0.0:
        return True
    hope = 0.0
    for lv in range(len(p.levels)):
        hope = max(hope, waiting(run, lv, i, 1.0))
    return hope + float(p.attending_benefit[d, i]) >= cost


def could_sign(run: Run, lv: int, track: TrackPlan, there: list[int]) -> bool:
    """Whether a level's rule could still be met: members who stayed away count as refusing."""
    level = run.p.levels[lv]
    away = {int(i) for i in track.members} - set(there)
    values = [-1.0 if int(level.actor[v]) in away else 1.0 for v in range(len(level.rows))]
    return decide(level, run.d, values, level.signer_parts) >= 0.0


def factions(run: Run) -> None:
    """Factions leave a line that is too far from theirs and come back to one that is not."""
    p, d = run.p, run.d
    for j, parent in p.faction:
        i, above = int(p.column[j]), int(p.column[parent])
        if above == NONE:
            continue
        far = 0.0
        for k in range(len(run.q)):
            line = run.line[above][k] if run.has_line[above][k] else run.x[above][k]
            far += run.s[i][k] * loss(line, run.x[i][k], False)
        tolerance = float(p.tolerance[d, j])
        if run.stays[j] and far > tolerance:
            run.stays[j] = False
        elif not run.stays[j] and far < RETURN * tolerance:
            run.stays[j] = True


def representation(run: Run, level: LevelPlan) -> float:
    """Least share, over the bodies that sign, of those they speak for who would obey."""
    p, d = run.p, run.d
    least, seen = 1.0, set()
    for row in level.program.rows:
        a = p.everyone.index(row.actor)
        if a in seen:
            continue
        seen.add(a)
        total, obey = 0.0, 0.0
        for j, parent in p.faction:
            if parent == a:
                total += float(p.weight[d, j])
                obey += float(p.weight[d, j]) * float(p.command[d, j]) if run.stays[j] else 0.0
        share = obey / total if total > 0.0 else float(p.command[d, a])
        least = min(least, share)
    return least


# --- 3 corridors ------------------------------------------------------------------------------------------------------


def corridors(run: Run, meeting: list[bool]) -> None:
    """Views mix, recognition moves saliences, a text is sought, secrets leak."""
    p, d, course = run.p, run.d, run.course
    assert course is not None
    recognise(run)
    for c, track in enumerate(p.tracks):
        if track.formal or not meeting[c]:
            continue
        mix(run, track)
        seek(run, c)
        if run.chance(f"leak.{track.id}", run.t) < float(track.leak[d]):
            course.leaks[c] += 1
            if course.leaked[c] < 0:
                course.leaked[c] = run.t
            run.held = {key: text for key, text in run.held.items() if key[0] != c}
            run.shut[c] = float(track.cooling[d]) + 1.0  # the first is counted off before anybody could meet
            for i in track.members:
                run.L[i] -= float(p.settings.leak_harm[d])
                run.up[i] = max(run.up[i], float(track.premium[d]))


def recognise(run: Run) -> None:
    """Being treated as an equal lowers a backer's stake in its client's leader (theory M8, anchored)."""
    p, d = run.p, run.d
    if p.leadership == NONE:
        return
    for of, _, r in p.recognition:
        before, now, principle, effect = (float(r[d, n]) for n in range(4))
        if effect == 0.0:
            continue
        gained = (now if run.met_both else before) - before
        old = run.s0[of][p.leadership]
        new = old * (0.3 + 0.7 * max(0.0, 1.0 - effect * principle * gained)) if gained != 0.0 else old
        for k in range(len(run.q)):
            if k == p.leadership:
                run.s[of][k] = new
            elif old < 1.0:
                run.s[of][k] = run.s0[of][k] * ((1.0 - new) / (1.0 - old))


def mix(run: Run, track: TrackPlan) -> None:
    """One step of Friedkin & Johnsen (1990) among the members of a corridor."""
    p, d = run.p, run.d
    moved = {}
    for i in (int(a) for a in track.members):
        alpha, total = float(p.openness[d, i]), 0.0
        for j in (int(a) for a in track.members):
            total += float(p.contact[d, i, j]) if j != i else 0.0
        if alpha == 0.0 or total == 0.0:
            continue
        scale = 1.0 / total if total > 1.0 else 1.0
        new = []
        for k in range(len(run.q)):
            heard = (1.0 - total * scale) * run.x[i][k]
            for j in (int(a) for a in track.members):
                if j != i:
                    heard += float(p.contact[d, i, j]) * scale * run.x[j][k]
            new.append(alpha * heard + (1.0 - alpha) * run.x0[i][k])
        moved[i] = new
    for i, new in moved.items():
        run.x[i] = new


def seek(run: Run, c: int) -> None:
    """A text that every member would accept behind closed doors and that may pass: greatest product of both."""
    p = run.p
    track = p.tracks[c]
    for lv in (int(a) for a in track.agenda):
        level = p.levels[lv]
        table_track = next((n for n, other in enumerate(p.tracks) if lv in other.signs and other.open), NONE)
        if (c, lv) in run.held or run.force[lv] is not None or table_track == NONE or not len(track.members):
            continue
        inside = table(run, lv, exposed(run, lv, c), c)
        after = margins(run, lv, table(run, lv, exposed(run, lv, table_track, c), c))
        rows = [row_for(run, lv, int(i), c) for i in track.members]
        best, at = 0.0, NONE
        for j in range(level.texts.count):
            product = 0.05 + logistic(FORESIGHT * after[j])
            for v in rows:
                product = product * inside[v][j] if inside[v][j] >= 0.0 else 0.0
            if product > best:
                best, at = product, j
        if at != NONE:
            run.held[c, lv] = text_of(run, lv, at, c, by=c, exposure=exposed(run, lv, table_track, c))


# --- 4 insiders and backers -------------------------------------------------------------------------------------------


def insiders(run: Run) -> None:
    """Insiders lean towards a text with a change of leader that they know of."""
    p, d = run.p, run.d
    lean = float(p.settings.lean[d])
    if lean == 0.0 or p.leadership == NONE:
        return
    known: Text | None = None
    for lv in range(len(p.levels)):
        if p.levels[lv].opened[p.leadership]:
            for c in range(len(p.tracks)):
                known = run.held.get((c, lv), known)
            known = run.force[lv] or known
    if known is None:
        return
    level = p.levels[known.level]
    total, weight = 0.0, 0.0
    for v in range(len(level.rows)):
        i = int(level.actor[v])
        share = float(p.insider[d, i])
        if share > 0.0 and v == row_for(run, known.level, i, known.by):
            total += share * text_value(run, known.level, v, known)
            weight += share
    if weight > 0.0:
        run.F += lean * (logistic(total / weight / LEANING) - run.F)
