"""Which inputs of a function matter: Morris screening and Sobol indices, with what chance alone adds to them.

A *response* takes points [point, input], each coordinate a quantile of its input in [0, 1], and returns values
[point, batch]: independent measurements of the same quantity, one where the function has no noise of its own. With the
same batches at every point (common random numbers), an input that nothing reads scores exactly 0.

Morris: elementary effects, the change of the response along random trajectories as one input moves, per whole range it
is moved in; mu* is their mean size, sigma their spread. Sobol: S1 is the share of the response's variance that goes
away on average when an input is known, ST the share that stays while all others are known.

Noise: let F be the ratio of the mean squares of points and of the rest in a two-way table of points and batches. Then
1/F of the variance between points is chance, since what a batch adds to all points alike does not tell points apart.

Sources: Morris (1991, Technometrics 33:161-174); Campolongo, Cariboni & Saltelli (2007, Environmental Modelling &
Software 22:1509-1518); Sobol (2001, Mathematics and Computers in Simulation 55:271-280); Saltelli et al. (2010,
Computer Physics Communications 181:259-270); Searle, Casella & McCulloch (1992, Variance Components, ch. 4). Designs
and estimators are SALib's (Iwanaga, Usher & Herman 2022, SESMO 4:18155).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Response = Callable[[Floats], Floats]

LEVELS = 4
RESAMPLES = 500
SIZE95 = 1.959963984540054
"""Normal quantile that leaves 2.5% on either side."""


@dataclass(frozen=True)
class Screening:
    """Morris's measures [input]. ``mu`` is signed; ``mu_star_error`` and ``sigma_error`` are half widths of 95%.

    ``noise`` [input] is the share of an input's mean squared elementary effect that is chance; None with one batch.
    """

    mu: Floats
    mu_star: Floats
    mu_star_error: Floats
    sigma: Floats
    sigma_error: Floats
    noise: Floats | None


@dataclass(frozen=True)
class Indices:
    """Sobol's indices [input] with half widths of 95%.

    ``noise`` is the share of the variance that is chance, ``total_noise`` [input] the share of each total index that
    is; both None with one batch. ``variance`` is that of the response over the points; at 0 all indices are 0.
    """

    first: Floats
    first_error: Floats
    total: Floats
    total_error: Floats
    variance: float
    noise: float | None
    total_noise: Floats | None


def _problem(count: int, ends: tuple[float, float]) -> dict[str, Any]:
    return {"num_vars": count, "names": [f"x{n}" for n in range(count)], "bounds": [list(ends)] * count}


def morris_points(count: int, *, trajectories: int, seed: int, ends: tuple[float, float] = (0.0, 1.0)) -> Floats:
    """Points [trajectory x (input + 1), input] of Morris's design, on four levels between ``ends``.

    >>> morris_points(3, trajectories=5, seed=1).shape
    (20, 3)
    """
    from SALib.sample import morris

    points: Floats = np.asarray(morris.sample(_problem(count, ends), trajectories, num_levels=LEVELS, seed=seed))
    return points


def screening(points: Floats, values: Floats, *, seed: int, ends: tuple[float, float] = (0.0, 1.0)) -> Screening:
    """Morris's measures from values [point, batch] at the points of ``morris_points``, per range between the ends.

    >>> at = morris_points(2, trajectories=20, seed=1)
    >>> found = screening(at, (3.0 * at[:, 0])[:, None], seed=1)
    >>> found.mu_star.round(9).tolist(), found.sigma.round(9).tolist()
    ([3.0, 0.0], [0.0, 0.0])
    """
    from SALib.analyze import morris

    count = points.shape[1]
    mean = values.mean(axis=1)
    effects = elementary_effects(points, values) * (ends[1] - ends[0])  # [trajectory, input, batch]
    found = morris.analyze(
        _problem(count, ends), points, mean, num_resamples=RESAMPLES, num_levels=LEVELS, seed=seed, scaled=False
    )
    whole = effects.mean(axis=2)
    rng = np.random.default_rng(seed)
    again = whole[rng.integers(0, len(whole), (RESAMPLES, len(whole)))]  # [resample, trajectory, input]
    spread = again.std(axis=1, ddof=1).std(axis=0, ddof=1)
    return Screening(
        mu=np.asarray(found["mu"], dtype=np.float64),
        mu_star=np.asarray(found["mu_star"], dtype=np.float64),
        mu_star_error=np.asarray(found["mu_star_conf"], dtype=np.float64),
        sigma=np.asarray(found["sigma"], dtype=np.float64),
        sigma_error=SIZE95 * spread,
        noise=_share_of_chance(effects),
    )


def elementary_effects(points: Floats, values: Floats) -> Floats:
    """The elementary effect of every input in every trajectory [trajectory, input, batch], per unit of quantile.

    ``points`` [point, input] and ``values`` [point, batch] as in ``screening``. Source: Morris (1991, eq. 1).

    >>> at = np.array([[0.0, 0.0], [0.0, 0.5], [1.0, 0.5]])
    >>> elementary_effects(at, np.array([[1.0], [2.0], [5.0]])).tolist()
    [[[3.0], [2.0]]]
    """
    count = points.shape[1]
    at = points.reshape(-1, count + 1, count)
    y = values.reshape(len(at), count + 1, -1)
    steps = np.diff(at, axis=1)
    moved = np.abs(steps).argmax(axis=2)  # [trajectory, step] the one input that moves
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)
    out = np.empty((len(at), count, y.shape[2]))
    np.put_along_axis(out, moved[:, :, None], np.diff(y, axis=1) / size, axis=1)
    return out


def _share_of_chance(differences: Floats) -> Floats | None:
    """Of differences [row, input, batch] on common chances: the share of their mean square that is chance, by input."""
    batches = differences.shape[2]
    if batches < 2:
        return None
    chance = (differences.var(axis=2, ddof=1) / batches).mean(axis=0)
    whole = (differences.mean(axis=2) ** 2).mean(axis=0)
    return np.where(whole > 0, np.minimum(1.0, chance / np.where(whole > 0, whole, 1.0)), 0.0)


def sobol_points(count: int, *, base: int, seed: int) -> Floats:
    """Points [base x (input + 2), input] of Saltelli's design on scrambled Sobol points; ``base`` is a power of two.

    Raises ValueError for another ``base``.

    >>> sobol_points(3, base=8, seed=1).shape
    (40, 3)
    """
    from SALib.sample import sobol

    if base < 2 or base & (base - 1):
        raise ValueError(f"base = {base}: expected a power of two, at least 2")
    points: Floats = np.asarray(sobol.sample(_problem(count, (0.0, 1.0)), base, calc_second_order=False, seed=seed))
    return points


def indices(count: int, values: Floats, *, seed: int) -> Indices:
    """Sobol's indices from values [point, batch] at the points of ``sobol_points``.

    The half widths are SALib's, from resampling rows; they hold what chance adds at the points as well.

    >>> at = sobol_points(2, base=256, seed=1)
    >>> found = indices(2, (at[:, 0] + 2.0 * at[:, 1])[:, None], seed=1)
    >>> found.first.round(2).tolist(), found.total.round(2).tolist()
    ([0.2, 0.8], [0.2, 0.8])
    """
    from SALib.analyze import sobol

    mean = values.mean(axis=1)
    rows = values.reshape(-1, count + 2, values.shape[1])
    apart = rows[:, [0, -1]].reshape(-1, values.shape[1])  # the two independent samples
    none = np.zeros(count)
    noise = noise_share(apart)
    if np.ptp(mean) <= 1e-12 * max(1.0, float(np.abs(mean).max())):
        return Indices(none, none, none, none, 0.0, noise, None if noise is None else none)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Constant values encountered")  # resampled rows may be alike
        found = sobol.analyze(
            _problem(count, (0.0, 1.0)), mean, calc_second_order=False, num_resamples=RESAMPLES, seed=seed + 1
        )
    return Indices(
        first=np.asarray(found["S1"]),
        first_error=np.asarray(found["S1_conf"]),
        total=np.asarray(found["ST"]),
        total_error=np.asarray(found["ST_conf"]),
        variance=float(apart.mean(axis=1).var(ddof=1)),
        noise=noise,
        total_noise=_share_of_chance(rows[:, 1:-1] - rows[:, [0]]),
    )


def noise_share(values: Floats) -> float | None:
    """The share of the variance between points that chance makes, from values [point, batch]; None with one batch.

    1/F of a two-way analysis of variance, at most 1; 0 where nothing varies.

    >>> at, chance = np.arange(200.0)[:, None], np.array([[0.0, 5.0]])
    >>> noise_share(at + chance)
    0.0
    """
    points, batches = values.shape
    if batches < 2:
        return None
    mean = values.mean(axis=1)
    rest = values - mean[:, None] - values.mean(axis=0) + values.mean()
    chance = float((rest**2).sum()) / ((points - 1) * (batches - 1)) / batches
    whole = float(mean.var(ddof=1))
    return min(1.0, chance / whole) if whole > 0 else 0.0
