"""What the benchmark says the other programs took is what was measured, and its report says all of it."""

import json

import numpy as np
import pytest

from benchmarks import deciding
from tests.support import shared_path


def test_seconds_of_the_others_are_those_of_the_reference_results():
    for name, seconds in deciding.KTAB.items():
        result = json.loads(shared_path("golden", "ktab", f"{name}.result.json").read_text(encoding="utf-8"))
        assert seconds == pytest.approx(result["wall_median_s"], rel=0.01)
        assert deciding.SIZES[name] == (result["n_actors"], result["n_dims"])
    for name, seconds in deciding.REPLICATION.items():
        path = shared_path("golden", "bdm", f"{name}.jmckib_scholz.json")
        assert seconds == pytest.approx(json.loads(path.read_text(encoding="utf-8"))["wall_median_s"], rel=0.01)


def test_boards_are_as_large_with_and_without_the_files(monkeypatch, tmp_path):
    with_files = {name: deciding.scenario(name)[0].shape for name in deciding.SIZES}
    tables = {name: deciding.actors(name)[0].shape for name in deciding.REPLICATION}
    monkeypatch.setattr(deciding, "GOLDEN", tmp_path)
    assert {name: deciding.scenario(name)[0].shape for name in deciding.SIZES} == with_files == deciding.SIZES
    assert {name: deciding.actors(name)[0].shape for name in deciding.REPLICATION} == tables
    x, s, c = deciding.doubted(deciding.scenario("SOE-Pol-Comp.csv"), 5)
    assert x.shape == s.shape == (5, 13, 2)
    assert c.shape == (5, 13)
    assert (s.sum(axis=2) <= 1).all()
    assert np.ptp(x[:, 0, 0]) > 0


def test_the_report():
    seconds = {work: [0.01] for work in deciding.BUDGETS} | {"model mean": [0.002]}
    said = deciding.report({"seconds": seconds, "golden": True})
    assert "| SMP, 34 actors, 1 dimension | 0.01 | 13.1 | 1,306 | 0.05 |" in said
    assert "| mean | 0.002 |" in said
    assert "the files themselves" in said
