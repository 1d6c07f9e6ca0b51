"""When a division exists that two sides prefer to fighting, and when one side cannot wait.

One pie of size 1; ``y`` is A's (the regime's) share, the rest is B's (the opposition's)::

    Fearon's range      [ p - c_A, p + c_B ]
    Fearon's risk       c_B ~ U[0, cbar]: demand x* = min( max(p, p + (cbar - c_A)/2), 1 ), war (x* - p)/cbar
    Powell's shift      war iff D > D* = (1 - delta)(1 - p + c_A)/delta
    master range        y_i^min = [ w_i + omega a_i - h_i - (1 - theta_i) f_i ] / (theta_i + omega a_i)
                        Z = 1 - y_R^min - x_O^min;  w_R = p - c_R + r_R;  w_O = 1 - p - c_O + r_O

Reservation shares are not computed from the last formula: they are the zeros of ``acceptance.surplus`` with u and d
from ``acceptance.loss``, ell = w - f and T = theta, found by two probes. The formula is what tests compare with.

Source: Fearon (1995, IO 49:379-414); Powell (2006, IO 60:169-203), reduced form; the master range is derived for this
project. Units: shares of the pie per period; p, theta, tau, G, xi in [0, 1].
"""

# ruff: noqa: N803, N806, N815 - symbols keep the case they have in the theory pages

from __future__ import annotations

from dataclasses import dataclass

from backchannel.theory.acceptance import honoured, loss, surplus
from backchannel.theory.breakeven import ROUNDING, break_even
from backchannel.theory.contest import war_flow


@dataclass(frozen=True)
class FearonRange:
    """Shares of A that both sides prefer to war, as derived and within the pie."""

    lower: float
    upper: float
    width: float
    lower_clipped: float
    upper_clipped: float
    width_clipped: float


@dataclass(frozen=True)
class FearonRiskOffer:
    """A's best demand when it does not know B's cost of war, the war it risks, and what A expects."""

    x_star: float
    war_probability: float
    payoff_A: float


@dataclass(frozen=True)
class PowellThreshold:
    """Largest shift of power that can be bought off, and the guarantee that tames a larger one."""

    D_star: float
    war: bool
    G_needed: float
    D_star_not_above_p: bool


@dataclass(frozen=True)
class MasterRange:
    """Reservation shares of both sides, the gap between them, and the divisions inside the pie."""

    theta_R: float
    theta_O: float
    w_R: float
    w_O: float
    y_R_min: float
    x_O_min: float
    Z: float
    Z_nonnegative: bool
    feasible_lower: float
    feasible_upper: float
    deal_exists_in_unit_interval: bool


def _surplus_of_share(share: float, theta: float, w: float, f: float, h: float, a: float, omega: float) -> float:
    """Surplus of a side that would like, and has promised, the whole pie, when a text gives it ``share``."""
    u = 1.0 - loss(share, 1.0, False)  # from its ideal
    d = loss(share, 1.0, False)  # from its public line, as extreme
    return surplus(theta, 1.0, u, w, 0.0, w - f, 1.0, h, omega, a, d, 0.0, 1.0, 0.0)


def _least_share(side: str, theta: float, w: float, f: float, h: float, a: float, omega: float) -> float:
    """Share at which one side is indifferent between text and war; below 0 or above 1 where the pie has none."""
    if theta + omega * a == 0.0:
        raise ValueError(f"theta_{side} and omega*a_{side} are 0: no division matters to {side}, so no least share")
    return break_even(lambda share: _surplus_of_share(share, theta, w, f, h, a, omega), f"the share of {side}")


def _worth_of_war(p: float, cost: float, rent: float) -> float:
    """Per-period worth of fighting on to a side that wins with chance ``p`` a prize of 1."""
    return float(war_flow([p, 1.0 - p], [1.0, 0.0], cost, rent))


