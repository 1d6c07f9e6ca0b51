"""What a person is told when they ask for something that cannot be answered."""

from __future__ import annotations


class ClosedPipe(BaseException):
    """Whoever read our output has stopped reading. No error: there is nothing left to say."""


class StoppedByKey(BaseException):
    """Ctrl-C, told apart from what a command line library makes of it."""


class AskError(Exception):
    """One clear message about what was asked: what is wrong, what was expected, what to do."""
