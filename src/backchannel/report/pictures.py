"""A figure as SVG and as PNG at 300 dpi, with its alternative text inside; nothing in it runs or reaches out."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree

from backchannel.core.shown import shown
from backchannel.report.document import Document, Figure

SVG = "http://www.w3.org/2000/svg"

_ELEMENTS = """
    svg g path line rect circle ellipse polygon polyline text tspan defs clipPath linearGradient radialGradient stop
""".split()  # noqa: SIM905
_ATTRIBUTES = """
    id d x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy width height viewBox points transform offset opacity fill stroke
    clip-path clip-rule fill-opacity fill-rule stroke-opacity stroke-width stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stop-color stop-opacity gradientUnits gradientTransform
    spreadMethod clipPathUnits text-anchor font-family font-size font-style font-weight dominant-baseline display
    visibility direction textLength preserveAspectRatio
""".split()  # noqa: SIM905
_OWN = re.compile(r"url\(\s*[\"']?#([^)\"'\s]+)[\"']?\s*\)")


_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(figure: Figure, *, prefix: str = "") -> str:
    """The figure as SVG whose title and description are its caption and alternative text.

    Only shapes, text, gradients and clips are kept, with attributes that draw; ids begin with ``prefix`` and the
    figure's name, so that several can stand in one page. Raises ValueError for what is not SVG, or declares a
    document type.
    """
    root = _read(figure.svg)
    start = f"{prefix}{figure.name}"
    ids = {element.get("id", ""): f"{start}-{n}" for n, element in enumerate(root.iter()) if element.get("id")}
    clean = _kept(root, ids)
    width, height = size(figure)
    clean.attrib = {
        "xmlns": SVG,
        "viewBox": clean.get("viewBox", f"0 0 {width:g} {height:g}"),
        **{name: value for name, value in clean.attrib.items() if name != "viewBox"},
        "role": "img",
        "aria-labelledby": f"{start}-title {start}-desc",
    }
    for place, (tag, text) in enumerate((("title", figure.caption), ("desc", figure.alt))):
        element = ElementTree.Element(tag, {"id": f"{start}-{tag}"})
        element.text = shown(text)
        clean.insert(place, element)
    return ElementTree.tostring(clean, encoding="unicode")


@lru_cache(maxsize=64)
def png(figure: Figure) -> bytes:
    """The figure as PNG at 300 dots an inch; its caption and alternative text are text in the file."""
    import vl_convert as vlc

    made: bytes = vlc.svg_to_png(svg(figure), scale=72 / 96, ppi=300)  # it takes a pixel for a point
    head, rest = made[:33], made[33:]  # the signature and the header come first
    texts = (("Title", figure.caption), ("Description", figure.alt))
    return head + b"".join(_text_chunk(word, shown(text)) for word, text in texts) + rest


def both(document: Document) -> dict[str, str | bytes]:
    """Every figure of a document as SVG and as PNG, by the name of a file."""
    out: dict[str, str | bytes] = {}
    for figure in document.figures():
        out[f"{figure.name}.svg"] = svg(figure)
        out[f"{figure.name}.png"] = png(figure)
    return out


def size(figure: Figure) -> tuple[float, float]:
    """Width and height in CSS pixels (96 an inch)."""
    root = _read(figure.svg)
    box = [float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if _number(part)]
    width, height = box[2:4] if len(box) == 4 else (600.0, 400.0)
    asked = [root.get("width", ""), root.get("height", "")]
    if all(_number(part.removesuffix("px")) for part in asked):
        width, height = (float(part.removesuffix("px")) for part in asked)
    if not (0 < width < 1e5 and 0 < height < 1e5):
        raise ValueError("expected a picture with a size")
    return width, height


def _number(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,9}(\.\d{1,20})?", text) is not None


def _read(text: str) -> ElementTree.Element:
    # What draws charts writes a label's characters out as they are, also those that XML forbids.
    text = _FORBIDDEN.sub(lambda found: shown(found[0]), text).replace("]]>", "]]&gt;")
    if re.search(r"<!(?!--)|<\?(?!xml[\s?])", text):
        raise ValueError("expected SVG without a document type or processing instructions")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ValueError("expected SVG, and could not read it as XML") from error
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError("expected SVG, and its root is another element")
    return root


def _kept(element: ElementTree.Element, ids: dict[str, str]) -> ElementTree.Element:
    """The element without what may run, reach out or be read aloud beside the alternative text."""
    name = _local(element)
    kept = ElementTree.Element(name, dict(_attributes(element, ids)))
    if name in {"text", "tspan"}:
        kept.text = shown(element.text) if element.text else None
    for child in element:
        if _local(child) in _ELEMENTS and not _invisible(child):
            below = _kept(child, ids)
            if name == "text":
                below.tail = shown(child.tail) if child.tail else None
            if below.tag == "g" and not below.attrib:  # a group that only holds others together
                kept.extend(below)
            elif below.tag != "g" or len(below):
                kept.append(below)
    return kept


def _invisible(element: ElementTree.Element) -> bool:
    """Whether it draws nothing: half of what a chart is made of stands ready for what may be drawn later."""
    return element.get("display") == "none" or element.get("d") in {"", "M0,0h0v0h0Z"}


def _attributes(element: ElementTree.Element, ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name not in _ATTRIBUTES:
            continue
        if name == "id":
            yield name, ids[value]
        elif own := _OWN.fullmatch(value.strip()):
            if own[1] in ids:
                yield name, f"url(#{ids[own[1]]})"
        elif not re.search(r"url\s*\(|[:\\]|/\*|javascript|expression", value, re.IGNORECASE):
            yield name, shown(value)


def _local(element: ElementTree.Element) -> str:
    """Its name, if it is of SVG."""
    return element.tag.removeprefix(f"{{{SVG}}}")


def _text_chunk(word: str, text: str) -> bytes:
    """International text (PNG, 3rd edition, 11.3.3.4), uncompressed."""
    data = b"iTXt" + word.encode() + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
