"""Forecasts: the same counts as the runs themselves, both kinds of doubt, and what cannot be said is not said."""

import json
from functools import cache

import numpy as np
import pytest

from backchannel.analyses.courses_over_time import surviving
from backchannel.analyses.forecast import forecast
from backchannel.analyses.happening import NEVER
from backchannel.analyses.tallying import asked, tally
from backchannel.case.estimate import Estimate
from backchannel.case.reading import find_case, read_case
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.core.theme import dressed
from backchannel.core.words import band
from backchannel.runs import Rules, simulate
from backchannel.terminal import forecasting
from tests.conference.cases import case_of, dynamic, random_tree

CASE = read_case(find_case("geneva-ii"))
RULES = Rules(inner=5, months=14)
RUNS = 300


@cache
def found():
    return forecast(CASE, runs=RUNS, rules=RULES)


@cache
def played():
    return simulate(CASE, runs=RUNS, rules=RULES)


def rows(question):
    return [r for r in found().rows if r["question"] == question]


def part(title):
    return next(p for p in found().parts if p.title == title)


def test_a_chance_is_a_share_of_the_runs():
    whole, p = played().whole(), played().plan
    aid, truce = (["aid", "local_truce"].index(x) for x in ("aid", "local_truce"))
    ids = [level.id for level in p.levels]
    assert ids[:2] == ["aid", "local_truce"]
    table = [t.id for t in p.tracks].index("mediated_sessions")
    at_table = (whole.signed_at == table) & (whole.signed >= 0) & (whole.signed < 2)
    (row,) = rows("aid_or_truce_announced")
    assert row["probability"] == at_table[:, [aid, truce]].any(axis=1).mean()
    assert row["counted"] == RUNS
    (second,) = rows("second_round")
    both = whole.sessions[:, 0, table] & whole.present[:, 0][:, p.tracks[table].members].all(axis=1)
    assert second["probability"] == both.mean()
    assert 0 < second["probability"] < whole.sessions[:, 0, table].mean()  # some sessions are without a delegation


def test_a_conditional_question_counts_only_the_runs_it_supposes():
    whole = played().whole()
    by_march = ((whole.signed[:, :2] >= 0) & (whole.signed[:, :2] < 2)).any(axis=1)
    (row,) = rows("truce_undermined")
    assert row["counted"] == by_march.sum()
    assert row["given_by"] == "2014-03-31"
    assert 0 < row["probability"] < 1


def test_every_answer_has_both_kinds_of_doubt_and_a_band():
    answered = [r for r in found().rows if r["probability"] is not None]
    assert len(answered) >= 7
    for row in answered:
        assert 0 < row["error"] < 0.2
        assert row["band"] == band(row["probability"])
        if row["low"] is not None:
            assert 0 <= row["low"] <= row["high"] <= 1
        assert isinstance(row["enough"], bool)
        assert row["needed"] >= 1000


def test_what_cannot_be_asked_says_why():
    late = [r for r in rows("backers_new_text") if r["by"] == "2016-01-28"]
    assert [(r["probability"], r["why_not"]) for r in late] == [(None, "it lies beyond the 14 months that are played")]
    (split,) = rows("coalition_split")
    assert split["probability"] is None
    assert "`event`" in split["why_not"]
    assert any(s.startswith("Doubt: no forecast for") and "coalition_split" in s for s in found().sentences())


def test_the_ladder_and_the_curves_agree_with_the_runs():
    whole = played().whole()
    for lv, row in enumerate(part("The ladder of levels").rows):
        signed = whole.signed[:, lv]
        assert row["signed_horizon"] == (signed >= 0).mean()
        assert row["signed_year"] == ((signed >= 0) & (signed < 12)).mean()
        assert row["in_force"] == whole.force[:, -1, lv].mean()
        could = (signed >= 0) & (signed + 6 <= 14)
        assert row["held_6"] == (pytest.approx((whole.lasted[could, lv] >= 6).mean()) if could.any() else None)
    curves = [r for r in part("Over time").rows if r["level"] == "local_truce"]
    assert len(curves) == 14
    shares = [r["signed"] for r in curves]
    assert shares == sorted(shares)
    left = 1.0
    for row in curves:  # the hazards multiply up to the curve
        left *= 1.0 - (row["hazard"] or 0.0)
        assert 1.0 - left == pytest.approx(row["signed"])
    standing = [r["standing"] for r in curves if r["standing"] is not None]
    assert standing == sorted(standing, reverse=True)


