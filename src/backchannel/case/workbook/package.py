"""The package that an XLSX file is: its sheets as cells, within limits, whatever stands in it.

A workbook comes by mail, so nothing in it is trusted: sizes are looked at before anything is unpacked, a document type
is refused, no link is followed, no formula is worked out and no macro is looked at. openpyxl, which writes our
workbooks, is not used here: it has no limits, and it mends, drops or fails on what we must report.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from backchannel.case.opening import trouble
from backchannel.case.problems import CaseError
from backchannel.case.tree import MOST_VALUES
from backchannel.case.workbook.cells import Cell, Cells, Rows, Sheet, Styles, unescaped

MOST_ENTRIES = 1000
MOST_UNPACKED = 20_000_000
"""Bytes of all parts together, unpacked."""

MOST_ELEMENTS = 500_000
MOST_SIGNS = 10_000_000
"""Characters in all cells together; many cells may share one text."""

SAVE = "open it in a spreadsheet program and save it as an Excel workbook (.xlsx)"
OLD = b"\xd0\xcf\x11\xe0"
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, EOFError, OSError),
    *(ValueError, LookupError, OverflowError, NotImplementedError, RuntimeError),
)


def sheets(raw: bytes, file: str, wanted: Callable[[str], bool]) -> Iterator[Sheet]:
    """The worksheets whose title is wanted, in order. Raises CaseError naming the file."""
    try:
        with _opened(raw, file) as package:
            yield from _Package(package, file).sheets(wanted)
    except CaseError:
        raise
    except DAMAGE:
        raise trouble(file, "is damaged and cannot be read as a workbook", fix=SAVE) from None


def _opened(raw: bytes, file: str) -> zipfile.ZipFile:
    """The package, if it is one and small enough. Raises CaseError."""
    if not raw:
        raise trouble(file, "is empty", fix=SAVE)
    if raw.startswith(OLD):
        raise trouble(
            file, "is an old workbook (.xls) or one with a password", "an .xlsx file", f"{SAVE}, without a password"
        )
    if not raw.startswith(b"PK"):
        raise trouble(file, "is no workbook, whatever its name says", "an .xlsx file", SAVE)
    package = zipfile.ZipFile(io.BytesIO(raw))
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > MOST_ENTRIES:
        raise trouble(file, "has too many parts and was not read", f"at most {MOST_ENTRIES}", SAVE)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise trouble(file, "is too large unpacked and was not read", f"at most {MOST_UNPACKED // 10**6} MB", SAVE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise trouble(file, "is encrypted", "a workbook without a password", "remove its password")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise trouble(file, "is packed in a way that workbooks are not", fix=SAVE)
    if len(set(names)) < len(names) or any(_odd(name) for name in names):
        raise trouble(file, "has parts with names that no workbook has", fix=SAVE)
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise trouble(file, "is a workbook of another kind", "an .xlsx file", SAVE)
    return package


def _odd(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


@dataclass
class _Package:
    package: zipfile.ZipFile
    file: str
    elements: int = 0
    values: int = 0
    signs: int = 0
    strings: list[str] = field(default_factory=list)
    styles: Styles = field(default_factory=Styles)
    from_1904: bool = False

    def too_much(self, what: str, most: int) -> CaseError:
        return trouble(self.file, f"holds too {what}", f"at most {most}", "remove what is no part of the case")

    # --- parts ---

    def sheets(self, wanted: Callable[[str], bool]) -> Iterator[Sheet]:
        book = next(target for kind, target in self.related("").values() if kind == "officeDocument")
        listed: list[tuple[str, str]] = []

        def start(name: str, said: dict[str, str]) -> None:
            if name == "sheet":
                listed.append((said["name"], next(said[key] for key in said if key.endswith("}id"))))
            elif name == "workbookPr":
                self.from_1904 = said.get("date1904") in ("1", "true")

        self.parse(book, start)
        parts = self.related(book)
        for kind, target in parts.values():
            if kind == "sharedStrings":
                self.read_strings(target)
            elif kind == "styles":
                self.read_styles(target)
        for place, (title, relation) in enumerate(listed, 1):
            kind, target = parts[relation]
            if kind == "worksheet" and wanted(title):
                yield Sheet(place, title, self.rows(target))

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Parts that a part names, by the name it has for them: what they are, and where."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, said: dict[str, str]) -> None:
            if name == "Relationship" and said.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, said["Target"])).lstrip("/")
                found[said["Id"]] = (said["Type"].rpartition("/")[2], target)

        self.parse(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return found

    def parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Walk a part in XML; names come without their name space. Raises CaseError for a document type."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True

        def refuse(*_: Any) -> None:
            raise trouble(self.file, "declares a document type, which no workbook does", fix=SAVE)

        def begin(name: str, said: dict[str, str]) -> None:
            self.elements += 1
            if self.elements > MOST_ELEMENTS:
                raise self.too_much("many parts of sheets, blank cells with a format among them", MOST_ELEMENTS)
            start(name.rpartition("}")[2], said)

        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = begin
        if end is not None:
            parser.EndElementHandler = lambda name: end(name.rpartition("}")[2])
        if text is not None:
            parser.CharacterDataHandler = text
        parser.Parse(self.package.read(part), True)

    def read_strings(self, part: str) -> None:
        """The texts that cells share. How a word is pronounced (``rPh``) is no part of it."""
        said: list[str] = []
        state = {"in": False, "aside": False}

        def start(name: str, _: dict[str, str]) -> None:
            if name == "si":
                said.clear()
            elif name == "rPh":
                state["aside"] = True
            state["in"] = name == "t" and not state["aside"]

        def end(name: str) -> None:
            state["in"] = False
            if name == "rPh":
                state["aside"] = False
            elif name == "si":
                self.strings.append(unescaped("".join(said)))

        self.parse(part, start, end, lambda text: said.append(text) if state["in"] else None)

    def read_styles(self, part: str) -> None:
        """Which styles show a number as a date or in per cent."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

        own: dict[int, str] = {}
        used: list[int] = []
        state = {"in": False}

        def start(name: str, said: dict[str, str]) -> None:
            if name == "numFmt":
                own[int(said["numFmtId"])] = said["formatCode"][:255]
            elif name == "cellXfs":
                state["in"] = True
            elif name == "xf" and state["in"]:
                used.append(int(said.get("numFmtId", "0")))

        def end(name: str) -> None:
            state["in"] = state["in"] and name != "cellXfs"

        self.parse(part, start, end)
        formats = {one: own.get(one) or BUILTIN_FORMATS.get(one) for one in set(used)}
        dates = {
            one for one, code in formats.items() if code and is_date_format(code) and not is_timedelta_format(code)
        }
        percents = {one for one, code in formats.items() if code and "%" in code}
        self.styles = Styles(*(frozenset(n for n, one in enumerate(used) if one in kind) for kind in (dates, percents)))

    # --- cells ---

    def rows(self, part: str) -> Rows:
        reader = Cells(self.strings, self.styles, self.from_1904, self.count)
        self.parse(part, reader.start, reader.end, reader.text)
        return reader.rows

    def count(self, cell: Cell) -> Cell:
        """A cell, counted against the limits."""
        self.values += 1
        if self.values > MOST_VALUES:
            raise self.too_much("many cells", MOST_VALUES)
        if isinstance(cell.said, str):
            self.signs += len(cell.said)
            if self.signs > MOST_SIGNS:
                raise self.too_much("much text", MOST_SIGNS)
        return cell
