from datetime import UTC, date, datetime

import pytest

from backchannel.analyses.history import history, trail
from backchannel.case.versions import NOW, Version
from backchannel.core.errors import AskError
from tests.analyses.cases import TOY, row, rows, toy

EVIDENCE = {
    "sources": [{"id": "press", "what": "Agency press", "reliability": "B"}],
    "evidence": [{"id": "e1", "source": "press", "credibility": 2, "says": "fuel is short"}],
}


def version(day: int, *sets: str, note: str | None = None, **groups) -> Version:
    case = toy(*sets, case={**TOY["case"], "as_of": f"2014-02-{day:02d}"}, **groups)
    return Version(f"git {day:09d}", datetime(2014, 2, day, tzinfo=UTC), case, note)


def costing(day: int, cost, **more) -> Version:
    return version(day, actors=[{**TOY["actors"][0], "cost": cost}, TOY["actors"][1]], **more)


def test_versions_with_how_much_changed_in_each():
    known = [costing(1, 0.1), costing(5, 0.2, note="after round one"), version(9, "actors.government.trust=0.5")]
    found = history(known)
    assert [(r["as_of"], r["numbers"], r["words"], r["remarks"], r["note"]) for r in found.rows] == [
        ("2014-02-01", None, None, None, None),
        ("2014-02-05", 1, 0, 0, "after round one"),
        ("2014-02-09", 2, 0, 0, None),
    ]
    assert [(r["path"], r["times"], r["first"], r["last"]) for r in found.parts[0].rows] == [
        ("actors.government.cost", 2, "0.1", "0.1"),
        ("actors.government.trust", 1, "0.8", "0.5"),
    ]
    assert str(found.label) == "team"


def test_the_first_version_alone_says_how_to_have_more():
    found = history([version(1)])
    assert found.parts == ()
    assert "no earlier version" in found.sentences()[0]


def test_edits_since_the_last_version_are_told():
    last = costing(5, 0.3)
    found = history([costing(1, 0.1), Version(NOW, datetime.max.replace(tzinfo=UTC), last.case)])
    assert found.rows[-1]["when"] is None
    assert "differ from every version kept" in found.sentences()[1]


def test_a_value_is_told_where_it_first_stands_and_where_it_changed():
    known = [
        costing(1, 0.1),
        costing(2, 0.1),
        costing(3, {"low": 0.1, "best": 0.2, "high": 0.4, "evidence": "e1", "note": "shortages"}, **EVIDENCE),
        costing(4, "?", **EVIDENCE),
    ]
    found = trail(known, "actors.government.cost")
    columns = ("as_of", "low", "best", "high", "said", "evidence", "present")
    assert [tuple(r[c] for c in columns) for r in found.rows] == [
        ("2014-02-01", 0.1, 0.1, 0.1, None, None, False),
        ("2014-02-03", 0.1, 0.2, 0.4, None, "e1", False),
        ("2014-02-04", None, None, None, "?", None, True),
    ]  # fmt: skip
    assert found.rows[1]["note"] == "shortages"
    (grounds,) = found.parts
    assert grounds.rows == (
        {"evidence": "e1", "grade": "B2", "source": "Agency press", "says": "fuel is short", "label": "team"},
    )
    assert found.sentences() == (
        "What fighting on costs government: 0.1 in 2014-02-01 (git 000000001), 2 changes since; ? since 2014-02-04 "
        "(git 000000004).",
    )


def test_new_evidence_for_an_old_number_is_a_row():
    known = [costing(1, 0.1), costing(2, {"best": 0.1, "evidence": "e1"}, **EVIDENCE)]
    assert [r["evidence"] for r in trail(known, "actors.government.cost").rows] == [None, "e1"]


def test_what_comes_and_goes():
    promise = {"id": "kept", "beneficiary": "government", "credibility": 0.5}
    known = [version(1), version(2, guarantees=[promise]), version(3)]
    told = rows(trail(known, "guarantees.kept"), path="guarantees.kept.credibility")
    assert [(r["as_of"], r["best"], r["said"], r["present"]) for r in told] == [
        ("2014-02-02", 0.5, None, False),
        ("2014-02-03", None, "-", True),
    ]


def test_words_below_a_path_are_told_too():
    tracks = [{**TOY["tracks"][0], "members": ["opposition"]}, TOY["tracks"][1]]
    known = [version(1), version(2, tracks=tracks)]
    found = trail(known, "tracks.plenary")
    assert row(found, path="tracks.plenary.members.opposition")["as_of"] == "2014-02-02"
    assert row(found, path="tracks.plenary.kind")["said"] == "formal"
    assert not rows(found, path="tracks.plenary.id")


def test_the_perspective_of_a_record_is_that_of_its_numbers():
    actors = [{**TOY["actors"][0], "perspective": "the embassy"}, TOY["actors"][1]]
    assert trail([version(1, actors=actors)], "actors.government.cost").rows[0]["perspective"] == "the embassy"


def test_labels_follow_what_is_shown():
    lifted = costing(2, {"best": 0.2, "label": "secret"})
    found = trail([costing(1, {"best": 0.1, "label": "public"}), lifted], "actors.government.cost")
    assert [r["label"] for r in found.rows] == ["public", "secret"]
    assert str(found.label) == "secret"
    public = trail(
        [costing(1, {"best": 0.1, "label": "public", "evidence": "e1"}, **EVIDENCE)], "actors.government.cost"
    )
    assert str(public.label) == "team"  # what the evidence says is not public
    noted = {**TOY["actors"][0], "note": "by whom", "cost": {"best": 0.1, "label": "public"}}
    hidden = trail([version(1, actors=[noted, TOY["actors"][1]])], "actors.government.cost")
    assert (hidden.rows[0]["note"], str(hidden.label)) == (None, "public")


def test_a_path_that_no_version_has():
    with pytest.raises(AskError, match=r"no version.*did you mean actors\.government"):
        trail([version(1)], "actors.goverment")


def test_one_number_has_a_picture_and_several_have_none():
    known = [costing(1, 0.1), costing(5, [0.1, 0.3, 0.6])]
    drawn = trail(known, "actors.government.cost").chart().to_dict()
    (steps,) = {id(v): v for part in (drawn, *drawn["layer"]) if (v := part.get("data", {}).get("values"))}.values()
    assert [(s["as_of"], s["best"]) for s in steps] == [("2014-02-01", 0.1), ("2014-02-05", 0.3), ("2014-02-08", 0.3)]
    with pytest.raises(ValueError, match="no picture"):
        trail(known, "actors.government").chart()


def test_a_number_nobody_ever_knew_draws_nothing_and_breaks_nothing():
    assert trail([costing(1, "?")], "actors.government.cost").chart().to_dict()


def test_a_version_knows_its_day():
    assert version(7).as_of == date(2014, 2, 7)
