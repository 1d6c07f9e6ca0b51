import pytest

from backchannel.case.checking import reach
from tests.case.checking.saying import keeps_silent, said, speaks

ALONE = [("members: [government, rebels, circle]", "members: [rebels]")]
SPEAKS = [
    (reach.no_track, ALONE, "no open track seats everybody", "levels.aid.signers"),
    (reach.no_track, ALONE, "`government` sits on none", "levels.aid.signers"),
    (reach.no_track, [("publicity: 1\n", "publicity: 1\n    open: false\n")], "no open track", "levels.aid.signers"),
    (reach.no_stance, [], "`circle` has no stance on any issue", "levels.transition.signers"),
    (reach.no_stance, [], "`northland` has no stance on any issue", "levels.transition.ratifiers"),
    (reach.no_stance, [], "actors[3] has no stance on `access`", "levels.transition.signers"),
    (reach.no_stance, [("signers: [government, rebels]", "signers: circle")], "nobody who signs", "levels.aid.signers"),
    (reach.no_leadership, [("    tag: leadership\n", "")], "no issue is tagged", "actors.circle.exit"),
    (reach.wrong_track, [("table: plenary", "table: back_room")], "another kind", "conference.table"),
    (reach.wrong_track, [("table: plenary", "corridor: plenary")], "another kind", "conference.corridor"),
    (
        reach.empty_corridor,
        [("members: [posts, northland]", "members: [northland]"), ("ratifiers: [northland]", "ratifiers: []")],
        "nobody on this corridor signs",
        "tracks.back_room.members",
    ),
    (
        reach.no_members,
        [("members: [posts, northland]", "members: []")],
        "names no members",
        "tracks.back_room.members",
    ),
    (
        reach.absent_member,
        [("status: attends", "status: refused"), ("publicity: 1\n", "publicity: 1\n    opened_by_conference: true\n")],
        "`government` sits here",
        "tracks.plenary.members",
    ),
]
SILENT = [
    (reach.no_track, [], ""),
    (reach.no_track, [("members: [government, rebels, circle]", "members: [government, rebels]")], ""),
    (reach.no_track, [("members: [government, rebels, circle]", "members: []")], ""),
    (reach.no_members, [], ""),
    (reach.no_members, [("members: [posts, northland]", "open: false")], ""),
    (reach.no_stance, [], "`government`"),
    (reach.no_stance, [], "nobody who signs"),
    (reach.no_leadership, [], ""),
    (reach.wrong_track, [], ""),
    (reach.wrong_track, [("table: plenary", "corridor: back_room")], ""),
    (reach.empty_corridor, [], ""),
    (reach.empty_corridor, [("members: [posts, northland]", "members: [northland]")], ""),  # could undo one
    (reach.empty_corridor, [("members: [posts, northland]", "members: []")], ""),
    (reach.absent_member, [("publicity: 1\n", "publicity: 1\n    opened_by_conference: true\n")], ""),
    (reach.absent_member, [("status: attends", "status: refused")], ""),  # a track that is older than the conference
]


@pytest.mark.parametrize(("check", "changes", "words", "field"), SPEAKS)
def test_it_speaks(check, changes, words, field):
    speaks(check, changes, words, field)


@pytest.mark.parametrize(("check", "changes", "words"), SILENT)
def test_it_keeps_silent(check, changes, words):
    keeps_silent(check, changes, words)


def test_insiders_have_no_seat_through_their_body():
    """As in the brief: they cannot part with their leader in its chair."""
    posts = ("signers: [government, rebels]", "signers: [posts, rebels]")
    found = said(reach.no_track, [posts])
    assert [field for field, _ in found] == ["levels.aid.signers"]
    assert "actors[3]" not in found[0][1], "they sit on the corridor"
    faction = ("{id: posts, role: insider", "{id: posts, role: faction")
    assert said(reach.no_track, [posts, faction]) == []
