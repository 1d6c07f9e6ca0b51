"""Small scenarios of ours in both formats of KTAB, there and back."""

import pytest

from backchannel.case import ktab
from backchannel.case.building import build
from backchannel.case.ktab import scenario as ktab_scenario
from backchannel.case.ktab.table import of_table
from backchannel.case.ktab.xml import of_xml
from backchannel.case.plain import plain
from backchannel.case.problems import CaseError
from backchannel.case.reading import read_case
from backchannel.case.tree import Tree

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
