"""What a file of KTAB says is what the case says; what is wrong is named by line."""

import codecs
import datetime as dt
import os
import re

import pytest

from backchannel.case import ktab
from backchannel.case.inputs import inputs
from backchannel.case.ktab import scenario as ktab_scenario
from backchannel.case.ktab.table import of_table
from backchannel.case.ktab.xml import of_xml
from backchannel.case.reading import read_case
from tests.case.ktab.scenarios import TABLE, XML, put, refused, there_and_back


def test_what_a_table_says_is_what_the_case_says(tmp_path):
    path = put(tmp_path, TABLE)
    os.utime(path, (dt.datetime(2014, 1, 28, 12, tzinfo=dt.UTC).timestamp(),) * 2)
    case = read_case(path)
    assert (case.case.id, case.case.title) == ("talks_round_2", "Talks; round 2")
    assert case.case.summary == "On a border, and aid"
    assert case.case.as_of == dt.date(2014, 1, 28)
    assert "last changed" in (case.case.note or "")
    assert [(a.id, a.short, a.name, a.role) for a in case.actors] == [
        ("north", "North", "The government of the north", "principal"),
        ("south", "South", None, "principal"),
        ("elysee", "Élysée", "A friend of both", "principal"),
    ]
    assert [ktab_scenario.power(a) for a in case.actors] == [100, 62.5, 0.1]
    assert [(i.id, i.name, i.status_quo.unknown) for i in case.issues] == [
        ("border_position", "Border Position", True),
        ("aid", "Aid", True),
    ]
    assert case.issue("aid").anchors == {0: "not stated in the file", 100: "not stated in the file"}
    assert [(s.private.central, s.salience.central) for s in case.stances] == [
        *((10, 60), (20, 40), (90.25, 35.5), (100, 0), (50, 10), (0.07, 90)),
    ]
    assert all(s.public is None and s.private.is_point for s in case.stances)
    level, track = case.levels[0], case.tracks[0]
    assert (level.opens, track.members, track.kind) == (
        ("border_position", "aid"),
        ("north", "south", "elysee"),
        "formal",
    )
    assert level.signers.quota is not None
    assert level.signers.quota.central == pytest.approx(81.3)
    assert level.signers.satisfied({"north"})
    assert not level.signers.satisfied({"south", "elysee"})
    assert level.evidence == ("judgement",)
    assert level.note


def test_a_scenario_without_a_name_takes_that_of_its_file(tmp_path):
    case = read_case(put(tmp_path, TABLE.replace("Talks; round 2", ""), "b\udcff.csv"))
    assert (case.case.title, case.case.id) == ("b?", "b")
    assert case.sources[0].what == "The file b?.csv, written for KTAB"
    (found,) = refused(tmp_path, TABLE.replace("Talks; round 2", "x" * 4001))
    assert (found.field, found.line, found.message) == ("case.title", 1, "is too long")


def test_every_number_says_where_it_comes_from(tmp_path):
    for name, text in (("talks.csv", TABLE), ("talks.xml", XML)):
        case = read_case(put(tmp_path, text, name))
        for one in inputs(case):
            assert one.evidence or one.estimate.unknown, one.path
            assert set(one.evidence) <= {"file"} or one.note, one.path
        assert case.sources[0].what.startswith(f"The file {name}")


def test_a_table_and_xml_come_back_with_all_that_they_said(tmp_path):
    scenario = of_table(TABLE, "t.csv")
    _, table, xml = there_and_back(scenario, tmp_path)
    assert table == scenario
    assert scenario.labels == ("Actor", "Description", "Influence")
    assert scenario.weighings == ("Border Salience", "Care for aid")
    assert xml.members[0] == scenario.members[0]
    assert xml.seed == ktab_scenario.SEED

    scenario = of_xml(XML.encode(), "t.xml")
    case, table, xml = there_and_back(scenario, tmp_path)
    assert xml == scenario
    assert scenario.name == "Talks & more"
    assert scenario.seed == "18446744073709551615"
    assert scenario.parameters == {"VotingRule": "PropCbc", "BargnModel": "PWCompInterp"}
    assert scenario.adjustments == ((1, 0, "0.30"),)
    assert table.weighings == ("Sal1", "Aid <all> Salience")
    assert any("lost in a table" in sentence for sentence in ktab.losses(case))


