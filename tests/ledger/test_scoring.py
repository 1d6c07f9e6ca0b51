"""Scores: known ones, what counts and what does not, and what a score says of itself."""

import datetime as dt
from math import fsum, inf, log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.ledger import score as forecasters
from backchannel.ledger import scoring
from backchannel.ledger.standing import Standing
from tests.ledger.cases import NOW, RAIN, SNOW, answer, book, forecast, question

# Looked into more freely than types allow.
score: Any = forecasters.score
Scored: Any = scoring.Scored
counted: Any = scoring.counted
parts: Any = scoring.parts
resampled: Any = scoring.resampled

THEORY = ((0.1, 0.1, 0.7, 0.7, 0.7), (0, 0, 1, 1, 0))


def scored(chances, outcomes, apart=True) -> list[Any]:
    """One forecaster's last chances of questions that came out so; ``apart``: each of a case and name of its own."""
    out = []
    for n, (p, o) in enumerate(zip(chances, outcomes, strict=True)):
        name = f"case{n}/q/2014-02-28" if apart else f"case/q/2014-02-{n + 1:02d}"
        asked = question(name, close=None).says
        says = answer("yes" if o else "no", name=name).says
        out.append(Scored(name, asked, "anna", ((None, forecast(p, name=name).says),), says, None))
    return out


def many(tmp_path, chances, outcomes, **how):
    """A ledger with those questions, forecast and answered."""
    drafts = []
    for n, (p, o) in enumerate(zip(chances, outcomes, strict=True)):
        name = f"case{n}/q/2014-02-28"
        drafts += [question(name), forecast(p, name=name), answer("yes" if o else "no", name=name)]
    return book(tmp_path / "ledger.sqlite", *drafts)


def test_brier_and_its_parts_are_those_of_the_theory(tmp_path):
    found = parts(scored(*THEORY))
    assert found == pytest.approx(
        {"brier": 0.138, "reliability": 0.014 / 3, "resolution": 0.32 / 3, "uncertainty": 0.24}, abs=1e-9
    )
    with many(tmp_path, *THEORY) as ledger:
        row = score(ledger, runs=100).rows[0]
    assert row["brier"] == pytest.approx(0.138, abs=1e-9)
    assert row["reliability"] - row["resolution"] + row["uncertainty"] == pytest.approx(row["brier"], abs=1e-12)
    assert row["skill_base_rate"] == pytest.approx(1 - 0.138 / 0.24, abs=1e-9)
    assert row["skill_persistence"] == pytest.approx(1 - 0.138 / 0.4, abs=1e-9)
    assert row["log_score"] == pytest.approx((2 * log(0.9) + 2 * log(0.7) + log(0.3)) / 5, abs=1e-9)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=12))
def test_the_parts_add_up(pairs):
    found = parts(scored(*zip(*pairs, strict=True)))
    assert found["brier"] == pytest.approx(found["reliability"] - found["resolution"] + found["uncertainty"], abs=1e-12)


def test_each_day_counts_what_stood_on_it():
    asked = question().says
    given_ = tuple((None, forecast(p, day=day).says) for p, day in ((0.2, "2014-01-28"), (0.6, "2014-02-01")))
    one = Scored(RAIN, asked, "anna", given_, answer("yes", "2014-02-04").says, None)
    assert [(day.isoformat(), p) for day, p in one.days()] == [
        ("2014-01-28", 0.2), ("2014-01-29", 0.2), ("2014-01-30", 0.2), ("2014-01-31", 0.2), ("2014-02-01", 0.6),
        ("2014-02-02", 0.6), ("2014-02-03", 0.6),
    ]  # fmt: skip
    assert one.brier_daily == pytest.approx((4 * 0.64 + 3 * 0.16) / 7, abs=1e-9)
    assert one.last == 0.6
    late = Scored(RAIN, asked, "anna", given_, answer("no", "2014-06-01").says, None)
    assert list(late.days())[-1][0] == dt.date(2014, 2, 28)  # a question that is closed is forecast no longer
    at_once = Scored(RAIN, asked, "anna", given_[:1], answer("yes", "2014-01-28T10:00:00Z").says, None)
    assert len(list(at_once.days())) == 1


