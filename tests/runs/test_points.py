"""Points of a sweep: each the same, to the bit, as a case that says so, and all on the same chances."""

import pickle

import numpy as np
import pytest

from backchannel.case.draws import at_points, sample
from backchannel.case.estimate import Estimate
from backchannel.case.reading import find_case, read_case
from backchannel.conference import kernel
from backchannel.conference.kernel import NAMES
from backchannel.conference.planning import plan
from backchannel.core.errors import AskError
from backchannel.runs import Rules, simulate
from backchannel.runs.points import at_each, cut, pieces
from tests.conference.cases import case_of, dynamic, random_tree

CASE = read_case(find_case("geneva-ii"))
PATHS = ("levels.aid.enforcement", "actors.russia.trust.aid")
RULES = Rules(inner=1, months=3)


def alike(one, other):
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in NAMES)


def test_a_point_is_the_case_with_those_numbers():
    values = np.array([[np.nan, np.nan], [0.3, np.nan], [0.3, 0.9]])
    (piece,) = pieces(CASE, runs=12, seed=4, rules=RULES, paths=PATHS, values=values)
    found = [courses for _, courses in at_each(pickle.loads(pickle.dumps(piece)))]
    for row, courses in zip(values, found, strict=True):
        said = {path: Estimate.model_validate(v) for path, v in zip(PATHS, row, strict=True) if np.isfinite(v)}
        assert alike(courses, simulate(CASE, runs=12, seed=4, rules=RULES, instead=said).whole())
    assert not alike(found[0], found[2])


@pytest.mark.parametrize("seed", range(4))
def test_a_cut_plan_is_the_plan_of_those_draws(seed):
    """Over cases in which everything moves; the number of draws is one that other things are counted in, too."""
    case = case_of(dynamic(random_tree(seed), seed))
    draws = sample(case, runs=3, seed=seed)
    whole = plan(at_points(draws, (), np.empty((3, 0))), rounds=4)
    alone = plan(draws, rounds=4)
    for n in range(3):
        assert alike(kernel.simulate(cut(whole, 3 * n, 3), 0, 3), kernel.simulate(alone, 0, 3))


def test_what_cannot_be_played():
    none = np.empty((1, 0))
    with pytest.raises(AskError, match="runs = 0"):
        pieces(CASE, runs=0, seed=1, rules=RULES, paths=(), values=none)
    with pytest.raises(AskError, match="inner = 5"):
        pieces(CASE, runs=1, seed=1, rules=Rules(), paths=(), values=none)
    (piece,) = pieces(CASE, runs=1, seed=-1, rules=RULES, paths=(), values=none)
    with pytest.raises(AskError, match="seed = -1"):
        at_each(piece)
