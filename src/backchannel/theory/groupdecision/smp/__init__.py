"""KTAB's Spatial Model of Politics: bargaining in challenges and elections over turns, exact to KTAB 1.4 or corrected.

Source: KTAB 1.4 (KAPSARC, MIT licence); Wise, Lester & Efird (2015, KAPSARC discussion paper KS-1517-DP011A).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.core.rng import path_key
from backchannel.theory.groupdecision.inputs import board
from backchannel.theory.groupdecision.smp.contests import Rules
from backchannel.theory.groupdecision.smp.options import CORRECTIONS, PRESETS, WORDS, Options, chosen, corrected
from backchannel.theory.groupdecision.smp.turns import play
from backchannel.theory.groupdecision.spread import spread
from backchannel.theory.ranges import Floats, within

__all__ = ["CORRECTIONS", "PRESETS", "WORDS", "Bargaining", "Options", "bargain", "chosen", "corrected"]

MOST_TURNS = 100
"""KTAB's own limit."""
STREAM = path_key("theory.groupdecision.smp")


@dataclass(frozen=True)
class Bargaining:
    """What came of a Spatial Model of Politics in each draw.

    ``places`` [draw, turn, actor, dimension] from the start on, or the last turn alone; a draw that stopped earlier
    stays where it stopped. ``turns`` [draw] played; ``stopped`` [draw] whether it came to rest by KTAB's rule rather
    than at the limit; ``period`` [draw] length of the cycle found, 1 where nobody moves any more, 0 where no
    positions came back. ``final`` [draw, actor, dimension]; ``prevail`` [draw, actor] chance of each actor's last
    position to prevail, those at one place sharing one; ``place`` [draw, actor] the first actor at that place, who
    stands for it.
    """

    places: Floats
    turns: npt.NDArray[np.int64]
    stopped: npt.NDArray[np.bool_]
    period: npt.NDArray[np.int64]
    final: Floats
    prevail: Floats
    place: npt.NDArray[np.int64]

    def expected(self) -> Floats:
        """The forecast [draw, dimension]: last positions, each place weighted by its chance to prevail."""
        weight = np.where(self.place == np.arange(self.place.shape[1]), self.prevail, 0.0)
        return np.asarray((weight[..., None] * self.final).sum(axis=1) / weight.sum(axis=1)[:, None])

    def likeliest(self) -> Floats:
        """The last position [draw, dimension] that is likeliest to prevail; of the first actor, where several are."""
        return np.asarray(self.final[np.arange(len(self.final)), self.prevail.argmax(axis=1)])


def bargain(
    positions: npt.ArrayLike,
    salience: npt.ArrayLike,
    capability: npt.ArrayLike,
    options: Options | None = None,
    *,
    turns: int = MOST_TURNS,
    follow: npt.ArrayLike = 1.0,
    seed: int = 1,
    keep: bool = True,
) -> Bargaining:
    """Play the Spatial Model of Politics over draws.

    ``positions`` [draw, actor, dimension] in [0, 1]; ``salience`` alike, an actor's summing to 1 at most;
    ``capability`` [draw, actor] >= 0. Without the axis of draws all share one. ``turns`` >= 0 at most; ``follow`` how
    far each ideal goes to its actor's new position in a turn, or [actor, actor] how far to whose (rows summing to 1 at
    most). ``seed`` is for StateTransitions=Stochastic; without it draws are what they are. ``keep``: positions at every
    turn, else the last alone.

    Raises ValueError for a value out of range or shapes that do not fit.

    Source: KTAB 1.4.

    >>> found = bargain([[0.1], [0.6], [0.9]], [[0.5], [0.8], [0.4]], [1.0, 2.0, 1.0])
    >>> found.final.round(2).tolist(), int(found.turns[0]), bool(found.stopped[0])
    ([[[0.39], [0.55], [0.39]]], 5, True)
    """
    x, s, power = board(positions, salience, capability)
    if (s.sum(axis=2) > 1.0 + 1e-9).any():
        raise ValueError("salience of some actor sums to more than 1 over the dimensions; expected at most 1")
    if not 0 <= turns <= 10_000:
        raise ValueError(f"turns is {turns}; expected between 0 and 10000")
    draws, n, dims = x.shape
    ideal = _follow(follow, n)
    places = np.empty((draws, turns + 1, n, dims) if keep else (1, 1, 1, 1))
    played, period = np.empty(draws, dtype=np.int64), np.empty(draws, dtype=np.int64)
    final, prevail = np.empty((draws, n, dims)), np.empty((draws, n))
    place = np.empty((draws, n), dtype=np.int64)
    rules = _rules(options or Options())

    def work(first: int, end: int) -> None:
        play(
            *(rules, first, end, x, s, power, ideal, turns, np.uint64(seed), np.uint64(STREAM), keep),
            *(places, played, period, final, prevail, place),
        )

    spread(work, draws)
    longest = int(played.max())
    return Bargaining(
        places=places[:, : longest + 1] if keep else final[:, None],
        turns=played,
        stopped=played < turns,
        period=period,
        final=final,
        prevail=prevail,
        place=place,
    )


def _rules(options: Options) -> Rules:
    taken: dict[str, Any] = dict(options.codes())
    return Rules(**taken, **{name: name in options.corrections for name in Rules._fields[len(WORDS) :]})


def _follow(follow: npt.ArrayLike, n: int) -> Floats:
    """How far whose ideal goes to whose position [actor, actor]."""
    given = within("follow", follow, 0.0, 1.0)
    if given.ndim == 0:
        return np.asarray(float(given) * np.eye(n))
    if given.shape != (n, n):
        raise ValueError(f"follow has shape {given.shape}; expected one number or ({n}, {n})")
    if (given.sum(axis=1) > 1.0 + 1e-9).any():
        raise ValueError("follow has a row that sums to more than 1; expected at most 1")
    return np.ascontiguousarray(given)
