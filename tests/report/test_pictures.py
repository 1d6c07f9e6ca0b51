import io
import struct
import zlib
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert as vlc
from hypothesis import given
from PIL import Image

from backchannel.core.shown import shown, shown_within
from backchannel.report import pictures
from backchannel.report.document import Figure
from tests.report import made
from tests.report.nasty import SVG, texts

HOSTILE = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:h="http://www.w3.org/1999/xhtml"
 width="90" height="30" onload="alert(1)" style="background:url(http://127.0.0.1:9/)">
<script>alert(1)</script><style>@import "http://127.0.0.1:9/"</style><title>old</title>
<foreignObject><h:iframe src="http://127.0.0.1:9/"/></foreignObject><h:script>alert(1)</h:script>
<a xlink:href="javascript:alert(1)"><text>linked</text></a><image href="http://127.0.0.1:9/x.png"/>
<use href="http://127.0.0.1:9/#x"/><animate attributeName="href" to="javascript:alert(1)"/><set onbegin="alert(1)"/>
<defs><clipPath id="clip0"><rect width="5" height="5"/></clipPath></defs>
<g clip-path="url(#clip0)" fill="url(http://127.0.0.1:9/#x)" aria-label="0.123456789" role="graphics-symbol">
<path d="M0,0h5" stroke="u\\72l(http://127.0.0.1:9/)" filter="url(#none)" onclick="alert(1)" clip-path="url(#other)"/>
<text font-family="Curlew" transform="translate(1,2)">kept &lt;b&gt;</text></g></svg>"""


def tree(text: str) -> Any:
    return ElementTree.fromstring(text)


def figure(svg: str, *, name: str = "one", caption: str = "Cap & tion", alt: str = "Al<t>") -> Figure:
    return Figure(name, caption, alt, svg, {})


def test_only_what_draws_is_kept_of_a_hostile_picture():
    drawn = pictures.svg(figure(HOSTILE))
    root = tree(drawn)
    names = [element.tag.split("}")[1] for element in root.iter()]
    assert names == ["svg", "title", "desc", "defs", "clipPath", "rect", "g", "path", "text"]
    for word in ("alert", "127.0.0.1", "script", "href", "onload", "style", "0.123", "linked", "iframe"):
        assert word not in drawn
    assert root.find(".//{*}text").text == "kept <b>"
    assert root.find(".//{*}text").get("font-family") == "Curlew"
    assert root.find(".//{*}g").get("clip-path") == f"url(#{root.find('.//{*}clipPath').get('id')})"
    assert "clip-path" not in root.find(".//{*}path").attrib


def test_what_is_said_of_it_stands_inside():
    root = tree(pictures.svg(figure(HOSTILE)))
    ids = root.get("aria-labelledby").split()
    assert [element.text for element in root if element.get("id") in ids] == ["Cap & tion", "Al<t>"]
    assert root.get("role") == "img"
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("90", "30", "0 0 90 30")


def test_ids_of_two_pictures_differ():
    found = [
        {element.get("id") for element in tree(pictures.svg(figure(HOSTILE, name=name))).iter()} - {None}
        for name in ("one", "two")
    ]
    assert len(found[0]) == len(found[1]) == 3
    assert not found[0] & found[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "ha">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "document type"),
        ('<?xml-stylesheet href="x"?><svg xmlns="http://www.w3.org/2000/svg"/>', "processing instructions"),
        ("<svg", "could not read it"),
        ("<svg/>", "another element"),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="0" height="5"/>', "with a size"),
    ],
)
def test_what_is_no_picture_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        pictures.svg(figure(text))


def test_a_real_chart_keeps_every_shape_and_label():
    one = made.figure("figure-0", 0)
    before, after = tree(one.svg), tree(pictures.svg(one))
    for tag in ("line", "text", "rect"):
        assert len(before.findall(f".//{{*}}{tag}")) == len(after.findall(f".//{{*}}{tag}")) > 0
    assert [e.text for e in before.iter() if e.tag.endswith("text")] == [
        e.text for e in after.iter() if e.tag.endswith("text")
    ]


def test_what_is_left_out_of_a_chart_draws_nothing():
    one = made.figure("figure-0", 0)
    left = pictures.svg(one)
    assert len(tree(left).findall(".//{*}g")) < len(tree(one.svg).findall(".//{*}g"))
    before, after = (Image.open(io.BytesIO(vlc.svg_to_png(text))).convert("RGB") for text in (one.svg, left))
    assert before.size == after.size
    assert before.tobytes() == after.tobytes()


def test_png_is_of_300_dpi_and_says_what_it_shows():
    one = made.figure("figure-0", 0)
    drawn = pictures.png(one)
    with Image.open(io.BytesIO(drawn)) as image:
        image.load()
        width, height = pictures.size(one)
        assert image.size == pytest.approx((width * 300 / 96, height * 300 / 96), abs=8)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.info["Description"] == one.alt
        assert image.info["Title"] == one.caption
    assert drawn == pictures.png.__wrapped__(one)


@given(texts)
def test_any_caption_leaves_a_readable_picture(text):
    one = figure(SVG.format("x"), caption=text, alt=text)
    root = tree(pictures.svg(one))
    assert [element.text or "" for element in root][:2] == [shown(text)] * 2
    chunk = pictures._text_chunk("Description", shown(text))
    assert struct.unpack(">I", chunk[:4])[0] == len(chunk) - 12
    assert struct.unpack(">I", chunk[-4:])[0] == zlib.crc32(chunk[4:-4])
    assert chunk[8:-4].split(b"\0", 5)[5].decode() == shown(text)


@pytest.mark.parametrize("name", ["a\x01b", "]]>", "<b>&amp;", "\u202egnp", "\ufffe"])
def test_a_chart_of_nasty_names_is_drawn_with_the_names_shown(name):
    spec = {
        "data": {"values": [{"a": name, "b": 1}]},
        "mark": "bar",
        "encoding": {"y": {"field": "a"}, "x": {"field": "b"}},
    }
    drawn = tree(pictures.svg(figure(vlc.vegalite_to_svg(shown_within(spec)))))
    assert shown(name) in [element.text for element in drawn.iter() if element.tag.endswith("text")]
