"""Where the work of a command is done: the three options that say so, and the engine they make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.cli.asking import StopError

if TYPE_CHECKING:
    from backchannel.runs.engines import Unordered

THREADS, PROCESSES, DASK = ENGINES = "threads", "processes", "dask"

EngineName = Annotated[
    str, typer.Option("--engine", help="threads or processes of this machine, or dask; the same numbers whichever")
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", help="with --engine dask: its scheduler, e.g. tcp://127.0.0.1:8786")
]
Workers = Annotated[
    int | None, typer.Option("--workers", help="so many threads or processes; as many as there are cores unless given")
]


@contextmanager
def chosen(engine: str, scheduler: str | None, workers: int | None) -> Iterator[Unordered]:
    """The engine that three options ask for; its workers and its connection go when the context is left.

    Raises StopError for options that do not go together, before anything is started.
    """
    _check(engine, scheduler, workers)
    from backchannel import terminal
    from backchannel.runs.engines import Cluster, Here, Processes

    if engine == PROCESSES:
        with Processes(workers, say=terminal.complain) as processes:
            yield processes
    elif engine == DASK:
        assert scheduler is not None
        with Cluster(scheduler, say=terminal.complain) as cluster:
            yield cluster
    else:
        yield Here(workers)


def _check(engine: str, scheduler: str | None, workers: int | None) -> None:
    if engine not in ENGINES:
        raise StopError(f"--engine {engine}: expected {', '.join(ENGINES[:-1])} or {ENGINES[-1]}")
    if engine == DASK and not (scheduler or "").strip():
        raise StopError("--engine dask: needs --scheduler ADDRESS, such as tcp://127.0.0.1:8786")
    if engine != DASK and scheduler is not None:
        raise StopError(f"--scheduler: goes with --engine dask, not {engine}")
    if engine == DASK and workers is not None:
        raise StopError("--workers: a cluster has the workers that were started for it; leave it out")
    if workers is not None and workers < 1:
        raise StopError(f"--workers {workers}: expected at least 1")
