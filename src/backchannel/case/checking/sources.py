"""Where numbers come from, and whether dates and chances fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from backchannel.case.checking.look import FORM, JUDGEMENT, SOURCE, Check, Look, Number
from backchannel.case.problems import Problem
from backchannel.case.schema import Expectation, Level
from backchannel.case.shape import Path

ISO = re.compile(r"\d{4}(-\d{2}){0,2}")


def unsourced(look: Look) -> Iterator[Problem]:
    """Records with numbers of which nobody says where they come from."""
    for record, bare in _by_record(n for n in look.numbers if not n.evidence and not n.estimate.unknown).items():
        what = "a number" if len(bare) == 1 else f"{len(bare)} numbers"
        message = f"has {what} without evidence"
        fix = "name `evidence`, or write `judgement`"
        yield look.say("warning", record, message, SOURCE + min(len(bare), 20), fix=fix, about=bare)


def unexplained(look: Look) -> Iterator[Problem]:
    """Records that rest on judgement and give no reason."""
    for record, bare in _by_record(n for n in look.numbers if JUDGEMENT in n.evidence and not n.note).items():
        message = "rests on judgement without saying why"
        yield look.say("warning", record, message, SOURCE - 10, fix="add a `note` with the reason", about=bare)


def _by_record(numbers: Iterator[Number]) -> dict[Path, list[Number]]:
    found: dict[Path, list[Number]] = {}
    for number in numbers:
        found.setdefault(number.record, []).append(number)
    return found


def too_late(look: Look) -> Iterator[Problem]:
    """What was dated, published, attended or left after the day as of which the case is told."""
    as_of = look.case.case.as_of.isoformat()
    for path, node in look.nodes:
        for name in ("date", "published", "on", "left_on"):
            day = getattr(node, name, None)
            if day is None:
                continue
            said = str(day)
            if name == "date" and not ISO.fullmatch(said):
                yield look.say("note", (*path, name), "is not an ISO date", FORM + 20, "YYYY-MM-DD, YYYY-MM or YYYY")
            elif said > as_of:
                message = "is later than the day as of which the case is told"
                about = look.under(path) if path else []
                fix = "leave out what was not yet known"
                yield look.say("warning", (*path, name), message, SOURCE + 60, fix=fix, about=about)


def over_already(look: Look) -> Iterator[Problem]:
    """Questions that are due on or before the day as of which the case is told."""
    as_of = look.case.case.as_of.isoformat()
    for i, question in enumerate(look.case.questions):
        dates = [by for by in question.by if re.fullmatch(r"\d{4}-\d{2}-\d{2}", by)]
        if any(by <= as_of for by in dates):
            message = "asks by a date that is no later than the day as of which the case is told"
            fix = "ask by a later date, or drop what is settled already"
            yield look.say("warning", ("questions", i, "by"), message, SOURCE + 55, fix=fix)


def uncited(look: Look) -> Iterator[Problem]:
    """Evidence and sources that nothing rests on."""
    cited = {id for _, node in look.nodes for id in getattr(node, "evidence", ()) if isinstance(id, str)}
    used = {item.source for item in look.case.evidence} | cited
    for i, item in enumerate(look.case.evidence):
        if item.id not in cited:
            fix = "cite it where it bears on something, or take it out"
            yield look.say("note", ("evidence", i), "is cited nowhere", FORM + 15, fix=fix)
    for i, source in enumerate(look.case.sources):
        if source.id not in used:
            fix = "add `evidence` from it, or take it out"
            yield look.say("note", ("sources", i), "has no evidence taken from it", FORM + 15, fix=fix)


def incoherent(look: Look) -> Iterator[Problem]:
    """Chances that one actor cannot hold together: two for one level, or over 1 for levels that exclude each other."""
    levels = {one.id: look.case.level(one.level) for one in look.case.outcomes if one.level is not None}
    mine: dict[str, list[tuple[int, Expectation]]] = {}
    for i, one in enumerate(look.case.expectations):
        if one.outcome in levels and not one.now.unknown:
            mine.setdefault(one.actor, []).append((i, one))
    for held in mine.values():
        for (_, a), (j, b) in combinations(held, 2):
            same = levels[a.outcome].id == levels[b.outcome].id
            if same and a.outcome != b.outcome and not _overlap(a, b):
                message = "gives one level two chances that do not overlap, under two outcomes"
                fix = "make them agree, or say how the outcomes differ"
            elif exclusive(levels[a.outcome], levels[b.outcome]) and a.now.central + b.now.central > 1 + 1e-9:
                message = "gives two levels that exclude each other chances of more than 1 in sum"
                fix = "lower one of them"
            else:
                continue
            path: Path = ("expectations", j)
            yield look.say("warning", path, message, SOURCE + 50, fix=fix, about=look.under(path))


def exclusive(a: Level, b: Level) -> bool:
    """Whether no text could be of both levels: they require one issue to lie in two places.

    >>> level = {"opens": ["x"], "signers": ["s"]}
    >>> low = Level.model_validate({**level, "id": "low", "requires": [{"issue": "x", "max": 40}]})
    >>> high = Level.model_validate({**level, "id": "high", "requires": [{"issue": "x", "min": 60}]})
    >>> exclusive(low, high), exclusive(low, low)
    (True, False)
    """
    return any(p.issue == q.issue and (p.max < q.min or q.max < p.min) for p in a.requires for q in b.requires)


def _overlap(a: Expectation, b: Expectation) -> bool:
    (low, high), (other_low, other_high) = a.now.bounds, b.now.bounds
    return low <= other_high and other_low <= high


def placeholders(look: Look) -> Iterator[Problem]:
    """Records whose note still says that their numbers are the template's."""
    left = [
        path for path, node in look.nodes if path and "placeholder" in str(getattr(node, "note", None) or "").lower()
    ]
    if left:
        what = "a record still holds" if len(left) == 1 else f"{len(left)} records still hold"
        message = f"{what} a template's invented numbers, as the note says"
        yield look.say(
            "warning", left[0], message, SOURCE + 80, fix="replace the numbers, then say in `note` where they are from"
        )


CHECKS: tuple[Check, ...] = (unsourced, unexplained, too_late, over_already, uncited, incoherent, placeholders)
