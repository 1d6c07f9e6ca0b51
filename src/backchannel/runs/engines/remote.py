"""What a Dask worker runs. Whatever is sent to it is sealed, so that no log or page of the cluster can show it."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backchannel.runs.engines.here import threads_at_most
from backchannel.runs.engines.outcomes import attempt
from backchannel.runs.engines.sameness import differing, mine

_turn = threading.Lock()
"""One piece at a time in a process, on all the threads that its worker was given."""


@dataclass(frozen=True)
class Sealed:
    """Something pickled, which shows nothing of itself."""

    packed: bytes = field(repr=False)

    @classmethod
    def of(cls, content: Any) -> Sealed:
        """Seal something."""
        return cls(pickle.dumps(content, pickle.HIGHEST_PROTOCOL))

    def opened(self) -> Any:
        """What was sealed."""
        return pickle.loads(self.packed)


class Work:
    """The work of a sweep, opened once in each worker that does pieces of it, and sealed again when it moves on."""

    def __init__(self, sealed: Sealed) -> None:
        self._sealed = sealed
        self.call: Callable[[Any], Any] = sealed.opened()

    def __reduce__(self) -> tuple[type[Work], tuple[Sealed]]:
        return Work, (self._sealed,)


@dataclass(frozen=True)
class Unlike:
    """A worker's refusal: what is not the same there."""

    what: tuple[str, ...]


def said() -> dict[str, str]:
    """What is compared, as it is on a worker."""
    return dict(mine())


def take(sealed: Sealed, wanted: Mapping[str, str]) -> Work | Unlike:
    """Open the work of a sweep, on a worker that is the same."""
    unlike = differing(wanted)
    return Unlike(tuple(unlike)) if unlike else Work(sealed)


def perform(work: Work | Unlike, sealed: Sealed, wanted: Mapping[str, str]) -> Any:
    """The result of a piece, or Raised; Unlike from a worker that joined later and is not the same."""
    from distributed import get_worker

    unlike = differing(wanted)
    if unlike or isinstance(work, Unlike):
        return Unlike(tuple(unlike)) if unlike else work
    with _turn, threads_at_most(int(get_worker().state.nthreads)):
        return attempt(work.call, sealed.opened())
