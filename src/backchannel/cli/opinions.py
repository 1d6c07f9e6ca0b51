"""The commands for second opinions: all published models on a case, or one on a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.asking import (
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

OPINION_RUNS = 500


@app.command()
def opinions(
    case: CaseArg = "geneva-ii",
    runs: Runs = OPINION_RUNS,
    seed: Seed = DEFAULT_SEED,
    level: Level = None,
    track: Track = None,
    issue: Annotated[str | None, typer.Option("--issue", help="one issue only")] = None,
    model: Annotated[list[str] | None, typer.Option("--model", help="one model; repeatable; all unless given")] = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """Published models on one case, and why they differ."""
    check_ending(chart)
    the_case = read(case, set_)
    from backchannel.analyses.opinions import opinions as analysis
    from backchannel.terminal.opinions import opinions as lay_out

    found = analysis(
        the_case, runs=runs, seed=seed, level=level, track=track, issue=issue, models=model if model else None
    )
    if deliver(found, the_case, set_, json, csv, chart):
        lay_out(found)


@app.command()
def smp(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a scenario of KTAB, CSV or XML")],
    option: Annotated[
        list[str] | None, typer.Option("--option", help="NAME=WORD as in KTAB, IdealAdjust=0.3 too; repeatable")
    ] = None,
    preset: Annotated[str, typer.Option("--preset", help="ktab: as it is; corrected: without its faults")] = "ktab",
    turns: Annotated[int, typer.Option("--turns", min=0, max=10_000, help="turns at most")] = 100,
    seed: Seed = DEFAULT_SEED,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """KTAB's Spatial Model of Politics, turn by turn."""
    check_ending(chart)
    options = _pairs("--option", option)
    from backchannel import terminal
    from backchannel.analyses.smp import smp as analysis

    found = analysis(file, options=options, preset=preset, turns=turns, seed=seed)
    if deliver(found, None, None, json, csv, chart):
        terminal.layout(found, rows=())
        terminal.layout(found.parts[0], ("actor", "start", "end", "prevails"), by=("dimension",))
        terminal.footer(found)


@app.command()
def challenge(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Actor,Capability,Position,Salience; or a file of KTAB")],
    preset: Annotated[str, typer.Option("--preset", help="paper or scholz_code")] = "paper",
    switch: Annotated[list[str] | None, typer.Option("--switch", help="NAME=WORD on top; repeatable")] = None,
    rounds: Annotated[int, typer.Option("--rounds", min=0, max=10_000, help="rounds to play")] = 20,
    issue: Annotated[str | None, typer.Option("--issue", help="one dimension of a file of KTAB")] = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """The challenge model (expected utility), round by round."""
    check_ending(chart)
    switches = _pairs("--switch", switch)
    from backchannel import terminal
    from backchannel.analyses.challenge import challenge as analysis

    found = analysis(file, preset=preset, switches=switches, rounds=rounds, issue=issue)
    if deliver(found, None, None, json, csv, chart):
        terminal.layout(found, rows=())
        terminal.layout(found.parts[0])
        terminal.footer(found)


def _pairs(name: str, given: list[str] | None) -> list[tuple[str, str]]:
    pairs = []
    for text in given or ():
        key, equals, word = text.partition("=")
        if not equals:
            raise StopError(f"{name} {text}: expected NAME=WORD")
        pairs.append((key.strip(), word.strip()))
    return pairs
