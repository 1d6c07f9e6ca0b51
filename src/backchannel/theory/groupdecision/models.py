"""Every model of a group's decision behind one door: positions, saliences and capabilities in, a forecast out.

Each model is asked the same: where will the decision come down on each issue, in each draw? What a model needs besides
(a reference point) or cannot say (whether it came to rest) is told with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.theory.groupdecision import baselines, challenge, smp
from backchannel.theory.groupdecision.compromise import compromise, nash_with_reference
from backchannel.theory.groupdecision.exchange import exchange
from backchannel.theory.ranges import Floats

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Forecast:
    """What a model expects: ``value`` [draw, issue] in the units of positions, NaN where it says nothing.

    ``period`` [draw, issue]: 1 where the model came to rest (or does nothing step by step), k > 1 where it went round
    in a cycle of k rounds, 0 where it was stopped still moving.
    """

    value: Floats
    period: Ints


Answer = tuple[Floats, Ints | None]
Call = Callable[[Floats, Floats, Floats, Floats, int], Answer]
"""Takes positions and saliences [draw, actor, issue], capability [draw, actor], reference [draw, issue], seed."""


ALIKE, APART, WEIGHTLESS = "alike", "apart", "weightless"
"""Issues on which the same actors have a position at once; each alone; all at once, the absent without weight."""


@dataclass(frozen=True)
class Model:
    """A model: its name, what it is in a line, and what it does.

    ``reference``: it needs reference points. ``issues``: how it takes several issues of which some lack some actors.
    """

    name: str
    words: str
    call: Call
    reference: bool = False
    issues: str = ALIKE


def forecast(
    model: str,
    positions: npt.ArrayLike,
    salience: npt.ArrayLike,
    capability: npt.ArrayLike,
    *,
    reference: npt.ArrayLike | None = None,
    seed: int = 1,
) -> Forecast:
    """What one of :data:`MODELS` expects of every issue in every draw.

    ``positions`` [draw, actor, issue] in [0, 1]; NaN in all draws where an actor has no position on an issue, which
    leaves it out of that issue. ``salience`` alike, in [0, 1]; ``capability`` [draw, actor] >= 0. Without the axis of
    draws all share one. ``reference`` [draw, issue] or [issue] in [0, 1], NaN where there is none. ``seed`` is for
    models with chance in them.

    Saliences are taken as they are; only the Spatial Model of Politics, which cannot hold a sum above 1 for an actor,
    scales those of such an actor down to it. Raises ValueError for an unknown model, a missing reference, a value out
    of range, or shapes that do not fit.

    >>> forecast("mean_both", [[0.0], [1.0]], [[0.5], [1.0]], [2.0, 3.0]).value.tolist()
    [[0.75]]
    >>> forecast("challenge_paper", [[0.1], [0.4], [0.9]], [[0.9], [0.5], [0.6]], [1.0, 1.0, 1.0]).period.tolist()
    [[1]]
    """
    if model not in MODELS:
        raise ValueError(f"there is no model {model}; expected one of {', '.join(MODELS)}")
    one = MODELS[model]
    x, s, c = _board(positions, salience, capability)
    draws, _, issues = x.shape
    if one.reference and reference is None:
        raise ValueError(f"{model} needs a reference point for each issue")
    r = np.full((draws, issues), np.nan)
    if reference is not None:
        r = np.array(np.broadcast_to(np.asarray(reference, dtype=np.float64), (draws, issues)))
    here = ~np.isnan(x)
    if (here.any(axis=0) != here.all(axis=0)).any():
        raise ValueError("positions are missing in some draws and not in others; expected NaN in all draws or in none")
    here = here[0]
    values, periods = np.full((draws, issues), np.nan), np.ones((draws, issues), dtype=np.int64)
    if one.issues == WEIGHTLESS:
        x, here = np.where(here, x, 0.5), np.ones_like(here)  # no salience there, so no weight
    groups: dict[bytes, list[int]] = {}
    for k in range(issues):
        groups.setdefault(bytes([k]) if one.issues == APART else here[:, k].tobytes(), []).append(k)
    for ks in groups.values():
        mine = np.flatnonzero(here[:, ks[0]])
        if mine.size:
            value, period = one.call(x[:, mine][:, :, ks], s[:, mine][:, :, ks], c[:, mine], r[:, ks], seed)
            values[:, ks] = value
            periods[:, ks] = 1 if period is None else period[:, None]
    return Forecast(values, periods)


def _board(
    positions: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """All three with as many draws, checked; positions may be missing."""
    from backchannel.theory.groupdecision.inputs import board

    given = np.asarray(positions, dtype=np.float64)
    missing = np.isnan(given)
    cared = np.asarray(salience, dtype=np.float64)
    if cared.shape[-2:] == given.shape[-2:]:  # no salience is asked of who has no position
        cared = np.where(np.isnan(cared) & missing.reshape(-1, *given.shape[-2:]).all(axis=0), 0.0, cared)
    x, s, c = board(np.where(missing, 0.5, given), cared, capability)
    absent = np.broadcast_to(missing, x.shape) if missing.ndim == 3 else np.broadcast_to(missing[None], x.shape)
    full = [np.array(np.broadcast_to(a, (len(x), *a.shape[1:]))) for a in (s, c)]
    return np.where(absent, np.nan, x), full[0], full[1]


def _baseline(centre: str, kind: str) -> Call:
    def call(x: Floats, s: Floats, c: Floats, r: Floats, seed: int) -> Answer:
        w = baselines.weights(kind, s, c[:, :, None])
        return baselines.CENTRES[centre](np.swapaxes(x, 1, 2), np.swapaxes(w, 1, 2)).value, None

    return call


def _compromise(x: Floats, s: Floats, c: Floats, r: Floats, seed: int) -> Answer:
    return compromise(np.swapaxes(x, 1, 2), np.swapaxes(s, 1, 2), c[:, None, :]), None


def _nash(cost: float) -> Call:
    def call(x: Floats, s: Floats, c: Floats, r: Floats, seed: int) -> Answer:
        found = nash_with_reference(np.swapaxes(x, 1, 2), np.swapaxes(s, 1, 2), c[:, None, :], r, cost=cost)
        return found, None

    return call


def _exchange(x: Floats, s: Floats, c: Floats, r: Floats, seed: int) -> Answer:
    return exchange(x, s, c).outcome, None


def _challenge(preset: str, by: str) -> Call:
    def call(x: Floats, s: Floats, c: Floats, r: Floats, seed: int) -> Answer:
        found = challenge.challenge(x[:, :, 0], s[:, :, 0], c, challenge.PRESETS[preset], keep=False)
        return found.forecast(by)[:, None], found.period

    return call


def _smp(preset: str, by: str) -> Call:
    def call(x: Floats, s: Floats, c: Floats, r: Floats, seed: int) -> Answer:
        total = s.sum(axis=2, keepdims=True)
        within_one = s / np.maximum(total, 1.0)
        found = smp.bargain(x, within_one, c, smp.chosen((), preset), seed=seed, keep=False)
        period = np.where(found.stopped & (found.period == 0), 1, found.period)
        return (found.expected() if by == "expected" else found.likeliest()), period

    return call


_WEIGHED = {"plain": "", "capability": ", weighted by capability", "salience": ", weighted by salience"}
_WEIGHED["both"] = ", weighted by capability and salience"

_ALL = (
    *(
        Model(f"{centre}_{kind}" if kind != "plain" else centre, f"{centre} position{words}", _baseline(centre, kind))
        for centre in baselines.CENTRES
        for kind, words in _WEIGHED.items()
    ),
    Model("compromise", "the compromise: positions weighted by capability and salience", _compromise),
    Model("nash", "Nash bargaining against the reference point alone", _nash(0.0), reference=True),
    Model(
        "nash_costly",
        "the same where no agreement costs everybody as much again as the scale is long",
        _nash(1.0),
        reference=True,
    ),
    Model("exchange", "votes traded between pairs of actors over pairs of issues", _exchange, issues=WEIGHTLESS),
    *(
        Model(
            f"challenge_{preset}",
            f"the challenge model ({preset}), last median",
            _challenge(preset, "median"),
            issues=APART,
        )
        for preset in challenge.PRESETS
    ),
    *(
        Model(
            f"challenge_{preset}_mean",
            f"the challenge model ({preset}), last mean",
            _challenge(preset, "mean"),
            issues=APART,
        )
        for preset in challenge.PRESETS
    ),
    *(
        Model(f"smp_{preset}", f"KTAB's Spatial Model of Politics ({preset})", _smp(preset, "expected"))
        for preset in smp.PRESETS
    ),
    *(
        Model(
            f"smp_{preset}_likeliest",
            f"the same ({preset}), its likeliest place",
            _smp(preset, "likeliest"),
        )
        for preset in smp.PRESETS
    ),
)
MODELS: Mapping[str, Model] = {one.name: one for one in _ALL}
"""All models by name."""
