"""The commands that hold the program against what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.asking import DEFAULT_SEED, Chart, Csv, Json, Seed, StopError, app, check_ending, deliver

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


Name = Annotated[str, typer.Option(help="name of a column")]
Prefix = Annotated[str, typer.Option(help="what the names of its columns start with, an actor each")]


@validate.command("deu")
def deu(
    data: Annotated[Path | None, typer.Option("--data", help="decisions with outcomes: every model is scored")] = None,
    predictor: Annotated[str | None, typer.Option("--predictor", help="best, or one of its family")] = None,
    fit: Annotated[Path | None, typer.Option("--fit", help="decisions with outcomes, to choose and fit on")] = None,
    on: Annotated[Path | None, typer.Option("--on", help="other decisions, with outcomes or without")] = None,
    position: Prefix = "p",
    salience: Prefix = "s",
    outcome: Name = "out",
    reference: Name = "rp",
    proposal: Name = "prnr",
    issue: Name = "isnr",
    rule: Name = "counvte",
    procedure: Name = "proc",
    kind: Name = "type",
    council: Name = "council",
    seed: Seed = DEFAULT_SEED,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """Models and baselines on decisions that were made; or a predictor fitted on some and asked about others.

    FILE is a wide table, CSV: a row an issue, columns of positions, saliences (0-100) and the outcome; a first row
    without proposal and issue holds capabilities. Either --data FILE, or --predictor best --fit FILE --on FILE.
    """
    check_ending(chart)
    asked = [name for name, given in (("--predictor", predictor), ("--fit", fit), ("--on", on)) if given is not None]
    if (data is None) == (not asked):
        raise StopError("expected either --data FILE, or --predictor best --fit FILE --on FILE")
    if asked and (fit is None or on is None):
        raise StopError(f"{asked[0]} alone; expected --predictor best --fit FILE --on FILE")
    from backchannel import terminal
    from backchannel.analyses.decided.reading import Columns
    from backchannel.cli.running import progress_bar
    from backchannel.terminal import validating as show

    columns = Columns(position, salience, outcome, reference, proposal, issue, rule, procedure, kind, council)
    with progress_bar("steps") as bar:
        if data is not None:
            from backchannel.analyses.deu import validate_deu

            found = validate_deu(data, seed=seed, columns=columns, progress=bar)
        elif fit is not None and on is not None:
            from backchannel.analyses.deu_predicted import predict_deu

            found = predict_deu(fit, on, predictor=predictor or "best", seed=seed, columns=columns, progress=bar)
    if deliver(found, None, None, json, csv, chart):
        (show.deu if data is not None else show.predicted)(found)
        terminal.footer(found)
