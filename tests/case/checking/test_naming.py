import pytest

from backchannel.case.checking import naming
from tests.case.checking.saying import keeps_silent, speaks


def second(id, name=None):
    """The case with one more outcome beside `a_start`, `A start`."""
    name = "" if name is None else f", name: {name}"
    return [("  - {id: a_start", f"  - {{id: {id}{name or ', name: other'}}}\n  - {{id: a_start")]


def pair(a, b):
    return [("  - {id: a_start", f"  - {{id: {a}, name: one}}\n  - {{id: {b}, name: two}}\n  - {{id: a_start")]


SPEAKS = [
    (naming.like_named, second("a_starts"), "its id is almost that of `a_starts`", "outcomes.a_start"),
    (naming.like_named, second("start_a"), "its id is almost", "outcomes.a_start"),
    (naming.like_named, second("other", "the START"), "its name is almost that of `other`", "outcomes.a_start"),
    (naming.like_named, pair("free_army", "freearmy"), "its id is almost that of `free_army`", "outcomes.freearmy"),
    (naming.like_named, pair("rebels_north", "north_rebel"), "its id", "outcomes.north_rebel"),
    (naming.like_named, pair("coalition", "coaliton"), "its id", "outcomes.coaliton"),
    (naming.like_named, pair("the_council", "the_cuoncil"), "its id", "outcomes.the_cuoncil"),
]
SILENT = [
    (naming.like_named, [], ""),
    (naming.like_named, pair("rebels_north", "rebels_south"), ""),
    (naming.like_named, pair("coast_east", "coast_west"), ""),
    (naming.like_named, pair("step_1", "step_2"), ""),
    (naming.like_named, pair("posts_kept", "hosts_kept"), ""),
    (naming.like_named, pair("national_council", "national_coalition"), ""),
    (naming.like_named, pair("army", "arms"), ""),
]


@pytest.mark.parametrize(("check", "changes", "words", "field"), SPEAKS)
def test_it_speaks(check, changes, words, field):
    speaks(check, changes, words, field)


@pytest.mark.parametrize(("check", "changes", "words"), SILENT)
def test_it_keeps_silent(check, changes, words):
    keeps_silent(check, changes, words)


def test_an_actor_and_an_issue_may_share_a_name():
    keeps_silent(naming.like_named, [("id: rebels\n", "id: rebels\n    name: access\n")], "")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("council", "council", True),
        ("counsil", "council", True),
        ("councill", "council", True),
        ("conucil", "council", True),
        ("ccuonil", "council", False),
        ("counxyl", "council", False),
    ],
)
def test_a_slip_is_one(a, b, same):
    assert naming.alike((a,), (b,)) is same
    assert naming.alike((b,), (a,)) is same
