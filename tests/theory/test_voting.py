import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.voting import veto_player_probability


@pytest.mark.parametrize(("n", "printed"), [(1, 1.0), (2, 0.75), (3, 0.5), (5, 0.1875)])
def test_printed_chances(n, printed):
    assert veto_player_probability(n, 0.5) == pytest.approx(printed, abs=1e-9)


@given(st.integers(2, 12), st.floats(0.0, 1.0))
def test_it_is_the_chance_that_the_range_of_uniform_draws_is_short(n, t):
    # by the smallest draw x: the other n - 1 lie above it and within t, or within what is left of the line
    nodes, weights = np.polynomial.legendre.leggauss(12)  # exact for these polynomials
    left = (nodes + 1.0) * t / 2.0
    at_the_end = float(np.sum(weights * n * left ** (n - 1))) * t / 2.0
    assert veto_player_probability(n, t) == pytest.approx(n * t ** (n - 1) * (1.0 - t) + at_the_end, abs=1e-9)


@given(st.integers(1, 30), st.floats(0.0, 3.0))
def test_another_veto_never_helps(n, t):
    here = veto_player_probability(n, t)
    assert 0.0 <= here <= 1.0
    assert veto_player_probability(n + 1, t) <= here + 1e-12


def test_stretches_as_long_as_the_line_suit_everybody():
    assert veto_player_probability(9, 1.0) == veto_player_probability(9, 2.5) == 1.0
    assert veto_player_probability(9, 0.0) == 0.0


@pytest.mark.parametrize(("n", "t", "says"), [(0, 0.5, "n must"), (3, -0.1, "two_rho"), (3, float("nan"), "two_rho")])
def test_refuses_what_is_no_set(n, t, says):
    with pytest.raises(ValueError, match=says):
        veto_player_probability(n, t)
