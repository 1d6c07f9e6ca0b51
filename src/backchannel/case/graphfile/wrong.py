"""What is wrong with a graph model beyond the shape of its file."""

from __future__ import annotations


class WrongError(ValueError):
    """One thing wrong at one place: ``field`` is the way to it through the file."""

    def __init__(self, message: str, *field: str | int, expected: str | None = None, fix: str | None = None) -> None:
        self.field = field
        self.expected = expected
        self.fix = fix
        super().__init__(message)
