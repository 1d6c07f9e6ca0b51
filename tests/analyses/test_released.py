"""What an author released: a band and a rounded range, in words that are open, and no number."""

import re

import pytest

from backchannel.analyses.packages import packages
from backchannel.analyses.released import released, shown
from backchannel.case.reading import case_hash
from backchannel.case.redaction import redact
from backchannel.case.schema import Case, Declassified
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from tests.analyses.cases import toy

ENTRY = {
    "id": "truce", "finding": "packages", "column": "share", "to": "partners", "by": "me", "on": "2014-01-28",
    "why": "because",
}  # fmt: skip


def case_with(**more) -> Case:
    case = toy()
    where = {"level": case.levels[0].id, "track": case.tracks[0].id, "guarantees": "none"}
    entry = Declassified.model_validate({**ENTRY, "where": where, **more})
    return case.model_copy(update={"declassify": (entry,)})


def test_a_share_is_told_as_a_band_and_a_range_that_holds_it():
    case = case_with()
    found = released(case, Label.PARTNERS, runs=200, seed=3)
    (row,) = found.rows
    (other, *_) = packages(case, runs=200, seed=3, level=case.levels[0].id, track=case.tracks[0].id).rows
    low, high = (int(one) for one in re.findall(r"\d+", str(row["shown"]))[-2:])
    assert isinstance(other["share"], float)
    assert low <= 100 * other["share"] <= high
    assert low % 5 == high % 5 == 0
    assert (row["by"], row["on"], row["why"]) == ("me", "2014-01-28", "because")
    assert found.label is Label.PARTNERS
    assert found.manifest["case"] == case_hash(redact(case, Label.PARTNERS).case)
    assert not found.inputs
    assert not found.samples


def test_an_entry_above_the_profile_is_not_there():
    found = released(case_with(), Label.PUBLIC, runs=10)
    assert found.rows == ()
    assert found.text == ("No figure was released at public.",)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"column": "probability"}, "packages has no such column"),
        ({"where": {}, "says": "x"}, "its row is not there"),
        ({"where": {}}, "not open at partners; add `says:`"),
        ({"finding": "forecast"}, "not open at partners; add `says:`"),
    ],
)
def test_what_cannot_be_told_is_one_message(more, message):
    with pytest.raises(AskError, match=re.escape(message)):
        released(case_with(**more), Label.PARTNERS, runs=10)


def test_ranges_are_rounded_outward():
    assert shown(0.5, 0.5, 0.5) == "roughly even, 45 to 55 in a hundred"
    assert shown(0.51, 0.449, 0.551) == "roughly even, 40 to 60 in a hundred"
    assert shown(1.0, 0.98, 1.0) == "over 99 in a hundred, 95 to 100 in a hundred"


def test_the_shared_case_logs_the_release_without_its_row():
    (entry,) = redact(case_with(says="a truce"), Label.PARTNERS).case.declassify
    assert (entry.id, entry.says, entry.by, entry.where) == ("d1", "a truce", "me", {})
    assert redact(case_with(), Label.PUBLIC).case.declassify == ()
