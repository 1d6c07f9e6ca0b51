import os
import shutil
import stat
import subprocess
from datetime import date
from pathlib import Path

import pytest

from backchannel.case.problems import CaseError
from backchannel.case.reading import case_hash, find_case, read_case
from backchannel.case.versions import Version, keep, kept_files, versions
from backchannel.case.versions.gitlog import GitError, commits
from backchannel.core.errors import AskError
from tests.case.cases import FULL, write
from tests.support import require

needs_git = pytest.mark.usefixtures("_git_installed")


@pytest.fixture
def _git_installed():
    require(shutil.which("git") is not None, "git is not installed")


def git(folder: Path, *arguments: str, when: str = "2014-02-01T12:00:00+00:00") -> str:
    """Run git as its user would, without the settings of whoever runs the tests."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    env |= {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when, "HOME": str(folder.parent), "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", *arguments]
    return subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, text=True).stdout


def commit(folder: Path, message: str, when: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message, when=when)


@pytest.fixture
def repository(tmp_path: Path, _git_installed: None) -> Path:
    """Three commits of one case in a folder, the first under another name, the second no case, and a hand edit."""
    top = tmp_path / "work"
    old = top / "old_name"
    old.mkdir(parents=True)
    git(top, "init", "-q")
    write(old, FULL, "case.yaml")
    commit(top, "First coding", "2014-01-29T09:00:00+00:00")
    git(top, "mv", "old_name", "talks")
    case = top / "talks" / "case.yaml"
    case.write_text(
        FULL.replace("role: armed", "role: x").replace("cost: [0.05, 0.1, 0.2]", "cost: [0.05, 0.1"), "utf-8"
    )
    commit(top, "A slip", "2014-02-01T09:00:00+00:00")
    case.write_text(changed("cost: [0.05, 0.1, 0.2]", "cost: [0.1, 0.2, 0.3]", "2014-02-04"), "utf-8")
    (top / "talks" / "resolutions.yaml").write_text("no case at all", "utf-8")
    commit(top, "After the first round", "2014-02-05T09:00:00+00:00")
    return top / "talks"


def changed(old: str, new: str, as_of: str = "2014-01-28") -> str:
    assert old in FULL
    return FULL.replace(old, new).replace("as_of: 2014-01-28", f"as_of: {as_of}")


def told(found) -> list[tuple[str, str | None, float]]:
    return [(str(v.as_of), v.note, v.case.actor("government").cost.best) for v in found.found]


# --- git --------------------------------------------------------------------------------------------------------


def test_versions_come_from_the_commits_through_a_renamed_folder(repository):
    found = versions(repository)
    assert told(found) == [("2014-01-28", "First coding", 0.1), ("2014-02-04", "After the first round", 0.2)]
    assert all(v.name.startswith("git ") for v in found.found)
    (damaged,) = found.damaged
    assert damaged.name.startswith("git ")
    assert "cannot be read under today's schema: case.yaml:" in str(damaged)


def test_a_hand_edit_since_the_last_commit_is_now(repository):
    path = repository / "case.yaml"
    path.write_text(path.read_text("utf-8").replace("cost: [0.1, 0.2, 0.3]", "cost: 0.4"), "utf-8")
    found = versions(repository)
    assert [v.name for v in found.found][-1] == "now"
    assert told(found)[-1] == ("2014-02-04", None, 0.4)


def test_a_commit_that_changes_comments_only_is_no_version(repository):
    path = repository / "case.yaml"
    path.write_text("# a remark\n" + path.read_text("utf-8"), "utf-8")
    commit(repository, "A remark", "2014-02-06T09:00:00+00:00")
    assert len(versions(repository).found) == 2


@needs_git
def test_parts_in_files_of_their_own_belong_to_each_version(tmp_path):
    shutil.copytree(find_case("geneva-ii"), tmp_path / "case")
    folder = tmp_path / "case"
    git(folder, "init", "-q")
    commit(folder, "one", "2014-01-29T09:00:00+00:00")
    table = folder / "stances.csv"
    old, new = (f"presidents_circle,leadership,0,0,{best},12" for best in (3, 4))
    table.write_text(table.read_text("utf-8").replace(old, new), "utf-8")
    commit(folder, "two", "2014-01-30T09:00:00+00:00")
    found = versions(folder)
    limits = [next(s.private.best for s in v.case.stances if s.issue == "leadership") for v in found.found]
    assert limits == [3, 4]
    assert case_hash(found.found[-1].case) == case_hash(read_case(folder))


@needs_git
def test_a_single_file_is_followed_through_its_rename(tmp_path):
    git(tmp_path, "init", "-q")
    write(tmp_path, FULL, "one.yaml")
    commit(tmp_path, "one", "2014-01-29T09:00:00+00:00")
    git(tmp_path, "mv", "one.yaml", "two words.yaml")
    commit(tmp_path, "moved", "2014-01-30T09:00:00+00:00")
    write(tmp_path, changed("trust: 0.3", "trust: 0.4"), "two words.yaml")
    commit(tmp_path, "two", "2014-01-31T09:00:00+00:00")
    found = versions(tmp_path / "two words.yaml")
    assert [v.note for v in found.found] == ["one", "two"]


@needs_git
def test_a_repository_without_commits_and_a_folder_outside_one(tmp_path):
    write(tmp_path, FULL, "case.yaml")
    assert commits(tmp_path, "case.yaml") == ([], False)
    git(tmp_path, "init", "-q")
    assert commits(tmp_path, "case.yaml") == ([], False)
    assert [v.name for v in versions(tmp_path).found] == ["now"]


def test_without_git_only_the_present_is_there(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert [v.name for v in versions(repository).found] == ["now"]


def test_nothing_that_a_repository_names_is_run(repository, tmp_path):
    """Every setting and attribute by which git starts a program is pointed at one that leaves a trace."""
    trace = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho ran >> '{trace}'\ncat\n", "utf-8")
    script.chmod(0o755)
    top = repository.parent
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-checkout", "pre-auto-gc", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(script, hooks / hook)
    named = (
        *(
            "core.fsmonitor",
            "core.pager",
            "pager.log",
            "pager.cat-file",
            "core.sshCommand",
            "core.askPass",
            "core.editor",
        ),
        *("diff.external", "diff.trap.textconv", "diff.trap.command", "filter.trap.smudge", "filter.trap.clean"),
        *("filter.trap.process", "gpg.program", "gpg.ssh.program", "credential.helper", "core.alternateRefsCommand"),
        *("uploadpack.packObjectsHook", "interactive.diffFilter", "alias.log", "alias.cat-file", "merge.trap.driver"),
    )
    for name in named:
        git(top, "config", name, f"!{script}" if name.startswith("alias") else str(script))
    git(top, "config", "core.hooksPath", str(hooks))
    git(top, "config", "log.showSignature", "true")
    git(top, "config", "log.diffMerges", "on")
    for attributes in (top / ".gitattributes", top / ".git" / "info" / "attributes"):
        attributes.parent.mkdir(exist_ok=True)
        attributes.write_text("* diff=trap filter=trap merge=trap\n", "utf-8")
    trace.unlink(missing_ok=True)  # setting the trap may spring it
    (repository / "case.yaml").touch()  # an index out of date calls for a refresh
    before = sorted((p.relative_to(top), p.stat().st_mtime_ns) for p in (top / ".git").rglob("*"))

    found = versions(repository)

    assert not trace.exists(), trace.read_text("utf-8")
    assert [v.note for v in found.found] == ["First coding", "After the first round"]
    assert sorted((p.relative_to(top), p.stat().st_mtime_ns) for p in (top / ".git").rglob("*")) == before

    git(top, "diff", "--ext-diff", "HEAD~1")  # the trap is a real one
    assert trace.exists()


def test_a_missing_object_of_a_partial_clone_is_not_fetched(repository, tmp_path):
    trace = tmp_path / "ran"
    script = tmp_path / "upload"
    script.write_text(f"#!/bin/sh\necho ran >> '{trace}'\nexit 1\n", "utf-8")
    script.chmod(0o755)
    top = repository.parent
    blob = git(top, "rev-parse", "HEAD:talks/case.yaml").strip()
    (top / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    git(top, "remote", "add", "origin", str(tmp_path / "elsewhere"))
    for name, value in (
        ("extensions.partialClone", "origin"), ("remote.origin.promisor", "true"), ("protocol.allow", "always"),
        ("core.repositoryFormatVersion", "1"), ("remote.origin.uploadpack", str(script)),
        ("protocol.file.allow", "always"),
    ):  # fmt: skip
        git(top, "config", name, value)
    found = versions(repository)
    assert not trace.exists()
    assert found.found[-1].name == "now"


def test_environment_of_git_is_left_out(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    assert len(versions(repository).found) == 2
    assert not (tmp_path / "trace").exists()


def test_a_repository_of_somebody_else_is_one_remark(repository, monkeypatch):
    def refuse(*_: object, **__: object):
        return subprocess.CompletedProcess([], 128, b"", b"fatal: detected dubious ownership in repository at '/x'\n")

    monkeypatch.setattr("backchannel.case.versions.gitlog.subprocess.run", refuse)
    found = versions(repository)
    assert [v.name for v in found.found] == ["now"]
    assert len(found.notes) == 1
    assert "safe.directory" in found.notes[0]


def test_a_git_that_hangs_is_given_up(repository, monkeypatch):
    def hang(*_: object, **__: object):
        raise subprocess.TimeoutExpired("git", 30)

    monkeypatch.setattr("backchannel.case.versions.gitlog.subprocess.run", hang)
    with pytest.raises(GitError, match="did not answer"):
        commits(repository, "case.yaml")
    assert "did not answer" in versions(repository).notes[0]


# --- kept versions ----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "talks"
    path.mkdir()
    write(path, FULL, "case.yaml")
    return path


def test_a_kept_version_reads_back_equal_and_is_for_its_owner_only(folder):
    path, fresh = keep(folder, note="before\nthe  round")
    assert fresh
    assert path == folder / "versions" / "2014-01-28.yaml"
    assert read_case(path) == read_case(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    (version,) = versions(folder).found
    assert (version.name, version.note) == ("kept 2014-01-28.yaml", "before the round")


def test_nothing_is_ever_written_over(folder):
    first, _ = keep(folder)
    text = first.read_text("utf-8")
    assert keep(folder) == (first, False)
    write(folder, changed("trust: 0.3", "trust: 0.4"), "case.yaml")
    second, fresh = keep(folder)
    assert (fresh, second.name) == (True, "2014-01-28-2.yaml")
    assert first.read_text("utf-8") == text
    assert [p.name for p in second.parent.iterdir() if p.name.startswith(".")] == []
    assert len(versions(folder).found) == 2


def test_a_version_may_be_told_as_of_another_day(folder):
    path, _ = keep(folder, date(2014, 3, 1))
    assert path.name == "2014-03-01.yaml"
    assert read_case(path).case.as_of == date(2014, 3, 1)
    assert str(read_case(folder).case.as_of) == "2014-01-28"


def test_versions_are_in_the_order_of_the_days_they_tell_of(folder):
    write(folder, changed("trust: 0.3", "trust: 0.4", "2014-03-01"), "case.yaml")
    keep(folder)
    write(folder, changed("trust: 0.3", "trust: 0.5", "2014-02-01"), "case.yaml")
    keep(folder)
    write(folder, FULL, "case.yaml")
    assert [str(v.as_of) for v in versions(folder).found] == ["2014-01-28", "2014-02-01", "2014-03-01"]


def test_a_disk_without_links_and_a_full_one(folder, monkeypatch):
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    path, _ = keep(folder)
    assert read_case(path) == read_case(folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(folder, date(2014, 5, 1))
    assert [p.name for p in (folder / "versions").iterdir()] == ["2014-01-28.yaml"]


def test_a_damaged_version_and_what_happened_are_left_out(folder):
    keep(folder)
    held = folder / "versions"
    write(held, FULL.replace("role: leader", "role: prince"), "2014-01-01.yaml")
    write(held, "- what happened", "resolutions.yaml")
    write(held, "no yaml: [", "notes.txt")
    found = versions(folder)
    assert [v.name for v in found.found] == ["kept 2014-01-28.yaml"]
    (damaged,) = found.damaged
    assert str(damaged).startswith(
        "kept 2014-01-01.yaml: left out, cannot be read under today's schema: 2014-01-01.yaml:18: actors.circle.role"
    )


def test_damage_above_public_is_not_shown(folder):
    keep(folder)
    write(folder / "versions", FULL.replace("private: [10, 40, 70]", "private: [10, 40, 170.531]"), "2014-01-01.yaml")
    (damaged,) = versions(folder).damaged
    assert "170" not in str(damaged)
    assert "posts" not in str(damaged)


def test_two_single_files_in_one_folder_keep_their_versions_apart(tmp_path):
    one, other = write(tmp_path, FULL, "one.yaml"), write(tmp_path, changed("trust: 0.3", "trust: 0.4"), "one-two.yaml")
    keep(one)
    keep(other)
    assert [p.name for p in kept_files(one)] == ["one-2014-01-28.yaml"]
    assert [p.name for p in kept_files(other)] == ["one-two-2014-01-28.yaml"]


def test_shipped_cases_are_not_written_to():
    with pytest.raises(AskError, match="comes with the program"):
        keep(find_case("geneva-ii"))


def test_a_case_that_cannot_be_read_is_an_error(folder):
    write(folder, FULL.replace("role: leader", "role: prince"), "case.yaml")
    for action in (versions, keep):
        with pytest.raises(CaseError):
            action(folder)
    assert not (folder / "versions").exists()


# --- others -----------------------------------------------------------------------------------------------------


def test_other_dates_can_be_given(folder, tmp_path):
    earlier = write(tmp_path, changed("trust: 0.3", "trust: 0.2", "2013-12-01"), "december.yaml")
    found = versions(folder, [earlier])
    assert [(v.name, str(v.as_of)) for v in found.found] == [("december.yaml", "2013-12-01"), ("now", "2014-01-28")]


def test_another_case_is_remarked(folder, tmp_path):
    other = write(tmp_path, FULL.replace("id: toy", "id: other"), "other.yaml")
    assert versions(folder, [other]).notes == ("other.yaml carries another id than the case",)


def test_a_version_knows_its_day(folder):
    (version,) = versions(folder).found
    assert isinstance(version, Version)
    assert version.as_of == date(2014, 1, 28)
