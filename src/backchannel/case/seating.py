"""Where the records of a group stand that has a file of its own beside the main one.

Those of the main file come first. A row of the table of stances that names an actor and an issue and is blank otherwise
keeps the place of the stance of that name in the main file, which says there what a table has no columns for.
"""

from __future__ import annotations

from typing import Any

Seat = tuple[int | None, int | None]
"""The number of a record in the main file, and of a row or record in the group's own; what is not there is None."""

NAMES = ("actor", "issue")


def seats(main: list[Any], own: list[Any]) -> list[Seat]:
    """The order of the records of a group.

    >>> says = {"actor": "a", "issue": "i", "private": {"best": 5, "label": "public"}}
    >>> seats([says], [{"actor": "b", "issue": "i", "private": 3}, {"actor": "a", "issue": "i"}])
    [(None, 0), (0, 1)]
    """
    named = {_name(record): i for i, record in enumerate(main) if _name(record) is not None}
    kept: dict[int, int] = {}
    for j, record in enumerate(own):
        if isinstance(record, dict) and set(record) == set(NAMES) and _name(record) in named:
            kept[j] = named.pop(_name(record))
    placed = set(kept.values())
    first: list[Seat] = [(i, None) for i in range(len(main)) if i not in placed]
    return first + [(kept.get(j), j) for j in range(len(own))]


def together(main: list[Any], own: list[Any]) -> list[Any]:
    """The records of a group in their order, those of the main file where a row keeps their place."""
    return [main[i] if i is not None else own[j or 0] for i, j in seats(main, own)]


def _name(record: Any) -> tuple[str, str] | None:
    if not isinstance(record, dict) or not all(isinstance(record.get(name), str) for name in NAMES):
        return None
    return record["actor"], record["issue"]
