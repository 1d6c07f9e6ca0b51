"""What a check says of the small case after some changes to its text."""

from backchannel.case.building import build
from backchannel.case.checking import Look
from backchannel.case.schema import Case
from backchannel.case.tree import parse
from tests.case.cases import FULL

Changes = list[tuple[str, str]]


def case_with(changes: Changes) -> Case:
    text = FULL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return build(parse(text, "toy.yaml"))


def said(check, changes: Changes) -> list[tuple[str, str]]:
    """Field and message of all that one check finds; every problem offers something to do, or is only a remark."""
    found = list(check(Look(case_with(changes))))
    assert all(p.severity in ("warning", "note") for p in found)
    assert all(p.fix or p.expected or p.severity == "note" for p in found)
    return [(p.field, p.message) for p in found]


def speaks(check, changes, words, field):
    found = said(check, changes)
    assert [f for f, message in found if words in message and f == field], found


def keeps_silent(check, changes, words):
    found = said(check, changes)
    assert not [f for f, message in found if words in message], found
