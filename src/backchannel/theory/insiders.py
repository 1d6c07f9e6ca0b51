"""When a leader's people leave one another, and what keeps them.

::

    cascade      F_0 = 0,  F_{t+1} = 1 - (s_0/gamma)(1 - F_t) within [0, 1]
                 F_t = 1 - (s_0/gamma)^t where gamma > s_0, else 0
    selectorate  z = R (1 - delta)/(1 - delta W/S)

An insider goes when gamma V_post >= s_0 (1 - F) V_in, with V_post/V_in uniform on [0, 1]: each who goes makes it less
likely that the rest survive.

Source: thresholds, Granovetter (1978, American J. of Sociology 83:1420-1443) and Kuran (1991, World Politics 44:7-48),
this cascade derived for this project; Bueno de Mesquita, Smith, Siverson & Morrow (2003, The Logic of Political
Survival), private goods only. Units: shares of insiders; chances in [0, 1]; z in the unit of R.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backchannel.theory.breakeven import ROUNDING
from backchannel.theory.ranges import within


@dataclass(frozen=True)
class Cascade:
    """Share of insiders who have gone after some rounds, and in the end."""

    F_t: float
    F_limit: float


def cascade_tipping(s_0: float, gamma: float, t: int) -> Cascade:
    """Share of insiders who have gone after ``t`` rounds, when nobody has gone at first.

    ``s_0`` in [0, 1] chance to survive the war if all stay, ``gamma`` in [0, 1] chance that the guarantee is honoured,
    ``t`` >= 0 rounds. It tips at gamma = s_0, where every share would stay as it is, so that none goes; F = 1 is a
    resting point whatever gamma. Raises ValueError for a value out of range.

    Source: derived for this project after Granovetter (1978) and Kuran (1991).

    >>> cascade_tipping(0.4, 0.8, 3), cascade_tipping(0.8, 0.8, 99).F_limit
    (Cascade(F_t=0.875, F_limit=1.0), 0.0)
    """
    survival, kept = float(within("s_0", s_0, 0.0, 1.0)), float(within("gamma", gamma, 0.0, 1.0))
    rounds = float(within("t", t, 0.0, np.inf))
    if kept <= survival + ROUNDING * survival:
        return Cascade(F_t=0.0, F_limit=0.0)
    return Cascade(F_t=1.0 - (survival / kept) ** rounds, F_limit=1.0)


def selectorate_private_goods(R: float, W: float, S: float, delta: float) -> float:
    """Least that a leader must spend on the winning coalition in each period to keep it.

    Resources ``R`` >= 0, coalition ``W`` > 0 out of a selectorate ``S`` >= W, patience ``delta`` in [0, 1). Result in
    [0, R], in the unit of R. Raises ValueError for a value out of range or W above S.

    Source: Bueno de Mesquita et al. (2003), private goods only: a defector gets R/W once, then a place in the next
    coalition with chance W/S.

    >>> round(selectorate_private_goods(1.0, 10, 50, 0.9), 6)
    0.121951
    """
    resources, patience = float(within("R", R, 0.0, np.inf)), float(within("delta", delta, 0.0, 1.0, hi_open=True))
    coalition, selectorate = (float(within(key, x, 0.0, np.inf, lo_open=True)) for key, x in (("W", W), ("S", S)))
    if coalition > selectorate:
        raise ValueError(
            f"W is {coalition:g} and S {selectorate:g}; expected a coalition no larger than its selectorate"
        )
    return resources * ((1.0 - patience) / (1.0 - patience * (coalition / selectorate)))
