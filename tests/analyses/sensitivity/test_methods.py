"""The methods on functions whose answers are known, through the code that the analysis uses."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from backchannel.analyses.sensitivity.breakevens import turns
from backchannel.analyses.sensitivity.choosing import goes_with, named, strongest
from backchannel.analyses.sensitivity.fragile import conclusions
from backchannel.analyses.sensitivity.model import Counts, Outcome, Refusers, change, joined
from backchannel.analyses.sensitivity.scenarios import scenarios
from backchannel.analyses.sensitivity.screens import at_a_point, base_of, kept, morris, sobol
from backchannel.analyses.sensitivity.tornado import as_drawn, tornado
from backchannel.core.errors import AskError, StoppedByKey
from backchannel.core.labels import Label
from backchannel.theory.crossings import CROSSES, NONE
from tests.analyses.sensitivity.known import ISHIGAMI, Known

EVERY = (0, 1, 2)


def name(id):
    return id


@cache
def ishigami_indices():
    return sobol(ISHIGAMI, EVERY, runs=1, base=1024, seed=1)[0]


def test_sobol_of_ishigami():
    found = ishigami_indices()
    assert np.abs(found.first - [0.3139, 0.4424, 0.0]).max() < 0.03
    assert (np.abs(found.first - [0.3139, 0.4424, 0.0]) <= found.first_error).all()
    assert (np.abs(found.total - [0.5576, 0.4424, 0.2437]) <= found.total_error).all()
    assert (found.first_error < 0.1).all()
    assert found.noise is None  # one run a point has no batches to tell chance by
    assert found.variance == pytest.approx(13.8446, rel=0.05)


def test_morris_of_ishigami_ranks_as_total_effects_do():
    """At the four levels of the design sin(x2)^2 is the same at mirrored points; x1 interacts with x3."""
    found = morris(ISHIGAMI, EVERY, runs=1, seed=3, trajectories=200)[0]
    assert found.mu_star[0] > found.mu_star[2] > 0
    assert found.sigma[0] > 0
    assert found.sigma[2] > abs(found.mu[2])  # x3 acts only through x1: its effects cancel
    assert (found.mu_star_error > 0).all()
    assert (found.sigma_error > 0).all()


def test_inputs_that_nothing_reads_score_exactly_nought():
    """Under chance, too: on common random numbers they leave every run as it was."""
    model = Known(lambda x: np.clip(0.2 + 0.5 * x[0], 0, 1), ((0.0, 1.0),) * 3, flags=True)
    screened: Any = morris(model, EVERY, runs=40, seed=1)[0]
    assert screened.mu_star[1:].tolist() == screened.sigma[1:].tolist() == [0.0, 0.0]
    assert screened.noise[1:].tolist() == [0.0, 0.0]
    assert kept({0: screened}) == [0]
    shared = sobol(model, EVERY, runs=40, base=64, seed=1)[0]
    assert shared.first[1:].tolist() == shared.total[1:].tolist() == [0.0, 0.0]
    bars = tornado(model, EVERY, runs=40).bars(0)
    assert [bar.swing.value for bar in bars] == [pytest.approx(0.4, abs=0.25), 0.0, 0.0]


def test_chance_is_told_from_what_inputs_do():
    """A steep answer has little chance in it, one that hardly moves is nearly all chance; more runs leave less."""
    steep = Known(lambda x: 0.1 + 0.8 * x[0], ((0.0, 1.0),) * 2, flags=True)
    flat = Known(lambda x: 0.45 + 0.1 * x[0], ((0.0, 1.0),) * 2, flags=True)
    shares: list[Any] = [
        sobol(m, (0, 1), runs=runs, base=128, seed=2)[0].noise for m, runs in ((steep, 20), (steep, 200), (flat, 20))
    ]
    assert shares[1] < shares[0] < 0.3 < shares[2]


def test_noise_of_independent_chances():
    """Where every point has chances of its own, 1/F is the share of the variance that they make."""
    rng = np.random.default_rng(4)
    from backchannel.theory.indices import noise_share

    values = rng.normal(0, 1, (4000, 1)) + rng.normal(0, 2, (4000, 5)) + np.arange(5.0)
    assert noise_share(values) == pytest.approx(0.8 / 1.8, abs=0.04)
    assert noise_share(np.zeros((4, 3))) == 0.0


def test_a_constant_answer_has_no_shares():
    found = sobol(Known(lambda x: 0 * x[0] + 2.0, ((0.0, 1.0),) * 2), (0, 1), runs=5, base=16, seed=1)[0]
    assert (found.first == 0).all()
    assert (found.total == 0).all()
    assert found.variance == 0


def test_a_tornado_of_a_linear_answer_is_exact():
    model = Known(lambda x: 3.0 * x[0] - 2.0 * x[1] + 1.0, ((0.0, 1.0), (0.0, 10.0)))
    wide, narrow = tornado(model, (0, 1), runs=50).bars(0)
    assert (wide.input, narrow.input) == (1, 0)
    assert wide.swing.value == pytest.approx(-2.0 * 8.0, abs=1e-12)
    assert narrow.swing.value == pytest.approx(3.0 * 0.8, abs=1e-12)
    assert wide.swing.error == pytest.approx(0.0, abs=1e-12)  # paired: the others are the same in every run
    assert wide.values == pytest.approx((1.0, 9.0))
    assert narrow.changes[1].value == pytest.approx(3.0 * (0.9 - model.drawn(50)[0].mean()), abs=1e-12)


def test_the_error_of_a_paired_change_covers():
    """Of 95% intervals of a known change about as many hold it; a change nobody shows still has an error."""
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        before = rng.random(200) < 0.3
        after = before ^ (rng.random(200) < np.where(before, 0.05, 0.1))
        found: Any = change((before.astype(float), np.ones(200)), (after.astype(float), np.ones(200)))
        held += abs(found.value - (0.7 * 0.1 - 0.3 * 0.05)) <= 1.96 * found.error
    assert 365 <= held <= 398
    same = np.ones(200), np.ones(200)
    none: Any = change(same, same)
    assert none.value == 0.0
    assert 0 < none.error < 0.01


def test_a_break_even_in_closed_form():
    """y = 0.1 + 0.8 x^2 crosses .45 at x = sqrt(.35 / .8) and .95 nowhere."""
    model = Known(lambda x: 0.1 + 0.8 * (x[0] / 10.0) ** 2, ((0.0, 10.0),) * 2)
    crossed, never = turns(model, 0, [(0, 0.45), (0, 0.95)], runs=4)
    assert crossed.found.status == CROSSES
    exact = 10.0 * np.sqrt(0.35 / 0.8)
    assert crossed.values[0, 0] == pytest.approx(exact, abs=0.1)  # a hundredth of the range
    assert crossed.values[0, 1] <= exact <= crossed.values[0, 2]
    assert crossed.values[0, 2] - crossed.values[0, 1] <= 0.11
    assert crossed.found.rises == (True,)
    assert never.found.status == NONE
    assert len(never.values) == 0
    (other,) = turns(model, 1, [(0, 0.45)], runs=4)
    assert other.found.status == NONE


def test_a_break_even_under_chance_says_how_closely():
    model = Known(lambda x: 0.1 + 0.8 * x[0], ((0.0, 1.0),) * 2, flags=True)
    (found,) = turns(model, 0, [(0, 0.5)], runs=400)
    assert found.values[0, 1] <= 0.5 <= found.values[0, 2]
    assert 0.02 < found.values[0, 2] - found.values[0, 1] < 0.5


def test_boxes_in_a_known_box():
    model = Known(lambda x: ((x[0] > 0.6) & (x[2] < 0.5)) * 0.9 + 0.02, ((0.0, 1.0),) * 4, flags=True)
    found = scenarios(model, (0, 1, 2, 3), as_drawn(model, 4000), most=1)
    (one,) = found
    assert not one.fails
    assert {(r.number, r.rises) for r in one.box.restrictions} == {(0, True), (2, False)}
    told = {r.number: r.value for r in one.box.restrictions}
    assert told[0] == pytest.approx(0.6, abs=0.03)
    assert told[2] == pytest.approx(0.5, abs=0.03)
    assert one.box.density == pytest.approx(0.92, abs=0.05)
    assert one.box.coverage == pytest.approx(0.92 * 0.2 / (0.92 * 0.2 + 0.02 * 0.8), abs=0.06)
    assert one.box.restricted == 2
    assert max(r.quasi_p for r in one.box.restrictions) < 1e-6
    common = Known(lambda x: 0.9 - 0.85 * (x[1] > 0.8), ((0.0, 1.0),) * 2, flags=True)
    (rare,) = scenarios(common, (0, 1), as_drawn(common, 2000), most=1)
    assert rare.fails
    assert [(r.number, r.rises) for r in rare.box.restrictions] == [(1, True)]


def test_a_conclusion_that_flips_and_one_that_does_not():
    """The first outcome runs from .24 to .76 with x0; the second stays within `unlikely` whatever happens."""
    model = Known(lambda x: np.stack([0.18 + 0.64 * x[0], 0.3 + 0.02 * x[0]]), ((0.0, 1.0),) * 2, count=2, flags=True)
    first, second = conclusions(model, tornado(model, (0, 1), runs=1000), name)
    assert first.fragile
    assert {(f.input, f.end, f.becomes) for f in first.flips} == {(0, "low", "unlikely"), (0, "high", "likely")}
    assert first.now == "roughly even"
    assert not second.fragile
    assert (second.now, second.edge) == ("unlikely", False)


def test_who_refuses_most_can_turn():
    """`a` refuses in seven votes of ten, `b` in two or nine as x0 lies."""

    class Voting(Known):
        refusers = (Refusers(0, "deal", ((0, "a"), (1, "b"))),)

        def at(self, numbers, values, runs):
            for point, counts in zip(values, super().at(numbers, values, runs), strict=True):
                high = len(point) > 0 and point[0] > 0.5
                refused = np.zeros((1, runs, 1, 2))
                refused[..., 0] = (np.arange(runs) % 10 < 7)[None, :, None]
                refused[..., 1] = (np.arange(runs) % 10 < (9 if high else 2))[None, :, None]
                yield Counts(counts.hits, counts.tries, refused, np.ones((1, runs, 1)))

    model = Voting(lambda x: 0.5 + 0 * x[0], ((0.0, 1.0),), flags=True)
    *_, who = conclusions(model, tornado(model, (0,), runs=200), name)
    assert (who.kind, who.now, who.edge) == ("who", "a", False)
    assert [(f.end, f.becomes) for f in who.flips] == [("high", "b")]


def test_few_counted_runs_conclude_nothing():
    class Seldom(Known):
        def at(self, numbers, values, runs):
            for counts in super().at(numbers, values, runs):
                seen = (np.arange(runs) < 20).astype(float)[None, :, None]
                yield Counts(counts.hits * seen, seen)

    model = Seldom(lambda x: x[0], ((0.0, 1.0),), flags=True)
    assert list(conclusions(model, tornado(model, (0,), runs=100), name)) == []


def test_ctrl_c_leaves_the_inputs_that_are_done():
    class Stops(Known):
        def at(self, numbers, values, runs):
            for n, counts in enumerate(super().at(numbers, values, runs)):
                if n == self.count:
                    raise StoppedByKey
                yield counts

    ends = ((0.0, 1.0),) * 3
    with pytest.raises(StoppedByKey):
        tornado(Stops(lambda x: x[0], ends, count=2), EVERY, runs=10)
    found = tornado(Stops(lambda x: np.stack([x[0]] * 6), ends, count=6), EVERY, runs=10)
    assert found.stopped
    assert found.inputs == (0, 1)
    assert len(found.bars(0)) == 2


def test_choosing_sees_what_rises_and_falls():
    model = Known(lambda x: 0.1 + 3.0 * (x[1] - 0.5) ** 2, ((0.0, 1.0),) * 3, flags=True)
    explained = goes_with(model, as_drawn(model, 2000))
    assert explained[1, 0] > 0.1 > np.abs(explained[[0, 2], 0]).max() * 5
    assert strongest(explained, 1) == [1]
    assert sorted(strongest(explained, 0)) == [0, 1, 2]
    assert goes_with(model, as_drawn(model, 40)).tolist() == [[0.0]] * 3  # too few to say


def test_naming_inputs():
    model = Known(lambda x: x[0], ((0.0, 1.0),) * 3)
    open_, secret = (Label.TEAM,) * 3, (Label.SECRET,) * 3
    assert named(model, ["x*", "x1"], open_) == [0, 1, 2]
    with pytest.raises(AskError, match="did you mean x1"):
        named(model, ["x_1"], open_)
    with pytest.raises(AskError) as told:
        named(model, ["y1"], secret)
    assert "x1" not in str(told.value)


def test_sizes():
    assert [at_a_point(runs) for runs in (20, 400, 1000, 4000)] == [20, 20, 50, 200]
    assert base_of(1) == 16
    outcome = Outcome("a", "signed", "a", None, "a")
    assert outcome.around(0.5) == (0.45, 0.55)
    assert outcome.around(0.995) == (0.99,)
    assert joined(iter([Counts(np.zeros((1, 2, 1)), np.ones((1, 2, 1)))] * 3)).points == 3
