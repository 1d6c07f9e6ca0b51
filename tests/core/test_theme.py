import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest

from backchannel.core import theme

FRAME = pd.DataFrame({"actor": ["g", "r"], "share": [0.25, 0.75]})


def chart():
    return alt.Chart(FRAME).mark_bar().encode(x="share:Q", y="actor:N", color="actor:N")


def lightness(colour: str) -> float:
    """CIE L* of an sRGB colour (IEC 61966-2-1; CIE 15), 0 black to 100 white."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    Y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * Y ** (1 / 3) - 16 if Y > (6 / 29) ** 3 else Y * (29 / 3) ** 3


def test_lightness_of_known_colours():
    assert [round(lightness(c), 2) for c in ("#000000", "#777777", "#ffffff")] == [0.0, 50.03, 100.0]


def test_neighbouring_series_differ_in_greyscale():
    """The head of the file promises 18 points of L* between neighbours in the order they are used."""
    steps = [round(abs(lightness(a) - lightness(b)), 1) for a, b in pairwise(theme.SERIES)]
    assert min(steps) >= 18, steps


def test_series_stand_out_from_the_paper_and_words_can_be_read():
    assert all(lightness(c) <= 82 for c in theme.SERIES)
    assert all(lightness(c) <= 45 for c in (theme.INK, theme.QUIET))
    assert len(set(theme.SHAPES)) == len(theme.SERIES)


def test_a_dressed_chart_carries_the_look_and_the_label():
    spec = theme.dressed(chart(), "secret")
    assert spec["usermeta"] == {"label": "secret"}
    assert spec["config"]["range"]["category"] == list(theme.SERIES)
    assert chart().to_dict().get("usermeta") is None


def test_svg(tmp_path):
    path = tmp_path / "new" / "chart.svg"
    theme.save(chart(), path, "team")
    root = ElementTree.fromstring(path.read_text())
    assert root.tag.endswith("svg")
    assert "share" in "".join(root.itertext())
    assert not re.findall(r'(?:src|href)="https?:', path.read_text())


def test_png(tmp_path):
    path = tmp_path / "chart.PNG"
    theme.save(chart(), path, "team")
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert content.rstrip().endswith(b"IEND\xaeB`\x82")
    per_metre = content.index(b"pHYs") + 4
    assert int.from_bytes(content[per_metre : per_metre + 4], "big") == pytest.approx(300 / 0.0254, rel=0.001)


def test_html_asks_nothing_of_the_network(tmp_path):
    path = tmp_path / "chart.html"
    theme.save(chart(), path, "team")
    page = path.read_text()
    assert page.rstrip().endswith("</html>")
    assert '"label":"team"' in page.replace(" ", "")
    without_code = re.sub(r"(<script\b[^>]*>).*?</script>", r"\1", page, flags=re.S)
    assert "<script" in without_code
    assert not re.search(r"\b(?:src|href|data|srcset)\s*=|@import|url\(", without_code)
    assert not re.search(r"""\bimport\s*(?:[\w{},*\s]+from\s*)?\(?["']https?:""", page)


@pytest.mark.parametrize("name", ["chart.jpg", "chart", "chart.svg.txt"])
def test_another_ending_is_refused_and_nothing_is_written(tmp_path, name):
    with pytest.raises(ValueError, match=rf"{re.escape(name)}: expected a name ending in \.svg, \.png or \.html"):
        theme.save(chart(), tmp_path / name, "team")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "chart.svg"
    path.write_text("the last good one")

    def full(self: Path, target: Path) -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        theme.save(chart(), path, "team")
    assert path.read_text() == "the last good one"
    assert [p.name for p in tmp_path.iterdir()] == ["chart.svg"]


def test_a_chart_that_cannot_be_drawn_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "chart.svg"
    path.write_text("the last good one")
    monkeypatch.setattr("vl_convert.vegalite_to_svg", lambda spec: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        theme.save(chart(), path, "team")
    assert [p.read_text() for p in tmp_path.iterdir()] == ["the last good one"]


def test_what_is_above_public_is_for_its_owner_alone(tmp_path):
    chart = alt.Chart(theme.data([{"a": 1}])).mark_point().encode(x="a:Q")
    for label, mode in (("public", 0o644), ("team", 0o600), ("secret", 0o600)):
        theme.save(chart, tmp_path / f"{label}.svg", label)
        assert (tmp_path / f"{label}.svg").stat().st_mode & 0o777 == mode


HOSTILE = [
    *("\x00", "\x01", "\x0b", "\x1b", "\x7f", "\ufffe", "\uffff", "\ue000", "\ud800", "\u202e"),
    *("]]>", "<!--", "</script><script>document.title='mine'</script>", "&amp;<b>", "=HYPERLINK(1)"),
]


@pytest.mark.parametrize("kind", ["svg", "png", "html"])
def test_no_name_ends_the_process_or_becomes_more_than_a_name(tmp_path, kind):
    rows = [{"a": f"name {text} of it", "b": n} for n, text in enumerate(HOSTILE)]
    chart = alt.Chart(theme.data(rows), title=HOSTILE[0]).mark_bar().encode(x="b:Q", y="a:N")
    path = tmp_path / f"chart.{kind}"
    theme.save(chart, path, "public")
    if kind == "png":
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000\ufffe\uffff\u202e]", text)
    if kind == "svg":
        assert "name [U+0001] of it" in {e.text for e in ElementTree.fromstring(text).iter()}
    else:
        assert "</script><script>document" not in text
        assert "name \\u003c/script>\\u003cscript>document.title='mine'" in text
