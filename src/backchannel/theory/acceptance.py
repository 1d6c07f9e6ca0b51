"""The spine: the one inequality by which an actor accepts or refuses a text.

An actor accepts a text on a track when its surplus is not negative::

    S = T (g - w) - (1 - T) phi ell m_b + h + credit - omega a d m_a - Omega
    g = phi u + (1 - phi)(w + D)

Every mechanism of the program is a term here or a transition of what enters it. Two compiled functions hold
it, :func:`loss` and :func:`surplus`; the range finder, the game's engines and the closed forms all call
them and no second formula exists anywhere.

Source: derived for this project from Fearon (1995, IO 49:379-414), Walter (1997, IO 51:335-364) and Fearon
(1994, APSR 88:577-592); the betrayal term is a loss relative to war, and gains and one-off costs share one
clock through :func:`lasting`. All payoffs are per-period averages with total stakes = 1.
"""

from __future__ import annotations

from backchannel.core.jit import compiled


@compiled
def loss(z: float, x: float, quadratic: bool) -> float:
    """Loss of a position: how far term ``z`` of a text lies from ideal ``x`` on one issue.

    ``z``, ``x`` in [0, 1]; result in [0, 1], absolute or squared distance.

    >>> loss(0.75, 0.25, False), loss(0.75, 0.25, True)
    (0.5, 0.25)
    """
    d = abs(z - x)
    if quadratic:
        return d * d
    return d


@compiled
def surplus(
    T: float,
    phi: float,
    u: float,
    w: float,
    D: float,
    ell: float,
    m_b: float,
    h: float,
    omega: float,
    a: float,
    d: float,
    credit: float,
    m_a: float,
    Omega: float,
) -> float:
    """Surplus of accepting a text over going on as now, in shares of total stakes; accept when >= 0.

    ======= =========================================================== ========= =========
    symbol  meaning                                                      range     neutral
    ======= =========================================================== ========= =========
    T       chance the text is honoured, enforcement included            [0, 1]    1
    phi     share of the fighting the level ends                         [0, 1]    1
    u       worth of the peace the text brings                           [0, 1]    -
    w       worth of fighting on, per period                             real      -
    D       gain on the opened issues while the war goes on              real      -
    ell     loss when betrayed, relative to fighting on                  >= 0      0
    m_b     weight of that loss against the life of the deal             >= 0      1
    h       side benefits: guarantees, exit, posts, other                real      0
    omega   share of the audience that sees it                           >= 0      0
    a       audience cost of conceding everything in public              >= 0      0
    d       concession seen: salience-weighted distance to public lines  [0, 1]    -
    credit  what its own audience rewards in what it lets happen         real      0
    m_a     weight of the audience term against the life of the deal     >= 0      1
    Omega   value of waiting for a better text                           >= 0      0
    ======= =========================================================== ========= =========

    >>> round(surplus(0.8, 1.0, 0.6, 0.5, 0.0, 0.5, 1.0, 0.0, 0.0, 0.3, 0.4, 0.0, 1.0, 0.0), 12)  # 0.8*0.6 - 0.5
    -0.02
    """
    g = phi * u + (1.0 - phi) * (w + D)
    return T * (g - w) - (1.0 - T) * phi * ell * m_b + h + credit - omega * a * d * m_a - Omega


@compiled
def honoured(tau: float, G: float) -> float:
    """Chance that a text is honoured: trust, or enforcement where trust fails (Walter 1997; T = tau + (1-tau) G).

    >>> honoured(0.5, 0.2)
    0.6
    """
    return tau + (1.0 - tau) * G


@compiled
def lasting(rate: float, delta: float) -> float:
    """Per-period weight m of a flow that ends at ``rate`` per round: (1-delta)/(1-delta(1-rate)).

    ``rate`` in [0, 1], patience ``delta`` in [0, 1). ``lasting(0, delta) == 1``.

    >>> lasting(0.0, 0.95)
    1.0
    """
    return (1.0 - delta) / (1.0 - delta * (1.0 - rate))
