import json
from typing import Any

import numpy as np
import pytest

from backchannel.analyses.difference import difference
from backchannel.analyses.packages import packages
from backchannel.core.errors import AskError
from backchannel.core.theme import save
from tests.analyses.cases import DOUBTFUL, PROMISE, TOY, geneva, row, rows, toy

RUNS = 300
ROOMS = {"track": "plenary", "guarantees": "none"}
TWO_LEVELS = [
    {"id": "yielding", "opens": ["power"], "signers": "government"},
    {"id": "settling", "opens": ["power"], "signers": "opposition"},
]
CLOSED = ("actors.government.side_benefit=-0.9", "actors.opposition.side_benefit=-0.9")
"""Neither would sign anything."""


def told(found, **where):
    return {r["change"]: r for r in rows(found.parts[0], **where)}


def test_what_one_input_did_is_all_its_own():
    before, after = toy(*DOUBTFUL), toy(*DOUBTFUL, "actors.government.audience_cost=0.1")
    found = difference(before, after, runs=RUNS)
    for kind in ("text", "margin"):
        moved = row(found, kind=kind, **ROOMS)
        (part,) = rows(found.parts[0], kind=kind, **ROOMS)
        assert part["change"] == "the audience cost of government"
        assert part["part"] == pytest.approx(moved["change"], abs=1e-12)
        assert part["se"] == pytest.approx(moved["se"], abs=1e-12)
        assert moved["change"] > 0.04


def test_before_and_after_are_what_packages_says_of_each():
    before, after = toy(*DOUBTFUL), toy(*DOUBTFUL, "actors.government.audience_cost=0.1")
    found = row(difference(before, after, runs=RUNS), kind="text", **ROOMS)
    one, other = (packages(case, runs=RUNS) for case in (before, after))
    assert found["before"] == row(one, **ROOMS)["share"]
    assert found["after"] == row(other, **ROOMS)["share"]
    change = np.subtract(*(p.draws("share", p.find(ROOMS)) for p in (other, one)))
    assert found["change"] == pytest.approx(change.mean(), abs=1e-12)
    assert found["se"] == pytest.approx(np.sqrt(max(change.var(), 4 / RUNS) / RUNS), abs=1e-12)


def test_inputs_of_two_levels_do_not_mix():
    sets = ("actors.government.cost=0.3", "actors.opposition.cost=0.4")
    levels = {"levels": TWO_LEVELS}
    found = difference(toy(*DOUBTFUL, **levels), toy(*DOUBTFUL, *sets, **levels), runs=RUNS)
    for level, mine, other in (("yielding", "government", "opposition"), ("settling", "opposition", "government")):
        parts = told(found, kind="margin", level=level, **ROOMS)
        own, alien = (parts[f"what fighting on costs {name}"] for name in (mine, other))
        assert own["part"] == pytest.approx(row(found, kind="margin", level=level, **ROOMS)["change"], abs=1e-12)
        assert (alien["part"], alien["se"]) == (0.0, 0.0)


def test_two_changes_that_only_act_together_share_evenly():
    found = difference(toy(*CLOSED), toy(), runs=RUNS)
    share = row(found, kind="text", track="back_room")
    assert (share["before"], share["after"]) == (0.0, 1.0)
    parts = told(found, kind="text", track="back_room")
    assert {name: r["part"] for name, r in parts.items()} == pytest.approx(
        {"what else it brings government": 0.5, "what else it brings opposition": 0.5}
    )
    assert [r["share"] for r in parts.values()] == pytest.approx([0.5, 0.5])


def test_the_parts_add_up_and_nobody_counts_twice():
    sets = (
        *("actors.government.cost=0.2", "actors.government.trust=0.6", "actors.opposition.betrayal_loss=0.4"),
        *("actors.opposition.audience_cost=0.2", "stances.government.power.private=[0, 10, 30]", "war.intensity=1.2"),
        *("stances.opposition.power.private=[70, 90, 99]", "tracks.plenary.publicity=0.8", "issues.power.status_quo=5"),
    )
    found = difference(toy(*DOUBTFUL), toy(*DOUBTFUL, *sets), runs=RUNS)
    traced = [r for r in found.rows if r["most"]]
    assert {r["kind"] for r in traced} == {"text", "margin"}
    for one in traced:
        same = {c: one[c] for c in ("kind", "level", "track", "guarantees")}
        parts = rows(found.parts[0], **same)
        assert len(parts) == 6
        assert sum(r["part"] for r in parts) == pytest.approx(one["change"], abs=1e-12)
    (rest,) = {name for r in found.parts[0].rows if (name := str(r["change"])).startswith("the other ")}
    assert int(rest.split()[2]) == sum(r["group"] == rest for r in found.parts[1].rows) >= 2


