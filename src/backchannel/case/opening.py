"""What stands in a file, as text: read whole or refused, with its line. No case is looked for in it yet."""

from __future__ import annotations

import codecs
from pathlib import Path

from backchannel.case.problems import CaseError, Problem
from backchannel.case.tree import MOST_BYTES, UNPRINTABLE

EXCEL = "in Excel, save it as `CSV UTF-8 (Comma delimited)`"
WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def trouble(
    file: str, message: str, expected: str | None = None, fix: str | None = None, line: int | None = None
) -> CaseError:
    """The one thing that is wrong with a file."""
    problem = Problem(severity="error", file=file, line=line, message=message, expected=expected, fix=fix)
    return CaseError([problem])


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises CaseError where it cannot be read or is larger than 5 MB."""
    name = str(path)
    try:
        if not path.is_file():
            raise trouble(name, "is not a file", fix="check the path")
        if path.stat().st_size > MOST_BYTES:
            raise trouble(name, "is too large and was not read", f"at most {MOST_BYTES // 10**6} MB")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is not one"
        raise trouble(name, f"cannot be read ({why.lower()})", fix="check the path and its rights") from None


def read_text(path: Path) -> str:
    """The text of a file in UTF-8. Raises CaseError where it cannot be read, is too large, no text or empty."""
    return _decoded(read_bytes(path), str(path), "save it as UTF-8")


def read_table(path: Path) -> str:
    """The text of a table in UTF-8, or in UTF-16 that starts with its mark, as Excel's `Unicode Text` does.

    Raises CaseError as `read_text` does. The code pages of older programs are refused: which one was meant cannot be
    told from the bytes, and a wrong guess turns names into other names.
    """
    raw, name = read_bytes(path), str(path)
    wide = WIDE.get(raw[:2])
    if wide is None:
        text = _decoded(raw, name, EXCEL)
    else:
        try:
            text = raw[2:].decode(wide)
        except UnicodeDecodeError as error:
            line = raw[2 : error.start + 2].decode(wide, "replace").count("\n") + 1
            raise trouble(name, "holds bytes that are not UTF-16", "text in UTF-8", EXCEL, line) from None
        if not text.strip():
            raise trouble(name, "is empty")
    bad = UNPRINTABLE.search(text)
    if bad:
        line = _line(text, bad.start())
        raise trouble(name, "holds a character that is no text", fix="remove it", line=line)
    return text


def _decoded(raw: bytes, name: str, fix: str) -> str:
    if b"\0" in raw:
        raise trouble(name, "is not a text file", "text in UTF-8", fix, raw.count(b"\n", 0, raw.find(b"\0")) + 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise trouble(name, "holds bytes that are not UTF-8", "text in UTF-8", fix, line) from None
    if not text.strip():
        raise trouble(name, "is empty")
    return text


def _line(text: str, at: int) -> int:
    """The line of a place in a text whose lines may end in CR, LF or both."""
    before = text[:at]
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1
