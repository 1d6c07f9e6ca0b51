"""`levers` as a person meets it."""

import json

import pytest
import yaml

from backchannel.analyses.levers.pulls import work
from backchannel.case.plain import plain
from tests.analyses.levers.cases import doubtful
from tests.cli.running import inside, refused


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    path = tmp_path_factory.mktemp("levers") / "door.yaml"
    path.write_text(yaml.safe_dump(plain(doubtful()), sort_keys=False), encoding="utf-8")
    return path


LITTLE = ["--runs", "20"]
WORK = "backchannel.analyses.levers.sweeping.work"


def test_a_screen_says_effects_intervals_and_what_they_are_not(capsys, case):
    done = inside(capsys, "levers", case, *LITTLE, "--target", "deal.signed>=0.9")
    assert done.code == 0
    assert done.err == ""
    for words in ("(nothing)", "pay", "whisper", "95% interval", "Target", "under these inputs", "20 runs of 4 draws"):
        assert words in done.out, words
    assert max(map(len, done.out.splitlines())) <= 100


def test_data_and_a_picture(capsys, case, tmp_path):
    done = inside(capsys, "levers", case, *LITTLE, "--json", "--chart", tmp_path / "levers.svg")
    found = json.loads(done.out)
    assert {"levers", "quantity", "effect", "low", "high", "moved"} <= set(found["columns"])
    assert "levers.svg" in done.err
    assert "<svg" in (tmp_path / "levers.svg").read_text(encoding="utf-8")
    table = inside(
        capsys, "levers", case, *LITTLE, "--csv", "--lever", "pay", "--question", "deal_soon"
    ).out.splitlines()
    assert len(table) == 2


def test_a_list_plays_nothing_and_cuts_no_id(capsys):
    done = inside(capsys, "levers", "geneva-ii", "--list")
    assert done.code == 0
    assert "closed_doors" in done.out
    assert "publicity_mediated_sessions" in done.out
    listed = json.loads(inside(capsys, "levers", "geneva-ii", "--list", "--json").out)
    assert sum(row["declared"] for row in listed["rows"]) >= 6
    ids = [row["lever"] for row in listed["rows"]]
    assert all(id in done.out for id in ids)


def test_a_list_of_some_names_those_alone(capsys):
    argv = ["levers", "geneva-ii", "--list", "--lever", "closed_doors"]
    assert [row["lever"] for row in json.loads(inside(capsys, *argv, "--json").out)["rows"]] == ["closed_doors"]
    refused(inside(capsys, "levers", "geneva-ii", "--list", "--lever", "closed_dors"), "did you mean closed_doors")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--lever", "pray"], "did you mean pay?"),
        (["--target", "deal.signed"], "QUESTION>=SHARE"),
        (["--question", "peace"], "nothing to count is called peace"),
        (["--question", "deal_son"], "did you mean deal_soon?"),
        (["--list", "--chart", "x.png"], "a list makes no picture"),
        (["--chart", "x.gif"], "expected a name ending in"),
    ],
)
def test_what_cannot_be_answered_is_one_message(capsys, case, asked, words):
    refused(inside(capsys, "levers", case, *LITTLE, *asked), words)


def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(capsys, case, tmp_path, monkeypatch):
    seen: list[object] = []

    def stopped(piece):
        seen.append(piece)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return work(piece)

    asked = ["levers", case, *LITTLE, "--json"]
    monkeypatch.setattr(WORK, stopped)
    done = inside(capsys, *asked, "--into", tmp_path / "kept")
    assert (done.code, done.out) == (130, "")
    assert "2 of 4 combinations are kept" in done.err
    monkeypatch.setattr(WORK, work)
    again = inside(capsys, *asked, "--into", tmp_path / "kept")
    assert again.code == 0
    assert json.loads(again.out) == json.loads(inside(capsys, *asked).out)
    seen.clear()
    seen += [None, None]
    monkeypatch.setattr(WORK, stopped)
    done = inside(capsys, *asked)
    assert done.code == 130
    assert "no combination was kept" in done.err


def test_a_value_set_on_top_is_read(capsys, case):
    found = json.loads(
        inside(capsys, "levers", case, *LITTLE, "--json", "--set", "guarantees.pension.worth=0", "--lever", "pay").out
    )
    assert {row["effect"] for row in found["rows"] if row["quantity"] == "deal.signed"} == {0.0}
