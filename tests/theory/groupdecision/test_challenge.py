"""The challenge model: the published replication's rounds, every switch against the equations written again."""

import os
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.theory.groupdecision.challenge import EVENTS, PRESETS, WORDS, Switches, challenge, chosen
from tests.theory.groupdecision import golden, oracle

CASES = ("emission", "honduras", "sultan_oil")
SCHOLZ, PAPER = PRESETS["scholz_code"], PRESETS["paper"]


def drawn(draws: int = 40, actors: int = 7, seed: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    shape = (draws, actors)
    return rng.uniform(0, 1, shape), rng.uniform(0.05, 1, shape), rng.uniform(0.1, 2, shape)


@pytest.mark.parametrize("name", CASES)
def test_rounds_of_scholz_code_are_those_of_the_replication(name):
    names, x, s, c = golden.actors(name)
    rounds = golden.history(name)
    found = challenge(x, s, c, SCHOLZ, rounds=len(rounds) - 1)
    assert np.abs(found.places[0] - [[r["positions"][a] for a in names] for r in rounds]).max() < 1e-9
    assert np.abs(found.median[0] - [r["median"] for r in rounds]).max() < 1e-9
    assert np.abs(found.mean[0] - [r["mean"] for r in rounds]).max() < 1e-9
    exponents = [[r["risk_exponent"][a] for a in names] for r in rounds[1:]]
    assert np.abs(found.risk[0] - exponents).max() < 1e-9
    words = {1: "loses confrontation to", 2: "compromises with", 3: "capitulates to"}
    for t, one in enumerate(rounds[1:]):
        said = [
            f"{names[i]} {words[int(e)]} {names[found.rivals[0, t, i]]}" for i, e in enumerate(found.events[0, t]) if e
        ]
        assert said == one["events"]


def test_cycles_and_rest():
    for name, period in (("honduras", 2), ("sultan_oil", 1), ("emission", 0)):
        _, x, s, c = golden.actors(name)
        found = challenge(x, s, c, SCHOLZ, rounds=20)
        assert found.period[0] == period
        assert (found.since[0] == -1) == (period == 0)
        if period:
            assert (found.places[0, found.since[0]] == found.places[0, found.since[0] + period]).all()
    _, x, s, c = golden.actors("honduras")
    found = challenge(x, s, c, SCHOLZ, rounds=20)
    assert found.forecast()[0] == pytest.approx(found.median[0, -2:].mean(), abs=1e-12)
    assert found.forecast("mean")[0] == pytest.approx(found.mean[0, -2:].mean(), abs=1e-12)
    with pytest.raises(ValueError, match="no forecast by mode"):
        found.forecast("mode")


# --- against the equations written again ------------------------------------------------------------------------


@st.composite
def switches(draw):
    words = {name: draw(st.sampled_from(sorted(known))) for name, known in WORDS.items()}
    return Switches(**words, stays=draw(st.sampled_from([1.0, 0.5, 0.0])))


@settings(max_examples=120)
@given(switches(), st.integers(0, 10_000), st.integers(2, 7))
def test_every_switch_does_what_its_equation_says(rules, seed, actors):
    x, s, c = (a[0] for a in drawn(1, actors, seed))
    found = challenge(x, s, c, rules, rounds=4)
    expected = oracle.play(x.tolist(), s.tolist(), c.tolist(), rules, 4)
    for t, (places, exponents, events) in enumerate(expected):
        assert found.places[0, t] == pytest.approx(places, abs=1e-9)
        if events is not None:
            assert found.risk[0, t] == pytest.approx(exponents, abs=1e-9)
            assert [tuple(map(int, e)) for e in zip(found.events[0, t], found.rivals[0, t], strict=True)] == events


@pytest.mark.parametrize("name", WORDS)
def test_every_word_of_a_switch_makes_a_difference(name):
    x, s, c = drawn()
    base = PAPER if name not in ("centre", "improvement") else replace(PAPER, stays=0.5)
    base = replace(base, offer="class_then_least") if name == "offer" else base
    words: dict[str, Any] = dict(base.words())
    ends = [challenge(x, s, c, Switches(**{**words, name: word})).places for word in WORDS[name]]
    for a in range(len(ends)):
        for b in range(a):
            assert np.abs(ends[a] - ends[b]).max() > 1e-3


def test_the_capitulation_that_can_never_fire():
    """One replication asks whether a gain is below its own size: an offer that ours makes, it can never make."""
    x, s, c = drawn(200)
    capitulates = EVENTS.index("capitulates to")
    fires = challenge(x, s, c, replace(SCHOLZ, capitulation="fires"))
    assert (fires.events == capitulates).any()
    assert not (challenge(x, s, c, SCHOLZ).events == capitulates).any()
    assert (challenge(x, s, c, PAPER).events == capitulates).any()


def test_chances_of_a_pair_add_up_in_the_paper_and_are_tiny_in_the_program():
    """Two actors alike: an even chance in the paper; over all pairs the votes of one pair are half, so a quarter."""
    for rules, p in ((PAPER, 0.5), (SCHOLZ, 0.25)):
        found = challenge([0.0, 1.0], [1.0, 1.0], [1.0, 1.0], replace(rules, security="row"), rounds=1)
        e = 2 * p - 2 * (1 - p)  # both resist for sure; all exponents are 1, as both are alike
        assert found.risk[0, 0].tolist() == [1.0, 1.0]
        moved = found.events[0, 0].any()
        assert moved == (e > 0)  # even chances: nobody expects to gain


# --- what must hold ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rules", [PAPER, SCHOLZ, replace(PAPER, stays=0.5)])
def test_order_scale_and_unit(rules):
    """Save where rounding decides: the program's lowest place lets a tie throw an actor far."""
    x, s, c = drawn(100)
    one = challenge(x, s, c, rules).places
    order = np.array([3, 0, 6, 2, 5, 1, 4])
    others = (
        (challenge(x[:, order], s[:, order], c[:, order], rules).places, one[:, :, order]),
        (challenge(x, s, 8 * c, rules).places, one),
        ((challenge(4 * x - 2, s, c, rules).places + 2) / 4, one),
    )
    for other, mine in others:
        same = np.abs(other - mine).max(axis=(1, 2)) < 1e-9
        assert same.mean() >= (0.9 if rules is SCHOLZ else 1.0)


def test_mirrored_in_the_paper_and_not_in_the_program():
    """The program takes the compromise with the lowest place, so that left and right are not alike."""
    x, s, c = drawn(200)
    one, other = challenge(x, s, c, PAPER), challenge(1 - x, s, c, PAPER)
    assert np.abs(1 - other.places - one.places).max() < 1e-9
    assert np.abs(1 - challenge(1 - x, s, c, SCHOLZ).places - challenge(x, s, c, SCHOLZ).places).max() > 0.01


@pytest.mark.parametrize("rules", [PAPER, SCHOLZ])
def test_positions_stay_among_those_at_first_and_draws_alone(rules):
    x, s, c = drawn(60)
    found = challenge(x, s, c, rules)
    assert (found.places.min(axis=(1, 2)) >= x.min(axis=1) - 1e-12).all()
    assert (found.places.max(axis=(1, 2)) <= x.max(axis=1) + 1e-12).all()
    assert (found.risk >= 0.5 - 1e-12).all()
    assert (found.risk <= 2 + 1e-12).all()
    assert (challenge(x[7], s[7], c[7], rules).places[0] == found.places[7]).all()
    last = challenge(x, s, c, rules, keep=False)
    assert (last.places[:, 0] == found.places[:, -1]).all()
    assert (last.events[:, 0] == found.events[:, -1]).all()
    assert (last.forecast() == found.forecast()).all()
    shared = challenge(x, s[0], c[0], rules)
    assert (shared.places[3] == challenge(x[3], s[0], c[0], rules).places[0]).all()


def test_nothing_happens_where_nothing_can():
    for given_ in (([0.5, 0.5], [1, 1], [1, 1]), ([0.1], [1.0], [1.0])):
        found = challenge(*given_)
        assert (found.places == given_[0][0]).all()
        assert found.period.tolist() == [1]
    assert challenge([0, 1], [1, 1], [1, 1], rounds=0).places.tolist() == [[[0, 1]]]
    assert challenge([0, 1], [1, 1], [1, 1], rounds=0, keep=False).places.tolist() == [[[0, 1]]]
    still = challenge([0.0, 0.4, 1.0], [0, 0, 0], [1, 1, 1], PAPER)
    assert np.isfinite(still.places).all()


GOOD: dict[str, Any] = {"positions": [0.0, 1.0], "salience": [1.0, 1.0], "capability": [1.0, 1.0]}


def test_bad_input():
    for change, words in (
        ({"rounds": -1}, "rounds is -1"),
        ({"positions": [[[0.1]]]}, "axes"),
        ({"salience": [2.0, 1.0]}, "salience has a value outside"),
        ({"capability": [1.0]}, "capability has shape"),
        ({"positions": [np.nan, 1.0]}, "positions has a value outside"),
    ):
        with pytest.raises(ValueError, match=words):
            challenge(**{**GOOD, **change})
    for pairs, message in (
        ([("offer", "any")], "offer cannot be any; expected enforceable, least"),
        ([("offers", "least")], "there is no switch offers; expected range"),
        ([("stays", "often")], "stays cannot be often"),
        ([("stays", "1.5")], "stays has a value outside"),
    ):
        with pytest.raises(ValueError, match=message):
            chosen(pairs)
    with pytest.raises(ValueError, match="there is no preset code; expected paper or scholz_code"):
        chosen([], "code")
    assert chosen([("stays", "0.5"), ("offer", "least")], "scholz_code").stays == 0.5


@pytest.mark.slow
@pytest.mark.skipif("NUMBA_DISABLE_JIT" in os.environ, reason="measures compiled code")
def test_the_budget_is_not_missed_by_a_factor():
    """10 actors, 20 rounds, a tenth of the draws, four times the budget: catches a lost short cut."""
    x, s, c = drawn(1000, 10)
    for rules in PRESETS.values():
        challenge(x[:2], s[:2], c[:2], rules)
        start = time.perf_counter()
        challenge(x, s, c, rules, rounds=20, keep=False)
        assert time.perf_counter() - start < 4 * 0.4
