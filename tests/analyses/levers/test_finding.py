"""What a sweep of levers says: its rows, its words, what it refuses, and that it can be gone on with."""

import re
from functools import cache
from typing import Any

import pytest

from backchannel.analyses.forecast import forecast
from backchannel.analyses.levers import choose, levers, list_levers
from backchannel.analyses.levers.sweeping import to_play
from backchannel.analyses.levers.telling import points
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Lever
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.core.theme import dressed
from backchannel.runs import Rules
from tests.analyses.levers.cases import DOOR, door, doubtful
from tests.conference.cases import case_of

CASE = read_case(find_case("geneva-ii"))
RULES = Rules(inner=2, months=6)
SOME = ["closed_doors", "monitors", "gates_paid"]


@cache
def found():
    return levers(CASE, runs=60, rules=RULES, chosen=SOME)


def test_what_is_without_levers_is_the_forecast():
    told = forecast(CASE, runs=60, rules=RULES, what_if=False)
    chances = {(r["question"], r["by"]): r["probability"] for r in told.rows if r["probability"] is not None}
    mine = {(r["quantity"], r["by"]): r["without"] for r in found().rows if r["by"] and r["without"] is not None}
    assert chances
    assert mine == chances
    ladder = next(part for part in told.parts if "level" in part.columns)
    signed = {r["level"]: r["signed_horizon"] for r in ladder.rows}
    assert {
        r["quantity"].split(".")[0]: r["without"] for r in found().rows if r["quantity"].endswith(".signed")
    } == signed


def test_all_combinations_of_three():
    assert {r["levers"] for r in found().rows if r["pulled"] == 3} == {" + ".join(SOME)}
    assert len({r["levers"] for r in found().rows}) == 7
    for row in found().rows:
        if row["effect"] is not None:
            assert row["effect"] == pytest.approx(row["with"] - row["without"], abs=1e-12)
            assert row["low"] <= row["effect"] <= row["high"]
            assert row["clear"] == (row["low"] > 0 or row["high"] < 0)
            assert (row["moved"] == 0) <= (row["effect"] == 0)
    assert any(r["moved"] for r in found().rows)


def test_the_label_is_the_highest_of_all_that_entered():
    assert found().label == Label.SECRET
    assert {part.label for part in found().parts} == {Label.SECRET}
    assert levers(door(), runs=6).label == Label.TEAM


def test_nothing_is_urged_and_insiders_are_not_named_in_prose():
    text = " ".join(found().sentences())
    assert not re.search(r"\b(should|recommend\w*|ought|must|advis\w*)\b", text, re.IGNORECASE)
    assert "under these inputs" in text
    gains = [one for one in found().sentences() if one.startswith("Gains")]
    insiders = [CASE.name(one) for one in CASE.insiders]
    assert gains
    assert not any(name in one for name in insiders for one in gains)


def test_the_manifest_holds_no_value_and_says_how_much_was_played():
    said = found().manifest
    assert (said["runs"], said["draws"], said["settings"]["levers"]) == (60, 30, 3)
    assert said["combinations"] == 8
    assert "changes" not in str(said)


def test_the_picture_can_be_drawn():
    spec = dressed(found().chart(), "secret")
    assert 1 <= len(spec["concat"]) <= 6


def test_json_of_every_part():
    said = found().to_json()
    titles = [part["title"] for part in said["parts"]]
    assert titles[:4] == ["Levers", "Two together", "Who gains, who loses", "Cost and effect"]
    assert all(set(part["columns"]) == set(part["rows"][0]) for part in said["parts"])


def test_one_question_alone():
    few = levers(doubtful(), runs=8, rules=RULES, question="deal_soon", pairs=False)
    assert {r["quantity"] for r in few.rows} == {"deal_soon"}
    assert {r["pulled"] for r in few.rows} == {1}
    dated = levers(doubtful(), runs=8, rules=RULES, question="deal_soon@2014-06-01", pairs=False)
    assert dated.rows == few.rows


def test_gone_on_with_to_the_same_bits(tmp_path):
    told = []

    def stop(done, total):
        told.append((done, total))
        if done == 3:
            raise KeyboardInterrupt

    asked: dict[str, Any] = {"runs": 20, "rules": RULES, "target": "deal.signed>=0.4"}
    with pytest.raises(KeyboardInterrupt):
        levers(doubtful(), **asked, into=tmp_path / "kept", told=stop)
    kept = len(list((tmp_path / "kept").glob("*.npz")))
    assert kept >= 2
    again = levers(doubtful(), **asked, into=tmp_path / "kept")
    assert again.to_json() == levers(doubtful(), **asked).to_json()
    with pytest.raises(AskError, match="was made with another"):
        levers(doubtful(), **(asked | {"runs": 30}), into=tmp_path / "kept")


