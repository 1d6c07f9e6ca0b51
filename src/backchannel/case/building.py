"""Plain data -> Case, with everything that is wrong in it found at once and said by file, line and field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from backchannel.case import looking
from backchannel.case.book import Book, Parts
from backchannel.case.levers import checking as levers
from backchannel.case.problems import CaseError, Problem
from backchannel.case.schema import (
    Case,
)
from backchannel.case.shape import CASE, Path, Shape, fields, shape_of
from backchannel.case.translating import translate, unknown
from backchannel.case.tree import MOST_VALUES, Tree
from backchannel.case.veil import Veil


def build(tree: Tree) -> Case:
    """The Case that a tree says. Raises CaseError with everything that is wrong, in file order."""
    if _size(tree.data, MOST_VALUES) > MOST_VALUES:
        raise CaseError([Tree(tree.file).problem((), "", "holds too many values", f"at most {MOST_VALUES}")])
    book = Book(tree, Veil(tree.data))
    groups = {name: content for name, content in _groups(book) if content is not None}
    for base, record in book.sound.items():
        parts = list(parts_of(record))
        for look in LOOKS:
            look(book, base, parts)
    for rule in RULES:
        rule(book)
    if not book.problems:
        try:
            return Case(**groups)
        except ValidationError as error:  # nothing that the groups let pass is expected here
            translate(book, error, (), CASE)
    raise CaseError(sorted(book.problems, key=_file_order), book.more)


def parts_of(node: BaseModel, loc: Path = ()) -> Iterator[tuple[Path, BaseModel, str, Any]]:
    """What `shape.walk` gives, without what is absent: most fields of most records are."""
    for name, content in node:
        if content is None or content == ():
            continue
        yield loc, node, name, content
        if isinstance(content, BaseModel):
            yield from parts_of(content, (*loc, name))
        elif isinstance(content, dict | tuple):
            for key, item in content.items() if isinstance(content, dict) else enumerate(content):
                if isinstance(item, BaseModel):
                    yield from parts_of(item, (*loc, name, key))


def _size(node: object, most: int) -> int:
    """How many values stand in some raw data; counting stops soon after ``most``."""
    size, waiting = 0, [node]
    while waiting and size <= most:
        one = waiting.pop()
        size += 1
        if isinstance(one, dict | list):
            waiting.extend(one.values() if isinstance(one, dict) else one)
    return size


def _file_order(problem: Problem) -> tuple[bool, str, int, int]:
    file = problem.file or ""
    return file.startswith("--set"), "" if file.endswith("case.yaml") else file, problem.line or 0, problem.column or 0


def _groups(book: Book) -> Iterator[tuple[str, Any]]:
    data = book.tree.data
    for name in data:
        if name not in fields(Case) and book.fresh((name,), "unknown"):
            book.wrong((name,), *unknown(book, (name,), name, Case))
    for name, info in fields(Case).items():
        content = data.get(name)
        if content is None:
            if info.is_required():
                expected = "fields such as `id`, `title`, `as_of`" if name == "case" else "at least one record"
                where = (name,) if name in data else ()
                book.wrong(where, "is missing", expected, f"add `{name}:`", name="" if where else name)
            continue
        shape = shape_of(info.annotation)
        if shape.kind == "model":
            yield name, _record(book, (name,), content, shape)
        elif not isinstance(content, list):
            book.wrong((name,), "is not a list", "a list of records, each starting with `-`")
        elif not content and info.is_required():
            book.wrong((name,), "is empty", "at least one record")
        else:
            yield name, tuple(_record(book, (name, i), item, shape.of) for i, item in enumerate(content))


def _record(book: Book, path: Path, content: object, shape: Shape) -> BaseModel | None:
    assert shape.model is not None
    try:
        record = shape.model.model_validate(content)
    except ValidationError as error:
        translate(book, error, path, shape)
        return None
    book.sound[path] = record
    return record


def _levers(book: Book) -> None:
    levers.check(book, _again)


def _again(tree: Tree, paths: Iterable[Path]) -> tuple[Problem, ...]:
    """What is wrong in some records of a tree, the others taken as they are."""
    book = Book(tree, Veil(tree.data))
    for path in paths:
        _record(book, path, book.content(path), shape_of(fields(Case)[str(path[0])].annotation).of)
    for base, record in book.sound.items():
        parts = list(parts_of(record))
        for look in LOOKS:
            look(book, base, parts)
    for rule in RULES[:-1]:
        rule(book)
    return tuple(book.problems)


LOOKS: tuple[Callable[[Book, Path, Parts], None], ...] = (looking.ranges, looking.references, looking.twice)
"""What is looked at in each record that was found sound by itself."""

RULES: tuple[Callable[[Book], None], ...] = (
    looking.by_level,
    looking.names,
    looking.levels,
    looking.issues,
    looking.parents,
    _levers,
)
"""What is looked at in all of them together."""
