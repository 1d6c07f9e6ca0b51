"""What the shape of a graph file gets wrong, in words of our own and at places of the file as it was written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from backchannel.case.graphfile.schema import NEUTRAL, NEUTRAL_GRAPH
from backchannel.case.graphfile.wrong import WrongError
from backchannel.case.problems import listing

Path = tuple[str | int, ...]

EXPECTED = {
    "int": "a whole number",
    "float": "a number",
    "finite": "a finite number",
    "string": "text",
    "tuple": "a list",
    "dict": "names with what belongs to each, as in `{...}`",
    "model": "names with what belongs to each, as in `{...}`",
}
"""By how pydantic's names of errors begin."""


PREFERENCES = (("preferences",), ("ranking_best_first",))
"""Where a file says what somebody wants, which no message repeats."""


class Wrong(NamedTuple):
    """One thing wrong at a place of the file."""

    path: Path
    message: str
    expected: str | None = None
    fix: str | None = None


def of_shape(error: ValidationError, data: Any) -> list[Wrong]:
    """All that is wrong, once for each place: of several forms that a value may have, what each expects."""
    found: dict[Path, Wrong] = {}
    for one in error.errors(include_url=False):
        wrong = _one(one, data)
        before = found.get(wrong.path)
        if before is None or len(before.path) == 0:
            found[wrong.path] = wrong
        elif before.expected and wrong.expected and wrong.expected not in before.expected:
            found[wrong.path] = before._replace(expected=f"{before.expected} or {wrong.expected}")
    return list(found.values())


def _one(one: Mapping[str, Any], data: Any) -> Wrong:
    kind, context = str(one["type"]), one.get("ctx", {})
    path = _there(tuple(one["loc"]), data, last=kind == "missing")
    if kind == "missing":
        return Wrong(path, "is missing")
    if kind == "extra_forbidden":
        return Wrong(path, "is no field here")
    if kind == "value_error":
        why = context["error"]
        if isinstance(why, WrongError):
            return Wrong((*path, *why.field), str(why), why.expected, why.fix)
        return Wrong(path, str(why))
    value = one.get("input")
    quiet = isinstance(value, dict | list | tuple) or value is None or path[:1] in PREFERENCES
    shown = "" if quiet else f" (got `{str(value)[:60]}`)"
    return Wrong(path, f"is not right{shown}", _expected(kind, context))


def _expected(kind: str, context: Mapping[str, Any]) -> str | None:
    if kind == "literal_error":
        return listing(re.findall("'([^']*)'", str(context["expected"])))
    if kind == "string_too_short":
        return "text that is not empty"
    if kind == "string_too_long":
        return f"at most {context['max_length']} characters"
    if kind == "string_pattern_mismatch":
        return "a letter or _, then letters, digits, _ and -, at most 64 in all"
    if kind == "too_short":
        return f"{context['min_length']} or more"
    if kind == "too_long":
        return f"at most {context['max_length']}"
    if kind == "greater_than_equal":
        return f"{context['ge']} or more"
    return EXPECTED.get(kind.partition("_")[0])


def _there(loc: Path, data: Any, *, last: bool) -> Path:
    """The steps that the file has: pydantic names on the way which form it tried."""
    out: list[str | int] = []
    for n, step in enumerate(loc):
        if isinstance(data, dict) and str(step) in data:
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        elif not (last and n == len(loc) - 1):
            continue
        out.append(step)
    return tuple(out)


def as_written(path: Path, data: Any) -> Path:
    """The place in a file of a neutral form that a place in the published form was made from."""
    form = data.get("format")
    if form not in (NEUTRAL, NEUTRAL_GRAPH) or not path:
        return path
    head, *rest = path
    if head == "actors":
        return ("decision_makers", *rest) if form == NEUTRAL else ("decision_makers", *rest[:1])
    if form == NEUTRAL_GRAPH:
        return ("ranking_best_first", *rest[:1], *rest[2:]) if head == "preferences" else path
    if head == "options":
        return (head, *("dm" if step == "by" else step for step in rest))
    if head == "unseen":
        return ("misperceptions", *rest[:1])
    if head == "infeasible" and rest and isinstance(rest[0], int):
        lengths = [len(alternatives) for alternatives in data["infeasible"]]
        flat = [(n, k) for n, length in enumerate(lengths) for k in range(length)]
        return (head, *flat[rest[0]])
    return path
