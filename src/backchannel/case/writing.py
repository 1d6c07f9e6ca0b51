"""Case -> files: one YAML file, or a folder with a table of stances and a file each for claims and questions."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from backchannel.case.building import build
from backchannel.case.ink import ink_for
from backchannel.case.plain import plain, plain_record
from backchannel.case.problems import CaseError, Problem
from backchannel.case.reading import MAIN, PARTS, STANCES
from backchannel.case.schema import Case, Stance
from backchannel.case.seating import together
from backchannel.case.stances import NUMBERS, parse_stances
from backchannel.case.tree import MOST_BYTES, UNPRINTABLE, Tree, parse

TABLE = (
    *("actor", "issue", "public_low", "public", "public_high", "private_low", "private_best", "private_high"),
    *("salience_low", "salience", "salience_high", "credit_low", "credit", "credit_high"),
    *("precondition", "refuses", "evidence", "note", "label"),
)
"""The columns of the table as a person reads them; what no row needs is left out, but for the first of each number."""
ALWAYS = {"actor", "issue", "public", "private_low", "private_best", "private_high", "salience", "evidence", "note"}
FORMULA = re.compile(r"[=+@\t\r-]")
"""A text that starts so is worked out, not shown, by a spreadsheet."""


def yaml_text(data: Any) -> str:
    """Plain data as YAML, in its own order; `tree.parse` reads it back equal. Raises ValueError for inf and nan.

    >>> print(yaml_text({"case": {"id": "toy", "as_of": "2014-01-28", "note": "12"}, "actors": [{"id": "no"}]}))
    case:
      id: toy
      as_of: 2014-01-28
      note: "12"
    <BLANKLINE>
    actors:
      - {id: no}
    """
    return ink_for(_texts(data)).page(data)


def single(case: Case) -> str:
    """A case as one YAML file, without what is at its default. Raises CaseError where YAML cannot hold it."""
    return _verified({MAIN: yaml_text(plain(case))}, case)[MAIN]


def folder_files(case: Case) -> dict[str, str]:
    """A case as the files of a folder, by name. Raises CaseError where they cannot hold it.

    Claims and questions stand in files of their own, stances in a table that a spreadsheet opens. A table cannot hold a
    stance with a perspective or a date of its own, a number with its own evidence, note, label, interval or experts,
    or a text that starts like a formula or has space around it. Such a stance stands under `stances:` in the main file,
    and a row with its actor and issue alone keeps its place in the table.
    """
    data = plain(case)
    files: dict[str, str] = {}
    if any(row(one) for one in case.stances):
        files[STANCES] = table([row(one) or kept_place(one) for one in case.stances])
        data["stances"] = [plain_record(one) for one in case.stances if row(one) is None]
    for name, group in PARTS.items():
        if group in data:
            files[name] = yaml_text(data.pop(group))
    files[MAIN] = yaml_text({name: content for name, content in data.items() if content != []})
    return _verified(dict(sorted(files.items())), case)


def read_back(files: Mapping[str, str], name: str = MAIN) -> Case:
    """The case in the files of a folder, by name, or in one file. Raises CaseError as if they had been read."""
    data = dict(parse(files[name], name).data)
    for part, group in PARTS.items():
        if part in files:
            data[group] = together(data.get(group) or [], parse(files[part], part, group).data[group] or [])
    if STANCES in files:
        listed = parse_stances(files[STANCES].removeprefix("\ufeff"), STANCES).data["stances"]
        data["stances"] = together(data.get("stances") or [], listed)
    return build(Tree(name, data))


def _verified(files: dict[str, str], case: Case) -> dict[str, str]:
    try:
        same = read_back(files) == case and all(len(text.encode()) <= MOST_BYTES for text in files.values())
    except CaseError:
        same = False
    if not same:
        message = "the case cannot be written as YAML"
        expected = (
            f"at most {MOST_BYTES // 10**6} MB a file, 40 levels of nesting and 1000 characters in a field's name"
        )
        raise CaseError([Problem(severity="error", message=message, expected=expected)])
    return files


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for name, item in node.items():
            yield str(name)
            yield from _texts(item)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _texts(item)


# --- stances.csv ------------------------------------------------------------------------------------------------


def row(stance: Stance, *, formulas: bool = False) -> dict[str, str] | None:
    """The cells of a stance by column; None where a table cannot hold it, as with a note that starts like a formula.

    >>> row(Stance.model_validate({"actor": "a", "issue": "i", "private": [0, 5, 20]}))["private_high"]
    '20'
    >>> row(Stance.model_validate({"actor": "a", "issue": "i", "private": {"best": 5, "label": "public"}})) is None
    True
    """
    said = plain_record(stance)
    cells: dict[str, str] = {}
    for name, content in {"private": "?", "salience": "?", **said}.items():
        if name in NUMBERS:
            if isinstance(content, dict):
                return None
            column = f"{name}_best" if name == "private" else name
            columns = (f"{name}_low", column, f"{name}_high")
            cells |= (
                dict(zip(columns, map(str, content), strict=True))
                if isinstance(content, list)
                else {column: str(content)}
            )
        elif name == "evidence":
            cells[name] = ";".join(content)
        elif name in TABLE:
            cells[name] = "true" if content is True else str(content)
        else:
            return None
    if FORMULA.match(cells.get("note", "")) and not formulas:
        return None
    return cells if _holds(cells, stance) else None


def kept_place(stance: Stance) -> dict[str, str]:
    """The cells of a row that keeps the place of a stance of the main file."""
    return {"actor": stance.actor, "issue": stance.issue}


def _holds(cells: dict[str, str], stance: Stance) -> bool:
    """Whether a table with this row gives the stance back."""
    if UNPRINTABLE.search("".join(cells.values())):
        return False
    try:
        (again,) = parse_stances(table([cells]).removeprefix("\ufeff"), STANCES).data["stances"]
    except (CaseError, ValueError):
        return False
    return repr(Stance.model_validate(again)) == repr(stance)


def table(rows: list[dict[str, str]]) -> str:
    """Rows as the text of stances.csv; with a byte-order mark, by which spreadsheets know UTF-8, where it is needed."""
    columns = [name for name in TABLE if name in ALWAYS or any(name in one for one in rows)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([one.get(name, "") for name in columns] for one in rows)
    text = out.getvalue()
    return text if text.isascii() else "\ufeff" + text
