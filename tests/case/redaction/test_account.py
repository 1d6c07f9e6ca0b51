"""What the author is told of a share."""

from typing import Any

from backchannel.case.building import build
from backchannel.case.plain import plain
from backchannel.case.reading import find_case, read_case
from backchannel.case.redaction import Account, redact
from backchannel.case.tree import Tree
from backchannel.core.labels import Label


def told(change: dict[str, Any] | None = None) -> Account:
    data = plain(read_case(find_case("geneva-ii")))
    for name, said in (change or {}).items():
        group, id, field = name.split(".")
        next(one for one in data[group] if one["id"] == id)[field] = said
    return redact(build(Tree("case.yaml", data)), Label.PUBLIC).account


def of(account: Account, path: str) -> list[tuple[str, str]]:
    return [(one.what, str(one.label)) for one in account.inferences if path in one.paths]


def test_it_is_as_high_as_what_it_speaks_of_and_names_what_stays_and_goes():
    account = told()
    assert account.label is Label.SECRET
    removed = {one.path: str(one.label) for one in account.removed}
    assert removed["actors.post_minded_insiders"] == "secret"
    assert removed["stances.russia.leadership.private"] == "team"
    assert removed["tracks.backers_corridor"] == "team"
    assert "stances.russia.leadership.public" not in removed
    assert dict(account.names)["actors.russia"] == "Russian Federation"


def test_a_rewritten_rule_an_extreme_line_and_a_side_of_one():
    account = told()
    ((what, label),) = of(account, "levels.transition.signers")
    assert "rewritten without 1 of its actors; 2 are left" in what
    assert label == "secret"
    assert of(account, "stances.presidents_circle.leadership.public")[0][0].startswith("the public line is at an end")
    assert of(account, "actors.jihadist_groups")[0][0] == "the only actor of its side"
    assert not of(account, "stances.russia.aid_access.public")


def test_a_name_that_stands_in_a_text_that_goes_out():
    change = {"actors.iran.label": "secret", "actors.russia.short": "Iran and Russia"}
    ((what, label), *_) = of(told(change), "actors.iran")
    assert (what, label) == ("`Iran` stays behind and stands in a text that goes out", "secret")
    assert not of(told(), "actors.iran")


def test_a_label_that_did_not_help():
    said = {"best": 0.2, "label": "public"}
    account = told({"tracks.backers_corridor.leak": said, "actors.post_minded_insiders.label": "public"})
    assert "stays with it" in of(account, "tracks.backers_corridor.leak")[0][0]
    assert "stays behind all the same" in of(account, "actors.post_minded_insiders")[0][0]


def test_a_level_that_is_gone_and_a_figure_that_was_released():
    account = told({"tracks.opening_plenary.label": "secret"})
    told_of = "one of the tracks is gone as a whole; who knows the conference may miss it"
    assert of(account, "tracks.opening_plenary") == [(told_of, "secret")]
    ((what, label),) = of(account, "tracks.opening_plenary")
    assert what.startswith("one of the tracks is gone as a whole")
    assert label == "secret"
    assert "released figure" in of(account, "declassify.truce_text")[0][0]
