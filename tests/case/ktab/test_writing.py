"""A case of ours as a file of KTAB, and what is lost."""

import pytest

from backchannel.case import ktab
from backchannel.case.building import build
from backchannel.case.estimate import Estimate
from backchannel.case.ktab import scenario as ktab_scenario
from backchannel.case.ktab.scenario import Member
from backchannel.case.ktab.table import of_table
from backchannel.case.ktab.xml import of_xml
from backchannel.case.problems import CaseError
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Imported
from backchannel.case.tree import parse
from tests.case.cases import FULL
from tests.case.ktab.scenarios import TABLE, put


def test_a_case_gives_its_best_guesses(tmp_path):
    case = build(parse(FULL.replace("side: state\n    trust: 0.3", "side: state\n    capability: [50, 80, 100]"), "x"))
    (member,) = of_table(ktab.csv_text(case), "t.csv").members
    assert member == Member("government", "", 80, (5, 20), (60, 40))
    assert read_case(put(tmp_path, ktab.csv_text(case))).actor("government").capability == Estimate.model_validate(80)


def test_losses_name_everything_that_ktab_cannot_hold():
    text = (
        FULL.replace("side: state\n    trust: 0.3", "side: state\n    capability: [50, 80, 100]")
        .replace("id: rebels\n", "id: rebels\n    short: Those of the hills and the far valleys\n    capability: 40\n")
        .replace("public: 95, private: 90, salience: 30", "public: 95, private: ?, salience: 60")
        .replace("role: backer, openness: ?", "role: backer, capability: ?")
    )
    case = build(parse(text, "x"))
    found = " ".join(ktab.losses(case))
    for part in (
        "WARNING: the file holds private positions as bare numbers",
        "keep all of it as `team`",
        "Left out, as KTAB needs a power above 0: circle and actors[3].",
        "Named by id, as KTAB takes 25 letters: rebels.",
        "3 numbers have a doubt",
        "2 numbers that nobody knows",
        "2 stances are not in the case and written as 50 with a salience of 0.",
        "5 public lines are left out.",
        "more than 100 and are scaled down to it: rebels.",
        "`levels`, `tracks`, `war`, `conference`, `outcomes`",
        "`guarantees`",
        "Roles, sides and parents",
    ):
        assert part in found, f"{part!r} is not in: {found}"
    assert "posts" not in found
    rebels = of_table(ktab.csv_text(case), "t.csv").members[1]
    assert rebels.name == "rebels"
    assert rebels.positions == (80, 50)
    assert sum(rebels.saliences) == pytest.approx(100)


def test_an_imported_case_loses_little(tmp_path):
    found = " ".join(ktab.losses(read_case(put(tmp_path, TABLE))))
    assert "`team`" in found
    for word in ("doubt", "nobody", "public", "Left out, as", "scaled", "cut", "same name", "another program"):
        assert word not in found


def test_a_case_without_capabilities_is_refused():
    case = build(parse(FULL, "x"))
    for write in (ktab.csv_text, ktab.xml_text):
        with pytest.raises(CaseError, match="has no actor whose capability is known to be above 0"):
            write(case)


def test_settings_that_are_no_longer_right_are_passed_over(tmp_path):
    case = read_case(put(tmp_path, TABLE))
    for said in ("", "{", "[1, 2]", "[[[", '"a"', '["a"]', "[" * 10_000):
        kept = Imported(format="ktab", settings={"columns": said, "IdealAdjustment": said})
        other = case.model_copy(update={"imported": kept})
        assert of_table(ktab.csv_text(other), "t.csv").labels == ktab_scenario.LABELS
        assert "<iaPair>" not in ktab.xml_text(other)


def test_the_first_worked_case_becomes_a_file_that_ktab_takes():
    case = read_case(find_case("geneva-ii"))
    for scenario in (of_table(ktab.csv_text(case), "t.csv"), of_xml(ktab.xml_text(case).encode(), "t.xml")):
        assert 3 <= len(scenario.members) <= 250
        for member in scenario.members:
            assert 0 < len(member.name) <= 25
            assert len(member.about) <= 256
            assert member.power > 0
            assert ktab_scenario._sum(list(member.saliences)) <= 100
    assert "keep all of it as `team`" in ktab.losses(case)[0]


def test_the_label_is_the_highest_of_what_is_written():
    text = FULL.replace("role: insider", "role: insider, capability: 5")
    assert "keep all of it as `secret`" in ktab.losses(build(parse(text, "x")))[0]
    text = FULL.replace("role: backer", "role: backer, capability: {best: 5, label: secret}")
    assert "keep all of it as `secret`" in ktab.losses(build(parse(text, "x")))[0]
    text = FULL.replace("role: backer", "role: backer, capability: 5")
    assert "keep all of it as `team`" in ktab.losses(build(parse(text, "x")))[0]
