"""Many draws over several threads: each draw alone, so that their number and order change no bit."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from numba import get_num_threads

PIECES = 8
"""Pieces of work a thread, so that none waits long for the last."""


def spread(work: Callable[[int, int], None], draws: int) -> None:
    """Call ``work(first, end)`` for pieces that make up the draws 0 .. draws - 1, on as many threads as Numba may use.

    >>> found = [0] * 5
    >>> def square(first: int, end: int) -> None:
    ...     for draw in range(first, end):
    ...         found[draw] = draw * draw
    >>> spread(square, 5)
    >>> found
    [0, 1, 4, 9, 16]
    """
    threads = min(get_num_threads(), draws)
    if threads <= 1:
        work(0, draws)
        return
    pieces = min(PIECES * threads, draws)
    cuts = [draws * n // pieces for n in range(pieces + 1)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, cuts[:-1], cuts[1:]))
