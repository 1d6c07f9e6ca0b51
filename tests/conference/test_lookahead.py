"""What waiting is worth in the game settles where the exact engine has an equilibrium (lookahead 1, no noise)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backchannel.analyses.classics.toys import setting_of, war
from backchannel.case.draws import sample
from backchannel.conference.exact import at_random, bargaining, equilibria, mediated
from backchannel.conference.planning import plan
from backchannel.conference.reference.judging import waiting
from backchannel.conference.reference.run import DAMPING
from backchannel.conference.reference.searching import see
from backchannel.conference.reference.start import begin
from backchannel.conference.state import build

TOYS = [
    (0.6, (0.1, 0.15), 1.0),
    (0.6, (0.1, 0.15), 0.3),
    (0.5, (0.3, 0.3), 0.3),
    (0.5, (0.45, 0.45), 1.0),
    (0.5, (0.02, 0.02), 0.3),
]


def settled(p, costs, meets, *, mediator):
    """What waiting comes to after many meetings, and the same problem for the exact engine."""
    track = {"id": "table", "kind": "formal", "members": ["a", "b"], "meets": meets}
    if mediator:
        track["proposer"] = "mediator"
    case = war(p, costs, {"patience": 0.9}, game={"lookahead": 1}, tracks=[track])
    draws = sample(case, runs=1)
    game = plan(draws, texts=41, rounds=1)
    run = begin(game, 0)
    for _ in range(200):
        see(run, 0, 0, DAMPING)
    one = bargaining(build(draws), setting_of(draws), game.levels[0].texts)
    make = mediated if mediator else at_random
    how: Any = meets if mediator else [meets / 2] * 2
    return np.array([waiting(run, 0, i) for i in range(2)]), make(one.surplus, one.patience, one.rule, how)


@pytest.mark.parametrize("mediator", [True, False])
@pytest.mark.parametrize(("p", "costs", "meets"), TOYS)
def test_what_waiting_is_worth_settles_at_an_exact_equilibrium(p, costs, meets, mediator):
    Omega, problem = settled(p, costs, meets, mediator=mediator)
    found = equilibria(problem, starts=4, near=[np.tile(Omega, (problem.states, 1))]).equilibria
    assert min(np.abs(one.Omega[0] - Omega).max() for one in found) < 1e-9
