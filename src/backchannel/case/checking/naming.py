"""Ids and names that are almost those of another: one thing written twice, as a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from backchannel.case.checking.look import FORM, Check, Look
from backchannel.case.problems import Problem
from backchannel.case.schema import Case
from backchannel.case.shape import fields
from backchannel.case.veil import key_names

MOST = 300
"""Records of one group that are compared."""

FILLERS = frozenset({"the", "of", "and", "a", "an", "for", "in"})


def like_named(look: Look) -> Iterator[Problem]:
    """Records of one group whose ids or names differ by a plural, the order of words or a slip of the pen."""
    for group in fields(Case):
        records = getattr(look.case, group)
        if not isinstance(records, tuple) or not records or key_names(type(records[0])) != ("id",) or group == "ties":
            continue
        found: dict[int, tuple[int, str]] = {}
        for what, texts in _texts(records[:MOST]):
            words = {i: _words(text) for i, text in texts.items()}
            for i, j in combinations(sorted(words), 2):
                if j not in found and alike(words[i], words[j]):
                    found[j] = (i, what)
        for j, (i, what) in sorted(found.items()):
            message = f"its {what} is almost that of {look.name(group, records[i].id)}"
            fix = "make sure they are two things; rename one"
            yield look.say("note", (group, j), message, FORM + 10, fix=fix)


def _texts(records: tuple[object, ...]) -> Iterator[tuple[str, dict[int, str]]]:
    for what in ("id", "name", "short"):
        found = {i: getattr(record, what, None) for i, record in enumerate(records)}
        yield what, {i: text for i, text in found.items() if isinstance(text, str)}


def _words(text: str) -> tuple[str, ...]:
    words = [word for word in re.findall(r"[^\W_]+", text.lower()) if word not in FILLERS]
    return tuple(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)


def alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names, as words without plural endings, are likely meant for one thing.

    They are where the words are the same in any order or written together, or where one long word differs by a slip
    of the pen. Words that differ in more (north and south, armed and unarmed) or in their numbers are meant.

    >>> alike(("syrian", "army"), ("army", "syrian")), alike(("freearmy",), ("free", "army"))
    (True, True)
    >>> alike(("coalition",), ("coaliton",)), alike(("rebel", "north"), ("rebel", "south"))
    (True, False)
    >>> alike(("step", "1"), ("step", "2"))
    False
    """
    if not a or not b or _numbers(a) != _numbers(b):
        return False
    if sorted(a) == sorted(b) or "".join(a) == "".join(b):
        return True
    odd = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    return len(a) == len(b) and len(odd) == 1 and _slip(*odd[0])


def _numbers(words: tuple[str, ...]) -> list[str]:
    return [digits for word in words for digits in re.findall(r"\d+", word)]


def _slip(a: str, b: str) -> bool:
    """Whether two long words with one first letter are a single slip apart: a letter more, less, other or swapped.

    >>> _slip("coalition", "coaltiion"), _slip("posts", "hosts"), _slip("army", "arms")
    (True, False, False)
    """
    a, b = sorted((a, b), key=len)
    if len(a) < 5 or len(b) - len(a) > 1 or a[0] != b[0]:
        return False
    i = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[i:] == b[i + 1 :]
    return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])


CHECKS: tuple[Check, ...] = (like_named,)
