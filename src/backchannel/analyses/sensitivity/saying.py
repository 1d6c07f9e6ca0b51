"""What the methods found, in sentences. Likelihoods hold under the case's inputs; errors stand beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backchannel.analyses.sensitivity.model import Outcome
from backchannel.analyses.sensitivity.tornado import SURE
from backchannel.core.finding import Row
from backchannel.core.words import listing, rounded, sentence
from backchannel.theory.crossings import CROSSES, MANY

FEW = 3


def number(row: Row, column: str) -> float:
    """A cell as a number, 0 where it is blank."""
    return float(row[column] or 0)


def value(told: float) -> str:
    """A value of an input, to what a reader can use.

    >>> value(0.1234), value(37.2)
    ('0.12', '37')
    """
    return f"{told:.0f}" if abs(told) >= 10 else f"{told:.2g}"


def last_dates(outcomes: Sequence[Outcome]) -> set[str]:
    """Of every question the outcome with the last date, and all that are no questions."""
    last = {o.about if o.what == "question" else o.id: o.id for o in outcomes}
    return set(last.values())


def fragile(rows: Sequence[Row], tested: int, doubtful: int) -> Iterator[str]:
    """Each conclusion that one input turns, with that input; then how many none does."""
    about = list(dict.fromkeys(str(r["outcome"]) for r in rows if r["fragile"] is not None))
    turned = [o for o in about if any(r["outcome"] == o and r["fragile"] for r in rows)]
    for one in turned:
        mine = [r for r in rows if r["outcome"] == one]
        told = [
            f"{r['becomes']} with {r['input_in_words']} at the {r['end']} end of its 80% range "
            f"({value(number(r, 'value'))})"
            for r in mine[:FEW]
        ]
        more = f" and {len(mine) - FEW} more" if len(mine) > FEW else ""
        yield f"{mine[0]['says']}: {mine[0]['now']}, but {listing(told)}{more}."
    if about:
        yield (
            f"{len(turned)} of {len(about)} conclusions are fragile; {tested} inputs of {doubtful} in doubt were "
            "tried, each alone."
        )


def bars(rows: Sequence[Row], shown: set[str]) -> Iterator[str]:
    """For each outcome the inputs with the widest swing that is beyond chance."""
    for one in dict.fromkeys(str(r["outcome"]) for r in rows):
        mine = [r for r in rows if r["outcome"] == one]
        sure = [r for r in mine if abs(number(r, "swing")) > SURE * number(r, "swing_error")]
        if one not in shown or not sure:
            continue
        told = [f"{r['input_in_words']} ({_points(r, 'at_low')} to {_points(r, 'at_high')}%)" for r in sure[:FEW]]
        error = max(number(r, "swing_error") for r in sure[:FEW])
        yield f"{mine[0]['says']}: {listing(told)}; ± {100 * error:.1f} points on the change."


def _points(row: Row, column: str) -> str:
    return f"{100 * number(row, column):.0f}"


def turns(rows: Sequence[Row]) -> Iterator[str]:
    """Each place where an outcome crosses a line, and how many pairs have none."""
    for r in rows:
        if r["value"] is None:
            continue
        way = "above" if r["rises"] else "below"
        where = f"{value(number(r, 'value'))} ({value(number(r, 'value_from'))} to {value(number(r, 'value_to'))})"
        many = "; it rises and falls" if r["status"] == MANY else ""
        yield f"{r['says']}: more than {100 * number(r, 'line'):.0f}% with {r['input_in_words']} {way} {where}{many}."
    pairs = {(r["outcome"], r["input"], r["line"]) for r in rows}
    crossed = {(r["outcome"], r["input"], r["line"]) for r in rows if r["status"] in (CROSSES, MANY)}
    if pairs:
        yield f"none within the range of its input for {len(pairs) - len(crossed)} of {len(pairs)} pairs tried."


def effects(rows: Sequence[Row], shown: set[str]) -> Iterator[str]:
    """For each outcome the inputs of greatest mean effect whose interval leaves out 0."""
    for one in dict.fromkeys(str(r["outcome"]) for r in rows):
        mine = [r for r in rows if r["outcome"] == one and number(r, "mu_star") > number(r, "mu_star_error")]
        if one not in shown or not mine:
            continue
        told = [
            f"{r['input_in_words']} ({100 * number(r, 'mu_star'):.0f} ± {100 * number(r, 'mu_star_error'):.0f} points"
            + (f", {100 * number(r, 'noise'):.0f}% of its square chance)" if r["noise"] is not None else ")")
            for r in mine[:FEW]
        ]
        yield f"{mine[0]['says']}: {listing(told)}."
    if rows:
        kept = list(dict.fromkeys(str(r["input_in_words"]) for r in rows if r["kept"]))
        yield f"kept as mattering to some outcome beyond chance: {listing(kept) if kept else 'none'}."


def shares(rows: Sequence[Row], shown: set[str]) -> Iterator[str]:
    """For each outcome the greatest total indices, and how much of the variance chance makes."""
    for one in dict.fromkeys(str(r["outcome"]) for r in rows):
        mine = [r for r in rows if r["outcome"] == one]
        if one not in shown or number(mine[0], "deviation") == 0.0:
            continue
        noise = number(mine[0], "noise")
        if noise >= 0.5:
            chance = f"{100 * noise:.0f}% of what varies is chance"
            yield f"{mine[0]['says']}: {chance}; more runs would tell inputs from it."
            continue
        told = [
            f"{r['input_in_words']} ({number(r, 'first'):.2f} alone, {number(r, 'total'):.2f} ± "
            f"{number(r, 'total_error'):.2f} in all)"
            for r in mine[:FEW]
            if number(r, "total") > number(r, "total_error")
        ]
        if told:
            chance = f"; {100 * noise:.0f}% of the variance is chance" if mine[0]["noise"] is not None else ""
            yield f"{mine[0]['says']}: {listing(told)}{chance}."


def boxes(rows: Sequence[Row], shown: set[str]) -> Iterator[str]:
    """Each box in words: how often the event comes inside it and everywhere, and how much of it lies there."""
    for one in dict.fromkeys((str(r["outcome"]), r["box"]) for r in rows):
        mine = [r for r in rows if (str(r["outcome"]), r["box"]) == one]
        first = mine[0]
        if one[0] not in shown:
            continue
        told = [f"{r['input_in_words']} is {r['side']} {value(number(r, 'value'))}" for r in mine]
        event = f"not: {first['says']}" if first["fails"] else str(first["says"])
        error = (number(first, "density") * (1 - number(first, "density")) / max(1.0, number(first, "runs"))) ** 0.5
        beside = ", of those not in the box before," if first["box"] != 1 else ""
        yield (
            f"{event}: in {rounded(number(first, 'density'), error)} of the runs{beside} where {listing(told)}, "
            f"against {rounded(number(first, 'everywhere'), 0.0)} of all; {100 * number(first, 'coverage'):.0f}% of "
            "such runs lie there."
        )


def headed(head: str, told: Iterator[str]) -> list[str]:
    """Sentences under a heading.

    >>> headed("Boxes", iter(["one."]))
    ['Boxes: One.']
    """
    return [f"{head}: {sentence(one)}" for one in told]
