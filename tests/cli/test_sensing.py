"""`sensitivity` as a person meets it."""

import json

from backchannel.cli import sensing
from tests.cli.running import inside, refused

LITTLE = ["--runs", "20", "--question", "second_round", "--most", "3"]


def test_a_screen(capsys):
    done = inside(capsys, "sensitivity", "geneva-ii", *LITTLE, "--runs", "40", "--method", "tornado,morris,boxes")
    assert done.code == 0
    assert done.err == ""
    for words in ("fragile", "second round", "swing", "Doubt", "under these inputs", "label: secret"):
        assert words in done.out, words
    assert max(map(len, done.out.splitlines())) <= 100


def test_a_table_without_a_row_has_no_head(capsys):
    from backchannel.core.finding import Finding, Row
    from backchannel.core.labels import Label
    from backchannel.terminal.sensitivity import sensitivity

    row: Row = {"outcome": "a", "says": "a", "input_in_words": "b", "swing": 0.01, "swing_error": 0.02,
           "at_low": 0.5, "at_low_error": 0.02, "at_high": 0.51, "at_high_error": 0.02}  # fmt: skip

    def screen(**other):
        part = Finding("One at a time", tuple(row), (row | other,), (), Label.PUBLIC, {})
        sensitivity(Finding("What it hangs on", (), (), (), Label.PUBLIC, {}, parts=(part,)))
        return capsys.readouterr().out

    assert "percentile" not in screen()
    assert "no input swings an outcome by more than two standard errors" in screen()
    assert "percentile" in screen(swing=0.5)


def test_data_and_a_picture(capsys, tmp_path):
    picture = tmp_path / "tornado.svg"
    done = inside(capsys, "sensitivity", "geneva-ii", *LITTLE, "--json", "--chart", picture)
    found = json.loads(done.out)
    assert found["parts"][0]["title"] == "One at a time"
    assert len(found["parts"][0]["rows"]) == 3
    assert "input low" in picture.read_text()
    table = inside(capsys, "sensitivity", "geneva-ii", *LITTLE, "--csv").out.splitlines()
    assert table[0].startswith("kind,outcome,about")


def test_the_range(capsys):
    done = inside(capsys, "sensitivity", "geneva-ii", "--range", "--level", "aid", "--runs", "40", "--most", "2")
    assert done.code == 0
    assert "no probability that it is signed" in " ".join(done.out.split())


def test_messages(capsys):
    refused(inside(capsys, "sensitivity", "geneva-ii", "--method", "guess"), "--method guess", "tornado")
    refused(inside(capsys, "sensitivity", "geneva-ii", "--method", "sobol", "--chart", "a.svg"), "tornado")
    refused(inside(capsys, "sensitivity", "geneva-ii", "--inputs", "levels.ade.*"), "--inputs levels.ade.*")
    refused(inside(capsys, "sensitivity", "geneva-ii", "--question", "peace"), "second_round")
    assert sensing.METHODS == __import__("backchannel.analyses.sensitivity", fromlist=["METHODS"]).METHODS


def test_stopped(capsys, monkeypatch):
    """What is finished is shown, what is missing is said, and the exit code is that of an interruption."""
    from backchannel.analyses.sensitivity import analysis
    from backchannel.core.errors import StoppedByKey

    def interrupted(*_, **__):
        raise StoppedByKey

    monkeypatch.setattr(analysis, "morris", interrupted)
    done = inside(capsys, "sensitivity", "geneva-ii", *LITTLE, "--method", "tornado,morris")
    assert done.code == 130
    assert "Stopped before all was done: morris" in " ".join(done.out.split())
    assert "interrupted" in done.err
