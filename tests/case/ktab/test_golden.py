"""KTAB's own example files come back the same."""

import csv

import pytest

from backchannel.case import ktab
from backchannel.case.building import build
from backchannel.case.checking import check
from backchannel.case.reading import read_case
from tests.case.ktab.scenarios import there_and_back
from tests.support import shared_path


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
