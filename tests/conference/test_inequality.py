"""What enters the acceptance inequality: against a hand formula, through slopes, and in the Geneva toy as a case."""

from typing import Any

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.case.estimate import Estimate
from backchannel.conference.inequality import everyone, prepare, slopes, surplus_at
from backchannel.conference.scan import acceptable, margins
from backchannel.conference.state import build
from backchannel.conference.texts import product, waiting
from backchannel.theory.bargaining import master_two_party_range
from backchannel.theory.breakeven import break_even
from tests.conference.cases import case_of, deal, geneva_toy, random_texts, random_tree
from tests.conference.oracle import Oracle

RUNS = 6


def ready(seed, which="all", track="corridor", **kind):
    case = case_of(random_tree(seed, **kind))
    level, track = deal(case, track)
    draws = sample(case, runs=RUNS, seed=seed)
    return case, draws, prepare(build(draws), level, track, guarantees=which)


@pytest.mark.parametrize("seed", range(300, 340))
def test_surplus_is_the_formula_of_the_theory(seed):
    case, draws, setting = ready(seed)
    texts = random_texts(case, setting.level, seed)
    for t in range(0, texts.count, max(1, texts.count // 5)):
        found = surplus_at(setting.terms, texts.terms[:, [t]].T, texts.waits[texts.pattern[[t]]])
        z = {k: float(texts.terms[n, t]) for n, k in enumerate(texts.issues)}
        by_hand = [
            [
                float(Oracle(draws, run).surplus(setting.level, setting.track, row.actor, row.guarantees, z))
                for row in setting.program.rows
            ]
            for run in range(RUNS)
        ]
        assert found == pytest.approx(np.array(by_hand), abs=1e-12)


@pytest.mark.parametrize("seed", range(400, 430))
def test_slopes_add_up_to_the_surplus(seed):
    case, _, setting = ready(seed)
    t, texts = setting.terms, random_texts(case, setting.level, seed)
    constant, near, face, slope = slopes(t, texts.waits)
    for n in range(0, texts.count, max(1, texts.count // 7)):
        z, p = texts.terms[:, n], texts.pattern[n]
        far = (z - t.ideal[:, t.actor]) ** 2 if t.quadratic else np.abs(z - t.ideal[:, t.actor])
        seen = np.abs(z - t.line[:, t.actor])
        added = constant[:, p] + (slope[:, p] * z - near[:, p] * far - face[:, p] * seen).sum(axis=2)
        assert added == pytest.approx(surplus_at(t, z[None], texts.waits[[p]]), abs=1e-12)


def test_random_cases_hold_everything_the_formula_has():
    """The tests above would pass on empty cases: count what the cases are made of."""
    met = dict.fromkeys(("quadratic", "waits", "precondition", "exit", "credit", "memory", "breakage", "cut"), 0)
    for seed in (*range(300, 340), *range(400, 430)):
        case, _, setting = ready(seed)
        t, texts = setting.terms, random_texts(case, setting.level, seed)
        met["quadratic"] += t.quadratic
        met["waits"] += bool(texts.waits.any())
        met["precondition"] += bool((t.precondition & t.has_line)[:, ~t.opened].any())
        met["exit"] += t.leadership >= 0 and bool(t.exit.any())
        met["credit"] += bool(t.credit.any())
        met["memory"] += bool((t.weight_audience != 1).any())
        met["breakage"] += bool(setting.level.breakage)
        met["cut"] += bool(case.ties)
    assert min(met.values()) >= 3, met


def test_one_text_for_all_runs_or_one_a_run():
    case, _, setting = ready(8)
    texts = random_texts(case, setting.level, 8)
    index = np.arange(RUNS) % texts.count
    each = surplus_at(setting.terms, texts.terms[:, index].T, texts.waits[texts.pattern[index]])
    for run, t in enumerate(index):
        alone = surplus_at(setting.terms, texts.terms[:, [t]].T, texts.waits[texts.pattern[[t]]])
        assert (alone[run] == each[run]).all()


def test_everyone_has_a_row_whoever_signs():
    case = case_of(random_tree(11) | {})
    level, track = deal(case)
    state = build(sample(case, runs=4))
    found = everyone(state, level, track, guarantees="all")
    assert tuple(row.actor for row in found.program.rows) == state.actors
    signed = prepare(state, level, track, guarantees="none")
    plain = everyone(state, level, track)
    z, waits = np.full((1, len(state.issues)), 0.5), np.zeros((1, len(state.issues)), dtype=np.int64)
    mine = {row.actor: surplus_at(signed.terms, z, waits)[:, v] for v, row in enumerate(signed.program.rows)}
    for v, row in enumerate(plain.program.rows):
        if row.actor in mine:
            assert (surplus_at(plain.terms, z, waits)[:, v] == mine[row.actor]).all()


# --- the toy of theory 1.5 as a case ----------------------------------------------------------------------------

TOY = [  # settings, y_R_min, x_O_min, Z
    ({"trust": 1.0, "publicity": 0.0}, 0.5, 0.25, 0.25),
    ({}, 0.727273, 0.5, -0.227273),
    ({"publicity": 0.1}, 0.638554, 0.337349, 0.024096),
    ({"h_R": 0.1}, 0.636364, 0.5, -0.136364),
    ({"h_R": 0.1, "publicity": 0.1}, 0.518072, 0.337349, 0.144578),
    ({"trust": 1.0}, 0.615385, 0.423077, -0.038462),
]


def toy(**changed):
    case = geneva_toy(**changed)
    level, track = deal(case)
    setting = prepare(build(sample(case, runs=1)), level, track, guarantees="all")
    assert [row.actor for row in setting.program.rows] == ["r", "o"]
    return case, level, setting


def thresholds(setting):
    """Least share each party accepts, from its surplus at two texts."""
    no_wait = np.zeros((1, 1), dtype=np.int64)
    y_R = break_even(lambda y: surplus_at(setting.terms, np.array([[y]]), no_wait)[0, 0])
    x_O = break_even(lambda x: surplus_at(setting.terms, np.array([[1.0 - x]]), no_wait)[0, 1])
    return y_R, x_O


@pytest.mark.parametrize(("changed", "y_R", "x_O", "Z"), TOY)
def test_geneva_toy_as_a_case(changed, y_R, x_O, Z):
    case, level, setting = toy(**changed)
    said = {"trust": 0.8, "publicity": 1.0, "h_R": 0.0} | changed
    T, omega, h = said["trust"], said["publicity"], said["h_R"]
    found = thresholds(setting)
    assert found[0] == pytest.approx((0.5 + omega * 0.3 - h) / (T + omega * 0.3), abs=1e-9)
    assert found[1] == pytest.approx((0.25 + omega * 0.3) / (T + omega * 0.3), abs=1e-9)
    assert (*found, 1.0 - sum(found)) == pytest.approx((y_R, x_O, Z), abs=5e-7)
    texts = product(case, level, {"share": np.linspace(0.0, 100.0, 10_001)})
    (margin,), (index,) = margins(setting, texts)
    assert acceptable(setting, texts)[0] == (Z >= 0) == (margin >= 0)
    # Both slopes are T + omega a, so the least refused text lies midway and leaves half of Z to each.
    assert margin == pytest.approx((T + omega * 0.3) * (1.0 - sum(found)) / 2.0, abs=1e-4 * (T + omega * 0.3))
    assert texts.terms[0, index] == pytest.approx((found[0] + 1.0 - found[1]) / 2.0, abs=1e-4)


def test_geneva_toy_agrees_with_its_closed_form():
    for changed, *_ in TOY:
        said: dict[str, Any] = {"trust": 0.8, "publicity": 1.0, "h_R": None} | changed
        T, omega, h = said["trust"], said["publicity"], said["h_R"]
        closed = master_two_party_range(
            0.6, 0.1, 0.15, theta_R=T, theta_O=T, omega=omega, a_R=0.3, a_O=0.3, h_R=h or 0.0
        )
        assert thresholds(toy(**changed)[2]) == pytest.approx((closed.y_R_min, closed.x_O_min), abs=1e-9)


def test_a_power_shift_moves_the_split_and_not_the_range():
    """dZ/dp = 0 where both parties revise their chances by the same amount and their slopes are equal."""
    for publicity in (0.0, 0.1, 1.0):
        before, after = (thresholds(power(p, publicity)) for p in (0.6, 0.52))
        step = 0.8 * 0.08 / (0.8 + 0.3 * publicity)  # only what is trusted to hold is weighed against the war
        assert before[0] - after[0] == pytest.approx(step, abs=1e-9)
        assert sum(before) == pytest.approx(sum(after), abs=1e-9)
        optimist = thresholds(power(0.6, publicity, q=0.48))
        assert sum(optimist) == pytest.approx(sum(before) + step, abs=1e-9)


def power(p, publicity, q=None):
    """The toy with what betrayal brings held at 0.1 below war, whatever the chances are."""
    case = geneva_toy(p=p, q=q, publicity=publicity)
    loss = Estimate.model_validate(0.1)
    actors = [a.model_copy(update={"betrayal_loss": loss}) for a in case.actors]
    case = case.model_copy(update={"actors": tuple(actors)})
    level, track = deal(case)
    return prepare(build(sample(case, runs=1)), level, track)


# --- single mechanisms ------------------------------------------------------------------------------------------


def test_a_later_step_is_reached_with_the_chance_that_earlier_ones_hold():
    """Terrorism or transition first: what waits a step is discounted by T, and stays as it is with the rest."""
    tree = random_tree(12)
    tree["actors"] = [
        {"id": "a0", "role": "principal", "trust": 0.5},
        {"id": "a1", "role": "principal", "trust": 0.5},
    ]
    tree |= {"war": {}, "ties": [], "guarantees": []}
    tree["issues"] = [
        {"id": "order", "anchors": {0: "k1 first", 100: "k2 first"}, "kind": "sequence", "status_quo": 50,
         "sequence": {"waits_low": ["k2"], "waits_high": ["k1"], "parallel": [50, 50]}},
        {"id": "k1", "anchors": {0: "none", 100: "all"}, "status_quo": 0},
        {"id": "k2", "anchors": {0: "none", 100: "all"}, "status_quo": 0},
    ]  # fmt: skip
    tree["stances"] = [{"actor": "a0", "issue": "k1", "private": 100, "salience": 100}]
    tree["stances"] += [{"actor": "a1", "issue": "k2", "private": 100, "salience": 100}]
    tree["levels"] = [{"id": "deal", "opens": ["order", "k1", "k2"], "signers": ["a0", "a1"]}]
    case = case_of(tree)
    level, track = deal(case)
    setting = prepare(build(sample(case, runs=1)), level, track)
    texts = product(
        case, level, {"order": np.array([0.0, 50.0, 100.0]), "k1": np.array([100.0]), "k2": np.array([100.0])}
    )
    found = [
        surplus_at(setting.terms, texts.terms[:, [t]].T, texts.waits[texts.pattern[[t]]])[0].tolist() for t in range(3)
    ]
    # T (u - w) with u = 1 for the step that comes first, u = T for the one that waits; w = 0.
    assert found == [[0.5, 0.25], [0.5, 0.5], [0.25, 0.5]]


def test_the_middle_of_an_order_waits_for_nobody_whatever_its_number():
    """A term of exactly `parallel` is neither below nor above it, though 29 / 100 * 100 is below 29 in floats."""
    tree = random_tree(12)
    wrong = []
    for number in range(101):
        tree["issues"] = [
            {"id": "order", "anchors": {0: "k1 first", 100: "k2 first"}, "kind": "sequence", "status_quo": 50,
             "sequence": {"waits_low": ["k1"], "waits_high": ["k1"], "parallel": [number, number]}},
            {"id": "k1", "anchors": {0: "none", 100: "all"}, "status_quo": 0},
        ]  # fmt: skip
        tree["stances"] = [{"actor": "a0", "issue": "k1", "private": 100, "salience": 100}]
        tree["levels"] = [{"id": "deal", "opens": ["order", "k1"], "signers": ["a0"]}]
        case = case_of(tree | {"ties": [], "war": {}, "guarantees": []})
        texts = product(case, case.level("deal"), {"order": np.array([float(number)]), "k1": np.array([0.0])})
        if waiting(case, texts.opened, texts.terms).any():
            wrong.append(number)
    assert wrong == []


def test_an_issue_named_as_precondition_costs_face_when_left_open():
    tree = random_tree(21)
    tree["issues"] = [{"id": k, "anchors": {0: "none", 100: "all"}, "status_quo": 0} for k in ("k0", "k1")]
    tree["actors"] = [{"id": "a0", "role": "principal", "audience_cost": 0.5}]
    tree |= {"war": {}, "ties": [], "guarantees": []}
    tree["levels"] = [{"id": "deal", "opens": ["k0"], "signers": ["a0"]}]
    found = []
    for precondition in (False, True):
        tree["stances"] = [
            {"actor": "a0", "issue": "k0", "private": 100, "public": 100, "salience": 50},
            {"actor": "a0", "issue": "k1", "private": 100, "public": 100, "salience": 50, "precondition": precondition},
        ]
        case = case_of(tree)
        level, track = deal(case)
        setting = prepare(build(sample(case, runs=1)), level, track)
        found.append(surplus_at(setting.terms, np.array([[1.0, 0.0]]), np.zeros((1, 2), dtype=np.int64))[0, 0])
    assert found == pytest.approx([0.5, 0.25], abs=1e-12)
