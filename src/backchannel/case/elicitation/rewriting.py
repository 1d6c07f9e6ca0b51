"""A changed case back to where it came from, or to another place: the contents of its files, not yet written."""

from __future__ import annotations

from pathlib import Path

from backchannel.case.editing import Edited, edited
from backchannel.case.opening import read_bytes, trouble
from backchannel.case.reading import MAIN, PARTS, STANCES, find_case, shipped_cases
from backchannel.case.schema import Case
from backchannel.case.writing import folder_files, single

YAML = {".yaml", ".yml"}


def rewritten(name: str, case: Case, to: Path | None = None) -> Edited:
    """The files that hold a changed case, with comments and layout kept, in their place or at ``to``.

    Raises CaseError where it cannot be written there: a shipped case, a format that is not YAML, a place that is taken.
    """
    path = find_case(name)
    if path.name == MAIN and path.is_file():
        path = path.parent
    if to is not None:
        return _elsewhere(path, case, to)
    if path.resolve() in {shipped.resolve() for shipped in shipped_cases().values()}:
        raise trouble(name, "is a shipped case and stays as it is", fix="name another place with --to")
    if not path.is_dir() and path.suffix.lower() not in YAML:
        raise trouble(str(path), "is not a case in YAML", fix="name another place with --to")
    return edited(path, case)


def _elsewhere(path: Path, case: Case, to: Path) -> Edited:
    into_file = to.suffix.lower() in YAML
    if to.exists():
        raise trouble(str(to), "exists already; nothing was written", fix="choose another name")
    if to.suffix and not into_file:
        raise trouble(str(to), "is no place for a case", "a new folder, or a file ending in .yaml")
    if path.is_dir() and not into_file:
        names = [name for name in (MAIN, *PARTS, STANCES) if (path / name).exists()]
        new = edited(path, case)
        kept: dict[Path, str | bytes] = {to / name: read_bytes(path / name) for name in names}
        return Edited(kept | {to / old.name: text for old, text in new.files.items()}, new.rewritten)
    if path.suffix.lower() in YAML and into_file:
        new = edited(path, case)
        return Edited({to: new.files.get(path, read_bytes(path))}, new.rewritten)
    if into_file:
        return Edited({to: single(case)})
    return Edited({to / name: text for name, text in folder_files(case).items()})
