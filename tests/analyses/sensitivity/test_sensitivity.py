"""The analysis of cases: what it asks, what it marks, what it says and what it keeps when it is stopped."""

import json
import pickle
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from backchannel.analyses.forecast import forecast
from backchannel.analyses.sensitivity import METHODS, Asked, planned, prepared, sensitivity
from backchannel.analyses.sensitivity.extent import extent
from backchannel.analyses.sensitivity.game import game
from backchannel.core.errors import AskError, StoppedByKey
from backchannel.core.labels import Label
from backchannel.core.theme import dressed
from backchannel.runs import Rules
from backchannel.runs.engines import Here
from tests.analyses.cases import DOUBTFUL, TOY, geneva, row, toy

MONTHS = 3
NAMED = ("actors.government.cost", "actors.opposition.trust")


@cache
def found():
    return sensitivity(geneva(), runs=40, months=MONTHS, level="aid", methods=METHODS, most=4)


def part(title, of=None):
    return next(p for p in (of or found()).parts if p.title == title)


def test_every_method_has_its_part_and_says_something():
    assert [p.title for p in found().parts] == [
        "One at a time", "Break-even values", "Screening", "Shares of variance", "Boxes",
    ]  # fmt: skip
    heads = {text.partition(": ")[0] for text in found().sentences()}
    assert {"Fragile", "Hangs on", "Turns", "Screening", "Doubt"} <= heads
    assert found().manifest["settings"]["inputs"] == 4
    assert found().manifest["runs"] == 40
    json.dumps(found().to_json(), allow_nan=False)


def test_as_things_stand_is_the_forecast():
    """The runs as drawn are those of a forecast in which every run reads a draw of its own."""
    told = forecast(geneva(), runs=40, rules=Rules(inner=1, months=MONTHS), what_if=False)
    shares = {f"{r['question']} {r['by']}": r["probability"] for r in told.rows if r["probability"] is not None}
    one = sensitivity(geneva(), runs=40, months=MONTHS, inputs=("tracks.mediated_sessions.meets",))
    bars = {r["outcome"]: r["as_is"] for r in part("One at a time", one).rows}
    assert len(shares) >= 3
    for outcome, share in shares.items():
        assert bars[outcome] == pytest.approx(share)
    ladder = told.parts[0]
    for r in ladder.rows:
        assert bars[f"signed:{r['level']}"] == r["signed_horizon"]


def test_a_picture_of_the_widest():
    spec = dressed(found().chart(), "secret")
    assert 1 <= len(spec["concat"]) <= 6
    with pytest.raises(ValueError, match="tornado"):
        sensitivity(geneva(), runs=20, months=1, methods=("boxes",), question="second_round").chart()


@dataclass(frozen=True)
class Elsewhere:
    """An engine that sends everything through a pickle, as another process would get it."""

    def each(self, work, pieces, told=lambda done, total: None):
        work, pieces = pickle.loads(pickle.dumps((work, list(pieces))))
        for result in Here().each(work, pieces, told):
            yield pickle.loads(pickle.dumps(result))


@pytest.mark.parametrize("about", ["game", "range"])
def test_another_engine_gives_the_same_bits(about):
    asked: dict[str, Any] = {"runs": 30, "methods": ("tornado", "morris"), "inputs": NAMED, "about": about, "seed": 3}
    case = toy(*DOUBTFUL)
    here = sensitivity(case, **asked).to_json()
    assert here == sensitivity(case, **asked, engine=Elsewhere()).to_json()
    assert here != sensitivity(case, **(asked | {"seed": 4})).to_json()


def test_the_range_of_a_case_that_turns_and_of_one_that_does_not():
    """The toy's deal exists in the corridor when its doubts are kind; without doubt about trust it always does."""
    tried = sensitivity(toy(*DOUBTFUL), runs=400, about="range", inputs=NAMED, methods=("tornado", "breakeven"))
    marks = {r["outcome"]: r for r in tried.rows}
    inner = marks["text:settlement:back_room"]
    assert inner["fragile"]
    assert inner["input"] in NAMED
    assert str(inner["input_in_words"]) in " ".join(tried.sentences())
    assert inner["now"] != inner["becomes"]
    sure = toy("actors.government.cost=[0.3, 0.31, 0.32]", "actors.opposition.cost=0.4")
    quiet = sensitivity(sure, runs=100, about="range", inputs=NAMED[:1])
    (one,) = [r for r in quiet.rows if r["outcome"] == "text:settlement:back_room"]
    assert one["fragile"] is False
    bar = row(quiet.parts[0], outcome="text:settlement:back_room")
    assert bar["swing"] == 0.0