def test_what_counts(tmp_path):
    fog, hail, sun = (f"weather/{name}/2014-02-28" for name in ("fog", "hail", "sun"))
    drafts = [
        question(), question(SNOW), question(fog), question(hail), question(sun),
        forecast(0.2), forecast(0.4, day="2014-02-20"), forecast(0.3, "ben"), forecast(0.9, "ben", corrects=8),
        forecast(0.7, name=SNOW), forecast(0.5, name=fog), forecast(0.8, name=hail, day="2014-02-20"),
        answer("yes", "2014-02-10"), answer("void", name=fog), answer("no", name=hail, on="2014-02-10"),
        answer("yes", name=sun),
    ]  # fmt: skip
    with book(tmp_path / "ledger.sqlite", *drafts) as ledger:
        found = counted(ledger.standing())
        assert {(s.question, s.forecaster, s.last) for s in found.scored} == {(RAIN, "anna", 0.2), (RAIN, "ben", 0.9)}
        assert (found.void, found.open, found.late) == ((fog,), (SNOW,), 2)
        answered = score(ledger, runs=100)
        told = " ".join(answered.sentences())
        for words in (
            "1 question void, which scores nothing",
            "1 question with forecasts not resolved",
            "2 forecasts dated after",
        ):
            assert words in told
        assert [row["forecaster"] for row in answered.rows] == ["anna", "ben"]
        assert score(ledger, forecaster="ben", runs=100).rows[0]["brier"] == pytest.approx(0.01, abs=1e-9)
        with pytest.raises(AskError, match="no forecaster called dora; there are: anna, ben"):
            score(ledger, forecaster="dora")
        with pytest.raises(AskError, match="no case called sports; there are: weather"):
            score(ledger, case="sports")


def test_a_case_may_be_written_as_its_folder_is(tmp_path):
    name = "geneva_ii/rain/2014-02-28"
    with book(tmp_path / "ledger.sqlite", question(name), forecast(name=name), answer(name=name)) as ledger:
        assert score(ledger, case="geneva-ii", runs=100).rows == score(ledger, case="geneva_ii", runs=100).rows


def test_a_void_question_scores_nothing(tmp_path):
    with book(tmp_path / "ledger.sqlite", question(), forecast(), answer("void")) as ledger:
        with pytest.raises(AskError, match="nothing can be scored yet: 1 are void"):
            score(ledger)
        ledger.append([answer("yes", "2014-02-11", corrects=3)], now=NOW)
        assert score(ledger, runs=100).rows[0]["yes"] == 1


def test_dates_of_one_question_are_one_piece_of_evidence():
    chances, outcomes = (0.9, 0.8, 0.2, 0.1, 0.6, 0.7), (1, 1, 0, 1, 0, 1)
    together = resampled(scored(chances, outcomes, apart=False), 200, 1)
    assert {name: (f.low, f.high) for name, f in together.items()} == dict.fromkeys(together, (None, None))
    apart = resampled(scored(chances, outcomes), 2000, 1)
    brier = apart["brier"]
    assert brier.value == pytest.approx(fsum([0.01, 0.04, 0.04, 0.81, 0.36, 0.09]) / 6, abs=1e-9)
    assert 0.01 <= brier.low < brier.value < brier.high <= 0.81
    assert apart == resampled(scored(chances, outcomes), 2000, 1)
    assert resampled(scored(chances, outcomes), 100, 1) != resampled(scored(chances, outcomes), 100, 2)


@pytest.mark.slow
def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    """Forecasts of 0.3 of what has a chance of 0.3: the expected Brier score is 0.21."""
    import numpy as np

    chance, inside, trials = np.random.default_rng(5), 0, 120
    for _ in range(trials):
        found = resampled(scored([0.3] * 60, chance.random(60) < 0.3), 200, 3)["brier"]
        inside += found.low <= 0.21 <= found.high
    assert inside / trials > 0.86  # 0.95 less three errors, and a bootstrap's own shortfall


