"""What an attack does to trust, and how large a group that lives on the war becomes.

::

    attack got through   odds(tau') = L odds(tau),  L = (1 - sT)/(1 - sU)
    prevented            odds(tau') = (sT/sU) odds(tau)
    spoiling succeeds    iff tau* <= tau < tau^,  odds(tau^) = odds(tau*)/L

    group of size m      m' = m (alpha v - beta) - g m^2,  v = v0 + kappa m

Trustworthy moderates stop an attack with chance sT, untrustworthy ones with sU <= sT; the other side goes on with the
peace while its trust is at least tau*. A war-dependent group recruits with violence v, which it also causes.

Source: Kydd & Walter (2002, IO 56:263-296), reduced form derived for this project; Stedman (1997, Int. Security
22(2):5-53) on spoilers whose existence depends on the war, its dynamics derived for this project. Units: chances in
[0, 1]; sizes and violence on one scale, rates per round.
"""

# ruff: noqa: N803 - symbols keep the case they have in the theory pages

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from backchannel.theory.beliefs import posterior
from backchannel.theory.breakeven import ROUNDING
from backchannel.theory.ranges import within


@dataclass(frozen=True)
class SpoilingWindow:
    """Trust levels at which an attack ends a peace that would have been kept, and what an attack does to trust."""

    L: float
    window_lower: float
    window_upper: float
    posterior_after_attack: float
    posterior_after_prevented_attack: float
    spoiling_succeeds: bool


@dataclass(frozen=True)
class WarDependentGroup:
    """Size at which a group rests, and the size from which it grows without bound; None where there is none."""

    m_star: float | None
    case: Literal["settles", "extinct", "survival threshold", "unbounded", "any size"]
    threshold: float | None


def kydd_walter_window(sT: float, sU: float, tau_star: float, tau: float) -> SpoilingWindow:
    """Trust at which one attack that gets through ends a peace.

    ``sT`` in [0, 1] and ``sU`` in [0, 1), sU <= sT: chances that trustworthy and untrustworthy moderates stop an
    attack; ``tau_star`` least trust at which the peace goes on, ``tau`` trust now, in [0, 1]. The window includes its
    lower end and not its upper one; the two coincide when sT = sU. After what cannot happen trust stays as it was.
    Raises ValueError for a value out of range.

    Source: Kydd & Walter (2002), reduced form derived for this project.

    >>> found = kydd_walter_window(0.8, 0.3, 0.4, 0.5)
    >>> round(found.window_upper, 6), round(found.posterior_after_attack, 6), found.spoiling_succeeds
    (0.7, 0.222222, True)
    """
    strong, weak = float(within("sT", sT, 0.0, 1.0)), float(within("sU", sU, 0.0, 1.0, hi_open=True))
    if weak > strong:
        raise ValueError(f"sU is {weak:g} and sT {strong:g}; expected sU <= sT: who can be trusted stops more attacks")
    cutoff, trust = float(within("tau_star", tau_star, 0.0, 1.0)), float(within("tau", tau, 0.0, 1.0))
    # the trust that an attack brings down to the cutoff is the posterior of the cutoff with the likelihoods swapped
    upper = posterior(cutoff, 1.0 - weak, 1.0 - strong)
    return SpoilingWindow(
        L=(1.0 - strong) / (1.0 - weak),
        window_lower=cutoff,
        window_upper=upper,
        posterior_after_attack=posterior(trust, 1.0 - strong, 1.0 - weak),
        posterior_after_prevented_attack=posterior(trust, strong, weak),
        spoiling_succeeds=trust >= cutoff - ROUNDING and trust < upper - ROUNDING,
    )


def war_dependent_group(alpha: float, v0: float, beta: float, kappa: float, g: float) -> WarDependentGroup:
    """Resting size of a group that is product and producer of the conflict.

    Recruitment ``alpha`` per unit of violence, violence ``v0`` without the group, losses ``beta``, violence ``kappa``
    that a unit of the group adds, crowding ``g``; all >= 0. ``case``: *settles* (at m_star), *extinct* (m_star 0),
    *survival threshold* (dies out below it, grows without bound above), *unbounded* (from any size; threshold 0), *any
    size* (stays as it is). None where there is no such size. Raises ValueError for a negative value.

    Source: derived for this project after Stedman (1997).

    >>> round(war_dependent_group(0.5, 1.0, 0.3, 0.2, 0.4).m_star, 6)
    0.666667
    >>> found = war_dependent_group(0.5, 0.4, 0.3, 1.0, 0.4)
    >>> found.case, found.m_star, round(found.threshold, 6)
    ('survival threshold', 0.0, 1.0)
    """
    given = {"alpha": alpha, "v0": v0, "beta": beta, "kappa": kappa, "g": g}
    recruits, violence, losses, adds, crowding = (float(within(key, x, 0.0, np.inf)) for key, x in given.items())
    growth = _rounded(recruits * violence, losses)  # of a small group
    brake = _rounded(crowding, recruits * adds)  # what each unit of size takes off it
    if brake > 0.0:
        return WarDependentGroup(growth / brake, "settles", None) if growth > 0.0 else _extinct()
    if growth > 0.0 or (growth == 0.0 and brake < 0.0):
        return WarDependentGroup(None, "unbounded", 0.0)
    if growth == 0.0:
        return WarDependentGroup(None, "any size", None)
    return _extinct() if brake == 0.0 else WarDependentGroup(0.0, "survival threshold", growth / brake)


def _extinct() -> WarDependentGroup:
    return WarDependentGroup(0.0, "extinct", None)


def _rounded(left: float, right: float) -> float:
    """Difference of two amounts, 0 where only rounding tells them apart: .3 is three times .1."""
    difference = left - right
    return 0.0 if abs(difference) <= ROUNDING * max(left, right) else difference
