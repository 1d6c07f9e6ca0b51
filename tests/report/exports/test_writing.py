"""What leaves is made from the redacted case alone, whole, with the rights it should have, and says what it is."""

import re
import stat
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backchannel import __version__
from backchannel.case.reading import case_hash
from backchannel.case.redaction import redact
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.report.exports import writing
from backchannel.report.exports.writing import check, export, to_of
from tests.report.exports.cases import (
    DIGITS,
    TARGETS,
    WORD,
    geneva,
    hostile,
    members,
    other_insiders,
    planted,
    unzipped,
    written,
)

PROFILES = [Label.PUBLIC, Label.PARTNERS, Label.TEAM]
NOWHERE = Path("/nowhere/case.yaml")


@pytest.fixture(autouse=True)
def redacted_once(monkeypatch):
    """Redaction takes most of the time of an export and has tests of its own: once for a case and a profile."""
    monkeypatch.setattr(writing, "redact", lambda case, profile: kept_redacted(id(case), profile, case))


@cache
def kept(number, profile):
    return []


def kept_redacted(number, profile, case):
    found = kept(number, profile)
    if not found:
        found += [redact(case, profile), case]  # the case as well: its number is its own as long as it is there
    return found[0]


@pytest.mark.parametrize("to", TARGETS)
@pytest.mark.parametrize("profile", PROFILES, ids=str)
def test_cases_that_differ_above_the_profile_give_the_same_bytes(to, profile, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    secrets = other_insiders() if profile is Label.TEAM else planted()
    more = {"bipartite": True} if to in ("graphml", "gexf") else {}
    one, other = (
        written(case, tmp_path / name, to, profile, **more) for case, name in ((geneva(), "a"), (secrets, "b"))
    )
    assert one.read_bytes() == other.read_bytes()
    assert len(one.read_bytes()) > 4000


@pytest.mark.parametrize("to", TARGETS)
@pytest.mark.parametrize("profile", PROFILES, ids=str)
def test_no_canary_in_any_unzipped_byte(to, profile, tmp_path):
    path = written(planted(), tmp_path, to, profile)
    content = unzipped(path)
    if profile is Label.TEAM:  # what insiders are about stays behind; the rest is the team's
        assert DIGITS.encode() in content
        assert f"{WORD} insiders".encode() not in content
    else:
        assert WORD.encode() not in content.lower()
        assert DIGITS.encode() not in content


@pytest.mark.parametrize("to", TARGETS)
def test_the_canaries_are_there(to, tmp_path):
    content = unzipped(written(planted(), tmp_path, to, Label.SECRET))
    assert WORD.encode() in content
    assert DIGITS.encode() in content


@pytest.mark.parametrize("to", TARGETS)
def test_a_hostile_case_is_written_and_the_marks_are_told(to, tmp_path):
    found = export(hostile(), tmp_path / TARGETS[to], to=to, profile=Label.SECRET)
    assert "each is written by its number, as [U+202E]" in " ".join(found.text)
    assert [path.name for path in tmp_path.iterdir()] == [TARGETS[to]]
    for content in members(tmp_path / TARGETS[to]):
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", content)
        assert "\u202e".encode() not in content


@pytest.mark.parametrize(("profile", "rights"), [(Label.PUBLIC, 0o644), (Label.PARTNERS, 0o600), (Label.SECRET, 0o600)])
def test_rights(profile, rights, tmp_path):
    for to, name in TARGETS.items():
        path = written(geneva(), tmp_path, to, profile)
        assert stat.S_IMODE(path.stat().st_mode) == rights, name
    export(geneva(), tmp_path / "tables", to="csv", profile=profile)
    assert {stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "tables").iterdir()} == {rights}


def test_a_public_file_written_over_with_secrets_is_shut(tmp_path):
    path = written(geneva(), tmp_path, "graphml", Label.PUBLIC)
    written(geneva(), tmp_path, "graphml", Label.SECRET)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    written(geneva(), tmp_path, "graphml", Label.PUBLIC)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_the_finding_says_what_was_written(tmp_path):
    found = export(geneva(), tmp_path / "tables", to="csv", profile=Label.PUBLIC)
    assert found.label is Label.PUBLIC
    assert {row["file"] for row in found.rows} == {one.name for one in (tmp_path / "tables").iterdir()}
    assert all(row["bytes"] == (tmp_path / "tables" / str(row["file"])).stat().st_size for row in found.rows)
    assert found.manifest == {
        "program": f"backchannel {__version__}",
        "case": case_hash(redact(geneva(), Label.PUBLIC).case),
        "settings": {"export": "csv", "profile": "public"},
    }
    assert str(tmp_path) not in str(found.to_json())


def test_a_graph_without_links_says_how_to_get_some(tmp_path):
    said = export(geneva(), tmp_path / "x.gexf", to="gexf", profile=Label.PUBLIC).text
    assert "--bipartite" in said[-1]
    said = export(geneva(), tmp_path / "x.gexf", to="gexf", profile=Label.TEAM).text
    assert "--bipartite" not in said[-1]


@pytest.mark.parametrize(
    ("name", "to", "words"),
    [
        ("x.png", None, "no ending by which its format is known"),
        ("x.png", "gexf", "does not fit --to gexf; expected .gexf"),
        ("x.csv", "csv", "does not fit --to csv; expected .zip or a folder"),
        ("x.zip", "kumu", "does not fit --to kumu; expected .xlsx"),
        ("x.gexf", "dot", "--to dot: expected graphml, gexf, kumu or csv"),
    ],
)
def test_endings(name, to, words):
    with pytest.raises(AskError, match=words):
        to_of(Path(name), to)


def test_what_is_there_is_kept(tmp_path):
    file, folder = tmp_path / "x.gexf", tmp_path / "full"
    file.write_text("mine")
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    how: dict[str, Any] = {"to": None, "profile": Label.PUBLIC, "private_project": False, "origin": NOWHERE}
    with pytest.raises(AskError, match="exists already"):
        check(file, force=False, **how)
    assert check(file, force=True, **how) == "gexf"
    for force in (False, True):
        with pytest.raises(AskError, match="holds files already"):
            check(folder, force=force, **how)
    (folder / "mine.txt").unlink()
    assert check(folder, force=False, **how) == "csv"


def test_the_case_is_never_written_over(tmp_path):
    book = tmp_path / "case.xlsx"
    book.write_text("the case")
    (tmp_path / "link.xlsx").symlink_to(book)
    for name in ("case.xlsx", "link.xlsx"):
        with pytest.raises(AskError, match="the case itself stands there"):
            check(tmp_path / name, to=None, profile=Label.PUBLIC, private_project=False, force=True, origin=book)


def test_kumu_above_public_asks_for_a_private_project(tmp_path):
    for private in (False, True):
        how: dict[str, Any] = {"to": None, "private_project": private, "force": False, "origin": NOWHERE}
        assert check(tmp_path / "x.xlsx", profile=Label.PUBLIC, **how) == "kumu"
        if private:
            assert check(tmp_path / "x.xlsx", profile=Label.TEAM, **how) == "kumu"
        else:
            with pytest.raises(AskError, match="free Kumu account are public"):
                check(tmp_path / "x.xlsx", profile=Label.TEAM, **how)


def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OSError, match="file"):
        export(geneva(), tmp_path / "file" / "tables", to="csv", profile=Label.PUBLIC)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
