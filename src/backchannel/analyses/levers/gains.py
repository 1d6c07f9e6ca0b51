"""What each actor gets out of a run: the war while nothing stands, the text while one does."""

from __future__ import annotations

import numpy as np

from backchannel.conference.inequality import everyone, surplus_at
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import Plan
from backchannel.conference.state import Floats

SAID = (
    "What an actor gets is the mean over rounds of what a round is worth to it: fighting on while nothing stands, and "
    "while the first text signed at a level stands, that text as it sees it, kept by all. Where several stand the last "
    "in the case's list counts. Face lost, betrayals, later texts of a level and discounting are left out."
)


def standing(c: Courses) -> Floats:
    """The share of rounds in which the first text of a level stands and no later level's does [run, level]."""
    rounds = c.force.shape[1]
    at = np.arange(rounds)[None, :, None]
    begin = c.signed[:, None, :].astype(np.int64)
    stands = (begin >= 0) & (at >= begin) & (at < begin + c.lasted[:, None, :])
    so_far = np.cumsum(stands[:, :, ::-1], axis=2)[:, :, ::-1]  # this level and later ones that stand
    return np.asarray((stands & (so_far == 1)).mean(axis=1, dtype=np.float64))


def gains(c: Courses, p: Plan) -> Floats:
    """What each actor that decides gets in each run [run, actor], in shares of total stakes a round.

    ``c`` holds the runs of the plan from the first. A round of a text is worth ``w + S``, with S the surplus of the
    inequality where everybody keeps the text and nobody sees it, so trust is 1 and exposure nil, with every promise
    that it carries.
    """
    state, draws = p.state, p.draws_count
    share = standing(c)
    out = np.zeros((draws * p.inner, len(state.actors)))
    out[:] = np.repeat(state.war, p.inner, axis=0)
    track = p.case.tracks[0]  # where a text is signed enters by its exposure alone
    for lv, level in enumerate(p.levels):
        signed = np.flatnonzero(share[:, lv] > 0)
        if not len(signed):
            continue
        terms = everyone(state, p.case.levels[lv], track, guarantees="all").terms
        kept = terms._replace(trust=np.ones_like(terms.trust), exposed=np.zeros_like(terms.exposed))
        text = np.zeros(draws * p.inner, dtype=np.int64)
        text[signed] = c.signed_text[signed, lv]
        weight = np.zeros(draws * p.inner)
        weight[signed] = share[signed, lv]
        for m in range(p.inner):
            one = slice(m, None, p.inner)
            z, waits = level.texts.terms[:, text[one]].T, level.texts.waits[level.texts.pattern[text[one]]]
            out[one] += weight[one, None] * surplus_at(kept, z, waits)
    return out[: c.count]
