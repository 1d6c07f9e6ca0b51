"""Case -> the plain data a person would write: shorthands where they say it all, nothing that is at its default."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel

from backchannel.case.estimate import Estimate, Provenance
from backchannel.case.rules import Rule
from backchannel.case.schema import Actor, Case, Cell, Tie
from backchannel.case.shape import fields

ORDER = (*("low", "best", "high", "interval", "experts", "unknown"), *fields(Provenance))
"""The fields of an Estimate, numbers first."""
RULE_ORDER = ("actor", "all", "any", "quota", "of", "weights")
BY_LEVEL = ("trust", "side_benefit")
"""The fields of an actor that have one value for every level, or several."""


def plain(case: Case) -> dict[str, Any]:
    """A case as mappings, lists, words and numbers; `building.build` reads it back equal.

    >>> from backchannel.case.reading import find_case, read_case
    >>> plain(read_case(find_case("geneva-ii")))["actors"][0]["id"]
    'syrian_government'
    """
    said: dict[str, Any] = _record(case)
    return said


def plain_record(record: BaseModel) -> dict[str, Any]:
    """One record of a case as plain data.

    >>> from backchannel.case.schema import Requirement
    >>> plain_record(Requirement(issue="aid", min=40))
    {'issue': 'aid', 'min': 40}
    """
    return _record(record)


def estimate(given: Estimate) -> Any:
    """A number in its shortest form.

    >>> [estimate(Estimate.model_validate(v)) for v in (3, [1, 2.5, 4], "?", {"best": 1, "note": "so"})]
    [3, [1, 2.5, 4], '?', {'best': 1, 'note': 'so'}]
    """
    said = spelt_out(given)
    ends = {repr(number) for number in (given.low, given.best, given.high)}  # 0.0 and -0.0 are two
    if len(ends) == 1 and not given.experts and not given.unknown:
        said = {name: content for name, content in said.items() if name not in ("low", "high")}
    if set(said) == {"best"}:
        return said["best"]
    if set(said) == {"low", "best", "high"}:
        return [said["low"], said["best"], said["high"]]
    return "?" if set(said) == {"unknown"} else said


def spelt_out(given: Estimate) -> dict[str, Any]:
    """All that a number says, by field.

    >>> spelt_out(Estimate.model_validate(3))
    {'low': 3, 'best': 3, 'high': 3}
    """
    return {name: _leaf(getattr(given, name)) for name in ORDER if _is_said(given, name)}


def rule(given: Rule) -> Any:
    """A rule in its shortest form.

    >>> rule(Rule.model_validate({"all": ["a", {"any": ["b", "c"]}]}))
    ['a', {'any': ['b', 'c']}]
    """
    said = spelt_rule(given)
    short = said.get("actor") or said.get("all")
    return said if short is None else short


def spelt_rule(given: Rule) -> dict[str, Any]:
    """All that a rule says, by field; the rules in it in their shortest form.

    >>> spelt_rule(Rule.model_validate(["a", {"any": ["b"]}]))
    {'all': ['a', {'any': ['b']}]}
    """
    return {name: content(getattr(given, name)) for name in RULE_ORDER if getattr(given, name) is not None}


def _record(record: BaseModel) -> dict[str, Any]:
    own = sorted(fields(type(record)), key=fields(Provenance).__contains__)  # what any record may say comes last
    said = {name: content(getattr(record, name)) for name in own if _is_said(record, name)}
    for name in BY_LEVEL if isinstance(record, Actor) else ():
        if set(said.get(name, ())) == {"all"}:
            said[name] = said[name]["all"]
    if isinstance(record, Tie) and record.id == f"{record.source}-{record.target}":
        del said["id"]
    return said


def _is_said(record: BaseModel, name: str) -> bool:
    info = fields(type(record))[name]
    return info.is_required() or getattr(record, name) != info.get_default(call_default_factory=True)


def content(said: Any) -> Any:
    """Whatever stands in a field, as plain data.

    >>> content((Estimate.model_validate([1, 2, 3]), True))
    [[1, 2, 3], True]
    """
    if isinstance(said, Estimate):
        return estimate(said)
    if isinstance(said, Rule):
        return rule(said)
    if isinstance(said, BaseModel):
        return _record(said)
    if isinstance(said, dict):
        return {str(key): item if isinstance(item, Cell) else content(item) for key, item in said.items()}
    if isinstance(said, tuple):
        return [content(item) for item in said]
    return _leaf(said)


def _leaf(content: Any) -> Any:
    if isinstance(content, dt.date):
        return content.isoformat()
    if isinstance(content, float) and content.is_integer() and abs(content) < 1e15 and str(content) != "-0.0":
        return int(content)
    if isinstance(content, tuple):
        return [_record(item) if isinstance(item, BaseModel) else _leaf(item) for item in content]
    return content
