"""The cells of a workbook -> plain data: one cell at a time, and numbers out of all the cells that speak of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backchannel.case.problems import CaseError, did_you_mean
from backchannel.case.shape import Path as TreePath
from backchannel.case.tree import Mark
from backchannel.case.veil import WORD, Veil
from backchannel.case.workbook.cells import MOST_IN_CELL
from backchannel.case.workbook.grid import Notes, Placed, Row
from backchannel.case.workbook.layout import NUMBER, PARTS, Table, experts, sources
from backchannel.case.workbook.text import a_flag, a_list, a_number, a_rule, one_of, pairs, read, words

MOST_PARSED = 200_000
"""Characters of all rules and pairs together; these are parsed."""

FORMS = {"pairs": "COLUMN: VALUE, COLUMN: VALUE", "rule": "a, b or any: a, b or [a, {any: [b, c]}]", "list": "a, b, c"}


class Values:
    """Reads single cells. What does not fit its field is passed on for the models to refuse by name."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.parsed = 0

    def value(self, table: Table, at: Placed) -> Any:
        """What a cell says, as plain data; None where that is wrong and noted."""
        said, column = at.cell.said, at.column
        if at.cell.fault:
            return None  # noted with its sheet
        if isinstance(said, str) and len(said) > MOST_IN_CELL:
            self.notes.wrong(table, at, "is too long", f"at most {MOST_IN_CELL} characters, which Excel holds")
            return None
        if column.kind == "flag":
            return a_flag(said)
        if column.kind in ("whole", "number"):
            return a_number(said)
        if column.kind == "day" and not isinstance(said, str):
            return said if isinstance(said, int | float) else words(said)
        text = said if isinstance(said, str) else words(said)
        if column.kind in ("text", "day"):
            return one_of(read(text), column.words)
        return self.parse(table, at, text)

    def parse(self, table: Table, at: Placed, text: str) -> Any:
        """A list, rule or pairs."""
        kind = at.column.kind
        try:
            if kind in ("list", "numbers"):
                items = a_list(text)
                if not isinstance(items, list):
                    return items
                if kind == "numbers":
                    return [a_number(item) for item in items]
                return [one_of(item, at.column.words) if isinstance(item, str) else item for item in items]
            self.parsed += len(text)
            if self.parsed > MOST_PARSED:
                most = f"at most {MOST_PARSED} characters of rules and pairs in a workbook"
                self.notes.wrong(table, at, "is one rule too many", most)
                return None
            return a_rule(text) if kind == "rule" else pairs(text)
        except CaseError:
            self.notes.wrong(table, at, "cannot be read", FORMS[kind], "check the brackets, commas and quotes")
            return None


@dataclass
class Number:
    """A number of the case: the record it goes to, its key there, its place, its column, whether it is needed.

    ``more`` and ``marks`` gather what the sheets for all numbers say of it.
    """

    table: Table
    row: Row
    holder: dict[str, Any]
    key: str
    path: TreePath
    name: str
    needed: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    marks: dict[TreePath, Mark] = field(default_factory=dict)

    @property
    def cells(self) -> dict[str, Placed]:
        """Its own cells by part."""
        headers = self.table.numbers[self.name].items()
        return {part: self.row.cells[header] for part, header in headers if header in self.row.cells}


