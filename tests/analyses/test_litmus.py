"""Gaps, expectations and agendas by hand."""

import copy

import pytest

from backchannel.analyses.litmus import agenda, litmus
from backchannel.core.errors import AskError
from tests.analyses.cases import LITMUS, TOY, geneva, made, row, rows


@pytest.fixture(scope="module")
def found():
    return litmus(made(LITMUS), runs=20)


def changed(change):
    data = copy.deepcopy(LITMUS)
    change(data)
    return litmus(made(data), runs=20)


@pytest.mark.parametrize(
    ("item", "public", "private", "masking"),
    [("x", 100, 50, 50), ("y", 10, 30, -20), ("all issues", 64, 42, 22)],  # cares: .6 and .4, for both
)
def test_gaps_by_hand(found, item, public, private, masking):
    one = row(found, kind="gap", a="a", b="b", item=item)
    assert (one["public"], one["private"], one["masking"]) == pytest.approx((public, private, masking), abs=1e-12)


def test_all_issues_weights_by_the_mean_of_what_the_two_care_for(found):
    one = row(found, kind="gap", a="b", b="m", item="all issues")  # cares .6/.4 and .25/.75
    assert one["private"] == pytest.approx(0.425 * 20 + 0.575 * 10, abs=1e-12)


def test_without_a_public_line_there_is_no_public_gap(found):
    for one in rows(found, kind="gap", b="m"):
        assert (one["public"], one["masking"]) == (None, None)
        assert one["private"] is not None


def test_without_a_stance_there_is_no_gap():
    """Somebody who has no view of an issue does not stand at 0 on it."""

    def no_view_of_y(data):
        data["stances"] = [s for s in data["stances"] if (s["actor"], s["issue"]) != ("m", "y")]

    found = changed(no_view_of_y)
    assert [r["private"] for r in rows(found, kind="gap", a="a", b="m", item="y")] in ([], [None])
    assert row(found, kind="gap", a="a", b="m", item="all issues")["private"] == pytest.approx(30)


def test_expectation_gaps(found):
    gap = {r["item"]: r["value"] for r in rows(found, kind="expectation_gap", a="a", b="b")}
    assert gap == pytest.approx({"one": 0.4, "two": 0.5, "all outcomes": 0.45})
    assert row(found, kind="expectation", a="b", item="three")["value"] == pytest.approx(0.4)
    falls = rows(found, kind="expectation_fall")
    assert [(r["a"], r["item"], r["value"]) for r in falls] == [("a", "one", pytest.approx(0.3))]


def test_aims_are_compared_as_sets(found):
    assert row(found, kind="aims", a="a", b="b")["value"] == pytest.approx(1 / 2)


def test_agenda_overlap_is_the_jaccard_index(found):
    case = made(LITMUS)
    assert agenda(case, "a") == {"y"}  # refuses x
    assert agenda(case, "b") == {"x", "y"}
    assert row(found, kind="agenda", a="a", b="b")["value"] == pytest.approx(1 / 2)


def test_a_stated_agenda_counts_instead_of_stances():
    def only_x(data):
        data["actors"][1]["agenda"] = ["x"]

    assert row(changed(only_x), kind="agenda", a="a", b="b")["value"] == 0.0


def test_refusals_and_preconditions(found):
    assert [(r["a"], r["item"]) for r in rows(found, kind="refusal")] == [("a", "x")]
    assert [(r["a"], r["item"]) for r in rows(found, kind="precondition")] == [("b", "x")]
    assert any("makes x its condition" in s and "refuses to discuss it" in s for s in found.text)


def test_row_labels_are_the_highest_of_what_they_show(found):
    label = {(r["kind"], r["a"], r["b"], r["item"]): r["label"] for r in found.rows}
    assert label["gap", "a", "b", "x"] == "public"
    assert label["gap", "a", "b", "y"] == "team"
    assert label["gap", "a", "b", "all issues"] == "team"
    assert label["gap", "a", "m", "x"] == "secret"
    assert label["agenda", "a", "m", None] == "secret"
    assert str(found.label) == "secret"


@pytest.mark.parametrize("group", ["expectations", "stances"])
def test_what_a_secret_record_says_is_secret_in_words_as_well(group):
    """That an actor came for something, or refuses something, is as secret as the record that says so."""

    def hidden(data):
        for record in data[group]:
            if record["actor"] == "b":
                record["label"] = "secret"

    found = changed(hidden)
    kinds = {"expectations": ("aims",), "stances": ("precondition", "agenda")}[group]
    shown = [r for r in found.rows if r["kind"] in kinds and "b" in (r["a"], r["b"])]
    assert shown
    assert {r["label"] for r in shown} == {"secret"}


def test_no_row_is_above_the_label_of_the_whole(found):
    order = ("public", "partners", "team", "secret")
    for one in (found, litmus(made(TOY), runs=20)):
        assert max(order.index(r["label"]) for r in one.rows) <= order.index(str(one.label))


def test_the_widest_public_gap_is_the_one_named(found):
    assert any("64 points of 100" in s and "in private 42" in s for s in found.text)


def test_ranges_by_track_come_along():
    found = litmus(geneva(), runs=30)
    assert {(r["level"], r["track"]) for r in found.parts[0].rows} == {
        (level.id, track.id) for level in geneva().levels for track in geneva().tracks if track.open
    }
    assert {r["guarantees"] for r in found.parts[0].rows} == {"none"}


def test_one_level_and_track():
    found = litmus(geneva(), runs=30, level="aid", track="mediated_sessions")
    assert {(r["level"], r["track"]) for r in found.parts[0].rows} == {("aid", "mediated_sessions")}


def test_without_stances():
    with pytest.raises(AskError, match="stance"):
        litmus(made({**LITMUS, "stances": []}), runs=20)
