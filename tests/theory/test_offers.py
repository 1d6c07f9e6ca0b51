import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from backchannel.theory.offers import (
    baron_ferejohn_closed_rule,
    random_proposer_unanimity,
    random_proposer_with_disagreement_flow,
    rubinstein,
    rubinstein_limit,
)

patience = st.floats(0.0, 0.98)


@st.composite
def proposers(draw):
    n = draw(st.integers(1, 6))
    raw = draw(st.lists(st.floats(0.05, 1.0), min_size=n, max_size=n))
    return [r / sum(raw) for r in raw], draw(st.lists(patience, min_size=n, max_size=n))


def iterated(rho, d, flow):
    """Worth [n] by playing the game backwards until it stops moving."""
    rho, d, flow = (np.asarray(x, dtype=float) for x in (rho, d, flow))
    v = np.array(flow)
    for _ in range(4000):
        accepts = (1 - d) * flow + d * v
        v_next = accepts + rho * (1 - accepts.sum())
        if np.abs(v_next - v).max() < 1e-15:
            break
        v = v_next
    return v


def test_the_printed_shares():
    assert rubinstein(0.9, 0.8).share_first == pytest.approx(0.2 / 0.28, abs=1e-9)
    assert round(rubinstein(0.9, 0.8).share_first, 6) == 0.714286
    found = random_proposer_unanimity([0.5, 0.3, 0.2], [0.95, 0.9, 0.8])
    assert found.v == pytest.approx((10 / 14, 3 / 14, 1 / 14), abs=1e-9)
    assert random_proposer_unanimity([0.25] * 4, 0.9).proposer_keeps == pytest.approx([0.325] * 4, abs=1e-9)
    assert baron_ferejohn_closed_rule(5, 0.8).proposer == pytest.approx(0.68, abs=1e-9)


@given(patience, patience)
def test_rubinstein_is_where_each_side_offers_what_the_other_would_wait_for(d1, d2):
    def excess(x):  # side 1 keeps x; side 2 would keep y next round, offering side 1 d1 x
        y = 1.0 - d1 * x
        return (1.0 - x) - d2 * y

    found = rubinstein(d1, d2)
    assert found.share_first == pytest.approx(brentq(excess, -1.0, 2.0, xtol=1e-14), abs=1e-9)
    assert found.share_first + found.share_second == pytest.approx(1.0, abs=1e-12)


@given(st.floats(0.1, 5.0), st.floats(0.1, 5.0))
def test_without_delay_it_is_the_limit_whoever_proposes(r1, r2):
    dt = 1e-7
    near = rubinstein(float(np.exp(-r1 * dt)), float(np.exp(-r2 * dt))).share_first
    assert rubinstein_limit(r1, r2) == pytest.approx(near, abs=1e-5)
    assert rubinstein_limit(r1, r2) + rubinstein_limit(r2, r1) == pytest.approx(1.0, abs=1e-12)


@given(patience, patience, st.floats(0.001, 0.01))
def test_waiting_better_gets_more_and_the_other_waiting_better_less(d1, d2, more):
    here = rubinstein(d1, d2).share_first
    assert rubinstein(d1 + more, d2).share_first >= here
    assert rubinstein(d1, d2 + more).share_first < here


@given(proposers())
def test_unanimity_is_the_game_played_backwards(game):
    rho, d = game
    assume(max(d) < 0.97)
    found = random_proposer_unanimity(rho, d)
    assert found.v == pytest.approx(iterated(rho, d, np.zeros(len(rho))), abs=1e-9)
    keeps = [1 - sum(d[j] * found.v[j] for j in range(len(rho)) if j != i) for i in range(len(rho))]
    assert found.proposer_keeps == pytest.approx(keeps, abs=1e-12)


@given(proposers(), st.floats(0.0, 0.98))
def test_common_patience_gives_everyone_the_chance_to_propose(game, d):
    assert random_proposer_unanimity(game[0], d).v == pytest.approx(game[0], abs=1e-9)


@given(proposers(), st.data())
def test_a_disagreement_flow_is_the_game_played_backwards(game, data):
    rho, d = game
    assume(max(d) < 0.97)
    flow = data.draw(st.lists(st.floats(-0.5, 1.0 / len(rho)), min_size=len(rho), max_size=len(rho)))
    found = random_proposer_with_disagreement_flow(rho, d, flow)
    assert found == pytest.approx(iterated(rho, d, flow), abs=1e-9)
    assert random_proposer_with_disagreement_flow(rho, d, 0.0) == pytest.approx(
        random_proposer_unanimity(rho, d).v, abs=1e-12
    )


@given(st.integers(0, 10), st.floats(0.0, 1.0))
def test_a_majority_is_the_stationary_equation_and_shares_the_pie(half, d):
    n = 2 * half + 1
    found = baron_ferejohn_closed_rule(n, d)
    v = found.ex_ante
    # worth before the draw: propose, or be a partner with chance (n - 1)/2 in n - 1
    as_partner = (n - 1) / n * 0.5 * d * v
    assert v == pytest.approx((1 - found.n_partners * d * v) / n + as_partner, abs=1e-9)
    assert found.partner == pytest.approx(d * v, abs=1e-12)
    assert found.proposer + found.n_partners * found.partner == pytest.approx(1.0, abs=1e-12)
    assert 2 * (found.n_partners + 1) > n


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: rubinstein(1.0, 0.5), "d1 .* expected in .0, 1."),
        (lambda: rubinstein_limit(0.0, 1.0), "r1 .* expected > 0"),
        (lambda: random_proposer_unanimity([0.5, 0.4], 0.9), "rho sums to 0.9; expected 1"),
        (lambda: random_proposer_unanimity([0.5, 0.5], [0.9]), "d has length 1; expected 2"),
        (lambda: random_proposer_with_disagreement_flow([1.0], 0.9, [1.2]), "d0 sums to 1.2; expected at most 1"),
        (lambda: baron_ferejohn_closed_rule(4, 0.9), "n is 4; expected an odd number"),
    ],
)
def test_refuses_what_is_no_game(call, says):
    with pytest.raises(ValueError, match=says):
        call()
