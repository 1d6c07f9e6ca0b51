"""The engine that needs nothing: one piece after another in this process, each on all its threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from backchannel.runs.engines.engine import Told, quiet

Piece = TypeVar("Piece")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Here:
    """Pieces one after another in this process; the game itself spreads each piece over the threads.

    >>> list(Here().each(abs, [-1, 2], lambda done, total: print(done, "of", total)))
    0 of 2
    1 of 2
    2 of 2
    [1, 2]
    """

    def each(self, work: Callable[[Piece], Result], pieces: Sequence[Piece], told: Told = quiet) -> Iterator[Result]:
        """Results in the order of the pieces, each made when it is asked for."""
        told(0, len(pieces))
        for done, piece in enumerate(pieces, 1):
            result = work(piece)
            told(done, len(pieces))
            yield result