def test_a_change_that_nothing_reads_is_said_to_do_nothing():
    found = difference(
        toy(*DOUBTFUL), toy(*DOUBTFUL, "actors.government.openness=0.5", "actors.government.cost=0.2"), runs=RUNS
    )
    assert {r["change"] for r in found.parts[0].rows} == {"what fighting on costs government"}
    idle = row(found.parts[1], path="actors.government.openness")
    assert (idle["group"], idle["part"]) == (None, None)
    assert "Without part in any share or margin that clearly moved: the openness of government." in found.sentences()


def test_nothing_read_at_all():
    found = difference(toy(), toy("actors.government.openness=0.5"), runs=RUNS)
    assert found.rows == ()
    assert "No share of draws with a text moved by more than its Monte Carlo error." in found.sentences()
    with pytest.raises(ValueError, match="nothing that can be drawn"):
        found.chart()


def test_a_new_actor_is_one_change_with_all_that_hangs_on_it():
    after = {
        "actors": [*TOY["actors"], {"id": "council", "role": "faction", "cost": 0.05}],
        "stances": [*TOY["stances"], {"actor": "council", "issue": "power", "private": 100, "salience": 100}],
        "levels": [{"id": "settlement", "opens": ["power"], "signers": ["government", "opposition", "council"]}],
    }
    found = difference(toy(*DOUBTFUL), toy(*DOUBTFUL, "actors.government.cost=0.3", **after), runs=RUNS)
    assert {r["change"] for r in found.parts[0].rows} == {
        "council (new) with what hangs on it", "what fighting on costs government"
    }  # fmt: skip
    assert "1 number" not in found.sentences()[0]
    assert "new record" in found.sentences()[0]


def test_a_signer_without_a_stance_waits_for_it():
    """Records that make a case each, but one that cannot be counted until both are there."""
    before = toy(actors=[*TOY["actors"], {"id": "council", "role": "faction", "cost": 0.05}])
    actors = {"actors": [*TOY["actors"], {"id": "council", "role": "faction", "cost": 0.05}]}
    after = toy(
        **actors,
        stances=[*TOY["stances"], {"actor": "council", "issue": "power", "private": 100, "salience": 100}],
        levels=[{"id": "settlement", "opens": ["power"], "signers": ["government", "opposition", "council"]}],
    )
    found = difference(before, after, runs=RUNS)
    assert len({r["group"] for r in found.parts[0].rows}) == 1


def test_words_are_weighed_like_numbers():
    levels = [{**TOY["levels"][0], "signers": "opposition"}]
    found = difference(toy(*DOUBTFUL), toy(*DOUBTFUL, levels=levels), runs=RUNS)
    assert {r["change"] for r in found.parts[0].rows} == {"who must sign settlement"}
    line = row(found.parts[1], kind="word")
    assert (line["path"], line["said_before"], line["said_after"]) == (
        "levels.settlement.signers", "government, opposition", "opposition"
    )  # fmt: skip


def test_identical_cases_have_one_line():
    found = difference(toy(), toy(), runs=RUNS)
    assert found.sentences() == ("Nothing changed.",)
    assert found.rows == ()


def test_said_differently_only():
    actors = [{**TOY["actors"][0], "note": "as heard"}, TOY["actors"][1]]
    found = difference(toy(), toy(actors=actors), runs=RUNS)
    assert found.sentences() == (
        "No number and no word that anything is computed from changed; 1 said differently.",
    )  # fmt: skip
    assert found.parts[0].rows[0]["after"] == "as heard"


def test_cases_that_share_nothing_are_refused():
    other = toy(levels=[{"id": "peace", "opens": ["power"], "signers": ["government", "opposition"]}])
    with pytest.raises(AskError, match="share no level and no track"):
        difference(toy(), other, runs=RUNS)


def test_other_ids_and_dates_backwards_are_remarked():
    later = toy(*DOUBTFUL, "actors.government.cost=0.3", case={**TOY["case"], "id": "other", "as_of": "2013-01-01"})
    text = " ".join(difference(toy(*DOUBTFUL), later, runs=RUNS).sentences())
    assert "different ids" in text
    assert "backwards in time" in text


