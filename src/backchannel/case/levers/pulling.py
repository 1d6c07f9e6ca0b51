"""Levers put into a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from backchannel.case.problems import CaseError, Problem
from backchannel.case.schema import Lever
from backchannel.case.schema.asked import Cell

Data = dict[str, Any]
Change = tuple[str, Cell]
"""A path and what is so there."""


def as_set(base: Data, changes: Iterable[Change]) -> list[str]:
    """Changes as `--set` takes them; members added and taken away are made into the list of all.

    Raises CaseError for a member that sits there already, or does not.

    >>> as_set({"tracks": [{"id": "t", "members": ["a"]}]}, [("tracks.t.members", "+b"), ("tracks.t.members", "+c")])
    ['tracks.t.members=[a, b, c]']
    """
    told: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for path, said in changes:
        if is_step(path, said):
            members[path] = _moved(members.get(path) or _members(base, path), str(said))
            told[path] = f"[{', '.join(members[path])}]"
        else:
            told[path] = str(said).lower() if isinstance(said, bool) else str(said)
    return [f"{path}={said}" for path, said in told.items()]


def is_step(path: str, said: Cell) -> bool:
    """Whether a change adds one member to a track or takes one away."""
    return isinstance(said, str) and said[:1] in ("+", "-") and path.endswith(".members")


def _members(base: Data, path: str) -> list[str]:
    id = path.split(".")[1]
    track = next((t for t in base.get("tracks", ()) if isinstance(t, dict) and t.get("id") == id), {})
    there = list(track.get("members") or ())
    if not there:
        raise _wrong("names members of a track that names none, where everybody sits", "a track that names its members")
    return there


def _moved(there: list[str], said: str) -> list[str]:
    actor = said[1:].strip()
    if (said[0] == "+") == (actor in there):
        raise _wrong(
            "adds one who sits there already" if said[0] == "+" else "takes away one who does not sit there",
            "`+actor` for one who has no seat there, `-actor` for one who has",
        )
    left = [*there, actor] if said[0] == "+" else [one for one in there if one != actor]
    if not left:
        raise _wrong("leaves nobody, and a track that names nobody is open to all", "at least one member")
    return left


def _wrong(message: str, expected: str) -> CaseError:
    return CaseError([Problem(severity="error", file="case", message=message, expected=expected)])


def clash(a: Lever, b: Lever) -> bool:
    """Whether two levers say different things of one path, so that they cannot be pulled together."""
    return any(
        not (is_step(path, a.changes[path]) and is_step(path, b.changes[path]) and a.changes[path] != b.changes[path])
        for path in set(a.changes) & set(b.changes)
    )


def clashes(levers: Sequence[Lever]) -> frozenset[frozenset[str]]:
    """The pairs among some levers that cannot be pulled together, by id."""
    return frozenset(frozenset((a.id, b.id)) for a, b in combinations(levers, 2) if clash(a, b))
