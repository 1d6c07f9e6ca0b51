"""Crossings of curves in closed form, with and without error."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.crossings import CROSSES, MANY, NONE, crossing, nearest_monotone


def exact(function):
    return lambda x: (function(x), np.zeros(len(x)))


@given(st.floats(0.02, 0.98), st.floats(0.3, 4.0), st.booleans())
def test_a_power_crosses_where_it_should(line, power, falls):
    found = crossing(exact(lambda x: 1 - x**power if falls else x**power), 0.0, 1.0, line)
    where = ((1 - line) if falls else line) ** (1 / power)
    assert found.status == CROSSES
    assert found.places[0] == pytest.approx(where, abs=1e-3)
    assert found.low[0] <= where <= found.high[0]
    assert found.high[0] - found.low[0] <= 1e-3 + 1e-12
    assert found.rises == (not falls,)


def test_a_tolerance_is_kept_and_costs_what_it_says():
    asked = []

    def measure(x):
        asked.append(len(x))
        return x**2, np.zeros(len(x))

    found = crossing(measure, 0.0, 1.0, 0.5, tolerance=1e-6)
    assert found.places[0] == pytest.approx(np.sqrt(0.5), abs=1e-6)
    assert asked[0] == 5
    assert set(asked[1:]) == {3}


def test_a_curve_that_rises_and_falls_crosses_twice():
    found = crossing(exact(lambda x: np.sin(np.pi * x)), 0.0, 1.0, 0.5)
    assert found.status == MANY
    assert found.places == pytest.approx((1 / 6, 5 / 6), abs=1e-3)
    assert found.rises == (True, False)


def test_none_and_nothing():
    assert crossing(exact(lambda x: x), 0.0, 1.0, 1.5).status == NONE
    with pytest.raises(ValueError, match="low < high"):
        crossing(exact(lambda x: x), 1.0, 1.0, 0.5)


def test_wiggles_within_the_error_are_smoothed():
    rng = np.random.default_rng(2)

    def measure(x):
        return x + rng.normal(0, 0.03, len(x)), np.full(len(x), 0.05)

    found = crossing(measure, 0.0, 1.0, 0.5)
    assert found.status == CROSSES
    assert found.low[0] <= 0.5 <= found.high[0]
    assert found.high[0] - found.low[0] > 0.05
    values = np.array([0.0, 1.0, 0.0])
    assert nearest_monotone(values, np.full(3, 0.1))[1] is False
    assert (nearest_monotone(values, np.full(3, 0.1))[0] == values).all()
