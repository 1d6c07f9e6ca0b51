"""What separates the models: one assumption is changed, the others stand, on the same draws."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from backchannel.analyses.opining.board import ALL, WEIGHING, Board
from backchannel.analyses.opining.measuring import Floats, change
from backchannel.analyses.opining.texts import Signable
from backchannel.core.finding import Row
from backchannel.theory.groupdecision.baselines import CENTRES
from backchannel.theory.groupdecision.challenge import PRESETS as READINGS

PAIRS = (
    "switch", "issue", "before", "after", "held", "change", "se", "low", "high", "size", "size_se", "draws",
)  # fmt: skip
SUMMARY = ("issue", "switch", "asks", "size", "size_se", "change", "se", "before", "after", "pairs")

ASKS = {
    "who_counts": "whether those without a capability count as well",
    "capability": "whether capability weighs",
    "salience": "whether salience weighs",
    "centre": "mean or median",
    "most_support": "mean or the place with most weight",
    "reference": "whether going on as now is the reference point",
    "trades": "whether votes are traded between issues",
    "rounds": "whether actors challenge each other round by round",
    "reading": "which reading of the same model is taken",
    "chance": "places weighted by their chance, or the likeliest",
    "signers": "whether only those who must sign count",
    "text": "whether all who must sign have to accept",
}
"""The switches and what each asks."""

FEW = 30
"""A pair that fewer draws can compare is listed and does not enter the mean of its switch."""

OURS = ("signers", "text")
"""Switches that no published model here has."""


@dataclass(frozen=True)
class Pair:
    """Two ways of asking that differ in one thing: models, who counts, and what is held fixed."""

    switch: str
    before: str
    after: str
    held: str
    among: tuple[str, str] = ("", "")


def pairs() -> Iterator[Pair]:
    """The pairs between published models."""
    kinds = {"": "", "capability": "_capability", "salience": "_salience", "both": "_both"}
    for centre in ("mean", "median"):
        for held in ("", "_salience"):
            name = f"{centre}{held}"
            yield Pair("who_counts", name, name, "", (WEIGHING, ALL))
        for switch, on, off in (("capability", "salience", "both"), ("salience", "capability", "both")):
            among = (WEIGHING, WEIGHING)
            yield Pair(switch, centre, f"{centre}_{switch}", f"{centre}, {on} left out", among)
            yield Pair(switch, f"{centre}_{on}", f"{centre}_{off}", f"{centre}, {on} counted", among)
    for centre in CENTRES:
        if centre != "mean":
            switch = "centre" if centre == "median" else "most_support"
            for kind, ending in kinds.items():
                yield Pair(switch, f"mean{ending}", f"{centre}{ending}", f"weights: {kind or 'none'}")
    for after in ("nash_costly", "nash"):
        yield Pair("reference", "compromise", after, "capability and salience")
    yield Pair("trades", "compromise", "exchange", "capability and salience")
    for preset in READINGS:
        yield Pair("rounds", "median_both", f"challenge_{preset}", "median, capability and salience")
        yield Pair("rounds", "mean_both", f"challenge_{preset}_mean", "mean, capability and salience")
    yield Pair("reading", "challenge_paper", "challenge_scholz_code", "challenge, last median")
    yield Pair("reading", "challenge_paper_mean", "challenge_scholz_code_mean", "challenge, last mean")
    for ending in ("", "_likeliest"):
        yield Pair("reading", f"smp_ktab{ending}", f"smp_corrected{ending}", "Spatial Model of Politics")
    for preset in ("ktab", "corrected"):
        yield Pair("chance", f"smp_{preset}", f"smp_{preset}_likeliest", "Spatial Model of Politics")


@dataclass(frozen=True)
class Measured:
    """What each pair does to each issue, row by row, and [pair, issue] draws of it for the mean over a switch."""

    pairs: tuple[Row, ...]
    summary: tuple[Row, ...]


def measure(board: Board, models: Collection[str], issues: Collection[str], signable: Collection[Signable]) -> Measured:
    """Every switch whose two ends are among the models asked, on each issue."""
    found: list[tuple[Pair, str, Floats, Floats]] = []
    for pair in pairs():
        if {pair.before, pair.after} <= set(models) and not (pair.switch == "who_counts" and not board.weightless):
            before, after = (
                board.ask(model, _who(board, among)).value
                for model, among in zip((pair.before, pair.after), pair.among, strict=True)
            )
            for k in issues:
                n = board.issues.index(k)
                found.append((pair, k, before[:, n], after[:, n]))
    if "compromise" in models:
        found += list(_signers(board, issues, signable))
    rows: list[Row] = []
    kept: dict[tuple[str, str], list[tuple[Row, Floats]]] = {}
    for pair, issue, before, after in found:
        moved = change(before, after)
        if moved is None:
            continue
        row: Row = {
            "switch": pair.switch, "issue": issue, "before": _called(pair), "after": pair.after, "held": pair.held,
            "change": moved.mean, "se": moved.error, "low": moved.low, "high": moved.high, "size": moved.size,
            "size_se": moved.size_error, "draws": moved.draws,
        }  # fmt: skip
        rows.append(row)
        if moved.draws >= min(FEW, len(before)):
            kept.setdefault((issue, pair.switch), []).append((row, np.abs(after - before)))
    return Measured(tuple(rows), tuple(_summed(kept)))


def _called(pair: Pair) -> str:
    return f"{pair.before} of those with a capability" if pair.switch == "who_counts" else pair.before


def _who(board: Board, among: str) -> tuple[str, ...] | None:
    return {"": None, ALL: board.actors, WEIGHING: board.weighing}[among]


def _signers(
    board: Board, issues: Collection[str], signable: Collection[Signable]
) -> Iterator[tuple[Pair, str, Floats, Floats]]:
    """The compromise of all beside that of those who must sign, and beside the best text that they accept."""
    everybody = board.ask("compromise").value
    told = set()
    for one in signable:
        signers = tuple(a for a in one.signers if a in board.weighing)
        for k, terms in one.terms.items():
            if k not in issues:
                continue
            before = everybody[:, board.issues.index(k)]
            if signers and (one.level, k) not in told:
                told.add((one.level, k))
                among = board.ask("compromise", signers).value[:, board.issues.index(k)]
                yield Pair("signers", "compromise", "compromise of signers", one.level), k, before, among
            yield Pair("text", "compromise", "text (nash)", f"{one.level}, {one.track}"), k, before, terms[0]


def _summed(kept: dict[tuple[str, str], list[tuple[Row, Floats]]]) -> Iterator[Row]:
    for (issue, switch), each in kept.items():
        largest = max((row for row, _ in each), key=lambda row: float(row["size"] or 0))
        sizes = np.stack([size for _, size in each])
        told = np.isfinite(sizes)
        by_draw = np.where(told, sizes, 0.0).sum(axis=0)[told.any(axis=0)] / told.sum(axis=0)[told.any(axis=0)]
        yield {
            "issue": issue, "switch": switch, "asks": ASKS[switch],
            "size": float(by_draw.mean()), "size_se": float(by_draw.std() / np.sqrt(by_draw.size)),
            "change": largest["change"], "se": largest["se"], "before": largest["before"], "after": largest["after"],
            "pairs": len(each),
        }  # fmt: skip
