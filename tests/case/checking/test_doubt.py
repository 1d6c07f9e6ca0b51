import pytest

from backchannel.case.checking import Look, doubt
from backchannel.case.draws import sample
from tests.case.checking.saying import case_with, keeps_silent, said, speaks

JUDGED = "{low: 0.3, best: 0.3, high: 0.3, evidence: judgement, note: x}"
SPEAKS = [
    (doubt.unknown, [], "not known", "actors.northland.openness"),
    (doubt.unknown, [("private: [60, 80, 95]", "private: ?")], "not known", "stances.rebels.leadership.private"),
    (doubt.unknown, [("private: [60, 80, 95], ", "")], "not known", "stances.rebels.leadership.private"),
    (doubt.unknown, [("private: 90, salience: 30", "private: 90")], "not known", "stances.rebels.access.salience"),
    (
        doubt.too_narrow,
        [("private: 90", "private: {best: 90, evidence: judgement, note: x}")],
        "a point on a judgement",
        "stances.rebels.access.private",
    ),
    (doubt.too_narrow, [("reliability: B", "reliability: C")], "middling grounds", "stances.rebels.access.private"),
    (doubt.too_narrow, [("credibility: 2", "credibility: 3")], "middling grounds", "stances.rebels.access.private"),
    (doubt.too_narrow, [("reliability: B", "reliability: E")], "weak grounds", "stances.rebels.access.private"),
    (doubt.too_narrow, [("credibility: 2", "credibility: 6")], "weak grounds", "stances.rebels.access.private"),
    (doubt.too_narrow, [("trust: 0.3", f"trust: {JUDGED}")], "a point", "actors.government.trust"),
    (
        doubt.too_narrow,
        [("private: [60, 80, 95]", "private: {low: 79, best: 80, high: 81, evidence: judgement, note: x}")],
        "narrower than its source warrants on a judgement",
        "stances.rebels.leadership.private",
    ),
    (doubt.bare_point, [], "nobody can know it", "actors.government.trust"),
    (doubt.bare_point, [], "nobody can know it", "stances.rebels.access.private"),
    (doubt.bare_point, [], "nobody can know it", "actors.circle.trust.else"),
    (doubt.past_the_end, [("trust: 0.3", "trust: [0, 0.5, 0.8]")], "past the end", "actors.government.trust"),
    (doubt.past_the_end, [("trust: 0.3", "trust: [0.2, 0.5, 1]")], "past the end", "actors.government.trust"),
    (doubt.past_the_end, [("trust: 0.3", "trust: [0, 0.5, 1]")], "as wide as", "actors.government.trust"),
]
SILENT = [
    (doubt.unknown, [], "stances"),
    (doubt.too_narrow, [], ""),  # B2
    (doubt.too_narrow, [("reliability: B", "reliability: A"), ("credibility: 2", "credibility: 1")], ""),
    (doubt.too_narrow, [("trust: 0.3", "trust: {low: 0.2, best: 0.3, high: 0.4, evidence: judgement, note: x}")], ""),
    (doubt.bare_point, [("trust: 0.3", "trust: [0.2, 0.3, 0.4]")], "actors.government"),
    (doubt.past_the_end, [], ""),
    (doubt.past_the_end, [("trust: 0.3", "trust: [0, 0.1, 0.3]")], ""),  # low, and said to be so
]


@pytest.mark.parametrize(("check", "changes", "words", "field"), SPEAKS)
def test_it_speaks(check, changes, words, field):
    speaks(check, changes, words, field)


@pytest.mark.parametrize(("check", "changes", "words"), SILENT)
def test_it_keeps_silent(check, changes, words):
    keeps_silent(check, changes, words)


def fields(check, *changes):
    return [field for field, _ in said(check, list(changes))]


def test_what_is_said_in_public_is_on_record():
    """The stance as a whole is a judgement; only its private side needs doubt."""
    changes = ("private: 90, salience: 30, evidence: e1", "private: 90, salience: 30, evidence: judgement, note: x")
    found = fields(doubt.too_narrow, changes)
    assert found == ["stances.rebels.access.private", "stances.rebels.access.salience"]


def test_nought_and_all_may_be_points_but_not_in_somebodys_head():
    changes = [("effect: 0.1", "effect: 0, evidence: judgement, note: none"), ("trust: 0.3", "trust: 0")]
    assert "levels.aid.breakage.rebels.effect" not in fields(doubt.too_narrow, *changes)
    assert "actors.government.trust" in fields(doubt.bare_point, *changes)


def test_a_point_is_reported_once():
    changes = [("trust: 0.3", f"trust: {JUDGED}"), ("reliability: B", "reliability: E")]
    assert set(fields(doubt.too_narrow, *changes)).isdisjoint(fields(doubt.bare_point, *changes))


def test_the_strongest_is_the_yardstick():
    strength = "capability: {best: 100, evidence: judgement, note: x}"
    weaker = "capability: {best: 40, evidence: judgement, note: x}"
    found = fields(doubt.too_narrow, ("trust: 0.3", strength), ("audience_cost:", f"{weaker}\n    audience_cost:"))
    assert found == ["actors.rebels.capability"]


@pytest.mark.parametrize(
    ("source", "item", "grade"),
    [("A", 1, "strong"), ("B", 2, "strong"), ("C", 1, "middling"), ("A", 3, "middling"), ("D", 1, "weak"),
     ("A", 4, "weak"), ("F", 6, "weak"), (None, None, "middling"), ("A", None, "middling")],
)  # fmt: skip
def test_the_weaker_of_two_grades_counts(source, item, grade):
    reliability = f"reliability: {source}, " if source else ""
    credibility = f", credibility: {item}" if item else ""
    case = case_with([("reliability: B, ", reliability), (", credibility: 2", credibility)])
    assert doubt.grade_of(case, ("e1",)) == grade
    assert doubt.grade_of(case, ("e1", "judgement")) == "judgement"


def test_the_best_item_counts():
    second = "credibility: 2}\n  - {id: e2, source: article, credibility: 5}"
    case = case_with([("credibility: 2}", second)])
    assert [doubt.grade_of(case, ids) for ids in (("e2",), ("e1", "e2"))] == ["weak", "strong"]


def test_quantiles_are_those_of_the_draws():
    """What a check says of the share of draws at an end holds of the draws."""
    case = case_with([("trust: 0.3", "trust: [0.2, 0.5, 0.9]")])
    number = next(n for n in Look(case).numbers if n.key == "actors.government.trust")
    draws = sample(case, runs=4000, seed=3).of("actors.government.trust", 0.0)
    for u in (0.1, 0.5, 0.8):
        assert (draws < doubt.quantile(number, u)).mean() == pytest.approx(u, abs=0.02)


def test_a_number_that_reaches_past_the_end_piles_up_there():
    case = case_with([("trust: 0.3", "trust: [0, 0.5, 0.8]")])
    draws = sample(case, runs=4000, seed=3).of("actors.government.trust", 0.0)
    assert (draws == 0).mean() > doubt.TAIL
