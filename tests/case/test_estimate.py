"""An estimate is a number with its doubt, however it is written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from backchannel.case.estimate import KEYS, Estimate

read = Estimate.model_validate
number = st.floats(-1e9, 1e9)


@pytest.mark.parametrize(
    ("written", "low", "best", "high"),
    [
        (3, 3, 3, 3),
        (0.25, 0.25, 0.25, 0.25),
        ([1, 2, 5], 1, 2, 5),
        ({"best": 2}, 2, 2, 2),
        ({"best": 2, "low": 1}, 1, 2, 2),
        ({"best": 2, "low": 1, "high": 3, "note": "why"}, 1, 2, 3),
    ],
)
def test_shorthands(written, low, best, high):
    one = read(written)
    assert (one.low, one.best, one.high) == (low, best, high)
    assert one.bounds == (low, high)
    assert one.central == best
    assert one.is_point == (low == high)
    assert not one.unknown


@pytest.mark.parametrize("written", ["?", " ? ", {"unknown": True}, {"unknown": True, "note": "nobody says"}])
def test_unknown(written):
    one = read(written)
    assert one.unknown
    assert not one.is_point
    assert math.isnan(one.central)
    assert all(map(math.isnan, one.bounds))


def test_experts_are_weighed():
    expert = {"low": 0, "best": 1, "high": 2, "by": "x"}
    one = read({"experts": [expert, {"low": 1, "best": 4, "high": 9, "by": "y", "weight": 2}]})
    assert one.bounds == (0, 9)
    assert one.central == pytest.approx(3)
    assert not one.is_point


@pytest.mark.parametrize(
    "written",
    [
        True,
        "three",
        "",
        None,
        [],
        [1, 2],
        [1, 2, 3, 4],
        [3, 2, 1],
        [1, True, 3],
        [1, None, 3],
        math.nan,
        math.inf,
        [0, 1, math.inf],
        {},
        {"low": 1, "high": 2},
        {"best": 2, "low": 3},
        {"best": 2, "middle": 2},
        {"best": 2, "interval": 0},
        {"best": 2, "interval": 1},
        {"best": 2, "label": "hidden"},
        {"experts": [{"low": 2, "best": 1, "high": 3, "by": "x"}]},
        {"experts": [{"low": 0, "best": 1, "high": 3}]},
        {"experts": [{"low": 0, "best": 1, "high": 3, "by": "x", "weight": 0}]},
        {"experts": [{"low": 0, "best": math.nan, "high": 3, "by": "x"}]},
    ],
)
def test_what_is_no_estimate(written):
    with pytest.raises(ValidationError):
        read(written)


@pytest.mark.parametrize("said", ["e1 judgement", "e1; judgement", "e1;judgement", ["e1", "judgement"]])
def test_evidence_in_a_row_or_a_list(said):
    assert read({"best": 1, "evidence": said}).evidence == ("e1", "judgement")


def test_every_field_is_a_key_that_no_level_may_have():
    assert set(Estimate.model_fields) == KEYS


@given(st.tuples(number, number, number).map(sorted))
def test_an_estimate_dumped_and_read_back_is_the_same(ends):
    one = read(list(ends))
    assert read(one.model_dump()) == one
    assert read(one.model_dump(mode="json")) == one
    assert one.bounds[0] <= one.central <= one.bounds[1]
