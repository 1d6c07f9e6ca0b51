"""Pools: those of the theory, over entries that are named."""

import pytest

from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.ledger.pooling import pooled
from tests.ledger.cases import NOW, RAIN, answer, book, forecast, question


@pytest.fixture
def ledger(tmp_path):
    given = [forecast(0.6, "anna"), forecast(0.7, "ben", label=Label.TEAM), forecast(0.65, "cleo", "2014-02-03")]
    with book(tmp_path / "ledger.sqlite", question(), *given) as ledger:
        yield ledger


def made(ledger, of=(2, 3, 4), **how):
    return ledger.append(lambda reader: [pooled(RAIN, reader.of(RAIN), of, **how)], now=NOW)[0]


def test_pools_of_the_theory(ledger):
    linear = made(ledger)
    assert linear.says.p == pytest.approx(0.65, abs=1e-9)
    extreme = made(ledger, method="logit", extremise=2.0, forecaster="extremised")
    assert extreme.says.p == pytest.approx(0.776931, abs=5e-7)
    odds = (1.5 * 7 / 3 * 13 / 7) ** (2 / 3)
    assert extreme.says.p == pytest.approx(odds / (1 + odds), abs=1e-9)
    plain = made(ledger, method="logit", forecaster="plain")
    odds = (1.5 * 7 / 3 * 13 / 7) ** (1 / 3)
    assert plain.says.p == pytest.approx(odds / (1 + odds), abs=1e-9)  # extremising is off unless asked for
    weighed = made(ledger, weights=[2, 1, 1], forecaster="weighed")
    assert weighed.says.p == pytest.approx((1.2 + 0.7 + 0.65) / 4, abs=1e-9)


def test_a_pool_says_how_it_was_made(ledger):
    entry = made(ledger, method="logit", weights=[2, 1, 1], extremise=1.5)
    assert entry.says.pool.model_dump() == {
        "of": (2, 3, 4), "method": "logit", "weights": (2.0, 1.0, 1.0), "extremise": 1.5,
    }  # fmt: skip
    assert (entry.says.origin, entry.label) == ("pool", Label.TEAM)  # the highest that went in
    assert entry.says.t == "2014-02-03T00:00:00Z"  # no older than the latest that went in
    assert ledger.verify().whole


@pytest.mark.parametrize(
    ("of", "how", "says"),
    [
        ((2,), {}, "two forecasts or more"),
        ((2, 2), {}, "each once"),
        ((1, 2), {}, "entry 1 is no forecast of this question"),
        ((2, 9), {}, "entry 9 is no forecast of this question"),
        ((2, 3), {"method": "median"}, "expected linear or logit"),
        ((2, 3), {"extremise": 2.0}, "--method logit beside it"),
        ((2, 3), {"method": "logit", "extremise": -1.0}, "a has a value outside its range"),
        ((2, 3), {"weights": [1.0]}, "weights has length 1; expected 2"),
        ((2, 3), {"weights": [0.0, 0.0]}, "weights are all 0"),
        ((2, 4), {"at": "2014-02-01"}, "dated after the pool"),
    ],
)
def test_what_is_no_pool(ledger, of, how, says):
    with pytest.raises(AskError, match=says):
        made(ledger, of, **how)
    assert ledger.head()[0] == 4


def test_nobody_counts_twice(ledger):
    made(ledger, (2, 3))
    with pytest.raises(AskError, match="entry 2 is already in a pool"):
        made(ledger, (2, 5))
    ledger.append([forecast(0.1, "anna", "2014-02-05")], now=NOW)
    with pytest.raises(AskError, match="counts a forecaster twice"):
        made(ledger, (2, 6))
    ledger.append([forecast(0.2, "anna", "2014-02-06", corrects=6)], now=NOW)
    with pytest.raises(AskError, match="entry 6 was corrected; entry 7 stands"):
        made(ledger, (3, 6))


def test_certainty_has_no_odds(ledger):
    ledger.append([forecast(1.0, "dora")], now=NOW)
    with pytest.raises(AskError, match=r"no odds to pool \(entry 5\); use --method linear"):
        made(ledger, (2, 5), method="logit")
    assert made(ledger, (2, 5)).says.p == 0.8


def test_not_after_the_answer(ledger):
    ledger.append([answer(on="2014-02-02")], now=NOW)
    with pytest.raises(AskError, match="after the question was resolved"):
        made(ledger)
    assert made(ledger, (2, 3)).number == 6
