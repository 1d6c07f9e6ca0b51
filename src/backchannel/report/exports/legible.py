"""Texts without signs that are not seen: each gives way to a mark that is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from backchannel.case.schema import Case
from backchannel.case.shape import fields

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, most of which no XML may hold
    "\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb"  # blanks without width, breaks of lines that few know
    "\u202a-\u202e\u2066-\u2069"  # overrides of the direction of writing (Boucher & Anderson 2021, Trojan Source)
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
    "\U000e0000-\U000e007f]"  # tags, which spell words that no font shows
)
"""Marks by which Arabic and Hebrew are set (U+200C to U+200F, U+061C) are left alone: words need them."""

Content = TypeVar("Content")


@dataclass(frozen=True)
class Cleaned:
    """A case all of whose texts can be seen, and how many signs in them gave way to a mark."""

    case: Case
    marked: int


def legible(text: str) -> str:
    """A text with ``[U+202E]`` and the like in place of what is not seen, and line ends as one sign.

    >>> legible("up\\x07 and \\u202edown\\r\\nagain")
    'up[U+0007] and [U+202E]down\\nagain'
    """
    return UNSEEN.sub(lambda m: f"[U+{ord(m.group()):04X}]", text.replace("\r\n", "\n").replace("\r", "\n"))


def cleaned(case: Case) -> Cleaned:
    """The case with every text in it made legible, keys of mappings too; nothing else is changed.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> cleaned(case).case == case, cleaned(case).marked
    (True, 0)
    """
    count = [0]
    return Cleaned(_clean(case, count), count[0])


def _clean(content: Content, count: list[int]) -> Content:
    """The same content with legible texts; what needs no change is the same object."""
    new: Any = content
    if isinstance(content, str):
        count[0] += len(UNSEEN.findall(content))
        new = legible(content)
    elif isinstance(content, BaseModel):
        said = {name: getattr(content, name) for name in fields(type(content))}
        update = {name: after for name, before in said.items() if (after := _clean(before, count)) is not before}
        new = content.model_copy(update=update) if update else content
    elif isinstance(content, dict):
        new = {_clean(key, count): _clean(item, count) for key, item in content.items()}
    elif isinstance(content, tuple):
        new = tuple(_clean(item, count) for item in content)
    same = isinstance(content, str | dict | tuple) and new == content
    return content if same else new