def test_another_cost_or_lever_goes_on_with_the_same_folder(tmp_path):
    levers(door(), runs=6, into=tmp_path / "kept")
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "kept").glob("*.npz")}
    dearer = [DOOR["levers"][0] | {"cost": 60}, DOOR["levers"][1]]
    levers(door(levers=dearer), runs=6, into=tmp_path / "kept")
    assert before == {p.name: p.stat().st_mtime_ns for p in (tmp_path / "kept").glob("*.npz")}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"chosen": ["monitor"]}, "did you mean monitors?"),
        ({"chosen": ["posts_beleived"]}, "`backchannel levers CASE --list` names them"),
        ({"question": "peace"}, "nothing to count is called peace"),
        ({"target": "peace>=0.3"}, "nothing to count is called peace"),
        ({"target": "aid.signed"}, "a target is QUESTION>=SHARE"),
        ({"target": "aid.signed>=30"}, "share from 0 to 1"),
        ({"target": "aid.signed>=0.3.1"}, "share from 0 to 1"),
        ({"runs": 0}, "runs = 0"),
    ],
)
def test_what_cannot_be_answered_is_one_message(asked, words):
    with pytest.raises(AskError, match=re.escape(words)) as error:
        levers(CASE, **{"runs": 4, "rules": RULES, **asked})
    assert "posts_believed" not in str(error.value)


def test_a_lever_past_a_limit_is_refused_however_the_case_was_made():
    """A case put together in Python is looked at again before anything is played."""
    bad = Lever(id="bad", kind="guarantee", changes={"guarantees.pension.limit": "none"})
    with pytest.raises(AskError, match="lever bad moves what a promise may never cover; the limit"):
        levers(door().model_copy(update={"levers": (bad,)}), runs=6)
    hidden = bad.model_copy(update={"label": "secret"})
    with pytest.raises(AskError, match=r"^a lever moves"):
        levers(door().model_copy(update={"levers": (hidden,)}), runs=6)


def test_a_case_without_levers_gets_those_of_its_parts_and_one_without_parts_says_so():
    assert [one.id for one in choose(door(levers=[]), None)] == ["sure_pension"]
    assert [one.id for one in choose(door(), None)] == ["pay", "whisper"]
    with pytest.raises(AskError, match="has no part that could be one"):
        choose(door(levers=[], guarantees=[]), None)
    listed = list_levers(door())
    assert [(r["lever"], r["declared"]) for r in listed.rows] == [
        ("pay", True), ("whisper", True), ("sure_pension", False),
    ]  # fmt: skip


def test_levers_that_cannot_be_played_are_named_unless_they_are_secret():
    person = DOOR["actors"] + [{"id": "neighbour", "role": "backer"}]
    veto = {"id": "veto", "kind": "inclusion", "changes": {"levels.deal.ratifiers": "[neighbour]"}}
    with pytest.raises(AskError, match="with lever veto pulled the case cannot be played: neighbour has to accept"):
        levers(door(actors=person, levers=[veto]), runs=6)
    with pytest.raises(AskError, match="with lever 1 that is secret pulled"):
        levers(door(actors=person, levers=[veto | {"label": "secret"}]), runs=6)


def test_levers_that_clash_are_not_pulled_together_and_said_so():
    other = {"id": "other", "kind": "guarantee", "changes": {"guarantees.pension.credibility": 0.5}}
    some = levers(door(levers=[*DOOR["levers"], other]), runs=6)
    assert "pay + other" not in {r["levers"] for r in some.rows}
    assert any("not pulled together" in text and "pay and other" in text for text in some.sentences())
    assert any(part.title == "Of unknown cost" for part in some.parts)
    assert any("do not" in text for text in some.sentences() if text.startswith("Cost"))


def test_more_than_six_are_pulled_in_pairs():
    many = [Lever(id=f"l{n}", kind="channel", changes={f"tracks.t{n}.open": True}) for n in range(7)]
    assert len(to_play(many, pairs=True)) == 1 + 7 + 21
    assert len(to_play(many[:6], pairs=True)) == 64
    assert len(to_play(many, pairs=False)) == 8


def test_points_have_no_digit_beyond_their_error():
    assert points(0.0634, 0.012) == "+6"
    assert points(-0.0004, 0.004) == "0.0"
    assert points(0.5, 0.0) == "+50"


def test_a_case_with_two_actors_and_fifteen_lines_has_levers():
    tree = {k: v for k, v in DOOR.items() if k not in ("levers", "guarantees", "questions", "case")}
    tree["tracks"] = [*DOOR["tracks"], {"id": "room", "kind": "corridor", "publicity": 0.1}]
    some = levers(case_of(tree), runs=6, rules=RULES)
    assert {r["levers"] for r in some.rows} == {"closing_room"}
