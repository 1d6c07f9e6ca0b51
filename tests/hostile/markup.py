"""XML that reaches out, unfolds, nests, lies about its encoding or is not well formed."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.hostile.junk import word

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
)
TYPES = [
    *('<!DOCTYPE x SYSTEM "file:///etc/passwd">', '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "<!DOCTYPE x>"),
    *(
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///dev/zero"> %p;]>',
    ),
    *(
        '<!DOCTYPE x PUBLIC "-//W3C//DTD" "http://127.0.0.1:9/">',
        f'<!DOCTYPE x [<!ENTITY e "{"x" * 60_000}">]>',
        LAUGHS,
    ),
    *(
        '<!DOCTYPE x [<!ATTLIST x y CDATA "z">]>',
        "<!DOCTYPE x [<!NOTATION n SYSTEM 'x'>]>",
        "<!DOCTYPE",
        "<!ENTITY e 'x'>",
    ),
]
"""Declarations of a document type; `e` and `a11` are entities in some of them."""

INSIDE = [
    *("&e;", "&a11;", "&e;" * 5000, "&amp;", "&#0;", "&#x1b;", "&#xD800;", "&#x202e;", "&undeclared;", "&", "<", ">"),
    *(
        "]]>",
        "<![CDATA[x",
        "<![CDATA[<a>]]>",
        "<!-- -- -->",
        "<!--",
        "<?php echo 1 ?>",
        "<?xml version='1.0'?>",
        "<x/>",
    ),
    *(
        "<x>1</x>",
        "<x",
        "</x>",
        "<x a='1' a='2'/>",
        "<a:b/>",
        "<x xmlns='y'/>",
        "<xi:include href='file:///etc/passwd'/>",
    ),
]
"""What may stand between two tags."""

HEADS = [
    *('<?xml version="1.0" encoding="UTF-16"?>', '<?xml version="1.0" encoding="latin-1"?>', "<?xml version='9'?>"),
    *(
        '<?xml version="1.0" encoding="EBCDIC-CP-US"?>',
        '<?xml version="1.0" encoding="x"?>',
        "<?xml?>",
        " <?xml version='1.0'?>",
    ),
    *('<?xml version="1.1" encoding="UTF-8" standalone="no"?>', '<?xml version="1.0" encoding="utf-7"?>', "<?xml"),
    *(
        '<?xml version="1.0" encoding="idna"?>',
        '<?xml version="1.0" encoding="rot13"?>',
        '<?xml version="1.0" encoding="hex"?>',
    ),
]


def with_type(chance: Random, text: str) -> str:
    """It declares a document type and may use what that declares."""
    end = text.find("?>") + 2 if text.startswith("<?xml") else 0
    text = text[:end] + chance.choice(TYPES) + text[end:]
    return inside(chance, text) if chance.random() < 0.7 else text


def inside(chance: Random, text: str) -> str:
    """Something else between two tags."""
    spots = [m.end() for m in re.finditer(">", text)] or [0]
    at = chance.choice(spots)
    return text[:at] + chance.choice(INSIDE) + text[at:]


def other_text(chance: Random, text: str) -> str:
    """An element holds something else."""
    spots = [m.span(1) for m in re.finditer(r">([^<]*)</", text)] or [(0, 0)]
    start, end = chance.choice(spots)
    found = word(chance)
    if chance.random() < 0.8:
        found = found.replace("&", "&amp;").replace("<", "&lt;")
    return text[:start] + found + text[end:]


def elements(chance: Random, text: str) -> str:
    """An element is lost, doubled, moved or renamed."""
    pattern = r"<([A-Za-z]+)[^<>]{0,200}>[^<]{0,2000}</\1>|<([A-Za-z]+)[^</>]{0,200}>.{0,2000}?</\2>"
    found = [m.span() for m in re.finditer(pattern, text[:50_000], re.DOTALL)]
    if not found:
        return text[1:]
    start, end = chance.choice(found)
    piece = text[start:end]
    kind = chance.randrange(5)
    if kind == 0:
        return text[:start] + text[end:]
    if kind == 1:
        return text[:end] + piece * chance.choice([1, 2, 500]) + text[end:]
    if kind == 2:
        at = chance.choice(found)[0]
        return text[:at] + piece + text[at:]
    name = re.match(r"<([A-Za-z]+)", piece)
    other = chance.choice(["x", "Name", "xs:name", "Actor", "Position", "dSal", "c", "row", "v", "a" * 5000, "é"])
    if kind == 3 and name:
        return text[:start] + piece.replace(name[1], other) + text[end:]
    return (
        text[:start]
        + piece.replace(">", f" {chance.choice(['a', 'r', 't', 's', 'xmlns', 'xml:base'])}='{other}'>", 1)
        + text[end:]
    )


def head(chance: Random, text: str) -> str:
    """It says another encoding than it has."""
    body = text[text.find("?>") + 2 :] if text.startswith("<?xml") else text
    return chance.choice(HEADS) + body


def deep(chance: Random, text: str) -> str:
    """Elements within elements."""
    at = chance.choice([m.end() for m in re.finditer(">", text)] or [0])
    depth = chance.choice([30, 45, 1000, 100_000])
    return text[:at] + "<x>" * depth + "</x>" * depth * chance.choice([0, 1]) + text[at:]


def attributes(chance: Random, text: str) -> str:
    """Very many attributes, or a very long one."""
    spots = [m.start(1) for m in re.finditer(r"<[A-Za-z]+([ />])", text)] or [0]
    at = chance.choice(spots)
    many = "".join(f" a{n}='1'" for n in range(chance.choice([3, 20_000])))
    return text[:at] + chance.choice([many, f" a='{'x' * 300_000}'"]) + text[at:]


CHANGES: tuple[Callable[[Random, str], str], ...] = (
    *(
        with_type,
        with_type,
        inside,
        inside,
        other_text,
        other_text,
        other_text,
        elements,
        elements,
        elements,
        head,
        deep,
    ),
    attributes,
)


def in_markup(chance: Random, text: str) -> tuple[str, str]:
    """What is done to some XML, and what comes of it."""
    said = []
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        change = chance.choice(CHANGES)
        said.append(change.__name__)
        text = change(chance, text)
    return " ".join(said), text


def large(chance: Random, text: str) -> tuple[str, str]:
    """Very many elements, or a very long text."""
    at = chance.choice([m.end() for m in re.finditer(">", text)] or [0])
    piece = chance.choice(
        ["<x/>", "<dName>a</dName>", "<Actor/>", "x", "&amp;", "\n", "<!-- x -->", "<?x y?>", "<![CDATA[x]]>", "&#65;"]
    )
    return f"large {piece}", text[:at] + piece * (4_900_000 // len(piece)) + text[at:]
