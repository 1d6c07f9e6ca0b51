"""What the ledger takes and what it refuses."""

import pytest
from pydantic import ValidationError

from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from tests.ledger.cases import NOW, RAIN, SNOW, answer, book, forecast, question


def refused(ledger, draft, *words, **how):
    before = ledger.head()
    with pytest.raises(AskError) as told:
        ledger.append([draft], now=NOW, **how)
    for word in words:
        assert word in str(told.value), told.value
    assert "0.1357" not in str(told.value)
    assert ledger.head() == before


@pytest.fixture
def asked(tmp_path):
    with book(tmp_path / "ledger.sqlite", question(), question(SNOW), forecast(0.3)) as ledger:
        yield ledger


def test_dates(asked):
    refused(asked, forecast(0.1357, day="2014-01-27"), "older than the question", "opened 2014-01-28")
    refused(asked, forecast(0.1357, day="2014-03-01"), "after the question closed, on 2014-02-28")
    assert asked.append([forecast(day="2014-02-28", t="2014-02-28T23:59:59Z")], now=NOW)
    refused(asked, forecast(0.1357, day="2015-01-02", name=SNOW), "lies in the future", "--future")
    assert asked.append([forecast(day="2015-01-02", name=SNOW)], now=NOW, future=True)
    asked.append([answer(on="2014-02-10")], now=NOW)
    refused(asked, forecast(0.1357, "ben", "2014-02-10"), "after the question was resolved, 2014-02-10", "(entry 6)")
    assert asked.append([forecast(0.2, "ben", "2014-02-09")], now=NOW)
    refused(asked, forecast(0.1357, "ben", "2014-03-01"), "after the question closed", future=True)


def test_questions(asked):
    refused(asked, forecast(name="weather/rian/2014-02-28"), "no such question", f"did you mean {RAIN}?")
    refused(asked, forecast(name="rain/2014-02-27"), "no such question", f"did you mean {RAIN}?")
    refused(asked, forecast(name="something/else"), "`backchannel ledger show` lists")
    refused(asked, question(), "in the ledger already, as entry 1")
    asked.append([question("hidden/reign", Label.SECRET)], now=NOW)
    with pytest.raises(AskError) as told:
        asked.append([forecast(name="hidden/reigm")], now=NOW)
    assert "reign" not in str(told.value)


def test_answers(asked):
    refused(asked, answer(on="2015-01-02"), "lies in the future")
    refused(asked, answer(on="2014-01-27"), "before the question opened")
    refused(asked, answer(rule="It pours."), "not the question's")
    asked.append([question("weather/hail", void_if=None)], now=NOW)
    refused(asked, answer("void", name="weather/hail", rule="It rains."), "no rule that voids it")
    asked.append([answer()], now=NOW)
    refused(asked, answer("no"), "resolved already, by entry 5", "--correct 5")
    corrected = asked.append([answer("no", "2014-03-01", corrects=5)], now=NOW)
    assert asked.standing().answers[RAIN].resolution.outcome == "no"
    refused(asked, answer(corrects=5), "correct entry 6")
    assert corrected[0].number == 6


def test_corrections(asked):
    refused(asked, forecast(0.1357), "entry 3 is this forecaster's forecast of the same time", "--correct 3")
    refused(asked, forecast(0.1357, "ben", corrects=3), "nobody corrects another's forecast")
    refused(asked, forecast(0.1357, name=SNOW, corrects=3), "entry 3 is no forecast of this question")
    refused(asked, forecast(0.1357, corrects=1), "entry 1 is no forecast of this question")
    refused(asked, forecast(0.1357, corrects=77), "entry 77 is no forecast of this question")
    asked.append([forecast(0.4, corrects=3)], now=NOW)
    refused(asked, forecast(0.1357, corrects=3), "corrected before; correct entry 4")
    standing = asked.standing()
    assert (standing.latest(3), list(standing.forecasts)) == (4, [4])
    assert standing.entries[3].says.p == 0.3  # it is still there
    asked.append([answer()], now=NOW)
    refused(asked, forecast(0.1357, corrects=4), "is resolved (entry 5); its forecasts stay as they are")


def test_labels(asked):
    asked.append([question("weather/fog", Label.TEAM)], now=NOW)
    refused(asked, forecast(0.1357, name="weather/fog", label=Label.PARTNERS), "labelled team; an entry", "partners")
    assert asked.append([forecast(name="weather/fog", label=Label.SECRET)], now=NOW)[0].label is Label.SECRET


def test_all_or_none(asked):
    refused_at_last = [forecast(0.5, "cleo"), forecast(0.1357, "dora", "2014-03-05")]
    with pytest.raises(AskError, match="closed"):
        asked.append(refused_at_last, now=NOW)
    assert asked.head()[0] == 3


@pytest.mark.parametrize(
    "said",
    [
        {"p": 1.2}, {"p": -0.1}, {"p": float("nan")}, {"p": True}, {"p": "0.3"}, {"low": 0.2},
        {"low": 0.5, "high": 0.6},
        {"low": 0.2, "high": 1.1}, {"who": "anna\x1b[31m"}, {"who": ""}, {"who": "an=na"}, {"confidence": "sure"},
        {"evidence": ("a;b",)}, {"rationale": " "}, {"rationale": "x" * 4001}, {"t": "2014-01-29"}, {"corrects": 0},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_forecast(said):
    with pytest.raises(ValidationError):
        forecast(**{"p": 0.3, **said})


@pytest.mark.parametrize("name", ["", "Rain", "a//b", "a/b/c/d/e", "/a", "a b", "a" * 201, "a/é"])
def test_what_is_no_id(name):
    with pytest.raises(ValueError, match="expected an id"):
        question(name)


def test_a_question_that_closes_before_it_opens():
    with pytest.raises(ValidationError, match="no earlier"):
        question(close="2014-01-27")
