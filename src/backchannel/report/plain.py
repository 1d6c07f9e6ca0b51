"""Text as it may stand in a file that somebody opens: every character either harmless or shown for what it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal, TypeAlias

from backchannel.core.shown import shown
from backchannel.report.document import Document

Direction: TypeAlias = Literal["ltr", "rtl"]

_LETTER = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RIGHT_TO_LEFT = re.compile(f"[{_LETTER}](?:[ '\u2019.\\-\u200c-\u200f\u2060]*[{_LETTER}])*")
_SCRIPTS = {"ar", "arc", "ckb", "dv", "fa", "he", "ku-arab", "ps", "sd", "syr", "ug", "ur", "yi"}


def cleaned(document: Document) -> Document:
    """The same document with every text in it as `shown`; the pictures stay as they are."""
    new: Document = _cleaned(document)
    return new


def _cleaned(part: Any) -> Any:
    if isinstance(part, str):
        return shown(part)
    if isinstance(part, tuple):
        return tuple(_cleaned(item) for item in part)
    if is_dataclass(part) and not isinstance(part, type):
        new: dict[str, Any] = {f.name: _cleaned(getattr(part, f.name)) for f in fields(part) if f.name != "svg"}
        return replace(part, **new)
    return part


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text cut into (piece, whether it is written right to left), so that a name cannot reorder its neighbours.

    >>> [rtl for _, rtl in pieces("the \u0646\u0638\u0627\u0645, the \u05d0")]
    [False, True, False, True]
    """
    found, at = [], 0
    for match in _RIGHT_TO_LEFT.finditer(text):
        found += [(text[at : match.start()], False), (match[0], True)]
        at = match.end()
    return [piece for piece in [*found, (text[at:], False)] if piece[0]]


def has_right_to_left(text: str) -> bool:
    """Whether a letter in it belongs to a script written right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def direction(text: str, otherwise: Direction = "ltr") -> Direction:
    """Which way it runs: the other way than ``otherwise`` where its first letter and most of its letters do.

    >>> direction("\u0627\u0644\u0646\u0638\u0627\u0645 (SG)"), direction("12.5")
    ('rtl', 'ltr')
    >>> direction("\u0627\u0644\u0646\u0638\u0627\u0645 is the government")
    'ltr'
    """
    runs = [kind != "L" for c in text if (kind := unicodedata.bidirectional(c)) in {"L", "R", "AL"}]
    if otherwise == "ltr":
        return "rtl" if runs and runs[0] and sum(runs) > len(runs) / 2 else "ltr"
    return "ltr" if runs and not runs[0] and sum(runs) < len(runs) / 2 else "rtl"


def direction_of(language: str) -> Direction:
    """Which way a language is written.

    >>> direction_of("ar-SY"), direction_of("en")
    ('rtl', 'ltr')
    """
    tag = language.lower()
    return "rtl" if tag in _SCRIPTS or tag.split("-")[0] in _SCRIPTS else "ltr"
