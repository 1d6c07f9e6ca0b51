import base64
import hashlib
import itertools
import re

import pytest
import tinyhtml5
from hypothesis import given, settings

from backchannel.core.shown import shown
from backchannel.report.html import to_html
from tests.report import made, nasty
from tests.report.nasty import NASTY, texts

HTML = "{http://www.w3.org/1999/xhtml}"
ACTIVE = {
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "button",
    "base",
    "img",
    "video",
    "audio",
    "image",
    "use",
    "foreignObject",
}


def parsed(text):
    """The tree of a page; the parser is the one a browser's standard describes."""
    return tinyhtml5.parse(text)


def local(element):
    return element.tag.split("}")[-1] if isinstance(element.tag, str) else "comment"


def skeleton(root):
    """Elements in order, without those that only cut text: what a text must not change."""
    return [local(e) for e in root.iter() if local(e) not in {"wbr"} and not (local(e) == "bdi" and not e.attrib)]


def said(element):
    return "".join(element.itertext())


@pytest.fixture(scope="module")
def page():
    return parsed(to_html(made.document()))


def find(root, tag):
    return [element for element in root.iter() if local(element) == tag]


def test_one_page_with_landmarks_headings_in_order_and_a_way_past_them(page):
    html = next(e for e in page.iter() if local(e) == "html")
    assert (html.get("lang"), html.get("dir")) == ("en", "ltr")
    assert len(find(page, "h1")) == len(find(page, "main")) == len(find(page, "header")) == len(find(page, "nav")) == 1
    levels = [int(local(e)[1]) for e in page.iter() if re.fullmatch("h[1-6]", local(e))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    first = find(page, "a")[0]
    assert (first.get("class"), first.get("href")) == ("skip", "#report")


def test_every_reference_within_the_page_leads_somewhere_and_ids_are_unique(page):
    ids = [e.get("id") for e in page.iter() if not callable(e.tag) and e.get("id")]
    assert len(ids) == len(set(ids))
    links = [e.get("href") for e in find(page, "a")]
    named = [i for e in page.iter() for a in ("aria-labelledby", "aria-describedby") for i in (e.get(a) or "").split()]
    assert {link.removeprefix("#") for link in links} | set(named) <= set(ids)


def test_tables_say_what_their_headers_head_and_can_be_reached_by_key(page):
    tables = find(page, "table")
    assert len(tables) == 5
    for table in tables:
        assert local(table[0]) == "caption"
        assert {e.get("scope") for e in find(table, "th")} == {"col", "row"}
    regions = [e for e in page.iter() if e.get("role") == "region"]
    assert len(regions) == 5
    assert {e.get("tabindex") for e in regions} == {"0"}


def test_the_policy_names_the_one_style_sheet():
    text = to_html(made.document())
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(e.get("content") for e in find(parsed(text), "meta") if e.get("http-equiv"))
    assert (
        policy == f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert " style=" not in text
    assert not re.search(r"url\(\s*['\"]?(?!#)|@import", text)


def test_kinds_are_said_in_words(page):
    marks = {said(e).strip() for e in find(page, "bdi") if e.get("class") == "kind"}
    assert marks == {"● Fact", "○ Reported", "◆ Judgement", "△ Simulated", "□ Method"}


def test_arabic_names_are_set_apart_and_arabic_paragraphs_run_from_the_right(page):
    assert "الحكومة الشمالية" in [said(e) for e in find(page, "bdi")]
    turned = [said(e) for e in find(page, "p") if e.get("dir") == "rtl"]
    assert len(turned) == 1
    assert "تقول" in turned[0]


def test_a_report_in_arabic_runs_from_the_right():
    from dataclasses import replace

    root = parsed(to_html(replace(made.document(1, 0), language="ar-SY")))
    assert find(root, "html")[0].get("dir") == "rtl"
    assert "ltr" in {e.get("dir") for e in find(root, "p")}


def test_same_twice_and_marked():
    text = to_html(made.document())
    assert text == to_html(made.document())
    assert text.count("For the team only") >= 3


BENIGN = skeleton(parsed(to_html(nasty.document("word"))))


def inert(text):
    root = parsed(to_html(nasty.document(text)))
    found = skeleton(root)
    if shown(text):
        assert found == BENIGN
    assert not ACTIVE & set(found)
    assert not [a for e in root.iter() if isinstance(e.tag, str) for a in e.attrib if a.lower().startswith("on")]
    assert {e.get("href")[:1] for e in find(root, "a")} == {"#"}
    assert said(find(root, "h1")[0]) == shown(text)
    cells = find(root, "td")
    assert {said(cell) for cell in cells} == {shown(text)}


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_text(text):
    inert(text)


@settings(max_examples=40, deadline=None)
@given(texts)
def test_any_text_is_text(text):
    inert(text)
