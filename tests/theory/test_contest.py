import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory.contest import contest_success, own_chances, shares, shift_own, war_flow

strengths = st.lists(st.floats(0.0, 1e6), min_size=2, max_size=5)
interior = st.floats(0.01, 0.99)
log_odds = st.floats(-3.0, 3.0)


def chances(sides: int = 3) -> st.SearchStrategy[list[float]]:
    return st.lists(st.floats(0.01, 1.0), min_size=sides, max_size=sides).map(lambda x: [v / sum(x) for v in x])


def logit(p: float) -> float:
    return float(np.log(p / (1 - p)))


@pytest.mark.parametrize(("support", "printed"), [(0.0, 0.5), (0.5, 0.6)])
def test_support_of_half_a_capability_gives_the_printed_chance(support, printed):
    assert contest_success(1.0, 1.0, b_A=support) == pytest.approx(printed, abs=1e-9)


@given(strengths, st.floats(0.0, 30.0))
def test_shares_are_chances(strength, m):
    each = shares(strength, m)
    assert each.sum() == pytest.approx(1.0, abs=1e-12)
    assert (each >= 0).all()


@given(st.lists(st.floats(0.1, 10.0), min_size=2, max_size=5), st.floats(0.1, 5.0), st.floats(0.01, 5.0))
def test_a_stronger_side_wins_more_and_every_other_side_less(strength, m, more):
    before, after = shares(strength, m), shares([strength[0] + more, *strength[1:]], m)
    assert after[0] > before[0]
    assert (after[1:] < before[1:]).all()


@given(st.floats(0.1, 10.0), st.floats(0.1, 10.0), st.floats(0.1, 4.0))
def test_two_sides_follow_the_ratio_form(a, b, m):
    assert contest_success(a, b, m=m) == pytest.approx(a**m / (a**m + b**m), abs=1e-9)
    assert contest_success(a, b, m=m) + contest_success(b, a, m=m) == pytest.approx(1.0, abs=1e-12)


@given(st.lists(st.floats(1e-6, 1e6) | st.just(0.0), min_size=2), st.floats(0.0, 5.0), st.floats(0.01, 100.0))
def test_the_unit_of_strength_does_not_matter(strength, m, unit):
    assert shares(np.multiply(strength, unit), m) == pytest.approx(shares(strength, m), abs=1e-9)


def test_shares_at_the_edges():
    assert shares([0.0, 0.0, 0.0]) == pytest.approx([1 / 3] * 3)
    assert shares([0.0, 2.0]).tolist() == [0.0, 1.0]
    assert shares([1.0, 9.0], 0.0).tolist() == [0.5, 0.5]
    assert shares([1e300, 1e290], 50.0).tolist() == [1.0, 0.0]
    assert contest_success(0.0, 0.0) == 0.5


def test_decisiveness_may_differ_by_row():
    rows = shares([[1.0, 2.0], [1.0, 2.0]], [1.0, 2.0])
    assert rows == pytest.approx(np.array([[1 / 3, 2 / 3], [1 / 5, 4 / 5]]))


@pytest.mark.parametrize("wrong", [[-1.0, 1.0], [np.nan, 1.0], [np.inf, 1.0], 1.0, []])
def test_shares_refuse_what_is_no_strength(wrong):
    with pytest.raises(ValueError, match="strength"):
        shares(wrong)


def test_shares_refuse_negative_decisiveness():
    with pytest.raises(ValueError, match="decisiveness"):
        shares([1.0, 1.0], -1.0)


@given(chances(), st.integers(0, 2), log_odds)
def test_believed_chances_sum_to_one_and_keep_the_others_in_proportion(base, side, optimism):
    believed = own_chances(base, side, optimism=optimism)
    assert believed.sum() == pytest.approx(1.0, abs=1e-12)
    assert logit(believed[side]) == pytest.approx(logit(base[side]) + optimism, abs=1e-9)
    others = [s for s in range(3) if s != side]
    assert believed[others[0]] * base[others[1]] == pytest.approx(believed[others[1]] * base[others[0]], abs=1e-9)


@given(chances(4), st.integers(0, 3))
def test_no_optimism_and_no_own_chance_is_the_contest_to_the_bit(base, side):
    assert own_chances(base, side).tolist() == base


@given(chances(), st.floats(0.0, 1.0))
def test_a_stated_own_chance_is_believed_whatever_the_optimism(base, own):
    believed = own_chances(base, 1, own=own, optimism=2.0)
    assert believed[1] == own
    assert believed.sum() == pytest.approx(1.0, abs=1e-12)


