"""The sweep of levers is measured as it is run, and the table says where its budget is missed."""

import pytest

from benchmarks import levers, run


@pytest.mark.slow
def test_a_small_sweep_is_measured():
    found = levers.sweep(runs=10, rounds=2, pairs=False)
    assert (found["combinations"], found["runs"], found["rounds"]) == (7, 10, 2)
    assert found["rows"] > 0
    assert found["whole"] > 0 < found["plain"]


def test_the_table_says_what_is_missed():
    one = {"combinations": 64, "runs": 2000, "rounds": 36, "whole": 60.0, "cores": 110.0, "plain": 50.0}
    one |= {"plain_cores": 100.0, "peak_gib": 0.4}
    told = levers.report([one, one | {"rounds": 60, "whole": 100.0}])
    assert "| 64 | 2,000 | 36 | **60.0** | 50.0 | **1.20** | 110 | 100 | **1.10** | 75 |" in told
    assert "(missed)" not in told
    assert "75 (missed)" in levers.report([one | {"whole": 80.0}])


def test_the_page_has_a_part_for_it():
    assert "levers" in run.PARTS
    assert str(levers.COMBINATIONS) in run.PARTS["levers"][1]
