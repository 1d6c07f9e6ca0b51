"""`claims`: what a text claims about the case, each put to tests that can fail. Nothing is evaluated as code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import ge, gt, le, lt

import altair as alt
import numpy as np

from backchannel.analyses.asking import RUNS, SEED, hinges, interval, manifest
from backchannel.analyses.litmus import gaps
from backchannel.analyses.packages import Ranges, finding, ranges
from backchannel.analyses.stakes import stakes_of
from backchannel.analyses.wording import plain_input
from backchannel.case.draws import Draws, sample
from backchannel.case.schema import Case, Claim, Test
from backchannel.conference.state import Floats
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.core.theme import SERIES, data
from backchannel.core.words import listing, standard_error

COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}
HOLDS, FAILS, NOT_YET = "holds", "fails", "not yet testable"


@dataclass(frozen=True)
class Outcome:
    """One test put to the draws: whether it is true in each [run], how far it is from turning [run], and its number."""

    true: np.ndarray
    margin: Floats
    value: Floats


def claims(case: Case, *, runs: int = RUNS, seed: int = SEED) -> Finding:
    """Every claim of the case: holds, fails or not yet testable, with the share of draws and what it hinges on most.

    A claim holds when all its tests are true together in more than ``share_needed`` of the draws. Raises AskError
    where a test names a row or a column that is not there.
    """
    return judged(sample(case, runs=runs, seed=seed))


def judged(draws: Draws, already: Ranges | None = None) -> Finding:
    """The claims of a case on given draws, using ranges that were already found where there are any."""
    case = draws.case
    found = _findings(draws, already)
    rows: list[Row] = []
    tests: list[Row] = []
    margins: dict[str, Floats] = {}
    true: list[Floats] = []
    for claim in case.claims:
        outcomes = [_put(claim, test, found[test.finding], draws.runs) for test in claim.tests]
        joint = np.logical_and.reduce([o.true for o in outcomes]) if outcomes else None
        weakest = min(outcomes, key=lambda o: float(o.true.mean())) if outcomes else None
        if weakest is not None:
            margins[claim.id] = weakest.margin
        rows.append(_row(claim, joint, draws.runs))
        true.append(np.full(draws.runs, np.nan) if joint is None else joint.astype(np.float64))
        for n, (test, outcome) in enumerate(zip(claim.tests, outcomes, strict=True), 1):
            middle, low, high = interval(outcome.value)
            tests.append(
                {
                    "claim": claim.id, "test": n, "says": test.says, "column": test.column, "median": middle,
                    "low": low, "high": high, "comparator": test.comparator, "against": _against(test),
                    "share": float(outcome.true.mean()),
                }
            )  # fmt: skip
    used = set().union(*(f.inputs for f in found.values()))
    hang = hinges(replace(draws, used=used), margins, most=1)
    for row in rows:
        top = hang.get(str(row["claim"]))
        row["hinges_on"] = top[0][0] if top else None
        row["hinges_on_in_words"] = plain_input(case, top[0][0]) if top else None
        row["hinge"] = top[0][1] if top else None
    part = Finding(
        title="The tests behind the claims",
        columns=("claim", "test", "says", "column", "median", "low", "high", "comparator", "against", "share"),
        rows=tuple(tests),
        text=("A number is the median over draws with its 80% range; a test without a number compares two rows.",),
        label=highest(f.label for f in found.values()),
        manifest=manifest(draws, analysis="claims: tests"),
    )
    return Finding(
        title="What the text claims",
        columns=(
            "claim",
            "locator",
            "says",
            "status",
            "tested",
            "share",
            "se",
            "needed",
            "hinges_on",
            "hinges_on_in_words",
            "hinge",
            "awaits",
        ),
        rows=tuple(rows),
        text=_sentences(case, rows),
        label=part.label,
        manifest=manifest(draws, analysis="claims"),
        picture=picture,
        samples={"true": np.stack(true)} if true else {},
        parts=(part,),
        inputs=frozenset().union(*(f.inputs for f in found.values())),
    )


def _findings(draws: Draws, already: Ranges | None) -> dict[str, Finding]:
    case = draws.case
    tests = [t for c in case.claims for t in c.tests]
    found: dict[str, Finding] = {}
    if any(t.finding == "litmus" for t in tests):
        found["litmus"] = gaps(draws)
    wheres = {
        kind: list(
            {
                tuple(sorted(w.items())): w for t in tests if t.finding == kind for w in (t.where, t.against) if w
            }.values()
        )
        for kind in ("packages", "stakes")
    }
    try:
        if wheres["packages"]:
            keys = {(str(w["level"]), str(w["track"]), str(w.get("guarantees", "none"))) for w in wheres["packages"]}
            have = {r.key: r for r in already.found} if already else {}
            missing = [k for k in keys if k not in have]
            at = already or ranges(draws.afresh(), [], [])
            for level, track, which in sorted(missing):
                more = ranges(at.draws, [case.level(level)], [case.track(track)], which)
                at = Ranges(at.draws, at.state, at.found + more.found, at.blockers | more.blockers)
            found["packages"] = finding(at, details=False)
        if wheres["stakes"]:
            found["stakes"] = stakes_of(
                draws,
                [
                    (str(w["actor"]), case.level(str(w["level"])), case.track(str(w["track"])), str(w["guarantees"]))
                    for w in wheres["stakes"]
                ],
            )
    except KeyError as error:
        raise AskError(
            f"a test among the claims names {error}, which is not there; correct it in claims.yaml"
        ) from None
    except AskError as error:
        raise AskError(f"a test among the claims cannot be put: {error}; correct it in claims.yaml") from None
    return found


def _put(claim: Claim, test: Test, found: Finding, runs: int) -> Outcome:
    try:
        value = found.draws(test.column, found.find(test.where))
        other = np.array([test.value]) if test.against is None else found.draws(test.column, found.find(test.against))
    except KeyError as error:
        raise AskError(f"claim {claim.id}: {error.args[0]}; correct the test in claims.yaml") from None
    value, other = np.broadcast_to(value, (runs,)), np.broadcast_to(other, (runs,)).astype(np.float64)
    shift = test.margin if test.comparator in (">", ">=") else -test.margin
    limit = other + shift
    sign = 1.0 if test.comparator in (">", ">=") else -1.0
    return Outcome(COMPARE[test.comparator](value, limit), sign * (value - limit), value)


def _against(test: Test) -> float | str | None:
    """What a test compares with: a number, or the other row where it differs from this one."""
    if test.against is None:
        return test.value
    other = [str(v) for k, v in test.against.items() if test.where.get(k) != v]
    return f"{', '.join(other)}{f' + {test.margin:g}' if test.margin else ''}"


def _row(claim: Claim, joint: np.ndarray | None, runs: int) -> Row:
    if joint is None:
        status, share = NOT_YET, None
    else:
        share = float(joint.mean())
        status = HOLDS if share > claim.share_needed else FAILS
    return {
        "claim": claim.id, "locator": claim.locator, "says": claim.says, "status": status,
        "tested": None if joint is None else "in part" if claim.awaits else "whole",
        "share": share, "se": None if share is None else standard_error(share * runs, runs),
        "needed": claim.share_needed, "hinges_on": None, "hinge": None, "awaits": claim.awaits,
    }  # fmt: skip


def tallied(rows: tuple[Row, ...] | list[Row]) -> dict[str, list[str]]:
    """Ids of claims by status; one tested in part carries a star."""
    out: dict[str, list[str]] = {HOLDS: [], FAILS: [], NOT_YET: []}
    for row in rows:
        out[str(row["status"])].append(f"{row['claim']}{'*' if row['tested'] == 'in part' else ''}")
    return out


def _sentences(case: Case, rows: list[Row]) -> tuple[str, ...]:
    if not rows:
        return ("This case carries no claims.",)
    groups = tallied(rows)
    out = [f"{word.capitalize()}: {listing(ids, 'and') if ids else 'none'}." for word, ids in groups.items()]
    if any("*" in i for ids in groups.values() for i in ids):
        out.append("A star marks a claim tested in part: what it still awaits stands beside it.")
    hung = [r for r in rows if r["status"] == FAILS and r["hinges_on"]]
    out += [f"{r['claim']} fails; it hinges most on {plain_input(case, str(r['hinges_on']))}." for r in hung]
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
    scale = alt.Scale(domain=[HOLDS, FAILS], range=[SERIES[0], SERIES[2]])
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
