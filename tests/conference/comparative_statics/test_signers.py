"""CS1 and CS2: who must say yes, and who can undo what was signed."""

from __future__ import annotations

from typing import Any

from tests.conference.cases import Tree
from tests.conference.comparative_statics.games import (
    VETO,
    first_case,
    geneva,
    geneva_as_coded,
    later,
    margin,
    pair,
    play,
    surely_raises,
    wants,
)


def test_cs1_a_veto_holder_never_brings_a_signature_forward():
    """Best response, a mediator's text, nothing that teaches: run by run. In the first case, in expectation."""
    added = pair(more_actors=[VETO], more_stances=[wants("v", 90)], deal={"signers": ["r", "o", "v"]})
    later(play(pair()).when(), play(added).when())
    before, after = margin(pair()), margin(added)
    assert (after <= before + 1e-12).all()
    assert (after < before).any()
    case = first_case()
    truce = case.level("local_truce")
    rule = truce.signers.model_copy(update={"all": (*(truce.signers.all or ()), type(truce.signers)(actor="iran"))})
    levels = [x.model_copy(update={"signers": rule}) if x.id == "local_truce" else x for x in case.levels]
    vetoed = geneva(case=case.model_copy(update={"levels": tuple(levels)}))
    surely_raises(vetoed.signed(1), geneva_as_coded().signed(1))


def backer(private: float | None, *, noise: bool = False, **more: Any) -> Tree:
    """The pair with a backer of the government that can undo the deal and is as sure of victory as its client."""
    one: Tree = {"id": "b", "role": "backer", "side": "state", "own_chance": 0.55, "cost": 0.1, "trust": 0.9}
    one |= {"betrayal_loss": 0.05, "audience_cost": 0.3} | more
    said: Tree = {"r": {"cost": 0.1}, "game": {"choice_precision": 20} if noise else {}}
    if private is None:
        return pair(**said)
    return pair(**said, more_actors=[one], more_stances=[wants("b", private, public=100)], deal={"ratifiers": ["b"]})


def test_cs2_a_backer_with_an_agenda_of_its_own_never_brings_a_signature_forward():
    """A ratifier can only undo, so it holds run by run even with noise in the votes. In the static range, Z falls."""
    later(play(backer(None, noise=True)).when(), play(backer(20, noise=True, cost=0.0)).when())
    independent = backer(20, cost=0.0)
    independent["levels"][0] |= {"signers": ["r", "o", "b"], "ratifiers": []}
    before, after = margin(backer(None)), margin(independent)
    assert (after <= before + 1e-12).all()
    assert (after < before - 0.01).mean() > 0.2


def test_cs2_a_backer_on_its_clients_line_counts_through_what_war_is_worth_to_it():
    """Of one mind with its client it changes nothing; the same with the war for free, and texts are undone."""
    alone, twin, sheltered = backer(None), backer(100), backer(100, cost=0.0)
    assert (play(twin).when() == play(alone).when()).all()
    later(play(alone).when(), play(sheltered).when())
