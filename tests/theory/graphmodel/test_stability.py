"""The engine against the definitions, on random models of every kind."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.graphmodel.coalitions import CONCEPTS as TOGETHER
from backchannel.theory.graphmodel.coalitions import Coalitions, universal
from backchannel.theory.graphmodel.moves import listed
from backchannel.theory.graphmodel.options import exclusive, from_options
from backchannel.theory.graphmodel.stability import CONCEPTS, Model, equilibria, stable
from tests.theory.graphmodel.made import KINDS, Pair, random_pair

SEEDS = st.builds(lambda n: random_pair(np.random.default_rng(n)), st.integers(0, 2**32))


def differences(pair: Pair) -> list[str]:
    """What the engine says otherwise than the definitions, alone and in coalitions."""
    model, oracle = pair.model, pair.oracle
    together = model.moves.decimal is not None
    found = stable(model, (*CONCEPTS, "SIM") if together else CONCEPTS)
    by_arcs = stable(Model(model.moves.arcs(), model.rank))
    out = []
    for concept in CONCEPTS:
        wanted = [[oracle.stable(concept, i, s) for s in range(oracle.states)] for i in oracle.everybody]
        out += [concept] * (found[concept].tolist() != wanted) + [f"{concept} on arcs"] * (
            by_arcs[concept].tolist() != wanted
        )
    if together:
        wanted = [[oracle.stable_together(i, s) for s in range(oracle.states)] for i in oracle.everybody]
        out += ["SIM"] * (found["SIM"].tolist() != wanted)
    groups = Coalitions(model)
    for concept in TOGETHER:
        for sanction in ("class", "individual") if concept == "CSEQ" else ("class",):
            flags = groups.stable(concept, sanction)
            assert list(flags) == oracle.coalitions(oracle.everybody)
            for h, mine in flags.items():
                theirs = [oracle.coalition_stable(concept, h, s, sanction) for s in range(oracle.states)]
                out += [f"{concept} {sanction} {h}"] * (mine.tolist() != theirs)
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_the_definitions_on_some_random_models(kind):
    rng = np.random.default_rng(11)
    assert [n for n in range(25) if differences(random_pair(rng, kind, 9))] == []


@pytest.mark.slow
def test_the_definitions_on_a_thousand_random_models():
    """2 to 4 actors; infeasible, irreversible and common options, ties, moves that are not transitive; coalitions."""
    rng = np.random.default_rng(2014)
    seen = []
    for n in range(1000):
        pair = random_pair(rng, most=9)
        assert differences(pair) == [], f"model {n}"
        seen.append(pair)
    assert {pair.model.actors for pair in seen} == {2, 3, 4}
    graphs = [pair for pair in seen if pair.model.moves.decimal is None]
    assert any(
        t in pair.oracle.can(i, m) and t not in pair.oracle.can(i, s) and t != s
        for pair in graphs
        for i in pair.oracle.everybody
        for s in range(pair.oracle.states)
        for m in pair.oracle.can(i, s)
        for t in range(pair.oracle.states)
    ), "some moves are not transitive"


@given(SEEDS)
def test_what_implies_what(pair):
    """Nash => SMR => GMR; Nash => SSEQ => SEQ => GMR; SSEQ => SMR; Nash => SIM."""
    flags = stable(pair.model)
    for strong, weak in (
        ("Nash", "SMR"), ("SMR", "GMR"), ("Nash", "SSEQ"), ("SSEQ", "SEQ"), ("SEQ", "GMR"), ("SSEQ", "SMR"),
    ):  # fmt: skip
        assert (flags[strong] <= flags[weak]).all(), (strong, weak)
    if pair.model.moves.decimal is not None:
        assert (flags["Nash"] <= stable(pair.model, ["SIM"])["SIM"]).all()


@given(SEEDS)
def test_what_coalitions_imply(pair):
    """No coalition leaves => no actor leaves; a coalition of one is its member; CNash is the strongest."""
    alone, groups = stable(pair.model), Coalitions(pair.model)
    for together, single in (("CNash", "Nash"), ("CGMR", "GMR"), ("CSMR", "SMR")):
        flags = groups.stable(together)
        assert [flags[(i,)].tolist() for i in range(pair.model.actors)] == alone[single].tolist()
        assert (universal(flags.values()) <= equilibria(alone)[single]).all()
    by_one = groups.stable("CSEQ", "individual")
    assert [by_one[(i,)].tolist() for i in range(pair.model.actors)] == alone["SEQ"].tolist()
    for weak in ("CGMR", "CSMR", "CSEQ"):
        assert (universal(groups.stable("CNash").values()) <= universal(groups.stable(weak).values())).all()


@given(SEEDS, st.integers(0, 2**32))
def test_names_of_states_and_of_actors_change_nothing(pair, seed):
    rng = np.random.default_rng(seed)
    model = pair.model
    states, actors = rng.permutation(model.states), rng.permutation(model.actors)
    moves = [
        {int(states[s]): [int(states[t]) for t in pair.oracle.can(int(i), s)] for s in range(model.states)}
        for i in actors
    ]
    rank = np.empty_like(model.rank)
    rank[:, states] = model.rank[actors]
    other = stable(Model(listed(model.actors, model.states, moves), rank))
    for concept, flags in stable(model).items():
        assert (other[concept][:, states] == flags[actors]).all(), concept


def test_an_opponent_may_move_again_after_another():
    """The third actor's support, opposition and support again, with a step of another between: GMCR+ misses it."""
    moves = listed(3, 5, [{0: [1]}, {1: [2], 3: [4]}, {2: [3]}])
    rank = np.array([[1, 4, 3, 2, 0], [0, 0, 1, 1, 2], [0, 0, 0, 1, 1]], dtype=np.int32)
    assert stable(Model(moves, rank), ["GMR", "SEQ"])["SEQ"][0, 0]
    twice = listed(2, 4, [{0: [1]}, {1: [2], 2: [3]}])  # the same one twice running: no
    rank = np.array([[1, 3, 2, 0], [0, 1, 2, 3]], dtype=np.int32)
    assert not stable(Model(twice, rank), ["GMR"])["GMR"][0, 0]


def test_an_actor_without_moves_is_stable_everywhere():
    moves = from_options(2, [[0], [0]], exclusive([0, 1]), actors=2)
    flags = stable(Model(moves, np.array([[0, 1, 2], [2, 1, 0]], dtype=np.int32)), (*CONCEPTS, "SIM"))
    assert all(one[1].all() for one in flags.values())
    assert moves.mobile.tolist() == [True, False]
    one_way = from_options(2, [[0, 1], [1]], [(3, 0), (3, 3)], rising=[0, 1], actors=2)
    assert one_way.mobile.tolist() == [False, False], "from {a} to {b} an option would have to be dropped"


def test_questions_without_an_answer():
    moves = listed(1, 2, [{0: [1]}])
    model = Model(moves, np.zeros((1, 2), dtype=np.int32))
    with pytest.raises(ValueError, match="no such concept: Stackelberg"):
        stable(model, ["Stackelberg"])
    with pytest.raises(ValueError, match="not made of them"):
        stable(model, ["SIM"])
    with pytest.raises(ValueError, match="expected \\(1, 2\\)"):
        stable(Model(moves, np.zeros((2, 2), dtype=np.int32)))
    with pytest.raises(ValueError, match="no such concept or sanction"):
        Coalitions(model).stable("CNash", "both")
