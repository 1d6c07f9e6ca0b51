"""What frames carry, now and in a year, by hand."""

import pytest

from backchannel.analyses.frames import frames
from tests.analyses.cases import TOY, geneva, row, toy

FRAME = {
    "id": "said", "speaker": "government", "audience": "abroad", "frame": "We hold the line.", "believed": 0.3,
    "needed": 0.5, "trend": -0.01, "speaker_believes": 0.6,
}  # fmt: skip
ACTORS = [*TOY["actors"], {"id": "abroad", "role": "audience"}, {"id": "at_home", "role": "audience"}]


def framed(*more, overrides=()):
    return frames(toy(*overrides, actors=ACTORS, narratives=[FRAME, *more]), runs=50)


def test_by_hand():
    found = row(framed(), narrative="said")
    wanted = {
        "believed": 0.3, "needed": 0.5, "trend": -0.01, "carries": 0.6, "carries_year": 0.36, "change": -0.24,
        "cliff": 4 / 7, "cliff_year": 1 - 0.18 * 0.5 / (0.82 * 0.5), "overrated": 0.3,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)
    assert (found["others"], found["said_only"]) == (0, 0)


def test_belief_stays_between_none_and_all():
    for trend, year in ((-0.2, 0.0), (0.2, 1.0)):
        assert row(framed(overrides=[f"narratives.said.trend={trend}"]), narrative="said")["carries_year"] == year


def test_a_trend_is_told_by_the_month_whatever_the_round():
    weekly = framed(overrides=["case.round=week", "narratives.said.trend=-0.002"])
    assert row(weekly, narrative="said")["trend"] == pytest.approx(-0.002 * 52 / 12)


def test_another_frame_before_the_same_audience_is_counted():
    other = {**FRAME, "id": "other", "frame": "They are worse.", "only_card": True}
    home = {**FRAME, "id": "home", "audience": "at_home"}
    found = framed(other, home)
    assert [r["others"] for r in found.rows] == [1, 1, 0]
    assert [r["said_only"] for r in found.rows] == [0, 1, 0]


def test_a_speaker_of_whom_nothing_is_said_is_not_overrated():
    silent = {k: v for k, v in FRAME.items() if k != "speaker_believes"}
    found = frames(toy(actors=ACTORS, narratives=[silent]), runs=5)
    assert found.rows[0]["overrated"] is None


def test_a_case_without_narratives_says_so():
    found = frames(toy(), runs=5)
    assert found.rows == ()
    assert found.text == ("This case has no narratives.",)


def test_geneva_has_a_picture_and_a_label():
    found = frames(geneva(), runs=50)
    assert found.chart().to_dict()["title"]
    assert str(found.label) == "team"
    assert len(found.sentences()) == len(found.rows) == 4
