"""How far off forecasts of decisions were: losses by issue, and tables of their means with clustered intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from backchannel.analyses.decided.reading import Decisions
from backchannel.core.finding import Row
from backchannel.theory.clustered import interval
from backchannel.theory.predictive import crps, from_errors, log_score
from backchannel.theory.ranges import Floats

MEASURES = ("mae", "rmse", "within_10", "crps", "log_score")
ENDS = ("low", "high")
COLUMNS = ("model", "role", "n", "proposals", *(f"{m}{e}" for m in MEASURES for e in ("", "_low", "_high")))
DIFFERENCE = ("model", "baseline", "n", *(f"{m}{e}" for m in ("mae", "crps") for e in ("", "_low", "_high")), "beyond")
NEAR = 10.0

Ints = npt.NDArray[np.int64]


def losses(value: Floats, chance: Floats, outcome: Floats) -> Floats:
    """Losses [issue, measure] by :data:`MEASURES`; the second is the square, NaN where there is no forecast."""
    found = np.full((len(outcome), len(MEASURES)), np.nan)
    said = ~np.isnan(value)
    off = np.abs(value[said] - outcome[said])
    found[said, 0], found[said, 1], found[said, 2] = off, off**2, off <= NEAR + 1e-9
    if said.any():
        found[said, 3], found[said, 4] = crps(chance[said], outcome[said]), log_score(chance[said], outcome[said])
    return found


def spread(value: Floats, outcome: Floats, fold: Ints) -> Floats:
    """Distributions [issue, 101] for point forecasts: from the errors in the other blocks ``fold``; NaN without any."""
    made = np.full((len(value), 101), np.nan)
    said = ~np.isnan(value)
    for one in np.unique(fold):
        mine, others = said & (fold == one), said & (fold != one)
        if mine.any() and others.any():
            made[mine] = from_errors(value[mine], outcome[others] - value[others])
    return made


def all_losses(said: Mapping[str, Floats], outcome: Floats, fold: Ints) -> dict[str, Floats]:
    """Losses [issue, measure] of point forecasts by name, each with the distribution of its own errors.

    A forecast for which no other block has one, so that its distribution is unknown, is left out.
    """
    found = {}
    for name, value in said.items():
        chance = spread(value, outcome, fold)
        found[name] = losses(np.where(np.isnan(chance[:, 0]), np.nan, value), chance, outcome)
    return found


def scores(
    lost: Mapping[str, Floats], roles: Mapping[str, str], cluster: Ints, drawn: Floats, where: npt.NDArray[np.bool_]
) -> Iterable[Row]:
    """A row a model: means of its losses over some issues, with 95% intervals."""
    names = list(lost)
    table = np.stack([lost[name][where] for name in names], axis=1)
    mean, low, high = interval(table, cluster[where], drawn)
    for k, name in enumerate(names):
        here = ~np.isnan(table[:, k, 0])
        if not here.any():
            continue
        row: Row = {"model": name, "role": roles[name], "n": int(here.sum())}
        row["proposals"] = int(np.unique(cluster[where][here]).size)
        for m, measure in enumerate(MEASURES):
            for end, of in (("", mean), ("_low", low), ("_high", high)):
                number = float(of[k, m])
                row[f"{measure}{end}"] = plain(number**0.5 if measure == "rmse" else number)
        yield row


def differences(lost: Mapping[str, Floats], baselines: Iterable[str], cluster: Ints, drawn: Floats) -> Iterable[Row]:
    """A row a pair: losses of a model less those of a baseline on the issues for which both say something.

    Below 0 the model is closer. Only distances on the scale, MAE and CRPS, are compared.
    """
    for base in baselines:
        others = [name for name in lost if name != base]
        gap = np.stack([lost[name][:, [0, 3]] - lost[base][:, [0, 3]] for name in others], axis=1)
        mean, low, high = interval(gap, cluster, drawn)
        for k, name in enumerate(others):
            row: Row = {"model": name, "baseline": base, "n": int((~np.isnan(gap[:, k, 0])).sum())}
            if row["n"]:
                for m, measure in enumerate(("mae", "crps")):
                    for end, of in (("", mean), ("_low", low), ("_high", high)):
                        row[f"{measure}{end}"] = plain(float(of[k, m]))
                row["beyond"] = beyond(float(low[k, 0]), float(high[k, 0]))
                yield row


def plain(number: float) -> float | None:
    """A figure to four digits; None where there is none."""
    return None if np.isnan(number) else round(number, 4)


def beyond(low: float, high: float) -> str:
    """Whether an interval of a difference leaves 0 out, and on which side; nothing where there is no interval."""
    return "closer" if high < 0.0 else "further" if low > 0.0 else ""


def strata(table: Decisions) -> Iterable[tuple[str, str, npt.NDArray[np.bool_]]]:
    """What an issue is, by name and class: rule of decision, procedure, act, council, number of positions."""
    both = np.array([f"{p}, {r}" for p, r in zip(table.classes["procedure"], table.classes["rule"], strict=True)])
    ways = {
        "rule": table.classes["rule"],
        "procedure": table.classes["procedure"],
        "procedure and rule": both,
        "kind of act": table.classes["kind"],
        "council": table.classes["council"],
    }
    for name, words in ways.items():
        known = sorted({str(w) for w in words} - {"", ", "})
        for word in known:
            yield name, word, words == word
    number = np.array([np.unique(row[~np.isnan(row)]).size for row in table.position])
    for least, most in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 10**6)):
        where = (number >= least) & (number <= most)
        if where.any():
            yield "different positions", f"{least}" if least == most else f"{least} or more", where