def test_standing_is_kaplan_and_meier_on_the_first_spells():
    whole = played().whole()
    lv = [level.id for level in played().plan.levels].index("local_truce")
    spells = [
        (int(lasted), bool(ended))
        for lasted, ended, signed in zip(whole.lasted[:, lv], whole.ended[:, lv] > 0, whole.signed[:, lv], strict=True)
        if signed >= 0
    ]
    share = 1.0
    curves = [r["standing"] for r in part("Over time").rows if r["level"] == "local_truce"]
    for months in range(1, 15):
        # a text outlives `months` if it stood at least so long: those that ended having stood months - 1 are lost here;
        # one last seen standing after months - 1 was not watched in this month
        lost = sum(n == months - 1 and ended for n, ended in spells)
        at_risk = sum(n >= months for n, _ in spells) + lost
        if at_risk == 0:
            assert curves[months - 1] is None
            continue
        share *= 1 - lost / at_risk
        assert curves[months - 1] == pytest.approx(share)


@pytest.mark.parametrize(
    ("spells", "expected"),
    [
        ([(1, True), (1, False)], [1.0, 0.0, None, None]),
        ([(0, True), (2, False), (2, False)], [2 / 3, 2 / 3, None, None]),
        ([(0, True), (1, False), (2, True), (3, False)], [3 / 4, 3 / 4, 3 / 8, None]),
        ([(2, False)], [1.0, 1.0, None, None]),
        ([(0, True)], [0.0, None, None, None]),
        ([], [None] * 4),
    ],
)
def test_a_spell_last_seen_standing_is_not_at_risk_in_the_next_round(spells, expected):
    lasted = np.array([n for n, _ in spells], dtype=np.int16)
    assert surviving(lasted, np.array([over for _, over in spells], dtype=bool), 4) == pytest.approx(expected)


def test_rounds_longer_than_a_text_is_asked_to_stand_for(capsys):
    """A quarter cannot tell whether a text stood for a month."""
    quarterly = CASE.model_copy(update={"case": CASE.case.model_copy(update={"round": "quarter"})})
    answer = forecast(quarterly, runs=60, rules=Rules(inner=3, months=24), what_if=False)
    ladder = answer.parts[0]
    assert all(row["held_1"] is None and row["held_1_error"] is None for row in ladder.rows)
    assert any(row["held_6"] is not None for row in ladder.rows)
    said = " ".join(answer.sentences())
    assert "six months after its first signature" in said
    forecasting.forecast(answer)
    shown = capsys.readouterr().out
    assert "6 months" in shown
    assert "stands 1 month" not in shown


def test_no_error_is_given_for_the_whole():
    """That of independent draws is not the error of runs that share them; each chance has its own."""
    for one in (found(), *found().parts):
        assert "monte_carlo_error" not in one.manifest, one.title
    assert found().manifest["runs"] == RUNS


def test_who_refuses_is_a_share_of_votes():
    whole, p = played().whole(), played().plan
    for row in part("Who refused").rows:
        lv, i = [x.id for x in p.levels].index(row["level"]), p.state.index(row["actor"])
        assert row["refused"] == pytest.approx(whole.refused[:, lv, i].sum() / whole.voted[:, lv].sum())
    (said,) = (s for s in found().sentences() if s.startswith("Who refuses: "))
    assert "one that stays away" in said


def test_no_class_of_insiders_is_named_at_a_date():
    said = " ".join(found().sentences())
    for insider in CASE.insiders:
        assert CASE.name(insider) not in " ".join(
            s for s in found().sentences() if s.startswith(("Who", "Asked", "Levels"))
        )
    assert "defect" not in said
    assert found().label == Label.SECRET


def test_the_gap_goes_with_the_private_views():
    whole = played().whole()
    gaps = part("Backers apart").rows
    assert [r["private"] for r in gaps] == pytest.approx((100 * whole.gap.mean(axis=0)).tolist(), rel=1e-5)
    assert len({r["public"] for r in gaps}) == 1
    assert gaps[0]["public"] > gaps[0]["private"]


def test_what_it_rests_on_is_a_paired_difference():
    rests = part("What it rests on")
    assert {r["assumption"] for r in rests.rows} == {"enforcement", "cover", "credibility", "betrayal_loss"}
    paths = [p for p in played().draws.rows if p.endswith(".cover")]
    from backchannel.analyses.rests_on import nothing

    other = simulate(CASE, runs=RUNS, rules=RULES, instead=nothing(paths)).whole()
    for row in (r for r in rests.rows if r["assumption"] == "cover"):
        lv = [x.id for x in played().plan.levels].index(row["level"])
        assert row["without"] == (other.signed[:, lv] >= 0).mean()
        assert row["change"] == pytest.approx(row["without"] - row["as_is"])
    by_level = {r["level"]: r["change"] for r in rests.rows if r["assumption"] == "betrayal_loss"}
    assert all(change >= -0.05 for change in by_level.values())  # nobody is kept from signing by less to fear
    assert max(by_level.values()) > 0.05
    heads = [s.partition(":")[0] for s in found().sentences()]
    assert "Rests on" in heads


