"""A case taken apart into leaves, each at a place made of names, and put together again.

A place does not depend on the order of a file: records stand under their keys and ids in a list under themselves. Two
versions of a case are compared leaf by leaf, and a mixture of two versions is a choice of leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from backchannel.case.book import KEY_REFERENCES, REFERENCES, SINGULAR
from backchannel.case.estimate import Estimate, Provenance
from backchannel.case.inputs import about_insiders, record_key
from backchannel.case.plain import estimate as plain_estimate
from backchannel.case.plain import plain_record
from backchannel.case.plain import rule as plain_rule
from backchannel.case.rules import Rule
from backchannel.case.schema import Case
from backchannel.case.shape import ALL_LEVELS, fields
from backchannel.case.veil import key_names
from backchannel.core.labels import Label

Place = tuple[str, ...]
Reference = tuple[str, str]
"""A group and an id in it."""

Kind = Literal["item", "one", "map", "list", "element", "number", "rule", "word", "text"]
SOURCES = frozenset(fields(Provenance))


@dataclass(frozen=True)
class Leaf:
    """What stands at a place: its kind, content as plain data, the ids it refers to, its label.

    ``item`` (a record in a list), ``one`` (a record there is one of), ``map`` and ``list`` hold what stands below them.
    """

    kind: Kind
    content: Any
    refers: tuple[Reference, ...]
    label: Label


def path_of(place: Place) -> str:
    """The path of a place as ``--set`` and the random streams write it.

    >>> path_of(("actors", "russia", "trust", "all"))
    'actors.russia.trust'
    """
    return ".".join(place[:-1] if place[-1:] == ("all",) else place)


def bare(record: Any) -> Any:
    """A record or case without evidence, notes, perspectives, dates and labels: what it says and not why."""
    if isinstance(record, tuple):
        return tuple(bare(item) for item in record)
    if isinstance(record, dict):
        return {key: bare(item) for key, item in record.items()}
    if not isinstance(record, BaseModel):
        return record
    update = {}
    for name, info in fields(type(record)).items():
        content = getattr(record, name)
        if isinstance(record, Provenance) and name in SOURCES:
            said = info.get_default(call_default_factory=True)
        else:
            said = bare(content)
        if said is not content:
            update[name] = said
    return record.model_copy(update=update) if update else record


def leaves(case: Case, insiders: frozenset[str] | None = None) -> dict[Place, Leaf]:
    """The leaves of a case by place, parents before what stands in them; ``insiders`` beside its own are secret too."""
    apart = _Apart(case.insiders | (insiders or frozenset()))
    return dict(apart.record((), case, Label.TEAM))


class _Apart:
    def __init__(self, insiders: frozenset[str]) -> None:
        self.insiders = insiders

    def label(self, record: BaseModel, outer: Label) -> Label:
        """The label of what a record says in words, given that of the record around it."""
        if isinstance(own := getattr(record, "label", None), str):
            return Label.parse(own)
        return Label.SECRET if about_insiders(record, self.insiders) else outer

    def record(self, place: Place, record: BaseModel, label: Label) -> Iterator[tuple[Place, Leaf]]:
        for name, plain in plain_record(record).items():
            yield from self.field((*place, name), record, plain, label)

    def field(self, place: Place, record: BaseModel, plain: Any, label: Label) -> Iterator[tuple[Place, Leaf]]:
        name, content = place[-1], getattr(record, place[-1])
        group = REFERENCES.get(type(record), {}).get(name)
        if isinstance(content, Estimate):
            yield place, Leaf("number", plain_estimate(content), (), label)
        elif isinstance(content, Rule):
            ids = content.actors()
            secret = bool(set(ids) & self.insiders)
            refers = tuple(("actors", one) for one in ids)
            yield place, Leaf("rule", plain_rule(content), refers, Label.SECRET if secret else label)
        elif isinstance(content, BaseModel):
            inner = self.label(content, label)
            yield place, Leaf("one", None, (), inner)
            yield from self.record(place, content, inner)
        elif isinstance(content, dict) and all(isinstance(item, Estimate) for item in content.values()):
            yield place, Leaf("map", None, (), label)
            keys = KEY_REFERENCES.get(type(record), {}).get(name, "levels")
            for key, item in content.items():
                refers = () if key in ALL_LEVELS else ((keys, key),)
                yield (*place, key), Leaf("number", plain_estimate(item), refers, label)
        elif isinstance(content, tuple) and content and isinstance(content[0], BaseModel):
            yield from self.records(place, content, label)
        elif isinstance(content, tuple) and group:
            yield place, Leaf("list", None, (), label)
            for one in content:
                secret = one in self.insiders
                yield (*place, one), Leaf("element", None, ((group, one),), Label.SECRET if secret else label)
        else:
            refers = ((group, content),) if group else ()
            kind: Kind = "text" if is_text(fields(type(record))[name]) else "word"
            yield place, Leaf(kind, plain, refers, label)

    def records(self, place: Place, records: tuple[BaseModel, ...], label: Label) -> Iterator[tuple[Place, Leaf]]:
        if not key_names(type(records[0])):  # told apart by position only: one leaf for them all
            refers = tuple(
                (group, getattr(record, name))
                for record in records
                for name, group in REFERENCES.get(type(record), {}).items()
            )
            yield place, Leaf("word", [plain_record(record) for record in records], refers, label)
            return
        for record in records:
            inner = self.label(record, label)
            here = (*place, record_key(record))
            yield here, Leaf("item", None, (), inner)
            yield from self.record(here, record, inner)


def is_text(info: FieldInfo) -> bool:
    """Whether a field holds free text, which nothing computes with."""

    def free(annotation: Any) -> bool:
        return any(isinstance(a, StringConstraints) and a.pattern is None for a in get_args(annotation)[1:]) or any(
            free(a) for a in get_args(annotation) if get_origin(annotation) is not tuple
        )

    if any(isinstance(m, StringConstraints) and m.pattern is None for m in info.metadata):
        return True
    return free(info.annotation)


def names(place: Place, leaf: Leaf) -> Reference | None:
    """The group and id that a record makes known by standing at a place.

    >>> names(("war", "sides", "state"), Leaf("item", None, (), Label.TEAM))
    ('sides', 'state')
    """
    return (place[-2], place[-1]) if leaf.kind == "item" and place[-2] in SINGULAR else None


def below(place: Place, top: Place) -> bool:
    """Whether a place is another or stands in it."""
    return place[: len(top)] == top


def together(chosen: Iterable[tuple[Place, Leaf]]) -> dict[str, Any]:
    """The plain data of a case with just these leaves, parents before what stands in them."""
    root: dict[str, Any] = {}
    holders: dict[Place, Any] = {(): root}
    for place, leaf in chosen:
        if leaf.kind == "item":
            holders[place] = {}
            holders[place[:-2]].setdefault(place[-2], []).append(holders[place])
            continue
        holder = holders[place[:-1]]
        if leaf.kind == "element":
            holder.append(place[-1])
        elif leaf.kind in ("one", "map", "list"):
            holder[place[-1]] = holders[place] = [] if leaf.kind == "list" else {}
        else:
            holder[place[-1]] = leaf.content
    for name in ("trust", "side_benefit"):
        for actor in root.get("actors", ()):
            if set(actor.get(name, ())) == {"all"}:
                actor[name] = actor[name]["all"]
    return root


def in_one_order(before: Mapping[Place, Leaf], after: Mapping[Place, Leaf]) -> tuple[Place, ...]:
    """The places of two versions in the order of the later; what only the earlier has follows its neighbour there."""
    follow: dict[Place, list[Place]] = {}
    last: Place = ()
    for place in before:
        if place in after:
            last = place
        else:
            follow.setdefault(last, []).append(place)
    out = list(follow.get((), ()))
    for place in after:
        out += [place, *follow.get(place, ())]
    return tuple(out)
