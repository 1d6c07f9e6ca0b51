import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from backchannel.theory.solutions import (
    bargaining_solutions_curved_frontier,
    bargaining_solutions_linear_frontier,
    nash_linear_pie_n,
)

positive = st.floats(0.2, 5.0)
two_positive = st.tuples(positive, positive)


@st.composite
def curved(draw):
    k = draw(st.floats(1.0, 6.0))
    d_1 = draw(st.floats(0.0, 0.8))
    return k, (d_1, draw(st.floats(0.0, 0.9)) * (1 - d_1**k))


@st.composite
def linear(draw):
    c = draw(st.floats(0.2, 5.0))
    d_1 = draw(st.floats(0.0, 0.9))
    return c, (d_1, draw(st.floats(0.0, 0.9)) * c * (1 - d_1))


def check(found, frontier, inverse, d, alpha, w):
    """Against definitions alone: a search for Nash's point, and the ratios of the others."""
    ideal = (inverse(d[1]), frontier(d[0]))
    assert found.ideal == pytest.approx(ideal, abs=1e-9)

    def product(u_1):
        gains = (max(u_1 - d[0], 1e-300), max(frontier(u_1) - d[1], 1e-300))
        return alpha[0] * np.log(gains[0]) + alpha[1] * np.log(gains[1])

    best = minimize_scalar(lambda u: -product(u), bounds=(d[0], ideal[0]), method="bounded", options={"xatol": 1e-12})
    assert found.nash[0] == pytest.approx(best.x, abs=1e-5)  # a flat top: the value is what a search can tell
    assert product(found.nash[0]) >= -best.fun - 1e-12
    assert all(product(found.nash[0]) >= product(u) - 1e-12 for u in np.linspace(d[0], ideal[0], 101)[1:-1])
    for u in (found.nash, found.kalai_smorodinsky, found.egalitarian):
        assert u[1] == pytest.approx(frontier(u[0]), abs=1e-9)
        assert u[0] >= d[0] - 1e-12
        assert u[1] >= d[1] - 1e-12
    ks, eg = found.kalai_smorodinsky, found.egalitarian
    assert (ks[0] - d[0]) * (ideal[1] - d[1]) == pytest.approx((ks[1] - d[1]) * (ideal[0] - d[0]), abs=1e-9)
    assert (eg[0] - d[0]) * w[1] == pytest.approx((eg[1] - d[1]) * w[0], abs=1e-9)


def test_the_printed_points():
    found = bargaining_solutions_curved_frontier(2)
    assert found.nash == pytest.approx((3**-0.5, 2 / 3), abs=1e-9)
    golden = (5**0.5 - 1) / 2
    assert found.kalai_smorodinsky == pytest.approx((golden, golden), abs=1e-9)
    assert found.egalitarian == pytest.approx((golden, golden), abs=1e-9)
    assert (round(found.nash[0], 6), round(golden, 6)) == (0.577350, 0.618034)
    straight = bargaining_solutions_linear_frontier(2)
    assert straight.nash == straight.kalai_smorodinsky == (0.5, 1.0)
    assert straight.egalitarian == pytest.approx((2 / 3, 2 / 3), abs=1e-9)


@given(curved(), two_positive, two_positive)
def test_curved_frontier_by_definition(where, alpha, w):
    k, d = where
    found = bargaining_solutions_curved_frontier(k, d, alpha, w)
    check(found, lambda u: 1 - u**k, lambda u: (1 - u) ** (1 / k), d, alpha, w)


@given(curved())
def test_nash_on_the_curve_has_the_slope_that_the_weights_ask_for(where):
    k, d = where
    x, y = bargaining_solutions_curved_frontier(k, d).nash
    assert (y - d[1]) == pytest.approx(k * x ** (k - 1) * (x - d[0]), abs=1e-9)


