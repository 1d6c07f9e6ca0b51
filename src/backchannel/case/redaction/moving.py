"""What a lever changes, in the names of the shared case."""

from __future__ import annotations

import re
from collections.abc import Mapping

from backchannel.case.schema import Case, Lever
from backchannel.case.schema.asked import Cell

Ids = Mapping[str, Mapping[str, str]]

NAMES = {
    "members": "actors", "ratifiers": "actors", "guarantor": "actors", "condition": "actors", "agenda": "levels",
}  # fmt: skip
"""Which group the words name that a lever puts into a field; in any other it puts numbers, `?`, true or false."""
NUMBER = re.compile(r"[\[\]\s,0-9.eE+?-]*|true|false")


def renamed_changes(lever: Lever, ids: Ids, case: Case) -> dict[str, Cell] | None:
    """The changes of a lever by new path; None where one of them touches what is lost."""
    found = {}
    for path, said in lever.changes.items():
        new, value = _path(path, ids, case), _value(path, said, ids)
        if new is None or value is None:
            return None
        found[new] = value
    return found


def _path(path: str, ids: Ids, case: Case) -> str | None:
    group, id, name, *more = path.split(".")
    if group == "ties":
        tie = next((one for one in case.ties if one.id == id), None)
        ends = () if tie is None else tuple(ids["actors"].get(one) for one in (tie.source, tie.target))
        plain = tie is not None and tie.id == f"{tie.source}-{tie.target}"
        new = "-".join(one for one in ends if one) if plain and all(ends) else None
    else:
        new = ids.get(group, {}).get(id)
    if name == "breakage":
        rest = [ids["actors"].get(more[0]), *more[1:]]
    else:
        rest = [one if one in ("all", "else") else ids["levels"].get(one) for one in more]
    if new is None or None in rest:
        return None
    return ".".join([group, new, name, *(one for one in rest if one)])


def _value(path: str, said: Cell, ids: Ids) -> Cell | None:
    if not isinstance(said, str):
        return said
    group = NAMES.get(path.split(".")[-1])
    if group is None:
        return said if NUMBER.fullmatch(said.strip()) else None
    words = re.findall("[a-z][a-z0-9_]*", said)
    if any(word not in ids[group] for word in words):
        return None
    return re.sub("[a-z][a-z0-9_]*", lambda found: ids[group][found[0]], said)
