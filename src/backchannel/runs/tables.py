"""What happened in runs as tidy tables: which field stands in which, and by what its rows are counted.

Each table has the run first, then its axes, then its fields; a row for every combination, the last axis fastest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel.conference.kernel import NAMES, Courses
from backchannel.conference.plan import Plan

Array = NDArray[Any]


@dataclass(frozen=True)
class Table:
    """Fields of ``Courses`` that share their axes, the run apart."""

    name: str
    axes: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def file(self) -> str:
        """Its file in a chunk."""
        return f"{self.name}.parquet"


TABLES = (
    Table(
        "levels",
        ("level",),
        ("signed", "signed_at", "signed_text", "spells", "ended", "lasted", "voted", "endorsed", "endorsed_at"),
    ),
    Table("level_rounds", ("round", "level"), ("force", "agreed")),
    Table("rounds", ("round",), ("gap", "fighting", "represented", "leaning")),
    Table("tracks", ("track",), ("leaks", "leaked", "broke_off")),
    Table("track_rounds", ("round", "track"), ("sessions",)),
    Table("actor_levels", ("level", "actor"), ("refused",)),
    Table("actor_rounds", ("round", "actor"), ("trust", "present")),
    Table("groups", ("group",), ("attacks",)),
    Table("indicators", ("indicator",), ("shown",)),
)
"""All that is kept of a run. A test holds that no field of ``Courses`` is left out, and so does ``columns``."""

FIELDS = tuple(field for table in TABLES for field in table.fields)


def sizes(plan: Plan) -> dict[str, int]:
    """How many there are of each thing that rows are counted by."""
    return {
        "round": plan.rounds,
        "level": len(plan.levels),
        "track": len(plan.tracks),
        "actor": len(plan.state.actors),
        "group": len(plan.groups),
        "indicator": len(plan.indicators),
    }


def columns(courses: Courses, size: Mapping[str, int]) -> Iterator[tuple[Table, dict[str, Array]]]:
    """Each table with its columns, one long array each. ``run`` counts from 0 over all runs.

    Raises ValueError where a field has no table, has other axes than its table, or holds what is no number.
    """
    if set(NAMES) != set(FIELDS) or len(FIELDS) != len(NAMES):
        raise ValueError(f"runs/tables.py: fields without a table or in two: {sorted(set(NAMES) ^ set(FIELDS))}")
    for table in TABLES:
        shape = (courses.count, *(size[axis] for axis in table.axes))
        out = {axis: _counted(shape, n, courses.first) for n, axis in enumerate(("run", *table.axes))}
        for field in table.fields:
            values: Array = getattr(courses, field)
            if values.shape != shape:
                raise ValueError(f"{field} is {values.shape}; table {table.name} expects {shape}")
            if values.dtype.kind == "f" and np.isnan(values).any():
                raise ValueError(f"{field} holds what is no number, which no run of the game may")
            out[field] = np.ascontiguousarray(values).reshape(-1)
        yield table, out


def _counted(shape: tuple[int, ...], axis: int, first: int) -> Array:
    """The number of a row along one axis, for all rows; runs count on from the first."""
    count = np.arange(shape[axis], dtype=np.int16) if axis else np.arange(first, first + shape[0], dtype=np.int32)
    along = count.reshape([-1 if n == axis else 1 for n in range(len(shape))])
    return np.ascontiguousarray(np.broadcast_to(along, shape)).reshape(-1)


def cut(courses: Courses, count: int) -> Courses:
    """The first ``count`` of some runs."""
    if count >= courses.count:
        return courses
    return Courses(courses.first, **{name: getattr(courses, name)[:count] for name in NAMES})


def joined(parts: Iterator[Courses], count: int) -> Courses:
    """Runs that follow on one another, in all ``count``, as one."""
    out: dict[str, Array] = {}
    first = filled = 0
    for part in parts:
        if not out:
            first = part.first
            for name in NAMES:
                values: Array = getattr(part, name)
                out[name] = np.empty((count, *values.shape[1:]), dtype=values.dtype)
        for name in NAMES:
            out[name][filled : filled + part.count] = getattr(part, name)
        filled += part.count
    assert filled == count
    return Courses(first, **out)
