"""Break-even values: where the surplus of acceptance changes sign as one of its arguments moves.

The surplus is affine in each argument taken alone, so two probes find the root exactly and no formula for the
root is written down a second time::

    root = -S(0) / (S(1) - S(0))

Units: those of the argument that moves. Derived for this project from the spine in ``acceptance.py``.
"""

from __future__ import annotations

from collections.abc import Callable

#: Thresholds hit to within rounding count as reached: .6 + .4 is a whole pie.
ROUNDING = 1e-12


def break_even(surplus_at: Callable[[float], float], argument: str = "this argument") -> float:
    """Value of one argument at which an affine surplus is zero; it may lie outside [0, 1].

    ``surplus_at`` maps the argument to the surplus and is called at 0 and at 1 only.
    Raises ValueError, naming ``argument``, when the surplus does not depend on it.

    >>> break_even(lambda share: 0.8 * share - 0.2)
    0.25
    """
    at_zero = float(surplus_at(0.0))
    slope = float(surplus_at(1.0)) - at_zero
    if slope == 0.0:
        raise ValueError(f"the surplus does not depend on {argument}, so nothing breaks even")
    return -at_zero / slope
