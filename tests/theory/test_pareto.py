"""The Pareto set against looking at every pair, on sets of every shape, with ties and equal rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backchannel.theory import pareto
from backchannel.theory.pareto import pareto_set

small = st.tuples(st.integers(1, 60), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(0, 4).map(float))
)


def pairs(table):
    """Every row held against every other, straight from the definition."""
    found = []
    for first in range(0, len(table), 500):
        some = table[first : first + 500]
        no_worse, better = (np.full((len(some), len(table)), start) for start in (True, False))
        for k in range(table.shape[1]):
            no_worse &= table[:, k] >= some[:, k, None]
            better |= table[:, k] > some[:, k, None]
        found += (first + np.flatnonzero(~(no_worse & better).any(axis=1))).tolist()
    return found


def spatial(rows, dimensions, parties, seed, power):
    """Utilities of points by distance from ideal points: a large share of them is efficient."""
    rng = np.random.default_rng(seed)
    points, ideals = rng.uniform(size=(rows, dimensions)), rng.uniform(size=(parties, dimensions))
    far = np.abs(points[:, None] - ideals) ** power
    return 1.0 - far.sum(axis=2) ** (1.0 / power) / dimensions


@given(small)
def test_no_pair_says_otherwise(table):
    assert pareto_set(table).tolist() == pairs(table)


@settings(max_examples=25)
@given(small, st.randoms(use_true_random=False))
def test_order_scale_and_more_of_the_same_change_nothing(table, rng):
    found = pareto_set(table)
    order = list(range(len(table)))
    rng.shuffle(order)
    assert sorted(np.array(order)[pareto_set(table[order])].tolist()) == found.tolist()
    assert pareto_set(table * 1e-300 - 0.5e-300).tolist() == found.tolist()
    twice = pareto_set(np.concatenate([table, table]))
    assert twice.tolist() == [*found, *(found + len(table))]


@pytest.mark.parametrize(
    "table",
    [
        np.random.default_rng(1).uniform(size=(4500, 6)),
        np.random.default_rng(2).integers(0, 6, size=(4500, 4)).astype(float),
        spatial(4500, 2, 6, 3, 2),
        spatial(4500, 3, 6, 4, 1),
        np.round(spatial(4500, 2, 5, 5, 1), 2),
        np.random.default_rng(6).dirichlet(np.ones(4), size=4200),
        np.random.default_rng(7).uniform(size=(4200, 1)),
        np.stack([np.arange(4200.0), -np.arange(4200.0)], axis=1),
        np.random.default_rng(8).normal(size=(4200, 3)) * [1e300, 1.0, 1e-300],
    ],
    ids=["random", "ties", "spatial", "spatial-1-norm", "spatial-rounded", "one-pie", "one-party", "line", "scales"],
)
def test_large_sets_of_every_shape(table):
    assert len(table) > pareto.FEW_ROWS
    assert pareto_set(table).tolist() == pairs(table)


def test_the_number_of_threads_changes_nothing(monkeypatch):
    table = np.round(spatial(5000, 2, 4, 9, 2), 3)
    found = pareto_set(table)
    for threads in (1, 3):
        monkeypatch.setattr("numba.get_num_threads", lambda threads=threads: threads)
        assert np.array_equal(pareto_set(table), found)


def test_rows_that_are_all_alike_are_all_efficient_and_cost_little():
    assert pareto_set(np.ones((200_000, 6))).size == 200_000


def test_minus_zero_is_zero():
    assert pareto_set([[0.0, 1.0], [-0.0, 1.0]]).tolist() == [0, 1]


def test_no_rows_have_no_set():
    assert pareto_set(np.empty((0, 3))).tolist() == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ([[1.0, np.nan]], "any finite number"),
        ([[1.0, np.inf]], "any finite number"),
        ([1.0, 2.0], "no table"),
        ([[], []], "no table"),
    ],
)
def test_refuses_what_is_no_table(wrong, says):
    with pytest.raises(ValueError, match=says):
        pareto_set(wrong)
