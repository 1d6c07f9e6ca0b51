"""Forecast logs in and out: byte for byte, by label, and with every fault said by its line."""

import json
import stat
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.case.problems import CaseError
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.core.words import band
from backchannel.ledger import exchange
from backchannel.ledger.exchange import COLUMNS, export, unrepeated
from backchannel.ledger.standing import Standing
from tests.ledger.cases import NOW, RAIN, SNOW, answer, book, few, forecast, question

read_log: Any = exchange.read_log
HEAD = ",".join(COLUMNS)
ROW = {
    "question_id": RAIN, "question": "Will it rain?", "resolution_rule": "It rains.", "open": "2014-01-28",
    "close": "2014-02-28", "forecaster": "anna", "t": "2014-01-29T00:00:00Z", "p": 0.3, "low": None, "high": None,
    "band": "unlikely", "confidence": None, "rationale": None, "evidence_ids": [], "model_run_id": None,
    "outcome": None, "resolved_at": None,
}  # fmt: skip


def lines(path, *rows):
    path.write_text("".join(json.dumps(ROW | row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_there_and_back(tmp_path, kind):
    first, second = tmp_path / f"first.{kind}", tmp_path / f"second.{kind}"
    with few(tmp_path / "one.sqlite") as one, book(tmp_path / "two.sqlite") as two:
        assert export(one.standing(), first, profile=Label.SECRET).rows == 3
        two.append(read_log(first, label=Label.TEAM), now=NOW)
        export(two.standing(), second, profile=Label.SECRET)
        assert two.verify().whole
    assert first.read_bytes() == second.read_bytes()
    assert "0.35" in first.read_text()
    assert "0.3," not in first.read_text()  # it was corrected
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.sampled_from(" ='\"+-@,;\n"), max_size=40
)
texts = words.map(str.strip).filter(bool)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(0, 1), texts, st.none() | st.sampled_from(("low", "high")), st.none() | texts),
        min_size=1, max_size=4,
    ),
    texts, texts, st.sampled_from(("csv", "jsonl")), st.booleans(),
)  # fmt: skip
def test_there_and_back_whatever_is_said(tmp_path_factory, given_, text, rule, kind, resolved):
    folder = tmp_path_factory.mktemp("exchange")
    drafts = [question(text=text, rule=rule)]
    drafts += [question(SNOW, rule=f"{rule} Void if: {text}", void_if=None)]
    entries = []
    for n, (p, rationale, confidence, run) in enumerate(given_):
        more: Any = {"model": {"id": run}, "origin": "model"} if run else {}
        drafts.append(forecast(p, f"f {n}", rationale=rationale, confidence=confidence, **more))
    if resolved:
        drafts.append(answer(rule=drafts[0].says.whole_rule))
    from backchannel.ledger.entries import Entry

    for n, draft in enumerate(drafts, 1):
        entries.append(Entry(n, draft.kind, draft.question, draft.label, "", draft.says, "", ""))
    first, second = folder / f"first.{kind}", folder / f"second.{kind}"
    export(Standing(entries), first)
    again = [
        Entry(n, d.kind, d.question, d.label, "", d.says, "", "")
        for n, d in enumerate(read_log(first, label=Label.PUBLIC), 1)
    ]
    export(Standing(again), second)
    assert first.read_bytes() == second.read_bytes()


def test_profiles(tmp_path):
    path = tmp_path / "log.csv"
    canary = [forecast(0.13579, "canary", name=SNOW, label=Label.SECRET, rationale="xanthocanary")]
    with few(tmp_path / "ledger.sqlite") as ledger:
        ledger.append([*canary, question("weather/hidden", Label.SECRET, text="xanthocanary?")], now=NOW)
        done = export(ledger.standing(), path)
        assert (done.rows, done.withheld, done.label) == (3, 3, Label.PUBLIC)
        assert "canary" not in path.read_text()
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
        path.unlink()
        done = export(ledger.standing(), path, profile=Label.TEAM)
        assert (done.withheld, done.label) == (2, Label.TEAM)
        assert "canary" not in path.read_text()
        assert export(ledger.standing(), path, profile=Label.SECRET).withheld == 0
        assert path.read_text().count("xanthocanary") == 2


