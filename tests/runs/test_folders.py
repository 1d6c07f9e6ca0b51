"""Folders keep every bit, go on where they stopped, and are not taken for something they are not."""

import errno
import json
import os
import re
from dataclasses import asdict

import pytest

from backchannel.case.estimate import Estimate
from backchannel.case.inputs import inputs
from backchannel.core.errors import AskError
from backchannel.runs import Rules, chunks, folders, kept, manifests, opened, simulate
from backchannel.runs.locks import locked
from tests.conference.cases import case_of
from tests.runs.cases import CHUNK, RULES, RUNS, everything, in_memory, rights, small, there, tree, unlike

CANARY = "xanthocanary"


@pytest.fixture(autouse=True)
def _short_chunks(monkeypatch):
    monkeypatch.setattr(chunks, "SIZE", CHUNK)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "runs"


def play(folder, runs=RUNS, case=None, **asked):
    return simulate(case or small(), **{"runs": runs, "rules": RULES, "folder": folder, **asked})


def refused(folder, *words, **asked):
    """A message with these words, and nothing in the folder touched."""
    before = everything(folder)
    with pytest.raises(AskError) as caught:
        play(folder, **asked)
    assert everything(folder) == before
    for word in words:
        assert word in str(caught.value), caught.value


def test_a_round_trip_keeps_every_bit_of_every_field(folder):
    played = play(folder)
    assert unlike(played.whole(), in_memory()) == []
    assert [part.first for part in played.parts()] == [0, 50, 100]
    assert there(folder) == ["00000", "00001", "00002"]


def test_resumed_is_uninterrupted(folder, tmp_path):
    def stop(done, total):
        if done == 2 * CHUNK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play(folder, progress=stop)
    assert there(folder) == ["00000", "00001"]
    assert kept(folder) == 2 * CHUNK
    before = {name: said for name, said in everything(folder).items() if name.startswith("chunks")}
    told: list[int] = []
    assert unlike(play(folder, progress=lambda done, total: told.append(done)).whole(), in_memory()) == []
    assert told == [100, 130]  # what was there is not played again
    assert before.items() <= everything(folder).items()
    play(tmp_path / "at once")
    assert everything(tmp_path / "at once").keys() == everything(folder).keys()


@pytest.mark.parametrize("first", [30, 50, 70])
def test_extending_gives_the_same_bits(folder, first):
    play(folder, first)
    assert kept(folder) == first
    assert unlike(play(folder).whole(), in_memory()) == []
    assert json.loads((folder / "manifest.json").read_text())["runs"] == RUNS
    assert sorted(p.name for p in folder.iterdir()) == [".backchannel-lock", "chunks", "manifest.json"]


def test_extending_from_3000_to_7000_runs(folder, monkeypatch):
    monkeypatch.setattr(chunks, "SIZE", 2000)
    rules = Rules(inner=5, texts=40, months=3)
    play(folder, 3000, rules=rules)
    assert unlike(play(folder, 7000, rules=rules).whole(), play(None, 7000, rules=rules).whole()) == []


def test_fewer_runs_than_are_there_are_the_first_of_them(folder):
    play(folder)
    before = everything(folder)
    found = play(folder, 70)
    assert found.whole().count == 70
    assert (found.whole().signed == in_memory().signed[:70]).all()
    assert everything(folder) == before


def test_a_folder_keeps_the_chunks_it_was_begun_with(folder, monkeypatch):
    play(folder, 60)
    monkeypatch.setattr(chunks, "SIZE", 20)
    assert unlike(play(folder).whole(), in_memory()) == []
    assert there(folder) == ["00000", "00001", "00002"]


def test_only_the_owner_may_read(folder):
    before = os.umask(0)
    try:
        play(folder)
    finally:
        os.umask(before)
    found = rights(folder)
    assert {mode for name, mode in found.items() if (folder / name).is_dir()} == {0o700}
    assert {mode for name, mode in found.items() if (folder / name).is_file()} == {0o600}
    assert len(found) > 30


def test_another_seed_horizon_or_rule_is_refused_by_name(folder):
    play(folder, 40)
    refused(folder, "the seed (1 there, 2 asked for)", "choose another folder", seed=2)
    refused(folder, "the horizon (8 rounds there, 9 asked for)", rules=Rules(inner=3, texts=40, months=9))
    refused(folder, "runs that share a draw (3 there, 4 asked for)", rules=Rules(inner=4, texts=40, months=8))
    refused(folder, "texts a level (40 there, 41 asked for)", rules=Rules(inner=3, texts=41, months=8))
    assert unlike(play(folder).whole(), in_memory()) == []


def test_another_case_is_refused_and_no_value_of_it_said(folder):
    play(folder, 40)
    other = tree()
    other["actors"][0]["cost"] = 0.4213579
    refused(folder, "the case, or values set in it", case=case_of(other))
    path = next(i.path for i in inputs(small()) if i.path.endswith(".openness"))
    refused(folder, "the case, or values set in it", instead={path: Estimate.model_validate(0.4213579)})
    with pytest.raises(AskError) as caught:
        play(folder, case=case_of(other))
    assert "13579" not in str(caught.value)
    play(folder, instead={})


def test_another_engine_is_refused(folder, monkeypatch):
    play(folder, 40)
    monkeypatch.setattr(manifests, "engine", lambda: "another")
    refused(folder, "the version of the engine")


def test_the_months_may_be_said_or_left_to_the_case(folder):
    case = small().model_copy(update={"case": small().case.model_copy(update={"horizon_months": 8})})
    play(folder, 40, case=case)
    play(folder, 60, case=case, rules=Rules(inner=3, texts=40))


