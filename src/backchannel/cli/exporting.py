"""The command that carries a case, redacted, to other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.asking import CaseArg, Force, Json, Set, StopError, app, read


@app.command()
def export(
    case: CaseArg,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="FILE.graphml, .gexf, .xlsx (Kumu), .zip (CSV), or a folder (CSV)")
    ],
    profile: Annotated[
        str, typer.Option("--profile", help="the highest label that goes out: public, partners, team or secret")
    ] = "public",
    to: Annotated[str | None, typer.Option("--to", help="graphml, gexf, kumu or csv; else by the ending")] = None,
    bipartite: Annotated[
        bool, typer.Option("--bipartite", help="graphs: issues, levels and tracks as nodes too")
    ] = False,
    private_project: Annotated[
        bool, typer.Option("--private-project", help="kumu: it goes to a project that is not public")
    ] = False,
    set_: Set = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """A case for Gephi, yEd, Kumu or R: a graph, a workbook or tables, without what lies above a label."""
    from backchannel.core.labels import Label
    from backchannel.report.exports.writing import check, to_of

    try:
        highest = Label.parse(profile)
    except ValueError as error:
        raise StopError(f"--profile {profile}: {error}") from None
    kind = to_of(output, to)
    if bipartite and kind not in ("graphml", "gexf"):
        raise StopError(f"--bipartite: expected a graph; {kind} holds issues, levels and tracks in any case")
    from backchannel import terminal
    from backchannel.case.reading import find_case
    from backchannel.report.exports.kumu import WARNING
    from backchannel.report.exports.writing import export as write_export

    check(output, to=to, profile=highest, private_project=private_project, force=force, origin=find_case(case))
    if kind == "kumu":
        terminal.complain(WARNING)
    found = write_export(read(case, set_), output, to=kind, profile=highest, bipartite=bipartite)
    if json:
        terminal.as_json(found)
        return
    out = terminal.console()
    more = f": {len(found.rows)} files" if output.is_dir() else ""
    out.print(f"wrote {output}{more}", markup=False)
    for sentence in found.sentences():
        out.print(sentence, markup=False)
    out.print(f"label: {found.label} | case {found.manifest['case'][:12]}", markup=False)
