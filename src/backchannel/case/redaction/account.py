"""What the author of a shared case is told, and nobody else: what stayed behind, what goes out, what still tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from backchannel.case.estimate import Estimate
from backchannel.case.redaction.standing import standing
from backchannel.case.schema import Case
from backchannel.case.shape import walk
from backchannel.core.labels import Label, highest

Key = Mapping[str, Mapping[str, str]]
"""Old ids by group and new id."""

NAMED = ("actors", "issues", "levels", "tracks", "outcomes", "guarantees", "levers")
END = 5.0
"""A public position this near to an end of the scale leaves a private limit one way to lie."""
SHORTEST = 4
"""A name shorter than this is not searched for in texts: it stands in other words."""


@dataclass(frozen=True)
class Removed:
    """One thing that stays behind: its path in the author's case, its label, and what it is."""

    path: str
    label: Label
    how: str


@dataclass(frozen=True)
class Inference:
    """Something a reader of the shared case could still work out, and the paths it comes from."""

    what: str
    paths: tuple[str, ...]
    label: Label


@dataclass(frozen=True)
class Account:
    """For the author only: what was removed, which names go out, what could still be inferred.

    ``names`` are (old path, words that go out); ``label`` is the highest of what it speaks of.
    """

    removed: tuple[Removed, ...]
    names: tuple[tuple[str, str], ...]
    inferences: tuple[Inference, ...]
    label: Label


def account(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Account:
    """The account of a case and of what it became."""
    names = tuple(
        (f"{group}.{key[group].get(record.id, record.id)}", record.name or record.id)
        for group in NAMED
        for record in getattr(shared, group)
        if group in key
    )
    found = tuple(
        one
        for look in (_mentions, _rules, _gone, _ends, _bounds, _alone, _sides, _stranded, _figures, _always)
        for one in look(case, shared, key, removed, profile)
    )
    spoken = [one.label for one in removed] + [one.label for one in found]
    return Account(removed, names, found, highest(spoken))


Look = Iterator[Inference]


def _old(key: Key, group: str) -> set[str]:
    return set(key.get(group, {}).values())


def _texts(node: BaseModel) -> Iterator[str]:
    for _, _, _, content in walk(node):
        for one in content.values() if isinstance(content, dict) else content if isinstance(content, tuple) else ():
            if isinstance(one, str):
                yield one
        if isinstance(content, str):
            yield content


def _mentions(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Look:
    """Names of what stays behind that stand in words that go out."""
    said = [text.lower() for text in _texts(shared)]
    for group in NAMED:
        for record in getattr(case, group):
            if record.id in _old(key, group):
                continue
            called = {record.id, record.id.replace("_", " "), record.name, getattr(record, "short", None)}
            for name in sorted(one for one in called if one and len(one) >= SHORTEST):
                word = re.compile(rf"\b{re.escape(name.lower())}\b")
                if any(word.search(text) for text in said):
                    what = f"`{name}` stays behind and stands in a text that goes out"
                    yield Inference(what, (f"{group}.{record.id}",), standing(case, record).words)


def _rules(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Look:
    """Levels whose signers were rewritten: a reader takes the rule for the whole."""
    out = _old(key, "actors")
    for level in case.levels:
        lost = [one for one in level.signers.actors() if one not in out]
        if lost and level.id in _old(key, "levels"):
            label = highest([standing(case, case.actor(one)).exists for one in lost])
            left = len(level.signers.actors()) - len(lost)
            what = f"the rule for signing was rewritten without {len(lost)} of its actors; {left} are left in it"
            yield Inference(what, (f"levels.{level.id}.signers",), label)


def _gone(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Look:
    """Whole levels, issues, and formal tracks of a public conference that a reader may know and miss."""
    for group in ("levels", "issues", "tracks"):
        for record in getattr(case, group):
            if record.id not in _old(key, group) and getattr(record, "kind", "") != "corridor":
                what = f"one of the {group} is gone as a whole; who knows the conference may miss it"
                yield Inference(what, (f"{group}.{record.id}",), standing(case, record).words)


def _ends(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Look:
    """Public lines at an end of the scale."""
    out = {(key["actors"].get(one.actor), key["issues"].get(one.issue)) for one in shared.stances if one.public}
    for stance in case.stances:
        said = stance.public
        if said is None or said.unknown or (stance.actor, stance.issue) not in out:
            continue
        if said.central <= END or said.central >= 100 - END:
            what = "the public line is at an end of the scale, so a private limit that differs lies on its one side"
            yield Inference(what, (f"stances.{stance.actor}.{stance.issue}.public",), Label.TEAM)


def _bounds(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Look:
    lines = sum(one.public is not None for one in shared.stances)
    if lines:
        what = (
            f"{lines} public lines go out; in the theory nobody asks in public for less than it would settle for, so "
            "each bounds a private limit"
        )
        yield Inference(what, ("stances",), Label.TEAM)


def _alone(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Look:
    """Positions that one actor alone has on an issue, coarsened or not."""
    for issue in shared.issues:
        mine = [s for s in shared.stances if s.issue == issue.id]
        said = [(s.actor, s.public.central) for s in mine if s.public is not None and not s.public.unknown]
        alone = [actor for actor, at in said if sum(other == at for _, other in said) == 1]
        if alone and len(said) > 1:
            old = key["issues"].get(issue.id, issue.id)
            paths = tuple(f"stances.{key['actors'].get(one, one)}.{old}.public" for one in alone)
            yield Inference("nobody else stands in that part of the scale in public", paths, Label.PUBLIC)


def _sides(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Look:
    """Sides of few, where what is said of the side is said of them."""
    for side in shared.war.sides:
        members = [one.id for one in shared.actors if one.side == side.id]
        if len(members) == 1:
            old = key["sides"].get(side.id, side.id)
            who = key["actors"].get(members[0], members[0])
            yield Inference("the only actor of its side", (f"actors.{who}", f"war.sides.{old}"), Label.PUBLIC)


def _stranded(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Look:
    """Labels that did not help: something low inside something high."""
    for group in NAMED:
        for record in getattr(case, group):
            stands = standing(case, record)
            low = record.label is not None and Label.parse(record.label) <= profile
            if low and record.id not in _old(key, group):
                what = f"is labelled {record.label} and stays behind all the same: it is or needs what is higher"
                yield Inference(what, (f"{group}.{record.id}",), stands.words)
            if stands.exists <= profile:
                continue
            for loc, _, name, content in walk(record):
                if isinstance(content, Estimate) and content.label and Label.parse(content.label) <= profile:
                    what = f"is labelled {content.label} in a record that stays behind, and stays with it"
                    path = ".".join([group, record.id, *(str(step) for step in loc), name])
                    yield Inference(what, (path,), stands.words)


def _figures(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Look:
    for one in case.declassify:
        if Label.parse(one.to) <= profile:
            what = (
                "a released figure: with the published theory and the case as shared, it bounds the inputs that it "
                "hangs on; few doubts behind it pin them"
            )
            yield Inference(what, (f"declassify.{one.id}",), Label.TEAM)


def _always(case: Case, shared: Case, key: Key, removed: tuple[Removed, ...], profile: Label) -> Look:
    yield Inference("what is left stands in the order of your file", ("actors", "issues", "levels"), Label.PUBLIC)
