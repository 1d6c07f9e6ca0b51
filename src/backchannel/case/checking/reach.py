"""Whether a level can be reached at all: who must sign, where they sit, and whether they have a view."""

from __future__ import annotations

from collections.abc import Iterator

from backchannel.case.checking.look import REACH, Check, Look
from backchannel.case.problems import Problem


def no_track(look: Look) -> Iterator[Problem]:
    """A level that no open track can bring about, because somebody needed has no seat."""
    seated = [look.seated(track) for track in look.case.tracks if track.open]
    anywhere = set().union(*seated)
    for path, level in look.levels():
        if any(level.signers.satisfied(seats, look.case.heaviest) for seats in seated):
            continue
        message = "no open track seats everybody who must sign"
        outside = [id for id in level.signers.actors() if id not in anywhere]
        if outside:
            message += f"; {look.names('actors', outside)} {'sits' if len(outside) == 1 else 'sit'} on none"
        fix = "add them, or the body they belong to, to a track's `members`, or open a track"
        yield look.say("warning", (*path, "signers"), message, REACH + 90, fix=fix, decides=level.id)


def no_stance(look: Look) -> Iterator[Problem]:
    """A signer or ratifier without a view on what the level settles."""
    held = {(s.actor, s.issue) for s in look.case.stances}
    fix = "add the stances, `?` where nobody knows"
    for path, level in look.levels():
        signers = level.signers.actors()
        if not any((id, issue) in held for id in signers for issue in level.opens):
            message = "nobody who signs has a stance on what this level opens: nothing speaks for or against it"
            yield look.say("warning", (*path, "signers"), message, REACH + 95, fix=fix, decides=level.id)
        for kind, ids in (("signers", signers), ("ratifiers", level.ratifiers)):
            for id in ids:
                silent = [issue for issue in level.opens if (id, issue) not in held]
                if len(silent) == len(level.opens):
                    message = f"{look.name('actors', id)} has no stance on any issue this level opens"
                elif silent:
                    message = f"{look.name('actors', id)} has no stance on {look.names('issues', silent)}"
                else:
                    continue
                all_of_it = len(silent) == len(level.opens)
                decided = level.id if all_of_it and kind == "signers" else None
                weight = REACH + (60 if all_of_it else 20)
                yield look.say("warning", (*path, kind), message, weight, fix=fix, decides=decided)


def no_leadership(look: Look) -> Iterator[Problem]:
    """A stake in leaving office in a case where no issue is about leaving office."""
    if any(issue.tag == "leadership" for issue in look.case.issues):
        return
    for path, actor in look.actors():
        if actor.exit is not None:
            message = "has an exit, but no issue is tagged as the one that removes the leader"
            yield look.say("warning", (*path, "exit"), message, REACH + 40, fix="write `tag: leadership` on that issue")


def wrong_track(look: Look) -> Iterator[Problem]:
    """A table that is a corridor, or a corridor that is a table."""
    meeting = look.case.conference
    for name, kind in (("table", "formal"), ("corridor", "corridor")):
        id = getattr(meeting, name, None)
        if id is not None and look.case.track(id).kind != kind:
            message = f"{look.name('tracks', id)} is a track of another kind"
            yield look.say("warning", ("conference", name), message, REACH + 30, f"a track of `kind: {kind}`")


def empty_corridor(look: Look) -> Iterator[Problem]:
    """A corridor in which nobody sits who signs or could undo anything."""
    for path, track in look.tracks():
        if track.kind == "corridor" and track.members and not look.seated(track) & set(look.deciders):
            message = "nobody on this corridor signs or could undo any level, so nothing can be agreed on it"
            fix = "add a member who does, or check the `signers` and `ratifiers`"
            yield look.say("warning", (*path, "members"), message, REACH + 15, fix=fix)


def no_members(look: Look) -> Iterator[Problem]:
    """A track that names nobody and therefore keeps nobody out."""
    for path, track in look.tracks():
        if track.open and not track.members:
            message = "names no members, so everybody counts as seated here"
            yield look.say("note", (*path, "members"), message, REACH + 5, fix="name its `members`")


def absent_member(look: Look) -> Iterator[Problem]:
    """A member of a formal track that the conference opened, and that is said not to be in the room."""
    if look.case.conference is None:
        return
    away = {
        one.actor for one in look.case.conference.attendance if one.status in ("refused", "disinvited", "not_invited")
    }
    for path, track in look.tracks():
        absent = [id for id in track.members if id in away]
        if track.kind == "formal" and track.opened_by_conference and absent:
            message = f"{look.names('actors', absent)} sits here, but `attendance` says that it is not in the room"
            fix = "take it out of `members`, or mend its attendance"
            yield look.say("warning", (*path, "members"), message, REACH + 10, fix=fix)


CHECKS: tuple[Check, ...] = (
    no_track, no_stance, no_leadership, wrong_track, empty_corridor, no_members, absent_member,
)  # fmt: skip
