"""What the file says of preferences -> ranks, or relations where they have strength or unknowns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backchannel.case.graphfile.schema import GraphFile, Preference
from backchannel.case.graphfile.statements import StatementError, options_in, parsed, truth
from backchannel.case.graphfile.wrong import WrongError
from backchannel.case.problems import did_you_mean, listing
from backchannel.theory.graphmodel.moves import Flags, Ints, Longs
from backchannel.theory.graphmodel.preferences import (
    CycleError,
    Relation,
    by_payoff,
    by_ranking,
    by_statements,
    from_pairs,
    ranked,
    scored,
)
from backchannel.theory.graphmodel.reaching import MOST_DENSE


@dataclass(frozen=True)
class Numbered:
    """A file and the states it stands for."""

    file: GraphFile
    numbers: Longs
    decimal: Longs | None
    members: tuple[tuple[int, ...], ...]

    @property
    def count(self) -> int:
        """Number of states."""
        return len(self.numbers)

    def state(self, number: int, *field: str | int) -> int:
        """The state of a number. Raises WrongError for one that is not there."""
        at = int(np.searchsorted(self.numbers, number))
        if at >= self.count or self.numbers[at] != number:
            raise WrongError(
                f"there is no state {number}", *field,
                expected=f"numbers of the {self.count} feasible states, {self.numbers[0]} to {self.numbers[-1]}",
            )  # fmt: skip
        return at


def preferred(names: Numbered) -> tuple[Ints, tuple[Relation, ...] | None, bool]:
    """Ranks [actor, state]; relations [actor] where any has strength or unknowns, and whether any has strength."""
    said = [names.file.preferences[a.id] for a in names.file.actors]
    strength = any(p.much is not None or (p.pairs is not None and p.pairs.much) for p in said)
    dense = any(p.much is not None or p.pairs is not None for p in said)
    if dense and names.count > MOST_DENSE:
        raise WrongError(
            f"{names.count:,} states are too many for preferences with strength or unknowns", "preferences",
            expected=f"at most {MOST_DENSE:,} states",
        )  # fmt: skip
    ranks, relations = [], []
    for actor, preference in zip(names.file.actors, said, strict=True):
        field = ("preferences", actor.id)
        if preference.pairs is not None:
            relations.append(_pairs(names, preference, *field))
            ranks.append(np.zeros(names.count, dtype=np.int32))
            continue
        rank = _rank(names, preference, *field)
        ranks.append(rank)
        if dense:
            relations.append(_strong(names, preference, rank, *field))
    return np.stack(ranks), tuple(relations) if dense else None, bool(strength)


def _rank(names: Numbered, said: Preference, *field: str | int) -> Ints:
    if said.statements is not None:
        return by_statements(_truth(names, said.statements, *field))
    if said.payoffs is not None:
        if len(said.payoffs) != names.count:
            raise WrongError(
                f"{len(said.payoffs)} payoffs for {names.count} states", *field, "payoffs",
                expected="one for each feasible state in the order of their numbers",
            )  # fmt: skip
        return by_payoff(said.payoffs)
    return by_ranking(_groups(names, said, *field), names.count)


def _groups(names: Numbered, said: Preference, *field: str | int) -> list[list[int]]:
    groups = [[g] if isinstance(g, int) else list(g) for g in said.ranking or ()]
    seen: dict[int, int] = {}
    out = []
    for n, group in enumerate(groups):
        states = [names.state(number, *field, "ranking", n) for number in group]
        for number, state in zip(group, states, strict=True):
            if state in seen:
                raise WrongError(
                    f"state {number} stands at two places of the ranking, so the preference goes round in a circle",
                    *field, "ranking", n, expected="each state once",
                )  # fmt: skip
            seen[state] = n
        out.append(states)
    missing = [int(names.numbers[s]) for s in range(names.count) if s not in seen]
    if missing:
        raise WrongError(
            f"the ranking leaves out state {listing(map(str, missing), most=6, last='and')}", *field, "ranking",
            expected="every feasible state once, best first; equally good ones in a list of their own",
        )  # fmt: skip
    return out


def _truth(names: Numbered, statements: Sequence[str], *field: str | int) -> Flags:
    options = [o.id for o in names.file.options or ()]
    if names.decimal is None:
        raise WrongError("statements speak of options, and this model lists its states", *field,
                    expected="ranking, payoffs or pairs")  # fmt: skip
    out = np.zeros((len(statements), names.count), dtype=np.bool_)
    bit = {name: n for n, name in enumerate(options)}
    for n, text in enumerate(statements):
        try:
            tree = parsed(text)
        except StatementError as error:
            raise WrongError(
                f"`{text[:60]}` cannot be understood: {error}", *field, "statements", n,
                expected="options joined by not, and, or, if, iff and brackets",
            ) from None  # fmt: skip
        for name in options_in(tree):
            if name not in bit:
                raise WrongError(f"there is no option `{name}`", *field, "statements", n,
                            expected=listing(options), fix=did_you_mean(name, options))  # fmt: skip
        if names.members:
            out[n] = _agreed(names, [truth(tree, bit, np.array(m, dtype=np.int64)) for m in names.members],
                             *field, "statements", n)  # fmt: skip
        else:
            out[n] = truth(tree, bit, names.decimal)
    return out


def _agreed(names: Numbered, each: list[Flags], *field: str | int) -> Flags:
    for state, flags in enumerate(each):
        if flags.any() and not flags.all():
            raise WrongError(
                f"it holds in some of the combinations merged into state {names.numbers[state]} and not in others",
                *field, expected="statements that tell merged combinations not apart, or a ranking",
            )  # fmt: skip
    return np.array([flags.all() for flags in each], dtype=np.bool_)


def _strong(names: Numbered, said: Preference, rank: Ints, *field: str | int) -> Relation:
    if said.much is None:
        return ranked(rank)
    if said.payoffs is not None:
        assert not isinstance(said.much, tuple)
        if said.much <= 0:
            raise WrongError(f"`much` is {said.much:g}", *field, "much", expected="a difference above 0")
        return scored(said.payoffs, float(said.much))
    if said.statements is not None:
        assert isinstance(said.much, int)
        if not 0 <= said.much <= len(said.statements):
            raise WrongError(
                f"`much` is {said.much}", *field, "much", expected=f"0 to {len(said.statements)} statements"
            )
        return ranked(rank, by_statements(_truth(names, said.statements[: said.much], *field)))
    assert isinstance(said.much, tuple)
    groups = _groups(names, said, *field)
    if any(not 1 <= gap < len(groups) for gap in said.much):
        raise WrongError("a gap lies below no group", *field, "much", expected=f"numbers from 1 to {len(groups) - 1}")
    coarse = np.zeros(names.count)
    for n, group in enumerate(groups):
        coarse[group] = -sum(gap <= n for gap in said.much)
    return ranked(rank, coarse)


def _pairs(names: Numbered, said: Preference, *field: str | int) -> Relation:
    assert said.pairs is not None

    def states(kind: str) -> list[tuple[int, int]]:
        return [
            (names.state(a, *field, "pairs", kind, n), names.state(b, *field, "pairs", kind, n))
            for n, (a, b) in enumerate(getattr(said.pairs, kind))
        ]

    try:
        return from_pairs(names.count, states("better"), states("equal"), states("much"))
    except CycleError as error:
        circle = [str(names.numbers[s]) for s in [*error.states, error.states[0]]]
        raise WrongError(
            f"the preference goes round in a circle: {' over '.join(circle)}", *field, "pairs",
            expected="no state preferred to itself, by whatever way", fix="take one of these pairs out",
        ) from None  # fmt: skip
