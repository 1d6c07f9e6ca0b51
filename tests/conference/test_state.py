"""The state before anything moves: a case's draws as arrays."""

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.conference.state import build, sides_of
from tests.conference.cases import case_of, random_tree
from tests.conference.oracle import Oracle


def two(**more):
    """A government (80 strong) and rebels (20) over two issues, with chances .8 and .2."""
    tree = {
        "actors": [
            {"id": "g", "role": "principal", "side": "state", "capability": 80, "cost": 0.1, "rent": 0.02},
            {"id": "r", "role": "principal", "side": "rebellion", "capability": 20, "cost": 0.2},
        ],
        "issues": [
            {"id": "post", "anchors": {0: "stays", 100: "goes"}, "status_quo": 0},
            {"id": "aid", "anchors": {0: "none", 100: "all"}, "status_quo": 30},
        ],
        "stances": [
            {"actor": "g", "issue": "post", "private": 0, "salience": 60},
            {"actor": "g", "issue": "aid", "private": 40, "salience": 20, "public": 20},
            {"actor": "r", "issue": "post", "private": 100, "salience": 40},
            {"actor": "r", "issue": "aid", "private": 90, "salience": 40},
        ],
        "levels": [{"id": "deal", "opens": ["post", "aid"], "signers": ["g", "r"]}],
        "tracks": [{"id": "table", "kind": "formal"}],
    } | more
    return build(sample(case_of(tree), runs=1))


def test_positions_and_saliences():
    state = two()
    assert (state.actors, state.issues, state.sides) == (("g", "r"), ("post", "aid"), ("state", "rebellion"))
    assert state.ideal[0].tolist() == [[0.0, 0.4], [1.0, 0.9]]
    assert state.salience[0].tolist() == [[0.75, 0.25], [0.5, 0.5]]
    assert state.has_line.tolist() == [[False, True], [False, False]]
    assert state.line[0, 0].tolist() == [0.0, 0.2]
    assert (state.index("r"), state.runs) == (1, 1)
    with pytest.raises(KeyError, match="nobody"):
        state.index("nobody")


def test_war_flow_of_two_parties_by_hand():
    state = two()
    assert state.chances[0].tolist() == [[0.8, 0.2]] * 2
    # The winner imposes its own wishes: (0, .4) or (1, .9). Losses of g when rebels win: 1 and .5, so U = 1 - .875.
    assert state.war[0, 0] == pytest.approx(0.8 * 1.0 + 0.2 * (1 - 0.75 * 1.0 - 0.25 * 0.5) - 0.1 + 0.02, abs=1e-12)
    assert state.war[0, 1] == pytest.approx(0.8 * (1 - 0.5 * 1.0 - 0.5 * 0.5) + 0.2 * 1.0 - 0.2, abs=1e-12)
    assert state.outlook[0] == pytest.approx(np.array([[0.2 * 1.0, 0.2 * 0.5], [0.8 * 1.0, 0.8 * 0.5]]), abs=1e-12)


def test_intensity_weighs_costs_and_rents_and_decisiveness_the_odds():
    state = two(war={"intensity": 1.5, "decisiveness": 2})
    p = 80**2 / (80**2 + 20**2)
    assert state.chances[0, 0] == pytest.approx([p, 1 - p], abs=1e-12)
    assert state.war[0, 0] == pytest.approx(p + (1 - p) * 0.125 - 1.5 * 0.08, abs=1e-12)


def test_quadratic_loss_bends_the_outcome_of_the_war():
    state = two(case={"id": "made", "title": "Made", "as_of": "2014-01-28", "loss": "quadratic"})
    assert state.quadratic
    assert state.war[0, 0] == pytest.approx(0.8 + 0.2 * (1 - 0.75 - 0.25 * 0.25) - 0.08, abs=1e-12)


def test_a_declared_outcome_stands_and_the_rest_is_what_the_fighters_want():
    state = two(war={"sides": [{"id": "rebellion", "outcome": {"post": 50}}]})
    assert state.sides == ("rebellion", "state")
    assert state.chances[0, 0].tolist() == [0.2, 0.8]
    assert state.outlook[0, 0] == pytest.approx([0.2 * 0.5, 0.2 * 0.5], abs=1e-12)


def test_a_side_wants_what_its_fighters_want_by_their_strength():
    """Two factions share a parent's strength; a backer that does not fight has no say."""
    factions = [
        {"id": "g", "role": "principal", "side": "state", "capability": 80},
        {"id": "body", "role": "principal", "side": "rebellion", "capability": 20},
        {"id": "r", "role": "faction", "side": "rebellion", "parent": "body", "weight_in_parent": 0.75},
        {"id": "s", "role": "faction", "side": "rebellion", "parent": "body", "weight_in_parent": 0.25},
        {"id": "far", "role": "backer", "side": "rebellion"},
    ]
    wishes = {"g": 0, "r": 100, "s": 60, "far": 10}
    stances = [{"actor": a, "issue": "post", "private": x, "salience": 50} for a, x in wishes.items()]
    state = two(actors=factions, stances=stances)
    assert state.actors == ("g", "r", "s", "far")
    assert state.outlook[0, 0, 0] == pytest.approx(0.2 * (0.75 * 1.0 + 0.25 * 0.6), abs=1e-12)


