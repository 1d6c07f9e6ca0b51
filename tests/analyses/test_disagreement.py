"""Where experts contradict each other, on cases whose order of disagreement is known."""

import datetime as dt
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.analyses.disagreement import between, disagreement, moments, outlier
from backchannel.case.draws import sample
from backchannel.case.elicitation.pooling import Answer, merged
from backchannel.case.estimate import Expert
from backchannel.core.labels import Label
from tests.analyses.cases import made, toy

DAY = dt.date(2025, 3, 1)


def expert(by: str, low: float, best: float, high: float, interval: float = 0.8, weight: float = 1.0) -> Expert:
    return Expert(by=by, low=low, best=best, high=high, interval=interval, weight=weight)


def answers(path: str, *threes: tuple[float, float, float]) -> list[Answer]:
    return [Answer(path, f"e{n}", *three, 0.8) for n, three in enumerate(threes)]


def asked(*said: Answer, case=None):
    return merged(case or toy(), said, DAY, drop_coder=True)


WORST_FIRST = {
    "actors.government.cost": [(0, 0.02, 0.04), (0.9, 0.95, 1)],  # the ends of the scale, both sure
    "actors.opposition.cost": [(0.2, 0.25, 0.3), (0.6, 0.65, 0.7)],  # nearer, both sure
    "actors.government.betrayal_loss": [(0.0, 0.25, 0.9), (0.1, 0.65, 1.0)],  # as far apart, neither sure
    "actors.opposition.betrayal_loss": [(0.2, 0.3, 0.4), (0.25, 0.32, 0.4)],  # much the same
    "actors.government.audience_cost": [(0.2, 0.3, 0.4), (0.2, 0.3, 0.4)],  # the same
}


def test_worst_first_in_a_known_order():
    said = [a for path, threes in reversed(WORST_FIRST.items()) for a in answers(path, *threes)]
    found = disagreement(asked(*said))
    assert [row["path"] for row in found.rows] == list(WORST_FIRST)
    assert [row["apart"] for row in found.rows] == [1, 1, 0, 0, 0]
    assert found.rows[0]["gap"] == pytest.approx(0.93)
    assert found.rows[-1]["between"] == 0
    assert "2 of them" in found.sentences()[0]


def test_the_scale_of_a_number_does_not_matter():
    """Positions run to 100 and shares to 1: the same answers on either scale disagree alike."""
    case = asked(
        *answers("actors.government.cost", (0.1, 0.2, 0.3), (0.5, 0.6, 0.8)),
        *answers("stances.government.power.private", (10, 20, 30), (50, 60, 80)),
    )
    one, other = disagreement(case).rows
    for column in ("gap", "between"):
        assert one[column] == pytest.approx(other[column])


def test_surer_experts_disagree_more_and_farther_ones_too():
    def share(width: float, shift: float) -> float:
        return between([expert("a", 0, width, 2 * width), expert("b", shift, shift + width, shift + 2 * width)])

    assert share(5, 20) > share(10, 20) > share(20, 20)
    assert share(5, 40) > share(5, 20) > share(5, 0) == 0


def test_a_wider_interval_is_surer_where_the_confidence_is_higher():
    low, high = ([expert("a", 0, 5, 10, c), expert("b", 20, 25, 30, c)] for c in (0.5, 0.95))
    assert between(high) > between(low)


three_numbers = st.tuples(*[st.integers(0, 1000)] * 3).map(sorted)


@given(three_numbers, st.floats(0.5, 0.99))
@settings(max_examples=60, deadline=None)
def test_moments_are_those_of_the_draws(three, interval):
    low, best, high = (n / 10 for n in three)
    data = {
        "case": {"id": "c", "title": "C", "as_of": "2024-01-01"},
        "actors": [{"id": "government", "role": "principal", "capability":
                    {"low": 100 + low, "best": 100 + best, "high": 100 + high, "interval": interval}}],
        "issues": [{"id": "power", "anchors": {"0": "a", "100": "b"}, "status_quo": 0}],
        "levels": [{"id": "l", "opens": ["power"], "signers": ["government"]}],
        "tracks": [{"id": "t", "kind": "formal"}],
    }  # fmt: skip
    drawn = sample(made(data), runs=4000, seed=5).of("actors.government.capability", 0.0)
    mean, variance = moments(expert("a", 100 + low, 100 + best, 100 + high, interval))
    if drawn.min() == 0:
        return  # a stretched end below 0 is cut off
    assert mean == pytest.approx(drawn.mean(), abs=4 * np.sqrt(variance / 4000) + 1e-9)
    assert np.sqrt(variance) == pytest.approx(drawn.std(), rel=0.08, abs=1e-9)


