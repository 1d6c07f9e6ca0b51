import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from backchannel.theory.credibility import credibility_cliff, kamenica_gentzkow

inner = st.floats(0.02, 0.98)


def best(mu0, mu_star, c):
    """Chance to act under the best honest rule, by linear programming: how often to say "good" in either state."""
    said_good, said_bad = mu0 * c, (1 - mu0) * c
    always = (mu0 * (1 - c), (1 - mu0) * (1 - c))  # what a sender says who is not bound
    # act after "good" iff (1 - mu*) P(good, g) >= mu* P(good, b)
    found = linprog(
        [-said_good, -said_bad],
        A_ub=[[-(1 - mu_star) * said_good, mu_star * said_bad]],
        b_ub=[(1 - mu_star) * always[0] - mu_star * always[1]],
        bounds=[(0, 1), (0, 1)],
    )
    return sum(always) - found.fun if found.fun is not None else 0.0


def test_the_printed_numbers():
    assert kamenica_gentzkow(0.3, 0.5) == pytest.approx(0.6, abs=1e-9)
    assert credibility_cliff(0.3, 0.5, 1.0).c_star == pytest.approx(4 / 7, abs=1e-9)
    assert [credibility_cliff(0.3, 0.5, c).P_act for c in (0.57, 4 / 7, 0.58)] == pytest.approx([0.0, 0.6, 0.6])


@given(inner, inner)
def test_persuasion_is_the_best_rule(mu0, mu_star):
    assert kamenica_gentzkow(mu0, mu_star) == pytest.approx(best(mu0, mu_star, 1.0), abs=1e-9)


@given(inner, inner, inner)
def test_the_cliff_is_where_no_honest_rule_makes_up_for_the_liars(mu0, mu_star, c):
    found = credibility_cliff(mu0, mu_star, c)
    assume(abs(c - found.c_star) > 1e-6)
    assert found.P_act == pytest.approx(best(mu0, mu_star, c), abs=1e-9)


@given(inner, inner, st.floats(0.0, 0.9), st.floats(0.0, 0.1))
def test_belief_and_credibility_never_hurt(mu0, mu_star, c, more):
    here = credibility_cliff(mu0, mu_star, c)
    assert credibility_cliff(mu0, mu_star, c + more).P_act >= here.P_act
    assert credibility_cliff(min(mu0 + more, 1.0), mu_star, c).P_act >= here.P_act - 1e-12


def test_ends():
    assert (credibility_cliff(0.5, 0.5, 0.0).c_star, credibility_cliff(0.5, 0.5, 0.0).P_act) == (0.0, 1.0)
    assert (credibility_cliff(0.3, 1.0, 0.99).P_act, credibility_cliff(0.3, 1.0, 1.0).P_act) == (0.0, 0.3)
    assert np.isclose(credibility_cliff(0.0, 0.5, 1.0).P_act, 0.0)
    with pytest.raises(ValueError, match="c has"):
        credibility_cliff(0.3, 0.5, 1.2)
