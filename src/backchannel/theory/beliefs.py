"""What is learnt from an act that some would do more readily than others.

::

    posterior   mu' = mu L_1 / [ mu L_1 + (1 - mu) L_0 ]
    attendance  L_1, L_0 = alpha_H, alpha_L if they attend;  1 - alpha_H, 1 - alpha_L if they refuse
    litmus      I(type; act) = H(act) - mu H(act | H) - (1 - mu) H(act | L), in bits
    channel     var_n = 1/(1/var_0 + n h)

A message that costs its sender nothing, or as much whatever its type, changes no belief. An act that cannot happen
teaches nothing: the posterior is then the prior.

Source: costly signals, Spence (1973, QJE 87:355-374); information, Shannon (1948, Bell System Technical J.
27:379-423); normal learning, DeGroot (1970, Optimal Statistical Decisions, ch. 9). Their use for attendance and for
meetings is this project's. Units: chances in [0, 1], bits, precision in 1/variance.
"""

# ruff: noqa: N803 - symbols keep the case they have in the theory pages

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import entr

from backchannel.theory.ranges import within


@dataclass(frozen=True)
class AttendancePosterior:
    """Belief that a side wants a deal, after it came and after it stayed away."""

    posterior_attend: float
    posterior_refuse: float


def posterior(prior: float, if_true: float, if_false: float) -> float:
    """Belief after something seen that has chance ``if_true`` or ``if_false``; all in [0, 1].

    The prior where what was seen has no chance at all. Raises ValueError for a value out of range.

    Source: Bayes's rule.

    >>> round(posterior(0.5, 0.2, 0.7), 6), posterior(0.3, 0.0, 0.0)
    (0.222222, 0.3)
    """
    mu = float(within("prior", prior, 0.0, 1.0))
    for_it = mu * float(within("if_true", if_true, 0.0, 1.0))
    against = (1.0 - mu) * float(within("if_false", if_false, 0.0, 1.0))
    seen = for_it + against
    return for_it / seen if seen > 0.0 else mu


def attendance_posterior(prior: float, alpha_H: float, alpha_L: float) -> AttendancePosterior:
    """Belief that a side wants a deal (type H) after it attends, and after it refuses.

    ``prior`` chance of type H, ``alpha_H``, ``alpha_L`` chances that H and L attend; all in [0, 1]. Raises ValueError
    for a value out of range.

    Source: Spence (1973), two types; its use here is this project's.

    >>> round(attendance_posterior(0.3, 0.9, 0.5).posterior_attend, 6)
    0.435484
    """
    eager, other = float(within("alpha_H", alpha_H, 0.0, 1.0)), float(within("alpha_L", alpha_L, 0.0, 1.0))
    return AttendancePosterior(
        posterior_attend=posterior(prior, eager, other),
        posterior_refuse=posterior(prior, 1.0 - eager, 1.0 - other),
    )


def mutual_information_bits(prior: float, alpha_H: float, alpha_L: float) -> float:
    """How much attendance tells about the type: mutual information, in bits, in [0, 1].

    Parameters as in :func:`attendance_posterior`. 0 when both types attend alike, 1 when the act gives away an even
    prior. Raises ValueError for a value out of range.

    Source: Shannon (1948).

    >>> round(mutual_information_bits(0.3, 0.9, 0.5), 6), mutual_information_bits(0.5, 1.0, 0.0)
    (0.117343, 1.0)
    """
    mu = float(within("prior", prior, 0.0, 1.0))
    eager, other = float(within("alpha_H", alpha_H, 0.0, 1.0)), float(within("alpha_L", alpha_L, 0.0, 1.0))
    overall = mu * eager + (1.0 - mu) * other
    told = _bits(overall) - mu * _bits(eager) - (1.0 - mu) * _bits(other)
    return max(told, 0.0)  # rounding may leave -1e-17


def channel_learning(var_0: float, n: int, h: float) -> float:
    """Variance left about the other side's private position after ``n`` meetings of precision ``h`` each.

    ``var_0`` >= 0, ``n`` >= 0 meetings, ``h`` >= 0 per meeting (1/variance). Result in [0, var_0]. Raises ValueError
    for a value out of range.

    Source: DeGroot (1970), normal prior and independent normal signals.

    >>> channel_learning(0.04, 3, 25.0)
    0.01
    """
    before = float(within("var_0", var_0, 0.0, np.inf))
    meetings, precision = float(within("n", n, 0.0, np.inf)), float(within("h", h, 0.0, np.inf))
    return before / (1.0 + meetings * precision * before)


def _bits(chance: float) -> float:
    """Entropy of a coin, in bits."""
    return float(entr(chance) + entr(1.0 - chance)) / float(np.log(2.0))
