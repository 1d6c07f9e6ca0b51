"""The commands that ask a case something."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.cli.asking import (
    DEFAULT_RUNS,
    DEFAULT_SEED,
    CaseArg,
    Chart,
    Csv,
    Guarantees,
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
    which_guarantees,
)

if TYPE_CHECKING:
    from backchannel.case.schema import Case


@app.command()
def brief(
    case: CaseArg = "geneva-ii",
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = DEFAULT_SEED,
    level: Level = None,
    track: Track = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """One screen: why no text, who blocks, what opens one."""
    check_ending(chart)
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.brief import brief as analysis

    found = analysis(the_case, runs=runs, seed=seed, level=level, track=track)
    if deliver(found, the_case, set_, json, csv, chart):
        terminal.brief(found, the_case.name, shlex.quote(case), claims=bool(the_case.claims))
        terminal.footer(found)


@app.command()
def litmus(
    case: CaseArg = "geneva-ii",
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = DEFAULT_SEED,
    level: Level = None,
    track: Track = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """Gaps in public and in private, expectations, agendas."""
    check_ending(chart)
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.litmus import litmus as analysis

    found = analysis(the_case, runs=runs, seed=seed, level=level, track=track)
    if deliver(found, the_case, set_, json, csv, chart):
        gaps = [r for r in found.rows if r["kind"] == "gap" and r["item"] == "all issues" and r["public"] is not None]
        signers = {a for one in the_case.levels for a in one.signers.actors()}
        gaps.sort(key=lambda r: (-len({r["a"], r["b"]} & signers), -float(r["public"] or 0)))
        gaps = gaps[:10]
        terminal.layout(found, ("a", "b", "public", "private", "masking"), rows=gaps)
        terminal.layout(found.parts[0], ("level", "track", "share", "se", "ratified", "margin"))
        terminal.footer(found)


@app.command()
def packages(
    case: CaseArg = "geneva-ii",
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = DEFAULT_SEED,
    level: Level = None,
    track: Track = None,
    guarantees: Guarantees = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """Does a text exist, which is best, who blocks."""
    check_ending(chart)
    which = which_guarantees(guarantees)
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.packages import packages as analysis

    found = analysis(the_case, runs=runs, seed=seed, level=level, track=track, guarantees=which)
    if deliver(found, the_case, set_, json, csv, chart):
        terminal.layout(found, ("level", "track", "guarantees", "share", "se", "single", "ratified", "margin"))
        best, blocking, evens = found.parts
        focus = _focus(the_case, track)
        terminal.best_texts(best, focus)
        terminal.layout(
            blocking,
            ("signer", "refuses_every_text", "last_to_refuse", "short_by", "opens_if_it_signed"),
            by=("level", "track", "guarantees"),
            rows=[r for r in blocking.rows if r["track"] in focus],
        )
        near = [r for r in evens.rows if r["needed"] is not None]
        terminal.layout(
            evens, ("actor", "lever", "now", "needed", "then", "within_reach"), rows=near, by=("level", "track")
        )
        terminal.footer(found)


@app.command()
def explain(
    case: CaseArg,
    actor: Annotated[str, typer.Argument(help="whose view")],
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = DEFAULT_SEED,
    level: Level = None,
    track: Track = None,
    guarantees: Guarantees = None,
    text: Annotated[str | None, typer.Option("--text", help="terms 0-100: leadership=60,aid_access=80")] = None,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """One actor, one text, term by term."""
    check_ending(chart)
    which = which_guarantees(guarantees)
    terms = _terms(text)
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.explain import explain as analysis

    found = analysis(
        the_case, actor, runs=runs, seed=seed, level=level, track=track, guarantees=which or "none", text=terms
    )
    if deliver(found, the_case, set_, json, csv, chart):
        terminal.layout(found, ("step", "mean", "low", "high", "meaning"))
        terminal.footer(found)


def _focus(case: Case, track: str | None) -> set[str]:
    """The tracks whose details fill the screen: the one asked for, else the table and the corridor."""
    from backchannel.analyses.asking import the_corridor, the_table

    named = {t.id for t in (the_table(case), the_corridor(case)) if t}
    return {track} if track else named or {t.id for t in case.tracks}


def _terms(text: str | None) -> dict[str, float] | None:
    if text is None:
        return None
    out: dict[str, float] = {}
    for piece in text.split(","):
        issue, equals, value = piece.partition("=")
        try:
            if not equals:
                raise ValueError
            if issue.strip() in out:
                raise StopError(f"--text: {issue.strip()} stands there twice; expected each issue once")
            out[issue.strip()] = float(value)
            if not 0 <= out[issue.strip()] <= 100:
                raise ValueError
        except ValueError:
            raise StopError(
                f"--text: `{piece}` is no term; expected ISSUE=NUMBER with a number from 0 to 100"
            ) from None
    return out


@app.command()
def claims(
    case: CaseArg = "geneva-ii",
    claim: Annotated[str | None, typer.Option("--claim", help="one claim only")] = None,
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = DEFAULT_SEED,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """What the text behind a case claims, put to the test."""
    check_ending(chart)
    the_case = read(case, set_)
    from backchannel import terminal
    from backchannel.analyses.claims import claims as analysis

    found = analysis(the_case, runs=runs, seed=seed, claim=claim)
    if deliver(found, the_case, set_, json, csv, chart):
        terminal.layout(found, ("claim", "status", "tested", "share", "se", "hinges_on_in_words", "hinge"))
        if found.parts[0].rows:
            terminal.layout(found.parts[0], ("claim", "says", "median", "error", "comparator", "against", "share"))
        terminal.footer(found)


@app.command()
def theory(
    name: Annotated[str | None, typer.Argument(help="a closed form; the list unless given")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="PARAMETER=NUMBER, repeatable")] = None,
    show: Annotated[bool, typer.Option("--show", help="equation, symbols, source and caveats")] = False,
    json: Annotated[bool, typer.Option("--json", help="parameters as JSON on standard input, answer as JSON")] = False,
) -> None:
    """The closed forms behind the model."""
    from backchannel.theoryface import run

    try:
        run(name, set_ or [], show=show, as_json=json)
    except ValueError as error:
        raise StopError(str(error)) from None
