"""What the commands share: the app, the options with one meaning everywhere, reading a case, handing over an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from backchannel.case.schema import Case
    from backchannel.core.finding import Finding

app = typer.Typer(
    name="backchannel",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

CaseArg = Annotated[
    str, typer.Argument(help="a folder, a YAML file, a workbook, a KTAB file, or the name of a shipped case")
]
Runs = Annotated[int, typer.Option("--runs", min=1, max=10_000_000, help="draws of the analyst's doubts")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**64 - 1, help="same seed, same numbers")]
Level = Annotated[str | None, typer.Option("--level", help="one level of outcome only")]
Track = Annotated[str | None, typer.Option("--track", help="one track only")]
Set = Annotated[list[str] | None, typer.Option("--set", help="PATH=VALUE, e.g. actors.russia.openness=0.3; repeatable")]
Json = Annotated[bool, typer.Option("--json", help="the Finding as JSON")]
Csv = Annotated[bool, typer.Option("--csv", help="the table as CSV")]
Chart = Annotated[Path | None, typer.Option("--chart", help="write the picture to FILE.svg, .png or .html")]
Force = Annotated[bool, typer.Option("--force", help="overwrite what is there")]
Guarantees = Annotated[str | None, typer.Option("--guarantees", help="none, insiders or all")]

DEFAULT_RUNS, DEFAULT_SEED = 2000, 1


class StopError(Exception):
    """A message for the person at the keyboard; exit code 2."""


def read(name: str, overrides: list[str] | None) -> Case:
    """The case at a path or of a name, with values set on top."""
    from backchannel.case.reading import find_case, read_case

    return read_case(find_case(name), overrides or [])


def deliver(
    found: Finding, case: Case | None, overrides: list[str] | None, as_json: bool, as_csv: bool, chart: Path | None
) -> bool:
    """Picture and notes first; then JSON or CSV if asked. True where the terminal layout is still wanted."""
    from backchannel import terminal

    if chart is not None:
        from backchannel.core.theme import save

        try:
            save(found.chart(), chart, str(found.label))
        except ValueError as error:
            raise StopError(f"--chart: {error}") from None
        except OSError as error:
            raise StopError(f"{chart}: {error.strerror or error}; the picture was not written") from None
        terminal.complain(f"picture: {chart} (label: {found.label})")
    _unread(found, case, overrides)
    if as_json:
        terminal.as_json(found)
    elif as_csv:
        terminal.as_csv(found)
    return not (as_json or as_csv)


def _unread(found: Finding, case: Case | None, overrides: list[str] | None) -> None:
    """Say so where a value that was set does not enter the answer."""
    from backchannel import terminal
    from backchannel.case.inputs import inputs

    if case is None or not overrides:
        return
    numbers = {i.path for i in inputs(case)}
    for text in overrides:
        path = text.partition("=")[0].strip()
        if path in numbers and path not in found.inputs:
            terminal.complain(
                f"note: {path} is set and nothing in this answer reads it: another level, track or command does, or "
                "only a conference that moves in rounds would"
            )


def check_ending(chart: Path | None) -> None:
    """Stop before any work where a picture has no known ending."""
    if chart is not None and chart.suffix.lower() not in {".svg", ".png", ".html"}:
        raise StopError(f"--chart {chart}: expected a name ending in .svg, .png or .html")


def which_guarantees(guarantees: str | None) -> str | None:
    """The guarantees asked for, if there are such."""
    if guarantees not in (None, "none", "insiders", "all"):
        raise StopError(f"--guarantees {guarantees}: expected none, insiders or all")
    return guarantees
