"""Any scenario, there and back; any bytes, read or refused."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.case import ktab
from backchannel.case.building import build
from backchannel.case.fields import ROUNDING
from backchannel.case.ktab import scenario as ktab_scenario
from backchannel.case.ktab.scenario import Member, Scenario
from backchannel.case.problems import CaseError
from backchannel.case.reading import read_tree
from tests.case.ktab.scenarios import put, there_and_back

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
