"""Files -> Case. Every error names its file, line and field; no value above public is shown."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import backchannel
from backchannel.case import setting
from backchannel.case.building import build
from backchannel.case.problems import CaseError, Problem, did_you_mean, listing
from backchannel.case.schema import Case
from backchannel.case.shape import Path as TreePath
from backchannel.case.tree import MOST_BYTES, Mark, Tree, parse

MAIN, STANCES = "case.yaml", "stances.csv"
PARTS = {"claims.yaml": "claims", "questions.yaml": "questions"}
NEVER = "resolutions.yaml"

NUMBERS = ("public", "private", "salience", "credit")
NEEDED = ("actor", "issue", "public", "private_best", "salience")
COLUMNS = (
    *("actor", "issue", "public", "private_low", "private_best", "private_high", "salience", "credit"),
    *("precondition", "refuses", "evidence", "note", "label"),
    *("public_low", "public_high", "salience_low", "salience_high", "credit_low", "credit_high"),
)
FLAGS = {"x": True, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")


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
    raise CaseError([_problem(name[:200], message, expected, did_you_mean(name, shipped))])


def read_case(path: str | Path, overrides: Sequence[str] = ()) -> Case:
    """Read a case from its folder or its one file, with values set as ``PATH=VALUE`` on top.

    Raises CaseError with all that is wrong.
    """
    return build(setting.apply(read_tree(path), overrides))


def read_tree(path: str | Path) -> Tree:
    """Read the files of a case as they stand: a folder (``resolutions.yaml`` in it is never opened) or one YAML file.

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
        raise CaseError([_problem(str(path), "holds what happened and is no case", "the case's folder")])
    if not is_folder:
        return parse(read_text(path), str(path))
    main = path / MAIN
    if not main.exists():
        raise CaseError([_problem(str(path), f"has no {MAIN} in it", "a case's folder, or one YAML file")])
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
            _join(tree, parse_stances(read_text(path / STANCES), str(path / STANCES)), "stances")
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return tree


