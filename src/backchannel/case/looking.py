"""What is looked at in records that are sound by themselves: ranges, references, what stands twice or clashes."""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel

from backchannel.case.book import JUDGEMENT, KEY_REFERENCES, REFERENCES, SINGULAR, Book, Parts, Refs
from backchannel.case.estimate import KEYS, Estimate, Provenance
from backchannel.case.fields import Value
from backchannel.case.problems import did_you_mean, listing
from backchannel.case.schema import (
    Actor,
    Claim,
    Issue,
    Level,
    Tie,
)
from backchannel.case.shape import ALL_LEVELS, Path, fields, raw_path
from backchannel.case.veil import key_names


@cache
def _spec(model: type[BaseModel], name: str) -> Value | None:
    return next((m for m in fields(model)[name].metadata if isinstance(m, Value)), None)


def ranges(book: Book, base: Path, parts: Parts) -> None:
    """Every number of a record within its range."""
    for loc, model, name, content in parts:
        spec = _spec(type(model), name)
        if spec is None:
            continue
        found = content.items() if isinstance(content, dict) else [(None, content)]
        for key, estimate in found:
            if isinstance(estimate, Estimate) and not _within(estimate, spec):
                place = (*loc, name) if key is None else (*loc, name, key)
                _range(book, (*base, *raw_path(book.content(base), place)), estimate, spec)


def _within(estimate: Estimate, spec: Value) -> bool:
    low, high = estimate.bounds
    return not (estimate.unknown or estimate.experts) and spec.lo <= low and high <= spec.hi


def _range(book: Book, path: Path, estimate: Estimate, spec: Value) -> None:
    numbers = [("low", estimate.low), ("best", estimate.best), ("high", estimate.high)]
    numbers += [("experts", n) for e in estimate.experts for n in (e.low, e.best, e.high)]
    for part, number in numbers:
        if number is None or spec.lo <= number <= spec.hi:
            continue
        here = (*path, *raw_path(book.content(path), (part,)))
        if book.fresh(path, "range"):
            way = "below" if number < spec.lo else "above"
            fix = (
                f"write {number / 100:g} for {number:g} %"
                if way == "above" and spec.hi == 1 and number <= 100
                else None
            )
            if not book.veil.got(here, number).startswith(" (got"):
                fix = "write a share as a number from 0 to 1" if fix else None
            got = book.veil.got(here, number)
            book.wrong(here, f"is {way} its range{got}", f"{span(spec)} ({spec.unit})", fix)


def span(spec: Value) -> str:
    """The range of a number in words.

    >>> span(Value(0, float("inf"), "weight", None, (0, 1, 2), "w", "?"))
    'a number of at least 0'
    """
    return (
        f"a number of at least {spec.lo:g}" if spec.hi == float("inf") else f"a number from {spec.lo:g} to {spec.hi:g}"
    )


def references(book: Book, base: Path, parts: Parts) -> None:
    """Every id in a record is that of something there."""
    raw = book.content(base)
    for loc, model, name, content in parts:
        if name == "evidence" and isinstance(model, Provenance):
            known = book.ids("evidence")
            strange = set() if known is None else set(content) - known - JUDGEMENT
            prose = len(strange) > 1  # several words that are no ids may be a text in the wrong place
            for number, one in enumerate(content if strange else ()):
                if one in strange:
                    strange.remove(one)
                    place = (*base, *raw_path(raw, (*loc, name, number)))
                    _dangling(book, place, one, "evidence", JUDGEMENT, shown=not prose)
            continue
        group = _lookup(REFERENCES, model, name)
        if group and (known := book.ids(group)) is not None:
            many = content if isinstance(content, tuple) else (content,)
            for number, one in enumerate(many):
                step: Path = (*loc, name, number) if isinstance(content, tuple) else (*loc, name)
                if one not in known:
                    _dangling(book, (*base, *raw_path(raw, step)), one, group)
        group = _lookup(KEY_REFERENCES, model, name)
        if group and (known := book.ids(group)) is not None:
            for key in content:
                if key not in known:
                    _dangling(book, (*base, *raw_path(raw, (*loc, name, key))), key, group)


def _lookup(table: Refs, model: BaseModel, name: str) -> str | None:
    return table.get(type(model), {}).get(name)


def _dangling(
    book: Book, path: Path, one: str, group: str, more: frozenset[str] = frozenset(), *, shown: bool = True
) -> None:
    """Say that ``one`` is no id of its group and none of the ``more`` words that may stand there."""
    if not book.fresh(path, one):
        return
    listed = book.listed(group, more)
    fix = did_you_mean(one, listed[:1001])  # among more than a thousand it names none
    if group == "evidence" and one in (book.ids("sources") or ()):
        fix = "that is a source: add an item of evidence from it and name the item"
    expected = f"one of {listing(listed[:20])}" if listed and not fix else None
    if group == "evidence" and not fix:
        fix = "add it under `evidence:`, or write `judgement` and a note"
    what = SINGULAR[group]
    got = book.veil.word(path, one) if shown else book.veil.got(path, one)
    message = f"names {'an' if what[0] in 'aeiou' else 'a'} {what} that does not exist{got}"
    book.wrong(path, message, expected, fix or f"add it under `{group}:`")


