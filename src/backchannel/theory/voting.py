"""How many must agree: the chance that anything suits everybody with a veto.

Actors with ideal points drawn uniformly on a unit line, each accepting whatever lies within rho of its ideal; all
must accept::

    P_n = n (2 rho)^(n-1) - (n-1) (2 rho)^n     for 2 rho < 1,  else 1

Source: veto players in civil war, Cunningham (2006, AJPS 50:875-892); the probability is that of the range of n uniform
draws, derived for this project. Units: the line has length 1.
"""

from __future__ import annotations


def veto_player_probability(n: int, two_rho: float) -> float:
    """Chance that some point is acceptable to all of ``n`` actors with a veto.

    ``n`` >= 1 actors, ``two_rho`` >= 0 the length of each one's acceptable stretch. Result in [0, 1], falling in n.
    Raises ValueError when n is below 1 or two_rho is negative or not a number.

    Source: derived for this project after Cunningham (2006).

    >>> [veto_player_probability(n, 0.5) for n in (1, 2, 3, 5)]
    [1.0, 0.75, 0.5, 0.1875]
    """
    if n < 1:
        raise ValueError("n must be at least 1")
    if not two_rho >= 0.0:
        raise ValueError("two_rho must not be negative")
    if two_rho >= 1.0:
        return 1.0
    return float(two_rho ** (n - 1) * (n - (n - 1) * two_rho))
