"""What recognition as an equal does to a backer's stake in its client's leader.

A backer has status from being recognised and from keeping its client, and each makes up for a lack of the other::

    psi = ln(1 + Rec + eta keep);   s_L = s_0 + d psi/d keep = s_0 + eta/(1 + Rec + eta keep)

Source: status as a motive, O'Neill (1999, Honor, Symbols, and War) and Renshon (2017, Fighting for Status); the
form is derived for this project. Units: salience before it is scaled to sum to 1 over the issues.
"""

# ruff: noqa: N803 - symbols keep the case they have in the theory pages

from __future__ import annotations

import numpy as np

from backchannel.theory.ranges import within


def status_salience(eta: float, Rec: float, keep: float, s_0: float = 0.0) -> float:
    """Salience of the leadership issue to a backer, before it is scaled with the other issues.

    Status weight ``eta`` >= 0 (0: recognition has no effect), recognition ``Rec`` in [0, 1], ``keep`` in [0, 1] how far
    the client keeps its leader, salience ``s_0`` >= 0 for other reasons. Falls in Rec. Raises ValueError for a value
    out of range.

    Source: derived for this project.

    >>> round(status_salience(0.5, 0.4, 0.6), 6)
    0.294118
    """
    weight, recognised = float(within("eta", eta, 0.0, np.inf)), float(within("Rec", Rec, 0.0, 1.0))
    kept, other = float(within("keep", keep, 0.0, 1.0)), float(within("s_0", s_0, 0.0, np.inf))
    return other + weight / (1.0 + recognised + weight * kept)