def test_weights_count():
    one, other = expert("a", 0, 5, 10), expert("b", 50, 55, 60)
    assert between([one, other.model_copy(update={"weight": 0.01})]) < between([one, other])


@pytest.mark.parametrize(
    ("bests", "who"),
    [
        ((10, 12, 60), "e2"),
        ((10, 60, 62), "e0"),
        ((10, 12, 11, 90, 13), "e3"),
        ((10, 35, 60), None),  # evenly spread: nobody
        ((10, 10, 60, 60), None),  # two camps: nobody
        ((10, 60), None),
        ((10, 10, 10), None),
    ],
)
def test_who_stands_apart(bests, who):
    assert outlier([expert(f"e{n}", b - 2, b, b + 2) for n, b in enumerate(bests)]) == who


def test_a_case_without_several_experts_has_nothing_to_show():
    for case in (toy(), asked(*answers("actors.government.cost", (0, 0.1, 0.2)))):
        found = disagreement(case)
        assert (found.rows, found.label) == ((), Label.PUBLIC)
        assert "no number" in found.sentences()[0]
        with pytest.raises(ValueError, match="no picture"):
            found.chart()


def test_the_label_is_the_highest_of_what_is_shown():
    actors = [
        {"id": "government", "role": "principal"},
        {"id": "opposition", "role": "principal"},
        {"id": "posts", "role": "insider", "parent": "government", "cost": 0.1},
    ]
    case = toy(actors=actors)
    public = answers("stances.government.power.public", (0, 1, 2), (50, 60, 70))
    private = answers("stances.government.power.private", (0, 1, 2), (50, 60, 70))
    secret = answers("actors.posts.cost", (0, 0.1, 0.2), (0.5, 0.613579, 0.7))
    for said, label in ((public, "public"), (public + private, "team"), (public + private + secret, "secret")):
        found = disagreement(asked(*said, case=case))
        assert (str(found.label), str(found.parts[0].label)) == (label, label)
        assert "e1" in json.dumps(found.chart().to_dict())
    everything = asked(*public, *private, *secret, case=case)
    found = disagreement(everything, "stances.government.power.public")
    assert str(found.label) == "public"
    text = json.dumps(found.to_json())
    assert "posts" not in text
    assert "13579" not in text
    assert "13579" in json.dumps(disagreement(everything).to_json())


def test_comments_stand_beside_the_answers_and_prefixes_choose():
    said = [
        Answer("actors.government.cost", "e0", 0, 0.1, 0.2, 0.8, "for three reasons"),
        Answer("actors.government.cost", "e1", 0.5, 0.6, 0.7, 0.8),
        *answers("actors.opposition.cost", (0, 0.1, 0.2), (0, 0.1, 0.3)),
    ]
    found = disagreement(asked(*said), "actors.government", said=said)
    assert [row["path"] for row in found.rows] == ["actors.government.cost"]
    assert [(r["expert"], r["comment"]) for r in found.parts[0].rows] == [("e0", "for three reasons"), ("e1", None)]


def test_the_picture_shows_the_worst_ten_in_order():
    paths = [f"actors.{a}.{f}" for a in ("government", "opposition") for f in
             ("cost", "own_chance", "trust", "betrayal_loss", "audience_cost")]  # fmt: skip
    paths += ["stances.government.power.private", "stances.opposition.power.private"]
    said = [a for p in paths for a in answers(p, (0, 0.1, 0.2), (0.3, 0.5, 0.6))]
    found = disagreement(asked(*said))
    spec = json.dumps(found.chart().to_dict())
    assert len(found.rows) == 12
    assert "10. " in spec
    assert "11. " not in spec
    assert spec.index('"1. ') < spec.index('"2. ') < spec.index('"10. ')


def test_it_says_that_the_pool_does_not_show_it():
    said = answers("actors.government.cost", (0, 0.1, 0.2), (0.5, 0.6, 0.7))
    assert "does not widen" in disagreement(asked(*said)).sentences()[-1]
