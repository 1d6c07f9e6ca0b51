"""A report as plain data, for another program."""

from __future__ import annotations

from typing import Any

from backchannel.report.document import Block, Bullets, Document, Figure, Paragraph, Table


def plain_data(document: Document) -> dict[str, Any]:
    """The keys of a Finding (title, sentences, columns, rows, label, manifest), and the sections with their blocks.

    A row a section: its id, title, whether it is an appendix, and how many runs its percentages are shares of.
    """
    return {
        "title": document.title,
        "sentences": [text for section, text in document.sentences() if section == "judgement"][1:],
        "columns": ["id", "title", "appendix", "runs"],
        "rows": [{"id": s.id, "title": s.title, "appendix": s.appendix, "runs": s.runs} for s in document.sections],
        "label": str(document.profile),
        "manifest": dict(document.manifest),
        "profile": str(document.profile),
        "marking": document.marking,
        "as_of": document.as_of.isoformat(),
        "sections": [
            {"id": s.id, "title": s.title, "appendix": s.appendix, "blocks": [_plain(b) for b in s.blocks]}
            for s in document.sections
        ],
    }


def _plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        said: dict[str, Any] = {"type": "paragraph", "lead": block.lead, "text": block.text}
    elif isinstance(block, Bullets):
        said = {"type": "list", "leads": list(block.leads), "items": list(block.items)}
    elif isinstance(block, Table):
        rows = [list(row) for row in block.rows]
        said = {"type": "table", "caption": block.caption, "columns": list(block.columns), "rows": rows}
        said["note"] = block.note
    else:
        assert isinstance(block, Figure)
        said = {"type": "figure", "name": block.name, "caption": block.caption, "alt": block.alt}
    return said | {"kind": block.kind}
