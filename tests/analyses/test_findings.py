"""What every Finding promises, whatever was asked."""

import json
import math
from typing import Any

import pytest

from backchannel.analyses.brief import brief
from backchannel.analyses.claims import claims
from backchannel.analyses.explain import explain
from backchannel.analyses.litmus import litmus
from backchannel.analyses.packages import packages
from backchannel.analyses.show import show
from backchannel.analyses.stakes import stakes
from backchannel.case.inputs import inputs
from backchannel.case.reading import case_hash
from backchannel.core.finding import Finding
from backchannel.core.labels import highest
from tests.analyses.cases import DOUBTFUL, PROMISE, TOY, geneva, rows, toy

KEYS = ["title", "sentences", "columns", "rows", "label", "manifest"]
CLAIM = {
    "id": "one", "locator": "paragraph 1", "says": "a text is there",
    "tests": [{
        "finding": "packages", "where": {"level": "settlement", "track": "plenary", "guarantees": "none"},
        "column": "margin", "comparator": ">=", "value": 0, "says": "it is",
    }],
}  # fmt: skip
ASKED: dict[str, Any] = {
    "brief": brief,
    "litmus": litmus,
    "packages": packages,
    "stakes": stakes,
    "claims": claims,
    "explain": lambda case, **how: explain(
        case, next(a.id for a in case.actors if a.id in ("russia", "government")), **how
    ),
}


def small(*overrides: str):
    return toy(*DOUBTFUL, *overrides, guarantees=[PROMISE], claims=[CLAIM])


def everywhere(found: Finding):
    yield found
    for part in found.parts:
        yield from everywhere(part)


def told(name: str, case: Any, **how: Any) -> str:
    return json.dumps(ASKED[name](case, **how).to_json(), allow_nan=False)


@pytest.fixture(scope="module", params=[*ASKED, "show", "show a prefix"])
def found(request):
    if request.param.startswith("show"):
        return show(geneva(), "actors.russia" if "prefix" in request.param else "")
    return ASKED[request.param](geneva(), runs=60)


def test_json_has_the_keys_that_were_promised(found):
    for one in everywhere(found):
        assert list(one.to_json()) == KEYS + (["parts"] if one.parts else [])


def test_json_is_finite_or_null_and_comes_back(found):
    text = json.dumps(found.to_json(), allow_nan=False)
    back = json.loads(text)
    assert back["columns"] == list(found.columns)
    for one in everywhere(found):
        for r in one.to_json()["rows"]:
            assert list(r) == list(one.columns)
            for value in r.values():
                assert value is None or isinstance(value, str | int | bool) or math.isfinite(value)


def test_rows_hold_no_column_that_is_not_declared(found):
    for one in everywhere(found):
        assert {c for r in one.rows for c in r} <= set(one.columns)


def test_the_frame_is_the_table(found):
    for one in everywhere(found):
        frame = one.frame()
        assert (list(frame.columns), len(frame)) == (list(one.columns), len(one.rows))
        assert frame.attrs == {"title": one.title, "label": str(one.label)}


def test_the_label_is_the_highest_of_the_inputs_and_of_the_parts(found):
    labels = {i.path: i.label for i in inputs(geneva())}
    if found.inputs:
        assert found.label >= highest(labels[p] for p in found.inputs)
    assert all(found.label >= part.label for part in found.parts)


def test_sentences_are_whole(found):
    for one in everywhere(found):
        for s in one.sentences():
            assert s
            assert s == s.strip()
            assert "nan" not in s.split()
            assert "None" not in s
            assert "{" not in s


@pytest.mark.parametrize("name", ASKED)
def test_a_planted_secret_raises_the_label(name):
    plain = ASKED[name](small(), runs=20)
    assert str(plain.label) == "team"
    secret = toy(
        *DOUBTFUL,
        actors=[{**TOY["actors"][0], "own_chance": {"best": 0.6, "label": "secret"}}, TOY["actors"][1]],
        claims=[CLAIM],
    )
    assert str(ASKED[name](secret, runs=20).label) == "secret"


