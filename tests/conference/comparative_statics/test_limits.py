"""CS21 and CS22: neutral settings, best response, and the closed forms they come to."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from backchannel.case.draws import sample
from backchannel.conference.inequality import prepare
from backchannel.conference.kernel import simulate
from backchannel.conference.planning import plan
from backchannel.conference.scan import margins
from backchannel.conference.state import build
from tests.conference.cases import Tree, case_of, random_tree
from tests.conference.comparative_statics.games import ROUNDS, RUNS, Game, pair, play, table


def test_cs21_votes_without_noise_are_what_ever_surer_votes_come_to():
    """The exact engine is to come; here the limit is the game whose votes are best responses."""
    exact = play(pair()).when()
    apart = [(play(pair(game={"choice_precision": eta})).when() != exact).mean() for eta in (10, 40, 160, 640)]
    assert apart == sorted(apart, reverse=True)
    assert apart[0] > 0.2
    assert apart[-1] < 0.02
    draws = sample(case_of(pair(game={"choice_precision": 10})), runs=RUNS, seed=3)
    matrix = draws.matrix.copy()
    matrix[draws.rows["game.choice_precision"]] = 1e12
    p = plan(replace(draws, matrix=matrix), texts=101, rounds=ROUNDS)
    assert (Game(p, simulate(p, 0, RUNS)).when() == exact).all()


def test_cs22_with_nothing_said_of_the_game_the_first_vote_is_the_static_acceptance():
    """On random cases, run by run: the mediator tables the best text, and it is signed where its margin is >= 0."""
    signed = refused = 0
    for seed in range(30):
        tree = random_tree(seed)
        tree["tracks"] = [tree["tracks"][0] | {"proposer": "mediator"}]
        case = case_of(tree)
        draws = sample(case, runs=20, seed=7)
        p = plan(draws, texts=60, rounds=1)
        setting = prepare(build(draws), case.level("deal"), case.track("table"), guarantees="all")
        expected = margins(setting, p.levels[0].texts)[0]
        found = simulate(p, 0, 20).signed[:, 0] == 0
        clear = np.abs(expected) > 1e-9
        assert (found == (expected >= 0))[clear].all(), seed
        signed, refused = signed + found.sum(), refused + (~found).sum()
    assert signed > 50
    assert refused > 50


def test_cs22_fearon():
    """One issue, trust, no audience: signed at once between p - c_R and p + c_O wherever fighting costs anything."""
    plain: Tree = {"trust": 1, "betrayal_loss": 0, "audience_cost": 0}
    found = play(
        pair(r=plain | {"own_chance": 0.6}, o=plain | {"own_chance": 0.4}, tracks=[table(meets=1)]), texts=1001
    )
    cost = found.plan.cost
    wide = cost.sum(1) > 0.002
    assert (found.when()[wide] == 0).all()
    assert (found.share() >= 0.6 - cost[:, 0] - 1e-9)[wide].all()
    assert (found.share() <= 0.6 + cost[:, 1] + 1e-9)[wide].all()


def test_cs22_a_constant_hazard():
    """Nothing but fragility: a first spell outlasts n rounds with the chance exp(-h n)."""
    tree = pair(r={"cost": 0.4}, o={"cost": 0.4}, deal={"fragility": 0.1}, tracks=[table(meets=1)])
    found = play(tree, runs=2000)
    for n in (1, 4, 10):
        outlasts = (found.course.lasted[:, 0] >= n).mean()
        expected = math.exp(-0.1 * n)
        assert abs(outlasts - expected) < 4 * math.sqrt(expected * (1 - expected) / 2000), n
