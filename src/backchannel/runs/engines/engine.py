"""What every engine does: pure pieces of work, their results in order, told of as they come in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Protocol, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

Told = Callable[[int, int], None]
"""Called with (pieces done, pieces in all), before the first and after each."""

Say = Callable[[str], None]
"""Called with a message for the person at the keyboard, such as that a worker died."""


def quiet(done: int, total: int) -> None:
    """Tell nobody."""


def aloud(message: str) -> None:
    """A line on standard error."""
    print(message, file=sys.stderr)


class Engine(Protocol):
    """Does pieces of work somewhere.

    ``work`` must be a function of its piece alone, defined at the top of a module so that it can be sent elsewhere, and
    so must piece and result; then a piece that is done again because a worker died comes out the same to the bit. It is
    sent to a worker once and each piece when its turn comes, so what is heavy belongs in ``work`` (functools.partial).
    """

    def each(self, work: Callable[[Piece], Result], pieces: Sequence[Piece], told: Told = quiet) -> Iterator[Result]:
        """Results in the order of the pieces. What ``work`` raises is raised here, at its piece's turn."""
        ...


class Unordered(Engine, Protocol):
    """An engine that can also hand over each result as it comes, for whoever keeps it at once."""

    def as_done(
        self, work: Callable[[Piece], Result], pieces: Sequence[Piece], told: Told = quiet
    ) -> Generator[tuple[int, Result], None, None]:
        """(number of the piece, result) in the order in which they come. What ``work`` raises is raised at once.

        Whatever is not done when the generator is closed is given up.
        """
        ...
