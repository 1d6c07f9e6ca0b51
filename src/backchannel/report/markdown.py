"""A document as Markdown (CommonMark with tables), its pictures as files beside it."""

from __future__ import annotations

import re

from backchannel.report import pictures
from backchannel.report.document import Block, Bullets, Document, Figure, Kind, Paragraph, Table
from backchannel.report.outline import KINDS, Numbered, outline

_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~=:$&@^\"'/])")
_QUIET = frozenset("-.()'\":/&")
"""Signs that mean something only in places `plain` guards, and that would make a sentence unreadable if escaped."""


def to_markdown(document: Document) -> tuple[str, dict[str, bytes]]:
    """The text, and the files it refers to by relative path; nothing in a text is read as markup.

    Raises ValueError for a picture that is not plain SVG.
    """
    written = outline(document)
    shown = written.document
    lines = [f"**{literal(document.marking)}**", "", f"# {literal(shown.title)}", "", literal(shown.subtitle), ""]
    lines += [f"As of {written.day}", ""]
    files: dict[str, bytes] = {}
    for place, part in enumerate(written.parts):
        number = f"Appendix {part.number}: " if part.section.appendix else f"{part.number} "
        lines += [f"## {number}{literal(part.section.title)}", ""]
        for numbered in part.blocks:
            lines += [*_block(numbered), ""]
            if isinstance(numbered.block, Figure):
                files[_path(numbered.block)] = pictures.svg(numbered.block).encode()
        if place == 0 and written.kinds:
            lines += ["### How statements are marked", ""]
            lines += [*(f"- {mark.sign} {mark.word}: {mark.meaning}" for mark in written.kinds), ""]
    if shown.manifest:
        lines += ["## How this report was made", "", *_rows(("What", "Value"), shown.manifest, frozenset()), ""]
    return "\n".join([*lines, f"**{literal(document.marking)}**", ""]), files


def literal(text: str) -> str:
    """The text so that it reads as itself, in a paragraph, a heading, a list or a cell.

    >>> print(literal("# a | b <i>*c*</i> 1. d"))
    \\# a \\| b \\<i\\>\\*c\\*\\</i\\> 1. d
    >>> print(literal("1. no list"), literal("- nor this"), literal("&lt;"))
    1\\. no list \\- nor this \\&lt;
    """
    escaped = _SIGNS.sub(lambda sign: sign[1] if sign[1] in _QUIET else f"\\{sign[1]}", text)
    escaped = re.sub(r"&(?=#?\w{1,40};)", r"\\&", escaped)
    escaped = re.sub(r"^(-)|^(\d{1,9})([.)])", lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", escaped)
    return re.sub(r"(?i)(https?|ftp|mailto|xmpp)(:)|(www)(\.)", _no_link, escaped)


def _no_link(found: re.Match[str]) -> str:
    return f"{found[1] or found[3]}\\{found[2] or found[4]}"


def _path(figure: Figure) -> str:
    return f"figures/{figure.name}.svg"


def _mark(kind: Kind | None) -> str:
    return f"`{KINDS[kind].sign} {KINDS[kind].word}` " if kind else ""


def _statement(lead: str, text: str) -> str:
    if not lead:
        return literal(text)
    return f"**{literal(lead)}{'' if lead[-1] in '.:?!' else '.'}** {literal(text)}"


def _block(numbered: Numbered) -> list[str]:
    block: Block = numbered.block
    if isinstance(block, Paragraph):
        return [_mark(block.kind) + _statement(block.lead, block.text)]
    if isinstance(block, Bullets):
        pairs = zip(block.leads or ("",) * len(block.items), block.items, strict=True)
        items = [f"- {_statement(lead, item)}" for lead, item in pairs]
        return [_mark(block.kind).strip(), "", *items] if block.kind else items
    caption = f"**{numbered.number}.** {literal(block.caption)} {_mark(block.kind)}".strip()
    if isinstance(block, Table):
        note = ["", literal(block.note)] if block.note else []
        return [caption, "", *_rows(block.columns, block.rows, block.numeric), *note]
    return [f"![{literal(block.alt)}]({_path(block)})", "", caption]


def _rows(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], numeric: frozenset[int]) -> list[str]:
    rule = ["---:" if column in numeric else "---" for column in range(len(columns))]
    cells = [list(map(literal, columns)), rule, *(list(map(literal, row)) for row in rows)]
    return [f"| {' | '.join(row)} |" for row in cells]
