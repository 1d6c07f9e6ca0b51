"""Levers against closed forms: thresholds, effects that are nothing at all, pairs, what actors get."""

import pickle
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_rel

from backchannel.analyses.levers import levers
from backchannel.analyses.levers.frontier import ALL, affordable, by_holder, costs_of, efficient, known_cost
from backchannel.analyses.levers.gains import standing
from backchannel.analyses.levers.paired import contrast, mean_of
from backchannel.analyses.levers.pulls import Piece, Sweep, graded, planned, shared, work
from backchannel.analyses.levers.reaching import TOLERANCE
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Lever
from backchannel.runs import Rules, simulate
from tests.analyses.levers.cases import THRESHOLD, both_needed, door, doubtful, two_doors, walter

FEW = Rules(inner=2)


def part(found, title):
    return next(one for one in found.parts if one.title == title)


def row(found, **where):
    return found.rows[found.find(where)]


@cache
def opened():
    return levers(door(), runs=6, rules=FEW, target="deal.signed>=1")


# --- thresholds -------------------------------------------------------------------------------------------------


def test_smallest_change_is_the_closed_form_to_the_tolerance():
    found = row(part(opened(), "Smallest change"), lever="pay")
    assert found["strength"] + 1e-12 >= THRESHOLD
    assert found["strength"] - THRESHOLD <= TOLERANCE
    assert found["tolerance"] == TOLERANCE
    assert (found["steady"], found["chance"], found["graded"]) == (True, 1.0, True)


def test_walters_guarantee_is_found_as_enforcement():
    found = row(part(levers(walter(), runs=4, rules=FEW, target="deal.signed>=0.5"), "Smallest change"), lever="force")
    assert 0 <= found["strength"] - 1 / 6 <= TOLERANCE


def test_a_lever_that_falls_short_is_said_to():
    found = levers(door(), runs=4, rules=FEW, chosen=["whisper"], target="deal.signed>=0.1")
    only = row(part(found, "Smallest change"), lever="whisper")
    assert (only["reached"], only["strength"], only["whole"]) == (False, None, 0.0)
    assert any("not reached by any combination" in text for text in found.sentences())
    assert not any(one.title == "What reaches the target" for one in found.parts)


def test_a_target_that_is_met_already_says_so():
    found = levers(door(), runs=4, rules=FEW, target="deal.signed<=0.5")
    assert {r["strength"] for r in part(found, "Smallest change").rows} == {0.0}
    assert any("reached with nothing pulled" in text for text in found.sentences())


def test_the_cheapest_combination_that_reaches_a_target_comes_first():
    found = part(opened(), "What reaches the target")
    assert [(r["levers"], r["cost"]) for r in found.rows] == [("pay", 30.0), ("pay + whisper", 35.0)]
    assert all(r["surely"] and r["affordable"] for r in found.rows)


def test_a_chance_that_turns_is_not_taken_for_steady(monkeypatch):
    """Where a chance rises and falls again on the way, the first strength that meets the target is still found."""

    def humped(piece):
        out = work(piece)
        strength = dict(piece.pulled).get("pay", 0.0)
        out["hits"][:] = 0.2 <= strength <= 0.6
        return out

    monkeypatch.setattr("backchannel.analyses.levers.sweeping.work", humped)
    found = levers(door(), runs=4, rules=FEW, chosen=["pay"], target="deal.signed>=1")
    only = row(part(found, "Smallest change"), lever="pay")
    assert not only["steady"]
    assert 0 <= only["strength"] - 0.2 <= TOLERANCE
    assert any("does not go one way only" in text for text in found.sentences())


# --- effects ----------------------------------------------------------------------------------------------------


def test_a_lever_that_changes_nothing_has_an_effect_of_exactly_nothing():
    for one in (r for r in opened().rows if r["levers"] == "whisper"):
        assert (one["effect"], one["error"], one["low"], one["high"], one["moved"]) == (0.0, 0.0, 0.0, 0.0, 0)
        assert one["clear"] is False
    for one in (r for r in part(opened(), "Who gains, who loses").rows if r["levers"] == "whisper"):
        assert (one["change"], one["low"], one["high"]) == (0.0, 0.0, 0.0)


def test_a_lever_that_opens_a_door_opens_it_in_every_run():
    for quantity in ("deal.signed", "deal.held", "deal_soon"):
        one = row(opened(), levers="pay", quantity=quantity)
        assert (one["without"], one["with"], one["effect"], one["moved"]) == (0.0, 1.0, 1.0, 6)


