"""A case's doubts, sampled: what an estimate says comes out, and nothing but its own name moves a draw."""

import hashlib
import os
import subprocess
import sys
from copy import deepcopy
from typing import Any

import numba
import numpy as np
import pytest
from scipy.stats import beta

from backchannel.case.draws import parts, sample
from backchannel.case.inputs import inputs
from backchannel.case.pert import stretch
from backchannel.case.schema import Case
from backchannel.core.labels import Label
from backchannel.core.rng import uniforms
from tests.support import ROOT, require

TREE: dict[str, Any] = {
    "case": {"id": "made", "title": "Made", "as_of": "2014-01-28"},
    "actors": [
        {"id": "g", "role": "principal", "cost": [0.1, 0.2, 0.5], "trust": {"aid": 0.25, "else": [0.1, 0.3, 0.4]}},
        {"id": "r", "role": "principal", "capability": [10, 30, 40], "side_benefit": {"all": -0.5}},
    ],
    "issues": [{"id": "k", "anchors": {0: "none", 100: "all"}, "status_quo": [0, 5, 30]}],
    "stances": [{"actor": "g", "issue": "k", "public": [10, 20, 40], "private": "?", "salience": 40}],
    "levels": [{"id": "aid", "opens": ["k"], "signers": "g"}],
    "tracks": [{"id": "t", "kind": "formal"}],
}


def case(**changed):
    return Case.model_validate(deepcopy(TREE) | changed)


def cost(estimate, runs=4000, seed=1):
    """Draws of one number, whose path is ``actors.g.cost`` and range 0..1."""
    actors = [{"id": "g", "role": "principal", "cost": estimate}]
    return sample(case(actors=actors, stances=[]), runs=runs, seed=seed).of("actors.g.cost", np.nan)


def law(low, best, high, interval=0.8):
    """The distribution the numbers stand for, from its definition."""
    r, k = (best - low) / (high - low), stretch((best - low) / (high - low), interval)
    start = low + (high - low) * r * (1 - k)
    return beta(1 + 4 * r, 5 - 4 * r, loc=start, scale=(high - low) * k)


SHAPES = ([0.3, 0.4, 0.6], [0.3, 0.3, 0.6], [0.3, 0.6, 0.6], [0.4, 0.5, 0.6], [0.35, 0.36, 0.6])


@pytest.mark.parametrize("numbers", SHAPES)
@pytest.mark.parametrize("interval", [0.5, 0.8, 0.95])
def test_draws_are_the_inverse_of_the_distribution_at_the_uniforms(numbers, interval):
    low, best, high = numbers
    drawn = cost({"low": low, "best": best, "high": high, "interval": interval})
    u = uniforms(["actors.g.cost"], 4000, seed=1)[0]
    assert drawn == pytest.approx(np.clip(law(low, best, high, interval).ppf(u), 0, 1), abs=1e-9)
    assert (np.diff(drawn[np.argsort(u)]) >= 0).all()
    assert ((drawn >= low) & (drawn <= high)).mean() == pytest.approx(interval, abs=0.03)


@pytest.mark.parametrize("numbers", SHAPES)
def test_best_is_the_likeliest(numbers):
    found, at = law(*numbers), np.linspace(0.05, 0.95, 9001)
    assert at[found.pdf(at).argmax()] == pytest.approx(numbers[1], abs=1.1e-4)


def test_ten_in_a_hundred_lie_on_each_side_of_even_estimates():
    drawn = cost([0.4, 0.5, 0.6], runs=20_000)
    assert (drawn < 0.4).mean() == pytest.approx(0.1, abs=0.01)
    assert (drawn > 0.6).mean() == pytest.approx(0.1, abs=0.01)
    assert drawn.mean() == pytest.approx(0.5, abs=0.002)


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.6), (0.0, 1.0), (0.999, 1.0)])
def test_doubt_on_one_side_only(low, high):
    assert (cost([low, low, high]) >= low).all()
    assert (cost([low, high, high]) <= high).all()


def test_no_doubt():
    assert (cost(0.25) == 0.25).all()
    assert (cost([0.25, 0.25, 0.25]) == 0.25).all()


def test_what_lies_beyond_the_range_of_a_number_is_put_at_its_end():
    drawn = cost([0.0, 0.05, 0.2])
    assert drawn.min() == 0.0
    assert 0.0 < (drawn == 0.0).mean() < 0.2
    assert cost([0.8, 0.95, 1.0]).max() == 1.0


def test_unknown_stands_on_its_prior():
    value = {i.path: i for i in inputs(case())}["stances.g.k.private"].value
    assert value.prior == (10, 50, 90)
    assert parts(case().stances[0].private, value) == [(10, 50, 90, 0.8, 1.0)]
    known = case(stances=[TREE["stances"][0] | {"private": [10, 50, 90]}])
    path = "stances.g.k.private"
    assert (sample(case(), runs=50).of(path, 0) == sample(known, runs=50).of(path, 0)).all()


def test_experts_quantiles_are_averaged():
    one = {"low": 0.3, "best": 0.4, "high": 0.5, "by": "x"}  # nothing here reaches an end of the range
    two = {"low": 0.5, "best": 0.6, "high": 0.65, "by": "y", "weight": 3, "interval": 0.75}
    both = cost({"experts": [one, two]})
    second = cost({k: two[k] for k in ("low", "best", "high", "interval")})
    assert both == pytest.approx(0.25 * cost([0.3, 0.4, 0.5]) + 0.75 * second, abs=1e-12)
    width = np.subtract(*np.quantile(cost({"experts": [one, one]}), [0.9, 0.1]))
    assert width == pytest.approx(np.subtract(*np.quantile(cost([0.3, 0.4, 0.5]), [0.9, 0.1])), abs=1e-12)


