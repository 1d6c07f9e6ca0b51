"""How far a frame carries an audience, and the credibility below which it carries nobody.

::

    carried  B  = min(1, mu / mu*)
    cliff    c* = 1 - mu (1 - mu*) / ((1 - mu) mu*)     where mu < mu*, else 0

An audience that believes a frame with chance mu acts on it from mu* on. The best that a speaker can do by choosing what
it shows is B (Kamenica & Gentzkow 2011, AER 101:2590-2615). If it is bound to the truth only with chance c, and else
says whatever serves it, the audience acts on what it says only where c >= c*; below that the frame carries nobody. The
cliff is derived for this project and supposes that an unbound speaker always sends the message that persuades.
Units: all in [0, 1].
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backchannel.theory.ranges import Floats, within


def carried(believed: npt.ArrayLike, needed: npt.ArrayLike) -> Floats:
    """Share of cases in which a frame carries its audience at the most.

    ``believed`` in [0, 1], ``needed`` in [0, 1]; broadcast to [...], returned. Raises ValueError for a value out of
    range.

    Source: Kamenica & Gentzkow (2011), proposition 4 for two actions and two states.

    >>> float(carried(0.3, 0.5)), float(carried(0.6, 0.5)), float(carried(0.0, 0.0))
    (0.6, 1.0, 1.0)
    """
    mu, most = within("believed", believed, 0.0, 1.0), within("needed", needed, 0.0, 1.0)
    short = mu < most
    return np.asarray(np.where(short, mu / np.where(short, most, 1.0), 1.0), dtype=np.float64)


def cliff(believed: npt.ArrayLike, needed: npt.ArrayLike) -> Floats:
    """Least chance of being bound to the truth at which a speaker still carries anybody; 0 where it carries all.

    ``believed`` and ``needed`` in [0, 1]; broadcast to [...], returned. Raises ValueError for a value out of range.

    Source: derived for this project; see the head of the file.

    >>> round(float(cliff(0.3, 0.5)), 6), float(cliff(0.5, 0.5)), float(cliff(0.0, 0.5))
    (0.571429, 0.0, 1.0)
    """
    mu, most = within("believed", believed, 0.0, 1.0), within("needed", needed, 0.0, 1.0)
    short = mu < most
    denominator = np.where(short, (1.0 - mu) * most, 1.0)
    return np.asarray(np.where(short, 1.0 - mu * (1.0 - most) / denominator, 0.0), dtype=np.float64)
