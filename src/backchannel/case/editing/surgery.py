"""A YAML text with other data put into it: every character stays where nothing changed, comments among them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from backchannel.case.editing.nodes import Node, node_of
from backchannel.case.ink import Ink, ink_for
from backchannel.case.tree import STAND_IN

NAMES = (("id",), ("actor", "issue"), ("actor", "outcome"), ("source", "target"), ("group",), ("actor",), ("who",))
"""By which fields a record of a list is known again."""
LINE_END = re.compile(r"\r?\n|\r")
BLANK_LINE = re.compile(r"(\r?\n|\r)[ \t]*(\r?\n|\r)")


def replaced(text: str, data: dict[str, Any] | list[Any]) -> str:
    """A text in which ``data`` stands; fields keep their order, records are known again by their ids and may move.

    >>> print(replaced("a: 1  # one\\nb: [1, 2,  3]\\n", {"a": 1, "b": [1, 5, 3], "c": "new"}), end="")
    a: 1  # one
    b: [1, 5,  3]
    c: new
    """
    windows = "\r\n" in text and text.count("\r\n") == text.count("\n")
    plain = text.replace("\r\n", "\n") if windows else text
    top = node_of(plain)
    ink = Ink('"?"') if STAND_IN in plain else ink_for([repr(data)])
    if top is None:
        return text + ink.page(data)
    new = _Surgeon(plain, ink).value(top, data)
    if new is None:
        new = ink.page(data).removesuffix("\n")
    plain = plain[: top.start] + new + plain[top.end :]
    return plain.replace("\n", "\r\n") if windows else plain


def exactly(one: Any, other: Any) -> bool:
    """Whether data are equal and of one type all the way down: 1 is neither true nor 1.0."""
    return one is other or (type(one) is type(other) and one == other and repr(one) == repr(other))


@dataclass
class Piece:
    """A field or an item: what stands before it since the end of the line above (or the comma), it, and behind it."""

    lead: str
    body: str
    tail: str = ""
    new: bool = False


@dataclass
class _Surgeon:
    text: str
    ink: Ink

    def value(self, node: Node, data: Any) -> str | None:
        """What is to stand in a node's place; None where the node cannot be kept."""
        if exactly(node.data, data):
            return self.text[node.start : node.end]
        if node.kind == "map" and isinstance(data, dict) and node.data.keys() & data.keys():
            return self.mapping(node, data)
        if node.kind == "list" and isinstance(data, list) and node.items and data:
            return self.sequence(node, data)
        return None

    # --- mappings ---

    def mapping(self, node: Node, data: dict[str, Any]) -> str:
        old = dict(zip(node.data, zip(node.names, node.items, strict=True), strict=True))
        indent = self.column(node.start)
        pieces = self.cut(node, [start for start, _ in node.names])
        kept = {name: piece for name, piece in zip(node.data, pieces, strict=True) if name in data}
        for name, piece in kept.items():
            if not exactly(node.data[name], data[name]):
                self.refill(node, piece, old[name], name, data[name], indent)
        order = list(kept)
        before: Any = None
        for name in data:
            if name not in kept:
                at = order.index(before) + 1 if before is not None else 0
                order.insert(at, name)
                kept[name] = self.field(node, name, data[name], indent)
            before = name
        return self.joined(node, [kept[name] for name in order], next(iter(kept.values())) is pieces[0])

    def field(self, node: Node, name: str, data: Any, indent: int) -> Piece:
        if node.brackets:
            return Piece(", ", f"{self.ink.key(name, True)}: {self.ink.inline(data)}", new=True)
        lines = self.ink.entry(name, data, indent)
        gap = "\n\n" if indent == 0 and len(lines) > 1 else "\n"
        return Piece(gap + " " * indent, "\n".join(lines)[indent:], new=True)

    def refill(
        self, node: Node, piece: Piece, old: tuple[tuple[int, int], Node], name: str, data: Any, indent: int
    ) -> None:
        (start, end), item = old
        key, between = self.text[start:end], self.text[end : item.start]
        new = self.value(item, data)
        if new is None and node.brackets:
            new = self.ink.inline(data)
            between = between if item.end > item.start else ": "
        if new is not None:
            piece.body = key + between + new
            return
        lines = self.ink.entry(name, data, indent)
        lines[0] = lines[0][indent + len(self.ink.key(name)) :]
        if len(lines) == 1 and "\n" not in between and item.end > item.start:
            piece.body = key + between + lines[0].removeprefix(": ")
            return
        remark = piece.tail
        if "#" in between:
            remark = "  " + between[between.index("#") :].split("\n")[0]
        if item.kind != "leaf" and not item.brackets:
            piece.tail = ""  # the remark on the last line of what is gone
        elif len(lines) > 1:
            piece.tail = ""
        piece.body = key + "\n".join([lines[0] + (remark if len(lines) > 1 or "#" in between else ""), *lines[1:]])

    # --- lists ---

    def sequence(self, node: Node, data: list[Any]) -> str | None:
        pairs = matched(node.data, data)
        if pairs is None:
            return None
        indent = self.column(node.start)
        pieces = self.cut(node, self.dashes(node))
        gap = self.gap(node, pieces, indent)
        out: list[Piece] = []
        for item, at in zip(data, pairs, strict=True):
            if at is None:
                body = self.ink.inline(item) if node.brackets else "\n".join(self.ink.item(item, indent))[indent:]
                out.append(Piece(gap, body, new=True))
                continue
            piece, inner = pieces[at], node.items[at]
            if not exactly(inner.data, item):
                new = self.value(inner, item)
                start = self.dashes(node)[at]
                if new is not None:
                    piece.body = self.text[start : inner.start] + new
                elif node.brackets:
                    piece.body = self.ink.inline(item)
                else:
                    piece.body = "\n".join(self.ink.item(item, indent))[indent:]
                    piece.tail = piece.tail if "\n" not in piece.body else ""
            if at == 0 and out:
                piece.lead = gap
            out.append(piece)
        gone = [piece for at, piece in enumerate(pieces) if at not in pairs]
        self.headings(gone, pieces, out)
        return self.joined(node, out, pairs[0] == 0)

    def dashes(self, node: Node) -> list[int]:
        """Where each item of a list starts, its dash included."""
        if node.brackets:
            return [item.start for item in node.items]
        column, found = self.column(node.start), [node.start]
        for before in node.items[:-1]:
            at = before.end
            while True:
                at = self.text.index("\n", at) + 1
                line = self.text[at : at + column + 1]
                if line[:column].strip(" ") == "" and line[column:] == "-":
                    break
            found.append(at + column)
        return found

    def gap(self, node: Node, pieces: list[Piece], indent: int) -> str:
        """What stands before a new item."""
        if node.brackets:
            return ", "
        apart = sum(bool(BLANK_LINE.match(piece.lead)) for piece in pieces[1:])
        wide = apart * 2 > len(pieces) - 1 if len(pieces) > 1 else "\n" in pieces[0].body and indent <= 2
        return ("\n\n" if wide else "\n") + " " * indent

    def headings(self, gone: list[Piece], pieces: list[Piece], out: list[Piece]) -> None:
        """Keep comments that stand above a record which is gone, but apart from it: they head what follows."""
        for piece in gone:
            parts = list(BLANK_LINE.finditer(piece.lead))
            heading = piece.lead[: parts[-1].start()] if parts else ""
            after = next((p for p in pieces[pieces.index(piece) + 1 :] if any(p is kept for kept in out)), None)
            if "#" in heading and after is not None:
                after.lead = heading + after.lead

    # --- pieces ---

    def cut(self, node: Node, starts: list[int]) -> list[Piece]:
        """The text of a mapping or list in pieces: one for each field or item."""
        pieces = []
        last = starts[0]
        for start, item in zip(starts, node.items, strict=True):
            end = item.end
            if node.brackets:
                tail = ""
            else:
                stop = LINE_END.search(self.text, end)
                tail = self.text[end : stop.start() if stop else len(self.text)]
            pieces.append(Piece(self.text[last:start], self.text[start:end], tail))
            last = end + len(tail)
        return pieces

    def joined(self, node: Node, pieces: list[Piece], same_start: bool) -> str:
        first, *rest = pieces
        if node.brackets:
            opening = self.text[node.start : (node.names[0][0] if node.names else node.items[0].start)]
            closing = self.text[node.items[-1].end : node.end]
            return opening + first.body + "".join((piece.lead or ", ") + piece.body for piece in rest) + closing
        gap = "\n" + " " * self.column(node.start)
        lead = "" if same_start else first.lead.lstrip()
        return lead + first.body + first.tail + "".join((p.lead or gap) + p.body + p.tail for p in rest)

    def column(self, place: int) -> int:
        return place - 1 - max(self.text.rfind("\n", 0, place), self.text.rfind("\r", 0, place))


def matched(old: list[Any], new: list[Any]) -> list[int | None] | None:
    """For each new item the old one that it is or comes from, if any; None where no old one is left."""
    before, after = [_name(item) for item in old], [_name(item) for item in new]
    if len(set(before)) == len(before) and len(set(after)) == len(after):
        places = {name: at for at, name in enumerate(before)}
        pairs = [places.get(name) for name in after]
        if len(old) == len(new):
            taken = set(pairs)
            pairs = [
                at if at is not None else None if i in taken or before[i][0] == "fields" else i
                for i, at in enumerate(pairs)
            ]
    else:
        pairs = [i if i < len(old) else None for i in range(len(new))]
    return pairs if any(at is not None for at in pairs) else None


def _name(item: Any) -> tuple[str, str]:
    """By what an item of a list is known again."""
    if isinstance(item, dict):
        for names in NAMES:
            if all(name in item for name in names):
                return "fields", repr([(name, item[name]) for name in names])
    return "whole", repr(item)
