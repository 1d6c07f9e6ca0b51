"""What came of pieces that were done elsewhere: sent home, put in order, raised where it is an error."""

from __future__ import annotations

import heapq
import pickle
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, TypeVar

from backchannel.core.errors import AskError

Result = TypeVar("Result")


@dataclass(frozen=True)
class Raised:
    """A piece ended in an error, which travels as a value: a cluster writes what is raised into its logs."""

    error: Exception = field(repr=False)


Came = Generator[tuple[int, Any], None, None]
"""(number of a piece, its result or Raised), as they come."""


def attempt(work: Callable[[Any], Any], piece: Any) -> Any:
    """The result of a piece, or what it raised; where that was is noted, unless it is a message for a person."""
    try:
        return work(piece)
    except Exception as error:
        if not isinstance(error, AskError):
            error.add_note("Raised in a worker:\n" + "".join(traceback.format_tb(error.__traceback__)))
        return Raised(portable(error))


def portable(error: Exception) -> Exception:
    """The error if it can be sent and read again, else one that says what it was.

    >>> portable(ValueError("too much"))
    ValueError('too much')
    """
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"a worker raised {type(error).__name__}, which cannot be sent")
    return error


def in_order(came: Came) -> Iterator[Any]:
    """Results in the order of their pieces, errors raised at their turn.

    >>> list(in_order(came for came in [(1, "b"), (0, "a"), (2, "c")]))
    ['a', 'b', 'c']
    """
    early: dict[int, Any] = {}
    turn = 0
    with closing(came):
        for number, outcome in came:
            early[number] = outcome
            while turn in early:
                yield _value(early.pop(turn))
                turn += 1


def at_once(came: Came) -> Came:
    """Results as they come, errors raised at once."""
    with closing(came):
        for number, outcome in came:
            yield number, _value(outcome)


def _value(outcome: Any) -> Any:
    if isinstance(outcome, Raised):
        raise outcome.error
    return outcome


class Window:
    """Which piece may begin: so many beyond the first that is not handed over, so that no heap of results piles up.

    >>> window = Window(5)
    >>> [window.take(width=2) for _ in range(3)]
    [0, 1, None]
    >>> window.handed(1), window.take(width=2)
    (None, None)
    >>> window.handed(0), window.take(width=2), window.left
    (None, 2, 3)
    """

    def __init__(self, total: int) -> None:
        self._todo = list(range(total))
        self._open = set(range(total))
        self._first = 0

    @property
    def left(self) -> int:
        """Pieces that are not handed over yet."""
        return len(self._open)

    def take(self, width: int) -> int | None:
        """The next piece to begin, if one may."""
        if self._todo and self._todo[0] < self._first + width:
            return heapq.heappop(self._todo)
        return None

    def again(self, number: int) -> None:
        """A piece that was begun has to be begun again."""
        heapq.heappush(self._todo, number)

    def handed(self, number: int) -> None:
        """A piece was handed over."""
        self._open.remove(number)
        while self._first not in self._open and self._open:
            self._first += 1
