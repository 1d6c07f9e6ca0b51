"""What is wrong with a case, said so that a person can mend it without being told more than they may know."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal

PRINTED = 20
"""How many problems a CaseError prints; it carries all of them."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong, or worth a second look, at one place.

    ``line`` and ``column`` count from 1. ``weight`` orders warnings, the most influential highest. ``paths`` are
    those of the inputs it is about and ``decides`` is the level that hangs on it; as they may name secret records,
    neither is ever printed.

    >>> print(Problem(severity="error", file="case.yaml", line=7, field="actors.a.role", message="is no role (got `x`)",
    ...     expected="leader or principal", fix="write `leader`"))
    case.yaml:7: actors.a.role: is no role (got `x`); expected leader or principal; fix: write `leader`
    """

    severity: Literal["error", "warning", "note"]
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str = ""
    message: str
    expected: str | None = None
    fix: str | None = None
    weight: float = 0.0
    paths: tuple[str, ...] = attribute(default=(), repr=False)
    decides: str | None = attribute(default=None, repr=False)

    def __str__(self) -> str:
        where = self.file or ""
        if where and self.line is not None:
            where += f":{self.line}"
        text = ": ".join(part for part in (where, self.field, self.message) if part)
        if self.expected:
            text += f"; expected {self.expected}"
        if self.fix:
            text += f"; fix: {self.fix}"
        return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "?", text)


class CaseError(Exception):
    """A case that cannot be read. ``problems`` holds all that is wrong, in file order.

    >>> print(CaseError([Problem(severity="error", file="case.yaml", message="is empty")]))
    case.yaml: is empty
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        self.problems = tuple(problems)
        self.more = more
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:PRINTED]]
        rest = len(self.problems) - len(lines) + self.more
        if rest > 0:
            lines.append(f"... and {rest} more")
        return "\n".join(lines)


def nearest(word: str, known: Iterable[str], count: int = 1) -> list[str]:
    """The known words most like ``word``, best first; none where nothing is like it, or far too many are known.

    >>> nearest("salienc", ["salience", "private", "public"])
    ['salience']
    """
    by_lower = {name.lower(): name for name in known}
    if not by_lower or len(word) > 64 or len(by_lower) > 1000:
        return []
    return [by_lower[name] for name in difflib.get_close_matches(word.lower(), by_lower, n=count, cutoff=0.6)]


def likeness(word: str, known: Iterable[str]) -> float:
    """How like a word is to the known word that is most like it, 0-1.

    >>> likeness("cost", ["cots"]) > likeness("cost", ["posts"]) > likeness("cost", [])
    True
    """
    matcher = difflib.SequenceMatcher(b=word.lower()[:64])
    best = 0.0
    for name in known:
        matcher.set_seq1(name.lower())
        best = max(best, matcher.ratio())
    return best


def did_you_mean(word: str, known: Iterable[str], count: int = 2) -> str | None:
    """A fix that names the nearest known words.

    >>> did_you_mean("princpal", ["principal", "leader"])
    'did you mean `principal`?'
    """
    found = nearest(word, known, count)
    return f"did you mean {' or '.join(f'`{name}`' for name in found)}?" if found else None


def listing(words: Iterable[str], most: int = 12, last: str = "or") -> str:
    """Words in a row, cut short where there are many.

    >>> listing(["a", "b", "c"])
    'a, b or c'
    >>> listing(["a", "b", "c"], most=2)
    'a, b, ...'
    """
    names = list(words)
    if len(names) > most:
        return ", ".join([*names[:most], "..."])
    return f" {last} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
