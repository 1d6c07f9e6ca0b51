"""How often an audience can be brought to act by what it is shown, by a sender it trusts wholly or in part.

::

    P   = min(1, mu0/mu*)
    c*  = max(0, 1 - mu0 (1 - mu*)/((1 - mu0) mu*));  P as above from c = c* on, 0 below

The formulas are those of :mod:`backchannel.theory.persuasion`, here for one audience.

Source: Kamenica & Gentzkow (2011, AER 101:2590-2615); the cliff is derived for this project. Units: chances in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass

from backchannel.theory.breakeven import ROUNDING
from backchannel.theory.persuasion import carried, cliff
from backchannel.theory.ranges import within


@dataclass(frozen=True)
class CredibilityCliff:
    """Least credibility at which a sender persuades at all, and how often it does."""

    c_star: float
    P_act: float


def kamenica_gentzkow(mu0: float, mu_star: float) -> float:
    """Greatest chance that an audience acts, over all ways of informing it to which the sender is bound beforehand.

    ``mu0`` prior belief in the frame, ``mu_star`` belief from which the audience acts; in [0, 1]. Raises ValueError for
    a value out of range.

    Source: Kamenica & Gentzkow (2011), two states and two actions.

    >>> kamenica_gentzkow(0.3, 0.5)
    0.6
    """
    return float(carried(mu0, mu_star))


def credibility_cliff(mu0: float, mu_star: float, c: float) -> CredibilityCliff:
    """Credibility below which a sender persuades nobody, and the chance that the audience acts.

    ``mu0``, ``mu_star`` as in :func:`kamenica_gentzkow`; ``c`` chance that the sender is bound to the best honest rule,
    otherwise it always sends the message that persuades; in [0, 1]. Raises ValueError for a value out of range.

    Source: derived for this project from Kamenica & Gentzkow (2011).

    >>> found = credibility_cliff(0.3, 0.5, 0.6)
    >>> round(found.c_star, 6), found.P_act, credibility_cliff(0.3, 0.5, 0.5).P_act
    (0.571429, 0.6, 0.0)
    """
    needed = float(cliff(mu0, mu_star))
    bound = float(within("c", c, 0.0, 1.0))
    return CredibilityCliff(c_star=needed, P_act=kamenica_gentzkow(mu0, mu_star) if bound >= needed - ROUNDING else 0.0)
