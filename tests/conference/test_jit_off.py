"""The kernels as plain Python give the same bits: compiled code rounds as the source says."""

import hashlib
import os
import subprocess
import sys
from typing import Any

import numpy as np
from numba import config

from backchannel.case.draws import sample
from backchannel.conference.inequality import prepare, slopes, surplus_at
from backchannel.conference.scan import acceptable, best_texts, margins, tally
from backchannel.conference.state import build
from tests.conference.cases import case_of, deal, random_texts, random_tree
from tests.support import ROOT

SEEDS = (2, 3, 8, 20)  # both shapes of loss; rules with any and quota; grid and listed


def numbers() -> str:
    """A hash of every array on the way from a case to its best texts."""
    digest = hashlib.blake2b()
    for seed in SEEDS:
        case = case_of(random_tree(seed))
        level, track = deal(case, "corridor")
        draws = sample(case, runs=3, seed=seed)
        state = build(draws)
        texts = random_texts(case, level, seed)
        setting = prepare(state, level, track, guarantees="all")
        terms = texts.terms[:, :3].T
        arrays: list[Any] = [
            draws.matrix,
            state.war,
            state.chances,
            surplus_at(setting.terms, terms, texts.waits[texts.pattern[:3]]),
        ]
        arrays += [*slopes(setting.terms, texts.waits), *margins(setting, texts), acceptable(setting, texts)]
        arrays += [*tally(setting, texts), *best_texts(setting, texts)]
        for array in arrays:
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def test_compiled_code_and_plain_python_agree_to_the_bit():
    off = "0" if config.DISABLE_JIT else "1"
    command = [sys.executable, "-c", "from tests.conference.test_jit_off import numbers; print(numbers())"]
    environment = os.environ | {"NUMBA_DISABLE_JIT": off, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.split() == [numbers()]
