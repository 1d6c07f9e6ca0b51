"""What pydantic found wrong in a record, in plain words."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ValidationError

from backchannel.case.book import LABELS, Book
from backchannel.case.problems import did_you_mean, listing
from backchannel.case.shape import CASE, Path, Shape, below, child, fields, raw_path, shape_of
from backchannel.case.veil import Veil

ID = "a lower-case word such as `free_army` (a-z, 0-9, _; a letter first; at most 64)"
TYPES = {"string": "text", "int": "a whole number", "float": "a number", "bool": "true or false"}


def translate(book: Book, error: ValidationError, base: Path, shape: Shape) -> None:
    """Note what is wrong with the record at a path, each field once."""
    for item in error.errors(include_url=False):
        kind, loc = item["type"], tuple(item["loc"])
        missing = kind == "missing"
        inner = loc[:-1] if missing else loc
        path = (*base, *raw_path(book.content(base), inner))
        name = str(loc[-1]) if missing else ""
        if book.fresh(path, name):
            message, expected, fix = _words(book, item, path, _shape_at(book, path))
            book.wrong(path, message, expected, fix, name)


def _shape_at(book: Book, path: Path) -> tuple[Shape, Any]:
    """The shape of the thing that holds the last step of a path, and the annotation of the field if it is one."""
    shape, node = CASE, book.tree.data
    for step in path[:-1]:
        shape, node = child(shape, node, step), below(node, step)
    info = fields(shape.model).get(str(path[-1])) if shape.model is not None and path else None
    return shape, info.annotation if info else None


def _words(book: Book, item: Any, path: Path, at: tuple[Shape, Any]) -> tuple[str, str | None, str | None]:
    """Message, expectation and fix for one error of pydantic. Its own words may hold values and are not used."""
    kind, value = item["type"], item["input"]
    holder, annotation = at
    veil = book.veil
    if kind == "missing":
        name = item["loc"][-1]
        return "is missing", None, f"add `{name}: ...`"
    if kind == "extra_forbidden":
        return unknown(book, path, str(path[-1]) if path else "", holder.model)
    if value is None:
        return "is empty", _expected(annotation), "give a value, or take the field out"
    if kind == "literal_error":
        words = re.findall("'([^']*)'", item["ctx"]["expected"]) or [item["ctx"]["expected"]]
        fix = did_you_mean(value, words) if isinstance(value, str) else None
        return f"is not one of the known words{veil.word(path, value)}", listing(words), fix
    if kind == "string_pattern_mismatch":
        return f"is not an id{veil.word(path, value)}", ID, _id_fix(veil, path, value)
    if kind == "string_too_long":
        return "is too long", f"at most {item['ctx']['max_length']} characters", None
    if kind in ("string_too_short", "too_short"):
        return "is empty", "at least one" if kind == "too_short" else "text", "give a value, or take the field out"
    if kind == "string_type":
        fix = "put quotes around it" if isinstance(value, int | float) else None
        return f"is not text{veil.got(path, value)}", "text", fix
    if kind == "value_error":
        said = re.sub(r"\s+", " ", str(item["ctx"]["error"]))
        message = f"is not right{veil.got(path, value)}"
        if said.startswith("expected "):
            slip = did_you_mean(value, LABELS) if path[-1:] == ("label",) and isinstance(value, str) else None
            return message, said.removeprefix("expected "), slip or (_number_fix(value) if "number" in said else None)
        return message, said, None
    for start, words_for_type in TYPES.items():
        if kind.startswith(start):
            return f"is not {words_for_type}{veil.got(path, value)}", words_for_type, None
    if kind.startswith("date"):
        return f"is not a date{veil.got(path, value)}", "a date as YYYY-MM-DD", None
    bounds = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le", "less_than": "lt"}
    if kind in bounds:
        signs = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
        limit = f"{signs[bounds[kind]]} {item['ctx'][bounds[kind]]:g}"
        return f"is out of range{veil.got(path, value)}", f"a number {limit}", None
    if kind in ("tuple_type", "list_type"):
        return f"is not a list{veil.word(path, value)}", "a list, as in `[a, b]`", None
    if kind == "finite_number":
        return "is not a finite number", "a number", None
    if kind.startswith(("model", "dict")):
        return f"is not a mapping of fields{veil.got(path, value)}", _expected(annotation) or "NAME: VALUE", None
    return f"is not valid{veil.got(path, value)}", _expected(annotation), None


def unknown(book: Book, path: Path, name: str, model: type[BaseModel] | None) -> tuple[str, str | None, str | None]:
    """Words for a field that its record does not have."""
    known = list(fields(model)) if model else []
    shown = f"`{name}`" if book.veil.may_show(path[:-1], name) else "a name not shown (team)"
    if book.veil.secret(path[:-1]):
        shown = "a name not shown (secret)"
    slip = did_you_mean(name, known)
    expected = None if slip else f"one of {listing(known, 40)}" if known else None
    return f"is not a field ({shown})", expected, slip or "check the spelling, or take it out"


def _expected(annotation: Any) -> str | None:
    shape = shape_of(annotation) if annotation is not None else None
    if shape is None:
        return None
    return {
        "estimate": "a number, [low, best, high] or `?`",
        "rule": "an actor id, `all: [...]`, `any: [...]` or `{quota: NUMBER, of: [actors]}`",
        "list": "a list, as in `[a, b]`",
        "map": "NAME: VALUE",
        "model": "NAME: VALUE",
    }.get(shape.kind)


def _id_fix(veil: Veil, path: Path, value: object) -> str | None:
    if not isinstance(value, str):
        return None
    plain = re.sub(r"[^a-z0-9]+", "_", value.lower()).strip("_")
    shown = veil.may_show(path, value) and veil.may_show(path, plain) and re.fullmatch("[a-z][a-z0-9_]{0,63}", plain)
    return f"write `{plain}`" if shown else None


def _number_fix(value: object) -> str | None:
    if isinstance(value, str) and value.strip().endswith("%"):
        return "write a share as a number from 0 to 1 without the sign"
    if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9.,]+\s*", value):
        return "write it without quotes and with a decimal point"
    return None
