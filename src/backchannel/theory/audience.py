"""What conceding costs before an audience, and how much of it a track lets through.

The spine's audience term is ``omega (a d - credit) m_a``. This file gives omega and d::

    omega = (1 - cover) [ (1 - leak) publicity + leak premium ]
    d     = sum_k s_k |z_k - pi_k|       over the issues that count

A formal table has publicity 1; a back-channel has publicity 0 and lets through only what leaks. Being found out
can cost more than conceding openly (premium > 1), and some levels come with cover (aid, a mediator's face).

Source: audience costs, Fearon (1994, APSR 88:577-592); secrecy, Leventoglu and Tarar (2005, APSR 99:419-433) and
Stasavage (2004, IO 58:667-703); political cover, Clayton, Nygard, Rustad and Strand (2022, JCR). The product form is
derived for this project. Units: omega a share (above 1 only through the premium), d in [0, 1].
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backchannel.core.jit import compiled
from backchannel.theory.acceptance import loss
from backchannel.theory.ranges import Floats, within


def exposure(
    publicity: npt.ArrayLike = 1.0,
    leak: npt.ArrayLike = 0.0,
    premium: npt.ArrayLike = 1.0,
    cover: npt.ArrayLike = 0.0,
) -> Floats:
    """Share of the audience cost expected to bite on a track.

    ``publicity`` of the track in [0, 1], ``leak`` chance of exposure in [0, 1], ``premium`` >= 1 how much worse
    exposure is than open concession, political ``cover`` of the level in [0, 1); all broadcast to [...], returned.
    Neutral (publicity 1, leak 0, premium 1, cover 0) gives 1. Raises ValueError for a value out of range.

    Source: derived for this project; see the head of the file.

    >>> float(exposure()), float(exposure(publicity=0, leak=0.1))
    (1.0, 0.1)
    >>> round(float(exposure(publicity=0, leak=0.1, premium=1.5, cover=0.4)), 6)
    0.09
    """
    openly = within("publicity", publicity, 0.0, 1.0)
    found_out = within("leak", leak, 0.0, 1.0)
    worse = within("premium", premium, 1.0, np.inf)
    covered = within("cover", cover, 0.0, 1.0, hi_open=True)
    return np.asarray((1.0 - covered) * ((1.0 - found_out) * openly + found_out * worse), dtype=np.float64)


@compiled
def concession_seen(s: Floats, z: Floats, pi: Floats, counts: npt.NDArray[np.bool_]) -> float:
    """How far a text lies from what an actor has said in public, over the issues that count.

    Salience ``s`` [K] (sums to 1), terms ``z`` [K] and public positions ``pi`` [K] in [0, 1], ``counts`` [K] bool: the
    opened issues, and any issue named as a precondition. Result in [0, 1], in salience. Compiled: float64 arrays of
    one length are assumed and not checked.

    Source: derived for this project; an issue left for later costs nobody face unless it was a precondition.

    >>> import numpy as np
    >>> salience, terms, lines = np.array([0.5, 0.5]), np.array([0.2, 0.0]), np.array([1.0, 1.0])
    >>> round(float(concession_seen(salience, terms, lines, np.array([True, False]))), 6)
    0.4
    """
    seen = 0.0
    for k in range(s.shape[0]):
        if counts[k]:
            seen += s[k] * loss(z[k], pi[k], False)
    return seen
