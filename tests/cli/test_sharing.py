"""`share`: a folder for others, an account and a key for the author."""

import json
import os
import stat

import pytest
import yaml

from backchannel.case.reading import find_case, read_case
from backchannel.case.redaction import redact
from backchannel.core.labels import Label
from tests.cli.running import Done
from tests.cli.running import inside as run


@pytest.fixture
def inside(capsys):
    def ran(*argv: str, code: int = 0) -> Done:
        done = run(capsys, *argv)
        assert done.code == code, done
        return done

    return ran


def mode(path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


def test_a_folder_that_reads_back_and_a_key_beside_it(inside, tmp_path):
    out = tmp_path / "out"
    done = inside("share", "geneva-ii", "--profile", "public", "-o", str(out), "--json")
    found = json.loads(done.out)
    expected = redact(read_case(find_case("geneva-ii")), Label.PUBLIC)
    assert read_case(out) == expected.case
    assert found["label"] == "secret"
    assert {row["kind"] for row in found["rows"]} == {"stays behind", "goes out", "could be inferred"}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out", "out.key.yaml"]
    key = yaml.safe_load((tmp_path / "out.key.yaml").read_text())
    assert key["actors"]["a1"] == "syrian_government"
    assert (mode(out), mode(out / "case.yaml"), mode(tmp_path / "out.key.yaml")) == (0o755, 0o644, 0o600)


def test_the_account_is_on_the_screen_and_not_in_the_folder(inside, tmp_path):
    out = tmp_path / "out"
    done = inside("share", "geneva-ii", "--profile", "partners", "-o", str(out))
    assert "What could still be inferred (for your eyes)" in done.out
    assert "levels.transition.signers" in done.out
    assert mode(out) == 0o700
    assert not any("post_minded" in one.read_text() for one in out.iterdir())


def test_what_is_there_is_replaced_only_when_asked_and_only_where_it_was_shared(inside, tmp_path):
    out = tmp_path / "out"
    asked = ("share", "geneva-ii", "--profile", "partners", "-o", str(out))
    inside(*asked)
    (out / "claims.yaml").write_text("[]\n")
    assert "exists already; nothing was written" in inside(*asked, code=2).err
    inside(*asked, "--force")
    assert not (out / "claims.yaml").exists()
    (out / "mine.txt").write_text("mine")
    assert "holds more than a shared case" in inside(*asked, "--force", code=2).err
    assert (out / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--profile", "secret", "-o", "out"], "--profile secret: expected public, partners, team"),
        (["--profile", "public"], "Missing option"),
        (["--profile", "public", "-o", "/"], "is no name for a folder"),
        (["--profile", "public", "-o", "out", "--coarsen", "-1"], "greater than or equal to 0"),
    ],
)
def test_bad_input_is_one_message(inside, options, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert message in inside("share", "geneva-ii", *options, code=2).err
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_leaves_nothing(inside, tmp_path, monkeypatch):
    from pathlib import Path

    out = tmp_path / "out"
    rename = Path.rename

    def broken(self, target):
        if Path(target) == out:
            raise OSError(28, "No space left on device", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", broken)
    assert "No space left" in inside("share", "geneva-ii", "--profile", "public", "-o", str(out), code=2).err
    assert not out.exists()


@pytest.mark.parametrize("command", ["litmus", "packages", "forecast"])
def test_an_answer_made_from_private_limits_is_refused_on_a_shared_case(inside, command, tmp_path):
    out = str(tmp_path / "out")
    inside("share", "geneva-ii", "--profile", "public", "-o", out)
    assert "does not hold the private limits" in inside(command, out, code=2).err


def test_a_shared_case_can_be_checked_mapped_and_shown(inside, tmp_path):
    out = str(tmp_path / "out")
    inside("share", "geneva-ii", "--profile", "public", "-o", out)
    for command in ("check", "map", "show"):
        assert inside(command, out, "--json").out
