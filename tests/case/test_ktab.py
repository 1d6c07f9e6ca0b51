"""KTAB: its own example files, and small scenarios of ours, there and back."""

import codecs
import csv
import datetime as dt
import os
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.case import ktab
from backchannel.case.building import build
from backchannel.case.checking import check
from backchannel.case.estimate import Estimate
from backchannel.case.fields import ROUNDING
from backchannel.case.inputs import inputs
from backchannel.case.ktab import scenario as ktab_scenario
from backchannel.case.ktab.scenario import Member, Scenario
from backchannel.case.ktab.table import of_table
from backchannel.case.ktab.xml import of_xml
from backchannel.case.plain import plain
from backchannel.case.problems import CaseError
from backchannel.case.reading import find_case, read_case, read_tree
from backchannel.case.schema import Imported
from backchannel.case.tree import Tree, parse
from tests.case.cases import FULL
from tests.support import shared_path

TABLE = """\
Talks; round 2, "On a border, and aid", 3, 2,
Actor,Description,Influence,Border Position,Border Salience,Aid,Care for aid,
North,The government of the north, 100, 10,60,  20,40,
South, , 62.5, 90.25,35.5,100,  0,
Élysée,A friend of both,0.1,50,1e1,0.07,90,
"""

XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<Scenario>
  <name>Talks &amp; more</name>
  <desc>On a border</desc>
  <prngSeed>18446744073709551615</prngSeed>
  <ModelParameters><VotingRule>PropCbc</VotingRule><BargnModel>PWCompInterp</BargnModel></ModelParameters>
  <Dimensions><dName>Pstn1</dName><dName>Aid &lt;all&gt;</dName></Dimensions>
  <Actors>
    <Actor><name>North</name><description>The government</description><capability>100</capability>
      <Position><dCoord>10</dCoord><dCoord>20</dCoord></Position>
      <Salience><dSal>60</dSal><dSal>40</dSal></Salience></Actor>
    <Actor><name>South</name><description>Those who left</description><capability>62.5</capability>
      <Position><dCoord>90.25</dCoord><dCoord>100</dCoord></Position>
      <Salience><dSal>35.5</dSal><dSal>0</dSal></Salience></Actor>
  </Actors>
  <IdealAdjustment>
    <iaPair><adjustingIdeal>South</adjustingIdeal><referencePos>North</referencePos><adjust>0.30</adjust></iaPair>
  </IdealAdjustment>
