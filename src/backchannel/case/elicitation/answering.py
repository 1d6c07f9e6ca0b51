"""What was said in an interview, and how a line becomes an answer; each reader raises ValueError with one line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Guess = tuple[float, float, float] | None
"""Lowest, best, highest; None where nobody knows."""

MOST_PARTIES, MOST_MATTERS, MOST_OTHERS = 4, 3, 8
ROOM = 15.0
"""How far below and above one number for a private limit the doubt reaches, in points of 100."""

WEIGHTS = {
    "fighting": {"little": (2.0, 5.0, 10.0), "some": (6.0, 12.0, 20.0), "much": (15.0, 25.0, 40.0)},
    "conceding": {"little": (2.0, 7.0, 15.0), "some": (10.0, 20.0, 35.0), "much": (25.0, 40.0, 60.0)},
}
"""What words mean, in per cent of all that is at stake."""

KINDS = {"backer": "backer", "armed": "armed", "insiders": "insider", "insider": "insider"}
VOICES = {
    "women": r"wom[ae]n",
    "civil_society": r"civil|church|union|clan elders|elders|lawyers|teachers|students",
    "local": r"local|displaced|refugee|driven from|villag|communit|besieged|town|residents|pastoral|farmers",
    "minority": r"minorit|indigenous|ethnic",
}


@dataclass(frozen=True)
class Matter:
    """What is disputed, and what 0 and 100 mean."""

    name: str
    zero: str
    hundred: str


@dataclass(frozen=True)
class Other:
    """Somebody besides the parties: a backer or class of insiders of a party, or an armed group outside."""

    role: str
    name: str
    party: str | None


@dataclass(frozen=True)
class Missing:
    """Somebody decided about who has no seat, and whose voice that is."""

    who: str
    voice: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """What was answered so far. Guesses stand by party, positions by matter and party; shares are in per cent."""

    title: str
    as_of: dt.date
    parties: tuple[str, ...] = ()
    matters: tuple[Matter, ...] = ()
    public: tuple[tuple[Guess | str, ...], ...] = ()
    private: tuple[tuple[Guess, ...], ...] = ()
    strength: tuple[Guess, ...] = ()
    fighting: tuple[Guess, ...] = ()
    conceding: tuple[Guess, ...] = ()
    others: tuple[Other, ...] = ()
    missing: tuple[Missing, ...] = ()
    open: tuple[str, ...] = ()
    """Names of the questions that were left open."""


def _names(pieces: Sequence[str], what: str, least: int, most: int) -> tuple[str, ...]:
    names = tuple(piece.strip() for piece in pieces if piece.strip())
    if not least <= len(names) <= most:
        raise ValueError(f"expected {least} to {most} {what} (got {len(names)})")
    if len({name.casefold() for name in names}) < len(names):
        raise ValueError(f"expected different {what}; one is named twice")
    if any(len(name) > 120 for name in names):
        raise ValueError(f"expected {what} of at most 120 characters")
    return names


# --- one reader a question ---------------------------------------------------------------------------------------


def title(text: str, said: Said) -> dict[str, Any]:
    """The name of the conference and the day, which stands at the end."""
    found = re.fullmatch(r"(.*?)[\s,;]*\b(\d{4}-\d{2}-\d{2})", text)
    title, day = (found[1].strip(), found[2]) if found else (text, None)
    ending = text.rpartition(",")[2]
    if not found and (re.search(r"\d[./-]\d", text) or ("," in text and re.search(r"\b(19|20)\d\d\b", ending))):
        raise ValueError("expected the day as YYYY-MM-DD at the end, as in 2025-03-01")
    try:
        as_of = dt.date.fromisoformat(day) if day else said.as_of
    except ValueError:
        raise ValueError("expected a day that exists, as YYYY-MM-DD") from None
    if len(title) > 300:
        raise ValueError("expected a name of at most 300 characters")
    return {"title": title or said.title, "as_of": as_of}


def parties(text: str, said: Said) -> dict[str, Any]:
    """The parties, by commas."""
    pieces = re.split(r"[,;]", text) if text else ["First party", "Second party"]
    return {"parties": _names(pieces, "parties, separated by commas", 2, MOST_PARTIES)}


def matters(text: str, said: Said) -> dict[str, Any]:
    """What is disputed, by semicolons, each with its two ends."""
    if not text:
        return {"matters": (Matter("What divides them", "as today", "all that would change it"),)}
    found = []
    for piece in (p for p in text.split(";") if p.strip()):
        name, colon, ends = piece.partition(":")
        zero, slash, hundred = ends.partition("/")
        if not (name.strip() and colon and zero.strip() and slash and hundred.strip()):
            raise ValueError("expected MATTER: ONE END / OTHER END, several separated by semicolons")
        found.append(Matter(name.strip(), zero.strip(), hundred.strip()))
    _names([m.name for m in found], "matters, separated by semicolons", 1, MOST_MATTERS)
    return {"matters": tuple(found)}


def positions(name: str) -> Callable[[str, Said], dict[str, Any]]:
    """A reader of positions, by matter and party; `none` is for a party without a public line."""

    def read(text: str, said: Said) -> dict[str, Any]:
        if not text:
            return {name: tuple((None,) * len(said.parties) for _ in said.matters)}
        groups = text.split(";")
        if len(groups) != len(said.matters):
            raise ValueError(
                f"expected {count(len(said.matters), 'matter')}, separated by semicolons (got {len(groups)})"
            )
        return {name: tuple(_each(g, said.parties, lambda cell: _position(cell, name)) for g in groups)}

    return read


def _position(cell: str, name: str) -> Guess | str:
    if name == "public" and cell.casefold() in ("none", "nothing"):
        return "none"
    room = ROOM if name == "private" else 0.0
    return _guess(cell, 100.0, lambda best: (max(best - room, 0.0), best, min(best + room, 100.0)))


def strength(text: str, said: Said) -> dict[str, Any]:
    """Strengths by party, the strongest as 100."""
    if not text:
        return {"strength": (None,) * len(said.parties)}
    found = _each(text, said.parties, lambda cell: _guess(cell, 1e6, lambda best: (0.7 * best, best, 1.3 * best)))
    top = max((g[1] for g in found if g), default=0.0)
    if any(found) and top <= 0:
        raise ValueError("expected a number above 0 for the strongest")
    return {"strength": tuple(None if g is None else _scaled(g, 100.0 / top) for g in found)}


def _scaled(guess: tuple[float, float, float], factor: float) -> tuple[float, float, float]:
    low, best, high = (round(n * factor, 4) for n in guess)
    return (best, best, best) if best == 100.0 else (low, best, high)


def stakes(name: str) -> Callable[[str, Said], dict[str, Any]]:
    """A reader of shares of what is at stake, by party, in words or per cent."""

    def cell(text: str) -> Guess:
        word = WEIGHTS[name].get(text.casefold())
        return word or _guess(text, 100.0, lambda best: (best / 2, best, min(1.5 * best, 100.0)))

    def read(text: str, said: Said) -> dict[str, Any]:
        return {name: _each(text, said.parties, cell) if text else (None,) * len(said.parties)}

    return read


def others(text: str, said: Said) -> dict[str, Any]:
    """Who else there is, by semicolons: a kind, who it is, and of which party."""
    if text.casefold() in ("", "nobody", "none"):
        return {"others": ()}
    found = []
    for piece in (p for p in text.split(";") if p.strip()):
        kind, colon, rest = (part.strip() for part in piece.partition(":"))
        role = KINDS.get(kind.casefold())
        if role is None or not colon or not rest:
            raise ValueError(
                "expected `backer: WHO for PARTY`, `armed: WHO` or `insiders: WHO of PARTY`, separated by semicolons"
            )
        name, party = _whose(rest, said.parties)
        if role != "armed" and not party:
            raise ValueError(f"expected a party after each backer or class of insiders: {', '.join(said.parties)}")
        found.append(Other(role, rest, None) if role == "armed" else Other(role, name, party))
    names = [other.name for other in found]
    _names([*names, *said.parties], "names in all", 2, MOST_OTHERS + MOST_PARTIES)
    return {"others": tuple(found)}


def _whose(words: str, parties: tuple[str, ...]) -> tuple[str, str | None]:
    """Who, and of which party, as in `senior officials of Government`."""
    for party in sorted(parties, key=len, reverse=True):
        found = re.fullmatch(rf"(.*\S)\s+(?:for|of|in|behind)\s+{re.escape(party)}", words, re.IGNORECASE)
        if found:
            return found[1], party
    return words, None


def missing(text: str, said: Said) -> dict[str, Any]:
    """Who has no seat, by semicolons."""
    if text.casefold() in ("", "nobody", "none"):
        return {"missing": ()}
    names = _names(re.split(r"[;,]", text), "groups, separated by semicolons", 1, MOST_OTHERS)
    return {"missing": tuple(Missing(name, voices(name)) for name in names)}


def voices(who: str) -> tuple[str, ...]:
    """Whose voice the words for a group speak of.

    >>> voices("women's groups and displaced people")
    ('women', 'local')
    """
    return tuple(voice for voice, pattern in VOICES.items() if re.search(pattern, who, re.IGNORECASE))


# --- numbers in an answer ----------------------------------------------------------------------------------------


def _each(text: str, parties: tuple[str, ...], cell: Callable[[str], Any]) -> tuple[Any, ...]:
    """One answer for each party: in their order, or each after its name."""
    pieces = [piece.strip() for piece in text.split(",")]
    named: dict[str, str] = {}
    for piece in pieces:
        whose = [p for p in parties if piece.casefold().startswith(p.casefold())]
        if whose:
            party = max(whose, key=len)
            if party in named:
                raise ValueError(f"expected one answer for each party; {party} is named twice")
            named[party] = piece[len(party) :].lstrip(" :=")
    if named and len(named) == len(pieces):
        pieces = [named.get(party, "?") for party in parties]
    elif named:
        raise ValueError("expected the parties' names before all answers or before none")
    if len(pieces) != len(parties):
        raise ValueError(
            f"expected {count(len(parties), 'answer')}, separated by commas, for {', '.join(parties)} "
            f"(got {len(pieces)}); `?` where you don't know"
        )
    return tuple(cell(piece) for piece in pieces)


def _guess(cell: str, most: float, widened: Callable[[float], tuple[float, float, float]]) -> Guess:
    """A number, or three as in 5-20-40 or 5 20 40; nothing or `?` where nobody knows."""
    if cell in ("", "?"):
        return None
    numbers = re.split(r"\s*(?:-|–|\.\.|\s|to)\s*", cell.replace("%", "").strip())
    if not all(re.fullmatch(r"\d{1,9}(\.\d{1,6})?", n) for n in numbers) or len(numbers) not in (1, 3):
        raise ValueError("expected for each party one number, or three as in 5-20-40 (lowest, best, highest), or `?`")
    values = [float(n) for n in numbers]
    if max(values) > most:
        raise ValueError(f"expected numbers from 0 to {most:g}")
    if most == 100.0 and max(values) <= 1.0 and any(v % 1.0 for v in values):
        meant = "-".join(f"{100.0 * v:g}" for v in values)
        raise ValueError(f"expected numbers from 0 to 100, not shares of 1; did you mean {meant}?")
    if values != sorted(values):
        raise ValueError("expected three numbers in the order lowest, best, highest")
    return widened(values[0]) if len(values) == 1 else (values[0], values[1], values[2])


def count(number: int, what: str) -> str:
    """A number of things, in words.

    >>> count(1, "matter"), count(2, "matter")
    ('1 matter', '2 matters')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"
