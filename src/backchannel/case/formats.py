"""A case from one format into another, or into the files of a case that is there already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from backchannel.case.editing import edited, in_place_of
from backchannel.case.opening import trouble
from backchannel.case.plain import plain
from backchannel.case.problems import CaseError, listing
from backchannel.case.reading import MAIN, NEVER, PARTS, STANCES, read_case
from backchannel.case.schema import Case
from backchannel.case.writing import folder_files, single
from backchannel.core.files import write_all

Kind = Literal["yaml", "folder", "xlsx", "ktab-csv", "ktab-xml"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ENDINGS: dict[str, Kind] = {
    **{".yaml": "yaml", ".yml": "yaml", "": "folder"},
    **{".xlsx": "xlsx", ".csv": "ktab-csv", ".xml": "ktab-xml"},
}
KEYS = (("id",), ("actor", "issue"), ("actor", "outcome"), ("source", "target"), ("group",), ("actor",), ("who",))


@dataclass(frozen=True)
class Converted:
    """What was written: its kind, the files, and in how many values a case that was there before differs.

    ``rewritten`` are those of its files whose comments and layout could not be kept; ``lost`` says in words what the
    format cannot hold.
    """

    kind: Kind
    written: tuple[Path, ...]
    changed: int | None = None
    rewritten: tuple[Path, ...] = ()
    lost: tuple[str, ...] = ()


def kind_of(target: Path, to: str | None = None) -> Kind:
    """The format to write: as said, else a folder where there is one, else by the ending. Raises CaseError.

    The main file of a folder stands for the folder.

    >>> [kind_of(Path(name)) for name in ("my-case", "case.yml", "book.xlsx", "rows.csv", "scenario.xml")]
    ['folder', 'yaml', 'xlsx', 'ktab-csv', 'ktab-xml']
    """
    if target.name == NEVER:
        raise trouble(str(target), "holds what happened and is never written", fix="choose another name")
    if to is not None:
        found = next((kind for kind in KINDS if kind == to), None)
        if found is None:
            raise trouble(f"--to {to}", "is no format that a case can be written in", listing(KINDS))
    elif target.is_dir():
        found = "folder"
    else:
        found = ENDINGS.get(target.suffix.lower())
        if found is None:
            expected = f"a folder, or a name ending in {listing([end for end in ENDINGS if end])}"
            raise trouble(str(target), "has no ending by which its format is known", expected, "say it with --to")
    if found == "yaml" and _has_parts(target):
        return "folder"
    if found == "folder" and target.is_file():
        raise trouble(str(target), "is a file and can be no folder", fix="choose another name")
    if found != "folder" and target.is_dir():
        raise trouble(str(target), "is a folder and can be no file", fix="choose another name")
    return found


def convert(case: Case, target: Path, *, to: str | None = None, force: bool = False) -> Converted:
    """Write a case at ``target``.

    Where files of the same case (by its id) in YAML are there, only what differs is changed and comments stay; anything
    else that is there is overwritten with ``force`` only. Nothing is written where anything goes wrong, and a file
    of what happened (``resolutions.yaml``) is neither read nor written. Raises CaseError and OSError.
    """
    kind = kind_of(target, to)
    target = target.parent if kind == "folder" and _has_parts(target) else target
    before = _there(target) if kind in ("yaml", "folder") else None
    if before is not None and before.case.id == case.case.id:
        found = edited(target, case)
        write_all(found.files)
        return Converted(kind, tuple(found.files), differences(before, case), found.rewritten)
    if _taken(target) and not force:
        other = " another case" if before is not None else ""
        message = f"exists already{' and holds' + other if other else ''}; nothing was written"
        raise trouble(str(target), message, fix="choose another name, or use --force to overwrite it")
    files, lost = _files(case, target, kind)
    write_all(files)
    return Converted(kind, tuple(files), lost=tuple(lost))


def template(target: Path, *, force: bool = False) -> None:
    """Write an empty workbook to fill in. Raises CaseError where something is there and ``force`` is not said."""
    from backchannel.case import workbook

    if target.suffix.lower() != ".xlsx":
        raise trouble(str(target), "is no name for a workbook", "a name ending in .xlsx")
    if target.is_dir() or (_taken(target) and not force):
        raise trouble(str(target), "exists already; nothing was written", fix="choose another name, or use --force")
    write_all({target: workbook.template_bytes()})


def differences(before: Case, after: Case) -> int:
    """In how many values two cases differ; a record that only one of them has counts with all its values.

    >>> from backchannel.case.reading import find_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> differences(case, case), differences(case, case.model_copy(update={"questions": case.questions[1:]}))
    (0, 7)
    """
    one, other = (dict(_values(plain(case), ())) for case in (before, after))
    return sum(one.get(path) != other.get(path) for path in one.keys() | other.keys())


def _values(node: Any, path: tuple[Any, ...]) -> Any:
    """Every value in plain data by its path, records of a list by what names them; three numbers are one value."""
    if isinstance(node, dict):
        for name, item in node.items():
            yield from _values(item, (*path, name))
    elif isinstance(node, list) and any(isinstance(item, dict | list) for item in node):
        for place, item in enumerate(node):
            names = next((n for n in KEYS if isinstance(item, dict) and all(one in item for one in n)), None)
            yield from _values(item, (*path, tuple(item[one] for one in names) if names else place))
    else:
        yield path, repr(node)


def _there(target: Path) -> Case | None:
    """The case that is at a place; None where there is none that can be read."""
    try:
        return read_case(target) if _taken(target) else None
    except CaseError:
        return None


def _has_parts(target: Path) -> bool:
    """Whether a file is the main one of a folder in which others belong to it."""
    return target.name == MAIN and any((target.parent / name).exists() for name in (*PARTS, STANCES))


def _taken(target: Path) -> bool:
    if target.is_dir():
        return any(target.iterdir())
    return target.exists() or target.is_symlink()


def _files(case: Case, target: Path, kind: Kind) -> tuple[dict[Path, str | bytes], list[str]]:
    """The contents of new files, and what of the case they cannot hold."""
    if kind == "yaml":
        return {target: single(case)}, []
    if kind == "folder":
        there = target.is_dir()
        texts = in_place_of(target, case) if there else folder_files(case)
        return {target / name: text for name, text in texts.items()}, []
    if kind == "xlsx":
        from backchannel.case import workbook

        return {target: workbook.book_bytes(case)}, []
    from backchannel.case import ktab

    text = ktab.csv_text(case) if kind == "ktab-csv" else ktab.xml_text(case)
    return {target: text}, ktab.losses(case)