def test_others_without_a_base_share_equally():
    assert own_chances([1.0, 0.0, 0.0], 0, own=0.4) == pytest.approx([0.4, 0.3, 0.3])


def test_certainty_is_not_moved_by_optimism():
    assert own_chances([1.0, 0.0], 0, optimism=-2.0).tolist() == [1.0, 0.0]
    assert own_chances([1.0, 0.0], 1, optimism=2.0).tolist() == [1.0, 0.0]


def test_believed_chances_by_draw():
    one = own_chances([0.6, 0.3, 0.1], 1, optimism=[0.0, 0.5])
    assert one.shape == (2, 3)
    assert one[0].tolist() == [0.6, 0.3, 0.1]
    assert one[1] == pytest.approx(own_chances([0.6, 0.3, 0.1], 1, optimism=0.5))
    many = own_chances(np.full((4, 2, 3), 1 / 3), 2, own=np.full((4, 2), 0.5))
    assert many == pytest.approx(np.broadcast_to([0.25, 0.25, 0.5], (4, 2, 3)))


@pytest.mark.parametrize(
    ("base", "side", "more", "says"),
    [
        ([0.5, 0.4], 0, {}, "sum to 1"),
        ([1.2, -0.2], 0, {}, "base"),
        ([1.0], 0, {}, "two sides"),
        ([0.5, 0.5], 2, {}, "side 2"),
        ([0.5, 0.5], -1, {}, "side -1"),
        ([0.5, 0.5], 0, {"own": 1.5}, "own"),
        ([0.5, 0.5], 0, {"optimism": np.inf}, "optimism"),
    ],
)
def test_believed_chances_refuse_what_is_no_contest(base, side, more, says):
    with pytest.raises(ValueError, match=says):
        own_chances(base, side, **more)


@given(interior, interior, interior)
def test_support_withheld_moves_own_log_odds_as_it_moves_the_contest(own, base, changed):
    assert logit(float(shift_own(own, base, changed))) == pytest.approx(
        logit(own) + logit(changed) - logit(base), abs=1e-9
    )


@given(interior, log_odds)
def test_optimism_survives_a_change_of_the_contest(base, optimism):
    own = own_chances([base, 1 - base], 0, optimism=optimism)[0]
    moved = shift_own(own, base, 0.5)
    assert moved == pytest.approx(own_chances([0.5, 0.5], 0, optimism=optimism)[0], abs=1e-9)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_an_unchanged_contest_leaves_belief_to_the_bit(own, base):
    assert float(shift_own(own, base, base)) == own


@given(st.sampled_from([0.0, 0.3, 1.0]), st.sampled_from([0.0, 0.6, 1.0]), st.sampled_from([0.0, 0.5, 1.0]))
def test_shift_is_a_chance_at_every_corner(own, base, changed):
    assert 0.0 <= float(shift_own(own, base, changed)) <= 1.0


def test_shift_follows_a_contest_that_is_or_was_certain():
    assert shift_own(0.7, [1.0, 0.0, 0.6, 0.6], [0.5, 0.5, 0.0, 1.0]).tolist() == [0.5, 0.5, 0.0, 1.0]
    assert shift_own([0.0, 1.0], 0.6, 0.5).tolist() == [0.0, 1.0]


@given(st.floats(0.0, 1.0), st.floats(0.0, 0.5), st.floats(0.0, 0.5))
def test_two_sides_and_today_s_fighting_is_the_text_s_war_value(p, c, r):
    assert float(war_flow([p, 1 - p], [1.0, 0.0], c, r)) == pytest.approx(p - c + r, abs=1e-12)


def test_war_flow_is_the_lottery_less_cost_plus_rent_by_intensity():
    assert war_flow([0.5, 0.3, 0.2], [1.0, 0.2, 0.4], 0.1, 0.04, 2.0) == pytest.approx(0.64 - 0.2 + 0.08, abs=1e-12)
    rows = war_flow([[1.0, 0.0], [0.0, 1.0]], [0.9, 0.1], [0.1, 0.2], 0.0, [1.0, 0.5])
    assert rows == pytest.approx([0.8, 0.0])


@pytest.mark.parametrize("wrong", ["cost", "rent", "intensity"])
def test_war_flow_refuses_negative_amounts(wrong):
    amounts = {"cost": 0.1, "rent": 0.1, "intensity": 1.0} | {wrong: -0.1}
    with pytest.raises(ValueError, match=wrong):
        war_flow([0.5, 0.5], [1.0, 0.0], **amounts)


def test_an_error_does_not_echo_the_value():
    with pytest.raises(ValueError, match="own has a value outside its range") as error:
        own_chances([0.5, 0.5], 0, own=1.4321)
    assert "1.4321" not in str(error.value)
