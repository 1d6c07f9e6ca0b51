"""The commands that hold the program against what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.asking import Chart, Csv, Json, app, check_ending, deliver

validate = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
app.add_typer(validate, name="validate", help="Hold the program against what happened.")


@validate.callback()
def _group() -> None:
    """Hold the program against what happened."""


@validate.command("base-rates")
def base_rates(
    folder: Annotated[
        Path | None, typer.Option("--data", help="folder with the files of UCDP; the figures that ship unless given")
    ] = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """How and when wars ended, by number of fighting dyads, with intervals."""
    check_ending(chart)
    from backchannel import terminal
    from backchannel.analyses.base_rates import base_rates as analysis
    from backchannel.terminal.validating import base_rates as show

    found = analysis(folder)
    if deliver(found, None, None, json, csv, chart):
        show(found)
        terminal.footer(found)
