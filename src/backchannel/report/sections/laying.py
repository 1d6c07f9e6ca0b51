"""What sections share: sentences of a Finding as paragraphs, numbers as cells, pictures as figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from backchannel.core.finding import Finding
from backchannel.core.words import band, rounded, sentence, standard_error, within
from backchannel.report.document import Block, Figure, Kind, Paragraph
from backchannel.report.drawing import picture
from backchannel.report.material import Material
from backchannel.report.naming import NUMBERED, asked, in_words

UNDER = "under these inputs"
COMMAND = re.compile(r"`backchannel |--[a-z]|`--")


def number(value: object) -> float:
    """A cell as a number; 0 where it is blank."""
    return float(value) if isinstance(value, int | float) else 0.0


def chance(value: object, error: object) -> str:
    """A share with its error, as a cell; a dash where there is none."""
    if value is None:
        return "-"
    return f"{rounded(number(value), number(error))} (± {100 * number(error):.1f})"


def likelihood(value: object, error: object) -> str:
    """A share in words and numbers: the band, the bands within two errors, the share with its error.

    >>> likelihood(0.7, 0.02), likelihood(0.54, 0.02)
    ('likely, 70% (± 2.0)', 'roughly even or likely, 54% (± 2.0)')
    >>> likelihood(0.012, 0.003), likelihood(0.004, 0.001)
    ('almost no chance, 1% (± 0.3)', 'under one in a hundred, under 1% (± 0.1)')
    """
    share, spread = number(value), 2.0 * number(error)
    words = dict.fromkeys(band(min(max(x, 0.0), 1.0)) for x in (share - spread, share, share + spread))
    here = band(share)
    if len(words) > 1:
        words, here = dict.fromkeys(map(_standard, words)), _standard(here)
    near = [w for w in words if w != here]
    either = here if not near else f"{here} or {near[0]}" if len(near) == 1 else f"{near[0]} to {near[-1]}"
    return f"{either}, {chance(value, error)}"


BEYOND = {"under one in a hundred": "almost no chance", "over 99 in a hundred": "almost certain"}
"""Ends of the scale for which the directive has no words of their own, and the words next to them."""


def _standard(words: str) -> str:
    return BEYOND.get(words, words)


def over_doubts(low: object, high: object) -> str:
    """80% of the chances that single readings of the doubts give, in points."""
    return "-" if low is None or high is None else f"{100 * number(low):.0f} to {100 * number(high):.0f}"


def at_most(runs: int) -> str:
    """The Monte Carlo error that no share of so many independent runs has more of."""
    return f"Monte Carlo error at most {100 * standard_error(runs / 2, runs):.1f} points"


def counted(material: Material, runs: int, what: str, errors: Iterable[object] = ()) -> str:
    """The note that every section with percentages carries; ``errors`` are those of shares that stand beneath it."""
    most = max((number(e) for e in errors), default=0.0)
    worst = f"Monte Carlo error at most {100 * most:.1f} points" if most else at_most(runs)
    said = f"Shares of {runs:,} {what}, {UNDER}; {worst}"
    return f"{said}; {material.copied}." if material.copied else f"{said}."


def split(text: str) -> tuple[str, str]:
    """Section and body of a sentence of a Finding that begins with its section; no section where it has none."""
    head, colon, body = text.partition(": ")
    return (head, body) if colon and len(head) <= 20 and head[:1].isupper() else ("", text)


def told(material: Material, texts: Iterable[str], *heads: str) -> dict[str, list[str]]:
    """Sentences by section, made fit for paper; those of ``heads`` only where any are named."""
    out: dict[str, list[str]] = {}
    for text in texts:
        head, body = split(text)
        if not heads or head in heads:
            for said in on_paper(material, body):
                out.setdefault(head, []).append(said)
    return out


def on_paper(material: Material, text: str) -> list[str]:
    """A sentence without what only a keyboard can follow: commands and options go, ids become names."""
    kept = "; ".join(part for part in text.rstrip().split("; ") if not COMMAND.search(part))
    kept = " ".join(one for one in re.split(r"(?<=[.]) (?=[A-Z])", kept) if one)
    if not kept:
        return []
    kept = kept if kept.endswith((".", "?", "!")) else f"{kept}."
    kept = kept.replace("`forecast`", "the forecast").replace("`", "")
    return [sentence(said_of(material, kept))]


@lru_cache(maxsize=8)
def _pattern(ids: tuple[str, ...]) -> re.Pattern[str]:
    one_of = "|".join(sorted(map(re.escape, ids), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<quote>'?)(?P<id>{one_of})(?P=quote)(?!\w)")


def _ids(material: Material) -> re.Pattern[str]:
    case = material.case
    groups: tuple[tuple[Any, ...], ...] = (
        *(case.questions, case.indicators, case.actors),
        *(case.levels, case.issues, case.tracks),
    )
    return _pattern(
        tuple(r.id for group in groups for r in group if "_" in r.id or NUMBERED.fullmatch(r.id)) or ("\0",)
    )


def heading(id: object) -> str:
    """The same at the head of a question."""
    return sentence(asked(id).strip("'"))


def said_of(material: Material, text: object) -> str:
    """A text of a Finding with ids as names."""
    return _ids(material).sub(lambda m: _quoted(material, m["id"]), str(text))


def _quoted(material: Material, id: str) -> str:
    case = material.case
    sign = next((one for one in case.indicators if one.id == id), None)
    if sign is not None:
        return f"'{sign.what}'" if NUMBERED.fullmatch(id) else in_words(id)
    return asked(id) if any(id == q.id for q in case.questions) else within(case.name(id))


def paragraphs(
    material: Material, texts: Iterable[str], *heads: str, kind: Kind | None = "simulated", leads: bool = True
) -> list[Block]:
    """A paragraph for each section of the sentences of a Finding."""
    found = told(material, texts, *heads)
    order = heads or tuple(found)
    return [
        Paragraph(" ".join(found[head]), lead=head if leads else "", kind=kind) for head in order if found.get(head)
    ]


def figure(
    material: Material, name: str, found: Finding, caption: str, alt_text: str, kind: Kind = "simulated"
) -> Figure:
    """The chart of a Finding drawn: as SVG, with the specification it was drawn from, records called by their names."""
    svg, spec = picture(material.case, found)
    return Figure(name, caption, alt_text, svg, spec, kind)
