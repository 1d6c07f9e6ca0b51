"""CS11 to CS13: the costs of war, those who live by it, and those left out."""

from __future__ import annotations

import math

import numpy as np

from tests.conference.cases import Tree
from tests.conference.comparative_statics.games import DOUBT, RUNS, Game, later, pair, play, surely_raises, table


def test_cs11_costs_and_hardship_of_both_bring_signatures_forward():
    """Hardship is the growth of those costs, round by round."""
    dearer = {"cost": [c + 0.1 for c in DOUBT]}
    later(play(pair(r=dearer, o=dearer)).when(), play(pair()).when())
    later(play(pair(game={"hardship": 0.08})).when(), play(pair()).when())
    before, after = play(pair()).course.signed[:, 0] == 0, play(pair(game={"hardship": 0.08})).course.signed[:, 0] == 0
    assert (before == after).all(), "in the first round nothing has grown yet"


def living_by_war(*, rent: float = 0.3, feeds: float = 0.0, attack: float = 0.8) -> Tree:
    group: Tree = {"id": "g", "role": "armed", "rent": rent, "attacking_cost": 0.02}
    return pair(
        deal={"fighting_ended": 0.5, "breakage": [{"group": "g", "effect": 0.2, "attack": attack}]},
        more_actors=[group | {"feeds_on_fighting": feeds, "adds_to_fighting": 0.3}],
        tracks=[table(publicity=0.1)],
    )


def test_cs12_the_more_a_group_earns_by_war_the_more_it_attacks():
    """Where an attack has a price, and run by run for the first text it can strike at."""
    poor, rich = (play(living_by_war(rent=rent), rounds=1).course.attacks[:, 0] for rent in (0.05, 0.5))
    later(poor, rich)


def test_cs12_a_group_shrinks_with_the_fighting_it_feeds_on():
    """Seen in the fighting it adds: lower, run by run, than where no group feeds on it, once a text has calmed it."""
    steady, feeding = (play(living_by_war(feeds=feeds, attack=0.0)) for feeds in (0.0, 0.4))
    assert (steady.course.force == feeding.course.force).all()
    after = np.cumsum(feeding.course.force[:, :, 0], axis=1) > 1
    two_rounds = np.c_[np.zeros((RUNS, 1), dtype=bool), after[:, :-1]]
    assert (feeding.course.fighting <= steady.course.fighting + 1e-12).all()
    assert (feeding.course.fighting[two_rounds] < steady.course.fighting[two_rounds]).all()
    assert two_rounds.any()


def excluded(attack: float, *, foreseen: bool) -> Tree:
    """A group left out that may break the text. What is foreseen counts where what fades outlives the text."""
    fades: Tree = {"audience_memory": 0.04, "betrayal_memory": 0.04} if foreseen else {}
    return pair(
        r=fades,
        o=fades,
        deal={"breakage": [{"group": "g", "effect": 0.4, "attack": attack}]},
        more_actors=[{"id": "g", "role": "armed"}],
        tracks=[table(publicity=0.2)],
        game={"keeps_good": 0.97, "keeps_other": 0.9},
    )


def first_spells(game: Game) -> tuple[float, float, float]:
    """Breaches and other ends of first spells per round in force, and the error of the first."""
    signed = game.signed()
    rounds = game.course.lasted[signed, 0].sum() + (game.course.ended[signed, 0] > 0).sum()
    breach = float((game.course.ended[signed, 0] == 2).sum() / rounds)
    return breach, float((game.course.ended[signed, 0] == 1).sum() / rounds), math.sqrt(breach / rounds)


def test_cs13_a_foreseen_exclusion_costs_signatures_and_not_the_signers_word():
    """Amended (8.6): expected attacks break texts too, so what is unchanged is the signatories' own breach."""
    peaceful, threatened = play(excluded(0.0, foreseen=True)), play(excluded(0.3, foreseen=True))
    later(peaceful.when(), threatened.when())
    (calm, none, error_a), (breach, broken, error_b) = first_spells(peaceful), first_spells(threatened)
    assert abs(calm - breach) < 3.0 * math.hypot(error_a, error_b)
    assert calm > 0.0
    assert none == 0.0
    assert broken > 0.05


def test_cs13_an_exclusion_nobody_counts_with_costs_time_in_force_and_no_signature():
    """Where what fades is not said, expected attacks do not enter the judgement: signed all the same, and broken."""
    peaceful, threatened = play(excluded(0.0, foreseen=False)), play(excluded(0.3, foreseen=False))
    assert (peaceful.when() == threatened.when()).all()
    surely_raises(threatened.course.lasted[:, 0], peaceful.course.lasted[:, 0])
