"""Means, medians and modes against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.groupdecision.baselines import WEIGHTS, mean, median, mode, weights

place = st.integers(0, 8).map(lambda k: k / 8)
boards = st.lists(st.tuples(place, st.integers(0, 4)), min_size=1, max_size=7)


@given(boards)
def test_definitions(pairs):
    x, w = (np.array(a, dtype=float) for a in zip(*pairs, strict=True))
    found = [each(x, w) for each in (mean, median, mode)]
    if not w.sum():
        assert all(np.isnan(one.value) for one in found)
        return
    middle, half, top = found
    assert float(middle.value) == pytest.approx(float((w * x).sum() / w.sum()), abs=1e-12)
    cost = {p: float((w * abs(x - p)).sum()) for p in np.linspace(0, 1, 65)}
    best = [p for p in cost if cost[p] <= min(cost.values()) + 1e-9]
    assert (float(half.low), float(half.high)) == pytest.approx((min(best), max(best)), abs=1e-12)
    assert float(half.value) == pytest.approx((min(best) + max(best)) / 2, abs=1e-12)
    weight = {p: float(w[x == p].sum()) for p in set(x.tolist())}
    tied = sorted(p for p in weight if weight[p] == max(weight.values()))
    assert (float(top.low), float(top.high), int(top.ties)) == (tied[0], tied[-1], len(tied))
    assert float(top.value) == pytest.approx(sum(tied) / len(tied), abs=1e-12)


@given(boards)
def test_a_batch_is_each_draw_alone(pairs):
    x, w = (np.array(a, dtype=float) for a in zip(*pairs, strict=True))
    both = np.stack([x, 1 - x])
    for each in (mean, median, mode):
        found = each(both, w)
        for n in (0, 1):
            alone = each(both[n], w)
            assert found.value[n] == pytest.approx(alone.value, nan_ok=True)
            assert found.ties[n] == alone.ties


def test_weights():
    s, c = [0.5, 0.0, 1.0], [2.0, 3.0, 4.0]
    expected = {"plain": [1, 1, 1], "capability": c, "salience": s, "both": [1, 0, 4]}
    assert {kind: weights(kind, s, c).tolist() for kind in WEIGHTS} == expected
    with pytest.raises(ValueError, match="there are no weights all; expected plain"):
        weights("all", s, c)
    with pytest.raises(ValueError, match="salience has a value outside"):
        weights("plain", [-1.0], [1.0])


def test_bad_input():
    with pytest.raises(ValueError, match="x has no actors"):
        mean(0.5, 1.0)
    with pytest.raises(ValueError, match="x has a value outside"):
        median([np.nan], [1.0])
    with pytest.raises(ValueError, match="w has a value outside"):
        mode([0.1], [-1.0])
