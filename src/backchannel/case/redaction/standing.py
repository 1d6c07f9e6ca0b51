"""How far a record may travel: that it exists, and what it says in words."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from backchannel.case.estimate import Estimate
from backchannel.case.fields import Record
from backchannel.case.inputs import about_insiders
from backchannel.case.levers.moves import lever_label
from backchannel.case.schema import (
    Actor,
    Case,
    Declassified,
    Header,
    Indicator,
    Issue,
    Level,
    Lever,
    Side,
    Stance,
    Track,
)
from backchannel.core.labels import Label


@dataclass(frozen=True)
class Standing:
    """The label of a record's existence, that of its words, the one it says of itself, and if it is about insiders."""

    exists: Label
    words: Label
    own: Label | None
    secret: bool


def standing(case: Case, record: Record | Declassified, outer: Standing | None = None) -> Standing:
    """How far a record may travel; ``outer`` is that of the record it stands in.

    Who sits at a public conference and about what is open: actors, issues, levels, formal tracks that are known to
    exist, and sides, unless their record or the one around it says otherwise. An insider is secret whatever is said.
    """
    if isinstance(record, Declassified):
        to = Label.parse(record.to)
        return Standing(to, to, to, False)
    if isinstance(record, Actor) and record.role == "insider":
        return Standing(Label.SECRET, Label.SECRET, Label.SECRET, True)
    about = about_insiders(record, case.insiders)
    secret = about or (outer is not None and outer.secret)
    own = None if record.label is None else Label.parse(record.label)
    if own is not None:
        words = own
    elif about:
        words = Label.SECRET
    else:
        words = Label.TEAM if outer is None else outer.words
    if isinstance(record, Indicator):
        words = max(words, Label.parse(record.visible_to))
    if isinstance(record, Lever):
        words = max(words, lever_label(case, record))
    bound = own if own is not None else outer.own if outer is not None else None
    exists = Label.PUBLIC if bound is None and _is_open(record) else words
    return Standing(exists, words, own, secret)


def _is_open(record: Record) -> bool:
    if isinstance(record, Track):
        return record.kind == "formal" and record.open
    return isinstance(record, Actor | Issue | Level | Side | Header)


def number_label(record: BaseModel, name: str, estimate: Estimate, stands: Standing) -> Label:
    """The label of a number: its own, else that of its record, where a public position is public.

    Stricter than ``case.inputs``: there a public position is public even if the record of the stance says otherwise.
    """
    if estimate.label is not None:
        return Label.parse(estimate.label)
    if isinstance(record, Stance) and name == "public" and stands.own is None and not stands.secret:
        return Label.PUBLIC
    return stands.words
