"""The model's forecasts as entries: dated as the case is, with their manifest and label."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from backchannel.analyses.forecast import forecast as analysis
from backchannel.case.reading import case_hash, find_case, read_case
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.ledger.recording import forecasts_of, id_of, missing, named, questions_of, with_questions
from backchannel.runs import Rules
from tests.ledger.cases import NOW, book


@cache
def geneva():
    return read_case(find_case("geneva-ii"))


@cache
def found():
    return analysis(geneva(), runs=40, seed=7, rules=Rules(months=3), what_if=False)


def recorded(ledger, **how):
    drafts = forecasts_of(geneva(), found(), **how)
    return ledger.append(lambda reader: with_questions(geneva(), drafts, reader), now=NOW)


def test_every_question_by_every_date():
    asked: Any = questions_of(geneva())
    assert len(asked) == sum(len(question.by) for question in geneva().questions)
    says = asked["geneva_ii/truce_undermined/2014-04-30"].says
    assert (says.open, says.close) == ("2014-01-28", "2014-04-30")
    assert says.whole_rule.endswith("Void if: No such arrangement had started by 31 March 2014.")
    assert asked["geneva_ii/any_signed_result/closing"].says.close is None
    assert {draft.label for draft in asked.values()} == {Label.TEAM}  # as of any record that says nothing
    assert id_of("a", "b", "End of the War!") == "a/b/end-of-the-war"


def test_a_forecast_carries_its_manifest_and_label(tmp_path):
    with book(tmp_path / "ledger.sqlite") as ledger:
        entries = recorded(ledger, confidence="low")
        assert ledger.verify().whole
    rows = {id_of("geneva_ii", r["question"], r["by"]): r for r in found().rows if r["probability"] is not None}
    made = {entry.question: entry for entry in entries if entry.kind == "forecast"}
    assert set(made) == set(rows)
    for name, entry in made.items():
        said, row = entry.says, rows[name]
        assert (said.p, said.low, said.high, said.band) == (row["probability"], row["low"], row["high"], row["band"])
        assert (said.model.error, said.model.counted) == (row["error"], row["counted"])
        assert (said.model.case, said.model.seed, said.model.runs) == (case_hash(geneva()), 7, 40)
        assert said.model.program.startswith("backchannel ")
        assert (said.t, said.origin, said.forecaster) == ("2014-01-28T00:00:00Z", "model", "backchannel")
        assert (said.confidence, said.hindsight) == ("low", True)  # as the case declares
        assert entry.label is found().label is Label.SECRET
    assert len({entry.says.model.id for entry in made.values()}) == 1


def test_questions_are_asked_once_and_changed_ones_refused(tmp_path):
    with book(tmp_path / "ledger.sqlite") as ledger:
        first = recorded(ledger)
        with pytest.raises(AskError, match="is this forecaster's forecast of the same time; correct it"):
            recorded(ledger)
        again = recorded(ledger, forecaster="backchannel seed 7")
        assert len(again) == sum(entry.kind == "forecast" for entry in first)
        later = geneva().model_copy(update={"case": geneva().case.model_copy(update={"as_of": NOW.date()})})
        reader: Any = _Reader(ledger)
        assert missing(questions_of(later), reader, [e.question for e in first]) == []  # only opened later
        drafts = forecasts_of(geneva(), found(), forecaster="other")
        asked = tuple(
            q.model_copy(update={"yes_if": "Somebody says so."}) if q.id == "second_round" else q
            for q in geneva().questions
        )
        with pytest.raises(AskError, match="second_round/2014-02-28: the ledger holds this question with another"):
            with_questions(geneva().model_copy(update={"questions": asked}), drafts, reader)


class _Reader:
    def __init__(self, ledger):
        self.of = lambda question: ledger.standing()


def test_nothing_to_record():
    empty = replace(found(), rows=())
    with pytest.raises(AskError, match="nothing to record"):
        forecasts_of(geneva(), empty)
    with pytest.raises(AskError, match="--at: expected a day"):
        forecasts_of(geneva(), found(), at="soon")


def test_what_a_question_may_be_called():
    known = {"g/rain/2014-02-28": Label.TEAM, "g/rain/2015-02-28": Label.TEAM, "g/snow/closing": Label.SECRET}
    assert named("rain/2015-02-28", known) == "g/rain/2015-02-28"
    assert named("snow", known) == "g/snow/closing"
    with pytest.raises(
        AskError, match=r"2 questions .* called so: g/rain/2014-02-28, g/rain/2015-02-28; name one whole"
    ):
        named("rain", known)
    with pytest.raises(AskError, match=r"did you mean g/rain/2015-02-28\?"):
        named("rain/2015-02-27", known)
    with pytest.raises(AskError) as told:
        named("snwo/closing", known)
    assert "snow" not in str(told.value)
