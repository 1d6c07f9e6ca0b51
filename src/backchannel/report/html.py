"""A document as one HTML file: no script, nothing from outside, and a policy in it that says so."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from backchannel.report import pictures
from backchannel.report.document import Bullets, Document, Figure, Paragraph, Table
from backchannel.report.outline import KINDS, outline
from backchannel.report.plain import direction, direction_of, has_right_to_left, pieces

LONG = 28
"""A word of as many letters may be broken."""


def to_html(document: Document) -> str:
    """The document as a page that stands alone: styles and pictures are in it, and it needs no JavaScript.

    Raises ValueError for a picture that is not plain SVG.
    """
    style = stylesheet(document, "base", "screen", "print")
    return page(document, style=style, picture=_inline, paged=False)


def page(document: Document, *, style: str, picture: Any, paged: bool) -> str:
    """The page with a style sheet.

    ``picture`` makes the element of a figure; ``paged`` leaves out what only a screen needs.
    """
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            outline=outline(document),
            document=document,
            direction=direction_of(document.language),
            kinds=KINDS,
            style=Markup(style),  # ours, and without `<`
            policy=_policy(style),
            picture=picture,
            paged=paged,
        )
    )


def stylesheet(document: Document, *names: str) -> str:
    """Style sheets of this package, one after the other, with the marking in the margin of every page."""
    folder = files("backchannel.report").joinpath("templates")
    texts = "".join(folder.joinpath(f"{name}.css").read_text("utf-8") for name in names)
    return texts.replace("{MARKING}", document.marking)  # one of four phrases of ours


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _inline(figure: Figure) -> Markup:
    return Markup(pictures.svg(figure))  # rebuilt from shapes and escaped text alone


def isolated(text: str) -> Markup:
    """The text escaped, each piece of it that is written right to left set apart from what stands beside it.

    >>> isolated("<b> \u05d0\u05d1!")
    Markup('&lt;b&gt; <bdi>\u05d0\u05d1</bdi>!')
    """
    return Markup("").join(
        Markup("<bdi>{}</bdi>").format(breakable(piece)) if rtl else breakable(piece) for piece, rtl in pieces(text)
    )


def breakable(text: str) -> Markup:
    """The text escaped, its very long words with places where a line may break.

    >>> breakable("x" * 30 + " <y>")
    Markup('xxxxxxxxxxxxxxxx<wbr>xxxxxxxxxxxxxx &lt;y&gt;')
    """
    text = text.replace(" (± ", "\u00a0(±\u00a0")  # a number and its error stay on one line
    if len(text) < LONG:
        return escape(text)
    words = [
        [word[n : n + 16] for n in range(0, len(word), 16)] if len(word) >= LONG else [word] for word in text.split(" ")
    ]
    return Markup(" ").join(Markup("<wbr>").join(word) for word in words)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("backchannel.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["isolated"] = isolated
    made.filters["breakable"] = breakable
    made.filters["direction"] = direction
    made.tests["right_to_left"] = has_right_to_left
    for kind in (Paragraph, Bullets, Table, Figure):
        made.tests[kind.__name__.lower()] = lambda block, kind=kind: isinstance(block, kind)
    return made
