"""What actors care for once they have been recognised as equals (docs/explanation/model.md, 4.3.2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backchannel.conference.plan import NONE, Plan

LEAST = 0.3
"""Share of the stake in its client's leader that recognition never takes away."""


def saliences(p: Plan, actor: int) -> NDArray[np.float64]:
    """Saliences [draw, issue] of one actor, each draw summing to one, after a first session that both sides attended.

    Those of an actor that nobody recognises are as coded. The leadership falls to ``LEAST`` of what it was at the most;
    what it loses goes to the other issues in proportion.
    """
    s = np.array(p.state.salience[:, actor], dtype=np.float64)
    for of, _, r in p.recognition:
        if of != actor or p.leadership == NONE:
            continue
        before, now, principle, effect = (r[:, n] for n in range(4))
        old = np.array(p.state.salience[:, actor, p.leadership])
        left = LEAST + (1.0 - LEAST) * np.maximum(0.0, 1.0 - effect * principle * (now - before))
        new = old * left
        rest = (1.0 - new) / np.where(old < 1.0, 1.0 - old, 1.0)
        s = np.array(p.state.salience[:, actor]) * np.where(old < 1.0, rest, 1.0)[:, None]
        s[:, p.leadership] = new
    return s
