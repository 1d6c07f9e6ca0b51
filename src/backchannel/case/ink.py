"""Plain data -> YAML as a person would lay it out, in words that `tree.py` (YAML 1.2, a lone `?`) reads back the same.

Short leaves and small records stand in brackets on one line, the rest in a block; long texts are folded; words are
quoted only where they would otherwise be read as something else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from backchannel.case.tree import STAND_IN, scalar

WIDTH = 100
"""Columns that a line may take, where its words allow."""
NESTED = 3
"""So many brackets in one another can still be read."""
FIELDS = 6
"""A record of more fields stands in a block."""

CLEAR = re.compile("[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]+")
"""What may stand in a file as it is."""
TROUBLE = re.compile(r"[,\[\]{}#&*!|>'\"%@`]|[-?:]( |$)|---|\.\.\.|.*(: | #|:$)")
TROUBLE_IN_BRACKETS = re.compile(r"[-?:]|.*[,\[\]{}?]")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


@dataclass(frozen=True)
class Ink:
    """How to write plain data into a file; ``mark`` is how the file says that nobody knows a number.

    >>> ink = Ink()
    >>> ink.inline({"id": "a", "cost": [0.1, 0.2, 0.4], "trust": "?", "note": "no: never"})
    '{id: a, cost: [0.1, 0.2, 0.4], trust: ?, note: "no: never"}'
    >>> print(ink.page({"issues": [{"id": "aid", "anchors": {"0": "none", "100": "free"}}]}), end="")
    issues:
      - {id: aid, anchors: {0: none, 100: free}}
    """

    mark: str = "?"

    # --- on one line ---

    def word(self, text: str, brackets: bool = False) -> str:
        """A text on one line, quoted where it has to be; ``brackets`` around it make more quotes necessary."""
        if text == "?":
            return self.mark
        return text if _is_plain(text, brackets) and _stays_text(text) else _quoted(text)

    def key(self, name: object, brackets: bool = False) -> str:
        """The name of a field."""
        text = str(name)
        return text if _is_plain(text, brackets) and text[0] != "?" else _quoted(text)

    def leaf(self, value: Any, brackets: bool = False) -> str:
        """A word, a number, true, false or nothing. Raises ValueError for a number that is not finite."""
        if isinstance(value, str):
            return self.word(value, brackets)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            if not math.isfinite(value):
                raise ValueError("not a finite number")
            return repr(value)
        if value is None or isinstance(value, int):
            return "null" if value is None else str(value)
        raise TypeError(f"plain data holds no {type(value).__name__}")

    def inline(self, value: Any) -> str:
        """Any value on one line, mappings and lists in brackets."""
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self.key(name, True)}: {self.inline(item)}" for name, item in value.items()) + "}"
        if isinstance(value, list | tuple):
            return "[" + ", ".join(self.inline(item) for item in value) + "]"
        return self.leaf(value, True)

    # --- in blocks ---

    def entry(self, name: object, value: Any, indent: int, *, fold: bool = True, brackets: bool = True) -> list[str]:
        """The lines of one field of a mapping whose fields stand ``indent`` to the right.

        ``fold`` allows a long text to take several lines, ``brackets`` a small mapping or list to take one.
        """
        start = f"{' ' * indent}{self.key(name)}:"
        if not isinstance(value, dict | list | tuple):
            return self._text(start, value, indent + 2, fold)
        short = self.short(value, WIDTH - len(start) - 1) if brackets or not value else None
        if short is not None:
            return [f"{start} {short}"]
        return [start, *self.lines(value, indent + 2)]

    def item(self, value: Any, indent: int) -> list[str]:
        """The lines of one item of a list whose dashes stand ``indent`` to the right."""
        start = f"{' ' * indent}-"
        if not isinstance(value, dict | list | tuple):
            return self._text(start, value, indent + 2, True)
        short = self.short(value, WIDTH - len(start) - 1)
        if short is not None:
            return [f"{start} {short}"]
        first, *rest = self.lines(value, indent + 2)
        return [f"{start} {first[indent + 2 :]}", *rest]

    def lines(self, value: Any, indent: int) -> list[str]:
        """The lines of a mapping or list with something in it, as a block."""
        if isinstance(value, dict):
            return [line for name, item in value.items() for line in self.entry(name, item, indent)]
        return [line for item in value for line in self.item(item, indent)]

    def short(self, value: Any, room: int) -> str | None:
        """A mapping or list in brackets, if it is small enough to be read there."""
        if not value:
            return self.inline(value)
        if len(value) * 2 > room or not _is_small(value, NESTED):
            return None
        text = self.inline(value)
        return text if len(text) <= room else None

    def page(self, data: Any) -> str:
        """A whole file: groups and the longer records apart by a blank line."""
        if isinstance(data, dict):
            return "".join(apart(self._group(name, content) for name, content in data.items())) or "{}\n"
        return self._records(data, 0) or "[]\n"

    def _group(self, name: object, content: Any) -> list[str]:
        if isinstance(content, list | tuple) and content and all(isinstance(item, dict) for item in content):
            return [f"{self.key(name)}:", *self._records(content, 2).removesuffix("\n").split("\n")]
        return self.entry(name, content, 0, brackets=not isinstance(content, dict))

    def _records(self, records: Iterable[Any], indent: int) -> str:
        return "".join(apart(self.item(record, indent) for record in records))

    def _text(self, start: str, value: Any, indent: int, fold: bool) -> list[str]:
        line = f"{start} {self.leaf(value)}"
        if not (fold and isinstance(value, str)) or (len(line) <= WIDTH and "\n" not in value):
            return [line]
        margin = " " * indent
        if "\n" not in value and _is_foldable(value):
            return [f"{start} >-", *(margin + part for part in _wrapped(value, max(40, WIDTH - indent)))]
        if _is_literal(value):
            style = "|" if value.endswith("\n") else "|-"
            return [
                f"{start} {style}",
                *(margin + part if part else "" for part in value.removesuffix("\n").split("\n")),
            ]
        return [line]


def ink_for(texts: Iterable[str]) -> Ink:
    """The ink for a file of such texts: where one holds the reader's stand-in for `?`, the mark has to be quoted."""
    return Ink('"?"') if any(STAND_IN in text for text in texts) else Ink()


