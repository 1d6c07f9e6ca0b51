"""The command that plays the game and keeps its runs; the progress bar that long work shares."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.cli.asking import DEFAULT_SEED, CaseArg, Json, Seed, Set, app, deliver, read
from backchannel.cli.engines import THREADS, EngineName, Scheduler, Workers, chosen

if TYPE_CHECKING:
    from backchannel.case.schema import Case
    from backchannel.runs import Rules

LONG = 5.0
"""Seconds from which on a person is told beforehand."""

PROBED = 500
"""Runs that the doubts are drawn for, at most, to find out how long all will take."""


@contextmanager
def progress_bar(what: str = "runs") -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error for ``progress(done, total)``; None where no terminal watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield progress


@app.command()
def simulate(
    case: CaseArg = "geneva-ii",
    runs: Annotated[
        int, typer.Option("--runs", min=1, max=10_000_000, help="runs to play, those the folder holds counted in")
    ] = 10_000,
    seed: Seed = DEFAULT_SEED,
    inner: Annotated[int, typer.Option("--inner", min=1, help="runs that share a draw of the doubts")] = 5,
    months: Annotated[float | None, typer.Option("--months", help="horizon; the case's own unless given")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="folder to keep the runs in, made or gone on with")
    ] = None,
    engine: EngineName = THREADS,
    scheduler: Scheduler = None,
    workers: Workers = None,
    set_: Set = None,
    json: Json = False,
) -> None:
    """Play the game of rounds many times and keep the runs."""
    from backchannel.core.errors import StoppedByKey

    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.simulated import simulated as analysis
    from backchannel.runs import Rules

    rules = Rules(inner=inner, months=months)
    done, began = 0, perf_counter()
    try:
        if sys.stderr.isatty() and engine == THREADS:
            _forewarn(_seconds(the_case, runs, seed, rules, output), output)
        with chosen(engine, scheduler, workers) as where, progress_bar() as bar:

            def progress(so_far: int, total: int) -> None:
                nonlocal done
                done = so_far
                if bar is not None:
                    bar(so_far, total)

            found = analysis(
                the_case, runs=runs, seed=seed, rules=rules, folder=output, engine=where, progress=progress
            )
    except (StoppedByKey, KeyboardInterrupt):
        terminal.complain(_stopped(done, runs, output))
        raise typer.Exit(130) from None
    if deliver(found, the_case, set_, json, False, None):
        terminal.layout(found)
        terminal.footer(found)
        _next(case, set_, output, runs, perf_counter() - began)


def _seconds(case: Case, runs: int, seed: int, rules: Rules, folder: Path | None) -> float:
    """How long the runs that are not there yet will take, from a few of them; 0 where the folder will be refused."""
    from backchannel.core.errors import AskError
    from backchannel.runs import estimate, kept, prepared

    try:
        left = runs - (min(kept(folder), runs) if folder is not None else 0)
    except AskError:
        return 0.0
    return estimate(prepared(case, runs=min(runs, PROBED), seed=seed, rules=rules), left) if left else 0.0


def _forewarn(seconds: float, folder: Path | None) -> None:
    from backchannel import terminal

    if seconds > LONG:
        kept = "; Ctrl-C keeps what is done" if folder is not None else ""
        terminal.complain(f"this will take {lasting(seconds)} on this machine{kept}")


def lasting(seconds: float) -> str:
    """A duration in the one unit that suits it.

    >>> lasting(42.3), lasting(600), lasting(9000)
    ('about 42 seconds', 'about 10 minutes', 'about 2.5 hours')
    """
    if seconds < 90:
        return f"about {seconds:.0f} seconds"
    return f"about {seconds / 60:.0f} minutes" if seconds < 5400 else f"about {seconds / 3600:.1f} hours"


def _stopped(done: int, runs: int, folder: Path | None) -> str:
    if folder is None:
        return "interrupted; no run was kept, because no folder was named for them (-o FOLDER)"
    return f"interrupted; {done} of {runs} runs are kept in {folder}, and the same command goes on with them"


def _next(case: str, overrides: list[str] | None, folder: Path | None, runs: int, seconds: float) -> None:
    import shlex

    from backchannel import terminal
    from backchannel.runs import chunks_of

    out = terminal.console()
    if folder is None:
        out.print(f"{runs} runs in {seconds:.1f} s; -o FOLDER would have kept them", markup=False)
        return
    count = chunks_of(folder)
    out.print(f"{runs} runs are in {folder} ({count} chunk{'s' * (count != 1)}); {seconds:.1f} s", markup=False)
    command = ["backchannel", "forecast", case, "--from", str(folder)]
    command += [word for one in overrides or () for word in ("--set", one)]
    out.print(f"next: {shlex.join(command)}", markup=False, soft_wrap=True)
