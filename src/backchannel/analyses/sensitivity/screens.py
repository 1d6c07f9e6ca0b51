"""All inputs at once: Morris screening, then Sobol indices of those that it keeps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backchannel.analyses.sensitivity.model import Floats, Model, in_batches, joined
from backchannel.theory.indices import Indices, Screening, indices, morris_points, screening, sobol_points

BATCHES = 5
"""Groups that the runs at a point are dealt into, so that what chance does can be told from what inputs do."""

ENDS = (0.05, 0.95)
"""Quantiles between which Morris's trajectories move an input: the last 5% on either side are left out."""

TRAJECTORIES = 10
FEWEST = 20
KEPT = 0.1
"""An input stays if its mean effect on some outcome is more than this share of the greatest, and more than chance."""

MOST_KEPT = 8


def respond(model: Model, numbers: Sequence[int], points: Floats, runs: int) -> Floats:
    """What a model answers at quantiles [point, input] of some inputs: ratios [point, batch, outcome]."""
    values = np.stack([model.value(n, points[:, k]) for k, n in enumerate(numbers)], axis=1)
    return in_batches(joined(model.at(numbers, values, runs)), min(BATCHES, runs))


def at_a_point(runs: int) -> int:
    """Runs at each point of a design over all inputs, where ``runs`` are played at a point of a tornado."""
    return max(FEWEST, BATCHES * round(runs / 20 / BATCHES))


def base_of(runs: int) -> int:
    """Points of the base sample of Sobol's indices: the power of two nearest below ``runs / 15``, 16 to 1,024.

    >>> base_of(1000), base_of(100), base_of(10**6)
    (64, 16, 1024)
    """
    return int(min(1024, max(16, 2 ** int(np.log2(max(1.0, runs / 15))))))


def morris(
    model: Model, numbers: Sequence[int], *, runs: int, seed: int, trajectories: int = TRAJECTORIES
) -> dict[int, Screening]:
    """Morris's measures of some inputs by outcome, ``runs`` runs a point; outcomes with nothing to count left out."""
    design = 1 + seed % (2**31 - 2)
    points = morris_points(len(numbers), trajectories=trajectories, seed=design, ends=ENDS)
    answers = respond(model, numbers, points, runs)
    return {
        n: screening(points, answers[:, :, n], seed=design, ends=ENDS)
        for n in range(len(model.outcomes))
        if np.isfinite(answers[:, :, n]).all()
    }


def kept(found: dict[int, Screening], most: int = MOST_KEPT) -> list[int]:
    """Places of the inputs that matter to some outcome, the most telling first.

    Their mean effect is more than a tenth of the greatest on that outcome, its interval leaves out 0, and less than
    half of it is chance.
    """
    if not found:
        return []
    telling = np.zeros(len(next(iter(found.values())).mu_star))
    for one in found.values():
        top = float(one.mu_star.max(initial=0.0))
        noise = np.zeros_like(one.mu_star) if one.noise is None else one.noise
        stays = (one.mu_star > KEPT * top) & (one.mu_star > one.mu_star_error) & (noise < 0.5)
        telling = np.maximum(telling, np.where(stays, one.mu_star, 0.0))
    order = np.argsort(-telling, kind="stable")
    return [int(n) for n in order[:most] if telling[n] > 0]


def sobol(model: Model, numbers: Sequence[int], *, runs: int, base: int, seed: int) -> dict[int, Indices]:
    """Sobol's indices of some inputs by outcome, ``runs`` runs at each of ``base * (inputs + 2)`` points."""
    design = 1 + seed % (2**31 - 2)
    points = sobol_points(len(numbers), base=base, seed=design)
    answers = respond(model, numbers, points, runs)
    return {
        n: indices(len(numbers), answers[:, :, n], seed=design)
        for n in range(len(model.outcomes))
        if np.isfinite(answers[:, :, n]).all()
    }
