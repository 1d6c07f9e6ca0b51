"""Text that tries to be more than text, and a report in which it stands in every field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import hypothesis.strategies as st

from backchannel.core.labels import Label
from backchannel.core.shown import shown
from backchannel.report.document import Bullets, Document, Figure, Paragraph, Section, Table

NASTY = [
    *("<script>alert(1)</script>", "</style><script>alert(1)</script>", "</title><img src=x onerror=alert(1)>"),
    *('"><svg onload=alert(1)>', "' onfocus=alert(1) autofocus '", "{{ 7*7 }}{% raw %}", "javascript:alert(1)"),
    *(
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[x",
        "&lt;b&gt;&#x202e;&amp;",
        "<a href=http://127.0.0.1:9/>x</a>",
        "<bdo dir=rtl>",
    ),
    *(
        "=cmd|' /C calc'!A0",
        "@SUM(A1)",
        "+1+1",
        "-2",
        '=HYPERLINK("http://127.0.0.1:9/")',
        "DDEAUTO c:\\\\x",
        "{ INCLUDETEXT x }",
    ),
    *(
        "../../etc/passwd",
        "..\\..\\x",
        "a\x00b",
        "\x01\x02\x07\x08\x0b\x0c\x1b[31mred\x7f\x85",
        "\ud800",
        "\ufffe\uffff",
    ),
    *("user\u202egnp.exe", "\u2066\u2067a\u2069", "\ufeffbom", "a\u2028b\u2029c", "\U000e0041\U000e0042", "\ue000"),
    *(
        "# heading",
        "## two",
        "- list",
        "* list",
        "1. list",
        "1) list",
        "> quote",
        "    code",
        "```",
        "`code`",
        "---",
        "===",
    ),
    *(
        "a | b | c",
        "|---|",
        "[x](http://127.0.0.1:9/)",
        "![x](http://127.0.0.1:9/x.png)",
        "<http://127.0.0.1:9/>",
        "[^1]",
    ),
    *(
        "http://127.0.0.1:9/x",
        "www.example.org",
        "*a* **b** _c_ __d__ ~~e~~ $x$",
        "\\",
        "\\*",
        "a\\",
        "[x]: /u 'y'",
        "{.c}",
    ),
    *("", " ", "\n\n\n", "a\n\n# b", "\u0627\u0644\u0646\u0638\u0627\u0645, x", "e\u0301" * 40, "x" * 400, "😀", "𐀀"),
]

texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(codec=None), max_size=40),
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=6)), max_size=3).map("".join),
    st.text(st.sampled_from("<>&\"'`*_[]()#|\\!-=+1. \n\ta\u0627\u202e\x00"), max_size=30),
)
"""Any text, with what a format may take for its own more often than by chance."""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text x="2" y="20">{}</text></svg>'


def document(text: str) -> Document:
    """A report whose every field is this text."""
    drawn = shown(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    blocks = (
        *(Paragraph(text, text, "fact"), Paragraph(text), Bullets((text, text), (text, text), "reported")),
        Bullets((text,)),
        Table(text, (text, text), ((text, text), (text, text)), frozenset({1}), text, "judgement"),
        Figure("picture", text, text, SVG.format(drawn), {"title": text}, "simulated"),
    )
    sections = (Section("one", text, blocks), replace(Section("two", text, blocks[:2]), appendix=True))
    return Document(text, text, Label.TEAM, date(2014, 1, 22), sections, ((text, text),))
