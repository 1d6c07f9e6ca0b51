"""`validate base-rates` as a person meets it."""

import json

import pytest

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
