"""The command that pulls levers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.asking import (
    DEFAULT_SEED,
    CaseArg,
    Chart,
    Csv,
    Json,
    Seed,
    Set,
    StopError,
    app,
    check_ending,
    deliver,
    read,
)
from backchannel.cli.engines import THREADS, EngineName, Scheduler, Workers, chosen
from backchannel.cli.running import progress_bar

Lever = Annotated[list[str] | None, typer.Option("--lever", help="a lever by id; repeatable; all unless given")]


@app.command()
def levers(
    case: CaseArg = "geneva-ii",
    lever: Lever = None,
    question: Annotated[
        str | None, typer.Option("--question", help="one question, or a level as in aid.signed")
    ] = None,
    target: Annotated[str | None, typer.Option("--target", help="a chance to be reached, as in aid.held>=0.3")] = None,
    runs: Annotated[int, typer.Option("--runs", min=1, max=10_000_000, help="runs for each combination")] = 2000,
    seed: Seed = DEFAULT_SEED,
    inner: Annotated[int, typer.Option("--inner", min=1, help="runs that share a draw of the doubts")] = 5,
    months: Annotated[float | None, typer.Option("--months", help="horizon; the case's own unless given")] = None,
    singly: Annotated[bool, typer.Option("--singly", help="one lever at a time, none together")] = False,
    into: Annotated[
        Path | None, typer.Option("--into", help="folder to keep finished combinations in, made or gone on with")
    ] = None,
    engine: EngineName = THREADS,
    scheduler: Scheduler = None,
    workers: Workers = None,
    list_: Annotated[bool, typer.Option("--list", help="name the levers there are and play nothing")] = False,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """What could be done, what it would change, at what cost and for whom."""
    from backchannel.core.errors import StoppedByKey

    check_ending(chart)
    if list_ and chart is not None:
        raise StopError("--chart: a list makes no picture; leave out --list or --chart")
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.levers import levers as analysis
    from backchannel.analyses.levers import list_levers
    from backchannel.runs import Rules
    from backchannel.terminal.levers import levers as show

    if list_:
        found = list_levers(the_case, lever or None)
        if deliver(found, None, None, json, csv, None):
            terminal.layout(found, ("lever", "kind", "holder", "cost"))
        return
    done, total = 0, 0
    try:
        with chosen(engine, scheduler, workers) as where, progress_bar("combinations") as bar:

            def told(so_far: int, of: int) -> None:
                nonlocal done, total
                done, total = so_far, of
                if bar is not None:
                    bar(so_far, of)

            found = analysis(
                the_case, runs=runs, seed=seed, rules=Rules(inner=inner, months=months), chosen=lever or None,
                question=question, target=target, pairs=not singly, engine=where, told=told, into=into,
            )  # fmt: skip
    except (StoppedByKey, KeyboardInterrupt):
        terminal.complain(_stopped(done, total, into))
        raise typer.Exit(130) from None
    if deliver(found, the_case, set_, json, csv, chart):
        show(found)
        terminal.footer(found)


def _stopped(done: int, total: int, folder: Path | None) -> str:
    if folder is None:
        return "interrupted; no combination was kept, because no folder was named for them (--into FOLDER)"
    return f"interrupted; {done} of {total} combinations are kept in {folder}, and the same command goes on with them"
