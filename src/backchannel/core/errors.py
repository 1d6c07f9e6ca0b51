"""What a person is told when they ask for something that cannot be answered."""

from __future__ import annotations


class AskError(Exception):
    """One clear message about what was asked: what is wrong, what was expected, what to do."""
