"""`bargain`: which outcomes of a table are efficient, and which a mediator would propose by four rules."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from backchannel import __version__
from backchannel.analyses.utilities import Utilities, read_utilities
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.words import listing
from backchannel.theory.points import Points, bargaining_points

RULES = {
    "nash": "Nash: largest weighted product of gains",
    "kalai_smorodinsky": "Kalai-Smorodinsky: largest least gain, each in shares of the most its party can gain",
    "egalitarian": "Egalitarian: largest least gain",
    "utilitarian": "Utilitarian: largest sum",
}
SHOWN = 20
"""Ties of one rule that are laid out; the lists of the answer hold them all."""


@dataclass(frozen=True)
class Bargained:
    """The answer laid out, and every list of rows in full."""

    finding: Finding
    rows: dict[str, list[int]]


def bargain(
    path: Path,
    *,
    weights: Sequence[float] | None = None,
    ideals: str = "individually_rational",
    leximin: bool = False,
) -> Bargained:
    """The Pareto set and the bargaining points of the table in a file.

    ``weights`` those of Nash's product, one for each party; ``ideals`` and ``leximin`` as in
    :func:`backchannel.theory.points.bargaining_points`. Raises AskError for what cannot be answered.
    """
    given = read_utilities(path)
    parties = given.disagreement.size
    if weights is not None and len(weights) != parties:
        raise AskError(f"{len(weights)} weights; expected {parties}, one for each party of {path}")
    try:
        points = bargaining_points(
            given.table, given.disagreement, 1.0 if weights is None else list(weights), ideals=ideals, leximin=leximin
        )
    except ValueError as error:
        raise AskError(f"{path}: {error}") from None
    rows = {one.name: getattr(points, one.name).tolist() for one in fields(Points)}
    by = None if weights is None else list(weights)
    settings: dict[str, object] = {"weights": by, "ideals": ideals, "leximin": leximin or None}
    return Bargained(_finding(given, rows, settings), rows)


def _finding(given: Utilities, rows: dict[str, list[int]], settings: dict[str, object]) -> Finding:
    table: list[Row] = []
    for rule in RULES:
        for row in rows[rule][:SHOWN]:
            gains = given.table[row] - given.disagreement
            table.append(
                {
                    "rule": rule, "row": row, "least_gain": float(gains.min()), "for_party": int(gains.argmin()),
                    "most_gain": float(gains.max()), "sum_of_gains": float(gains.sum()),
                }
            )  # fmt: skip
    digest = hashlib.blake2b(given.table.tobytes() + given.disagreement.tobytes(), digest_size=16).hexdigest()
    return Finding(
        title="Efficient outcomes and bargaining points",
        columns=("rule", "row", "least_gain", "for_party", "most_gain", "sum_of_gains"),
        rows=tuple(table),
        text=_sentences(given, rows, settings),
        label=Label.PUBLIC,
        manifest={
            "program": f"backchannel {__version__}",
            "table": digest,
            "settings": {k: v for k, v in settings.items() if v is not None} | {"analysis": "bargain"},
        },
    )


def _sentences(given: Utilities, rows: dict[str, list[int]], settings: dict[str, object]) -> tuple[str, ...]:
    count, parties = given.table.shape
    efficient, rational = len(rows["pareto"]), len(rows["pareto_individually_rational"])
    out = [
        f"Of {count} outcomes for {parties} parties, {efficient} are efficient; {rational} of these give every party "
        "at least what it has without a deal."
    ]
    if not rational:
        short = np.flatnonzero((given.table < given.disagreement).all(axis=0)).tolist()
        why = f": party {listing([str(i) for i in short])} loses by every outcome" if short else ""
        out.append(f"There is no zone of agreement{why}, so no rule has a point.")
        return tuple(out)
    for rule, words in RULES.items():
        found = rows[rule]
        ties = f" ({len(found)} ties)" if len(found) > 1 else ""
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        out.append(f"{words}: row {listing([str(r) for r in found[:SHOWN]])}{more}{ties}.")
    over = "individually rational outcomes" if settings["ideals"] == "individually_rational" else "all outcomes"
    out.append(f"The most that a party can gain is over {over}. Rows and parties are counted from 0.")
    return tuple(out)
