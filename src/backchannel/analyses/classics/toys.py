"""Small cases in which a classic can be seen, and what the acceptance inequality says in them.

A pie has one issue a player, its share, that nobody else cares about; nobody fights, so going on is the status quo and
worth nothing. A war has two sides, one issue between them and a winner who takes all. All else is neutral.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws, sample
from backchannel.case.schema import Case
from backchannel.conference.exact import Judged, bargaining
from backchannel.conference.inequality import Setting, everyone, prepare, surplus_at
from backchannel.conference.state import build
from backchannel.conference.texts import Texts, listed

Floats = NDArray[np.float64]
Tree = dict[str, Any]
EXACT = 1e-6
ERRORS = 4.0


@dataclass(frozen=True)
class Row:
    """One number of a classic: what the paper's closed form says and what the one game gives at neutral settings.

    ``how``: `game` (the game or its exact engine, no more), `inequality` (a root or a mean of the acceptance
    inequality of a case) or `reduced` (that, with a step of the classic taken outside the game, which ``setting``
    names). ``tolerance`` is what ``got`` may be off; ``step`` the grid's, 0 where the solution lies on it.
    """

    name: str
    paper: str
    setting: str
    how: str
    expected: float
    got: float
    tolerance: float
    step: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether what was got is within the tolerance."""
        return abs(self.got - self.expected) <= self.tolerance


def case_of(tree: Tree) -> Case:
    """A case from plain data, with a heading."""
    return Case.model_validate({"case": {"id": "classic", "title": "A classic", "as_of": "2014-01-28"}, **tree})


def pie(patience: Sequence[float], signers: Any = None, audience: Sequence[float] | None = None) -> Case:
    """Players who divide a pie: share ``k<i>`` is worth as much as it is to ``a<i>`` and nothing to the others.

    With ``audience`` costs, everybody has said in public that it wants everything.
    """
    n = len(patience)
    cost = [{} if audience is None else {"audience_cost": a} for a in (audience or patience)]
    said = {} if audience is None else {"public": 100}
    return case_of(
        {
            "actors": [{"id": f"a{i}", "role": "principal", "patience": d, **cost[i]} for i, d in enumerate(patience)],
            "issues": [{"id": f"k{i}", "anchors": {0: "none", 100: "all"}, "status_quo": 0} for i in range(n)],
            "stances": [
                {"actor": f"a{i}", "issue": f"k{i}", "private": 100, "salience": 100, **said} for i in range(n)
            ],
            "levels": [
                {
                    "id": "deal",
                    "opens": [f"k{i}" for i in range(n)],
                    "signers": signers or [f"a{i}" for i in range(n)],
                }
            ],
            "tracks": [{"id": "table", "kind": "formal"}],
        }
    )


def majority(players: int) -> Tree:
    """The rule of a simple majority of a pie's players."""
    return {"of": [f"a{i}" for i in range(players)], "quota": (players + 1) // 2, "weights": dict.fromkeys(
        [f"a{i}" for i in range(players)], 1
    )}  # fmt: skip


def war(p: float, costs: Sequence[float] = (0.0, 0.0), first: Tree | None = None, **more: Any) -> Case:
    """Two sides that fight over one issue ``k``; ``a`` wants 100 and wins with chance ``p``, ``b`` wants 0."""
    tree = {
        "actors": [
            {"id": "a", "role": "principal", "side": "s", "own_chance": p, "cost": costs[0], **(first or {})},
            {"id": "b", "role": "principal", "side": "t", "own_chance": 1.0 - p, "cost": costs[1]},
        ],
        "issues": [{"id": "k", "anchors": {0: "b has all", 100: "a has all"}, "status_quo": 50}],
        "stances": [
            {"actor": "a", "issue": "k", "private": 100, "salience": 100},
            {"actor": "b", "issue": "k", "private": 0, "salience": 100},
        ],
        "levels": [{"id": "deal", "opens": ["k"], "signers": ["a", "b"]}],
        "tracks": [{"id": "table", "kind": "formal", "members": ["a", "b"]}],
        "war": {"sides": [{"id": "s"}, {"id": "t"}]},
    }
    return case_of(tree | more)


def line(parts: int) -> Floats:
    """Texts [1, text] on one issue, from 0 to 1."""
    return np.arange(parts + 1)[None] / parts


def simplex(players: int, parts: int) -> Floats:
    """All divisions [player, text] of a pie into shares of 1/``parts``."""
    cuts = combinations(range(parts + players - 1), players - 1)
    return np.array([np.diff((-1, *cut, parts + players - 1)) - 1 for cut in cuts]).T / parts


def listed_for(case: Case, terms: Floats) -> Texts:
    """Texts of a case's only level; ``terms`` [issue, text] in [0, 1]."""
    return listed(case, case.levels[0], terms)


def setting_of(draws: Draws, guarantees: str = "none") -> Setting:
    """The only level of a case at its first track."""
    case = draws.case
    return prepare(build(draws), case.levels[0], case.tracks[0], guarantees=guarantees)


def judged(case: Case, terms: Floats) -> Judged:
    """What the actors of a case without doubts make of some texts [issue, text]."""
    draws = sample(case, runs=1)
    return bargaining(build(draws), setting_of(draws), listed_for(case, terms))


def surpluses(
    draws: Draws, terms: Sequence[float] | Floats, *, track: str = "table", guarantees: str = "none"
) -> Floats:
    """Surplus [run, actor] of one text, ``terms`` [issue], or of one a run, ``terms`` [run, issue]."""
    case = draws.case
    at = everyone(build(draws), case.levels[0], case.track(track), guarantees=guarantees)
    z = np.atleast_2d(np.asarray(terms, dtype=np.float64))
    return surplus_at(at.terms, z, np.zeros(z.shape, dtype=np.int64))


def surplus_of(case: Case, terms: Sequence[float], actor: str, **where: str) -> float:
    """Surplus of one actor from one text in a case without doubts."""
    draws = sample(case, runs=1)
    return float(surpluses(draws, terms, **where)[0, build(draws).index(actor)])


def set_to(draws: Draws, values: Mapping[str, Floats]) -> Draws:
    """The same draws with other values [run] for some inputs, as they stand in the file (positions 0-100)."""
    matrix = draws.matrix.copy()
    at = {one.path: n for n, one in enumerate(draws.inputs)}
    for path, given in values.items():
        matrix[at[path]] = given
    return replace(draws, matrix=matrix, used=set())
