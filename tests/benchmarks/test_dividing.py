"""Points and power are measured on the sets that are said, beside a peer that finds the same rows."""

import importlib.util

import numpy as np
import pytest

from backchannel.theory.pareto import pareto_set
from benchmarks import dividing

with_moocore = pytest.mark.skipif(importlib.util.find_spec("moocore") is None, reason="needs the extra `bench`")


@pytest.mark.parametrize("name", list(dividing.SETS))
def test_sets_are_as_said(name):
    table = dividing.outcomes(name, rows=5000)
    assert table.shape == (5000, dividing.PARTIES)
    assert table.flags.c_contiguous
    assert 0.0 <= table.min() <= table.max() <= 1.0
    assert np.array_equal(table, dividing.outcomes(name, rows=5000))
    assert (0.02 if name == "random" else 0.01) < pareto_set(table).size / 5000 < 0.7


def test_the_electoral_college():
    assert (len(dividing.COLLEGE), sum(dividing.COLLEGE)) == (51, 538)


def test_a_measurement_and_its_table():
    found = dividing.measure(1, rows=2000)
    assert set(found["sets"]) == set(dividing.SETS)
    assert all(len(one["ours"]) == 1 and one["ours"][0] > 0 for one in found["sets"].values())
    lines = dividing.report(found).splitlines()
    assert len({line.count("|") for line in lines if line.startswith("|")}) == 1
    assert "ms (budget 3)" in lines[-1]


@with_moocore
@pytest.mark.parametrize("name", list(dividing.SETS))
def test_moocore_finds_the_same_rows(name):
    table = np.round(dividing.outcomes(name, rows=5000), 2)  # ties and equal rows
    assert np.array_equal(dividing.peer(table), pareto_set(table))


@pytest.mark.bench
def test_within_twice_the_budgets():
    found = dividing.measure(3)
    assert min(found["power"]) < 2 * dividing.BUDGETS["power"]
    for one in found["sets"].values():
        assert min(one["ours"]) < 2 * dividing.BUDGETS["pareto"]
        assert not one["peer"] or min(one["ours"]) < dividing.BUDGETS["share"] * min(one["peer"])
