"""What a clear message is, and what counts as a failure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backchannel.case.problems import CaseError, Problem
from tests.hostile.seeds import DIGITS, WORD

LONGEST = 16_000
"""Characters of a whole message."""

LONGEST_LINE = 1200
WHOLE = re.compile(
    "is empty|is too large|is not a file|is no |cannot be read|holds too|has too many|holds no row|has no |has nothing|"
    "is missing|is damaged|is encrypted|is an old workbook|is packed|is a workbook|declares a document type|lacks |"
    "has parts with|has a sheet that is none|is there twice, spelt|does not say|was made for another|"
    "is a table of stances|is of no kind"
)
"""What may be said of a file as a whole, without a line."""

INSIDES = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|<class|object at 0x|pydantic|openpyxl|ruamel|expat|Errno|zipfile", re.I
)
PLANTED = re.compile(f"{WORD}|{DIGITS}", re.IGNORECASE)


def complaints(error: Exception, names: set[str], by_lines: bool) -> Iterator[str]:
    """Why what was said of a file is no clear message; nothing where it is one."""
    if not isinstance(error, CaseError):
        yield f"raised {type(error).__name__}: {str(error)[:200]}"
        return
    said = str(error)
    if not error.problems:
        yield "says nothing"
    if len(said) > LONGEST or any(len(line) > LONGEST_LINE for line in said.split("\n")):
        yield f"is too long: {len(said)}"
    if not all(line.isprintable() for line in said.split("\n")):
        yield f"holds signs that do not print: {[c for c in said if not c.isprintable()][:5]!r}"
    if INSIDES.search(said):
        yield f"shows the program's insides: {INSIDES.search(said)}"
    if PLANTED.search(said):
        yield "shows what is above public"
    for problem in error.problems:
        yield from _of_one(problem, names, by_lines)


def _of_one(problem: Problem, names: set[str], by_lines: bool) -> Iterator[str]:
    if not problem.message:
        yield "has a problem without words"
    if not any(name in (problem.file or "") for name in names):
        yield f"names no file: {problem.file!r} {problem.message}"
    if problem.line is None and not WHOLE.match(problem.message) and (by_lines or "sheet" not in (problem.file or "")):
        yield f"names no line: {problem.message}"
    if problem.line is not None and problem.line < 1:
        yield f"names line {problem.line}"
