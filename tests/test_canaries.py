"""Values that may not travel, planted where they are kept, and looked for where everybody may look.

By design visible: `show` prints the numbers it is asked for with their labels, and JSON, CSV, tables and sentences of
an answer hold what was made from private values; each of these says its label. What may hold none of it, whatever its
label: manifests, messages on standard error, pictures, `--help`; and all that is labelled public.
"""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from backchannel.case.reading import find_case
from tests.cli.running import FEW, inside

DIGITS = "13579"
"""All planted numbers end in these."""

WORD = "xanthocanary"
"""All planted texts hold this."""

PLANTED = re.compile(f"{DIGITS}|1357899|{WORD}", re.IGNORECASE)  # also as it may come out of a mean
ANALYSES = {
    "brief": ["brief"],
    "litmus": ["litmus"],
    "packages": ["packages", "--level", "transition"],
    "explain": ["explain", "russia", "--level", "transition"],
    "explain an insider": ["explain", "post_minded_insiders", "--level", "transition", "--guarantees", "all"],
    "claims": ["claims"],
}


def point(value: float, **more: Any) -> dict[str, Any]:
    return {"best": value, "evidence": "judgement", "note": f"because {WORD}", **more}


@pytest.fixture(scope="module")
def case(tmp_path_factory) -> Path:
    """Geneva II with canaries in private positions, insiders, guarantees, notes, evidence and sources."""
    folder: Path = tmp_path_factory.mktemp("t2-canary") / "planted"
    shutil.copytree(find_case("geneva-ii"), folder)
    data = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    data["case"]["limits"] = f"{WORD} limits"
    data["case"]["hindsight"] = f"{WORD} hindsight"
    by_id = {a["id"]: a for a in data["actors"]}
    by_id["russia"]["cost"] = point(0.0713579)
    by_id["russia"]["side_benefit"] = point(0.0213579)
    by_id["national_coalition"]["own_chance"] = point(0.4513579)
    insiders = by_id["post_minded_insiders"]
    insiders["cost"], insiders["audience_cost"] = point(0.1613579), point(0.1213579)
    insiders["side_benefit"] = point(0.0313579)
    insiders["exit"]["survival"] = point(0.6513579)
    insiders["note"] = f"{WORD} about insiders"
    for actor in data["actors"]:
        actor["note"] = f"{WORD} {actor.get('note', '')}"
    for guarantee in data["guarantees"]:
        guarantee["credibility"] = point(0.2213579)
        guarantee["limit"] = f"{WORD} limit: never for war crimes"
    for item in data["evidence"]:
        item["says"] = f"{WORD} said so"
    for source in data["sources"]:
        source["what"], source["author"] = f"{WORD} paper", f"{WORD} author"
    (folder / "case.yaml").write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    path = folder / "stances.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, stances = list(reader.fieldnames or ()), list(reader)
    for stance in stances:
        stance["note"] = f"{WORD} {stance['note']}"
        if stance["issue"] == "leadership":
            low, best, high = (float(stance[f"private_{x}"]) for x in ("low", "best", "high"))
            stance["private_best"] = f"{int(min(max(best, low + 1), high - 1))}.13579"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(stances)
    return folder


def asked(name: str, case: Path) -> list[str]:
    first, *rest = ANALYSES[name]
    return [first, str(case), *rest, *FEW]


