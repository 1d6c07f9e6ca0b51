"""Claims can hold, fail and wait; their tests can fail; a test that names nothing says so."""

import pytest
from pydantic import ValidationError

from backchannel.analyses.claims import claims, tallied
from backchannel.analyses.played import Value
from backchannel.analyses.putting import called
from backchannel.case.schema import Test
from backchannel.core.errors import AskError
from tests.analyses.cases import DOUBTFUL, TOY, geneva, row, rows, toy

AT = {"level": "settlement", "guarantees": "none"}
AWAITS = {"id": "later", "locator": "paragraph 3", "says": "more will come", "awaits": "the game"}


def check(comparator=">=", value=0.0, *, track="plenary", column="margin", **more):
    compared = {} if {"against", "against_under"} & set(more) else {"value": value}
    return {"finding": "packages", "where": {**AT, "track": track}, "column": column, "comparator": comparator,
            "says": "a text is there", **compared, **more}  # fmt: skip


def claim(*tests, id="one", **more):
    return {"id": id, "locator": "paragraph 1", "says": "something is so", "tests": list(tests), **more}


def judged(*told, overrides=(), runs=100, **groups):
    return claims(toy(*overrides, claims=list(told), **groups), runs=runs)


def test_holds_fails_and_not_yet():
    found = judged(claim(check(track="back_room"), id="open"), claim(check(), id="closed"), AWAITS)
    assert {r["claim"]: (r["status"], r["tested"], r["share"]) for r in found.rows} == {
        "open": ("holds", "whole", 1.0), "closed": ("fails", "whole", 0.0), "later": ("not yet testable", None, None),
    }  # fmt: skip
    assert tallied(found.rows) == {"holds": ["open"], "fails": ["closed"], "not yet testable": ["later"]}
    assert found.text[:3] == ("Holds: open.", "Fails: closed.", "Not yet testable: later.")


def test_a_part_that_awaits_is_marked():
    found = judged(claim(check(track="back_room"), awaits="the rest"))
    assert (found.rows[0]["status"], found.rows[0]["tested"]) == ("holds", "in part")
    assert found.text[0] == "Holds: one*."
    assert any("star" in s for s in found.text)


def test_an_input_can_flip_a_claim():
    told = claim(check())
    assert judged(told).rows[0]["status"] == "fails"
    assert judged(told, overrides=["tracks.plenary.publicity=0.05"]).rows[0]["status"] == "holds"
    assert judged(told, overrides=["actors.government.cost=0.6"]).rows[0]["status"] == "holds"


@pytest.mark.parametrize(
    ("comparator", "value", "status"),
    [
        ("<", 101, "holds"), ("<", 100, "fails"), ("<=", 100, "holds"), ("<=", 99, "fails"),
        (">", 99, "holds"), (">", 100, "fails"), (">=", 100, "holds"), (">=", 101, "fails"),
    ],
)  # fmt: skip
def test_every_comparator_both_ways(comparator, value, status):
    gap = {"finding": "litmus", "where": {"kind": "gap", "a": "government", "b": "opposition", "item": "power"},
           "column": "public", "comparator": comparator, "value": value, "says": "they stand apart"}  # fmt: skip
    assert judged(claim(gap)).rows[0]["status"] == status


def test_comparing_two_rows_and_the_margin_between_them():
    nearer = {"against": {**AT, "track": "plenary"}, "track": "back_room"}
    assert judged(claim(check(">", **nearer))).rows[0]["status"] == "holds"
    assert judged(claim(check("<", **nearer))).rows[0]["status"] == "fails"
    assert judged(claim(check(">", **nearer, margin=0.5))).rows[0]["status"] == "fails"
    assert row(judged(claim(check(">", **nearer))).parts[0], claim="one")["against"] == "plenary"


def test_a_joint_share_counts_the_draws_in_which_all_tests_are_true():
    found = judged(claim(check(">="), check("<")), overrides=DOUBTFUL, runs=300)
    shares = [r["share"] for r in found.parts[0].rows]
    assert 0 < min(shares) < max(shares) < 1
    assert sum(shares) == pytest.approx(1.0)
    assert (found.rows[0]["share"], found.rows[0]["status"]) == (0.0, "fails")


def test_the_share_needed_is_the_bar():
    one = check()
    share = judged(claim(one), overrides=DOUBTFUL, runs=300).rows[0]["share"]
    assert 0.02 < share < 0.98
    for needed, status in ((share - 0.01, "holds"), (share, "fails"), (share + 0.01, "fails")):
        found = judged(claim(one, share_needed=needed), overrides=DOUBTFUL, runs=300)
        assert found.rows[0]["status"] == status


def test_the_hinge_is_the_planted_input():
    for planted in ("actors.government.cost", "actors.opposition.trust"):
        doubts = [f"{planted}=[0.1, 0.4, 0.9]", "actors.government.patience=[0.5, 0.8, 0.99]",
                  "actors.opposition.rent=[0, 0.001, 0.002]"]  # fmt: skip
        found = judged(claim(check()), overrides=doubts, runs=300)
        assert found.rows[0]["hinges_on"] == planted
        assert found.rows[0]["hinge"] > 0.9  # both make a deal likelier


