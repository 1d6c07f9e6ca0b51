"""The commands that keep a case up to date: what differs between versions, what was said before, keeping one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.asking import (
    DEFAULT_RUNS,
    DEFAULT_SEED,
    CaseArg,
    Chart,
    Csv,
    Json,
    Level,
    Runs,
    Seed,
    Set,
    StopError,
    Track,
    app,
    check_ending,
    deliver,
    read,
)


@app.command()
def diff(
    before: CaseArg,
    after: Annotated[
        str | None, typer.Argument(help="its other date or version; with --set, BEFORE itself unless given")
    ] = None,
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = DEFAULT_SEED,
    level: Level = None,
    track: Track = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """What changed between two versions, and what each change did."""
    check_ending(chart)
    if after is None and not set_:
        raise StopError("diff: expected two versions of a case; give a second one, or values with --set PATH=VALUE")
    first = read(before, None)
    second = read(after or before, set_)
    from backchannel import terminal
    from backchannel.analyses.difference import difference

    found = difference(first, second, runs=runs, seed=seed, level=level, track=track)
    if chart is not None and not found.rows:
        raise StopError(f"--chart: {found.sentences()[0]} There is nothing to draw")
    if deliver(found, None, None, json, csv, chart):
        terminal.difference(found)


@app.command()
def log(
    case: CaseArg,
    path: Annotated[
        str, typer.Argument(help="a path or its start, e.g. actors.russia; all versions unless given")
    ] = "",
    with_: Annotated[list[str] | None, typer.Option("--with", help="another date of the case; repeatable")] = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """What a case said at earlier dates, and on what evidence."""
    check_ending(chart)
    from backchannel import terminal
    from backchannel.analyses.history import history, trail
    from backchannel.case.reading import find_case
    from backchannel.case.versions import versions

    known = versions(find_case(case), [find_case(other) for other in with_ or ()])
    for damaged in known.damaged:
        terminal.complain(str(damaged))
    for note in known.notes:
        terminal.complain(f"note: {note}")
    found = trail(known.found, path) if path else history(known.found)
    if chart is not None and found.picture is None:
        raise StopError("--chart: only one number over time can be drawn; give its path")
    if deliver(found, None, None, json, csv, chart):
        terminal.history(found)


@app.command()
def keep(
    case: CaseArg,
    as_of: Annotated[str | None, typer.Option("--as-of", help="date it is told as of; its own unless given")] = None,
    note: Annotated[str | None, typer.Option("--note", help="why this version is kept, one line")] = None,
) -> None:
    """Keep the case as it stands as a dated version."""
    from backchannel import terminal
    from backchannel.case.reading import find_case
    from backchannel.case.versions import keep as keep_version

    day = None
    if as_of is not None:
        try:
            day = date.fromisoformat(as_of)
        except ValueError:
            raise StopError(f"--as-of {as_of[:40]}: expected a date as YYYY-MM-DD") from None
    written, fresh = keep_version(find_case(case), day, note)
    out = terminal.console()
    shown = Path(written)
    out.print(f"kept {shown}" if fresh else f"nothing changed since {shown}; nothing was kept", markup=False)
