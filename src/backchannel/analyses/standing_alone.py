"""A model run on a file of its own, without a case: a Finding that also says what it found under named keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backchannel import __version__
from backchannel.core.finding import Finding

PROGRAM = f"backchannel {__version__}"


@dataclass(frozen=True)
class StandingAlone(Finding):
    """A Finding with ``answer``: what its JSON says besides, under the keys that the command promises."""

    answer: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The answer under its keys, then the Finding as any other."""
        return {**self.answer, **super().to_json()}
