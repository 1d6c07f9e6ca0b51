"""What leaving office is worth to a leader or insider, and the guarantee that makes it acceptable.

A guarantee is honoured with chance gamma and gives V_post, else the exit costs K_exit; staying and fighting on
survives with chance s_w and gives V_in, else losing costs K_lose::

    exit value   zeta z_L [ gamma V_post - (1 - gamma) K_exit - s_w V_in + (1 - s_w) K_lose ]
    threshold    gamma* = [ s_w V_in - (1 - s_w) K_lose + K_exit ] / (V_post + K_exit)

The exit value is a side benefit h in the spine, for a text that changes the leader by z_L; it is zero at gamma*.

Source: Goemans (2000, War and Punishment), Debs and Goemans (2010, APSR 104:430-445) for the direction; the threshold
is derived for this project. Units: values and costs on one scale, V_in = 1 by custom; zeta in shares of total
stakes for one unit of it.
"""

# ruff: noqa: N815 - symbols keep the case they have in the theory pages

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from backchannel.theory.breakeven import ROUNDING, break_even
from backchannel.theory.ranges import Floats, within


@dataclass(frozen=True)
class ExitThreshold:
    """Least credible guarantee for a safe exit, and how it moves."""

    gamma_star: float
    status: Literal["always", "threshold", "never"]
    d_ds_w: float
    d_dV_post: float
    d_dK_lose: float
    d_dK_exit: float


def exit_value(
    zeta: npt.ArrayLike,
    z_leader: npt.ArrayLike,
    gamma: npt.ArrayLike,
    V_in: npt.ArrayLike,
    V_post: npt.ArrayLike,
    K_lose: npt.ArrayLike,
    K_exit: npt.ArrayLike,
    s_w: npt.ArrayLike,
) -> Floats:
    """Side benefit of a text for someone whose post it ends: exit under a guarantee against staying and fighting on.

    ``zeta`` >= 0 weight against the policy stakes, ``z_leader`` in [0, 1] how far the text changes the leader,
    ``gamma`` in [0, 1] chance that the guarantee is honoured, ``V_in``, ``V_post``, ``K_lose``, ``K_exit`` >= 0,
    ``s_w`` in [0, 1] chance to survive the war in office. All broadcast to [...], returned in shares of total stakes.
    Neutral: zeta 0 or z_leader 0 gives 0. Raises ValueError for a value out of range.

    Source: derived for this project after Debs and Goemans (2010).

    >>> round(float(exit_value(1.0, 1.0, 0.95, V_in=1.0, V_post=0.3, K_lose=2.0, K_exit=2.0, s_w=0.7)), 6)
    0.085
    """
    stake = within("zeta", zeta, 0.0, np.inf) * within("z_leader", z_leader, 0.0, 1.0)
    kept, survives = within("gamma", gamma, 0.0, 1.0), within("s_w", s_w, 0.0, 1.0)
    office, after = within("V_in", V_in, 0.0, np.inf), within("V_post", V_post, 0.0, np.inf)
    lost, betrayed = within("K_lose", K_lose, 0.0, np.inf), within("K_exit", K_exit, 0.0, np.inf)
    leaving = kept * after - (1.0 - kept) * betrayed
    staying = survives * office - (1.0 - survives) * lost
    return np.asarray(stake * (leaving - staying), dtype=np.float64)


def exit_guarantee_threshold(s_w: float, V_in: float, V_post: float, K_lose: float, K_exit: float) -> ExitThreshold:
    """Least chance of being honoured that makes an exit acceptable, and its derivatives.

    ``s_w`` in [0, 1], values and costs >= 0. ``status`` is *always* (gamma* <= 0: exit is better even unguaranteed),
    *never* (gamma* > 1: no guarantee suffices) or *threshold*. Raises ValueError for a value out of range, and when
    V_post + K_exit = 0, where a guarantee changes nothing.

    Source: derived for this project after Debs and Goemans (2010); an insider who keeps the post with one common
    cost K has gamma* = s_w.

    >>> found = exit_guarantee_threshold(s_w=0.7, V_in=1.0, V_post=0.3, K_lose=2.0, K_exit=2.0)
    >>> round(found.gamma_star, 6), found.status
    (0.913043, 'threshold')
    """
    guaranteed = V_post + K_exit
    if guaranteed == 0.0:
        raise ValueError("V_post and K_exit are both 0: a guarantee changes nothing, so there is no threshold")
    gamma = break_even(lambda chance: float(exit_value(1.0, 1.0, chance, V_in, V_post, K_lose, K_exit, s_w)), "gamma")
    return ExitThreshold(
        gamma_star=gamma,
        status="always" if gamma <= ROUNDING else "never" if gamma > 1.0 + ROUNDING else "threshold",
        d_ds_w=(V_in + K_lose) / guaranteed,
        d_dV_post=-gamma / guaranteed,
        d_dK_lose=-(1.0 - s_w) / guaranteed,
        d_dK_exit=(1.0 - gamma) / guaranteed,
    )
