"""The kernels as plain Python give the same bits: compiled code rounds as the source says."""

import hashlib
import os
import subprocess
import sys
from typing import Any

import numpy as np
from numba import config

from backchannel.theory.groupdecision.challenge import PRESETS, challenge
from backchannel.theory.groupdecision.exchange import exchange
from backchannel.theory.groupdecision.smp import Options, bargain, corrected
from tests.support import ROOT


def numbers() -> str:
    """A hash of all that the models answer on a few draws."""
    rng = np.random.default_rng(1)
    x, s, c = rng.uniform(0, 1, (3, 4, 2)), rng.uniform(0.05, 0.5, (3, 4, 2)), rng.uniform(0.5, 4, (3, 4))
    digest = hashlib.blake2b()
    arrays: list[Any] = []
    many = (Options(), corrected(Options(PCEModel="MarkovUniform", BargnModel="InitRcvrInterp")))
    for options in (*many, Options(PCEModel="MarkovIncentive", StateTransitions="Stochastic")):
        played = bargain(x, s, c, options, turns=5)
        arrays += [played.places, played.prevail, played.turns, played.period]
    for rules in PRESETS.values():
        one = challenge(x[:, :, 0], s[:, :, 0], c, rules, rounds=5)
        arrays += [one.places, one.risk, one.events, one.rivals, one.period, one.median, one.mean]
    traded = exchange(x, s, c)
    arrays += [traded.outcome, traded.votes, traded.gains, traded.externalities, traded.deals]
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def test_compiled_code_and_plain_python_agree_to_the_bit():
    off = "0" if config.DISABLE_JIT else "1"
    code = "from tests.theory.groupdecision.test_jit_off import numbers; print(numbers())"
    environment = os.environ | {"NUMBA_DISABLE_JIT": off, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    said = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, env=environment, check=True,
                          capture_output=True, text=True)  # fmt: skip
    assert said.stdout.split() == [numbers()]