def test_a_claim_that_nothing_can_move_hinges_on_nothing():
    found = judged(claim(check()), runs=100)
    assert (found.rows[0]["hinges_on"], found.rows[0]["hinge"]) == (None, None)


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_claim_hinges_only_on_what_its_finding_reads(seed):
    """By chance alone some of hundreds of inputs go along with anything; one that does not enter is no hinge."""
    whole = geneva()
    static = [
        c.model_copy(update={"tests": tuple(t for t in c.tests if t.finding != "game"), "awaits": "the game"})
        for c in whole.claims
    ]
    found = claims(whole.model_copy(update={"claims": tuple(static)}), runs=100, seed=seed)
    assert any(r["hinges_on"] for r in found.rows)
    assert {r["hinges_on"] for r in found.rows if r["hinges_on"]} <= found.inputs


# --- tests on the game ------------------------------------------------------------------------------------------------

SIGNED = {"item": "signed", "level": "settlement", "months": 2}
NO_TRUST = {"actors.opposition.trust": 0, "actors.government.trust": 0}


def counted(comparator=">", value=0.5, **more):
    """The toy's text is acceptable behind closed doors only; with nothing said in public it is signed at the table."""
    compared = {} if {"against", "against_under"} & set(more) else {"value": value}
    return {"finding": "game", "where": SIGNED, "column": "value", "comparator": comparator, "says": "it is signed",
            "under": {"tracks.plenary.publicity": 0}, **compared, **more}  # fmt: skip


def test_the_game_answers_for_all_draws_together():
    found = judged(claim(counted(), id="yes"), claim(counted("<"), id="no"), claim(counted(under={}), id="coded"))
    assert {r["claim"]: (r["status"], r["share"]) for r in found.rows} == {
        "yes": ("holds", 1.0), "no": ("fails", 0.0), "coded": ("fails", 0.0),
    }  # fmt: skip
    by = {r["claim"]: r for r in found.parts[0].rows}
    assert by["yes"]["median"] == 1.0
    assert by["coded"]["median"] == 0.0
    assert by["coded"]["error"] > 0
    assert found.manifest["games"] == {"runs": 50, "inner": 1, "settings": 2}


def test_a_failing_test_says_why_in_numbers():
    row_ = row(judged(claim(counted("<"))), claim="one")
    assert "'it is signed'" in row_["why"]
    assert "1 (± " in row_["why"]
    assert "beside 0.5" in row_["why"]
    assert row(judged(claim(counted())), claim="one")["why"] is None


def test_settings_are_compared_on_the_same_chances():
    worse = counted(">", against_under={"tracks.plenary.publicity": 0, **NO_TRUST})
    found = judged(claim(worse))
    assert found.rows[0]["status"] == "holds"
    assert "trust = 0" in row(found.parts[0], claim="one")["against"]
    same = counted(">", against_under={"tracks.plenary.publicity": 0.001})
    assert "no difference in any run" in judged(claim(same)).rows[0]["why"]
    assert judged(claim({**same, "comparator": ">="})).rows[0]["status"] == "holds"


def test_times_multiplies_the_other_row():
    against = {"against_under": {"tracks.plenary.publicity": 0, **NO_TRUST}}
    assert judged(claim(counted(">", **against, times=2))).rows[0]["status"] == "holds"  # nothing, twice, is nothing
    half = {"under": {"tracks.plenary.publicity": 0.001}, "against_under": {"tracks.plenary.publicity": 0}}
    assert judged(claim(counted("<", **half, times=2))).rows[0]["status"] == "holds"
    assert judged(claim(counted(">", **half, times=0.5))).rows[0]["status"] == "holds"


@pytest.mark.parametrize(
    ("apart", "comparator", "true", "why"),
    [
        ((0.10, 0.04), ">", True, None),
        ((0.10, 0.06), ">", False, "too close to call"),
        ((0.10, 0.06), "<", False, "too close to call"),
        ((-0.10, 0.04), ">", False, "a difference of -0.1"),
        ((-0.10, 0.04), "<", True, None),
        ((0.0, 0.0), ">", False, "no difference"),
        ((0.0, 0.0), "<=", True, None),
        ((None, None), ">", False, "anything to count"),
    ],
)
def test_what_is_called(apart, comparator, true, why):
    found, reason = called(comparator, Value(*apart))
    assert found is true
    assert (reason is None) == (why is None)
    assert why is None or why in str(reason)
    assert called(">", Value(0.1, 0.01), 0.2) == (False, "a difference of -0.1 (± 0.01)")


