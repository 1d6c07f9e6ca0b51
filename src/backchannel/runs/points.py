"""Runs of the game at the points of a sweep: some inputs put to given values, everything else on the same chances.

A piece of work holds a few points. Its plan is made once for all of them and then cut, because a plan costs as much as
fifty runs; each point is played as runs 0, 1, ... so that every point meets the same chances and the same other doubts.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws, at_points, sample
from backchannel.case.schema import Case
from backchannel.conference import kernel
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import LevelPlan, Plan
from backchannel.conference.planning import plan
from backchannel.conference.signing import Program
from backchannel.conference.texts import Texts
from backchannel.core.errors import AskError
from backchannel.runs.simulating import Rules

PIECE = 2_000
"""Runs in a piece of work, unless one point has more."""


@dataclass(frozen=True)
class Piece:
    """Some points of a sweep: ``values`` [point, path] take the place of the draws of ``paths`` in ``runs`` runs each.

    Where a value is nan the input is as drawn. Every run reads a draw of its own, so ``rules.inner`` must be 1.
    """

    case: Case
    seed: int
    runs: int
    rules: Rules
    paths: tuple[str, ...]
    values: NDArray[np.float64]


def pieces(
    case: Case, *, runs: int, seed: int, rules: Rules, paths: tuple[str, ...], values: NDArray[np.float64]
) -> list[Piece]:
    """Points cut into pieces of about ``PIECE`` runs. Raises AskError for fewer than one run or ``rules.inner`` > 1.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> points = np.linspace(0.0, 1.0, 5)[:, None]
    >>> cut = pieces(case, runs=1000, seed=1, rules=Rules(inner=1), paths=("levels.aid.enforcement",), values=points)
    >>> [len(piece.values) for piece in cut]
    [2, 2, 1]
    """
    if runs < 1:
        raise AskError(f"runs = {runs}: expected at least 1")
    if rules.inner != 1:
        raise AskError(f"inner = {rules.inner}: at a point of a sweep every run reads a draw of its own; expected 1")
    many = max(1, PIECE // runs)
    return [
        Piece(case, seed, runs, rules, paths, values[first : first + many]) for first in range(0, len(values), many)
    ]


def at_each(piece: Piece) -> list[tuple[Plan, Courses]]:
    """The plan and the courses of every point of a piece, each of ``piece.runs`` runs from number 0.

    Raises AskError for a seed outside 0 .. 2**64 - 1 or a case that cannot be played.
    """
    try:
        drawn = sample(piece.case, runs=piece.runs, seed=piece.seed)
    except ValueError as error:
        raise AskError(str(error)) from None
    swept = at_points(drawn, piece.paths, piece.values)
    whole = plan(swept, texts=piece.rules.texts, rounds=piece.rules.rounds(piece.case))
    cuts = [cut(whole, n * piece.runs, piece.runs) for n in range(len(piece.values))]
    return [(one, kernel.simulate(one, 0, piece.runs)) for one in cuts]


def cut(whole: Plan, first: int, count: int) -> Plan:
    """Draws ``first .. first + count - 1`` of a plan as a plan of their own, the same as made from those draws alone.

    >>> from backchannel.case.reading import find_case, read_case
    >>> from backchannel.runs import prepared
    >>> whole = prepared(read_case(find_case("geneva-ii")), runs=6, rules=Rules(inner=1))
    >>> cut(whole, 4, 2).draws.matrix.shape[1], cut(whole, 4, 2).state.ideal.shape[0]
    (2, 2)
    """
    part = cast("Plan", _cut(whole, slice(first, first + count)))
    waits = bool((part.settings.lookahead > 0).any() or (part.attending_cost > 0).any())
    return replace(part, waits=waits)


def _cut(node: Any, some: slice) -> Any:
    """Numbers by draw are those in real arrays; whole numbers and flags say what is where, alike in every draw."""
    if isinstance(node, np.ndarray):
        return node[some] if node.dtype == np.float64 else node
    if isinstance(node, Draws):
        return replace(node, runs=some.stop - some.start, matrix=node.matrix[:, some])
    if isinstance(node, Program):
        return replace(node, weights=node.weights[some], needed=node.needed[some])
    if isinstance(node, tuple):
        return tuple(_cut(one, some) for one in node)
    if isinstance(node, Texts | Case) or not is_dataclass(node) or isinstance(node, type):
        return node
    parts = {one.name: _cut(getattr(node, one.name), some) for one in fields(node)}
    if isinstance(node, LevelPlan):
        parts["reference"] = node.reference  # by issue, not by draw
    return replace(node, **parts)
