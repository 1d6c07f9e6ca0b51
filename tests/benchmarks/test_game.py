"""The game is measured on cases as large as said, beside a peer with as much to do, within a factor of its budgets."""

import functools
import importlib.util
import json
import os
import subprocess
import sys

import numpy as np
import pytest

from backchannel.case.inputs import inputs
from backchannel.conference.kernel import simulate
from benchmarks import game, negmas_peer, run
from benchmarks.made import LEVELS, big, even
from benchmarks.measuring import Measured, apart, growth
from tests.support import ROOT

big_case = functools.cache(big)
compiled = pytest.mark.skipif("NUMBA_DISABLE_JIT" in os.environ, reason="measures compiled code")
with_negmas = pytest.mark.skipif(importlib.util.find_spec("negmas") is None, reason="needs the extra `bench`")


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 1.7])
def test_the_power_by_which_time_grows_is_found(power):
    sizes = [10, 20, 50, 200, 1000]
    found = growth(sizes, [0.03 * n**power for n in sizes])
    assert found.power == pytest.approx(power, abs=1e-9)
    assert found.r2 == pytest.approx(1.0) or power == 0.0


def test_noise_shows_in_the_fit_and_not_as_growth():
    rng = np.random.default_rng(1)
    sizes = np.geomspace(1, 1000, 40)
    clean, noisy = (growth(list(sizes), list(sizes * np.exp(rng.normal(0, s, 40)))) for s in (0.05, 1.0))
    assert abs(clean.power - 1.0) < 0.02 < 1.0 - noisy.r2
    assert clean.r2 > 0.99 > noisy.r2


@pytest.mark.parametrize(
    ("sizes", "seconds"),
    [([1, 2, 3], [1, 2, 3]), ([1, 1, 1, 1], [1, 2, 3, 4]), ([1, 2, 3, 4], [1, 0, 1, 1]), ([0, 1, 2, 3], [1, 1, 1, 1])],
)
def test_no_power_is_fitted_to_too_little(sizes, seconds):
    with pytest.raises(ValueError, match="four different sizes"):
        growth(sizes, seconds)


def test_big_case_is_as_large_as_said_and_in_doubt_everywhere():
    case = big_case()
    found = tuple(inputs(case))
    assert (len(case.actors), len(case.issues), len(case.levels)) == (60, 12, 5)
    assert {t.kind for t in case.tracks} == {"formal", "corridor"}
    assert {"principal", "insider", "faction", "armed", "backer"} == {a.role for a in case.actors}
    assert len(found) > 4000
    assert [i.path for i in found if i.estimate.is_point or i.estimate.unknown] == []
    assert min(game.shape(game.planned(case, 1, game.BIG_TEXTS))["texts"]) >= 1000
    assert [len(level.opens) for level in case.levels] == [n or 12 for n in LEVELS.values()]


def test_big_case_is_the_same_every_time():
    assert big() == big_case()
    assert big(seed=5) != big_case()


@pytest.mark.parametrize("actors", [10, 30])
def test_big_case_comes_in_sizes(actors):
    p = game.planned(big(actors), 5, game.BIG_TEXTS, inner=5)
    assert len(p.state.actors) == actors
    assert p.rounds == game.ROUNDS


def test_too_few_actors_are_refused():
    with pytest.raises(ValueError, match="6 actors: expected at least"):
        big(6)


@pytest.mark.parametrize("name", list(game.ASKED))
def test_every_level_of_geneva_has_a_thousand_texts(name):
    p = game.planned(game.geneva(), 1, game.ASKED[name])
    assert len(p.levels) == 5
    assert min(game.shape(p)["texts"]) >= 1000


@pytest.mark.parametrize("name", list(game.LINES))
def test_the_peer_is_asked_for_as_much_as_we_do(name):
    case, make = game.line(name, 2)
    p = make()
    asked = game.wanted(p)
    level = max(p.levels, key=lambda one: one.opened.sum())
    assert asked["parties"] == len(p.state.actors)
    assert len(asked["values"]) == len(case.issues)
    assert int(np.prod(asked["values"])) == level.texts.count
    assert asked["steps"] == p.rounds == (50 if name == "plain" else 36)


