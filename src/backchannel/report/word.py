"""A document as DOCX with real styles, for those who edit it in Word or LibreOffice; equal documents, equal bytes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from backchannel.report import pictures
from backchannel.report.document import Bullets, Document, Figure, Kind, Paragraph, Table
from backchannel.report.outline import KINDS, Numbered, Outline, Part, outline
from backchannel.report.plain import direction, direction_of, pieces
from backchannel.report.wanting import needed

if TYPE_CHECKING:
    from docx.document import Document as Word

EMPTY = (1980, 1, 1, 0, 0, 0)
"""The first day that a ZIP archive can hold."""


def to_docx(document: Document) -> bytes:
    """The document as a Word file without macros, fields from its text, or anything outside itself.

    Raises AskError where python-docx is missing; ValueError for a picture that is not plain SVG.
    """
    with needed("Word"):
        import docx

        from backchannel.report.wordstyles import dress

    word = docx.Document()
    written = outline(document)
    dress(word, written.document)
    _front(word, written)
    across = False
    for place, part in enumerate(written.parts):
        if part.across != across:
            across = part.across
            _turn(word, across)
        _part(word, part, written.document)
        if place == 0:
            _key(word, written)
    if across:
        _turn(word, False)
    _manifest(word, written.document)
    made = io.BytesIO()
    word.save(made)
    return _timeless(made.getvalue())


def _front(word: Word, written: Outline) -> None:
    document = written.document
    for style, text in (("Title", document.title), ("Subtitle", document.subtitle)):
        _say(word.add_paragraph(style=style), text, document)
    word.add_paragraph(f"As of {written.day}", style="Note")
    word.add_paragraph("Contents", style="Heading 3")
    for part in written.parts:
        line = word.add_paragraph(style="Contents Line")
        line.add_run(f"{part.number}\t")
        _link(line, part.section.title, f"part_{part.number}", document)


def _part(word: Word, part: Part, document: Document) -> None:
    heading = word.add_paragraph(style="Heading 1")
    number = f"Appendix {part.number}" if part.section.appendix else part.number
    heading.add_run(f"{number}  ")
    _say(heading, part.section.title, document)
    _bookmark(heading, f"part_{part.number}")
    for numbered in part.blocks:
        _block(word, numbered, document)


def _block(word: Word, numbered: Numbered, document: Document) -> None:
    block = numbered.block
    if isinstance(block, Paragraph):
        line = word.add_paragraph()
        _mark(line, block.kind)
        _statement(line, block.lead, block.text, document)
    elif isinstance(block, Bullets):
        if block.kind:
            above = word.add_paragraph()
            _mark(above, block.kind)
            above.paragraph_format.keep_with_next = True
        for lead, item in zip(block.leads or ("",) * len(block.items), block.items, strict=True):
            _statement(word.add_paragraph(style="List Bullet"), lead, item, document)
    elif isinstance(block, Table):
        _caption(word, numbered.number, block, document, above=True)
        _table(word, block, document)
    else:
        _picture(word, block)
        _caption(word, numbered.number, block, document, above=False)


def _statement(line: Any, lead: str, text: str, document: Document) -> None:
    if lead:
        _say(line, lead if lead[-1] in ".:?!" else f"{lead}.", document, bold=True)
        line.add_run(" ")
    _say(line, text, document)
    _turn_line(line, f"{lead} {text}", document)


def _say(line: Any, text: str, document: Document, *, bold: bool = False) -> None:
    """Runs of text; each written right to left is marked so, in a language of its script."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for piece, rtl in pieces(text):
        run = line.add_run(piece)
        run.bold = bold or None
        if rtl:
            properties = run._r.get_or_add_rPr()
            if bold:
                properties.append(OxmlElement("w:bCs"))
            properties.append(OxmlElement("w:rtl"))
            language = OxmlElement("w:lang")
            language.set(qn("w:bidi"), "he-IL" if "\u0590" <= piece[0] <= "\u05ff" else "ar-SA")
            properties.append(language)


def _turn_line(line: Any, text: str, document: Document) -> None:
    from docx.oxml import OxmlElement

    if direction(text, direction_of(document.language)) == "rtl":
        line._p.get_or_add_pPr().insert_element_before(
            OxmlElement("w:bidi"),
            *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"),
        )


def _mark(line: Any, kind: Kind | None) -> None:
    if kind:
        line.add_run(f"{KINDS[kind].sign} {KINDS[kind].word}", style="Kind")
        line.add_run(" ")


def _caption(word: Word, number: str, block: Table | Figure, document: Document, *, above: bool) -> None:
    line = word.add_paragraph(style="Caption")
    line.paragraph_format.keep_with_next = above
    line.add_run(f"{number}. ")
    _say(line, block.caption, document)
    if block.kind:
        line.add_run("  ")
        _mark(line, block.kind)


