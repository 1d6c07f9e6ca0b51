"""The commands of the graph model: a file of options and preferences solved, walked through and turned round."""

from __future__ import annotations

import json as json_
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
    Seed,
    Set,
    Track,
    app,
    check_ending,
    deliver,
    read,
)

graph = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
app.add_typer(
    graph, name="graph", help="Options and counter-moves: what lasts, how to get there, what would change it."
)

FileArg = Annotated[Path, typer.Argument(help="a JSON file of a graph model")]


@graph.callback()
def _group() -> None:
    """Options and counter-moves: what lasts, how to get there, what would change it."""


@graph.command()
def solve(
    file: FileArg,
    coalitions: Annotated[
        bool, typer.Option("--coalitions", help="also what groups of actors could do together")
    ] = False,
    sanction: Annotated[
        str, typer.Option("--sanction", help="who sanctions under CSEQ: class (coalitions) or individual")
    ] = "class",
    unknown: Annotated[
        str, typer.Option("--unknown", help="a, b, c or d: do unknown preferences tempt (a, c) or deter (c, d)")
    ] = "a",
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """The states that nobody has reason to leave."""
    check_ending(chart)
    from backchannel import terminal
    from backchannel.analyses.graphs.solving import finding, solved
    from backchannel.case.graphfile import read_graph

    found = solved(read_graph(file), coalitions=coalitions, sanction=sanction, unknown=unknown)
    shown = finding(found, coalitions=coalitions, sanction=sanction if coalitions else None)
    if deliver(shown, None, None, False, csv and not json, chart) and json:
        terminal.write(json_.dumps(shown.to_json() | found.keys(), indent=2, ensure_ascii=False, allow_nan=False))
    elif not csv:
        from backchannel.terminal.graphs import solve as show

        show(shown)


@graph.command()
def path(
    file: FileArg,
    start: Annotated[int | None, typer.Option("--from", help="number of a state; the status quo unless given")] = None,
    end: Annotated[int | None, typer.Option("--to", help="number of a state; all of them unless given")] = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """How to get from where things stand to another state, and who must move."""
    from backchannel import terminal
    from backchannel.analyses.graphs.ways import path as analysis
    from backchannel.case.graphfile import read_graph

    found = analysis(read_graph(file), start=start, end=end)
    if deliver(found, None, None, json, csv, None):
        terminal.layout(found, [c for c in found.columns if c != "must_move" or end is not None])
        for part in found.parts:
            if part.rows:
                terminal.layout(part)
        terminal.footer(found)


@graph.command()
def inverse(
    file: FileArg,
    state: Annotated[int, typer.Option("--state", help="number of the state that is wanted")],
    actor: Annotated[str | None, typer.Option("--actor", help="one actor only, by id")] = None,
    concept: Annotated[
        str | None, typer.Option("--concept", help="Nash, GMR, SMR, SEQ or SSEQ; all unless given")
    ] = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Which preferences would make a state last."""
    from backchannel import terminal
    from backchannel.analyses.graphs.inverting import inverse as analysis
    from backchannel.case.graphfile import read_graph

    found = analysis(read_graph(file), state, actor=actor, concept=concept)
    if deliver(found, None, None, json, csv, None):
        terminal.layout(
            found, ("concept", "name", "stable_now", "rankings", "of", "least_change", "would_have_to_rank_below")
        )
        terminal.footer(found)


@app.command()
def stability(
    case: CaseArg = "geneva-ii",
    runs: Annotated[int, typer.Option("--runs", min=1, max=100_000, help="draws of the analyst's doubts")] = 300,
    seed: Seed = DEFAULT_SEED,
    level: Level = None,
    track: Track = None,
    most: Annotated[int, typer.Option("--most", help="options of a model, 2 to 14; acceptance comes first")] = 10,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """Which states of a case would last, by options and counter-moves."""
    check_ending(chart)
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.stability import stability as analysis
    from backchannel.cli.running import progress_bar
    from backchannel.terminal.graphs import stability as show

    with progress_bar("draws") as bar:
        found = analysis(the_case, runs=runs, seed=seed, level=level, track=track, most=most, progress=bar)
    if deliver(found, the_case, set_, json, csv, chart):
        show(found)
        terminal.footer(found)
