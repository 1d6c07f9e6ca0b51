"""The commands that divide and count votes: bargaining points of a table, power in a vote or in a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.asking import (
    DEFAULT_RUNS,
    DEFAULT_SEED,
    Csv,
    Json,
    Level,
    Runs,
    Seed,
    Set,
    StopError,
    Track,
    app,
    deliver,
    read,
)


@app.command()
def bargain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help='{"utilities": [[...]], "disagreement": [...]}')],
    weights: Annotated[str | None, typer.Option("--weights", help="of Nash's product, one a party: 2,1,1")] = None,
    ideals: Annotated[
        str, typer.Option("--ideals", help="of Kalai and Smorodinsky: over individually_rational outcomes or all")
    ] = "individually_rational",
    leximin: Annotated[
        bool, typer.Option("--leximin", help="narrow ties of the least gain by the second least, and so on")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="zero-based rows by rule, all ties")] = False,
) -> None:
    """Efficient outcomes of a table and its bargaining points."""
    from backchannel.theory.points import IDEALS

    if ideals not in IDEALS:
        raise StopError(f"--ideals {ideals}: expected {' or '.join(IDEALS)}")
    by = None if weights is None else _numbers(weights, "--weights")
    if by is not None and min(by) <= 0:
        raise StopError("--weights: expected numbers above 0, one for each party")
    from backchannel import terminal
    from backchannel.analyses.bargain import bargain as analysis

    found = analysis(file, weights=by, ideals=ideals, leximin=leximin)
    if json:
        import json as json_

        terminal.write(json_.dumps(found.rows))
        return
    terminal.layout(found.finding)


@app.command()
def power(
    case: Annotated[str, typer.Argument(help="a case, where no --weights are given")] = "",
    weights: Annotated[
        list[str] | None, typer.Option("--weights", help="of the voters: 50,49,1; once for each --quota")
    ] = None,
    quota: Annotated[list[str] | None, typer.Option("--quota", help="weight that carries; all must be met")] = None,
    members: Annotated[int, typer.Option("--members", min=0, help="least number of members of what wins")] = 0,
    veto: Annotated[str | None, typer.Option("--veto", help="voters without whom nothing is won, from 0: 0,2")] = None,
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = DEFAULT_SEED,
    level: Level = None,
    track: Track = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Who is decisive: in a weighted vote, or under a case's rules."""
    if weights or quota:
        if case:
            raise StopError("a case and --weights: expected one of them")
        _vote(weights or [], quota or [], members, veto, json, csv)
        return
    if members or veto:
        raise StopError("--members and --veto belong to a vote; give it with --weights and --quota")
    the_case = read(case or "geneva-ii", set_)
    from backchannel import terminal
    from backchannel.analyses.asking import the_corridor, the_table
    from backchannel.analyses.pivots import pivots

    found = pivots(the_case, runs=runs, seed=seed, level=level, track=track)
    if deliver(found, the_case, set_, json, csv, None):
        focus = {t.id for t in (the_table(the_case), the_corridor(the_case)) if t}
        terminal.layout(
            found,
            ("actor", "veto", "shapley_shubik", "banzhaf_absolute", "accepts", "decisive", "se"),
            rows=[row for row in found.rows if track or not focus or row["track"] in focus],
            by=("level", "track"),
        )
        terminal.footer(found)


def _vote(weights: list[str], quota: list[str], members: int, veto: str | None, json: bool, csv: bool) -> None:
    if len(weights) != len(quota):
        raise StopError(f"{len(weights)} --weights and {len(quota)} --quota; expected one --quota for each --weights")
    each = [_numbers(text, "--weights") for text in weights]
    if any(len(row) != len(each[0]) for row in each):
        raise StopError("--weights: lists of different length; expected one weight for each voter in each")
    if any(weight < 0 for row in each for weight in row):
        raise StopError("--weights: a weight is negative; expected 0 or more")
    quotas = [_numbers(text, "--quota") for text in quota]
    if any(len(one) != 1 for one in quotas):
        raise StopError("--quota: expected one number; repeat --weights and --quota for a further quota")
    named = [] if veto is None else _numbers(veto, "--veto")
    if any(one not in range(len(each[0])) for one in named):
        raise StopError(f"--veto: no such voter; expected numbers from 0 to {len(each[0]) - 1}")
    from backchannel import terminal
    from backchannel.analyses.voting_power import voting_power

    found = voting_power(each, [one[0] for one in quotas], members=members, vetoes={int(one) for one in named})
    if not found.manifest["settings"]["proper"]:
        terminal.complain("note: improper; two coalitions without a common member can both win")
    if deliver(found, None, None, json, csv, None):
        terminal.layout(found, tuple(c for c in found.columns if not c.endswith("_exact")))


def _numbers(text: str, option: str) -> list[float]:
    """Numbers between commas, whole ones kept whole."""
    from math import isfinite

    out: list[float] = []
    for place, piece in enumerate(text.split(","), start=1):
        try:
            number = int(piece) if piece.strip().lstrip("+-").isdecimal() else float(piece)
            if not isfinite(number):
                raise ValueError
        except (ValueError, OverflowError):
            raise StopError(f"{option}: entry {place} is no number; expected numbers between commas") from None
        out.append(number)
    return out
