"""The classics inside the game: printed numbers, the generated page, and how errors shrink off the grid."""

from __future__ import annotations

import runpy

import pytest

from backchannel.analyses.classics import classics
from backchannel.analyses.classics.deciding import fights, vetoes
from backchannel.analyses.classics.dividing import around_median, committed, median_offers
from backchannel.analyses.classics.moving import after_attack, carried
from backchannel.analyses.classics.toys import Row, surplus_of, war
from tests.support import ROOT

PRINTED = {
    "lower end of the range, p = 0.6, step 1/20": 0.5,
    "upper end of the range, p = 0.6, step 1/20": 0.75,
    "share of who proposes first, patience 0.9, 0.8, step 1/14": 5 / 7,
    "share of who proposes first, patience 0.5, 0.5, step 1/30": 2 / 3,
    "proposer share, n = 3, patience 0.9": 0.7,
    "proposer share, n = 5, patience 0.8": 0.68,
    "partner share, n = 5, patience 0.8": 0.16,
    "worth to player 1, chances 0.5, patience 0.95, step 1/140": 10 / 14,
    "worth to player 2, chances 0.3, patience 0.9, step 1/140": 3 / 14,
    "share of a, nash rule": 0.625,
    "share of the side with the costlier line, costs 0.6 and 0.2": 4 / 7,
    "largest shift without war, p = 0.6, patience 0.9": 1 / 18,
    "share of a shift of 0.2 that a guarantee must prevent, p = 0.6, patience 0.9": 13 / 18,
    "enforcement at which peace of 0.7 is accepted, war 0.5, trust 0.5": 3 / 7,
    "credibility a guarantee needs: leader, life after office worth 0.3": 2.1 / 2.3,
    "credibility a guarantee needs: insider who keeps the post": 0.7,
    "share of the spoils that a leader must pay, coalition 10 of 50, patience 0.9": 0.1 / 0.82,
    "public threat: chance that the challenger fights": 0.25,
    "public threat: chance of a fight from which the defender yields": 0.5,
    "private threat: chance that the challenger fights": 0.175,
    "private threat: chance of a fight from which the defender yields": 0.14,
    "rate of giving way of side 1 at t = 1": 0.6 / 1.6,
    "rate of giving way of side 2 at t = 1": 0.3 / 1.3,
    "chance of having given way of side 1 at t = 1": 0.6 / 1.6,
    "chance that 2 with a veto agree, all pairs of 601 evenly spread ideals": 0.75,
    "trust after an attack got through, prior 0.5, stops 0.8 against 0.3": 2 / 9,
    "prior up to which an attack spoils, needed 0.4": 0.7,
    "private distance of two backers after 80 meetings, the fixed point": 0.08 / 0.46,
    "share of cases carried, believed 0.3, needed 0.5": 0.6,
}
"""From the papers, or worked out by hand from their formulas; neither the catalogue nor the game is asked."""


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    found = {row.name: row for row in classics()}
    assert len(found) == len(classics()), "two numbers of one name"
    return found


@pytest.mark.slow
def test_every_number_is_as_near_as_it_says(rows):
    assert [row.name for row in rows.values() if not row.holds] == []
    assert len(rows) > 50


@pytest.mark.slow
def test_tolerances_are_the_promised_ones(rows):
    for row in rows.values():
        chance = "draws" in row.name or "runs" in row.name or row.name.startswith("rate, ended")
        assert row.tolerance <= (0.05 if chance else max(1e-6, row.step)), row.name
        assert row.how in ("game", "inequality", "reduced")


@pytest.mark.slow
@pytest.mark.parametrize("name", PRINTED)
def test_numbers_as_printed(rows, name):
    assert rows[name].expected == pytest.approx(PRINTED[name], abs=1e-9)
    assert rows[name].got == pytest.approx(PRINTED[name], abs=1e-6)


@pytest.mark.slow
def test_the_page_is_in_step_with_the_code():
    script = runpy.run_path(str(ROOT / "docs" / "make_classics.py"))
    committed_page = (ROOT / "docs" / "explanation" / "classics.md").read_text(encoding="utf-8")
    assert committed_page == script["page"](), "run: python docs/make_classics.py"


# What a few of them rest on, at other numbers, fast.


@pytest.mark.parametrize(("p", "costs"), [(0.3, (0.05, 0.2)), (0.85, (0.1, 0.1))])
def test_the_ends_of_the_range_leave_one_side_indifferent(p, costs):
    case = war(p, costs)
    assert surplus_of(case, [p - costs[0]], "a") == pytest.approx(0.0, abs=1e-12)
    assert surplus_of(case, [p + costs[1]], "b") == pytest.approx(0.0, abs=1e-12)


def test_lines_move_shares_towards_who_can_less_afford_to_leave_them():
    assert committed((0.5, 0.5), 40) == pytest.approx(0.5, abs=1e-9)
    assert committed((1.0, 0.2), 64) == pytest.approx(2 / 3.2, abs=1 / 64)


def test_the_median_draws_proposals_in_as_patience_grows():
    reach = [max(abs(z - 0.45) for z in median_offers(patience, 100)) for patience in (0.9, 0.98)]
    assert reach[1] < reach[0]
    assert reach[1] == pytest.approx(around_median(0.98), abs=0.01)


def test_a_threat_without_an_audience_is_a_bluff_less_often_called():
    assert fights(0.0, -1.0, 0.2, "table") == pytest.approx(0.2 / 1.2)
    assert fights(0.5, -1.0, 0.2, "table") == pytest.approx(0.7 / 1.2)


def test_more_vetoes_fewer_deals_and_more_suppression_more_blame():
    assert vetoes(2, 4000) > vetoes(3, 4000) > vetoes(5, 4000)
    assert after_attack(0.5, False, (0.9, 0.3)) < after_attack(0.5, False, (0.6, 0.3)) < 0.5
    assert after_attack(0.5, False, (0.6, 0.6)) == 0.5


def test_a_frame_nobody_believes_carries_nobody():
    assert carried(0.0, 0.5) == pytest.approx(0.0, abs=1e-12)
    assert carried(0.25, 0.5) == pytest.approx(0.5)
