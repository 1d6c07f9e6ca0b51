import itertools
import re

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from backchannel.core.shown import shown
from backchannel.report import pictures
from backchannel.report.markdown import literal, to_markdown
from tests.report import made, nasty
from tests.report.nasty import NASTY, texts

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def skeleton(text):
    """What a reader of Markdown makes of it, without the text."""
    found = []
    for token in READER.parse(text):
        found.append(token.type)
        found += [child.type for child in token.children or () if child.type not in {"text", "text_special"}]
    return found


def cells(text):
    tokens = READER.parse(text)
    return ["".join(c.content for c in t.children or ()) for b, t in itertools.pairwise(tokens) if b.type == "td_open"]


def test_pictures_are_files_beside_it_that_say_what_they_show():
    text, files = to_markdown(made.document())
    assert re.findall(r"\]\(([^)]*)\)", text) == list(files) == [f"figures/figure-{n}.svg" for n in range(3)]
    assert files["figures/figure-0.svg"].decode() == pictures.svg(made.figure("figure-0", 0))
    images = [c for t in READER.parse(text) for c in t.children or () if c.type == "image"]
    assert [image.content for image in images]
    assert images[0].content.startswith("Bars: the Northern Government")


def test_it_is_marked_first_and_last_and_the_same_twice():
    text, _ = to_markdown(made.document())
    assert text == to_markdown(made.document())[0]
    assert text.startswith("**For the team only**\n")
    assert text.endswith("**For the team only**\n")


def test_tables_keep_their_cells_and_sides():
    text, _ = to_markdown(made.document())
    assert "| --- | --- | ---: | ---: | --- |" in text
    assert skeleton(text).count("table_open") == 6


BENIGN = skeleton(to_markdown(nasty.document("word"))[0])


def inert(text):
    made_of_it, files = to_markdown(nasty.document(text))
    assert set(files) == {"figures/picture.svg"}
    if shown(text):
        assert skeleton(made_of_it) == BENIGN
        assert set(cells(made_of_it)) == {shown(text)}
    assert not {"html_block", "html_inline", "link_open", "fence", "code_block"} & set(skeleton(made_of_it))


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_text(text):
    inert(text)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_any_text_is_text(text):
    inert(text)


@pytest.mark.parametrize("text", ["http://example.org", "https://x", "www.example.org"])
def test_an_address_is_no_link_even_where_addresses_are_found(text):
    found = MarkdownIt("gfm-like", {"linkify": False}).renderInline(literal(text))
    assert found == text
    assert literal(text) != text
