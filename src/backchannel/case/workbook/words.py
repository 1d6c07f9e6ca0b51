"""What the sheets and columns of a workbook are called, and what they ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from backchannel.case.book import SINGULAR
from backchannel.case.fields import Value
from backchannel.case.setting import BY_LEVEL

Span = tuple[float | None, float | None]

TITLES = {
    ("conference", "attendance"): "Attendance",
    ("actors", "exit"): "Exits",
    ("actors", "trust"): "Trust by level",
    ("actors", "side_benefit"): "Side benefit by level",
    ("issues", "anchors"): "Anchors",
    ("issues", "sequence"): "Sequences",
    ("levels", "requires"): "Requirements",
    ("levels", "breakage"): "Breakage",
    ("war", "sides", "outcome"): "Outcomes of victory",
    ("claims", "tests"): "Tests",
    ("questions", "event"): "Events",
}
"""Sheets whose title is not that of their place."""

ABOUT = {
    "anchors": "What the points of an issue's scale mean: 0, 100 and any between.",
    "outcome": "What a side would impose on each issue if it won; unless said, what its fighting actors want.",
    "trust": "An actor's trust where it differs between levels; one value for all stands in Actors.",
    "side_benefit": "What a text brings an actor besides, where it differs between levels; else see Actors.",
}

FIXED = {
    "evidence": "Ids of Evidence, or judgement. Several: a, b.",
    "label": "Who may see it: public, partners, team or secret. Blank: by the rules in Instructions.",
}
HINTS = {
    "day": "A date, YYYY-MM-DD.",
    "flag": "yes or no.",
    "numbers": "Two numbers: 40, 60.",
    "pairs": "COLUMN: VALUE, COLUMN: VALUE.",
    "rule": "Who must say yes: a, b (all) or any: a, b; in each other as [a, {any: [b, c]}].",
}


def title(path: tuple[str, ...]) -> str:
    """The title of the sheet at a place of the case.

    >>> title(("levels", "requires")), title(("war", "sides")), title(("ties",))
    ('Requirements', 'War sides', 'Ties')
    """
    if path == ("sides",):
        path = ("war", "sides")
    words = TITLES.get(path) or " ".join((SINGULAR.get(path[-2], path[-2]) if path[1:] else "", path[-1]))
    words = words.replace("_", " ").strip()
    return words[:1].upper() + words[1:31]


def about(model: type[BaseModel]) -> str:
    """The first sentences of what is said of a model."""
    said = re.split(r"\n\s*\n", model.__doc__ or "")[0]
    return " ".join(said.replace("`", "").split())


def _sentence(text: str) -> str:
    said = text[0].upper() + text[1:]
    return said if said.endswith((".", "?")) else f"{said}."


def question(name: str, info: FieldInfo, spec: Value) -> str:
    """The question of a number, with its range and what a blank cell means."""
    top = "or more" if spec.hi == float("inf") else f"to {spec.hi:g}"
    neutral = f" Blank: {spec.neutral:g}." if spec.neutral is not None and not info.is_required() else ""
    more = f" {_sentence(info.description)}" if info.description else ""
    levels = " For one level only: its own sheet." if name in BY_LEVEL else ""
    unit = spec.unit.removeprefix("0-100").lstrip(", ")
    return f"{spec.ask}{more} {spec.lo:g} {top}{f' ({unit})' if unit else ''}, or ?.{neutral}{levels}"


def hint(name: str, info: FieldInfo, kind: str, words: Sequence[Any], refers: str, span: Span) -> str:
    """What the column of a field asks for: its meaning, what may stand in it, and what a blank cell means."""
    if name in FIXED:
        return FIXED[name]
    said = [_sentence(info.description.replace("`", ""))] if info.description else []
    many = kind == "list"
    if refers:
        said.append(f"{'Ids' if many else 'An id'} of {title((refers,))}.")
    elif words:
        said.append(f"{'Of' if many else 'One of'} {', '.join(map(str, words))}.")
    if many:
        said.append("Several: a, b.")
    if kind in HINTS:
        said.append(HINTS[kind])
    if span != (None, None):
        low, high = span
        said.append(f"{low:g} to {high:g}." if high is not None else f"Above {low:g}.")
    if name == "id" and any(getattr(m, "pattern", None) for m in info.metadata):
        said.append("A lower-case word such as free_army (a-z, 0-9, _).")
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    if isinstance(default, str | int | float) and not isinstance(default, bool):
        said.append(f"Blank: {default}.")
    elif isinstance(default, bool):
        said.append(f"Blank: {'yes' if default else 'no'}.")
    return " ".join(said)
