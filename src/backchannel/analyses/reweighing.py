"""Runs weighed by how likely each makes what was seen, and the forecast that they then give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.chances import Chance, chance, weighed
from backchannel.analyses.signs import About, Sign, Watched, label_of_sign
from backchannel.case.schema import Case, Indicator
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.theory.information import counted_once, effective_size

Floats = NDArray[np.float64]
SEEN, NOT_SEEN = "seen", "not seen"
LEAST = 100
"""Readings of the doubts that the weights have to be worth at least; below it no updated chance is put in words."""


def named(case: Case, records: Sequence[Indicator], ids: Sequence[str]) -> tuple[str, ...]:
    """Indicators by their ids, written with `_` or `-`, each once. Raises AskError naming the nearest there is.

    No message names an indicator that is labelled secret or that only few can see.
    """
    known = {n.id for n in records}
    shown = [n.id for n in records if n.visible_to == "public" and label_of_sign(case, n) < Label.SECRET]
    out: list[str] = []
    for id in ids:
        asked = id.strip().lower().replace("-", "_")
        if asked not in known:
            close = get_close_matches(asked, shown, n=1)
            hint = f"did you mean {close[0]}?" if close else f"anybody can see: {', '.join(shown) or 'none'}"
            raise AskError(f"no indicator called {id}; {hint}")
        out.append(asked)
    return tuple(dict.fromkeys(out))


@dataclass(frozen=True)
class Evidence:
    """Ids of signs that were seen in their window, and of those that were not."""

    saw: tuple[str, ...] = ()
    not_seen: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if both := [id for id in self.saw if id in self.not_seen]:
            raise AskError(f"{', '.join(both)}: seen and not seen at once; leave one out")

    @property
    def any(self) -> bool:
        """Whether anything is known."""
        return bool(self.saw or self.not_seen)

    def of(self, sign: Sign) -> str | None:
        """What is known of a sign."""
        return SEEN if sign.record.id in self.saw else NOT_SEEN if sign.record.id in self.not_seen else None

    def known(self, signs: Sequence[Sign]) -> tuple[Sign, ...]:
        """Those of some signs of which something is known."""
        return tuple(sign for sign in signs if self.of(sign) is not None)


def likelihood(watched: Watched, evidence: Evidence) -> Floats:
    """How likely each run makes what is known [run]; signs of a group are counted once.

    Raises AskError where no run allows it.
    """
    out = np.ones(watched.runs)
    for group in watched.groups:
        saw = [s.seen for s in group if evidence.of(s) == SEEN]
        missed = [s.seen for s in group if evidence.of(s) == NOT_SEEN]
        if saw or missed:
            out *= counted_once(saw, missed)
            most = float(out.max())
            if most <= 0.0:
                raise AskError(
                    "no run of the game allows what was seen and not seen: an indicator among it has the chance 0 or 1 "
                    "in the case (`if_so`, `if_not`)"
                )
            out /= most
    return out


@dataclass(frozen=True)
class Update:
    """One answer before and after, None where nothing is counted. ``change`` is paired: the same runs, weighed."""

    about: About
    before: Chance
    after: Chance | None
    change: float | None
    error: float | None

    @property
    def moved(self) -> bool:
        """Whether the change exceeds two standard errors."""
        return self.change is not None and self.error is not None and abs(self.change) > max(2.0 * self.error, 1e-12)


@dataclass(frozen=True)
class Weighed:
    """Weights of runs [run] and what they are worth, in runs and in readings of the doubts."""

    weights: Floats
    runs: float
    draws: float
    updates: tuple[Update, ...]

    @property
    def enough(self) -> bool:
        """Whether they are worth enough readings to say anything."""
        return self.draws >= LEAST


def weighed_runs(watched: Watched, evidence: Evidence) -> Weighed:
    """The forecast after what is known. Raises AskError where no run allows it."""
    weights = likelihood(watched, evidence)
    updates = [_update(watched, n, weights) for n in range(len(watched.about))]
    return Weighed(
        weights,
        effective_size(weights),
        effective_size(np.bincount(watched.draw, weights=weights)),
        tuple(update for update in updates if update is not None),
    )


def _update(watched: Watched, number: int, weights: Floats) -> Update | None:
    yes, among = watched.yes[:, number], watched.among[:, number]
    before = chance(yes, watched.draw, among)
    if before is None:
        return None
    after = weighed(yes, watched.draw, weights, among)
    if after is None:
        return Update(watched.about[number], before, None, None, None)
    held = np.where(among, weights, 0.0)
    influence = held * (yes - after.share) / held.sum() - among * (yes - before.share) / among.sum()
    by_draw = np.bincount(watched.draw, weights=influence)
    error = sqrt(float((by_draw**2).sum()) * len(by_draw) / max(1, len(by_draw) - 1))
    change = after.share - before.share
    return Update(watched.about[number], before, after, change if abs(change) > 1e-15 else 0.0, error)
