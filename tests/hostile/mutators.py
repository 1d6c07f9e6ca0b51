"""Hostile file k: a pure function of its number, so that what fails can be named and made again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.hostile import books, damage, markup, seeds, tables, yamls

WHEEL = (
    *("yaml", "xlsx", "yaml", "stances", "xml", "yaml", "xlsx", "ktab", "yaml", "stances"),
    *("yaml", "xlsx", "decide", "yaml", "xml", "xlsx", "yaml", "ktab", "sheet", "stances"),
)
"""The format of file k is that at k modulo their number."""

HEAVY = 60
"""One file in so many is large."""


@dataclass(frozen=True)
class Hostile:
    """A case that somebody sends: its files by name, and which of them (or, where blank, their folder) is read."""

    number: int
    format: str
    recipe: str
    files: dict[str, bytes]
    target: str


def hostile(number: int) -> Hostile:
    """File ``number``."""
    chance = Random(f"hostile {number}")
    kind = WHEEL[number % len(WHEEL)]
    recipe, files, target = MAKERS[kind](chance, chance.randrange(HEAVY) == 0)
    return Hostile(number, kind, recipe, files, target)


Made = tuple[str, dict[str, bytes], str]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _bytes(chance: Random, raw: bytes, heavy: bool) -> tuple[str, bytes]:
    """Damage that knows nothing of the format."""
    if heavy:
        change = chance.choice(damage.LARGE)
        return change.__name__, change(chance, raw)
    if chance.random() < 0.1:
        other = chance.choice([seeds.SMALL, seeds.MIDDLE, seeds.STANCES, seeds.DECIDE]).encode()
        return "splice", damage.splice(chance, raw, chance.choice([other, seeds.ktab_xml(), seeds.ktab_table()]))
    said = []
    for _ in range(chance.choice([1, 1, 2, 3])):
        change = chance.choice(damage.SMALL)
        said.append(change.__name__)
        raw = change(chance, raw)
    return " ".join(said), raw


def _yaml(chance: Random, heavy: bool) -> Made:
    text = chance.choice([seeds.SMALL, seeds.MIDDLE])
    if chance.random() < 0.01:
        recipe, raw = _bytes(chance, seeds.geneva(), heavy)
        return f"geneva {recipe}", {"case.yaml": raw, "stances.csv": seeds.geneva_stances()}, ""
    kind = chance.random()
    if heavy and kind < 0.7:
        recipe, text = chance.choice(yamls.LARGE)(chance)
    elif heavy or kind < 0.3:
        recipe, raw = _bytes(chance, text.encode(), heavy)
        return recipe, {"case.yaml": raw}, "case.yaml"
    elif kind < 0.7:
        recipe, text = yamls.in_data(chance, text)
    elif kind < 0.93:
        recipe, text = yamls.piece(chance, text)
    else:
        recipe, text = yamls.whole(chance)
    return recipe, {"talks.yaml": _encoded(text)}, "talks.yaml"


def _stances(chance: Random, heavy: bool) -> Made:
    main = seeds.without_stances(seeds.SMALL).encode()
    table = seeds.STANCES
    if chance.random() < 0.02:
        main, table = seeds.geneva(), seeds.geneva_stances().decode()
    recipe, raw = _table(chance, table, ",", heavy)
    files = {"case.yaml": main, "stances.csv": raw}
    if chance.random() < 0.05:
        part = chance.choice(["claims.yaml", "questions.yaml", "case.yaml", "resolutions.yaml"])
        said, other = _bytes(chance, main, False)
        recipe, files = f"{recipe}, {part} {said}", files | {part: other}
    return recipe, files, ""


def _table(chance: Random, table: str, separator: str, heavy: bool) -> tuple[str, bytes]:
    kind = chance.random()
    if heavy and kind < 0.7:
        recipe, text = tables.large(chance, table)
    elif heavy or kind < 0.35:
        return _bytes(chance, table.encode(), heavy)
    else:
        recipe, text = tables.in_cells(chance, table, separator)
    return recipe, _encoded(text)


def _ktab(chance: Random, heavy: bool) -> Made:
    recipe, raw = _table(chance, seeds.ktab_table().decode(), ",", heavy)
    return recipe, {"smp.csv": raw}, "smp.csv"


def _decide(chance: Random, heavy: bool) -> Made:
    recipe, raw = _table(chance, seeds.DECIDE, ";", heavy)
    return recipe, {"decide.csv": raw}, "decide.csv"


def _xml(chance: Random, heavy: bool) -> Made:
    text = seeds.ktab_xml().decode()
    kind = chance.random()
    if heavy and kind < 0.7:
        recipe, text = markup.large(chance, text)
    elif heavy or kind < 0.3:
        recipe, raw = _bytes(chance, text.encode(), heavy)
        return recipe, {"smp.xml": raw}, "smp.xml"
    else:
        recipe, text = markup.in_markup(chance, text)
    return recipe, {"smp.xml": _encoded(text)}, "smp.xml"


def _xlsx(chance: Random, heavy: bool) -> Made:
    parts = seeds.book(chance.choice([0, 0, 0, 0, 1, 2]))
    recipe, raw = books.large(chance, parts) if heavy else books.damaged(chance, parts)
    return recipe, {"book.xlsx": raw}, "book.xlsx"


def _sheet(chance: Random, heavy: bool) -> Made:
    if chance.random() < 0.5:
        recipe, raw = _table(chance, seeds.expert_table().decode("utf-8-sig"), ",", heavy)
        return recipe, {"anna.csv": raw}, "anna.csv"
    parts = seeds.expert_book()
    recipe, raw = books.large(chance, parts) if heavy else books.damaged(chance, parts)
    return recipe, {"anna.xlsx": raw}, "anna.xlsx"


MAKERS: dict[str, Callable[[Random, bool], Made]] = {
    "yaml": _yaml,
    "stances": _stances,
    "xlsx": _xlsx,
    "ktab": _ktab,
    "xml": _xml,
    "decide": _decide,
    "sheet": _sheet,
}
