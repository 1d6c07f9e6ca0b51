"""`convert` and `template` as a person runs them."""

import errno
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from backchannel.case.reading import find_case, read_case
from tests.case.cases import FULL, write
from tests.case.test_formats import STRONG
from tests.cli.running import FRONT, apart, inside, refused
from tests.support import ROOT


def test_a_shipped_case_into_every_format_and_back(tmp_path, capsys):
    case = read_case(find_case("geneva-ii"))
    done = inside(capsys, "convert", "geneva-ii", tmp_path / "folder")
    assert done.code == 0
    assert "case.yaml, claims.yaml, questions.yaml, stances.csv" in done.out
    for source, target in (("folder", "one.yaml"), ("one.yaml", "book.xlsx"), ("book.xlsx", "again")):
        done = inside(capsys, "convert", tmp_path / source, tmp_path / target)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("wrote ")
    assert read_case(tmp_path / "again") == case


def test_what_ktab_cannot_hold_is_said(tmp_path, capsys):
    path = write(tmp_path, STRONG)
    said = inside(capsys, "convert", path, tmp_path / "out.csv").out
    assert "what this format cannot hold:\n- " in said
    done = json.loads(inside(capsys, "convert", path, tmp_path / "out.xml", "--json").out)
    assert done["kind"] == "ktab-xml"
    assert done["written"] == [str(tmp_path / "out.xml")]
    assert done["changed"] is None
    assert done["lost"]


def test_an_update_says_how_many_values_changed(tmp_path, capsys):
    path = write(tmp_path, FULL)
    inside(capsys, "convert", path, tmp_path / "out.yaml")
    again = inside(capsys, "convert", path, tmp_path / "out.yaml").out
    assert "says the same already" in " ".join(again.split())
    path = write(tmp_path, FULL.replace("publicity: 0.1", "publicity: 0.2").replace("A toy conf", "A conf"))
    assert "2 values changed" in " ".join(inside(capsys, "convert", path, tmp_path / "out.yaml").out.split())
    path = write(tmp_path, FULL.replace("publicity: 0.1", "publicity: [0.1, 0.2, 0.3]").replace("A toy conf", "A conf"))
    done = json.loads(inside(capsys, "convert", path, tmp_path / "out.yaml", "--json").out)
    assert (done["changed"], done["rewritten"], done["lost"]) == (1, [], [])


def test_one_message_for_what_cannot_be_done(tmp_path, capsys):
    path = write(tmp_path, FULL)
    (tmp_path / "taken.xlsx").write_text("mine")
    refused(inside(capsys, "convert", path, tmp_path / "taken.xlsx"), "exists already", "--force")
    refused(inside(capsys, "convert", path, tmp_path / "a.zip"), "has no ending", ".yaml")
    refused(inside(capsys, "convert", path, tmp_path / "a", "--to", "json"), "--to json", "ktab-csv")
    refused(inside(capsys, "convert", tmp_path / "none", tmp_path / "a"), "neither a file or folder")
    refused(inside(capsys, "convert", path, tmp_path / "resolutions.yaml", "--force"), "never written")
    refused(inside(capsys, "template", tmp_path / "taken.xlsx"), "exists already")
    refused(inside(capsys, "template", tmp_path / "a.csv"), ".xlsx")
    assert (tmp_path / "taken.xlsx").read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["taken.xlsx", "toy.yaml"]


def test_a_message_about_the_target_shows_nothing_of_the_case(tmp_path, capsys):
    path = write(tmp_path, FULL)
    other = write(tmp_path, FULL.replace("id: toy", "id: hidden_talks").replace("A toy", "Hidden"), "other.yaml")
    done = inside(capsys, "convert", path, other)
    refused(done, "holds another case")
    assert "hidden" not in done.err.lower()


def test_a_template_is_written(tmp_path, capsys):
    done = inside(capsys, "template", tmp_path / "new book.xlsx")
    assert done.code == 0
    assert "backchannel check '" in done.out.replace("\n", " ")
    assert (tmp_path / "new book.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("target", ["out", "out.yaml", "out.csv"])
def test_a_full_disk_is_one_message(tmp_path, capsys, monkeypatch, target):
    def full(*given):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = write(tmp_path, STRONG)
    monkeypatch.setattr(os, "write", full)
    refused(inside(capsys, "convert", path, tmp_path / target), "No space left on device", target)
    monkeypatch.undo()
    assert [p.name for p in tmp_path.iterdir()] == ["toy.yaml"]


def test_an_update_on_a_full_disk_leaves_the_old_case(tmp_path, capsys, monkeypatch):
    def full(*given):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = write(tmp_path, FULL)
    inside(capsys, "convert", path, tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    path = write(tmp_path, FULL.replace("A toy", "Another").replace("little will", "much will"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        refused(inside(capsys, "convert", path, tmp_path / "out"), "No space left on device")
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom rights hold back")
def test_a_folder_that_may_not_be_written_is_one_message(tmp_path):
    path = write(tmp_path, FULL)
    (tmp_path / "shut").mkdir(mode=0o500)
    refused(apart("convert", path, tmp_path / "shut" / "a.yaml"), "Permission denied", "a.yaml")


@pytest.mark.skipif(sys.platform != "linux", reason="a place where nobody may write")
def test_a_place_where_nobody_may_write_is_one_message(tmp_path):
    refused(apart("convert", write(tmp_path, FULL), "/proc/toy.yaml"), "/proc/toy.yaml")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are other there")
def test_ctrl_c_leaves_the_old_case_or_the_new_one(tmp_path):
    path = write(tmp_path, FULL)
    new = write(tmp_path, FULL.replace("A toy", "Another").replace("little will", "much will"), "new.yaml")
    assert apart("convert", path, tmp_path / "out").code == 0
    cases = [read_case(path), read_case(new)]
    for delay in (0.2, 0.5):
        with subprocess.Popen([*FRONT, "convert", new, tmp_path / "out"], cwd=ROOT, stderr=subprocess.PIPE) as process:
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        assert read_case(tmp_path / "out") in cases
        assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
            *("case.yaml", "claims.yaml", "questions.yaml", "stances.csv")
        ]