def test_a_base_rate_stands_beside_and_what_is_far_from_it_is_explained():
    beside = part("Beside the base rate")
    by = {r["level"]: r for r in beside.rows}
    assert {level for level, r in by.items() if r["base"] is None} == {"aid", "local_truce"}  # the files know none
    curves = {r["level"]: r for r in part("The ladder of levels").rows}
    assert by["ceasefire"]["forecast"] == curves["ceasefire"]["signed_horizon"]
    dread = {"betrayal_loss": Estimate.model_validate(0.4)}  # where being cheated is worse, nobody lays down arms
    people = tuple(a.model_copy(update=dread) if a.betrayal_loss is not None else a for a in CASE.actors)
    feared = forecast(CASE.model_copy(update={"actors": people}), runs=RUNS, rules=RULES)
    beside = next(p for p in feared.parts if p.title == "Beside the base rate")
    far = [r["level"] for r in beside.rows if r["far"]]
    assert "ceasefire" in far
    carried = [s for s in feared.sentences() if s.startswith("Carried by")]
    assert any("a general ceasefire" in s.lower() and "cheated" in s for s in carried)


def test_the_same_from_a_folder(tmp_path):
    simulate(CASE, runs=RUNS, rules=RULES, folder=tmp_path / "runs")
    kept = forecast(CASE, folder=tmp_path / "runs", what_if=False)
    assert kept.rows == found().rows
    assert [p.rows for p in kept.parts] == [p.rows for p in found().parts if p.title != "What it rests on"]


def test_a_picture_and_plain_data():
    spec = dressed(found().chart(), "secret")
    assert len(spec["concat"]) == 5
    data = json.loads(json.dumps(found().to_json(), allow_nan=False))
    assert data["manifest"]["settings"] == {"analysis": "forecast", "inner": 5, "texts": 1500, "months": 14.0}
    assert (data["manifest"]["runs"], data["manifest"]["draws"]) == (300, 60)


def test_one_question_and_an_unknown_one():
    one = forecast(CASE, runs=20, rules=RULES, question="second_round", what_if=False)
    assert {r["question"] for r in one.rows} == {"second_round"}
    with pytest.raises(AskError, match="no question called peace; there are: second_round"):
        forecast(CASE, runs=20, rules=RULES, question="peace")


@pytest.mark.parametrize("seed", [3, 8])
def test_a_case_without_questions_or_without_doubt(seed):
    case = case_of(dynamic(random_tree(seed), seed))
    answer = forecast(case, runs=40, rules=Rules(inner=4, months=6))
    assert answer.rows == ()
    assert answer.parts[0].rows
    assert answer.sentences()
    answer.chart().to_dict()


def test_a_question_is_answered_in_rounds_of_any_length():
    """Weekly and monthly rounds put a date at the same day."""
    weekly = CASE.model_copy(update={"case": CASE.case.model_copy(update={"round": "week"})})
    for case, rounds in ((CASE, 2), (weekly, 8)):
        p = simulate(case, runs=2, rules=Rules(inner=1, months=4)).plan
        (one,) = asked(case, p, "aid_or_truce_announced")
        assert one.rounds == rounds


def test_a_tally_does_not_depend_on_the_chunks():
    p = played().plan
    questions = asked(CASE, p)
    whole = tally(iter([played().whole()]), p, CASE, questions)
    from backchannel.conference.kernel import simulate as kernel

    cut = tally((kernel(p, a, b - a) for a, b in ((0, 7), (7, 130), (130, RUNS))), p, CASE, questions)
    for name in ("draw", "yes", "among", "signed", "lasted", "force", "refused", "voted", "gap"):
        assert np.array_equal(getattr(whole, name), getattr(cut, name)), name
    assert (whole.signed == NEVER).any()


def test_a_forecast_does_not_read_what_happened(tmp_path):
    """Not even where it is damaged."""
    import shutil

    shutil.copytree(find_case("geneva-ii"), tmp_path / "case")
    (tmp_path / "case" / "resolutions.yaml").write_text("{ not yaml: [")
    copy = read_case(tmp_path / "case")
    assert (
        forecast(copy, runs=20, rules=RULES, what_if=False).rows
        == forecast(CASE, runs=20, rules=RULES, what_if=False).rows
    )
