"""The command that says what the answers hang on."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.cli.asking import (
    DEFAULT_SEED,
    CaseArg,
    Chart,
    Csv,
    Json,
    Level,
    Seed,
    Set,
    StopError,
    app,
    check_ending,
    deliver,
    read,
)
from backchannel.cli.engines import THREADS, EngineName, Scheduler, Workers, chosen
from backchannel.cli.running import LONG, PROBED, lasting, progress_bar

if TYPE_CHECKING:
    from backchannel.analyses.sensitivity import Asked
    from backchannel.case.schema import Case

METHODS = ("tornado", "morris", "sobol", "boxes", "breakeven")
Ways = Annotated[
    list[str] | None,
    typer.Option("--method", help="tornado, morris, sobol, boxes, breakeven or all; repeatable; tornado unless given"),
]
Which = Annotated[
    list[str] | None, typer.Option("--inputs", help="paths to move, with * and ?, or all under one; repeatable")
]
Points = Annotated[int, typer.Option("--runs", min=20, max=1_000_000, help="runs at each point")]


@app.command()
def sensitivity(
    case: CaseArg = "geneva-ii",
    question: Annotated[str | None, typer.Option("--question", help="one question only")] = None,
    level: Level = None,
    method: Ways = None,
    inputs: Which = None,
    most: Annotated[
        int, typer.Option("--most", min=0, help="inputs to move unless --inputs names them; 0 for all")
    ] = 12,
    about_range: Annotated[
        bool, typer.Option("--range", help="of whether a text exists, without the game: seconds")
    ] = False,
    claims: Annotated[bool, typer.Option("--claims", help="judge each claim again with what it hinges on")] = False,
    runs: Points = 1000,
    seed: Seed = DEFAULT_SEED,
    months: Annotated[float | None, typer.Option("--months", help="horizon; the case's own unless given")] = None,
    engine: EngineName = THREADS,
    scheduler: Scheduler = None,
    workers: Workers = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """Which judgements the answers hang on, and where they turn."""
    check_ending(chart)
    methods = _methods(method)
    if chart is not None and "tornado" not in methods:
        raise StopError("--chart: only a tornado makes a picture; expected --method tornado or all")
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.sensitivity import Asked
    from backchannel.analyses.sensitivity import sensitivity as analysis
    from backchannel.terminal.sensitivity import sensitivity as show

    about = "range" if about_range else "game"
    asked = Asked(runs, methods, tuple(inputs or ()), most, about, claims)
    if sys.stderr.isatty() and not about_range:
        _forewarn(the_case, asked, seed, months, question, level)
    with chosen(engine, scheduler, workers) as where, progress_bar() as bar:
        found = analysis(
            the_case, runs=runs, seed=seed, methods=methods, inputs=asked.inputs, most=most, about=about,
            months=months, question=question, level=level, claims=claims, engine=where, progress=bar,
        )  # fmt: skip
    if deliver(found, the_case, set_, json, csv, chart):
        show(found)
        terminal.footer(found)
    if "stopped" in found.manifest:
        terminal.complain("interrupted; what was finished is above, and says what is missing")
        raise typer.Exit(130)


def _methods(asked: list[str] | None) -> tuple[str, ...]:
    """The methods asked for; also several in one word, with commas."""
    words = [word.strip() for one in asked or ["tornado"] for word in one.split(",")]
    wrong = [word for word in words if word not in (*METHODS, "all")]
    if wrong:
        raise StopError(f"--method {wrong[0]}: expected {', '.join(METHODS)} or all")
    return METHODS if "all" in words else tuple(dict.fromkeys(words))


def _forewarn(
    case: Case, asked: Asked, seed: int, months: float | None, question: str | None, level: str | None
) -> None:
    """Say how long it will take, from a few runs, where that is long."""
    from backchannel import terminal
    from backchannel.analyses.sensitivity import planned
    from backchannel.analyses.sensitivity.game import game
    from backchannel.runs import estimate, prepared
    from backchannel.runs.points import PIECE

    model = game(case, seed=seed, months=months, question=question, level=level)
    runs = planned(model, asked)
    begin = perf_counter()
    plan = prepared(case, runs=min(runs, PROBED), seed=seed, rules=model.rules)
    planning = (perf_counter() - begin) * runs / max(PIECE, asked.runs)  # once a piece of work
    seconds = estimate(plan, runs) + planning
    if seconds > LONG:
        terminal.complain(
            f"{runs:,} runs will take {lasting(seconds)} on this machine; Ctrl-C shows what is finished by then"
        )
