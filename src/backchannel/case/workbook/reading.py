"""A workbook -> the plain data of a case, with the sheet, row and column of everything in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backchannel.case.book import SINGULAR
from backchannel.case.opening import read_bytes, trouble
from backchannel.case.problems import CaseError, did_you_mean, listing
from backchannel.case.setting import BY_LEVEL
from backchannel.case.shape import Path as TreePath
from backchannel.case.tree import Mark, Tree
from backchannel.case.veil import Veil
from backchannel.case.workbook.cells import Sheet
from backchannel.case.workbook.grid import Notes, Placed, Row, named_rows
from backchannel.case.workbook.layout import (
    INSTRUCTIONS,
    Table,
    address,
    all_tables,
    experts,
    plainly,
    sources,
    tables,
)
from backchannel.case.workbook.package import sheets
from backchannel.case.workbook.text import COMMENT
from backchannel.case.workbook.values import Number, Numbers, Values


def read_tree(path: str | Path) -> Tree:
    """Read a workbook. Raises CaseError naming the file and, where it is in one, the sheet, row and column."""
    path = Path(path)
    return tree_of(str(path), sheets(read_bytes(path), str(path), wanted))


def wanted(title: str) -> bool:
    """Whether a sheet may belong to the case.

    >>> [wanted(title) for title in ("Actors", "# my sums", "instructions")]
    [True, False, False]
    """
    return not title.lstrip().startswith(COMMENT) and plainly(title) != plainly(INSTRUCTIONS)


def tree_of(file: str, found: Iterable[Sheet]) -> Tree:
    """The case that some sheets hold. Raises CaseError with all that is wrong in them."""
    return _Reader(file).run(found)


NOTHING = Row(None, {})
"""A record there is one of and of which its own sheet says nothing; its numbers may be said elsewhere."""


@dataclass(frozen=True)
class _Owner:
    """A record that others stand in: its data, its place in the case, its path in words."""

    record: dict[str, Any]
    path: TreePath
    address: str | None


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.data: dict[str, Any] = {}
        self.marks: dict[TreePath, Mark] = {}
        self.notes = Notes(file)
        self.values = Values(self.notes)
        self.numbers = Numbers(self.notes, self.values)
        self.owners: dict[tuple[str, ...], dict[Any, _Owner]] = {}
        self.mappings: dict[TreePath, dict[Any, Any]] = {}
        self.by_level: list[tuple[dict[str, Any], str, dict[Any, Any]]] = []
        self.orphans: list[tuple[Table, Placed, str]] = []

    def run(self, given: Iterable[Sheet]) -> Tree:
        rows = self.rows(given)
        for table in tables():
            lines = rows.get(table.title, [])
            alone = table.upright and any(column.part for column in table.columns)
            for row in lines or ([NOTHING] if alone else []):
                self.row(table, row)
        for row in rows.get(sources().title, ()):
            self.numbers.source(row)
        for row in rows.get(experts().title, ()):
            self.numbers.expert(row)
        self.numbers.finish(self.marks)
        self.data = {name: content for name, content in self.data.items() if content != {}}
        for record, name, said in self.by_level:
            if said:
                record[name] = {"all": record[name], **said} if name in record else said
        self.say_orphans()
        if not self.orphans:  # these may hold the numbers that seem to be missing
            self.numbers.say_astray(self.data)
        if self.notes.problems:
            raise CaseError(self.notes.problems, self.notes.more)
        return Tree(self.file, self.data, self.marks)

    def rows(self, given: Iterable[Sheet]) -> dict[str, list[Row]]:
        """The rows of every sheet of a case, by its title. A sheet that is none is said unless it is blank."""
        known = {plainly(table.title): table for table in all_tables()}
        found: dict[str, list[Row]] = {}
        for sheet in given:
            table = known.get(plainly(sheet.title))
            if table is None and sheet.rows:
                slip = did_you_mean(plainly(sheet.title), (one.title for one in known.values()))
                message = f"has a sheet that is none of a case's (number {sheet.number} from the left)"
                self.notes.note(self.file, message, fix=slip or f"start its name with {COMMENT} to leave it out")
            elif table is not None and table.title in found:
                fix = f"start the name of one with {COMMENT} to leave it out"
                self.notes.note(self.notes.sheet(table), "is there twice, spelt differently", fix=fix)
            elif table is not None:
                found[table.title] = named_rows(sheet, table, self.notes)
        if not any(found.values()) and not self.notes.problems:
            what = "holds no row in any sheet of a case" if found else "has no sheet of a case"
            fix = "start from the template, or from a case written as a workbook"
            raise trouble(self.file, what, f"sheets such as {listing(('Case', 'Actors', 'Stances'), last='and')}", fix)
        return found

    # --- records ---

    def row(self, table: Table, row: Row) -> None:
        owner = self.owner(table, row)
        if owner is None:
            return
        if table.form == "map":
            self.value(table, row, owner)
            return
        name, record = table.path[-1], dict[str, Any]()
        if table.form == "list":
            listed = owner.record.setdefault(name, [])
            path: TreePath = (*owner.path, name, len(listed))
            listed.append(record)
        else:
            path = (*owner.path, name)
            if owner.record.setdefault(name, record) is not record:
                self.notes.wrong(table, row.cells[table.owner], "has a row already", fix="keep one of the two")
                return
        self.marks[path] = Mark(self.notes.sheet(table), row.number)
        for column in table.columns:
            at = row.cells.get(column.header)
            if at is not None and column.field and not column.part:
                self.marks[(*path, column.field)] = self.notes.mark(table, at)
                said = self.values.value(table, at)
                if said is not None:
                    record[column.field] = said
        where = None if owner.address is None else address(table, owner.address, record)
        self.numbers.record(where, table, row, record, path)
        if table.form == "list":
            self.owners.setdefault(table.path, {}).setdefault(record.get("id"), _Owner(record, path, where))

    def value(self, table: Table, row: Row, owner: _Owner) -> None:
        """One row of a mapping. A row that only names its record says that the mapping is empty."""
        name, at = table.path[-1], row.cells.get(table.key)
        mapping, path = self.mapping(owner, name), (*owner.path, name)
        if at is None:
            if set(row.cells) != {table.owner}:
                self.notes.blank(table, row.number, table.key, "whose row this is")
            return
        key = self.values.value(table, at)
        if key is None:
            return
        key = str(key)
        if key in mapping:
            self.notes.wrong(table, at, "is there twice for the same record", fix="keep one of the two")
            return
        column = next(column for column in table.columns if column.field)
        mapping[key] = None
        if column.part:
            number = Number(table, row, mapping, key, (*path, key), column.field, needed=True)
            self.numbers.add(None if owner.address is None else f"{owner.address}.{name}.{key}", number)
        else:
            value = row.cells.get(column.header)
            self.marks[(*path, key)] = self.notes.mark(table, value or at)
            if value is not None:  # a blank one is left for the models to refuse
                mapping[key] = self.values.value(table, value)

    def mapping(self, owner: _Owner, name: str) -> dict[Any, Any]:
        """The mapping of a record; one by level may have a value for all beside it."""
        path = (*owner.path, name)
        if path not in self.mappings:
            self.mappings[path] = {}
            if name in BY_LEVEL:
                self.by_level.append((owner.record, name, self.mappings[path]))
            else:
                owner.record[name] = self.mappings[path]
        return self.mappings[path]

    def owner(self, table: Table, row: Row) -> _Owner | None:
        """The record that a row belongs to; None where that is not known, which is noted."""
        if table.above is None:
            return _Owner(self.data, (), "")
        above = table.above
        if above.upright:
            name = above.path[-1]
            self.marks.setdefault((name,), Mark(self.notes.sheet(above)))
            return _Owner(self.data.setdefault(name, {}), (name,), name)
        at = row.cells.get(table.owner)
        if at is None:
            self.notes.blank(table, row.number, table.owner, "whose row this is")
            return None
        key = self.values.value(table, at)
        found = self.owners.get(above.path, {}).get(key)
        if found is None and key is not None:
            self.orphans.append((table, at, key))
        return found

    def say_orphans(self) -> None:
        """Say which rows belong to no record, once all ids and labels are known."""
        veil = Veil(self.data)
        for table, at, key in self.orphans:
            assert table.above is not None
            if self.notes.full:
                self.notes.more += 1
                continue
            known = veil.known(frozenset(one for one in self.owners.get(table.above.path, {}) if one))
            fix = did_you_mean(key, known)
            expected = f"one of {listing(known)}" if known and not fix else None
            what = SINGULAR.get(table.above.path[-1], table.owner)
            message = f"names {'an' if what[0] in 'aeiou' else 'a'} {what} that does not exist{veil.word((), key)}"
            self.notes.wrong(table, at, message, expected, fix or f"add it in the sheet {table.above.title}")
