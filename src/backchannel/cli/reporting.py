"""The command that writes a report to read, for a profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.cli.asking import DEFAULT_SEED, CaseArg, Json, Level, Seed, Set, StopError, app, read
from backchannel.cli.running import progress_bar

if TYPE_CHECKING:
    from backchannel.report.document import Document
    from backchannel.report.formats import Content
    from backchannel.runs.engines import Engine

PROFILES = ("public", "partners", "team", "secret")
ENDINGS = (".html", ".pdf", ".docx", ".md")

ENOUGH = 1000
"""Runs from which on worker processes save more than it takes to start them."""


@app.command()
def report(
    case: CaseArg = "geneva-ii",
    profile: Annotated[
        str, typer.Option("--profile", help="public, partners, team or secret: nothing above it is in it")
    ] = "team",
    out: Annotated[
        list[Path] | None, typer.Option("-o", "--out", metavar="FILE", help="FILE.html, .pdf, .docx or .md; repeatable")
    ] = None,
    figures: Annotated[
        Path | None, typer.Option("--figures", metavar="DIR", help="the pictures too, as SVG and PNG")
    ] = None,
    runs: Annotated[
        int, typer.Option("--runs", min=20, max=1_000_000, help="runs of the forecast; the rest in proportion")
    ] = 2000,
    seed: Seed = DEFAULT_SEED,
    level: Level = None,
    set_: Set = None,
    json: Json = False,
) -> None:
    """A brief to hand over: what is likely, why not, who, what to watch."""
    if profile not in PROFILES:
        raise StopError(f"--profile {profile}: expected {', '.join(PROFILES[:-1])} or {PROFILES[-1]}")
    wanted = check_names(out or [])
    if not (wanted or figures or json):
        raise StopError(
            f"nothing to write; expected -o FILE with {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}, or --json"
        )
    the_case = read(case, set_)
    with workers(runs) as engine:
        from concurrent.futures import ThreadPoolExecutor

        from backchannel import terminal
        from backchannel.core.labels import Label
        from backchannel.report.composing import compose
        from backchannel.report.lint import lint
        from backchannel.runs.engines import quiet

        label = Label.parse(profile)
        with progress_bar("steps") as bar:
            document = compose(the_case, label, runs=runs, seed=seed, level=level, told=bar or quiet, engine=engine)
        with ThreadPoolExecutor(1) as beside:  # the formats take the workers, so this process has nothing else to do
            linted = beside.submit(lint, document)
            files = contents(document, wanted, figures, engine)
            faults = linted.result()
    if faults:
        raise StopError(broken([(one.rule, one.section) for one in faults]))
    write_files(files, 0o644 if label is Label.PUBLIC else 0o600)
    for path in files:
        terminal.complain(f"written: {path} ({document.marking.lower()})")
    if json:
        from json import dumps

        from backchannel.report.plain_data import plain_data

        terminal.write(dumps(plain_data(document), indent=2, ensure_ascii=False, allow_nan=False))


def check_names(paths: list[Path]) -> list[Path]:
    """Files to write, each once. Raises StopError before any work for an ending that no format has."""
    for path in paths:
        if path.suffix.lower() not in ENDINGS:
            raise StopError(f"-o {path}: expected a name ending in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")
    return list(dict.fromkeys(paths))


def broken(faults: list[tuple[str, str]]) -> str:
    """What to say where the program's own text breaks its own rules; the text itself may be above public."""
    found = sorted({f"{rule} in section {section}" for rule, section in faults})
    return (
        f"internal error: the report breaks its own rules of wording ({'; '.join(found)}), so nothing was written; "
        "please report this with the rule and the section"
    )


@contextmanager
def workers(runs: int) -> Iterator[Engine]:
    """Worker processes where there is enough to do for them and a core for each, else this process."""
    from numba import config

    from backchannel import terminal
    from backchannel.runs.engines import Here, Processes

    if runs >= ENOUGH and int(config.NUMBA_NUM_THREADS) > 1:
        with Processes(say=terminal.complain) as processes:
            processes.ahead(import_all)
            yield processes
    else:
        yield Here()


def import_all() -> None:
    """What takes a worker longest to begin with."""
    import backchannel.report.composing  # noqa: F401


def contents(document: Document, wanted: list[Path], folder: Path | None, engine: Engine) -> dict[Path, Content]:
    """All that was asked for, by file; the format that takes longest is begun first.

    Raises AskError where a package for one is missing.
    """
    from functools import partial

    from backchannel.report import formats
    from backchannel.runs.engines import Here

    paths = sorted(wanted, key=lambda path: formats.ENDINGS.index(path.suffix.lower()))
    where = engine if len(paths) > 1 else Here()
    all_made = where.each(partial(formats.formatted, document), [path.suffix.lower() for path in paths])
    files: dict[Path, Content] = {}
    for path, made in zip(paths, all_made, strict=True):
        files[path] = made.content
        files |= {path.parent / name: picture for name, picture in made.beside.items()}
    if folder is not None:
        from backchannel.report.pictures import both

        files |= {folder / name: picture for name, picture in both(document).items()}
    return files


def write_files(files: Mapping[Path, str | bytes], mode: int) -> None:
    """All of them or none."""
    from backchannel.core.files import write_all

    try:
        write_all(files, mode=mode, exact=True)
    except OSError as error:
        raise StopError(f"{error.filename}: {error.strerror or error}; no file of this report was written") from None
