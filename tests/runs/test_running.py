"""`backchannel simulate`: what it says, where, and how it ends."""

import io
import json

import pytest

from backchannel.cli import running
from backchannel.runs import chunks, kept
from tests.cli.running import inside, refused
from tests.runs.cases import everything, write_case

FEW = ["--runs", "60", "--months", "6"]


@pytest.fixture
def case(tmp_path):
    return write_case(tmp_path)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_it_plays_counts_and_says_what_to_do_next(case, tmp_path, capsys):
    folder = tmp_path / "some runs"
    done = inside(capsys, "simulate", case, *FEW, "-o", folder)
    assert (done.code, done.err) == (0, "")  # quiet where no terminal watches
    assert f"60 runs are in {folder} (1 chunk)" in done.out.replace("\n", " ")
    assert f"next: backchannel forecast {case} --from '{folder}'" in done.out
    assert "label: secret" in done.out
    assert kept(folder) == 60
    again = inside(capsys, "simulate", case, *FEW, "-o", folder)
    assert again.out.splitlines()[:5] == done.out.splitlines()[:5]


def test_without_a_folder_nothing_is_kept(case, tmp_path, capsys):
    before = everything(tmp_path)
    done = inside(capsys, "simulate", case, *FEW)
    assert (done.code, done.err) == (0, "")
    assert "-o FOLDER would have kept them" in done.out
    assert everything(tmp_path) == before


def test_json_is_a_finding_and_nothing_else(case, tmp_path, capsys):
    done = inside(capsys, "simulate", case, *FEW, "-o", tmp_path / "runs", "--json")
    found = json.loads(done.out)
    assert set(found) == {"title", "sentences", "columns", "rows", "label", "manifest"}
    assert (found["label"], found["manifest"]["settings"]["runs"], found["manifest"]["settings"]["rounds"]) == (
        "secret",
        60,
        6,
    )
    assert str(tmp_path) not in done.out
    for row in found["rows"]:
        assert row["runs"] == 60
        assert 0 <= row["standing"] <= row["signed"] <= 60
    assert max(row["signed"] for row in found["rows"]) > 0


def test_a_value_that_is_set_makes_other_runs(case, tmp_path, capsys):
    folder = tmp_path / "runs"
    lever = "levels.deal.fighting_ended=0.75"
    assert inside(capsys, "simulate", case, *FEW, "-o", folder).code == 0
    refused(inside(capsys, "simulate", case, *FEW, "-o", folder, "--set", lever), "the case, or values set in it")
    done = inside(capsys, "simulate", case, *FEW, "-o", tmp_path / "other", "--set", lever)
    assert f"--set {lever}" in done.out


def test_what_was_asked_wrongly(case, tmp_path, capsys):
    refused(inside(capsys, "simulate", case, "--months", "-3"), "months = -3.0")
    refused(inside(capsys, "simulate", case, "--inner", "0"), "--inner")
    refused(inside(capsys, "simulate", case, "-o", tmp_path), "holds something else")
    assert {p.name for p in tmp_path.iterdir()} == {case.name}


def test_a_bar_where_a_terminal_watches_and_none_in_a_pipe(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with running.progress_bar() as progress:
        assert progress is not None
        progress(3, 10)
        progress(10, 10)
    assert "10/10" in screen.getvalue()
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with running.progress_bar() as progress:
        assert progress is None


def test_long_work_is_announced_on_a_terminal_only(case, monkeypatch, capsys):
    monkeypatch.setattr(running, "LONG", -1.0)
    assert inside(capsys, "simulate", case, *FEW).err == ""
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    assert inside(capsys, "simulate", case, *FEW).code == 0
    assert "this will take about 0 seconds on this machine" in screen.getvalue()


def test_stopped_by_key(case, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "runs"
    monkeypatch.setattr(chunks, "SIZE", 25)
    honest = chunks.write

    def stop(place, courses, *rest):
        honest(place, courses, *rest)
        if courses.first == 25:
            import signal

            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(chunks, "write", stop)
    done = inside(capsys, "simulate", case, *FEW, "-o", folder)
    said = f"interrupted; 50 of 60 runs are kept in {folder}, and the same command goes on with them\n"
    assert done == (130, "", said)
    monkeypatch.setattr(chunks, "write", honest)
    assert inside(capsys, "simulate", case, *FEW, "-o", folder).code == 0
    assert kept(folder) == 60
