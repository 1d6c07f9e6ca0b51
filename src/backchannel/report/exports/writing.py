"""Writing an export: which format, under what rights, and the Finding that says what was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from backchannel import __version__
from backchannel.case.elicitation.answering import count
from backchannel.case.problems import listing
from backchannel.case.reading import case_hash
from backchannel.case.redaction import redact
from backchannel.case.schema import Case
from backchannel.core.errors import AskError
from backchannel.core.files import write_all
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.report.exports.bundle import COARSE, bundle, zipped
from backchannel.report.exports.legible import cleaned
from backchannel.report.exports.network import network

To = Literal["graphml", "gexf", "kumu", "csv"]
TO: tuple[To, ...] = get_args(To)
ENDINGS: dict[str, To] = {".graphml": "graphml", ".gexf": "gexf", ".xlsx": "kumu", ".zip": "csv", "": "csv"}
EXPECTED = "a name ending in .graphml, .gexf or .xlsx (Kumu), or for CSV a folder or a name ending in .zip"


def to_of(target: Path, to: str | None = None) -> To:
    """The format to write: as said, which the ending must fit, else by the ending. Raises AskError.

    >>> [to_of(Path(name)) for name in ("map.graphml", "map.GEXF", "map.xlsx", "tables.zip", "tables")]
    ['graphml', 'gexf', 'kumu', 'csv', 'csv']
    """
    if to is not None and to not in TO:
        raise AskError(f"--to {to}: expected {listing(TO)}")
    by_ending = "csv" if target.is_dir() else ENDINGS.get(target.suffix.lower())
    asked = next((one for one in TO if one == to), by_ending)
    if asked is None:
        raise AskError(f"{target}: no ending by which its format is known; expected {EXPECTED}")
    if asked != by_ending:
        fits = listing([end or "a folder" for end, one in ENDINGS.items() if one == asked])
        raise AskError(f"{target}: does not fit --to {asked}; expected {fits}")
    return asked


def check(target: Path, *, to: str | None, profile: Label, private_project: bool, force: bool, origin: Path) -> To:
    """Refuse before any work what will not be written; the format otherwise. Raises AskError and OSError.

    ``origin`` is where the case was read from: it is never written over, whatever is forced.
    """
    asked = to_of(target, to)
    if asked == "kumu" and profile is not Label.PUBLIC and not private_project:
        raise AskError(
            f"--profile {profile}: projects on a free Kumu account are public; use --private-project where this "
            "goes to a private one, or --profile public"
        )
    if target.exists() and target.resolve() in (origin.resolve(), *origin.resolve().parents):
        raise AskError(f"{target}: the case itself stands there; choose another name")
    above = next(one for one in target.absolute().parents if one.exists())
    if not above.is_dir():
        raise AskError(f"{above}: is a file and can hold none; choose another place")
    if target.is_dir():
        if any(target.iterdir()):
            raise AskError(f"{target}: holds files already; choose a new folder or an empty one, nothing was written")
    elif (target.exists() or target.is_symlink()) and not force:
        raise AskError(f"{target}: exists already; choose another name, or use --force to overwrite it")
    return asked


def export(
    case: Case,
    target: Path,
    *,
    to: To,
    profile: Label = Label.PUBLIC,
    bipartite: bool = False,
) -> Finding:
    """Write a case, redacted to a profile, in one format; the Finding lists the files that were written.

    Everything in a file comes from the redacted case: cases that differ only above the profile give the same bytes.
    Files anybody may read carry the rights 0644, others 0600, also where they take the place of another. Raises OSError
    naming the file; then nothing is written.
    """
    redacted = redact(case, profile).case
    clean = cleaned(redacted)
    hash = case_hash(redacted)
    mode = 0o644 if profile is Label.PUBLIC else 0o600
    about = (
        f"{clean.case.case.title}, as of {clean.case.case.as_of}: values at or below {profile}, case {hash}, "
        f"backchannel {__version__}"
    )
    files = _contents(
        clean.case, target, to, about, profile=profile, bipartite=bipartite, hash=hash, marked=clean.marked
    )
    write_all(files, mode=mode, exact=True)
    settings: dict[str, Any] = {"export": to, "profile": str(profile), **({"bipartite": True} if bipartite else {})}
    rows: list[Row] = [{"file": path.name, "format": to, "bytes": len(content)} for path, content in files.items()]
    return Finding(
        title=f"{clean.case.case.title}: export for {to}",
        columns=("file", "format", "bytes"),
        rows=tuple(rows),
        text=tuple(_sentences(clean.case, to, profile, clean.marked, bipartite)),
        label=profile,
        manifest={"program": f"backchannel {__version__}", "case": hash, "settings": settings},
    )


def _contents(
    case: Case, target: Path, to: To, about: str, profile: Label, bipartite: bool, hash: str, marked: int
) -> Mapping[Path, bytes]:
    if to == "kumu":
        from backchannel.report.exports.kumu import book

        return {target: book(case, about)}
    if to == "csv":
        files = bundle(case, profile, hash, marked)
        if target.suffix.lower() == ".zip" and not target.is_dir():
            return {target: zipped(files, 0o644 if profile is Label.PUBLIC else 0o600)}
        return {target / name: content for name, content in sorted(files.items())}
    from backchannel.report.exports import graph

    make = graph.graphml if to == "graphml" else graph.gexf
    return {target: make(case, about, bipartite=bipartite)}


def _sentences(case: Case, to: To, profile: Label, marked: int, bipartite: bool) -> list[str]:
    said = [
        f"{count(len(case.actors), 'actor')}, {count(len(case.ties), 'tie')}, {count(len(case.issues), 'issue')} and "
        f"{count(len(case.stances), 'stance')}, with values at or below {profile}."
    ]
    if profile is Label.PUBLIC:
        said.append(COARSE)
    if marked:
        stood = f"{marked} sign{'s' * (marked != 1)} that {'is' if marked == 1 else 'are'} not seen stood in its texts"
        said.append(f"{stood}; each is written by its number, as [U+202E].")
    if to in ("graphml", "gexf") and not bipartite and not network(case, others=False).links:
        said.append("No link between two actors lies at or below it; --bipartite joins them by what they talk about.")
    return said
