"""What `opinions` says in words: where the models agree, where not, and what separates them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backchannel.analyses.opining.board import BLIND, Board
from backchannel.analyses.opining.switches import ASKS, OURS, Measured
from backchannel.case.schema import Case
from backchannel.core.finding import Row
from backchannel.core.words import listing, percent, points, rounded

AGREED = 10.0
"""Medians within so many points of 100 count as agreement."""

FRAME = (
    "These models say where a decision comes down if there is one. Whether there is one is another question, which "
    "`forecast` plays: none of these models knows who must sign, a track, a promise, trust or the war."
)


def sentences(
    case: Case, at: Board, rows: Sequence[Row], ends: Sequence[Row], measured: Measured, asked: Sequence[str], runs: int
) -> Iterator[str]:
    """The frame, who counts, each issue, and which models came to no rest."""
    yield FRAME
    yield from _counted(case, at, asked)
    for row in ends:
        yield from _issue(case, row, [r for r in measured.summary if r["issue"] == row["issue"]], len(asked))
    yield from _restless(case, rows, runs)


def _counted(case: Case, at: Board, asked: Sequence[str]) -> Iterator[str]:
    if not at.stated:
        yield "No capability is stated, so that all actors weigh alike in every model."
    elif at.weightless:
        blind = [m for m in asked if m in BLIND]
        only = f"only {listing(blind)} count{'s' * (len(blind) == 1)} them" if blind else "no model here counts them"
        yield f"No capability is stated for {listing([case.name(a) for a in at.weightless])}; {only}."


def _issue(case: Case, row: Row, switches: Sequence[Row], models: int) -> Iterator[str]:
    name = case.name(str(row["issue"]))
    if row.get("models_low") is None:
        yield f"{name}: no model says anything in every draw."
        return
    low, high = float(row["models_low"] or 0), float(row["models_high"] or 0)
    least, most = points(low, float(row["models_low_se"] or 0)), points(high, float(row["models_high_se"] or 0))
    if models == 1:
        yield f"{name}: under these inputs {row['models_low_by']} says {least} of 100."
    elif high - low <= AGREED:
        apart = max(round(high - low), 1)
        yield (
            f"{name}: under these inputs the models agree within {apart} point{'s' * (apart > 1)}, between {least} "
            f"and {most} of 100."
        )
    else:
        yield (
            f"{name}: under these inputs medians run from {least} ({row['models_low_by']}) to {most} "
            f"({row['models_high_by']}) of 100; the status quo is {row['status_quo']:.0f}. Of the spread, "
            f"{rounded(float(row['share_between'] or 0), float(row['se'] or 0))} lies between models, families "
            "weighing alike, and the rest is doubt about the inputs."
        )
        told = sorted((r for r in switches if r["switch"] not in OURS), key=lambda r: -float(r["size"] or 0))[:2]
        told = [r for r in told if float(r["size"] or 0) >= 1.0]
        if told:
            why = [f"{ASKS[str(row['switch'])]} ({_moves(row)})" for row in told]
            yield f"{name}: what separates them most, all else equal, is {listing(why)}."
    yield from _ours(case, name, switches)


def _moves(row: Row) -> str:
    size = points(float(row["size"] or 0), float(row["size_se"] or 0))
    change = points(abs(float(row["change"] or 0)), float(row["se"] or 0))
    sign = "up" if float(row["change"] or 0) > 0 else "down"
    return f"{size} points on average; {row['before']} to {row['after']}: {change} {sign}"


def _ours(case: Case, name: str, switches: Sequence[Row]) -> Iterator[str]:
    found = {str(r["switch"]): r for r in switches if r["switch"] in OURS}
    said = []
    if "signers" in found:
        size = found["signers"]
        said.append(
            f"counting only those who must sign moves the compromise by "
            f"{points(float(size['size'] or 0), float(size['size_se'] or 0))} points on average over levels"
        )
    if "text" in found:
        size = found["text"]
        said.append(
            f"where all who must sign would accept some text, Nash's choice among those lies "
            f"{points(float(size['size'] or 0), float(size['size_se'] or 0))} points from the compromise of all"
        )
    if said:
        yield f"{name}: {'; '.join(said)}."


def _restless(case: Case, rows: Sequence[Row], runs: int) -> Iterator[str]:
    by: dict[str, float] = {}
    where: dict[str, str] = {}
    for row in rows:
        share = float(row["cycles"] or 0) + float(row["moving"] or 0)
        if share > by.get(str(row["model"]), 0.0):
            by[str(row["model"])], where[str(row["model"])] = share, str(row["issue"])
    for model in list(by):
        plain = model.removesuffix("_mean").removesuffix("_likeliest")
        if plain != model and by.get(plain) == by[model]:  # the same play, summed up otherwise
            del by[model]
    named = [
        f"{m} (in {percent(share, runs)} of draws on {case.name(where[m])})"
        for m, share in sorted(by.items(), key=lambda pair: -pair[1])
    ]
    if named:
        yield (
            f"Did not come to rest: {listing(named)}, each on the issue where that happens most. "
            "What it forecasts there is where it was stopped, and no equilibrium."
        )
    silent = [str(r["model"]) for r in rows if float(r["silent"] or 0) > 0]
    if silent:
        yield (f"Silent in some draws: {listing(list(dict.fromkeys(silent)))}; medians leave those out.")
