"""A case goes from format to format, and into files that are there, without losing anything unsaid."""

import shutil
import stat
import sys

import pytest

from backchannel.case.building import build
from backchannel.case.formats import KINDS, convert, differences, kind_of, template
from backchannel.case.ktab import losses
from backchannel.case.problems import CaseError
from backchannel.case.reading import find_case, read_case
from backchannel.case.tree import parse
from tests.case.cases import FULL, write

TARGETS = {"yaml": "out.yaml", "folder": "out", "xlsx": "out.xlsx", "ktab-csv": "out.csv", "ktab-xml": "out.xml"}


STRONG = FULL.replace("    trust: 0.3\n", "    trust: 0.3\n    capability: 100\n")
"""KTAB has room for those alone who have a power."""


@pytest.fixture
def case():
    return build(parse(STRONG, "toy.yaml"))


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("kind", ["yaml", "folder", "xlsx"])
def test_what_holds_a_case_gives_it_back(tmp_path, case, kind):
    target = tmp_path / TARGETS[kind]
    done = convert(case, target)
    assert (done.kind, done.changed, done.lost) == (kind, None, ())
    assert read_case(target) == case
    assert set(done.written) == (set(target.iterdir()) if kind == "folder" else {target})


@pytest.mark.parametrize("kind", ["ktab-csv", "ktab-xml"])
def test_ktab_gives_back_what_it_holds_and_the_rest_is_said(tmp_path, case, kind):
    target = tmp_path / TARGETS[kind]
    done = convert(case, target)
    assert done.lost == tuple(losses(case))
    assert done.lost
    assert {actor.id for actor in read_case(target).actors} <= {actor.id for actor in case.actors}


@pytest.mark.skipif(sys.platform == "win32", reason="rights are other there")
@pytest.mark.parametrize("kind", KINDS)
def test_new_files_are_private(tmp_path, case, kind):
    done = convert(case, tmp_path / TARGETS[kind])
    assert {stat.S_IMODE(path.stat().st_mode) for path in done.written} == {0o600}


@pytest.mark.parametrize("kind", KINDS)
def test_the_format_can_be_said(tmp_path, case, kind):
    assert convert(case, tmp_path / "some.where", to=kind).kind == kind


def test_formats_that_are_none_are_refused(tmp_path):
    (tmp_path / "folder.d").mkdir()
    (tmp_path / "file").write_text("x")
    for target, to in (("a.zip", None), ("a", "json"), ("folder.d", "xlsx"), ("file", None), ("a", "")):
        with pytest.raises(CaseError):
            kind_of(tmp_path / target, to)
    assert kind_of(tmp_path / "folder.d") == "folder"


def test_what_happened_is_never_written(tmp_path, case):
    for to in (None, "yaml"):
        with pytest.raises(CaseError, match="never written"):
            convert(case, tmp_path / "resolutions.yaml", to=to, force=True)
    assert names(tmp_path) == []


@pytest.mark.parametrize("kind", ["yaml", "folder"])
def test_the_same_case_is_updated_with_its_comments(tmp_path, case, kind):
    target = tmp_path / TARGETS[kind]
    convert(case, target)
    main = target / "case.yaml" if kind == "folder" else target
    main.write_text("# mine\n" + main.read_text().replace("  id: toy", "  id: toy    # and so is this"))
    assert convert(case, target).written == ()
    other = case.model_copy(update={"case": case.case.model_copy(update={"title": "New", "horizon_months": 9})})
    done = convert(other, target)
    assert (done.written, done.changed, done.rewritten) == ((main,), 2, ())
    assert main.read_text().startswith("# mine\n")
    assert "  id: toy    # and so is this\n" in main.read_text()
    assert read_case(target) == other


@pytest.mark.parametrize("content", ["not: a case\n", FULL.replace("id: toy", "id: other")])
def test_anything_else_is_overwritten_by_force_alone(tmp_path, case, content):
    target = write(tmp_path, content)
    with pytest.raises(CaseError, match="exists already"):
        convert(case, target)
    assert target.read_text() == content
    assert convert(case, target, force=True).changed is None
    assert read_case(target) == case


@pytest.mark.parametrize("kind", ["xlsx", "ktab-csv", "ktab-xml"])
def test_other_formats_are_overwritten_by_force_alone(tmp_path, case, kind):
    target = tmp_path / TARGETS[kind]
    convert(case, target)
    before = target.read_bytes()
    with pytest.raises(CaseError, match="exists already"):
        convert(case, target)
    assert target.read_bytes() == before
    convert(case, target, force=True)


def test_a_folder_overwritten_says_the_new_case_alone(tmp_path, case):
    folder = tmp_path / "out"
    shutil.copytree(find_case("geneva-ii"), folder)
    (folder / "resolutions.yaml").write_text("what: happened")
    bare = case.model_copy(update={"claims": (), "questions": (), "stances": ()})
    with pytest.raises(CaseError, match="another case"):
        convert(bare, folder)
    convert(bare, folder, force=True)
    assert read_case(folder) == bare
    assert (folder / "resolutions.yaml").read_text() == "what: happened"


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path, case):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CaseError, match="exists already"):
        convert(case, tmp_path)
    assert names(tmp_path) == ["notes.txt"]
    (tmp_path / "empty").mkdir()
    convert(case, tmp_path / "empty")
    assert read_case(tmp_path / "empty") == case


def test_the_main_file_of_a_folder_stands_for_the_folder(tmp_path, case):
    convert(case, tmp_path / "out")
    other = case.model_copy(update={"claims": (case.claims[0].model_copy(update={"says": "new"}),)})
    done = convert(other, tmp_path / "out" / "case.yaml", to="yaml")
    assert (done.kind, names(tmp_path / "out")) == (
        "folder",
        ["case.yaml", "claims.yaml", "questions.yaml", "stances.csv"],
    )
    assert [path.name for path in done.written] == ["claims.yaml"]
    assert read_case(tmp_path / "out") == other
    convert(case, tmp_path / "alone" / "case.yaml")
    assert names(tmp_path / "alone") == ["case.yaml"]
    assert read_case(tmp_path / "alone") == case


def test_values_are_counted_by_what_they_belong_to(case):
    moved = case.model_copy(update={"actors": tuple(reversed(case.actors))})
    assert differences(case, moved) == 0
    fewer = case.model_copy(update={"narratives": ()})
    assert differences(case, fewer) == differences(fewer, case) == 6  # id, speaker, audience, frame, believed, needed


def test_a_template_is_a_workbook_that_is_not_overwritten(tmp_path):
    target = tmp_path / "empty.xlsx"
    template(target)
    before = target.read_bytes()
    assert before.startswith(b"PK")
    with pytest.raises(CaseError, match="exists already"):
        template(target)
    template(target, force=True)
    with pytest.raises(CaseError, match="no name for a workbook"):
        template(tmp_path / "empty.csv")
    assert names(tmp_path) == ["empty.xlsx"]