def _table(word: Word, block: Table, document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Emu, Pt
    from docx.text.paragraph import Paragraph as Line

    widths = _widths(block, _room(word)[0])
    table = word.add_table(rows=0, cols=len(block.columns), style="Report Table")
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    for name, value in (("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "1"), ("noVBand", "1"), ("lastRow", "0")):
        look.set(qn(f"w:{name}"), value)
    described = OxmlElement("w:tblDescription")
    described.set(qn("w:val"), block.caption)
    properties.append(described)
    for wide, grid in zip(widths, table._tbl.tblGrid.gridCol_lst, strict=True):
        grid.w = Emu(wide)
    size = Pt(6.5 if block.packed else 7.5) if block.wide or block.long else None
    for place, row in enumerate((block.columns, *block.rows)):
        added = table.add_row()
        above = added._tr.get_or_add_trPr()
        above.append(OxmlElement("w:cantSplit"))
        if place == 0:
            above.append(OxmlElement("w:tblHeader"))
        for column, (cell, text) in enumerate(zip(added._tr.tc_lst, row, strict=True)):
            cell.width = Emu(widths[column])
            line = Line(cell.p_lst[0], added)
            cell.p_lst[0].style = "TableText"  # by its id: a look for its name goes through all styles, every time
            _say(line, text, document)
            if column in block.numeric:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if size:
                for run in line.runs:
                    run.font.size = size
    after = word.add_paragraph(style="Note")
    after.paragraph_format.space_before = Pt(4)
    _say(after, block.note, document)
    _turn_line(after, block.note, document)


def _widths(block: Table, room: int) -> list[int]:
    """How wide each column is: as its text asks, a long one at most five times a short one, none below its words."""
    asked = []
    for texts in zip(block.columns, *block.rows, strict=True):
        words = max((len(word) for text in texts for word in text.split(" ")), default=0)
        asked.append(max(min(words, 24), min(max(map(len, texts)), 40), 5) + 2)
    return [int(room * part / sum(asked)) for part in asked]


def _picture(word: Word, figure: Figure) -> None:
    from docx.shared import Emu

    wide, high = _room(word)
    width, height = (pixels * 9525 for pixels in pictures.size(figure))  # 914,400 EMU an inch, 96 pixels an inch
    shrink = min(1.0, wide / width, 0.75 * high / height)
    line = word.add_paragraph()
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(
        io.BytesIO(pictures.png(figure)), Emu(int(width * shrink)), Emu(int(height * shrink))
    )
    inline: Any = shape._inline
    inline.docPr.set("descr", figure.alt)
    inline.docPr.set("title", figure.caption)
    inline.docPr.set("name", figure.name)
    inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", f"{figure.name}.png")


def _room(word: Word) -> tuple[int, int]:
    """Width and height, in EMU, of what a page holds."""
    last = word.sections[-1]
    sides: list[Any] = [last.page_width, last.left_margin, last.right_margin]
    ends: list[Any] = [last.page_height, last.top_margin, last.bottom_margin]
    return sides[0] - sides[1] - sides[2], ends[0] - ends[1] - ends[2]


def _key(word: Word, written: Outline) -> None:
    if written.kinds:
        word.add_paragraph("How statements are marked", style="Heading 3")
    for mark in written.kinds:
        line = word.add_paragraph(style="Note")
        line.add_run(f"{mark.sign} {mark.word}", style="Kind")
        line.add_run(f" \u2013 {mark.meaning}")


def _manifest(word: Word, document: Document) -> None:
    if document.manifest:
        word.add_paragraph("How this report was made", style="Heading 2")
    for name, value in document.manifest:
        line = word.add_paragraph(style="Note")
        _say(line, f"{name}: ", document, bold=True)
        _say(line, value, document)


def _turn(word: Word, across: bool) -> None:
    """What follows stands on pages of the other orientation."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    sides = sorted((section.page_width or 0, section.page_height or 0))
    section.page_width, section.page_height = (sides[1], sides[0]) if across else (sides[0], sides[1])


def _bookmark(line: Any, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    number = str(len(line._p.getroottree().findall(f".//{qn('w:bookmarkStart')}")) + 1)
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), number)
    start.set(qn("w:name"), name)
    line._p.insert(1, start)
    line._p.append(end)


def _link(line: Any, text: str, bookmark: str, document: Document) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark)
    before = len(line.runs)
    _say(line, text, document)
    made = line.runs[before:]
    line._p.append(link)
    for run in made:
        link.append(run._r)


def _timeless(made: bytes) -> bytes:
    """The same archive with no day of writing in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "docProps/thumbnail.jpeg":
                entry = zipfile.ZipInfo(name, EMPTY)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                new.writestr(entry, old.read(name))
    return out.getvalue()
