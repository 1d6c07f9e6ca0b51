"""`ledger` as a person meets it."""

import datetime as dt
import json

import pytest

from tests.cli.running import inside, refused

LITTLE = ["--runs", "60", "--months", "3"]


@pytest.fixture
def book(tmp_path, monkeypatch):
    path = tmp_path / "ledger.sqlite"
    monkeypatch.setenv("BACKCHANNEL_LEDGER", str(path))
    return path


def data(done):
    assert (done.code, done.err) == (0, ""), done
    return json.loads(done.out)


def test_from_record_to_score(book, capsys, tmp_path):
    found = data(inside(capsys, "ledger", "record", "geneva-ii", *LITTLE, "--json"))
    assert found["label"] == "secret"
    assert {row["kind"] for row in found["rows"]} == {"question", "forecast"}
    model = next(
        r["number"] for r in found["rows"] if r["question"].endswith("second_round/2014-02-28") and r["p"] is not None
    )
    added = data(
        inside(
            capsys, "ledger", "add", "second_round", "--forecaster", "anna", "--p", "0.7", "--low", "0.5",
            "--high", "0.8",
            "--confidence", "moderate", "--rationale", "Both said they would.", "--evidence", "para_1, para_3",
            "--at", "2014-01-30", "--json",
        )
    )["rows"][0]  # fmt: skip
    assert (added["p"], added["band"], added["evidence_ids"], added["label"]) == (
        0.7,
        "likely",
        "para_1;para_3",
        "team",
    )
    pool = data(
        inside(
            capsys, "ledger", "pool", "second_round", "--of", f"{model},{added['number']}", "--weights", "1,3", "--json"
        )
    )["rows"][0]
    shown = data(inside(capsys, "ledger", "show", "second_round", "--json"))
    chance = next(row["p"] for row in shown["rows"] if row["number"] == model)
    assert pool["p"] == pytest.approx((chance + 3 * 0.7) / 4, abs=1e-9)
    assert pool["label"] == "secret"
    resolved = inside(capsys, "ledger", "resolve", "--case", "geneva-ii")
    assert resolved.code == 0
    assert "Left open: geneva_ii/coalition_split" in resolved.out
    assert "Recorded: " in resolved.out
    assert "9 resolutions" in resolved.out
    again = inside(capsys, "ledger", "resolve", "--case", "geneva-ii")
    assert "Recorded: nothing" in again.out
    assert "9 questions were resolved before" in again.out
    score = data(inside(capsys, "ledger", "score", "--json"))
    assert {row["forecaster"] for row in score["rows"]} == {"backchannel", "anna", "pool"}
    assert [part["title"] for part in score["parts"]] == ["By question", "Calibration", "Day by day", "Set aside"]
    done = inside(capsys, "ledger", "score", "--chart", tmp_path / "score.svg")
    for words in ("one case is no track record", "Hindsight: ", "declares to have known", "Brier", "- resolution"):
        assert words in done.out, words
    assert max(map(len, done.out.splitlines())) <= 100
    assert "label: secret" in done.err
    assert inside(capsys, "ledger", "show").out.startswith("The ledger")
    checked = data(inside(capsys, "ledger", "verify", "--json"))
    assert checked["title"] == "The chain is whole"
    assert inside(capsys, "ledger", "verify", "--head", checked["manifest"]["head"]).code == 0
    broken = inside(capsys, "ledger", "verify", "--head", "ab" * 32)
    assert (broken.code, "the chain is another one" in " ".join(broken.out.split())) == (2, True)


@pytest.fixture
def asked(book, capsys):
    add = ["ledger", "add", "second_round", "--case", "geneva-ii", "--forecaster", "anna", "--p", "0.3"]
    assert inside(capsys, *add, "--at", "2014-01-29").code == 0
    return book


def test_there_and_back(asked, capsys, tmp_path, monkeypatch):
    capsys.readouterr()
    log, again = tmp_path / "log.csv", tmp_path / "again.csv"
    assert "stayed behind" in inside(capsys, "ledger", "export", log).out  # nothing is public unless labelled so
    assert data(inside(capsys, "ledger", "export", log, "--profile", "team", "--json"))["rows"] == 1
    other = ["--ledger", tmp_path / "other.sqlite"]
    assert inside(capsys, "ledger", "import", log, *other).code == 0
    refused(inside(capsys, "ledger", "import", log, *other), "forecast of the same time")
    assert inside(capsys, "ledger", "export", again, "--profile", "team", *other).code == 0
    assert log.read_bytes() == again.read_bytes()
    assert data(inside(capsys, "ledger", "show", *other, "--json"))["label"] == "team"