@pytest.mark.parametrize("name", ASKED)
def test_a_public_case_has_public_answers(name):
    public = {"label": "public"}
    case = toy(
        actors=[a | public for a in TOY["actors"]], stances=[s | public for s in TOY["stances"]],
        tracks=[{"id": "plenary", "kind": "formal"} | public, {"id": "back_room", "kind": "corridor"} | public],
        issues=[TOY["issues"][0] | public], war={"sides": [s | public for s in TOY["war"]["sides"]]}, claims=[CLAIM],
    )  # fmt: skip
    found = ASKED[name](case, runs=20)
    assert {str(i.label) for i in inputs(case)} == {"public"}
    assert str(found.label) == "public"


@pytest.mark.parametrize("name", ASKED)
def test_same_seed_same_json_other_seed_other_json(name):
    same = [told(name, small(), runs=50, seed=7) for _ in range(2)]
    assert same[0] == same[1]
    assert told(name, small(), runs=50, seed=8) != same[0]
    if name != "litmus":  # its own rows are positions, which have no doubt here
        assert ASKED[name](small(), runs=50, seed=7).rows != ASKED[name](small(), runs=50, seed=8).rows


@pytest.mark.parametrize("name", ["brief", "packages", "claims", "stakes"])
def test_more_runs_less_error(name):
    few, many = (ASKED[name](small(), runs=r) for r in (50, 800))
    column = "se" if "se" in few.columns else "table_se"
    for a, b in zip(rows(few), rows(many), strict=True):
        assert b[column] < 0.6 * a[column]
    assert many.manifest["monte_carlo_error"] < few.manifest["monte_carlo_error"]
    assert (few.manifest["runs"], many.manifest["runs"]) == (50, 800)


@pytest.mark.parametrize("name", ASKED)
def test_the_manifest_says_how(name):
    case = small()
    found = ASKED[name](case, runs=20, seed=3)
    assert found.manifest["case"] == case_hash(case)
    assert (found.manifest["seed"], found.manifest["runs"]) == (3, 20)
    assert found.manifest["program"].startswith("backchannel ")
    moved = ASKED[name](small("actors.government.rent=0.001"), runs=20, seed=3)
    assert moved.manifest["case"] != found.manifest["case"]


@pytest.mark.parametrize("name", ASKED)
def test_the_manifest_depends_on_no_value_but_through_the_hash(name):
    """Cases that differ only in private values have one manifest, apart from the hash: nothing can be read off it."""

    def of(*overrides):
        case = small(*overrides)
        return [{**one.manifest, "case": None} for one in everywhere(ASKED[name](case, runs=20))]

    assert of() == of("stances.government.power.private=40", "stances.opposition.power.private=55",
                      "actors.government.audience_cost=0.01", "actors.opposition.audience_cost=0.01")  # fmt: skip


@pytest.mark.parametrize("name", ["brief", "packages", "claims", "stakes", "explain", "litmus"])
def test_one_run_is_enough(name):
    json.dumps(ASKED[name](small(), runs=1).to_json(), allow_nan=False)


@pytest.mark.parametrize("name", ["brief", "packages", "claims", "explain", "litmus"])
def test_there_is_a_picture(name):
    spec = ASKED[name](small(), runs=20).chart().to_dict()
    assert spec["description"]
    assert spec["title"]


def test_where_there_is_no_picture_it_says_so():
    with pytest.raises(ValueError, match="no picture"):
        show(small()).chart()


def test_less_publicity_never_hurts_on_the_same_draws():
    before, after = (packages(small(f"tracks.back_room.publicity={w}"), runs=200) for w in (0.5, 0.1))
    assert (after.samples["margin"] >= before.samples["margin"] - 1e-12).all()
