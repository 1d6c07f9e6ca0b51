"""Levers looked at as they are read: each must move what its kind may, and leave a case that can be read."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from backchannel.case import setting
from backchannel.case.inputs import record_label
from backchannel.case.levers.limits import past_limit
from backchannel.case.levers.moves import MOVES, kinds_of, moves
from backchannel.case.levers.pulling import as_set
from backchannel.case.problems import CaseError, Problem, listing
from backchannel.case.schema import Guarantee, Lever
from backchannel.case.schema.asked import Cell
from backchannel.case.shape import Path
from backchannel.case.tree import Tree
from backchannel.core.labels import Label

if TYPE_CHECKING:
    from backchannel.case.book import Book

Again = Callable[[Tree, Iterable[Path]], tuple[Problem, ...]]
"""Builds some records of a tree afresh; what is wrong in them."""

LIMIT = "a lever that leaves the limit of every promise as it is, and a promise whose `limit` names war crimes, " \
    "crimes against humanity, genocide or gross violations of human rights as never covered"  # fmt: skip


def check(book: Book, again: Again) -> None:
    """Note what is wrong with the levers of a case."""
    sound = not book.problems
    promises = [promise for _, promise in book.items(Guarantee)]
    waiting: list[_Moved] = []
    for path, lever in book.items(Lever):
        past = past_limit(promises, lever)
        if past is not None and book.fresh((*path, "changes"), "limit"):
            book.wrong((*path, "changes"), past, LIMIT, "take the change out, or state the promise's limit")
        elif _kinds(book, path, lever) and sound:
            _labelled(book, path, lever)
            waiting += [_Moved((*path, "changes", moved), (moved, said)) for moved, said in lever.changes.items()]
    while waiting:
        batch = list({one.change[0]: one for one in reversed(waiting)}.values())
        if _wrong(book, batch, again):
            for one in batch:
                _say(book, one.place, _wrong(book, [one], again))
        waiting = [one for one in waiting if one not in batch]


@dataclass(frozen=True)
class _Moved:
    """One change of a lever, and where the lever says it."""

    place: Path
    change: tuple[str, Cell]


def _kinds(book: Book, path: Path, lever: Lever) -> bool:
    """Whether a lever moves what its kind may."""
    sound = True
    for moved in lever.changes:
        place = (*path, "changes", moved)
        if not kinds_of(moved) and book.fresh(place, "kind"):
            own = listing([f"`{one.replace('*', 'ID')}`" for one in MOVES[lever.kind]], 20)
            book.wrong(place, "is nothing that a lever moves", f"of kind {lever.kind} {own}")
            sound = False
    if sound and not any(moves(lever.kind, one) for one in lever.changes) and book.fresh((*path, "kind"), "kind"):
        fits = listing(dict.fromkeys(kind for one in lever.changes for kind in kinds_of(one)))
        book.wrong((*path, "kind"), f"is not the kind of what is moved{book.veil.word(path, lever.kind)}", fits)
        sound = False
    return sound


def _labelled(book: Book, path: Path, lever: Lever) -> None:
    """A lever that moves what is secret is as secret."""
    for moved in lever.changes:
        number = _record(book.tree.data, moved)
        where: Path = () if number is None else (moved.split(".")[0], number)
        secret = bool(where) and book.veil.secret(where)
        if secret and record_label(lever, book.veil.insiders) < Label.SECRET and book.fresh(path, "label"):
            message = "moves what is secret and is not secret itself"
            book.wrong(path, message, fix="write `label: secret` beside it", name="label")


def _wrong(book: Book, moved: Sequence[_Moved], again: Again) -> tuple[Problem, ...]:
    """What is wrong in a case once some changes are made that do not touch one another."""
    data = dict(book.tree.data)
    changes = [one.change for one in moved]
    for group in {path.split(".")[0] for path, _ in changes}:
        data[group] = copy.deepcopy(data.get(group))
    try:
        tree = setting.put(Tree(book.tree.file, data), as_set(data, changes))
    except CaseError as error:
        return error.problems
    found = {(path.split(".")[0], _record(data, path)) for path, _ in changes}
    where: list[Path] = [(group, number) for group, number in found if number is not None]
    return again(tree, where)


def _record(data: dict[str, Any], moved: str) -> int | None:
    """The number of the record that a path moves, None where there is none."""
    group, id = moved.split(".")[:2]
    records = data.get(group)
    for number, record in enumerate(records if isinstance(records, list) else ()):
        ends = {f"{record.get('source')}-{record.get('target')}"} if isinstance(record, dict) else set()
        if isinstance(record, dict) and id in {record.get("id"), *(ends if "id" not in record else ())}:
            return number
    return None


def _say(book: Book, place: Path, problems: Sequence[Problem]) -> None:
    """What is wrong with a change, said of the line on which the lever makes it."""
    mark = book.tree.mark(place)
    for problem in problems:
        if book.fresh(place, problem.message):
            here = replace(problem, file=mark.file, line=mark.line, column=mark.column)
            book.problems.append(replace(here, field=book.veil.field(place[:3])))