def test_dates_come_from_the_clock_alone(asked, capsys, monkeypatch):
    from backchannel.cli import ledger

    monkeypatch.setattr(ledger, "now", lambda: dt.datetime(2014, 2, 1, 10, tzinfo=dt.UTC))
    add = ["ledger", "add", "second_round", "--forecaster", "ben", "--p", "0.4"]
    row = data(inside(capsys, *add, "--json"))["rows"][0]
    assert (row["t"], row["recorded"]) == ("2014-02-01T10:00:00Z", "2014-02-01T10:00:00Z")
    refused(inside(capsys, *add, "--at", "2014-02-02"), "lies in the future")
    assert inside(capsys, *add, "--at", "2014-02-02", "--future").code == 0


def test_corrections(asked, capsys):
    add = ["ledger", "add", "second_round", "--forecaster", "anna", "--p", "0.4", "--at", "2014-01-29"]
    refused(inside(capsys, *add), "--correct 2")
    assert inside(capsys, *add, "--correct", "2").code == 0
    shown = inside(capsys, "ledger", "show", "second_round").out
    assert "corrected by 3" in shown
    assert "corrects 2" in shown


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["add", "second_rond", "--forecaster", "a", "--p", "0.1"], ["no such question", "did you mean"]),
        (["add", "second_round", "--forecaster", "a", "--p", "1.1357"], ["--p: expected a probability from 0 to 1"]),
        (["add", "second_round", "--forecaster", "a", "--p", "0.1", "--low", "0.1357"], ["`low` and `high`"]),
        (["add", "second_round", "--forecaster", "a=b", "--p", "0.1"], ["--forecaster: expected a pseudonym"]),
        (["add", "second_round", "--forecaster", "a", "--p", "0.1", "--at", "soon"], ["--at", "expected a day"]),
        (["add", "second_round", "--forecaster", "a", "--p", "0.1", "--label", "top"], ["--label top", "public"]),
        (["add", "second_round", "--forecaster", "a", "--p", "0.1", "--label", "public"], ["labelled team"]),
        (["add", "second_round", "--forecaster", "a", "--p", "0.1", "--confidence", "sure"], ["low, moderate or high"]),
        (["add", "second_round", "--forecaster", "a", "--p", "0.1"], ["after the question closed"]),
        (["pool", "second_round", "--of", "2,x"], ["--of: expected numbers"]),
        (["pool", "second_round", "--of", "2"], ["two forecasts or more"]),
        (["resolve", "second_round", "--outcome", "yes"], ["--on, --source lacking"]),
        (["resolve"], ["QUESTION, --outcome, --on, --source lacking"]),
        (["resolve", "second_round", "--case", "geneva-ii"], ["leave out QUESTION"]),
        (["resolve", "second_round", "--outcome", "maybe", "--on", "2014-02-10", "--source", "x"], ["yes, no or void"]),
        (
            ["resolve", "second_round", "--outcome", "void", "--on", "2014-02-10", "--source", "x"],
            ["no rule that voids"],
        ),
        (["resolve", "second_round", "--outcome", "yes", "--on", "then", "--source", "x"], ["--on", "expected a day"]),
        (["score"], ["nothing can be scored yet", "1 questions with forecasts are not resolved"]),
        (["show", "peace"], ["no such question"]),
        (["export", "log.xlsx"], [".csv or .jsonl"]),
        (["export", "log.csv", "--profile", "all"], ["--profile all"]),
        (["import", "nowhere.csv"], ["nowhere.csv", "cannot be read"]),
        (["verify", "--ledger", "nowhere.sqlite"], ["there is no ledger"]),
        (["show", "--ledger", "mysql://x"], ["no database that a ledger is kept in"]),
        (["score", "--chart", "x.gif"], [".svg"]),
    ],
    ids=lambda said: " ".join(said) if isinstance(said, list) else None,
)
def test_messages(asked, capsys, argv, says):
    done = inside(capsys, "ledger", *argv)
    refused(done, *says)
    assert "1357" not in done.err


def test_a_broken_chain(asked, capsys):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(asked)) as connection, connection:
        connection.execute("DROP TRIGGER ledger_entries_no_update")
        connection.execute("UPDATE ledger_entries SET body = replace(body, '0.3', '0.9') WHERE number = 2")
    done = inside(capsys, "ledger", "verify")
    assert done.code == 2
    assert "first fault: entry 2 does not match its hash" in done.out.lower().replace("\n", " ")
    assert "1 of 2 entries stand" in done.out
    found = inside(capsys, "ledger", "verify", "--json")
    assert (found.code, json.loads(found.out)["rows"][0]["number"]) == (2, 2)
    refused(inside(capsys, "ledger", "show"), "entry 2 is not as it was written", "ledger verify")


def test_an_answer_by_hand(asked, capsys):
    resolve = ["ledger", "resolve", "second_round", "--on", "2014-02-10", "--source", "the mediator's office"]
    assert inside(capsys, *resolve, "--outcome", "yes", "--note", "They sat.").code == 0
    assert "yes" in inside(capsys, "ledger", "show", "second_round").out
    refused(inside(capsys, *resolve, "--outcome", "no"), "resolved already, by entry 3")
    assert inside(capsys, *resolve, "--outcome", "no", "--correct", "3").code == 0