def fearon_range(p: float, c_A: float, c_B: float) -> FearonRange:
    """Divisions that both sides prefer to war, with complete information and promises kept.

    ``p`` chance that A wins in [0, 1], costs of war ``c_A``, ``c_B`` >= 0 in shares of the pie. The range may stick
    out of the pie; the clipped figures stay within it. Raises ValueError for a value out of range.

    Source: Fearon (1995), [p - c_A, p + c_B].

    >>> found = fearon_range(p=0.6, c_A=0.1, c_B=0.15)
    >>> round(found.lower, 6), round(found.upper, 6), round(found.width, 6)
    (0.5, 0.75, 0.25)
    """
    w_A, w_B = _worth_of_war(p, c_A, 0.0), _worth_of_war(1.0 - p, c_B, 0.0)
    lower = _least_share("A", 1.0, w_A, w_A, 0.0, 0.0, 0.0)
    upper = 1.0 - _least_share("B", 1.0, w_B, w_B, 0.0, 0.0, 0.0)
    lower_clipped, upper_clipped = max(lower, 0.0), min(upper, 1.0)
    return FearonRange(lower, upper, upper - lower, lower_clipped, upper_clipped, upper_clipped - lower_clipped)


def fearon_risk_offer(p: float, c_A: float, cbar: float) -> FearonRiskOffer:
    """A's best take-it-or-leave-it demand when B's cost of war is uniform on [0, cbar].

    ``p`` in [0, 1], ``c_A`` >= 0, ``cbar`` > 0, in shares of the pie. B accepts a demand x iff its cost is at least
    x - p; the demand is at least p and at most the whole pie. Raises ValueError when cbar is not positive.

    Source: Fearon (1995), risk-return trade-off with a uniform type; capped at 1 for this project.

    >>> found = fearon_risk_offer(p=0.5, c_A=0.1, cbar=0.4)
    >>> round(found.x_star, 6), round(found.war_probability, 6), round(found.payoff_A, 6)
    (0.65, 0.375, 0.55625)
    """
    if not cbar > 0.0:
        raise ValueError("cbar must be above 0: with no cost of war there is nothing to be unsure of")
    x = min(p + max((cbar - c_A) / 2.0, 0.0), 1.0)
    war = (x - p) / cbar
    return FearonRiskOffer(x_star=x, war_probability=war, payoff_A=x * (1.0 - war) + war * (p - c_A))


def powell_threshold(p: float, c_A: float, delta: float, D: float) -> PowellThreshold:
    """Largest fall in A's chance of winning that the whole pie for one period can make up for.

    ``p`` in [0, 1], ``c_A`` >= 0, patience ``delta`` in (0, 1), fall ``D`` in [0, p]. Peace at best gives A everything
    now and its war value after the fall for ever: in the spine T = 1 - delta, u = 1 and ell = D. A guarantee G cuts
    the fall to (1 - G) D. Raises ValueError when delta or D is out of range.

    Source: Powell (2006), reduced form derived for this project.

    >>> found = powell_threshold(p=0.6, c_A=0.1, delta=0.9, D=0.2)
    >>> round(found.D_star, 6), found.war, round(found.G_needed, 4)
    (0.055556, True, 0.7222)
    """
    if not 0.0 < delta < 1.0:
        raise ValueError("delta must be in (0, 1): at 0 no later loss counts")
    if not 0.0 <= D <= p:
        raise ValueError("D must be between 0 and p: a chance cannot fall below 0")
    w, now = _worth_of_war(p, c_A, 0.0), 1.0 - float(delta)
    D_star = break_even(lambda ell: surplus(now, 1.0, 1.0, w, 0.0, ell, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0), "D")
    war = D - D_star > ROUNDING
    return PowellThreshold(
        D_star=D_star,
        war=war,
        G_needed=1.0 - D_star / D if war else 0.0,
        D_star_not_above_p=D_star <= p,
    )


