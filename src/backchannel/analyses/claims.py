"""`claims`: what a text claims about the case, each put to tests that can fail. Nothing is evaluated as code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np

from backchannel.analyses.asking import RUNS, SEED, hinges, manifest
from backchannel.analyses.packages import Ranges
from backchannel.analyses.putting import CLOSE, PLAYED, RULES, Found, Outcome, beside, find, games, put
from backchannel.analyses.wording import plain_input
from backchannel.case.draws import Draws, sample
from backchannel.case.problems import nearest
from backchannel.case.schema import Case, Claim, Test
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.core.theme import SERIES, data
from backchannel.core.words import listing, standard_error

HOLDS, FAILS, NOT_YET = "holds", "fails", "not yet testable"
IN_THE_GAME = "in the game"
"""What a claim with a test on the game is where the game is not played."""

COLUMNS = (
    "claim", "locator", "says", "status", "tested", "share", "se", "needed", "hinges_on", "hinges_on_in_words", "hinge",
    "why", "awaits",
)  # fmt: skip
TEST_COLUMNS = (
    "claim", "test", "finding", "says", "column", "median", "low", "high", "error", "comparator", "against", "limit",
    "share", "why",
)  # fmt: skip


def claims(case: Case, *, runs: int = RUNS, seed: int = SEED, claim: str | None = None) -> Finding:
    """Every claim of the case: holds, fails or not yet testable, with the share of draws and what it hinges on most.

    A claim holds when all its tests are true together in more than ``share_needed`` of the draws. A test on the game
    counts half as many runs of it as there are draws, on one seed; it is true or false for all draws together,
    and not true where two standard errors leave it open; a claim that only such tests keep from holding is too close
    to call. ``why`` says in numbers which tests of a failing claim are not true. ``claim`` names one claim to judge
    alone. Raises AskError for an unknown claim, and where a test names a row or a column that is not there.
    """
    known = [c.id for c in case.claims]
    if claim is not None and claim not in known:
        close = nearest(claim, known)
        hint = f"did you mean {close[0]}? There are" if close else "there are"
        raise AskError(f"no claim called {claim[:70]}; {hint}: {', '.join(known) or 'none'}")
    return judged(sample(case, runs=runs, seed=seed), only=claim)


def judged(draws: Draws, already: Ranges | None = None, *, play: bool = True, only: str | None = None) -> Finding:
    """The claims of a case on given draws, using ranges that were already found where there are any.

    Without ``play`` the game is not played, and a claim that asks it is left open.
    """
    case = draws.case
    asked = [c for c in case.claims if only in (None, c.id)]
    left_open = set() if play else {c.id for c in asked if any(t.finding in PLAYED for t in c.tests)}
    found = find(draws, [t for c in asked if c.id not in left_open for t in c.tests], already)
    rows: list[Row] = []
    tests: list[Row] = []
    weakest: dict[str, Outcome] = {}
    true: list[np.ndarray] = []
    for claim in asked:
        outcomes = [] if claim.id in left_open else [put(claim, test, found) for test in claim.tests]
        joint = np.logical_and.reduce([o.true for o in outcomes]) if outcomes else None
        if outcomes:
            weakest[claim.id] = min(outcomes, key=lambda o: o.share)
        rows.append(_row(claim, outcomes, joint, draws.runs))
        if claim.id in left_open:
            rows[-1]["status"] = IN_THE_GAME
        true.append(np.full(draws.runs, np.nan) if joint is None else joint.astype(np.float64))
        put_to = zip(claim.tests, outcomes, strict=claim.id not in left_open)
        tests += [_test_row(case, claim, n, test, outcome) for n, (test, outcome) in enumerate(put_to, 1)]
    hang = _hinges(found, weakest)
    for row in rows:
        top = hang.get(str(row["claim"]))
        row["hinges_on"] = top[0][0] if top else None
        row["hinges_on_in_words"] = plain_input(case, top[0][0]) if top else None
        row["hinge"] = top[0][1] if top else None
    said = manifest(draws, analysis="claims") | _played(found)
    part = Finding(
        title="The tests behind the claims",
        columns=TEST_COLUMNS,
        rows=tuple(tests),
        text=_reading(found),
        label=highest(f.label for f in found.everything),
        manifest=said | {"settings": {"analysis": "claims: tests"}},
    )
    return Finding(
        title="What the text claims",
        columns=COLUMNS,
        rows=tuple(rows),
        text=_sentences(case, rows),
        label=part.label,
        manifest=said,
        picture=picture,
        samples={"true": np.stack(true)} if true else {},
        parts=(part,),
        inputs=frozenset().union(*(f.inputs for f in found.everything)),
    )


def _played(found: Found) -> dict[str, Any]:
    """How the game was played for the tests, for the manifest."""
    if not found.games:
        return {}
    return {"games": {"runs": games(found.draws.runs), "inner": RULES.inner, "settings": len(found.games)}}


def _reading(found: Found) -> tuple[str, ...]:
    out = ["A number is the median over draws with its 80% range; a test without a number compares two rows."]
    if found.games:
        out.append(
            f"A number of the game is counted over {games(found.draws.runs)} runs and true or false for all draws "
            "together; beside it stands its standard error, or that of the difference where two rows are compared on "
            "the same chances. Within two of them it is too close to call and counts as not true."
        )
    return tuple(out)


def _test_row(case: Case, claim: Claim, number: int, test: Test, outcome: Outcome) -> Row:
    return {
        "claim": claim.id, "test": number, "finding": test.finding, "says": test.says, "column": test.column,
        "median": outcome.middle, "low": outcome.low, "high": outcome.high, "error": outcome.error,
        "comparator": test.comparator, "against": beside(case, test), "limit": outcome.limit, "share": outcome.share,
        "why": outcome.why if outcome.share <= claim.share_needed else None,
    }  # fmt: skip


def _hinges(found: Found, weakest: Mapping[str, Outcome]) -> dict[str, list[tuple[str, float]]]:
    """What each claim's weakest test goes with most, over the draws it was made from."""
    out: dict[str, list[tuple[str, float]]] = {}
    static = set().union(*(f.inputs for f in found.findings.values()))
    groups = [(found.draws, static), *((p.draws, set(p.finding.inputs)) for p in found.games)]
    for draws, used in groups:
        margins = {id: o.margin for id, o in weakest.items() if o.of is draws}
        out |= hinges(replace(draws, used=used), margins, most=1)
    return out


