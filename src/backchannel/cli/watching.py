"""The command that says what to look out for, and what to make of what was seen."""

from __future__ import annotations

from typing import Annotated

import typer

from backchannel.cli.asking import CaseArg, Chart, Csv, Json, Set, StopError, app, check_ending, deliver, read
from backchannel.cli.forecasting import From, Inner, Many, Months, Start, played_as
from backchannel.cli.running import progress_bar

EYES = ("public", "partners", "team", "secret")


@app.command()
def watch(
    case: CaseArg = "geneva-ii",
    saw: Annotated[list[str] | None, typer.Option("--saw", help="an indicator that was seen; repeatable")] = None,
    not_seen: Annotated[
        list[str] | None, typer.Option("--not-seen", help="one that was looked for in vain; repeatable")
    ] = None,
    question: Annotated[str | None, typer.Option("--question", help="one question only")] = None,
    visible_to: Annotated[
        str | None, typer.Option("--visible-to", help="only what they can see: public, partners, team or secret")
    ] = None,
    hypotheses: Annotated[
        bool, typer.Option("--hypotheses", help="the table of competing hypotheses instead of the list")
    ] = False,
    runs: Many = None,
    seed: Start = None,
    inner: Inner = None,
    months: Months = None,
    folder: From = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """What each indicator would tell, what those seen change, and what to look out for now."""
    check_ending(chart)
    if visible_to not in (None, *EYES):
        raise StopError(f"--visible-to {visible_to}: expected {', '.join(EYES[:-1])} or {EYES[-1]}")
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.watch import watch as analysis
    from backchannel.terminal.watching import watch as show

    with progress_bar() as bar:
        found = analysis(
            the_case,
            question=question,
            saw=saw or (),
            not_seen=not_seen or (),
            eyes=visible_to,
            progress=bar,
            **played_as(runs, seed, inner, months, folder),
        )
    if deliver(found, the_case, set_, json, csv, chart):
        show(found, hypotheses=hypotheses)
        terminal.footer(found)
