"""CS5 and CS6: what is said aloud, and hands tied by it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.conference.comparative_statics.games import Game, later, margin, pair, play, surely_raises, table


def test_cs5_publicity_never_brings_a_signature_forward():
    """Run by run under best response; with noise in the votes in expectation. In the static range, Z falls."""
    steps = [play(pair(tracks=[table(publicity=omega)])) for omega in (0.1, 0.4, 0.9)]
    later(steps[0].when(), steps[1].when())
    later(steps[1].when(), steps[2].when())
    noise = {"choice_precision": 20, "persistent_noise": 0.05}
    low, high = (play(pair(tracks=[table(publicity=omega)], game=noise)) for omega in (0.1, 0.9))
    surely_raises(high.signed(), low.signed())
    assert (margin(pair(tracks=[table(publicity=0.9)])) < margin(pair(tracks=[table(publicity=0.1)]))).all()


def stakes(r: float, o: float, proposer: str) -> Game:
    return play(
        pair(
            r={"audience_cost": r}, o={"audience_cost": o}, tracks=[table(proposer=proposer)], game={"hardship": 0.03}
        ),
        texts=201,
    )


@pytest.mark.parametrize("proposer", ["mediator", "members"])
def test_cs6_one_who_ties_its_own_hands_gets_more_of_fewer_deals(proposer):
    """Given the same round of signing its share is not down in any run; and it signs no sooner."""
    free, tied = stakes(0.1, 0.1, proposer), stakes(0.6, 0.1, proposer)
    later(free.when(), tied.when())
    both = (free.when() == tied.when()) & free.signed()
    change = (tied.share() - free.share())[both]
    assert len(change) > 100
    assert (change >= -1e-12).all()
    assert change.mean() > 0.02
    assert (margin(pair(r={"audience_cost": 0.6})) < margin(pair())).all()


def test_cs6_when_both_tie_their_hands_both_are_worse_off():
    """What each gains over the war, nothing without a text: the dilemma of Leventoglu and Tarar (2005)."""
    free, tied = stakes(0.1, 0.1, "mediator"), stakes(0.6, 0.6, "mediator")

    def gains(game: Game, actor: int) -> Any:
        kept = game.share() if actor == 0 else 1.0 - game.share()
        return np.where(game.signed(), kept - game.plan.state.war[:, actor], 0.0)

    for actor in (0, 1):
        surely_raises(gains(tied, actor), gains(free, actor))
