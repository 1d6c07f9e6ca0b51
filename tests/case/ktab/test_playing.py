"""A scenario of KTAB is held to what its model needs, with the line of what is wrong."""

from dataclasses import replace

import pytest

from backchannel.case import ktab
from backchannel.case.ktab.playing import playable, unknown_word
from backchannel.case.ktab.table import of_table
from backchannel.case.ktab.xml import of_xml
from backchannel.case.problems import CaseError
from backchannel.theory.groupdecision.smp import WORDS
from tests.support import shared_path

HEAD = "Talks,,3,2\nActor,Description,Power,Price,Sal1,Term,Sal2\n"
ROWS = "A,,1,10,30,20,40\nB,,2,90,50,30,50\nC,,3,50,60,40,20\n"


def test_numbers_from_0_to_1_and_who_follows_whom():
    found = playable(of_table(HEAD + ROWS, "t.csv"), "t.csv")
    assert found.positions[0] == (0.1, 0.2)
    assert found.saliences[1] == (0.5, 0.5)
    assert (found.capabilities, found.dimensions, found.follow) == ((1, 2, 3), ("Price", "Term"), None)
    path = shared_path("golden", "ktab", "variants", "dummyData_3Dim.csv.IdealAdjust=0.3.xml")
    follow = playable(ktab.read_scenario(path), "t.xml").follow
    assert follow is not None
    assert follow[2] == (0, 0, 0.3, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (ROWS.replace("B,,2", "B,,0"), ["t.csv:4: power: is not above 0"]),
        (
            ROWS.replace("90", "190"),
            ["t.csv:4: Price: is out of range, value not shown (team); expected a number from 0"],
        ),
        (ROWS.replace("50,50", "50,51"), []),
        (ROWS.replace("30,50", "30,55"), ["t.csv:4: saliences: of one actor add up to more than 100", "convert"]),
        (ROWS.replace("60,40,20", "0,40,0"), ["t.csv:5: saliences: of one actor are all 0"]),
        (ROWS.replace("30,20,40", "-30,20,40"), ["t.csv:3: Sal1: is out of range"]),
    ],
)
def test_what_is_wrong_is_said_with_its_line(rows, words):
    scenario = of_table(HEAD + rows, "t.csv")
    if not words:
        assert playable(scenario, "t.csv").names == ("A", "B", "C")
        return
    with pytest.raises(CaseError) as error:
        playable(scenario, "t.csv")
    for word in words:
        assert word in str(error.value)
    assert "190" not in str(error.value)


def test_one_actor_is_too_few_and_ideals_have_bounds():
    scenario = of_table(HEAD + ROWS, "t.csv")
    with pytest.raises(CaseError, match=r"t.csv:2: actors: are 1; expected 2 to 250"):
        playable(replace(scenario, members=scenario.members[:1]), "t.csv")
    with pytest.raises(CaseError, match=r"t.csv:4: IdealAdjustment: of this actor is out of range"):
        playable(replace(scenario, adjustments=((1, 1, "0.7"), (1, 2, "0.6"))), "t.csv")


def test_an_unknown_word_of_a_parameter_is_named_with_its_line():
    path = shared_path("golden", "ktab", "variants", "dummyData_3Dim.csv.default.xml")
    raw = path.read_bytes()
    unknown_word(of_xml(raw, "t.xml"), "t.xml", WORDS)
    bad = of_xml(raw.replace(b"<VotingRule>Prop<", b"<VotingRule>Loud<"), "t.xml")
    with pytest.raises(CaseError, match=r"t.xml:4: ModelParameters.VotingRule: is none of its words; expected Binary"):
        unknown_word(bad, "t.xml", WORDS)
