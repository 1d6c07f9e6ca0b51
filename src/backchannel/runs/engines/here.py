"""The engine that needs nothing: one piece after another in this process, each on all its threads."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from numba import config, get_num_threads, set_num_threads

from backchannel.runs.engines.engine import Told, quiet

Piece = TypeVar("Piece")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Here:
    """Pieces one after another in this process; the game itself spreads each piece over the threads.

    ``threads`` at most, and no more than there are cores; all of them unless given.

    >>> list(Here().each(abs, [-1, 2], lambda done, total: print(done, "of", total)))
    0 of 2
    1 of 2
    2 of 2
    [1, 2]
    """

    threads: int | None = None

    def each(self, work: Callable[[Piece], Result], pieces: Sequence[Piece], told: Told = quiet) -> Iterator[Result]:
        """Results in the order of the pieces, each made when it is asked for."""
        with closing(self.as_done(work, pieces, told)) as done:
            for _, result in done:
                yield result

    def as_done(
        self, work: Callable[[Piece], Result], pieces: Sequence[Piece], told: Told = quiet
    ) -> Generator[tuple[int, Result], None, None]:
        """(number, result), in the order of the pieces."""
        told(0, len(pieces))
        for number, piece in enumerate(pieces):
            with threads_at_most(self.threads):
                result = work(piece)
            told(number + 1, len(pieces))
            yield number, result


@contextmanager
def threads_at_most(count: int | None) -> Generator[None, None, None]:
    """Compiled code called within, from this thread, uses at most so many threads."""
    before = get_num_threads()
    set_num_threads(before if count is None else min(count, config.NUMBA_NUM_THREADS))
    try:
        yield
    finally:
        set_num_threads(before)
