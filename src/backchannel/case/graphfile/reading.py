"""A file of a graph model -> a :class:`Conflict`; whatever is wrong is said with file, line and field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from backchannel.case.graphfile.building import build
from backchannel.case.graphfile.conflict import Conflict
from backchannel.case.graphfile.saying import Wrong, as_written, of_shape
from backchannel.case.graphfile.schema import FORMS, as_own
from backchannel.case.graphfile.wrong import WrongError
from backchannel.case.problems import CaseError, Problem, did_you_mean, listing

LARGEST = 20_000_000
"""Bytes of a file."""


def read_graph(path: Path) -> Conflict:
    """The conflict that a JSON file describes. Raises CaseError with everything that is wrong at one go."""
    name = path.name
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise CaseError([_problem(name, f"is {size:,} bytes long", f"at most {LARGEST:,}")])
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError([_problem(name, f"is no UTF-8 text (byte {error.start + 1})", "a JSON file")]) from None
    except OSError as error:
        raise CaseError([_problem(str(path), error.strerror or "cannot be read", "a JSON file")]) from None
    return parse_graph(text, name)


def parse_graph(text: str, name: str) -> Conflict:
    """The conflict that a JSON text describes; ``name`` is what messages call it. Raises CaseError.

    >>> parse_graph("{", "talks.json")
    Traceback (most recent call last):
    ...
    backchannel.case.problems.CaseError: talks.json:1: is no JSON: Expecting property name enclosed in double quotes...
    """
    if not text.strip():
        raise CaseError([_problem(name, "is empty", f"JSON whose `format` is {listing(FORMS)}")])
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        problem = Problem(
            severity="error", file=name, line=error.lineno, column=error.colno, message=f"is no JSON: {error.msg}"
        )
        raise CaseError([problem]) from None
    except ValueError as error:
        raise CaseError([_problem(name, str(error), None)]) from None
    except RecursionError:
        raise CaseError([_problem(name, "is nested too deep", "a few levels")]) from None
    form = data.get("format") if isinstance(data, dict) else None
    if not isinstance(form, str) or form not in FORMS:
        fix = did_you_mean(form, FORMS) if isinstance(form, str) else None
        what = "says no format" if form is None else f"format is `{str(form)[:60]}`"
        raise CaseError(
            [Problem(severity="error", file=name, message=what, expected=f"`format` to be {listing(FORMS)}", fix=fix)]
        )
    try:
        return build(as_own(FORMS[form].model_validate(data)))
    except ValidationError as error:
        wrong = of_shape(error, data)
    except WrongError as error:
        wrong = [Wrong(error.field, str(error), error.expected, error.fix)]
    raise CaseError([_located(text, name, one._replace(path=as_written(one.path, data))) for one in wrong])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise ValueError(f"`{key[:60]}` stands twice in one place; expected once")
        out[key] = value
    return out


def _no_constant(word: str) -> Any:
    raise ValueError(f"`{word}` is no number of JSON; expected a finite number")


def _problem(file: str, message: str, expected: str | None) -> Problem:
    return Problem(severity="error", file=file, message=message, expected=expected)


def _located(text: str, name: str, wrong: Wrong) -> Problem:
    return Problem(
        severity="error",
        file=name,
        line=_line(text, wrong.path),
        field=".".join(map(str, wrong.path)),
        message=wrong.message,
        expected=wrong.expected,
        fix=wrong.fix,
    )


def _line(text: str, path: tuple[str | int, ...]) -> int | None:
    """The line of a field, as far down as there is one: JSON is read as the YAML it nearly is, for its marks."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = [value for key, value in node.value if key.value == str(step)]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = node.value[step : step + 1]
        else:
            found = []
        if not found:
            break
        node = found[0]
    return None if node is None else int(node.start_mark.line) + 1
