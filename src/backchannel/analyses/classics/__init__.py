"""Every classic that the one game nests, by neutral settings: what its paper says and what the game gives.

The settings are small cases, judged through the acceptance inequality, solved by the exact engine or played by the
game; the closed forms are those of the catalogue (``backchannel theory``). Nothing here has a formula of its own.
"""

from __future__ import annotations

from functools import cache

from backchannel.analyses.classics import deciding, dividing, moving
from backchannel.analyses.classics.toys import Row

__all__ = ["Row", "classics"]


@cache
def classics() -> tuple[Row, ...]:
    """All rows, in the order of the page ``docs/explanation/classics.md``: dividing, deciding, moving."""
    return tuple(row for part in (dividing, deciding, moving) for row in part.rows())
