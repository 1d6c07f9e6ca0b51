"""What two actors would settle on, dimension by dimension, as KTAB interpolates between their positions.

From positions t_i, t_j, saliences s_i, s_j and the chance p that i prevails, with z = 1e-6 against 0/0::

    S1P1, S2P2   A = (s_i p)^m, B = (s_j (1 - p))^m, m = 1 or 2
                 b_i = ((A + z) t_i + B t_j)/(A + B + z),  b_j = (A t_i + (B + z) t_j)/(A + B + z), to four decimals
    S2PMax       e_i = max(0, 1 - 2p):  b_i = t_i + e_i s_j^2/(e_i s_j^2 + z + (1 - e_i) s_i^2) (t_j - t_i), b_j
    likewise

Source: KTAB 1.4 (KAPSARC), interpBrgnSnPm and interpBrgnS2PMax. Units: positions and saliences in [0, 1].
"""

from __future__ import annotations

from backchannel.core.jit import compiled
from backchannel.theory.groupdecision.smp.options import WORDS

S1P1, S2P2, S2PMAX = (WORDS["InterVecBrgn"].index(word) for word in ("S1P1", "S2P2", "S2PMax"))
LITTLE = 1e-6
DECIMALS = 10000.0


@compiled
def rounded(x: float) -> float:
    """A position >= 0 to four decimals, halves upwards.

    >>> rounded(0.123449), rounded(0.12345)
    (0.1234, 0.1235)
    """
    return float(int(0.5 + x * DECIMALS)) / DECIMALS


@compiled
def between(kind: int, t_i: float, s_i: float, t_j: float, s_j: float, p: float) -> tuple[float, float]:
    """Where i and j would go on one dimension if i prevailed with chance ``p``.

    >>> between(S1P1, 0.2, 0.5, 0.8, 0.5, 0.5), between(S2PMAX, 0.2, 0.5, 0.8, 0.5, 0.5)
    ((0.5, 0.5), (0.2, 0.8))
    """
    q = 1.0 - p
    if kind == S2PMAX:
        e_i, e_j = max(q - p, 0.0), max(p - q, 0.0)
        si2, sj2 = s_i * s_i, s_j * s_j
        go_i = (e_i * sj2) / ((e_i * sj2) + LITTLE + ((1.0 - e_i) * si2))
        go_j = (e_j * si2) / ((e_j * si2) + LITTLE + ((1.0 - e_j) * sj2))
        return t_i + go_i * (t_j - t_i), t_j + go_j * (t_i - t_j)
    a, b = s_i * p, s_j * q
    if kind == S2P2:
        a, b = (s_i * s_i) * (p * p), (s_j * s_j) * (q * q)
    whole = a + LITTLE + b
    return rounded(((a + LITTLE) * t_i + b * t_j) / whole), rounded((a * t_i + (LITTLE + b) * t_j) / whole)
