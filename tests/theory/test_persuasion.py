"""What a frame carries at the most, and where it falls off its cliff."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.persuasion import carried, cliff

SHARE = st.floats(0, 1)


def test_closed_forms():
    assert float(carried(0.3, 0.5)) == pytest.approx(0.6, abs=1e-12)
    assert float(cliff(0.3, 0.5)) == pytest.approx(4 / 7, abs=1e-12)
    assert carried([0.1, 0.4], 0.4).tolist() == [0.25, 1.0]


@given(SHARE, SHARE, SHARE)
def test_belief_never_hurts(needed, a, b):
    low, high = min(a, b), max(a, b)
    assert carried(high, needed) >= carried(low, needed)
    assert cliff(high, needed) <= cliff(low, needed) + 1e-12


@given(SHARE, SHARE)
def test_both_are_shares_and_meet_at_the_threshold(mu, needed):
    assert 0 <= carried(mu, needed) <= 1
    assert -1e-12 <= cliff(mu, needed) <= 1
    assert float(carried(needed, needed)) == 1
    assert float(cliff(needed, needed)) == 0


@given(st.floats(0.01, 0.98), st.floats(0.01, 0.99))
def test_at_the_cliff_what_is_said_just_moves_the_audience_to_act(mu, needed):
    """Bayes: a speaker bound with chance c says the good word when it is so, an unbound one always."""
    if mu >= needed:
        return
    c = float(cliff(mu, needed))
    after = mu / (mu + (1 - mu) * (1 - c))
    assert after == pytest.approx(needed, rel=1e-9)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, np.nan])
def test_what_is_no_share_is_refused(wrong):
    for form in (carried, cliff):
        for args in ((wrong, 0.5), (0.5, wrong)):
            with pytest.raises(ValueError, match=r"believed|needed"):
                form(*args)