def test_what_an_actor_gets_is_its_surplus_for_the_time_that_a_text_stands():
    case = door()
    piece = Piece(Sweep(case, case.levers, 6, 1, FEW, "gets"), (("pay", 1.0),))
    made, ready = work(piece), planned(piece)
    share = standing(simulate(opened_case(), runs=6, rules=FEW).whole())[:, 0]
    assert share.min() > 0.5
    actor = ready.state.actors.index("government")
    np.testing.assert_allclose(made["gains"][:, actor], 0.06 + share * (0.2 - 0.06), atol=1e-12)
    rebels = ready.state.actors.index("rebels")
    np.testing.assert_allclose(made["gains"][:, rebels], 0.8 + share * (1.0 - 0.8), atol=1e-12)


def opened_case():
    return door(guarantees=[{**door().guarantees[0].model_dump(), "credibility": 1.0}])


def test_levers_on_disjoint_things_do_nothing_beyond_their_sum():
    found = levers(two_doors(), runs=4, rules=FEW)
    for one in part(found, "Two together").rows:
        assert (one["beyond"], one["low"], one["high"], one["moved"]) == (0.0, 0.0, 0.0, 0)
    assert row(found, levers="pay_power + pay_land", quantity="deal_land.signed")["effect"] == 1.0
    assert row(found, levers="pay_power", quantity="deal_land.signed")["effect"] == 0.0


def test_two_promises_that_only_do_together_do_all_of_it_beyond_their_sum():
    found = levers(both_needed(), runs=4, rules=FEW)
    one = row(part(found, "Two together"), quantity="deal.signed")
    assert (one["a_alone"], one["b_alone"], one["together"], one["beyond"]) == (0.0, 0.0, 1.0, 1.0)
    best = [r["levers"] for r in part(found, "Cost and effect").rows if r["quantity"] == "deal.signed"]
    assert best == ["nothing", "pay_a + pay_b"]


# --- pulling ----------------------------------------------------------------------------------------------------


def test_a_lever_does_what_setting_its_values_does():
    """Whole levers, words and numbers, on a case with everything in it: the same runs as with `--set`."""
    case = read_case(find_case("geneva-ii"))
    rules, told = Rules(inner=2, months=6), ("closed_doors", "posts_believed", "gates_paid")
    words = Lever(id="shut", kind="channel", changes={"tracks.backers_corridor.open": False})
    chosen = (*(one for one in case.levers if one.id in told), words)
    sweep = Sweep(case, chosen, 40, 3, rules, "as set")
    made = work(Piece(sweep, tuple((one.id, 1.0) for one in chosen)))
    overrides = [f"{path}={'false' if said is False else said}" for one in chosen for path, said in one.changes.items()]
    played = simulate(read_case(find_case("geneva-ii"), overrides), runs=40, seed=3, rules=rules)
    signed = (played.whole().signed >= 0).T.astype(np.uint8)
    levels = len(played.plan.levels)
    assert (made["hits"][-2 * levels :: 2] == signed).all()
    assert signed.any()


def test_a_part_of_the_way_is_that_part_in_every_draw():
    case = doubtful()
    sweep = Sweep(case, case.levers, 40, 1, FEW, "part")
    here = shared(sweep)
    none, half, whole = (here.draws(one) for one in ((), (("pay", 0.25),), (("pay", 1.0),)))
    path = "guarantees.pension.credibility"
    np.testing.assert_allclose(
        half.of(path, 9.0), 0.75 * none.of(path, 9.0) + 0.25 * whole.of(path, 9.0), rtol=0, atol=1e-15
    )
    for other in set(none.rows) - {path}:
        assert none.of(other, 9.0).tolist() == half.of(other, 9.0).tolist()


def test_a_number_that_the_case_does_not_mention_starts_from_nothing_and_words_move_whole():
    case = door()
    new = Lever(id="new", kind="support", changes={"levels.deal.enforcement": 0.8})
    shut = Lever(id="shut", kind="channel", changes={"tracks.table.open": False})
    fixed = Lever(id="fixed", kind="enforcement", changes=new.changes, graded=False)
    loose = Lever(id="loose", kind="spoiler", changes={"actors.rebels.attacking_cost": 0.1})
    sweep = Sweep(case, (new, shut, fixed, loose), 4, 1, FEW, "new")
    assert [graded(sweep, one) for one in sweep.levers] == [True, False, False, False]
    assert shared(sweep).draws((("new", 0.5),)).of("levels.deal.enforcement", 9.0).tolist() == [0.4, 0.4]
    assert not shared(sweep).draws((("shut", 1.0),)).case.track("table").open


