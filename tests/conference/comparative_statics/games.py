"""Two games that differ in one number of the case, so that every chance of theirs is the same, and how they compare.

Where a sign holds run by run it is asserted run by run (``later``); where it holds in expectation, by a paired test at
three standard errors (``surely_raises``). Each test also asserts that something changes, or it could not fail. Signs on
the static inequality alone: tests/properties/test_signs.py. docs/explanation/comparative-statics.md lists them all.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from backchannel.case.draws import sample
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Case
from backchannel.conference.inequality import prepare
from backchannel.conference.kernel import Courses, simulate
from backchannel.conference.plan import Plan
from backchannel.conference.planning import plan
from backchannel.conference.scan import margins
from backchannel.conference.state import build
from backchannel.conference.texts import grid
from tests.conference.cases import Tree, case_of

RUNS, ROUNDS = 600, 12
NEVER = 10_000
DOUBT = [0.0, 0.1, 0.35]


def pair(*, r: Tree | None = None, o: Tree | None = None, deal: Tree | None = None, **more: Any) -> Tree:
    """A government and a rebellion divide one thing: 100 is all for the first. What fighting costs them is in doubt."""
    common: Tree = {"role": "principal", "cost": DOUBT, "trust": 0.9, "betrayal_loss": 0.05, "audience_cost": 0.3}
    tree: Tree = {
        "actors": [
            {"id": "r", "side": "state", "own_chance": 0.55, **common, **(r or {})},
            {"id": "o", "side": "rebellion", "own_chance": 0.45, **common, **(o or {})},
        ],
        "issues": [{"id": "share", "anchors": {0: "theirs", 100: "ours"}, "status_quo": 50}],
        "stances": [wants("r", 100, public=100), wants("o", 0, public=0)],
        "levels": [{"id": "deal", "opens": ["share"], "signers": ["r", "o"], **(deal or {})}],
        "tracks": [table()],
        "war": {
            "sides": [{"id": "state", "outcome": {"share": 100}}, {"id": "rebellion", "outcome": {"share": 0}}],
        },
    }
    for name in ("actors", "stances", "tracks"):
        tree[name] = tree[name] + more.pop(f"more_{name}", [])
    return tree | more


def wants(actor: str, private: Any, *, issue: str = "share", salience: Any = 100, **more: Any) -> Tree:
    return {"actor": actor, "issue": issue, "private": private, "salience": salience, **more}


def table(**more: Any) -> Tree:
    """A table that meets now and then and where a mediator proposes."""
    seats = {"id": "table", "kind": "formal", "members": ["r", "o"], "proposer": "mediator"}
    return {**seats, "publicity": 0.4, "meets": 0.5, **more}


def corridor(*members: str, **more: Any) -> Tree:
    return {"id": "back", "kind": "corridor", "members": list(members), "publicity": 0.0, **more}


@dataclass(frozen=True)
class Game:
    """A plan and what happened in its runs."""

    plan: Plan
    course: Courses

    def when(self, level: int = 0) -> Any:
        """Round of first signature [run]; far away where there was none."""
        found = self.course.signed[:, level].astype(int)
        return np.where(found < 0, NEVER, found)

    def signed(self, level: int = 0) -> Any:
        return self.course.signed[:, level] >= 0

    def share(self, level: int = 0) -> Any:
        """The first opened issue in the text signed [run]; nan where there was none."""
        texts, found = self.plan.levels[level].texts, self.course.signed_text[:, level]
        term = texts.terms[np.flatnonzero(texts.opened)[0], np.maximum(found, 0)]
        return np.where(found < 0, np.nan, term)


@cache
def _played(said: str, runs: int, rounds: int, texts: int) -> Game:
    p = plan(sample(case_of(json.loads(said)), runs=runs, seed=3), texts=texts, rounds=rounds)
    return Game(p, simulate(p, 0, runs))


def play(tree: Tree, *, runs: int = RUNS, rounds: int = ROUNDS, texts: int = 101) -> Game:
    return _played(json.dumps(tree), runs, rounds, texts)


@cache
def first_case() -> Case:
    return read_case(find_case("geneva-ii"))


def geneva(instead: dict[str, float] | None = None, *, runs: int = 500, case: Case | None = None) -> Game:
    """The first case with all inputs whose path ends so at one value."""
    case = case or first_case()
    draws = sample(case, runs=runs, seed=3)
    matrix = draws.matrix.copy()
    for ending, value in (instead or {}).items():
        rows = [n for path, n in draws.rows.items() if path.endswith(ending)]
        assert rows, ending
        matrix[rows] = value
    p = plan(replace(draws, matrix=matrix), texts=300, rounds=24)
    return Game(p, simulate(p, 0, runs))


@cache
def geneva_as_coded() -> Game:
    return geneva()


def margin(tree: Tree, runs: int = 200) -> Any:
    """The static margin [run] at the table: Z in shares of the most reluctant signer's stakes."""
    case = case_of(tree)
    level = case.levels[0]
    setting = prepare(build(sample(case, runs=runs, seed=3)), level, case.track("table"), guarantees="all")
    return margins(setting, grid(case, level, most=101))[0]


def later(before: Any, after: Any) -> None:
    """Nothing sooner in any run, something later in some."""
    assert (after >= before).all()
    assert (after > before).any()


def surely_raises(before: Any, after: Any) -> None:
    """Up in expectation, by more than three standard errors."""
    change = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    assert change.mean() > 3.0 * change.std(ddof=1) / math.sqrt(len(change)), change.mean()


VETO: Tree = {"id": "v", "role": "principal", "rent": [0.0, 0.15, 0.4]}


def converging(weight: float, **more: Any) -> Tree:
    """Two backers who can undo the deal and talk among themselves."""
    patron: Tree = {"role": "backer", "openness": 0.9, "own_chance": 0.85, "cost": 0.02, "trust": 0.9}
    return pair(
        r={"cost": 0.35},
        o={"cost": 0.35},
        more_actors=[patron | {"id": "us", "side": "rebellion"}, patron | {"id": "ru", "side": "state"}],
        more_stances=[wants("us", 10, public=0), wants("ru", [80, 90, 100], public=100)],
        deal={"ratifiers": ["us", "ru"]},
        tracks=[table(), corridor("us", "ru", agenda=[], **more)],
        ties=[{"source": a, "target": b, "contact": weight} for a, b in (("us", "ru"), ("ru", "us"))],
    )
