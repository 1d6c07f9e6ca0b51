"""The commands that look ahead: how likely each outcome is by when, and one run told in words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from backchannel.cli.asking import (
    DEFAULT_SEED,
    CaseArg,
    Chart,
    Csv,
    Json,
    Set,
    StopError,
    app,
    check_ending,
    deliver,
    read,
)
from backchannel.cli.running import progress_bar

Many = Annotated[int | None, typer.Option("--runs", min=1, max=10_000_000, help="runs to play; 10,000 unless given")]
Start = Annotated[
    int | None, typer.Option("--seed", min=0, max=2**64 - 1, help="same seed, same numbers; 1 unless given")
]
Inner = Annotated[
    int | None, typer.Option("--inner", min=1, help="runs that share a draw of the doubts; 5 unless given")
]
Months = Annotated[float | None, typer.Option("--months", help="horizon; the case's own unless given")]
From = Annotated[Path | None, typer.Option("--from", help="read runs kept by `simulate` instead of playing any")]


def played_as(
    runs: int | None, seed: int | None, inner: int | None, months: float | None, folder: Path | None
) -> dict[str, Any]:
    """What an analysis of the game is given; a folder brings its own runs, seed and rules."""
    from backchannel.runs import Rules

    said = {"--runs": runs, "--seed": seed, "--inner": inner, "--months": months}
    if folder is None:
        rules = Rules(inner=5 if inner is None else inner, months=months)
        return {"runs": runs or 10_000, "seed": DEFAULT_SEED if seed is None else seed, "rules": rules}
    if given := [name for name, value in said.items() if value is not None]:
        raise StopError(f"{', '.join(given)}: the runs in {folder} have their own; leave it out, or leave out --from")
    return {"folder": folder}


@app.command()
def forecast(
    case: CaseArg = "geneva-ii",
    runs: Many = None,
    seed: Start = None,
    inner: Inner = None,
    months: Months = None,
    question: Annotated[str | None, typer.Option("--question", help="one question only")] = None,
    folder: From = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """How likely each outcome is by when, and what that rests on."""
    check_ending(chart)
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.forecast import forecast as analysis
    from backchannel.terminal.forecasting import forecast as show

    with progress_bar() as bar:
        found = analysis(the_case, question=question, progress=bar, **played_as(runs, seed, inner, months, folder))
    if deliver(found, the_case, set_, json, csv, chart):
        show(found)
        terminal.footer(found)


@app.command()
def replay(
    case: CaseArg = "geneva-ii",
    run: Annotated[int | None, typer.Option("--run", min=0, help="number of the run, from 0")] = None,
    signed: Annotated[str | None, typer.Option("--signed", help="a run in which this level is signed")] = None,
    runs: Many = None,
    seed: Start = None,
    inner: Inner = None,
    months: Months = None,
    folder: From = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """One run of the game told in plain words."""
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.replay import replay as analysis
    from backchannel.terminal.forecasting import replay as show

    with progress_bar() as bar:
        found = analysis(the_case, run=run, signed=signed, progress=bar, **played_as(runs, seed, inner, months, folder))
    if deliver(found, the_case, set_, json, csv, None):
        show(found)
        terminal.footer(found)
