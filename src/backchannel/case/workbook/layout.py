"""The sheets of a workbook and their columns, worked out from the schema.

A list of records is a sheet with a row for each. A record within a record (or a list or mapping of them) is a sheet of
its own, whose rows name the record they belong to. A record there is one of on top of the case stands upright: its
fields are rows. An Estimate is three columns, and whatever else it says has a row in a sheet for all numbers.
"""

from __future__ import annotations

import datetime as dt
import types
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from backchannel.case.book import KEY_REFERENCES, LABELS, REFERENCES, SINGULAR
from backchannel.case.estimate import Estimate, Expert, Provenance
from backchannel.case.fields import Text, Value
from backchannel.case.schema import Case
from backchannel.case.setting import BY_LEVEL
from backchannel.case.shape import fields, shape_of
from backchannel.case.veil import key_names
from backchannel.case.workbook.words import ABOUT, Span, about, hint, question, title

Kind = Literal["text", "day", "flag", "whole", "number", "list", "numbers", "pairs", "rule"]
"""What stands in one cell."""

PARTS = ("low", "best", "high")
NUMBER = "number"
"""The column that names a number by its path, in the two sheets that say more of numbers."""

FIELD, VALUE = "field", "value"
"""The columns of a sheet whose fields are rows."""

INSTRUCTIONS = "Instructions"
KEYS = {"anchors": "point"}
"""The column for the keys of a mapping that are no ids."""


@dataclass(frozen=True)
class Column:
    """One column: which field of its record it is (or which end of a number), and what may stand in it.

    ``refers`` is the group whose ids may stand here, ``spec`` the domain of a number, ``span`` the range of another.
    """

    header: str
    field: str
    kind: Kind
    part: str = ""
    words: tuple[Any, ...] = ()
    refers: str = ""
    spec: Value | None = None
    span: Span = (None, None)
    required: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Table:
    """One sheet: the place of its records in the case, and its columns.

    ``one``: a record there is one of; ``list``: records; ``map``: a mapping. ``above`` is the sheet of the records that
    these stand in, whose ids stand in the column ``owner``; ``key`` is the column of a mapping's keys.
    """

    title: str
    path: tuple[str, ...]
    form: Literal["one", "list", "map"]
    columns: tuple[Column, ...]
    about: str
    model: type[BaseModel] | None = None
    above: Table | None = None
    owner: str = ""
    key: str = ""

    @property
    def upright(self) -> bool:
        """Whether the fields are rows."""
        return self.form == "one" and not self.owner

    @property
    def private(self) -> bool:
        """Whether what stands here is at least `team` unless a label says otherwise."""
        holds = self.model is not None and issubclass(self.model, Provenance)
        return holds or any(column.part for column in self.columns)

    @cached_property
    def numbers(self) -> dict[str, dict[str, str]]:
        """The headers of each number, by its field and part."""
        found: dict[str, dict[str, str]] = {}
        for column in self.columns:
            if column.part:
                found.setdefault(column.field, {})[column.part] = column.header
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that say which record a row is."""
        own = key_names(self.model) if self.model is not None and self.form == "list" else ()
        return tuple(name for name in (self.owner, self.key, *own) if name)


@cache
def tables() -> tuple[Table, ...]:
    """Every sheet of records, in the order of the schema.

    >>> [table.title for table in tables()][:6]
    ['Case', 'Conference', 'Attendance', 'Actors', 'Trust by level', 'Side benefit by level']
    """
    found: list[Table] = []
    for name, info in fields(Case).items():
        shape = shape_of(info.annotation)
        model = shape.model or shape.of.model
        assert model is not None
        form: Literal["one", "list"] = "one" if shape.kind == "model" else "list"
        top = Table(title((name,)), (name,), form, _columns(model), about(model), model)
        found += [top, *_below(top)]
    return tuple(found)


@cache
def sources() -> Table:
    """The sheet of what numbers say besides low, best and high; each by its path."""
    left = {name: info for name, info in fields(Estimate).items() if name not in (*PARTS, "experts")}
    hints = {"interval": "The chance that the truth lies between low and high; 0.8 unless said."}
    columns = tuple(
        replace(column, hint=hints.get(column.field, column.hint)) for column in _plain_columns(Estimate, left)
    )
    says = "More about single numbers: where one comes from, its own label, another interval than 80 %."
    return Table("Sources of numbers", (), "list", (_path_column(), *columns), says, Estimate)


@cache
def experts() -> Table:
    """The sheet of several experts' answers to one number, by its path."""
    columns = _plain_columns(Expert, {"by": fields(Expert)["by"]} | fields(Expert))
    says = "Several experts' answers to one number, a row each; the number's own cells stay blank."
    return Table("Experts", (), "list", (_path_column(), *columns), says, Expert)


def all_tables() -> tuple[Table, ...]:
    """Every sheet but the instructions."""
    return (*tables(), sources(), experts())


def plainly(name: str) -> str:
    """A title or header as it is compared: case, underscores and spaces do not count.

    >>> plainly("  Weight_in parent LOW ")
    'weight in parent low'
    """
    return " ".join(name.casefold().replace("_", " ").split())


def address(table: Table, above: str, record: dict[str, Any]) -> str | None:
    """The path of a record as ``--set`` writes it, given that of the record around it; None where it has no name.

    >>> address(next(t for t in tables() if t.title == "Breakage"), "levels.aid", {"group": "rebels"})
    'levels.aid.breakage.rebels'
    """
    here = f"{above}.{table.path[-1]}" if above else table.path[-1]
    if table.form != "list" or table.model is None:
        return here
    names = key_names(table.model)
    words = [record.get(name) for name in names]
    if names == ("id",) and words == [None] and {"source", "target"} <= set(record):
        words = [f"{record['source']}-{record['target']}"]
    if not words or None in words:
        return None
    return ".".join([here, *map(str, words)])


