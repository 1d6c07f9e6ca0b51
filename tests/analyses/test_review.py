"""Influence is what it says it is: measured on one run with everything flagged as wide as its prior."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from backchannel.analyses.review import at_least_prior, how_near, review, widened
from backchannel.case.checking import check
from backchannel.case.draws import sample
from backchannel.case.estimate import Estimate
from backchannel.case.fields import Value
from backchannel.case.inputs import inputs
from tests.analyses.cases import TOY, geneva, made, row, rows, toy

RUNS = 400


@pytest.fixture(scope="module")
def case():
    return toy("actors.government.cost=?", "actors.opposition.openness=?")


@pytest.fixture(scope="module")
def found(case):
    return review(case, runs=RUNS, seed=3)


def test_influence_is_the_squared_rank_correlation_with_how_near_a_level_comes(case, found):
    wide = widened(inputs(case), {path for p in check(case) for path in p.paths})
    draws = sample(case, runs=RUNS, seed=3, instead=wide)
    near = how_near(draws)
    cost = draws.matrix[draws.rows["actors.government.cost"]]
    best = max(spearmanr(cost, margin).statistic ** 2 for _, margin in near)
    problem = row(found, field="actors.government.cost", message="is not known and stands on a wide prior")
    assert problem["influence"] == pytest.approx(max(best - 1 / (RUNS - 1), 0), abs=1e-12)
    assert (problem["basis"] == "measured") is (problem["influence"] > problem["noise"])


def test_of_several_numbers_the_shares_add_up(case, found):
    wide = widened(inputs(case), {path for p in check(case) for path in p.paths})
    draws = sample(case, runs=RUNS, seed=3, instead=wide)
    paths = next(p.paths for p in check(case) if p.field == "war" and "evidence" in p.message)
    assert len(paths) == 2
    sums = [
        sum(spearmanr(draws.matrix[draws.rows[path]], margin).statistic ** 2 for path in paths)
        for _, margin in how_near(draws)
    ]
    problem = next(r for r in found.rows if r["field"] == "war" and "evidence" in r["message"])
    assert problem["influence"] == pytest.approx(max(sums) - 2 / (RUNS - 1), abs=1e-12)


def test_what_the_brief_does_not_read_is_said_to_be_unread(found):
    problem = row(found, field="actors.opposition.openness", message="is not known and stands on a wide prior")
    assert (problem["basis"], problem["influence"], problem["level"]) == ("unread", None, None)


def test_all_shares_together_are_at_most_one(case, found):
    singles = [r["influence"] for r in found.rows if r["noise"] and r["field"].count(".") > 1]
    assert singles
    assert sum(singles) < 1.15


def test_the_same_seed_gives_the_same_answer_and_another_another(case, found):
    assert json.dumps(review(case, runs=RUNS, seed=3).to_json()) == json.dumps(found.to_json())
    assert review(case, runs=RUNS, seed=4).rows != found.rows


def test_the_order(found):
    kinds = [{"decides": 0, "measured": 1}.get(r["basis"], 2) for r in found.rows]
    assert kinds == sorted(kinds)
    shares = [r["influence"] for r in found.rows if r["basis"] == "measured"]
    assert shares == sorted(shares, reverse=True)
    assert shares
    weights = {
        (p.field, p.message): p.weight for p in check(toy("actors.government.cost=?", "actors.opposition.openness=?"))
    }
    rest = [weights[r["field"], r["message"]] for r in found.rows if r["basis"] in ("noise", "unread", "none")]
    assert rest == sorted(rest, reverse=True)


def test_nothing_is_lost(case, found):
    assert {(r["field"], r["message"]) for r in found.rows} == {(p.field, p.message) for p in check(case)}
    assert len(found.rows) == len(check(case))


UNSEATED = [{"id": "plenary", "kind": "formal", "members": ["government"]}]


def test_what_decides_a_level_comes_first():
    found = review(toy("actors.government.cost=?", tracks=UNSEATED), runs=RUNS)
    first = found.rows[0]
    assert (first["basis"], first["influence"], first["level"], first["noise"]) == ("decides", 1.0, "settlement", None)
    assert first["field"] == "levels.settlement.signers"


def test_a_secret_level_is_named_by_its_place():
    levels = [{"id": "hidden", "opens": ["power"], "signers": ["government", "opposition"], "label": "secret"}]
    found = review(toy(tracks=UNSEATED, levels=levels), runs=RUNS)
    assert found.rows[0]["level"] == "levels[0]"
    assert "hidden" not in json.dumps(found.to_json())


@pytest.mark.parametrize("how", ["no stances", "few runs"])
def test_without_a_run_there_are_still_checks(how):
    data: dict[str, Any] = {"stances": []} if how == "no stances" else {}
    found = review(toy("actors.government.cost=?", **data), runs=RUNS if how == "no stances" else 20)
    assert "runs" not in found.manifest
    assert {r["basis"] for r in found.rows} <= {"none", "decides"}
    assert rows(found, field="actors.government.cost")
    assert found.text == (found.text[0],)


def test_a_level_that_cannot_be_worked_out_stops_nothing():
    """The brief refuses a case in which somebody without any stance must sign; the check says so."""
    silent = {"id": "silent", "role": "principal"}
    both = [*TOY["levels"], {"id": "other", "opens": ["power"], "signers": ["silent"]}]
    found = review(toy("actors.government.cost=?", actors=[*TOY["actors"], silent], levels=both), runs=RUNS)
    assert {r["level"] for r in found.rows if r["basis"] == "decides"} == {"other"}
    assert {r["level"] for r in found.rows if r["basis"] == "measured"} == {"settlement"}
    found = review(toy("actors.government.cost=?", actors=[*TOY["actors"], silent], levels=both[1:]), runs=RUNS)
    assert "runs" not in found.manifest
    assert found.rows[0]["basis"] == "decides"


def test_the_label_is_the_highest_of_the_case():
    assert str(review(toy(), runs=RUNS).label) == "team"
    assert str(review(geneva(), runs=60).label) == "secret"


def test_on_the_shipped_case_a_point_turns_out_to_matter():
    """A credit of one point without doubt is what a step on aid hangs on among all that is flagged."""
    found = review(geneva(), runs=RUNS)
    assert [r["basis"] for r in found.rows[:2]] == ["decides", "decides"]
    assert found.rows[2]["field"] == "stances.presidents_circle.aid_access.credit"
    assert float(found.rows[2]["influence"] or 0) > 0.3
    assert found.rows[2]["level"] == "aid"


def test_everything_at_a_point_but_one_gives_it_all():
    """One signer whose surplus falls with its cost: ranks go together exactly."""
    graded = {"evidence": ["e"]}
    case = made(
        {
            "case": {"id": "one", "title": "One", "as_of": "2014-01-28"},
            "actors": [{"id": "a", "role": "principal", "cost": "?", **graded}],
            "issues": [{"id": "x", "anchors": {"0": "a", "100": "b"}, "status_quo": 0, **graded}],
            "stances": [{"actor": "a", "issue": "x", "private": [49.99, 50, 50.01], "salience": 100, **graded}],
            "levels": [{"id": "l", "opens": ["x"], "signers": "a"}],
            "tracks": [{"id": "t", "kind": "formal"}],
            "sources": [{"id": "s", "what": "s", "reliability": "A"}],
            "evidence": [{"id": "e", "source": "s", "credibility": 1}],
        }
    )
    found = review(case, runs=RUNS)
    problem = row(found, field="actors.a.cost")
    assert problem["influence"] > 0.95
    assert problem["basis"] == "measured"
    assert found.manifest["settings"]["widened"] == 1


thirds = st.tuples(*[st.floats(0, 1)] * 3).map(sorted)


@given(thirds, thirds)
def test_widening_never_narrows(said, prior):
    value = Value(0, 1, "share", None, tuple(prior), "-", "?")
    wide = at_least_prior(Estimate.model_validate(said), value)
    low, high = wide.bounds
    assert low <= min(said[0], prior[0])
    assert high >= max(said[2], prior[2])
    assert wide.best == said[1]


def test_an_unknown_number_stands_on_its_prior_and_experts_on_all_they_said():
    value = Value(0, 1, "share", None, (0.2, 0.3, 0.4), "-", "?")
    assert at_least_prior(Estimate(unknown=True), value).bounds == (0.2, 0.4)
    asked = {"experts": [{"by": "x", "low": 0.1, "best": 0.2, "high": 0.3, "interval": 0.5},
                         {"by": "y", "low": 0.5, "best": 0.6, "high": 0.9}]}  # fmt: skip
    wide = at_least_prior(Estimate.model_validate(asked), value)
    assert (wide.bounds, wide.interval) == ((0.1, 0.9), 0.5)
    assert wide.best == pytest.approx(0.4)


def test_other_numbers_keep_their_draws():
    case = toy("actors.government.cost=[0.05, 0.1, 0.2]", "actors.opposition.cost=[0.05, 0.1, 0.2]")
    wide = widened(inputs(case), {"actors.government.cost"})
    plain, moved = sample(case, runs=50, seed=1), sample(case, runs=50, seed=1, instead=wide)
    mine = plain.rows["actors.government.cost"]
    others = np.arange(len(plain.inputs)) != mine
    assert (plain.matrix[others] == moved.matrix[others]).all()
    assert np.ptp(moved.matrix[mine]) > np.ptp(plain.matrix[mine])
