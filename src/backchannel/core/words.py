"""Numbers in words: no digit beyond what the number of runs supports."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10, sqrt


def standard_error(successes: float, runs: int) -> float:
    """Monte Carlo standard error of a share; never 0, so that 0 of 100 is not certainty.

    Source: Agresti & Coull (1998, American Statistician 52:119-126), two successes and two failures added.

    >>> round(standard_error(50, 100), 4), round(standard_error(0, 100), 4)
    (0.049, 0.0135)
    """
    n = runs + 4
    p = (successes + 2) / n
    return sqrt(p * (1 - p) / n)


def percent(share: float, runs: int) -> str:
    """A share of runs as a whole percentage, in fives where the error is above two points, with honest ends.

    >>> percent(0.241, 1000), percent(0.241, 100), percent(0.0, 4000), percent(1.0, 4000), percent(0.0, 40)
    ('24%', '25%', 'under 1%', 'over 99%', 'under 5%')
    """
    return rounded(share, standard_error(share * runs, runs))


def rounded(share: float, error: float) -> str:
    """A share as a whole percentage, in fives where its error is above two points, with honest ends.

    >>> rounded(0.241, 0.01), rounded(0.241, 0.03), rounded(0.001, 0.0005), rounded(0.999, 0.03)
    ('24%', '25%', 'under 1%', 'over 95%')
    """
    if error > 0.02:
        whole = 5 * round(20 * share)
        return "under 5%" if whole == 0 else "over 95%" if whole == 100 else f"{whole}%"
    whole = round(100 * share)
    return "under 1%" if whole == 0 else "over 99%" if whole == 100 else f"{whole}%"


def measured(value: float, error: float | None) -> str:
    """A number to the place of the first digit of its error; two to six decimals.

    >>> measured(0.22713, 0.0053), measured(1.8431, 0.04), measured(0.000071, 0.00002), measured(0.5, None)
    ('0.227', '1.84', '0.00007', '0.50')
    """
    places = 2 if not error or error <= 0 else min(6, max(2, -floor(log10(error))))
    return f"{value:.{places}f}"


def points(value: float, error: float) -> str:
    """Points of 100 without a digit that the error does not bear: whole, in fives above two points of error.

    >>> points(43.4, 0.5), points(43.4, 2.5)
    ('43', '45')
    """
    return f"{5 * round(value / 5):.0f}" if error > 2.0 else f"{value:.0f}"


BANDS = (
    (0.01, "under one in a hundred"),
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (0.99, "almost certain"),
)
"""Upper ends of the bands of likelihood of Intelligence Community Directive 203 (2015), and what they are called."""


def band(share: float) -> str:
    """The words for a likelihood (ICD 203, 2015); below .01 and above .99 the directive has none.

    >>> [band(x) for x in (0.0, 0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.0)]
    ['under one in a hundred', 'almost no chance', 'very unlikely', 'unlikely', 'roughly even', 'likely', 'very likely',
    'almost certain', 'over 99 in a hundred']
    """
    return next((words for end, words in BANDS if share < end), "over 99 in a hundred")


def within(name: str) -> str:
    """A name inside a sentence: a leading article loses its capital, nothing else does.

    >>> within("The mediated sessions"), within("Homs evacuation")
    ('the mediated sessions', 'Homs evacuation')
    """
    first, space, rest = name.partition(" ")
    return f"{first.lower()}{space}{rest}" if first in {"A", "An", "The", "Those", "What", "Who"} else name


def sentence(text: str) -> str:
    """A text with its first letter raised.

    >>> sentence("the Coalition refuses.")
    'The Coalition refuses.'
    """
    return text[:1].upper() + text[1:]


def listing(items: Sequence[str], last: str = "and") -> str:
    """Items as a list in a sentence.

    >>> listing(["a", "b", "c"]), listing(["a"]), listing([])
    ('a, b and c', 'a', 'nobody')
    """
    if not items:
        return "nobody"
    if len(items) == 1:
        return items[0]
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
