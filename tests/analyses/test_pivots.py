"""Who is decisive in a case: by the rule, by the draws, and against the rule put to every answer."""

import copy
import functools

import numpy as np
import pytest

from backchannel.analyses.packages import packages
from backchannel.analyses.pivots import acceptance, pivots
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from tests.analyses.cases import TOY, made


def toy(signers, **changes):
    tree = copy.deepcopy(TOY)
    tree["actors"].append({"id": "third", "role": "principal", "side": "rebellion", "trust": 0.8, "betrayal_loss": 0.2})
    tree["stances"].append({"actor": "third", "issue": "power", "public": 50, "private": [30, 50, 70], "salience": 100})
    tree["levels"][0]["signers"] = signers
    tree |= changes
    return made(tree)


@functools.cache
def noisy(rule="quota"):
    signers = {
        "quota": {"of": ["government", "opposition", "third"], "quota": 2},
        "mixed": {"all": ["government", {"any": ["opposition", "third"]}]},
    }[rule]
    return pivots(toy(signers, game={"choice_precision": [2, 4, 8]}), runs=200)


def by_actor(found, track="back_room"):
    return {row["actor"]: row for row in found.rows if row["track"] == track}


def test_the_rule_alone():
    rows = by_actor(noisy("mixed"))
    assert [(r["veto"], r["shapley_shubik_exact"], r["banzhaf_absolute_exact"]) for r in rows.values()] == [
        (True, "2/3", "3/4"), (False, "1/6", "1/4"), (False, "1/6", "1/4"),
    ]  # fmt: skip
    assert [r["veto_share"] for r in rows.values()] == [1.0, 0.0, 0.0]
    assert any("nothing is signed without" in text and "can be done without" in text for text in noisy("mixed").text)


@pytest.mark.parametrize("rule", ["quota", "mixed"])
def test_chances_hang_together(rule):
    found = noisy(rule)
    for track in ("plenary", "back_room"):
        rows = list(by_actor(found, track).values())
        assert len({row["passes"] for row in rows}) == 1
        assert all(0 < row["accepts"] < 1 for row in rows)
        passes = []
        for row in rows:
            values = found.draws("decisive", found.rows.index(row))
            assert row["decisive"] == pytest.approx(values.mean(), abs=1e-12)
            assert row["se"] == pytest.approx(values.std() / np.sqrt(200), abs=1e-12)
            assert row["decisive_low"] <= np.median(values) <= row["decisive_high"]
            passes.append(values)
        if rule == "mixed":  # the one with a veto is decisive just when one of the others accepts
            assert row["passes"] < rows[0]["decisive"] <= rows[1]["accepts"] + rows[2]["accepts"]
            assert rows[0]["decisive"] >= max(rows[1]["accepts"], rows[2]["accepts"])
        assert np.ptp(passes, axis=0).max() > 0.0


def test_sure_acceptance_is_the_range_finders():
    case = toy(["government", "opposition"])
    found, by_range = pivots(case, runs=100), packages(case, runs=100)
    for track in ("plenary", "back_room"):
        share = next(r["share"] for r in by_range.rows if r["track"] == track and r["guarantees"] == "none")
        rows = by_actor(found, track)
        assert {row["passes"] for row in rows.values()} == {share}
        assert rows["government"]["decisive"] == rows["opposition"]["accepts"]


def test_quotas_in_doubt():
    case = toy({"of": ["government", "third"], "quota": [0.5, 1.5, 2.5], "weights": {"government": 2, "third": 1}})
    rows = by_actor(pivots(case, runs=400))
    assert rows["government"]["veto"]
    assert 0.5 < rows["government"]["veto_share"] < 1.0
    assert 0.0 < rows["third"]["veto_share"] < 0.5
    assert rows["third"]["dummy"]


def test_a_quota_out_of_reach_leaves_nobody_decisive():
    found = pivots(toy({"of": ["government", "third"], "quota": 5}), runs=20)
    assert {row["decisive"] for row in found.rows} == {0.0}
    assert {row["veto"] for row in found.rows} == {None}
    assert "nobody is decisive" in found.text[0]


def test_it_is_as_secret_as_what_it_was_made_from():
    assert noisy().label == Label.TEAM
    assert noisy().manifest["settings"]["analysis"] == "power"
    assert "game.choice_precision" in noisy().inputs


def test_levels_and_tracks_that_are_not_there():
    with pytest.raises(AskError, match="no level called"):
        pivots(toy(["government"]), runs=5, level="peace")
    with pytest.raises(AskError, match="no track called"):
        pivots(toy(["government"]), runs=5, track="tea")


def test_acceptance_follows_surplus():
    surplus, precision = np.array([-1e9, -0.1, 0.0, 0.1, 1e9]), np.full(5, 10.0)
    chances = acceptance(surplus, precision)
    assert (np.diff(chances) > 0).all()
    assert chances[2] == 0.5
    assert acceptance(surplus, np.full(5, np.inf)).tolist() == [0, 0, 1, 1, 1]
