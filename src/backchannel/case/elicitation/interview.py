"""Ten plain questions from which a first case can be made.

Every answer is one line. An empty line means "don't know"; what it then becomes is said with the question. Nobody is
asked for the name of a person. Who asks, on a terminal or from a pipe, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from backchannel.case.elicitation import answering as read
from backchannel.case.elicitation.answering import MOST_PARTIES, ROOM, WEIGHTS, Said

LONGEST = 1000
"""How many characters an answer may have."""


@dataclass(frozen=True)
class Question:
    """One question: its words with the names said so far, an example, and what an empty answer means."""

    name: str
    ask: Callable[[Said], str]
    example: Callable[[Said], str]
    blank: str
    read: Callable[[str, Said], dict[str, Any]]


def answer(question: Question, line: str, said: Said) -> Said:
    """What is known after one more answer. Raises ValueError with one line on what was expected.

    >>> import datetime as dt
    >>> said = Said("Talks", dt.date(2014, 1, 28))
    >>> answer(QUESTIONS[1], "Government, Opposition", said).parties
    ('Government', 'Opposition')
    """
    text = line.strip()
    if len(text) > LONGEST or not text.isprintable():
        raise ValueError(f"expected one line of printable text, at most {LONGEST} characters")
    known = question.read(text, said)
    left = () if text else (question.name,)
    return replace(said, **known, open=(*said.open, *left))


def _scale(said: Said) -> str:
    return "; ".join(f"{m.name}: 0 = {m.zero}, 100 = {m.hundred}" for m in said.matters)


def _order(said: Said) -> str:
    order = f"In this order: {', '.join(said.parties)}."
    return order if len(said.matters) < 2 else f"{order} One matter after the other, separated by semicolons."


def _per_matter(*cells: str) -> Callable[[Said], str]:
    return lambda said: "; ".join([", ".join(_cycled(cells, len(said.parties)))] * len(said.matters))


def _per_party(*cells: str) -> Callable[[Said], str]:
    return lambda said: ", ".join(_cycled(cells, len(said.parties)))


def _cycled(cells: Sequence[str], count: int) -> list[str]:
    return [cells[n % len(cells)] for n in range(count)]


def _just(text: str) -> Callable[[Said], str]:
    return lambda said: text


def _in_words(name: str) -> str:
    return ", ".join(f"{word} = about {best:g} %" for word, (_, best, _) in WEIGHTS[name].items())


QUESTIONS = (
    Question(
        "title",
        _just("What is the conference called, and as of which day do you describe it?"),
        _just("Lakeside talks, 2025-03-01"),
        "a working title, and today",
        read.title,
    ),
    Question(
        "parties",
        _just(f"Which parties must agree, two to {MOST_PARTIES}? Bodies, not persons, as they call themselves."),
        _just("Government, Opposition Council"),
        "First party, Second party",
        read.parties,
    ),
    Question(
        "matters",
        _just(
            "What do they disagree on: one matter, at most three? After each, what the two ends of its scale mean: "
            "the first is 0, the second 100."
        ),
        _just("Who governs: as today / handed over; Prisoners: none freed / all freed"),
        "one matter, without words for it",
        read.matters,
    ),
    Question(
        "public",
        lambda said: f"What does each say in public it wants, from 0 to 100? {_scale(said)}. {_order(said)}",
        _per_matter("0", "100"),
        "not known; `none` is for a party that says nothing",
        read.positions("public"),
    ),
    Question(
        "private",
        lambda said: (
            "What do you think each would settle for in private: lowest, best guess, highest on the same scale? "
            f"{_order(said)}"
        ),
        _per_matter("5-20-45", "45-75-95"),
        f"not known; one number alone gets a doubt of {ROOM:g} points each way",
        read.positions("private"),
    ),
    Question(
        "strength",
        lambda said: f"How strong is each if it is fought out, the strongest = 100? {_order_of(said)}",
        _per_party("100", "60"),
        "not known",
        read.strength,
    ),
    Question(
        "fighting",
        lambda said: (
            "How much of all that is at stake would each give to stop fighting now: little, some, much, or per cent "
            f"({_in_words('fighting')})? {_order_of(said)}"
        ),
        _per_party("some", "much"),
        "not known",
        read.stakes("fighting"),
    ),
    Question(
        "conceding",
        lambda said: (
            "How much standing would each lose by conceding everything in public: little, some, much, or per cent "
            f"({_in_words('conceding')})? {_order_of(said)}"
        ),
        _per_party("much", "some"),
        "not known",
        read.stakes("conceding"),
    ),
    Question(
        "others",
        _just(
            "Who else matters? A backer of a party, an armed group outside the talks, a class of insiders (no persons)."
        ),
        lambda said: (
            f"backer: Northland for {said.parties[0]}; armed: Hill units; insiders: officials of {said.parties[0]}"
        ),
        "nobody",
        read.others,
    ),
    Question(
        "missing",
        _just("Who has no seat although it is decided about them?"),
        _just("women's groups; people driven from their homes"),
        "not known; the case will say that the question is open",
        read.missing,
    ),
)
"""The questions in the order in which they are asked; each may use the answers before it."""


def _order_of(said: Said) -> str:
    return f"In this order: {', '.join(said.parties)}."