def test_gaps_move_with_what_the_two_want():
    found = difference(toy(), toy("stances.government.power.private=30"), runs=RUNS)
    gap = row(found, kind="private gap", item="all issues")
    assert (gap["before"], gap["after"], gap["change"], gap["se"]) == (100.0, 70.0, -30.0, 0.0)
    assert rows(found, kind="public gap") == []
    assert any("private 100 -> 70" in text for text in found.sentences())


CLAIM: dict[str, Any] = {
    "id": "C1", "locator": "1", "says": "a text exists", "tests": [
        {"finding": "packages", "where": {"level": "settlement", "track": "back_room", "guarantees": "none"},
         "column": "share", "comparator": ">", "value": 0.5, "says": "more than half"},
    ],
}  # fmt: skip


def test_a_claim_that_turns_is_told():
    found = difference(toy(*CLOSED, claims=[CLAIM]), toy(claims=[CLAIM]), runs=RUNS)
    claim = row(found, kind="claim")
    assert (claim["before"], claim["after"], claim["most"]) == (0.0, 1.0, "holds; before: fails")
    assert any(text.startswith("C1 holds; before: fails") for text in found.sentences())


def test_claims_that_no_longer_fit_the_case_are_named():
    (test,) = CLAIM["tests"]
    lost = {**CLAIM, "tests": [{**test, "where": {**test["where"], "level": "peace"}}]}
    found = difference(toy(*CLOSED, claims=[CLAIM]), toy(claims=[lost]), runs=RUNS)
    assert any(text.startswith("Claims not compared: ") for text in found.sentences())


def test_labels_travel():
    secret = {**PROMISE, "label": "secret"}
    found = difference(toy(guarantees=[secret]), toy(guarantees=[{**secret, "credibility": 0.7531}]), runs=RUNS)
    line = row(found.parts[1], path="guarantees.posts_kept.credibility")
    assert (line["label"], str(found.label), str(found.parts[1].label)) == ("secret", "secret", "secret")
    assert "0.7531" not in json.dumps(dict(found.manifest))
    quiet = difference(toy(), toy("stances.government.power.public=7"), runs=RUNS)
    assert row(quiet.parts[1], path="stances.government.power.public")["label"] == "public"
    assert str(quiet.label) == "team"


def test_the_picture_shows_what_moved_and_no_input(tmp_path):
    after = toy(*DOUBTFUL, "actors.government.audience_cost=0.12345", "actors.opposition.cost=0.23456")
    found = difference(toy(*DOUBTFUL), after, runs=RUNS)
    path = tmp_path / "moved.svg"
    save(found.chart(), path, str(found.label))
    drawn = path.read_text(encoding="utf-8")
    assert "what fighting on costs opposition" in drawn
    assert "12345" not in drawn
    assert "23456" not in drawn


def test_level_and_track_narrow_the_question():
    levels = {"levels": TWO_LEVELS}
    after = toy(*DOUBTFUL, "actors.government.cost=0.3", **levels)
    found = difference(toy(*DOUBTFUL, **levels), after, runs=RUNS, level="yielding", track="back_room")
    assert {(r["level"], r["track"]) for r in found.rows if r["level"]} == {("yielding", "back_room")}


def test_same_seed_same_answer():
    one, other = (difference(toy(*DOUBTFUL), toy("actors.government.cost=0.3"), runs=RUNS).to_json() for _ in range(2))
    assert one == other


@pytest.mark.slow
def test_a_weeks_update_of_the_shipped_case_adds_up():
    sets = ("stances.presidents_circle.aid_access.private=[10,22,40]", "actors.presidents_circle.trust.aid=0.4")
    after = geneva(*sets, "tracks.mediated_sessions.publicity=0.6", "levels.aid.breakage.besieging_forces.effect=0.4")
    found = difference(geneva(), after, runs=500)
    for one in (r for r in found.rows if r["most"] and r["level"]):
        same = {c: one[c] for c in ("kind", "level", "track", "guarantees")}
        assert sum(r["part"] for r in rows(found.parts[0], **same)) == pytest.approx(one["change"], abs=1e-12)
    assert row(found, kind="text", level="aid", track="mediated_sessions")["change"] > 0
