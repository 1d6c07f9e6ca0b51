import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.analyses.sharing import share_out
from backchannel.case.problems import CaseError
from backchannel.core.errors import AskError


def game(worth, broken=lambda taken: False, error=AskError):
    """A value function that refuses broken sets."""

    def value(taken):
        if broken(taken):
            raise error("no case") if error is AskError else CaseError([])
        return np.array([[float(worth(taken))]])

    return value


def additive(weights):
    return lambda taken: sum(weights[n] for n in taken)


def shares(found):
    return {tuple(sorted(g)): float(p[0, 0]) for g, p in zip(found.groups, found.parts, strict=True)}


def test_few_atoms_are_groups_of_their_own():
    found = share_out(3, game(additive([1, 2, 4])), lambda n: "same record")
    assert shares(found) == pytest.approx({(0,): 1, (1,): 2, (2,): 4})
    assert not found.rest


def test_many_atoms_are_taken_by_record():
    found = share_out(8, game(additive(range(8))), lambda n: f"record{n // 4}")
    assert shares(found) == pytest.approx({(0, 1, 2, 3): 6, (4, 5, 6, 7): 22})
    assert not found.rest


def test_the_smallest_of_many_records_become_the_others():
    weights = [5, 0.1, -7, 0.2, 3, 0.3, 9, 2]
    found = share_out(8, game(additive(weights)), str, most=4)
    assert found.rest
    assert found.groups[-1] == {1, 3, 4, 5, 7}
    assert shares(found) == pytest.approx({(0,): 5, (2,): -7, (6,): 9, (1, 3, 4, 5, 7): 5.6})


@pytest.mark.parametrize("error", [AskError, CaseError])
def test_atoms_that_make_no_case_apart_become_one(error):
    apart = game(additive([1, 2, 4]), lambda taken: len(taken & {0, 2}) == 1, error)
    assert shares(share_out(3, apart, str)) == pytest.approx({(0, 2): 5, (1,): 2})


def test_an_atom_that_needs_another_is_joined_to_it_and_to_no_third():
    needs = game(additive([1, 2, 4, 8]), lambda taken: 3 in taken and 1 not in taken)
    assert shares(share_out(4, needs, str)) == pytest.approx({(0,): 1, (1, 3): 10, (2,): 4})


def test_atoms_that_break_only_together_with_others_missing_are_found():
    def broken(taken):  # a circle: any two of the three make no case
        return len(taken & {0, 1, 2}) == 2

    assert shares(share_out(4, game(additive([1, 2, 4, 8]), broken), str)) == pytest.approx({(0, 1, 2): 7, (3,): 8})


def test_what_is_not_read_is_left_out_only_where_that_is_so():
    unread = frozenset({1})
    quiet = share_out(3, game(additive([1, 0, 4])), str, unread=unread)
    assert quiet.idle == unread
    assert shares(quiet) == pytest.approx({(0,): 1, (2,): 4})

    together = share_out(3, game(lambda taken: 8.0 * ({0, 1} <= taken)), str, unread=unread)
    assert together.idle == frozenset()
    assert shares(together) == pytest.approx({(0,): 4, (1,): 4, (2,): 0})


def test_doubtful_atoms_are_each_tried():
    found = share_out(4, game(additive([1, 0, 4, 0])), str, doubtful=frozenset({1, 2, 3}))
    assert found.idle == {1, 3}


@given(st.integers(7, 12), st.data())
def test_the_parts_sum_to_the_whole_however_atoms_are_grouped(n, data):
    sizes = data.draw(st.lists(st.floats(-9, 9), min_size=n, max_size=n))
    records = data.draw(st.lists(st.integers(0, n), min_size=n, max_size=n))
    pairs = data.draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=3))

    def worth(taken):
        return sum(sizes[k] for k in taken) + sum(len(taken & {a, b}) == 2 for a, b in pairs)

    def broken(taken):
        return any((a in taken) != (b in taken) for a, b in pairs[:1])

    found = share_out(n, game(worth, broken), lambda k: f"r{records[k]}", most=5)
    whole = frozenset(range(n))
    assert frozenset().union(*found.groups) | found.idle == whole
    assert float(found.parts.sum()) == pytest.approx(worth(whole) - worth(frozenset()), abs=1e-9)
    assert all((a in g) == (b in g) for g in found.groups for a, b in pairs[:1])