def test_skill_is_seen_where_there_is_enough_of_it(tmp_path):
    good = [0.9 if n % 2 else 0.1 for n in range(40)]
    with many(tmp_path, good, [n % 2 for n in range(40)]) as ledger:
        told = score(ledger, runs=300).sentences()[0]
        assert "better than the base rate and better than persistence" in told
    (tmp_path / "ledger.sqlite").unlink()
    with many(tmp_path, [1 - p for p in good], [n % 2 for n in range(40)]) as ledger:
        assert "worse than the base rate and worse than persistence" in score(ledger, runs=300).sentences()[0]


def test_one_case_and_hindsight_are_said(tmp_path):
    drafts = [question(), question(SNOW), forecast(0.3), forecast(0.3, name=SNOW), answer(), answer("no", name=SNOW)]
    with book(tmp_path / "ledger.sqlite", *drafts) as ledger:
        found = score(ledger, runs=100)
    told = " ".join(found.sentences())
    assert "all of one case" in told
    assert "one case is no track record" in told
    assert "2 of 2 forecasts scored here were recorded when the answer could be known" in told
    assert "better than" not in told
    assert found.rows[0]["afterwards"] == 2
    with book(tmp_path / "early.sqlite") as early:
        early.append([question(), forecast(0.3)], now=dt.datetime(2014, 1, 30, tzinfo=dt.UTC))
        early.append([answer()], now=NOW)
        assert score(early, runs=100).rows[0]["afterwards"] == 0


def day(number: int, month: int = 2) -> dt.datetime:
    return dt.datetime(2014, month, number, 12, tzinfo=dt.UTC)


BEFORE, KNOWABLE, ANSWERED, RESOLVED = day(5), day(12), day(14), day(15)
"""The answer was so on 10 February, and in the ledger from the 14th."""


def kept(tmp_path, *recorded, name="ledger.sqlite"):
    """A ledger of one question that came out as yes on 10 February, and entries by when they were recorded."""
    ledger = book(tmp_path / name)
    ledger.append([question()], now=day(1))
    early = [(now, draft) for now, draft in recorded if now < ANSWERED]
    late = [(now, draft) for now, draft in recorded if now >= ANSWERED]
    for now, draft in (*early, (ANSWERED, answer())):
        ledger.append([draft], now=now)
    for now, draft in late:
        ledger.append([draft], now=now)
    return ledger


@pytest.mark.parametrize("when", [KNOWABLE, RESOLVED])
def test_what_is_dated_back_afterwards_takes_nothings_place(tmp_path, when):
    mine, back = forecast(0.2), forecast(0.99, day="2014-02-08")
    with kept(tmp_path, (BEFORE, mine), (when, back), (when, forecast(0.9, "ben"))) as ledger:
        found = counted(ledger.standing())
        assert {(one.forecaster, one.last, one.afterwards) for one in found.scored} == {
            ("anna", 0.2, False), ("ben", 0.9, True),
        }  # fmt: skip
        answered = score(ledger, runs=100)
        rows = {row["forecaster"]: row for row in answered.rows}
        assert rows["anna"]["brier"] == pytest.approx(0.64, abs=1e-9)
        assert rows["anna"]["brier_daily"] == pytest.approx(0.64, abs=1e-9)
        assert (rows["anna"]["afterwards"], rows["ben"]["afterwards"]) == (0, 1)
        aside = next(part for part in answered.parts if part.title == "Set aside").rows
        assert [(row["forecaster"], row["t"], row["p"]) for row in aside] == [("anna", "2014-02-08T00:00:00Z", 0.99)]
        assert f"(entry {aside[0]['number']})" in " ".join(answered.sentences())
        from backchannel.ledger.showing import show

        marks = [row["afterwards"] for row in show(ledger, RAIN).rows if row["kind"] == "forecast"]
        assert marks == [False, True, True]
        assert ledger.verify().whole


