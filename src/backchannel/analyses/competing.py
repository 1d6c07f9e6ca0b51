"""Competing hypotheses: what each sign says for and against each of them, from the same runs as the forecast.

Heuer (1999, Psychology of Intelligence Analysis, ch. 8) lets an analyst judge every cell; here a cell is the weight of
evidence that runs of the game give. Words follow Kass & Raftery (1995, JASA 90:773-795, p. 777), with one more for
ratios below 1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.reweighing import Evidence, Weighed
from backchannel.analyses.signs import Sign, Watched
from backchannel.analyses.telling import Jackknifed, Telling, evidence_of, jackknifed, seen_or_not, tabled
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.words import listing, within
from backchannel.theory.information import information_bits

TITLE = "Competing hypotheses"
TOGETHER = "all that is known"
OUTCOME, ANSWER = "outcome", "answer"
NOTHING_SIGNED = "nothing"
WORDS = (
    (log(1.1), "0", "hardly tells"),
    (log(3), "", "slightly"),
    (log(20), "", "clearly"),
    (log(150), "", "strongly"),
)
"""Upper ends of weights of evidence, and what they are called."""

COLUMNS = (
    "indicator", "hypothesis", "name", "kind", "share", "log_ratio", "error", "sign", "word",
    "absent_log_ratio", "absent_error", "absent_sign", "absent_word", "diagnosticity", "diagnosticity_error",
)  # fmt: skip


@dataclass(frozen=True)
class Hypothesis:
    """A hypothesis that runs meet or do not, and the runs among which it is one."""

    id: str
    name: str
    kind: str
    is_so: NDArray[np.bool_]  # [run]
    among: NDArray[np.bool_]


def said(evidence: float, error: float | None) -> tuple[str, str]:
    """Sign and word for a weight of evidence.

    >>> said(1.5, 0.1), said(-0.3, 0.1), said(0.02, 0.001), said(0.3, 0.2)
    (('++', 'clearly for'), ('-', 'slightly against'), ('0', 'hardly tells'), ('?', 'too close to call'))
    """
    if np.isnan(evidence) or error is None:
        return "?", "too few runs"
    if abs(evidence) <= WORDS[0][0] and 2.0 * error <= WORDS[0][0]:
        return "0", WORDS[0][2]
    if abs(evidence) < 2.0 * error:
        return "?", "too close to call"
    steps = sum(abs(evidence) > end for end, _, _ in WORDS)
    if steps == 0:
        return "0", WORDS[0][2]
    words = [word for _, _, word in WORDS[1:]] + ["very strongly"]
    return ("+" if evidence > 0 else "-") * steps, f"{words[steps - 1]} {'for' if evidence > 0 else 'against'}"


def hypotheses(watched: Watched, question: str | None) -> list[Hypothesis]:
    """What becomes of it, as the furthest level ever signed, and each question's answer by its last date.

    With a question, its answers by each of its dates alone.
    """
    if question is not None:
        return [
            Hypothesis(
                f"{one.id} by {one.by}", f"{one.ask} By {one.by}", ANSWER, watched.yes[:, n], watched.among[:, n]
            )
            for n, one in enumerate(watched.about)
            if one.id == question
        ]
    every = np.ones(watched.runs, dtype=bool)
    out = [Hypothesis(NOTHING_SIGNED, "nothing is signed", OUTCOME, watched.furthest == -1, every)]
    for n, level in enumerate(watched.plan.case.levels):
        name = f"{within(level.name or level.id)} and nothing further"
        out.append(Hypothesis(level.id, name, OUTCOME, watched.furthest == n, every))
    last = {one.id: n for n, one in enumerate(watched.about)}
    for id, n in last.items():
        one = watched.about[n]
        out.append(Hypothesis(id, f"{one.ask} By {one.by}", ANSWER, watched.yes[:, n], watched.among[:, n]))
    return out


def competing(
    watched: Watched, evidence: Evidence, weighed: Weighed, label: Label, question: str | None = None
) -> Finding:
    """A row a sign and hypothesis: ln P(seen | it) / P(seen | not it), the same of not seeing it, diagnosticity.

    ``diagnosticity`` is what the sign is expected to tell of which outcome comes about, in bits; with a question, of
    the answer. Where something is known, rows of ``all that is known`` give its weight for each hypothesis together,
    signs of a group counted once.
    """
    told = hypotheses(watched, question)
    rows: list[Row] = []
    for sign in watched.signs:
        whole = _outcomes(watched, sign) if question is None else None
        for one in told:
            rows.append(_row(sign, one, watched, whole))
    if evidence.any:
        rows += [_together(watched, one, weighed) for one in told]
    return Finding(
        title=TITLE,
        columns=COLUMNS,
        rows=tuple(rows),
        text=_sentences(watched, evidence, rows),
        label=label,
        manifest={},
    )


def _outcomes(watched: Watched, sign: Sign) -> Jackknifed:
    levels = len(watched.plan.case.levels) + 1
    table = tabled(watched, sign, watched.furthest + 1, np.ones(watched.runs), levels)
    return jackknifed(information_bits, seen_or_not(table, sign.chance))


def _row(sign: Sign, one: Hypothesis, watched: Watched, whole: Jackknifed | None) -> Row:
    table = tabled(watched, sign, one.is_so.astype(np.int64), one.among.astype(np.float64))
    found = Telling(sign, table)
    telling_of = found.bits if whole is None else whole
    return {
        "indicator": sign.record.id, "hypothesis": one.id, "name": one.name, "kind": one.kind,
        "share": found.share().value,
        **_cell("", found.evidence), **_cell("absent_", found.absence),
        "diagnosticity": max(0.0, telling_of.mean), "diagnosticity_error": telling_of.error,
    }  # fmt: skip


def _cell(prefix: str, found: Jackknifed) -> Row:
    sign, word = said(found.whole, found.error)
    known = bool(np.isfinite(found.whole))
    return {
        f"{prefix}log_ratio": found.whole if known else None, f"{'absent_' if prefix else ''}error": found.error,
        f"{prefix}sign": sign, f"{prefix}word": word,
    }  # fmt: skip


def _together(watched: Watched, one: Hypothesis, weighed: Weighed) -> Row:
    """The weight of all that is known: mean likelihood where the hypothesis is so, beside where it is not."""
    held = np.where(one.among, weighed.weights, 0.0)
    size = watched.draws.runs
    place = watched.draw * 2 + one.is_so
    table = np.stack(
        [np.bincount(place, weights=w, minlength=2 * size).reshape(size, 2) for w in (one.among - held, held)], axis=2
    )
    table = np.maximum(table, 0.0)
    found = jackknifed(lambda some: evidence_of(some, 1), np.asarray(table, dtype=np.float64))
    totals = table.sum(axis=(0, 2))
    return {
        "indicator": TOGETHER, "hypothesis": one.id, "name": one.name, "kind": one.kind,
        "share": float(totals[1] / totals.sum()) if totals.sum() > 0 else None, **_cell("", found),
    }  # fmt: skip


def _sentences(watched: Watched, evidence: Evidence, rows: list[Row]) -> tuple[str, ...]:
    out = ["a cell says how much likelier a sign is if the hypothesis is so than if not, as a logarithm."]
    most = {str(r["indicator"]): float(r["diagnosticity"] or 0) for r in rows if r["indicator"] != TOGETHER}
    order = sorted(most, key=lambda id: -most[id])
    if order:
        out.append(f"most telling between hypotheses: {listing(order[:3])}.")
    mine = [r for r in rows if r["indicator"] == TOGETHER and r["log_ratio"] is not None]
    if mine and evidence.any:
        against = sorted(mine, key=lambda r: float(r["log_ratio"] or 0))
        least, best = against[0], against[-1]
        out.append(
            f"what is known speaks most against {least['name']} ({float(least['log_ratio'] or 0):+.2f}) "
            f"and most for {best['name']} ({float(best['log_ratio'] or 0):+.2f})."
        )
    return tuple(out)
