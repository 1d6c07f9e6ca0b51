"""Boxes: what is found lies where it was put, and where nothing gathers nothing is found."""

import numpy as np
import pytest

from backchannel.theory.boxes import boxes, inside


def made(seed=0, runs=3000, inputs=4):
    rng = np.random.default_rng(seed)
    return rng, rng.random((inputs, runs))


@pytest.mark.parametrize("seed", range(5))
def test_pure_chance_makes_no_box(seed):
    rng, x = made(seed)
    assert boxes(x, rng.random(3000) < 0.3) == []


def test_two_boxes_one_after_the_other():
    rng, x = made(0)
    event = ((x[0] < 0.4) & (x[1] < 0.6)) | ((x[0] > 0.85) & (x[2] > 0.5) & (rng.random(3000) < 0.7))
    first, second = boxes(x, event)
    assert {(r.number, r.rises) for r in first.restrictions} == {(0, False), (1, False)}
    assert {(r.number, r.rises) for r in second.restrictions} == {(0, True), (2, True)}
    assert first.coverage + second.coverage == pytest.approx(1.0, abs=0.05)
    assert first.mass == pytest.approx(0.25, abs=0.04)
    assert first.everywhere == second.everywhere == pytest.approx(0.29, abs=0.03)


def test_density_is_that_of_runs_that_did_not_find_the_box():
    rng, x = made(3)
    event = rng.random(3000) < np.where(x[1] > 0.7, 0.6, 0.1)
    (box,) = boxes(x, event, most=1)
    there = inside(box.limits, x[:, 1::2])
    assert box.density == event[1::2][there].mean()
    assert box.coverage == event[1::2][there].sum() / event[1::2].sum()
    assert box.runs == there.sum()


def test_both_sides_of_one_input():
    _, x = made(4)
    (box,) = boxes(x, (x[3] > 0.4) & (x[3] < 0.6), most=1)
    assert {(r.number, r.rises) for r in box.restrictions} == {(3, True), (3, False)}
    assert box.restricted == 1


def test_too_few_events_and_wrong_shares():
    _, x = made()
    assert boxes(x, np.arange(3000) < 10) == []
    assert boxes(x, np.ones(3000, dtype=bool)) == []
    with pytest.raises(ValueError, match="peel = 0"):
        boxes(x, x[0] > 0.5, peel=0)
    with pytest.raises(ValueError, match="least = 2"):
        boxes(x, x[0] > 0.5, least=2)
