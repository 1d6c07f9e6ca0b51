"""A file in the published form -> the model it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from backchannel.case.graphfile.conflict import Conflict
from backchannel.case.graphfile.preferring import Numbered, preferred
from backchannel.case.graphfile.schema import GraphFile, Infeasible
from backchannel.case.graphfile.wrong import WrongError
from backchannel.case.problems import did_you_mean, listing
from backchannel.theory.graphmodel import options as theory
from backchannel.theory.graphmodel.moves import Arcs, Flags, Groups, Longs, TooLargeError, forbidding, listed, merged
from backchannel.theory.graphmodel.moves import unseen as seen_only
from backchannel.theory.graphmodel.stability import Model


def build(file: GraphFile) -> Conflict:
    """The model of a file. Raises WrongError for what cannot be."""
    ids = [a.id for a in file.actors]
    for n, id in enumerate(ids):
        if id in ids[:n]:
            raise WrongError(f"`{id}` is there twice", "actors", n, "id", expected="an id of its own for each actor")
    for field in ("preferences", "moves", "unseen"):
        for id in getattr(file, field) or ():
            _known(id, ids, "actor", field, id)
    for id in ids:
        if id not in file.preferences:
            raise WrongError(
                f"nothing is said of what {id} prefers", "preferences",
                expected="an entry for every actor",
                fix=f'add `"{id}": {{"statements": []}}` if all states are one to it',
            )  # fmt: skip
    members: tuple[tuple[int, ...], ...] = ()
    hidden: Flags | None = None
    complete: Arcs | None = None
    decimal: Longs | None = None
    moves: Groups | Arcs
    if file.options is None:
        moves = _listed(file, ids)
        numbers = np.arange(1, moves.states + 1)
    else:
        moves, decimal, members, hidden = _from_options(file, ids)
        if hidden is not None:
            complete, moves = moves.arcs(), seen_only(moves.arcs(), hidden)
        numbers = decimal if file.numbering == "decimal" else np.arange(1, len(decimal) + 1)
    quo = _status_quo(file, numbers, decimal, members)
    names = Numbered(file, numbers, decimal, members)
    rank, relations, strength = preferred(names)
    found = Conflict(
        file=file,
        model=Model(moves, rank),
        numbers=numbers,
        decimal=decimal,
        members=members,
        status_quo=quo,
        relations=relations,
        hidden=hidden,
        complete=complete,
        strength=strength,
    )
    idle = [found.names[i] for i in np.flatnonzero(~moves.mobile)]
    notes = tuple(f"{name} has no move anywhere in this model, so every state is stable for it." for name in idle)
    return Conflict(**{**found.__dict__, "notes": notes}) if notes else found


def _known(id: str, ids: Sequence[str], what: str, *field: str | int) -> None:
    if id not in ids:
        raise WrongError(f"there is no {what} `{id}`", *field, expected=listing(ids), fix=did_you_mean(id, ids))


def bits_of(pattern: Mapping[str, str], options: Sequence[str], *field: str | int) -> tuple[int, int]:
    """A pattern as bit sets: which options it speaks of, and which of them it says are taken."""
    care = value = 0
    for name, said in pattern.items():
        _known(name, options, "option", *field)
        care |= 1 << options.index(name)
        value |= (said == "Y") << options.index(name)
    return care, value


def _patterns(one: Infeasible, ids: list[str], n: int) -> list[tuple[int, int]]:
    field = ("infeasible", n)
    for name in (*(one.exclusive or ()), *(one.at_least_one or ())):
        _known(name, ids, "option", *field)
    if one.exclusive:
        return theory.exclusive([ids.index(name) for name in dict.fromkeys(one.exclusive)])
    if one.at_least_one:
        return theory.at_least_one([ids.index(name) for name in dict.fromkeys(one.at_least_one)])
    if one.only_if:
        return theory.only_if(bits_of(one.only_if.pattern, ids, *field), bits_of(one.only_if.needs, ids, *field))
    return [bits_of(one.pattern or {}, ids, *field)]


def _from_options(
    file: GraphFile, actors: list[str]
) -> tuple[Groups | Arcs, Longs, tuple[tuple[int, ...], ...], Flags | None]:
    options = file.options or ()
    ids = [o.id for o in options]
    for n, option in enumerate(options):
        if option.id in ids[:n]:
            raise WrongError(
                f"`{option.id}` is there twice", "options", n, "id", expected="an id of its own for each option"
            )
        if not option.owners:
            raise WrongError(f"`{option.id}` belongs to nobody", "options", n, "by", expected="at least one actor")
        for owner in option.owners:
            _known(owner, actors, "actor", "options", n, "by")
    patterns = [pattern for n, one in enumerate(file.infeasible) for pattern in _patterns(one, ids, n)]
    try:
        moves: Groups | Arcs = theory.from_options(
            len(options),
            [[actors.index(owner) for owner in dict.fromkeys(o.owners)] for o in options],
            patterns,
            rising=[n for n, o in enumerate(options) if o.direction == "N->Y"],
            falling=[n for n, o in enumerate(options) if o.direction == "Y->N"],
            actors=len(actors),
        )
    except TooLargeError as error:
        raise WrongError(str(error), "options", fix=_how_to_cut(file)) from None
    except ValueError as error:
        raise WrongError(str(error), "infeasible", expected="at least one state that is possible") from None
    decimal = moves.decimal
    assert decimal is not None
    hidden = None
    try:
        if file.forbidden_moves or file.unseen or file.merge:
            moves = moves.arcs()
    except TooLargeError as error:
        raise WrongError(str(error), "options", fix=_how_to_cut(file)) from None
    for n, one in enumerate(file.forbidden_moves):
        _known(one.actor, actors, "actor", "forbidden_moves", n, "actor")
        source, target = (theory.fits(decimal, bits_of(p, ids, "forbidden_moves", n)) for p in (one.from_, one.to))
        assert isinstance(moves, Arcs)
        moves = forbidding(moves, actors.index(one.actor), source, target)
    if file.unseen:
        hidden = np.zeros((len(actors), len(decimal)), dtype=np.bool_)
        for id, those in file.unseen.items():
            for pattern in those:
                hidden[actors.index(id)] |= theory.fits(decimal, bits_of(pattern, ids, "unseen", id))
    if not file.merge:
        return moves, decimal, (), hidden
    if hidden is not None:
        raise WrongError("a model with unseen states cannot be merged as well", "merge", expected="one of the two")
    first = np.arange(len(decimal))
    for n, given in enumerate(file.merge):
        mine = np.flatnonzero(theory.fits(decimal, bits_of(given, ids, "merge", n)))
        if len(mine) and (first[mine] != mine).any():
            raise WrongError("a state would be merged twice", "merge", n, expected="patterns that share no state")
        first[mine] = mine[:1] if len(mine) else 0
    kept, block = np.unique(first, return_inverse=True)
    assert isinstance(moves, Arcs)
    members = tuple(tuple(int(d) for d in decimal[block == n]) for n in range(len(kept)))
    return merged(moves, block.astype(np.int64)), decimal[kept], members, None


def _how_to_cut(file: GraphFile) -> str:
    """What in a model of options could go first."""
    options = file.options or ()
    spoken = " ".join(s for p in file.preferences.values() for s in p.statements or ())
    words = set(spoken.replace("(", " ").replace(")", " ").split())
    words |= {name for one in file.infeasible for name in (one.pattern or {})}
    idle = [o.id for o in options if o.id not in words]
    ways = ["say which options cannot go together (`infeasible`)", "join options that one actor takes together"]
    if idle and words:
        ways.insert(0, f"leave out options that no statement and no pattern speaks of ({listing(idle, most=6)})")
    else:
        ways.insert(0, "leave out the options that decide least")
    return listing(ways)


def _listed(file: GraphFile, ids: list[str]) -> Arcs:
    states = file.states or ()
    given: list[dict[int, list[int]]] = []
    for id in ids:
        mine: dict[int, list[int]] = {}
        for start, ends in (file.moves or {}).get(id, {}).items():
            for number in (start, *ends):
                if not 1 <= number <= len(states):
                    raise WrongError(
                        f"there is no state {number}", "moves", id, str(start), expected=f"numbers 1 to {len(states)}"
                    )
            mine[start - 1] = [end - 1 for end in ends]
        given.append(mine)
    return listed(len(ids), len(states), given)


def _status_quo(
    file: GraphFile, numbers: Longs, decimal: Longs | None, members: tuple[tuple[int, ...], ...]
) -> int | None:
    said = file.status_quo
    if said is None:
        return None
    if isinstance(said, int):
        at = np.flatnonzero(numbers == said)
        if not len(at):
            raise WrongError(
                f"the status quo, state {said}, is not among the {len(numbers)} feasible states", "status_quo",
                expected=f"a number from {numbers[0]} to {numbers[-1]} that is feasible",
            )  # fmt: skip
        return int(at[0])
    if decimal is None:
        raise WrongError("the status quo speaks of options, and this model lists its states", "status_quo",
                    expected="the number of a state")  # fmt: skip
    ids = [o.id for o in file.options or ()]
    care, value = bits_of(said, ids, "status_quo")
    if care != (1 << len(ids)) - 1:
        missing = [name for name in ids if name not in said]
        raise WrongError(f"nothing is said of {listing(missing)}", "status_quo", expected="Y or N for every option")
    for state, d in enumerate(decimal):
        if value in (members[state] if members else (int(d),)):
            return state
    broken = [n for n, one in enumerate(file.infeasible)
              if any(value & c == v for c, v in _patterns(one, ids, n))]  # fmt: skip
    raise WrongError(
        "the status quo is infeasible: it is forbidden by "
        + listing([f"infeasible.{n}" for n in broken], last="and"),
        "status_quo", expected="a state that is possible", fix="change the status quo or that pattern",
    )  # fmt: skip
