"""What each actor gets out of a run: the war while nothing stands, the text while one does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backchannel.conference.inequality import Terms, everyone, surplus_at
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import Plan
from backchannel.conference.state import Floats

SAID = (
    "What an actor gets is the mean over rounds of what a round is worth to it: fighting on while nothing stands, and "
    "while the first text signed at a level stands, that text as it sees it, kept by all. Where several stand the last "
    "in the case's list counts. Face lost, betrayals, later texts of a level and discounting are left out."
)

SAME_FOR_ALL = {"has_line", "precondition", "actor", "opened", "leadership", "quadratic"}
"""Terms of the inequality that have no runs."""


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
    state, share = p.state, standing(c)
    out: Floats = state.war[np.arange(c.count) // p.inner]
    track = p.case.tracks[0]  # where a text is signed enters by its exposure alone
    for lv, level in enumerate(p.levels):
        signed = np.flatnonzero(share[:, lv] > 0)
        if not len(signed):
            continue
        terms = everyone(state, p.case.levels[lv], track, guarantees="all").terms
        kept = terms._replace(trust=np.ones_like(terms.trust), exposed=np.zeros_like(terms.exposed))
        text = c.signed_text[signed, lv]
        z, waits = level.texts.terms[:, text].T, level.texts.waits[level.texts.pattern[text]]
        out[signed] += share[signed, lv, None] * surplus_at(_of_runs(kept, signed // p.inner), z, waits)
    return out


def _of_runs(terms: Terms, draw: NDArray[np.int64]) -> Terms:
    """What enters the inequality for some runs, given the draw of each."""
    return terms._replace(
        **{name: getattr(terms, name)[draw] for name in Terms._fields if name not in SAME_FOR_ALL},
    )
