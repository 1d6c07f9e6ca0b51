"""Workbooks for the tests: sheets in memory, and packages written part by part as other programs write them."""

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from backchannel.case.building import build
from backchannel.case.schema import Case
from backchannel.case.tree import Tree
from backchannel.case.workbook.cells import Cell, Sheet
from backchannel.case.workbook.filling import rows
from backchannel.case.workbook.layout import FIELD, VALUE, all_tables
from backchannel.case.workbook.reading import tree_of, wanted

Grid = list[list[Any]]
"""Rows of what stands in cells; None is blank."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_LINKS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def grids(case: Case) -> dict[str, Grid]:
    """The sheets of a case: a header and its rows, or field and value where the fields are rows."""
    filled = rows(case)
    found: dict[str, Grid] = {}
    for table in all_tables():
        lines = filled[table.title]
        headers = [column.header for column in table.columns]
        if table.upright:
            values = lines[0] if lines else {}
            found[table.title] = [[FIELD, VALUE], *([name, values.get(name)] for name in headers)]
        else:
            found[table.title] = [headers, *([line.get(name) for name in headers] for line in lines)]
    return found


def tree(sheets: dict[str, Grid], file: str = "book.xlsx") -> Tree:
    """What a workbook with these sheets says."""

    def cell(said: Any) -> Cell:
        return said if isinstance(said, Cell) else Cell(said)

    made = []
    for number, (title, grid) in enumerate(sheets.items(), 1):
        cells = {
            row: {place: cell(said) for place, said in enumerate(line, 1) if said is not None}
            for row, line in enumerate(grid, 1)
        }
        made.append(Sheet(number, title, {row: line for row, line in cells.items() if line}))
    return tree_of(file, (sheet for sheet in made if wanted(sheet.title)))


def case_of(sheets: dict[str, Grid]) -> Case:
    """The case that a workbook with these sheets holds."""
    return build(tree(sheets))


def package(
    sheets: dict[str, str],
    strings: str = "",
    styles: str = "",
    workbook: str = "",
    strict: bool = False,
    **parts: str,
) -> bytes:
    """An XLSX file of sheets whose rows are given in XML, with ``more`` parts by name."""
    main, links = (STRICT, STRICT_LINKS) if strict else (MAIN, LINKS)
    listed = "".join(f'<s:sheet name="{title}" sheetId="{n}" rel:id="s{n}"/>' for n, title in enumerate(sheets, 1))
    related = "".join(
        f'<Relationship Id="s{n}" Type="{links}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    related += f'<Relationship Id="t" Type="{links}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    related += f'<Relationship Id="y" Type="{links}/styles" Target="styles.xml"/>'
    files = {
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="r" Type="{links}/officeDocument" '
        f'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<s:workbook xmlns:s="{main}" xmlns:rel="{links}">{workbook}<s:sheets>{listed}</s:sheets>'
        "</s:workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}">{related}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{styles}</styleSheet>',
    }
    for n, content in enumerate(sheets.values(), 1):
        files[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{content}</sheetData></worksheet>'
    return zipped(files | parts)


def bare(sheets: dict[str, Grid]) -> bytes:
    """An XLSX file of sheets with nothing in it but their cells."""

    def cell(said: Any) -> str:
        if said is None:
            return "<c/>"
        if isinstance(said, int | float):
            return f"<c><v>{said}</v></c>"
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(said))}</t></is></c>'

    return package(
        {title: "".join(f"<row>{''.join(map(cell, line))}</row>" for line in grid) for title, grid in sheets.items()}
    )


def zipped(files: dict[str, Any], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def unzipped(raw: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as made:
        return {name: made.read(name) for name in made.namelist()}
