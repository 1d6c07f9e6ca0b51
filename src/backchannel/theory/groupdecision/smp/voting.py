"""How much somebody votes for one option over another, and how likely the stronger side is to win, as KTAB has them.

With w the weight and g the gain in utility from the one option over the other::

    Prop       w g                    Cubic      w g^3                  PropCbc   w (g + g^3)/2
    Binary     w sign g (within 1e-8, in proportion)                    PropBin   w (.8 g + .2 sign g)
    ASymProsp  w g for a loss, 2/3 of it for a gain

    chance     c_i^e/(c_i^e + c_j^e), e = 1 Linear, 2 Square, 4 Quartic, 8 Octic
    Binary     certain from 1.1 times the other's strength, in between in proportion to the share

Source: KTAB 1.4 (KAPSARC). Units: utilities in [0, 1], weights and strengths on one ratio scale.
"""

from __future__ import annotations

from backchannel.core.jit import compiled
from backchannel.theory.groupdecision.smp.options import WORDS

BINARY, PROP_BIN, PROP, PROP_CBC, CUBIC, ASYM = (
    WORDS["VotingRule"].index(word) for word in ("Binary", "PropBin", "Prop", "PropCbc", "Cubic", "ASymProsp")
)
SQUARE, QUARTIC, OCTIC, SURE = (WORDS["VictoryProbModel"].index(w) for w in ("Square", "Quartic", "Octic", "Binary"))
SIGN = 1e-8
"""Gains smaller than this count in proportion where the sign alone should count."""
SUFFICES = 1.10
"""How many times the other's strength makes sure, where victory is Binary."""
LITTLE = 1e-6


@compiled
def sign(gain: float) -> float:
    """The sign of a gain, in proportion within 1e-8 of nothing.

    >>> sign(0.2), sign(-1.0), sign(0.5e-8)
    (1.0, -1.0, 0.5)
    """
    return min(1.0, max(-1.0, gain / SIGN))


@compiled
def vote(rule: int, weight: float, gain: float) -> float:
    """The vote for an option that brings a gain over another; against it where negative.

    >>> vote(PROP, 2.0, 0.3), vote(CUBIC, 1.0, -0.5), vote(ASYM, 3.0, 0.5), vote(ASYM, 3.0, -0.5)
    (0.6, -0.125, 1.0, -1.5)
    """
    if rule == PROP:
        return weight * gain
    if rule == BINARY:
        return weight * sign(gain)
    if rule == PROP_BIN:
        return weight * (0.8 * gain + 0.2 * sign(gain))
    if rule == PROP_CBC:
        return weight * (0.5 * gain + 0.5 * (gain * gain * gain))
    if rule == CUBIC:
        return weight * (gain * gain * gain)
    return weight * gain if gain < 0.0 else weight * (2.0 * gain / 3.0)


@compiled
def chance(model: int, mine: float, theirs: float) -> float:
    """Chance that a coalition of strength ``mine`` > 0 defeats one of strength ``theirs`` > 0.

    >>> chance(0, 3.0, 1.0), chance(SQUARE, 3.0, 1.0), chance(SURE, 0.5, 0.5)
    (0.75, 0.9, 0.5)
    """
    if model == SURE:
        return _sure(mine / (mine + theirs))
    a, b = mine, theirs
    if model >= SQUARE:
        a, b = a * a, b * b
    if model >= QUARTIC:
        a, b = a * a, b * b
    if model >= OCTIC:
        a, b = a * a, b * b
    return a / (a + b)


@compiled
def _sure(share: float) -> float:
    if share >= SUFFICES / (1.0 + SUFFICES):
        return 1.0 / (1.0 + LITTLE)
    if share <= 1.0 / (1.0 + SUFFICES):
        return LITTLE / (1.0 + LITTLE)
    return ((1.0 + SUFFICES) * share - 1.0) / (SUFFICES - 1.0)
