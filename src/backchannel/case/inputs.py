"""Walking the numbers of a case: each with its path, domain, label and provenance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel

from backchannel.case.estimate import Estimate
from backchannel.case.fields import Record, Value
from backchannel.case.rules import Rule
from backchannel.case.schema import Case, Stance, Track
from backchannel.core.labels import Label


@dataclass(frozen=True)
class Input:
    """One number of the case: its path (which names its random stream), domain, label and provenance.

    A note of its record speaks of more than this number, so it has a label of its own.
    """

    path: str
    estimate: Estimate
    value: Value
    label: Label
    evidence: tuple[str, ...]
    note: str | None
    note_label: Label


def inputs(case: Case) -> Iterator[Input]:
    """Every Estimate of a case with its path, domain, label and provenance, in file order."""
    insiders = case.insiders
    for group in Case.model_fields:
        content = getattr(case, group)
        if isinstance(content, Record):
            yield from _walk(content, group, content, False, insiders)
        elif isinstance(content, tuple):
            for record in content:
                if isinstance(record, Record):
                    yield from _walk(record, f"{group}.{record_key(record)}", record, False, insiders)


def record_key(record: BaseModel) -> str:
    """How a record is named in a path: its id, or `actor.issue` and the like where it has none."""
    for names in (("id",), ("actor", "issue"), ("actor", "outcome"), ("group",), ("actor",), ("who",)):
        if all(hasattr(record, name) for name in names):
            return ".".join(str(getattr(record, name)) for name in names)
    raise TypeError(f"{type(record).__name__} has no key")


MENTIONS = (
    *("id", "actor", "beneficiary", "source", "target", "group", "parent", "was_in"),
    *("speaker", "audience", "guarantor", "condition", "of", "by", "holder"),
)
"""Fields by which a record speaks of an actor."""


def about_insiders(record: BaseModel, insiders: frozenset[str]) -> bool:
    """Whether a record speaks of a class of insiders, and is therefore secret unless labelled."""
    ids = {getattr(record, name) for name in _mentions(type(record))}
    if isinstance(record, Track):
        ids |= set(record.members)
    if isinstance(record, Rule):
        ids |= set(record.of or ())
    return bool(ids & insiders)


@cache
def _mentions(kind: type[BaseModel]) -> tuple[str, ...]:
    return tuple(name for name in MENTIONS if name in kind.model_fields)


def _walk(node: BaseModel, path: str, record: Record, secret: bool, insiders: frozenset[str]) -> Iterator[Input]:
    secret = secret or about_insiders(node, insiders)
    for name, info in type(node).model_fields.items():
        content = getattr(node, name)
        spec = next((m for m in info.metadata if isinstance(m, Value)), None)
        here = f"{path}.{name}"
        if isinstance(content, Estimate):
            assert spec is not None, here
            yield _input(here, content, spec, record, secret)
        elif isinstance(content, dict) and spec is not None:
            for key, estimate in content.items():
                yield _input(here if key == "all" else f"{here}.{key}", estimate, spec, record, secret)
        elif isinstance(content, Record):
            yield from _walk(content, here, _inheriting(content, record, insiders), secret, insiders)
        elif isinstance(content, Rule):
            yield from _walk(content, here, _unlabelled(content, record, insiders), secret, insiders)
        elif isinstance(content, tuple):
            for number, item in enumerate(content):
                if isinstance(item, Rule):
                    yield from _walk(item, f"{path}.{number}", _unlabelled(item, record, insiders), secret, insiders)
                elif isinstance(item, Record):
                    key = f"{here}.{record_key(item)}"
                    yield from _walk(item, key, _inheriting(item, record, insiders), secret, insiders)


def _inheriting(record: Record, outer: Record, insiders: frozenset[str]) -> Record:
    """A record within a record shares its sources and label, unless it has its own or is about insiders."""
    shared = {"evidence": outer.evidence, "note": outer.note}
    if not about_insiders(record, insiders):
        shared["label"] = outer.label
    return record.model_copy(update={name: said for name, said in shared.items() if not getattr(record, name)})


def _unlabelled(rule: Rule, record: Record, insiders: frozenset[str]) -> Record:
    """The record that a rule stands in; its label was not meant for a rule about insiders, which stays secret."""
    return record.model_copy(update={"label": None}) if about_insiders(rule, insiders) else record


def _input(path: str, estimate: Estimate, spec: Value, record: Record, secret: bool) -> Input:
    if estimate.label is not None:
        label = Label.parse(estimate.label)
    elif isinstance(record, Stance) and path.endswith(".public") and not secret:
        label = Label.PUBLIC
    else:
        label = _whole(record, secret)
    about = label if estimate.note else _whole(record, secret)
    evidence = estimate.evidence or record.evidence
    return Input(path, estimate, spec, label, evidence, estimate.note or record.note, about)


def _whole(record: Record, secret: bool) -> Label:
    if record.label is not None:
        return Label.parse(record.label)
    return Label.SECRET if secret else Label.TEAM


def record_label(record: Record, insiders: frozenset[str]) -> Label:
    """The label of what a record says in words: its own, else secret about insiders, else team."""
    return _whole(record, about_insiders(record, insiders))
