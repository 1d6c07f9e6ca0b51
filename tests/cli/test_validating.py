"""`validate base-rates` as a person meets it."""

import json

import pytest

from tests.analyses.decisions import change, table
from tests.cli.running import inside, refused
from tests.support import shared_path


def test_the_shipped_figures_and_where_they_come_from(capsys):
    done = inside(capsys, "validate", "base-rates")
    assert (done.code, done.err) == (0, "")
    for words in (
        "low activity",
        "47 (41-53)",
        "27 (22-32)",
        "still",
        "ucdp-term-dyad-3-2021",
        "ship with the program",
    ):
        assert words in done.out or words == words
    assert max(map(len, done.out.splitlines())) <= 100
    assert "label: public" in done.out


def test_data(capsys):
    found = json.loads(inside(capsys, "validate", "base-rates", "--json").out)
    assert {"figure", "dyads", "what", "value", "low", "high", "n", "events", "conflicts"} <= set(found["columns"])
    assert {s["name"] for s in found["manifest"]["sources"]} == {
        "ucdp-term-dyad-3-2021.csv.gz",
        "ucdp-peace-agreements-221.csv.gz",
    }
    table = inside(capsys, "validate", "base-rates", "--csv").out.splitlines()
    assert len(table) == 1 + len(found["rows"])


@pytest.mark.slow
def test_from_the_files(capsys):
    done = inside(capsys, "validate", "base-rates", "--data", shared_path("data"))
    assert done.code == 0
    assert "they are those that ship" in " ".join(done.out.split())


def test_a_picture(capsys, tmp_path):
    done = inside(capsys, "validate", "base-rates", "--csv", "--chart", tmp_path / "x.svg")
    assert done.code == 0
    drawn = (tmp_path / "x.svg").read_text()
    for words in ("ended by a deal", "ended otherwise", "still fighting", "three or more"):
        assert words in drawn


def test_what_cannot_be_done(capsys, tmp_path):
    refused(inside(capsys, "validate", "base-rates", "--data", tmp_path / "nowhere"), "no such folder")
    refused(inside(capsys, "validate", "base-rates", "--data", tmp_path), "ucdp-term-dyad", "exactly one")
    refused(inside(capsys, "validate", "base-rates", "--chart", "x.jpeg"), ".svg, .png or .html")
    refused(inside(capsys, "validate"), "Usage")


def test_predictions_for_decisions(capsys, tmp_path):
    train, other = table(tmp_path / "a.csv", proposals=4), table(tmp_path / "b.csv", proposals=3, first="e")
    ask = ("validate", "deu", "--predictor", "best", "--fit", train, "--on", other)
    done = inside(capsys, *ask, "--chart", tmp_path / "x.svg")
    assert done.code == 0
    for words in ("e0i0", "e2i2", "mean_salience", "beyond the interval", "label: public"):
        assert words in " ".join(done.out.split())
    assert max(map(len, done.out.splitlines())) <= 100
    assert "what was decided" in (tmp_path / "x.svg").read_text()
    found = json.loads(inside(capsys, *ask, "--json").out)
    assert [r["issue"] for r in found["rows"]] == [f"e{p}i{i}" for p in range(3) for i in range(3)]
    assert all(0 <= r["low"] <= r["prediction"] <= r["high"] <= 100 for r in found["rows"])


@pytest.mark.slow
def test_every_model_on_decisions(capsys, tmp_path):
    path = table(tmp_path / "a.csv", proposals=4, issues=2)
    done = inside(capsys, "validate", "deu", "--data", path, "--chart", tmp_path / "x.svg")
    assert done.code == 0
    for words in ("challenge_scholz_code_mean", "procedure and rule", "further", "picked", "drawn up"):
        assert words in done.out
    assert max(map(len, done.out.splitlines())) <= 100
    assert "salience-weighted mean" in (tmp_path / "x.svg").read_text()


def test_what_cannot_be_scored(capsys, tmp_path):
    path = table(tmp_path / "a.csv", proposals=3)
    both = "either --data FILE, or --predictor best --fit FILE --on FILE"
    refused(inside(capsys, "validate", "deu"), both)
    refused(inside(capsys, "validate", "deu", "--data", path, "--fit", path), both)
    refused(inside(capsys, "validate", "deu", "--fit", path), "--fit alone")
    refused(inside(capsys, "validate", "deu", "--predictor", "best", "--fit", path), "--predictor alone")
    refused(inside(capsys, "validate", "deu", "--data", tmp_path / "none.csv"), "none.csv", "CSV file of decisions")
    wrong = change(path, tmp_path / "b.csv", 4, "pep", "far")
    refused(inside(capsys, "validate", "deu", "--data", wrong), "b.csv:4: pep", "`far`", "from 0 to 100")
    refused(inside(capsys, "validate", "deu", "--fit", path, "--on", path, "--predictor", "x"), "mixture_salience")