def everywhere(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield found
    for part in found.get("parts", []):
        yield from everywhere(part)


def test_the_canaries_are_there(case, capsys):
    """Else nothing below could fail: what is asked for with `show` is shown, under its label."""
    found = json.loads(inside(capsys, "show", case, "actors.post_minded_insiders", "--json").out)
    assert found["label"] == "secret"
    assert PLANTED.search(json.dumps(found["rows"]))
    assert 0.1613579 in [r["best"] for r in found["rows"]]
    assert all(r["label"] == "secret" for r in found["rows"])


@pytest.mark.parametrize("name", ANALYSES)
def test_manifests_and_public_rows(case, capsys, name):
    done = inside(capsys, *asked(name, case), "--json")
    assert done.err == ""
    found = json.loads(done.out)
    for one in everywhere(found):
        assert not PLANTED.search(json.dumps(one["manifest"]))
        public = one if one["label"] == "public" else [r for r in one["rows"] if r.get("label") == "public"]
        assert not PLANTED.search(json.dumps(public))


@pytest.mark.parametrize(
    ("name", "ending"),
    [*((name, "html") for name in ANALYSES), ("explain", "svg"), ("brief", "svg"), ("explain an insider", "png")],
)
def test_pictures(case, capsys, tmp_path, name, ending):
    path = tmp_path / f"x.{ending}"
    done = inside(capsys, *asked(name, case), "--chart", path)
    assert not PLANTED.search(done.err)
    text = path.read_bytes().decode("latin-1")
    drawn = text[text.rindex("<script") :] if ending == "html" else text  # before it stands the drawing library
    assert not PLANTED.search(drawn)


@pytest.mark.parametrize("name", ["packages", "explain an insider"])
@pytest.mark.parametrize(
    "wrong",
    [
        ["--set", "actors.post_minded_insiders.cost=7.13579"],
        ["--set", "actors.russia.cost=[0.9, 0.13579, 0.1]"],
        ["--set", "actors.russia.side_benefit=xanthocanary"],
        ["--set", "guarantees.posts_kept.credibility=1.13579"],
        ["--set", "stances.russia.leadership.private=913579"],
        ["--runs", "0"],
        ["--bogus"],
    ],
    ids=" ".join,
)
def test_messages_about_wrong_questions(case, capsys, name, wrong):
    done = inside(capsys, *asked(name, case), *wrong)
    assert done.code == 2
    assert not PLANTED.search(done.err), done.err


@pytest.mark.parametrize(
    ("file", "was", "becomes"),
    [
        ("case.yaml", "0.1613579", "16.13579"),
        ("case.yaml", "0.1613579", "[0.13579"),
        ("case.yaml", "best: 0.0713579", "bst: 0.0713579"),
        ("case.yaml", "0.2213579", "xanthocanary"),
        ("case.yaml", "note: because", "nte: because"),
        ("stances.csv", ".13579", "13579.13579"),
        ("stances.csv", ".13579", ".13579xanthocanary"),
    ],
)
def test_messages_about_a_broken_file(case, capsys, tmp_path, file, was, becomes):
    broken = tmp_path / "broken"
    shutil.copytree(case, broken)
    text = (broken / file).read_text(encoding="utf-8")
    assert was in text
    (broken / file).write_text(text.replace(was, becomes, 1), encoding="utf-8")
    for command in ("check", "brief"):
        done = inside(capsys, command, broken)
        assert done.code == 2
        assert not PLANTED.search(done.err), done.err


def test_checks(case, capsys):
    done = inside(capsys, "check", case, "--all")
    assert not PLANTED.search(done.out + done.err)
    assert not PLANTED.search(inside(capsys, "check", case, "--json").out)


def test_what_is_set_and_unread_is_named_without_its_value(case, capsys):
    done = inside(capsys, *asked("explain", case), "--set", "actors.russia.openness=0.13579", "--json")
    assert "actors.russia.openness" in done.err
    assert not PLANTED.search(done.err)


def test_show_of_public_lines_shows_public_things_only(case, capsys):
    """The note and the evidence of a stance are about its private side as well."""
    for actor in ("russia", "national_coalition", "presidents_circle"):
        done = inside(capsys, "show", case, f"stances.{actor}.leadership.public", "--json")
        found = json.loads(done.out)
        assert found["label"] == "public"
        assert not PLANTED.search(done.out), actor


def test_rows_of_show_that_are_public_hold_public_things_only(case, capsys):
    found = json.loads(inside(capsys, "show", case, "stances", "--json").out)
    public = [r for r in found["rows"] if r["label"] == "public"]
    assert len(public) > 40
    assert not PLANTED.search(json.dumps(public))


def test_help_and_theory(case, capsys):
    wrong = (["explain", case, "rusia"], ["show", case, "actors.rusia"])
    for argv in (["--help"], ["brief", "--help"], ["theory"], *wrong):
        done = inside(capsys, *argv)
        assert not PLANTED.search(done.out + done.err)


def test_insiders_are_not_offered_as_guesses(case, capsys):
    for argv in (
        ["explain", str(case), "post_minded_insider"],
        ["show", str(case), "actors.post_minded_insider"],
        ["packages", str(case), "--set", "actors.post_minded_insider.cost=0.1"],
    ):
        done = inside(capsys, *argv)
        assert done.code == 2
        assert "post_minded_insiders" not in done.err


def test_a_picture_says_its_label(case, capsys, tmp_path):
    done = inside(capsys, *asked("explain an insider", case), "--chart", tmp_path / "x.html")
    assert "(label: secret)" in done.err
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert re.search(r'"label"\s*:\s*"secret"', text)
