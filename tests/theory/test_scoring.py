import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.scoring import brier_decomposition, linear_pool, log_score, logit_pool, skill

inner = st.floats(0.01, 0.99)
scored = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.7, 1.0]) | st.floats(0, 1), st.booleans()), min_size=1)


def test_the_printed_score():
    found = brier_decomposition([0.1, 0.1, 0.7, 0.7, 0.7], [0, 0, 1, 1, 0])
    assert (found.brier, found.UNC) == pytest.approx((0.138, 0.24), abs=1e-9)
    assert pytest.approx((0.014 / 3, 0.32 / 3), abs=1e-9) == (found.REL, found.RES)


@given(scored)
def test_the_parts_add_up_and_are_what_they_say(pairs):
    f, o = zip(*pairs, strict=True)
    found = brier_decomposition(f, o)
    assert found.brier == pytest.approx(np.mean([(a - b) ** 2 for a, b in pairs]), abs=1e-9)
    assert pytest.approx(found.brier, abs=1e-9) == found.REL - found.RES + found.UNC
    assert pytest.approx(np.var(o), abs=1e-9) == found.UNC
    means = [np.mean([b for a, b in pairs if a == each]) for each in f]
    assert pytest.approx(np.var(means), abs=1e-9) == found.RES
    assert min(found.REL, found.RES, found.UNC) >= 0.0


def test_near_forecasts_are_not_one_group():
    apart = brier_decomposition([0.1, 0.1 + 1e-9], [0, 1])
    assert pytest.approx(0.25, abs=1e-12) == apart.RES
    assert brier_decomposition([0.1, 0.1], [0, 1]).RES == 0.0


def test_the_printed_pool():
    assert round(logit_pool([0.6, 0.7, 0.65], 2.0), 6) == 0.776931
    odds = (1.5 * 7 / 3 * 13 / 7) ** (2 / 3)
    assert logit_pool([0.6, 0.7, 0.65], 2.0) == pytest.approx(odds / (1 + odds), abs=1e-9)


@given(st.lists(st.tuples(inner, st.floats(0.1, 3.0)), min_size=1, max_size=6), st.floats(0.0, 4.0))
def test_the_pool_is_a_weighted_geometric_mean_of_odds(given_, a):
    p, w = zip(*given_, strict=True)
    odds = np.prod([(q / (1 - q)) ** (a * each / sum(w)) for q, each in given_])
    assert logit_pool(p, a, w) == pytest.approx(odds / (1 + odds), abs=1e-9)
    assert logit_pool([1 - q for q in p], a, w) == pytest.approx(1 - logit_pool(p, a, w), abs=1e-9)
    assert logit_pool(p, a, [3 * each for each in w]) == pytest.approx(logit_pool(p, a, w), abs=1e-12)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 3.0)), min_size=1, max_size=6))
def test_the_linear_pool_is_a_weighted_mean(given_):
    p, w = zip(*given_, strict=True)
    assert linear_pool(p, w) == pytest.approx(np.average(p, weights=w), abs=1e-9)
    assert min(p) - 1e-12 <= linear_pool(p, w) <= max(p) + 1e-12
    assert linear_pool(p, [3 * each for each in w]) == pytest.approx(linear_pool(p, w), abs=1e-12)
    assert linear_pool([0.6, 0.7, 0.65]) == pytest.approx(0.65, abs=1e-9)


@given(scored)
def test_the_log_score_is_the_mean_log_of_what_was_given_to_what_came(pairs):
    f, o = zip(*pairs, strict=True)
    given_ = [a if b else 1 - a for a, b in pairs]
    wanted = -np.inf if min(given_) == 0 else np.mean(np.log(given_))
    assert log_score(f, o) == pytest.approx(wanted, abs=1e-9)
    assert log_score(f, o) <= 0


def test_skill_against_a_reference():
    assert skill(0.138, 0.24) == pytest.approx(0.425, abs=1e-9)
    assert (skill(0.2, 0.2), skill(0.0, 0.3), skill(0.1, 0.0)) == (0.0, 1.0, None)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: linear_pool([0.5, 1.5]), r"p .* in \[0, 1\]"),
        (lambda: linear_pool([0.5, 0.5], [0, 0]), "weights are all 0"),
        (lambda: log_score([0.5], [2]), "o has a value"),
        (lambda: brier_decomposition([0.1, 0.2], [1]), "o has length 1; expected 2"),
        (lambda: brier_decomposition([0.1], [0.5]), "neither 0 nor 1"),
        (lambda: logit_pool([0.0, 0.5]), r"p .* in \(0, 1\)"),
        (lambda: logit_pool([0.5, 0.5], 1.0, [0, 0]), "weights are all 0"),
    ],
)
def test_refuses_what_is_no_forecast(call, says):
    with pytest.raises(ValueError, match=says):
        call()