def _trusted(side: str, theta: float | None, tau: float | None, G: float | None, xi: float | None) -> float:
    """Chance that one side gives to the text being carried out: as stated, or from trust, enforcement and breakage."""
    if theta is None:
        trust = honoured(1.0 if tau is None else float(tau), 0.0 if G is None else float(G))
        return trust * (1.0 - (0.0 if xi is None else float(xi)))
    if tau is not None:
        raise ValueError(f"theta_{side} and tau_{side} are both given; give theta_{side}, or tau_{side} with G and xi")
    return float(theta)


def master_two_party_range(
    p: float,
    c_R: float,
    c_O: float,
    r_R: float = 0.0,
    r_O: float = 0.0,
    theta_R: float | None = None,
    theta_O: float | None = None,
    f_R: float = 0.0,
    f_O: float = 0.0,
    h_R: float = 0.0,
    h_O: float = 0.0,
    a_R: float = 0.0,
    a_O: float = 0.0,
    omega: float = 1.0,
    tau_R: float | None = None,
    tau_O: float | None = None,
    G: float | None = None,
    xi: float | None = None,
) -> MasterRange:
    """Least shares that regime R and opposition O accept on one track, and whether some division suits both.

    ``p`` chance that R wins in [0, 1]; costs ``c`` and war rents ``r`` >= 0; worth of being betrayed ``f`` (real, meant
    to be at most w); side benefits ``h`` (real); audience costs ``a`` >= 0 of conceding everything; ``omega`` >= 0
    share of the audience that sees it (1 the formal table, the chance of a leak in a back-channel). Chance of being
    carried out, per side: ``theta`` in [0, 1], or trust ``tau``, enforcement ``G`` and breakage ``xi`` with
    theta = (tau + (1 - tau) G)(1 - xi); left out, tau is 1, G and xi are 0. Both sides want the whole pie and have
    said so.

    ``Z`` >= 0 alone does not mean that a deal exists: R's least share or O's may exceed the pie. ``feasible_lower``
    above ``feasible_upper`` is an empty range.

    Raises ValueError when theta and tau are given for one side, when G or xi is given and both sides have theta, when
    p, c or r is out of range, and when a side's surplus does not depend on its share.

    Source: derived for this project from Fearon (1994, 1995) and Walter (1997); 1 - Z is the sum of the least shares.

    >>> toy = dict(p=0.6, c_R=0.1, c_O=0.15, theta_R=0.8, theta_O=0.8, a_R=0.3, a_O=0.3)
    >>> table, corridor = master_two_party_range(**toy, omega=1), master_two_party_range(**toy, omega=0.1)
    >>> round(table.Z, 6), round(corridor.Z, 6), table.Z_nonnegative, corridor.deal_exists_in_unit_interval
    (-0.227273, 0.024096, False, True)
    """
    if theta_R is not None and theta_O is not None and (G is not None or xi is not None):
        raise ValueError("G or xi is given, but theta_R and theta_O leave it nothing to do; give tau instead of theta")
    carried_R, carried_O = _trusted("R", theta_R, tau_R, G, xi), _trusted("O", theta_O, tau_O, G, xi)
    w_R, w_O = _worth_of_war(p, c_R, r_R), _worth_of_war(1.0 - p, c_O, r_O)
    y = _least_share("R", carried_R, w_R, float(f_R), float(h_R), float(a_R), float(omega))
    x = _least_share("O", carried_O, w_O, float(f_O), float(h_O), float(a_O), float(omega))
    Z = 1.0 - y - x
    exists = Z >= -ROUNDING and y <= 1.0 + ROUNDING and x <= 1.0 + ROUNDING
    lower, upper = max(y, 0.0), min(1.0 - x, 1.0)
    return MasterRange(
        theta_R=carried_R,
        theta_O=carried_O,
        w_R=w_R,
        w_O=w_O,
        y_R_min=y,
        x_O_min=x,
        Z=Z,
        Z_nonnegative=Z >= -ROUNDING,
        feasible_lower=min(lower, upper) if exists else lower,  # one point, not an empty range, at the edge
        feasible_upper=upper,
        deal_exists_in_unit_interval=exists,
    )
