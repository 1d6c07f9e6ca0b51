"""Reading `{"utilities": [[...]], "disagreement": [...]}`: one row an outcome, one column a party."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from backchannel.core.errors import AskError

MOST_ROWS, MOST_PARTIES = 1_000_000, 100
SHAPE = '{"utilities": [[...], ...], "disagreement": [...]}, one row for each outcome and one number for each party'


@dataclass(frozen=True)
class Utilities:
    """What each outcome is worth to each party [row, party], and what each has without a deal [party]."""

    table: NDArray[np.float64]
    disagreement: NDArray[np.float64]


def read_utilities(path: Path) -> Utilities:
    """The table in a JSON file. Raises AskError naming file and line or row, or why it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = (error.strerror or "cannot be read").lower()
        raise AskError(f"{path}: {why}; expected a JSON file that holds {SHAPE}") from None
    if raw.count(b"[") > MOST_ROWS + 2:
        raise AskError(f"{path}: more than {MOST_ROWS} rows; expected at most so many outcomes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise AskError(f"{path}, line {line}: not UTF-8; expected a JSON file, save it as UTF-8") from None
    try:
        tree = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise AskError(f"{path}, line {error.lineno}: not JSON ({error.msg}); expected {SHAPE}") from None
    except (_WrongError, RecursionError, ValueError) as error:
        why = str(error) if isinstance(error, _WrongError) else "not JSON that can be read"
        where = _line_of(text, why.split()[0]) if isinstance(error, _WrongError) else ""
        raise AskError(f"{path}{where}: {why}; expected {SHAPE}") from None
    return _checked(path, tree)


class _WrongError(Exception):
    """What JSON allows, or its reader lets pass, and a table does not."""


def _no_number(name: str) -> NoReturn:
    raise _WrongError(f"{name} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise _WrongError(f'"{name}" stands there twice' if len(name) < 40 else "a name stands there twice")
    return dict(pairs)


def _line_of(text: str, what: str) -> str:
    """The line on which something last or, for a number, first stands."""
    at = text.rfind(what) if what.startswith('"') else text.find(what)
    return f", line {text.count(chr(10), 0, at) + 1}" if at >= 0 else ""


def _checked(path: Path, tree: Any) -> Utilities:
    if not isinstance(tree, dict) or set(tree) != {"utilities", "disagreement"}:
        raise AskError(f"{path}: expected {SHAPE}, and no other names")
    rows, without = tree["utilities"], tree["disagreement"]
    if not isinstance(without, list) or not without:
        raise AskError(f"{path}: disagreement names no parties; expected a list with one number for each party")
    if not isinstance(rows, list) or not rows:
        raise AskError(f"{path}: utilities has no rows; expected at least one outcome")
    parties = len(without)
    if parties > MOST_PARTIES:
        raise AskError(f"{path}: {parties} parties; expected at most {MOST_PARTIES}")
    disagreement = _numbers([without], parties, f"{path}: disagreement", [""])
    return Utilities(_numbers(rows, parties, f"{path}: utilities", None), disagreement[0])


def _numbers(rows: list[Any], parties: int, where: str, names: list[str] | None) -> NDArray[np.float64]:
    for n, row in enumerate(rows):
        at = f"{where}, row {n} (counted from 0)" if names is None else where
        if not isinstance(row, list):
            raise AskError(f"{at}: no list; expected {parties} numbers, one for each party")
        if len(row) != parties:
            raise AskError(f"{at}: {len(row)} numbers; expected {parties}, one for each party as in disagreement")
        if not {type(cell) for cell in row} <= {int, float}:
            raise AskError(f"{at}: a value is no number; expected {parties} numbers, one for each party")
    try:
        table = np.array(rows, dtype=np.float64)
    except OverflowError:
        table = np.array([[_float(cell) for cell in row] for row in rows])
    odd = ~np.isfinite(table).all(axis=1)
    if odd.any():
        at = f"{where}, row {int(odd.argmax())} (counted from 0)" if names is None else where
        raise AskError(f"{at}: a number is too large; expected at most 1e300")
    return table


def _float(cell: float) -> float:
    try:
        return float(cell)
    except OverflowError:
        return float("inf")
