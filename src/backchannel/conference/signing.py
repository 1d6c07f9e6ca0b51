"""Who must say yes, compiled: a signer rule as a small program over surpluses.

A rule turns the surpluses of its actors into one number that is >= 0 exactly when the rule is met: `all` takes the
least, `any` the greatest, a quota the surplus of the last actor needed to reach it. That number is monotone in every
surplus, so a bound on surpluses bounds it.

A guarantee that depends on another's acceptance turns one actor into a choice: it accepts as it is, or it accepts with
the guarantee and the one it depends on accepts too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws
from backchannel.case.rules import Rule
from backchannel.case.schema import Case, Guarantee, Level

LEAF, ALL, ANY, QUOTA = 0, 1, 2, 3
KEPT = "_kept"
NEVER = -1e300
"""The surplus of a rule that cannot be met."""


@dataclass(frozen=True)
class Row:
    """One actor under one set of guarantees: what a leaf of a program looks up."""

    actor: str
    guarantees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Program:
    """A signer rule in postfix form, one part per actor or group that must say yes.

    ``ops`` [op, (code, argument)]: LEAF row; ALL n; ANY n; QUOTA q. ``starts`` [part + 1] cuts ops into parts.
    ``members`` [q, n] lists a quota's size; ``weights`` [run, q, n] and ``needed`` [run, q] its weights and threshold.
    """

    rows: tuple[Row, ...]
    parts: tuple[str, ...]
    ops: NDArray[np.int64]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    weights: NDArray[np.float64]
    needed: NDArray[np.float64]


def offered(case: Case, level: Level, which: str) -> tuple[Guarantee, ...]:
    """The guarantees a text of this level carries: `none`, `insiders` (those for insiders) or `all`.

    An ending ``_kept`` says that they are believed without doubt, and changes nothing here.
    """
    which = which.removesuffix(KEPT)
    if which == "none":
        return ()
    leadership = {i.id for i in case.issues if i.tag == "leadership"}
    fits = [g for g in case.guarantees if (level.id in g.levels if g.levels else bool(leadership & set(level.opens)))]
    if which == "insiders":
        fits = [g for g in fits if g.beneficiary in case.insiders]
    return tuple(fits)


class _Compiler:
    def __init__(self, draws: Draws, guarantees: tuple[Guarantee, ...]) -> None:
        self.draws = draws
        self.guarantees = guarantees
        self.rows: list[Row] = []
        self.sizes: list[int] = []
        self.weights: list[list[NDArray[np.float64]]] = []
        self.needed: list[NDArray[np.float64]] = []

    def row(self, row: Row) -> list[tuple[int, int]]:
        if row not in self.rows:
            self.rows.append(row)
        return [(LEAF, self.rows.index(row))]

    def actor(self, actor: str, asked: tuple[str, ...] = ()) -> list[tuple[int, int]]:
        """An actor with the guarantees it is offered, and the conditions of each.

        A condition may be met by guarantees of its own; among actors who wait for each other (``asked``) nobody's
        conditional guarantee counts.
        """
        mine = [g for g in self.guarantees if g.beneficiary == actor]
        plain = tuple(g.id for g in mine if g.condition in (None, actor))
        hinged = [g for g in mine if g.condition not in (None, actor, *asked)]
        choices = [self.row(Row(actor, plain))]
        for size in range(1, len(hinged) + 1):
            for chosen in combinations(hinged, size):
                ops = self.row(Row(actor, (*plain, *(g.id for g in chosen))))
                conditions = dict.fromkeys(g.condition for g in chosen if g.condition)
                for other in conditions:
                    ops += self.actor(other, (*asked, actor))
                choices.append([*ops, (ALL, 1 + len(conditions))])
        if len(choices) == 1:
            return choices[0]
        return [op for choice in choices for op in choice] + [(ANY, len(choices))]

    def rule(self, rule: Rule, path: str) -> list[tuple[int, int]]:
        if rule.actor is not None:
            return self.actor(rule.actor)
        if rule.of is not None:
            ops = [op for actor in rule.of for op in self.actor(actor)]
            self.sizes.append(len(rule.of))
            self.weights.append([self._weight(rule, actor, path) for actor in rule.of])
            self.needed.append(self.draws.of(f"{path}.quota", 0.0))
            return [*ops, (QUOTA, len(self.sizes) - 1)]
        inner = rule.all if rule.all is not None else rule.any or ()
        ops = [op for n, part in enumerate(inner) for op in self.rule(part, f"{path}.{n}")]
        return ops if len(inner) == 1 else [*ops, (ALL if rule.all is not None else ANY, len(inner))]

    def _weight(self, rule: Rule, actor: str, path: str) -> NDArray[np.float64]:
        stated = self.draws.get(f"{path}.weights.{actor}")
        return self.draws.of(f"actors.{actor}.weight_in_parent", 1.0) if stated is None else stated


def compile_rule(draws: Draws, level: Level, *, guarantees: str = "none", ratifiers: bool = False) -> Program:
    """The program of a level's signers (and its ratifiers, if asked) under a set of guarantees."""
    compiler = _Compiler(draws, offered(draws.case, level, guarantees))
    path = f"levels.{level.id}.signers"
    top = level.signers.all if level.signers.all is not None else (level.signers,)
    prefixes = [f"{path}.{n}" for n in range(len(top))] if level.signers.all is not None else [path]
    pieces = [(_name(part), compiler.rule(part, prefix)) for part, prefix in zip(top, prefixes, strict=True)]
    if ratifiers:
        pieces += [(actor, compiler.actor(actor)) for actor in level.ratifiers if actor not in {n for n, _ in pieces}]
    runs = draws.runs
    widest = max(compiler.sizes, default=1)
    weights = np.zeros((runs, len(compiler.sizes), widest))
    for q, columns in enumerate(compiler.weights):
        for n, column in enumerate(columns):
            weights[:, q, n] = column
    needed = np.stack(compiler.needed, axis=1) if compiler.needed else np.zeros((runs, 0))
    return Program(
        rows=tuple(compiler.rows),
        parts=tuple(name for name, _ in pieces),
        ops=np.array([op for _, ops in pieces for op in ops], dtype=np.int64),
        starts=np.cumsum([0, *(len(ops) for _, ops in pieces)]).astype(np.int64),
        sizes=np.array(compiler.sizes, dtype=np.int64),
        weights=weights,
        needed=np.ascontiguousarray(needed),
    )


def _name(rule: Rule) -> str:
    return " or ".join(rule.actors()) if rule.any is not None else ", ".join(rule.actors())
