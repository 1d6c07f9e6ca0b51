"""The theory catalogue for a terminal: list it, explain one entry, compute one."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from rich.table import Table
from rich.text import Text

from backchannel import terminal
from backchannel.case.problems import did_you_mean
from backchannel.theory.catalogue import CATALOGUE, Form, Output, evaluate

_BARE_POINT = re.compile(r"(^|[\s\[,+-])\.(?=\d)")
"""A decimal point without a digit before it, as people write it and JSON does not."""


def run(name: str | None, settings: list[str], *, show: bool, as_json: bool) -> None:
    """Do what `backchannel theory` was asked. Raises ValueError with one message for wrong input."""
    if name is None:
        _list(as_json)
        return
    if name not in CATALOGUE:
        hint = did_you_mean(name, CATALOGUE) or f"there are: {', '.join(CATALOGUE)}"
        raise ValueError(f"no closed form called {name}; {hint}")
    form = CATALOGUE[name]
    if show:
        _explain(form)
        return
    given = _given(settings, as_json)
    if isinstance(given, list):
        answers: Any = []
        for n, one in enumerate(given):
            try:
                answers.append(evaluate(name, one))
            except ValueError as error:
                raise ValueError(f"item {n} of the list: {error}") from None
    else:
        answers = evaluate(name, given)
    if as_json:
        terminal.write(json.dumps(answers, allow_nan=False))
        return
    out = terminal.console()
    for key, value in answers.items():
        out.print(f"{key} = {_shown(value)}", markup=False)


def _shown(value: Output) -> str:
    """A value as one reads it: numbers to ten digits, the rest as JSON has it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _given(settings: list[str], as_json: bool) -> Any:
    out: dict[str, Any] = {}
    for text in settings:
        key, equals, value = text.partition("=")
        if not equals:
            raise ValueError(f"--set {text}: expected PARAMETER=NUMBER, or PARAMETER=[NUMBER, ...] for a list")
        if key.strip() in out:
            raise ValueError(f"--set {text}: {key.strip()} is set twice; expected each parameter once")
        try:
            out[key.strip()] = json.loads(_BARE_POINT.sub(r"\g<1>0.", value))
        except ValueError:
            raise ValueError(f"--set {text}: `{value}` is neither a number nor a list such as [.5, .3, .2]") from None
    if as_json and not settings and not sys.stdin.isatty():
        raw = sys.stdin.read()
        try:
            found = json.loads(raw)
        except ValueError as error:
            raise ValueError(f"standard input is not JSON: {error}") from None
        if not isinstance(found, dict | list) or (
            isinstance(found, list) and not all(isinstance(f, dict) for f in found)
        ):
            raise ValueError("standard input: expected an object of parameters, or a list of such objects")
        return found
    return out


def _list(as_json: bool) -> None:
    if as_json:
        print(
            json.dumps([{"name": f.name, "title": f.title, "source": f.source} for f in CATALOGUE.values()], indent=2)
        )
        return
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("name", no_wrap=True)
    grid.add_column("what")
    for form in CATALOGUE.values():
        grid.add_row(form.name, Text(form.title))
    out = terminal.console()
    out.print(grid)
    out.print("backchannel theory NAME --show explains one and says whose it is; --set p=.6 computes it", markup=False)


def _explain(form: Form) -> None:
    out = terminal.console()
    out.print(Text(f"{form.name}: {form.title}", style="bold"))
    out.print(form.equation, markup=False)
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("symbol", "meaning", "range"):
        grid.add_column(head)
    for symbol, meaning, range_ in form.symbols:
        grid.add_row(Text(symbol), Text(meaning), Text(range_))
    out.print(grid)
    out.print(f"gives: {', '.join(form.outputs)}", markup=False)
    out.print(f"source: {form.source}", markup=False)
    out.print(f"caveats: {form.caveats}", markup=False)
