"""What a Word file of ours looks like: its page, fonts, styles, header and footer, and what it says of itself."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from backchannel.report.document import Document
from backchannel.report.plain import direction_of

if TYPE_CHECKING:
    from docx.document import Document as Word

SERIF, SANS = "Cambria", "Calibri"
INK, QUIET, MARK = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x55, 0x59, 0x5F), RGBColor(0x7A, 0x1F, 0x1F)

TABLE_STYLE = """
<w:style {ns} w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/>
<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
<w:tblPr><w:tblBorders>
<w:bottom w:val="single" w:sz="4" w:space="0" w:color="C9CCD1"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9CCD1"/></w:tblBorders>
<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="60" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>
<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/><w:color w:val="55595F"/></w:rPr><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="1A1A1A"/></w:tcBorders></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>
</w:style>
"""


def dress(word: Word, document: Document) -> None:
    """Set up an empty Word file for a document."""
    _properties(word, document)
    _page(word)
    _styles(word, document)
    _margins(word, document)
    for key, relation in list(word.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # of the template, not of this file
            word.part.package.rels.pop(key)


def _properties(word: Word, document: Document) -> None:
    about = word.core_properties
    day = datetime.combine(document.as_of, time(), UTC).replace(tzinfo=None)
    about.title, about.subject = document.title[:255], document.subtitle[:255]
    about.author = about.last_modified_by = about.keywords = about.comments = about.category = ""
    about.created = about.modified = day
    about.language, about.revision = document.language, 1


def _page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)


def _styles(word: Word, document: Document) -> None:
    styles = word.styles
    _font(styles["Normal"], SERIF, 10.5, INK)
    language = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    right = direction_of(document.language) == "rtl"
    language.set(qn("w:bidi" if right else "w:val"), document.language)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    _border_gone(styles["Title"])
    for name, size, before, after in (
        *(("Title", 22, 0, 2), ("Heading 1", 15, 18, 6), ("Heading 2", 12, 14, 4), ("Heading 3", 10.5, 10, 3)),
        *(("Caption", 9.5, 8, 4),),
    ):
        style = styles[name]
        _font(style, SANS, size, INK, bold=True)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    _font(styles["Subtitle"], SERIF, 12, QUIET, bold=False)
    styles["Subtitle"].font.italic = False
    styles["Subtitle"].paragraph_format.space_after = Pt(2)
    for name, size, color in (("Note", 9, QUIET), ("Contents Line", 9.5, INK), ("Table Text", 9, INK)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _font(style, SANS, size, color)
        style.paragraph_format.space_after = Pt(0 if name == "Table Text" else 3)
        style.paragraph_format.line_spacing = 1.0
    styles["Table Text"].font.color.rgb = None  # the table's own styles give it
    styles["Contents Line"].paragraph_format.tab_stops.add_tab_stop(Mm(8))
    kind = styles.add_style("Kind", WD_STYLE_TYPE.CHARACTER)
    _font(kind, SANS, 8.5, QUIET, bold=True)
    styles.element.append(parse_xml(TABLE_STYLE.format(ns=nsdecls("w"))))


def _font(style: Any, name: str, size: float, color: RGBColor, *, bold: bool | None = None) -> None:
    style.font.name, style.font.size, style.font.color.rgb, style.font.bold = name, Pt(size), color, bold
    properties = style.element.get_or_add_rPr()
    fonts = properties.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), "Arial" if name == SANS else "Times New Roman")
    for tag, value in (("w:szCs", str(round(size * 2))), *((("w:bCs", "1"),) if bold else ())):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        _put(properties, tag, value)


def _put(properties: Any, tag: str, value: str) -> None:
    """A property for scripts written right to left, after the one it goes with, where the schema wants it."""
    element = parse_xml(f'<{tag} {nsdecls("w")} w:val="{value}"/>')
    properties.find(qn(tag.removesuffix("Cs"))).addnext(element)


def _border_gone(style: Any) -> None:
    for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _margins(word: Word, document: Document) -> None:
    """The marking above and below every page, and which page it is of how many."""
    section = word.sections[0]
    for name in ("Header", "Footer"):
        word.styles[name].paragraph_format.tab_stops.clear_all()
    for line, numbered in ((section.header.paragraphs[0], False), (section.footer.paragraphs[0], True)):
        line.paragraph_format.tab_stops.clear_all()
        run = line.add_run(document.marking)
        run.bold = not numbered
        run.font.name, run.font.size, run.font.color.rgb = SANS, Pt(8.5), MARK
        if numbered:
            stops = line.paragraph_format.tab_stops
            stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
            line.add_run("\t")
            _field(line, "PAGE")
            between = line.add_run(" of ")
            between.font.name, between.font.size = SANS, Pt(8.5)
            _field(line, "NUMPAGES")


def _field(line: Any, code: str) -> None:
    shown = f'<w:r><w:rPr><w:rFonts w:ascii="{SANS}" w:hAnsi="{SANS}"/><w:sz w:val="17"/></w:rPr><w:t>1</w:t></w:r>'
    line._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}">{shown}</w:fldSimple>'))
