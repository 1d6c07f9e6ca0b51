"""What makes a game meaningless, said once before it is planned.

A case whose levels are out of reach still plays, and its chances are nil: that is an answer. Refused is only what has
no answer: nobody to agree with, no place to sign, no text to sign, no time.
"""

from __future__ import annotations

from math import prod

from backchannel.case.schema import Case, Level
from backchannel.conference.texts import STEPS, allowed
from backchannel.core.errors import AskError

LONGEST = 32_767
"""Rounds are kept as 16-bit numbers."""


def check_counts(**counts: int) -> None:
    """Raise AskError for a count below 1.

    >>> check_counts(inner=2)
    """
    for name, count in counts.items():
        if count < 1:
            raise AskError(f"{name} = {count}: expected at least 1")


def check_rounds(rounds: int) -> None:
    """Raise AskError for a game without rounds, or with more than can be counted.

    >>> check_rounds(36)
    """
    if not 1 <= rounds <= LONGEST:
        raise AskError(f"{rounds} rounds: expected 1 to {LONGEST}; ask for a horizon of at least one round")


def rounds_of(case: Case, months: float) -> int:
    """Rounds of ``months`` each until a case's horizon, to the nearest. Raises AskError where it has none.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> rounds_of(case, 3.0) == round(case.case.horizon_months / 3)
    True
    """
    horizon, length = case.case.horizon_months, case.case.round
    rounds = round(horizon / months)
    if rounds < 1:
        raise AskError(
            f"a horizon of {horizon} months is shorter than one round ({length}); raise horizon_months, "
            "or play shorter rounds"
        )
    check_rounds(rounds)
    return rounds


def check_case(case: Case) -> None:
    """Raise AskError where nobody decides, one decides alone, or no track signs anything.

    >>> from backchannel.case.reading import find_case, read_case
    >>> check_case(read_case(find_case("geneva-ii")))
    """
    deciding = {s.actor for s in case.stances}
    if not deciding:
        raise AskError("nobody in this case has a stance, so nobody can accept or refuse; add rows to stances")
    if len(deciding) == 1:
        raise AskError(
            "only one actor in this case has a stance, so there is nobody to agree with; add another to stances"
        )
    for track in case.tracks:
        signs = track.signs if track.signs is not None else track.agenda if track.kind == "formal" else ()
        if signs is None or signs:
            return
    raise AskError(
        "no track signs any level, so nothing can ever be signed; add a formal track, or name levels in a track's signs"
    )


def check_texts(case: Case, level: Level, most: int) -> None:
    """Raise AskError where no text can meet what a level requires, or its coarsest grid has more than ``most``.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> check_texts(case, case.level("aid"), 100)
    """
    opened = [i for i in case.issues if i.id in level.opens]
    ends = {i.id: len(allowed(i, level, STEPS[-1])) for i in opened}
    for issue, count in ends.items():
        if count == 0:
            raise AskError(
                f"level {level.id}: no text can meet what it requires of {issue}; "
                "widen `requires`, or add an anchor there"
            )
    least = prod(ends.values())
    if least > most:
        raise AskError(
            f"level {level.id} opens {len(opened)} issues: more than {most} texts even with ends only; "
            f"ask for at least {least} texts a level, or open fewer issues at it"
        )
