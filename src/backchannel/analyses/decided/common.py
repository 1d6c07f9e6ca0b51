"""What the analyses of decisions share: which issues count, how proposals are cut and drawn, how figures are said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.analyses.decided.reading import Decisions
from backchannel.analyses.standing_alone import PROGRAM
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.theory.clustered import folds, resamples
from backchannel.theory.ranges import Floats

FOLDS, PARTITIONS, RESAMPLES = 10, 5, 1000
SEED = 1
BEST = "best"
Progress = Callable[[int, int], None]

DREW = (
    "The family of the best predictor was drawn up with decisions of the European Union in view, which no "
    "cross-validation undoes: decisions that nobody had looked at are the test."
)


class Steps:
    """Tells whoever wants to know how many of so many steps are done."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.done, self.total, self.progress = 0, total, progress

    def step(self) -> None:
        """One more."""
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def usable(table: Decisions) -> tuple[Decisions, list[str]]:
    """Issues with an outcome on which somebody has a position, and sentences on the others."""
    somebody, decided = ~np.isnan(table.position).all(axis=1), ~np.isnan(table.outcome)
    text: list[str] = []
    if (~decided).any():
        text.append(f"{(~decided).sum()} of {decided.size} issues have no outcome and were left out.")
    if (decided & ~somebody).any():
        text.append(f"{(decided & ~somebody).sum()} issues on which nobody has a position were left out.")
    return table.of(somebody & decided), text


def partitions(seen: Decisions, seed: int, path: Path) -> list[npt.NDArray[np.int64]]:
    """Proposals cut into blocks in several ways. Raises AskError for fewer than three of them."""
    number = len(set(seen.proposal.tolist()))
    if number < 3:
        raise AskError(
            f"{path.name}: {number} proposals have an issue with positions and an outcome; expected at least 3, "
            "so that forecasts can be tried on proposals they have not seen"
        )
    return [folds(seen.proposal, FOLDS, seed, f"partition {n}") for n in range(PARTITIONS)]


def resampled(seen: Decisions, seed: int) -> Floats:
    """Proposals drawn again [resample, proposal]."""
    return resamples(max(1, len(set(seen.proposal.tolist()))), RESAMPLES, seed, "proposals")


def made_how(seed: int, sources: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Program, seed, files and settings of an answer."""
    common = {"analysis": "validate deu", "resamples": RESAMPLES}
    return {"program": PROGRAM, "seed": seed, "sources": dict(sources), "settings": {**common, **settings}}


def part(title: str, columns: tuple[str, ...], rows: Iterable[Row], manifest: Mapping[str, Any]) -> Finding:
    """A table of an answer."""
    return Finding(title, columns, tuple(rows), (), Label.PUBLIC, manifest)


def said_of(row: Row, measure: str, digits: int = 1, sign: str = "") -> str:
    """A figure with its interval, as in a sentence."""
    value, low, high = (f"{float(row[f'{measure}{e}'] or 0):{sign}.{digits}f}" for e in ("", "_low", "_high"))
    return f"{value} (95%: {low} to {high})" if row[f"{measure}_low"] is not None else value
