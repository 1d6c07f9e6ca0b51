"""The commands that make, check and show a case."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.asking import (
    CaseArg,
    Csv,
    Json,
    Set,
    StopError,
    app,
    deliver,
    read,
)


@app.command()
def check(
    case: CaseArg,
    set_: Set = None,
    strict: Annotated[bool, typer.Option("--strict", help="exit 1 if there are warnings")] = False,
    all_: Annotated[bool, typer.Option("--all", help="show every problem, not the first ten")] = False,
    json: Json = False,
) -> None:
    """What is missing, inconsistent or unsourced, worst first."""
    from backchannel import terminal
    from backchannel.case.checking import check as problems_of

    problems = problems_of(read(case, set_))
    warnings = [p for p in problems if p.severity == "warning"]
    if json:
        import json as json_

        rows = [
            {"severity": p.severity, "field": p.field, "message": p.message, "expected": p.expected, "fix": p.fix}
            for p in problems
        ]
        text = json_.dumps({"warnings": len(warnings), "problems": rows}, indent=2, ensure_ascii=False)
        terminal.write(text)
    else:
        out = terminal.console()
        shown = problems if all_ else problems[:10]
        for p in shown:
            out.print(f"{p.severity}: {p}", markup=False)
        if len(problems) > len(shown):
            out.print(f"... and {len(problems) - len(shown)} more; --all shows them")
        out.print(f"{len(warnings)} warnings, {len(problems) - len(warnings)} notes, no errors")
    if strict and warnings:
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


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="where to put the case; must not exist yet")],
    title: Annotated[str | None, typer.Option("--title", help="what the conference is called")] = None,
) -> None:
    """Start a case: a small valid folder to fill in."""
    from backchannel import terminal
    from backchannel.case.starting import start

    try:
        written = start(folder, title)
    except (FileExistsError, ValueError) as error:
        raise StopError(str(error)) from None
    out = terminal.console()
    out.print(f"wrote {', '.join(p.name for p in written)} in {folder}", markup=False)
    path = shlex.quote(str(folder))
    out.print(f"next: backchannel check {path}; backchannel brief {path}", markup=False)