</Scenario>
"""


def put(folder, text, name="talks.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def there_and_back(scenario, folder):
    """A scenario as a case, and as the two files made of that case."""
    path = put(folder, "x", "any.csv")
    case = build(ktab_scenario.to_tree(scenario, path))
    assert build(Tree("x", plain(case))) == case
    return case, of_table(ktab.csv_text(case), "t.csv"), of_xml(ktab.xml_text(case).encode(), "t.xml")


def refused(folder, text, name="talks.csv"):
    with pytest.raises(CaseError) as caught:
        read_case(put(folder, text, name))
    return caught.value.problems


# --- KTAB's own files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["SOE-Competitive", "SOE-Pol-Comp", "dummyData_3Dim"])
def test_a_table_of_ktab_comes_back_the_same(tmp_path, name):
    path = shared_path("golden", "ktab", f"{name}.csv")
    scenario = ktab.read_scenario(path)
    case, table, xml = there_and_back(scenario, tmp_path)
    assert table == scenario
    assert (xml.dimensions, xml.members) == (scenario.dimensions, scenario.members)
    assert read_case(path) == build(ktab.read_tree(path))
    with path.with_name(f"{name}.csv.positions.csv").open() as file:
        start = [row for row in csv.DictReader(file) if row["turn"] == "0"]
    assert len(start) == len(case.stances)
    for row, stance in zip(start, case.stances, strict=True):
        assert case.actor(stance.actor).short == row["actor"]
        assert case.issue(stance.issue).name == row["dim"]
        assert stance.private.central == pytest.approx(float(row["position_0_100"]), abs=1e-9)


def test_every_variant_in_xml_comes_back_the_same(tmp_path):
    folder = shared_path("golden", "ktab", "variants")
    table = ktab.read_scenario(shared_path("golden", "ktab", "dummyData_3Dim.csv"))
    paths = sorted(folder.glob("*.xml"))
    assert len(paths) == 23
    rules = set()
    for path in paths:
        scenario = ktab.read_scenario(path)
        case, back, xml = there_and_back(scenario, tmp_path)
        assert xml == scenario, path.name
        assert (scenario.name, scenario.about) == (table.name, table.about)
        assert (back.dimensions, back.weighings, back.members) == (table.dimensions, table.weighings, table.members)
        assert len(xml.parameters) == 9
        assert len(xml.adjustments or ()) == 7
        rules.add((*sorted(scenario.parameters.items()), scenario.adjustments))
        name, _, value = path.name.removeprefix("dummyData_3Dim.csv.").removesuffix(".xml").partition("=")
        if name in scenario.parameters:
            assert case.imported is not None
            assert case.imported.settings[f"ModelParameters.{name}"] == value
        with path.with_suffix(".positions.csv").open() as file:
            start = [float(row["position_0_100"]) for row in csv.DictReader(file) if row["turn"] == "0"]
        assert [s.private.central for s in case.stances] == pytest.approx(start, abs=1e-9)
    assert len(rules) == len(paths)


@pytest.mark.parametrize("name", ["SOE-Competitive", "SOE-Pol-Comp", "dummyData_3Dim"])
def test_an_imported_case_is_sound_and_does_not_drown_in_warnings(name):
    case = read_case(shared_path("golden", "ktab", f"{name}.csv"))
    found = check(case)
    assert len(found) < 20
    assert any(p.field == "levels.agreement.signers.quota" for p in found)


# --- ours -------------------------------------------------------------------------------------------------------


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


# --- any scenario -----------------------------------------------------------------------------------------------

words = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")) | st.sampled_from(",;\"'<>&="),
    min_size=1,
    max_size=24,
).map(ktab_scenario.clean)
named = words.filter(bool)


@st.composite
def scenarios(draw):
    count = draw(st.integers(1, 3))
    dimensions = tuple(draw(st.lists(named, min_size=count, max_size=count)))
    point = st.floats(0, 100) | st.integers(0, 100)
    share = st.floats(0, 100 / count, allow_subnormal=False) | st.integers(0, 100 // count)
    several = {"min_size": count, "max_size": count}
    members = tuple(
        Member(
            draw(named),
            draw(words),
            draw(st.floats(0.001, 1e8) | st.integers(1, 200)),
            tuple(draw(st.lists(point, **several))),
            ktab_scenario.within_total(draw(st.lists(share, **several))),
        )
        for _ in range(draw(st.integers(1, 4)))
    )
    scenario = Scenario(draw(named), draw(words), dimensions, members)
    if draw(st.booleans()):
        labels = tuple(draw(st.lists(named, min_size=3, max_size=3)))
        scenario = replace(scenario, labels=labels, weighings=tuple(draw(st.lists(named, **several))))
    return scenario


@settings(deadline=None)
@given(scenario=scenarios())
def test_any_scenario_comes_back_from_a_table(tmp_path_factory, scenario):
    folder = tmp_path_factory.mktemp("any")
    case, table, xml = there_and_back(scenario, folder)
    assert replace(table, weighings=scenario.weighings) == scenario
    if len(set(scenario.dimensions)) == len(scenario.dimensions):
        assert table == scenario
    assert [m.positions for m in xml.members] == [m.positions for m in scenario.members]
    assert [m.saliences for m in xml.members] == [m.saliences for m in scenario.members]
    assert not any("scaled" in sentence or "cut" in sentence for sentence in ktab.losses(case))


places = st.integers(0, 3)


@settings(deadline=None)
@given(
    scenario=scenarios(),
    seed=st.integers(0, 2**64 - 1),
    parameters=st.dictionaries(
        st.sampled_from(ktab_scenario.PARAMETERS), st.from_regex("[A-Za-z0-9]{1,9}", fullmatch=True)
    ),
    pairs=st.none() | st.lists(st.tuples(places, places, st.floats(0, 1).map(repr)), max_size=4),
)
def test_any_scenario_comes_back_from_xml(tmp_path_factory, scenario, seed, parameters, pairs):
    members = {m.name: replace(m, about=m.about or "-") for m in scenario.members}
    count = len(members)
    scenario = Scenario(
        scenario.name,
        scenario.about or "-",
        scenario.dimensions,
        tuple(members.values()),
        seed=str(seed),
        parameters=parameters,
        adjustments=None if pairs is None else tuple((i % count, j % count, much) for i, j, much in pairs),
    )
    _, _, xml = there_and_back(scenario, tmp_path_factory.mktemp("any"))
    assert xml == scenario


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_saliences_are_scaled_to_what_ktab_takes(saliences):
    found = ktab_scenario.within_total(saliences)
    total = 0.0
    for number in found:
        total += number
    assert total <= 100
    if sum(saliences) < 100 - ROUNDING:
        assert list(found) == saliences
    else:
        assert total == pytest.approx(100, abs=1e-6)
        factor = 100 / sum(saliences)
        assert list(found) == pytest.approx([s * factor for s in saliences], abs=1e-9)


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode), st.sampled_from(["a.csv", "a.xml"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory, raw, name):
    path = put(tmp_path_factory.mktemp("junk"), raw, name)
    try:
        build(read_tree(path))
    except CaseError as error:
        said = str(error)
    else:
        said = "read"
    assert said


# --- a case of ours as a file of KTAB ---------------------------------------------------------------------------


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
