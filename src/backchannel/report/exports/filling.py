"""A case as tidy tables: one for each kind of record, a row a record, a column a field, three columns a number.

Tables and columns are those of the workbook (`case.workbook.layout`), which are worked out from the schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backchannel.case.estimate import Estimate
from backchannel.case.inputs import about_insiders, inputs
from backchannel.case.plain import content as plain_content
from backchannel.case.plain import rule as plain_rule
from backchannel.case.plain import spelt_out
from backchannel.case.schema import Case
from backchannel.case.setting import BY_LEVEL
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
from backchannel.case.workbook.text import written_rule
from backchannel.core.labels import Label

Value = str | int | float | bool
Cells = dict[str, tuple[Value, Label]]
"""What stands in a row, by column, each with its label."""

EMPTY_SAYS = ("agenda", "signs")
"""Fields in which an empty list says something else than nothing: it talks about no issue, nothing can be signed."""


@dataclass
class Filled:
    """The rows of one table by the names of its columns, and the highest label of what stands in each column."""

    table: Table
    rows: list[dict[str, Value]] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)

    @property
    def columns(self) -> list[tuple[str, Column]]:
        """The columns that a row needs, by name; those that say which record a row is come in any case."""
        named = [(column_name(column), column) for column in self.table.columns]
        return [(name, column) for name, column in named if name in self.table.names or name in self.labels]


def column_name(column: Column) -> str:
    """The name of a column: that of its field, and which end of a number it is.

    >>> [column_name(c) for c in next(t for t in tables() if t.title == "Stances").columns[:5]]
    ['actor', 'issue', 'public_low', 'public_best', 'public_high']
    """
    return f"{column.field}_{column.part}" if column.part else column.header.replace(" ", "_")


def filled(case: Case) -> list[Filled]:
    """Every table of a case that has a row, in the order of the schema."""
    filler = _Filler(case)
    for table in tables():
        if table.above is None:
            filler.table(table, getattr(case, table.path[0]), "", "", Label.TEAM)
    return [one for one in filler.found.values() if one.rows]


class _Filler:
    def __init__(self, case: Case) -> None:
        self.insiders = case.insiders
        self.number_labels = {one.path: one.label for one in inputs(case)}
        self.found = {table.title: Filled(table) for table in all_tables()}

    def table(self, table: Table, content: Any, owner: str, above: str, label: Label) -> None:
        """The rows of one list, record or mapping, and of what stands in its records."""
        if content is None:
            return
        head: Cells = {table.owner: (owner, label)} if table.owner else {}
        if table.form == "map":
            self.mapping(table, content, head, above, label)
            return
        for record in content if table.form == "list" else [content]:
            said = {name: getattr(record, name) for name in type(record).model_fields}
            where = address(table, above, said) or ""
            inner = self.label(record, label)
            cells = self.record(table, said, where, inner)
            if cells or table.form == "list":
                self.add(table, head | cells)
            for other in tables():
                if other.above is table:
                    self.table(other, said.get(other.path[-1]), said.get("id") or "", where, inner)

    def mapping(self, table: Table, content: Mapping[Any, Any], head: Cells, above: str, label: Label) -> None:
        if table.path[-1] in BY_LEVEL and set(content) == {"all"}:
            return
        column = next(column for column in table.columns if column.field)
        for key, item in content.items():
            where = f"{above}.{table.path[-1]}" + ("" if key == "all" else f".{key}")
            cells = self.number(column.field, item, where) if column.part else {column_name(column): (item, label)}
            self.add(table, head | {table.key: (key, label)} | cells)

    def label(self, record: Any, outer: Label) -> Label:
        own = getattr(record, "label", None)
        if isinstance(own, str):
            return Label.parse(own)
        return Label.SECRET if about_insiders(record, self.insiders) else outer

    def add(self, table: Table, row: Cells) -> None:
        found = self.found[table.title]
        found.rows.append({name: value for name, (value, _) in row.items()})
        for name, (_, label) in row.items():
            found.labels[name] = max(label, found.labels.get(name, Label.PUBLIC))

    def record(self, table: Table, said: Mapping[str, Any], where: str, label: Label) -> Cells:
        cells: Cells = {}
        for column in table.columns:
            content = said.get(column.field)
            if column.field in BY_LEVEL and isinstance(content, dict):
                content = content["all"] if set(content) == {"all"} else None
            if content is None or (content == () and column.field not in EMPTY_SAYS):
                continue
            if not column.part:
                cells[column_name(column)] = (cell(column, content), label)
            elif column.part == "best":
                cells |= self.number(column.field, content, f"{where}.{column.field}")
        return cells

    def number(self, name: str, said: Estimate, where: str) -> Cells:
        """The three cells of a number; what they cannot say goes to the tables for all numbers, by its path."""
        label = self.number_labels.get(where, Label.TEAM)
        spelt = spelt_out(said)
        path: Cells = {NUMBER: (where, label)}
        more = {key: getattr(said, key) for key in spelt if key not in (*PARTS, "experts")}
        if more:
            self.add(sources(), path | self.record(sources(), more, "", label))
        for answer in said.experts:
            given = {key: getattr(answer, key) for key in type(answer).model_fields}
            self.add(experts(), path | self.record(experts(), given, "", label))
        return {f"{name}_{part}": (spelt[part], label) for part in PARTS if part in spelt}


def cell(column: Column, content: Any) -> Value:
    """What stands in a cell for a field: numbers, true and false as they are, days as YYYY-MM-DD, lists by `;`.

    A list of texts that hold a `;` is written as JSON, as are names with values.
    """
    if column.kind == "rule":
        return written_rule(plain_rule(content))
    said = plain_content(content)
    if isinstance(said, dict):
        return json.dumps(said, ensure_ascii=False, sort_keys=True)
    if isinstance(said, list):
        words = [str(one) for one in said]
        as_json = not words or any(";" in one or one.startswith("[") for one in words)
        return json.dumps(said, ensure_ascii=False) if as_json else ";".join(words)
    assert isinstance(said, Value)
    return said


def kind_of(column: Column, home: str) -> str:
    """What stands in a column, in words for the dictionary; ``home`` is the file whose ids it holds, if it does."""
    if column.part or column.kind == "number":
        return "number"
    words = {
        "whole": "whole number",
        "day": "date",
        "flag": "true/false",
        "pairs": "JSON",
        "numbers": "list of numbers",
    }
    many = column.kind == "list"
    if column.words and column.kind in ("text", "list"):
        return f"{'list of words' if many else 'word'}: {', '.join(map(str, column.words))}"
    if column.refers:
        return f"{'list of ids' if many else 'id'} in {home}"
    return words.get(column.kind, column.kind)
