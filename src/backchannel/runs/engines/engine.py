"""What every engine does: pure pieces of work, their results in order, told of as they come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

Told = Callable[[int, int], None]
"""Called with (pieces done, pieces in all), before the first and after each."""


def quiet(done: int, total: int) -> None:
    """Tell nobody."""


class Engine(Protocol):
    """Does pieces of work somewhere.

    ``work`` must be a function of its piece alone, defined at the top of a module so that it can be sent elsewhere, and
    so must piece and result; then a piece that is done again because a worker died comes out the same to the bit.
    """

    def each(self, work: Callable[[Piece], Result], pieces: Sequence[Piece], told: Told = quiet) -> Iterator[Result]:
        """Results in the order of the pieces. What ``work`` raises is raised here, at its piece's turn."""
        ...