def _row(claim: Claim, outcomes: Sequence[Outcome], joint: np.ndarray | None, runs: int) -> Row:
    share = None if joint is None else float(joint.mean())
    untrue = [o for o in outcomes if o.share <= claim.share_needed]
    status = NOT_YET if share is None else HOLDS if share > claim.share_needed else FAILS
    if status == FAILS and untrue and all(o.close for o in untrue):
        status = CLOSE
    return {
        "claim": claim.id, "locator": claim.locator, "says": claim.says, "status": status,
        "tested": None if share is None else "in part" if claim.awaits else "whole",
        "share": share, "se": None if share is None else standard_error(share * runs, runs),
        "needed": claim.share_needed, "hinges_on": None, "hinge": None,
        "why": _why(claim, outcomes) if status in (FAILS, CLOSE) else None, "awaits": claim.awaits,
    }  # fmt: skip


def _why(claim: Claim, outcomes: Sequence[Outcome]) -> str:
    """In numbers, the tests not true in enough draws; where only all together are not, those true in the fewest."""
    pairs = list(zip(claim.tests, outcomes, strict=True))
    failing = [(t, o) for t, o in pairs if o.share <= claim.share_needed]
    if not failing:
        failing = sorted((p for p in pairs if p[1].why), key=lambda p: p[1].share)[:2]
    return "; ".join(f"'{test.says.rstrip('.')}' ({outcome.why})" for test, outcome in failing)


def tallied(rows: tuple[Row, ...] | list[Row]) -> dict[str, list[str]]:
    """Ids of claims by status; one tested in part carries a star."""
    out: dict[str, list[str]] = {HOLDS: [], FAILS: [], CLOSE: [], IN_THE_GAME: [], NOT_YET: []}
    for row in rows:
        out[str(row["status"])].append(f"{row['claim']}{'*' if row['tested'] == 'in part' else ''}")
    return {status: ids for status, ids in out.items() if ids or status not in (CLOSE, IN_THE_GAME)}


def _sentences(case: Case, rows: list[Row]) -> tuple[str, ...]:
    if not rows:
        return ("This case carries no claims.",)
    groups = tallied(rows)
    out = [f"{word.capitalize()}: {listing(ids, 'and') if ids else 'none'}." for word, ids in groups.items()]
    if any("*" in i for ids in groups.values() for i in ids):
        out.append("A star marks a claim tested in part: what it still awaits stands beside it.")
    for r in rows:
        if r["status"] == FAILS:
            hung = f" It hinges most on {plain_input(case, str(r['hinges_on']))}." if r["hinges_on"] else ""
            out.append(f"{r['claim']} fails. Not true: {r['why']}.{hung}")
        elif r["status"] == CLOSE:
            out.append(f"{r['claim']} is too close to call with so many runs; more `--runs` may decide it: {r['why']}.")
    return tuple(out)


def picture(found: Finding) -> alt.TopLevelMixin:
    """The share of draws in which each testable claim is true, beside the share it needs."""
    shown = [
        {"claim": r["claim"], "share": r["share"], "needed": r["needed"], "status": r["status"]}
        for r in found.rows
        if r["share"] is not None
    ]
    order = [str(d["claim"]) for d in shown]
    base = alt.Chart(data(shown)).encode(y=alt.Y("claim:N", sort=order, title=None))
    scale = alt.Scale(domain=[HOLDS, CLOSE, FAILS], range=[SERIES[0], SERIES[1], SERIES[2]])
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"), title="share of draws")
    bars = base.mark_bar(height=12).encode(x=x, color=alt.Color("status:N", scale=scale, title=None))
    needs = base.mark_tick(thickness=3, color=SERIES[3], opacity=1).encode(x="needed:Q")
    chart: alt.TopLevelMixin = (bars + needs).properties(
        title=alt.TitleParams(found.title, subtitle="share of draws in which all tests are true; tick: share needed"),
        width=420,
        height=alt.Step(20),
        description=" ".join(found.sentences()),
    )
    return chart
