"""The published and the worked cases of the graph model, as an independent set-based program solved them."""

import json
from typing import Any

import pytest

from backchannel.case.graphfile import read_graph
from backchannel.theory.graphmodel.coalitions import CONCEPTS as TOGETHER
from backchannel.theory.graphmodel.coalitions import Coalitions, universal
from backchannel.theory.graphmodel.preferences import by_payoff
from backchannel.theory.graphmodel.stability import CONCEPTS, stable
from tests.support import shared_path

NAMES = (
    "Chicken_2x2", "Cuban", "Elmira", "Elmira_9state", "Garrison", "MilkRiver", "NorthKorea2017_base",
    "NorthKorea2017_bloodthirsty", "NorthKorea2017_deterrence", "NorthKorea2017_invasion_irreversible",
    "NorthKorea2017_pacifist_irreversible", "Prisoners", "PrisonersDilemma_2x2", "SI_misp", "SyriaIraq",
)  # fmt: skip


def golden(name: str) -> tuple[dict[str, Any], Any]:
    path = shared_path("golden", "gmcr", f"{name}.json")
    return json.loads(path.read_text(encoding="utf-8")), read_graph(path)


def test_no_case_is_left_out():
    there = {path.stem for path in shared_path("golden", "gmcr").glob("*.json")}
    assert there == {*NAMES, "SUMMARY"}


@pytest.mark.parametrize("name", NAMES)
def test_every_concept_and_actor(name):
    data, found = golden(name)
    reference = data.get("reference_FHK_computed") or data["expected"]["reference_FHK"]
    flags = stable(found.model, (*CONCEPTS, "SIM") if found.decimal is not None else CONCEPTS)
    if "SIM" in flags:
        flags |= {f"{c}_or_SIM_per_DM": flags[c] | flags["SIM"] for c in ("SEQ", "SMR")}
    groups = Coalitions(found.model)
    assert {"Nash", "GMR", "SMR", "SEQ", *TOGETHER} <= set(reference)
    for concept, said in reference.items():
        said = {"states": said} if isinstance(said, list) else said
        mine = universal(groups.stable(concept).values()) if concept in TOGETHER else flags[concept].all(axis=0)
        assert found.numbered(mine) == said.get("states", said.get("equilibria")), concept
        for actor, numbers in said.get("per_dm_stable_states", said.get("per_dm", {})).items():
            assert found.numbered(flags[concept][found.actors.index(actor)]) == numbers, (concept, actor)


@pytest.mark.parametrize("name", ["Prisoners", "SyriaIraq", "SI_misp", "Cuban", "Elmira", "Garrison", "MilkRiver"])
def test_states_moves_and_preferences(name):
    data, found = golden(name)
    assert [found.pattern(s) for s in range(found.states)] == [s["pattern"] for s in data["states"]]
    for i, actor in enumerate(found.actors):
        arcs = found.model.moves.arcs()
        moves = {str(found.number(s)): [found.number(t) for t in arcs.of(i, s)] for s in range(found.states)}
        assert moves == data["moves_by_dm"][actor]
        assert found.model.rank[i].tolist() == by_payoff(data["preferences"][actor]["payoffs"]).tolist()
