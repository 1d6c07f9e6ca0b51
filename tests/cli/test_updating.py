"""`diff`, `log` and `keep` at the command line."""

import csv
import io
import json
import shutil
import stat
import subprocess

import pytest

from backchannel.case.reading import read_case
from tests.case.cases import FULL, write
from tests.cli.running import inside, refused
from tests.support import require

FEW = ["--runs", "60"]
LIMITS = """\
  - {actor: circle, issue: leadership, private: [0, 20, 60], salience: 100}
  - {actor: northland, issue: leadership, private: 50, salience: 100}
"""
WHOLE = FULL.replace("stances:\n", f"stances:\n{LIMITS}")
"""The full toy with stances for all who must sign."""


@pytest.fixture
def two(tmp_path):
    """Two dates of one case: a cost and a seat changed, and a note."""
    before = write(tmp_path, WHOLE, "january.yaml")
    text = WHOLE.replace("as_of: 2014-01-28", "as_of: 2014-02-04").replace(
        "cost: [0.05, 0.1, 0.2]", "cost: [0.2, 0.3, 0.4]"
    )
    text = text.replace("role: insider, parent", "role: insider, note: asked again, parent")
    return before, write(tmp_path, text.replace("private: [10, 40, 70]", "private: [10, 47, 70]"), "february.yaml")


def test_diff_says_what_changed_and_why(capsys, two):
    done = inside(capsys, "diff", *two, *FEW)
    assert done.code == 0
    assert "28 January 2014 and 4 February 2014" in done.out
    assert "what fighting on costs government" in done.out
    assert "0.1 (0.05-0.2)" in done.out
    assert "0.3 (0.2-0.4)" in done.out
    assert "Said differently" in done.out
    assert "label: secret" in done.out
    assert all(len(line) <= 100 for line in done.out.splitlines())


def test_diff_as_data(capsys, two):
    found = json.loads(inside(capsys, "diff", *two, *FEW, "--json").out)
    assert set(found) == {"title", "sentences", "columns", "rows", "label", "manifest", "parts"}
    assert {p["path"]: p["label"] for p in found["parts"][1]["rows"]} == {
        "actors.government.cost": "team",
        "stances.posts.leadership.private": "secret",
    }
    table = list(csv.DictReader(io.StringIO(inside(capsys, "diff", *two, *FEW, "--csv").out)))
    assert {"kind", "before", "after", "change", "se", "label"} <= set(table[0])
    assert len(table) == len(found["rows"])


def test_diff_draws_a_picture(capsys, two, tmp_path):
    path = tmp_path / "moved.svg"
    done = inside(capsys, "diff", *two, *FEW, "--chart", path)
    assert done.code == 0, done.err
    assert path.read_text("utf-8").startswith("<svg")


def test_diff_of_one_case_with_itself_is_one_line(capsys, two):
    done = inside(capsys, "diff", two[0], two[0], *FEW)
    assert done.code == 0
    assert "Nothing changed." in done.out
    assert len(done.out.splitlines()) == 3
    refused(inside(capsys, "diff", two[0], two[0], "--chart", "x.svg"), "nothing to draw")


def test_diff_of_a_case_with_a_what_if(capsys, two):
    done = inside(capsys, "diff", two[0], "--set", "actors.government.cost=0.4", *FEW, "--level", "aid")
    assert done.code == 0
    assert "what fighting on costs government" in done.out
    refused(inside(capsys, "diff", two[0]), "expected two versions")


def test_diff_refuses_what_cannot_be_read_or_compared(capsys, two, tmp_path):
    broken = write(tmp_path, FULL.replace("role: leader", "role: prince"), "broken.yaml")
    for pair in ((two[0], broken), (broken, two[0])):
        refused(inside(capsys, "diff", *pair), "broken.yaml:18: actors.circle.role")
    other = (
        WHOLE.replace("id: aid\n", "id: relief\n")
        .replace("aid: 0.4", "relief: 0.4")
        .replace("level: aid", "level: relief")
    )
    other = other.replace("id: transition\n", "id: change\n").replace("levels: [transition]", "levels: [change]")
    refused(inside(capsys, "diff", two[0], write(tmp_path, other, "other.yaml"), *FEW), "share no level and no track")
    refused(inside(capsys, "diff", *two, "--level", "nowhere"), "no level called nowhere")


