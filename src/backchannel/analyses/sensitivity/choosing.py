"""Which inputs are worth the runs: those a pattern names, else those that a result goes with most."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

import numpy as np

from backchannel.analyses.sensitivity.model import Counts, Floats, Model
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.theory.given_data import CLASSES, correlation_ratios

BASE = 4_000
"""Runs in which all inputs vary at once, at least: they choose the inputs, and boxes are sought in them."""


def goes_with(model: Model, counts: Counts) -> Floats:
    """How much each input alone explains of each outcome over the runs as drawn [input, outcome]; see ``given_data``.

    Of a share of some runs only, over those; 0 where too few are counted.
    """
    runs = counts.hits.shape[1]
    x = model.drawn(runs)
    out = np.zeros((len(x), len(model.outcomes)))
    for n in range(len(model.outcomes)):
        hits, tries = counts.of(0, n)
        seen = tries > 0
        if seen.sum() >= 10 * CLASSES and len(x):
            out[:, n] = correlation_ratios(x[:, seen], hits[seen][None, :])[:, 0]
    return out


def strongest(explained: Floats, most: int) -> list[int]:
    """Numbers of the inputs that explain most of any outcome, the most telling first; all where ``most`` is 0."""
    top = explained.max(axis=1, initial=0.0)
    order = np.argsort(-top, kind="stable")
    return [int(n) for n in (order if most == 0 else order[:most])]


def named(model: Model, patterns: Sequence[str], labels: Sequence[Label]) -> list[int]:
    """Numbers of the inputs whose paths match any pattern (``*`` and ``?`` as in a shell; a group names all under it).

    Raises AskError, naming no path above `team`, where a pattern matches none.
    """
    found: dict[int, None] = {}
    for pattern in patterns:
        mine = [n for n, p in enumerate(model.names) if fnmatchcase(p, pattern) or p.startswith(f"{pattern}.")]
        if not mine:
            shown = [p for p, label in zip(model.names, labels, strict=True) if label < Label.SECRET]
            close = get_close_matches(pattern, shown, n=1)
            hint = f"; did you mean {close[0]}?" if close else "; `show CASE` lists the paths"
            raise AskError(f"--inputs {pattern}: matches no number with doubt that is read here{hint}")
        found |= dict.fromkeys(mine)
    return list(found)
