"""The program's own answer beside the models: the best text that all who must sign accept, by four bargaining rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from backchannel.analyses.opining.measuring import Floats, middle
from backchannel.case.schema import Case, Level, Track
from backchannel.conference.range import find
from backchannel.conference.scan import RULES, best_texts
from backchannel.conference.state import State
from backchannel.conference.texts import grid
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.words import listing, percent, standard_error, within

FEW = 30
"""Fewer draws with a text say nothing in words about the rules."""

COLUMNS = (
    "level", "track", "guarantees", "rule", "issue", "share", "se", "draws", "median", "median_se", "low", "high",
    "differs", "differs_se", "apart", "step",
)  # fmt: skip


@dataclass(frozen=True)
class Signable:
    """A level on a track: who must sign, and ``terms`` [rule, draw] (0-100) of the best texts by issue, NaN for none.

    ``chosen`` [draw, rule] numbers the text, -1 for none; ``step`` is that of the grid, in points.
    """

    level: str
    track: str
    signers: tuple[str, ...]
    terms: dict[str, Floats]
    chosen: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    step: float


def signable(state: State, levels: Iterable[Level], tracks: Iterable[Track]) -> list[Signable]:
    """The best texts of some levels on some tracks, without promises, by each of the four rules.

    The table of utilities is the signers' surplus over going on as now at every text of the level's grid, one column
    for each part of its signer rule; that disagreement is never moved.
    """
    out = []
    on = list(tracks)
    for level in levels:
        texts = grid(state.case, level)
        for track in on:
            chosen, _, _ = best_texts(find(state, level, track, "none", texts).setting, texts)
            terms = {
                k: np.where(chosen.T >= 0, 100.0 * texts.terms[n, np.maximum(chosen, 0)].T, np.nan)
                for n, k in enumerate(texts.issues)
                if texts.opened[n]
            }
            out.append(Signable(level.id, track.id, tuple(level.signers.actors()), terms, chosen, texts.step))
    return out


def finding(
    case: Case, found: Iterable[Signable], issues: Iterable[str], runs: int, label: Label, manifest: dict[str, object]
) -> Finding:
    """The texts as a Finding: terms by rule, and how often and how far each rule leaves Nash's choice."""
    rows: list[Row] = []
    sentences = []
    shown = set(issues)
    for one in found:
        there = one.chosen[:, 0] >= 0
        draws = int(there.sum())
        place = f"{case.name(one.level)} ({within(case.name(one.track))})"
        share = draws / runs
        if not draws:
            sentences.append(f"{place}: no draw holds a text that all who must sign accept, so no rule picks one.")
            continue
        other = {rule: int((one.chosen[there, m] != one.chosen[there, 0]).sum()) for m, rule in enumerate(RULES)}
        for m, rule in enumerate(RULES):
            for k, terms in one.terms.items():
                if k not in shown:
                    continue
                median, error, low, high = middle(terms[m, there])
                rows.append(
                    {
                        "level": one.level, "track": one.track, "guarantees": "none", "rule": rule, "issue": k,
                        "share": share, "se": standard_error(draws, runs), "draws": draws,
                        "median": median, "median_se": error, "low": low, "high": high,
                        "differs": other[rule] / draws, "differs_se": standard_error(other[rule], draws),
                        "apart": float(np.abs(terms[m, there] - terms[0, there]).mean()), "step": one.step,
                    }
                )  # fmt: skip
        head = f"{place}: {percent(share, runs)} of draws hold a text that all who must sign accept; "
        parting = [f"{rule.replace('_', '-')} in {percent(n / draws, draws)}" for rule, n in other.items() if n]
        if draws < min(FEW, runs):
            sentences.append(f"{head}these are too few to compare the rules.")
        elif parting:
            sentences.append(f"{head}of these, another text than Nash's is picked by {listing(parting)}.")
        else:
            sentences.append(f"{head}the four rules pick the same one.")
    if rows:
        sentences.append(
            "A rule picks from the texts that all who must sign accept, by their surplus over going on as now, which "
            "is never moved; ties go to the first text of the grid, so rules may differ by a tie alone."
        )
    return Finding(
        title="What all who must sign could accept, and which text four bargaining rules pick",
        columns=COLUMNS,
        rows=tuple(rows),
        text=tuple(sentences),
        label=label,
        manifest=manifest,
    )
