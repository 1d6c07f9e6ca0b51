"""What the author of a shared case is told, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from backchannel.core.labels import Label


@dataclass(frozen=True)
class Removed:
    """One thing that stays behind: its path in the author's case, its label, and how it was left out."""

    path: str
    label: Label
    how: str


@dataclass(frozen=True)
class Inference:
    """Something a reader of the shared case could still work out, and where it comes from."""

    what: str
    paths: tuple[str, ...]
    label: Label


@dataclass(frozen=True)
class Account:
    """For the author only: what was removed, which names go out, what could still be inferred.

    ``label`` is the highest of what it speaks of.
    """

    removed: tuple[Removed, ...]
    names: tuple[tuple[str, str], ...]
    inferences: tuple[Inference, ...]
    label: Label
