"""A document as tagged PDF (PDF/UA-1), with nothing in it of the clock, the machine or the network."""

from __future__ import annotations

import base64
from typing import Any, NoReturn

from markupsafe import Markup

from backchannel.core.shown import shown
from backchannel.report import pictures
from backchannel.report.document import Document, Figure
from backchannel.report.html import page, stylesheet
from backchannel.report.plain import has_right_to_left
from backchannel.report.wanting import needed


def to_pdf(document: Document) -> bytes:
    """The document as a PDF whose structure a screen reader follows; equal documents give equal bytes on one machine.

    Raises AskError where WeasyPrint or what it needs of the system is missing; ValueError for a picture that is not
    plain SVG.
    """
    with needed("PDF"):
        import weasyprint

    text = page(document, style=stylesheet(document, "base", "print", "pdf"), picture=_image, paged=True)
    source = weasyprint.HTML(string=text, base_url="about:blank", url_fetcher=_fetcher())
    made: bytes = source.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"backchannel")
    return made


def _image(figure: Figure) -> Markup:
    if has_right_to_left(figure.svg):  # WeasyPrint sets the text of an SVG letter by letter, from left to right
        kind, data = "png", pictures.png(figure)
    else:
        kind, data = "svg+xml", pictures.svg(figure).encode()
    source = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    width = round(pictures.size(figure)[0])
    return Markup('<img src="{}" width="{}" alt="{}">').format(source, width, shown(figure.alt))


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Refusing(URLFetcher):  # type: ignore[misc]  # it has no types
        """Gives what is in the page itself, and stops at any other address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(("data:image/svg+xml;base64,", "data:image/png;base64,")):
                self.refuse()
            return super().fetch(url, headers)

        def refuse(self) -> NoReturn:
            raise FatalURLFetchingError("a report asks nothing from outside itself")

    return Refusing(allowed_protocols={"data"}, allow_redirects=False)
