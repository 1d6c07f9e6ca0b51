"""A YAML text as nodes that know from which character to which they reach, so that one can be changed alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from backchannel.case.tree import LOADER, LONE_MARK, STAND_IN, scalar


@dataclass(slots=True)
class Node:
    """Something in a text: its plain data, and where it stands there.

    ``start`` and ``end`` count characters; a block, which is what has no brackets, ends with its last line, with a
    comment on it but without the line's end. ``names`` are the spans of the names of a mapping's fields.
    """

    kind: Literal["leaf", "map", "list"]
    start: int
    end: int
    data: Any
    brackets: bool = False
    items: list[Node] = field(default_factory=list)
    names: list[tuple[int, int]] = field(default_factory=list)


def node_of(text: str) -> Node | None:
    """The node on top of a text that `tree.parse` has read; None where there is none.

    >>> top = node_of("a: [1, ?]  # why")
    >>> top.data, top.items[0].start, top.items[0].end, top.end
    ({'a': [1, '?']}, 3, 9, 16)
    """
    return _Nodes(text).top()


class _Nodes:
    def __init__(self, text: str) -> None:
        self.text = text
        self.stand_in = STAND_IN not in text
        self.events: Iterator[Any] = iter(
            yaml.parse(LONE_MARK.sub(STAND_IN, text) if self.stand_in else text, Loader=LOADER)
        )

    def top(self) -> Node | None:
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                return self.node(event, False)
        return None

    def node(self, event: Any, inside: bool) -> Node:
        start = event.start_mark.index
        if isinstance(event, yaml.ScalarEvent):
            return Node("leaf", start, self.content_end(start, event), self.value(event))
        brackets = inside or bool(event.flow_style)
        if isinstance(event, yaml.SequenceStartEvent):
            node = Node("list", start, start, [], brackets)
            for inner in self.events:
                if isinstance(inner, yaml.SequenceEndEvent):
                    break
                node.items.append(self.node(inner, brackets))
            node.data = [item.data for item in node.items]
        else:
            node = Node("map", start, start, {}, brackets)
            for inner in self.events:
                if isinstance(inner, yaml.MappingEndEvent):
                    break
                node.names.append((inner.start_mark.index, inner.end_mark.index))
                node.items.append(self.node(next(self.events), brackets))
                node.data[self.word(inner)] = node.items[-1].data
        node.end = inner.end_mark.index if event.flow_style else self.line_end(node.items[-1].end)
        return node

    def content_end(self, start: int, event: Any) -> int:
        end: int = event.end_mark.index
        while event.style in ("|", ">") and end > start and self.text[end - 1] in " \t\r\n":
            end -= 1
        return end

    def line_end(self, place: int) -> int:
        """Where the line of a place ends."""
        while place < len(self.text) and self.text[place] not in "\r\n":
            place += 1
        return place

    def word(self, event: Any) -> str:
        text: str = event.value
        return text.replace(STAND_IN, "?") if self.stand_in else text

    def value(self, event: Any) -> Any:
        return scalar(self.word(event)) if event.implicit[0] else self.word(event)
