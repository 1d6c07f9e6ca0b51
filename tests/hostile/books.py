"""Workbooks that are none: the package, its parts, its sheets and its cells, in ways that programs have fallen for."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from functools import cache
from random import Random
from xml.sax.saxutils import escape

from tests.hostile import damage, markup
from tests.hostile.junk import CONTROL, IDS, TEXTS, word
from tests.hostile.seeds import packed

Parts = dict[str, bytes]
CELLS = [
    *(
        '<c r="{r}"><f>1+1</f><v>2</v></c>',
        '<c r="{r}"><f t="shared" ref="A1:Z99" si="0">A1</f></c>',
        '<c r="{r}"><f/></c>',
    ),
    *('<c r="{r}" t="str"><f>CONCAT("a")</f><v>a</v></c>', '<c r="{r}" t="e"><v>#REF!</v></c>', '<c r="{r}" t="e"/>'),
    *('<c r="{r}" t="b"><v>1</v></c>', '<c r="{r}" t="b"><v>maybe</v></c>', '<c r="{r}" t="d"><v>2014-01-28</v></c>'),
    *('<c r="{r}" t="d"><v>soon</v></c>', '<c r="{r}" t="s"><v>99999999</v></c>', '<c r="{r}" t="s"><v>-1</v></c>'),
    *(
        '<c r="{r}" t="s"><v>x</v></c>',
        '<c r="{r}" t="s"/>',
        '<c r="{r}" t="zzz"><v>1</v></c>',
        '<c r="{r}"><v></v></c>',
    ),
    *(
        '<c r="{r}"><v>1e999</v></c>',
        '<c r="{r}"><v>NaN</v></c>',
        '<c r="{r}"><v>-INF</v></c>',
        '<c r="{r}"><v>1_0</v></c>',
    ),
    *(
        '<c r="{r}" s="99999"><v>1</v></c>',
        '<c r="{r}" s="-1"><v>1</v></c>',
        '<c r="{r}" s="x"><v>1</v></c>',
        "<c><v>1</v></c>",
    ),
    *('<c r="{r}" s="1"><v>-1</v></c>', '<c r="{r}" s="2"><v>99999999999</v></c>', '<c r="XFD1048576"><v>1</v></c>'),
    *(
        '<c r="ZZZZ1"><v>1</v></c>',
        '<c r="A0"><v>1</v></c>',
        '<c r=""><v>1</v></c>',
        '<c r="1A"><v>1</v></c>',
        "<c r='{r}'/>" * 9,
    ),
    *(
        '<c r="{r}"><v>1</v><v>2</v></c>',
        '<c r="{r}"><c r="{r}"><v>1</v></c></c>',
        '<c r="{r}" t="inlineStr"><is><r><t>a</t></r></is></c>',
    ),
    *(
        '<c r="{r}" t="inlineStr"/>',
        '<c r="{r}" t="inlineStr"><is><t>_xD800_</t></is></c>',
        '<c r="{r}" cm="9" vm="9" ph="9"><v>1</v></c>',
    ),
]
"""Cells that hold no plain text or number, in the words of the format."""

SHEET = (
    "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>{}</sheetData></worksheet>"
)


def sheets(parts: Parts) -> list[str]:
    """The names of the parts that are sheets."""
    return [name for name in parts if name.startswith("xl/worksheets/sheet")]


def replaced(pattern: str, new: str, count: int = 1) -> Callable[[str], str]:
    """The change by which the first few pieces that match are ``new``, in which ``@`` stands for the piece itself."""
    return lambda text: re.sub(pattern, lambda m: new.replace("@", m[0]), text, count=count)


def edited(parts: Parts, name: str, change: Callable[[str], str]) -> None:
    """Change the text of a part."""
    parts[name] = change(parts[name].decode("utf-8", "replace")).encode("utf-8", "surrogatepass")


def cells(chance: Random, parts: Parts) -> None:
    """Some cells hold something else."""
    name = chance.choice(sheets(parts))
    text = parts[name].decode("utf-8", "replace")
    spots = [(*m.span(), m[1]) for m in re.finditer(r'<c r="([A-Z]+[0-9]+)"[^>]*?(?:/>|>.*?</c>)', text, re.DOTALL)]
    for start, end, place in sorted(chance.sample(spots, min(len(spots), chance.choice([1, 1, 3]))), reverse=True):
        cell = chance.choice(CELLS).replace("{r}", place)
        if chance.random() < 0.6:
            said = word(chance)
            cell = f'<c r="{place}" t="{chance.choice(["inlineStr", "str", "n"])}"><is><t>{escape(said)}</t></is></c>'
            if chance.random() < 0.3:
                cell = f'<c r="{place}"><v>{escape(said)}</v></c>'
        text = text[:start] + cell + text[end:]
    parts[name] = text.encode("utf-8", "surrogatepass")


def shared(chance: Random, parts: Parts) -> None:
    """The shared texts are others, fewer, or none; what points at them points elsewhere."""
    if "xl/sharedStrings.xml" not in parts or chance.random() < 0.3:
        index = chance.choice(["9", "10", "77777", "-3"])
        edited(parts, chance.choice(sheets(parts)), replaced(r"<v>\d+</v>", f"<v>{index}</v>", chance.choice([1, 9])))
        return
    changes = [
        replaced("<si>.*?</si>", ""),
        replaced("<si>.*?</si>", "<si><rPh><t>x</t></rPh></si>", chance.choice([1, 5])),
        replaced("<t[^>]*>[^<]*</t>", f"<t>{escape(chance.choice(TEXTS))}</t>", chance.choice([1, 9])),
        lambda text: text[: len(text) // 2],
    ]
    edited(parts, "xl/sharedStrings.xml", chance.choice(changes))


def sheet(chance: Random, parts: Parts) -> None:
    """A sheet says something odd of itself."""
    pieces = [
        ("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
        ("<sheetData>", '<dimension ref="x"/><sheetData>'),
        ("</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'),
        ("</sheetData>", '<row r="99999999999999999999"><c><v>1</v></c></row></sheetData>'),
        ("</sheetData>", '<row r="-1"><c><v>1</v></c></row><row r="x"/></sheetData>'),
        ("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        ("</sheetData>", "</sheetData><sheetProtection sheet='1' password='CC1A'/>"),
        ("</sheetData>", '</sheetData><legacyDrawing r:id="rId99"/><oleObjects/>'),
        ("</sheetData>", "</sheetData><sheetData>" + "<row><c><v>1</v></c></row>" * 3 + "</sheetData>"),
        ("<sheetData>", '<sheetViews><sheetView workbookViewId="9" topLeftCell="XFD9"/></sheetViews><sheetData>'),
        ("<row ", "<row hidden='1' "),
        ("<worksheet ", "<chartsheet "),
        ("<worksheet ", "<worksheet xml:base='file:///etc/' "),
        (
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            chance.choice(["", "urn:x", "http://purl.oclc.org/ooxml/spreadsheetml/main"]),
        ),
    ]
    old, new = chance.choice(pieces)
    edited(parts, chance.choice(sheets(parts)), lambda text: text.replace(old, new))


def book(chance: Random, parts: Parts) -> None:
    """The workbook lists its sheets in an odd way."""
    names = re.findall(r'<sheet [^>]*name="([^"]*)"', parts["xl/workbook.xml"].decode())
    one, other = chance.choice(names), chance.choice(names)
    name, state = escape(chance.choice([*IDS, *TEXTS]), {'"': "&quot;"}), chance.choice(["hidden", "veryHidden", "x"])
    defined = "<definedNames><definedName name='x'>'file:///x/[y]z'!A1</definedName></definedNames>"
    changes = [
        replaced(f'name="{one}"', f'name="{other}"'),
        replaced(f'name="{one}"', f'name="{name}"'),
        replaced(f'name="{one}"', f'name="{one.upper()} "'),
        replaced("<sheet ", f"@state='{state}' ", chance.choice([1, 99])),
        replaced("<sheet [^>]*/>", "", chance.choice([1, 99])),
        replaced("<sheet [^>]*/>", "@" * chance.choice([2, 3000])),
        replaced('r?:?id="rId[0-9]+"', chance.choice(['r:id="rId99"', "", 'r:id=""'])),
        replaced("<workbookPr", "@ date1904='1'"),
        replaced("</workbook>", f"{defined}@"),
    ]
    edited(parts, "xl/workbook.xml", chance.choice(changes))


def relations(chance: Random, parts: Parts) -> None:
    """A part is looked for elsewhere."""
    name = chance.choice([name for name in parts if name.endswith(".rels")])
    target = chance.choice(
        [
            *(
                "../../../../etc/passwd",
                "file:///etc/passwd",
                "http://127.0.0.1:9/x",
                "/xl/workbook.xml",
                "workbook.xml",
            ),
            *("", "x.xml", "xl/workbook.xml", "/", "..", "\\\\host\\x", "worksheets/sheet1.xml", "a" * 70_000),
        ]
    )
    kind = chance.choice(["x", "urn:x/worksheet", "x/externalLink", "x/vbaProject"])
    changes = [
        replaced('Target="[^"]*"', f'Target="{target}"', chance.choice([1, 99])),
        replaced('Target="[^"]*"', '@ TargetMode="External"', chance.choice([1, 99])),
        replaced('Type="[^"]*"', f'Type="{kind}"'),
        replaced('(Target|Id|Type)="[^"]*"', ""),
        replaced("<Relationship [^>]*/>", "", chance.choice([1, 99])),
        replaced("<Relationship [^>]*/>", "@@"),
    ]
    edited(parts, name, chance.choice(changes))


def odd_parts(chance: Random, parts: Parts) -> None:
    """Parts are lost, under another name, or there beside the others."""
    kind, name = chance.randrange(4), chance.choice(list(parts))
    if kind == 0:
        del parts[name]
    elif kind == 1:
        parts[
            chance.choice([name.upper(), "../" + name, "/" + name, name + "x", name.replace("/", "\\"), "C:" + name])
        ] = parts.pop(name)
    elif kind == 2:
        parts["[Content_Types].xml"] = chance.choice([b"", b"<Types/>", b"<x", parts[name]])
    else:
        extra = [
            *(
                "xl/vbaProject.bin",
                "xl/externalLinks/externalLink1.xml",
                "mimetype",
                "xl/workbook.bin",
                "EncryptionInfo",
            ),
            *(
                "../../evil",
                "/etc/passwd",
                "xl/worksheets/",
                "xl\\x",
                "\u202ex",
                "x" * 60_000,
                "customXml/item1.xml",
                "con",
            ),
        ]
        parts |= dict.fromkeys(chance.choice([[chance.choice(extra)], [f"x{n}" for n in range(1200)]]), b"x")


def bytes_of_part(chance: Random, parts: Parts) -> None:
    """A part is damaged as any file may be."""
    name = chance.choice(list(parts))
    parts[name] = chance.choice(damage.SMALL)(chance, parts[name])


def markup_of_part(chance: Random, parts: Parts) -> None:
    """The XML of a part is hostile."""
    name = chance.choice([*sheets(parts), *parts])
    parts[name] = markup.in_markup(chance, parts[name].decode("utf-8", "replace"))[1].encode("utf-8", "surrogatepass")


CHANGES: tuple[Callable[[Random, Parts], None], ...] = (
    *(cells, cells, cells, cells, cells, shared, sheet, sheet, book, book, relations, odd_parts, bytes_of_part),
    *(markup_of_part, markup_of_part),
)


# --- the package ------------------------------------------------------------------------------------------------


def lie(chance: Random, raw: bytes) -> bytes:
    """An entry of the package says what is not so: its size, its method, that it is encrypted, where it is."""
    found = bytearray(raw)
    heads = [(m.start(), m.group()) for m in re.finditer(b"PK\x01\x02|PK\x03\x04|PK\x05\x06", raw)]
    for at, kind in chance.sample(heads, min(len(heads), chance.choice([1, 2, len(heads)]))):
        first = {b"PK\x01\x02": 8, b"PK\x03\x04": 6, b"PK\x05\x06": 4}[kind]
        length = {b"PK\x01\x02": 46, b"PK\x03\x04": 30, b"PK\x05\x06": 22}[kind]
        field = chance.choice(range(first, length - 2, 2))
        value = chance.choice([0, 1, 8, 9, 12, 14, 99, 0xFFFF, 0x7FFF, chance.randrange(65536)])
        found[at + field : at + field + 2] = struct.pack("<H", value)
    return bytes(found)


@cache
def _bomb(size: int, start: bytes) -> bytes:
    return start + b" " * size


def bomb(chance: Random, parts: Parts) -> bytes:
    """A part that is far larger than it looks, with its true size or another."""
    name = chance.choice([*sheets(parts), "xl/sharedStrings.xml", "x"])
    small = dict(parts)
    small[name] = _bomb(chance.choice([30_000_000, 45_000_000]), parts.get(name, b"")[:200])
    raw = packed(small, 9)
    if chance.random() < 0.7:
        true = struct.pack("<I", len(small[name]))
        raw = raw.replace(true, struct.pack("<I", chance.choice([0, 100, 1_000_000, 0xFFFFFFFF])))
    return raw


def large(chance: Random, parts: Parts) -> tuple[str, bytes]:
    """Very many rows, cells, texts or sheets."""
    kind, name, parts = chance.randrange(8), chance.choice(sheets(parts)), dict(parts)
    if kind == 0:
        return "bomb", bomb(chance, parts)
    rows = {
        1: "<row><c><v>1</v></c></row>" * chance.choice([50_000, 1_048_576]),
        2: "<row>" + "<c t='s'><v>1</v></c>" * chance.choice([16_384, 1_000_000]) + "</row>",
        3: "<row><c t='inlineStr'><is><t>"
        + chance.choice(["x", "a, ", "[", "&amp;", "\n"]) * 5_000_000
        + "</t></is></c></row>",
        4: "<row/>" * 3_000_000,
        5: "<c/>" * 4_000_000,
        6: "<row>" + "<c t='inlineStr'><is><t>a: b, c: d</t></is></c>" * 500_000 + "</row>",
        7: "".join(
            f"<row><c t='inlineStr'><is><t>a{n}</t></is></c><c><v>1</v></c><c><f>1</f></c></row>" for n in range(60_000)
        ),
    }[kind]
    if chance.random() < 0.5:
        edited(parts, name, lambda text: text.replace("</sheetData>", rows + "</sheetData>"))
    else:
        parts[name] = SHEET.format(rows).encode()
    return f"large {kind}", packed(parts)


def damaged(chance: Random, parts: Parts) -> tuple[str, bytes]:
    """What is done to a workbook, and the bytes that come of it."""
    kind = chance.random()
    if kind < 0.2:
        change = chance.choice([lie, lie, *damage.SMALL])
        return f"package {change.__name__}", change(chance, packed(parts))
    said = []
    parts = dict(parts)
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        change_part = chance.choice(CHANGES)
        said.append(change_part.__name__)
        try:
            change_part(chance, parts)
        except (IndexError, KeyError):
            continue  # what came before left no such part
    if chance.random() < 0.03:
        said.append("sign")
        return " ".join(said), chance.choice(CONTROL) + packed(parts)
    return " ".join(said), packed(parts)
