"""Pieces on the workers of a Dask scheduler, on one machine or many."""

from __future__ import annotations

import logging
import queue
import secrets
import socket
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import Any, TypeVar

from backchannel.core.errors import AskError
from backchannel.runs.engines import remote
from backchannel.runs.engines.engine import Say, Told, aloud, quiet
from backchannel.runs.engines.outcomes import Came, Window, at_once, in_order
from backchannel.runs.engines.remote import Sealed, Unlike
from backchannel.runs.engines.sameness import mine

Piece = TypeVar("Piece")
Result = TypeVar("Result")

AHEAD = 3
"""Pieces a worker that may be begun or wait to be handed over."""
ANSWER = 10.0
"""Seconds that a scheduler may take to answer, and that a first worker may take to come."""
ALONE = 60.0
"""Seconds without any worker in the midst of a sweep: one that is started again needs some."""
SILENT = 30.0
"""Seconds that a scheduler may stay silent in the midst of a sweep."""
LOOK = 1.0
"""Seconds between two looks at who is there."""
LOST = "the same command goes on with what was kept"
EXTRA = "pip install 'backchannel[cluster]'"


class Cluster:
    """Pieces on the workers of a Dask scheduler that was started before; ``scheduler`` is its address.

    Within ``with`` the connection stays from one call to the next; else each call makes its own. Certificates for
    ``tls://`` come from Dask's configuration. ``say`` is told of workers that leave, and of a way
    that is not encrypted.
    """

    def __init__(self, scheduler: str, *, say: Say = aloud, answer: float = ANSWER, alone: float = ALONE) -> None:
        self.scheduler = scheduler
        self._say = say
        self._answer, self._alone = answer, alone
        self._kept: Any = None

    def __enter__(self) -> Cluster:
        self._kept = self._connected()
        return self

    def __exit__(self, *_: object) -> None:
        kept, self._kept = self._kept, None
        _leave(kept)

    def each(self, work: Callable[[Piece], Result], pieces: Sequence[Piece], told: Told = quiet) -> Iterator[Result]:
        """Results in the order of the pieces.

        Raises AskError where Dask is not installed, the scheduler cannot be reached or goes away, it has no workers, a
        worker would not play the same, or a piece was given up by the scheduler because its workers died.
        """
        return in_order(self._outcomes(work, pieces, told))

    def as_done(
        self, work: Callable[[Piece], Result], pieces: Sequence[Piece], told: Told = quiet
    ) -> Generator[tuple[int, Result], None, None]:
        """(number, result) as they come. Raises as ``each``, at once."""
        return at_once(self._outcomes(work, pieces, told))

    def _outcomes(self, work: Callable[[Any], Any], pieces: Sequence[Any], told: Told) -> Came:
        told(0, len(pieces))
        if not pieces:
            return
        with _hushed():
            client = self._kept or self._connected()
            sweep = _Sweep(self, client, work, pieces, self._say)
            try:
                for done in range(1, len(pieces) + 1):
                    number, outcome = sweep.take()
                    told(done, len(pieces))
                    if done == len(pieces):
                        sweep.look_back()
                    yield number, outcome
            finally:
                sweep.cancel()
                if self._kept is None:
                    _leave(client)

    def _connected(self) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of other warnings that its libraries have for one another
                from distributed import Client
        except ImportError:
            raise AskError(f"a cluster needs Dask, which is not installed here: {EXTRA}") from None
        self._knock()
        with _hushed():
            client = Client.__new__(Client)  # so that there is something to close where its making fails
            try:
                client.__init__(self.scheduler, timeout=self._answer, set_as_default=False)
            except (OSError, ValueError, TypeError, RuntimeError) as error:
                _leave(client)
                raise self._nobody(type(error).__name__) from None
            except BaseException:
                _leave(client)
                raise
            try:
                self._greet(client)
            except BaseException:
                _leave(client)
                raise
        self.warn_of_listeners()
        return client

    def _knock(self) -> None:
        """Raises AskError where nobody listens at the address."""
        _, _, place = self.scheduler.rpartition("://")
        host, _, port = place.rpartition(":")
        until = monotonic() + self._answer
        while True:
            try:
                socket.create_connection((host.strip("[]"), int(port)), timeout=self._answer).close()
                return
            except ConnectionRefusedError as error:  # it may be starting just now
                if monotonic() > until:
                    raise self._nobody(type(error).__name__) from None
            except (OSError, ValueError, OverflowError) as error:
                raise self._nobody(type(error).__name__) from None
            sleep(0.1)

    def _nobody(self, why: str) -> AskError:
        return AskError(
            f"{self.scheduler}: no Dask scheduler answered within {self._answer:g} seconds ({why}). Start one with "
            "`dask scheduler`, and give its address as it prints it; for tls:// see the page on many machines"
        )

    def _greet(self, client: Any) -> None:
        """Compare every worker with this process before it gets anything."""
        until = monotonic() + self._answer
        while not self.workers(client, SILENT):
            if monotonic() > until:
                raise AskError(
                    f"{self.scheduler}: the scheduler has no workers. Start some with `dask worker {self.scheduler}`"
                )
            with suppress(TimeoutError):
                client.wait_for_workers(1, timeout=0.5)
        try:
            said = client.run(remote.said, on_error="return")
        except OSError:
            raise self.lost() from None
        for where, theirs in said.items():
            if not isinstance(theirs, dict):
                raise AskError(
                    f"the worker at {where} cannot load this backchannel ({type(theirs).__name__}); install the same "
                    "version there"
                )
            unlike = [what for what in mine() if theirs.get(what) != mine()[what]]
            if unlike:
                raise self.unlike(unlike, where)

    def workers(self, client: Any, within: float | None = None) -> dict[str, int]:
        """Threads by worker. Raises AskError where the scheduler does not answer within some seconds."""
        wait = max(self._answer, within or 0.0)
        try:
            who = client.sync(client.scheduler.identity, n_workers=-1, callback_timeout=wait)
        except (OSError, RuntimeError, AttributeError) as error:
            raise self.lost() from error
        return {where: int(one["nthreads"]) for where, one in who["workers"].items()}

    def lost(self) -> AskError:
        """The scheduler went away."""
        return AskError(f"{self.scheduler}: the connection to the scheduler was lost. Start it again; {LOST}")

    def unlike(self, what: Sequence[str], where: str = "") -> AskError:
        """A worker would not play the same."""
        return AskError(
            f"a worker{f' at {where}' if where else ''} was refused, as it would not compute the same: "
            f"{', '.join(what)} {'is' if len(what) == 1 else 'are'} another there. Install the same there as here"
        )

    def deserted(self) -> AskError:
        """All workers went away and none came."""
        return AskError(f"{self.scheduler}: no worker has come for {self._alone:g} seconds. Start some; {LOST}")

    @property
    def patience(self) -> float:
        """Seconds that a sweep waits for a worker when all have gone."""
        return self._alone

    @property
    def answer(self) -> float:
        """Seconds that an answer may take."""
        return self._answer

    def warn_of_listeners(self) -> None:
        """Say so where what is sent could be read on its way."""
        host = self.scheduler.rpartition("://")[2].rpartition(":")[0].strip("[]")
        if not self.scheduler.startswith("tls://") and host not in ("localhost", "::1") and host[:4] != "127.":
            self._say(f"note: {self.scheduler} is not encrypted; the case goes there with all its private values")


