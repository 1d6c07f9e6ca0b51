"""Which numbers experts are asked: the doubtful, the most influential first, and no hint of what is hidden."""

import pytest

from backchannel.analyses.worth_asking import influence, worth_asking
from backchannel.case.inputs import inputs
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from tests.analyses.cases import geneva, toy

JUDGED = {"evidence": "judgement", "note": "so"}


def doubtful(**swaps):
    """The toy with two doubts: one that its deal turns on, and one that hardly matters."""
    actors = [
        {"id": "government", "role": "principal", "side": "state", "own_chance": 0.6, "trust": 0.8,
         "cost": {"low": 0.0, "best": 0.1, "high": 0.9, **JUDGED}, "betrayal_loss": 0.5, "audience_cost": 0.3},
        {"id": "opposition", "role": "principal", "side": "rebellion", "own_chance": 0.4, "trust": 0.8,
         "cost": {"low": 0.149, "best": 0.15, "high": 0.151, **JUDGED}, "betrayal_loss": 0.25,
         "audience_cost": 0.3, "openness": {"low": 0, "best": 0.5, "high": 1, **JUDGED}},
        {"id": "posts", "role": "insider", "parent": "government", "cost": "?"},
    ]  # fmt: skip
    return toy(actors=actors, **swaps)


def test_the_most_influential_come_first_and_what_moves_nothing_last():
    everything = worth_asking(doubtful(), runs=300, about=["actors"], most=100)
    count = len(everything.rows)
    found = worth_asking(doubtful(), runs=300, about=["actors"], most=count - 1)
    paths = [row.path for row in found.rows]
    assert paths[0] == "actors.government.cost"
    assert (found.hidden, found.cut, everything.cut) == (1, 1, 0)
    assert [row.path for row in worth_asking(doubtful(), runs=300, about=["actors"], most=1).rows] == paths[:1]


def test_unless_asked_for_points_and_what_is_sourced_are_left_out():
    case = doubtful(
        sources=[{"id": "s", "what": "a paper"}],
        evidence=[{"id": "e1", "source": "s"}],
        war={"intensity": {"low": 0.5, "best": 1, "high": 1.5, "evidence": "e1"},
             "sides": [{"id": "state"}, {"id": "rebellion"}]},
    )  # fmt: skip
    paths = {row.path for row in worth_asking(case, runs=100).rows}
    assert paths == {"actors.government.cost", "actors.opposition.cost", "actors.opposition.openness"}
    assert "war.intensity" in {row.path for row in worth_asking(case, runs=100, about=["war"]).rows}


def test_so_many_and_no_more():
    one, two, everything = (worth_asking(doubtful(), runs=200, most=most) for most in (1, 2, 1000))
    assert (len(two.rows), two.cut, everything.cut, len(everything.rows)) == (2, 1, 0, 3)
    assert two.rows[:1] == one.rows
    assert set(two.rows) < set(everything.rows)
    assert two.hidden == 1


def test_influence_is_a_correlation_above_the_noise():
    pull = influence(doubtful(), runs=200)
    assert pull["actors.government.cost"] > 0.5
    assert all(0 < strength <= 1 for strength in pull.values())
    assert "actors.opposition.openness" not in pull


def test_about_takes_whole_steps_of_a_path():
    found = worth_asking(geneva(), runs=60, about=["actors.russia", "tracks"], most=1000)
    assert {row.path.split(".")[0] for row in found.rows} == {"actors", "tracks"}
    assert all(row.path.startswith(("actors.russia.", "tracks.")) for row in found.rows)
    with pytest.raises(AskError, match="no number"):
        worth_asking(geneva(), runs=60, about=["actors.russ"])


def test_nothing_below_the_ceiling_is_said_with_its_count_and_no_name():
    with pytest.raises(AskError, match="nothing to ask up to `team`") as caught:
        worth_asking(doubtful(), runs=60, about=["actors.posts"])
    assert "1 left out" in str(caught.value)
    assert "posts" not in str(caught.value)
    assert worth_asking(doubtful(), runs=60, about=["actors.posts"], ceiling=Label.SECRET).rows


def test_the_choice_does_not_depend_on_what_is_hidden():
    """Two cases that differ in secret numbers only give the same questions in the same order."""

    def chosen(secret: float) -> list[str]:
        case = geneva(
            f"actors.post_minded_insiders.cost={secret}",
            f"guarantees.posts_kept.credibility={secret}",
            f"actors.post_minded_insiders.weight_in_parent={secret}",
            f"stances.post_minded_insiders.leadership.private={100 * secret}",
        )
        changed = {i.path: i.label for i in inputs(case)}
        assert changed["actors.post_minded_insiders.cost"] is Label.SECRET
        return [row.path for row in worth_asking(case, runs=60, most=40).rows]

    assert chosen(0.01) == chosen(0.99)


def test_a_case_without_stances_is_asked_in_file_order():
    case = toy(stances=[], actors=[{"id": "government", "role": "principal", "cost": "?", "rent": "?"},
                                   {"id": "opposition", "role": "principal", "cost": "?"}])  # fmt: skip
    paths = [row.path for row in worth_asking(case, runs=60).rows]
    assert worth_asking(case, runs=60, most=1).cut == 2
    assert paths == ["actors.government.cost", "actors.government.rent", "actors.opposition.cost"]
