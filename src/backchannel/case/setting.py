"""``--set PATH=VALUE``: one value of a case replaced before it is read, and checked like anything in a file."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backchannel.case.estimate import KEYS
from backchannel.case.problems import CaseError, Problem, did_you_mean, listing
from backchannel.case.shape import CASE, Path, Shape, below, child, fields, is_estimate
from backchannel.case.tree import Mark, Tree, parse, scalar
from backchannel.case.veil import WORD, Veil, key_names

BY_LEVEL = ("trust", "side_benefit")
NOTE = "set on the command line"
ENDS = "a path that ends at a field"


def apply(tree: Tree, overrides: Sequence[str]) -> Tree:
    """A tree with values replaced, each override ``PATH=VALUE`` with a path as `schema.inputs` writes it.

    VALUE is a number, ``[low, best, high]``, ``?``, a word or a list; nothing after ``=`` takes the value out. A field
    that the case did not mention is added. The value set takes over the label of the one it replaces and nothing else.
    Raises CaseError where a path leads nowhere.

    >>> tree = Tree("case.yaml", {"actors": [{"id": "a", "role": "backer", "openness": 0.1}]})
    >>> apply(tree, ["actors.a.openness=0.3"]).data["actors"][0]["openness"]["best"]
    0.3
    """
    return put(Tree(tree.file, copy.deepcopy(tree.data), dict(tree.marks)) if overrides else tree, overrides)


def put(tree: Tree, overrides: Sequence[str]) -> Tree:
    """As :func:`apply`, in the tree itself."""
    problems: list[Problem] = []
    veil = Veil(tree.data)
    for text in overrides:
        try:
            veil = _set(tree, text, veil)
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return tree


def _set(tree: Tree, text: str, veil: Veil) -> Veil:
    """Set one value; the veil that is right afterwards (a number moves no label, so most of the time the same)."""
    name, sign, said = text.partition("=")
    said = said.strip()
    way = _Way(veil, tuple(step.strip() for step in name.split(".")))
    if not sign:
        raise way.wrong("says no value", "PATH=VALUE", "write `=` and the value after the path")
    place = way.find(tree.data)
    _put(tree, place, way.value(said))

    path = (*place.holder, *place.new)
    for old in [p for p in tree.marks if p[: len(path)] == path]:
        del tree.marks[old]
    if place.shape.kind != "estimate" or len(place.new) > 1:
        veil = Veil(tree.data)
    mark = Mark(f"--set {veil.field(path)}={said if veil.got(path, said).startswith(' (got') else '...'}")
    for end in range(len(place.holder) + 1, len(path) + 1):
        tree.marks.setdefault(path[:end], mark)
    return veil


@dataclass(frozen=True)
class _Place:
    """Where a path leads: a holder that exists, the steps on from there, and the shape of what is set."""

    holder: Path
    new: Path
    shape: Shape


@dataclass(frozen=True)
class _Way:
    """The steps of a path, to be followed through records by id, rules by number and fields by name."""

    veil: Veil
    steps: tuple[str, ...]

    def wrong(self, message: str, expected: str | None = None, fix: str | None = None) -> CaseError:
        """An error about a path that leads nowhere; parts of it that may be secret are left out."""
        shown = ".".join(step if self.harmless(step) else "?" for step in self.steps)
        where = f"--set {shown[:200]}=..."
        return CaseError([Problem(severity="error", file=where, message=message, expected=expected, fix=fix)])

    def harmless(self, word: str) -> bool:
        """Whether a name or number in a path may be shown."""
        if word.isdigit():
            return len(word) < 4
        return bool(WORD.fullmatch(word)) and not self.veil.hides(word)

    def find(self, data: dict[str, Any]) -> _Place:
        """Where the path leads. Raises CaseError where it leads nowhere."""
        path: Path = ()
        shape, node, left = CASE, data, self.steps
        while left:
            step = left[0]
            if node is None and path:
                return self.missing(path, shape, left)
            if shape.kind == "map" and path[-1] in BY_LEVEL and is_estimate(node) and len(left) == 1:
                return _Place(path[:-1], path[-1:], shape) if step == "all" else _Place(path, (step,), shape.of)
            if shape.kind in ("estimate", "leaf"):
                fix = "set the whole value, as in [low, best, high]" if shape.kind == "estimate" else None
                raise self.wrong("goes on below a value", ENDS, fix)
            if shape.kind == "list":
                number, used = self.record(node, shape.of, left)
                path, shape, node, left = (*path, number), shape.of, below(node, number), left[used:]
            elif shape.kind == "rule" and step.isdigit():
                inner = self.part(node, int(step[:6]))
                for one in inner:
                    node = below(node, one)
                path, left = (*path, *inner), left[1:]
            else:
                if not isinstance(node, dict):
                    raise self.wrong("goes on below a value", ENDS)
                if shape.model is not None and step not in fields(shape.model):
                    raise self.no_field(step, shape)
                path, shape, node, left = (*path, step), child(shape, node, step), below(node, step), left[1:]
        if shape.kind == "model" or (shape.kind == "map" and path[-1] not in BY_LEVEL):
            raise self.wrong("stops at a whole record", "the path of one field in it")
        return _Place(path[:-1], path[-1:], shape)

    def missing(self, path: Path, shape: Shape, left: tuple[str, ...]) -> _Place:
        """A path that goes on below a field that the case does not mention."""
        new = path[-1:]
        for step in left:
            if shape.kind == "list":
                raise self.no_record(step, [])
            if shape.model is not None and shape.kind == "model":
                if step not in fields(shape.model):
                    raise self.no_field(step, shape)
                shape = child(shape, {}, step)
            elif shape.kind == "map":
                shape = shape.of
            else:
                raise self.wrong("goes on below a value", ENDS)
            new = (*new, step)
        return _Place(path[:-1], new, shape)

    def record(self, node: Any, shape: Shape, left: tuple[str, ...]) -> tuple[int, int]:
        """Number of the record in its list that a path names, and how many steps its name took."""
        items = node if isinstance(node, list) else []
        names = key_names(shape.model) if shape.model else ()
        if not names:
            if left[0].isdigit() and int(left[0][:6]) < len(items):
                return int(left[0]), 1
            raise self.wrong("names no item of a list", f"a number below {len(items)}")
        keys = [_key(item, names) for item in items]
        wanted = ".".join(left[: len(names)])
        if wanted not in keys:
            raise self.no_record(wanted, [key for key in keys if key])
        return keys.index(wanted), len(names)

    def part(self, node: Any, number: int) -> Path:
        """The way to a part of a rule by its number, through a list or through `all` or `any`."""
        key = next((k for k in ("all", "any") if isinstance(below(node, k), list)), None)
        parts = below(node, key) if key else node
        if not isinstance(parts, list) or number >= len(parts):
            raise self.wrong("names a part of a rule that does not exist", fix="parts are counted from 0")
        return (key, number) if key else (number,)

    def no_field(self, step: str, shape: Shape) -> CaseError:
        known = list(fields(shape.model)) if shape.model else []
        shown = f" (got `{step}`)" if self.harmless(step) else ""
        fix = did_you_mean(step, known)
        expected = None if fix else f"one of {listing(known, 40)}"
        return self.wrong(f"names a field that does not exist{shown}", expected, fix)

    def no_record(self, name: str, keys: list[str]) -> CaseError:
        def may_show(key: str) -> bool:
            return all(self.harmless(part) for part in key.split("."))

        shown = f" (got `{name}`)" if may_show(name) else ""
        known = sorted(key for key in keys if may_show(key))
        fix = did_you_mean(name, known)
        expected = None if fix or not known else f"one of {listing(known)}"
        return self.wrong(f"names a record that does not exist{shown}", expected, fix)

    def value(self, said: str) -> Any:
        """What is set: a scalar, or a list in brackets."""
        try:
            if said[:1] in ("[", '"', "'"):
                return parse(f"value: {said}", "--set").data["value"]
            return scalar(said)
        except (CaseError, ValueError):
            raise self.wrong(
                "sets a value that cannot be read", "a finite number, [low, best, high], `?` or a word"
            ) from None


def _key(item: Any, names: tuple[str, ...]) -> str | None:
    if not isinstance(item, dict):
        return None
    if names == ("id",) and "id" not in item and {"source", "target"} <= set(item):
        return f"{item['source']}-{item['target']}"
    return ".".join(str(item.get(name)) for name in names)


def _put(tree: Tree, place: _Place, value: Any) -> None:
    """Write a value where it belongs, with the records around it that were not there."""
    holder: Any = tree.data
    for step in place.holder:
        if step in BY_LEVEL:
            holder[step] = _levels_apart(holder[step])
        holder = holder[step]
    for step in place.new[:-1]:
        holder[step] = {}
        holder = holder[step]
    last = place.new[-1]
    holder[last] = _said(value, below(holder, last)) if place.shape.kind in ("estimate", "map") else value


def _levels_apart(given: Any) -> Any:
    """A by-level value that one more level can be added to: the value for all becomes that of the others."""
    if is_estimate(given):
        return {"else": given}
    return {"else" if key == "all" else key: value for key, value in given.items()}


def _said(value: Any, old: Any) -> Any:
    """A number as the judgement of whoever is at the keyboard, under the label of the one it replaces."""
    if isinstance(value, list) and len(value) == 3:
        number: dict[str, Any] = dict(zip(("low", "best", "high"), value, strict=True))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = {"best": value}
    elif value == "?":
        number = {"unknown": True}
    else:
        return value
    number |= {"evidence": "judgement", "note": NOTE}
    if isinstance(old, dict):
        one = old.get("all") if isinstance(old.get("all"), dict) else old
        number |= {"label": one["label"]} if one and set(one) <= KEYS and "label" in one else {}
    return number
