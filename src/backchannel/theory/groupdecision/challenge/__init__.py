"""The challenge model: actors weigh whom to challenge on one issue, and those who expect to lose give way.

Scholz, Calbert & Smith's reading of Bueno de Mesquita's expected utility model. With weights w = capability x salience,
D the range of positions, d = |x_i - x_j|/D, m = |x_i - mu|/D for the centre mu, and risk exponent r::

    chance        P_ij = sum_{a_k > 0} a_k/sum_k |a_k|,   a_k = w_k (|x_k - x_j| - |x_k - x_i|)
    utilities     U_s = 2 - 4 (1/2 - d/2)^r        U_f = 2 - 4 (1/2 + d/2)^r       U_q = 2 - 4 (1/2)^r
                  U_b = 2 - 4 (1/2 - (m+d)/4)^r    U_w = 2 - 4 (1/2 + (m+d)/4)^r
    worth         E_ij = s_j [P U_s + (1-P) U_f] + (1-s_j) U_s - Q U_q - (1-Q)[T U_b + (1-T) U_w] risk          R_i = (2
    S_i - max S - min S)/(max S - min S),  S_i = sum_j E_ji at r = 1;  r_i = (1 - R_i/3)/(1 + R_i/3)

With a = E_ij and b = E_ji in i's eyes: a, b > 0 is a conflict, which the one who expects less loses; b > 0 > a a
compromise, i moving by |a/b| of the way, where b > |a|, else i gives in. Everybody takes one offer, all move at once.

Source: Scholz, Calbert & Smith (2011, J. Theoretical Politics 23:510-531), equations as replicated in public; what they
leave open is a switch each, see :mod:`.switches`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.theory.groupdecision.challenge.rounds import EVENTS, Rules, play
from backchannel.theory.groupdecision.challenge.switches import PRESETS, WORDS, Switches, chosen
from backchannel.theory.groupdecision.inputs import board
from backchannel.theory.groupdecision.spread import spread
from backchannel.theory.ranges import Floats

__all__ = ["EVENTS", "PRESETS", "WORDS", "Challenges", "Switches", "challenge", "chosen"]

ROUNDS = 20
MOST_ROUNDS = 10_000


@dataclass(frozen=True)
class Challenges:
    """What came of the challenge model in each draw.

    ``places`` [draw, round, actor], the first round being the start; ``median`` and ``mean`` [draw, round], weighted by
    capability x salience. Of each round played: ``risk`` exponents, ``events`` (numbers of :data:`EVENTS`) and
    ``rivals`` (-1: none) [draw, round, actor]. Where only the last was kept these have one round. ``period`` [draw]:
    length of the cycle found, 1 where nobody moves any more, 0 where no positions came back; ``since`` [draw] the round
    in which it was first gone through, -1 without one.
    """

    places: Floats
    median: Floats
    mean: Floats
    risk: Floats
    events: npt.NDArray[np.int16]
    rivals: npt.NDArray[np.int16]
    period: npt.NDArray[np.int64]
    since: npt.NDArray[np.int64]

    def forecast(self, by: str = "median") -> Floats:
        """The forecast [draw]: the last weighted median (or ``mean``), averaged over the cycle where it ends in one."""
        if by not in ("median", "mean"):
            raise ValueError(f"there is no forecast by {by}; expected median or mean")
        each = self.median if by == "median" else self.mean
        last = each.shape[1] - 1
        long = np.maximum(self.period, 1)
        sums = np.concatenate([np.zeros((len(each), 1)), np.cumsum(each, axis=1)], axis=1)
        ends = np.full(len(each), last + 1)
        return np.where(
            long == 1,
            each[:, last],
            (sums[np.arange(len(each)), ends] - sums[np.arange(len(each)), ends - long]) / long,
        )


def challenge(
    positions: npt.ArrayLike,
    salience: npt.ArrayLike,
    capability: npt.ArrayLike,
    switches: Switches | None = None,
    *,
    rounds: int = ROUNDS,
    keep: bool = True,
) -> Challenges:
    """Play the challenge model on one issue over draws.

    ``positions`` [draw, actor] of any finite scale, ``salience`` in [0, 1] and ``capability`` >= 0 [draw, actor];
    without the axis of draws all share one. ``rounds`` >= 0; ``keep`` positions, exponents and events of every round,
    else of the last alone. Raises ValueError for a value out of range or shapes that do not fit.

    Source: Scholz, Calbert & Smith (2011).

    >>> found = challenge([0, 4, 10], [0.9, 0.3, 0.8], [1, 1, 2], rounds=5)
    >>> found.places[0, -1].round(4).tolist(), [EVENTS[e] for e in found.events[0, 0]], int(found.period[0])
    ([0.0804, 3.6833, 0.1319], ['', 'loses a conflict to', 'compromises with'], 0)
    """
    if not 0 <= rounds <= MOST_ROUNDS:
        raise ValueError(f"rounds is {rounds}; expected between 0 and {MOST_ROUNDS}")
    x, s, power = board(_one_issue(positions), _one_issue(salience), capability, unbounded=True)
    x, s = np.ascontiguousarray(x[:, :, 0]), np.ascontiguousarray(s[:, :, 0])
    draws, n = x.shape
    chosen_ = switches or PRESETS["paper"]
    kept, played = (rounds + 1, rounds) if keep else (1, min(rounds, 1))
    places, centres, means = np.empty((draws, kept, n)), np.empty((draws, rounds + 1)), np.empty((draws, rounds + 1))
    risk = np.empty((draws, played, n))
    events, rivals = np.empty((draws, played, n), dtype=np.int16), np.empty((draws, played, n), dtype=np.int16)
    period, since = np.empty(draws, dtype=np.int64), np.empty(draws, dtype=np.int64)
    rules = Rules(**chosen_.codes(), stays=float(chosen_.stays))

    def work(first: int, end: int) -> None:
        play(
            *(rules, first, end, x, s, power, rounds, keep),
            *(places, centres, means, risk, events, rivals, period, since),
        )

    spread(work, draws)
    return Challenges(places, centres, means, risk, events, rivals, period, since)


def _one_issue(array: npt.ArrayLike) -> Floats:
    return np.asarray(array, dtype=np.float64)[..., None]