def test_a_spreadsheet_takes_nothing_for_a_formula(tmp_path):
    path = tmp_path / "log.csv"
    with book(
        tmp_path / "ledger.sqlite", question(text="=1+1"), forecast(rationale="-2"), forecast(0.2, "b", rationale="'x")
    ) as led:
        export(led.standing(), path)
    cells = [line.split(",") for line in path.read_text().splitlines()]
    assert [cells[1][1], cells[1][12], cells[2][12]] == ["'=1+1", "'-2", "''x"]
    assert [d.says.rationale for d in read_log(path, label=Label.TEAM) if d.kind == "forecast"] == ["-2", "'x"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"p": 1.5}, "log.jsonl:2: p: is not right; expected a probability from 0 to 1"),
        ({"p": "0.3"}, "log.jsonl:2: p: is not right; expected a probability"),
        ({"p": None}, "log.jsonl:2: p: is empty"),
        ({"question_id": "Rain!"}, "log.jsonl:2: question_id: is not right; expected an id"),
        ({"question_id": 7}, "log.jsonl:2: question_id"),
        ({"question": "Will it pour?"}, "log.jsonl:2: question_id: stands above with another question"),
        ({"question": 5}, "log.jsonl:2: question: is not right; expected text"),
        ({"t": "yesterday"}, "log.jsonl:2: t: is not right; expected a day as YYYY-MM-DD or a time"),
        ({"t": 20140129}, "log.jsonl:2: t: is not right"),
        ({"band": "likely"}, "log.jsonl:2: band: is not the band of ICD 203"),
        ({"confidence": "sure"}, "log.jsonl:2: confidence: is not one of the known words"),
        ({"low": 0.2}, "log.jsonl:2: low: is not right; expected both `low` and `high`"),
        ({"evidence_ids": "a"}, "log.jsonl:2: evidence_ids: is not right"),
        ({"outcome": "maybe", "resolved_at": "2014-02-02"}, "log.jsonl:2: outcome: is not one of the known words"),
        ({"outcome": "yes"}, "log.jsonl:2: resolved_at: is empty"),
        ({"outcome": "void", "resolved_at": "2014-02-02"}, "log.jsonl:2: outcome: is void, and the rule"),
        ({"outcome": "yes", "resolved_at": "2014-02-02"}, "log.jsonl:2: outcome: is another than above"),
        ({"forecaster": "anna\u001b[31m"}, "log.jsonl:2: forecaster"),
        ({"surprise": 1}, "log.jsonl:2: does not hold the fields of a log"),
    ],
)
def test_what_is_wrong_is_said_by_line(tmp_path, row, says):
    with pytest.raises(CaseError) as told:
        read_log(lines(tmp_path / "log.jsonl", {}, row), label=Label.TEAM)
    assert says in str(told.value), str(told.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "log.csv:1: the first row lacks question_id"),
        (b"a,b\n", "log.csv:1: the first row lacks"),
        (HEAD.encode() + b"\n1,2\n", "log.csv:2: has 2 cells; expected 17"),
        (HEAD.encode() + b"\n\n" + b"x" + b"," * 7 + b"much" + b"," * 9 + b"\n", "log.csv:3: p: is no number"),
        (HEAD.encode() + b'\n"a', "is not CSV"),
        (b"\xff\xfe", "log.csv:1: holds bytes that are not UTF-8"),
        (HEAD.encode() + b"\n\x07", "log.csv:2: holds a character that is no text"),
    ],
)
def test_files_that_are_no_log(tmp_path, content, says):
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    with pytest.raises(CaseError) as told:
        read_log(path, label=Label.TEAM)
    assert says in str(told.value), str(told.value)


def test_other_files(tmp_path):
    (tmp_path / "log.jsonl").write_text('{"p": NaN}\n')
    for path, says in (("log.jsonl", "log.jsonl:1: is not JSON"), ("nowhere.csv", "cannot be read")):
        with pytest.raises(CaseError, match=says):
            read_log(tmp_path / path, label=Label.TEAM)
    for act in (lambda p: read_log(p, label=Label.TEAM), lambda p: export(Standing(()), p)):
        with pytest.raises(AskError, match=r"ending in \.csv or \.jsonl"):
            act(tmp_path / "log.xlsx")


def test_a_mark_of_byte_order_and_other_columns_order(tmp_path):
    path = tmp_path / "log.csv"
    names = list(reversed(COLUMNS))
    cells = ["" if ROW[n] in (None, []) else str(ROW[n]) for n in names]
    path.write_text("\ufeff" + ",".join(names) + "\n" + ",".join(cells) + "\n", encoding="utf-8")
    asked, said = read_log(path, label=Label.TEAM)
    assert (asked.question, said.says.p, said.says.band) == (RAIN, 0.3, band(0.3))


def test_into_a_ledger_that_knows_the_question(tmp_path):
    with few(tmp_path / "ledger.sqlite") as ledger:
        standing = ledger.standing()
        answers = {q: a.resolution for q, a in standing.answers.items()}
        rule = "It rains. Void if: The gauge is stolen."
        come = {"resolution_rule": rule, "forecaster": "cleo", "outcome": "yes", "resolved_at": "2014-02-10"}
        drafts = read_log(lines(tmp_path / "log.jsonl", come), label=Label.TEAM)
        assert [d.kind for d in unrepeated(drafts, standing.questions, answers)] == ["forecast"]
        for other, says in (
            ({"resolution_rule": "It pours."}, "another text, rule"),
            ({"outcome": "no"}, "another answer"),
        ):
            drafts = read_log(lines(tmp_path / "log.jsonl", come | other), label=Label.TEAM)
            with pytest.raises(AskError, match=says):
                unrepeated(drafts, standing.questions, answers)
