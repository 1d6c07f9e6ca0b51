"""What a report is before it has a format: sections of plain text, tables and pictures.

No part holds markup: every string is text, and each format escapes it as it must. Nothing here knows the clock, a
path or a machine, so equal documents give equal files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from backchannel.core.labels import Label

Kind: TypeAlias = Literal["fact", "reported", "judgement", "simulated", "method"]
"""What a statement rests on; shown as a word and a mark beside it, never by colour alone."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; ``lead`` is a short phrase that stands in bold before it."""

    text: str
    lead: str = ""
    kind: Kind | None = None


@dataclass(frozen=True)
class Bullets:
    """A list of sentences; ``leads`` may hold a short phrase in bold before each."""

    items: tuple[str, ...]
    leads: tuple[str, ...] = ()
    kind: Kind | None = None

    def __post_init__(self) -> None:
        if self.leads and len(self.leads) != len(self.items):
            raise ValueError(f"expected as many leads as items ({len(self.items)}), got {len(self.leads)}")


@dataclass(frozen=True)
class Table:
    """A table with a caption and a header row; the first column names the row.

    ``numeric`` are the numbers of the columns that align right; ``note`` stands below.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    note: str = ""
    kind: Kind | None = None

    def __post_init__(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"expected every row to have {len(self.columns)} cells, one a column, and one at least")

    @property
    def wide(self) -> bool:
        """Whether it is printed along the long side of the page."""
        return len(self.columns) > 8

    @property
    def long(self) -> bool:
        """Whether it is there to look things up in, and is set small with the first column wide."""
        return len(self.rows) > 100 and not self.wide

    @property
    def packed(self) -> bool:
        """Whether even that side is short, and it is set small."""
        return len(self.columns) > 16


@dataclass(frozen=True)
class Figure:
    """A picture as SVG text (light ground), what it shows in words, and a caption.

    ``alt`` says what a reader who cannot see it has to know. ``name`` is its file name without ending: lower case
    letters, digits and hyphens. ``spec`` is the Vega-Lite specification it was drawn from, for PNG.
    """

    name: str
    caption: str
    alt: str
    svg: str = field(repr=False)
    spec: dict[str, object] = field(repr=False, hash=False)
    kind: Kind | None = None

    def __post_init__(self) -> None:
        _name("the name of a figure", self.name)


Block: TypeAlias = Paragraph | Bullets | Table | Figure


@dataclass(frozen=True)
class Section:
    """A part of a report with a heading; ``id`` is unique in it: lower case letters, digits and hyphens.

    ``runs`` is how many draws or runs its percentages are shares of, at most; None where it holds none.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    appendix: bool = False
    runs: int | None = None

    def __post_init__(self) -> None:
        _name("the id of a section", self.id)


@dataclass(frozen=True)
class Document:
    """A report: what is marked on every page, the judgement in brief, its sections, and how it came about.

    ``profile`` says for whom it is; ``as_of`` is the day of the case, the only date a file of it may carry;
    ``manifest`` are (name, value) pairs for the last page. ``own_words`` are what the analyst wrote, which no rule on
    wording is for, and ``insiders`` the names of classes of insiders; no file carries either as such.
    """

    title: str
    subtitle: str
    profile: Label
    as_of: date
    sections: tuple[Section, ...]
    manifest: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    own_words: frozenset[str] = field(default=frozenset(), repr=False, compare=False)
    insiders: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", self.language):
            raise ValueError("expected a language tag such as en, fr or ar-SY")
        _once("sections", (section.id for section in self.sections))
        _once("figures", (figure.name for figure in self.figures()))

    @property
    def marking(self) -> str:
        """What every page carries: the profile, in words."""
        return _MARKINGS[self.profile]

    def figures(self) -> Iterator[Figure]:
        """All pictures, in order."""
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Figure))

    def sentences(self) -> Iterator[tuple[str, str]]:
        """(id of the section, text) of all that is said in prose, captions and alternative texts included."""
        for section in self.sections:
            yield section.id, section.title
            for block in section.blocks:
                for text in _texts(block):
                    yield section.id, text


def _texts(block: Block) -> tuple[str, ...]:
    if isinstance(block, Paragraph):
        return (f"{block.lead}: {block.text}" if block.lead else block.text,)
    if isinstance(block, Bullets):
        leads = block.leads or ("",) * len(block.items)
        return tuple(f"{lead}: {item}" if lead else item for lead, item in zip(leads, block.items, strict=True))
    if isinstance(block, Table):
        return (block.caption, block.note) if block.note else (block.caption,)
    return block.caption, block.alt


def _name(what: str, name: str) -> None:
    """It may name a file and an anchor: nothing in it climbs out of a folder, needs escaping, or is a device."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 60 or re.fullmatch(_DEVICES, name):
        raise ValueError(f"expected {what} in lower case letters, digits and hyphens, up to 60")


def _once(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"expected {what} to have different names, got {name} twice")
        seen.add(name)


_MARKINGS = {
    Label.PUBLIC: "For the public",
    Label.PARTNERS: "For partners only",
    Label.TEAM: "For the team only",
    Label.SECRET: "Secret: for its author only",
}
_DEVICES = r"con|prn|aux|nul|com[0-9]|lpt[0-9]"
