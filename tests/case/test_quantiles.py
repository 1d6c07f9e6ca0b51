"""The inverse CDF of an input agrees with its draws."""

import numpy as np
import pytest

from backchannel.case.draws import at_points, sample
from backchannel.case.quantiles import quantiles
from backchannel.case.reading import find_case, read_case
from backchannel.core.rng import uniforms

CASE = read_case(find_case("geneva-ii"))


def test_quantiles_are_what_is_drawn():
    draws = sample(CASE, runs=50, seed=3)
    u = uniforms([i.path for i in draws.inputs], 50, seed=3)
    for n, one in enumerate(draws.inputs):
        wide = max(1e-9, np.ptp(draws.matrix[n]))
        assert np.abs(quantiles(one, u[n]) - draws.matrix[n]).max() <= 1e-6 * wide, one.path


def test_ends_and_shapes():
    draws = sample(CASE, runs=1)
    for one in draws.inputs:
        told = quantiles(one, np.array([[0.0, 0.1], [0.9, 1.0]]))
        assert told.shape == (2, 2)
        assert (np.diff(told.reshape(-1)) >= 0).all()
        assert one.value.lo <= told.min() <= told.max() <= one.value.hi


def test_points_keep_what_is_not_put():
    draws = sample(CASE, runs=4, seed=2)
    path = "levels.aid.enforcement"
    swept = at_points(draws, [path], np.array([[np.nan], [0.5]]))
    assert (swept.matrix[:, :4] == draws.matrix).all()
    assert (swept.matrix[draws.rows[path], 4:] == 0.5).all()
    others = [n for p, n in draws.rows.items() if p != path]
    assert (swept.matrix[others, 4:] == draws.matrix[others]).all()
    with pytest.raises(KeyError):
        at_points(draws, ["levels.none.enforcement"], np.zeros((1, 1)))