def test_settings_serve_tests_on_draws_too():
    trusting = check(">=", under={"tracks.plenary.publicity": 0.05})
    assert judged(claim(check())).rows[0]["status"] == "fails"
    assert judged(claim(trusting)).rows[0]["status"] == "holds"
    nearer = check("<", against_under={"tracks.plenary.publicity": 0.05})
    assert judged(claim(nearer)).rows[0]["status"] == "holds"


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        (counted(under={"tracks.nowhere.open": False}), r"cannot be set.*claims\.yaml"),
        (counted(under={"tracks.plenary.publicity": 7}), r"cannot be set.*claims\.yaml"),
        ({**counted(), "where": {"item": "peace"}}, r"cannot be put.*claims\.yaml"),
        ({**counted(), "column": "error"}, r"`value` only.*claims\.yaml"),
    ],
    ids=["path", "value", "item", "column"],
)
def test_a_wrong_setting_or_row_says_where_to_correct_it(wrong, match):
    with pytest.raises(AskError, match=f"(?s){match}"):
        judged(claim(wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 1, "against": {"item": "signed"}},
        {"value": 1, "against_under": {"war.intensity": 1}},
        {"value": 1, "times": 2},
        {"times": 0, "against_under": {"war.intensity": 1}},
        {"against": SIGNED, "under": {}},
        {},
    ],
    ids=str,
)
def test_a_test_compares_one_thing_with_another(wrong):
    told = {"finding": "game", "where": SIGNED, "column": "value", "comparator": ">", "says": "x", **wrong}
    with pytest.raises(ValidationError):
        Test.model_validate(told)


@pytest.mark.parametrize(
    "broken",
    [
        check(track="nowhere"),
        {**check(), "where": {**AT, "track": "plenary", "level": "peace"}},
        {**check(), "where": {**AT, "track": "plenary", "guarantees": "insider"}},
        {**check(), "where": {"track": "plenary"}},
        {**check(), "where": {**AT, "track": "plenary", "colour": "red"}},
        check(column="reluctant"),
        check(column="nothing"),
        check(">", against={**AT, "track": "nowhere"}),
        {"finding": "litmus", "where": {"kind": "gap", "a": "government", "b": "nobody", "item": "power"},
         "column": "public", "comparator": ">", "value": 1, "says": "x"},
        {"finding": "litmus", "where": {"kind": "gap"}, "column": "public", "comparator": ">", "value": 1, "says": "x"},
        {"finding": "stakes", "where": {**AT, "track": "plenary", "actor": "nobody"}, "column": "best",
         "comparator": ">", "value": 1, "says": "x"},
        {"finding": "stakes", "where": {**AT, "track": "plenary", "actor": "watcher"}, "column": "best",
         "comparator": ">", "value": 1, "says": "x"},
        {"finding": "stakes", "where": {**AT, "track": "plenary", "guarantees": "insider", "actor": "government"},
         "column": "best", "comparator": ">", "value": 1, "says": "x"},
        {"finding": "stakes", "where": {"level": "settlement", "track": "plenary", "actor": "government"},
         "column": "best", "comparator": ">", "value": 1, "says": "x"},
    ],
    ids=lambda t: f"{t['finding']}-{t['column']}-{'-'.join(f'{k}={v}' for k, v in t['where'].items())}",
)  # fmt: skip
def test_a_test_that_names_nothing_says_which_and_where_to_correct_it(broken):
    watcher = {"id": "watcher", "role": "mediator"}
    actors = [*TOY["actors"], watcher]
    with pytest.raises(AskError, match=r"claims|narratives"):
        judged(claim(broken), actors=actors)


def test_a_case_without_claims_says_so():
    found = judged()
    assert found.rows == ()
    assert any("no claims" in s for s in found.text)


def test_all_seventeen_of_geneva():
    found = claims(geneva(), runs=100)
    assert [r["claim"] for r in found.rows] == [f"C{n}" for n in range(1, 18)]
    for r in found.rows:
        assert (r["status"] == "not yet testable") == (r["share"] is None)
        assert r["share"] is not None or r["awaits"]
    testable = {r["claim"] for r in found.rows if r["share"] is not None}
    assert {r["claim"] for r in found.parts[0].rows} == testable
    assert all(len(rows(found.parts[0], claim=c)) >= 1 for c in testable)
    assert testable == {f"C{n}" for n in range(1, 18)}
    for r in found.rows:
        assert (r["status"] in ("fails", "too close to call")) == (r["why"] is not None)
        assert r["status"] != "fails" or any(one["why"] for one in rows(found.parts[0], claim=r["claim"]))
    assert str(found.label) == "secret"


def test_one_claim_alone_is_judged_as_among_all():
    found = claims(geneva(), runs=40, claim="C5")
    assert [r["claim"] for r in found.rows] == ["C5"]
    assert {r["claim"] for r in found.parts[0].rows} == {"C5"}
    with pytest.raises(AskError, match="no claim called missing; there are: C1, C2"):
        claims(geneva(), runs=40, claim="missing")
    with pytest.raises(AskError, match="did you mean C7"):
        claims(geneva(), runs=40, claim="C77")