def test_secret_values_are_in_no_message_and_no_manifest(capsys, two):
    done = inside(capsys, "diff", *two, *FEW, "--json")
    assert "47" not in done.err
    assert "47" not in json.dumps(json.loads(done.out)["manifest"].get("settings"))
    assert "0.3" not in done.err


def test_keep_then_log(capsys, tmp_path):
    folder = tmp_path / "talks"
    folder.mkdir()
    write(folder, FULL, "case.yaml")
    done = inside(capsys, "keep", folder, "--note", "first coding")
    assert done.code == 0
    kept = folder / "versions" / "2014-01-28.yaml"
    assert str(kept) in done.out.replace("\n", "")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "nothing was kept" in inside(capsys, "keep", folder).out.replace("\n", " ")

    write(
        folder,
        FULL.replace("cost: [0.05, 0.1, 0.2]", "cost: 0.3").replace("2014-01-28\nconf", "2014-02-04\nconf"),
        "case.yaml",
    )
    listed = inside(capsys, "log", folder)
    assert listed.code == 0, listed.err
    assert "kept 2014-01-28.yaml" in listed.out
    assert "first coding" in listed.out
    assert "now" in listed.out
    told = inside(capsys, "log", folder, "actors.government.cost")
    assert "0.1 (0.05-0.2)" in told.out
    assert "1 change since; 0.3 since 2014-02-04 (now)" in told.out.replace("\n", " ")
    rows = json.loads(inside(capsys, "log", folder, "actors.government.cost", "--json").out)["rows"]
    assert [(r["as_of"], r["best"], r["present"]) for r in rows] == [
        ("2014-01-28", 0.1, False),
        ("2014-02-04", 0.3, True),
    ]
    assert inside(capsys, "log", folder, "actors", "--csv").out.startswith("path,as_of,version")
    assert "unchanged since" in inside(capsys, "log", folder, "actors.government").out


def test_log_over_git_with_a_damaged_version(capsys, tmp_path):
    require(shutil.which("git") is not None, "git is not installed")
    run = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run([*run, "init", "-q"], cwd=tmp_path, check=True)
    for number, text in enumerate(
        (FULL, FULL.replace("role: leader", "role: prince"), FULL.replace("trust: 0.3", "trust: 0.4"))
    ):
        write(tmp_path, text, "toy.yaml")
        subprocess.run([*run, "add", "toy.yaml"], cwd=tmp_path, check=True)
        subprocess.run([*run, "commit", "-q", "-m", f"step {number}"], cwd=tmp_path, check=True)
    done = inside(capsys, "log", tmp_path / "toy.yaml", "actors.government.trust")
    assert done.code == 0
    assert "left out, cannot be read under today's schema: toy.yaml:18: actors.circle.role" in done.err
    assert "0.3 in 2014-01-28 (git " in done.out


def test_log_with_another_date_and_a_picture(capsys, two, tmp_path):
    path = tmp_path / "cost.svg"
    done = inside(capsys, "log", two[1], "actors.government.cost", "--with", two[0], "--chart", path)
    assert done.code == 0, done.err
    assert "january.yaml" in done.out
    assert path.exists()
    refused(inside(capsys, "log", two[1], "--chart", path), "only one number")
    refused(inside(capsys, "log", two[1], "actors.goverment"), "no version of this case", "actors.government")


def test_keep_refuses_a_day_that_is_none_and_a_shipped_case(capsys, two):
    refused(inside(capsys, "keep", two[0], "--as-of", "soon"), "expected a date")
    refused(inside(capsys, "keep", "geneva-ii"), "comes with the program")


def test_keep_as_of_another_day(capsys, two):
    assert inside(capsys, "keep", two[0], "--as-of", "2014-03-01").code == 0
    kept = two[0].parent / "versions" / "january-2014-03-01.yaml"
    assert str(read_case(kept).case.as_of) == "2014-03-01"
