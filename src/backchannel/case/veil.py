"""What of a case may be shown in a message.

Numbers and free text are shown only where they are public. Field names, keywords and ids are structure and may be
shown, except in and about secret records: those are named by their position. All of it works on plain data that may be
broken, and whatever is unclear counts as secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, get_args

from backchannel.case.fields import Record
from backchannel.case.inputs import MENTIONS
from backchannel.case.problems import likeness, nearest
from backchannel.case.rules import Rule
from backchannel.case.schema import Actor, Conference, Header, Stance, Track
from backchannel.case.shape import CASE, Path, Shape, below, child, fields, vocabulary
from backchannel.core.labels import Label

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
ROLES = get_args(fields(Actor)["role"].annotation)
RESERVED = frozenset({"judgement", "all", "else"})
"""Words that stand where an id does."""

MANY = 200
"""With more secret ids than this, any word that is not known may be a slip of the pen for one."""

OPEN = {(Header, "as_of"), (Header, "horizon_months"), (Conference, "opened"), (Conference, "closed")}
"""Fields that are public unless their record says otherwise: when and how far."""


class Veil:
    """Decides what of some raw data may be shown.

    >>> veil = Veil({"actors": [{"id": "a", "role": "backer"}, {"id": "b", "role": "insider", "cost": 0.7}]})
    >>> veil.field(("actors", 0, "cost")), veil.field(("actors", 1, "cost")), veil.got(("actors", 1, "cost"), 0.7)
    ('actors.a.cost', 'actors[1].cost', ', value not shown (secret)')
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    @cached_property
    def _records(self) -> tuple[dict[str, Any], ...]:
        return tuple(_dicts(self.data))

    # --- who is secret ---

    @cached_property
    def insiders(self) -> frozenset[str]:
        """Ids of all that may be classes of insiders; an unclear role counts as one."""
        actors = self.data.get("actors")
        listed = {id(a) for a in actors if isinstance(a, dict)} if isinstance(actors, list) else set()
        found = [d for d in self._records if ("role" in d or id(d) in listed) and _maybe_insider(d)]
        return frozenset(name for d in found for name in _ids(d))

    @cached_property
    def secret_ids(self) -> frozenset[str]:
        """Ids that may not be shown."""
        found = {name for d in self._records if _own(d) is Label.SECRET for name in _ids(d)}
        for group, records in self.data.items():
            shape = child(CASE, self.data, group)
            for record in records if isinstance(records, list) else ():
                if isinstance(record, dict) and _own(record) is None:
                    found |= _ids(record) if self.about_insiders(record, child(shape, records, 0)) else set()
        found |= {name for d in self._records if _own(d) is None for name in _ids(d) & self.insiders}
        return frozenset(found)

    @cached_property
    def ids(self) -> frozenset[str]:
        """All ids."""
        return frozenset(d["id"] for d in self._records if isinstance(d.get("id"), str))

    @cached_property
    def open_ids(self) -> frozenset[str]:
        """Ids that may be shown."""
        return self.ids - self.secret_ids

    def hides(self, word: object) -> bool:
        """Whether a word is, holds or may be a slip of the pen for a secret id."""
        if not isinstance(word, str):
            return True
        if word in self.open_ids:
            return False
        lower = word.lower()
        if any(secret.lower() in lower for secret in self.secret_ids):
            return True
        if len(self.secret_ids) > MANY:
            return True
        if word in vocabulary() or not nearest(word, self.secret_ids):
            return False
        return likeness(word, self.secret_ids) >= likeness(word, self.open_ids | vocabulary())

    def about_insiders(self, node: object, shape: Shape) -> bool:
        """Whether raw data of a record or rule mentions a class of insiders; `schema.about_insiders` for models."""
        words: list[object] = []
        if shape.kind == "rule":
            if isinstance(node, str):
                words = [node]
            elif isinstance(node, dict):
                words = [node.get("actor"), *_list(node.get("of"))]
        elif isinstance(node, dict):
            words = [node.get(name) for name in MENTIONS]
            if shape.model is Track:
                words += _list(node.get("members"))
            known = fields(shape.model) if shape.model else {}
            words += [word for name, said in node.items() if name not in known for word in _list(said)]  # misspelt
        words = [w for w in words if isinstance(w, str)]
        return any(w in self.insiders or (w not in self.ids and _like(str(w), self.insiders)) for w in words)

    # --- labels of places ---

    def _along(self, path: Path) -> Iterator[tuple[Shape, Any]]:
        """Shape and raw content at each step of a path."""
        shape, node = CASE, self.data
        for step in path:
            yield shape, node
            shape, node = child(shape, node, step), below(node, step)
        yield shape, node

    def _label(self, path: Path) -> tuple[Label, bool]:
        """The label of a value at a path, and whether its record is secret; `schema.inputs` says the same of models."""
        label, explicit, about = Label.TEAM, False, False
        number, stance = None, None
        for (shape, node), name in zip(self._along(path), [*path, None], strict=True):
            if shape.kind == "estimate":
                number = _own(node) if isinstance(node, dict) else None
                break
            is_record = shape.model is not None and issubclass(shape.model, Record)
            if not is_record and shape.kind != "rule":
                continue
            own = _own(node) if is_record and isinstance(node, dict) else None
            mentions = self.about_insiders(node, shape)
            about = about or mentions
            if own is not None or mentions:
                label, explicit = (Label.SECRET, False) if own is None else (own, True)
            elif (shape.model, name) in OPEN and not explicit:
                label = Label.PUBLIC
            stance = name if shape.model is Stance else None
        secret = label is Label.SECRET
        if number is not None:
            label = number
        elif stance == "public" and not about and self._names_an_actor(path):
            label = Label.PUBLIC
        return label, secret

    def _names_an_actor(self, path: Path) -> bool:
        """Whether the stance at a path says plainly whose it is."""
        stance = below(below(self.data, path[0]), path[1]) if len(path) > 1 else None
        return isinstance(stance, dict) and isinstance(stance.get("actor"), str) and stance["actor"] in self.ids

    def label(self, path: Path) -> Label:
        """The label of the value at a path of the file."""
        return self._label(path)[0]

    def secret(self, path: Path) -> bool:
        """Whether a path lies in a secret record, of which nothing is shown."""
        return self._label(path)[1]

    # --- words for messages ---

    def field(self, path: Path) -> str:
        """A path as a person would name it: by ids where they may be shown, else by position."""
        text = ""
        for number, ((shape, node), step) in enumerate(zip(self._along(path), path, strict=False)):
            inner = child(shape, node, step)
            if isinstance(step, int):
                key = self._key(path[: number + 1], inner) if shape.kind == "list" else None
                if key:
                    text += f".{key}"
                elif shape.kind == "rule" or inner.kind == "rule":
                    text += f".{step}"
                elif shape.kind == "estimate" or is_three(shape, node):
                    text += f".{('low', 'best', 'high')[min(step, 2)]}"
                else:
                    text += f"[{step}]"
            elif shape.kind == "rule" and step in ("all", "any"):
                continue
            elif (shape.model is not None and step in fields(shape.model)) or self.may_show(path[: number + 1], step):
                text += f".{step}" if text else step
            else:
                break
        return text

    def _key(self, path: Path, shape: Shape) -> str | None:
        node: Any = self.data
        for step in path:
            node = below(node, step)
        if not isinstance(node, dict) or shape.model is None or self.secret(path):
            return None
        words = [node.get(name) for name in key_names(shape.model)]
        if "source" in fields(shape.model) and "target" in fields(shape.model) and not isinstance(words[0], str):
            ends = [node.get("source"), node.get("target")]
            words = ["-".join(map(str, ends))] if all(isinstance(w, str) for w in ends) else [None]
        if not words or not all(isinstance(w, str) and WORD.fullmatch(w) and not self.hides(w) for w in words):
            return None
        return ".".join(map(str, words))

    def may_show(self, path: Path, word: object) -> bool:
        """Whether a word of structure (a keyword, field name, id or reference) may be shown at a path."""
        return isinstance(word, str) and bool(WORD.fullmatch(word)) and not self.secret(path) and not self.hides(word)

    def word(self, path: Path, value: object) -> str:
        """` (got ...)` for a word of structure, or that it is not shown."""
        if self.may_show(path, value):
            return f" (got `{value}`)"
        if isinstance(value, str) and WORD.fullmatch(value):
            return ", value not shown (secret)"
        return self.got(path, value)

    def got(self, path: Path, value: object) -> str:
        """` (got ...)` for a number or text where it is public, or that it is not shown."""
        label, secret = self._label(path)
        if secret:
            label = Label.SECRET
        if label is not Label.PUBLIC or (isinstance(value, str) and self.hides(value)):
            return f", value not shown ({max(label, Label.TEAM) if isinstance(value, str) else label})"
        if isinstance(value, dict):
            return ""
        text = f"{value:g}" if isinstance(value, float) else repr(value)
        return f" (got {text[:57] + '...' if len(text) > 60 else text})"

    def known(self, ids: frozenset[str]) -> list[str]:
        """Those ids of some that may be listed, sorted."""
        return sorted(i for i in ids & (self.open_ids | RESERVED) if WORD.fullmatch(i))


