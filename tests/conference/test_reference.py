"""The game in plain Python: it starts where the static model stands, and its two invariances come before all else."""

from __future__ import annotations

import math

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.conference.clock import retold
from backchannel.conference.inequality import prepare
from backchannel.conference.plan import NONE
from backchannel.conference.planning import plan
from backchannel.conference.reference import play
from backchannel.conference.reference.run import ratio, trusted
from backchannel.conference.reference.searching import exposed, margins, table
from backchannel.conference.reference.start import begin
from backchannel.conference.scan import margins as static_margins
from backchannel.conference.state import build
from tests.conference.cases import case_of, random_tree


def two_sides(**more):
    """Two principals, one issue, a table that meets now and then."""
    tree = {
        "actors": [
            {"id": "a", "role": "principal", "side": "s", "capability": 100, "cost": 0.15, "trust": 0.5},
            {"id": "b", "role": "principal", "side": "t", "capability": 80, "cost": 0.2, "trust": 0.5},
            {"id": "g", "role": "armed", "side": "s"},
        ],
        "issues": [{"id": "k", "anchors": {0: "one", 100: "other"}, "status_quo": 0}],
        "stances": [
            {"actor": "a", "issue": "k", "private": 0, "salience": 100},
            {"actor": "b", "issue": "k", "private": 100, "salience": 100},
        ],
        "levels": [
            {
                "id": "deal",
                "opens": ["k"],
                "signers": ["a", "b"],
                "breakage": [{"group": "g", "effect": 0.2, "attack": 0.2}],
            }
        ],
        "tracks": [{"id": "table", "kind": "formal", "members": ["a", "b"], "meets": 0.2, "proposer": "mediator"}],
        "war": {"sides": [{"id": "s"}, {"id": "t"}]},
    }
    return case_of(tree | more)


@pytest.mark.parametrize("seed", range(25))
def test_the_first_round_is_the_static_model(seed):
    case = case_of(random_tree(seed))
    draws = sample(case, runs=3, seed=7)
    p = plan(draws, texts=60)
    state = build(draws)
    level, track = case.level("deal"), case.track("table")
    setting = prepare(state, level, track, guarantees="all")
    expected, _ = static_margins(setting, p.levels[0].texts)
    for r in range(3):
        run = begin(p, r)
        assert run.w == pytest.approx(state.war[r], abs=1e-12)
        assert run.outlook == [pytest.approx(row, abs=1e-12) for row in state.outlook[r]]
        c = [t.id for t in case.tracks].index("table")
        found = max(margins(run, 0, table(run, 0, exposed(run, 0, c), NONE)))
        assert found == pytest.approx(expected[r], abs=1e-11)


LEARNING = {"game": {"stops_good": 0.8, "stops_other": 0.4, "keeps_good": 0.98, "keeps_other": 0.9}}


def mean_trust(case, runs=3000):
    p = plan(sample(case, runs=runs, seed=3), texts=21, rounds=12)
    learnt = np.array([play(p, r).trust[-1] for r in range(runs)])
    trust = np.vectorize(trusted)(learnt, 0.5)
    return trust.mean(axis=0), trust.std(axis=0) / math.sqrt(runs), trust.std(axis=0)


@pytest.mark.slow
def test_trust_is_a_martingale_under_own_beliefs():
    mean, error, spread = mean_trust(two_sides(**LEARNING))
    assert spread.max() > 0.1, "nobody learnt anything"
    assert np.all(np.abs(mean - 0.5) < 4 * error)


@pytest.mark.slow
def test_leaks_and_forgetting_are_what_moves_trust_on_average():
    tracks = [
        {"id": "table", "kind": "formal", "members": ["a", "b"], "meets": 0.2},
        {"id": "back", "kind": "corridor", "members": ["a", "b"], "meets": 0.5, "leak": 0.3},
    ]
    harmed = {"game": {**LEARNING["game"], "leak_harm": 0.3}}
    mean, error, _ = mean_trust(two_sides(**harmed, tracks=tracks), runs=800)
    assert np.all(mean < 0.5 - 4 * error)


def test_evidence_is_worth_its_likelihood_ratio():
    assert trusted(ratio(0.8, 0.4), 0.5) == pytest.approx(0.8 / 1.2)
    assert trusted(ratio(0.2, 0.6), 0.3) == pytest.approx(0.3 * 0.2 / (0.3 * 0.2 + 0.7 * 0.6))
    assert trusted(0.0, 0.0) == 0.0
    assert trusted(5.0, 1.0) == 1.0


def outcomes(draws, runs):
    p = plan(draws, texts=21)
    months = p.months
    played = [play(p, r) for r in range(runs)]
    signed = np.array([k.signed[0] for k in played])
    held = np.array([np.mean([f[0] for f in k.force]) for k in played])
    by = [np.mean((signed >= 0) & ((signed + 1) * months <= m + 1e-9)) for m in (3, 6, 12)]
    return np.array([*by, held.mean()]), np.array(
        [math.sqrt(b * (1 - b) / runs) for b in by] + [held.std() / math.sqrt(runs)]
    )


@pytest.mark.slow
def test_the_length_of_a_round_changes_nothing():
    game = {**LEARNING["game"], "choice_precision": 20, "trust_drift": 0.03, "hardship": 0.01}
    actors = [
        {"id": "a", "role": "principal", "side": "s", "capability": 100, "cost": [0.02, 0.1, 0.2], "trust": 0.5},
        {"id": "b", "role": "principal", "side": "t", "capability": 80, "cost": [0.02, 0.1, 0.2], "trust": 0.5,
         "betrayal_loss": 0.05, "betrayal_memory": 0.04, "audience_cost": 0.2, "audience_memory": 0.05},
        {"id": "g", "role": "armed", "side": "s", "feeds_on_fighting": 0.2, "adds_to_fighting": 0.1},
    ]  # fmt: skip
    case = two_sides(
        game=game, actors=actors, case={"id": "made", "title": "x", "as_of": "2014-01-28", "horizon_months": 12}
    )
    runs = 1500
    monthly = sample(case, runs=runs, seed=5)
    a, ea = outcomes(monthly, runs)
    b, eb = outcomes(retold(monthly, "week"), runs)
    assert 0.1 < a[2] < 0.9
    assert np.all(np.abs(a - b) < 4 * np.hypot(ea, eb) + 0.01), (a, b)
