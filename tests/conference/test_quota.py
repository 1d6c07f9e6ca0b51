"""A quota's sign by one sum is that of its value, also where the order of summing decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.case.fields import ROUNDING
from backchannel.conference.kernel import judging

WEIGHTS = st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.7, 1.0, 1e-9, 1 / 3])


quota = getattr(judging.quota, "py_func", judging.quota)
quotas_met = getattr(judging.quotas_met, "py_func", judging.quotas_met)


@pytest.fixture(autouse=True, scope="module")
def _as_python():
    """Compiled parts of the kernel cannot be called from Python, so neither may what they call be compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "quota", quota)
        yield


@given(st.lists(WEIGHTS, min_size=1, max_size=6), st.data())
def test_the_sign_is_that_of_the_value(weights, data):
    size, texts = len(weights), 4
    shift = data.draw(st.sampled_from([0.0, ROUNDING, -ROUNDING, 1e-13, 1e-3]))
    needed = sum(data.draw(st.lists(st.sampled_from(weights), max_size=size))) + shift
    rows = st.lists(st.sampled_from([-0.5, 0.0, 0.25, 0.5]), min_size=texts, max_size=texts)
    values = data.draw(st.lists(rows, min_size=size, max_size=size))
    stack, table, taken = np.zeros((size + 1, texts)), np.array([weights]), np.zeros(size, dtype=np.bool_)
    stack[:size] = values
    exact = [quota(stack, 0, j, size, table, 0, needed, taken) >= 0.0 for j in range(texts)]
    quotas_met(stack, 0, texts, size, table, 0, needed, taken)
    assert (stack[0] >= 0.0).tolist() == exact


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0]])
def test_a_sum_that_rounding_puts_on_either_side_counts_as_the_value_does(order):
    weights = np.array([[0.1, 0.2, 0.3]])[:, order]
    for ulps in range(-8, 9):
        needed = 0.6 + ROUNDING + ulps * 2.0**-53
        stack, taken = np.zeros((4, 1)), np.zeros(3, dtype=np.bool_)
        stack[:3, 0] = np.array([0.3, 0.2, 0.1])[order]
        exact = quota(stack, 0, 0, 3, weights, 0, needed, taken) >= 0.0
        quotas_met(stack, 0, 1, 3, weights, 0, needed, taken)
        assert (stack[0, 0] >= 0.0) == exact
