"""Scenario discovery: boxes in the space of inputs in which an event is far more frequent than elsewhere.

The patient rule induction method peels off, one face at a time, the small share of runs whose going raises the density
of the event most, then pastes back what was peeled too far. Of the boxes along the way that one is taken whose weighted
relative accuracy, mass x (density - density of all), is greatest. A restriction stays only if chance would hardly do
as well without it (quasi-p).

Coverage is the share of all events that lie in the box, density the share of events among its runs, mass the share of
runs in it. They are measured on runs that took no part in finding the box: on those it was found on they flatter.

Sources: Friedman & Fisher (1999, Statistics and Computing 9:123-143); Bryant & Lempert (2010, Technological Forecasting
and Social Change 77:34-49) for coverage, density and quasi-p; Lavrac, Flach & Zupan (1999, ILP-99, 174-185) for the
choice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Limits = NDArray[np.float64]
"""[input, 2]: lowest and highest value inside; infinite where there is no limit."""

PEEL = 0.05
LEAST = 0.05
FEWEST = 20
CHANCE = 0.05


@dataclass(frozen=True)
class Restriction:
    """One side of a box: input ``number`` above (``rises``) or below ``value``; ``quasi_p`` of doing without it."""

    number: int
    rises: bool
    value: float
    quasi_p: float


@dataclass(frozen=True)
class Box:
    """A box, and how it does on runs it was not found on."""

    limits: Limits
    restrictions: tuple[Restriction, ...]
    coverage: float
    density: float
    mass: float
    runs: int
    everywhere: float

    @property
    def restricted(self) -> int:
        """How many inputs are restricted."""
        return len({one.number for one in self.restrictions})


def inside(limits: Limits, x: Floats) -> Flags:
    """Which runs of ``x`` [input, run] lie in a box, its ends included.

    >>> inside(np.array([[0.5, np.inf]]), np.array([[0.4, 0.5, 0.9]])).tolist()
    [False, True, True]
    """
    return np.asarray(((x >= limits[:, :1]) & (x <= limits[:, 1:])).all(axis=0))


def boxes(x: Floats, event: Flags, *, most: int = 2, peel: float = PEEL, least: float = LEAST) -> list[Box]:
    """Boxes of inputs ``x`` [input, run] in which an event [run] gathers, the best first.

    Every other run finds, the others measure. After each box its runs are set aside and the next is sought among the
    rest, at most ``most``; a box without a restriction that chance would not do as well without ends the search, as do
    too few events. ``peel`` is the share taken off at a time, ``least`` the least share of runs in a box. Raises
    ValueError unless both lie in (0, 1).

    >>> rng = np.random.default_rng(1)
    >>> x = rng.random((3, 2000))
    >>> (box, *_) = boxes(x, (x[0] > 0.7) & (x[2] < 0.4))
    >>> [(r.number, r.rises, round(r.value, 1)) for r in box.restrictions], box.density > 0.9, box.coverage > 0.9
    ([(0, True, 0.7), (2, False, 0.4)], True, True)
    """
    if not (0.0 < peel < 1.0 and 0.0 < least < 1.0):
        raise ValueError(f"peel = {peel}, least = {least}: expected both between 0 and 1")
    found: list[Box] = []
    finds = np.arange(x.shape[1]) % 2 == 0
    learn, test = (x[:, finds], event[finds]), (x[:, ~finds], event[~finds])
    whole = test
    while len(found) < most and learn[1].sum() >= FEWEST and (~learn[1]).sum() >= 1:
        limits = _dropped(_best(*learn, peel, least), *learn)
        if not np.isfinite(limits).any():
            break
        box = _measured(limits, test, whole)
        if box is None or box.density <= box.everywhere:
            break
        found.append(box)
        learn, test = _without(limits, *learn), _without(limits, *test)
    return found


def _without(limits: Limits, x: Floats, event: Flags) -> tuple[Floats, Flags]:
    out = ~inside(limits, x)
    return x[:, out], event[out]


def _best(x: Floats, event: Flags, peel: float, least: float) -> Limits:
    """Of the boxes of one peeling, each pasted, the one of greatest mass x (density - density of all)."""
    floor = max(FEWEST, least * x.shape[1])
    limits = np.tile([-np.inf, np.inf], (len(x), 1))
    best, most = limits, 0.0
    while True:
        lifted = _peeled(limits, x, event, peel, floor)
        if lifted is None:
            break
        limits = lifted
        worth = _worth(limits, x, event)
        if worth > most:
            best, most = limits, worth
    return _pasted(best, x, event, peel)


def _worth(limits: Limits, x: Floats, event: Flags) -> float:
    """Weighted relative accuracy."""
    there = inside(limits, x)
    return float((event[there] - event.mean()).sum()) / len(event) if there.any() else 0.0


def _peeled(limits: Limits, x: Floats, event: Flags, peel: float, floor: float) -> Limits | None:
    """The box after the peel that raises its density most; None where none leaves enough runs and some event."""
    there = inside(limits, x)
    now, hits = x[:, there], event[there]
    if not hits.any() or hits.all():
        return None
    best: Limits | None = None
    most = -1.0
    for number, values in enumerate(now):
        for side, cut in ((0, np.quantile(values, peel)), (1, np.quantile(values, 1.0 - peel))):
            stays = values > cut if side == 0 else values < cut
            kept = int(stays.sum())
            if kept < floor or kept == len(values):
                continue
            density = float(hits[stays].mean())
            if density > most:
                best, most = limits.copy(), density
                best[number, side] = values[stays].min() if side == 0 else values[stays].max()
    return best


def _pasted(limits: Limits, x: Floats, event: Flags, peel: float) -> Limits:
    """The box with faces moved out, a little at a time, as long as its worth grows."""
    now, worth = limits, _worth(limits, x, event)
    grown = True
    while grown:
        grown = False
        for number, side in zip(*np.nonzero(np.isfinite(now)), strict=True):
            wider = now.copy()
            wider[number, side] = np.inf if side else -np.inf
            beyond = inside(wider, x) & ((x[number] > now[number, 1]) if side else (x[number] < now[number, 0]))
            count = max(1, int(peel * inside(now, x).sum()))
            values = np.sort(x[number][beyond])
            if len(values):
                values = values[:count] if side else values[-count:]
                wider[number, side] = values[-1] if side else values[0]
            more = _worth(wider, x, event)
            if more > worth:
                now, worth, grown = wider, more, True
    return now


def _quasi_p(limits: Limits, number: int, side: int, x: Floats, event: Flags) -> float:
    """How likely as many events would be in the box if this restriction told nothing."""
    there = inside(limits, x)
    free = limits.copy()
    free[number, side] = np.inf if side else -np.inf
    wider = inside(free, x)
    if not there.any():
        return 1.0
    return float(bdtrc(float(event[there].sum()) - 1.0, int(there.sum()), event[wider].mean()))


def _dropped(limits: Limits, x: Floats, event: Flags) -> Limits:
    """The box without restrictions that chance would do as well without, the least telling first."""
    while True:
        sides = list(zip(*np.nonzero(np.isfinite(limits)), strict=True))
        told = [_quasi_p(limits, number, side, x, event) for number, side in sides]
        if not told or max(told) <= CHANCE / max(1, 2 * len(x)):
            return limits
        number, side = sides[int(np.argmax(told))]
        limits = limits.copy()
        limits[number, side] = np.inf if side else -np.inf


def _measured(limits: Limits, test: tuple[Floats, Flags], whole: tuple[Floats, Flags]) -> Box | None:
    x, event = test
    there = inside(limits, x)
    if not there.any() or not whole[1].any():
        return None
    restrictions = tuple(
        Restriction(int(n), bool(side == 0), float(limits[n, side]), _quasi_p(limits, int(n), int(side), x, event))
        for n, side in zip(*np.nonzero(np.isfinite(limits)), strict=True)
    )
    return Box(
        limits=limits,
        restrictions=restrictions,
        coverage=float(event[there].sum() / whole[1].sum()),
        density=float(event[there].mean()),
        mass=float(there.sum() / whole[0].shape[1]),
        runs=int(there.sum()),
        everywhere=float(whole[1].mean()),
    )
