"""Claims on signs: rows that agree with the list of `watch`."""

from typing import Any

import pytest

from backchannel.analyses.claims import claims
from backchannel.analyses.states import STATES
from backchannel.analyses.watched import watched_rows
from backchannel.core.errors import AskError
from tests.analyses.cases import geneva, row, rows
from tests.analyses.indicators import QUESTIONS, RULES, RUNS, SIGNS, case, found


def on_signs(comparator=">", **more):
    where = {"channel": "table", "level": "settlement", "months": 8}
    return {"finding": "watch", "where": where, "column": "bits", "comparator": comparator, "says": "x", **more}


def judged(*tests, signs=None):
    told = [{"id": "W", "locator": "p", "says": "s", "tests": list(tests)}]
    vague = {"id": "vague", "ask": "Well?", "by": ["2014-05-28"], "yes_if": "so"}
    return claims(case(signs, claims=told, questions=[*QUESTIONS, vague]), runs=800)


def test_a_claim_on_signs_can_hold_and_can_fail():
    corridor = {"channel": "corridor", "level": "settlement", "months": 8}
    loud = {"id": "loud", "what": "x", "state": "text_in_force", "if_so": 0.95, "if_not": 0.05}
    dull = [{**SIGNS[0], "if_so": 0.3, "if_not": 0.3}, loud]
    assert judged(on_signs(against=corridor), signs=dull).rows[0]["status"] == "holds"
    assert judged(on_signs("<", against=corridor), signs=dull).rows[0]["status"] == "fails"
    assert judged(on_signs(value=0.9)).rows[0]["status"] == "fails"
    assert judged(on_signs("<", value=0.9)).rows[0]["status"] == "holds"
    assert judged(on_signs(against=corridor, column="ceiling"), signs=dull).rows[0]["status"] == "holds"
    twice = on_signs(against=corridor, against_under={"tracks.plenary.meets": 0.3}, times=0.5)
    assert judged(twice, signs=dull).rows[0]["status"] == "holds"


@pytest.mark.parametrize(
    "where",
    [
        {"channel": "attic", "level": "settlement", "months": 8},
        {"indicator": "nobody", "level": "settlement", "months": 8},
        {"channel": "table", "level": "peace", "months": 8},
        {"channel": "table", "level": "settlement", "months": 0},
        {"channel": "table", "level": "settlement", "months": "long"},
        {"channel": "table", "question": "deal", "by": "2014-05-29"},
        {"channel": "table", "question": "peace", "by": "2014-05-28"},
        {"channel": "table", "question": "deal", "months": 1000},
        {"channel": "table", "question": "vague", "months": 8},
        {"channel": "table", "indicator": "bell", "level": "settlement", "months": 8},
        {"channel": "table"},
        {"level": "settlement", "months": 8},
    ],
    ids=str,
)
def test_a_row_on_signs_that_is_none_says_where_to_correct_it(where):
    with pytest.raises(AskError, match=r"claims\.yaml"):
        judged(on_signs(value=0.1) | {"where": where})


def test_a_test_on_signs_has_two_columns():
    with pytest.raises(AskError, match=r"bits or ceiling only.*claims\.yaml"):
        judged(on_signs(value=0.1, column="entropy"))
    with pytest.raises(AskError, match="speaks of the corridor"):
        judged(on_signs(value=0.1) | {"where": {"channel": "corridor", "level": "settlement", "months": 8}},
               signs=[SIGNS[3]])  # fmt: skip


def test_rows_agree_with_the_list():
    """The row of a claim is that of the list, on the same runs: there is one way to tell."""
    about: dict[str, Any] = {"question": "deal", "by": "2014-09-28"}
    wanted: list[dict[str, Any]] = [
        {"indicator": "bell", **about},
        {"indicator": "weather", **about},
        {"channel": "table", **about},
    ]
    bell, weather, table = rows(watched_rows(case(), runs=RUNS, wanted=wanted, rules=RULES).finding)
    for one in (bell, weather):
        listed = row(found(), indicator=one["best"], by="2014-09-28")
        assert max(0.0, one["bits"]) == pytest.approx(listed["bits"], abs=1e-12)
        assert one["bits_error"] == pytest.approx(listed["bits_error"], abs=1e-12)
    dated = watched_rows(case(), runs=RUNS, wanted=[{**wanted[2], "by": "2014-09-28"}], rules=RULES)
    counted: dict[str, Any] = {"channel": "table", "question": "deal", "months": 8}  # from January to September
    assert watched_rows(case(), runs=RUNS, wanted=[counted], rules=RULES).told[0]["bits"].mean == (
        dated.told[0]["bits"].mean
    )
    assert table["bits"] == max(bell["bits"], weather["bits"])


@pytest.mark.slow
def test_geneva_has_signs_of_both_channels_and_the_claim_is_tested_whole():
    the_case = geneva()
    channels = {STATES[n.state].channel for n in the_case.indicators}
    assert channels == {"corridor", "table"}
    got = claims(the_case, runs=200, claim="C17")
    assert got.rows[0]["tested"] == "whole"
    assert got.rows[0]["status"] in ("holds", "fails", "too close to call")
    assert len(got.parts[0].rows) == 3
