"""What to call a record whose id was taken away, or has no name beside its id."""

from __future__ import annotations

import re

NUMBERED = re.compile(r"[a-z]{1,2}\d+")
"""What an id looks like in a case that was redacted."""


def asked(id: object) -> str:
    """What to call a question inside a sentence; where its id was taken away, by its number.

    >>> asked("second_round"), asked("q8")
    ("'second round'", 'question 8')
    """
    text = str(id)
    return f"question {text.lstrip('abcdefghijklmnopqrstuvwxyz')}" if NUMBERED.fullmatch(text) else in_words(text)


def in_words(id: str) -> str:
    """An id inside a sentence.

    >>> in_words("new_joint_text")
    "'new joint text'"
    """
    return f"'{id.replace('_', ' ')}'"
