"""A document in the format that an ending names, wherever that is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backchannel.report.document import Document

ENDINGS = (".pdf", ".docx", ".html", ".md")
"""Of the formats, those that take longest first."""

Content = str | bytes


@dataclass(frozen=True)
class Formatted:
    """What to write, and the files it refers to by a path beside it."""

    content: Content
    beside: Mapping[str, Content] = field(default_factory=dict)


def formatted(document: Document, ending: str) -> Formatted:
    """The document as HTML, PDF, DOCX or Markdown, by its ending.

    Raises AskError where a package for it is missing; ValueError for another ending, or a picture that is not SVG.
    """
    if ending == ".html":
        from backchannel.report.html import to_html

        return Formatted(to_html(document))
    if ending == ".pdf":
        from backchannel.report.pdf import to_pdf

        return Formatted(to_pdf(document))
    if ending == ".docx":
        from backchannel.report.word import to_docx

        return Formatted(to_docx(document))
    if ending == ".md":
        from backchannel.report.markdown import to_markdown

        text, files = to_markdown(document)
        return Formatted(text, dict(files))
    raise ValueError(f"{ending}: expected {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")
