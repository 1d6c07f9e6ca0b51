"""Who decides when nobody's acceptance is sure: the chance that one voter's yes turns no into yes.

Voters accept independently with chances p_i. A rule is met, of parts, when all, any, or a weighted quota of them are::

    P(all) = prod P(part)     P(any) = 1 - prod (1 - P(part))     P(quota) = sum over winning sets of parts
    decisive_i = P(met | i accepts) - P(met | i refuses)

At p = 1/2 throughout this is the absolute Banzhaf index; averaged over one common p in [0, 1] it is Shapley-Shubik's.
A voter who stands in several parts is taken first as accepting, then as refusing, so that the parts are independent.

Source: multilinear extension, Owen (1972, Management Science 18:P64-P79); importance of a component, Birnbaum (1969);
power as such chances, Straffin (1977, Public Choice 30:107-118). Units: chances in [0, 1].
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from backchannel.theory.power import ExactPower, indices
from backchannel.theory.ranges import Floats, within
from backchannel.theory.weighted import LISTED, WeightedGame

ROUNDING = 1e-9
"""A quota is reached when it is missed by no more than this."""

MOST_PARTS = 16
"""Parts of a quota whose sets are listed."""


@dataclass(frozen=True)
class Body:
    """A rule of assent: one ``voter``, or `all`, `any` or a `quota` of ``parts``.

    ``weights`` [part] or [run, part] and ``needed``, one number or [run], belong to a quota.
    """

    kind: str
    parts: tuple[Body, ...] = ()
    voter: int = -1
    weights: Floats | None = None
    needed: Floats | None = None

    def voters(self) -> list[int]:
        """Numbers of the voters it names, as often as it does."""
        return [self.voter] if self.kind == "voter" else [v for part in self.parts for v in part.voters()]


def voter(number: int) -> Body:
    """One voter must agree.

    >>> voter(2).voters()
    [2]
    """
    return Body("voter", voter=number)


def chance_met(body: Body, accepts: npt.ArrayLike) -> Floats:
    """Chance [...] that a rule is met when voters accept independently with chances ``accepts`` [..., voter].

    Raises ValueError for a chance outside [0, 1] and for a quota of more than 16 parts.

    Source: Owen (1972).

    >>> float(chance_met(Body("all", (voter(0), Body("any", (voter(1), voter(2))))), [0.5, 0.5, 0.5]))
    0.375
    """
    p = within("accepts", accepts, 0.0, 1.0)
    several = [v for v, times in Counter(body.voters()).items() if times > 1]
    total = np.zeros(p.shape[:-1])
    for said in product((0.0, 1.0), repeat=len(several)):
        known, share = p.copy(), np.ones(p.shape[:-1])
        for v, yes in zip(several, said, strict=True):
            share = share * (p[..., v] if yes else 1.0 - p[..., v])
            known[..., v] = yes
        total += share * _met(body, known)
    return total


def decisive(body: Body, accepts: npt.ArrayLike) -> Floats:
    """Chance [..., voter] that the others leave the rule to each voter: it is met if that one accepts, else not.

    ``accepts`` [..., voter] in [0, 1]. A voter's own chance does not enter. Raises ValueError as :func:`chance_met`.

    Source: Owen (1972), Straffin (1977).

    >>> decisive(Body("all", (voter(0), Body("any", (voter(1), voter(2))))), [0.5, 0.5, 0.5]).tolist()
    [0.75, 0.25, 0.25]
    """
    p = within("accepts", accepts, 0.0, 1.0)
    out = np.zeros(p.shape)
    for v in dict.fromkeys(body.voters()):
        yes, no = p.copy(), p.copy()
        yes[..., v], no[..., v] = 1.0, 0.0
        out[..., v] = chance_met(body, yes) - chance_met(body, no)
    return out


def decisive_in_vote(game: WeightedGame, accepts: npt.ArrayLike) -> Floats:
    """The same for a weighted vote, by generating functions: any number of voters, quotas and vetoes.

    ``accepts`` [..., voter] in [0, 1]; the vote as :func:`backchannel.theory.power.weighted_game` makes it. Raises
    ValueError for a chance outside [0, 1].

    Source: Owen (1972), Mann & Shapley (1962), with chances in place of counts.

    >>> decisive_in_vote(WeightedGame(((50, 49, 1),), (51,)), [0.5, 0.5, 0.5]).tolist()
    [0.75, 0.25, 0.25]
    """
    p = within("accepts", accepts, 0.0, 1.0)
    n = game.voters
    rows = [*zip(game.weights, game.quotas, strict=True)]
    if game.min_members:
        rows.append(((1,) * n, game.min_members))
    if game.vetoes:
        rows.append((tuple(int(i in game.vetoes) for i in range(n)), len(game.vetoes)))
    weights, quotas = [row for row, _ in rows], tuple(quota for _, quota in rows)
    out = np.zeros(p.shape)
    for i in range(n):
        reached = np.zeros((*(q + 1 for q in quotas), *p.shape[:-1]))
        reached[(0,) * len(quotas)] = 1.0
        for j in (j for j in range(n) if j != i):
            shares = p[..., j]
            reached = reached * (1.0 - shares) + reached[_below(quotas, [row[j] for row in weights])] * shares
        out[..., i] = reached[_below(quotas, [row[i] for row in weights])][quotas] - reached[quotas]
    return out


def _below(quotas: tuple[int, ...], kind: list[int]) -> tuple[npt.NDArray[np.intp], ...]:
    """Where each threshold stands once a voter of this kind has been counted."""
    return np.ix_(*(np.maximum(np.arange(q + 1) - w, 0) for q, w in zip(quotas, kind, strict=True)))


def rule_power(body: Body) -> tuple[list[int], ExactPower]:
    """Numbers of the voters in a rule, and the exact power of each; weights and quotas are single numbers.

    Raises ValueError for more than 20 voters, and when nobody is ever decisive.

    Source: Shapley & Shubik (1954), Banzhaf (1965).

    >>> names, found = rule_power(Body("all", (voter(4), Body("any", (voter(1), voter(2))))))
    >>> names, [str(x) for x in found.shapley_shubik], found.veto
    ([4, 1, 2], ['2/3', '1/6', '1/6'], (True, False, False))
    """
    names = list(dict.fromkeys(body.voters()))
    n = len(names)
    if n > LISTED:
        raise ValueError(f"the rule names {n} voters; expected at most {LISTED}")
    number = np.arange(1 << n)
    yes = np.zeros((1 << n, max(names) + 1))
    for place, v in enumerate(names):
        yes[:, v] = number >> place & 1
    won = _met(body, yes) > 0.5
    size = yes.sum(axis=1).astype(np.int64)
    turned = []
    for place in range(n):
        without = number >> place & 1 == 0
        swung = ~won[without] & won[number[without] | 1 << place]
        turned.append(np.bincount(size[without][swung], minlength=n).tolist())
    if not any(map(any, turned)):
        raise ValueError("nobody is ever decisive: the rule is always met, or never")
    return names, indices(turned)


def _met(body: Body, p: Floats) -> Floats:
    """Chance [...] that a rule is met, its parts taken as independent."""
    if body.kind == "voter":
        return p[..., body.voter]
    each = [_met(part, p) for part in body.parts]
    if body.kind == "all":
        return np.asarray(np.prod(each, axis=0))
    if body.kind == "any":
        return np.asarray(1.0 - np.prod([1.0 - one for one in each], axis=0))
    if len(each) > MOST_PARTS:
        raise ValueError(f"a quota of {len(each)} parts; expected at most {MOST_PARTS}")
    assert body.weights is not None
    assert body.needed is not None
    total = np.zeros(p.shape[:-1])
    for chosen in product((False, True), repeat=len(each)):
        weight = sum((body.weights[..., k] for k, yes in enumerate(chosen) if yes), np.zeros(()))
        share = np.prod([one if yes else 1.0 - one for one, yes in zip(each, chosen, strict=True)], axis=0)
        total += np.where(np.asarray(weight) >= body.needed - ROUNDING, share, 0.0) if any(chosen) else 0.0
    return total