def test_an_adjustment_follows_its_actors_when_they_are_renamed_or_leave(tmp_path):
    case = read_case(put(tmp_path, XML, "t.xml"))
    named = case.model_copy(
        update={"actors": (case.actors[0].model_copy(update={"short": "N"}), *case.actors[1:])},
    )
    assert "<referencePos>N</referencePos>" in ktab.xml_text(named)
    alone = case.model_copy(update={"actors": case.actors[:1]})
    assert "<iaPair>" not in ktab.xml_text(alone)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(",\n", "\n"),
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace(",\n", ",,,,\n") + ",,,,,,\n\n",
        lambda text: "sep=,\n" + text,
        lambda text: text.replace("Influence", '"Influence"').replace(" 10,60,  20,40,", '10 , "60",20,40'),
    ],
)
def test_one_table_in_the_many_ways_of_writing_it(change):
    assert of_table(change(TABLE).removeprefix("\ufeff"), "t.csv") == of_table(TABLE, "t.csv")


def test_a_table_with_semicolons_or_tabs_and_decimal_commas(tmp_path):
    table = TABLE.replace("Talks; round 2", "Talks").replace("border, and", "border and")
    expected = of_table(table, "t.csv")
    for sep in ";\t":
        other = table.replace(".", "@").replace(",", sep).replace("@", ",")
        assert of_table(other, "t.csv") == expected
        path = put(tmp_path, codecs.BOM_UTF16_LE + other.encode("utf-16-le"))
        assert ktab.read_scenario(path) == expected


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (" 3, 2,", " 4, 2,", 1, "says that it has 4 actors and has 3"),
        (" 3, 2,", " 3, 1,", 2, "names 7 columns for 1 dimensions; expected 5"),
        (" 3, 2,", " 3, 2, 5", 1, "has 5 cells in its first row"),
        (" 3, 2,", " three, 2,", 1, "does not say in its first row"),
        (" 3, 2,", " 0, 2,", 1, "does not say in its first row"),
        (" 3, 2,", " 999999, 999999,", 1, "too many values"),
        ("Influence", "", 2, "has no name for its column 3"),
        ("South,", ",", 4, r"actors\[1\]: has no name"),
        (" 62.5", " many", 4, r"actors\[1\].capability: is not a number, value not shown \(team\)"),
        (" 62.5", "", 4, r"actors\[1\].capability: is blank"),
        ("90.25", "?", 4, r"stances\[2\].private: is not a number"),
        ("35.5", '"35,5"', 4, r"stances\[2\].salience: .*decimal point"),
        ("90.25", "190.25", 4, r"stances.south.border_position.private: is above its range, value not shown \(team\)"),
        ("0.07,90", "0.07,-1", 5, r"stances.elysee.aid.salience: is below its range"),
        (" 62.5", "-62.5", 4, "actors.south.capability: is below its range"),
        ("0.07,90,", "0.07,90,3", 5, r"actors\[2\]: has more cells than the second row \(got 8\)"),
        ("South, ", 'South,"', 5, "is not a valid row"),
    ],
)
def test_an_error_in_a_table_names_its_line(tmp_path, old, new, line, said):
    assert TABLE.count(old) == 1
    found = refused(tmp_path, TABLE.replace(old, new))
    assert any(p.line == line and re.search(said, str(p)) for p in found), "\n".join(map(str, found))
    assert all((p.file or "").endswith("talks.csv") for p in found)


