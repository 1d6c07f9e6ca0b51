"""Case -> the plain data a person would write: shorthands where they say it all, nothing that is at its default."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel

from backchannel.case.estimate import Estimate, Provenance
from backchannel.case.rules import Rule
from backchannel.case.schema import Case, Tie
from backchannel.case.shape import fields

ORDER = (*("low", "best", "high", "interval", "experts", "unknown"), *fields(Provenance))
"""The fields of an Estimate, numbers first."""


def plain(case: Case) -> dict[str, Any]:
    """A case as mappings, lists, words and numbers; `building.build` reads it back equal.

    >>> from backchannel.case.reading import find_case, read_case
    >>> plain(read_case(find_case("geneva-ii")))["actors"][0]["id"]
    'syrian_government'
    """
    said: dict[str, Any] = _record(case)
    return said


def estimate(given: Estimate) -> Any:
    """A number in its shortest form.

    >>> [estimate(Estimate.model_validate(v)) for v in (3, [1, 2.5, 4], "?", {"best": 1, "note": "so"})]
    [3, [1, 2.5, 4], '?', {'best': 1, 'note': 'so'}]
    """
    said = {name: _leaf(getattr(given, name)) for name in ORDER if _is_said(given, name)}
    if given.low == given.high == given.best:
        said = {name: content for name, content in said.items() if name not in ("low", "high")}
    if set(said) == {"best"}:
        return said["best"]
    if set(said) == {"low", "best", "high"}:
        return [said["low"], said["best"], said["high"]]
    return "?" if set(said) == {"unknown"} else said


def rule(given: Rule) -> Any:
    """A rule in its shortest form.

    >>> rule(Rule.model_validate({"all": ["a", {"any": ["b", "c"]}]}))
    ['a', {'any': ['b', 'c']}]
    """
    if given.actor is not None:
        return given.actor
    if given.all is not None:
        return [rule(part) for part in given.all]
    if given.any is not None:
        return {"any": [rule(part) for part in given.any]}
    said: dict[str, Any] = {"quota": _content(given.quota), "of": list(given.of or ())}
    return said | ({"weights": _content(given.weights)} if given.weights is not None else {})


def _record(record: BaseModel) -> dict[str, Any]:
    said = {name: _content(getattr(record, name)) for name in fields(type(record)) if _is_said(record, name)}
    if isinstance(record, Tie) and record.id == f"{record.source}-{record.target}":
        del said["id"]
    return said


def _is_said(record: BaseModel, name: str) -> bool:
    info = fields(type(record))[name]
    return info.is_required() or getattr(record, name) != info.get_default(call_default_factory=True)


def _content(content: Any) -> Any:
    if isinstance(content, Estimate):
        return estimate(content)
    if isinstance(content, Rule):
        return rule(content)
    if isinstance(content, BaseModel):
        return _record(content)
    if isinstance(content, dict):
        if set(content) == {"all"} and isinstance(content["all"], Estimate):
            return estimate(content["all"])
        return {key: _content(item) for key, item in content.items()}
    if isinstance(content, tuple):
        return [_content(item) for item in content]
    return _leaf(content)


def _leaf(content: Any) -> Any:
    if isinstance(content, dt.date):
        return content.isoformat()
    if isinstance(content, float) and content.is_integer() and abs(content) < 1e15:
        return int(content)
    if isinstance(content, tuple):
        return [_record(item) if isinstance(item, BaseModel) else _leaf(item) for item in content]
    return content