def test_labels_travel():
    """Any input that was moved makes the Finding its label; a manifest names none."""
    assert found().label is Label.SECRET
    case = toy(*DOUBTFUL)
    assert sensitivity(case, runs=20, about="range", inputs=NAMED).label is Label.TEAM
    trust = {"best": 0.8, "low": 0.5, "high": 0.95, "label": "secret"}
    actors = [TOY["actors"][0], TOY["actors"][1] | {"trust": trust}]
    hidden = sensitivity(toy(DOUBTFUL[0], actors=actors), runs=20, about="range", inputs=NAMED)
    assert hidden.label is Label.SECRET
    assert all(p.label is Label.SECRET for p in hidden.parts)
    assert "trust" not in json.dumps(dict(hidden.manifest))
    assert {r["label"] for r in hidden.parts[0].rows} == {"team", "secret"}


def test_no_class_of_insiders_is_said_to_refuse():
    case = geneva()
    told = {r["now"] for r in found().rows if r["kind"] == "who"} | {r["becomes"] for r in found().rows}
    assert told.isdisjoint(case.name(a) for a in case.insiders)
    for those in game(case, seed=1).refusers:
        assert case.insiders.isdisjoint(actor for _, actor in those.actors)


def test_claims_turn_with_what_they_hinge_on():
    """C2 and C6 of the case ask draws alone; the toy claims that its deal is there in most of them."""
    test = {
        "finding": "packages", "where": {"level": "settlement", "track": "back_room", "guarantees": "none"},
        "column": "margin", "comparator": ">=", "value": 0.0, "says": "there is a text",
    }  # fmt: skip
    case = toy(*DOUBTFUL, claims=[{"id": "T1", "locator": "1", "says": "A deal is there.", "tests": [test]}])
    tried = sensitivity(case, runs=100, about="range", inputs=NAMED, claims=True)
    mine = [r for r in tried.rows if r["kind"] == "claim"]
    assert mine
    assert {r["now"] for r in mine} <= {"holds", "fails"}
    assert mine[0]["fragile"] is True
    assert mine[0]["input"] in NAMED
    assert mine[0]["becomes"] in {"holds", "fails"} - {mine[0]["now"]}


@dataclass(frozen=True)
class Stops:
    """An engine that is interrupted after some calls."""

    after: list[int]

    def each(self, work, pieces, told=lambda done, total: None):
        if not self.after:
            raise StoppedByKey
        self.after.pop()
        yield from Here().each(work, pieces, told)


def test_ctrl_c_keeps_what_is_finished():
    asked: dict[str, Any] = {"runs": 20, "about": "range", "inputs": NAMED, "methods": ("tornado", "morris", "boxes")}
    case = toy(*DOUBTFUL)
    stopped = sensitivity(case, **asked, engine=Stops([1, 1]))
    assert [p.title for p in stopped.parts] == ["One at a time"]
    assert stopped.manifest["stopped"] == ["morris", "boxes"]
    assert any("morris and boxes not finished" in s for s in stopped.sentences())
    assert stopped.rows == sensitivity(case, **(asked | {"methods": ("tornado",)})).rows
    with pytest.raises(StoppedByKey):
        sensitivity(case, **asked, engine=Stops([]))


def test_progress_ends_where_it_was_planned():
    case, told = toy(*DOUBTFUL), []
    asked = Asked(30, ("tornado", "sobol"), NAMED)
    sensitivity(case, runs=30, methods=asked.methods, inputs=NAMED, months=2, progress=lambda *n: told.append(n))
    model = prepared(
        case, seed=1, about="game", months=2, question=None, level=None, engine=Here(), told=lambda n: None
    )
    assert told[-1] == (planned(model, asked),) * 2
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_one_question_plays_no_longer_than_it_needs():
    one = game(geneva(), seed=1, question="second_round")
    assert one.plan.rounds == 1
    assert {o.about for o in one.outcomes} == {"second_round"}
    assert game(geneva(), seed=1, question="any_signed_result").plan.rounds > 12  # until the conference closes
    assert {o.about for o in game(geneva(), seed=1, level="aid").outcomes} == {"aid"}
    assert {o.about for o in extent(geneva(), seed=1, level="aid").outcomes} == {"aid"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"question": "peace"}, "no question called peace"),
        ({"question": "coalition_split"}, "no forecast for coalition_split"),
        ({"level": "peace"}, "no level called peace"),
        ({"level": "aid", "question": "second_round"}, "at once"),
        ({"runs": 5}, "runs = 5"),
        ({"most": -1}, "most = -1"),
        ({"methods": ("guessing",)}, "no method called guessing"),
        ({"methods": ()}, "no method called"),
        ({"about": "weather"}, "about = weather"),
        ({"about": "range", "question": "second_round"}, "leave out question"),
        ({"inputs": ("nothing.*",), "months": 1}, "matches no number"),
        ({"seed": -1}, "seed = -1"),
        ({"seed": -1, "about": "range"}, "seed = -1"),
        ({"months": 0}, "months = 0"),
    ],
)
def test_what_cannot_be_asked(asked, words):
    with pytest.raises(AskError, match=words):
        sensitivity(geneva(), **asked)


def test_a_case_without_doubt():
    with pytest.raises(AskError, match="is in doubt"):
        sensitivity(toy(), about="range")
    with pytest.raises(AskError, match="nobody"):
        sensitivity(toy(stances=[]), about="range")
