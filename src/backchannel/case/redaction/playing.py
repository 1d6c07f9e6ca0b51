"""Whether a shared case still holds what the game needs."""

from __future__ import annotations

from backchannel.case.schema import Case


def playable(case: Case) -> bool:
    """Whether the game can be played: always on a case that was not redacted.

    On one that was, every signer of a level needs a private position and a salience on every issue of it, and each of
    these issues a status quo. A stance without a private position would stand on the wide prior of what nobody knows.

    >>> from backchannel.case.reading import find_case, read_case
    >>> playable(read_case(find_case("geneva-ii")))
    True
    """
    if case.case.profile is None:
        return True
    held = {(one.actor, one.issue) for one in case.stances if not (one.private.unknown or one.salience.unknown)}
    known = {issue.id for issue in case.issues if not issue.status_quo.unknown}
    for level in case.levels:
        if not set(level.opens) <= known:
            return False
        if any((actor, issue) not in held for actor in level.signers.actors() for issue in level.opens):
            return False
    return True