def read_text(path: Path) -> str:
    """The text of a file. Raises CaseError where it cannot be read, is too large or is not UTF-8."""
    name = str(path)
    try:
        if not path.is_file():
            raise CaseError([_problem(name, "is not a file", fix="check the path")])
        if path.stat().st_size > MOST_BYTES:
            raise CaseError([_problem(name, "is too large and was not read", f"at most {MOST_BYTES // 10**6} MB")])
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is not one"
        raise CaseError(
            [_problem(name, f"cannot be read ({why.lower()})", fix="check the path and its rights")]
        ) from None
    if b"\0" in raw:
        raise CaseError(
            [_problem(name, "is not a text file", "text in UTF-8", "save it as UTF-8", raw.find(b"\0"), raw)]
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "holds bytes that are not UTF-8"
        raise CaseError([_problem(name, message, "text in UTF-8", "save it as UTF-8", error.start, raw)]) from None
    if not text.strip():
        raise CaseError([_problem(name, "is empty")])
    return text


def case_hash(case: Case) -> str:
    """BLAKE2b-128 of what a case says, in hexadecimal. Shorthands, comments and the order of fields change nothing."""
    said = case.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _problem(
    file: str,
    message: str,
    expected: str | None = None,
    fix: str | None = None,
    at: int | None = None,
    raw: bytes = b"",
) -> Problem:
    line = None if at is None else raw.count(b"\n", 0, at) + 1
    return Problem(severity="error", file=file, line=line, message=message, expected=expected, fix=fix)


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
    shift = len(present)
    present += records
    for path, mark in part.marks.items():
        if len(path) > 1 and isinstance(path[1], int):
            tree.marks[(group, path[1] + shift, *path[2:])] = mark


# --- stances.csv ------------------------------------------------------------------------------------------------


def parse_stances(text: str, file: str) -> Tree:
    """Read a table of stances, separated by commas or (with decimal commas) semicolons. Raises CaseError.

    >>> parse_stances("actor,issue,public,private_best,salience\\na,i,0,?,100\\n", "stances.csv").data["stances"]
    [{'actor': 'a', 'issue': 'i', 'public': 0, 'private': '?', 'salience': 100}]
    """
    return _Stances(text, file).run()


class _Stances:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        first = text.lstrip("\r\n").split("\n", 1)[0]
        self.delimiter = ";" if first.count(";") > first.count(",") else ","
        self.rows = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, strict=True)
        self.problems: list[Problem] = []
        self.records: list[dict[str, Any]] = []
        self.marks: dict[TreePath, Mark] = {}
        self.header: list[str] = []
        self.line = 1

    def run(self) -> Tree:
        try:
            for row in self.rows:
                start, self.line = self.line, self.rows.line_num + 1
                cells = [cell.strip() for cell in row]
                if not any(cells):
                    continue
                if not self.header:
                    self.columns(cells, start)
                else:
                    self.row(cells, start)
        except csv.Error:
            fix = "check the quotes here and just above"
            self.wrong(self.rows.line_num, "", "is not a valid row", None, fix)
        if not self.header and not self.problems:
            self.wrong(1, "", "has no header", listing(COLUMNS, 20, "and"))
        if self.problems:
            raise CaseError(self.problems)
        return Tree(self.file, {"stances": self.records}, self.marks)

    def wrong(self, line: int, field: str, message: str, expected: str | None = None, fix: str | None = None) -> None:
        self.problems.append(
            Problem(
                severity="error", file=self.file, line=line, field=field, message=message, expected=expected, fix=fix
            )
        )

    def columns(self, names: list[str], line: int) -> None:
        self.header = names
        known = list(COLUMNS)
        unknown = [name for name in names if name not in known]
        missing = [name for name in NEEDED if name not in names]
        twice = sorted({name for name in names if name in known and names.count(name) > 1})
        said = []
        for name in unknown:
            shown = f"`{name}`" if re.fullmatch("[A-Za-z_][A-Za-z0-9_ -]{0,40}", name) else "without a proper name"
            slip = did_you_mean(name, [c for c in known if c not in names], 1)
            said.append(f"has an unknown column {shown}" + (f" ({slip})" if slip else ""))
        said += [f"lacks the column `{name}`" for name in missing]
        said += [f"has the column `{name}` twice" for name in twice]
        if said:
            expected = f"columns {listing(known, 20, 'and')}, separated by commas or semicolons"
            self.wrong(line, "", "the header " + ", ".join(said), expected)
            raise CaseError(self.problems)

    def row(self, cells: list[str], line: int) -> None:
        number = len(self.records)
        where = f"stances[{number}]"
        if len(cells) != len(self.header):
            few = "fewer" if len(cells) < len(self.header) else "more"
            fix = "put quotes around text that holds a separator" if few == "more" else "add separators for blank cells"
            self.wrong(line, where, f"has {few} cells than the header (got {len(cells)})", str(len(self.header)), fix)
            self.records.append({})
            return
        given = {name: cell for name, cell in zip(self.header, cells, strict=True) if cell}
        record: dict[str, Any] = {}
        self.marks[("stances", number)] = Mark(self.file, line, 1)
        for name in ("actor", "issue", *NUMBERS, "precondition", "refuses", "evidence", "note", "label"):
            column = f"{name}_best" if name == "private" else name
            if name in NUMBERS:
                value = self.estimate(name, column, given, line, where)
            elif name in ("precondition", "refuses"):
                value = self.flag(name, given.get(name), line, where)
            else:
                value = given.get(name)
            if value is not None:
                record[name] = value
            if column in self.header:
                self.marks[("stances", number, name)] = Mark(self.file, line, self.header.index(column) + 1)
        self.records.append(record)

    def flag(self, name: str, cell: str | None, line: int, where: str) -> bool | None:
        if cell is None:
            return None
        if cell.lower() not in FLAGS:
            self.wrong(line, f"{where}.{name}", "is neither yes nor no, value not shown (team)", "yes, no or blank")
        return FLAGS.get(cell.lower())

    def estimate(self, name: str, column: str, given: dict[str, str], line: int, where: str) -> Any:
        low, high = f"{name}_low", f"{name}_high"
        cells = {key: given.get(key) for key in (low, column, high)}
        ends = [key for key in (low, high) if cells[key] is not None]
        best = cells[column]
        if best is None:
            if ends:
                self.wrong(
                    line, f"{where}.{column}", f"is blank while `{ends[0]}` is given", "a best guess, or all blank"
                )
            return None
        if best == "?":
            if ends:
                self.wrong(line, f"{where}.{ends[0]}", f"is given while `{column}` is `?`", "blank")
            return "?"
        if len(ends) == 1:
            other = high if ends[0] == low else low
            self.wrong(line, f"{where}.{other}", f"is blank while `{ends[0]}` is given", "both ends, or neither")
            return None
        numbers = [self.number(key, cells[key], line, where) for key in ((low, column, high) if ends else (column,))]
        return None if None in numbers else numbers if ends else numbers[0]

    def number(self, column: str, cell: str | None, line: int, where: str) -> int | float | None:
        text = cell or ""
        if self.delimiter == ";":
            text = text.replace(",", ".")
        if len(text) > 40 or not NUMBER.fullmatch(text) or float(text) in (float("inf"), float("-inf")):
            fix = "write a decimal point, or separate the columns by semicolons" if "," in text else None
            self.wrong(
                line, f"{where}.{column}", "is not a number, value not shown (team)", "a number, `?` or blank", fix
            )
            return None
        number = float(text)
        return int(number) if number == int(number) and "e" not in text.lower() else number
