"""Whatever happens to a folder is named with its chunk and what to do, and never half-read."""

import json
import shutil
from typing import Any

import pytest

from backchannel.core.errors import AskError
from backchannel.runs import chunks, opened, simulate
from backchannel.runs.tables import TABLES
from tests.runs.cases import CHUNK, RULES, RUNS, everything, in_memory, small, unlike


@pytest.fixture(autouse=True)
def _short_chunks(monkeypatch):
    monkeypatch.setattr(chunks, "SIZE", CHUNK)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder as it should be."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(chunks, "SIZE", CHUNK)
        made = tmp_path_factory.mktemp("whole") / "runs"
        simulate(small(), runs=RUNS, rules=RULES, folder=made)
    return made


@pytest.fixture
def folder(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "runs")
    return tmp_path / "runs"


def play(folder, runs=RUNS):
    return simulate(small(), runs=runs, rules=RULES, folder=folder)


def flip(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))


def said(folder, number=1, **changed):
    path = folder / "chunks" / f"{number:05d}" / "chunk.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))


def swap(folder):
    one, two = folder / "chunks" / "00000", folder / "chunks" / "00001"
    one.rename(folder / "chunks" / "x")
    two.rename(one)
    (folder / "chunks" / "x").rename(two)


def stray(folder):
    """A chunk of the same place out of a folder with another seed."""
    other = folder.parent / "other"
    simulate(small(), runs=RUNS, seed=2, rules=RULES, folder=other)
    shutil.rmtree(folder / "chunks" / "00001")
    shutil.copytree(other / "chunks" / "00001", folder / "chunks" / "00001")


CHUNK_1 = ("chunks", "00001")
DAMAGE = {
    "a file is missing": (lambda f: f.joinpath(*CHUNK_1, "rounds.parquet").unlink(), "rounds.parquet is missing"),
    "a file is cut": (
        lambda f: f.joinpath(*CHUNK_1, "levels.parquet").write_bytes(b"PAR1"),
        "levels.parquet is not as long as it was",
    ),
    "a bit is flipped": (
        lambda f: flip(f.joinpath(*CHUNK_1, "actor_rounds.parquet"), 999),
        "actor_rounds.parquet has not the content it was kept with",
    ),
    "a file is a folder": (
        lambda f: (f.joinpath(*CHUNK_1, "groups.parquet").unlink(), f.joinpath(*CHUNK_1, "groups.parquet").mkdir()),
        "groups.parquet",
    ),
    "chunk.json is missing": (lambda f: f.joinpath(*CHUNK_1, "chunk.json").unlink(), "it has no chunk.json"),
    "chunk.json is no JSON": (lambda f: f.joinpath(*CHUNK_1, "chunk.json").write_text("{"), "is no JSON"),
    "chunk.json is no text": (lambda f: f.joinpath(*CHUNK_1, "chunk.json").write_bytes(b"\xff\xfe"), "cannot be read"),
    "chunk.json is a list": (lambda f: f.joinpath(*CHUNK_1, "chunk.json").write_text("[1]"), "does not say"),
    "its count is wrong": (lambda f: said(f, count=CHUNK + 1), "does not say what it should"),
    "its count is no number": (lambda f: said(f, count="all"), "does not say what it should"),
    "its count is less": (lambda f: said(f, count=CHUNK - 1), "does not hold a value"),
    "its files are none": (lambda f: said(f, files={}), "does not speak of levels.parquet"),
    "it has strayed in": (stray, "it holds runs of another folder"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_chunk_is_named_and_can_be_played_again(folder, what):
    damage, words = DAMAGE[what]
    damage(folder)
    before = everything(folder)
    asked = [lambda: list(opened(small(), folder).parts())]
    if what != "its count is less":  # a shorter chunk is played again, as after asking for fewer runs
        asked.append(lambda: play(folder).whole())
    for ask in asked:
        with pytest.raises(AskError) as caught:
            ask()
        for word in ("chunk 00001 is damaged", words, str(folder / "chunks" / "00001"), "simulate"):
            assert word in str(caught.value), caught.value
        assert everything(folder) == before
    shutil.rmtree(folder / "chunks" / "00001")
    assert unlike(play(folder).whole(), in_memory()) == []


def test_swapped_chunks_are_named(folder):
    swap(folder)
    with pytest.raises(AskError, match=r"chunk 00000 is damaged: it does not begin at run 0, as its place says"):
        play(folder)


def test_a_chunk_that_went_missing_afterwards_is_named_by_who_reads(folder):
    played = play(folder)
    shutil.rmtree(folder / "chunks" / "00001")
    with pytest.raises(AskError, match="chunk 00001 is damaged: it is missing"):
        played.whole()
    assert opened(small(), folder).runs == CHUNK  # from the first without a gap


def test_damage_after_the_check_is_seen_when_it_is_read(folder):
    played = play(folder)
    for table in TABLES:
        flip(folder / "chunks" / "00002" / table.file, -20)
    with pytest.raises(AskError, match=r"chunk 00002 is damaged: levels\.parquet has not the content"):
        played.whole()


MANIFESTS: dict[str, Any] = {
    "no JSON": "{",
    "no text": b"\xff\xfe",
    "empty": "",
    "deep": "[" * 100_000,
    "no runs": {"runs": None},
    "no rules": {"rules": [1]},
    "rounds below one": {"rounds": 0},
    "another label": {"label": "public"},
    "other sizes": {"sizes": {}},
    "more than there should be": {"colour": "red"},
}


@pytest.mark.parametrize("what", MANIFESTS)
def test_a_damaged_manifest_is_named(folder, what):
    path, change = folder / "manifest.json", MANIFESTS[what]
    if isinstance(change, dict):
        change = json.dumps(json.loads(path.read_text()) | change)
    path.write_bytes(change if isinstance(change, bytes) else change.encode())
    before = everything(folder)
    for ask in (lambda: play(folder), lambda: opened(small(), folder)):
        with pytest.raises(AskError) as caught:
            ask()
        assert f"{path}: is damaged" in str(caught.value)
        assert f"Move {folder} away" in str(caught.value)
    assert everything(folder) == before


def test_a_manifest_of_a_later_format_is_left_alone(folder):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 2}))
    with pytest.raises(AskError, match="format 2 of run folders is not known"):
        play(folder)


def test_a_manifest_that_is_missing_is_named(folder):
    (folder / "manifest.json").unlink()
    with pytest.raises(AskError, match=r"is damaged: it has no manifest\.json"):
        play(folder)
    with pytest.raises(AskError, match="is no run folder"):
        opened(small(), folder)


def test_no_runs_yet(folder):
    shutil.rmtree(folder / "chunks")
    with pytest.raises(AskError, match="holds no runs yet"):
        opened(small(), folder)
    assert unlike(play(folder).whole(), in_memory()) == []
