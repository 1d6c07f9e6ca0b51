"""`check` and `map` at the command line."""

import csv
import io
import json
import shutil

import pytest
import yaml

from backchannel.case.reading import find_case
from tests.cli.running import FEW, inside, refused

CANARY = "xanthocanary"


def test_check_ranks_and_says_what_influence_is(capsys):
    done = inside(capsys, "check", "geneva-ii", "--runs", "300")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert lines[1].split()[:2] == ["warning", "all"]
    assert any(line.startswith("... and ") and "--all" in line for line in lines)
    assert "Influence: how much" in done.out
    assert "no errors." in done.out
    everything = inside(capsys, "check", "geneva-ii", "--runs", "300", "--all").out
    assert len(everything.splitlines()) > len(lines)
    assert not [line for line in everything.splitlines() if len(line) > 100 or line != line.rstrip()]


def test_check_as_json_is_a_finding(capsys):
    done = inside(capsys, "check", "geneva-ii", *FEW, "--json")
    found = json.loads(done.out, parse_constant=lambda c: pytest.fail(c))
    assert found["columns"] == [
        "severity", "field", "message", "expected", "fix", "influence", "noise", "level", "basis",
    ]  # fmt: skip
    assert found["manifest"]["runs"] == 60
    assert found["rows"][0]["influence"] == 1.0


def test_check_takes_runs_and_a_seed(capsys):
    said = [inside(capsys, "check", "geneva-ii", "--runs", "100", "--seed", seed, "--json").out for seed in "112"]
    assert said[0] == said[1] != said[2]


def test_a_case_without_stances_is_checked_without_a_run(capsys, tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(
        "case: {id: a, title: t, as_of: 2014-01-28}\nactors: [{id: a, role: audience}]\n"
        "issues: [{id: i, anchors: {}, status_quo: 0}]\nlevels: [{id: l, opens: [i], signers: a}]\n"
        "tracks: [{id: t, kind: formal}]\n"
    )
    done = inside(capsys, "check", path)
    assert (done.code, done.err) == (0, "")
    assert "nobody who signs has a stance" in done.out.replace("\n", " ")
    assert "draws" not in done.out


def test_map_is_a_screen(capsys):
    done = inside(capsys, "map", "geneva-ii")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert len(lines) <= 45
    assert not [line for line in lines if len(line) > 100 or line != line.rstrip()]
    assert "Who connects the sides: the Government" in done.out
    assert lines[-1] == "label: secret"


def test_map_as_json_and_csv(capsys):
    found = json.loads(inside(capsys, "map", "geneva-ii", "--json").out)
    assert set(found) == {"title", "sentences", "columns", "rows", "label", "manifest", "parts"}
    table = list(csv.DictReader(io.StringIO(inside(capsys, "map", "geneva-ii", "--csv").out)))
    assert [r["actor"] for r in table] == [r["actor"] for r in found["rows"]]


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_map_draws(capsys, tmp_path, ending):
    path = tmp_path / f"map.{ending}"
    done = inside(capsys, "map", "geneva-ii", "--chart", path)
    assert done.code == 0
    assert "label: secret" in done.err
    assert path.stat().st_size > 10_000


def test_map_wants_a_label_there_is(capsys):
    refused(inside(capsys, "map", "geneva-ii", "--label", "open"), "--label open", "partners")


@pytest.mark.parametrize("label", ["public", "partners", "team"])
def test_a_map_under_a_label_holds_no_canary(capsys, tmp_path, label):
    folder = tmp_path / "planted"
    shutil.copytree(find_case("geneva-ii"), folder)
    data = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    for actor in data["actors"]:
        if actor["role"] == "insider":
            actor["name"] = actor["short"] = f"{CANARY} class"
        elif actor["id"] in ("iran", "russia", "national_coalition"):
            actor["label"] = "public"
            actor["capability"] = {"best": 13.579, "evidence": "judgement", "note": "x", "label": "secret"}
    for track in data["tracks"]:
        if track["id"] == "insiders_line":
            track |= {"name": CANARY, "open": True}
    (folder / "case.yaml").write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    planted = inside(capsys, "map", folder, "--json").out
    assert CANARY in planted
    assert "13.579" in planted
    for extra in ([], ["--json"], ["--csv"], ["--chart", tmp_path / "x.svg"]):
        done = inside(capsys, "map", folder, "--label", label, *extra)
        assert done.code == 0
        assert "Russia" in done.out
        assert not any(word in done.out + done.err for word in (CANARY, "13.579", "insiders_line"))
    assert CANARY not in (tmp_path / "x.svg").read_text(encoding="utf-8")