class Numbers:
    """Gathers the numbers of a case by their paths, from their own cells and the two sheets that say more of them."""

    def __init__(self, notes: Notes, values: Values) -> None:
        self.notes, self.values = notes, values
        self.all: list[Number] = []
        self.by_name: dict[str, Number] = {}
        self.records: dict[str, tuple[Table, Row, dict[str, Any], TreePath]] = {}
        self.astray: list[tuple[Table, Placed, str]] = []

    def add(self, name: str | None, number: Number) -> None:
        """A number. Of one in a record without a name nothing else speaks."""
        self.all.append(number)
        if name is not None:
            self.by_name.setdefault(name, number)

    def record(self, name: str | None, table: Table, row: Row, record: dict[str, Any], path: TreePath) -> None:
        """The numbers of a record, those that have cells and those of which only other sheets may speak."""
        for one, headers in table.numbers.items():
            if any(header in row.cells for header in headers.values()):
                number = Number(table, row, record, one, (*path, one), one)
                self.add(None if name is None else f"{name}.{one}", number)
        if name is not None:
            self.records.setdefault(name, (table, row, record, path))

    def find(self, name: str) -> Number | None:
        """The number of a path."""
        above, _, last = name.rpartition(".")
        if name not in self.by_name and above in self.records:
            table, row, record, path = self.records[above]
            if last in table.numbers:
                self.add(name, Number(table, row, record, last, (*path, last), last))
        return self.by_name.get(name)

    def source(self, row: Row) -> None:
        """What one row says of where a number comes from."""
        number = self.named(sources(), row)
        if number is None:
            return
        if set(number.more) - {"experts"}:
            self.notes.wrong(sources(), row.cells[NUMBER], "is there a second time", fix="keep one row for a number")
            return
        number.more |= self.fields(sources(), row, number.path, number)

    def expert(self, row: Row) -> None:
        """One expert's answer."""
        number = self.named(experts(), row)
        if number is None:
            return
        answers = number.more.setdefault("experts", [])
        answers.append(self.fields(experts(), row, (*number.path, "experts", len(answers)), number))

    def named(self, table: Table, row: Row) -> Number | None:
        """The number that a row speaks of."""
        at = row.cells.get(NUMBER)
        if at is None:
            self.notes.blank(table, row.number, NUMBER, "the path of a number")
            return None
        name = self.values.value(table, at)
        found = self.find(name) if isinstance(name, str) else None
        if found is None and name is not None:
            self.astray.append((table, at, name))
        return found

    def fields(self, table: Table, row: Row, path: TreePath, number: Number) -> dict[str, Any]:
        """The fields of a row that speaks of a number, their places noted with it."""
        said: dict[str, Any] = {}
        number.marks[path] = Mark(self.notes.sheet(table), row.number)
        for column in table.columns:
            at = row.cells.get(column.header)
            if at is not None and column.field:
                number.marks[(*path, column.field)] = self.notes.mark(table, at)
                value = self.values.value(table, at)
                if value is not None:
                    said[column.field] = value
        return said

    def finish(self, marks: dict[TreePath, Mark]) -> None:
        """Put every number that is said where it belongs."""
        for number in self.all:
            said, own = self.whole(number)
            if said is not None:
                number.holder[number.key] = said
                marks |= own

    def whole(self, number: Number) -> tuple[Any, dict[TreePath, Mark]]:
        """A number in the shortest form that says it all, and the places of its parts."""
        table, cells, more, path = number.table, number.cells, number.more, number.path
        parts = {part: self.values.value(table, at) for part, at in cells.items()}
        marks = number.marks | {(*path, part): self.notes.mark(table, at) for part, at in cells.items()}
        if cells:
            marks[path] = self.notes.mark(table, cells.get("best") or next(iter(cells.values())))
        if None in parts.values():
            return None, {}
        ends = [part for part in ("low", "high") if part in parts]
        if parts.get("best") == "?":
            if ends:
                self.notes.wrong(table, cells[ends[0]], "is given while the number is `?`", "blank")
            return ({"unknown": True} | more if more else "?"), marks
        if not more.get("experts") and more.get("unknown") is not True:
            if ends and "best" not in parts:
                self.notes.wrong(table, cells[ends[0]], "is given without a best guess", "a best guess, or all blank")
                return None, {}
            if len(ends) == 1:
                self.notes.wrong(table, cells[ends[0]], "is given without the other end", "both ends, or neither")
                return None, {}
        if more:
            return parts | more, marks
        if not parts:
            if number.needed:
                self.notes.blank(number.table, number.row.number, number.name, "a number, or `?`")
            return None, {}
        if not ends:
            return parts["best"], marks
        spots = {(*path, spot): marks[(*path, part)] for spot, part in enumerate(PARTS)}
        return [parts[part] for part in PARTS], marks | spots

    def say_astray(self, data: dict[str, Any]) -> None:
        """Say which rows speak of a number that does not exist, once all ids and labels are known."""
        veil = Veil(data)

        def harmless(name: str) -> bool:
            return all(WORD.fullmatch(step) and not veil.hides(step) for step in name.split("."))

        for table, at, name in self.astray:
            if self.notes.full:
                self.notes.more += 1
                continue
            shown = f" (got `{name}`)" if harmless(name) else ", value not shown (secret)"
            known = [f"{above}.{one}" for above, (table, *_) in self.records.items() for one in table.numbers]
            slip = did_you_mean(name, filter(harmless, [*self.by_name, *known]))
            fix = slip or "write the path as `backchannel show` prints it"
            self.notes.wrong(table, at, f"names a number that does not exist{shown}", None, fix)
