"""What sections share: sentences of a Finding as paragraphs, numbers as cells, pictures as figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from backchannel.core.labels import Label
from backchannel.core.theme import dressed
from backchannel.core.words import band, percent, points, rounded, sentence, standard_error, within
from backchannel.report.document import Block, Figure, Kind, Paragraph
from backchannel.report.material import Material

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
    """
    share, spread = number(value), 2.0 * number(error)
    words = dict.fromkeys(band(min(max(x, 0.0), 1.0)) for x in (share - spread, share, share + spread))
    here = band(share)
    near = [w for w in words if w != here]
    either = here if not near else f"{here} or {near[0]}" if len(near) == 1 else f"{near[0]} to {near[-1]}"
    return f"{either}, {chance(value, error)}"


def over_doubts(low: object, high: object) -> str:
    """80% of the chances that single readings of the doubts give, in points."""
    return "-" if low is None or high is None else f"{100 * number(low):.0f} to {100 * number(high):.0f}"


def at_most(runs: int) -> str:
    """The Monte Carlo error that no share of so many has more of."""
    return f"Monte Carlo error at most {100 * standard_error(runs / 2, runs):.1f} points"


def counted(material: Material, runs: int, what: str) -> str:
    """The note that every section with percentages carries."""
    said = f"Shares of {runs:,} {what}, {UNDER}; {at_most(runs)}"
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
    return [sentence(_ids(material).sub(lambda m: _quoted(material, m.group()), kept))]


@lru_cache(maxsize=8)
def _pattern(ids: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w'])(?:" + "|".join(sorted(map(re.escape, ids), key=len, reverse=True)) + r")(?![\w'])")


def _ids(material: Material) -> re.Pattern[str]:
    case = material.case
    groups: tuple[Any, ...] = (case.questions, case.indicators, case.actors, case.levels, case.issues, case.tracks)
    return _pattern(tuple(r.id for group in groups for r in group if "_" in r.id) or ("\0",))


def _quoted(material: Material, id: str) -> str:
    case = material.case
    if any(id == r.id for r in (*case.questions, *case.indicators)):
        return f"'{id.replace('_', ' ')}'"
    return within(case.name(id))


def paragraphs(
    material: Material, texts: Iterable[str], *heads: str, kind: Kind | None = "simulated", leads: bool = True
) -> list[Block]:
    """A paragraph for each section of the sentences of a Finding."""
    found = told(material, texts, *heads)
    order = heads or tuple(found)
    return [
        Paragraph(" ".join(found[head]), lead=head if leads else "", kind=kind) for head in order if found.get(head)
    ]


def figure(name: str, chart: alt.TopLevelMixin, caption: str, alt_text: str, label: Label) -> Figure:
    """A chart drawn: as SVG, with the specification it was drawn from."""
    import vl_convert as vlc

    spec = dressed(chart, str(label))
    spec.pop("description", None)  # what it shows stands in the alternative text
    return Figure(name, caption, alt_text, vlc.vegalite_to_svg(spec), spec, "simulated")


def sentences_of(items: Sequence[str]) -> str:
    """Parts as one text, each a sentence."""
    return " ".join(sentence(item) if item.endswith(".") else f"{sentence(item)}." for item in items if item)


__all__ = [
    "UNDER", "at_most", "chance", "counted", "figure", "likelihood", "number", "on_paper", "over_doubts", "paragraphs",
    "percent", "points", "sentences_of", "split", "told",
]  # fmt: skip
