"""Whether a signed text will hold, what enforcement it needs, and the clock its costs are weighed against.

::

    guarantee  accept iff theta >= theta* = (w - f)/(u - f);  theta = (tau + (1 - tau) G)(1 - xi)
               G* = ( theta*/(1 - xi) - tau ) / (1 - tau)
    breakage   chi = 1 - prod_g (1 - A_g e_g nu)
    weights    m_b = m(f_b)/m(chi),  m_a = m(f_a)/m(chi),  m = acceptance.lasting

Source: Walter (1997, IO 51:335-364; 2002, Committing to Peace), in reduced form: G* and the correction for spoilers xi
are derived for this project, as are breakage and the weights. Units: u, w, f in shares of total stakes per period;
trust, enforcement, attacks, effects and vulnerability in [0, 1]; rates per round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from backchannel.theory.acceptance import honoured, lasting, surplus
from backchannel.theory.breakeven import ROUNDING, break_even
from backchannel.theory.ranges import Floats, within


@dataclass(frozen=True)
class GuaranteeThreshold:
    """Least chance of being honoured, and least enforcement that reaches it."""

    theta_star: float
    G_star_ignoring_xi: float
    G_star_with_xi: float
    status: Literal["needed", "not needed", "impossible"]


def guarantee_threshold(w: float, f: float, u: float, tau: float, xi: float = 0.0) -> GuaranteeThreshold:
    """Least enforcement that makes a text acceptable, given trust and expected breakage by spoilers.

    Worth of fighting ``w``, of being betrayed ``f`` and of peace ``u`` in shares of stakes, u > f; trust ``tau``
    and breakage ``xi`` in [0, 1). ``status`` reads the figure with xi: *not needed* (<= 0), *impossible* (> 1), else
    *needed*. Raises ValueError when u <= f or when tau or xi is out of range.

    Source: Walter (1997), reduced form derived for this project.

    >>> found = guarantee_threshold(w=0.5, f=0.0, u=0.7, tau=0.5)
    >>> round(found.theta_star, 6), round(found.G_star_with_xi, 6), found.status
    (0.714286, 0.428571, 'needed')
    """
    w, f, u, tau, xi = float(w), float(f), float(u), float(tau), float(xi)
    within("tau", tau, 0.0, 1.0, hi_open=True)
    within("xi", xi, 0.0, 1.0, hi_open=True)
    if not u > f:
        raise ValueError("u must be above f: peace has to be worth more than betrayal for trust to matter")

    def at_trust(theta: float) -> float:
        return surplus(theta, 1.0, u, w, 0.0, w - f, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)

    with_xi = break_even(lambda G: at_trust(honoured(tau, G) * (1.0 - xi)), "G")
    return GuaranteeThreshold(
        theta_star=break_even(at_trust, "theta"),
        G_star_ignoring_xi=break_even(lambda G: at_trust(honoured(tau, G)), "G"),
        G_star_with_xi=with_xi,
        status="not needed" if with_xi <= ROUNDING else "impossible" if with_xi > 1.0 + ROUNDING else "needed",
    )


def breakage(attack: npt.ArrayLike, effect: npt.ArrayLike, vulnerability: npt.ArrayLike = 1.0) -> Floats:
    """Chance per round that at least one attacker breaks a level in force.

    ``attack`` [..., G] chance that each armed group attacks, ``effect`` [..., G] chance that its attack breaks the
    level (after what is stopped), ``vulnerability`` [...] of the level; all in [0, 1]. Returns [...]; no groups gives
    0. Raises ValueError for a value out of range or an attack without a last axis of groups.

    Source: derived for this project; expected breakage enters acceptance, after Nilsson (2008, JPR 45:479-495).

    >>> round(1 - float(breakage([1.0, 1.0], [0.1, 0.2])), 6)
    0.72
    """
    attacks, effects = np.broadcast_arrays(within("attack", attack, 0.0, 1.0), within("effect", effect, 0.0, 1.0))
    if attacks.ndim == 0:
        raise ValueError("attack has no groups; expected a last axis with one chance a group")
    nu = within("vulnerability", vulnerability, 0.0, 1.0)[..., None]
    return np.asarray(1.0 - np.prod(1.0 - attacks * effects * nu, axis=-1), dtype=np.float64)


def clock_weight(forgetting: npt.ArrayLike | None, breaking: npt.ArrayLike, delta: npt.ArrayLike) -> Floats:
    """Weight of a cost that is forgotten at one rate against a deal that breaks at another: m(f) / m(chi).

    ``forgetting`` and ``breaking`` per round in [0, 1], patience ``delta`` in [0, 1); all broadcast to [...], which is
    returned. Neutral: ``forgetting`` None (the cost lasts exactly as long as the deal) gives 1. Raises ValueError for a
    value out of range.

    Source: derived for this project; gains, betrayals and lost face are discounted on one clock.

    >>> float(clock_weight(None, 0.1, 0.95)), float(clock_weight(0.1, 0.1, 0.95))
    (1.0, 1.0)
    >>> round(float(clock_weight(0.04, 0.0, 0.95)), 6)
    0.568182
    """
    chi = within("breaking", breaking, 0.0, 1.0)
    patience = within("delta", delta, 0.0, 1.0, hi_open=True)
    if forgetting is None:
        return np.ones(np.broadcast_shapes(chi.shape, patience.shape))
    m = np.vectorize(lasting, otypes=[np.float64])
    return np.asarray(m(within("forgetting", forgetting, 0.0, 1.0), patience) / m(chi, patience), dtype=np.float64)


def clock_weights(
    forget_betrayal: npt.ArrayLike | None,
    forget_concession: npt.ArrayLike | None,
    breaking: npt.ArrayLike,
    delta: npt.ArrayLike,
) -> tuple[Floats, Floats]:
    """Weights ``m_b`` of a betrayal and ``m_a`` of a public concession, as the spine takes them.

    Rates per round in [0, 1] or None for the neutral 1, patience ``delta`` in [0, 1); shapes broadcast to [...].
    Raises ValueError for a value out of range.

    Source: derived for this project.

    >>> m_b, m_a = clock_weights(0.04, None, 0.0, 0.95)
    >>> round(float(m_b), 6), float(m_a)
    (0.568182, 1.0)
    """
    return clock_weight(forget_betrayal, breaking, delta), clock_weight(forget_concession, breaking, delta)