# --- from a model to its columns --------------------------------------------------------------------------------


def _below(table: Table) -> list[Table]:
    """The sheets of what stands within the records of a sheet."""
    assert table.model is not None
    owner = "" if table.upright else SINGULAR.get(table.path[-1], table.path[-1].removesuffix("s"))
    found = []
    for name, info in fields(table.model).items():
        shape, path = shape_of(info.annotation), (*table.path, name)
        if shape.kind == "model" or (shape.kind == "list" and shape.of.kind == "model"):
            model = shape.model or shape.of.model
            assert model is not None
            form: Literal["one", "list"] = "one" if shape.kind == "model" else "list"
            columns = (*_owner_column(table, owner), *_columns(model))
            one = Table(title(path), path, form, columns, about(model), model, table, owner)
            found += [one, *_below(one)]
        elif _is_sheet_of_values(info):
            group = KEY_REFERENCES.get(table.model, {}).get(name, "levels" if name in BY_LEVEL else "")
            key = SINGULAR[group] if group else KEYS[name]
            also = ", or else for the others" if name in BY_LEVEL else ""
            asks = f"An id of {title((group,))}{also}." if group else "A whole number from 0 to 100."
            span = (None, None) if group else (0, 100)
            head = Column(key, "", "text" if group else "whole", "", (), group, None, span, True, asks)
            values = _columns_of(table.model, name, info)
            if shape.of.kind != "estimate":
                values = (Column("meaning", name, "text", required=True, hint="In words."),)
            columns = (*_owner_column(table, owner), head, *values)
            found.append(Table(title(path), path, "map", columns, ABOUT[name], None, table, owner, key))
    return found


def _is_sheet_of_values(info: FieldInfo) -> bool:
    """Whether a field is a mapping with a sheet of its own: of numbers, or of texts by whole numbers."""
    shape = shape_of(info.annotation)
    return shape.kind == "map" and (shape.of.kind == "estimate" or shape.item == Text)


def _owner_column(table: Table, owner: str) -> tuple[Column, ...]:
    asks = f"An id of {table.title}: whose row this is."
    return (Column(owner, "", "text", refers=table.path[-1], required=True, hint=asks),) if owner else ()


def _path_column() -> Column:
    asks = "The number's path, as `show` prints it: actors.russia.cost, stances.russia.aid.private, war.intensity."
    return Column(NUMBER, "", "text", required=True, hint=asks)


def _columns(model: type[BaseModel]) -> tuple[Column, ...]:
    """The columns of a record, its provenance last."""
    shared = fields(Provenance) if issubclass(model, Provenance) else {}
    own = {name: info for name, info in fields(model).items() if name not in shared}
    return _plain_columns(model, own | {name: fields(model)[name] for name in shared})


def _plain_columns(model: type[BaseModel], chosen: dict[str, FieldInfo]) -> tuple[Column, ...]:
    found: list[Column] = []
    for name, info in chosen.items():
        shape = shape_of(info.annotation)
        in_a_sheet = shape.kind == "model" or (shape.kind == "list" and shape.of.kind == "model")
        if not in_a_sheet and not (_is_sheet_of_values(info) and name not in BY_LEVEL):
            found += _columns_of(model, name, info)
    return tuple(found)


def _columns_of(model: type[BaseModel], name: str, info: FieldInfo) -> tuple[Column, ...]:
    spec = next((m for m in info.metadata if isinstance(m, Value)), None)
    if spec is not None:
        ends = (("low", "Lowest, with high."), ("best", question(name, info, spec)), ("high", "Highest, with low."))
        return tuple(
            Column(
                name if part == "best" else f"{name} {part}",
                name,
                "number",
                part,
                spec=spec,
                required=info.is_required() and part == "best",
                hint=hint,
            )
            for part, hint in ends
        )
    kind, words = _kind(info.annotation)
    refers = REFERENCES.get(model, {}).get(name, "")
    if name == "evidence" and issubclass(model, Provenance):
        refers = "evidence"
    if name == "label" and issubclass(model, Provenance):
        words = tuple(LABELS)
    span = _span(info)
    asks = hint(name, info, kind, words, refers, span)
    return (Column(name, name, kind, "", words, refers, None, span, info.is_required(), asks),)


def _kind(annotation: Any) -> tuple[Kind, tuple[Any, ...]]:
    """What stands in the cell of a field, and the words it may be one of."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0])
    if origin in (Union, types.UnionType):
        return _kind(next(a for a in arguments if a is not type(None)))
    if origin is Literal:
        return ("text" if isinstance(arguments[0], str) else "whole"), arguments
    if origin is tuple and arguments[1:] == (...,):
        return "list", _kind(arguments[0])[1]
    if origin is tuple:
        return "numbers", ()
    if origin is dict:
        return "pairs", ()
    return ("rule", ()) if shape_of(annotation).kind == "rule" else (KINDS[annotation], ())


KINDS: dict[Any, Kind] = {str: "text", int: "whole", float: "number", bool: "flag", dt.date: "day"}


def _span(info: FieldInfo) -> Span:
    ends = [
        next((getattr(m, name) for m in info.metadata for name in names if getattr(m, name, None) is not None), None)
        for names in (("ge", "gt"), ("le", "lt"))
    ]
    return ends[0], ends[1]
