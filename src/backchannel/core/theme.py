"""One look for every picture: readable in greyscale, in print and by the colour-blind.

Series differ in lightness first (no two neighbours closer than 18 points of CIE L*), in shape second, in hue last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backchannel.core.files import write
from backchannel.core.shown import shown_within

if TYPE_CHECKING:
    import altair as alt

INK, QUIET, GRID = "#1a1a1a", "#5c5c5c", "#dddddd"
SERIES = ("#0c1c2e", "#235080", "#5389bd", "#94bcde")
SHAPES = ("circle", "square", "triangle-up", "diamond")
FONT = "DejaVu Sans, Noto Sans, Arial, sans-serif"


def config() -> dict[str, Any]:
    """The Vega-Lite config every chart is saved with."""
    return {
        "font": FONT,
        "background": "white",
        "view": {"stroke": None},
        "title": {"anchor": "start", "fontSize": 14, "color": INK, "subtitleColor": QUIET, "subtitleFontSize": 11},
        "axis": {
            "labelColor": INK,
            "titleColor": QUIET,
            "gridColor": GRID,
            "domainColor": QUIET,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "labelLimit": 340,
        },
        "legend": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "labelLimit": 260},
        "range": {"category": list(SERIES), "symbol": list(SHAPES)},
    }


def data(rows: Sequence[Mapping[Any, Any]]) -> Any:
    """Rows as the data of a chart, inside its specification."""
    import altair as alt

    return alt.Data(values=[{str(k): v for k, v in row.items()} for row in rows])  # type: ignore[no-untyped-call]


def dressed(chart: alt.TopLevelMixin, label: str) -> dict[str, Any]:
    """The specification of a chart in the house look; it carries the label of what it shows.

    Every text in it is `shown`. It is not held against Vega-Lite's schema, which takes longer than to draw it; tests
    do that.
    """
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec["config"] = config()
    spec["usermeta"] = {"label": label}
    whole: dict[str, Any] = shown_within(spec)
    return whole


def save(chart: alt.TopLevelMixin, path: Path, label: str) -> None:
    """Write a picture as SVG, PNG (300 dpi) or one self-contained HTML file, whole or not at all.

    Above `public` only its owner may
    read it. Raises ValueError for another ending. The file asks nothing of the network.
    """
    import vl_convert as vlc

    kind = path.suffix.lower().lstrip(".")
    if kind not in {"svg", "png", "html"}:
        raise ValueError(f"{path.name}: expected a name ending in .svg, .png or .html")
    spec = dressed(chart, label)
    content: str | bytes
    if kind == "svg":
        content = vlc.vegalite_to_svg(spec)
    elif kind == "png":
        content = vlc.vegalite_to_png(spec, ppi=300)
    else:
        content = _within_script(spec)
    write(path, content, mode=0o644 if label == "public" else 0o600, exact=True)


def _within_script(spec: dict[str, Any]) -> str:
    """A page whose script holds the specification; a label cannot end the script, as each `<` in it is escaped.

    The sign that stands in for it meanwhile is for private use, and `shown` leaves none of those in a text.
    """
    import vl_convert as vlc

    stand_in = "\ue000"

    def away(part: Any) -> Any:
        if isinstance(part, str):
            return part.replace("<", stand_in)
        if isinstance(part, list):
            return [away(item) for item in part]
        return {away(key): away(value) for key, value in part.items()} if isinstance(part, dict) else part

    page: str = vlc.vegalite_to_html(away(spec), bundle=True)
    return page.replace(stand_in, "\\u003c")
