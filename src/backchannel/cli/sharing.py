"""The command that hands a case over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.asking import CaseArg, Json, StopError, app, read

PROFILES = ("public", "partners", "team")


@app.command()
def share(
    case: CaseArg,
    profile: Annotated[str, typer.Option("--profile", help="public, partners or team: nothing above it goes out")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="the folder to write")],
    coarsen: Annotated[
        int | None,
        typer.Option("--coarsen", min=0, max=100, help="so many parts of the scale; public: 5, 0: exact"),
    ] = None,
    drop_dates: Annotated[
        bool, typer.Option("--drop-dates/--keep-dates", help="no day but the month of the case")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="replace a case that was shared there before")] = False,
    json: Json = False,
) -> None:
    """A new case without what lies above a label, and an account for you alone."""
    if profile not in PROFILES:
        raise StopError(f"--profile {profile}: expected {', '.join(PROFILES)}")
    the_case = read(case, None)
    from backchannel import terminal
    from backchannel.analyses.shared import shared as analysis
    from backchannel.case.redaction import redact
    from backchannel.case.redaction.writing import write_shared
    from backchannel.core.labels import Label

    label = Label.parse(profile)
    redacted = redact(the_case, label, coarsen=coarsen, drop_dates=drop_dates)
    done = write_shared(redacted, out, label, force=force)
    found = analysis(the_case, redacted, label)
    if json:
        terminal.as_json(found)
        return
    from backchannel.terminal.sharing import account

    console = terminal.console()
    console.print(f"wrote {', '.join(done.files)} in {out}; the key to its ids is {done.key.name}", markup=False)
    account(found)
    terminal.footer(found)
