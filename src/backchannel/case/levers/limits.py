"""The limit of a promise, which no lever crosses: no shelter from justice for grave crimes.

A text that grants amnesty for genocide, war crimes, crimes against humanity or gross violations of human rights is one
that mediators under the United Nations may not endorse (United Nations 2009, Rule-of-Law Tools: Amnesties; Guidance for
Effective Mediation 2012). The program cannot judge a promise. It holds that whoever declares one which may shelter says
what it never covers, and that no lever touches those words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from backchannel.case.schema import Guarantee, Lever

SHELTER = re.compile(r"amnest|immunit|impunit|pardon|clemency|prosecut|safe.?(exit|passage|conduct)|exile|asylum", re.I)
GRAVE = re.compile(r"war.crime|humanity|genocid|gross.(human|violation)|grave.(crime|breach|violation)|atrocit", re.I)
EXCLUDES = re.compile(r"\b(not|never|no|nobody|without|excl\w*|except\w*)\b", re.I)
BLANKET = re.compile(r"\b(blanket|unconditional|general|full|total|complete|unlimited|universal)\b", re.I)


def shelters(text: str) -> bool:
    """Whether words speak of shelter from justice.

    >>> shelters("Amnesty for having served"), shelters("Posts kept")
    (True, False)
    """
    return bool(SHELTER.search(text.replace("_", " ")))


def within_limit(promise: Guarantee) -> bool:
    """Whether a promise says, where it may shelter anybody from justice, that it never covers grave crimes."""
    may = promise.covers_exit or shelters(f"{promise.id} {promise.name or ''}")
    limit = promise.limit or ""
    return not may or bool(GRAVE.search(limit) and EXCLUDES.search(limit))


def past_limit(promises: Iterable[Guarantee], lever: Lever) -> str | None:
    """Why a lever would cross, or might cross, the limit of a promise; None where it does not.

    >>> lever = Lever(id="a", kind="guarantee", changes={"guarantees.exit.limit": "none"})
    >>> past_limit((), lever)
    'moves what a promise may never cover'
    """
    known = {one.id: one for one in promises}
    moved = []
    for path in lever.changes:
        group, _, rest = path.partition(".")
        id, _, field = rest.partition(".")
        if group == "guarantees":
            if field == "limit":
                return "moves what a promise may never cover"
            if id in known:
                moved.append(known[id])
    if not all(within_limit(one) for one in moved):
        return "moves a promise that may shelter from justice and does not say that it never covers grave crimes"
    words = " ".join(text for text in (lever.id.replace("_", " "), lever.name, lever.note) if text)
    if shelters(words):
        if BLANKET.search(words):
            return "speaks of shelter from justice without a limit"
        if not moved:
            return "speaks of shelter from justice and moves no promise that says what it never covers"
    return None
