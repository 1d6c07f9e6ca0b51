"""The commands that carry a case between formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.asking import Force, app, read


@app.command()
def convert(
    source: Annotated[str, typer.Argument(metavar="FROM", help="a case in any format, or a shipped case")],
    target: Annotated[Path, typer.Argument(metavar="TO", help="a folder, or FILE.yaml, .xlsx, .csv or .xml")],
    to: Annotated[str | None, typer.Option("--to", help="yaml, folder, xlsx, ktab-csv or ktab-xml")] = None,
    force: Force = False,
    json: Annotated[bool, typer.Option("--json", help="what was done, as JSON")] = False,
) -> None:
    """A case from one format into another; comments stay where one is updated."""
    from backchannel import terminal
    from backchannel.case import formats

    formats.kind_of(target, to)
    done = formats.convert(read(source, None), target, to=to, force=force)
    if json:
        import json as json_

        said = {
            "kind": done.kind,
            "written": [str(path) for path in done.written],
            "changed": done.changed,
            "rewritten": [str(path) for path in done.rewritten],
            "lost": list(done.lost),
        }
        terminal.write(json_.dumps(said, indent=2, ensure_ascii=False))
        return
    out = terminal.console()
    if done.changed is None:
        where = f"{', '.join(path.name for path in done.written)} in {target}" if done.kind == "folder" else str(target)
        out.print(f"wrote {where}", markup=False)
    elif not done.written:
        out.print(f"{target} says the same already; nothing was written", markup=False)
    else:
        names = ", ".join(path.name for path in done.written)
        out.print(
            f"updated {target}: {done.changed} value{'s' * (done.changed != 1)} changed in {names}; "
            "comments and layout are as they were elsewhere",
            markup=False,
        )
    for path in done.rewritten:
        out.print(f"note: {path.name} was written anew; its comments and layout could not be kept", markup=False)
    if done.lost:
        out.print("what this format cannot hold:")
        for line in done.lost:
            out.print(f"- {line}", markup=False)


@app.command()
def template(
    target: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="where to write it")],
    force: Force = False,
) -> None:
    """An empty workbook (.xlsx) to fill in."""
    import shlex

    from backchannel import terminal
    from backchannel.case import formats

    formats.template(target, force=force)
    terminal.console().print(
        f"wrote {target}; fill it in, then: backchannel check {shlex.quote(str(target))}", markup=False
    )