class _Sweep:
    """The pieces of one call: submitted some at a time, fetched as they are done."""

    def __init__(
        self, cluster: Cluster, client: Any, work: Callable[[Any], Any], pieces: Sequence[Any], say: Say
    ) -> None:
        self._cluster, self._client, self._pieces, self._say = cluster, client, pieces, say
        self._name = f"backchannel-{secrets.token_hex(8)}"
        self._window = Window(len(pieces))
        self._done: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._futures: dict[int, Any] = {}
        self._there = cluster.workers(client, SILENT)
        self._looked = self._peopled = self._heard = monotonic()
        with self._as_asked():
            self._work = client.submit(remote.take, Sealed.of(work), dict(mine()), key=f"{self._name}-work")

    def take(self) -> tuple[int, Any]:
        """What came of some piece. Raises AskError where the sweep cannot go on."""
        with self._as_asked():
            self._submit()
            while True:
                self._look()
                with suppress(queue.Empty):
                    number = self._done.get(timeout=0.2)
                    break
            outcome = self._fetch(number)
        if isinstance(outcome, Unlike):
            raise self._cluster.unlike(outcome.what)
        del self._futures[number]
        self._window.handed(number)
        return number, outcome

    def look_back(self) -> None:
        """Say who left since the last look: a short sweep may be over before the next. Nothing is lost by it now."""
        self._looked = float("-inf")
        with suppress(AskError):
            self._look()

    def cancel(self) -> None:
        """Give up what is not done."""
        with suppress(Exception):
            if self._futures and self._client.status == "running":
                self._client.cancel(list(self._futures.values()), force=True)
        self._futures.clear()
        del self._work

    def _submit(self) -> None:
        width = AHEAD * max(1, len(self._there)) + 2
        while (number := self._window.take(width)) is not None:
            future = self._client.submit(
                *(remote.perform, self._work, Sealed.of(self._pieces[number]), dict(mine())),
                key=f"{self._name}-{number}",
                priority=-number,  # else those submitted at one time are done in any order
            )
            self._futures[number] = future
            future.add_done_callback(lambda _, number=number: self._done.put(number))

    def _fetch(self, number: int) -> Any:
        from distributed import KilledWorker

        while True:
            try:
                return self._futures[number].result(timeout=self._cluster.answer)
            except TimeoutError:  # its worker died just now, and it is done again
                self._look()
            except KilledWorker:
                raise AskError(
                    f"piece {number + 1} of {len(self._pieces)} was given up by the scheduler, because one worker "
                    "after another died at it. If they were short of memory, start fewer on each machine"
                ) from None

    def _look(self) -> None:
        """See who is there, once in a while, and say who left."""
        now = monotonic()
        if now - self._looked < LOOK:
            return
        self._looked = now
        try:
            before, self._there = self._there, self._cluster.workers(self._client)
        except AskError as error:  # a busy scheduler may be slow once
            if isinstance(error.__cause__, TimeoutError) and now - self._heard < SILENT:
                return
            raise
        self._heard = monotonic()
        gone = len(before.keys() - self._there.keys())
        if gone:
            one = gone == 1
            self._say(
                f"{'a worker' if one else f'{gone} workers'} left the cluster; what {'it' if one else 'they'} had not "
                "handed over is done again"
            )
        if self._there:
            self._peopled = now
        elif now - self._peopled > self._cluster.patience:
            raise self._cluster.deserted()

    @contextmanager
    def _as_asked(self) -> Iterator[None]:
        """What goes wrong with the cluster as one message."""
        from concurrent.futures import CancelledError

        from distributed.client import FutureCancelledError

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            try:
                yield
            except AskError:
                raise
            except (CancelledError, FutureCancelledError, OSError):
                raise self._cluster.lost() from None
            except ImportError as error:
                raise AskError(f"a worker cannot load this backchannel ({type(error).__name__}); {EXTRA}") from None


def _leave(client: Any) -> None:
    with _hushed(), suppress(Exception):
        client.close(timeout=2)


@contextmanager
def _hushed() -> Iterator[None]:
    """Dask's client says in its log what is one message of ours."""
    names = [logging.getLogger(f"distributed.{name}") for name in ("client", "core", "comm", "batched", "utils")]
    for logger in names:
        logger.addFilter(_nothing)
    try:
        yield
    finally:
        for logger in names:
            logger.removeFilter(_nothing)


def _nothing(record: logging.LogRecord) -> bool:
    return False
