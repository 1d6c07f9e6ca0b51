"""The commands that ask people: a first case by interview, sheets for experts, and their answers merged."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.cli.asking import (
    DEFAULT_SEED,
    CaseArg,
    Chart,
    Csv,
    Json,
    Seed,
    StopError,
    app,
    check_ending,
    deliver,
    read,
)

if TYPE_CHECKING:
    from backchannel.case.elicitation.answering import Said
    from backchannel.case.elicitation.sheetreading import Merging
    from backchannel.core.finding import Finding

"""How often one question is asked again where nobody sees the complaint."""


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="where to put the case; must not exist yet")],
    title: Annotated[str | None, typer.Option("--title", help="what the conference is called")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="make it from ten plain questions, one line each")] = False,
) -> None:
    """Start a case: a small valid folder to fill in, or a first case from ten questions."""
    from backchannel import terminal
    from backchannel.case.starting import start

    try:
        written, notes = _interviewed(folder, title) if ask else (start(folder, title), [])
    except (FileExistsError, ValueError) as error:
        raise StopError(str(error)) from None
    out = terminal.console()
    out.print(f"wrote {', '.join(p.name for p in written)} in {folder}", markup=False)
    if notes:
        out.print("taken for granted:")
        for note in notes:
            out.print(f"- {note}", markup=False)
    path = shlex.quote(str(folder))
    out.print(f"next: backchannel check {path}; backchannel brief {path}", markup=False)
    if notes:
        out.print(f"then: backchannel sheets {path} --to sheets --experts heron,wren", markup=False)


def _interviewed(folder: Path, title: str | None) -> tuple[list[Path], list[str]]:
    """A case from ten answers read line by line; nothing is written before the last."""
    import datetime as dt

    from backchannel.case.elicitation.answering import Said
    from backchannel.case.elicitation.interview import QUESTIONS
    from backchannel.case.elicitation.interviewed import HEAD, assumed, first_case
    from backchannel.case.reading import MAIN
    from backchannel.case.starting import check_title, folder_id, write_folder
    from backchannel.case.writing import folder_files

    id_ = folder_id(folder)
    check_title(title)
    today = dt.datetime.now(dt.UTC).date()
    said = Said(title or f"{folder.name} (working title)", today)
    for number, _ in enumerate(QUESTIONS, 1):
        said = _asked(number, said)
    case = first_case(said, id_, today)
    files = folder_files(case)
    files[MAIN] = f"{HEAD}\n{files[MAIN]}"
    return write_folder(folder, files), assumed(said)


def _asked(number: int, said: Said) -> Said:
    """One question, asked again until it is answered; in a pipe the next line would answer another, so it stops."""
    from backchannel import terminal
    from backchannel.case.elicitation.interview import QUESTIONS, answer

    question, watched = QUESTIONS[number - 1], sys.stdin.isatty()
    if watched:
        terminal.complain(f"\n{number} of {len(QUESTIONS)}. {question.ask(said)}")
        terminal.complain(f"   For example: {question.example(said)}")
        terminal.complain(f"   Enter = don't know: {question.blank}.")
    while True:
        line = _line(number, watched)
        try:
            return answer(question, line, said)
        except ValueError as error:
            if not watched:
                raise StopError(f"line {number}, question {number}: {error}; nothing was written") from None
            terminal.complain(f"question {number}: {error}")


def _line(number: int, watched: bool) -> str:
    if watched:
        print("> ", end="", file=sys.stderr, flush=True)
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        raise StopError(f"question {number}: the answer is not text in UTF-8; nothing was written") from None
    if not line:
        raise StopError(f"the answers ended before question {number} of 10 was answered; nothing was written")
    return line


@app.command()
def sheets(
    case: CaseArg,
    to: Annotated[Path, typer.Option("--to", help="folder for the sheets, one file an expert")],
    experts: Annotated[str, typer.Option("--experts", help="pseudonyms, separated by commas, e.g. heron,wren")],
    about: Annotated[
        list[str] | None, typer.Option("--about", help="start of a path, e.g. actors.russia; repeatable")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=1000, help="how many questions at most")] = 30,
    format_: Annotated[str, typer.Option("--format", help="xlsx or csv")] = "xlsx",
    label: Annotated[str, typer.Option("--label", help="highest label of what a sheet may ask about")] = "team",
    runs: Annotated[int, typer.Option("--runs", min=1, max=1_000_000, help="draws behind the choice")] = 500,
    seed: Seed = DEFAULT_SEED,
) -> None:
    """Blank sheets for experts: lowest, highest, best guess, confidence."""
    import datetime as dt

    from backchannel.core.labels import Label

    if format_ not in ("xlsx", "csv"):
        raise StopError(f"--format {format_}: expected xlsx or csv")
    the_case = read(case, None)
    from backchannel import terminal
    from backchannel.analyses.worth_asking import worth_asking
    from backchannel.case.elicitation.answering import count
    from backchannel.case.elicitation.sheetbooks import book_bytes, csv_bytes
    from backchannel.case.elicitation.sheets import check_experts, sheet
    from backchannel.core.files import write_all

    try:
        names = check_experts(experts.split(","))
        ceiling = Label.parse(label)
    except ValueError as error:
        raise StopError(str(error)) from None
    chosen = worth_asking(the_case, runs=runs, seed=seed, about=about or (), most=most, ceiling=ceiling)
    today = dt.datetime.now(dt.UTC).date()
    made = {name: sheet(the_case, name, chosen.rows, ceiling, today) for name in names}
    files = {to / f"{name}.{format_}": (book_bytes if format_ == "xlsx" else csv_bytes)(s) for name, s in made.items()}
    there = [path for path in files if path.exists()]
    if there:
        raise StopError(f"{there[0]} exists already and may hold answers; choose another folder, nothing was written")
    write_all(files)
    out = terminal.console()
    wrote = ", ".join(path.name for path in files)
    out.print(f"wrote {wrote} in {to}, {count(len(chosen.rows), 'question')} each", markup=False)
    if chosen.cut:
        out.print(f"{chosen.cut} more are worth less; --most {len(chosen.rows) + chosen.cut} asks all")
    if chosen.hidden:
        out.print(f"left out as labelled above `{ceiling}`: {count(chosen.hidden, 'number')}")
    filled = shlex.quote(str(to / f"{names[0]}.{format_}"))
    out.print(f"next, when they are back: backchannel merge {shlex.quote(case)} {filled} ... --dry-run", markup=False)
    out.print(f"label: {ceiling}")


@app.command()
def merge(
    case: CaseArg,
    filled: Annotated[list[Path], typer.Argument(metavar="SHEET...", help="filled sheets, .xlsx or .csv")],
    to: Annotated[
        Path | None, typer.Option("--to", help="write the case here (a new folder, or a new .yaml file)")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="write nothing, only show")] = False,
    drop_coder: Annotated[
        bool, typer.Option("--drop-coder", help="do not keep the case's own figure as one more answer")
    ] = False,
    stale: Annotated[bool, typer.Option("--stale", help="take answers though the wording has changed since")] = False,
    json: Json = False,
    chart: Chart = None,
) -> None:
    """Answers of experts into the case, and where they disagree."""
    import datetime as dt

    check_ending(chart)
    the_case = read(case, None)
    from backchannel import terminal
    from backchannel.analyses.disagreement import disagreement as analysis
    from backchannel.case.editing import Edited
    from backchannel.case.elicitation.pooling import merged
    from backchannel.case.elicitation.rewriting import rewritten
    from backchannel.case.elicitation.sheetreading import read_sheets
    from backchannel.core.files import write_all

    found = read_sheets(the_case, filled, stale=stale)
    today = dt.datetime.now(dt.UTC).date()
    pooled = merged(the_case, found.answers, today, drop_coder=drop_coder)
    new = Edited({}) if dry_run or not found.answers else rewritten(case, pooled, to)
    finding = analysis(pooled, said=found.answers)
    wanted = deliver(finding, None, None, json, False, chart)
    write_all(new.files)
    for note in found.notes:
        terminal.complain(f"note: {note}")
    for path in new.rewritten:
        terminal.complain(f"note: {path} had to be written anew, without its comments")
    if wanted:
        _disagreement(finding)
    terminal.complain(_merged(found, case if to is None else str(to), written=bool(new.files)))


def _merged(found: Merging, where: str, *, written: bool) -> str:
    if not found.answers:
        return f"no answers: {found.blank} rows are blank; nothing was written"
    done = f"merged into {where}" if written else "nothing was written"
    numbers = len({answer.path for answer in found.answers})
    who = ", ".join(found.experts)
    return f"{len(found.answers)} answers of {who} to {numbers} numbers, {found.blank} rows blank; {done}"


@app.command()
def disagreement(
    case: CaseArg,
    prefix: Annotated[str, typer.Argument(help="start of a path, e.g. actors.russia; all unless given")] = "",
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """Where the experts of a case contradict each other, worst first."""
    check_ending(chart)
    the_case = read(case, None)
    from backchannel.analyses.disagreement import disagreement as analysis

    found = analysis(the_case, prefix)
    if deliver(found, None, None, json, csv, chart):
        _disagreement(found)


def _disagreement(found: Finding) -> None:
    from backchannel import terminal

    if found.rows:
        terminal.layout(found, ("what", "experts", "least", "pooled", "most", "gap", "between", "apart", "outlier"))
        told = [row for row in found.parts[0].rows if row["comment"]]
        if told:
            terminal.layout(found.parts[0], ("path", "expert", "comment"), rows=told)
    else:
        terminal.layout(found, ("what", "experts"), rows=[])
    terminal.footer(found)