def twice(book: Book, base: Path, parts: Parts) -> None:
    """Nothing stands twice in a record, or in two that are one by their keys."""
    nested = {loc: model for loc, model, _, _ in parts}
    for loc, model in nested.items():
        names = _key_names(type(model))
        path = (*base, *raw_path(book.content(base), loc)) if names else ()
        if not path or not isinstance(path[-1], int):
            continue
        key = (path[:-1], *(getattr(model, name) for name in names))
        earlier = book.first(key, path)
        if earlier != path and book.fresh(path, "twice"):
            first = book.tree.mark(earlier)
            where = f"line {first.line} of {first.file}" if first.line else first.file
            what = " and ".join(f"`{name}`" for name in names)
            book.wrong(path, f"has the same {what} as an earlier record ({where})", fix="keep one, or rename one")


@cache
def _key_names(model: type[BaseModel]) -> tuple[str, ...]:
    return key_names(model)


def by_level(book: Book) -> None:
    """What is said level by level names levels that are there."""
    known = book.ids("levels")
    for path, actor in book.items(Actor):
        for name in ("trust", "side_benefit"):
            given = getattr(actor, name)
            for key in given or ():
                place = (*path, *raw_path(book.content(path), (name, key)))
                if key == "all" and len(given) > 1 and book.fresh(place, "all"):
                    book.wrong(place, "stands beside other levels", "`all` alone, or levels and `else`", "write `else`")
                if key not in ALL_LEVELS and known is not None and key not in known:
                    _dangling(book, place, key, "levels", frozenset(ALL_LEVELS))


def names(book: Book) -> None:
    """No id is a word that means something else where it is used."""
    reserved = KEYS | ALL_LEVELS
    for path, level in book.items(Level):
        if level.id in reserved and book.fresh((*path, "id"), "reserved"):
            book.wrong(
                (*path, "id"),
                f"is a word with another meaning{book.veil.word((*path, 'id'), level.id)}",
                f"none of {listing(sorted(reserved), 20)}",
                "rename the level",
            )
    for kind in (Tie, Claim):
        for path, record in book.items(kind):
            if not re.fullmatch("[A-Za-z0-9_-]{1,130}", record.id or "") and book.fresh((*path, "id"), "id"):
                book.wrong((*path, "id"), "is not an id", "letters, digits, _ and - only")


def levels(book: Book) -> None:
    """What a level requires fits the issues it speaks of."""
    for path, level in book.items(Level):
        for number, requirement in enumerate(level.requires):
            place = (*path, "requires", number, "issue")
            if requirement.issue not in level.opens and book.fresh(place, "closed"):
                got = book.veil.word(place, requirement.issue)
                book.wrong(
                    place, f"requires an issue that the level does not open{got}", fix="add it to `opens`, or drop it"
                )


def issues(book: Book) -> None:
    """What an issue says of its order goes with its kind."""
    for path, issue in book.items(Issue):
        if issue.sequence is not None and issue.kind != "sequence" and book.fresh((*path, "sequence"), "kind"):
            book.wrong((*path, "sequence"), "is given for an issue that is no sequence", "`kind: sequence`")
        for point in issue.anchors:
            if not 0 <= point <= 100 and book.fresh((*path, "anchors", str(point)), "point"):
                place = (*path, *raw_path(book.content(path), ("anchors", str(point))))
                book.wrong(place, "has an anchor outside the scale", "points from 0 to 100")
        raw = book.content((*path, "anchors"))
        if isinstance(raw, dict) and len(raw) != len(issue.anchors) and book.fresh((*path, "anchors"), "two"):
            book.wrong((*path, "anchors"), "has two anchors for one point", fix="keep one of them")


def parents(book: Book) -> None:
    """No body is a part of itself."""
    parents = {actor.id: (path, actor.parent) for path, actor in book.items(Actor)}
    done: set[str] = set()
    for start in parents:
        chain: dict[str, None] = {}
        above: str | None = start
        while above is not None and above in parents and above not in done and above not in chain:
            chain[above] = None
            above = parents[above][1]
        if above in chain:
            ring = list(chain)
            for one in ring[ring.index(above) :]:
                place = (*parents[one][0], "parent")
                if book.fresh(place, "ring"):
                    book.wrong(place, "goes round in a circle", "a body that is not below this actor")
        done.update(chain)
