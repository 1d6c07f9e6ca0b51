"""From a name and parameters to an answer, or to one message about all that is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from numbers import Real
from typing import Any

import numpy as np

from backchannel.theory.catalogue.parts import Form, Output, Parameter
from backchannel.theory.catalogue.table import CATALOGUE

_TOO_LARGE = "an output is not finite; the parameters are too large or too close to a limit"


def evaluate(name: str, params: Mapping[str, object]) -> dict[str, Output]:
    """Answer of one closed form, by the names of its parameters and outputs, as plain Python values.

    Outputs are numbers, lists of numbers, booleans, words, or None where there is no such number: what JSON knows.
    Raises ValueError, with one line for each thing wrong: an unknown form, a parameter that is unknown, missing, of
    the wrong type, not finite or out of range, or a combination that has no answer.

    Source: the entry's own; see ``CATALOGUE[name].source``.

    >>> evaluate("contest_success", {"m_A": 1, "m_B": 1})
    {'p': 0.5}
    >>> evaluate("veto_player_probability", {"n": 3, "two_roh": 0.5})
    Traceback (most recent call last):
    ValueError: veto_player_probability does not take 'two_roh'; did you mean 'two_rho'?
    veto_player_probability needs 'two_rho': length of what each accepts, on a line of length 1, >= 0
    """
    if name not in CATALOGUE:
        raise ValueError(f"no closed form is named {name!r}{_did_you_mean(name, tuple(CATALOGUE))}")
    form = CATALOGUE[name]
    given = checked(form, params)
    try:
        with np.errstate(all="ignore"):  # what overflows is not finite, and said to be so below
            answer = form.function(**given)
    except ValueError as error:
        raise ValueError(f"{form.name}: {error}") from error
    except (OverflowError, ZeroDivisionError) as error:
        raise ValueError(f"{form.name}: {_TOO_LARGE}") from error
    found = [getattr(answer, each.name) for each in fields(answer)] if is_dataclass(answer) else [answer]
    values = {key: _plain(value) for key, value in zip(form.outputs, found, strict=True)}
    if not all(map(_finite, values.values())):
        raise ValueError(f"{form.name}: {_TOO_LARGE}")
    return values


def checked(form: Form, params: Mapping[str, object]) -> dict[str, Any]:
    """Parameters as the form's function takes them: floats, ints and lists of floats, defaults left to the function.

    Raises ValueError as :func:`evaluate` does, except for combinations, which only the function knows.

    >>> checked(CATALOGUE["veto_player_probability"], {"n": 3.0, "two_rho": 1})
    {'n': 3, 'two_rho': 1.0}
    """
    wanted = {parameter.name: parameter for parameter in form.parameters}
    wrong: list[str] = []
    values: dict[str, Any] = {}
    for name, raw in params.items():
        if name not in wanted:
            wrong.append(f"{form.name} does not take {name!r}{_did_you_mean(name, tuple(wanted))}")
            continue
        try:
            values[name] = _converted(wanted[name], raw)
        except ValueError as error:
            wrong.append(f"{form.name}: {error}")
    wrong += [
        f"{form.name} needs {parameter.name!r}: {parameter.meaning}, {parameter.span}"
        for parameter in form.parameters
        if parameter.required and parameter.name not in params
    ]
    if wrong:
        raise ValueError("\n".join(wrong))
    return {name: values[name] for name in wanted if name in values}


def _converted(parameter: Parameter, raw: object) -> float | int | list[float] | list[list[float]]:
    if parameter.kind == "matrix":
        rows = [
            _numbers(parameter, f"{parameter.name}[{place}]", row)
            for place, row in enumerate(_items(raw, f"{parameter.name!r} is {raw!r}; expected a list of rows"))
        ]
        for place, row in enumerate(rows):
            if len(row) != len(rows[0]):
                raise ValueError(
                    f"'{parameter.name}[{place}]' has {len(row)} numbers; expected {len(rows[0])}, as in the first row"
                )
        return rows
    if parameter.kind in ("list", "flags") and not (parameter.shared and isinstance(raw, Real)):
        return _numbers(parameter, parameter.name, raw)
    number = _number(parameter, parameter.name, raw)
    if parameter.kind == "int":
        if not number.is_integer():
            raise ValueError(f"{parameter.name!r} is {raw!r}; expected a whole number {parameter.range}")
        return int(number)
    return number


def _numbers(parameter: Parameter, name: str, raw: object) -> list[float]:
    instead = " or one number for all" if parameter.shared else ""
    items = _items(raw, f"{name!r} is {raw!r}; expected a list{instead}, each element {parameter.expected}")
    return [_number(parameter, f"{name}[{place}]", item) for place, item in enumerate(items)]


def _items(raw: object, otherwise: str) -> Iterable[object]:
    if isinstance(raw, np.ndarray) and raw.ndim > 0:
        raw = raw.tolist()
    if isinstance(raw, str | bytes | Mapping) or not isinstance(raw, Sequence) or not raw:
        raise ValueError(otherwise)
    return raw


def _number(parameter: Parameter, name: str, raw: object) -> float:
    if parameter.kind == "flags" and raw in (True, False):
        return float(bool(raw))
    if isinstance(raw, bool) or not isinstance(raw, Real):
        raise ValueError(f"{name!r} is {raw!r}; expected {parameter.expected}")
    try:
        number = float(raw)
    except OverflowError:
        number = math.inf
    if parameter.kind == "flags" or not math.isfinite(number) or not parameter.admits(number):
        raise ValueError(f"{name!r} is {raw}; expected {parameter.expected}")
    return number


def _plain(value: Any) -> Output:
    return [float(each) for each in value] if isinstance(value, tuple) else value


def _finite(value: Output) -> bool:
    if isinstance(value, list):
        return all(map(math.isfinite, value))
    return not isinstance(value, float) or math.isfinite(value)


def _did_you_mean(name: object, known: tuple[str, ...]) -> str:
    """Hint for a misspelt name: the likeliest known one, else all of them."""
    folded = {each.casefold(): each for each in known}
    close = get_close_matches(str(name).casefold(), folded, n=1)
    return f"; did you mean {folded[close[0]]!r}?" if close else f"; known: {', '.join(known)}"
