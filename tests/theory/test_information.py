"""Information and weights of evidence against enumeration by hand."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backchannel.theory.beliefs import mutual_information_bits
from backchannel.theory.information import (
    counted_once,
    effective_size,
    entropy_bits,
    information_bits,
    one_cause,
    pseudo_values,
    weight_of_evidence,
)

CHANCES = st.floats(0.0, 1.0)
TABLES = st.tuples(st.integers(1, 4), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(0.0, 10.0, allow_subnormal=False))
)


def by_hand(joint):
    """Mutual information from its definition, in plain Python."""
    total = sum(map(sum, joint))
    rows = [sum(row) / total for row in joint]
    columns = [sum(row[n] for row in joint) / total for n in range(len(joint[0]))]
    return sum(
        joint[a][b] / total * math.log2(joint[a][b] / total / (rows[a] * columns[b]))
        for a, b in itertools.product(range(len(rows)), range(len(columns)))
        if joint[a][b] > 0
    )


@pytest.mark.parametrize(
    "joint",
    [
        [[0.5, 0.0], [0.0, 0.5]],
        [[0.27, 0.03], [0.35, 0.35]],
        [[1, 2, 3], [3, 2, 1]],
        [[0.2, 0.0, 0.1], [0.05, 0.3, 0.05], [0.1, 0.1, 0.1]],
        [[4.0, 0.0], [2.0, 0.0]],
    ],
)
def test_information_by_enumeration(joint):
    assert information_bits(joint).item() == pytest.approx(by_hand(joint), abs=1e-9)


@given(CHANCES, CHANCES, CHANCES)
def test_information_of_a_sign_is_that_of_attendance(prior, so, otherwise):
    joint = [[prior * so, prior * (1 - so)], [(1 - prior) * otherwise, (1 - prior) * (1 - otherwise)]]
    assert information_bits(joint).item() == pytest.approx(mutual_information_bits(prior, so, otherwise), abs=1e-9)


@given(TABLES)
def test_information_lies_between_nothing_and_the_entropy(joint):
    bits = information_bits(joint).item()
    assert bits >= 0.0
    assert bits <= entropy_bits(joint.sum(axis=1)).item() + 1e-12
    assert bits <= entropy_bits(joint.sum(axis=0)).item() + 1e-12


@given(TABLES, st.integers(0, 3), st.integers(0, 3))
def test_merging_outcomes_never_adds_information(joint, one, other):
    one, other = one % joint.shape[1], other % joint.shape[1]
    merged = joint.copy()
    if one != other:
        merged[:, one] += merged[:, other]
        merged = np.delete(merged, other, axis=1)
    assert information_bits(merged).item() <= information_bits(joint).item() + 1e-9


def test_a_weight_below_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 0"):
        information_bits([[1.0, -0.1], [0.5, 0.5]])


def test_weights_of_evidence_of_independent_signs_add_up():
    """logit P = logit P0 + sum ln LR (theory M17)."""
    prior, signs = 0.3, [(0.7, 0.2), (0.4, 0.6), (0.5, 0.5)]
    so, otherwise = prior, 1 - prior
    for yes, no in signs:
        so, otherwise = so * yes, otherwise * no
    added = math.log(prior / (1 - prior)) + sum(weight_of_evidence(yes, no).item() for yes, no in signs)
    assert so / (so + otherwise) == pytest.approx(1 / (1 + math.exp(-added)), abs=1e-9)
    assert np.isnan(weight_of_evidence(0.0, 0.0))


def test_effective_size():
    """(sum w)^2 / sum w^2 (Kong 1992), whatever the scale of the weights."""
    weights = np.array([0.5, 0.25, 0.125, 0.125])
    expected = 1.0 / (0.25 + 0.0625 + 2 * 0.015625)
    assert effective_size(weights) == pytest.approx(expected, abs=1e-9)
    assert effective_size(1e-200 * weights) == pytest.approx(expected, abs=1e-9)
    assert effective_size(np.ones(17)) == 17.0


@given(st.lists(CHANCES, min_size=1, max_size=5))
def test_signs_of_one_cause_are_a_distribution_with_these_margins(chances):
    sets = one_cause(np.array(chances))
    assert (sets >= 0).all()
    assert sets.sum() == pytest.approx(1.0, abs=1e-9)
    for n, chance in enumerate(chances):
        assert sum(p for number, p in enumerate(sets) if number >> n & 1) == pytest.approx(chance, abs=1e-9)
    assert sets[-1] == pytest.approx(counted_once([[p] for p in chances], []).item(), abs=1e-9)
    assert sets[0] == pytest.approx(counted_once([], [[p] for p in chances]).item(), abs=1e-9)


@given(CHANCES, st.integers(1, 4), CHANCES)
def test_copies_of_a_sign_count_once(chance, copies, other):
    assert counted_once([[chance]] * copies, []).item() == chance
    assert counted_once([], [[chance]] * copies).item() == 1.0 - chance
    mixed = counted_once([[chance]] * copies, [[other]] * copies).item()
    assert mixed == pytest.approx(math.sqrt(chance * (1 - other)), abs=1e-12)


def test_one_cause_has_limits():
    with pytest.raises(ValueError, match="17 signs"):
        one_cause(np.full(17, 0.5))
    with pytest.raises(ValueError, match="at least one sign"):
        counted_once([], [])


def test_pseudo_values_of_a_mean_are_the_values_themselves():
    values = np.array([1.0, 4.0, 2.5, 0.5])
    without = (values.sum() - values) / (len(values) - 1)
    assert pseudo_values(float(values.mean()), without) == pytest.approx(values, abs=1e-9)


def test_the_jackknife_takes_the_bias_of_a_variance_away():
    """Of the plug-in variance it is exact: the mean of pseudo-values is the unbiased one (Tukey 1958)."""
    values = np.array([1.0, 4.0, 2.5, 0.5, 3.0])
    without = [np.delete(values, n).var() for n in range(len(values))]
    assert pseudo_values(float(values.var()), without).mean() == pytest.approx(values.var(ddof=1), abs=1e-9)
