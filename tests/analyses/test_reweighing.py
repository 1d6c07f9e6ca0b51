"""Reweighting against Bayes by hand, information by enumeration, and signs that count once."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.analyses.chances import chance, weighed
from backchannel.analyses.reweighing import Evidence, likelihood, weighed_runs
from backchannel.analyses.signs import About, Sign, Watched
from backchannel.analyses.telling import group_bits, telling
from backchannel.analyses.watch import watch
from backchannel.case.schema import Indicator
from backchannel.core.errors import AskError
from tests.analyses.cases import rows
from tests.analyses.indicators import DRY, HALF, RULES, RUNS, case


def by_hand(so, tables, yes, groups=None, inner=1):
    """Runs made up: ``so`` [sign][run] rounds of each window, ``tables`` [sign] chances by rounds, ``yes`` [run]."""
    runs = len(yes)
    groups = groups or [None] * len(so)
    records = [Indicator(id=f"s{n}", what="x", if_so=HALF, if_not=HALF, group=group) for n, group in enumerate(groups)]
    signs = [
        Sign(record, np.array(s), np.array(t, dtype=float)[None, :])
        for record, s, t in zip(records, so, tables, strict=True)
    ]
    draws: Any = SimpleNamespace(runs=-(-runs // inner))
    levels: Any = SimpleNamespace(case=SimpleNamespace(levels=[SimpleNamespace(id="deal", name=None)]))
    answer = np.array(yes, dtype=bool)
    return Watched(
        draws=draws, plan=levels, draw=np.arange(runs) // inner, signs=tuple(signs),
        about=(About("deal", "2014-09-28", "Will they?", 8, 0),), yes=answer[:, None],
        among=np.ones((runs, 1), dtype=bool), furthest=np.where(answer, 0, -1),
    )  # fmt: skip


def share(after) -> float:
    """The chance of a yes, weighed."""
    found = after.updates[0].after
    assert found is not None
    return float(found.share)


def test_posterior_and_information_by_enumeration():
    """Ten runs, four of them yes; the state is so in three of these and in two others: P(seen) = .8 or .3."""
    yes = [1] * 4 + [0] * 6
    so = [1, 1, 1, 0, 1, 1, 0, 0, 0, 0]
    w = by_hand([so], [[0.3, 0.8]], yes)
    seen_yes, seen_no = (3 * 0.8 + 0.3) / 4, (2 * 0.8 + 4 * 0.3) / 6
    one = telling(w, w.signs[0], 0)
    assert np.exp(one.evidence.whole) == pytest.approx(seen_yes / seen_no, abs=1e-9)
    assert np.exp(one.absence.whole) == pytest.approx((1 - seen_yes) / (1 - seen_no), abs=1e-9)
    posterior = 0.4 * seen_yes / (0.4 * seen_yes + 0.6 * seen_no)
    assert one.share(1).value == pytest.approx(posterior, abs=1e-9)
    assert one.share().value == pytest.approx(0.4, abs=1e-9)
    shown = 0.4 * seen_yes + 0.6 * seen_no
    assert one.showing.value == pytest.approx(shown, abs=1e-9)

    def entropy(p):
        return -p * np.log2(p) - (1 - p) * np.log2(1 - p)

    missed = 0.4 * (1 - seen_yes) / (1 - shown)
    expected = entropy(0.4) - shown * entropy(posterior) - (1 - shown) * entropy(missed)
    assert one.bits.whole == pytest.approx(expected, abs=1e-9)
    so_given = [3 / 4, 2 / 6]
    ceiling = entropy(0.5) - 0.4 * entropy(so_given[0]) - 0.6 * entropy(so_given[1])
    assert one.ceiling.whole == pytest.approx(ceiling, abs=1e-9)
    after = weighed_runs(w, Evidence(("s0",)))
    assert share(after) == pytest.approx(posterior, abs=1e-9)
    assert after.updates[0].change == pytest.approx(posterior - 0.4, abs=1e-9)
    weights = np.array([0.8 if s else 0.3 for s in so])
    assert after.runs == pytest.approx(weights.sum() ** 2 / (weights**2).sum(), abs=1e-9)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.integers(0, 2)), min_size=4, max_size=30),
    st.lists(st.floats(0.05, 0.95), min_size=6, max_size=6),
)
@settings(max_examples=60)
def test_reweighting_is_bayes_run_by_run(course, table):
    """Two independent signs, one seen and one not: the posterior is the sum over runs of what each makes likely."""
    yes, first, second = (np.array(some) for some in zip(*course, strict=True))
    w = by_hand([first, second], [table[:3], table[3:]], yes)
    made = [table[a] * (1 - table[3 + b]) for a, b in zip(first, second, strict=True)]
    total = sum(made)
    expected = sum(m for m, y in zip(made, yes, strict=True) if y) / total
    after = weighed_runs(w, Evidence(("s0",), ("s1",)))
    assert share(after) == pytest.approx(expected, abs=1e-9)
    for sign in w.signs:
        one = telling(w, sign, 0, after.weights)
        assert 0.0 <= one.bits.whole <= one.entropy + 1e-12
        assert one.bits.whole <= one.ceiling.whole + 1e-9


def test_a_copy_in_the_same_group_counts_once_and_in_another_twice():
    yes, so = [1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 0, 0]
    alone = by_hand([so], [[0.2, 0.7]], yes)
    copies = by_hand([so, so], [[0.2, 0.7]] * 2, yes, groups=["g", "g"])
    apart = by_hand([so, so], [[0.2, 0.7]] * 2, yes)
    once = share(weighed_runs(alone, Evidence(("s0",))))
    assert share(weighed_runs(copies, Evidence(("s0", "s1")))) == pytest.approx(once, abs=1e-12)
    assert share(weighed_runs(apart, Evidence(("s0", "s1")))) > once + 0.01
    gone = share(weighed_runs(alone, Evidence((), ("s0",))))
    assert share(weighed_runs(copies, Evidence((), ("s0", "s1")))) == pytest.approx(gone, abs=1e-12)
    bits = telling(alone, alone.signs[0], 0).bits.whole
    assert group_bits(copies, copies.signs, 0).whole == pytest.approx(bits, abs=1e-12)
    assert group_bits(copies, copies.signs, 0).mean == pytest.approx(telling(alone, alone.signs[0], 0).bits.mean)


def test_unlike_signs_of_a_group_tell_together_no_less_than_the_best_of_them():
    yes, one, two = [1, 1, 1, 0, 0, 0], [2, 1, 1, 1, 0, 0], [0, 1, 1, 0, 1, 0]
    w = by_hand([one, two], [[0.1, 0.4, 0.6], [0.2, 0.5]], yes, groups=["g", "g"])
    best = max(telling(w, sign, 0).bits.whole for sign in w.signs)
    assert group_bits(w, w.signs, 0).whole >= best - 1e-12


def test_a_group_that_contradicts_itself_has_half_the_weight_each():
    w = by_hand([[1, 0], [1, 0]], [[0.1, 0.4], [0.3, 0.5]], [1, 0], groups=["g", "g"])
    made = likelihood(w, Evidence(("s0",), ("s1",)))
    assert made[1] / made[0] == pytest.approx(np.sqrt(0.1 * 0.7 / (0.4 * 0.5)), abs=1e-9)


def test_what_no_run_allows_is_said():
    w = by_hand([[0, 0]], [[0.0, 1.0]], [1, 0])
    with pytest.raises(AskError, match="no run of the game allows"):
        likelihood(w, Evidence(("s0",)))
    with pytest.raises(AskError, match="seen and not seen at once"):
        Evidence(("s0",), ("s0",))


def test_a_sign_that_tells_nothing_moves_nothing():
    """`if_so` = `if_not` in every reading: every weight is the same, and so is the forecast."""
    before = watch(case([DRY]), runs=RUNS, rules=RULES)
    after = watch(case([DRY]), runs=RUNS, rules=RULES, saw=("dry",))
    assert after.manifest["effective_runs"] == RUNS
    for r in rows(after.parts[0]):
        assert r["change"] == 0.0
        assert r["moved"] is False
        assert (r["after"], r["after_error"], r["after_low"]) == (r["before"], r["before_error"], r["before_low"])
    for r in rows(before):
        assert (r["bits"], r["direction"], r["log_ratio"]) == (0.0, "moves nothing", 0.0)


def test_equal_weights_are_no_weights():
    yes, draw = np.arange(40) % 3 == 0, np.arange(40) // 4
    assert weighed(yes, draw, np.full(40, 0.37)) == chance(yes, draw)
    assert weighed(yes, draw, np.zeros(40)) is None
    half = weighed(yes, draw, np.where(np.arange(40) < 20, 1.0, 0.0))
    assert half is not None
    assert half.share == pytest.approx(yes[:20].mean())


def test_the_spread_of_unequal_weights_is_that_of_equal_ones_in_the_limit():
    rng = np.random.default_rng(5)
    own = rng.beta(2, 3, size=400)
    draw = np.repeat(np.arange(400), 5)
    yes = rng.random(2000) < own[draw]
    plain = chance(yes, draw)
    nudged = weighed(yes, draw, 1.0 + 1e-9 * rng.random(2000))
    assert plain is not None
    assert nudged is not None
    assert (nudged.low, nudged.high) == pytest.approx((plain.low, plain.high), abs=1e-6)
