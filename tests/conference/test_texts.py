"""The texts on offer at a level."""

from typing import Any

import numpy as np
import pytest

from backchannel.conference.texts import BLOCK, STEPS, _distinct, allowed, grid, listed, product, waiting
from tests.conference.cases import case_of, deal, random_texts, random_tree


def case(issues, requires=(), opens=None):
    made = [{"anchors": {0: "none", 100: "all"}, "status_quo": 40, **i} for i in issues]
    ids = [i["id"] for i in issues]
    return case_of(
        {
            "actors": [{"id": "a", "role": "principal"}],
            "issues": made,
            "stances": [{"actor": "a", "issue": ids[0], "private": 0, "salience": 1}],
            "levels": [{"id": "deal", "opens": opens or ids, "signers": "a", "requires": list(requires)}],
            "tracks": [{"id": "table", "kind": "formal"}],
        }
    )


def many(n):
    return [{"id": f"k{i}"} for i in range(n)]


@pytest.mark.parametrize(
    ("issues", "step", "count"),
    [(1, 1.0, 101), (2, 1.0, 101**2), (3, 4.0, 26**3), (4, 10.0, 11**4), (5, 20.0, 6**5), (8, 50.0, 3**8)],
)
def test_the_finest_round_step_that_fits(issues, step, count):
    found = grid(case(many(issues)), case(many(issues)).level("deal"))
    assert (found.step, found.count) == (step, count)
    finer = STEPS[STEPS.index(step) - 1] if step > STEPS[0] else None
    assert finer is None or len(np.arange(0, 100 + finer / 2, finer)) ** issues > 20_000


def test_fewer_texts_on_request_and_none_that_fit():
    one = case(many(3))
    assert grid(one, one.level("deal"), most=30).count == 27
    far = case(many(15))
    with pytest.raises(ValueError, match="level deal opens 15 issues: more than 20000 texts even with ends only"):
        grid(far, far.level("deal"))


def test_a_grid_holds_every_combination_once():
    one = case(many(3))
    found = grid(one, one.level("deal"), most=216)
    assert found.step == 20.0
    assert len({tuple(column) for column in found.terms.T}) == found.count == 6**3
    assert found.describe(0) == {"k0": 0.0, "k1": 0.0, "k2": 0.0}
    assert found.describe(found.count - 1) == {"k0": 100.0, "k1": 100.0, "k2": 100.0}


def test_what_a_level_requires_bounds_its_texts_and_is_itself_on_the_grid():
    one = case(many(2), requires=[{"issue": "k1", "min": 33, "max": 61}])
    level = one.level("deal")
    assert allowed(one.issue("k1"), level, 25.0).tolist() == [33.0, 50.0, 61.0]
    assert allowed(one.issue("k0"), level, 25.0).tolist() == [0.0, 25.0, 50.0, 75.0, 100.0]
    found = grid(one, level)
    assert (found.terms[1].min(), found.terms[1].max()) == (0.33, 0.61)


def test_several_requirements_hold_at_once():
    one = case(
        many(1),
        requires=[{"issue": "k0", "min": 20}, {"issue": "k0", "min": 40, "max": 90}, {"issue": "k0", "max": 70}],
    )
    assert allowed(one.issue("k0"), one.level("deal"), 10.0).tolist() == [40.0, 50.0, 60.0, 70.0]


def test_what_cannot_be_divided_has_its_anchors_only():
    post = {"id": "post", "kind": "indivisible", "anchors": {0: "stays", 45: "shares", 100: "goes"}}
    one = case([post, {"id": "aid"}])
    level = one.level("deal")
    assert allowed(one.issue("post"), level, 1.0).tolist() == [0.0, 45.0, 100.0]
    bound = case([post], requires=[{"issue": "post", "min": 10, "max": 99}])
    assert allowed(bound.issue("post"), bound.level("deal"), 1.0).tolist() == [45.0]
    assert set(grid(one, level).terms[0].tolist()) == {0.0, 0.45, 1.0}


ORDER = {
    "id": "order",
    "kind": "sequence",
    "sequence": {"waits_low": ["k0"], "waits_high": ["k1"], "parallel": [40, 60]},
}


