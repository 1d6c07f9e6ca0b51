"""The command, with formats stood in for where what is tested is the command."""

import json

import pytest

from backchannel.report import formats
from backchannel.report.lint import Fault
from tests.cli.running import inside, refused
from tests.report.composed import SMALL

CASE = SMALL["two-sides"]


def titled(document, ending):
    return formats.Formatted(document.title)


def test_plain_data(capsys):
    done = inside(capsys, "report", CASE, "--json", "--runs", "40", "--profile", "secret")
    assert done.code == 0, done.err
    assert json.loads(done.out)["profile"] == "secret"


def test_files_are_whole_and_for_their_owner(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "formatted", titled)
    names = [tmp_path / "a.html", tmp_path / "b.md"]
    done = inside(capsys, "report", CASE, "--runs", "40", "-o", names[0], "-o", names[1], "--figures", tmp_path / "f")
    assert done.code == 0, done.err
    assert [n.stat().st_mode & 0o777 for n in names] == [0o600, 0o600]
    assert {p.suffix for p in (tmp_path / "f").iterdir()} == {".svg", ".png"}


def test_a_public_report_may_be_read_by_all(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "formatted", titled)
    done = inside(capsys, "report", CASE, "--runs", "40", "--profile", "public", "-o", tmp_path / "a.html")
    assert done.code == 0, done.err
    assert (tmp_path / "a.html").stat().st_mode & 0o777 == 0o644


def test_nothing_where_one_cannot_be(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "formatted", titled)
    (tmp_path / "taken.md").mkdir()
    done = inside(capsys, "report", CASE, "--runs", "40", "-o", tmp_path / "a.html", "-o", tmp_path / "taken.md")
    refused(done, "taken.md", "no file of this report was written")
    assert [p.name for p in tmp_path.iterdir()] == ["taken.md"]


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        (["-o", "a.txt"], "a.txt"),
        (["--profile", "everybody", "-o", "a.md"], "everybody"),
        ([], "-o FILE"),
    ],
)
def test_what_cannot_be_asked(capsys, asked, word):
    refused(inside(capsys, "report", CASE, *asked), word)


def test_faults_of_its_own_text_stop_it(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("backchannel.report.lint.lint", lambda document: [Fault("advice", "levers", "a secret")])
    done = inside(capsys, "report", CASE, "--runs", "40", "-o", tmp_path / "a.md")
    refused(done, "internal error", "advice in section levers", "report this")
    assert "a secret" not in done.err
    assert list(tmp_path.iterdir()) == []