def apart(pieces: Iterable[list[str]]) -> Iterable[str]:
    """Pieces of text, a blank line between two of which one has several lines."""
    before = 0
    for piece in pieces:
        if before > 1 or (before and len(piece) > 1):
            yield "\n"
        before = len(piece)
        yield "".join(f"{line}\n" for line in piece)


def _is_plain(text: str, brackets: bool) -> bool:
    if not CLEAR.fullmatch(text) or text[0] == " " or text[-1] == " " or TROUBLE.match(text):
        return False
    return not (brackets and TROUBLE_IN_BRACKETS.match(text))


def _stays_text(text: str) -> bool:
    try:
        return isinstance(scalar(text), str)
    except ValueError:
        return False


def _quoted(text: str) -> str:
    if ('"' in text or "\\" in text) and CLEAR.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(one) for one in text) + '"'


def _escaped(one: str) -> str:
    if one in ESCAPES:
        return ESCAPES[one]
    if CLEAR.fullmatch(one):
        return one
    code = ord(one)
    return f"\\x{code:02X}" if code < 256 else f"\\u{code:04X}" if code < 65536 else f"\\U{code:08X}"


def _is_small(value: Any, depth: int) -> bool:
    if not isinstance(value, dict | list | tuple):
        return True
    if depth == 0 or (isinstance(value, dict) and len(value) > FIELDS):
        return False
    return all(_is_small(item, depth - 1) for item in (value.values() if isinstance(value, dict) else value))


def _is_foldable(text: str) -> bool:
    return bool(CLEAR.fullmatch(text)) and " " in text and "  " not in text and text == text.strip(" ")


def _is_literal(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    return bool(lines[0] and lines[-1] and lines[0][0] != " ") and all(
        not line or (CLEAR.fullmatch(line) and line[-1] != " ") for line in lines
    )


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines
