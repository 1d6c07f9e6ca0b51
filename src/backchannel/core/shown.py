"""Text as it may stand in a picture or a file that is opened: every character harmless, or shown for what it is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

# Joiners, direction marks, a soft hyphen and the signs that stand before Arabic numbers: writing needs them, and none
# can reorder what stands beside it.
_NEEDED = frozenset("\u00ad\u200c\u200d\u200e\u200f\u061c\u2060\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u08e2")


def shown(text: str) -> str:
    """The text on one line, where control characters, overrides of direction and the like appear as their number.

    What is not a character at all (half a surrogate pair), what XML forbids and what is invisible is written out, so
    that nobody is misled by a name and no format breaks. White space becomes a single space.

    >>> shown("a\\tb\\x00 \\u202egnp.exe")
    'a b[U+0000] [U+202E]gnp.exe'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join("".join(c if _harmless(c) else f"[U+{ord(c):04X}]" for c in _one_line(text)).split(" ")).strip()


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\n\r\u2028\u2029]+", " ", text)


@lru_cache(maxsize=4096)
def _harmless(character: str) -> bool:
    category = unicodedata.category(character)
    if category in {"Cc", "Cs", "Co"}:
        return False
    if category == "Cf":
        return character in _NEEDED
    return not (category == "Cn" and (ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF))


def shown_within(part: Any) -> Any:
    """Plain data, such as the specification of a chart, with every text in it `shown` line by line.

    What draws charts ends the whole process at a character that XML forbids, rather than raise.

    >>> shown_within({"title": ["one\\ntwo", "three\\x01"], "width": 5})
    {'title': ['one\\ntwo', 'three[U+0001]'], 'width': 5}
    """
    if isinstance(part, str):
        return part if part.isascii() and part.isprintable() else "\n".join(map(shown, part.split("\n")))
    if isinstance(part, list | tuple):
        return [shown_within(item) for item in part]
    return {shown_within(key): shown_within(value) for key, value in part.items()} if isinstance(part, dict) else part