@with_negmas
@pytest.mark.parametrize("single", [False, True])
def test_the_peer_does_as_much_as_it_is_asked_for(single):
    done = negmas_peer.measure(4, [3, 2, 4], 12, single, 2)
    assert (done["parties"], done["issues"], done["outcomes"], done["steps"]) == (4, 3, 24, 12)
    assert len(done["ms"]) == 2
    assert 0 < done["steps_used"] <= 12


def test_without_negmas_the_report_says_what_is_missing(monkeypatch, tmp_path):
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\nexit 1\n")
    bare.chmod(0o755)
    found = run.measure_beside(str(bare))
    (said,) = game.compared(found)
    assert "NegMAS is not installed" in said
    assert ".[bench]" in said


def test_the_page_keeps_the_part_that_was_not_measured():
    page = run.assemble({"finder": "\nold figures", "game": "\nold runs"})
    again = run.assemble(run.sections(page) | {"game": "\nnew runs"})
    assert "old figures" in again
    assert "new runs" in again
    assert "old runs" not in again
    assert run.assemble(run.sections(again)) == again


@compiled
def test_runs_of_the_plain_bargain_have_something_to_do():
    """Were all signed at once, or nothing ever voted on, then the line beside NegMAS would compare with idleness."""
    p = game.planned(even(), 400, game.EVEN["texts"], game.EVEN["rounds"])
    courses = simulate(p, 0, 400)
    assert courses.sessions.all()
    assert 0.05 < (courses.signed >= 0).mean() < 0.6
    assert courses.voted.mean() > 25


@compiled
def test_a_report_holds_every_figure():
    p = game.planned(game.geneva(), 2, game.ASKED["default"])
    one: Measured = {"play": [6.0], "cores": 9.0, "draw": [0.1], "what_if": [0.2], "peak_gib": 0.5, **game.shape(p)}
    scaling = {what: {"sizes": [1, 2, 4, 8], "seconds": [1.0, 2.0, 4.0, 8.0]} for what in game.SCALES}
    large = {
        "draw": 1.0,
        "play": 50.0,
        "cores": 90.0,
        "peak_gib": 1.0,
        "runs": 10_000,
        "signed": [0.5],
        **game.shape(p),
    }
    found: Measured = {"speed": {"default": one, "finer": one | {"play": [4.0]}}, "scaling": scaling}
    found |= {"largest": large, "first": {"call": [0.5], "ahead": [1.0], **game.shape(p)}}
    found["beside"] = {"peer": {}, "ours": {}, "why": "nothing"}
    text = game.report(found)
    assert "| **6.00** | 9.00 | 5 (missed) |" in text
    assert "| **4.00** | 9.00 | 5 |" in text
    assert text.count("**1.00** | 1.000") == 4


@pytest.mark.slow
@compiled
def test_budgets_are_not_missed_by_a_factor():
    """Four times each budget, by the fastest: catches a lost short cut and not a busy machine."""
    apart("game", "warm")
    done = apart("game", "speed", "default", "--repeats", "2")
    assert min(done["play"]) < 4 * game.BUDGETS["runs"]
    assert min(done["what_if"]) < 4 * game.BUDGETS["what_if"]
    assert apart("game", "first")["call"] < 4 * game.BUDGETS["first"]


@pytest.mark.slow
@compiled
def test_big_case_stays_within_its_memory_and_time():
    """A fifth of its runs, in a process of its own for the memory."""
    code = "import json; from benchmarks.game import largest; print(json.dumps(largest(2_000)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    large = json.loads(done.stdout)
    assert (large["actors"], large["issues"]) == (60, 12)
    assert 5 * (large["draw"] + large["play"]) < 4 * game.BUDGETS["big"]
    assert large["peak_gib"] < game.BUDGETS["big_gib"]
