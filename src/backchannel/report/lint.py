"""A linter over what a report says: one vocabulary of likelihood, no false precision, no advice, nobody denounced.

What the analyst wrote (names, notes, questions) is the analyst's; it is masked before the rules are put.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from backchannel.core.words import standard_error
from backchannel.report.document import Block, Bullets, Document, Figure, Paragraph, Section, Table

MASK = "[own]"
LIKELIHOOD = re.compile(
    r"\b(?:under one in a hundred|over 99 in a hundred|almost no chance|almost certain|roughly even|"
    r"(?:very )?(?:un)?likely|likelihood|probability)\b", re.I,
)  # fmt: skip
OTHER_ROWS = re.compile(
    r"\b(?:im)?probabl[ey]\b|\bremote\b|\bcertainly\b|\bdoubtless\b|\bconceivabl[ey]\b|\bperhaps\b|\bplausibl[ey]\b|"
    r"\broughly even odds\b|\bnearly certain\b|\b(?:highly|quite|rather|fairly|somewhat) (?:un)?likely\b", re.I,
)  # fmt: skip
CONFIDENCE = re.compile(r"\bconfiden(?:ce|t|tly)\b(?! intervals?\b)", re.I)
ADVICE = re.compile(r"\bshould\b|\bought to\b|\brecommend\w*|\badvis(?:e|able|ed)\b", re.I)
MUST = re.compile(r"\bmust(?! (?:sign|accept|say yes|have this|still be announced)\b)", re.I)
LOADED = re.compile(r"\bregimes?\b|\bterroris(?:t|ts|m)\b", re.I)
QUOTED = re.compile(r"'[^']{0,400}'|\"[^\"]{0,400}\"|\u201c[^\u201d]{0,400}\u201d")
TURNING = re.compile(
    r"\b(?:turn|turns|turned|turning)\b(?! out)|\bdefect\w*|\bdesert\w*|\b(?:switch|change)\w* sides?\b|\babandon\w*|"
    r"\bbreak\w* with\b|\bleav(?:e|es|ing)\b|\bgo(?:es)? over\b", re.I,
)  # fmt: skip
PERCENT = re.compile(r"(\d+(?:\.\d+)?)%(?:,? \(± ?(\d+(?:\.\d+)?))?")
STATED = re.compile(r"±|Monte Carlo error|standard error|interval", re.I)
UNDER = re.compile(r"\bunder these inputs\b", re.I)
SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z0-9'\[])")


@dataclass(frozen=True)
class Fault:
    """A rule that a text of a section breaks."""

    rule: str
    section: str
    text: str


def lint(document: Document) -> list[Fault]:
    """Every fault of what a document says by itself; none where it may leave.

    Rules: `vocabulary` (one row of ICD 203), `apart` (likelihood and confidence in one sentence), `precision` (a digit
    beyond the Monte Carlo error, or a percentage in a section that states none), `conditional` (results of the model
    without "under these inputs"), `advice`, `must`, `loaded`, `insiders` (a class of insiders said to turn).
    """
    masks = _masks(document.own_words)
    out: list[Fault] = []
    for section in document.sections:
        said = [(text, _masked(text, masks)) for text in _texts(section)]
        for original, text in said:
            out += [Fault(rule, section.id, original) for rule in _words(text)]
            out += [Fault("precision", section.id, original) for _ in _imprecise(text, section.runs)]
            out += [Fault("insiders", section.id, original) for _ in _turning(original, document.insiders)]
        everything = " ".join(text for _, text in said)
        if "%" in everything and not STATED.search(everything):
            out.append(Fault("precision", section.id, section.title))
        if _states_results(section) and not UNDER.search(everything):
            out.append(Fault("conditional", section.id, section.title))
    return out


def _texts(section: Section) -> Iterator[str]:
    """All that a section says, cells included."""
    yield section.title
    for block in section.blocks:
        yield from _of(block)


def _of(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.lead
        yield block.text
    elif isinstance(block, Bullets):
        yield from (*block.leads, *block.items)
    elif isinstance(block, Table):
        yield from (block.caption, block.note, *block.columns, *(cell for row in block.rows for cell in row))
    elif isinstance(block, Figure):
        yield from (block.caption, block.alt)


def _states_results(section: Section) -> bool:
    return any(block.kind == "simulated" for block in section.blocks)


# --- what the analyst wrote ---


@lru_cache(maxsize=8)
def _masks(own: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """Patterns for the analyst's own texts, the longest first, a thousand a pattern."""
    words = sorted({text.strip().rstrip(".") for text in own if len(text.strip()) > 2}, key=lambda t: (-len(t), t))
    return tuple(
        re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words[n : n + 1000])) + r")(?!\w)", re.I)
        for n in range(0, len(words), 1000)
    )


def _masked(text: str, masks: tuple[re.Pattern[str], ...]) -> str:
    for mask in masks:
        text = mask.sub(MASK, text)
    return text


# --- the rules ---


def _words(text: str) -> Iterator[str]:
    if OTHER_ROWS.search(text):
        yield "vocabulary"
    if any(LIKELIHOOD.search(one) and CONFIDENCE.search(one) for one in SENTENCE.split(text)):
        yield "apart"
    if ADVICE.search(text):
        yield "advice"
    if MUST.search(text):
        yield "must"
    if LOADED.search(QUOTED.sub("", text)):
        yield "loaded"


def _imprecise(text: str, runs: int | None) -> Iterator[str]:
    """Percentages with digits that their error does not bear: its own where one stands beside, else the section's."""
    for found in PERCENT.finditer(text):
        value, beside = found.group(1), found.group(2)
        if beside is not None:
            error = float(beside)
        elif runs is not None:
            error = 100.0 * standard_error(float(value) / 100.0 * runs, runs)
        else:
            continue
        decimals = len(value.partition(".")[2])
        fine = decimals > 0 and 10.0**-decimals < error
        ends = float(value) % 5 in (0.0, 1.0, 4.0)  # "under 1%" and "over 99%" are no claim to a digit
        if fine or (not decimals and beside is not None and error > 2.0 and not ends):
            yield found.group()


def _turning(text: str, insiders: frozenset[str]) -> Iterator[str]:
    for one in SENTENCE.split(text):
        if TURNING.search(one) and any(name.lower() in one.lower() for name in insiders if name):
            yield one
