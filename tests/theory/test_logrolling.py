"""Trades across issues: the textbook one, what beats a compromise, and the frontier of two."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.logrolling import frontier_of_two, log_rolling
from backchannel.theory.pareto import pareto_set

A_AND_B = ([[0, 0], [1, 1]], [[0.8, 0.2], [0.2, 0.8]])


@st.composite
def disputes(draw, parties=None):
    m, k = parties or draw(st.integers(2, 3)), draw(st.integers(1, 3))
    grid = st.lists(st.integers(0, 4), min_size=k, max_size=k)
    x = np.array(draw(st.lists(grid, min_size=m, max_size=m))) / 4
    s = np.array(draw(st.lists(grid, min_size=m, max_size=m))) / 4
    return x, s


def utility(x, s, z):
    return [1 - sum(b * abs(t - a) for a, b, t in zip(xi, si, z, strict=True)) for xi, si in zip(x, s, strict=True)]


def test_the_textbook_trade():
    found = log_rolling(*A_AND_B)
    assert found.terms.tolist() == [[0.0, 1.0]]  # each has its way on the issue it cares about
    assert found.utilities[0] == pytest.approx([0.8, 0.8], abs=1e-9)
    assert np.prod(found.utilities[0]) == pytest.approx(0.64, abs=1e-9)
    middle = log_rolling(*A_AND_B, compromise=[0.5, 0.5])
    assert np.prod(middle.at_compromise) == pytest.approx(0.25, abs=1e-9)
    assert middle.efficient.tolist() == [True]


def test_equal_saliences_leave_nothing_to_trade():
    found = log_rolling([[0, 0], [1, 1]], [[0.5, 0.5], [0.5, 0.5]], compromise=[0.5, 0.5])
    assert found.terms.shape == (0, 2)


@given(disputes())
def test_what_beats_the_compromise_is_all_that_does(dispute):
    x, s = dispute
    found = log_rolling(x, s)
    base = utility(x, s, found.compromise)
    offered = [sorted({*x[:, k], found.compromise[k]}) for k in range(x.shape[1])]
    packages = list(product(*offered))
    expected = [
        z for z in packages
        if all(u >= b - 1e-9 for u, b in zip(utility(x, s, z), base, strict=True))
        and any(u > b + 1e-9 for u, b in zip(utility(x, s, z), base, strict=True))
    ]  # fmt: skip
    assert sorted(map(tuple, found.terms.tolist())) == sorted(expected)
    best = {packages[r] for r in pareto_set(np.round([utility(x, s, z) for z in packages], 9))}
    assert {tuple(z) for z, is_best in zip(found.terms.tolist(), found.efficient, strict=True) if is_best} == (
        best & set(expected)
    )
    products = np.prod(np.maximum(found.gains, 0), axis=1)
    assert (np.diff(products) <= 1e-12).all()


@given(disputes(parties=2))
def test_the_frontier_of_two_bounds_every_package(dispute):
    x, s = dispute
    terms, corners = frontier_of_two(x, s)
    for z, u in zip(terms, corners, strict=True):
        assert utility(x, s, z) == pytest.approx(u, abs=1e-9)
    assert (np.diff(corners[:, 0]) <= 1e-12).all()
    assert (np.diff(corners[:, 1]) >= -1e-12).all()
    assert corners[0, 0] == pytest.approx(1.0)
    assert corners[-1, 1] == pytest.approx(1.0)
    steps = np.linspace(0, 1, 5)
    for z in product(steps, repeat=x.shape[1]):
        mine, yours = utility(x, s, z)
        rising = np.argsort(corners[:, 0], kind="stable")
        if mine >= corners[-1, 0]:
            at = np.interp(mine, corners[rising, 0], np.maximum.accumulate(corners[rising, 1][::-1])[::-1])
            assert yours <= at + 1e-9


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (([[0, 1]], [[1, 1]]), "two or more parties"),
        (([[0, 1], [1, 0]], [[1, 1]]), "same two or more"),
        (([[0, 2], [1, 0]], [[1, 1], [1, 1]]), "positions has a value"),
        (([0, 1], [1, 1]), "positions is no table"),
        ((*A_AND_B, [0.5]), "compromise has length 1"),
        ((*A_AND_B, None, [[0.5]]), "options has 1 lists; expected 2"),
        ((*A_AND_B, None, [np.linspace(0, 1, 1001)] * 2), "more than 1000000 packages"),
    ],
)
def test_refuses_what_is_no_dispute(wrong, says):
    with pytest.raises(ValueError, match=says):
        log_rolling(*wrong)


def test_the_frontier_is_of_two():
    with pytest.raises(ValueError, match="same two parties"):
        frontier_of_two(np.zeros((3, 1)), np.ones((3, 1)))
