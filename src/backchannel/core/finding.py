"""What leaves the corridor: an answer with its provenance. Faces lay Findings out and compute nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from backchannel.core.labels import Label

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

Cell = str | float | int | bool | None
Row = dict[str, Cell]


@dataclass(frozen=True)
class Finding:
    """An answer: a tidy table, plain sentences, a picture, a label and how it came about.

    ``label`` is the highest label of any input it was made from. ``samples`` holds, for columns that vary by draw, an
    array [row, run]; ``inputs`` the paths of the inputs that entered. Neither leaves the process. ``parts`` are
    Findings that belong to this one.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    text: tuple[str, ...]
    label: Label
    manifest: Mapping[str, Any]
    picture: Callable[[Finding], alt.TopLevelMixin] | None = field(default=None, repr=False)
    samples: Mapping[str, NDArray[np.float64]] = field(default_factory=dict, repr=False)
    parts: tuple[Finding, ...] = ()
    inputs: frozenset[str] = field(default=frozenset(), repr=False)

    def frame(self) -> pd.DataFrame:
        """The tidy table as a pandas frame, with title and label in its ``attrs``."""
        import pandas as pd

        frame = pd.DataFrame([dict(r) for r in self.rows], columns=list(self.columns))
        frame.attrs.update(title=self.title, label=str(self.label))
        return frame

    def sentences(self) -> tuple[str, ...]:
        """The answer in plain words."""
        return self.text

    def chart(self) -> alt.TopLevelMixin:
        """The answer as a picture. Raises ValueError where there is none."""
        if self.picture is None:
            raise ValueError(f"{self.title}: this answer has no picture")
        return self.picture(self)

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data: title, sentences, columns, rows, label, manifest (and parts, if any)."""
        out: dict[str, Any] = {
            "title": self.title,
            "sentences": list(self.text),
            "columns": list(self.columns),
            "rows": [{c: _plain(r.get(c)) for c in self.columns} for r in self.rows],
            "label": str(self.label),
            "manifest": dict(self.manifest),
        }
        if self.parts:
            out["parts"] = [part.to_json() for part in self.parts]
        return out

    def find(self, where: Mapping[str, Cell]) -> int:
        """The number of the one row that matches. Raises KeyError unless exactly one does.

        >>> f = Finding("t", ("a", "b"), ({"a": 1, "b": 2}, {"a": 3, "b": 4}), (), Label.PUBLIC, {})
        >>> f.find({"a": 3})
        1
        """
        unknown = set(where) - set(self.columns)
        if unknown:
            raise KeyError(
                f"{self.title}: no column {', '.join(sorted(unknown))}; columns are {', '.join(self.columns)}"
            )
        hits = [n for n, row in enumerate(self.rows) if all(row.get(c) == v for c, v in where.items())]
        if len(hits) != 1:
            raise KeyError(f"{self.title}: {len(hits)} rows match {dict(where)}, expected one")
        return hits[0]

    def draws(self, column: str, row: int) -> NDArray[np.float64]:
        """A cell in every run where it varies by draw, else its value (shape [run] or [1])."""
        if column in self.samples:
            values: NDArray[np.float64] = self.samples[column][row]
            return values
        value = self.rows[row].get(column)
        if value is None or isinstance(value, str):
            raise KeyError(f"{self.title}: column {column} of that row is no number")
        return np.array([float(value)])


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
