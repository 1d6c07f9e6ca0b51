"""What signers have learnt about whether the others keep their word, in bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backchannel.conference.plan import Plan
from backchannel.conference.reference.run import LEAST_ODDS, MOST_ODDS

Floats = NDArray[np.float64]


def uncertainty(p: Floats) -> Floats:
    """Entropy in bits of a yes or no with chance ``p`` (Shannon 1948).

    >>> uncertainty(np.array([0.0, 0.5, 1.0])).tolist()
    [0.0, 1.0, 0.0]
    """
    q = 1.0 - p
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = -np.where(p > 0, p * np.log2(p), 0.0) - np.where(q > 0, q * np.log2(q), 0.0)
    return np.asarray(bits, dtype=np.float64) + 0.0


def trusted(evidence: Floats, prior: Floats) -> Floats:
    """Trust after evidence in log-odds, as the game has it; certainty is not moved.

    >>> trusted(np.array([0.0, np.log(4.0)]), np.array([0.2, 0.2])).round(3).tolist()
    [0.2, 0.5]
    """
    sure = (prior <= 0) | (prior >= 1)
    odds = np.where(sure, 1.0, prior) / np.where(sure, 1.0, 1.0 - prior)
    held = np.clip(odds * np.exp(evidence), np.minimum(odds, LEAST_ODDS), np.maximum(odds, MOST_ODDS))
    return np.where(sure | (evidence == 0), prior, held / (1.0 + held))


def learnt(p: Plan, level: int, evidence: Floats, first: int) -> Floats:
    """Bits learnt in each run [run] by the signers of a level, from what experience added to trust [run, actor].

    The mean over signers of the entropy of their prior less that of their trust now. Where nothing but what the others
    do moves trust (no drift, no harm by leaks), trust is a martingale under own belief and the mean over runs is the
    information that what was seen holds about the others' kind (Cover & Thomas 2006, 2.4). A single run may be
    negative: one can become less sure.
    """
    plan_level = p.levels[level]
    rows = plan_level.program.rows
    signers = sorted({p.state.index(row.actor) for row in rows})
    draw = np.arange(first, first + len(evidence)) // p.inner
    prior = plan_level.trust[draw][:, signers]
    gained = uncertainty(prior) - uncertainty(trusted(evidence[:, signers], prior))
    return np.asarray(gained.mean(axis=1), dtype=np.float64)
