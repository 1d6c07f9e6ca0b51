"""The range finder: which texts do all needed signers accept, in each run, and which of them are best.

Texts are taken in blocks that share an order of steps (and, on a grid, their leading terms): ``searches`` goes through
the blocks, ``blocks`` judges one of them, ``vectors`` holds the loops over its texts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel.conference.inequality import Setting, slopes
from backchannel.conference.scan.searches import scan_all, scan_best, scan_rules
from backchannel.conference.state import Floats
from backchannel.conference.texts import Texts

Ints = NDArray[np.int64]
CHUNKS = 16
RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


def _arrays(setting: Setting, texts: Texts) -> list[Any]:
    t, program = setting.terms, setting.program
    found = slopes(t, texts.waits)
    return [
        *found,
        *(t.ideal, t.line, t.actor, t.opened, t.quadratic),
        *(texts.terms, texts.pattern, texts.blocks, texts.trailing, bool(texts.trailing.any())),
        *(program.ops, program.starts, program.sizes, program.weights, program.needed),
    ]


def margins(setting: Setting, texts: Texts) -> tuple[Floats, Ints]:
    """Margin [run] and the text [run] that reaches it.

    The margin is the greatest value the signer rule takes over all texts: the surplus of the most reluctant needed
    signer at the text that suits it best among those no other signer likes less. A text acceptable to all exists
    exactly where it is >= 0. Ties go to the first text.
    """
    margin, index = np.empty(setting.runs), np.empty(setting.runs, dtype=np.int64)
    scan_best(*[*_arrays(setting, texts), False, margin, index])
    return margin, index


def acceptable(setting: Setting, texts: Texts) -> NDArray[np.bool_]:
    """Whether some text is acceptable to all needed signers [run]; stops at the first one found."""
    margin, index = np.empty(setting.runs), np.empty(setting.runs, dtype=np.int64)
    scan_best(*[*_arrays(setting, texts), True, margin, index])
    return index >= 0


def tally(setting: Setting, texts: Texts) -> tuple[Ints, Floats]:
    """For each text, in how many runs all needed signers accept it, and the mean margin it leaves [text]."""
    passes = np.zeros((CHUNKS, texts.count), dtype=np.int64)
    total = np.zeros((CHUNKS, texts.count))
    scan_all(*[*_arrays(setting, texts), passes, total])
    return passes.sum(axis=0), total.sum(axis=0) / setting.runs


def best_texts(setting: Setting, texts: Texts) -> tuple[Ints, Floats, Floats]:
    """The best acceptable text [run, rule] by each of ``RULES`` (-1: none), ideals [run, part], share acceptable [run].

    Gains are surpluses over going on as now, one for each part of the signer rule; that disagreement point is never
    moved. Nash: greatest product (Nash 1950). Kalai-Smorodinsky: greatest least share of each part's ideal gain, ideals
    over acceptable texts (Kalai & Smorodinsky 1975); a part that can gain nothing does not count. Egalitarian: greatest
    least gain (Kalai 1977). Utilitarian: greatest sum. Ties go to the first text.
    """
    parts = len(setting.program.parts)
    best = np.empty((setting.runs, 4), dtype=np.int64)
    ideals, share = np.empty((setting.runs, parts)), np.empty(setting.runs)
    scan_rules(*[*_arrays(setting, texts), best, ideals, share])
    return best, ideals, share
