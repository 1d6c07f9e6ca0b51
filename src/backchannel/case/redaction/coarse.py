"""Positions without their last digits: each falls to the middle of one of a few equal parts of the scale."""

from __future__ import annotations

from backchannel.case.estimate import Estimate


def midpoint(value: float, parts: int) -> float:
    """The middle of that of ``parts`` equal parts of 0-100 which holds a value; a middle stays where it is.

    >>> [midpoint(x, 5) for x in (0, 19.9, 20, 50, 100)]
    [10.0, 10.0, 30.0, 50.0, 90.0]
    >>> midpoint(midpoint(37, 7), 7) == midpoint(37, 7)
    True
    """
    part = min(parts - 1, max(0, int(value * parts / 100)))
    return (2 * part + 1) * 50 / parts


def coarsened(estimate: Estimate, parts: int | None) -> Estimate:
    """A position whose numbers all are middles of ``parts`` parts of the scale; as it is without ``parts``.

    >>> coarsened(Estimate.model_validate([0, 25, 38]), 5).bounds
    (10.0, 30.0)
    """
    if parts is None:
        return estimate
    ends = {name: getattr(estimate, name) for name in ("low", "best", "high")}
    experts = tuple(
        one.model_copy(update={name: midpoint(getattr(one, name), parts) for name in ends}) for one in estimate.experts
    )
    moved = {name: None if said is None else midpoint(said, parts) for name, said in ends.items()}
    return estimate.model_copy(update={**moved, "experts": experts})
