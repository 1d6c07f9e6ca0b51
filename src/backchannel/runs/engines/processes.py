"""Pieces in worker processes of this machine; one that dies is replaced, and its piece done again."""

from __future__ import annotations

import pickle
import secrets
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, TypeVar

from numba import config

from backchannel.core.errors import AskError
from backchannel.runs.engines import child
from backchannel.runs.engines.engine import Say, Told, aloud, quiet
from backchannel.runs.engines.outcomes import Came, Raised, Window, at_once, in_order

Piece = TypeVar("Piece")
Result = TypeVar("Result")

LIVES = 3
"""Workers that a piece may take with it before it is given up."""
AHEAD = 3
"""Pieces a worker that may be begun or wait to be handed over."""
MOMENT = 0.05
"""Seconds between two looks for a worker that has not gone yet."""


class StartError(Exception):
    """A worker process ended before it could be given anything."""


class Processes:
    """Pieces in so many worker processes, as many as there are cores unless said; together they use all threads.

    Within ``with`` the workers stay from one call to the next; else they are started for each call. Whatever is left
    of them is killed when the call ends early or ``with`` is left. ``say`` is told of each worker that died.

    Raises AskError for fewer than one worker.
    """

    def __init__(self, workers: int | None = None, *, say: Say = aloud) -> None:
        cores = int(config.NUMBA_NUM_THREADS)
        self.workers = cores if workers is None else workers
        if self.workers < 1:
            raise AskError(f"workers = {workers}: expected at least 1")
        self._threads = max(1, cores // self.workers)
        self._say = say
        self._kept: list[_Worker] | None = None

    def __enter__(self) -> Processes:
        self._kept = self._fresh()
        return self

    def __exit__(self, *_: object) -> None:
        kept, self._kept = self._kept or [], None
        _end(kept)

    def ahead(self, work: Callable[[], object]) -> None:
        """Within ``with``: start the workers now; each does ``work`` once, such as importing, while the caller goes on.

        Whatever goes wrong there shows when they are given something.
        """
        packed = pickle.dumps(partial(_each_alike, work), pickle.HIGHEST_PROTOCOL)
        for worker in self._kept or ():
            threading.Thread(target=worker.try_to_do, args=(secrets.token_hex(8), packed), daemon=True).start()

    def _fresh(self) -> list[_Worker]:
        return [_Worker(self._threads) for _ in range(self.workers)]

    def each(self, work: Callable[[Piece], Result], pieces: Sequence[Piece], told: Told = quiet) -> Iterator[Result]:
        """Results in the order of the pieces.

        Raises AskError naming a piece that took three workers with it, and where workers cannot be started.
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
        workers = (self._fresh() if self._kept is None else self._kept)[: len(pieces)]
        sweep = _Sweep(work, pieces, AHEAD * len(workers))
        drivers = [threading.Thread(target=sweep.drive, args=(one,), daemon=True) for one in workers]
        try:
            for driver in drivers:
                driver.start()
            for done in range(1, len(pieces) + 1):
                number, outcome = sweep.take(self._say)
                told(done, len(pieces))
                yield number, outcome
        finally:
            sweep.stop()
            for driver, worker in zip(drivers, workers, strict=True):
                while driver.is_alive():  # a worker may be starting just now, so once is not enough
                    worker.kill_if_busy()
                    driver.join(MOMENT)
            if self._kept is None:
                _end(workers)


def _deaf_to_ctrl_c() -> None:
    if hasattr(signal, "pthread_sigmask"):  # what this thread starts inherits it, also before it can say so itself
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _each_alike(work: Callable[[], object], piece: object) -> None:
    work()


def _end(workers: Sequence[_Worker]) -> None:
    for worker in workers:
        worker.end()


class _Context(SpawnContext):
    """Starts processes afresh, as inherited threads and locks would be trouble, and knows which it has started."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *given: Any, **named: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        process = SpawnProcess(*given, **named)
        self.started.append(process)
        return process


class _Worker:
    """One worker process: a pool of one, so that it is known what it died at, and no other falls with it."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._context = _Context()
        self._pool: ProcessPoolExecutor | None = None
        self._holds = ""
        self._busy = threading.Lock()
        self._ended = False

    def do(self, token: str, packed: bytes, piece: Any) -> Any:
        """The outcome of a piece. Raises BrokenProcessPool where the worker died, StartError where it never lived."""
        with self._busy:
            if self._ended:
                raise StartError
            try:
                pool = self._pool or self._start()
                if self._holds != token:
                    pool.submit(child.take, token, packed).result()
                    self._holds = token
                return pool.submit(child.do, token, piece).result()
            except BrokenProcessPool:
                self._drop()
                raise

    def try_to_do(self, token: str, packed: bytes) -> None:
        """As ``do``, whatever comes of it."""
        _deaf_to_ctrl_c()
        with suppress(BrokenProcessPool, StartError):
            self.do(token, packed, None)

    def _start(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(1, self._context, child.begin, (self._threads,))
        self._pool, self._holds = pool, ""
        try:
            pool.submit(child.ready).result()
        except BrokenProcessPool as error:
            self._drop()
            raise StartError from error
        return pool

    def _drop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()
        self._context.started.clear()

    def kill_if_busy(self) -> None:
        if self._busy.locked():
            for process in list(self._context.started):
                if process.pid is not None:
                    process.kill()

    def end(self) -> None:
        while not self._busy.acquire(timeout=MOMENT):
            self.kill_if_busy()
        try:
            self._ended = True
            self._drop()
        finally:
            self._busy.release()


class _Sweep:
    """The pieces of one call: drivers take them, one for each worker, and the caller takes what came of them."""

    def __init__(self, work: Callable[[Any], Any], pieces: Sequence[Any], width: int) -> None:
        self._token, self._packed = secrets.token_hex(8), pickle.dumps(work, pickle.HIGHEST_PROTOCOL)
        self._pieces, self._width = pieces, width
        self._window = Window(len(pieces))
        self._came: deque[tuple[int, Any]] = deque()
        self._news: deque[str] = deque()
        self._deaths: Counter[int] = Counter()
        self._stillborn = 0
        self._failed: Exception | None = None
        self._stopped = False
        self._changed = threading.Condition()

    def take(self, say: Say) -> tuple[int, Any]:
        """What came of some piece that was not handed over yet. Raises AskError where the sweep cannot go on."""
        while True:
            with self._changed:
                news = list(self._news)
                self._news.clear()
                found = self._came.popleft() if self._came else None
                if found is not None:
                    self._window.handed(found[0])
                    self._changed.notify_all()
                elif self._failed is None and not news:
                    self._changed.wait(timeout=0.5)  # no longer, as on some systems Ctrl-C has to wait for it
            for message in news:
                say(message)
            if found is not None:
                return found
            if self._failed is not None:
                raise self._failed

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def drive(self, worker: _Worker) -> None:
        """Have a worker do pieces until there are none."""
        _deaf_to_ctrl_c()
        while (number := self._next()) is not None:
            try:
                outcome = worker.do(self._token, self._packed, self._pieces[number])
            except BrokenProcessPool:
                self._died(number)
            except StartError:
                self._never_lived(number)
            except Exception as error:  # such as a piece or a result that cannot be sent
                self._put(number, Raised(error))
            else:
                self._put(number, outcome)

    def _next(self) -> int | None:
        with self._changed:
            while not (self._stopped or self._failed or not self._window.left):
                number = self._window.take(self._width)
                if number is not None:
                    return number
                self._changed.wait()
            return None

    def _put(self, number: int, outcome: Any) -> None:
        with self._changed:
            self._came.append((number, outcome))
            self._stillborn = 0
            self._changed.notify_all()

    def _died(self, number: int) -> None:
        with self._changed:
            self._deaths[number] += 1
            which = f"piece {number + 1} of {len(self._pieces)}"
            if self._stopped:
                pass
            elif self._deaths[number] >= LIVES:
                self._failed = AskError(
                    f"{which} ended {LIVES} worker processes, one after another, and was given up. If they were short "
                    "of memory, give fewer --workers"
                )
            else:
                self._window.again(number)
                self._news.append(f"a worker process was killed or crashed; {which} is done again")
            self._changed.notify_all()

    def _never_lived(self, number: int) -> None:
        with self._changed:
            self._stillborn += 1
            self._window.again(number)
            if self._stillborn >= LIVES:
                self._failed = AskError(
                    "worker processes end as soon as they start. A script that asks for them needs "
                    '`if __name__ == "__main__":` around what it does; else give fewer --workers, or --engine threads'
                )
            self._changed.notify_all()