def test_a_piece_is_the_same_wherever_it_is_done():
    case = doubtful()
    piece = Piece(Sweep(case, case.levers, 10, 1, FEW, "sent"), (("pay", 0.5), ("whisper", 1.0)))
    sent = pickle.loads(pickle.dumps(piece))
    here, there = work(piece), work(Piece(Sweep(**{**vars(sent.sweep), "key": "elsewhere"}), sent.pulled))
    assert {name: (a.dtype, a.tobytes()) for name, a in here.items()} == {
        name: (a.dtype, a.tobytes()) for name, a in there.items()
    }


# --- intervals and frontiers ------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=3, max_size=60))
def test_a_difference_of_unclustered_runs_is_students(pairs):
    one, other = (np.array(side, dtype=np.float64) for side in zip(*pairs, strict=True))
    found = contrast([mean_of(one), mean_of(other)], [1.0, -1.0], np.arange(len(pairs)))
    assert found.value == pytest.approx((one - other).mean(), abs=1e-12)
    assert found.moved == int((one != other).sum())
    if np.ptp(one - other) > 0:
        ends = ttest_rel(one, other).confidence_interval(0.95)
        assert (found.low, found.high) == pytest.approx((ends.low, ends.high), abs=1e-9)


def test_runs_of_one_draw_are_no_more_evidence_than_one():
    rng = np.random.default_rng(1)
    one, other = rng.random(50), rng.random(50)
    single = contrast([mean_of(one), mean_of(other)], [1.0, -1.0], np.arange(50))
    again = [np.repeat(side, 4) for side in (one, other)]
    fourfold = contrast([mean_of(side) for side in again], [1.0, -1.0], np.arange(200) // 4)
    assert (fourfold.value, fourfold.error) == pytest.approx((single.value, single.error), abs=1e-12)


def test_what_nothing_is_counted_among_has_no_effect_and_few_have_a_wide_one():
    none = (np.zeros(40), np.zeros(40))
    assert contrast([none, none], [1.0, -1.0], np.arange(40)).value is None
    tries = np.zeros(40)
    tries[:4] = 1.0
    hits = np.zeros(40)
    hits[:2] = 1.0
    few = contrast([(hits, tries), mean_of(np.zeros(40))], [1.0, -1.0], np.arange(40))
    assert few.error is not None
    assert few.error > 0.2


COSTS = st.integers(0, 4).map(float)


@given(st.lists(st.tuples(COSTS, COSTS, st.integers(-3, 3).map(float)), min_size=1, max_size=12))
def test_the_frontier_is_what_no_other_point_beats(points):
    """By brute force, for one cost and for a cost of each of two holders."""
    for costs in ([p[:1] for p in points], [p[:2] for p in points]):
        effects = [p[2] for p in points]
        kept = []
        for i in range(len(points)):
            beaten = False
            for j in range(len(points)):
                as_good = effects[j] >= effects[i] and all(b <= a for a, b in zip(costs[i], costs[j], strict=True))
                better = effects[j] > effects[i] or any(b < a for a, b in zip(costs[i], costs[j], strict=True))
                beaten = beaten or (as_good and better)
            kept.append(not beaten)
        assert efficient(np.array(costs), effects).tolist() == kept
        assert any(kept)


def test_costs_are_added_and_one_holder_cannot_pay_more_than_all():
    def lever(id, cost, holder):
        return Lever.model_validate(
            {"id": id, "kind": "channel", "changes": {"tracks.t.open": True}, "cost": cost, "holder": holder}
        )

    a, b, c, d = lever("a", [10, 60, 70], "x"), lever("b", 60, "x"), lever("c", "?", "y"), lever("d", None, "y")
    assert costs_of([a, b]) == (70.0, 120.0, 130.0)
    assert by_holder([a, b], ["x", "y"]) == [120.0, 0.0]
    assert (known_cost([a, b]), known_cost([a, c]), known_cost([d])) == (True, False, False)
    assert (affordable([a]), affordable([a, b]), ALL) == (True, False, 100.0)
