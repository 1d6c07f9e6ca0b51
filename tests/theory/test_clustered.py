"""Clusters: intervals where the answer is known, folds that split none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.clustered import folds, interval, resamples


def test_resamples_are_multinomial_and_reproduce():
    drawn = resamples(20, 4000, seed=3)
    assert (drawn.sum(axis=1) == 20).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(20), abs=0.08)
    assert drawn.var(axis=0).mean() == pytest.approx(0.95, abs=0.05)
    assert (drawn == resamples(20, 4000, seed=3)).all()
    assert (drawn != resamples(20, 4000, seed=4)).any()


def test_copies_within_a_cluster_tell_nothing_new():
    x = np.random.default_rng(1).normal(size=60)
    drawn = resamples(60, 2000, seed=1)
    once = interval(x, np.arange(60), drawn)
    thrice = interval(np.repeat(x, 3), np.repeat(np.arange(60), 3), drawn)
    assert np.array(thrice) == pytest.approx(np.array(once))
    half = (once[2] - once[1]) / 2
    assert half == pytest.approx(1.96 * x.std() / 60**0.5, rel=0.12)


def test_means_are_ratios_of_sums_drawn_again():
    values, cluster = np.array([1.0, 2.0, 6.0, 4.0]), np.array([0, 0, 1, 2])
    drawn = np.array([[1.0, 1.0, 1.0], [3.0, 0.0, 0.0], [0.0, 2.0, 1.0]])
    mean, low, high = interval(values, cluster, drawn, share=0.999999)
    assert (mean, low, high) == pytest.approx((13 / 4, 9 / 6, 16 / 3), abs=1e-4)


def test_what_is_missing_is_left_out():
    values = np.array([[1.0, np.nan], [3.0, np.nan], [5.0, 2.0]])
    mean, low, high = interval(values, [0, 1, 2], resamples(3, 100, seed=1))
    assert mean.tolist() == [3.0, 2.0]
    assert np.isnan([low[1], high[1]]).all()  # one cluster has no interval
    with pytest.raises(ValueError, match="expected as many"):
        interval([1.0], [0, 1], resamples(2, 10, seed=1))


@given(st.lists(st.sampled_from("abcdefghij"), min_size=2, max_size=60), st.integers(2, 12), st.integers(0, 99))
def test_folds_never_split_a_cluster(names, number, seed):
    if len(set(names)) < 2:
        return
    found = folds(names, number, seed)
    held = {name: {int(f) for f, n in zip(found, names, strict=True) if n == name} for name in set(names)}
    assert all(len(one) == 1 for one in held.values())
    sizes = np.bincount([next(iter(one)) for one in held.values()])
    assert sizes.min() >= 1
    assert np.ptp(sizes) <= 1
    assert len(sizes) == min(number, len(held))


def test_too_few():
    with pytest.raises(ValueError, match="two or more"):
        folds(["a", "a"], 5, 1)
    with pytest.raises(ValueError, match="at least one"):
        resamples(0, 5, 1)
