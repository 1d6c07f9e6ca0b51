"""The tests of claims put to Findings: those on draws of the doubts, and those on runs of the game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import ge, gt, le, lt

import numpy as np

from backchannel.analyses.asking import interval
from backchannel.analyses.counting import Counts
from backchannel.analyses.frames import frames_of
from backchannel.analyses.litmus import gaps
from backchannel.analyses.packages import Ranges, finding, ranges
from backchannel.analyses.played import Counted, Value, counted, difference, set_up, valued
from backchannel.analyses.stakes import stakes_of
from backchannel.analyses.telling import apart as apart_of
from backchannel.analyses.watched import WatchRows, watched_rows
from backchannel.case.draws import Draws, sample
from backchannel.case.plain import plain
from backchannel.case.problems import CaseError
from backchannel.case.schema import Case, Cell, Claim, Test
from backchannel.conference.state import Floats
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding
from backchannel.runs import Rules

COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}
UP = (">", ">=")
GAME, WATCH = "game", "watch"
PLAYED = (GAME, WATCH)
"""Findings that play the game: a test on them is one answer for all draws."""
RULES = Rules(inner=1)
"""Claims do not tell chance from ignorance, so each run has a draw of its own: as many runs, less error."""
CLOSE = "too close to call"
ERRORS = 2.0
"""Standard errors within which two numbers of the game are too close to call."""

Setting = tuple[tuple[str, Cell], ...]
Where = Mapping[str, Cell]


@dataclass(frozen=True)
class Outcome:
    """One test put: whether it is true [run], how far it is from turning [of.runs], and its number.

    On draws, ``true`` differs by run; on the game it is one answer for all. ``limit`` is what the number was held
    against and ``why`` says in numbers why it is not true, where it is not.
    """

    true: np.ndarray
    margin: Floats
    of: Draws
    middle: float | None
    low: float | None
    high: float | None
    error: float | None
    limit: float | None
    why: str | None

    @property
    def close(self) -> bool:
        """Whether more runs of the game might make it true."""
        return self.why is not None and CLOSE in self.why

    @property
    def share(self) -> float:
        """Share of draws in which it is true."""
        return float(self.true.mean())


@dataclass(frozen=True)
class Found:
    """What tests are put to: Findings on draws by kind and setting; plays of the game, and signs in it, by setting."""

    draws: Draws
    findings: Mapping[tuple[str, Setting], Finding]
    plays: Mapping[Setting, Counted]
    signs: Mapping[Setting, WatchRows]

    @property
    def games(self) -> tuple[Counted | WatchRows, ...]:
        """All plays of the game."""
        return (*self.plays.values(), *self.signs.values())

    @property
    def everything(self) -> tuple[Finding, ...]:
        """All Findings that were made."""
        return (*self.findings.values(), *(play.finding for play in self.games))


def games(runs: int) -> int:
    """Runs of the game that go with so many draws of the doubts: half of them, since each plays a whole course.

    >>> games(2000), games(3)
    (1000, 1)
    """
    return max(1, runs // 2)


def key(under: Where | None) -> Setting:
    """A setting as something to look up by."""
    return tuple(sorted((under or {}).items()))


def asked_of(tests: Sequence[Test]) -> dict[tuple[str, Setting], list[Where]]:
    """Which rows tests ask for, by kind of Finding and setting, each once."""
    rows: dict[tuple[str, Setting], dict[Setting, Where]] = {}
    for test in tests:
        sides: list[tuple[Where, Where | None]] = [(test.where, test.under)]
        if test.other is not None:
            sides.append((test.other, test.against_under))
        for where, under in sides:
            rows.setdefault((test.finding, key(under)), {})[key(where)] = where
    return {at: list(some.values()) for at, some in rows.items()}


def find(draws: Draws, tests: Sequence[Test], already: Ranges | None) -> Found:
    """All that some tests need, each setting once. Raises AskError where a test names what is not there."""
    findings: dict[tuple[str, Setting], Finding] = {}
    plays: dict[Setting, Counted] = {}
    signs: dict[Setting, WatchRows] = {}
    sampled: dict[Setting, Draws] = {(): draws}
    bare = draws.case.model_copy(
        update={"claims": (), "questions": (), "levers": ()}
    )  # none enters, and all is rebuilt
    data = plain(bare)
    asking = draws.case.model_copy(update={"claims": ()})
    for (kind, setting), wheres in asked_of(tests).items():
        try:
            if kind == GAME:
                plays[setting] = counted(
                    bare,
                    runs=games(draws.runs),
                    seed=draws.seed,
                    wanted=wheres,
                    under=dict(setting),
                    rules=RULES,
                    data=data,
                )
                continue
            if kind == WATCH:
                many = games(draws.runs)
                signs[setting] = watched_rows(asking, runs=many, seed=draws.seed, wanted=wheres, under=dict(setting))
                continue
            if setting not in sampled:
                made = set_up(bare, dict(setting), data)
                sampled[setting] = sample(made, runs=draws.runs, seed=draws.seed)
            findings[kind, setting] = _finding(kind, sampled[setting], wheres, None if setting else already)
        except KeyError as error:
            raise AskError(
                f"a test among the claims names {error}, which is not there; correct it in claims.yaml"
            ) from None
        except CaseError as error:
            raise AskError(
                f"what a test among the claims sets in the case cannot be set: {error}; correct it in claims.yaml"
            ) from None
        except AskError as error:
            raise AskError(f"a test among the claims cannot be put: {error}; correct it in claims.yaml") from None
    return Found(draws, findings, plays, signs)


def _finding(kind: str, draws: Draws, wheres: list[Where], already: Ranges | None) -> Finding:
    if kind == "litmus":
        return gaps(draws)
    if kind == "frames":
        return frames_of(draws)
    case = draws.case
    if kind == "stakes":
        return stakes_of(
            draws,
            [
                (str(w["actor"]), case.level(str(w["level"])), case.track(str(w["track"])), str(w["guarantees"]))
                for w in wheres
            ],
        )
    keys = {(str(w["level"]), str(w["track"]), str(w.get("guarantees", "none"))) for w in wheres}
    have = {r.key for r in already.found} if already else set()
    at = already or ranges(draws.afresh(), [], [])
    for level, track, which in sorted(keys - have):
        more = ranges(at.draws, [case.level(level)], [case.track(track)], which)
        at = Ranges(at.draws, at.state, at.found + more.found, at.blockers | more.blockers)
    return finding(at, details=False)


def put(claim: Claim, test: Test, found: Found) -> Outcome:
    """One test of a claim. Raises AskError where it names a row or a column that is not there."""
    try:
        put_to = {GAME: _on_game, WATCH: _on_signs}.get(test.finding, _on_draws)
        return put_to(test, found)
    except KeyError as error:
        raise AskError(f"claim {claim.id}: {error.args[0]}; correct the test in claims.yaml") from None


def _on_draws(test: Test, found: Found) -> Outcome:
    runs = found.draws.runs
    one = found.findings[test.finding, key(test.under)]
    value = one.draws(test.column, one.find(test.where))
    if test.other is None:
        against = np.array([test.value])
    else:
        two = found.findings[test.finding, key(test.against_under)]
        against = test.times * two.draws(test.column, two.find(test.other))
    value, against = np.broadcast_to(value, (runs,)), np.broadcast_to(against, (runs,)).astype(np.float64)
    limit = against + _shift(test)
    if not (np.isfinite(value).all() and np.isfinite(limit).all()) and test.finding == "frames":
        raise KeyError(f"{one.title}: column {test.column} of that row is no number")
    true = np.asarray(COMPARE[test.comparator](value, limit))
    middle, low, high = interval(value)
    share = float(true.mean())
    why = None
    if share < 1.0:
        why = (
            f"true in {100 * share:.0f}% of draws: {middle:.3g} in the middle draw beside {float(np.median(limit)):.3g}"
        )
    margin = _sign(test) * (value - limit)
    return Outcome(true, margin, found.draws, middle, low, high, None, float(np.median(limit)), why)


def _on_game(test: Test, found: Found) -> Outcome:
    """A test on the game, one answer for all draws: true where it is so by more than two standard errors."""
    if test.column != "value":
        raise KeyError(f"Counted in the game: a test can be on `value` only, not on {test.column}")
    play = found.plays[key(test.under)]
    one = play.of(test.where)
    value = valued(one, play.draw)
    own = _by_draw(one, play)
    if test.other is None:
        assert test.value is not None
        limit: float | None = test.value
        apart = value
        margin = own
        if value.value is not None:
            apart = replace(value, value=value.value - test.value)
    else:
        other = found.plays[key(test.against_under)]
        two = other.of(test.other)
        apart = difference(one, two, play.draw, test.times)
        beside = valued(two, other.draw).value
        limit = None if beside is None else test.times * beside
        margin = own - test.times * _by_draw(two, other)
    shift = _shift(test)
    true, why = called(test.comparator, apart, shift)
    if why is not None:
        why = f"{_said(value, one)} beside {'nothing' if limit is None else f'{limit + shift:.3g}'}: {why}"
    return Outcome(
        np.full(found.draws.runs, true), _sign(test) * margin, play.draws, value.value, None, None,
        value.error if test.other is None else apart.error, None if limit is None else limit + shift, why,
    )  # fmt: skip


def _on_signs(test: Test, found: Found) -> Outcome:
    """A test on what signs tell, one answer for all draws: true where it is so by more than two standard errors."""
    play = found.signs[key(test.under)]
    one = play.of(test.where, test.column)
    if test.other is None:
        assert test.value is not None
        limit, margin = test.value, one.pseudo - test.value
        apart = Value(one.mean - test.value, one.error)
    else:
        two = found.signs[key(test.against_under)].of(test.other, test.column)
        limit, margin = test.times * two.mean, one.pseudo - test.times * two.pseudo
        apart = apart_of(one, two, test.times)
    shift = _shift(test)
    true, why = called(test.comparator, apart, shift)
    if why is not None:
        why = f"{one.mean:.2g} bits (± {one.error or 0:.1g}) beside {limit + shift:.2g}: {why}"
    return Outcome(
        np.full(found.draws.runs, true), _sign(test) * margin, play.draws, one.mean, None, None, apart.error,
        limit + shift, why,
    )  # fmt: skip


def called(comparator: str, apart: Value, shift: float = 0.0) -> tuple[bool, str | None]:
    """Whether a difference counted in the game is as compared, beyond ``shift``; else the reason.

    Within two standard errors it is too close to call, and that is not true. A difference of exactly nothing in every
    run is no matter of chance.

    >>> called(">", Value(0.1, 0.02)), called(">", Value(0.1, 0.06))[0], called(">=", Value(0.0, 0.0))
    ((True, None), False, (True, None))
    >>> called("<", Value(0.1, 0.02))[1]
    'a difference of +0.1 (± 0.02)'
    """
    if apart.value is None or apart.error is None:
        return False, "in no run was there anything to count"
    over = apart.value - shift
    if abs(over) <= 1e-12 and apart.error <= 1e-12:
        return comparator.endswith("="), None if comparator.endswith("=") else "no difference in any run"
    told = f"a difference of {over:+.2g} (± {apart.error:.2g})"
    if abs(over) < ERRORS * apart.error:
        return False, f"{CLOSE}, {told}"
    true = bool(COMPARE[comparator](over, 0.0))
    return true, None if true else told


def _said(value: Value, counts: Counts) -> str:
    if value.value is None:
        return "nothing"
    runs = int((counts[1] > 0).sum())
    return f"{value.value:.3g} (± {value.error or 0:.2g}{f', {runs} runs' if runs < len(counts[1]) else ''})"


def _by_draw(counts: Counts, play: Counted) -> Floats:
    """The value of each draw [draw]; the mean of all where nothing was counted in it."""
    hits, tries = (np.bincount(play.draw, weights=some) for some in counts)
    mean = float(hits.sum() / tries.sum()) if tries.sum() > 0 else 0.0
    return np.where(tries > 0, hits / np.where(tries > 0, tries, 1.0), mean)


def _shift(test: Test) -> float:
    return test.margin if test.comparator in UP else -test.margin


def _sign(test: Test) -> float:
    return 1.0 if test.comparator in UP else -1.0


def beside(case: Case, test: Test) -> float | str | None:
    """What a test compares with: a number, or in words the other row or setting where it differs from this one."""
    if test.other is None:
        return test.value
    told = [str(v) for k, v in test.other.items() if test.where.get(k) != v]
    if (test.against_under or {}) != test.under:
        there = {k: v for k, v in (test.against_under or {}).items() if test.under.get(k) != v}
        told += [f"{path} = {said}" for path, said in there.items()] or ["as coded"]
    if not told:
        told = [str(test.other.get("item", "the same"))]
    times = f"{test.times:g} times " if test.times != 1.0 else ""
    return f"{times}{', '.join(told)}{f' + {test.margin:g}' if test.margin else ''}"
