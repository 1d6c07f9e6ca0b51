"""What the methods found, as rows of Findings; inputs by path and in words, values in the units of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from backchannel.analyses.sensitivity.breakevens import Turn
from backchannel.analyses.sensitivity.fragile import Conclusion
from backchannel.analyses.sensitivity.model import Model
from backchannel.analyses.sensitivity.scenarios import Scenario
from backchannel.analyses.sensitivity.tornado import Tornado
from backchannel.core.finding import Row
from backchannel.core.labels import Label
from backchannel.theory.indices import SIZE95, Indices, Screening

CONCLUSIONS = (
    "kind", "outcome", "about", "by", "says", "now", "share", "error", "edge", "fragile", "input", "input_in_words",
    "end", "value", "becomes", "share_there", "error_there", "label",
)  # fmt: skip
BARS = (
    "outcome", "says", "input", "input_in_words", "low", "high", "as_is", "as_is_error", "at_low", "at_low_error",
    "at_high", "at_high_error", "change_low", "change_low_error", "change_high", "change_high_error", "swing",
    "swing_error", "swing_from", "swing_to", "label",
)  # fmt: skip
TURNS = (
    "outcome", "says", "input", "input_in_words", "line", "status", "value", "value_from", "value_to", "quantile",
    "rises", "label",
)  # fmt: skip
EFFECTS = (
    "outcome", "says", "input", "input_in_words", "mu", "mu_star", "mu_star_error", "sigma", "sigma_error", "noise",
    "kept", "label",
)  # fmt: skip
SHARES = (
    "outcome", "says", "input", "input_in_words", "first", "first_error", "total", "total_error", "total_noise",
    "noise", "deviation", "label",
)  # fmt: skip
BOXES = (
    "outcome", "says", "fails", "box", "coverage", "density", "everywhere", "mass", "runs", "restricted", "input",
    "input_in_words", "side", "value", "quasi_p", "label",
)  # fmt: skip


@dataclass(frozen=True)
class Naming:
    """How the inputs of a model are told: path, words and label by number."""

    model: Model
    words: Callable[[str], str]
    labels: tuple[Label, ...]

    def input(self, number: int | None) -> Row:
        """An input as columns; empty for none."""
        if number is None:
            return {"input": None, "input_in_words": None, "label": None}
        path = self.model.names[number]
        return {"input": path, "input_in_words": self.words(path), "label": str(self.labels[number])}

    def outcome(self, number: int) -> Row:
        """An outcome as columns."""
        one = self.model.outcomes[number]
        return {"outcome": one.id, "says": one.says}


def conclusion_rows(named: Naming, found: Sequence[Conclusion], marked: bool) -> Iterator[Row]:
    """A row for each input that turns a conclusion; one for a conclusion that none turns."""
    for one in found:
        head: Row = {
            "kind": one.kind, "outcome": one.id, "about": one.about, "by": one.by, "says": one.says, "now": one.now,
            "share": one.share.value, "error": one.share.error, "edge": one.edge,
            "fragile": one.fragile if marked or one.kind == "claim" else None,
        }  # fmt: skip
        for flip in one.flips:
            yield head | named.input(flip.input) | {
                "end": flip.end, "value": flip.value, "becomes": flip.becomes, "share_there": flip.share.value,
                "error_there": flip.share.error,
            }  # fmt: skip
        if not one.flips:
            yield dict.fromkeys(CONCLUSIONS) | head


def bar_rows(named: Naming, found: Tornado) -> Iterator[Row]:
    """A row an outcome and input, by outcome the widest swing first; ``swing_from`` to ``swing_to`` holds 95%."""
    for n in range(len(named.model.outcomes)):
        now = found.now(n)
        for bar in found.bars(n):
            swing, error = bar.swing.value, bar.swing.error
            known = swing is not None and error is not None
            yield named.outcome(n) | named.input(bar.input) | {
                "low": bar.values[0], "high": bar.values[1], "as_is": now.value, "as_is_error": now.error,
                "at_low": bar.at[0].value, "at_low_error": bar.at[0].error, "at_high": bar.at[1].value,
                "at_high_error": bar.at[1].error, "change_low": bar.changes[0].value,
                "change_low_error": bar.changes[0].error, "change_high": bar.changes[1].value,
                "change_high_error": bar.changes[1].error, "swing": swing, "swing_error": error,
                "swing_from": (swing or 0.0) - SIZE95 * (error or 0.0) if known else None,
                "swing_to": (swing or 0.0) + SIZE95 * (error or 0.0) if known else None,
            }  # fmt: skip


def turn_rows(named: Naming, found: Sequence[Turn]) -> Iterator[Row]:
    """A row a place where an outcome crosses a line; one without a value where it does not within the input's range."""
    for one in found:
        head = named.outcome(one.outcome) | named.input(one.input) | {"line": one.line, "status": one.found.status}
        for n, (value, low, high) in enumerate(one.values):
            yield head | {
                "value": float(value), "value_from": float(low), "value_to": float(high),
                "quantile": one.found.places[n], "rises": one.found.rises[n],
            }  # fmt: skip
        if not len(one.values):
            yield dict.fromkeys(TURNS) | head


def effect_rows(
    named: Naming, numbers: Sequence[int], found: Mapping[int, Screening], kept: Sequence[int]
) -> Iterator[Row]:
    """A row an outcome and input, by outcome the greatest mean effect first; errors are half widths of 95%."""
    for n, one in found.items():
        for k in sorted(range(len(numbers)), key=lambda k: -one.mu_star[k]):
            yield named.outcome(n) | named.input(numbers[k]) | {
                "mu": float(one.mu[k]), "mu_star": float(one.mu_star[k]),
                "mu_star_error": float(one.mu_star_error[k]), "sigma": float(one.sigma[k]),
                "sigma_error": float(one.sigma_error[k]), "noise": None if one.noise is None else float(one.noise[k]),
                "kept": k in kept,
            }  # fmt: skip


def share_rows(named: Naming, numbers: Sequence[int], found: Mapping[int, Indices]) -> Iterator[Row]:
    """A row an outcome and input, by outcome the greatest total first; errors are half widths of 95%."""
    for n, one in found.items():
        for k in sorted(range(len(numbers)), key=lambda k: -one.total[k]):
            yield named.outcome(n) | named.input(numbers[k]) | {
                "first": float(one.first[k]), "first_error": float(one.first_error[k]), "total": float(one.total[k]),
                "total_error": float(one.total_error[k]),
                "total_noise": None if one.total_noise is None else float(one.total_noise[k]), "noise": one.noise,
                "deviation": one.variance**0.5,
            }  # fmt: skip


def box_rows(named: Naming, numbers: Sequence[int], found: Sequence[Scenario]) -> Iterator[Row]:
    """A row a restriction of a box; boxes of an outcome are counted from 1."""
    count: dict[int, int] = {}
    for one in found:
        count[one.outcome] = count.get(one.outcome, 0) + 1
        box = one.box
        for side in box.restrictions:
            yield named.outcome(one.outcome) | named.input(numbers[side.number]) | {
                "fails": one.fails, "box": count[one.outcome], "coverage": box.coverage, "density": box.density,
                "everywhere": box.everywhere, "mass": box.mass, "runs": box.runs, "restricted": box.restricted,
                "side": "above" if side.rises else "below", "value": side.value, "quasi_p": side.quasi_p,
            }  # fmt: skip
