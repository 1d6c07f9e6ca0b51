"""`replay`: one run of the game told in plain words, so that a chance has a face."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backchannel.analyses.asking import SEED
from backchannel.analyses.courses_over_time import WAYS
from backchannel.analyses.tallying import provenance
from backchannel.case.schema import Case
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import Plan
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.words import listing, sentence, within
from backchannel.runs import Played, Rules, opened, simulate

RUNS = 10_000
WARY = 0.15
"""A change of the fighting by so much since it was last told of is worth telling again."""


@dataclass(frozen=True)
class Told:
    """One thing that happened in a run: in which round, of what kind, at which level or track, in words."""

    round: int
    kind: str
    about: str
    says: str


def replay(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    rules: Rules = Rules(),  # noqa: B008 - frozen
    run: int | None = None,
    signed: str | None = None,
    folder: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Finding:
    """One run told month by month: run number ``run``, or the one amid those in which level ``signed`` is signed.

    Rows: month, kind, about, says. Of the runs with that signature the one with the middle date is told. What insiders
    do and what goes on at a track labelled secret are left out of every telling. Of leaks and break-offs a run keeps
    the first at each track only. Raises AskError for a run or a level that is not there, or a level never signed.
    """
    if signed is not None and signed not in {level.id for level in case.levels}:
        raise AskError(f"no level called {signed}; there are: {', '.join(level.id for level in case.levels)}")
    kept = None if folder is None else opened(case, folder)
    runs = runs if kept is None else kept.runs
    if run is not None and not 0 <= run < runs:
        raise AskError(f"no run number {run} among {runs}; they count from 0")
    wanted = runs if run is None else run + 1
    played = kept or simulate(case, runs=wanted, seed=seed, rules=rules, progress=progress)
    number = _middle(played, signed) if run is None else run
    course = next(c for c in played.parts() if c.first <= number < c.first + c.count)
    told = list(story(case, played.plan, course, number - course.first))
    months = played.plan.months
    rows: list[Row] = [
        {"month": (t.round + 1) * months, "kind": t.kind, "about": t.about, "says": t.says} for t in told
    ]
    return Finding(
        title=f"{case.case.title}: run {number} of {runs:,}",
        columns=("month", "kind", "about", "says"),
        rows=tuple(rows),
        text=(*_paragraphs(case, told, months), _caution(played, number)),
        label=played.draws.label,
        manifest=provenance(played, analysis="replay", run=number, signed=signed, inner=played.rules.inner)
        | {"draws": played.draws.runs},
        inputs=frozenset(played.draws.used),
    )


def _middle(played: Played, level: str | None) -> int:
    """The run with the middle date of signature at a level; the first run where none is asked for."""
    if level is None:
        return 0
    at = [one.id for one in played.plan.levels].index(level)
    dates = np.concatenate([c.signed[:, at] for c in played.parts()])
    found = np.flatnonzero(dates >= 0)
    if not len(found):
        raise AskError(
            f"{level} is signed in none of {played.runs:,} runs; play more of them, or ask for another level"
        )
    order = found[np.argsort(dates[found], kind="stable")]
    return int(order[(len(order) - 1) // 2])


def story(case: Case, p: Plan, c: Courses, n: int) -> Iterator[Told]:
    """What happened in the ``n``-th run of some courses, in order of rounds."""
    intensity = float(p.intensity[(c.first + n) // p.inner])
    for t in range(p.rounds):
        yield from _meetings(case, p, c, n, t)
        yield from _texts(case, p, c, n, t)
        yield from _endings(case, p, c, n, t)
        fighting = float(c.fighting[n, t])
        if abs(fighting - intensity) > WARY * max(intensity, 0.1):
            way = "eases" if fighting < intensity else "grows"
            yield Told(t, "fighting", "", f"the fighting {way}, to {fighting:.2f} of what was coded as today's")
            intensity = fighting


def _meetings(case: Case, p: Plan, c: Courses, n: int, t: int) -> Iterator[Told]:
    told = [(track, one) for track, one in enumerate(p.tracks) if _tellable(case, one.id)]
    for track, one in told:
        if not c.sessions[n, t, track] or not len(one.signs):
            continue
        outsiders = [int(i) for i in one.members if p.state.actors[int(i)] not in case.insiders]
        away = [case.name(p.state.actors[i]) for i in outsiders if not c.present[n, t, i]]
        missing = f", without {listing(away)}" if away else ""
        yield Told(t, "session", one.id, f"{within(case.name(one.id))}: a session is held{missing}")
    for track, one in told:
        if c.leaked[n, track] == t:
            yield Told(
                t, "leak", one.id, f"{within(case.name(one.id))}: what was said there leaks; it shuts for a while"
            )
        if c.broke_off[n, track] == t:
            yield Told(
                t, "break-off", one.id, f"{within(case.name(one.id))}: broken off after a session without result"
            )


def _tellable(case: Case, track: str) -> bool:
    return case.track(track).label != "secret"


def _texts(case: Case, p: Plan, c: Courses, n: int, t: int) -> Iterator[Told]:
    for lv, level in enumerate(p.levels):
        name = within(case.name(level.id))
        before = bool(c.agreed[n, t - 1, lv]) if t else False
        if c.agreed[n, t, lv] and not before:
            yield Told(t, "corridor text", level.id, f"a corridor agrees a text on {name}")
        if c.endorsed[n, lv] == t:
            yield Told(
                t, "joint text", level.id, f"those who agreed a text on {name} put it on the table and stand by it"
            )
        if c.signed[n, lv] == t:
            track = p.tracks[int(c.signed_at[n, lv])].id
            where = f" at {within(case.name(track))}" if _tellable(case, track) else ""
            terms = level.texts.describe(int(c.signed_text[n, lv]))
            said = "; ".join(f"{within(case.name(k))} {v:.0f}" for k, v in terms.items())
            yield Told(t, "signed", level.id, f"{name} is signed{where} ({said}, on scales of 0 to 100)")
        elif c.force[n, t, lv] and not (t and c.force[n, t - 1, lv]) and c.signed[n, lv] >= 0:
            yield Told(t, "signed", level.id, f"{name} is signed anew")


def _endings(case: Case, p: Plan, c: Courses, n: int, t: int) -> Iterator[Told]:
    for lv, level in enumerate(p.levels):
        name, first = within(case.name(level.id)), int(c.signed[n, lv])
        stood = bool(c.force[n, t - 1, lv]) if t else False
        if first >= 0 and t == first + int(c.lasted[n, lv]) and c.ended[n, lv] > 0:
            way = {"attack": "an attack", "breach": "a breach by one who signed", "collapse": "neglect and doubt"}
            ended = WAYS[int(c.ended[n, lv])]
            yield Told(t, "ended", level.id, f"{name} ends by {way[ended]}, {_stood(int(c.lasted[n, lv]), p)}")
        elif stood and not c.force[n, t, lv]:
            yield Told(t, "ended", level.id, f"{name} ends again")


def _stood(rounds: int, p: Plan) -> str:
    months = rounds * p.months
    if rounds == 0:
        return "before it had stood for a round"
    return f"having stood for {months:g} month{'s' * (months != 1)}"


def _paragraphs(case: Case, told: list[Told], months: float) -> list[str]:
    """One sentence a round of which more than a session is recorded."""
    out: list[str] = []
    quiet = 0
    by_round: dict[int, list[Told]] = {}
    for one in told:
        by_round.setdefault(one.round, []).append(one)
    for t, things in by_round.items():
        if all(one.kind == "session" for one in things):
            quiet += 1
            continue
        if quiet:
            out.append(_no_more(case, quiet))
            quiet = 0
        said = "; ".join(_together(case, things))
        out.append(f"month {(t + 1) * months:g}: {said}.")
    if quiet:
        out.append(_no_more(case, quiet))
    return [sentence(one) for one in out] or ["Nothing is recorded of this run: no session, no text."]


def _no_more(case: Case, quiet: int) -> str:
    """A run keeps only the first leak and break-off of a track, so quiet rounds are quiet as far as it is recorded."""
    return f"({quiet} {case.case.round}{'s' * (quiet != 1)} of which no more than a session is recorded.)"


TOGETHER = {
    "corridor text": "a corridor agrees texts on {}",
    "joint text": "those who agreed texts on {} put them on the table and stand by them",
}
"""How several things of a kind are told in one breath."""


def _together(case: Case, things: list[Told]) -> list[str]:
    out: dict[str, list[Told]] = {}
    for one in things:
        out.setdefault(one.kind if one.kind in TOGETHER else one.says, []).append(one)
    return [
        TOGETHER[kind].format(listing([within(case.name(one.about)) for one in some]))
        if len(some) > 1
        else some[0].says
        for kind, some in out.items()
    ]


def _caution(played: Played, number: int) -> str:
    return (
        f"One simulated run (number {number}, reading {number // played.rules.inner} of our doubts): it shows how an "
        "outcome can come about under these inputs, not how likely it is; see `forecast`."
    )
