"""What somebody could do about it: levers, as data."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from backchannel.case.estimate import Estimate
from backchannel.case.fields import Id, Record, Text, Value
from backchannel.case.schema.asked import Cell

LeverKind = Literal[
    "publicity",
    "channel",
    "enforcement",
    "guarantee",
    "recognition",
    "support",
    "inclusion",
    "spoiler",
    "narrative",
]


class Lever(Record):
    """Something a holder could do: what it changes in the case, whose it is, what it costs that holder."""

    id: Id
    kind: LeverKind
    name: Text | None = Field(default=None, description="what is done, as a noun: `sessions behind closed doors`")
    holder: Id | None = Field(default=None, description="the actor who could pull it")
    changes: dict[str, Cell] = Field(
        min_length=1,
        description="what is so once it is pulled, PATH: VALUE as for `--set`; `+actor` adds a member to a track and "
        "`-actor` takes one away",
    )
    graded: bool = Field(
        default=True, description="whether its numbers can also be moved a part of the way; words move whole or not"
    )
    cost: Annotated[
        Estimate | None,
        Value(
            0,
            100,
            "100 = all it could spend",
            None,
            (5, 25, 60),
            "-",
            "Of all that its holder could spend on this conflict, how many hundredths would pulling it take?",
        ),
    ] = Field(default=None, description="absent = unknown")

    @field_validator("changes", mode="before")
    @classmethod
    def _lists_as_written(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {path: _written(said) if isinstance(said, list) else said for path, said in value.items()}


def _written(said: list[Any]) -> str:
    """A list as it is written after `--set PATH=`.

    >>> _written([0.1, 0.2, 0.3])
    '[0.1, 0.2, 0.3]'
    """
    return f"[{', '.join(str(one) for one in said)}]"