def test_an_expert_without_doubt_among_others():
    sure = {"low": 0.2, "best": 0.2, "high": 0.2, "by": "x"}
    other = {"low": 0.3, "best": 0.4, "high": 0.5, "by": "y"}
    assert cost({"experts": [sure, other]}) == pytest.approx(0.1 + 0.5 * cost([0.3, 0.4, 0.5]), abs=1e-12)


# --- one stream per input ---------------------------------------------------------------------------------------


def columns(draws):
    return {path: draws.matrix[row].tobytes() for path, row in draws.rows.items()}


def test_a_change_of_one_number_changes_no_other():
    before = columns(sample(case(), runs=100, seed=7))
    actors = deepcopy(TREE["actors"])
    actors[0]["cost"] = [0.2, 0.3, 0.5]
    after = columns(sample(case(actors=actors), runs=100, seed=7))
    assert {path for path in before if before[path] != after[path]} == {"actors.g.cost"}


def test_another_actor_or_another_order_changes_nothing():
    before = columns(sample(case(), runs=100, seed=7))
    more = {"id": "n", "role": "backer", "cost": [0.1, 0.3, 0.7]}
    after = columns(sample(case(actors=[more, *reversed(TREE["actors"])]), runs=100, seed=7))
    assert before == {path: after[path] for path in before}
    assert set(after) - set(before) == {"actors.n.cost"}


def test_runs_may_be_split_and_gone_on_with():
    whole = sample(case(), runs=101, seed=5).matrix
    pieces = [sample(case(), runs=n, seed=5, first=first).matrix for first, n in ((0, 40), (40, 60), (100, 1))]
    assert (np.concatenate(pieces, axis=1) == whole).all()


def test_seeds_differ_and_the_same_seed_does_not():
    one, again, other = (sample(case(), runs=50, seed=s).matrix for s in (1, 1, 2))
    assert (one == again).all()
    doubtful = np.ptp(one, axis=1) > 0
    assert doubtful.any()
    assert (one[doubtful] != other[doubtful]).any(axis=1).all()
    assert sample(case(), runs=1, seed=2**64 - 1).matrix.shape[1] == 1


@pytest.mark.parametrize(
    ("asked", "said"), [({"runs": 0}, "runs = 0"), ({"seed": -1}, "seed = -1"), ({"seed": 2**64}, "seed = ")]
)
def test_what_cannot_be_drawn(asked, said):
    with pytest.raises(ValueError, match=said):
        sample(case(), **asked)


@pytest.fixture
def _restore_threads():
    before = numba.get_num_threads()
    yield
    numba.set_num_threads(before)


@pytest.mark.usefixtures("_restore_threads")
def test_the_number_of_threads_changes_no_bit():
    require(numba.config.NUMBA_NUM_THREADS >= 2, "a single processor; set NUMBA_NUM_THREADS=2")
    found = []
    for threads in (1, 2):
        numba.set_num_threads(threads)
        found.append(sample(case(), runs=1001, seed=3).matrix)
    assert (found[0] == found[1]).all()


def numbers() -> str:
    return hashlib.blake2b(sample(case(), runs=40, seed=9).matrix.tobytes()).hexdigest()


def test_compiled_code_and_plain_python_agree_to_the_bit():
    off = "0" if numba.config.DISABLE_JIT else "1"
    command = [sys.executable, "-c", "from tests.case.test_draws import numbers; print(numbers())"]
    environment = os.environ | {"NUMBA_DISABLE_JIT": off, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.split() == [numbers()]


# --- asking -----------------------------------------------------------------------------------------------------


def test_what_is_not_mentioned_is_neutral_and_leaves_no_trace():
    draws = sample(case(), runs=3)
    assert draws.get("actors.g.rent") is None
    assert draws.of("actors.g.rent", 0.5).tolist() == [0.5] * 3
    assert draws.by_level("actors.r.trust", "aid", 1.0).tolist() == [1.0] * 3
    assert draws.used == set()
    assert draws.label is Label.PUBLIC


def test_by_level():
    draws = sample(case(), runs=3)
    assert draws.by_level("actors.g.trust", "aid", 1.0).tolist() == [0.25] * 3
    assert (draws.by_level("actors.g.trust", "truce", 1.0) == draws.of("actors.g.trust.else", 0)).all()
    assert draws.by_level("actors.r.side_benefit", "aid", 0.0).tolist() == [-0.5] * 3
    assert draws.used == {"actors.g.trust.aid", "actors.g.trust.else", "actors.r.side_benefit"}


def test_use_is_recorded_with_the_highest_label_and_can_start_afresh():
    actors = [TREE["actors"][0], {"id": "r", "role": "insider", "capability": [10, 30, 40]}]
    draws = sample(case(actors=actors), runs=2)
    draws.of("stances.g.k.public", 0)
    assert str(draws.label) == "public"
    draws.of("actors.g.cost", 0)
    assert str(draws.label) == "team"
    again = draws.afresh()
    assert (again.used, again.label) == (set(), Label.PUBLIC)
    again.of("actors.r.capability", 0)
    assert str(again.label) == "secret"
    assert str(draws.label) == "team"


def test_every_number_of_a_case_is_drawn_within_its_range():
    draws = sample(case(), runs=200)
    assert len(draws.inputs) == len(list(inputs(case()))) == 9
    for row, one in zip(draws.matrix, draws.inputs, strict=True):
        assert np.isfinite(row).all()
        assert row.min() >= one.value.lo
        assert row.max() <= one.value.hi
