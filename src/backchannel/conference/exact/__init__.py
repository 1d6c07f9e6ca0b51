"""The exact engine: stationary equilibria of bargaining over a finite set of texts.

A proposer offers, of the texts that those who must accept prefer to waiting, the one it likes best; if none beats
waiting, the round passes. What waiting is worth follows from what is then proposed, and the two must agree::

    accept j in state p   iff  S_ij >= Omega_i[p]
    Omega_i[p]            =    patience_i sum_q M[p, q] V_i[q]

With proposers drawn at random, ``Omega_i = kappa E[S_i | deal]``, ``kappa = patience P/(1 - patience (1 - P))``, which
is what waiting is worth in the game of rounds (docs/explanation/model.md, 4.9).

Equilibria are looked for by value iteration from many starts, and in mixed strategies by following smooth play to
best replies (see ``mixing``). There can be many, and all that were found are returned; none that an independent check
of single departures (see ``checking``) does not pass.

Source: Rubinstein (1982, Econometrica 50:97-109), Baron & Ferejohn (1989, APSR 83:1181-1206), Banks & Duggan (2000,
APSR 94:73-88); look-ahead derived for this project.
"""

from __future__ import annotations

from backchannel.conference.exact.problem import (
    MEDIATOR,
    NOBODY,
    Bargaining,
    Judged,
    at_random,
    bargaining,
    in_turn,
    mediated,
    quota,
    unanimity,
)
from backchannel.conference.exact.solving import Equilibrium, Solution, equilibria

__all__ = [
    "MEDIATOR",
    "NOBODY",
    "Bargaining",
    "Equilibrium",
    "Judged",
    "Solution",
    "at_random",
    "bargaining",
    "equilibria",
    "in_turn",
    "mediated",
    "quota",
    "unanimity",
]
