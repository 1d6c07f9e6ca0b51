"""A case as it stands in its files: plain data, and the place of everything in it.

YAML is read from libyaml's events with the scalars of YAML 1.2: `no` and `yes` stay words and a date stays text.
What a case needs nobody to write (tags, aliases, several documents) is refused rather than guessed at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from backchannel.case.problems import CaseError, Problem
from backchannel.case.shape import Path, vocabulary

DEEPEST = 40
MOST_BYTES = 5_000_000
MOST_VALUES = 60_000
"""Fifteen times the first worked case, or five thousand full stances: what is read and checked within two seconds."""

MOST_PROBLEMS = 200
"""After so many problems the rest are counted only."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

INT = re.compile(r"[-+]?[0-9]+")
OTHER_INT = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
NULLS = {"", "~", "null", "Null", "NULL"}

LONE_MARK = re.compile(r"(?<![^\s\[{,])\?(?=[\s,\]}]|$)")
STAND_IN = "\ue000"
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class Mark(NamedTuple):
    """A place in a file; line and column count from 1. A value set elsewhere has neither."""

    file: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Tree:
    """The plain data of a case and the mark of every path in it."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    marks: dict[Path, Mark] = field(default_factory=dict)

    def mark(self, path: Path) -> Mark:
        """The place of a path, or of the nearest thing around it."""
        while path not in self.marks and path:
            path = path[:-1]
        return self.marks.get(path, Mark(self.file))

    def problem(
        self, path: Path, field: str, message: str, expected: str | None = None, fix: str | None = None
    ) -> Problem:
        """An error at a path."""
        file, line, column = self.mark(path)
        return Problem(
            severity="error",
            file=file,
            line=line,
            column=column,
            field=field,
            message=message,
            expected=expected,
            fix=fix,
        )


def scalar(text: str) -> Any:
    """What an unquoted word of YAML 1.2 means. Raises ValueError where it is a number that is not finite.

    >>> [scalar(word) for word in ("no", "2014-01-28", "~", "True", "12", "1e-1", "?")]
    ['no', '2014-01-28', None, True, 12, 0.1, '?']
    """
    if text in NULLS:
        return None
    if text in WORDS:
        return WORDS[text]
    if NOT_FINITE.fullmatch(text):
        raise ValueError("not a finite number")
    number: int | float
    if len(text) <= 320 and INT.fullmatch(text):
        number = int(text)
    elif len(text) <= 320 and OTHER_INT.fullmatch(text):
        number = int(text, 0)
    elif FLOAT.fullmatch(text):
        number = float(text)
    else:
        return text
    try:
        finite = math.isfinite(number)
    except OverflowError:
        finite = False
    if not finite:
        raise ValueError("not a finite number")
    return number


def parse(text: str, file: str, group: str | None = None) -> Tree:
    """Read one YAML document with a mapping on top; in a file for one ``group`` of records their list may stand alone.

    Raises CaseError naming file and line; no value is shown.

    >>> parse("- {id: C1}", "claims.yaml", "claims").data
    {'claims': [{'id': 'C1'}]}
    """
    tree = _Parser(text, file).run(group)
    if isinstance(tree.data, list) and group:
        return Tree(file, {group: tree.data}, {(group, *path): mark for path, mark in tree.marks.items()})
    return tree


class _Parser:
    def __init__(self, text: str, file: str) -> None:
        bad = UNPRINTABLE.search(text)
        if bad:
            line = text.count("\n", 0, bad.start()) + 1
            message = "holds a character that is no text"
            raise CaseError([Problem(severity="error", file=file, line=line, message=message, fix="remove it")])
        # YAML takes a lone `?` for the start of a key. Here it is the sign for a number nobody knows.
        self.stand_in = STAND_IN not in text
        self.text = LONE_MARK.sub(STAND_IN, text) if self.stand_in else text
        self.file = file
        self.tree = Tree(file)
        self.problems: list[Problem] = []
        self.values = 0
        self.more = 0

    def run(self, group: str | None = None) -> Tree:
        try:
            top = self.document(iter(yaml.parse(self.text, Loader=LOADER)))
        except yaml.MarkedYAMLError as error:
            words = re.sub(r"'[^']*'|\"[^\"]*\"", "...", error.problem or "cannot be read")
            self.wrong(
                error.problem_mark or error.context_mark, (), f"is not valid YAML: {words}", fix=_syntax_fix(words)
            )
            raise CaseError(self.problems, self.more) from None
        except yaml.YAMLError:
            self.wrong(None, (), "is not valid YAML")
            raise CaseError(self.problems, self.more) from None
        if self.problems:
            raise CaseError(self.problems, self.more)
        if top is None:
            self.wrong(None, (), "is empty", "a case", "start from the example in the schema reference")
        elif not isinstance(top, dict) and not (group and isinstance(top, list)):
            expected = "a mapping, as in `case:`, `actors:`, `issues:` ..."
            raise CaseError([self.tree.problem((), "", "does not hold fields", expected)])
        if self.problems:
            raise CaseError(self.problems)
        assert top is not None
        return Tree(self.file, top, self.tree.marks)

    def wrong(self, mark: Any, path: Path, message: str, expected: str | None = None, fix: str | None = None) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            self.more += 1
            return
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        self.problems.append(
            Problem(
                severity="error",
                file=self.file,
                line=line,
                column=column,
                field=plain(path),
                message=message,
                expected=expected,
                fix=fix,
            )
        )

    def stop(
        self, mark: Any, path: Path, message: str, expected: str | None = None, fix: str | None = None
    ) -> CaseError:
        self.wrong(mark, path, message, expected, fix)
        return CaseError(self.problems, self.more)

    def document(self, events: Iterator[Any]) -> Any:
        top, seen = None, False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    raise self.stop(event.start_mark, (), "holds a second document", "one document", "remove `---`")
                seen = True
            elif isinstance(event, yaml.NodeEvent):
                top = self.node(event, events, (), 0)
        return top

    def node(self, event: Any, events: Iterator[Any], path: Path, depth: int) -> Any:
        mark = event.start_mark
        self.tree.marks.setdefault(path, Mark(self.file, mark.line + 1, mark.column + 1))
        self.values += 1
        if self.values > MOST_VALUES:
            raise self.stop(mark, path, "holds too many values", f"at most {MOST_VALUES}")
        if isinstance(event, yaml.AliasEvent):
            self.wrong(mark, path, "refers to another place with `*`", fix="write the value out")
            return None
        if event.tag is not None:
            self.wrong(mark, path, "carries a tag (`!`)", fix="remove the tag, or put quotes around the text")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        if depth >= DEEPEST:
            raise self.stop(mark, path, "is nested too deeply", f"at most {DEEPEST} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, path, depth)
        return self.mapping(events, path, depth)

    def sequence(self, events: Iterator[Any], path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, (*path, len(items)), depth + 1))
        return items

    def mapping(self, events: Iterator[Any], path: Path, depth: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            mark = event.start_mark
            if not isinstance(event, yaml.ScalarEvent):
                raise self.stop(mark, path, "has a field whose name is not a word", "NAME: VALUE")
            key = event.value.replace(STAND_IN, "?") if self.stand_in else event.value
            here = (*path, key)
            if key in items:
                name = f"`{key}`" if key in vocabulary() else "a name"
                first = self.tree.marks[here].line
                self.wrong(mark, path, f"has {name} twice (first in line {first})", fix="keep one of them")
                here = (*path, key, "again")
            self.tree.marks[here] = Mark(self.file, mark.line + 1, mark.column + 1)
            items[key] = self.node(next(events), events, here, depth + 1)
        return items

    def scalar(self, event: Any, path: Path) -> Any:
        text: str = event.value
        if self.stand_in:
            text = text.replace(STAND_IN, "?")
        if not event.implicit[0]:
            return text
        try:
            return scalar(text)
        except ValueError:
            self.wrong(event.start_mark, path, "is not a finite number", "a number, or `?` where nobody knows")
            return None


def plain(path: Path) -> str:
    """A path by position, with none but the schema's own names: safe where labels are not known yet.

    >>> plain(("actors", 3, "trust", "some_level"))
    'actors[3].trust'
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step in vocabulary():
            text += f".{step}" if text else step
        else:
            break
    return text


def _syntax_fix(words: str) -> str:
    if "mapping values" in words:
        return "put quotes around text that holds a colon, and check the indentation"
    if "cannot start any token" in words:
        return "indent with spaces rather than tabs, and put quotes around text that starts with a sign"
    return "check the indentation, brackets and quotes here and just above"