def test_all_that_is_wrong_in_a_table_is_said_at_once(tmp_path):
    found = refused(tmp_path, TABLE.replace("90.25", "x").replace("0.07", "y").replace("1e1", "z"))
    assert [p.line for p in found] == [4, 5, 5]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("<Scenario>", "<!DOCTYPE Scenario><Scenario>", 2, "document type"),
        ("<Scenario>", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Scenario>', 2, "document type"),
        ("Talks &amp; more", "&other;", 3, "is not valid XML"),
        ("</Dimensions>", "</Dimension>", 7, "is not valid XML"),
        ("<desc>", "<desc a='1'>", 4, "has an attribute"),
        ("<desc>On a border</desc>", "<descr>On a border</descr>", 4, "did you mean `desc`"),
        ("<desc>On a border</desc>", "<name>On a border</name>", 4, "has `name` twice"),
        ("<desc>On a border</desc>", "<desc>On <b>a</b> border</desc>", 4, "text between its elements"),
        ("<desc>On a border</desc>", "<desc><b>a</b></desc>", 4, "holds elements within `desc`"),
        (">18446744073709551615<", ">-1<", 5, "something else in `prngSeed`"),
        (">PropCbc<", ">Prop Cbc<", 6, "something else in `VotingRule`"),
        ("VotingRule>", "VoteRule>", 6, "did you mean `VotingRule`"),
        ("<dName>Pstn1</dName>", "", 10, r"has 2 numbers in `Position` for 1 dimensions"),
        ("<dName>Pstn1</dName>", "<dName> </dName>", 7, "blank `dName`"),
        ("<capability>62.5</capability>", "", 12, "has no `capability` for an actor"),
        (">62.5<", ">1,5<", 12, r"has no number in `capability`, value not shown \(team\)"),
        (">90.25<", ">100.5<", 12, "stances.south.pstn1.private: is above its range"),
        ("<dCoord>10</dCoord>", "<x>10</x>", 10, "`Position` does not have"),
        ("<adjustingIdeal>South<", "<adjustingIdeal>West<", 17, "does not exist"),
        ("<adjust>0.30</adjust>", "", 17, "does not say who adjusts"),
        ("<adjust>0.30<", "<adjust>much<", 17, "no number in `adjust`"),
        ("Scenario>", "Scene>", 2, "is no scenario of KTAB"),
        ('encoding="UTF-8"', 'encoding="none"', 1, "(not valid XML|encoding)"),
    ],
)
def test_an_error_in_xml_names_its_line(tmp_path, old, new, line, said):
    assert old in XML
    (found,) = refused(tmp_path, XML.replace(old, new), "talks.xml")
    assert re.search(said, str(found)), str(found)
    assert found.line == line
    assert (found.file or "").endswith("talks.xml")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"\xff\xfe\x00", "is not valid XML"),
        (b"<a>" * 41, "nested too deeply"),
        (b"<a>" + b"<b/>" * 60_001, "too many values"),
        (b"<Scenario><Dimensions/></Scenario>", "has nothing in its `Dimensions`"),
        (b"<Scenario/>", "has no `Dimensions`"),
        (b"<Scenario><Dimensions><dName>a</dName></Dimensions></Scenario>", "has no `Actors`"),
        (b" " * 5_000_001, "too large"),
        (b'<?xml version="1.0" encoding="utf-7"?><Scenario/>', "(not valid XML|encoding)"),
    ],
)
def test_what_is_no_scenario_in_xml_is_refused(tmp_path, raw, said):
    (found,) = refused(tmp_path, raw, "talks.xml")
    assert re.search(said, str(found)), str(found)


def test_xml_in_another_declared_encoding_is_read(tmp_path):
    text = XML.replace("UTF-8", "ISO-8859-1").replace("South", "Süden")
    assert read_case(put(tmp_path, text.encode("latin-1"), "t.xml")).actors[1].short == "Süden"
    wide = XML.replace("UTF-8", "UTF-16").encode("utf-16")
    assert of_xml(wide, "t.xml") == of_xml(XML.encode(), "t.xml")
