"""A Case -> the rows of its sheets, as plain values by header; nothing is styled yet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from backchannel.case.plain import plain
from backchannel.case.problems import CaseError, Problem
from backchannel.case.schema import Case
from backchannel.case.setting import BY_LEVEL
from backchannel.case.shape import is_estimate
from backchannel.case.workbook.cells import MOST_IN_CELL
from backchannel.case.workbook.layout import (
    NUMBER,
    PARTS,
    Column,
    Table,
    address,
    all_tables,
    experts,
    sources,
    tables,
)
from backchannel.case.workbook.text import Said, written, written_list, written_pairs, written_rule

Line = dict[str, Said]
"""One row: values by header, blank ones left out."""

EARLIEST = dt.date(1901, 1, 1)
"""Before it spreadsheets disagree about dates, so they are written as text."""


def rows(case: Case) -> dict[str, list[Line]]:
    """The rows of every sheet by its title. Raises CaseError for a text that no cell holds.

    >>> from backchannel.case.reading import find_case, read_case
    >>> sheets = rows(read_case(find_case("geneva-ii")))
    >>> [header for header in sheets["Stances"][0] if "private" in header]
    ['private low', 'private', 'private high']
    """
    filler = _Filler()
    data = plain(case)
    for table in tables():
        if table.above is None:
            filler.table(table, data.get(table.path[0]), "", "")
    filler.check()
    return filler.rows


class _Filler:
    def __init__(self) -> None:
        self.rows: dict[str, list[Line]] = {table.title: [] for table in all_tables()}

    def table(self, table: Table, content: Any, owner: str, above: str) -> None:
        """The rows of one list, record or mapping, and of what stands in its records."""
        if content is None:
            return
        head: Line = {table.owner: owner} if table.owner else {}
        if table.form == "map":
            if table.path[-1] in BY_LEVEL and is_estimate(content):
                return
            if not content:
                self.rows[table.title].append(head)
            for key, item in content.items():
                cells = self.item(table, item, f"{above}.{table.path[-1]}.{key}")
                self.rows[table.title].append(head | {table.key: key} | cells)
            return
        for record in content if table.form == "list" else [content]:
            where = address(table, above, record) or ""
            self.rows[table.title].append(head | self.record(table, record, where))
            for other in tables():
                if other.above is table:
                    self.table(other, record.get(other.path[-1]), record.get("id", ""), where)

    def item(self, table: Table, item: Any, where: str) -> Line:
        """One item of a mapping: a number, or a text."""
        column = next(column for column in table.columns if column.field)
        return self.number(column.field, item, where) if column.part else {column.header: cell(column, item)}

    def record(self, table: Table, record: dict[str, Any], where: str) -> Line:
        line: Line = {}
        for column in table.columns:
            content = record.get(column.field)
            if content is None:
                continue
            if not column.part:
                line[column.header] = cell(column, content)
            elif column.part == "best" and (column.field not in BY_LEVEL or is_estimate(content)):
                line |= self.number(column.field, content, f"{where}.{column.field}")
        return line

    def number(self, name: str, content: Any, where: str) -> Line:
        """The cells of a number; what they cannot say goes to the sheets for all numbers, by its path."""
        if isinstance(content, list):
            content = dict(zip(PARTS, content, strict=True))
        elif not isinstance(content, dict):
            content = {"best": content}
        line: Line = {name if part == "best" else f"{name} {part}": content[part] for part in PARTS if part in content}
        more = {key: said for key, said in content.items() if key not in (*PARTS, "experts")}
        if more.get("unknown") and not line and "experts" not in content:
            del more["unknown"]
            line[name] = "?"
        if more:
            self.rows[sources().title].append({NUMBER: where} | self.record(sources(), more, ""))
        for answer in content.get("experts", ()):
            self.rows[experts().title].append({NUMBER: where} | self.record(experts(), answer, ""))
        return line

    def check(self) -> None:
        """Refuse what no cell holds."""
        long = [
            Problem(
                severity="error",
                file=f"sheet {title}",
                field=header,
                message="is too long for a cell of a workbook",
                expected=f"at most {MOST_IN_CELL} characters",
                fix="shorten it, or keep the case as YAML",
            )
            for title, lines in self.rows.items()
            for line in lines
            for header, said in line.items()
            if isinstance(said, str) and len(said) > MOST_IN_CELL
        ]
        if long:
            raise CaseError(long)


def cell(column: Column, content: Any) -> Said:
    """What stands in a cell for the plain content of a field."""
    if column.kind in ("list", "numbers"):
        return written_list(content)
    if column.kind == "flag":
        return "yes" if content else "no"
    if column.kind == "pairs":
        return written_pairs(content)
    if column.kind == "rule":
        return written_rule(content)
    if column.kind == "day":
        day = dt.date.fromisoformat(content)
        return day if day >= EARLIEST else content
    said: Said = written(content) if isinstance(content, str) else content
    return said