def test_a_side_without_a_say_leaves_things_as_they_are():
    state = two(war={"sides": [{"id": "state"}, {"id": "rebellion"}, {"id": "third"}]})
    assert state.chances[0, 0].tolist() == [0.8, 0.2, 0.0]
    state = two(
        war={"sides": [{"id": "third"}]},
        actors=[{"id": a, "role": "principal", "side": "third" if a == "x" else "state"} for a in ("g", "r", "x")],
    )
    assert state.chances[0, 0].tolist() == [0.5, 0.5]  # nobody has strength
    assert state.outlook[0, 0, 0] == pytest.approx(0.5 * 0.0 + 0.5 * 0.5, abs=1e-12)  # the state: both wishes alike


def test_without_sides_going_on_is_the_status_quo():
    people = [{"id": "g", "role": "principal", "cost": 0.1}, {"id": "r", "role": "principal", "rent": 0.05}]
    state = two(actors=people)
    assert (state.sides, state.chances.shape) == ((), (1, 2, 0))
    assert state.war[0] == pytest.approx([1 - 0.25 * 0.1 - 0.1, 1 - 0.5 * 1.0 - 0.5 * 0.6 + 0.05], abs=1e-12)


def test_support_withheld_lowers_the_clients_own_chance():
    def chances(withheld, **more):
        people = [
            {"id": "g", "role": "principal", "side": "state", "capability": 80, **more},
            {"id": "r", "role": "principal", "side": "rebellion", "capability": 20},
            {"id": "far", "role": "backer"},
        ]
        tie = {"source": "far", "target": "g", "support": 0.5, "withheld": withheld}
        return two(actors=people, ties=[tie]).chances[0, :, 0]

    assert chances(0.0) == pytest.approx([0.8, 0.8], abs=1e-12)
    assert chances(1.0) == pytest.approx([40 / 60, 40 / 60], abs=1e-12)
    assert chances(0.0, own_chance=0.9) == pytest.approx([0.9, 0.8], abs=1e-12)
    odds = 9.0 * (2.0 / 4.0)  # its odds halve as the contest's do, from 4 to 2
    assert chances(1.0, own_chance=0.9) == pytest.approx([odds / (1 + odds), 2 / 3], abs=1e-12)


def test_beliefs():
    def believed(**said):
        people = [
            {"id": "g", "role": "principal", "side": "state", "capability": 80, **said},
            {"id": "r", "role": "principal", "side": "rebellion", "capability": 20},
        ]
        return two(actors=people).chances[0, :, 0].tolist()

    assert believed(own_chance=0.6) == [0.6, 0.8]
    assert believed(own_chance=0.6, optimism=2) == [0.6, 0.8]  # a stated chance is the last word
    assert believed(optimism=np.log(2.0)) == pytest.approx([8 / 9, 0.8], abs=1e-12)


def test_who_cares_for_nothing_cares_for_all_alike():
    stances = [{"actor": "g", "issue": k, "private": 0, "salience": 0} for k in ("post", "aid")]
    state = two(stances=stances)
    assert state.salience[0].tolist() == [[0.5, 0.5]]
    assert state.actors == ("g",)


def test_sides_are_those_declared_then_those_named():
    case = case_of(random_tree(3))
    assert sides_of(case) == tuple(Oracle(sample(case, runs=1), 0).sides())


@pytest.mark.parametrize("seed", range(500, 540))
def test_random_cases_against_the_oracle(seed):
    case = case_of(random_tree(seed))
    draws = sample(case, runs=4, seed=seed)
    state = build(draws)
    assert state.salience.sum(axis=2) == pytest.approx(1.0, abs=1e-12)
    assert state.chances.sum(axis=2) == pytest.approx(1.0 if state.sides else 0.0, abs=1e-12)
    for run in range(4):
        oracle = Oracle(draws, run)
        for n, actor in enumerate(oracle.deciders()):
            assert state.war[run, n] == pytest.approx(oracle.war(actor), abs=1e-12)
            if state.sides:
                assert state.chances[run, n] == pytest.approx(oracle.chances(actor), abs=1e-12)
            for k, issue in enumerate(state.issues):
                assert state.outlook[run, n, k] == pytest.approx(oracle.outlook(actor, issue), abs=1e-12)
