"""A document with its numbers: what every format shows alike, whatever it is written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backchannel.report.document import Block, Document, Figure, Kind, Section, Table
from backchannel.report.plain import cleaned

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Mark:
    """How a kind of statement is shown: a word, a sign that differs in shape, and what it means."""

    word: str
    sign: str
    meaning: str


KINDS: dict[Kind, Mark] = {
    "fact": Mark("Fact", "●", "on record, with its source"),
    "reported": Mark("Reported", "○", "what a source says; not confirmed here"),
    "judgement": Mark("Judgement", "◆", "what the analyst holds, from the record and reports"),
    "simulated": Mark("Simulated", "△", "what simulated runs give under these inputs"),
    "method": Mark("Method", "□", "how it was done"),
}


@dataclass(frozen=True)
class Numbered:
    """A block with its number, such as "Table 2"; prose has none."""

    block: Block
    number: str = ""


@dataclass(frozen=True)
class Part:
    """A section with its number, "3" or "A", and its blocks with theirs."""

    section: Section
    number: str
    blocks: tuple[Numbered, ...]

    @property
    def across(self) -> bool:
        """Whether a table in it needs the long side of the page."""
        return any(isinstance(one.block, Table) and one.block.wide for one in self.blocks)


@dataclass(frozen=True)
class Outline:
    """A document whose every text is harmless (`plain.shown`) and whose parts are numbered."""

    document: Document
    parts: tuple[Part, ...]

    @property
    def day(self) -> str:
        """The day of the case, in words, whatever the locale."""
        return in_words(self.document.as_of)

    @property
    def kinds(self) -> tuple[Mark, ...]:
        """The kinds of statement that occur in it."""
        used = {block.kind for section in self.document.sections for block in section.blocks}
        return tuple(mark for kind, mark in KINDS.items() if kind in used)


def outline(document: Document) -> Outline:
    """Number sections, tables and figures in order; appendices carry letters and stand where they were put."""
    clean = cleaned(document)
    tables, figures = _count("Table"), _count("Figure")
    sections, appendices = _count(""), _letters()
    parts = []
    for section in clean.sections:
        blocks = tuple(
            Numbered(block, next(tables if isinstance(block, Table) else figures))
            if isinstance(block, Table | Figure)
            else Numbered(block)
            for block in section.blocks
        )
        parts.append(Part(section, next(appendices if section.appendix else sections), blocks))
    return Outline(clean, tuple(parts))


def in_words(day: date) -> str:
    """A day as a reader writes it.

    >>> in_words(date(2014, 1, 22))
    '22 January 2014'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _count(word: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{word} {number}".strip()


def _letters() -> Iterator[str]:
    for number in _count(""):
        left, letters = int(number), ""
        while left:
            left, last = divmod(left - 1, 26)
            letters = chr(ord("A") + last) + letters
        yield letters
