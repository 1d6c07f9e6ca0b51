import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.core.words import listing, percent, standard_error


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_error_is_never_nothing_and_falls_with_runs(drawn):
    hits, runs = drawn
    error = standard_error(hits, runs)
    assert 0 < error <= 0.5 / (runs + 4) ** 0.5
    assert error == pytest.approx(standard_error(runs - hits, runs))
    assert standard_error(4 * hits, 4 * runs) < error


def test_the_error_of_a_share_by_hand():
    assert standard_error(40, 100) == pytest.approx((42 / 104 * 62 / 104 / 104) ** 0.5, abs=1e-12)


@given(st.floats(0, 1), st.integers(1, 10**6))
def test_a_share_in_words_is_near_and_never_certain(share, runs):
    said = percent(share, runs)
    assert re.fullmatch(r"(about |under |over )?\d+%", said)
    number = int(re.sub(r"\D", "", said))
    assert said not in ("0%", "100%")
    assert abs(number - 100 * share) <= 2.5 + 1e-9 or said.startswith(("under", "over"))


@pytest.mark.parametrize(
    ("share", "runs", "said"),
    [
        (0.24, 4000, "24%"),
        (0.0, 4000, "under 1%"),
        (1.0, 4000, "over 99%"),
        (0.996, 4000, "over 99%"),
        (0.5, 4000, "50%"),
    ],
)
def test_shares(share, runs, said):
    assert percent(share, runs) == said


def test_few_runs_round_to_fives():
    assert percent(0.33, 100) == "35%"
    assert percent(0.33, 10_000) == "33%"


@pytest.mark.parametrize(("share", "runs"), [(0.01, 3), (0.02, 20), (0.99, 3), (0.98, 20)])
def test_a_share_that_rounds_to_nothing_or_all_is_not_said_to_be(share, runs):
    """With few runs shares go to the next five: what is not none must not read 0%, what is not all not 100%."""
    assert percent(share, runs) not in ("0%", "100%")


@pytest.mark.parametrize(
    ("items", "said"), [([], "nobody"), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c", "d"], "a, b, c and d")]
)
def test_lists(items, said):
    assert listing(items) == said
    assert listing(["a", "b"], "or") == "a or b"
