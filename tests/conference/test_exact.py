"""The exact engine against closed forms, against every profile of tiny games, and against the game's own look-ahead."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from backchannel.analyses.classics.dividing import alternating, unanimous
from backchannel.analyses.classics.toys import setting_of
from backchannel.case.draws import sample
from backchannel.conference.exact import (
    MEDIATOR,
    NOBODY,
    Bargaining,
    at_random,
    bargaining,
    equilibria,
    in_turn,
    mediated,
    quota,
    unanimity,
)
from backchannel.conference.exact.checking import worst_gain
from backchannel.conference.exact.problem import margins
from backchannel.conference.exact.strategies import Strategies, replies
from backchannel.conference.planning import plan
from backchannel.conference.reference.judging import decide
from backchannel.conference.scan import margins as static_margins
from backchannel.conference.state import build
from backchannel.core.errors import AskError
from tests.conference.cases import case_of, random_tree

SHARES = np.arange(15) / 14
PIE = np.array([SHARES, 1 - SHARES])


# --- tiny games, every pure profile ---------------------------------------------------------------------------------


def tiny(rng):
    """Two or three players, three to six texts, any quota from a majority to all, proposers by chance or in turn."""
    n, m = int(rng.integers(2, 4)), int(rng.integers(3, 7))
    S, patience = rng.uniform(-0.3, 1, (n, m)), rng.uniform(0.3, 0.98, n)
    needed = int(rng.integers((n + 2) // 2, n + 1))
    rule = unanimity(n) if needed == n else quota([1] * n, needed)
    if rng.random() < 0.5:
        return at_random(S, patience, rule, list(rng.dirichlet(np.ones(n)))), needed
    return in_turn(S, patience, rule, range(n)), needed


def without_pure(rng):
    """Three players, two of whom decide, texts that favour two at a time: often nothing pure is stable."""
    m = int(rng.integers(3, 7))
    pairs = np.array([[0.5, 0.5, 0], [0, 0.5, 0.5], [0.5, 0, 0.5]]).T + rng.uniform(-0.15, 0.15, (3, 3))
    S = np.concatenate([rng.dirichlet(np.ones(3) * 0.3, size=m - 3).T, pairs], axis=1)
    return at_random(S, rng.uniform(0.5, 0.98, 3), quota([1] * 3, 2), list(rng.dirichlet(np.ones(3) * 3))), 2


def pure_profiles(problem, needed):
    """All profiles in which each proposer gets one text through or none, and nobody gains by departing: by loops."""
    S, who = problem.surplus, problem.proposers
    n, m, states = S.shape[0], S.shape[1], len(who)
    out = set()
    for profile in itertools.product(range(-1, m), repeat=states):
        Omega = np.zeros((states, n))
        for i in range(n):
            A, b = np.eye(states), np.zeros(states)
            for p in range(states):
                for q in range(states):
                    weight = problem.patience[i] * problem.chain[p, q]
                    if profile[q] >= 0:
                        b[p] += weight * S[i, profile[q]]
                    else:
                        A[p, q] -= weight
            Omega[:, i] = np.linalg.solve(A, b)
        for p in range(states):
            best, at = 0.0, -1
            for j in range(m):
                yes = sum(S[i, j] >= Omega[p, i] for i in range(n))
                if yes >= needed and S[who[p], j] - Omega[p, who[p]] > best:
                    best, at = S[who[p], j] - Omega[p, who[p]], j
            if at != profile[p]:
                break
        else:
            out.add(profile)
    return out


def departing(problem, found, needed):
    """The greatest gain from one departure, from proposals alone: values by playing on for very long."""
    S, states = problem.surplus, problem.states
    V = np.zeros((states, S.shape[0]))
    for _ in range(4000):
        Omega = problem.patience * (problem.chain @ V)
        V = Omega.copy()
        for p in range(states):
            for j, chance, passes in found.proposals[p]:
                V[p] += chance * passes * (S[:, j] - Omega[p])
    worst = float(np.abs(Omega - found.Omega).max())
    for p, who in enumerate(problem.proposers):
        offers = {j: passes * (S[who, j] - Omega[p, who]) for j, _, passes in found.proposals[p]}
        proposed = sum(chance for _, chance, _ in found.proposals[p])
        sure = [
            S[who, j] - Omega[p, who]
            for j in range(S.shape[1])
            if sum(S[i, j] > Omega[p, i] + 1e-8 for i in range(len(S))) >= needed
        ]
        best = max([0.0, *sure, *offers.values()])
        worst = max([worst, *(best - gain for gain in offers.values())])
        worst = max(worst, best) if proposed < 1 - 1e-9 else worst
        for j, _, passes in found.proposals[p]:
            likes = sorted(S[:, j] - Omega[p], reverse=True)[needed - 1]
            worst = max(worst, -likes if passes > 0 else 0.0, likes if passes < 1 - 1e-9 else 0.0)
    return worst


def compared(seed, games, starts):
    """How many pure equilibria there are, how many of them were found, and in how many games none was."""
    rng = np.random.default_rng(seed)
    there, found, missed, mixed = 0, 0, 0, 0
    for _ in range(games):
        problem, needed = tiny(rng)
        expected = pure_profiles(problem, needed)
        got = equilibria(problem, starts=starts).equilibria
        pure = {tuple(row[0][0] if row else -1 for row in one.proposals) for one in got if one.pure}
        assert pure <= expected
        assert max(departing(problem, one, needed) for one in got) < 1e-7
        there, found, mixed = there + len(expected), found + len(pure), mixed + (not expected)
        missed += bool(expected) and not pure
    return there, found, missed, mixed


def test_what_is_found_in_tiny_games_is_among_all_their_equilibria():
    there, found, missed, _ = compared(seed=1, games=25, starts=8)
    assert missed == 0
    assert found >= 0.95 * there > 25


@pytest.mark.slow
def test_two_hundred_tiny_games():
    there, found, missed, _ = compared(seed=2, games=220, starts=12)
    assert missed == 0
    assert found >= 0.97 * there > 220


def test_mixed_equilibria_where_nothing_pure_is_stable():
    rng, found = np.random.default_rng(5), 0
    while found < 3:
        problem, needed = without_pure(rng)
        if pure_profiles(problem, needed):
            continue
        one = equilibria(problem, starts=8).first
        assert not one.pure
        assert one.error <= 1e-9
        assert departing(problem, one, needed) < 1e-7
        found += 1


# --- closed forms ---------------------------------------------------------------------------------------------------


def test_waiting_is_worth_a_share_of_what_a_deal_is_worth():
    rng = np.random.default_rng(3)
    for meets in (1.0, 0.4):
        for rule in (unanimity(3), quota([1, 1, 1], 2)):
            S, patience = rng.uniform(0.05, 1, (3, 6)), rng.uniform(0.5, 0.95, 3)
            problem = at_random(S, patience, rule, list(meets * rng.dirichlet(np.ones(3))))
            one = equilibria(problem, starts=6).first
            P = float(problem.start @ one.deal)
            E = sum(
                problem.start[p] * chance * passes * S[:, j] / P
                for p, row in enumerate(one.proposals)
                for j, chance, passes in row
            )
            kappa = patience * P / (1 - patience * (1 - P))
            assert one.Omega[0] == pytest.approx(kappa * E, abs=1e-9)
            assert one.rounds == pytest.approx(1 / P)


def test_alternating_offers_on_and_off_the_grid():
    exact = equilibria(in_turn(PIE, [0.9, 0.8], unanimity(2)))
    assert [round(float(one.value[0]), 6) for one in exact.equilibria] == [0.714286]
    bound = 1 / (1 - 0.9 * 0.8)
    errors = []
    for parts in (50, 100, 200, 400):
        worths = [float(one.value[0]) for one in alternating((0.9, 0.8), parts, starts=8).equilibria]
        errors.append(max(abs(v - 5 / 7) for v in worths))
        assert errors[-1] <= bound / parts + 1e-9
        assert min(abs(v - 5 / 7) for v in worths) <= 1 / parts
    assert errors[-1] < errors[0] / 4


def test_a_coarse_grid_has_more_than_one_equilibrium():
    found = alternating((0.95, 0.95), 20, starts=32).equilibria
    assert len(found) > 3
    assert all(one.error <= 1e-9 for one in found)


@pytest.mark.parametrize("parts", [28, 70])
def test_unanimity_with_unequal_players_nears_its_closed_form(parts):
    v = np.array([10, 3, 1]) / 14
    found = unanimous((0.5, 0.3, 0.2), (0.95, 0.9, 0.8), parts, near=True).equilibria
    assert min(np.abs(one.value - v).max() for one in found) <= 1 / parts / (1 - 0.95) * 0.5


def test_ties_are_split_evenly():
    one = equilibria(at_random(np.eye(3)[:, [1, 2, 0, 0]], [0.5] * 3, quota([1] * 3, 1), [1.0, 0.0, 0.0])).first
    assert [(j, chance) for j, chance, _ in one.proposals[0]] == [(2, 0.5), (3, 0.5)]
    assert not one.pure


def test_a_mediator_takes_the_most_reluctant_and_nobody_proposes_nothing():
    problem = mediated([[0.1, 0.3, 0.5], [0.5, 0.3, 0.1]], [0.8, 0.8], unanimity(2), meets=0.25)
    assert problem.proposers == (MEDIATOR, NOBODY)
    found = equilibria(problem).equilibria
    assert 1 in {one.proposals[0][0][0] for one in found}
    assert all(one.proposals[1] == () and one.rounds == pytest.approx(4.0) for one in found)


def test_without_any_gain_the_round_passes_for_ever():
    one = equilibria(at_random([[-0.1, 0.2], [0.2, -0.1]], [0.9, 0.9], unanimity(2), [0.5, 0.5])).first
    assert one.deal.tolist() == [0.0, 0.0]
    assert one.rounds == float("inf")
    assert one.value.tolist() == [0.0, 0.0]


def test_the_check_refuses_what_is_no_equilibrium():
    problem = in_turn(PIE, [0.9, 0.8], unanimity(2))
    good = replies(problem, equilibria(problem).first.Omega)
    assert worst_gain(problem, good) <= 1e-12
    greedy = good.sigma.copy()
    greedy[0] = np.roll(greedy[0], 1)
    assert worst_gain(problem, Strategies(greedy, good.pi)) > 0.01
    assert worst_gain(problem, Strategies(good.sigma, np.ones_like(good.pi))) > 0.01
    assert worst_gain(problem, Strategies(1.5 * good.sigma, good.pi)) == float("inf")


# --- cases ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_surpluses_and_rules_are_those_of_the_case(seed):
    case = case_of(random_tree(seed))
    draws = sample(case, runs=3, seed=7)
    p = plan(draws, texts=30)
    setting = setting_of(draws)
    texts = p.levels[0].texts
    expected, _ = static_margins(setting, texts)
    program = p.levels[0].program
    if len({row.actor for row in program.rows}) == len(program.rows):
        one = bargaining(build(draws), setting, texts, run=2)
        values = margins(one.rule, one.surplus)
        assert values.max() == pytest.approx(expected[2], abs=1e-11)
        level = p.levels[0]
        again = [decide(level, 2, [float(a) for a in column], level.signer_parts) for column in one.surplus.T]
        if not case.guarantees and not case.levels[0].ratifiers:
            assert values == pytest.approx(again, abs=1e-12)


def test_ill_posed_questions_are_refused():
    rule = unanimity(2)
    for ask, words in (
        (lambda: at_random([[0.1]], [0.5, 0.5], rule, [0.5, 0.5]), "one row a player"),
        (lambda: at_random([[0.1], [np.nan]], [0.5, 0.5], rule, [0.5, 0.5]), "finite"),
        (lambda: at_random(PIE, [0.5, 1.0], rule, [0.5, 0.5]), "patience"),
        (lambda: at_random(PIE, [0.5, 0.5], rule, [0.9, 0.5]), "add up to 1"),
        (lambda: at_random(PIE, [0.5, 0.5], unanimity(3), [0.5, 0.5]), "more players"),
        (lambda: in_turn(PIE, [0.5, 0.5], rule, (0, 5)), "proposers"),
        (lambda: Bargaining(PIE, np.array([0.5, 0.5]), rule, (0, 1), np.eye(3), np.ones(2) / 2), "chain"),
        (lambda: quota([1, 1], 3), "quota"),
        (lambda: equilibria(in_turn(PIE, [0.5, 0.5], rule), starts=0), "start"),
        (lambda: equilibria(in_turn(PIE, [0.5, 0.5], rule), near=[np.zeros(2)]), "start near"),
    ):
        with pytest.raises(AskError, match=words):
            ask()


def test_the_same_seed_finds_the_same():
    one, other = (equilibria(in_turn(PIE, [0.95, 0.95], unanimity(2)), starts=8, seed=4) for _ in range(2))
    assert [e.value.tolist() for e in one.equilibria] == [e.value.tolist() for e in other.equilibria]
