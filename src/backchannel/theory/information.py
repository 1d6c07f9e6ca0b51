"""What signs tell: information, weights of evidence, and evidence that counts once.

::

    information   I(H; O) = sum_{h,o} P(h, o) log2 [ P(h, o) / (P(h) P(o)) ]        0 <= I <= min(H(H), H(O))
    evidence      ln [ P(o | h) / P(o | not h) ]; of independent signs they add up:  logit P = logit P0 + sum ln LR
    one cause     signs of a group share one uniform u, and sign i shows where u < p_i:
                  P(all shown) = min p_i,   P(none shown) = 1 - max p_i,   P(S) = max(0, min_S p - max_{not S} p)
    size          n_eff = (sum w)^2 / sum w^2
    jackknife     pseudo_g = G theta - (G - 1) theta_{without g}; their mean is theta freed of bias of order 1/G

Source: information, Shannon (1948, Bell System Technical J. 27:379-423) and Cover & Thomas (2006, Elements of
Information Theory, 2.3); weight of evidence, Good (1950, Probability and the Weighing of Evidence); one cause is the
upper bound of Frechet (1951); size, Kong (1992, Technical Report 348, University of Chicago); jackknife, Tukey (1958)
and, of information, Zahl (1977, Ecology 58:907-913); half weight where a group speaks against itself is a power of
the likelihood, Ibrahim & Chen (2000, Statistical Science 15:46-60). Units: chances in [0, 1], bits, natural logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import entr

Floats = NDArray[np.float64]


def entropy_bits(weights: ArrayLike) -> Floats:
    """Entropy in bits of the answers [..., answer] whose weights need not sum to one; 0 where nothing weighs.

    Source: Shannon (1948).

    >>> entropy_bits([[1, 1], [1, 0], [0, 0]]).tolist()
    [1.0, 0.0, 0.0]
    """
    held = np.asarray(weights, dtype=np.float64)
    total = held.sum(axis=-1, keepdims=True)
    chances = held / np.where(total > 0, total, 1.0)
    return np.asarray(entr(chances).sum(axis=-1) / np.log(2.0))


def information_bits(joint: ArrayLike) -> Floats:
    """Mutual information of answer and outcome, in bits, by enumeration of their joint weights [..., answer, outcome].

    At least 0 and at most the entropy of either. Weights need not sum to one; 0 where nothing weighs. Raises
    ValueError for a weight below 0.

    Source: Shannon (1948); Cover & Thomas (2006), eq. 2.28.

    >>> information_bits([[0.5, 0.0], [0.0, 0.5]]).item(), information_bits([[0.1, 0.3], [0.15, 0.45]]).item()
    (1.0, 0.0)
    >>> round(information_bits([[0.3 * 0.9, 0.3 * 0.1], [0.7 * 0.5, 0.7 * 0.5]]).item(), 6)
    0.117343
    """
    held = np.asarray(joint, dtype=np.float64)
    if (held < 0).any():
        raise ValueError("joint: expected weights of at least 0")
    answers, outcomes = held.sum(axis=-1), held.sum(axis=-2)
    both = held.reshape(*held.shape[:-2], -1)
    told = entropy_bits(answers) + entropy_bits(outcomes) - entropy_bits(both)
    most = np.minimum(entropy_bits(answers), entropy_bits(outcomes))
    bits = np.clip(told, 0.0, most)
    return np.asarray(np.where(bits < 1e-14, 0.0, bits))


def weight_of_evidence(if_so: ArrayLike, if_not: ArrayLike) -> Floats:
    """The logarithm of a likelihood ratio; inf, -inf or, where both are 0, nan.

    Source: Good (1950).

    >>> weight_of_evidence([0.5, 0.2, 0.1], [0.25, 0.2, 0.0]).round(6).tolist()
    [0.693147, 0.0, inf]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(np.asarray(if_so, dtype=np.float64)) - np.log(np.asarray(if_not, dtype=np.float64)))


def counted_once(seen: Sequence[ArrayLike], not_seen: Sequence[ArrayLike]) -> Floats:
    """Likelihood of what was seen and not seen of one group of signs, whose chances [run] come of one cause.

    What was seen counts as the least likely of it, and what was looked for in vain as the likeliest of it. Where some
    were seen and others not, each half has half the weight of evidence, so that a group weighs as one sign and never
    rules everything out. Raises ValueError where there is neither.

    >>> counted_once([[0.3], [0.4]], []).tolist(), counted_once([], [[0.3], [0.4]]).tolist()
    ([0.3], [0.6])
    >>> counted_once([[0.16]], [[0.75]]).tolist()
    [0.2]
    """
    if not seen and not not_seen:
        raise ValueError("expected at least one sign that was seen or not seen")
    shown = np.minimum.reduce([np.asarray(p, dtype=np.float64) for p in seen]) if seen else None
    absent = 1.0 - np.maximum.reduce([np.asarray(p, dtype=np.float64) for p in not_seen]) if not_seen else None
    if shown is None or absent is None:
        return np.asarray(absent if shown is None else shown)
    return np.asarray(np.sqrt(shown * absent))


def one_cause(chances: ArrayLike) -> Floats:
    """Chances of every set of signs of a group [2**sign, ...] from the chance of each [sign, ...] under one cause.

    Bit ``i`` of the number of a set says whether sign ``i`` is shown. They sum to one. Raises ValueError for more than
    16 signs.

    >>> one_cause([0.3, 0.4]).round(9).tolist()
    [0.6, 0.0, 0.1, 0.3]
    """
    p = np.asarray(chances, dtype=np.float64)
    count = len(p)
    if count > 16:
        raise ValueError(f"{count} signs in a group: expected at most 16")
    out = np.empty((2**count, *p.shape[1:]))
    for number in range(2**count):
        shown = [bool(number >> i & 1) for i in range(count)]
        low = np.max([p[i] for i in range(count) if not shown[i]], axis=0) if not all(shown) else 0.0
        high = np.min([p[i] for i in range(count) if shown[i]], axis=0) if any(shown) else 1.0
        out[number] = np.maximum(0.0, high - low)
    return out


def effective_size(weights: ArrayLike) -> float:
    """How many equal weights tell as much as these (at least 0 each); 0 where nothing weighs.

    Source: Kong (1992).

    >>> effective_size([1, 1, 1, 1]), effective_size([1, 0, 0]), round(effective_size([3, 1]), 6), effective_size([0])
    (4.0, 1.0, 1.6, 0.0)
    """
    held = np.asarray(weights, dtype=np.float64)
    most = float(held.max(initial=0.0))
    if most <= 0.0:
        return 0.0
    held = held / most
    return float(held.sum() ** 2 / (held**2).sum())


def pseudo_values(whole: float, without: ArrayLike) -> Floats:
    """Jackknife pseudo-values [group] of a quantity, from all groups and from all but one each.

    Their mean is the quantity freed of bias of order 1/G; their standard error is its own.

    Source: Tukey (1958, Annals of Mathematical Statistics 29:614).

    >>> pseudo_values(2.0, [2.5, 2.0, 1.5]).tolist()
    [1.0, 2.0, 3.0]
    """
    left = np.asarray(without, dtype=np.float64)
    return np.asarray(len(left) * whole - (len(left) - 1) * left)
