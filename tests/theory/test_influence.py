import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.influence import friedkin_johnsen

PARTLY_OPEN = st.floats(0.0, 0.97)


@st.composite
def people(draw, openness=PARTLY_OPEN):
    n = draw(st.integers(1, 6))
    raw = np.array(draw(st.lists(st.lists(st.floats(0.0, 1.0), min_size=n, max_size=n), min_size=n, max_size=n)))
    raw += 0.01 * np.eye(n)
    numbers = st.lists(st.floats(0.0, 1.0), min_size=n, max_size=n)
    return raw / raw.sum(axis=1, keepdims=True), draw(st.lists(openness, min_size=n, max_size=n)), draw(numbers)


def talked(W, A, x0, rounds):
    """Positions after that many rounds; one step takes [x(t), x(0)] to [x(t+1), x(0)]."""
    W, A, n = np.array(W), np.array(A), len(x0)
    step = np.block([[A[:, None] * W, np.diag(1 - A)], [np.zeros((n, n)), np.eye(n)]])
    return (np.linalg.matrix_power(step, rounds) @ np.r_[x0, x0])[:n]


@given(people())
def test_talk_comes_to_the_fixed_point(group):
    W, A, x0 = group
    found = friedkin_johnsen(W, A, x0)
    assert found.fixed_point is not None
    assert found.fixed_point == pytest.approx(talked(W, A, x0, 2048), abs=1e-9)
    assert found.x_after_3_rounds == pytest.approx(talked(W, A, x0, 3), abs=1e-12)
    A = np.array(A)
    closed = np.linalg.solve(np.eye(A.size) - A[:, None] * W, (1 - A) * x0)
    assert found.fixed_point == pytest.approx(closed, abs=1e-9)
    assert min(x0) - 1e-9 <= min(found.fixed_point) <= max(found.fixed_point) <= max(x0) + 1e-9


@given(people(st.sampled_from([0.0, 0.5, 1.0])))
def test_fully_open_people_come_to_what_talk_comes_to(group):
    W, A, x0 = group
    W = 0.5 * W + 0.5 * np.eye(len(x0))  # some weight on oneself: nobody goes round in circles
    W[W < 0.02] = 0.0
    W /= W.sum(axis=1, keepdims=True)
    found = friedkin_johnsen(W, A, x0)
    assert found.fixed_point == pytest.approx(talked(W, A, x0, 2**14), abs=1e-7)


def test_averaging_alone_comes_to_a_consensus_that_depends_on_where_it_starts():
    W = [[0.5, 0.5], [0.25, 0.75]]
    assert friedkin_johnsen(W, 1.0, [1.0, 0.0]).fixed_point == pytest.approx([1 / 3, 1 / 3], abs=1e-9)
    assert friedkin_johnsen(W, 1.0, [0.0, 1.0]).fixed_point == pytest.approx([2 / 3, 2 / 3], abs=1e-9)
    nobody = friedkin_johnsen(np.eye(3), [1.0, 1.0, 1.0], [0.1, 0.5, 0.9])
    assert nobody.fixed_point == pytest.approx([0.1, 0.5, 0.9], abs=1e-9)


def test_a_fully_open_person_who_listens_to_two_groups_stands_between_them():
    W = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.3, 0.5, 0.2]]
    found = friedkin_johnsen(W, [1.0, 0.5, 1.0], [1.0, 0.0, 0.4])
    assert found.fixed_point == pytest.approx([1.0, 0.0, 0.375], abs=1e-9)


def test_who_only_pass_positions_round_never_rest_unless_they_agree():
    ring = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    assert friedkin_johnsen(ring, 1.0, [0.1, 0.5, 0.9]).fixed_point is None
    assert friedkin_johnsen(ring, 1.0, [0.1, 0.5, 0.9]).x_after_3_rounds == (0.1, 0.5, 0.9)
    assert friedkin_johnsen(ring, 1.0, [0.4, 0.4, 0.4]).fixed_point == pytest.approx([0.4] * 3, abs=1e-9)
    # two pairs who take turns, with the same mean in each: it settles in one round
    pairs = [[0, 0, 0.5, 0.5], [0, 0, 0.5, 0.5], [0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0]]
    assert friedkin_johnsen(pairs, 1.0, [0.2, 0.8, 0.1, 0.9]).fixed_point == pytest.approx([0.5] * 4, abs=1e-9)
    assert friedkin_johnsen(pairs, 1.0, [0.2, 0.2, 0.9, 0.9]).fixed_point is None


def test_a_stubborn_listener_does_not_stop_the_ring():
    W = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.5, 0.5, 0.0]]
    assert friedkin_johnsen(W, [1.0, 1.0, 0.5], [0.0, 1.0, 0.5]).fixed_point is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (([[0.5, 0.4], [0.5, 0.5]], 0.5, [0, 1]), "row 0 of W sums to 0.9; expected 1"),
        (([[1.0]], 0.5, [0, 1]), "W is 1 x 1; expected 2 x 2"),
        ((0.5, 0.5, [0, 1]), "W is one number; expected 2 x 2"),
        (([[1.2, -0.2], [0, 1]], 0.5, [0, 1]), "W has a value outside"),
        ((np.eye(2), [0.5], [0, 1]), "A_diag has length 1; expected 2"),
        ((np.eye(2), 1.5, [0, 1]), "A_diag has a value"),
    ],
)
def test_refuses_what_is_no_group(wrong, says):
    with pytest.raises(ValueError, match=says):
        friedkin_johnsen(*wrong)
