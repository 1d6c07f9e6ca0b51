"""Looking for a text in a level's list."""

from __future__ import annotations

import math

from backchannel.conference.plan import NONE, LevelPlan
from backchannel.conference.reference.judging import decide, judge, leaving, sums, trust, waiting
from backchannel.conference.reference.run import Run, Text, logistic
from backchannel.conference.texts import Texts
from backchannel.theory.acceptance import honoured, loss


def table(run: Run, lv: int, exposure: float, by: int) -> list[list[float]]:
    """Surplus [row][text] of every text of a level.

    The surplus is a sum over issues once the order of steps is fixed; its coefficients are read off the spine and the
    sums run over leading issues first, then over trailing ones, so that a fast engine may tabulate the latter.
    """
    p, st, level = run.p, run.p.state, run.p.levels[lv]
    texts = level.texts
    out = []
    for v in range(len(level.rows)):
        i = int(level.actor[v])
        base = judge(run, lv, v, (0.0, 0.0, 0.0, 0.0, 0.0), exposure, by)
        slopes = []
        for n in range(5):
            one = [0.0] * 5
            one[n] = 1.0
            slopes.append(judge(run, lv, v, (one[0], one[1], one[2], one[3], one[4]), exposure, by) - base)
        by_u, by_relief, by_seen, by_credit, by_h = slopes
        T = honoured(trust(run, lv, i), float(level.enforcement[run.d]))
        parts = []
        for waits in texts.waits:
            steps = [int(a) for a in waits]
            constant = judge(run, lv, v, sums(run, lv, v, [0.0] * len(steps), steps, by), exposure, by)
            near, face, slope = [0.0] * len(steps), [0.0] * len(steps), [0.0] * len(steps)
            for k in range(len(steps)):
                if level.opened[k]:
                    s = run.s[i][k]
                    reached = math.pow(T, float(steps[k]))
                    near[k] = s * reached * (by_u + by_relief)
                    slope[k] = by_credit * float(st.credit[run.d, i, k])
                    constant += near[k] * loss(0.0, run.x[i][k], st.quadratic)
                    if st.has_line[i, k]:
                        face[k] = -s * by_seen
                        constant += face[k] * loss(0.0, float(st.line[run.d, i, k]), False)
                    if k == p.leadership:
                        slope[k] += by_h * leaving(run, lv, v, by) * reached
            parts.append((constant, near, face, slope))
        out.append([value(run, i, texts, j, *parts[int(texts.pattern[j])]) for j in range(texts.count)])
    return out


def value(
    run: Run, i: int, texts: Texts, j: int, constant: float, near: list[float], face: list[float], slope: list[float]
) -> float:
    """Surplus of one text from its coefficients: constant and leading issues, then the sum of the trailing ones."""
    st = run.p.state
    head, tail = constant, 0.0
    for k in range(len(near)):
        if texts.opened[k]:
            z = float(texts.terms[k, j])
            part = slope[k] * z - near[k] * loss(z, run.x[i][k], st.quadratic)
            part -= face[k] * loss(z, float(st.line[run.d, i, k]), False)
            if texts.trailing[k]:
                tail += part
            else:
                head += part
    return head + tail


def margins(run: Run, lv: int, values: list[list[float]]) -> list[float]:
    """The value of the signers' rule for every text."""
    level = run.p.levels[lv]
    return [decide(level, run.d, [row[j] for row in values], level.signer_parts) for j in range(level.texts.count)]


def greatest(values: list[float]) -> int:
    """The first greatest value's place."""
    best = 0
    for j in range(1, len(values)):
        if values[j] > values[best]:
            best = j
    return best


def row_of(level: LevelPlan, i: int) -> int:
    """The first row of an actor: as it is, with guarantees that depend on nobody."""
    for v in range(len(level.rows)):
        if level.actor[v] == i:
            return v
    raise KeyError(i)


def row_for(run: Run, lv: int, i: int, by: int) -> int:
    """An actor's row for a text that corridor ``by`` brought: promises that hang on those who sit there count."""
    return row_of(run.p.levels[lv], i) if by == NONE else int(run.p.seat_row[by, lv, i])


def exposed(run: Run, lv: int, c: int, by: int = NONE) -> float:
    """Share of the audience that sees a text of a level on a track; less where a corridor's text is announced."""
    p, d = run.p, run.d
    track = p.tracks[c]
    leak = float(track.leak[d])
    omega = (1.0 - leak) * float(track.publicity[d]) + leak * float(track.premium[d])
    omega *= 1.0 - float(p.levels[lv].cover[d])
    if by != NONE:
        omega *= 1.0 - float(p.tracks[by].cover[d])
    return omega


def text_of(run: Run, lv: int, j: int, c: int, *, by: int = NONE, exposure: float = 0.0) -> Text:
    """A text of a level's list as it comes to a track."""
    texts = run.p.levels[lv].texts
    terms = [float(texts.terms[k, j]) for k in range(len(run.q))]
    waits = [int(a) for a in texts.waits[int(texts.pattern[j])]]
    return Text(lv, j, terms, waits, by, exposure, c)


def favourite(own: list[float], least: list[float]) -> int:
    """The text a member brings to the table: its best among those the signers' rule passes, else its best of all."""
    fits = [j for j in range(len(least)) if least[j] >= 0.0]
    return max(fits, key=lambda j: (own[j], -j)) if fits else greatest(own)


def passes(margin: float, precision: float) -> float:
    """Chance that a text of this margin passes, as it is foreseen: for sure or not at all where nobody errs."""
    if math.isinf(precision):
        return 1.0 if margin >= 0.0 else 0.0
    return logistic(margin * precision)


def see(run: Run, lv: int, c: int, weight: float) -> None:
    """Note the chance and the worth of what would be proposed for a level at a track, for what waiting is worth.

    The mediator's text, or the mean over members of what each would propose: of the worth, weighted by its chance to
    pass, so that it is the worth of a deal.
    """
    p, d = run.p, run.d
    track, level = p.tracks[c], p.levels[lv]
    values = table(run, lv, exposed(run, lv, c), NONE)
    least = margins(run, lv, values)
    if track.mediated or not len(track.members):
        offers = [greatest(least)]
    else:
        offers = [favourite(values[row_of(level, int(i))], least) for i in track.members]
    total, plain, weighted = 0.0, [0.0] * len(run.x), [0.0] * len(run.x)
    for j in offers:
        chance = passes(least[j], float(p.settings.precision[d]))
        total += chance
        for i in range(len(run.x)):
            worth = values[row_of(level, i)][j] + waiting(run, lv, i)
            plain[i] += worth
            weighted[i] += chance * worth
    found = float(track.meets[d]) * (total / len(offers))
    run.passing[lv] += weight * (found - run.passing[lv])
    for i in range(len(run.x)):
        worth = weighted[i] / total if total > 0.0 else plain[i] / len(offers)
        run.worth[lv][i] += weight * (worth - run.worth[lv][i])
