"""The benchmark of the engines says what it measured, turn by turn."""

import pytest

pytest.importorskip("distributed")

from typing import Any

from benchmarks.engines import report


def test_the_ratio_is_taken_turn_by_turn_and_held_to_the_budget():
    found: dict[str, Any] = {
        "sweep": {"threads": [2.0, 4.0, 8.0], "processes": [1.0, 2.0, 4.0], "dask": [1.1, 2.4, 4.4]},
        "piece": {"threads": [1e-6] * 3, "processes": [2e-4] * 3, "dask": [3e-3] * 3},
        "runs": 4000, "chunk": 250, "workers": 2,
    }  # fmt: skip
    text = report(found)
    assert "| dask | 2.40 | 1.10 | 3.00 |" in text
    assert text.endswith("Dask takes 1.10 of what processes take; the budget is 1.15: kept.")
    found["sweep"]["dask"] = [1.2, 2.4, 4.8]
    assert report(found).endswith("1.20 of what processes take; the budget is 1.15: missed.")
