"""Confidentiality labels: a property of data that travels with values.

Order: ``public < partners < team < secret``. Whatever is made from several values carries the highest label.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Label(IntEnum):
    """How far a value may travel.

    >>> Label.parse("team") > Label.PUBLIC
    True
    >>> str(Label.SECRET)
    'secret'
    """

    PUBLIC = 0
    PARTNERS = 1
    TEAM = 2
    SECRET = 3

    @classmethod
    def parse(cls, text: str) -> Label:
        """The label of that name. Raises ValueError naming the four labels."""
        try:
            return cls[text.upper()]
        except (KeyError, AttributeError):
            raise ValueError(f"expected one of {', '.join(str(m) for m in cls)}") from None

    def __str__(self) -> str:
        return self.name.lower()


def highest(labels: Iterable[Label]) -> Label:
    """The highest of some labels; nothing at all is public.

    >>> str(highest([Label.TEAM, Label.PUBLIC]))
    'team'
    """
    return max(labels, default=Label.PUBLIC)
