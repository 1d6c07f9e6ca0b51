"""The commands that check a case, show its numbers and map its actors."""

from __future__ import annotations

from typing import Annotated

import typer

from backchannel.cli.asking import (
    DEFAULT_RUNS,
    DEFAULT_SEED,
    CaseArg,
    Chart,
    Csv,
    Json,
    Runs,
    Seed,
    Set,
    StopError,
    app,
    check_ending,
    deliver,
    read,
)


@app.command()
def check(
    case: CaseArg,
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = DEFAULT_SEED,
    set_: Set = None,
    strict: Annotated[bool, typer.Option("--strict", help="exit 1 if there are warnings")] = False,
    all_: Annotated[bool, typer.Option("--all", help="show every problem, not the first ten")] = False,
    json: Json = False,
) -> None:
    """What is missing, inconsistent or unsourced, what decides most first."""
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.review import review

    found = review(the_case, runs=runs, seed=seed)
    if deliver(found, None, None, json, False, None):
        terminal.review(found, len(found.rows) if all_ else 10)
        terminal.footer(found)
    if strict and any(row["severity"] == "warning" for row in found.rows):
        raise typer.Exit(1)


@app.command()
def show(
    case: CaseArg,
    prefix: Annotated[str, typer.Argument(help="start of a path, e.g. actors.russia; all unless given")] = "",
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """The numbers of a case, with doubt, label and source."""
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.show import show as analysis

    found = analysis(the_case, prefix)
    if deliver(found, None, None, json, csv, None):
        terminal.layout(found, ("path", "low", "best", "high", "label", "evidence") if prefix else None)
        terminal.footer(found)


@app.command("map")
def actor_map(
    case: CaseArg = "geneva-ii",
    label: Annotated[str | None, typer.Option("--label", help="leave out what lies above this label")] = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """Who is linked to whom, and who connects the sides."""
    check_ending(chart)
    if label not in (None, "public", "partners", "team", "secret"):
        raise StopError(f"--label {label}: expected public, partners, team or secret")
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.actor_map import actor_map as analysis

    found = analysis(the_case, label=label)
    if deliver(found, None, None, json, csv, chart):
        terminal.actor_map(found)
        terminal.footer(found)