@given(linear(), two_positive, two_positive)
def test_linear_frontier_by_definition(where, alpha, w):
    c, d = where
    found = bargaining_solutions_linear_frontier(c, d, alpha, w)
    check(found, lambda u: c * (1 - u), lambda u: 1 - u / c, d, alpha, w)


@given(linear(), two_positive, two_positive)
def test_an_exponent_of_one_is_the_straight_frontier(where, alpha, w):
    _, d = where
    assume(d[0] + d[1] < 0.95)
    one, two = (
        bargaining_solutions_curved_frontier(1, d, alpha, w),
        bargaining_solutions_linear_frontier(1, d, alpha, w),
    )
    for name in ("ideal", "nash", "kalai_smorodinsky", "egalitarian"):
        assert getattr(one, name) == pytest.approx(getattr(two, name), abs=1e-9)


@given(linear(), st.floats(0.2, 5.0))
def test_another_unit_of_utility_moves_only_the_egalitarian_point(where, scale):
    c, d = where
    here = bargaining_solutions_linear_frontier(c, d)
    there = bargaining_solutions_linear_frontier(c * scale, (d[0], d[1] * scale))
    for name in ("ideal", "nash", "kalai_smorodinsky"):
        assert getattr(there, name)[0] == pytest.approx(getattr(here, name)[0], abs=1e-9)
    weighted = bargaining_solutions_linear_frontier(c * scale, (d[0], d[1] * scale), w=(1.0, scale))
    assert weighted.egalitarian[0] == pytest.approx(here.egalitarian[0], abs=1e-9)


def test_the_ideal_is_over_individually_rational_outcomes():
    found = bargaining_solutions_linear_frontier(1, (0.5, 0.0))
    assert found.ideal == (1.0, 0.5)  # over all outcomes side 2 could have 1
    assert found.kalai_smorodinsky == (0.75, 0.25)  # and the point would be (2/3, 1/3)


@given(st.lists(st.tuples(st.floats(-0.2, 0.2), positive), min_size=2, max_size=5), st.data())
def test_the_pie_of_many_cannot_be_divided_better(sides, data):
    d, alpha = zip(*sides, strict=True)
    u = nash_linear_pie_n(d, alpha)
    assert sum(u) == pytest.approx(1.0, abs=1e-9)

    def product(division):
        return sum(a * np.log(share - base) for a, share, base in zip(alpha, division, d, strict=True))

    moved = list(u)
    step = 0.4 * min(share - base for share, base in zip(u, d, strict=True))
    i, j = data.draw(st.permutations(range(len(u))))[:2]
    moved[i], moved[j] = moved[i] + step, moved[j] - step
    assert product(u) > product(moved)
    gains = [(share - base) / a for a, share, base in zip(alpha, u, d, strict=True)]
    assert max(gains) == pytest.approx(min(gains), abs=1e-9)  # first-order conditions


def test_two_sides_with_the_pie_are_the_straight_frontier():
    both = nash_linear_pie_n([0.2, 0.1], [1.0, 3.0])
    assert both == pytest.approx(bargaining_solutions_linear_frontier(1, [0.2, 0.1], [1.0, 3.0]).nash, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: bargaining_solutions_curved_frontier(0.5), "k has a value .* >= 1"),
        (lambda: bargaining_solutions_curved_frontier(2, [0.6, 0.64]), "on or outside the frontier"),
        (lambda: bargaining_solutions_curved_frontier(2, [0, 0, 0]), "d has length 3; expected 2"),
        (lambda: bargaining_solutions_linear_frontier(2, [0.5, 1.0]), "on or outside the frontier"),
        (lambda: bargaining_solutions_linear_frontier(2, alpha=[1, 0]), "alpha .* > 0"),
        (lambda: nash_linear_pie_n([0.6, 0.6]), "d sums to 1.2; expected at most 1"),
    ],
)
def test_refuses_what_cannot_be_bargained_over(call, says):
    with pytest.raises(ValueError, match=says):
        call()
