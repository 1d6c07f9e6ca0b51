"""Files -> Case, whatever their format. Every error names its file, line and field; no value above public is shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import backchannel
from backchannel.case import setting, stances
from backchannel.case.building import build
from backchannel.case.opening import read_table, read_text, trouble
from backchannel.case.problems import CaseError, Problem, did_you_mean, listing
from backchannel.case.schema import Case
from backchannel.case.seating import seats
from backchannel.case.tree import Tree, parse

MAIN, STANCES = "case.yaml", "stances.csv"
OTHER_BOOKS = (".xls", ".xlsm", ".xlsb", ".ods")
TABLES = (".csv", ".tsv", ".txt")
PARTS = {"claims.yaml": "claims", "questions.yaml": "questions"}
NEVER = "resolutions.yaml"


def shipped_cases() -> dict[str, Path]:
    """The worked cases that come with the program, by name."""
    package = Path(backchannel.__file__).resolve().parent
    for folder in (package / "_cases", package.parents[1] / "cases"):
        if folder.is_dir():
            return {path.name: path for path in sorted(folder.iterdir()) if (path / MAIN).is_file()}
    return {}


def find_case(name_or_path: str | Path) -> Path:
    """The path that exists, else the shipped case of that name. Raises CaseError naming the shipped cases.

    >>> find_case("no-such-case")
    Traceback (most recent call last):
    ...
    backchannel.case.problems.CaseError: no-such-case: is neither a file or folder nor a shipped case; ...
    """
    path = Path(name_or_path)
    try:
        found = path.exists()
    except (OSError, ValueError):
        found = False
    if found:
        return path
    shipped = shipped_cases()
    name = str(name_or_path)
    if name in shipped:
        return shipped[name]
    expected = f"a path, or one of {listing(shipped)}" if shipped else "a path"
    message = "is neither a file or folder nor a shipped case"
    raise trouble(name[:200], message, expected, did_you_mean(name, shipped))


def read_case(path: str | Path, overrides: Sequence[str] = ()) -> Case:
    """Read a case from its folder or its one file, with values set as ``PATH=VALUE`` on top.

    Raises CaseError with all that is wrong.
    """
    return build(setting.apply(read_tree(path), overrides))


def read_tree(path: str | Path) -> Tree:
    """Read the files of a case as they stand: a folder (``resolutions.yaml`` in it is never opened) or one file.

    A file is a workbook (``.xlsx``), a scenario of KTAB (``.xml``, ``.csv``), rows of decide (``.csv``), else YAML.
    Raises CaseError naming file and line.
    """
    path = Path(path)
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if path.name == MAIN and not is_folder:
        path, is_folder = path.parent, True
    if path.name == NEVER:
        raise trouble(str(path), "holds what happened and is no case", "the case's folder")
    return _folder(path) if is_folder else _file(path)


def _file(path: Path) -> Tree:
    kind = path.suffix.lower()
    if kind == ".xlsx":
        from backchannel.case import workbook

        return workbook.read_tree(path)
    if kind in OTHER_BOOKS:
        raise trouble(str(path), "is a workbook of another kind", "`.xlsx`", "save it as an Excel workbook (.xlsx)")
    if kind == ".xml":
        from backchannel.case import ktab

        return ktab.read_tree(path)
    if kind in TABLES:
        found = _table(path, kind)
        if found is not None:
            return found
    return parse(read_text(path), str(path))


def _table(path: Path, kind: str) -> Tree | None:
    """A table in a file of its own, by what stands in it; None where a file of any text may be YAML as well."""
    from backchannel.case import decide, ktab

    try:
        text = read_table(path)
    except CaseError:
        if kind == ".txt":
            return None
        raise
    if decide.is_one(text):
        return decide.read_tree(path)
    if ktab.is_one(text):
        return ktab.read_tree(path)
    if kind == ".txt":
        return None
    if stances.is_one(text):
        fix = f"put it beside a `{MAIN}` as `{STANCES}`, and name their folder"
        raise trouble(str(path), "is a table of stances, which is a part of a case", "a whole case", fix)
    raise trouble(str(path), "is no table that can be read as a case", "a scenario of KTAB, or rows of decide")


def _folder(path: Path) -> Tree:
    main = path / MAIN
    if not main.exists():
        raise trouble(str(path), f"has no {MAIN} in it", "a case's folder, or one file")
    tree = parse(read_text(main), str(main))
    problems: list[Problem] = []
    for name, group in PARTS.items():
        if (path / name).exists():
            try:
                _join(tree, parse(read_text(path / name), str(path / name), group), group)
            except CaseError as error:
                problems += error.problems
    if (path / STANCES).exists():
        try:
            _join(tree, stances.parse_stances(read_table(path / STANCES), str(path / STANCES)), "stances")
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return tree


def case_hash(case: Case) -> str:
    """BLAKE2b-128 of what a case says, in hexadecimal. Shorthands, comments and the order of fields change nothing."""
    said = case.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _join(tree: Tree, part: Tree, group: str) -> None:
    """Add the records of one group that stand in a file of their own."""
    strange = [name for name in part.data if name != group]
    if strange:
        message = "holds something else than its file is for"
        raise CaseError([part.problem((strange[0],), "", message, f"`{group}:` alone", f"move the rest to {MAIN}")])
    records = part.data.get(group)
    if records is None:
        return
    if not isinstance(records, list):
        raise CaseError([part.problem((group,), group, "is not a list", "a list of records, each starting with `-`")])
    present = tree.data.setdefault(group, [])
    if present is None:
        present = tree.data[group] = []
    if not isinstance(present, list):
        return  # said when the case is built
    order = seats(present, records)
    tree.data[group] = [present[i] if i is not None else records[j or 0] for i, j in order]
    places: tuple[dict[Any, int], dict[Any, int]] = (
        {i: place for place, (i, _) in enumerate(order) if i is not None},
        {j: place for place, (i, j) in enumerate(order) if i is None},
    )
    moved = {
        (group, to[path[1]], *path[2:]): mark
        for marks, to in zip((tree.marks, part.marks), places, strict=True)
        for path, mark in marks.items()
        if len(path) > 1 and path[0] == group and path[1] in to
    }
    for path in [path for path in tree.marks if len(path) > 1 and path[0] == group]:
        del tree.marks[path]
    tree.marks.update(moved)