def key_names(model: type[Any]) -> tuple[str, ...]:
    """The fields that name a record in a path, as in `schema.record_key`; none where it is named by position."""
    for names in (("id",), ("actor", "issue"), ("actor", "outcome"), ("group",), ("actor",), ("who",)):
        if all(name in fields(model) for name in names) and model is not Rule:
            return names
    return ()


def is_three(shape: Shape, node: object) -> bool:
    """Whether raw data is a by-level value written as [low, best, high]."""
    return shape.kind == "map" and isinstance(node, list)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _dicts(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for item in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _dicts(item)


def _ids(node: dict[str, Any]) -> set[str]:
    """The id of a raw record, and what may be it under a misspelt name."""
    return {v for k, v in node.items() if isinstance(v, str) and v and (k == "id" or k not in vocabulary())}


def _like(word: str, ids: frozenset[str]) -> bool:
    """Whether a word may be a slip of the pen for one of some ids; where they are very many, it may well be."""
    return len(ids) > MANY or bool(nearest(word, ids))


def _own(node: dict[str, Any]) -> Label | None:
    """The label that raw data says of itself; what cannot be read, or may be meant for a label, counts as secret."""
    label = node.get("label")
    if label is None:
        slips = any(key not in vocabulary() and _like_label(key) for key in node)
        astray = any(said == "secret" for key, said in node.items() if key != "visible_to")
        return Label.SECRET if slips or astray else None
    try:
        return Label.parse(label)
    except ValueError:
        return Label.SECRET


def _like_label(key: str) -> bool:
    return 3 <= len(key) <= 11 and len(set("label") & set(key.lower())) > 1 and bool(nearest(key, ["label"]))


def _maybe_insider(actor: dict[str, Any]) -> bool:
    role = actor.get("role")
    if isinstance(role, str) and role not in ROLES:
        like = nearest(role, ROLES)
        return not like or like[0] == "insider"
    return role not in ROLES or role == "insider"
