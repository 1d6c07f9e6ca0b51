"""What differs between two versions of a case, and the cases that lie between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from backchannel.case.building import build
from backchannel.case.estimate import Estimate
from backchannel.case.fields import Value
from backchannel.case.inputs import Input, inputs
from backchannel.case.leaves import SOURCES, Leaf, Place, bare, in_one_order, leaves, names, path_of, together
from backchannel.case.schema import Case
from backchannel.case.tree import Tree
from backchannel.core.labels import Label, highest

BOOKS = frozenset({"sources", "evidence", "imported", "levers"})
"""Groups that say where numbers come from or what could be done, and enter nothing."""

WHICH = frozenset({("case", "id"), ("case", "as_of")})
"""What tells two versions apart rather than what they say."""


@dataclass(frozen=True)
class Change:
    """One thing that two versions say differently and that may act.

    ``before`` and ``after`` are Estimates for a number, plain data for a word, None where there is nothing. A ``new``
    or ``gone`` record has neither. ``atom`` numbers the changes that can only be made together.
    """

    path: str
    kind: Literal["number", "word", "new", "gone"]
    before: Any
    after: Any
    label: Label
    atom: int
    value: Value | None = None

    @property
    def shift(self) -> float:
        """How far a number moved or spread, in shares of its range (or of its size where that has no end), 0-1."""
        if self.value is None:
            return 0.0
        ends = [_numbers(e, self.value) for e in (self.before, self.after)]
        span = self.value.hi - self.value.lo
        if span == float("inf"):
            span = max(1e-9, *(abs(n) for three in ends for n in three))
        return float(max(abs(a - b) for a, b in zip(*ends, strict=True)) / span)


@dataclass(frozen=True)
class Said:
    """Words about a value or record that differ while it does not: a source, a note, a label, a name."""

    path: str
    field: str
    before: Any
    after: Any
    label: Label


@dataclass(frozen=True)
class Difference:
    """Two versions and all that differs. ``atoms`` are the sets of places that can only change together."""

    before: Case
    after: Case
    changes: tuple[Change, ...]
    said: tuple[Said, ...]
    atoms: tuple[frozenset[Place], ...]

    @cached_property
    def _sides(self) -> tuple[dict[Place, Leaf], dict[Place, Leaf], tuple[Place, ...], dict[Place, int]]:
        old, new = (_acting(case) for case in (self.before, self.after))
        of = {place: n for n, atom in enumerate(self.atoms) for place in atom}
        return old, new, in_one_order(old, new), of

    def mixed(self, taken: Collection[int]) -> Case:
        """The earlier version with some atoms changed, sources and notes left out. Raises CaseError for no case."""
        old, new, order, of = self._sides
        chosen: list[tuple[Place, Leaf]] = []
        for place in order:
            first, second = (new, old) if of.get(place) in taken else (old, new)
            leaf = first.get(place) if place in of else first.get(place, second.get(place))
            if leaf is not None:
                chosen.append((place, leaf))
        return build(Tree("a mixture", together(chosen)))


def compare(before: Case, after: Case) -> Difference:
    """Everything that differs between two versions, numbers by path.

    The order of records is no difference, nor are the case's id and date.

    >>> from backchannel.case.reading import find_case, read_case
    >>> path = find_case("geneva-ii")
    >>> found = compare(read_case(path), read_case(path, ["actors.russia.patience=0.9"]))
    >>> [(c.path, c.before.best, c.after.best) for c in found.changes]
    [('actors.russia.patience', 0.975, 0.9)]
    """
    old, new = _acting(before), _acting(after)
    atoms = _atoms(old, new)
    insiders = before.insiders | after.insiders
    full = [leaves(case, insiders) for case in (before, after)]
    numbers = [{i.path: i for i in inputs(case)} for case in (before, after)]
    of = {place: n for n, atom in enumerate(atoms) for place in atom}
    changes = [*_records(old, new, of, full), *_numbers_changed(numbers, of), *_words(old, new, of, full)]
    said = tuple(_said(full, numbers))
    return Difference(before, after, tuple(changes), said, tuple(atoms))


def _acting(case: Case) -> dict[Place, Leaf]:
    return {p: leaf for p, leaf in leaves(bare(case)).items() if p[0] not in BOOKS}


# --- what can only change together ------------------------------------------------------------------------------


def _atoms(old: Mapping[Place, Leaf], new: Mapping[Place, Leaf]) -> list[frozenset[Place]]:
    """Sets of places, each a whole: a value, what only one version has, what hangs on such a record."""
    places = in_one_order(old, new)
    tops: dict[Place, list[Place]] = {}
    for place in places:
        if place in WHICH or not _differs(place, old, new):
            continue
        tops.setdefault(_top(place, old, new), [])
    for place in places:
        for n in range(len(place), 0, -1):
            if place[:n] in tops:
                tops[place[:n]].append(place)
                break
    group = _Union(tops)
    care: dict[str, Place] = {}
    for top, inside in tops.items():
        for place in inside:
            if place[0] == "stances" and place[-1] == "salience":  # 100 points are shared out among the issues
                group.join(top, care.setdefault(place[1].partition(".")[0], top))
    for one, other in ((old, new), (new, old)):
        known = {known: top for top, inside in tops.items() for p in inside if (known := _only(p, one, other))}
        for top, inside in tops.items():
            for place in inside:
                for reference in one[place].refers if place in one else ():
                    if reference in known:
                        group.join(top, known[reference])
    return [frozenset(p for top in whole for p in tops[top]) for whole in group.sets()]


def _differs(place: Place, old: Mapping[Place, Leaf], new: Mapping[Place, Leaf]) -> bool:
    if place in old and place in new:
        return old[place].kind != "text" and old[place].content != new[place].content
    leaf = old.get(place) or new[place]
    return leaf.kind != "text"


def _top(place: Place, old: Mapping[Place, Leaf], new: Mapping[Place, Leaf]) -> Place:
    """The outermost thing around a place that only one version has, else the place; a value by level as a whole."""
    for n in range(1, len(place) + 1):
        if (place[:n] in old) != (place[:n] in new):
            top = place[:n]
            break
    else:
        return place
    around = top[:-1]
    if top[-1] == "all" or any((*around, "all") in side for side in (old, new)):
        return around  # one value for all levels on one side, several on the other
    return top


def _only(place: Place, one: Mapping[Place, Leaf], other: Mapping[Place, Leaf]) -> tuple[str, str] | None:
    return names(place, one[place]) if place in one and place not in other else None


class _Union:
    """Disjoint sets of places, in the order of the first of each."""

    def __init__(self, members: Iterable[Place]) -> None:
        self.up = {member: member for member in members}

    def find(self, one: Place) -> Place:
        while self.up[one] != one:
            one = self.up[one]
        return one

    def join(self, one: Place, other: Place) -> None:
        self.up[self.find(one)] = self.find(other)

    def sets(self) -> list[list[Place]]:
        found: dict[Place, list[Place]] = {}
        for member in self.up:
            found.setdefault(self.find(member), []).append(member)
        return list(found.values())


# --- listing what changed ---------------------------------------------------------------------------------------

Sides = list[dict[Place, Leaf]]


def _label(place: Place, full: Sides) -> Label:
    return highest(side[place].label for side in full if place in side)


def _records(
    old: Mapping[Place, Leaf], new: Mapping[Place, Leaf], of: Mapping[Place, int], full: Sides
) -> Iterator[Change]:
    for place in of:
        leaf = old.get(place) or new[place]
        if leaf.kind == "item" and (place in old) != (place in new) and _outermost(place, old, new):
            kind: Literal["new", "gone"] = "new" if place in new else "gone"
            yield Change(path_of(place), kind, None, None, _label(place, full), of[place])


def _outermost(place: Place, old: Mapping[Place, Leaf], new: Mapping[Place, Leaf]) -> bool:
    return not any((place[:n] in old) != (place[:n] in new) for n in range(1, len(place)))


def _numbers_changed(numbers: list[dict[str, Input]], of: Mapping[Place, int]) -> Iterator[Change]:
    by_path = {path_of(place): n for place, n in of.items()}
    old, new = numbers
    for path in dict.fromkeys([*new, *old]):
        a, b = old.get(path), new.get(path)
        if (a and bare(a.estimate)) == (b and bare(b.estimate)):
            continue
        head = path
        while head not in by_path and "." in head:
            head = head.rpartition(".")[0]
        if head in by_path:
            label = highest(i.label for i in (a, b) if i)
            known = a or b
            assert known is not None
            yield Change(path, "number", a and a.estimate, b and b.estimate, label, by_path[head], known.value)


def _words(
    old: Mapping[Place, Leaf], new: Mapping[Place, Leaf], of: Mapping[Place, int], full: Sides
) -> Iterator[Change]:
    for place in of:
        a, b = old.get(place), new.get(place)
        kinds = {leaf.kind for leaf in (a, b) if leaf}
        if not kinds & {"word", "element", "rule"} or (a and b and a.content == b.content):
            continue
        record = next((place[:n] for n in range(1, len(place)) if _is_item(place[:n], old, new)), place)
        if (record in old) != (record in new) and record != place:
            continue  # told with its record
        if a and b and "rule" in kinds and _skeleton(a.content) == _skeleton(b.content):
            continue  # only numbers in it changed, told as such
        first, second = (leaf and (place[-1] if leaf.kind == "element" else leaf.content) for leaf in (a, b))
        yield Change(path_of(place), "word", first, second, _label(place, full), of[place])


def _is_item(place: Place, old: Mapping[Place, Leaf], new: Mapping[Place, Leaf]) -> bool:
    leaf = old.get(place) or new.get(place)
    return leaf is not None and leaf.kind == "item"


def _skeleton(rule: Any) -> Any:
    """A plain rule without the numbers in it."""
    if isinstance(rule, list):
        return [_skeleton(part) for part in rule]
    if isinstance(rule, dict) and "of" in rule:
        return {"of": rule["of"], "weights": sorted(rule.get("weights", ()))}
    return {key: _skeleton(part) for key, part in rule.items()} if isinstance(rule, dict) else rule


def _numbers(given: Estimate | None, value: Value) -> tuple[float, float, float]:
    """Low, best and high; the prior where nobody knows, the neutral value where nothing is said."""
    if given is None:
        return (value.neutral,) * 3 if value.neutral is not None else value.prior
    return value.prior if given.unknown else (given.bounds[0], given.central, given.bounds[1])


# --- said differently -------------------------------------------------------------------------------------------


def _said(full: Sides, numbers: list[dict[str, Input]]) -> Iterator[Said]:
    old, new = full
    for place in in_one_order(old, new):
        a, b = old.get(place), new.get(place)
        if (a and a.content) == (b and b.content) and (a is None) == (b is None):
            continue
        leaf = a or b
        assert leaf is not None
        label = _label(place, full)
        if leaf.kind in ("item", "one") and place[0] in BOOKS:
            yield Said(path_of(place), "record", None if b else "there", "there" if b else None, label)
        elif not _outermost(place, old, new):
            continue
        elif (
            leaf.kind == "text"
            or (leaf.kind == "word" and (place[-1] in SOURCES or place[0] in BOOKS))
            or (
                leaf.kind == "number"
                and place[0] in BOOKS
                and _without_sources(a and a.content) != _without_sources(b and b.content)
            )
        ):
            yield Said(path_of(place[:-1]), place[-1], a and a.content, b and b.content, label)
        elif a and b and leaf.kind == "number":
            yield from _said_of_number(path_of(place), a.content, b.content, numbers, label)
        elif a and b and leaf.kind == "rule" and _without_sources(a.content) == _without_sources(b.content):
            yield Said(path_of(place), "evidence", "as before", "said anew", label)


def _said_of_number(path: str, a: Any, b: Any, numbers: list[dict[str, Input]], label: Label) -> Iterator[Said]:
    if _without_sources(a) != _without_sources(b):
        return
    found = [side[path] for side in numbers if path in side]
    first, second = (content if isinstance(content, dict) else {} for content in (a, b))
    for name in sorted(SOURCES):
        if first.get(name) != second.get(name):
            about: Callable[[Input], Label] = (lambda i: i.note_label) if name == "note" else (lambda i: i.label)
            yield Said(path, name, first.get(name), second.get(name), highest([label, *map(about, found)]))


def _without_sources(content: Any) -> Any:
    """A plain number or rule without what says where it comes from."""
    if isinstance(content, list):
        return [_without_sources(part) for part in content]
    if not isinstance(content, dict):
        return content
    left = {key: _without_sources(part) for key, part in content.items() if key not in SOURCES}
    if set(left) == {"best"}:
        return left["best"]
    return [left["low"], left["best"], left["high"]] if set(left) == {"low", "best", "high"} else left
