"""What an actor can gain at best: its own best text, alone."""

import numpy as np
import pytest

from backchannel.analyses.stakes import stakes, thresholds
from backchannel.case.draws import sample
from backchannel.core.errors import AskError
from backchannel.theory.exit import exit_guarantee_threshold
from tests.analyses.cases import DOUBTFUL, PROMISE, geneva, row, toy

EXIT = {"weight": 0.2, "survival": 0.7, "keeps": 1, "after": 0.5, "loses": 1, "betrayed": 1}


@pytest.mark.parametrize(
    ("actor", "track", "best"),
    [
        ("government", "plenary", 0.8 - 0.5),  # all of it: theta - w, no face lost
        ("opposition", "plenary", 0.8 - 0.25),
        ("government", "back_room", 0.8 - 0.5),
        ("opposition", "back_room", 0.8 - 0.25),
    ],
)
def test_the_best_case_is_the_whole_of_it(actor, track, best):
    found = stakes(toy(), runs=3, track=track)
    one = row(found, actor=actor, level="settlement", track=track, guarantees="none")
    assert one["best"] == pytest.approx(best, abs=1e-12)
    assert one["best_low"] == pytest.approx(one["best_high"], abs=1e-12)
    assert one["accepts"] == 1.0


def test_one_who_trusts_nobody_gains_by_nothing():
    one = row(stakes(toy("actors.government.trust=0.05"), runs=3, track="plenary"), actor="government")
    assert one["best"] == pytest.approx(0.05 - 0.5, abs=1e-12)
    assert one["accepts"] == 0.0


def test_a_promise_adds_what_it_is_worth():
    found = stakes(toy(guarantees=[PROMISE]), runs=3, track="plenary", actor="government")
    none, all_ = (row(found, guarantees=g)["best"] for g in ("none", "all"))
    assert all_ - none == pytest.approx(0.1, abs=1e-12)


def test_shares_and_draws_agree():
    found = stakes(toy(*DOUBTFUL), runs=200)
    for n, r in enumerate(found.rows):
        assert r["accepts"] == pytest.approx(float((found.samples["best"][n] >= 0).mean()))
        assert r["best"] == pytest.approx(float(np.median(found.samples["best"][n])))
        low, best, high = (float(r[c] or 0) for c in ("best_low", "best", "best_high"))
        assert low <= best <= high


def test_the_threshold_is_the_closed_form():
    case = toy()
    actors = [case.actors[0].model_dump(exclude_unset=True) | {"exit": EXIT}, case.actors[1].model_dump()]
    moved = toy(actors=actors)
    values = thresholds(sample(moved, runs=3), "government")
    assert values == pytest.approx([exit_guarantee_threshold(0.7, 1, 0.5, 1, 1).gamma_star] * 3)
    assert thresholds(sample(moved, runs=3), "opposition") is None
    found = stakes(moved, runs=3)
    assert row(found, actor="government", track="plenary")["threshold"] == pytest.approx(values[0])
    assert row(found, actor="opposition", track="plenary")["threshold"] is None


def test_everybody_with_a_stance_is_there_signer_or_not():
    found = stakes(geneva(), runs=20, level="aid", track="mediated_sessions")
    assert {r["actor"] for r in found.rows} == {s.actor for s in geneva().stances}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"actor": "nobody_here"}, "nobody_here"),
        ({"level": "aide"}, "did you mean aid"),
        ({"track": "corridr"}, "corridor"),
    ],
)
def test_what_is_not_there_is_said(asked, says):
    with pytest.raises(AskError, match=says):
        stakes(geneva(), runs=20, **asked)


def test_a_case_without_stances_does_not_blame_an_actor_called_none():
    with pytest.raises(AskError, match="stance") as told:
        stakes(toy(stances=[]), runs=20)
    assert "None" not in str(told.value)
