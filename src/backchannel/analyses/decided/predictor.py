"""The best predictor we honestly can: a small family, fitted on some decisions and chosen by what it does on others.

Every member starts from positions weighted by salience. Two more things are looked at: the Parliament, which counts
twice under co-decision and half under consultation, and a mixture (theory/groupdecision/mixture.py) whose median is the
point that errs least if the mixture is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.analyses.decided.forecasting import SALIENCE_MEAN
from backchannel.analyses.decided.reading import Decisions
from backchannel.theory.groupdecision.mixture import Camps, Mixture, camps, distribution, fit
from backchannel.theory.predictive import from_errors, quantile
from backchannel.theory.ranges import Floats

PARLIAMENT = "ep"
TIMES = {"COD": 2.0, "CNS": 0.5}
"""What the Parliament's salience is multiplied by, by procedure: co-decision and consultation."""

AWAY = 0.05
PANEL = (
    *("mean", SALIENCE_MEAN, "mean_both", "median_salience"),
    *("exchange", "challenge_scholz_code_mean", "smp_ktab"),
)
THRICE = 3

FAMILY: Mapping[str, str] = {
    SALIENCE_MEAN: "mean position, weighted by salience; nothing fitted",
    "institutions": "the same, the Parliament's salience doubled under co-decision and halved under consultation",
    "mixture_salience": "median of the mixture, camps weighted by salience; five numbers fitted",
    "mixture": "median of the mixture, camps weighted as in institutions; five numbers fitted",
    "halfway": "halfway between institutions and mixture",
    "away": f"mixture, then {100 * AWAY:.0f}% away from the reference point where there is one",
    "panel": f"median of institutions, {', '.join(PANEL)}, and of mixture counted {THRICE} times",
}
"""Candidates by name, what each is in a line; from the simplest on."""


@dataclass(frozen=True)
class Prepared:
    """Decisions as the family reads them; ``said`` [issue] by model. Outcomes are not among it."""

    salience: Camps
    institutions: Camps
    reference: Floats
    said: Mapping[str, Floats]

    def of(self, which: npt.NDArray[np.bool_]) -> Prepared:
        """Some of the issues."""
        said = {name: values[which] for name, values in self.said.items()}
        return Prepared(self.salience.of(which), self.institutions.of(which), self.reference[which], said)


@dataclass(frozen=True)
class Fitted:
    """Both mixtures, and the past errors of both means in the decisions that they were fitted on."""

    salience: Mixture
    institutions: Mixture
    errors: Mapping[str, Floats]


def prepare(table: Decisions, said: Mapping[str, Floats]) -> Prepared:
    """What the family needs of decisions and of what models say of them (:data:`PANEL`); outcomes are not read."""
    weight = table.salience.copy()
    if PARLIAMENT in table.actors:
        times = np.array([TIMES.get(str(p), 1.0) for p in table.classes["procedure"]])
        weight[:, table.actors.index(PARLIAMENT)] *= times
    panel = {name: said[name] for name in PANEL}
    return Prepared(camps(table.position, table.salience), camps(table.position, weight), table.reference, panel)


def fit_all(seen: Prepared, outcome: Floats) -> Fitted:
    """All that is fitted in the family, from decisions whose outcome is known."""
    past = {
        name: np.clip(outcome - of.centre, -100.0, 100.0)
        for name, of in ((SALIENCE_MEAN, seen.salience), ("institutions", seen.institutions))
    }
    return Fitted(fit(seen.salience, outcome), fit(seen.institutions, outcome), past)


def points(new: Prepared, numbers: Fitted) -> dict[str, Floats]:
    """What each candidate says of issues [issue], from 0 to 100."""
    mixed = quantile(distribution(new.institutions, numbers.institutions), 0.5)
    institutions = new.institutions.centre
    away = np.where(np.isnan(new.reference), mixed, mixed - AWAY * (new.reference - mixed))
    panel = np.column_stack([institutions, *new.said.values(), *([mixed] * THRICE)])
    return {
        SALIENCE_MEAN: new.salience.centre,
        "institutions": institutions,
        "mixture_salience": quantile(distribution(new.salience, numbers.salience), 0.5),
        "mixture": mixed,
        "halfway": 0.5 * (institutions + mixed),
        "away": np.clip(away, 0.0, 100.0),
        "panel": np.nanmedian(panel, axis=1),
    }