def test_a_correction_that_comes_afterwards_takes_nothings_place(tmp_path):
    slip = forecast(0.95, corrects=2)
    with kept(tmp_path, (BEFORE, forecast(0.2)), (day(6), forecast(0.3, corrects=2))) as ledger:
        assert [one.last for one in counted(ledger.standing()).scored] == [0.3]
    with kept(tmp_path, (BEFORE, forecast(0.2)), (KNOWABLE, slip), name="late.sqlite") as ledger:
        found = counted(ledger.standing())
        assert [(one.last, one.afterwards) for one in found.scored] == [(0.2, False)]
        assert [one.entry.number for one in found.set_aside] == [3]


def test_a_slow_clock_does_not_make_a_forecast_earlier_than_the_answer_before_it(tmp_path):
    with kept(tmp_path, (BEFORE, forecast(0.2))) as ledger:
        ledger.append([forecast(0.99, day="2014-02-01")], now=day(3))
        assert [one.last for one in counted(ledger.standing()).scored] == [0.2]


def test_who_is_late_is_held_to_what_came_before_the_answer_was_in_the_ledger(tmp_path):
    with kept(tmp_path, (KNOWABLE, forecast(0.6)), (RESOLVED, forecast(0.99, day="2014-02-08"))) as ledger:
        assert [(one.last, one.afterwards) for one in counted(ledger.standing()).scored] == [(0.6, True)]


def test_an_answer_that_is_corrected_lets_nothing_in(tmp_path):
    with kept(tmp_path, (BEFORE, forecast(0.2)), (RESOLVED, forecast(0.01, day="2014-02-09"))) as ledger:
        ledger.append([answer("no", "2014-02-28", corrects=3)], now=day(1, 3))
        found = counted(ledger.standing())
        assert [(one.outcome, one.last) for one in found.scored] == [(0.0, 0.2)]


def test_the_label_is_that_of_what_is_set_aside_too(tmp_path):
    with kept(
        tmp_path, (BEFORE, forecast(0.2)), (RESOLVED, forecast(0.9, day="2014-02-08", label=Label.SECRET))
    ) as led:
        assert score(led, runs=100).label is Label.SECRET


def test_few_questions_are_said_to_be_few(tmp_path):
    with many(tmp_path, *THEORY) as ledger:
        assert "below 30 or so a score says little of skill" in " ".join(score(ledger, runs=100).sentences())


def test_a_chance_of_nothing_that_came_about(tmp_path):
    with many(tmp_path, (0.0, 0.5), (1, 0)) as ledger:
        found = score(ledger, runs=100)
    assert found.rows[0]["log_score"] is None
    assert [row["log_score"] for row in found.parts[0].rows] == [None, pytest.approx(log(0.5))]
    from backchannel.theory.scoring import log_score

    assert log_score([0.0], [1]) == -inf


def test_the_label_is_the_highest_of_what_was_scored(tmp_path):
    drafts = [question(), forecast(label=Label.TEAM), forecast(0.2, "ben", label=Label.PARTNERS), answer()]
    with book(tmp_path / "ledger.sqlite", *drafts, question(SNOW, Label.SECRET)) as ledger:
        assert score(ledger, runs=100).label is Label.TEAM
        assert score(ledger, runs=100, forecaster="ben").label is Label.PARTNERS


@settings(max_examples=20)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_calibration_counts_every_question_once(pairs):
    rows: Any = forecasters._bands("anna", scored(*zip(*pairs, strict=True)))
    assert sum(row["count"] for row in rows) == len(pairs)
    for row in rows:
        assert row["from"] - 1e-12 <= row["mean"] <= row["to"] + 1e-12
        assert row["low"] <= row["share"] <= row["high"]


def test_the_picture(tmp_path):
    from backchannel.core.theme import save

    with many(tmp_path, *THEORY) as ledger:
        ledger.append([forecast(0.5, "ben", name=f"case{n}/q/2014-02-28") for n in range(5)], now=NOW)
        found = score(ledger, runs=100)
    save(found.chart(), tmp_path / "score.svg", str(found.label))
    drawn = (tmp_path / "score.svg").read_text()
    for words in ("Calibration", "Day by day", "anna", "ben", "share that came about"):
        assert words in drawn


def test_nothing_stands_in_nothing():
    assert counted(Standing(())).scored == ()
