"""One look for every picture: readable in greyscale, in print and by the colour-blind.

Series differ in lightness first (no two neighbours closer than 18 points of CIE L*), in shape second, in hue last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backchannel.core.files import write

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
            "labelLimit": 260,
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

    It is not held against Vega-Lite's schema, which takes longer than drawing it; tests do that.
    """
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec["config"] = config()
    spec["usermeta"] = {"label": label}
    return spec


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
        content = vlc.vegalite_to_html(spec, bundle=True)
    write(path, content, mode=0o644 if label == "public" else 0o600)
