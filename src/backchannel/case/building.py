"""Plain data -> Case, with everything that is wrong in it found at once and said by file, line and field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from backchannel.case.estimate import KEYS, Estimate, Provenance
from backchannel.case.fields import Value
from backchannel.case.levers import checking as levers
from backchannel.case.problems import CaseError, Problem, did_you_mean, listing
from backchannel.case.rules import Rule
from backchannel.case.schema import (
    Actor,
    Attendance,
    Breakage,
    Case,
    Claim,
    Conference,
    Event,
    Evidence,
    Expectation,
    Guarantee,
    Indicator,
    Issue,
    Level,
    Lever,
    Narrative,
    Outcome,
    Recognition,
    Requirement,
    Sequence,
    Side,
    Stance,
    Tie,
    Track,
)
from backchannel.case.shape import ALL_LEVELS, CASE, Path, Shape, below, child, fields, raw_path, shape_of
from backchannel.case.tree import MOST_PROBLEMS, MOST_VALUES, Tree
from backchannel.case.veil import Veil, key_names
from backchannel.core.labels import Label

JUDGEMENT = frozenset({"judgement"})
LABELS = [str(label) for label in Label]

Refs = dict[type[BaseModel], dict[str, str]]

REFERENCES: Refs = {
    Attendance: {"actor": "actors"},
    Conference: {"hosts": "actors", "sponsors": "actors", "table": "tracks", "corridor": "tracks"},
    Outcome: {"level": "levels"},
    Expectation: {"actor": "actors", "outcome": "outcomes"},
    Actor: {"side": "sides", "parent": "actors", "was_in": "actors", "agenda": "issues"},
    Sequence: {"waits_low": "issues", "waits_high": "issues"},
    Stance: {"actor": "actors", "issue": "issues"},
    Requirement: {"issue": "issues"},
    Breakage: {"group": "actors"},
    Level: {"opens": "issues", "ratifiers": "actors"},
    Rule: {"actor": "actors", "of": "actors"},
    Track: {"members": "actors", "agenda": "levels", "signs": "levels"},
    Tie: {"source": "actors", "target": "actors"},
    Recognition: {"of": "actors", "by": "actors"},
    Guarantee: {"beneficiary": "actors", "guarantor": "actors", "levels": "levels", "condition": "actors"},
    Narrative: {"speaker": "actors", "audience": "actors"},
    Indicator: {"levels": "levels"},
    Lever: {"holder": "actors"},
    Evidence: {"source": "sources"},
    Event: {"levels": "levels", "tracks": "tracks"},
}
"""Which field names a record of which group."""

KEY_REFERENCES: Refs = {Side: {"outcome": "issues"}}
"""Which mapping has ids of which group as its keys."""

SINGULAR = {
    "actors": "actor",
    "issues": "issue",
    "levels": "level",
    "tracks": "track",
    "sides": "side",
    "outcomes": "outcome",
    "sources": "source",
    "evidence": "item of evidence",
}

# --- the book of what is wrong ----------------------------------------------------------------------------------


@dataclass
class Book:
    """What is known of a tree while it is built: its veil, the records that are sound, the problems so far."""

    tree: Tree
    veil: Veil
    sound: dict[Path, BaseModel] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    _seen: set[tuple[Path, str]] = field(default_factory=set)
    _ids: dict[str, set[str] | None] = field(default_factory=dict)
    _listed: dict[tuple[str, frozenset[str]], list[str]] = field(default_factory=dict)
    _keys: dict[tuple[Any, ...], Path] = field(default_factory=dict)

    def wrong(
        self, path: Path, message: str, expected: str | None = None, fix: str | None = None, name: str = ""
    ) -> None:
        """Note one problem at a path; ``name`` is a field below it that is not there."""
        where = self.veil.field(path)
        place = f"{where}.{name}" if where and name else where or name
        self.problems.append(self.tree.problem(path, place, message, expected, fix))

    def fresh(self, path: Path, key: str) -> bool:
        """Whether nothing was said yet about this place, and there is room to say it."""
        if (path, key) in self._seen:
            return False
        self._seen.add((path, key))
        if len(self.problems) >= MOST_PROBLEMS:
            self.more += 1
            return False
        return True

    def items(self, kind: type[BaseModel]) -> Iterator[tuple[Path, Any]]:
        """The sound records of one kind on top of the case, with their paths."""
        return ((path, record) for path, record in self.sound.items() if isinstance(record, kind))

    def content(self, path: Path) -> Any:
        """What stands at a path."""
        node: object = self.tree.data
        for step in path:
            node = below(node, step)
        return node

    def ids(self, group: str) -> set[str] | None:
        """Ids of a group, of its broken records too; None where the group itself cannot be read."""
        if group not in self._ids:
            self._ids[group] = self._collect(group)
        return self._ids[group]

    def _collect(self, group: str) -> set[str] | None:
        data: Any = self.tree.data
        if group == "sides":
            data = data.get("war") or {}
        listed = data.get(group) if isinstance(data, dict) else None
        if listed is None:
            return None if group in REQUIRED else set()
        if not isinstance(listed, list):
            return None
        return {item["id"] for item in listed if isinstance(item, dict) and isinstance(item.get("id"), str)}

    def listed(self, group: str, more: frozenset[str]) -> list[str]:
        """Those ids of a group, and those of some more words, that may be listed, sorted; worked out once."""
        if (group, more) not in self._listed:
            self._listed[group, more] = self.veil.known(frozenset(self.ids(group) or ()) | more)
        return self._listed[group, more]

    def first(self, key: tuple[Any, ...], path: Path) -> Path:
        """Where a key was met first: at ``path``, unless it was met before."""
        return self._keys.setdefault(key, path)


Parts = list[tuple[Path, BaseModel, str, Any]]
"""What stands in a record, as `shape.walk` gives it, without what is absent."""

REQUIRED = {name for name, info in fields(Case).items() if info.is_required()}


def build(tree: Tree) -> Case:
    """The Case that a tree says. Raises CaseError with everything that is wrong, in file order."""
    if _size(tree.data, MOST_VALUES) > MOST_VALUES:
        raise CaseError([Tree(tree.file).problem((), "", "holds too many values", f"at most {MOST_VALUES}")])
    book = Book(tree, Veil(tree.data))
    groups = {name: content for name, content in _groups(book) if content is not None}
    for base, record in book.sound.items():
        parts = list(_parts(record))
        for look in LOOKS:
            look(book, base, parts)
    for rule in RULES:
        rule(book)
    if not book.problems:
        try:
            return Case(**groups)
        except ValidationError as error:  # nothing that the groups let pass is expected here
            _translate(book, error, (), CASE)
    raise CaseError(sorted(book.problems, key=_file_order), book.more)


def _parts(node: BaseModel, loc: Path = ()) -> Iterator[tuple[Path, BaseModel, str, Any]]:
    """What `shape.walk` gives, without what is absent: most fields of most records are."""
    for name, content in node:
        if content is None or content == ():
            continue
        yield loc, node, name, content
        if isinstance(content, BaseModel):
            yield from _parts(content, (*loc, name))
        elif isinstance(content, dict | tuple):
            for key, item in content.items() if isinstance(content, dict) else enumerate(content):
                if isinstance(item, BaseModel):
                    yield from _parts(item, (*loc, name, key))


def _size(node: object, most: int) -> int:
    """How many values stand in some raw data; counting stops soon after ``most``."""
    size, waiting = 0, [node]
    while waiting and size <= most:
        one = waiting.pop()
        size += 1
        if isinstance(one, dict | list):
            waiting.extend(one.values() if isinstance(one, dict) else one)
    return size


def _file_order(problem: Problem) -> tuple[bool, str, int, int]:
    file = problem.file or ""
    return file.startswith("--set"), "" if file.endswith("case.yaml") else file, problem.line or 0, problem.column or 0


def _groups(book: Book) -> Iterator[tuple[str, Any]]:
    data = book.tree.data
    for name in data:
        if name not in fields(Case) and book.fresh((name,), "unknown"):
            book.wrong((name,), *_unknown(book, (name,), name, Case))
    for name, info in fields(Case).items():
        content = data.get(name)
        if content is None:
            if info.is_required():
                expected = "fields such as `id`, `title`, `as_of`" if name == "case" else "at least one record"
                where = (name,) if name in data else ()
                book.wrong(where, "is missing", expected, f"add `{name}:`", name="" if where else name)
            continue
        shape = shape_of(info.annotation)
        if shape.kind == "model":
            yield name, _record(book, (name,), content, shape)
        elif not isinstance(content, list):
            book.wrong((name,), "is not a list", "a list of records, each starting with `-`")
        elif not content and info.is_required():
            book.wrong((name,), "is empty", "at least one record")
        else:
            yield name, tuple(_record(book, (name, i), item, shape.of) for i, item in enumerate(content))


def _record(book: Book, path: Path, content: object, shape: Shape) -> BaseModel | None:
    assert shape.model is not None
    try:
        record = shape.model.model_validate(content)
    except ValidationError as error:
        _translate(book, error, path, shape)
        return None
    book.sound[path] = record
    return record


# --- what pydantic found, in plain words ------------------------------------------------------------------------

ID = "a lower-case word such as `free_army` (a-z, 0-9, _; a letter first; at most 64)"
TYPES = {"string": "text", "int": "a whole number", "float": "a number", "bool": "true or false"}


def _translate(book: Book, error: ValidationError, base: Path, shape: Shape) -> None:
    for item in error.errors(include_url=False):
        kind, loc = item["type"], tuple(item["loc"])
        missing = kind == "missing"
        inner = loc[:-1] if missing else loc
        path = (*base, *raw_path(book.content(base), inner))
        name = str(loc[-1]) if missing else ""
        if book.fresh(path, name):
            message, expected, fix = _words(book, item, path, _shape_at(book, path))
            book.wrong(path, message, expected, fix, name)


def _shape_at(book: Book, path: Path) -> tuple[Shape, Any]:
    """The shape of the thing that holds the last step of a path, and the annotation of the field if it is one."""
    shape, node = CASE, book.tree.data
    for step in path[:-1]:
        shape, node = child(shape, node, step), below(node, step)
    info = fields(shape.model).get(str(path[-1])) if shape.model is not None and path else None
    return shape, info.annotation if info else None


def _words(book: Book, item: Any, path: Path, at: tuple[Shape, Any]) -> tuple[str, str | None, str | None]:
    """Message, expectation and fix for one error of pydantic. Its own words may hold values and are not used."""
    kind, value = item["type"], item["input"]
    holder, annotation = at
    veil = book.veil
    if kind == "missing":
        name = item["loc"][-1]
        return "is missing", None, f"add `{name}: ...`"
    if kind == "extra_forbidden":
        return _unknown(book, path, str(path[-1]) if path else "", holder.model)
    if value is None:
        return "is empty", _expected(annotation), "give a value, or take the field out"
    if kind == "literal_error":
        words = re.findall("'([^']*)'", item["ctx"]["expected"]) or [item["ctx"]["expected"]]
        fix = did_you_mean(value, words) if isinstance(value, str) else None
        return f"is not one of the known words{veil.word(path, value)}", listing(words), fix
    if kind == "string_pattern_mismatch":
        return f"is not an id{veil.word(path, value)}", ID, _id_fix(veil, path, value)
    if kind == "string_too_long":
        return "is too long", f"at most {item['ctx']['max_length']} characters", None
    if kind in ("string_too_short", "too_short"):
        return "is empty", "at least one" if kind == "too_short" else "text", "give a value, or take the field out"
    if kind == "string_type":
        fix = "put quotes around it" if isinstance(value, int | float) else None
        return f"is not text{veil.got(path, value)}", "text", fix
    if kind == "value_error":
        said = re.sub(r"\s+", " ", str(item["ctx"]["error"]))
        message = f"is not right{veil.got(path, value)}"
        if said.startswith("expected "):
            slip = did_you_mean(value, LABELS) if path[-1:] == ("label",) and isinstance(value, str) else None
            return message, said.removeprefix("expected "), slip or (_number_fix(value) if "number" in said else None)
        return message, said, None
    for start, words_for_type in TYPES.items():
        if kind.startswith(start):
            return f"is not {words_for_type}{veil.got(path, value)}", words_for_type, None
    if kind.startswith("date"):
        return f"is not a date{veil.got(path, value)}", "a date as YYYY-MM-DD", None
    bounds = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le", "less_than": "lt"}
    if kind in bounds:
        signs = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
        limit = f"{signs[bounds[kind]]} {item['ctx'][bounds[kind]]:g}"
        return f"is out of range{veil.got(path, value)}", f"a number {limit}", None
    if kind in ("tuple_type", "list_type"):
        return f"is not a list{veil.word(path, value)}", "a list, as in `[a, b]`", None
    if kind == "finite_number":
        return "is not a finite number", "a number", None
    if kind.startswith(("model", "dict")):
        return f"is not a mapping of fields{veil.got(path, value)}", _expected(annotation) or "NAME: VALUE", None
    return f"is not valid{veil.got(path, value)}", _expected(annotation), None


def _unknown(book: Book, path: Path, name: str, model: type[BaseModel] | None) -> tuple[str, str | None, str | None]:
    """Words for a field that its record does not have."""
    known = list(fields(model)) if model else []
    shown = f"`{name}`" if book.veil.may_show(path[:-1], name) else "a name not shown (team)"
    if book.veil.secret(path[:-1]):
        shown = "a name not shown (secret)"
    slip = did_you_mean(name, known)
    expected = None if slip else f"one of {listing(known, 40)}" if known else None
    return f"is not a field ({shown})", expected, slip or "check the spelling, or take it out"


def _expected(annotation: Any) -> str | None:
    shape = shape_of(annotation) if annotation is not None else None
    if shape is None:
        return None
    return {
        "estimate": "a number, [low, best, high] or `?`",
        "rule": "an actor id, `all: [...]`, `any: [...]` or `{quota: NUMBER, of: [actors]}`",
        "list": "a list, as in `[a, b]`",
        "map": "NAME: VALUE",
        "model": "NAME: VALUE",
    }.get(shape.kind)


def _id_fix(veil: Veil, path: Path, value: object) -> str | None:
    if not isinstance(value, str):
        return None
    plain = re.sub(r"[^a-z0-9]+", "_", value.lower()).strip("_")
    shown = veil.may_show(path, value) and veil.may_show(path, plain) and re.fullmatch("[a-z][a-z0-9_]{0,63}", plain)
    return f"write `{plain}`" if shown else None


def _number_fix(value: object) -> str | None:
    if isinstance(value, str) and value.strip().endswith("%"):
        return "write a share as a number from 0 to 1 without the sign"
    if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9.,]+\s*", value):
        return "write it without quotes and with a decimal point"
    return None


# --- what the models cannot see ---------------------------------------------------------------------------------


@cache
def _spec(model: type[BaseModel], name: str) -> Value | None:
    return next((m for m in fields(model)[name].metadata if isinstance(m, Value)), None)


def _ranges(book: Book, base: Path, parts: Parts) -> None:
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


def _references(book: Book, base: Path, parts: Parts) -> None:
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


def _twice(book: Book, base: Path, parts: Parts) -> None:
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


def _by_level(book: Book) -> None:
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


def _names(book: Book) -> None:
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


def _levels(book: Book) -> None:
    for path, level in book.items(Level):
        for number, requirement in enumerate(level.requires):
            place = (*path, "requires", number, "issue")
            if requirement.issue not in level.opens and book.fresh(place, "closed"):
                got = book.veil.word(place, requirement.issue)
                book.wrong(
                    place, f"requires an issue that the level does not open{got}", fix="add it to `opens`, or drop it"
                )


def _issues(book: Book) -> None:
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


def _parents(book: Book) -> None:
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


def _levers(book: Book) -> None:
    levers.check(book, _again)


def _again(tree: Tree, paths: Iterable[Path]) -> tuple[Problem, ...]:
    """What is wrong in some records of a tree, the others taken as they are."""
    book = Book(tree, Veil(tree.data))
    for path in paths:
        _record(book, path, book.content(path), shape_of(fields(Case)[str(path[0])].annotation).of)
    for base, record in book.sound.items():
        parts = list(_parts(record))
        for look in LOOKS:
            look(book, base, parts)
    for rule in RULES[:-1]:
        rule(book)
    return tuple(book.problems)


LOOKS: tuple[Callable[[Book, Path, Parts], None], ...] = (_ranges, _references, _twice)
"""What is looked at in each record that was found sound by itself."""

RULES: tuple[Callable[[Book], None], ...] = (
    _by_level,
    _names,
    _levels,
    _issues,
    _parents,
    _levers,
)
"""What is looked at in all of them together."""