def test_what_waits_for_what():
    one = case([*many(2), ORDER])
    opened = np.array([True, True, True])
    terms = np.array([[0.5] * 5, [0.5] * 5, [0.0, 0.4, 0.5, 0.6, 1.0]])
    assert waiting(one, opened, terms).tolist() == [[1, 0, 0, 0, 0], [0, 0, 0, 0, 1], [0] * 5]
    assert not waiting(one, np.array([True, True, False]), terms).any()  # an order left open binds nobody
    assert waiting(one, np.array([False, True, True]), terms).tolist() == [[0] * 5, [0, 0, 0, 0, 1], [0] * 5]


def test_two_orders_add_their_waits():
    again = ORDER | {"id": "pace", "sequence": {"waits_low": ["k0", "k1"], "waits_high": [], "parallel": [50, 50]}}
    one = case([*many(2), ORDER, again])
    terms = np.array([[0.5], [0.5], [0.0], [0.25]])
    assert waiting(one, np.ones(4, dtype=bool), terms)[:, 0].tolist() == [2, 1, 0, 0]


@pytest.mark.parametrize("most", [100, 2000, 20_000])
def test_texts_of_one_block_share_a_pattern_and_their_leading_terms(most):
    one = case([*many(2), ORDER, {"id": "k2"}])
    found = grid(one, one.level("deal"), most=most)
    assert len(found.waits) == 3
    check_blocks(one, found)
    assert not found.trailing[2]  # the order varies slowest
    assert found.trailing.any()


def check_blocks(one, texts):
    assert texts.blocks[0] == 0
    assert texts.blocks[-1] == texts.count
    widths: dict[int, Any] = {}
    for first, after in zip(texts.blocks, texts.blocks[1:], strict=False):
        assert 0 < after - first <= BLOCK
        assert len(set(texts.pattern[first:after].tolist())) == 1
        if texts.trailing.any():
            leading = texts.terms[~texts.trailing, first:after]
            assert (leading == leading[:, :1]).all()
            block = texts.terms[texts.trailing, first:after]
            assert (widths.setdefault(texts.pattern[first], block) == block).all()  # one table serves all blocks
    assert (waiting(one, texts.opened, texts.terms) == texts.waits[texts.pattern].T).all()


@pytest.mark.parametrize("seed", range(60))
def test_blocks_of_random_texts(seed):
    one = case_of(random_tree(seed))
    check_blocks(one, random_texts(one, deal(one)[0], seed))


def test_a_product_and_a_list_hold_the_same_texts():
    one = case([*many(2), ORDER])
    level = one.level("deal")
    some = product(
        one, level, {"k0": np.array([0.0, 50.0]), "k1": np.array([10.0]), "order": np.array([0.0, 50.0, 99.0])}
    )
    shuffled = some.terms[:, np.random.default_rng(1).permutation(some.count)]
    again = listed(one, level, shuffled)
    assert {tuple(c) for c in some.terms.T} == {tuple(c) for c in again.terms.T}
    assert (some.count, again.count) == (6, 6)
    assert not again.trailing.any()
    check_blocks(one, again)


def test_one_long_issue_falls_back_to_a_list():
    one = case(many(1))
    long = product(one, one.level("deal"), {"k0": np.linspace(0, 100, 3 * BLOCK)})
    assert not long.trailing.any()
    assert long.count == 3 * BLOCK
    check_blocks(one, long)


def test_an_issue_left_open_is_not_described():
    one = case(many(2), opens=["k1"])
    found = grid(one, one.level("deal"))
    assert found.opened.tolist() == [False, True]
    assert found.describe(25) == {"k1": 25.0}


@pytest.mark.parametrize("issues", [1, 4, 62, 80])
def test_distinct_columns_are_those_of_numpy(issues):
    rng = np.random.default_rng(issues)
    columns = rng.integers(0, 3, (issues, 200)) * (rng.random((issues, 1)) < 0.3)
    patterns, pattern = np.unique(columns, axis=1, return_inverse=True)
    found, of = _distinct(columns)
    assert (found == patterns).all()
    assert (of == pattern.reshape(-1)).all()