def chances(name: str, new: Prepared, numbers: Fitted) -> Floats:
    """A candidate's distribution [issue, 101]: the mixture's, or for the means that of their own errors."""
    if name == SALIENCE_MEAN:
        return from_errors(new.salience.centre, numbers.errors[name])
    if name == "institutions":
        return from_errors(new.institutions.centre, numbers.errors[name])
    if name == "mixture_salience":
        return distribution(new.salience, numbers.salience)
    return distribution(new.institutions, numbers.institutions)


def choose(size: Mapping[str, Floats], cluster: npt.NDArray[np.int64]) -> str:
    """The first of the family whose mean absolute error is within one standard error of the least.

    ``size`` [issue] by candidate. The standard error is that of the paired difference to the least, proposals drawn
    whole; so of candidates that can hardly be told apart the simplest is taken and not the luckiest.

    Source: Breiman, Friedman, Olshen & Stone (1984, "Classification and Regression Trees"), section 3.4.3.
    """
    least = min(FAMILY, key=lambda name: round(float(size[name].mean()), 9))
    qualify = []
    for name in FAMILY:
        worse = size[name] - size[least]
        spread = np.bincount(cluster, worse - worse.mean())
        if worse.sum() <= np.sqrt((spread**2).sum()) + 1e-9:
            qualify.append(name)
    return qualify[0]


def crossed(seen: Prepared, outcome: Floats, fold: npt.NDArray[np.int64]) -> dict[str, Floats]:
    """What each candidate says of every issue [issue] when fitted without the issue's block ``fold`` [issue]."""
    each = {name: np.empty(len(outcome)) for name in FAMILY}
    for a in range(int(fold.max()) + 1):
        mine = fold == a
        for name, values in points(seen.of(mine), fit_all(seen.of(~mine), outcome[~mine])).items():
            each[name][mine] = values
    return each


def chosen(
    seen: Prepared, outcome: Floats, partitions: Sequence[npt.NDArray[np.int64]], cluster: npt.NDArray[np.int64]
) -> tuple[str, dict[str, Floats]]:
    """The candidate chosen by cross-validation, and the absolute errors [issue] of all, averaged over partitions."""
    every = [crossed(seen, outcome, fold) for fold in partitions]
    size = {name: np.asarray(np.mean([np.abs(one[name] - outcome) for one in every], axis=0)) for name in FAMILY}
    return choose(size, cluster), size


@dataclass(frozen=True)
class Nested:
    """What nested cross-validation with one partition gave: what was ``picked`` [block] without a block, and ``value``
    and ``chance`` [issue(, 101)] of the candidate picked and fitted without the issue's block.
    """

    picked: tuple[str, ...]
    value: Floats
    chance: Floats


def nested(seen: Prepared, outcome: Floats, fold: npt.NDArray[np.int64], cluster: npt.NDArray[np.int64]) -> Nested:
    """Nested cross-validation over blocks ``fold`` [issue], which split no ``cluster`` [issue].

    For each block: candidates are fitted without it and without each other block in turn, scored on that other one,
    one is picked, fitted on all but the block, and only then asked about the block. Two blocks that are left out
    together serve both ways. Raises ValueError for fewer than three blocks: with two, one has nothing to choose by.
    """
    number = int(fold.max()) + 1
    if number < 3:
        raise ValueError(f"{number} blocks; expected three or more, so that one can choose without another")
    size = [{name: np.full(len(outcome), np.nan) for name in FAMILY} for _ in range(number)]
    for a in range(number):
        for b in range(a):
            rest = (fold != a) & (fold != b)
            numbers = fit_all(seen.of(rest), outcome[rest])
            for held, tested in ((a, b), (b, a)):
                mine = fold == tested
                for name, values in points(seen.of(mine), numbers).items():
                    size[held][name][mine] = np.abs(values - outcome[mine])
    value, chance = np.empty(len(outcome)), np.empty((len(outcome), 101))
    picked = []
    for a in range(number):
        mine = fold == a
        name = choose({key: values[~mine] for key, values in size[a].items()}, cluster[~mine])
        picked.append(name)
        numbers = fit_all(seen.of(~mine), outcome[~mine])
        value[mine] = points(seen.of(mine), numbers)[name]
        chance[mine] = chances(name, seen.of(mine), numbers)
    return Nested(tuple(picked), value, chance)
