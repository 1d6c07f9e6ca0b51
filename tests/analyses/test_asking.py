"""What an answer hinges on, on planted correlations."""

import warnings

import numpy as np
import pytest

from backchannel.analyses.asking import _ranks, hinges, interval, manifest, the_corridor, the_table
from backchannel.analyses.wording import plain_input
from backchannel.case.draws import sample
from backchannel.case.inputs import inputs
from tests.analyses.cases import DOUBTFUL, geneva, toy


@pytest.fixture
def draws():
    return sample(toy(*DOUBTFUL, "actors.government.patience=[0.5, 0.8, 0.99]"), runs=400)


def test_the_planted_input_comes_first_with_its_sign(draws):
    cost, trust = draws.of("actors.government.cost", 0.0), draws.of("actors.opposition.trust", 0.0)
    both = cost / cost.std() - 0.5 * trust / trust.std()
    found = hinges(draws, {"up": cost**3, "down": -np.exp(trust), "both": both})
    (up, rho_up), (down, rho_down) = found["up"][0], found["down"][0]
    assert (up, down) == ("actors.government.cost", "actors.opposition.trust")
    assert (rho_up, rho_down) == pytest.approx((1.0, -1.0))
    assert [p for p, _ in found["both"][:2]] == ["actors.government.cost", "actors.opposition.trust"]
    assert found["both"][0][1] > 0 > found["both"][1][1]


def test_no_more_than_were_asked_for(draws):
    cost, trust = draws.of("actors.government.cost", 0.0), draws.of("actors.opposition.trust", 0.0)
    assert len(hinges(draws, {"x": cost + trust}, most=1)["x"]) == 1


def test_what_never_moves_hinges_on_nothing(draws):
    assert hinges(draws, {"x": np.zeros(400)}) == {"x": []}


def test_too_few_runs_show_nothing():
    few = sample(toy(*DOUBTFUL), runs=20)
    assert hinges(few, {"x": few.of("actors.government.cost", 0.0)}) == {"x": []}


@pytest.mark.parametrize("runs", [100, 200, 500, 2000])
def test_points_without_doubt_neither_count_nor_warn(runs):
    """A constant row of 200 may have a standard deviation of 1e-17."""
    one = sample(toy("actors.government.cost=[0.01, 0.1, 0.4]", "actors.opposition.cost=0.1"), runs=runs)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = hinges(one, {"x": one.of("actors.government.cost", 0.0)})
    assert [p for p, _ in found["x"]] == ["actors.government.cost"]


def test_noise_is_seldom_a_hinge():
    """Of some 500 inputs that have nothing to do with a quantity, hardly ever should one be named."""
    draws = sample(geneva(), runs=400)
    rng = np.random.default_rng(5)
    found = hinges(draws, {str(n): rng.standard_normal(400) for n in range(40)}, most=1)
    assert sum(bool(v) for v in found.values()) <= 6


def test_every_input_has_a_name_in_words():
    """A path is no sentence: `--set` may need it, a reader does not."""
    case = geneva()
    assert [i.path for i in inputs(case) if plain_input(case, i.path) == i.path] == []
    assert all("_" not in plain_input(case, i.path) for i in inputs(case))


def test_no_two_inputs_share_their_words():
    case = geneva()
    said: dict[str, list[str]] = {}
    for i in inputs(case):
        said.setdefault(plain_input(case, i.path), []).append(i.path)
    assert {k: v for k, v in said.items() if len(v) > 1} == {}


def test_interval_is_the_median_and_the_middle_four_fifths():
    assert interval(np.arange(101.0)) == (50.0, 10.0, 90.0)


def test_the_table_and_the_corridor_are_those_named():
    def names(case):
        return [track and track.id for track in (the_table(case), the_corridor(case))]

    assert names(geneva()) == ["mediated_sessions", "multilateral_corridor"]
    assert names(toy()) == ["plenary", "back_room"]
    closed = toy(tracks=[{"id": "hidden", "kind": "corridor", "open": False}])
    assert names(closed) == [None, None]


def test_the_manifest_holds_how_and_not_what(draws):
    found = manifest(draws, analysis="x", level=None)
    assert set(found) == {"program", "case", "seed", "runs", "settings", "monte_carlo_error"}
    assert found["settings"] == {"analysis": "x"}
    assert 0 < found["monte_carlo_error"] < 0.03


@pytest.mark.parametrize("shape", [(1,), (7,), (3, 5), (2, 3, 40)])
def test_ranks_are_those_of_scipy(shape):
    from scipy.stats import rankdata

    rng = np.random.default_rng(1)
    for values in (rng.integers(0, 4, shape).astype(float), rng.normal(size=shape)):
        assert (_ranks(values) == rankdata(values, axis=-1)).all()
