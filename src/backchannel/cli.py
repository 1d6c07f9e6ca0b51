"""The commands: thin, and quick to start because each imports what it needs when it runs."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from backchannel.core.errors import AskError, ClosedPipe, StoppedByKey

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

CaseArg = Annotated[str, typer.Argument(help="a case folder, a YAML file, or the name of a shipped case")]
Runs = Annotated[int, typer.Option("--runs", min=1, max=10_000_000, help="draws of the analyst's doubts")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**64 - 1, help="same seed, same numbers")]
Level = Annotated[str | None, typer.Option("--level", help="one level of outcome only")]
Track = Annotated[str | None, typer.Option("--track", help="one track only")]
Set = Annotated[list[str] | None, typer.Option("--set", help="PATH=VALUE, e.g. actors.russia.openness=0.3; repeatable")]
Json = Annotated[bool, typer.Option("--json", help="the Finding as JSON")]
Csv = Annotated[bool, typer.Option("--csv", help="the table as CSV")]
Chart = Annotated[Path | None, typer.Option("--chart", help="write the picture to FILE.svg, .png or .html")]
Guarantees = Annotated[str | None, typer.Option("--guarantees", help="none, insiders or all")]

DEFAULT_RUNS, DEFAULT_SEED = 2000, 1


class StopError(Exception):
    """A message for the person at the keyboard; exit code 2."""


def _case(name: str, overrides: list[str] | None) -> Case:
    from backchannel.case.reading import find_case, read_case

    return read_case(find_case(name), overrides or [])


def _deliver(
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
    from backchannel.case.schema import inputs

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


def _check_ending(chart: Path | None) -> None:
    if chart is not None and chart.suffix.lower() not in {".svg", ".png", ".html"}:
        raise StopError(f"--chart {chart}: expected a name ending in .svg, .png or .html")


def _which(guarantees: str | None) -> str | None:
    if guarantees not in (None, "none", "insiders", "all"):
        raise StopError(f"--guarantees {guarantees}: expected none, insiders or all")
    return guarantees


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
    _check_ending(chart)
    the_case = _case(case, set_)
    from backchannel import terminal
    from backchannel.analyses.brief import brief as analysis

    found = analysis(the_case, runs=runs, seed=seed, level=level, track=track)
    if _deliver(found, the_case, set_, json, csv, chart):
        terminal.brief(found, the_case.name, shlex.quote(case))
        terminal.footer(found)


@app.command()
def check(
    case: CaseArg,
    set_: Set = None,
    strict: Annotated[bool, typer.Option("--strict", help="exit 1 if there are warnings")] = False,
    all_: Annotated[bool, typer.Option("--all", help="show every problem, not the first ten")] = False,
    json: Json = False,
) -> None:
    """What is missing, inconsistent or unsourced, worst first."""
    from backchannel import terminal
    from backchannel.case.checking import check as problems_of

    problems = problems_of(_case(case, set_))
    warnings = [p for p in problems if p.severity == "warning"]
    if json:
        import json as json_

        rows = [
            {"severity": p.severity, "field": p.field, "message": p.message, "expected": p.expected, "fix": p.fix}
            for p in problems
        ]
        text = json_.dumps({"warnings": len(warnings), "problems": rows}, indent=2, ensure_ascii=False)
        terminal.write(text)
    else:
        out = terminal.console()
        shown = problems if all_ else problems[:10]
        for p in shown:
            out.print(f"{p.severity}: {p}", markup=False)
        if len(problems) > len(shown):
            out.print(f"... and {len(problems) - len(shown)} more; --all shows them")
        out.print(f"{len(warnings)} warnings, {len(problems) - len(warnings)} notes, no errors")
    if strict and warnings:
        raise typer.Exit(1)


@app.command()
def show(
    case: CaseArg,
    prefix: Annotated[str, typer.Argument(help="start of a path, e.g. actors.russia; all unless given")] = "",
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """The numbers of a case, with doubt, label and source."""
    the_case = _case(case, set_)
    from backchannel import terminal
    from backchannel.analyses.show import show as analysis

    found = analysis(the_case, prefix)
    if _deliver(found, None, None, json, csv, None):
        terminal.layout(found, ("path", "low", "best", "high", "label", "evidence") if prefix else None)
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
    _check_ending(chart)
    the_case = _case(case, set_)
    from backchannel import terminal
    from backchannel.analyses.litmus import litmus as analysis

    found = analysis(the_case, runs=runs, seed=seed, level=level, track=track)
    if _deliver(found, the_case, set_, json, csv, chart):
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
    _check_ending(chart)
    which = _which(guarantees)
    the_case = _case(case, set_)
    from backchannel import terminal
    from backchannel.analyses.packages import packages as analysis

    found = analysis(the_case, runs=runs, seed=seed, level=level, track=track, guarantees=which)
    if _deliver(found, the_case, set_, json, csv, chart):
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
    _check_ending(chart)
    which = _which(guarantees)
    terms = _terms(text)
    the_case = _case(case, set_)
    from backchannel import terminal
    from backchannel.analyses.explain import explain as analysis

    found = analysis(
        the_case, actor, runs=runs, seed=seed, level=level, track=track, guarantees=which or "none", text=terms
    )
    if _deliver(found, the_case, set_, json, csv, chart):
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
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = DEFAULT_SEED,
    set_: Set = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """What the text behind a case claims, put to the test."""
    _check_ending(chart)
    the_case = _case(case, set_)
    from backchannel import terminal
    from backchannel.analyses.claims import claims as analysis

    found = analysis(the_case, runs=runs, seed=seed)
    if _deliver(found, the_case, set_, json, csv, chart):
        terminal.layout(found, ("claim", "status", "tested", "share", "se", "hinges_on_in_words", "hinge"))
        terminal.layout(found.parts[0], ("claim", "says", "median", "comparator", "against", "share"))
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


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="where to put the case; must not exist yet")],
    title: Annotated[str | None, typer.Option("--title", help="what the conference is called")] = None,
) -> None:
    """Start a case: a small valid folder to fill in."""
    from backchannel import terminal
    from backchannel.case.starting import start

    try:
        written = start(folder, title)
    except (FileExistsError, ValueError) as error:
        raise StopError(str(error)) from None
    out = terminal.console()
    out.print(f"wrote {', '.join(p.name for p in written)} in {folder}", markup=False)
    path = shlex.quote(str(folder))
    out.print(f"next: backchannel check {path}; backchannel brief {path}", markup=False)


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(2)


def _interrupt(*_: object) -> NoReturn:
    raise StoppedByKey


def main(argv: list[str] | None = None) -> Any:
    """Run the command line. Exit codes: 0 fine, 1 warnings under --strict, 2 a message, 130 interrupted."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _interrupt)
    try:
        status = app(args=argv, standalone_mode=False, prog_name="backchannel")
        sys.stdout.flush()
    except StopError as stop:
        _fail(str(stop))
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except (StoppedByKey, KeyboardInterrupt, typer.Abort):
        print("interrupted; nothing was left half-written", file=sys.stderr)
        sys.exit(130)
    except (BrokenPipeError, ClosedPipe):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing left to flush into
        sys.exit(0)
    except Exception as error:
        _told(error)
        raise
    sys.exit(status if isinstance(status, int) else 0)


def _told(error: Exception) -> None:
    """Exit with one message where the error is one a person can act on."""
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):  # how the command line was used
        context = getattr(error, "ctx", None)
        if type(error).__name__ == "NoArgsIsHelpError":
            _fail(error.format_message())
        asked = context.command_path if context else "backchannel"
        _fail(f"{error.format_message()} Try {asked} --help.")
    if isinstance(error, OSError):
        _fail(f"{error.filename or 'a file'}: {error.strerror or error}")
    if isinstance(error, MemoryError):
        _fail("not enough memory for that many draws; try fewer --runs")
    from backchannel.case.problems import CaseError

    if isinstance(error, AskError | CaseError):
        _fail(str(error))


if __name__ == "__main__":
    main()