def test_what_is_not_ours_is_left_alone(folder, tmp_path):
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    refused(folder, "holds something else, and nothing in it was touched")
    assert [p.name for p in folder.iterdir()] == ["letter.txt"]
    (folder / "letter.txt").rename(folder / "manifest.json")
    refused(folder, "manifest.json", "is damaged")
    (folder / "manifest.json").write_text('{"name": "an extension of a browser"}')
    refused(folder, "another program's")
    (tmp_path / "file").write_text("x")
    with pytest.raises(AskError, match="is a file"):
        play(tmp_path / "file")


def test_an_empty_folder_is_taken(folder):
    folder.mkdir(mode=0o755)
    (folder / ".backchannel-0123456789abcdef").write_text("left by a killed process")
    play(folder, 20)
    assert rights(folder)["."] == 0o700
    assert kept(folder) == 20


def test_leftovers_of_killed_processes_go_and_nothing_else(folder):
    play(folder, 60)
    (folder / ".backchannel-77-00001" / "deep").mkdir(parents=True)
    (folder / ".backchannel-77-00001" / "levels.parquet").write_text("half")
    (folder / ".backchannel-abcdef").write_text("half")
    (folder / "notes.txt").write_text("mine")
    play(folder)
    assert sorted(p.name for p in folder.iterdir()) == [".backchannel-lock", "chunks", "manifest.json", "notes.txt"]


def test_a_folder_somebody_works_in_is_left_to_them(folder):
    play(folder, 40)
    (folder / ".backchannel-beside").mkdir()
    with locked(folder):
        refused(folder, "another process is playing into it")
        assert (folder / ".backchannel-beside").is_dir()
        assert opened(small(), folder).whole().count == 40
    play(folder, 60)


def test_who_reads_while_a_chunk_is_put_in_place_reads_it(folder, monkeypatch):
    played = play(folder, 60)
    chunk = folder / "chunks" / "00001"
    chunk.rename(folder / "away")
    monkeypatch.setattr(folders, "sleep", lambda seconds: (folder / "away").rename(chunk))
    assert (played.whole().signed == in_memory().signed[:60]).all()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("where", ["write", "to_disk"])
def test_a_disk_that_takes_no_more(folder, monkeypatch, number, where):
    play(folder, 60)
    honest = getattr(chunks, where)

    def full(place, *rest):
        if "00002" in str(place):
            raise OSError(number, os.strerror(number), str(place))
        return honest(place, *rest)

    monkeypatch.setattr(chunks, where, full)
    with pytest.raises(AskError) as caught:
        play(folder)
    for word in (str(folder), "chunk 00002", os.strerror(number), "100 runs are kept whole"):
        assert word in str(caught.value)
    monkeypatch.undo()
    assert there(folder) == ["00000", "00001"]
    assert not [p for p in folder.iterdir() if re.match(r"\.backchannel-\d", p.name)]
    assert unlike(play(folder).whole(), in_memory()) == []


def test_a_chunk_that_cannot_be_replaced_stays(folder, monkeypatch):
    play(folder, 60)
    before = everything(folder / "chunks")
    honest = type(folder).rename

    def stuck(self, target):
        if re.fullmatch(r"\.backchannel-\d+-00001", self.name):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return honest(self, target)

    monkeypatch.setattr(type(folder), "rename", stuck)
    with pytest.raises(AskError, match="chunk 00001 could not be written"):
        play(folder)
    monkeypatch.undo()
    assert everything(folder / "chunks") == before


@pytest.mark.parametrize("name", ["it's", "a*b", "a?b", "a[1]b", "seed=5", "run=7", "ünï cödé", "{a,b}*"])
def test_names_of_folders_are_taken_literally(tmp_path, name):
    neighbour = tmp_path / name.replace("*", "xx").replace("?", "x").replace("[1]", "1")
    if neighbour.name != name:
        play(neighbour, 20, seed=9)
    assert (play(tmp_path / name, 20).whole().trust == in_memory().trust[:20]).all()


@pytest.mark.parametrize("name", ["a\\*b", os.fsdecode(b"bad\xff")])
def test_names_no_table_can_be_read_by_are_refused(tmp_path, name):
    with pytest.raises(AskError, match="choose another folder"):
        play(tmp_path / name, 20)
    assert list(tmp_path.iterdir()) == []


def test_a_manifest_says_what_was_played_and_nothing_that_is_not_public(folder):
    planted = json.loads(json.dumps(tree()).replace('"a0"', f'"{CANARY}"'))
    next(a for a in planted["actors"] if a["id"] == CANARY)["label"] = "secret"
    planted["actors"][2]["label"] = "public"
    planted["actors"][2]["note"] = f"{CANARY} said so"
    planted["actors"][2]["cost"] = {"best": 0.4213579, "label": "secret"}
    planted["levels"][0]["label"] = "public"
    play(folder, 20, case=case_of(planted))
    text = (folder / "manifest.json").read_text()
    for what in (text, *(str(p) for p in folder.rglob("*")), *(p.read_text() for p in folder.rglob("chunk.json"))):
        assert CANARY not in what
        assert "13579" not in what
    assert str(folder) not in text
    said = json.loads(text)
    assert said["label"] == "secret"
    assert said["names"]["level"][0] == planted["levels"][0]["id"]
    assert set(said["names"]["actor"]) == {None, planted["actors"][2]["id"]}
    assert (said["runs"], said["rules"], said["rounds"]) == (20, asdict(RULES), 8)
    assert said["sizes"]["actor"] == len(said["names"]["actor"])
    assert said["chunk_runs"] == CHUNK
