"""The benchmark compares like with like, and the budgets it is for are not missed by a factor."""

import os
import subprocess
import sys

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.conference.inequality import prepare
from backchannel.conference.scan import best_texts, margins
from backchannel.conference.state import build
from backchannel.conference.texts import listed, product
from benchmarks import finder
from benchmarks.measuring import apart
from tests.support import ROOT


@pytest.mark.parametrize("on_grid", [True, False])
def test_both_sides_do_the_same_work(on_grid):
    made = finder.case(finder.HOPES["in half the draws"])
    level, track = made.levels[0], made.tracks[0]
    values = finder.axes() if on_grid else list(finder.anywhere())
    grid = {f"k{k}": 100.0 * axis for k, axis in enumerate(finder.axes())}
    texts = product(made, level, grid) if on_grid else listed(made, level, finder.anywhere())
    setting = prepare(build(sample(made, runs=8, seed=finder.SEED)), level, track)
    assert margins(setting, texts)[0] == pytest.approx(finder.numpy_margins(setting.terms, values, on_grid), abs=1e-12)
    assert (best_texts(setting, texts)[0] == finder.numpy_rules(setting.terms, values, on_grid)).all()


def test_every_number_is_in_doubt_and_the_two_ways_to_draw_agree():
    made = finder.case(0.4)
    draws = sample(made, runs=3000, seed=1)
    assert len(draws.inputs) > 300
    assert all(not one.estimate.is_point for one in draws.inputs)
    theirs = finder.numpy_draws(sample(made, runs=1), 3000)
    scale = draws.matrix.std(axis=1)
    assert np.abs((draws.matrix.mean(axis=1) - theirs.matrix.mean(axis=1)) / scale).max() < 0.12
    assert (theirs.matrix.std(axis=1) / scale).tolist() == pytest.approx([1.0] * len(scale), abs=0.15)


def test_the_command_line_loads_nothing_heavy():
    code = f"import sys, backchannel.cli; print(*[m for m in {finder.SLOW_TO_IMPORT!r} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert said.stdout.split() == []


@pytest.mark.slow
@pytest.mark.skipif("NUMBA_DISABLE_JIT" in os.environ, reason="measures compiled code")
@pytest.mark.parametrize("name", list(finder.HOPES))
def test_budgets_are_not_missed_by_a_factor(name):
    """Four times each budget, by the fastest of three repeats: catches a lost short cut and not a busy machine."""
    measured = apart("finder", "ours", name, "--repeats", "3")
    for what, budget in finder.BUDGETS.items():
        assert min(measured["seconds"][what]) < 4 * budget, what
    assert measured["peak_gib"] < 2


@pytest.mark.slow
def test_help_comes_at_once():
    assert min(finder.start()["help"]) < 1.0
